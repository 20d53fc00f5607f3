//! The state of excitation, carried from event to event.
//!
//! With exponential kernels the sum over all earlier events decays and grows in
//! a single number: A(t + s) = e^(-βs) A(t), plus the weight of each event (Ozaki
//! 1979; Ogata 1981). Derivatives by the logarithm of the decay need the sum of
//! weight times delay as well, which has a recursion of the same kind.

use super::shared_decay::Excitation;
use super::{Kernel, power_law};

/// e^(-x) and x² e^(-x) are 0 from here on.
const FORGOTTEN: f64 = 780.0;

/// A kernel with numbers, laid out for the recursion.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    kinds: usize,
    layout: Layout,
}

#[derive(Debug, Clone)]
enum Layout {
    None,
    /// Every state decays from event to event: `rates` of them for each kind, or
    /// one for each kind with a rate of its own.
    Together {
        rates: Vec<f64>,
        by_kind: bool,
    },
    /// A mixture with given weights: one column for each kind out of many states.
    Mixture {
        rates: Vec<f64>,
        weights: [Vec<f64>; 3],
    },
    /// A rate for each pair: a state is touched only where its pair is, so that
    /// an event costs 2 K exponentials and not K².
    ByPair {
        rates: Vec<f64>,
    },
}

impl Basis {
    /// The layout of a kernel for `kinds` kinds. `rates` are those of a power
    /// law, which stay the same while its numbers are estimated.
    pub fn new(kernel: &Kernel, kinds: usize, rates: &[f64]) -> Self {
        let layout = match kernel {
            Kernel::None => Layout::None,
            Kernel::Exponential { decay } => Layout::Together {
                rates: vec![*decay],
                by_kind: false,
            },
            Kernel::ExponentialByExciting { decays } => Layout::Together {
                rates: decays.clone(),
                by_kind: true,
            },
            Kernel::SumOfExponentials { decays } => Layout::Together {
                rates: decays.clone(),
                by_kind: false,
            },
            Kernel::ExponentialByPair { decays } => Layout::ByPair {
                rates: decays.clone(),
            },
            Kernel::PowerLaw { offset, exponent } => {
                let (weights, by_offset, by_exponent) =
                    power_law::weights(rates, *offset, *exponent);
                Layout::Mixture {
                    rates: rates.to_vec(),
                    weights: [weights, by_offset, by_exponent],
                }
            }
        };
        Self { kinds, layout }
    }

    /// The decay, if there is one for all pairs.
    pub fn shared_rate(&self) -> Option<f64> {
        match &self.layout {
            Layout::Together { rates, .. } if rates.len() == 1 && self.states_per_kind() == 1 => {
                Some(rates[0])
            }
            _ => None,
        }
    }

    /// The time after which an event is forgotten: its e^(-βΔ) is less than the
    /// least number there is.
    pub fn memory(&self) -> f64 {
        match &self.layout {
            Layout::None => 0.0,
            Layout::Together { rates, .. }
            | Layout::Mixture { rates, .. }
            | Layout::ByPair { rates } => {
                FORGOTTEN / rates.iter().copied().fold(f64::INFINITY, f64::min)
            }
        }
    }

    /// States of one exciting kind.
    fn states_per_kind(&self) -> usize {
        match &self.layout {
            Layout::None => 0,
            Layout::Together { by_kind: true, .. } => 1,
            Layout::Together { rates, .. } | Layout::Mixture { rates, .. } => rates.len(),
            Layout::ByPair { .. } => self.kinds,
        }
    }

    /// The number of the kernel that a column of an excited kind depends on.
    pub fn shape_of_column(&self, excited: usize, column: usize) -> usize {
        match &self.layout {
            Layout::None | Layout::Mixture { .. } => 0,
            Layout::Together { by_kind: true, .. } => column,
            Layout::Together { rates, .. } => column % rates.len(),
            Layout::ByPair { .. } => excited * self.kinds + column,
        }
    }

    /// Where the numbers of the kernel that matter to an excited kind begin, and
    /// how many they are.
    pub fn shape_of(&self, excited: usize) -> (usize, usize) {
        match &self.layout {
            Layout::None => (0, 0),
            Layout::Together { rates, .. } => (0, rates.len()),
            Layout::Mixture { .. } => (0, 2),
            Layout::ByPair { .. } => (excited * self.kinds, self.kinds),
        }
    }
}

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

    /// The excitation of kind `excited` now.
    ///
    /// `alpha` are its weights, one for each column. Writes the excitation for a
    /// weight of 1 to `columns`, its derivatives by the numbers of the kernel
    /// that matter to this kind to `by_shape` (if not empty), and returns the
    /// excitation and its derivative by the mark exponent.
    #[inline]
    pub fn read(
        &mut self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        columns: &mut [f64],
        by_shape: &mut [f64],
    ) -> (f64, f64) {
        let (mut total, mut by_mark) = (0.0, 0.0);
        match &basis.layout {
            Layout::None => {}
            // The usual case, kept free of branches.
            Layout::Together { rates, .. }
                if rates.len() == 1 && by_shape.is_empty() && self.slope.is_empty() =>
            {
                let rate = rates[0];
                for ((column, a), sum) in columns.iter_mut().zip(alpha).zip(&self.sum) {
                    *column = rate * sum;
                    total += a * *column;
                }
            }
            Layout::Together { rates, by_kind } => {
                by_shape.fill(0.0);
                let single = rates.len() == 1;
                let components = basis.states_per_kind();
                for (state, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let index = if single {
                        0
                    } else if *by_kind {
                        state
                    } else {
                        state % components
                    };
                    let rate = rates[index];
                    *column = rate * self.sum[state];
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[index] += a * rate * (self.sum[state] - rate * self.lag[state]);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * rate * self.slope[state];
                    }
                }
            }
            Layout::ByPair { rates } => {
                for (exciting, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let pair = excited * basis.kinds + exciting;
                    let rate = rates[pair];
                    self.touch(pair, rate);
                    *column = rate * self.sum[pair];
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[exciting] = a * rate * (self.sum[pair] - rate * self.lag[pair]);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * rate * self.slope[pair];
                    }
                }
            }
            Layout::Mixture { rates, weights } => {
                by_shape.fill(0.0);
                let components = rates.len();
                for (exciting, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let states = exciting * components..(exciting + 1) * components;
                    let sums = &self.sum[states.clone()];
                    *column = mix(&weights[0], rates, sums);
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[0] += a * mix(&weights[1], rates, sums);
                        by_shape[1] += a * mix(&weights[2], rates, sums);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * mix(&weights[0], rates, &self.slope[states]);
                    }
                }
            }
        }
        (total, by_mark)
    }

    /// What is still to come of the excitation of kind `excited`: the integral
    /// from now to infinity if nothing more happens, in the form of
    /// [`State::read`].
    pub fn remaining(
        &mut self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        columns: &mut [f64],
        by_shape: &mut [f64],
    ) -> (f64, f64) {
        let (mut total, mut by_mark) = (0.0, 0.0);
        by_shape.fill(0.0);
        for (column, (value, a)) in columns.iter_mut().zip(alpha).enumerate() {
            let mut slope = 0.0;
            match &basis.layout {
                Layout::None => *value = 0.0,
                Layout::Mixture { rates, weights } => {
                    let components = rates.len();
                    let states = column * components..(column + 1) * components;
                    let of = |weights: &[f64], sums: &[f64]| -> f64 {
                        weights.iter().zip(sums).map(|(w, s)| w * s).sum()
                    };
                    let sums = &self.sum[states.clone()];
                    *value = of(&weights[0], sums);
                    if !by_shape.is_empty() {
                        by_shape[0] += a * of(&weights[1], sums);
                        by_shape[1] += a * of(&weights[2], sums);
                    }
                    if !self.slope.is_empty() {
                        slope = of(&weights[0], &self.slope[states]);
                    }
                }
                Layout::Together { rates, by_kind } => {
                    let index = if *by_kind {
                        column
                    } else {
                        column % rates.len()
                    };
                    *value = self.sum[column];
                    if !by_shape.is_empty() {
                        by_shape[index] -= a * rates[index] * self.lag[column];
                    }
                    slope = self.slope.get(column).copied().unwrap_or(0.0);
                }
                Layout::ByPair { rates } => {
                    let pair = excited * basis.kinds + column;
                    self.touch(pair, rates[pair]);
                    *value = self.sum[pair];
                    if !by_shape.is_empty() {
                        by_shape[column] -= a * rates[pair] * self.lag[pair];
                    }
                    slope = self.slope.get(pair).copied().unwrap_or(0.0);
                }
            }
            total += a * *value;
            by_mark += a * slope;
        }
        (total, by_mark)
    }

    /// The columns of exponential kernels with their state, number of the decay
    /// and decay, for one excited kind.
    fn exponentials<'s>(
        basis: &'s Basis,
        excited: usize,
    ) -> Option<impl Iterator<Item = (usize, usize, f64)> + 's> {
        let (rates, start, count) = match &basis.layout {
            Layout::None | Layout::Mixture { .. } => return None,
            Layout::Together { rates, .. } => (rates, 0, basis.kinds * basis.states_per_kind()),
            Layout::ByPair { rates } => (rates, excited * basis.kinds, basis.kinds),
        };
        let by_kind = !matches!(&basis.layout, Layout::Together { by_kind: false, .. });
        Some((0..count).map(move |column| {
            let index = if by_kind {
                column
            } else {
                column % rates.len()
            };
            (start + column, index, rates[start + index])
        }))
    }

    /// Second derivatives of the excitation now; call after [`State::read`].
    #[inline]
    pub fn curvature(&self, basis: &Basis, excited: usize, alpha: &[f64], out: &mut Curvature) {
        out.twice.fill(0.0);
        if let Some(columns) = Self::exponentials(basis, excited) {
            for (column, (state, index, rate)) in columns.enumerate() {
                let (sum, lag) = (self.sum[state], rate * self.lag[state]);
                let square = rate * rate * self.square[state];
                out.mixed[column] = rate * (sum - lag);
                out.twice[index] += alpha[column] * rate * (sum - 3.0 * lag + square);
            }
        }
    }

    /// Second derivatives of what is still to come of the excitation; call after
    /// [`State::remaining`].
    pub fn remaining_curvature(
        &self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        out: &mut Curvature,
    ) {
        out.twice.fill(0.0);
        if let Some(columns) = Self::exponentials(basis, excited) {
            for (column, (state, index, rate)) in columns.enumerate() {
                let lag = rate * self.lag[state];
                let square = rate * rate * self.square[state];
                out.mixed[column] = -lag;
                out.twice[index] += alpha[column] * (square - lag);
            }
        }
    }

    /// All that an event of weight 1 of the kind of a column triggers per unit
    /// of its weight, with derivatives by the shape: 1, or the sum of the weights
    /// of a mixture.
    pub fn whole(basis: &Basis) -> [f64; 3] {
        match &basis.layout {
            Layout::Mixture { weights, .. } => {
                [0, 1, 2].map(|index: usize| weights[index].iter().sum())
            }
            _ => [1.0, 0.0, 0.0],
        }
    }

    /// The parts into which the excitation of `excited` by one column splits:
    /// decay, and what is still to come of it per unit of weight.
    pub fn parts(&mut self, basis: &Basis, excited: usize, column: usize) -> Vec<(f64, f64)> {
        match &basis.layout {
            Layout::None => Vec::new(),
            Layout::Together { rates, by_kind } => {
                let index = if *by_kind {
                    column
                } else {
                    column % rates.len()
                };
                vec![(rates[index], self.sum[column])]
            }
            Layout::ByPair { rates } => {
                let pair = excited * basis.kinds + column;
                self.touch(pair, rates[pair]);
                vec![(rates[pair], self.sum[pair])]
            }
            Layout::Mixture { rates, weights } => {
                let states = &self.sum[column * rates.len()..(column + 1) * rates.len()];
                rates
                    .iter()
                    .zip(&weights[0])
                    .zip(states)
                    .map(|((rate, weight), sum)| (*rate, weight * sum))
                    .collect()
            }
        }
    }
}

#[inline]
fn mix(weights: &[f64], rates: &[f64], sums: &[f64]) -> f64 {
    weights
        .iter()
        .zip(rates)
        .zip(sums)
        .map(|((weight, rate), sum)| weight * rate * sum)
        .sum()
}
