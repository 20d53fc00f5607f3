//! What a fit says: standard errors, intervals, what was triggered by what.

use super::fit::{Fit, Unidentified};
use super::likelihood::{Problem, Want};
use super::matrix;
use super::scoring::{self, Bounds};
use super::{Kernel, ShapeName};
use crate::Catalogue;
use crate::error::{self, Error};
use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

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
    fn place(&self, parameter: Parameter) -> Option<usize> {
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
    fn natural(&self, place: usize, value: f64) -> f64 {
        let layout = self.layout;
        let shape = layout.shape_start()..layout.mark_index();
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
                let shape = layout.shape_start()..layout.mark_index();
                Some(if shape.contains(&place) {
                    error * self.parameters[place].exp()
                } else {
                    error
                })
            })
            .collect())
    }

    /// Parameters away from their bounds and their covariance.
    fn covariance(&self, problem: &Problem<'_>) -> Option<(Vec<usize>, nalgebra::DMatrix<f64>)> {
        let information = if problem.has_exact_curvature() {
            problem
                .evaluate(&self.parameters, Want::Observed)
                .information
        } else {
            let scored = problem
                .evaluate(&self.parameters, Want::Information)
                .information;
            let curved = scoring::curved(problem.layout, &self.bounds, &self.parameters, &scored);
            scoring::observed_information(problem, &self.parameters, &curved, &scored)?
        };
        let free: Vec<usize> = (0..self.parameters.len())
            .filter(|&p| {
                information[(p, p)] > 0.0
                    && self.parameters[p] > self.bounds.lower[p]
                    && self.parameters[p] < self.bounds.upper[p]
            })
            .collect();
        matrix::inverse(&information, &free).map(|covariance| (free, covariance))
    }

    /// A profile likelihood interval: all values of the parameter at which the
    /// likelihood, maximised over everything else, falls short of its maximum by
    /// a factor of at most exp(-q/2), q the quantile `level` of the chi-squared
    /// distribution with one degree of freedom.
    ///
    /// `None` where the parameter is no part of the model or not identified.
    ///
    /// # Errors
    ///
    /// If the level is not between 0 and 1, or the catalogue does not fit.
    pub fn interval(
        &self,
        catalogue: &Catalogue,
        parameter: Parameter,
        level: f64,
    ) -> Result<Option<Interval>, Error> {
        let drop = half_quantile(level)?;
        let Some(place) = self.place(parameter) else {
            return Ok(None);
        };
        if !self.is_identified(parameter) {
            return Ok(None);
        }
        let problem = self.problem(catalogue)?;
        let scale = self.scale(&problem, place);
        let profile = Profile {
            problem: &problem,
            bounds: &self.bounds,
            top: self.log_likelihood,
            summit: &self.parameters,
            place,
        };
        let mut ends = [None; 2];
        for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
            *end = found(profile.end(sign * scale, drop))?.map(|value| self.natural(place, value));
        }
        Ok(Some(Interval {
            estimate: self.natural(place, self.parameters[place]),
            lower: ends[0],
            upper: ends[1],
        }))
    }

    /// A first guess of how far a parameter may move.
    fn scale(&self, problem: &Problem<'_>, place: usize) -> f64 {
        let from_covariance = self.covariance(problem).and_then(|(free, covariance)| {
            let at = free.iter().position(|&p| p == place)?;
            Some(covariance[(at, at)].sqrt())
        });
        let information = problem
            .evaluate(&self.parameters, Want::Information)
            .information[(place, place)];
        from_covariance
            .filter(|scale| scale.is_finite() && *scale > 0.0)
            .unwrap_or_else(|| (information.max(1e-12)).sqrt().recip())
    }

    /// A profile likelihood interval of the branching ratio: its smallest and
    /// largest value over all parameters whose likelihood falls short of the
    /// maximum by no more than for [`Fit::interval`]. Where the branching ratio
    /// bends, as for kinds that hardly excite each other, an end may lie inward
    /// by as much as a tenth of that fall is worth.
    ///
    /// `None` without excitation in the model, or where an exciting kind was
    /// never seen.
    ///
    /// # Errors
    ///
    /// If the level is not between 0 and 1, or the catalogue does not fit.
    pub fn branching_ratio_interval(
        &self,
        catalogue: &Catalogue,
        level: f64,
    ) -> Result<Option<Interval>, Error> {
        let drop = half_quantile(level)?;
        let layout = self.layout;
        let lost = |what: &Unidentified| matches!(what, Unidentified::Excitation { .. });
        if layout.columns == 0 || self.unidentified.iter().any(lost) {
            return Ok(None);
        }
        let problem = self.problem(catalogue)?;
        let estimate = self.process.branching_ratio();
        let kinds = layout.kinds;
        let components = self.form.kernel.components();
        let excitation = |parameters: &[f64]| -> Vec<f64> {
            let mut entries = Vec::with_capacity(kinds * kinds);
            for kind in 0..kinds {
                let weights = &parameters[layout.weights(kind)];
                entries.extend(
                    weights
                        .chunks_exact(components)
                        .map(|w| w.iter().sum::<f64>()),
                );
            }
            entries
        };
        let radius = |parameters: &[f64]| matrix::spectral_radius(&excitation(parameters), kinds);
        let slope = |parameters: &[f64]| -> Vec<f64> {
            let mut entries = excitation(parameters);
            // Where the radius bends, a hair of excitation everywhere smooths it.
            for entry in &mut entries {
                *entry += 1e-7;
            }
            let by_entry = matrix::spectral_slope(&entries, kinds)
                .unwrap_or_else(|| vec![1.0 / kinds as f64; kinds * kinds]);
            let mut gradient = vec![0.0; layout.len()];
            for kind in 0..kinds {
                for (column, weight) in layout.weights(kind).enumerate() {
                    gradient[weight] = by_entry[kind * kinds + column / components];
                }
            }
            gradient
        };
        let mut ends = [None; 2];
        for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
            if sign < 0.0 && estimate <= 0.0 {
                *end = Some(0.0);
                continue;
            }
            *end = found(extreme(&problem, self, sign, drop, &radius, &slope))?;
        }
        Ok(Some(Interval {
            estimate,
            lower: ends[0],
            upper: ends[1],
        }))
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

/// An end that a climb on the way did not arrive at is one that is not known.
fn found(end: Result<Option<f64>, Error>) -> Result<Option<f64>, Error> {
    match end {
        Err(Error::DidNotConverge { .. }) => Ok(None),
        other => other,
    }
}

/// Half the chi-squared quantile with one degree of freedom.
fn half_quantile(level: f64) -> Result<f64, Error> {
    error::open_unit("the level of an interval", level)?;
    let law = ChiSquared::new(1.0).map_err(|_| Error::DidNotConverge {
        what: "the chi-squared quantile",
        iterations: 0,
    })?;
    Ok(0.5 * law.inverse_cdf(level))
}

/// The likelihood maximised over everything but one parameter.
struct Profile<'a> {
    problem: &'a Problem<'a>,
    bounds: &'a Bounds,
    top: f64,
    summit: &'a [f64],
    place: usize,
}

impl Profile<'_> {
    /// How far the profile lies below the top at a value, and where.
    fn shortfall(&self, value: f64, near: &[f64]) -> Result<(f64, Vec<f64>), Error> {
        let mut bounds = self.bounds.clone();
        bounds.fixed[self.place] = true;
        let mut start = near.to_vec();
        start[self.place] = value;
        if !self.problem.evaluate(&start, Want::Value).value.is_finite() {
            // A start in the interior of the others, where events are possible.
            for (p, slot) in start.iter_mut().enumerate() {
                if p != self.place && self.problem.layout.is_linear(p) && *slot <= 0.0 {
                    *slot = 1e-3 * self.summit.iter().fold(0.0f64, |a, b| a.max(*b)).min(1.0);
                }
            }
        }
        if !self.problem.evaluate(&start, Want::Value).value.is_finite() {
            return Ok((f64::INFINITY, near.to_vec()));
        }
        let summit = scoring::climb(self.problem, &bounds, start, None)?;
        Ok((self.top - summit.value, summit.parameters))
    }

    /// Where the profile has fallen by `drop`, on the side that `step` points to;
    /// the bound 0 of a rate or weight if it does not fall so far, `None` at the
    /// edge of what can be estimated.
    fn end(&self, step: f64, drop: f64) -> Result<Option<f64>, Error> {
        let best = self.summit[self.place];
        let (low, high) = (self.bounds.lower[self.place], self.bounds.upper[self.place]);
        let linear = self.problem.layout.is_linear(self.place);
        if step < 0.0 && best <= low {
            return Ok(linear.then_some(low));
        }
        // Outwards until the fall is passed. The signed root of the fall is
        // nearly linear, which tells how far to go.
        let (mut inner, mut inner_root) = (best, 0.0);
        let mut near = self.summit.to_vec();
        let mut stride = step * (2.0 * drop).sqrt();
        let target = drop.sqrt();
        let mut outer = None;
        for _ in 0..60 {
            let value = (inner + stride).clamp(low, high);
            let (fall, there) = self.shortfall(value, &near)?;
            let root = fall.max(0.0).sqrt();
            if root >= target {
                outer = Some((value, root));
                break;
            }
            if value <= low || value >= high {
                return Ok((linear && value <= low).then_some(low));
            }
            near = there;
            let gained = (root - inner_root).max(1e-3 * target);
            let ahead = (target - root) / gained * (value - inner) * 1.05;
            stride = ahead.clamp(-4.0 * stride.abs(), 4.0 * stride.abs());
            (inner, inner_root) = (value, root);
        }
        let Some((mut outer, mut outer_root)) = outer else {
            return Ok(None);
        };
        for _ in 0..60 {
            if (outer - inner).abs() <= 1e-6 * (best.abs() + step.abs()) {
                break;
            }
            let middle = if outer_root.is_finite() {
                let part = (target - inner_root) / (outer_root - inner_root);
                inner + part.clamp(0.02, 0.98) * (outer - inner)
            } else {
                0.5 * (inner + outer)
            };
            let (fall, there) = self.shortfall(middle, &near)?;
            let root = fall.max(0.0).sqrt();
            if (root - target).abs() < 1e-5 * target {
                return Ok(Some(middle));
            }
            if root < target {
                (inner, inner_root) = (middle, root);
                near = there;
            } else {
                (outer, outer_root) = (middle, root);
            }
        }
        Ok(Some(0.5 * (inner + outer)))
    }
}

/// The extreme of a function of the parameters among those whose log-likelihood
/// falls short by at most `drop`. There the gradient of the log-likelihood is -s
/// times the slope of the function: the summit of the log-likelihood tilted by s
/// times that slope, which is taken anew from summit to summit, with the s at
/// which the shortfall is `drop`.
fn extreme(
    problem: &Problem<'_>,
    fit: &Fit,
    sign: f64,
    drop: f64,
    value: &impl Fn(&[f64]) -> f64,
    slope: &impl Fn(&[f64]) -> Vec<f64>,
) -> Result<Option<f64>, Error> {
    let mut direction = slope(&fit.parameters);
    let Some(mut tilt) = first_tilt(problem, fit, &direction, drop) else {
        return Ok(None);
    };
    let mut start = fit.parameters.clone();
    let (mut low, mut high) = (0.0f64, f64::INFINITY);
    // Where the function bends, no slope is taken for long: then the farthest
    // value that came with nearly the whole fall, and no more, is the answer.
    let mut farthest: Option<f64> = None;
    for _ in 0..60 {
        let force: Vec<f64> = direction.iter().map(|d| sign * tilt * d).collect();
        let between = |low: f64, high: f64| {
            if high.is_finite() {
                0.5 * (low + high)
            } else {
                2.0 * low
            }
        };
        let Ok(summit) = scoring::climb(problem, &fit.bounds, start.clone(), Some(&force)) else {
            // So strong a tilt that there is no summit.
            high = tilt;
            tilt = between(low, high);
            continue;
        };
        let fall = (fit.log_likelihood - summit.value).max(0.0);
        let reached = value(&summit.parameters);
        let turned = slope(&summit.parameters);
        let change = direction
            .iter()
            .zip(&turned)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        let steady = change < 1e-4 * direction.iter().fold(0.0f64, |a, b| a.max(b.abs()));
        if (fall - drop).abs() < 1e-4 * drop && steady {
            return Ok(Some(reached));
        }
        if (0.9 * drop..=drop).contains(&fall)
            && farthest.is_none_or(|value| sign * (reached - value) > 0.0)
        {
            farthest = Some(reached);
        }
        if sign < 0.0 && reached <= 1e-9 {
            return Ok(Some(0.0));
        }
        if steady {
            if fall < drop {
                low = tilt;
            } else {
                high = tilt;
            }
        } else {
            // The bracket was that of another direction.
            (low, high) = (0.0, f64::INFINITY);
        }
        // Half way to the new direction, so that two cannot alternate for ever.
        for (old, new) in direction.iter_mut().zip(&turned) {
            *old = 0.5 * (*old + new);
        }
        if fall < drop {
            start = summit.parameters;
        }
        let guess = tilt * (drop / fall.max(0.05 * drop)).sqrt();
        tilt = if guess > low && guess < high {
            guess
        } else {
            between(low, high)
        };
        if high - low < 1e-9 * high {
            // The shortfall leaps here: a weight leaves its bound.
            return Ok(Some(reached));
        }
    }
    Ok(farthest)
}

/// The tilt at which a quadratic log-likelihood falls short by `drop`.
fn first_tilt(problem: &Problem<'_>, fit: &Fit, direction: &[f64], drop: f64) -> Option<f64> {
    let (free, covariance) = fit.covariance(problem)?;
    let mut variance = 0.0;
    for (a, &p) in free.iter().enumerate() {
        for (b, &q) in free.iter().enumerate() {
            variance += direction[p] * covariance[(a, b)] * direction[q];
        }
    }
    if !(variance > 0.0 && variance.is_finite()) {
        // Only weights on their bound matter: their own information guides.
        let information = problem
            .evaluate(&fit.parameters, Want::Information)
            .information;
        variance = direction
            .iter()
            .enumerate()
            .filter(|(p, _)| information[(*p, *p)] > 0.0)
            .map(|(p, d)| d * d / information[(p, p)])
            .sum();
    }
    (variance > 0.0 && variance.is_finite()).then(|| (2.0 * drop / variance).sqrt())
}
