//! The Diebold–Mariano test of equal predictive ability.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::error::{Error, all_finite, at_least, open_unit};

/// Estimator of the long-run variance of the score differences, from their
/// autocovariances up to lag `h − 1`, `h` the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongRunVariance {
    /// All with weight 1, as Diebold and Mariano; may turn out negative.
    Rectangular,
    /// With weights `1 − k/h` (Newey and West 1987); never negative, somewhat
    /// too small.
    Bartlett,
}

/// The test and the interval that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DieboldMariano {
    /// Mean score difference, forecast less baseline; below zero the forecast
    /// is better.
    pub mean_difference: f64,
    /// The test statistic with the small-sample correction.
    pub statistic: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Lower end of the confidence interval of the mean difference.
    pub lower: f64,
    /// Upper end of the confidence interval of the mean difference.
    pub upper: f64,
    /// Periods compared.
    pub periods: usize,
}

/// The Diebold–Mariano test (1995) with the small-sample correction of Harvey,
/// Leybourne and Newbold (1997).
///
/// `differences` are the score differences of successive periods (for a panel
/// the mean difference of each period), `horizon` the periods from origin to
/// outcome. The statistic `d̄ / √(V/n) · √((n + 1 − 2h + h(h − 1)/n)/n)` is held
/// against Student's t with `n − 1` degrees of freedom; the interval is the
/// same statement turned around.
///
/// # Errors
/// [`Error::TooFew`] with a horizon of zero or not more periods than twice the
/// horizon, [`Error::NotFinite`] when a difference is not finite,
/// [`Error::OutOfRange`] unless `0 < level < 1`, [`Error::Undefined`] when the
/// variance is zero or the rectangular estimate of it negative.
pub fn diebold_mariano(
    differences: &[f64],
    horizon: usize,
    variance: LongRunVariance,
    level: f64,
) -> Result<DieboldMariano, Error> {
    at_least("periods of horizon", 1, horizon)?;
    let needed = horizon.saturating_mul(2).saturating_add(1).max(3);
    at_least(
        "periods (more than twice the horizon)",
        needed,
        differences.len(),
    )?;
    all_finite("difference", differences)?;
    open_unit("level", level)?;
    let (n, h) = (differences.len() as f64, horizon as f64);
    let mean = differences.iter().sum::<f64>() / n;
    let autocovariance = |lag: usize| {
        differences[lag..]
            .iter()
            .zip(differences)
            .map(|(later, earlier)| (later - mean) * (earlier - mean))
            .sum::<f64>()
            / n
    };
    let at_zero = autocovariance(0);
    let mut long_run = at_zero;
    for lag in 1..horizon {
        let weight = match variance {
            LongRunVariance::Rectangular => 1.0,
            LongRunVariance::Bartlett => 1.0 - lag as f64 / h,
        };
        long_run += 2.0 * weight * autocovariance(lag);
    }
    // Rounding leaves a little where all differences are the same.
    if at_zero <= 1e-24 * mean * mean || at_zero == 0.0 {
        return Err(Error::Undefined {
            score: "the Diebold–Mariano test",
            why: "all score differences are the same",
        });
    }
    if long_run <= 0.0 {
        return Err(Error::Undefined {
            score: "the Diebold–Mariano test",
            why: "the estimated long-run variance is not positive; use the Bartlett estimator",
        });
    }
    let correction = ((n + 1.0 - 2.0 * h + h * (h - 1.0) / n) / n).sqrt();
    let error = (long_run / n).sqrt() / correction;
    let distribution = StudentsT::new(0.0, 1.0, n - 1.0).map_err(|_| Error::OutOfRange {
        argument: "degrees of freedom",
        range: "positive",
        value: n - 1.0,
    })?;
    let statistic = mean / error;
    let half = distribution.inverse_cdf(0.5 + 0.5 * level) * error;
    Ok(DieboldMariano {
        mean_difference: mean,
        statistic,
        p_value: (2.0 * distribution.cdf(-statistic.abs())).clamp(0.0, 1.0),
        lower: mean - half,
        upper: mean + half,
        periods: differences.len(),
    })
}
