//! The same question asked of dates on which nothing was done.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{
    baseline::{Terms, plain},
    contrast::Contrast,
    error::Error,
    record::{Exposure, Record},
    segmented::indicator,
};

/// Placebo draws below which nothing is said.
pub const FEWEST_DRAWS: usize = 39;
/// Shifts that are tried for each draw.
const TRIES: usize = 20;
/// Parts of a record between which overlaps of placebo dates are looked at.
const MOST_BLOCKS: usize = 1500;

/// What the same estimator finds at dates at which nothing was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Placebo {
    /// 5%, 50% and 95% quantile of the rate ratios at placebo dates.
    pub band: [f64; 3],
    /// The larger of two: the share of draws at least as far from no effect as
    /// the true dates, these counted among them; and the p-value of the true
    /// statistic over the root mean square of those at placebo dates, by
    /// Student's t with `independent` degrees of freedom, since placebo dates
    /// that overlap each other do not count in full.
    pub p_value: f64,
    /// Number of draws.
    pub draws: usize,
    /// How many placements do not share their days, in effect.
    pub independent: f64,
}

/// Shifts all dates and spans together by random numbers of days, round the end
/// of the record to its beginning, so that their distances stay as they are.
/// Days truly touched are left out, so that a true effect does not enter; a draw
/// must keep at least half as many days as were truly touched.
///
/// The statistic is the score of the regression at no effect over the square
/// root of its information. `None` where the record has no room for placebo
/// dates.
pub(crate) fn placebo(
    record: &Record,
    exposure: &Exposure,
    terms: Terms,
    draws: usize,
    seed: u64,
) -> Result<Option<Placebo>, Error> {
    let days = record.days();
    let touched = |day: usize| exposure.exposed[day] || exposure.left_out[day];
    let whole = terms.design(record, |day| !exposure.left_out[day]);
    let value = indicator(&whole.days, &exposure.exposed);
    let truth = Contrast::new(whole, value, days).statistic(None)?.abs();
    let free = terms.design(record, |day| !touched(day));
    let null = plain(&free)?;
    let information = free.information(&null.means)?;
    let enough = record.sum(|day| exposure.exposed[day]).0.div_ceil(2) as usize;
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let mut ratios = Vec::with_capacity(draws);
    let mut as_far = 0;
    let mut squares = 0.0;
    let mut tries = 0;
    while ratios.len() < draws && tries < TRIES * draws {
        tries += 1;
        let shift = random.random_range(1..days.max(2));
        let moved = |day: usize| match day.checked_sub(shift) {
            Some(before) => before,
            None => day + days - shift,
        };
        let marked: Vec<f64> = free
            .days
            .iter()
            .map(|&day| f64::from(u8::from(exposure.exposed[moved(day)])))
            .collect();
        let exposed = marked.iter().filter(|value| **value > 0.0).count();
        if exposed < enough.max(1) || 2 * exposed > free.rows() {
            continue;
        }
        let contrast = Contrast::new(free.clone(), marked, days);
        let statistic = contrast.statistic_of(&null, &information);
        as_far += usize::from(statistic.abs() >= truth * (1.0 - 1e-12));
        squares += statistic * statistic;
        ratios.push(contrast.ratio(&null)?);
    }
    if ratios.len() < FEWEST_DRAWS {
        return Ok(None);
    }
    let by_rank = (1 + as_far) as f64 / (1 + ratios.len()) as f64;
    let independent = placements(&exposure.exposed) * ratios.len() as f64 / tries.max(1) as f64;
    let spread = (squares / ratios.len() as f64).sqrt();
    let by_size = StudentsT::new(0.0, 1.0, independent.max(1.0))
        .map_or(1.0, |t| 2.0 * t.sf(truth / spread.max(1e-12)));
    Ok(Some(Placebo {
        band: quantiles(&mut ratios),
        p_value: by_rank.max(by_size),
        draws: ratios.len(),
        independent,
    }))
}

/// In effect how many shifts of a pattern do not share their days:
/// `n / Σ_k ρ_k²`, with `ρ` the correlation of the pattern with itself shifted.
fn placements(exposed: &[bool]) -> f64 {
    let block = exposed.len().div_ceil(MOST_BLOCKS).max(1);
    let share = |days: &[bool]| days.iter().filter(|day| **day).count() as f64 / days.len() as f64;
    let mut pattern: Vec<f64> = exposed.chunks(block).map(share).collect();
    let length = pattern.len();
    let mean = pattern.iter().sum::<f64>() / length as f64;
    pattern.iter_mut().for_each(|value| *value -= mean);
    let covariance = |shift: usize| -> f64 {
        let shifted = pattern[shift..].iter().chain(&pattern[..shift]);
        pattern
            .iter()
            .zip(shifted)
            .map(|(one, other)| one * other)
            .sum()
    };
    let variance = covariance(0);
    if variance <= 0.0 {
        return 1.0;
    }
    let squares: f64 = (0..length)
        .map(|shift| (covariance(shift) / variance).powi(2))
        .sum();
    length as f64 / squares
}

/// 5%, 50% and 95% quantile of at least one value.
fn quantiles(values: &mut [f64]) -> [f64; 3] {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len() as f64 - 1.0;
    [0.05, 0.5, 0.95].map(|level| values[(level * last).round() as usize])
}
