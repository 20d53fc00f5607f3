//! Intervals of a proportion.

use crate::error::{Error, open_unit};
use crate::special::{beta_regularised, bisect};

/// A proportion `k / n` with an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// `k / n`, or `None` when `n` is zero.
    pub estimate: Option<f64>,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
}

/// The Clopper–Pearson interval of `successes` out of `trials`: the ends are
/// the `α/2` quantile of `Beta(k, n − k + 1)` and the `1 − α/2` quantile of
/// `Beta(k + 1, n − k)`. It covers the true proportion with at least the
/// confidence level (Clopper and Pearson 1934).
///
/// Without trials the interval is the whole range from 0 to 1.
///
/// # Errors
/// [`Error::OutOfRange`] when there are more successes than trials or the
/// confidence is not between 0 and 1.
pub fn clopper_pearson(successes: u64, trials: u64, confidence: f64) -> Result<Proportion, Error> {
    let (k, n, tail) = arguments(successes, trials, confidence)?;
    let lower = if successes == 0 {
        0.0
    } else {
        beta_quantile(k, n - k + 1.0, tail)
    };
    let upper = if successes == trials {
        1.0
    } else {
        beta_quantile(k + 1.0, n - k, 1.0 - tail)
    };
    Ok(Proportion {
        estimate: (trials > 0).then(|| k / n),
        lower,
        upper,
    })
}

/// The Jeffreys interval of `successes` out of `trials`: the `α/2` and
/// `1 − α/2` quantiles of `Beta(k + 1/2, n − k + 1/2)`, with the lower end 0
/// at no success and the upper end 1 at no failure (Brown, Cai and DasGupta
/// 2001). Its coverage is near the confidence level on average, not at every
/// true proportion.
///
/// Without trials the interval is the whole range from 0 to 1.
///
/// # Errors
/// As [`clopper_pearson`].
pub fn jeffreys(successes: u64, trials: u64, confidence: f64) -> Result<Proportion, Error> {
    let (k, n, tail) = arguments(successes, trials, confidence)?;
    let (a, b) = (k + 0.5, n - k + 0.5);
    let lower = if successes == 0 {
        0.0
    } else {
        beta_quantile(a, b, tail)
    };
    let upper = if successes == trials {
        1.0
    } else {
        beta_quantile(a, b, 1.0 - tail)
    };
    Ok(Proportion {
        estimate: (trials > 0).then(|| k / n),
        lower,
        upper,
    })
}

/// The `p`-quantile of the proportion behind `successes` out of `trials` under
/// Jeffreys' prior, `Beta(k + 1/2, n − k + 1/2)`: never quite 0 nor 1, unlike
/// the ends of [`jeffreys`].
///
/// # Errors
/// [`Error::OutOfRange`] when there are more successes than trials or `p` is not
/// between 0 and 1.
pub fn jeffreys_quantile(successes: u64, trials: u64, p: f64) -> Result<f64, Error> {
    open_unit("probability", p)?;
    let (k, n, _) = arguments(successes, trials, 0.5)?;
    Ok(beta_quantile(k + 0.5, n - k + 0.5, p))
}

/// The `p`-quantile of `Beta(a, b)`.
pub(crate) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    bisect(0.0, 1.0, p, |x| beta_regularised(a, b, x))
}

fn arguments(successes: u64, trials: u64, confidence: f64) -> Result<(f64, f64, f64), Error> {
    open_unit("confidence", confidence)?;
    if successes > trials {
        return Err(Error::OutOfRange {
            argument: "number of successes",
            range: "at most the number of trials",
            value: successes as f64,
        });
    }
    Ok((successes as f64, trials as f64, 0.5 * (1.0 - confidence)))
}
