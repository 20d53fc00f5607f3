//! Difference between two spans of a daily series in its mean, or in the ratio of
//! two of its sums, with an interval that allows for days that resemble their
//! neighbours.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::error::{Error, open_unit};

/// Days on which something happened, in each span, below which no interval is
/// given.
pub const FEWEST_ACTIVE_DAYS: usize = 10;
/// Blocks of the shorter span below which blocks are made shorter instead.
const FEWEST_BLOCKS: usize = 10;
/// Resamples that may come to nothing.
const MOST_LOST: f64 = 0.02;

/// What a day adds to a sum, and to what the sum is divided by.
///
/// With an exposure of 1 on every day the ratio of the sums is a mean per day;
/// with the number of events, a mean per event.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Day {
    /// What is summed up.
    pub amount: f64,
    /// What it is divided by; not below zero.
    pub exposure: f64,
}

/// How far the recent span lies above the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Sum of the amounts over sum of the exposures in the recent span.
    pub recent: f64,
    /// The same of the reference.
    pub reference: f64,
    /// The first less the second.
    pub difference: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Days in a block.
    pub block_days: usize,
}

/// The recent ratio less that of the reference, with a symmetric block
/// bootstrap-t interval.
///
/// With `r = sum of amounts / sum of exposures` in each span, days are resampled
/// in circular blocks of `L` consecutive days (Politis and Romano 1992), each span
/// on its own. The standard error of a ratio is that of its residuals
/// `amount − r exposure`, from the sums of its blocks; every resample is
/// studentised with its own standard error, and the interval is
/// `difference ± q standard error`, `q` the quantile of the absolute studentised
/// differences (Hall 1988), and at least that of the normal distribution.
///
/// `L` is chosen from the residuals of the reference by the rule of Politis and
/// White (2004) with the correction of Patton, Politis and White (2009), held
/// between 1 and a tenth of the shorter span.
///
/// Days that were not observed are left out by the caller; blocks then run on over
/// the gap.
///
/// The result depends on the arguments only.
///
/// # Errors
/// [`Error::TooFewPoints`] where either span has fewer than
/// [`FEWEST_ACTIVE_DAYS`] days on which the amount is not zero, or so few that
/// resamples come to nothing; [`Error::NotFinite`]; [`Error::OutOfRange`] for a
/// confidence outside 0 to 1, a negative exposure, or fewer than 99 resamples.
///
/// ```
/// use foreshock_counts::block_bootstrap::{Day, difference};
/// let day = |amount: f64| Day { amount, exposure: 1.0 };
/// let quiet: Vec<Day> = (0..300).map(|i| day(f64::from(i % 7))).collect();
/// let loud: Vec<Day> = (0..100).map(|i| day(4.0 + f64::from(i % 7))).collect();
/// let found = difference(&loud, &quiet, 0.95, 999, 1)?;
/// assert!(found.lower > 3.0 && found.upper < 5.0);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn difference(
    recent: &[Day],
    reference: &[Day],
    confidence: f64,
    resamples: usize,
    seed: u64,
) -> Result<Difference, Error> {
    open_unit("confidence", confidence)?;
    if resamples < 99 {
        return Err(Error::OutOfRange {
            argument: "resamples",
            range: "99 or more",
            value: resamples as f64,
        });
    }
    for span in [recent, reference] {
        check(span)?;
    }
    let shorter = recent.len().min(reference.len());
    let of_reference = ratio(sums(reference));
    let residuals: Vec<f64> = reference
        .iter()
        .map(|day| day.amount - of_reference * day.exposure)
        .collect();
    let block_days = block_length(&residuals).clamp(1, (shorter / FEWEST_BLOCKS).max(1));
    let spans = [
        Blocks::new(recent, block_days),
        Blocks::new(reference, block_days),
    ];
    let [of_recent, of_reference] = [ratio(sums(recent)), of_reference];
    let difference = of_recent - of_reference;
    let error = (spans[0].variance(of_recent) + spans[1].variance(of_reference)).sqrt();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut studentised = Vec::with_capacity(resamples);
    for _ in 0..resamples {
        let drawn = spans.each_ref().map(|blocks| blocks.resample(&mut random));
        let [
            Some((first, first_variance)),
            Some((second, second_variance)),
        ] = drawn
        else {
            continue;
        };
        let error = (first_variance + second_variance).sqrt();
        if error > 0.0 {
            studentised.push(((first - second - difference) / error).abs());
        }
    }
    if (studentised.len() as f64) < resamples as f64 * (1.0 - MOST_LOST) || error == 0.0 {
        return Err(Error::TooFewPoints {
            needed: FEWEST_ACTIVE_DAYS,
            have: active(recent).min(active(reference)),
        });
    }
    studentised.sort_by(f64::total_cmp);
    let place = (confidence * studentised.len() as f64).ceil() as usize;
    let drawn = studentised[place.clamp(1, studentised.len()) - 1];
    let quantile = drawn.max(crate::special::normal_quantile(0.5 + confidence / 2.0));
    Ok(Difference {
        recent: of_recent,
        reference: of_reference,
        difference,
        lower: difference - quantile * error,
        upper: difference + quantile * error,
        block_days,
    })
}

fn check(span: &[Day]) -> Result<(), Error> {
    for (index, day) in span.iter().enumerate() {
        if !(day.amount.is_finite() && day.exposure.is_finite()) {
            return Err(Error::NotFinite { index });
        }
        if day.exposure < 0.0 {
            return Err(Error::OutOfRange {
                argument: "exposure",
                range: "0 or more",
                value: day.exposure,
            });
        }
    }
    let have = active(span);
    if have < FEWEST_ACTIVE_DAYS || sums(span).exposure == 0.0 {
        return Err(Error::TooFewPoints {
            needed: FEWEST_ACTIVE_DAYS,
            have,
        });
    }
    Ok(())
}

fn active(span: &[Day]) -> usize {
    span.iter().filter(|day| day.amount != 0.0).count()
}

fn sums(span: &[Day]) -> Day {
    span.iter().fold(Day::default(), |sum, day| Day {
        amount: sum.amount + day.amount,
        exposure: sum.exposure + day.exposure,
    })
}

fn ratio(sums: Day) -> f64 {
    sums.amount / sums.exposure
}

/// The sums of all circular blocks of a span, by the day on which they begin.
struct Blocks {
    sums: Vec<Day>,
    /// Blocks in a resample.
    drawn: usize,
}

impl Blocks {
    fn new(span: &[Day], days: usize) -> Self {
        let around = span.iter().cycle();
        let block = |first: usize| {
            let days = around.clone().skip(first).take(days);
            days.fold(Day::default(), |sum, day| Day {
                amount: sum.amount + day.amount,
                exposure: sum.exposure + day.exposure,
            })
        };
        Self {
            sums: (0..span.len()).map(block).collect(),
            drawn: (span.len() / days).max(2),
        }
    }

    /// Variance of a ratio of so many blocks, from all of them.
    fn variance(&self, ratio: f64) -> f64 {
        let number = self.sums.len() as f64;
        let exposure = self.sums.iter().map(|block| block.exposure).sum::<f64>() / number;
        let residual = |block: &Day| (block.amount - ratio * block.exposure).powi(2);
        let mean = self.sums.iter().map(residual).sum::<f64>() / number;
        mean / (self.drawn as f64 - 1.0) / (exposure * exposure)
    }

    /// A resample's ratio and its variance; none where its exposure is zero.
    fn resample(&self, random: &mut ChaCha8Rng) -> Option<(f64, f64)> {
        let (mut a, mut e, mut aa, mut ae, mut ee) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for _ in 0..self.drawn {
            let Day { amount, exposure } = self.sums[random.random_range(0..self.sums.len())];
            a += amount;
            e += exposure;
            aa += amount * amount;
            ae += amount * exposure;
            ee += exposure * exposure;
        }
        if e <= 0.0 {
            return None;
        }
        let ratio = a / e;
        let squares = (aa - 2.0 * ratio * ae + ratio * ratio * ee).max(0.0);
        let drawn = self.drawn as f64;
        let exposure = e / drawn;
        Some((
            ratio,
            squares / drawn / (drawn - 1.0) / (exposure * exposure),
        ))
    }
}

/// The length of circular blocks that suits a series, at least 1 (Politis and
/// White 2004 with the constant of Patton, Politis and White 2009).
fn block_length(series: &[f64]) -> usize {
    let n = series.len();
    let mean = series.iter().sum::<f64>() / n as f64;
    let covariance = |lag: usize| {
        let pairs = series.iter().zip(series.iter().skip(lag));
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n as f64
    };
    let variance = covariance(0);
    if variance <= 0.0 {
        return 1;
    }
    let size = n as f64;
    let run = (size.log10().sqrt().ceil() as usize).max(5);
    let most = size.sqrt().ceil() as usize + run;
    let covariances: Vec<f64> = (0..=(2 * most).min(n - 1)).map(covariance).collect();
    let bound = 2.0 * (size.log10() / size).sqrt();
    let small = |lag: usize| {
        covariances
            .get(lag)
            .is_none_or(|covariance| (covariance / variance).abs() < bound)
    };
    // The last lag before a run of lags at which nothing can be seen.
    let last = (0..=most).find(|last| (1..=run).all(|ahead| small(last + ahead)));
    let bandwidth = 2 * last.unwrap_or(most).max(1);
    let weight = |lag: usize| {
        let share = lag as f64 / bandwidth as f64;
        (2.0 * (1.0 - share)).clamp(0.0, 1.0)
    };
    let weighed = || {
        let lags = covariances.iter().enumerate().skip(1);
        lags.take(bandwidth)
            .map(|(lag, covariance)| (lag as f64, weight(lag) * covariance))
    };
    let slope: f64 = weighed()
        .map(|(lag, covariance)| 2.0 * lag * covariance)
        .sum();
    let spectrum = variance
        + weighed()
            .map(|(_, covariance)| 2.0 * covariance)
            .sum::<f64>();
    if spectrum <= 0.0 {
        return 1;
    }
    let length = (2.0 * slope * slope / (4.0 / 3.0 * spectrum * spectrum)).cbrt() * size.cbrt();
    length.ceil().max(1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(correlation: f64, n: usize, seed: u64) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut level = 0.0;
        (0..n)
            .map(|_| {
                level = correlation * level + random.random_range(-1.0..1.0);
                level
            })
            .collect()
    }

    #[test]
    fn blocks_grow_with_the_correlation_of_days() {
        let mean = |correlation: f64| {
            (0..40)
                .map(|seed| block_length(&series(correlation, 700, seed)) as f64)
                .sum::<f64>()
                / 40.0
        };
        let lengths = [0.0, 0.5, 0.8].map(mean);
        assert!(lengths[0] < 4.0, "{lengths:?}");
        assert!(
            lengths[1] > 1.5 * lengths[0] && lengths[2] > 1.5 * lengths[1],
            "{lengths:?}"
        );
    }

    #[test]
    fn too_little_is_an_answer() {
        let few: Vec<Day> = (0..200)
            .map(|day| Day {
                amount: f64::from(u8::from(day % 30 == 0)),
                exposure: 1.0,
            })
            .collect();
        assert_eq!(
            difference(&few, &few, 0.95, 999, 1),
            Err(Error::TooFewPoints {
                needed: FEWEST_ACTIVE_DAYS,
                have: 7
            })
        );
        assert!(difference(&[], &few, 0.95, 999, 1).is_err());
        let broken = [Day {
            amount: f64::NAN,
            exposure: 1.0,
        }; 20];
        assert_eq!(
            difference(&broken, &broken, 0.95, 999, 1),
            Err(Error::NotFinite { index: 0 })
        );
        let negative = [Day {
            amount: 1.0,
            exposure: -1.0,
        }; 20];
        assert!(difference(&negative, &negative, 0.95, 999, 1).is_err());
        let same = [Day {
            amount: 1.0,
            exposure: 1.0,
        }; 20];
        assert!(
            difference(&same, &same, 0.95, 999, 1).is_err(),
            "nothing varies"
        );
    }
}
