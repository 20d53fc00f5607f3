//! Maximum likelihood.

use nalgebra::DMatrix;
use serde::Serialize;

use super::{
    density::Penalised,
    likelihood::Likelihood,
    model::Model,
    parameters::{Layout, Parameters},
    prior::Priors,
    series::Series,
};
use crate::{
    Error, optimise,
    posterior::{LogDensity, mode::climb},
};

/// Slope of the log-likelihood below which a point counts as its maximum.
const FLAT: f64 = 1e-4;
/// Half-lives in days from which the search starts.
const STARTS: [f64; 3] = [2.0, 15.0, 90.0];
/// Weights below this are reported as zero.
const NO_WEIGHT: f64 = 1e-5;
/// Half of the 90 % quantile of the chi-squared distribution with one degree of
/// freedom: the fall of the log-likelihood at the ends of a profile interval.
const FALL: f64 = 1.352_771_8;

/// What the data do not tell, whatever the number printed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum NotIdentified {
    /// A kind that never occurred: neither what excites it nor what it excites
    /// is known.
    KindNeverSeen {
        /// The kind.
        kind: usize,
    },
    /// A half-life whose weights are all zero, or that lies at the edge of the
    /// range searched.
    HalfLife {
        /// The excited kind.
        excited: usize,
        /// The exciting kind.
        exciting: usize,
    },
    /// Searches from different starts found different maxima.
    SeveralMaxima,
}

/// The parameters of highest likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// The estimates.
    pub parameters: Parameters,
    /// Their standard errors, from the curvature of the log-likelihood at its
    /// maximum (with the priors' help nowhere).
    pub standard_errors: StandardErrors,
    /// The log-likelihood, all constants included.
    pub log_likelihood: f64,
    /// The number of estimated parameters.
    pub parameter_count: usize,
    /// Akaike's criterion, `2 (parameters - log-likelihood)`.
    pub aic: f64,
    /// Schwarz's criterion, with the number of covered days as sample size.
    pub bic: f64,
    /// What the data do not tell.
    pub not_identified: Vec<NotIdentified>,
    #[serde(skip)]
    pub(super) vector: Vec<f64>,
    /// The log-likelihood less the penalty on knots.
    #[serde(skip)]
    pub(super) penalised: f64,
}

/// Standard errors; none where an estimate lies at the edge of its range or
/// the curvature does not exist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StandardErrors {
    /// As [`Parameters::background`].
    pub background: Vec<Vec<Option<f64>>>,
    /// As [`Parameters::weights`].
    pub weights: Vec<Vec<Vec<Option<f64>>>>,
    /// As [`Parameters::half_lives`].
    pub half_lives: Vec<Vec<Option<f64>>>,
    /// As [`Parameters::dispersions`].
    pub dispersions: Vec<Option<f64>>,
}

/// Estimates the model by maximum likelihood.
///
/// # Errors
///
/// Where the model is out of its range, nothing happened on a covered day, or no
/// search converged.
pub fn fit(model: &Model, series: &Series) -> Result<Fit, Error> {
    model.check(series.days)?;
    some_events(series)?;
    let likelihood = Likelihood::new(model, series);
    let starts = starts(&likelihood, &STARTS);
    finish(&likelihood, &starts)
}

pub(super) fn some_events(series: &Series) -> Result<(), Error> {
    if series.covered_days == 0 {
        return Err(Error::NothingCovered);
    }
    if series.totals.iter().all(|total| *total == 0) {
        return Err(Error::NoEvents);
    }
    Ok(())
}

/// Starts with these half-lives; one where none is estimated.
fn starts(likelihood: &Likelihood<'_>, half_lives: &[f64]) -> Vec<Vec<f64>> {
    let layout = &likelihood.layout;
    let centre = Priors::weak(likelihood.series).centre(layout);
    let range = layout.first_half_life()..layout.first_dispersion();
    if range.is_empty() {
        return vec![centre];
    }
    half_lives
        .iter()
        .map(|half_life| {
            let mut start = centre.clone();
            start[range.clone()].fill(half_life.ln());
            start
        })
        .collect()
}

/// The highest log-likelihood, less the penalty on knots, and where it lies.
fn maximum(likelihood: &Likelihood<'_>, starts: &[Vec<f64>]) -> Result<optimise::Optimum, Error> {
    climb(&Penalised(likelihood), starts, FLAT)
}

fn finish(likelihood: &Likelihood<'_>, starts: &[Vec<f64>]) -> Result<Fit, Error> {
    let optimum = maximum(likelihood, starts)?;
    let layout = &likelihood.layout;
    let mut scratch = vec![0.0; layout.dimension()];
    let log_likelihood = likelihood.evaluate(&optimum.point, &mut scratch);
    let mut parameters = layout.read(&optimum.point);
    let mut not_identified: Vec<NotIdentified> = (0..layout.kinds)
        .filter(|kind| likelihood.series.totals[*kind] == 0)
        .map(|kind| NotIdentified::KindNeverSeen { kind })
        .collect();
    clear_unseen(likelihood.series, &mut parameters);
    not_identified.extend(unclear_half_lives(layout, &optimum.point, &parameters));
    if !optimum.starts_agree {
        not_identified.push(NotIdentified::SeveralMaxima);
    }
    let count = layout.dimension() as f64;
    Ok(Fit {
        standard_errors: standard_errors(likelihood, &optimum.point, &parameters),
        parameters,
        log_likelihood,
        parameter_count: layout.dimension(),
        aic: 2.0 * (count - log_likelihood),
        bic: count * (likelihood.series.covered_days as f64).ln() - 2.0 * log_likelihood,
        not_identified,
        vector: optimum.point,
        penalised: optimum.value,
    })
}

/// Weights that are as good as zero, or of a kind that never excited anything,
/// become zero.
fn clear_unseen(series: &Series, parameters: &mut Parameters) {
    let seen = |kind: usize| series.active.iter().any(|active| active.counts[kind] > 0);
    for component in &mut parameters.weights {
        for row in component {
            for (exciting, weight) in row.iter_mut().enumerate() {
                if *weight < NO_WEIGHT || !seen(exciting) {
                    *weight = 0.0;
                }
            }
        }
    }
}

fn unclear_half_lives(
    layout: &Layout,
    vector: &[f64],
    parameters: &Parameters,
) -> Vec<NotIdentified> {
    let edge = |place: usize| {
        let range = super::likelihood::LOG_HALF_LIFE;
        vector[place] < range.start() + 0.7 || vector[place] > range.end() - 0.7
    };
    let weight = |index: usize| {
        let term = layout.terms[index];
        parameters.weights[term.component][term.excited][term.exciting]
    };
    let all_zero = (0..layout.terms.len()).all(|index| weight(index) == 0.0);
    (0..layout.terms.len())
        .filter_map(|index| {
            let place = layout.half_life_of_term(index)?;
            let zero = match layout.half_lives {
                1 => all_zero,
                _ => weight(index) == 0.0,
            };
            let term = layout.terms[index];
            (zero || edge(place)).then_some(NotIdentified::HalfLife {
                excited: term.excited,
                exciting: term.exciting,
            })
        })
        .collect()
}

fn standard_errors(
    likelihood: &Likelihood<'_>,
    vector: &[f64],
    parameters: &Parameters,
) -> StandardErrors {
    let layout = &likelihood.layout;
    let known = curvature_errors(likelihood, vector, parameters);
    let k = layout.kinds;
    let mut weights = vec![vec![vec![None; k]; k]; layout.components];
    let mut half_lives = vec![vec![None; k]; k];
    for (index, term) in layout.terms.iter().enumerate() {
        let place = layout.first_term() + index;
        weights[term.component][term.excited][term.exciting] =
            known[place].map(|error| error * vector[place].exp());
        if let Some(place) = layout.half_life_of_term(index) {
            half_lives[term.excited][term.exciting] =
                known[place].map(|error| error * vector[place].exp());
        }
    }
    StandardErrors {
        background: (0..k)
            .map(|kind| known[kind * layout.width..(kind + 1) * layout.width].to_vec())
            .collect(),
        weights,
        half_lives,
        dispersions: (0..k)
            .map(|kind| {
                let place = layout.dispersion_of_kind(kind)?;
                known[place].map(|error| error * vector[place].exp())
            })
            .collect(),
    }
}

/// Standard errors of the unconstrained numbers that lie inside their range.
fn curvature_errors(
    likelihood: &Likelihood<'_>,
    vector: &[f64],
    parameters: &Parameters,
) -> Vec<Option<f64>> {
    let layout = &likelihood.layout;
    let inside: Vec<usize> = (0..vector.len())
        .filter(|&place| is_inside(likelihood, parameters, place))
        .collect();
    let mut errors = vec![None; layout.dimension()];
    let density = Penalised(likelihood);
    let negative = |at: &[f64], gradient: &mut [f64]| {
        let value = density.evaluate(at, gradient);
        gradient.iter_mut().for_each(|slope| *slope = -*slope);
        -value
    };
    let Some(hessian) = optimise::hessian(negative, vector) else {
        return errors;
    };
    let n = inside.len();
    let reduced = DMatrix::from_fn(n, n, |row, column| hessian[(inside[row], inside[column])]);
    if let Some(factor) = reduced.cholesky() {
        let inverse = factor.inverse();
        for (index, place) in inside.iter().enumerate() {
            let variance = inverse[(index, index)];
            errors[*place] = (variance > 0.0 && variance.is_finite()).then(|| variance.sqrt());
        }
    }
    errors
}

fn is_inside(likelihood: &Likelihood<'_>, parameters: &Parameters, place: usize) -> bool {
    let layout = &likelihood.layout;
    let weight = |index: usize| {
        let term = layout.terms[index];
        parameters.weights[term.component][term.excited][term.exciting]
    };
    if place < layout.first_term() {
        likelihood.series.totals[place / layout.width] > 0
    } else if place < layout.first_half_life() {
        weight(place - layout.first_term()) > 0.0
    } else if place < layout.first_dispersion() {
        (0..layout.terms.len())
            .any(|index| layout.half_life_of_term(index) == Some(place) && weight(index) > 0.0)
    } else {
        let excess = match layout.dispersions {
            1 => parameters.dispersions[0] - 1.0,
            _ => parameters.dispersions[place - layout.first_dispersion()] - 1.0,
        };
        excess > NO_WEIGHT
    }
}

/// A parameter that a profile interval can be had of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profiled {
    /// The weight of a pair of kinds, in the first component of the kernel.
    Weight {
        /// The excited kind.
        excited: usize,
        /// The exciting kind.
        exciting: usize,
    },
    /// The half-life of a pair of kinds.
    HalfLife {
        /// The excited kind.
        excited: usize,
        /// The exciting kind.
        exciting: usize,
    },
    /// The intercept of a kind's log background rate.
    Background {
        /// The kind.
        kind: usize,
    },
}

/// A profile likelihood interval; an end is absent where the likelihood does not
/// fall far enough on that side: the data put no limit there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Profile {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The 90 % profile likelihood interval of a parameter: the values at which the
/// highest likelihood of all other parameters lies at most 1.35 below the
/// maximum on the log scale. The lower end of a weight may be 0.
///
/// # Errors
///
/// Where the model does not have or not estimate the parameter.
pub fn profile(model: &Model, series: &Series, fit: &Fit, of: Profiled) -> Result<Profile, Error> {
    let likelihood = Likelihood::new(model, series);
    let layout = &likelihood.layout;
    let find = |excited: usize, exciting: usize| {
        layout
            .terms
            .iter()
            .position(|term| term.excited == excited && term.exciting == exciting)
    };
    let place = match of {
        Profiled::Weight { excited, exciting } => {
            find(excited, exciting).map(|term| layout.first_term() + term)
        }
        Profiled::HalfLife { excited, exciting } => {
            find(excited, exciting).and_then(|term| layout.half_life_of_term(term))
        }
        Profiled::Background { kind } => (kind < layout.kinds).then_some(kind * layout.width),
    };
    let place = place.ok_or(Error::OutOfRange {
        argument: "parameter of a profile",
        range: "one that the model estimates",
        value: f64::NAN,
    });
    let place = place?;
    let end = |direction: f64| profile_end(&likelihood, fit, place, direction);
    let (mut low, mut high) = (end(-1.0), end(1.0));
    if !matches!(of, Profiled::Background { .. }) {
        low = low.map(f64::exp);
        high = high.map(f64::exp);
    }
    if matches!(of, Profiled::Weight { .. }) {
        low = Some(low.unwrap_or(0.0));
    }
    Ok(Profile { low, high })
}

/// Where the profile of one unconstrained number has fallen far enough, going
/// from the estimate in one direction.
fn profile_end(
    likelihood: &Likelihood<'_>,
    fit: &Fit,
    place: usize,
    direction: f64,
) -> Option<f64> {
    let mut others = fit.vector.clone();
    others.remove(place);
    let mut fallen_at = |value: f64| {
        let slice = Slice {
            likelihood,
            place,
            value,
        };
        let optimum = climb(&slice, &[others.clone()], FLAT).ok()?;
        others = optimum.point;
        Some(fit.penalised - optimum.value)
    };
    // A weight of zero lies at minus infinity; begin where it can be told from
    // zero.
    let start = fit.vector[place].max(NO_WEIGHT.ln());
    let mut inner = start;
    let mut step = 0.25;
    let mut outer = loop {
        let value = inner + direction * step;
        if (value - start).abs() > 14.0 {
            return None;
        }
        if fallen_at(value)? >= FALL {
            break value;
        }
        inner = value;
        step *= 1.6;
    };
    for _ in 0..40 {
        if (outer - inner).abs() < 1e-5 {
            break;
        }
        let middle = 0.5 * (inner + outer);
        if fallen_at(middle)? >= FALL {
            outer = middle;
        } else {
            inner = middle;
        }
    }
    Some(0.5 * (inner + outer))
}

/// The likelihood with one number held.
struct Slice<'a> {
    likelihood: &'a Likelihood<'a>,
    place: usize,
    value: f64,
}

impl LogDensity for Slice<'_> {
    fn dimension(&self) -> usize {
        self.likelihood.layout.dimension() - 1
    }

    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let mut whole = at.to_vec();
        whole.insert(self.place, self.value);
        let mut slopes = vec![0.0; whole.len()];
        let height = Penalised(self.likelihood).evaluate(&whole, &mut slopes);
        slopes.remove(self.place);
        gradient.copy_from_slice(&slopes);
        height
    }
}
