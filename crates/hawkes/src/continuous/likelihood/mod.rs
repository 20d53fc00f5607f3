//! The exact log-likelihood of a catalogue, with gradient and information, in one
//! pass over the events.
//!
//! ln L = Σ_k ln λ_(i_k)(t_k) - Σ_i ∫ λ_i(t) dt over the window (Daley and
//! Vere-Jones 2003, proposition 7.2.III). The excitation at the events comes from
//! the recursion of [`State`], its integral from the same state at the end of the
//! window, so that the cost is O(events x kinds).

mod along;
mod integrals;
mod layout;
mod marks;
mod segments;
#[cfg(test)]
mod tests;

pub(crate) use layout::Layout;
pub(crate) use marks::{Marks, ln_means};

use super::Kernel;
use super::background::Terms;
use super::recursion::{Basis, Derivatives, State};
use crate::{Catalogue, Error};
use nalgebra::DMatrix;
use rayon::prelude::*;
use segments::{Sums, segments};
use std::ops::Range;
use std::sync::OnceLock;

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
}

/// exp(Σ γ_q z_q); `coefficients` may be longer than `z`.
#[inline]
fn exponential(coefficients: &[f64], z: &[f64]) -> f64 {
    let sum: f64 = z.iter().zip(coefficients).map(|(z, c)| z * c).sum();
    sum.exp()
}
