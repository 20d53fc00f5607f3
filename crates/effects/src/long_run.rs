//! Variances of sums over days that hang together.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Days over which neighbours may hang together: `1.3 √n`, after Lazarus, Lewis,
/// Stock and Watson (2018).
pub(crate) fn reach(days: usize) -> usize {
    ((1.3 * (days as f64).sqrt()).ceil() as usize).clamp(1, days.saturating_sub(1).max(1))
}

/// The weight of days `apart` days from each other (Bartlett; Newey and West
/// 1987).
fn weight(apart: usize, reach: usize) -> f64 {
    1.0 - apart as f64 / (reach as f64 + 1.0)
}

fn product(one: &[f64], other: &[f64], apart: usize) -> f64 {
    one.iter()
        .zip(&other[apart..])
        .map(|(one, other)| one * other)
        .sum()
}

/// Variance of the sum of `scores`, one a day:
/// `Σ s_t² + 2 Σ_k (1 − k/(L+1)) Σ s_t s_(t+k)` (Newey and West 1987).
pub(crate) fn newey_west(scores: &[f64], reach: usize) -> f64 {
    let reach = reach.min(scores.len().saturating_sub(1));
    let together: f64 = (1..=reach)
        .map(|apart| weight(apart, reach) * product(scores, scores, apart))
        .sum();
    product(scores, scores, 0) + 2.0 * together
}

/// Variance of `Σ b_t r_t` where the residuals `r` are stationary, with their
/// autocovariances taken from the whole record:
/// `Σ_k (1 − k/(L+1)) γ_k Σ b_t b_(t+k)` over both signs of `k` (Zeger 1988).
pub(crate) fn stationary(loads: &[f64], residuals: &[f64], watched: usize, reach: usize) -> f64 {
    let reach = reach.min(loads.len().saturating_sub(1));
    let term = |apart: usize| {
        let covariance = product(residuals, residuals, apart) / watched.max(1) as f64;
        weight(apart, reach) * covariance * product(loads, loads, apart)
    };
    term(0) + 2.0 * (1..=reach).map(term).sum::<f64>()
}

/// The quantile that a studentised sum is compared with: Student's t, which
/// allows for the estimation of the variance.
pub(crate) fn critical(confidence: f64, degrees: f64) -> f64 {
    let upper = 0.5 + 0.5 * confidence;
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| t.inverse_cdf(upper))
}

/// Two-sided p-value of a studentised sum.
pub(crate) fn p_value(statistic: f64, degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees).map_or(1.0, |t| 2.0 * t.sf(statistic.abs()))
}

/// Degrees of freedom of a variance over so many days: `1.5 n / L` (Lazarus et
/// al. 2018).
pub(crate) fn degrees(days: usize) -> f64 {
    (1.5 * days as f64 / reach(days) as f64).max(2.0)
}

/// The same, and no more than `E / (φ − 1)`, the shape of the gamma distribution
/// whose mixing gives `E` expected events the dispersion `φ`: a sum of few
/// bursts is skewed.
pub(crate) fn degrees_of_bursts(days: usize, expected: f64, dispersion: f64) -> f64 {
    let bursts = match dispersion > 1.0 {
        true => expected / (dispersion - 1.0),
        false => f64::INFINITY,
    };
    degrees(days).min(bursts).max(2.0)
}
