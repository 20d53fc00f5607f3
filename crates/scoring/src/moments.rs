//! The Dawid–Sebastiani score, which needs two moments of a forecast only.

use crate::error::{Error, finite};

/// The Dawid–Sebastiani score `ln σ² + (y − μ)² / σ²`; smaller is better
/// (Dawid and Sebastiani 1999).
///
/// # Errors
/// [`Error::Undefined`] when the variance is zero, [`Error::OutOfRange`] when
/// it is negative or an argument is not a finite number.
pub fn dawid_sebastiani(mean: f64, variance: f64, observed: f64) -> Result<f64, Error> {
    finite("mean", mean)?;
    finite("observed", observed)?;
    finite("variance", variance)?;
    if variance < 0.0 {
        return Err(Error::OutOfRange {
            argument: "variance",
            range: "zero or more",
            value: variance,
        });
    }
    if variance == 0.0 {
        return Err(Error::Undefined {
            score: "the Dawid–Sebastiani score",
            why: "the forecast has no variance; give a forecast with spread",
        });
    }
    Ok(variance.ln() + (observed - mean).powi(2) / variance)
}
