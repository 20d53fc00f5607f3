//! Monotone trend: Theil–Sen slope and Mann–Kendall test.

use crate::error::{Error, open_unit};
use crate::special::{median, normal_cdf, normal_quantile};

/// What is done about autocorrelation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Autocorrelation {
    /// Observations are taken as independent.
    Ignore,
    /// The variance is corrected after Hamed and Rao (1998) when there are at
    /// least [`MINIMUM_FOR_CORRECTION`] observations. The correction only
    /// ever widens: a factor below 1 is taken as 1.
    HamedRao,
    /// As [`HamedRao`](Self::HamedRao), with the autocorrelations of a
    /// first-order autoregression, `ρ_k = ρ^k`, in place of the significant
    /// sample ones. `ρ` is the first autocorrelation of the ranks of the
    /// detrended values, corrected for its bias by `(2 + 4 ρ) / n` and held
    /// between 0 and 0.99. It keeps the level of the test far better.
    #[default]
    FirstOrder,
}

/// Number of observations from which the correction for autocorrelation
/// applies; with fewer, autocorrelations cannot be told from noise.
pub const MINIMUM_FOR_CORRECTION: usize = 10;

/// Slope and test of a monotone trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Theil–Sen slope: the median of the slopes between all pairs of
    /// observations, in units of the values per day.
    pub slope: f64,
    /// Lower end of the confidence interval of the slope.
    pub slope_lower: f64,
    /// Upper end of the confidence interval of the slope.
    pub slope_upper: f64,
    /// Mann–Kendall statistic: concordant less discordant pairs.
    pub score: f64,
    /// Kendall's tau-a: the score over the number of pairs, −1 to 1.
    pub tau: f64,
    /// Variance of the score, corrected for ties and for autocorrelation.
    pub variance: f64,
    /// Factor by which the variance was corrected for autocorrelation, at
    /// least 1; `None` when the correction was not asked for or there are too
    /// few observations.
    pub autocorrelation_factor: Option<f64>,
    /// Standardised score, with continuity correction.
    pub z: f64,
    /// Two-sided p-value of no trend.
    pub p_value: f64,
    /// Number of observations.
    pub observations: usize,
}

/// Theil–Sen slope and Mann–Kendall test of `(time in days, value)` points.
///
/// Times need not be equally spaced nor sorted. The interval of the slope
/// takes the order statistics of the pairwise slopes at
/// `(N ± z √Var(S)) / 2` (Sen 1968), with the same variance as the test. The
/// variance is corrected for ties in values and times (Kendall 1975) and,
/// where asked for, by `1 + 2 / (n (n−1) (n−2)) Σ (n−k)(n−k−1)(n−k−2) ρ_k`
/// with the autocorrelations `ρ_k` of the ranks of the detrended values (Hamed
/// and Rao 1998, who take those that exceed `1.96 / √n`). Lags count
/// observations, not days: with very unequal spacing the correction is rough.
///
/// # Errors
/// [`Error::TooFewPoints`] below 3 points, [`Error::NotFinite`],
/// [`Error::SameTime`], [`Error::OutOfRange`] unless `0 < confidence < 1`.
///
/// ```
/// use foreshock_counts::mann_kendall::{Autocorrelation, trend};
/// let rising: Vec<_> = (0..20).map(|i| (f64::from(i), f64::from(i * i))).collect();
/// let trend = trend(&rising, 0.95, Autocorrelation::Ignore)?;
/// assert!(trend.slope_lower > 0.0 && trend.p_value < 0.001);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn trend(
    points: &[(f64, f64)],
    confidence: f64,
    autocorrelation: Autocorrelation,
) -> Result<Trend, Error> {
    open_unit("confidence", confidence)?;
    let points = sorted_by_time(points)?;
    let n = points.len();
    if n < 3 {
        return Err(Error::TooFewPoints { needed: 3, have: n });
    }
    let mut slopes = pairwise_slopes(&points);
    if slopes.is_empty() {
        return Err(Error::SameTime);
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let pairs = slopes.len();
    let slope = if pairs % 2 == 1 {
        slopes[pairs / 2]
    } else {
        0.5 * slopes[pairs / 2 - 1] + 0.5 * slopes[pairs / 2]
    };
    let score = score(&points);
    let mut variance = tie_corrected_variance(&points);
    let mut autocorrelation_factor = None;
    if autocorrelation != Autocorrelation::Ignore && n >= MINIMUM_FOR_CORRECTION {
        let correlations = rank_autocorrelations(&points, slope);
        let factor = match autocorrelation {
            Autocorrelation::FirstOrder => variance_factor(n, &first_order(&correlations)),
            _ => variance_factor(n, &significant(&correlations)),
        };
        let factor = factor.max(1.0);
        variance *= factor;
        autocorrelation_factor = Some(factor);
    }
    let z = if score == 0.0 || variance <= 0.0 {
        0.0
    } else {
        (score - score.signum()) / variance.sqrt()
    };
    let reach = -normal_quantile(0.5 * (1.0 - confidence)) * variance.max(0.0).sqrt();
    let count = pairs as f64;
    let lower = ((0.5 * (count - reach)).round_ties_even() as i64 - 1).max(0) as usize;
    let upper = ((0.5 * (count + reach)).round_ties_even() as usize).min(pairs - 1);
    Ok(Trend {
        slope,
        slope_lower: slopes[lower.min(pairs - 1)],
        slope_upper: slopes[upper],
        score,
        tau: score / (0.5 * (n * (n - 1)) as f64),
        variance,
        autocorrelation_factor,
        z,
        p_value: (2.0 * normal_cdf(-z.abs())).min(1.0),
        observations: n,
    })
}

/// Checks that all numbers are finite and sorts by time, equal times by value.
pub(crate) fn sorted_by_time(points: &[(f64, f64)]) -> Result<Vec<(f64, f64)>, Error> {
    // Half the largest number, so that differences do not overflow.
    let ordinary = |x: f64| x.abs() < 1e150;
    if let Some(index) = points
        .iter()
        .position(|&(time, value)| !ordinary(time) || !ordinary(value))
    {
        return Err(Error::NotFinite { index });
    }
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    Ok(points)
}

/// Slopes between all pairs with distinct times.
pub(crate) fn pairwise_slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (i, &(time, value)) in points.iter().enumerate() {
        for &(later, other) in &points[i + 1..] {
            if later > time {
                let slope = (other - value) / (later - time);
                if slope.is_finite() {
                    slopes.push(slope);
                }
            }
        }
    }
    slopes
}

fn score(points: &[(f64, f64)]) -> f64 {
    let mut score = 0_i64;
    for (i, &(time, value)) in points.iter().enumerate() {
        for &(later, other) in &points[i + 1..] {
            if later > time {
                score += i64::from(other > value) - i64::from(other < value);
            }
        }
    }
    score as f64
}

/// Sums of `t (t−1) (2t+5)`, `t (t−1) (t−2)` and `t (t−1)` over groups of ties.
fn tie_sums(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let mut sums = (0.0, 0.0, 0.0);
    for group in values.chunk_by(|a, b| a == b) {
        let t = group.len() as f64;
        sums.0 += t * (t - 1.0) * (2.0 * t + 5.0);
        sums.1 += t * (t - 1.0) * (t - 2.0);
        sums.2 += t * (t - 1.0);
    }
    sums
}

fn tie_corrected_variance(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let times = tie_sums(points.iter().map(|point| point.0).collect());
    let values = tie_sums(points.iter().map(|point| point.1).collect());
    (n * (n - 1.0) * (2.0 * n + 5.0) - times.0 - values.0) / 18.0
        + times.1 * values.1 / (9.0 * n * (n - 1.0) * (n - 2.0))
        + times.2 * values.2 / (2.0 * n * (n - 1.0))
}

/// Ranks from 1, ties share their mean rank.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = start as f64 + 0.5 * (group.len() as f64 + 1.0);
        for &index in group {
            ranks[index] = rank;
        }
        start += group.len();
    }
    ranks
}

/// Autocorrelations at lags `0..n` of the ranks of the detrended values.
fn rank_autocorrelations(points: &[(f64, f64)], slope: f64) -> Vec<f64> {
    let n = points.len();
    let start = points[0].0;
    let detrended: Vec<f64> = points
        .iter()
        .map(|&(time, value)| value - (time - start) * slope)
        .collect();
    let mut ranks = ranks(&detrended);
    let mean = 0.5 * (n as f64 + 1.0);
    for rank in &mut ranks {
        *rank -= mean;
    }
    let variance: f64 = ranks.iter().map(|rank| rank * rank).sum();
    (0..n)
        .map(|lag| {
            let product: f64 = ranks.iter().zip(&ranks[lag..]).map(|(a, b)| a * b).sum();
            if variance > 0.0 {
                product / variance
            } else {
                0.0
            }
        })
        .collect()
}

/// The autocorrelations that differ from zero at the two-sided 5 % level.
fn significant(correlations: &[f64]) -> Vec<f64> {
    let bound = -normal_quantile(0.025) / (correlations.len() as f64).sqrt();
    correlations
        .iter()
        .map(|&r| if r.abs() > bound { r } else { 0.0 })
        .collect()
}

/// The autocorrelations of a first-order autoregression.
fn first_order(correlations: &[f64]) -> Vec<f64> {
    let n = correlations.len();
    let raw = correlations[1];
    let correlation = (raw + (2.0 + 4.0 * raw) / n as f64).clamp(0.0, 0.99);
    (0..n).map(|lag| correlation.powi(lag as i32)).collect()
}

/// Factor by which autocorrelations widen the variance of the score.
fn variance_factor(n: usize, correlations: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (lag, correlation) in correlations.iter().enumerate().skip(1) {
        let left = (n - lag) as f64;
        sum += left * (left - 1.0) * (left - 2.0) * correlation;
    }
    let n = n as f64;
    1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum
}

/// The Theil–Sen slope alone, of points sorted by time.
pub(crate) fn theil_sen(points: &[(f64, f64)]) -> Option<f64> {
    median(&mut pairwise_slopes(points))
}

/// Kendall's tau-a of pairs.
pub(crate) fn kendall_tau(pairs: &[(f64, f64)]) -> f64 {
    let mut score = 0_i64;
    for (i, &(x, y)) in pairs.iter().enumerate() {
        for &(other_x, other_y) in &pairs[i + 1..] {
            let first = i64::from(other_x > x) - i64::from(other_x < x);
            let second = i64::from(other_y > y) - i64::from(other_y < y);
            score += first * second;
        }
    }
    let n = pairs.len() as f64;
    if n < 2.0 {
        0.0
    } else {
        score as f64 / (0.5 * n * (n - 1.0))
    }
}
