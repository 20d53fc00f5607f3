//! The normal distribution.

use crate::error::{Error, finite, open_unit, positive};
use crate::special::{FRAC_1_SQRT_PI, normal_cdf, normal_density, normal_quantile};

/// A normal forecast.
///
/// ```
/// use foreshock_scoring::distribution::Normal;
/// let forecast = Normal::new(0.0, 1.0)?;
/// assert!((forecast.crps(0.0)? - 0.233_695).abs() < 1e-6);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    deviation: f64,
}

impl Normal {
    /// A normal forecast by mean and standard deviation.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the mean is finite and the deviation is
    /// positive and finite.
    pub fn new(mean: f64, deviation: f64) -> Result<Self, Error> {
        finite("mean", mean)?;
        positive("deviation", deviation)?;
        Ok(Self { mean, deviation })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    fn standardised(&self, value: f64) -> Result<f64, Error> {
        finite("observed", value)?;
        Ok((value - self.mean) / self.deviation)
    }

    /// `P(Y <= value)`.
    pub fn distribution_function(&self, value: f64) -> f64 {
        normal_cdf((value - self.mean) / self.deviation)
    }

    /// The quantile at `level`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < level < 1`.
    pub fn quantile(&self, level: f64) -> Result<f64, Error> {
        open_unit("level", level)?;
        Ok(self.mean + self.deviation * normal_quantile(level))
    }

    /// The CRPS `σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π)`, `z = (y − μ)/σ` (Gneiting
    /// et al. 2005).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        let z = self.standardised(observed)?;
        Ok(self.deviation
            * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * normal_density(z) - FRAC_1_SQRT_PI))
    }

    /// The log score `−ln f(y)` in nats.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn log_score(&self, observed: f64) -> Result<f64, Error> {
        let z = self.standardised(observed)?;
        Ok(0.5 * z * z + self.deviation.ln() + 0.5 * std::f64::consts::TAU.ln())
    }

    /// The Dawid–Sebastiani score; see
    /// [`dawid_sebastiani`](crate::dawid_sebastiani).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn dawid_sebastiani(&self, observed: f64) -> Result<f64, Error> {
        let z = self.standardised(observed)?;
        Ok(2.0 * self.deviation.ln() + z * z)
    }
}
