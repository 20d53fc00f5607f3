//! The interval of the branching ratio.
//!
//! Its ends are the smallest and largest value over all parameters whose
//! likelihood falls short of the maximum by no more than a threshold. Where the
//! branching ratio is a smooth function of the weights the threshold is the
//! chi-squared quantile. Where groups of kinds hardly excite each other it is not
//! smooth: it is the larger of their ratios, the estimate of a larger of two is
//! too large on average, and the likelihood ratio follows no chi-squared law (Self
//! and Liang 1987). The threshold is therefore set so that the estimate would be
//! as far off as observed in just the share of records that the level leaves
//! over, were the parameters at the end of the interval true; see [`Limit`].

use super::answers::Interval;
use super::fit::{Fit, Unidentified};
use super::likelihood::{Layout, Problem, Want};
use super::limit::Limit;
use super::profile::{found, half_quantile};
use super::{matrix, scoring};
use crate::{Catalogue, Error};
use statrs::distribution::{ContinuousCDF, Normal};

/// Added to every entry of the matrix whose slope is taken: where groups of kinds
/// part the slope would have no bounds.
const HAIR: f64 = 1e-4;
/// Summits of one search for an extreme.
const SUMMITS: usize = 80;
/// Of them, those whose slopes are all given the same say; from then on slopes are
/// averaged over the whole way, which settles where the branching ratio bends.
const EQUAL: usize = 8;
/// Thresholds tried for one end.
const THRESHOLDS: usize = 8;
/// A threshold is kept where the normal quantile of its probability is within
/// this of the one asked for; the first where it is within twice this.
const NEAR: f64 = 0.04;

impl Fit {
    /// A likelihood interval of the branching ratio: its smallest and largest
    /// value over all parameters whose likelihood falls short of the maximum by no
    /// more than a threshold, that of [`Fit::interval`] where the branching ratio
    /// is smooth. Near points where it is not (kinds that hardly excite each
    /// other, with ratios of their own that are nearly alike) the threshold comes
    /// from the law of the estimate there, by simulation of its normal limit with
    /// weights held at 0 or more (hybrid resampling, Chuang and Lai 2000). There
    /// the interval covers somewhat more than its level.
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
        let lost = |what: &Unidentified| matches!(what, Unidentified::Excitation { .. });
        if self.layout.columns == 0 || self.unidentified.iter().any(lost) {
            return Ok(None);
        }
        let problem = self.problem(catalogue)?;
        let ratio = Ratio::of(self);
        let estimate = self.process.branching_ratio();
        let limit = Limit::of(self, &problem, &ratio);
        let search = Search {
            problem: &problem,
            fit: self,
            ratio: &ratio,
        };
        let mut ends = [None; 2];
        for (end, side) in ends.iter_mut().zip([Side::Lower, Side::Upper]) {
            *end = if side == Side::Lower && estimate <= 0.0 {
                Some(0.0)
            } else {
                search.end(side, drop, estimate, limit.as_ref())?
            };
        }
        Ok(Some(Interval {
            estimate,
            // On a ridge an end may be found on the near side of where the climb to the
            // estimate ended.
            lower: ends[0].map(|end| end.min(estimate)),
            upper: ends[1].map(|end| end.max(estimate)),
        }))
    }
}

/// The branching ratio as a function of the parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratio {
    layout: Layout,
    components: usize,
}

impl Ratio {
    fn of(fit: &Fit) -> Self {
        Self {
            layout: fit.layout,
            components: fit.form.kernel.components(),
        }
    }

    fn matrix(&self, parameters: &[f64]) -> Vec<f64> {
        (0..self.layout.kinds)
            .flat_map(|kind| parameters[self.layout.weights(kind)].chunks_exact(self.components))
            .map(|weights| weights.iter().sum())
            .collect()
    }

    pub fn value(&self, parameters: &[f64]) -> f64 {
        matrix::spectral_radius(&self.matrix(parameters), self.layout.kinds)
    }

    fn slope(&self, parameters: &[f64]) -> Vec<f64> {
        let kinds = self.layout.kinds;
        let mut entries = self.matrix(parameters);
        for entry in &mut entries {
            *entry += HAIR;
        }
        let by_entry = matrix::spectral_slope(&entries, kinds)
            .unwrap_or_else(|| vec![1.0 / kinds as f64; kinds * kinds]);
        let mut slope = vec![0.0; self.layout.len()];
        for kind in 0..kinds {
            for (column, weight) in self.layout.weights(kind).enumerate() {
                slope[weight] = by_entry[kind * kinds + column / self.components];
            }
        }
        slope
    }

    /// Where the weight of a kind for itself stands, for each kind.
    fn own(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.layout.kinds).map(|kind| self.layout.weights(kind).start + kind * self.components)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Lower,
    Upper,
}

impl Side {
    fn sign(self) -> f64 {
        match self {
            Self::Lower => -1.0,
            Self::Upper => 1.0,
        }
    }
}

/// Parameters at which the branching ratio is as small or as large as a fall of
/// the log-likelihood allows.
#[derive(Debug, Clone)]
struct Extreme {
    ratio: f64,
    fall: f64,
    parameters: Vec<f64>,
}

struct Search<'a> {
    problem: &'a Problem<'a>,
    fit: &'a Fit,
    ratio: &'a Ratio,
}

impl Search<'_> {
    /// An end of the interval, with the fall that its probability asks for.
    fn end(
        &self,
        side: Side,
        drop: f64,
        estimate: f64,
        limit: Option<&Limit>,
    ) -> Result<Option<f64>, Error> {
        let wanted = (2.0 * drop).sqrt();
        let normal = Normal::standard();
        let mut fall = drop;
        let (mut short, mut far) = (0.0f64, f64::INFINITY);
        let mut last = None;
        for attempt in 0..THRESHOLDS {
            // An end that is not arrived at is not known, whatever a nearer one was.
            let Some(extreme) = found(self.extreme(side, fall))? else {
                return Ok(None);
            };
            last = Some(extreme.ratio);
            let Some(limit) = limit.filter(|_| extreme.ratio > 0.0) else {
                break;
            };
            let stretch = self.stretch(limit, &extreme);
            let distance = stretch * (extreme.ratio - estimate).abs();
            let probability = limit.probability(&extreme.parameters, extreme.ratio, side, distance);
            let reached = normal.inverse_cdf(1.0 - probability);
            let near = if attempt == 0 { 2.0 * NEAR } else { NEAR };
            if (reached - wanted).abs() < near {
                break;
            }
            if reached < wanted {
                short = short.max(fall);
            } else {
                far = far.min(fall);
            }
            let factor = (wanted / reached.max(0.4 * wanted)).powi(2);
            let guess = fall * factor.clamp(0.3, 4.0);
            fall = if guess > short && guess < far {
                guess
            } else if far.is_finite() {
                0.5 * (short + far)
            } else {
                2.0 * short
            };
        }
        Ok(last)
    }

    /// By how much the likelihood falls faster than its quadratic, as a root.
    fn stretch(&self, limit: &Limit, extreme: &Extreme) -> f64 {
        let quadratic = limit.quadratic_fall(&self.fit.parameters, &extreme.parameters);
        if quadratic > 0.0 {
            (extreme.fall / quadratic).sqrt().clamp(0.5, 2.0)
        } else {
            1.0
        }
    }

    /// The extreme among the parameters whose log-likelihood falls short by at
    /// most `drop`. Upwards there can be several, one for each group of kinds.
    fn extreme(&self, side: Side, drop: f64) -> Result<Option<Extreme>, Error> {
        let parameters = &self.fit.parameters;
        let mut best = self.extreme_along(self.ratio.slope(parameters), side, drop)?;
        if side == Side::Lower {
            return Ok(best);
        }
        let Some((free, covariance)) = self.fit.covariance(self.problem) else {
            return Ok(best);
        };
        let reach = (2.0 * drop).sqrt();
        for place in self.ratio.own() {
            let Some(at) = free.iter().position(|&p| p == place) else {
                continue;
            };
            // Only what could become larger than what was found is looked at.
            let highest = parameters[place] + reach * covariance[(at, at)].max(0.0).sqrt();
            if best.as_ref().is_some_and(|best| highest <= best.ratio) {
                continue;
            }
            let mut direction = vec![0.0; parameters.len()];
            direction[place] = 1.0;
            let other = self.extreme_along(direction, side, drop)?;
            if let Some(other) = other
                && best.as_ref().is_none_or(|best| other.ratio > best.ratio)
            {
                best = Some(other);
            }
        }
        Ok(best)
    }

    /// At the extreme the gradient of the log-likelihood is -s times the slope of
    /// the branching ratio: the summit of the log-likelihood tilted by s times
    /// that slope, which is taken anew from summit to summit, with the s at which
    /// the shortfall is `drop`. Where the branching ratio bends, the tilt is a
    /// mean of the slopes on either side, which averaging over the way arrives at.
    fn extreme_along(
        &self,
        mut direction: Vec<f64>,
        side: Side,
        drop: f64,
    ) -> Result<Option<Extreme>, Error> {
        let (problem, fit, sign) = (self.problem, self.fit, side.sign());
        let Some(mut tilt) = self.first_tilt(&direction, drop) else {
            return Ok(None);
        };
        let mut start = fit.parameters.clone();
        let (mut low, mut high) = (0.0f64, f64::INFINITY);
        let mut farthest: Option<Extreme> = None;
        let mut since = 0;
        for summits in 0..SUMMITS {
            let force: Vec<f64> = direction.iter().map(|d| sign * tilt * d).collect();
            let between = |low: f64, high: f64| {
                if high.is_finite() {
                    0.5 * (low + high)
                } else {
                    2.0 * low
                }
            };
            let Ok(summit) = scoring::climb(problem, &fit.bounds, start.clone(), Some(&force))
            else {
                // So strong a tilt that there is no summit.
                high = tilt;
                tilt = between(low, high);
                continue;
            };
            let fall = (fit.log_likelihood - summit.value).max(0.0);
            let turned = self.ratio.slope(&summit.parameters);
            let change = direction
                .iter()
                .zip(&turned)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f64::max);
            let steady = change < 1e-4 * direction.iter().fold(0.0f64, |a, b| a.max(b.abs()));
            let reached = Extreme {
                ratio: self.ratio.value(&summit.parameters),
                fall,
                parameters: summit.parameters,
            };
            if (fall - drop).abs() < 1e-4 * drop && steady {
                return Ok(Some(reached));
            }
            if side == Side::Lower && reached.ratio <= 1e-9 {
                return Ok(Some(Extreme {
                    ratio: 0.0,
                    ..reached
                }));
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
            // The shortfall leaps where a weight leaves its bound.
            let leaps = high - low < 1e-9 * high;
            let share = 1.0 / (summits.saturating_sub(EQUAL) + 2) as f64;
            for (old, new) in direction.iter_mut().zip(&turned) {
                *old += share * (new - *old);
            }
            let guess = tilt * (drop / fall.max(0.05 * drop)).sqrt();
            tilt = if guess > low && guess < high {
                guess
            } else {
                between(low, high)
            };
            if fall < drop {
                start.clone_from(&reached.parameters);
            }
            if leaps {
                return Ok(Some(reached));
            }
            since += 1;
            if (0.97 * drop..=1.03 * drop).contains(&fall) {
                let gain = farthest
                    .as_ref()
                    .map_or(f64::INFINITY, |far| sign * (reached.ratio - far.ratio));
                if gain > 1e-3 * reached.ratio {
                    since = 0;
                }
                if gain > 0.0 {
                    farthest = Some(reached);
                }
            }
            if farthest.is_some() && summits > 2 * EQUAL && since > EQUAL {
                break;
            }
        }
        Ok(farthest)
    }

    /// The tilt at which a quadratic log-likelihood falls short by `drop`.
    fn first_tilt(&self, direction: &[f64], drop: f64) -> Option<f64> {
        let (free, covariance) = self.fit.covariance(self.problem)?;
        let mut variance = 0.0;
        for (a, &p) in free.iter().enumerate() {
            for (b, &q) in free.iter().enumerate() {
                variance += direction[p] * covariance[(a, b)] * direction[q];
            }
        }
        if !(variance > 0.0 && variance.is_finite()) {
            // Only weights on their bound matter: their own information guides.
            let information = self
                .problem
                .evaluate(&self.fit.parameters, Want::Information)
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
}
