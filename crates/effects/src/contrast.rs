//! One contrast between days in a log-linear regression: its size, its interval,
//! its test.

use nalgebra::{Cholesky, DVector, Dyn};

use crate::{
    error::Error,
    long_run,
    regression::{Design, Fit},
};

/// Furthest that a logarithm of a rate ratio is looked for.
const FARTHEST: f64 = 15.0;

/// Largest ratio of a placebo draw: it has no bound where nothing happens on the
/// other days.
const MOST_RATIO: f64 = 1000.0;

/// Counts explained by the nuisance terms of a design and by one more value.
pub(crate) struct Contrast {
    design: Design,
    value: Vec<f64>,
    days: usize,
}

/// A rate ratio, `exp` of the coefficient of the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    pub ratio: f64,
    pub lower: f64,
    pub upper: Option<f64>,
    pub p_value: f64,
    /// Events expected where the value is not zero, had its coefficient been 0.
    pub expected: f64,
    /// Variance of the score over that of Poisson counts.
    pub dispersion: f64,
    /// Information on the coefficient at 0.
    pub information: f64,
    /// Quantile that the score is compared with.
    pub critical: f64,
}

/// The score of the coefficient at a given value, all others maximised.
struct Score {
    fit: Fit,
    slope: f64,
    information: f64,
    /// The value with what the nuisance terms explain of it taken off.
    residual: Vec<f64>,
}

impl Contrast {
    pub(crate) fn new(design: Design, value: Vec<f64>, days: usize) -> Self {
        Self {
            design,
            value,
            days,
        }
    }

    fn score(&self, coefficient: f64, start: Option<&[f64]>) -> Result<Score, Error> {
        let offset: Vec<f64> = self.value.iter().map(|value| coefficient * value).collect();
        let fit = self.design.fit(&offset, start)?;
        self.score_of(fit)
    }

    fn score_of(&self, fit: Fit) -> Result<Score, Error> {
        let nuisance = self.design.information(&fit.means)?;
        let (slope, information, residual) = self.score_at(&fit.means, &nuisance);
        Ok(Score {
            fit,
            slope,
            information,
            residual,
        })
    }

    /// Slope, information and residual of the value at means without it, where the
    /// nuisance terms have this information.
    fn score_at(&self, means: &[f64], nuisance: &Cholesky<f64, Dyn>) -> (f64, f64, Vec<f64>) {
        let mut cross = DVector::zeros(self.design.width);
        let mut slope = 0.0;
        for (row, (&value, mean)) in self.value.iter().zip(means).enumerate() {
            if value != 0.0 {
                slope += value * (self.design.counts[row] - mean);
                for (cross, other) in cross.iter_mut().zip(self.design.row(row)) {
                    *cross += value * mean * other;
                }
            }
        }
        let explained = nuisance.solve(&cross);
        let residual: Vec<f64> = self
            .value
            .iter()
            .enumerate()
            .map(|(row, value)| {
                let by: f64 = explained
                    .iter()
                    .zip(self.design.row(row))
                    .map(|(by, other)| by * other)
                    .sum();
                value - by
            })
            .collect();
        let information = residual
            .iter()
            .zip(means)
            .map(|(residual, mean)| residual * residual * mean)
            .sum();
        (slope, information, residual)
    }

    /// Sum of counts, and of rows, where the value is not zero, or is.
    fn total(&self, with: bool) -> (f64, f64) {
        let rows = self.value.iter().zip(&self.design.counts);
        rows.filter(|(value, _)| (**value != 0.0) == with)
            .fold((0.0, 0.0), |(sum, rows), (_, count)| {
                (sum + count, rows + 1.0)
            })
    }

    /// The coefficient of highest likelihood and the means there. Where all
    /// events are on one side there is none; half an event on the other side
    /// stands in for the dispersion's sake, and the ratio is 0 or without bound.
    fn highest(&self, null: &Score) -> Result<(f64, Score), Error> {
        let ((with, rows), (without, other_rows)) = (self.total(true), self.total(false));
        let one_sided = self.value.iter().all(|value| *value >= 0.0);
        let edge = match () {
            _ if one_sided && with == 0.0 => Some((0.5 * other_rows / (without * rows)).ln()),
            _ if one_sided && without == 0.0 => Some((2.0 * with * other_rows / rows).ln()),
            _ => None,
        };
        if let Some(edge) = edge {
            let start = Some(&null.fit.coefficients[..]);
            return Ok((edge, self.score(edge.clamp(-FARTHEST, FARTHEST), start)?));
        }
        let mut start = null.fit.coefficients.clone();
        start.push(0.0);
        let whole = self.design.with(&self.value);
        let mut fit = whole.fit(&vec![0.0; whole.rows()], Some(&start))?;
        let coefficient = fit.coefficients.pop().unwrap_or(0.0);
        Ok((coefficient, self.score_of(fit)?))
    }

    /// Variance of the score after Newey and West (1987).
    fn newey_west(&self, at: &Score, reach: usize) -> f64 {
        let mut scores = vec![0.0; self.days];
        for (row, &day) in self.design.days.iter().enumerate() {
            scores[day] = at.residual[row] * (self.design.counts[row] - at.fit.means[row]);
        }
        long_run::newey_west(&scores, reach)
    }

    /// Variance of the score over that of independent Poisson counts: the
    /// largest of 1, that of Newey and West (1987) and that of stationary
    /// residuals (Zeger 1988). The second sees dispersion that differs between
    /// the two kinds of days, the third is steady where one kind has few events.
    fn dispersion(&self, at: &Score) -> f64 {
        let mut loads = vec![0.0; self.days];
        let mut residuals = vec![0.0; self.days];
        for (row, &day) in self.design.days.iter().enumerate() {
            let mean = at.fit.means[row];
            let departure = self.design.counts[row] - mean;
            if mean > 0.0 {
                loads[day] = at.residual[row] * mean.sqrt();
                residuals[day] = departure / mean.sqrt();
            }
        }
        let rows = self.design.rows();
        let reach = long_run::reach(rows);
        let left = (rows as f64 - self.design.width as f64 - 1.0).max(1.0);
        let more = rows as f64 / left;
        let robust = self.newey_west(at, reach) / at.information;
        let stationary = long_run::stationary(&loads, &residuals, rows, reach) / at.information;
        let larger = (more * robust).max(more * stationary).max(1.0);
        if larger.is_finite() { larger } else { 1.0 }
    }

    /// `slope / √information` at 0, which compares sets of days of the same
    /// record without a dispersion.
    pub(crate) fn statistic(&self, start: Option<&[f64]>) -> Result<f64, Error> {
        let score = self.score(0.0, start)?;
        Ok(standard(score.slope, score.information))
    }

    /// The same for a fit without the contrast that is at hand, with the information of
    /// its terms.
    pub(crate) fn statistic_of(&self, null: &Fit, nuisance: &Cholesky<f64, Dyn>) -> f64 {
        let (slope, information, _) = self.score_at(&null.means, nuisance);
        standard(slope, information)
    }

    /// The rate ratio alone, at most [`MOST_RATIO`].
    pub(crate) fn ratio(&self, null: &Fit) -> Result<f64, Error> {
        if self.total(true).0 == 0.0 {
            return Ok(0.0);
        }
        let last = self.design.with(&self.value).last_coefficient(null)?;
        Ok(last.min(MOST_RATIO.ln()).exp())
    }

    /// The rate ratio with the interval of all values that a score test does not
    /// reject, which is defined with few events and with none.
    pub(crate) fn estimate(&self, confidence: f64) -> Result<Estimate, Error> {
        let null = self.score(0.0, None)?;
        let (highest, at) = self.highest(&null)?;
        let dispersion = self.dispersion(&at);
        let rows = self.design.rows();
        // What is expected without the contrast.
        let baseline: Vec<f64> = self
            .value
            .iter()
            .zip(&at.fit.means)
            .map(|(value, mean)| mean / (value * highest).exp())
            .collect();
        let expected: f64 = self
            .value
            .iter()
            .zip(&baseline)
            .filter(|(value, _)| **value != 0.0)
            .map(|(_, mean)| mean)
            .sum();
        let others: f64 = self
            .value
            .iter()
            .zip(&baseline)
            .filter(|(value, _)| **value == 0.0)
            .map(|(_, mean)| mean)
            .sum();
        let degrees = long_run::degrees_of_bursts(rows, expected.min(others), dispersion);
        let critical = long_run::critical(confidence, degrees);
        let (with, without) = (self.total(true).0, self.total(false).0);
        let one_sided = self.value.iter().all(|value| *value >= 0.0);
        let end = |sign: f64| {
            self.end(highest, &at, sign, critical * dispersion.sqrt())
                .map(f64::exp)
        };
        let lower = match one_sided && with == 0.0 {
            true => Some(0.0),
            false => end(-1.0),
        };
        let upper = match one_sided && without == 0.0 {
            true => None,
            false => end(1.0),
        };
        let ratio = match one_sided && with == 0.0 {
            true => 0.0,
            false => highest.clamp(-FARTHEST, FARTHEST).exp(),
        };
        let at_baseline = self.score_of(Fit {
            coefficients: at.fit.coefficients.clone(),
            means: baseline,
        })?;
        let statistic = standard(null.slope, null.information * dispersion);
        Ok(Estimate {
            ratio,
            lower: lower.unwrap_or(0.0),
            upper,
            p_value: long_run::p_value(statistic, degrees),
            expected,
            dispersion,
            information: at_baseline.information,
            critical,
        })
    }

    /// The coefficient at which the studentised score has fallen to `-sign`
    /// times `target`; `None` where it never does.
    fn end(&self, highest: f64, at: &Score, sign: f64, target: f64) -> Option<f64> {
        let highest = highest.clamp(-FARTHEST, FARTHEST);
        let mut start = at.fit.coefficients.clone();
        // How far the score lies beyond the target on this side.
        let mut beyond = |coefficient: f64| -> Option<f64> {
            let score = self.score(coefficient, Some(&start)).ok()?;
            start.clone_from(&score.fit.coefficients);
            Some(-sign * standard(score.slope, score.information) - target)
        };
        let (mut near, mut far) = (highest, highest);
        let (mut at_near, mut at_far) = (-target, -target);
        let mut step = 0.5 * target / at.information.max(1e-12).sqrt();
        while at_far < 0.0 {
            if (far - highest).abs() > 2.0 * FARTHEST {
                return None;
            }
            (near, at_near) = (far, at_far);
            far += sign * step.clamp(0.05, 2.0);
            at_far = beyond(far)?;
            step *= 1.6;
        }
        // False position after Anderson and Björck (1973).
        for turn in 0..60 {
            if (far - near).abs() < 1e-5 {
                break;
            }
            let middle = match turn % 4 {
                3 => 0.5 * (near + far),
                _ => far - at_far * (far - near) / (at_far - at_near),
            };
            let at_middle = beyond(middle)?;
            if (at_middle < 0.0) == (at_far < 0.0) {
                let share = 1.0 - at_middle / at_far;
                at_near *= if share > 0.0 { share } else { 0.5 };
            } else {
                (near, at_near) = (far, at_far);
            }
            (far, at_far) = (middle, at_middle);
        }
        Some(far)
    }
}

fn standard(slope: f64, variance: f64) -> f64 {
    match variance > 1e-300 {
        true => slope / variance.sqrt(),
        false => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        baseline::Terms,
        record::{Exposure, Record},
        segmented::indicator,
    };

    /// Coefficients, Poisson errors and Newey-West errors of statsmodels
    /// (`golden/make.py`).
    #[test]
    fn agrees_with_statsmodels() {
        let golden: Value =
            serde_json::from_str(include_str!("../golden/segmented.json")).expect("JSON");
        for case in golden["cases"].as_array().expect("cases") {
            let whole = |name: &str| -> Vec<u32> {
                let list = case[name].as_array().expect("list");
                list.iter()
                    .map(|one| one.as_u64().expect("number") as u32)
                    .collect()
            };
            let counts = whole("counts");
            let days = counts.len();
            let exposure = Exposure {
                exposed: whole("exposed").iter().map(|one| *one == 1).collect(),
                left_out: vec![false; days],
                onsets: Vec::new(),
            };
            let terms = Terms {
                trend: case["trend"] == true,
                season: case["season"] == true,
            };
            let design = terms.design(&Record::new(counts), |_| true);
            let value = indicator(&design.days, &exposure.exposed);
            let contrast = Contrast::new(design, value, days);
            let null = contrast.score(0.0, None).expect("fits");
            let (coefficient, at) = contrast.highest(&null).expect("fits");
            let near = |ours: f64, theirs: &Value, what: &str| {
                let theirs = theirs.as_f64().expect("number");
                assert!(
                    (ours - theirs).abs() < 1e-6 * (1.0 + theirs.abs()),
                    "{what}: {ours} {theirs}"
                );
            };
            let theirs = case["coefficients"].as_array().expect("list");
            near(coefficient, theirs.last().expect("effect"), "effect");
            for (ours, theirs) in at.fit.coefficients.iter().zip(theirs) {
                near(*ours, theirs, "coefficient");
            }
            near(
                at.information.sqrt().recip(),
                &case["poisson_error"],
                "Poisson error",
            );
            let reach = case["reach"].as_u64().expect("number") as usize;
            assert_eq!(reach, long_run::reach(days));
            let robust = contrast.newey_west(&at, reach).sqrt() / at.information;
            near(robust, &case["newey_west_error"], "Newey-West error");
        }
    }

    fn contrast(with: u32, without: u32) -> Contrast {
        // 100 of 400 days exposed, events spread over the whole record.
        let mut counts = vec![0; 400];
        (0..with).for_each(|n| counts[(4 * (n * 97 % 100)) as usize] += 1);
        (0..without).for_each(|n| counts[(1 + 4 * (n * 37 % 100)) as usize] += 1);
        let exposed: Vec<bool> = (0..400).map(|day| day % 4 == 0).collect();
        let terms = Terms {
            trend: false,
            season: false,
        };
        let design = terms.design(&Record::new(counts), |_| true);
        let value = indicator(&design.days, &exposed);
        Contrast::new(design, value, 400)
    }

    #[test]
    fn no_event_on_one_side_is_an_answer() {
        let none = contrast(0, 60).estimate(0.95).expect("fits");
        assert_eq!((none.ratio, none.lower), (0.0, 0.0));
        // 20 were expected.
        assert!(
            none.upper.is_some_and(|upper| (0.1..0.7).contains(&upper)),
            "{none:?}"
        );
        let all = contrast(20, 0).estimate(0.95).expect("fits");
        assert!(all.upper.is_none() && all.lower > 3.0, "{all:?}");
    }

    #[test]
    fn the_interval_is_that_of_the_score_test() {
        let contrast = contrast(30, 60);
        let found = contrast.estimate(0.95).expect("fits");
        assert!((found.ratio - 1.5).abs() < 1e-6, "{found:?}");
        for (end, sign) in [(found.lower, 1.0), (found.upper.expect("an end"), -1.0)] {
            let score = contrast.score(end.ln(), None).expect("fits");
            let statistic = standard(score.slope, score.information * found.dispersion);
            assert!(
                (statistic - sign * found.critical).abs() < 1e-3,
                "{statistic} {found:?}"
            );
        }
    }
}
