//! What a fit says: standard errors, intervals, what was triggered by what.

use super::fit::{Fit, Unidentified};
use super::likelihood::{Problem, Want};
use super::matrix;
use super::scoring;
use super::{Kernel, ShapeName};
use crate::Catalogue;
use crate::error::Error;
use nalgebra::DMatrix;
use serde::Serialize;

/// A number of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Parameter {
    /// The background rate μ of a kind.
    Background(usize),
    /// A coefficient γ of the background of a kind.
    Coefficient {
        /// The kind.
        kind: usize,
        /// Which coefficient, counted from 0 over all terms.
        index: usize,
    },
    /// A weight of excitation.
    Excitation {
        /// The excited kind.
        excited: usize,
        /// The exciting kind.
        exciting: usize,
        /// The component of a sum of exponentials, 0 otherwise.
        component: usize,
    },
    /// A number of the kernel.
    Shape(ShapeName),
    /// The exponent of the productivity of marks.
    MarkExponent,
}

/// An estimate with an interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The maximum likelihood estimate.
    pub estimate: f64,
    /// The lower end; `None` where the likelihood sets none short of the edge of
    /// what can be estimated, or where it could not be found.
    pub lower: Option<f64>,
    /// The upper end; `None` as for the lower end.
    pub upper: Option<f64>,
}

/// By what an event was triggered, in probability (Zhuang, Ogata and Vere-Jones
/// 2002).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parentage {
    /// The probability that nothing triggered it.
    pub background: f64,
    /// By kind, the probability that an event of that kind triggered it.
    pub triggered_by: Vec<f64>,
}

impl Fit {
    /// A parameter's place, if the model has it and it was estimated.
    pub(super) fn place(&self, parameter: Parameter) -> Option<usize> {
        let kinds = self.process.kind_count();
        let layout = self.layout;
        match parameter {
            Parameter::Background(kind) => (kind < kinds).then(|| layout.of_kind(kind)),
            Parameter::Coefficient { kind, index } => {
                (kind < kinds && index < layout.terms).then(|| layout.of_kind(kind) + 1 + index)
            }
            Parameter::Excitation {
                excited,
                exciting,
                component,
            } => {
                let components = self.form.kernel.components();
                (excited < kinds && exciting < kinds && component < components)
                    .then(|| layout.weights(excited).start + exciting * components + component)
            }
            Parameter::Shape(name) => {
                let names = self.form.kernel.shape_names(kinds);
                let index = names.iter().position(|other| *other == name)?;
                (layout.shape > 0).then(|| layout.shape_start() + index)
            }
            Parameter::MarkExponent => (layout.mark == 1).then(|| layout.mark_index()),
        }
    }

    /// The number on its natural scale: decays and offset are exponentials of
    /// what is estimated, the exponent is 1 + one.
    pub(super) fn natural(&self, place: usize, value: f64) -> f64 {
        let layout = self.layout;
        let shape = layout.shapes();
        if !shape.contains(&place) {
            return value;
        }
        match self.form.kernel {
            Kernel::PowerLaw { .. } if place == layout.shape_start() + 1 => 1.0 + value.exp(),
            _ => value.exp(),
        }
    }

    /// Whether the catalogue says nothing of a parameter.
    pub fn is_identified(&self, parameter: Parameter) -> bool {
        self.place(parameter).is_some()
            && !self
                .unidentified
                .iter()
                .any(|what| match (*what, parameter) {
                    (
                        Unidentified::Excitation { excited, exciting },
                        Parameter::Excitation {
                            excited: i,
                            exciting: j,
                            ..
                        },
                    ) => (excited, exciting) == (i, j),
                    (Unidentified::Shape(name), Parameter::Shape(other)) => name == other,
                    (
                        Unidentified::Coefficients { kind },
                        Parameter::Coefficient { kind: other, .. },
                    ) => kind == other,
                    (Unidentified::MarkExponent, Parameter::MarkExponent) => true,
                    _ => false,
                })
    }

    /// The estimate of a parameter on its natural scale; `None` where it is no
    /// part of the model or the catalogue says nothing of it.
    pub fn estimate(&self, parameter: Parameter) -> Option<f64> {
        let place = self.place(parameter)?;
        self.is_identified(parameter)
            .then(|| self.natural(place, self.parameters[place]))
    }

    /// Standard errors from the inverse of the observed information (Ogata 1978),
    /// in the order of `parameters`. `None` for a parameter that is on its bound
    /// (a rate or weight of 0), where a standard error has no meaning, or that
    /// is not identified; such parameters are held while the others vary.
    ///
    /// Decays, offset and exponent are estimated on the scale of logarithms and
    /// their errors carried over by the delta method.
    ///
    /// # Errors
    ///
    /// If the catalogue is not the one that was fitted, in its kinds or marks.
    pub fn standard_errors(
        &self,
        catalogue: &Catalogue,
        parameters: &[Parameter],
    ) -> Result<Vec<Option<f64>>, Error> {
        let problem = self.problem(catalogue)?;
        let Some((free, covariance)) = self.covariance(&problem) else {
            return Ok(vec![None; parameters.len()]);
        };
        let layout = self.layout;
        Ok(parameters
            .iter()
            .map(|&parameter| {
                let place = self.place(parameter)?;
                let at = free.iter().position(|&p| p == place)?;
                let variance = covariance[(at, at)];
                let error =
                    (variance > 0.0 && self.is_identified(parameter)).then(|| variance.sqrt())?;
                let shape = layout.shapes();
                Some(if shape.contains(&place) {
                    error * self.parameters[place].exp()
                } else {
                    error
                })
            })
            .collect())
    }

    /// The observed information at the estimate.
    pub(super) fn information(&self, problem: &Problem<'_>) -> Option<DMatrix<f64>> {
        if problem.has_exact_curvature() {
            return Some(
                problem
                    .evaluate(&self.parameters, Want::Observed)
                    .information,
            );
        }
        let scored = problem
            .evaluate(&self.parameters, Want::Information)
            .information;
        let curved = scoring::curved(problem.layout, &self.bounds, &self.parameters, &scored);
        scoring::observed_information(problem, &self.parameters, &curved, &scored)
    }

    /// Whether a parameter lies off its bounds.
    pub(super) fn is_inside(&self, place: usize) -> bool {
        self.parameters[place] > self.bounds.lower[place]
            && self.parameters[place] < self.bounds.upper[place]
    }

    /// Parameters away from their bounds and their covariance.
    pub(super) fn covariance(&self, problem: &Problem<'_>) -> Option<(Vec<usize>, DMatrix<f64>)> {
        let information = self.information(problem)?;
        let free: Vec<usize> = (0..self.parameters.len())
            .filter(|&p| information[(p, p)] > 0.0 && self.is_inside(p))
            .collect();
        matrix::inverse(&information, &free).map(|covariance| (free, covariance))
    }

    /// By what each event was triggered, in probability: the parts of the
    /// intensity at its time.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn parentage(&self, catalogue: &Catalogue) -> Result<Vec<Parentage>, Error> {
        self.process.parentage(catalogue)
    }
}

impl super::Process {
    /// By what each event of a catalogue was triggered, in probability: the parts
    /// of the intensity of its kind at its time. The probabilities of an event
    /// that the process cannot explain at all are those of background.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn parentage(&self, catalogue: &Catalogue) -> Result<Vec<Parentage>, Error> {
        let problem = self.problem(catalogue, catalogue.window().start())?;
        Ok(problem
            .at_events(&self.parameters())
            .into_iter()
            .map(|row| {
                let total: f64 = row.iter().sum();
                let share = |part: &f64| if total > 0.0 { part / total } else { 0.0 };
                Parentage {
                    background: if total > 0.0 { row[0] / total } else { 1.0 },
                    triggered_by: row[1..].iter().map(share).collect(),
                }
            })
            .collect())
    }

    /// The share of the events of each kind that was triggered, by exciting kind:
    /// entry i K + j is the share of i-events that j-events triggered, the mean of
    /// their parentage. `None` for a kind that was never seen.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn triggered_shares(&self, catalogue: &Catalogue) -> Result<Vec<Option<f64>>, Error> {
        let kinds = self.kind_count();
        let mut sums = vec![0.0; kinds * kinds];
        for (parentage, &kind) in self.parentage(catalogue)?.iter().zip(catalogue.kinds()) {
            let row = usize::from(kind) * kinds;
            for (sum, share) in sums[row..row + kinds]
                .iter_mut()
                .zip(&parentage.triggered_by)
            {
                *sum += share;
            }
        }
        let counts = catalogue.counts();
        Ok(sums
            .into_iter()
            .enumerate()
            .map(|(pair, sum)| match counts[pair / kinds] {
                0 => None,
                count => Some(sum / count as f64),
            })
            .collect())
    }
}
