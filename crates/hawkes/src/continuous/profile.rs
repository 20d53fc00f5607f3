//! Profile likelihood intervals of single parameters.

use super::answers::{Interval, Parameter};
use super::fit::Fit;
use super::likelihood::{Problem, Want};
use super::scoring::{self, Bounds};
use crate::Catalogue;
use crate::error::{self, Error};
use statrs::distribution::{ChiSquared, ContinuousCDF};

impl Fit {
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
}

/// An end that a climb on the way did not arrive at is one that is not known.
pub(super) fn found<T>(end: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match end {
        Err(Error::DidNotConverge { .. }) => Ok(None),
        other => other,
    }
}

/// Half the chi-squared quantile with one degree of freedom.
pub(super) fn half_quantile(level: f64) -> Result<f64, Error> {
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
