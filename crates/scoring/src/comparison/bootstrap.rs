//! Skill against a baseline, with intervals by the moving-block bootstrap.

use rand::Rng;
use rayon::prelude::*;

use super::PeriodScores;
use crate::error::{Error, at_least, open_unit};
use crate::random::stream;
use crate::sample::Sample;

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockBootstrap {
    /// Consecutive periods in a block; at least as long as scores depend on
    /// each other, for overlapping horizons at least twice the horizon.
    pub block_length: usize,
    /// Resamples.
    pub resamples: usize,
    /// Probability with which an interval is to hold the truth.
    pub level: f64,
    /// Seed; the same seed gives the same interval.
    pub seed: u64,
}

/// A value with its bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value from the scores as they are.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
}

/// A forecast compared with a baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// Mean score of the forecast.
    pub forecast: f64,
    /// Mean score of the baseline.
    pub baseline: f64,
    /// Mean score of the forecast less that of the baseline; below zero the
    /// forecast is better.
    pub difference: Estimate,
    /// `1 − forecast / baseline`: 1 is perfect, 0 is the baseline, below zero
    /// is worse. `None` where a mean score of the baseline, also in a resample,
    /// is zero or less, so that the ratio says nothing.
    pub skill: Option<Estimate>,
    /// Periods compared.
    pub periods: usize,
    /// Forecasts compared.
    pub forecasts: usize,
}

/// Skill of a forecast against a baseline, with percentile intervals by the
/// moving-block bootstrap (Künsch 1989): blocks of consecutive periods are
/// drawn with replacement until there are as many periods as before, forecast
/// and baseline together.
///
/// Periods are taken in the order given and for equally spaced. With few blocks
/// the intervals are too narrow.
///
/// ```
/// use foreshock_scoring::comparison::{BlockBootstrap, by_period, skill};
/// let periods: Vec<i64> = (0..40).collect();
/// let baseline = vec![2.0; 40];
/// let forecast: Vec<f64> = (0..40).map(|i| f64::from(i % 3)).collect();
/// let compared = skill(
///     &by_period(&periods, &forecast, &baseline)?,
///     &BlockBootstrap { block_length: 4, resamples: 500, level: 0.9, seed: 1 },
/// )?;
/// assert!(compared.skill.unwrap().lower > 0.0);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooFew`] with fewer than two blocks of periods, fewer than 10
/// resamples or a block length of zero, [`Error::OutOfRange`] unless
/// `0 < level < 1`.
pub fn skill(periods: &[PeriodScores], bootstrap: &BlockBootstrap) -> Result<Skill, Error> {
    at_least("periods in a block", 1, bootstrap.block_length)?;
    at_least("resamples", 10, bootstrap.resamples)?;
    at_least(
        "periods (two blocks)",
        bootstrap.block_length.saturating_mul(2),
        periods.len(),
    )?;
    open_unit("level", bootstrap.level)?;
    let all = Means::of(periods.iter());
    let resampled: Vec<Means> = (0..bootstrap.resamples)
        .into_par_iter()
        .map(|resample| {
            let mut random = stream(bootstrap.seed, resample as u64);
            let starts = periods.len() - bootstrap.block_length + 1;
            let blocks = periods.len().div_ceil(bootstrap.block_length);
            let drawn: Vec<usize> = (0..blocks)
                .map(|_| random.random_range(0..starts))
                .collect();
            Means::of(
                drawn
                    .iter()
                    .flat_map(|start| &periods[*start..*start + bootstrap.block_length])
                    .take(periods.len()),
            )
        })
        .collect();
    let estimate = |value: f64, values: Vec<f64>| {
        let interval = Sample::from_vec(values)?.interval(1.0 - bootstrap.level)?;
        Ok::<_, Error>(Estimate {
            value,
            lower: interval.lower,
            upper: interval.upper,
        })
    };
    let skills: Option<Vec<f64>> = resampled.iter().map(Means::skill).collect();
    Ok(Skill {
        forecast: all.forecast,
        baseline: all.baseline,
        difference: estimate(
            all.difference(),
            resampled.iter().map(Means::difference).collect(),
        )?,
        skill: match (all.skill(), skills) {
            (Some(value), Some(values)) => Some(estimate(value, values)?),
            _ => None,
        },
        periods: periods.len(),
        forecasts: periods.iter().map(|period| period.count).sum(),
    })
}

/// Mean scores over some periods.
struct Means {
    forecast: f64,
    baseline: f64,
}

impl Means {
    fn of<'a>(periods: impl Iterator<Item = &'a PeriodScores>) -> Self {
        let (mut forecast, mut baseline, mut count) = (0.0, 0.0, 0.0);
        for period in periods {
            forecast += period.forecast;
            baseline += period.baseline;
            count += period.count as f64;
        }
        Self {
            forecast: forecast / count,
            baseline: baseline / count,
        }
    }

    fn difference(&self) -> f64 {
        self.forecast - self.baseline
    }

    fn skill(&self) -> Option<f64> {
        (self.baseline > 0.0).then(|| 1.0 - self.forecast / self.baseline)
    }
}
