//! Reporting delay and nowcast: how many reports of recent periods are still
//! to come.

use crate::error::{Error, open_unit};
use crate::predictive::Predictive;
use crate::special::gauss_hermite;

/// Number of reports that an estimate of the delay distribution needs.
pub const MINIMUM_REPORTS: usize = 50;

/// Distribution of the delay between an event and its report.
#[derive(Debug, Clone, PartialEq)]
pub struct DelayDistribution {
    /// `F(0), F(1), …` up to the longest delay.
    completeness: Vec<f64>,
    /// Variance of the logarithm of each.
    log_variance: Vec<f64>,
    reports: usize,
}

impl DelayDistribution {
    /// Estimates the delay distribution from right-truncated delays.
    ///
    /// Each pair is the delay of one report in days and the longest delay at
    /// which that report could have been seen: the days from the event to the
    /// day the data were drawn. Events that were not yet reported are not in
    /// the data, which makes short delays too frequent; the estimator
    /// conditions on that.
    ///
    /// With `d_x` reports of delay `x` and `N_x` reports with a delay of at
    /// most `x` that could have been seen at `x`, the reverse-time hazard is
    /// `g(x) = d_x / N_x` and `F(x) = Π_{u > x} (1 − g(u))` (Kalbfleisch and
    /// Lawless 1991, Lawless 1994). `F` is relative to the longest delay seen:
    /// what takes longer than that is not identified by such data.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] below [`MINIMUM_REPORTS`] reports,
    /// [`Error::OutOfRange`] when a delay exceeds the longest observable one
    /// or is longer than 36,600 days.
    pub fn estimate(delays: &[(u32, u32)]) -> Result<Self, Error> {
        Self::of(
            delays
                .iter()
                .map(|&(delay, observable)| (delay, observable, 1)),
        )
    }

    /// As [`estimate`](Self::estimate), of reports that are counted: delay, longest
    /// observable delay, and how many reports have both.
    ///
    /// # Errors
    /// As [`estimate`](Self::estimate).
    pub fn estimate_counted(delays: &[(u32, u32, u64)]) -> Result<Self, Error> {
        Self::of(delays.iter().copied())
    }

    fn of(delays: impl Iterator<Item = (u32, u32, u64)> + Clone) -> Result<Self, Error> {
        const LONGEST: u32 = 36_600;
        let number: u64 = delays.clone().map(|(_, _, times)| times).sum();
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number < MINIMUM_REPORTS {
            return Err(Error::TooFewPoints {
                needed: MINIMUM_REPORTS,
                have: number,
            });
        }
        let mut longest = 0;
        for (delay, observable, _) in delays.clone() {
            if delay > observable || delay > LONGEST {
                return Err(Error::OutOfRange {
                    argument: "delay in days",
                    range: "at most the longest observable delay, and at most 36600",
                    value: f64::from(delay),
                });
            }
            longest = longest.max(delay);
        }
        let length = longest as usize + 1;
        let mut reports = vec![0.0; length];
        // Change of the number at risk from one delay to the next: a report
        // is at risk from its delay up to its longest observable delay.
        let mut change = vec![0.0_f64; length + 1];
        for (delay, observable, times) in delays {
            let times = times as f64;
            reports[delay as usize] += times;
            change[delay as usize] += times;
            change[(observable.min(longest) as usize) + 1] -= times;
        }
        let mut at_risk = Vec::with_capacity(length);
        let mut risk = 0.0_f64;
        for step in &change[..length] {
            risk += step;
            at_risk.push(risk);
        }
        let mut completeness = vec![1.0; length];
        let mut log_variance = vec![0.0; length];
        for x in (0..length - 1).rev() {
            let (reported, risk) = (reports[x + 1], at_risk[x + 1]);
            let hazard = if risk > 0.0 { reported / risk } else { 0.0 };
            completeness[x] = completeness[x + 1] * (1.0 - hazard);
            log_variance[x] = log_variance[x + 1]
                + if hazard < 1.0 {
                    hazard / (risk.max(1.0) * (1.0 - hazard))
                } else {
                    0.0
                };
        }
        Ok(Self {
            completeness,
            log_variance,
            reports: number,
        })
    }

    /// Probability that a report has arrived by an age in days, given that it
    /// arrives within the longest delay: `F(age)`, 0 to 1.
    pub fn completeness(&self, age: u32) -> f64 {
        self.completeness.get(age as usize).copied().unwrap_or(1.0)
    }

    /// Standard error of the completeness (Greenwood's formula in reverse
    /// time).
    pub fn completeness_standard_error(&self, age: u32) -> f64 {
        self.log_variance
            .get(age as usize)
            .map_or(0.0, |variance| self.completeness(age) * variance.sqrt())
    }

    /// The age in days from which at least the given share of the reports has
    /// arrived.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < share < 1`.
    pub fn age_of_completeness(&self, share: f64) -> Result<u32, Error> {
        open_unit("share", share)?;
        let age = self
            .completeness
            .iter()
            .position(|&complete| complete >= share);
        Ok(age.unwrap_or(self.completeness.len() - 1) as u32)
    }

    /// Longest delay seen, in days.
    pub fn longest_delay(&self) -> u32 {
        (self.completeness.len() - 1) as u32
    }

    /// Number of reports the estimate rests on.
    pub fn reports(&self) -> usize {
        self.reports
    }

    /// Nowcast of a period that ended `age` days ago: [`nowcast`] averaged over
    /// the uncertainty of the completeness, whose logit is taken as normal with
    /// the standard error of [`completeness_standard_error`].
    ///
    /// [`completeness_standard_error`]: Self::completeness_standard_error
    ///
    /// # Errors
    /// [`Error::NothingReported`] when the completeness at that age is zero,
    /// [`Error::OutOfRange`] unless `0 < credible_level < 1`.
    pub fn nowcast(&self, seen: u64, age: u32, credible_level: f64) -> Result<Nowcast, Error> {
        let completeness = self.completeness(age);
        if completeness <= 1e-9 {
            return Err(Error::NothingReported { age });
        }
        let error = self.completeness_standard_error(age);
        if completeness == 1.0 || error == 0.0 {
            return nowcast(seen, completeness, credible_level);
        }
        let logit = (completeness / (1.0 - completeness)).ln();
        let deviation = error / (completeness * (1.0 - completeness));
        let parts = gauss_hermite(logit, deviation)
            .map(|(weight, logit)| {
                let share = (1.0 / (1.0 + (-logit).exp())).clamp(1e-9, 1.0 - 1e-12);
                Ok((weight, unseen(seen, share)?))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        summarise(
            seen,
            completeness,
            credible_level,
            Predictive::mixture(parts)?,
        )
    }
}

/// Posterior of the final count of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Nowcast {
    /// Count seen so far.
    pub seen: u64,
    /// Share of the reports that has arrived, above 0 up to 1.
    pub completeness: f64,
    /// Posterior mean of the final count.
    pub mean: f64,
    /// Posterior median of the final count.
    pub median: u64,
    /// Lower end of the equal-tailed credible interval of the final count.
    pub lower: u64,
    /// Upper end of the equal-tailed credible interval of the final count.
    pub upper: u64,
    /// Distribution of the number still to come, none when all has arrived.
    pub to_come: Option<Predictive>,
}

/// Posterior of the final count after `seen` reports at a completeness `F`.
///
/// With Poisson counts and the Jeffreys prior of their mean the number still
/// to come is negative binomial with size `seen + 1/2` and success
/// probability `F`, so that its mean is `(seen + 1/2)(1 − F) / F`. The
/// uncertainty of `F` itself is not included.
///
/// # Errors
/// [`Error::OutOfRange`] unless `0 < completeness <= 1` and
/// `0 < credible_level < 1`.
pub fn nowcast(seen: u64, completeness: f64, credible_level: f64) -> Result<Nowcast, Error> {
    open_unit("credible level", credible_level)?;
    if !(completeness > 1e-9 && completeness <= 1.0) {
        return Err(Error::OutOfRange {
            argument: "completeness",
            range: "above 0 and at most 1",
            value: completeness,
        });
    }
    let count = seen as f64;
    if completeness == 1.0 {
        return Ok(Nowcast {
            seen,
            completeness,
            mean: count,
            median: seen,
            lower: seen,
            upper: seen,
            to_come: None,
        });
    }
    summarise(
        seen,
        completeness,
        credible_level,
        unseen(seen, completeness)?,
    )
}

/// Distribution of the number still to come.
fn unseen(seen: u64, completeness: f64) -> Result<Predictive, Error> {
    Predictive::gamma_poisson(seen as f64 + 0.5, completeness, 1.0 - completeness)
}

fn summarise(
    seen: u64,
    completeness: f64,
    credible_level: f64,
    to_come: Predictive,
) -> Result<Nowcast, Error> {
    open_unit("credible level", credible_level)?;
    let tail = 0.5 * (1.0 - credible_level);
    let final_count = |unseen: f64| seen.saturating_add(unseen as u64);
    let expected_unseen = to_come.mean().unwrap_or_default();
    Ok(Nowcast {
        seen,
        completeness,
        mean: seen as f64 + expected_unseen,
        median: final_count(to_come.median()),
        lower: final_count(to_come.quantile(tail)?),
        upper: final_count(to_come.quantile(1.0 - tail)?),
        to_come: Some(to_come),
    })
}
