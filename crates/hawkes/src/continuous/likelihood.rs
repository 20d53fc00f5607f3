//! The exact log-likelihood of a catalogue, with gradient and information, in one
//! pass over the events.
//!
//! ln L = Σ_k ln λ_(i_k)(t_k) - Σ_i ∫ λ_i(t) dt over the window (Daley and
//! Vere-Jones 2003, proposition 7.2.III). The excitation at the events comes from
//! the recursion of [`State`], its integral from the same state at the end of the
//! window, so that the cost is O(events x kinds).

use super::Kernel;
use super::background::Terms;
use super::recursion::{Basis, Curvature, Derivatives, State};
use super::shared_decay::Pass;
use crate::{Catalogue, Error};
use nalgebra::DMatrix;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::OnceLock;

/// Events of one segment at least; segments are worked on side by side.
const SEGMENT: usize = 4096;
/// Segments at most, so that their states take little memory.
const MOST_SEGMENTS: usize = 64;

/// The productivity of marks: κ(m) = e^(b m) divided by its mean over the events
/// of the kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Marks {
    /// Every event weighs 1.
    Ignored,
    /// b given, with the logarithm of the mean of e^(b m) of each kind.
    Given { exponent: f64, ln_means: Vec<f64> },
    /// b estimated: the last entry of the parameters, means taken anew.
    Estimated,
}

/// Where the parameters of each kind stand in the vector of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub kinds: usize,
    /// Coefficients of background terms of each kind.
    pub terms: usize,
    /// Weights of excitation of each kind.
    pub columns: usize,
    /// Numbers of the kernel.
    pub shape: usize,
    /// 1 if the mark exponent is estimated.
    pub mark: usize,
}

impl Layout {
    /// Parameters of one kind: background rate, coefficients, weights.
    pub fn own(&self) -> usize {
        1 + self.terms + self.columns
    }
    /// Where those of a kind begin.
    pub fn of_kind(&self, kind: usize) -> usize {
        kind * self.own()
    }
    /// Where the weights of a kind stand.
    pub fn weights(&self, kind: usize) -> Range<usize> {
        let start = self.of_kind(kind) + 1 + self.terms;
        start..start + self.columns
    }
    /// Where the numbers of the kernel begin.
    pub fn shape_start(&self) -> usize {
        self.kinds * self.own()
    }
    /// Where the mark exponent stands, if it is estimated.
    pub fn mark_index(&self) -> usize {
        self.shape_start() + self.shape
    }
    pub fn len(&self) -> usize {
        self.mark_index() + self.mark
    }
    /// Whether the log-likelihood is concave along a parameter: background rates
    /// and weights enter the intensity linearly.
    pub fn is_linear(&self, index: usize) -> bool {
        index < self.shape_start() && {
            let within = index % self.own();
            within == 0 || within > self.terms
        }
    }
}

/// A catalogue with a form of model, ready to be evaluated at any parameters.
#[derive(Debug, Clone)]
pub(crate) struct Problem<'a> {
    catalogue: &'a Catalogue,
    pub layout: Layout,
    kernel: Kernel,
    rates: Vec<f64>,
    shape_estimated: bool,
    marks: Marks,
    /// Start of the span whose events are explained, and the first such event;
    /// what lies before only excites.
    from: f64,
    first: usize,
    /// Quadrature of the background over the span.
    quadrature: (Vec<f64>, Vec<f64>),
    /// Terms at every event, event after event.
    terms: Vec<f64>,
    segments: Vec<Range<usize>>,
    counts: Vec<usize>,
    /// Events of each kind that are explained.
    explained: Vec<usize>,
    /// The states at the segments where they are the same at all parameters.
    unchanging: OnceLock<Vec<State>>,
}

/// The log-likelihood with derivatives.
#[derive(Debug, Clone)]
pub(crate) struct Evaluation {
    /// The log-likelihood; minus infinity where an event has no chance.
    pub value: f64,
    /// Its parts by kind.
    pub by_kind: Vec<f64>,
    pub gradient: Vec<f64>,
    /// Σ ∇λ ∇λ' / λ² over the events: the observed information of parameters
    /// that enter the intensity linearly, and an estimate of the expected
    /// information of the others.
    pub information: DMatrix<f64>,
}

/// What one segment adds, by kind.
struct Sums {
    values: Vec<f64>,
    gradient: Vec<Vec<f64>>,
    information: Vec<Vec<f64>>,
    curvature: Vec<Curvature>,
}

/// What else is wanted besides the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Value,
    Gradient,
    Information,
    /// As `Information`, with the observed information of the decays of
    /// exponential kernels in place of its estimate.
    Observed,
}

impl Want {
    fn information(self) -> bool {
        matches!(self, Self::Information | Self::Observed)
    }
}

impl<'a> Problem<'a> {
    /// `kernel` is the form, with the numbers used where `shape_estimated` is
    /// false; `rates` are the rates of a power law. Events before `from` excite,
    /// but are not explained.
    pub fn new(
        catalogue: &'a Catalogue,
        terms: &Terms<'_>,
        kernel: &Kernel,
        rates: &[f64],
        shape_estimated: bool,
        marks: Marks,
        from: f64,
    ) -> Result<Self, Error> {
        if marks != Marks::Ignored && catalogue.marks().is_none() {
            return Err(Error::NoMarks);
        }
        let kinds = catalogue.kind_count();
        let layout = Layout {
            kinds,
            terms: terms.count(),
            columns: kinds * kernel.components(),
            shape: if shape_estimated {
                kernel.shape().len()
            } else {
                0
            },
            mark: usize::from(marks == Marks::Estimated),
        };
        let mut at_events = vec![0.0; terms.count() * catalogue.len()];
        if terms.count() > 0 {
            for (z, &time) in at_events
                .chunks_exact_mut(terms.count())
                .zip(catalogue.times())
            {
                terms.write(time, z);
            }
        }
        let first = catalogue.times().partition_point(|&time| time < from);
        let mut explained = vec![0; kinds];
        for &kind in &catalogue.kinds()[first..] {
            explained[usize::from(kind)] += 1;
        }
        Ok(Self {
            catalogue,
            layout,
            kernel: kernel.clone(),
            rates: rates.to_vec(),
            shape_estimated,
            marks,
            from,
            first,
            quadrature: terms.quadrature(from, catalogue.window().end()),
            terms: at_events,
            segments: segments(catalogue.times()),
            counts: catalogue.counts(),
            explained,
            unchanging: OnceLock::new(),
        })
    }

    /// How many events of each kind are explained.
    pub fn explained(&self) -> &[usize] {
        &self.explained
    }

    /// Whether any event of a kind came early enough to trigger another within
    /// the window.
    pub fn seen(&self, kind: usize) -> bool {
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let end = self.catalogue.window().end();
        self.counts[kind] > 0
            && times
                .iter()
                .zip(kinds)
                .take_while(|(time, _)| **time < end)
                .any(|(_, &other)| usize::from(other) == kind)
    }

    /// Length of the span whose events are explained.
    pub fn length(&self) -> f64 {
        self.catalogue.window().end() - self.from
    }

    /// The kernel at some parameters.
    pub fn kernel_at(&self, parameters: &[f64]) -> Kernel {
        if self.shape_estimated {
            let start = self.layout.shape_start();
            self.kernel
                .with_shape(&parameters[start..start + self.layout.shape])
        } else {
            self.kernel.clone()
        }
    }

    /// Exponent and logarithms of the means of the productivity at some
    /// parameters; `None` where marks are ignored.
    pub fn productivity_at(&self, parameters: &[f64]) -> Option<(f64, Vec<f64>)> {
        match &self.marks {
            Marks::Ignored => None,
            Marks::Given { exponent, ln_means } => Some((*exponent, ln_means.clone())),
            Marks::Estimated => {
                let exponent = parameters[self.layout.mark_index()];
                Some((exponent, ln_means(self.catalogue, exponent)))
            }
        }
    }

    /// The productivity of each event and its derivative by the exponent.
    fn weights(&self, parameters: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (Some((exponent, ln_means)), Some(marks)) =
            (self.productivity_at(parameters), self.catalogue.marks())
        else {
            return (Vec::new(), Vec::new());
        };
        let kinds = self.catalogue.kinds();
        let weights: Vec<f64> = marks
            .iter()
            .zip(kinds)
            .map(|(mark, &kind)| (exponent * mark - ln_means[usize::from(kind)]).exp())
            .collect();
        if self.layout.mark == 0 {
            return (weights, Vec::new());
        }
        let mut tilted = vec![0.0; self.layout.kinds];
        for ((mark, weight), &kind) in marks.iter().zip(&weights).zip(kinds) {
            tilted[usize::from(kind)] += mark * weight / self.counts[usize::from(kind)] as f64;
        }
        let slopes = marks
            .iter()
            .zip(&weights)
            .zip(kinds)
            .map(|((mark, weight), &kind)| weight * (mark - tilted[usize::from(kind)]))
            .collect();
        (weights, slopes)
    }

    /// The log-likelihood at some parameters, and what else is wanted.
    pub fn evaluate(&self, parameters: &[f64], want: Want) -> Evaluation {
        let layout = self.layout;
        let basis = Basis::new(&self.kernel_at(parameters), layout.kinds, &self.rates);
        let derivatives = Derivatives {
            shape: layout.shape > 0 && want != Want::Value,
            mark: layout.mark > 0 && want != Want::Value,
            curvature: want == Want::Observed && self.has_exact_curvature(),
        };
        let (weights, slopes) = self.weights(parameters);
        let compute = || self.starts(&basis, derivatives, &weights, &slopes);
        let starts = if layout.shape == 0 && layout.mark == 0 {
            self.unchanging.get_or_init(compute).clone()
        } else {
            compute()
        };
        let parts: Vec<(Sums, State)> = self
            .segments
            .par_iter()
            .zip(starts)
            .map(|(segment, state)| {
                self.quick(&basis, parameters, segment, &state, derivatives, want)
                    .unwrap_or_else(|| {
                        self.segment(
                            &basis,
                            parameters,
                            segment,
                            state,
                            &weights,
                            &slopes,
                            derivatives,
                            want,
                        )
                    })
            })
            .collect();

        let mut total = Evaluation {
            value: 0.0,
            by_kind: vec![0.0; layout.kinds],
            gradient: vec![0.0; layout.len()],
            information: if want.information() {
                DMatrix::zeros(layout.len(), layout.len())
            } else {
                DMatrix::zeros(0, 0)
            },
        };
        let mut last = None;
        for (sums, state) in parts {
            for (total, value) in total.by_kind.iter_mut().zip(&sums.values) {
                *total += value;
            }
            self.scatter(&basis, &sums, want, &mut total);
            last = Some(state);
        }
        let mut end = last.unwrap_or_else(|| State::empty(&basis, derivatives, self.from));
        end.advance(&basis, self.catalogue.window().end());
        self.subtract_background(parameters, want, &mut total);
        self.subtract_excitation(
            &basis,
            parameters,
            derivatives,
            &weights,
            &slopes,
            end,
            want,
            &mut total,
        );
        total.value = total.by_kind.iter().sum();
        if !total.value.is_finite() {
            total.value = f64::NEG_INFINITY;
        }
        total
    }

    /// The state at the first event of each segment, that event not included.
    fn starts(
        &self,
        basis: &Basis,
        derivatives: Derivatives,
        weights: &[f64],
        slopes: &[f64],
    ) -> Vec<State> {
        let times = self.catalogue.times();
        let Some(&begin) = times.first() else {
            return Vec::new();
        };
        // What each segment alone leaves behind at the start of the next.
        let ends: Vec<State> = self
            .segments
            .par_windows(2)
            .map(|pair| {
                // Events of long ago leave nothing behind.
                let remembered = times[pair[1].start] - basis.memory();
                let skipped = times[pair[0].clone()].partition_point(|&time| time < remembered);
                let range = pair[0].start + skipped..pair[0].end;
                let begin = times[range.start.min(pair[1].start)];
                let mut state = State::empty(basis, derivatives, begin);
                self.pass(basis, &mut state, range, weights, slopes);
                state.advance(basis, times[pair[1].start]);
                state
            })
            .collect();
        let mut states = vec![State::empty(basis, derivatives, begin)];
        for mut end in ends {
            let mut state = states[states.len() - 1].clone();
            state.advance(basis, end.now());
            state.merge(basis, &mut end);
            states.push(state);
        }
        states
    }

    /// Lets the events of a range happen, without looking at the intensity.
    fn pass(
        &self,
        basis: &Basis,
        state: &mut State,
        range: Range<usize>,
        weights: &[f64],
        slopes: &[f64],
    ) {
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        for event in range {
            if times[event] > state.now() {
                state.advance(basis, times[event]);
            }
            state.add(
                basis,
                usize::from(kinds[event]),
                weights.get(event).copied().unwrap_or(1.0),
                slopes.get(event).copied().unwrap_or(0.0),
            );
        }
    }

    /// What the events of one segment add, and the state after them, where one
    /// decay and few kinds allow it to be told quickly.
    fn quick(
        &self,
        basis: &Basis,
        parameters: &[f64],
        segment: &Range<usize>,
        state: &State,
        derivatives: Derivatives,
        want: Want,
    ) -> Option<(Sums, State)> {
        let rate = basis.shared_rate()?;
        if self.layout.terms > 0 || self.marks != Marks::Ignored {
            return None;
        }
        let pass = Pass {
            times: self.catalogue.times(),
            kinds: self.catalogue.kinds(),
            first: self.first,
            rate,
        };
        let segment = segment.clone();
        macro_rules! sized {
            ($($kinds:literal)*) => {
                match (self.layout.kinds, want, derivatives.shape) {
                    $(
                        ($kinds, Want::Value, _) => {
                            self.shared::<$kinds, 0>(pass, parameters, segment, state, derivatives, want)
                        }
                        ($kinds, _, false) => {
                            self.shared::<$kinds, { $kinds + 1 }>(pass, parameters, segment, state, derivatives, want)
                        }
                        ($kinds, _, true) => {
                            self.shared::<$kinds, { $kinds + 2 }>(pass, parameters, segment, state, derivatives, want)
                        }
                    )*
                    _ => None,
                }
            };
        }
        sized!(1 2 3 4 5 6 7 8)
    }

    fn shared<const K: usize, const L: usize>(
        &self,
        pass: Pass<'_>,
        parameters: &[f64],
        segment: Range<usize>,
        state: &State,
        derivatives: Derivatives,
        want: Want,
    ) -> Option<(Sums, State)> {
        let layout = self.layout;
        let mut background = [0.0; K];
        let mut weights = [[0.0; K]; K];
        for kind in 0..K {
            background[kind] = parameters[layout.of_kind(kind)];
            weights[kind].copy_from_slice(&parameters[layout.weights(kind)]);
        }
        let mut excitation = state.shared::<K>()?;
        let totals = pass.run::<K, L>(segment, &background, &weights, &mut excitation);
        let mut state = state.clone();
        state.set_shared(&excitation);
        let sums = Sums {
            values: totals.iter().map(|total| total.value).collect(),
            gradient: totals.iter().map(|total| total.gradient.to_vec()).collect(),
            information: if want.information() {
                totals
                    .iter()
                    .map(|total| total.information.concat())
                    .collect()
            } else {
                vec![Vec::new(); K]
            },
            curvature: if derivatives.curvature {
                totals
                    .iter()
                    .map(|total| Curvature {
                        mixed: total.mixed.to_vec(),
                        twice: vec![total.twice],
                    })
                    .collect()
            } else {
                Vec::new()
            },
        };
        Some((sums, state))
    }

    /// What the events of one segment add, and the state after them.
    #[expect(clippy::too_many_arguments, reason = "parts of one evaluation")]
    fn segment(
        &self,
        basis: &Basis,
        parameters: &[f64],
        segment: &Range<usize>,
        mut state: State,
        weights: &[f64],
        slopes: &[f64],
        derivatives: Derivatives,
        want: Want,
    ) -> (Sums, State) {
        let layout = self.layout;
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let shape = if derivatives.shape {
            basis.shape_of(0).1
        } else {
            0
        };
        let own = layout.own();
        let length = own + shape + usize::from(derivatives.mark);
        let per_kind = |size: usize| vec![vec![0.0; size]; layout.kinds];
        let no_curvature = Curvature {
            mixed: vec![0.0; layout.columns],
            twice: vec![0.0; shape],
        };
        let mut curvature = no_curvature.clone();
        let mut sums = Sums {
            values: vec![0.0; layout.kinds],
            gradient: per_kind(if want == Want::Value { 0 } else { length }),
            information: per_kind(if want.information() {
                length * length
            } else {
                0
            }),
            curvature: vec![
                no_curvature;
                if derivatives.curvature {
                    layout.kinds
                } else {
                    0
                }
            ],
        };
        // Logarithms are taken of products, one for many events.
        let mut products = vec![1.0f64; layout.kinds];
        let mut row = vec![0.0; length];
        let mut pending = segment.start;
        for event in segment.clone() {
            if times[event] > state.now() {
                // Events of one instant do not excite one another.
                self.pass(basis, &mut state, pending..event, weights, slopes);
                pending = event;
                state.advance(basis, times[event]);
            }
            if event < self.first {
                continue;
            }
            let kind = usize::from(kinds[event]);
            let at = layout.of_kind(kind);
            let alpha = &parameters[layout.weights(kind)];
            let (ours, by_shape) = row.split_at_mut(own);
            let (background, columns) = ours.split_at_mut(1 + layout.terms);
            let (by_shape, by_mark) = by_shape.split_at_mut(shape);
            let (excitation, mark_slope) = state.read(basis, kind, alpha, columns, by_shape);
            if let Some(slot) = by_mark.first_mut() {
                *slot = mark_slope;
            }
            let mut intensity = parameters[at];
            background[0] = 1.0;
            if layout.terms > 0 {
                let z = &self.terms[event * layout.terms..(event + 1) * layout.terms];
                let factor = exponential(&parameters[at + 1..], z);
                background[0] = factor;
                intensity *= factor;
                for (slot, z) in background[1..].iter_mut().zip(z) {
                    *slot = intensity * z;
                }
            }
            intensity += excitation;
            if intensity > 1e-100 && intensity < 1e100 {
                let product = &mut products[kind];
                *product *= intensity;
                if !(1e-150..1e150).contains(product) {
                    sums.values[kind] += product.ln();
                    *product = 1.0;
                }
            } else {
                sums.values[kind] += intensity.ln();
            }
            if want != Want::Value {
                let inverse = 1.0 / intensity;
                for (slope, entry) in sums.gradient[kind].iter_mut().zip(&mut row) {
                    *entry *= inverse;
                    *slope += *entry;
                }
            }
            if derivatives.curvature {
                state.curvature(basis, kind, alpha, &mut curvature);
                let inverse = 1.0 / intensity;
                let total = &mut sums.curvature[kind];
                for (slot, part) in total.mixed.iter_mut().zip(&curvature.mixed) {
                    *slot += part * inverse;
                }
                for (slot, part) in total.twice.iter_mut().zip(&curvature.twice) {
                    *slot += part * inverse;
                }
            }
            if want.information() {
                let matrix = &mut sums.information[kind];
                for (column, entry) in row.iter().enumerate() {
                    let lower = &mut matrix[column * length..column * length + column + 1];
                    for (slot, other) in lower.iter_mut().zip(&row) {
                        *slot += entry * other;
                    }
                }
            }
        }
        for (value, product) in sums.values.iter_mut().zip(products) {
            *value += product.ln();
        }
        self.pass(basis, &mut state, pending..segment.end, weights, slopes);
        (sums, state)
    }

    /// Where an entry of the row of a kind stands among all parameters.
    fn place(&self, basis: &Basis, kind: usize, entry: usize, shape: usize) -> usize {
        let own = self.layout.own();
        if entry < own {
            self.layout.of_kind(kind) + entry
        } else if entry < own + shape {
            self.layout.shape_start() + basis.shape_of(kind).0 + entry - own
        } else {
            self.layout.mark_index()
        }
    }

    /// Takes second derivatives of one kind off the information.
    fn bend(
        &self,
        basis: &Basis,
        kind: usize,
        curvature: &Curvature,
        sign: f64,
        total: &mut Evaluation,
    ) {
        let start = self.layout.shape_start();
        for (column, weight) in self.layout.weights(kind).enumerate() {
            let p = start + basis.shape_of_column(kind, column);
            total.information[(weight, p)] -= sign * curvature.mixed[column];
            total.information[(p, weight)] -= sign * curvature.mixed[column];
        }
        for (index, twice) in curvature.twice.iter().enumerate() {
            let p = start + basis.shape_of(kind).0 + index;
            total.information[(p, p)] -= sign * twice;
        }
    }

    /// Whether the log-likelihood is a sum over kinds that share no parameter.
    pub fn splits_by_kind(&self) -> bool {
        self.layout.mark == 0
            && (self.layout.shape == 0 || matches!(self.kernel, Kernel::ExponentialByPair { .. }))
    }

    /// The parameters of one kind in a log-likelihood that splits by kind.
    pub fn parameters_of(&self, kind: usize) -> impl Iterator<Item = usize> + use<> {
        let own = self.layout.of_kind(kind);
        let share = self.layout.shape / self.layout.kinds;
        let shape = self.layout.shape_start() + kind * share;
        (own..own + self.layout.own()).chain(shape..shape + share)
    }

    /// Whether the observed information comes out of [`Problem::evaluate`]
    /// exactly: only decays of exponential kernels are not linear.
    pub fn has_exact_curvature(&self) -> bool {
        self.layout.shape > 0
            && self.layout.mark == 0
            && self.layout.terms == 0
            && !matches!(self.kernel, Kernel::PowerLaw { .. })
    }

    fn scatter(&self, basis: &Basis, sums: &Sums, want: Want, total: &mut Evaluation) {
        let shape = if self.layout.shape > 0 {
            basis.shape_of(0).1
        } else {
            0
        };
        for (kind, curvature) in sums.curvature.iter().enumerate() {
            self.bend(basis, kind, curvature, 1.0, total);
        }
        for (kind, gradient) in sums.gradient.iter().enumerate() {
            let length = gradient.len();
            for (row, slope) in gradient.iter().enumerate() {
                let at = self.place(basis, kind, row, shape);
                total.gradient[at] += slope;
                if want.information() {
                    for column in 0..=row {
                        let value = sums.information[kind][row * length + column];
                        let other = self.place(basis, kind, column, shape);
                        total.information[(at, other)] += value;
                        if at != other {
                            total.information[(other, at)] += value;
                        }
                    }
                }
            }
        }
    }

    /// Takes the integral of the background off.
    fn subtract_background(&self, parameters: &[f64], want: Want, total: &mut Evaluation) {
        let layout = self.layout;
        let (weights, values) = &self.quadrature;
        for kind in 0..layout.kinds {
            let at = layout.of_kind(kind);
            if layout.terms == 0 {
                let length = self.catalogue.window().end() - self.from;
                total.by_kind[kind] -= parameters[at] * length;
                total.gradient[at] -= length;
                continue;
            }
            for (weight, z) in weights.iter().zip(values.chunks_exact(layout.terms)) {
                let part = weight * exponential(&parameters[at + 1..], z);
                total.by_kind[kind] -= parameters[at] * part;
                if want != Want::Value {
                    total.gradient[at] -= part;
                    for (term, z) in z.iter().enumerate() {
                        total.gradient[at + 1 + term] -= parameters[at] * part * z;
                    }
                }
            }
        }
    }

    /// Takes the integral of the excitation off: what all events of the span
    /// trigger in all, with what was to come at its start, less what is still to
    /// come at its end.
    #[expect(clippy::too_many_arguments, reason = "parts of one evaluation")]
    fn subtract_excitation(
        &self,
        basis: &Basis,
        parameters: &[f64],
        derivatives: Derivatives,
        weights: &[f64],
        slopes: &[f64],
        mut end: State,
        want: Want,
        total: &mut Evaluation,
    ) {
        let layout = self.layout;
        if layout.columns == 0 {
            return;
        }
        let components = layout.columns / layout.kinds;
        let kinds = self.catalogue.kinds();
        let mut weight = vec![0.0; layout.kinds];
        let mut slope = vec![0.0; layout.kinds];
        if weights.is_empty() {
            for (weight, &count) in weight.iter_mut().zip(&self.explained) {
                *weight = count as f64;
            }
        }
        for event in self.first..weights.len() {
            weight[usize::from(kinds[event])] += weights[event];
            slope[usize::from(kinds[event])] += slopes.get(event).copied().unwrap_or(0.0);
        }
        let mut begin = State::empty(
            basis,
            derivatives,
            self.catalogue.times().first().copied().unwrap_or(self.from),
        );
        if self.first > 0 {
            self.pass(basis, &mut begin, 0..self.first, weights, slopes);
            begin.advance(basis, self.from);
        }
        let whole = State::whole(basis);
        let mut columns = [vec![0.0; layout.columns], vec![0.0; layout.columns]];
        let shape = if derivatives.shape {
            basis.shape_of(0).1
        } else {
            0
        };
        let mut by_shape = [vec![0.0; shape], vec![0.0; shape]];
        for kind in 0..layout.kinds {
            let alpha = &parameters[layout.weights(kind)];
            let mut by_mark = [0.0; 2];
            for (side, state) in [&mut begin, &mut end].into_iter().enumerate() {
                by_mark[side] = state
                    .remaining(basis, kind, alpha, &mut columns[side], &mut by_shape[side])
                    .1;
            }
            if derivatives.curvature {
                let mut curvature = Curvature {
                    mixed: vec![0.0; layout.columns],
                    twice: vec![0.0; shape],
                };
                for (state, sign) in [(&begin, -1.0), (&end, 1.0)] {
                    state.remaining_curvature(basis, kind, alpha, &mut curvature);
                    self.bend(basis, kind, &curvature, sign, total);
                }
            }
            let mut mark_total = by_mark[0] - by_mark[1];
            for (column, a) in alpha.iter().enumerate() {
                let exciting = column / components;
                let integral =
                    columns[0][column] + whole[0] * weight[exciting] - columns[1][column];
                total.by_kind[kind] -= a * integral;
                mark_total += a * whole[0] * slope[exciting];
                total.gradient[layout.weights(kind).start + column] -= integral;
                if shape == 2 && matches!(self.kernel, Kernel::PowerLaw { .. }) {
                    for (index, slot) in by_shape[0].iter_mut().enumerate() {
                        *slot += a * whole[1 + index] * weight[exciting];
                    }
                }
            }
            if want != Want::Value {
                let start = layout.shape_start() + basis.shape_of(kind).0;
                for (index, (begin, end)) in by_shape[0].iter().zip(&by_shape[1]).enumerate() {
                    total.gradient[start + index] -= begin - end;
                }
                if derivatives.mark {
                    total.gradient[layout.mark_index()] -= mark_total;
                }
            }
        }
    }

    /// The integral of the intensity of each kind from event to event of that
    /// kind, at some parameters: the first entry from the start of the span, the
    /// last to its end (Ogata 1988).
    pub fn increments(&self, parameters: &[f64], terms: &Terms<'_>) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let basis = Basis::new(&self.kernel_at(parameters), layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let none = Derivatives::NONE;
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        let whole = State::whole(&basis)[0];
        let components = layout.columns.checked_div(layout.kinds).unwrap_or(0);
        let mut columns = vec![0.0; layout.columns];
        // What was triggered so far in all, as if no child were still to come.
        let mut triggered = vec![0.0; layout.kinds];
        let mut before = vec![0.0; layout.kinds];
        let mut since = vec![self.from; layout.kinds];
        let mut increments = vec![Vec::new(); layout.kinds];
        let mut pending = 0;
        let end = self.catalogue.window().end();
        let mut opened = false;
        for event in 0..=times.len() {
            let time = times.get(event).copied().unwrap_or(end);
            if time > state.now() || event == times.len() {
                self.pass(&basis, &mut state, pending..event, &weights, &slopes);
                for (past, &kind) in kinds[..event].iter().enumerate().skip(pending) {
                    let exciting = usize::from(kind);
                    for (kind, triggered) in triggered.iter_mut().enumerate() {
                        let alpha = &parameters[layout.weights(kind)];
                        let from = &alpha[exciting * components..(exciting + 1) * components];
                        *triggered += whole
                            * from.iter().sum::<f64>()
                            * weights.get(past).copied().unwrap_or(1.0);
                    }
                }
                pending = event;
            }
            if !opened && event >= self.first {
                opened = true;
                state.advance(&basis, self.from.max(state.now()));
                for kind in 0..layout.kinds {
                    let alpha = &parameters[layout.weights(kind)];
                    before[kind] = triggered[kind]
                        - state
                            .remaining(&basis, kind, alpha, &mut columns, &mut [])
                            .0;
                }
            }
            state.advance(&basis, time.max(state.now()));
            if event < self.first {
                continue;
            }
            let closing = event == times.len();
            for kind in 0..layout.kinds {
                if !closing && kind != usize::from(kinds[event]) {
                    continue;
                }
                let alpha = &parameters[layout.weights(kind)];
                let now = triggered[kind]
                    - state
                        .remaining(&basis, kind, alpha, &mut columns, &mut [])
                        .0;
                let at = layout.of_kind(kind);
                let background = if layout.terms == 0 {
                    parameters[at] * (time - since[kind])
                } else {
                    let (nodes, values) = terms.quadrature(since[kind], time);
                    nodes
                        .iter()
                        .zip(values.chunks_exact(layout.terms))
                        .map(|(weight, z)| {
                            parameters[at] * weight * exponential(&parameters[at + 1..], z)
                        })
                        .sum()
                };
                increments[kind].push((background + now - before[kind]).max(0.0));
                before[kind] = now;
                since[kind] = time;
            }
        }
        increments
    }

    /// The intensity of its own kind at each event that is explained, and of its
    /// parts: background first, then one entry for each exciting kind.
    pub fn at_events(&self, parameters: &[f64]) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let basis = Basis::new(&self.kernel_at(parameters), layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let none = Derivatives::NONE;
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        let components = layout.columns.checked_div(layout.kinds).unwrap_or(0);
        let mut columns = vec![0.0; layout.columns];
        let mut rows = Vec::with_capacity(times.len() - self.first);
        let mut pending = 0;
        for event in 0..times.len() {
            if times[event] > state.now() {
                self.pass(&basis, &mut state, pending..event, &weights, &slopes);
                pending = event;
                state.advance(&basis, times[event]);
            }
            if event < self.first {
                continue;
            }
            let kind = usize::from(kinds[event]);
            let at = layout.of_kind(kind);
            let alpha = &parameters[layout.weights(kind)];
            state.read(&basis, kind, alpha, &mut columns, &mut []);
            let mut row = vec![0.0; 1 + layout.kinds];
            let z = &self.terms[event * layout.terms..(event + 1) * layout.terms];
            row[0] = parameters[at] * exponential(&parameters[at + 1..], z);
            for (column, (value, a)) in columns.iter().zip(alpha).enumerate() {
                row[1 + column / components] += a * value;
            }
            rows.push(row);
        }
        rows
    }

    /// The kind of each event that is explained.
    pub fn explained_kinds(&self) -> impl Iterator<Item = usize> + '_ {
        self.catalogue.kinds()[self.first..]
            .iter()
            .map(|&kind| usize::from(kind))
    }

    /// The excitation of its own kind at each event that is explained, for
    /// weights of 1 of `kernel`, with one column for each exciting kind; and, by
    /// pair of kinds, the integral of that excitation. The productivity of marks
    /// is left out.
    pub fn unit_columns(&self, kernel: &Kernel) -> (Vec<f64>, Vec<f64>) {
        let kinds = self.layout.kinds;
        let basis = Basis::new(kernel, kinds, &self.rates);
        let (times, events) = (self.catalogue.times(), self.catalogue.kinds());
        let start = times.first().copied().unwrap_or(self.from);
        let mut state = State::empty(&basis, Derivatives::NONE, start);
        let ones = vec![1.0; kinds];
        let mut columns = vec![0.0; kinds * (times.len() - self.first)];
        let mut pending = 0;
        for event in 0..times.len() {
            if times[event] > state.now() {
                self.pass(&basis, &mut state, pending..event, &[], &[]);
                pending = event;
                state.advance(&basis, times[event]);
            }
            if event >= self.first {
                let row = (event - self.first) * kinds;
                let kind = usize::from(events[event]);
                state.read(&basis, kind, &ones, &mut columns[row..row + kinds], &mut []);
            }
        }
        self.pass(&basis, &mut state, pending..times.len(), &[], &[]);
        state.advance(&basis, self.catalogue.window().end());
        let mut integrals = vec![0.0; kinds * kinds];
        for excited in 0..kinds {
            let row = &mut integrals[excited * kinds..(excited + 1) * kinds];
            state.remaining(&basis, excited, &ones, row, &mut []);
            for (integral, &count) in row.iter_mut().zip(&self.counts) {
                *integral = count as f64 - *integral;
            }
        }
        (columns, integrals)
    }

    /// The state at the end of the window.
    pub fn final_state(&self, parameters: &[f64]) -> (Basis, State) {
        let basis = Basis::new(&self.kernel_at(parameters), self.layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let none = Derivatives::NONE;
        let times = self.catalogue.times();
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        self.pass(&basis, &mut state, 0..times.len(), &weights, &slopes);
        state.advance(&basis, self.catalogue.window().end());
        (basis, state)
    }
}

/// exp(Σ γ_q z_q); `coefficients` may be longer than `z`.
#[inline]
fn exponential(coefficients: &[f64], z: &[f64]) -> f64 {
    let sum: f64 = z.iter().zip(coefficients).map(|(z, c)| z * c).sum();
    sum.exp()
}

/// The logarithm of the mean of e^(b m) over the events of each kind, 0 where
/// there is none.
pub(crate) fn ln_means(catalogue: &Catalogue, exponent: f64) -> Vec<f64> {
    let kinds = catalogue.kind_count();
    let marks = catalogue.marks().unwrap_or(&[]);
    let mut largest = vec![f64::NEG_INFINITY; kinds];
    for (mark, &kind) in marks.iter().zip(catalogue.kinds()) {
        let slot = &mut largest[usize::from(kind)];
        *slot = slot.max(exponent * mark);
    }
    let mut sums = vec![(0.0f64, 0usize); kinds];
    for (mark, &kind) in marks.iter().zip(catalogue.kinds()) {
        let (sum, count) = &mut sums[usize::from(kind)];
        *sum += (exponent * mark - largest[usize::from(kind)]).exp();
        *count += 1;
    }
    sums.into_iter()
        .zip(largest)
        .map(|((sum, count), largest)| {
            if count == 0 {
                0.0
            } else {
                largest + (sum / count as f64).ln()
            }
        })
        .collect()
}

/// Cuts the events into segments that depend on their number alone, so that the
/// sums are the same on every machine. Events of one instant stay together.
fn segments(times: &[f64]) -> Vec<Range<usize>> {
    let size = SEGMENT.max(times.len().div_ceil(MOST_SEGMENTS));
    let mut segments = Vec::new();
    let mut start = 0;
    while start < times.len() {
        let mut end = (start + size).min(times.len());
        while end < times.len() && times[end] == times[end - 1] {
            end += 1;
        }
        segments.push(start..end);
        start = end;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Window;
    use crate::continuous::Term;
    use proptest::prelude::*;

    fn catalogue(events: &[(f64, u16, f64)]) -> Catalogue {
        let mut events = events.to_vec();
        events.sort_by(|a, b| a.0.total_cmp(&b.0));
        Catalogue::new(
            events.iter().map(|e| e.0).collect(),
            events.iter().map(|e| e.1).collect(),
            2,
            Window::new(-0.5, 21.0).expect("valid"),
        )
        .and_then(|c| c.with_marks(events.iter().map(|e| e.2).collect()))
        .expect("valid")
    }

    fn kernels() -> Vec<Kernel> {
        vec![
            Kernel::Exponential { decay: 1.3 },
            Kernel::ExponentialByExciting {
                decays: vec![0.4, 2.0],
            },
            Kernel::ExponentialByPair {
                decays: vec![0.4, 2.0, 0.1, 1.0],
            },
            Kernel::SumOfExponentials {
                decays: vec![0.2, 1.0, 5.0],
            },
            Kernel::PowerLaw {
                offset: 0.5,
                exponent: 1.6,
            },
        ]
    }

    #[test]
    fn sums_are_the_same_whatever_the_number_of_threads() {
        let events: Vec<_> = (0..20_000u32)
            .map(|i| {
                (
                    20.0 * (f64::from(i) * 0.618_034).fract(),
                    (i % 2) as u16,
                    0.0,
                )
            })
            .collect();
        let catalogue = catalogue(&events);
        let terms = Terms::new(&[], catalogue.window()).expect("valid");
        let kernel = Kernel::Exponential { decay: 1.3 };
        let evaluate = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                let problem =
                    Problem::new(&catalogue, &terms, &kernel, &[], true, Marks::Ignored, -0.5)
                        .expect("valid");
                assert!(problem.segments.len() > 2);
                let found =
                    problem.evaluate(&[300.0, 200.0, 0.3, 0.1, 0.2, 0.4, 0.2], Want::Observed);
                (found.value, found.gradient, found.information)
            })
        };
        assert_eq!(evaluate(1), evaluate(3));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn gradient_equals_differences(
            events in prop::collection::vec(
                (prop_oneof![(0..40u32).prop_map(|t| f64::from(t) / 2.0), 0.0..20.0f64], 0..2u16, -1.0..1.0f64),
                2..60,
            ),
            which in 0..5usize,
            numbers in prop::collection::vec(0.05..0.6f64, 64),
            from in prop_oneof![Just(-0.5), 0.0..10.0f64],
        ) {
            let catalogue = catalogue(&events);
            let kernel = kernels()[which].clone();
            let terms = [Term::Trend, Term::Season { period: 7.0, harmonics: 1 }];
            let terms = Terms::new(&terms, catalogue.window()).expect("valid");
            let rates = crate::continuous::power_law::rates(0.05, 5.0, 1.02, 21.5);
            let problem = Problem::new(
                &catalogue, &terms, &kernel, &rates, true, Marks::Estimated, from,
            ).expect("valid");
            let layout = problem.layout;
            let mut parameters = numbers[..layout.len()].to_vec();
            for (slot, number) in parameters[layout.shape_start()..].iter_mut().zip(kernel.shape()) {
                *slot = number;
            }
            let exact = problem.evaluate(&parameters, Want::Information);
            let scale = exact.gradient.iter().fold(1.0f64, |a, b| a.max(b.abs()));
            for p in 0..layout.len() {
                let step = 1e-5;
                let at = |x: f64| {
                    let mut moved = parameters.clone();
                    moved[p] += x;
                    problem.evaluate(&moved, Want::Value).value
                };
                let difference = (at(step) - at(-step)) / (2.0 * step);
                prop_assert!(
                    (difference - exact.gradient[p]).abs() <= 1e-6 * scale,
                    "parameter {p} of {kernel:?}: {} instead of {difference}", exact.gradient[p]
                );
            }
        }

        #[test]
        fn the_quick_pass_equals_the_general_one(
            events in prop::collection::vec(
                (prop_oneof![(0..40u32).prop_map(|t| f64::from(t) / 2.0), 0.0..20.0f64], 0..2u16, 0.0..1.0f64),
                2..600,
            ),
            numbers in prop::collection::vec(0.05..0.6f64, 8),
            estimated: bool,
            from in prop_oneof![Just(-0.5), 0.0..10.0f64],
        ) {
            let catalogue = catalogue(&events);
            let terms = Terms::new(&[], catalogue.window()).expect("valid");
            let kernel = Kernel::Exponential { decay: 1.3 };
            let problem = Problem::new(
                &catalogue, &terms, &kernel, &[], estimated, Marks::Ignored, from,
            ).expect("valid");
            let parameters = &numbers[..problem.layout.len()];
            let basis = Basis::new(&problem.kernel_at(parameters), 2, &[]);
            let derivatives = Derivatives { shape: estimated, mark: false, curvature: estimated };
            let begin = State::empty(&basis, derivatives, catalogue.times()[0]);
            let segment = 0..catalogue.len();
            for want in [Want::Value, Want::Gradient, Want::Information, Want::Observed] {
                let derivatives = Derivatives {
                    shape: estimated && want != Want::Value,
                    curvature: estimated && want == Want::Observed,
                    ..derivatives
                };
                let quick = problem.quick(&basis, parameters, &segment, &begin, derivatives, want);
                let (quick, _) = quick.expect("one decay and two kinds");
                let (general, _) = problem.segment(
                    &basis, parameters, &segment, begin.clone(), &[], &[], derivatives, want,
                );
                let flat = |sums: &Sums| -> Vec<f64> {
                    let length = sums.gradient[0].len();
                    let lower = (0..length).flat_map(|i| (0..=i).map(move |j| i * length + j));
                    let mut all = sums.values.clone();
                    all.extend(sums.gradient.iter().flatten());
                    if want.information() {
                        all.extend(lower.flat_map(|at| [sums.information[0][at], sums.information[1][at]]));
                    }
                    for curvature in &sums.curvature {
                        all.extend(curvature.mixed.iter().chain(&curvature.twice));
                    }
                    all
                };
                let (quick, general) = (flat(&quick), flat(&general));
                prop_assert_eq!(quick.len(), general.len());
                for (a, b) in quick.iter().zip(&general) {
                    prop_assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} instead of {b}");
                }
            }
        }

        #[test]
        fn observed_information_equals_differences(
            events in prop::collection::vec((0.0..20.0f64, 0..2u16, -1.0..1.0f64), 2..60),
            numbers in prop::collection::vec(0.05..0.6f64, 32),
            which in 0..4usize,
            from in prop_oneof![Just(-0.5), 0.0..10.0f64],
        ) {
            let catalogue = catalogue(&events);
            let terms = Terms::new(&[], catalogue.window()).expect("valid");
            let kernel = kernels()[which].clone();
            let problem = Problem::new(
                &catalogue, &terms, &kernel, &[], true, Marks::Ignored, from,
            ).expect("valid");
            prop_assert!(problem.has_exact_curvature());
            let layout = problem.layout;
            let mut numbers = numbers[..layout.len()].to_vec();
            for (slot, number) in numbers[layout.shape_start()..].iter_mut().zip(kernel.shape()) {
                *slot = number;
            }
            let exact = problem.evaluate(&numbers, Want::Observed);
            for p in 0..layout.len() {
                let step = 1e-6;
                let at = |x: f64| {
                    let mut moved = numbers.clone();
                    moved[p] += x;
                    problem.evaluate(&moved, Want::Gradient).gradient
                };
                let (up, down) = (at(step), at(-step));
                for q in 0..layout.len() {
                    let difference = -(up[q] - down[q]) / (2.0 * step);
                    let scale = exact.information[(p, p)].abs().max(1.0);
                    prop_assert!((difference - exact.information[(p, q)]).abs() <= 1e-5 * scale);
                }
            }
        }
    }
}
