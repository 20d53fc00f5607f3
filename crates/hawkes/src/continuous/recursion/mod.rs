//! The state of excitation, carried from event to event.
//!
//! With exponential kernels the sum over all earlier events decays and grows in
//! a single number: A(t + s) = e^(-βs) A(t), plus the weight of each event (Ozaki
//! 1979; Ogata 1981). Derivatives by the logarithm of the decay need the sum of
//! weight times delay as well, which has a recursion of the same kind.

mod basis;
mod read;

pub(crate) use basis::Basis;

use super::shared_decay::Excitation;
use basis::Layout;

/// Which derivatives are carried along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Derivatives {
    /// By the numbers of the kernel.
    pub shape: bool,
    /// By the exponent of the productivity.
    pub mark: bool,
    /// Second derivatives by the decays of exponential kernels.
    pub curvature: bool,
}

impl Derivatives {
    /// No derivatives at all.
    pub const NONE: Self = Self {
        shape: false,
        mark: false,
        curvature: false,
    };
}

/// Second derivatives of the excitation of one kind by its weights and decays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Curvature {
    /// By the weight of each column and the decay of the same column.
    pub mixed: Vec<f64>,
    /// Twice by each decay that matters to the kind.
    pub twice: Vec<f64>,
}

/// The state of excitation at an instant.
#[derive(Debug, Clone)]
pub(crate) struct State {
    now: f64,
    /// Σ κ e^(-βΔ) over the events so far.
    sum: Vec<f64>,
    /// Σ κ Δ e^(-βΔ), if derivatives by the shape are wanted.
    lag: Vec<f64>,
    /// Σ κ Δ² e^(-βΔ), if second derivatives by decays are wanted.
    square: Vec<f64>,
    /// Σ κ' e^(-βΔ), if derivatives by the mark exponent are wanted.
    slope: Vec<f64>,
    /// Factors of the last gap.
    factors: Vec<f64>,
    /// When each state of a pair was last brought up to date.
    touched: Vec<f64>,
}

impl State {
    /// No excitation yet, at `now`.
    pub fn empty(basis: &Basis, derivatives: Derivatives, now: f64) -> Self {
        let states = basis.kinds * basis.states_per_kind();
        let (mut lags, mut factors, mut pairs) = (0, 0, 0);
        match &basis.layout {
            Layout::None => {}
            Layout::Mixture { rates, .. } => factors = rates.len(),
            Layout::Together { rates, .. } => {
                factors = rates.len();
                lags = states;
            }
            Layout::ByPair { .. } => {
                lags = states;
                pairs = states;
            }
        }
        Self {
            now,
            sum: vec![0.0; states],
            lag: vec![0.0; if derivatives.shape { lags } else { 0 }],
            square: vec![0.0; if derivatives.curvature { lags } else { 0 }],
            slope: vec![0.0; if derivatives.mark { states } else { 0 }],
            factors: vec![0.0; factors],
            touched: vec![now; pairs],
        }
    }

    pub fn now(&self) -> f64 {
        self.now
    }

    /// The excitation with one decay for all pairs, without a productivity of
    /// marks; `None` with another number of kinds.
    pub(super) fn shared<const K: usize>(&self) -> Option<Excitation<K>> {
        let of = |states: &[f64]| -> Option<[f64; K]> {
            if states.is_empty() {
                return Some([0.0; K]);
            }
            states.try_into().ok()
        };
        Some(Excitation {
            now: self.now,
            sum: of(&self.sum)?,
            lag: of(&self.lag)?,
            square: of(&self.square)?,
        })
    }

    /// Takes the excitation with one decay over; what is not carried along stays
    /// empty.
    pub(super) fn set_shared<const K: usize>(&mut self, excitation: &Excitation<K>) {
        self.now = excitation.now;
        for (ours, theirs) in [
            (&mut self.sum, &excitation.sum),
            (&mut self.lag, &excitation.lag),
            (&mut self.square, &excitation.square),
        ] {
            for (our, their) in ours.iter_mut().zip(theirs) {
                *our = *their;
            }
        }
    }

    /// Lets time pass until `time`.
    #[inline]
    pub fn advance(&mut self, basis: &Basis, time: f64) {
        let gap = time - self.now;
        self.now = time;
        match &basis.layout {
            Layout::None | Layout::ByPair { .. } => {}
            Layout::Together { rates, .. }
                if rates.len() == 1 && self.lag.is_empty() && self.slope.is_empty() =>
            {
                let factor = (-rates[0] * gap).exp();
                for sum in &mut self.sum {
                    *sum *= factor;
                }
            }
            Layout::Together { rates, by_kind } => {
                for (factor, rate) in self.factors.iter_mut().zip(rates) {
                    *factor = (-rate * gap).exp();
                }
                if rates.len() == 1 {
                    self.fade(gap, |_| 0);
                } else if *by_kind {
                    self.fade(gap, |state| state);
                } else {
                    let components = rates.len();
                    self.fade(gap, |state| state % components);
                }
            }
            Layout::Mixture { rates, .. } => {
                for (factor, rate) in self.factors.iter_mut().zip(rates) {
                    *factor = (-rate * gap).exp();
                }
                let components = rates.len();
                for states in [&mut self.sum, &mut self.slope] {
                    for kind in states.chunks_exact_mut(components) {
                        for (state, factor) in kind.iter_mut().zip(&self.factors) {
                            *state *= factor;
                        }
                    }
                }
            }
        }
    }

    #[inline]
    fn fade(&mut self, gap: f64, rate_of: impl Fn(usize) -> usize) {
        for (state, square) in self.square.iter_mut().enumerate() {
            let (lag, sum) = (self.lag[state], self.sum[state]);
            *square = self.factors[rate_of(state)] * (*square + gap * (2.0 * lag + gap * sum));
        }
        for (state, (lag, sum)) in self.lag.iter_mut().zip(&self.sum).enumerate() {
            *lag = self.factors[rate_of(state)] * (*lag + gap * sum);
        }
        for (state, sum) in self.sum.iter_mut().enumerate() {
            *sum *= self.factors[rate_of(state)];
        }
        for (state, slope) in self.slope.iter_mut().enumerate() {
            *slope *= self.factors[rate_of(state)];
        }
    }

    /// Brings the state of one pair up to date.
    #[inline]
    fn touch(&mut self, pair: usize, rate: f64) {
        let gap = self.now - self.touched[pair];
        if gap > 0.0 {
            let factor = (-rate * gap).exp();
            if let Some(square) = self.square.get_mut(pair) {
                let (lag, sum) = (self.lag[pair], self.sum[pair]);
                *square = factor * (*square + gap * (2.0 * lag + gap * sum));
            }
            if let Some(lag) = self.lag.get_mut(pair) {
                *lag = factor * (*lag + gap * self.sum[pair]);
            }
            self.sum[pair] *= factor;
            if let Some(slope) = self.slope.get_mut(pair) {
                *slope *= factor;
            }
            self.touched[pair] = self.now;
        }
    }

    /// Adds an event of `kind` now, with its productivity and the derivative of
    /// the productivity by the mark exponent.
    #[inline]
    pub fn add(&mut self, basis: &Basis, kind: usize, weight: f64, weight_slope: f64) {
        if let Layout::ByPair { rates } = &basis.layout {
            for excited in 0..basis.kinds {
                let pair = excited * basis.kinds + kind;
                self.touch(pair, rates[pair]);
                self.sum[pair] += weight;
                if let Some(slope) = self.slope.get_mut(pair) {
                    *slope += weight_slope;
                }
            }
            return;
        }
        let states = basis.states_per_kind();
        let range = kind * states..(kind + 1) * states;
        for sum in &mut self.sum[range.clone()] {
            *sum += weight;
        }
        if !self.slope.is_empty() {
            for slope in &mut self.slope[range] {
                *slope += weight_slope;
            }
        }
    }

    /// Adds what another state holds at the same instant.
    pub fn merge(&mut self, basis: &Basis, other: &mut Self) {
        if let Layout::ByPair { rates } = &basis.layout {
            for (pair, rate) in rates.iter().enumerate() {
                self.touch(pair, *rate);
                other.touch(pair, *rate);
            }
        }
        for (ours, theirs) in [
            (&mut self.sum, &other.sum),
            (&mut self.lag, &other.lag),
            (&mut self.square, &other.square),
            (&mut self.slope, &other.slope),
        ] {
            for (our, their) in ours.iter_mut().zip(theirs) {
                *our += their;
            }
        }
    }
}
