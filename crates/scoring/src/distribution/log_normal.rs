//! The log-normal distribution.

use super::{Normal, impossible};
use crate::error::{Error, finite, open_unit, positive};
use crate::special::normal_cdf;

/// A log-normal forecast: the logarithm of the outcome is normal.
///
/// ```
/// use foreshock_scoring::distribution::LogNormal;
/// let forecast = LogNormal::new(0.0, 1.0)?;
/// assert!((forecast.mean() - 0.5f64.exp()).abs() < 1e-12);
/// assert!(forecast.crps(1.0)? < forecast.crps(20.0)?);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    log_mean: f64,
    log_deviation: f64,
}

impl LogNormal {
    /// A log-normal forecast by the mean and standard deviation of the
    /// logarithm.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the mean is finite, the deviation positive
    /// and finite, and the mean of the outcome representable.
    pub fn new(log_mean: f64, log_deviation: f64) -> Result<Self, Error> {
        finite("mean of the logarithm", log_mean)?;
        positive("deviation of the logarithm", log_deviation)?;
        let forecast = Self {
            log_mean,
            log_deviation,
        };
        finite("mean of the outcome", forecast.mean())?;
        Ok(forecast)
    }

    /// The mean of the outcome.
    pub fn mean(&self) -> f64 {
        (self.log_mean + 0.5 * self.log_deviation * self.log_deviation).exp()
    }

    /// `P(Y <= value)`; zero up to zero.
    pub fn distribution_function(&self, value: f64) -> f64 {
        if value > 0.0 {
            normal_cdf(self.standardised(value))
        } else {
            0.0
        }
    }

    fn standardised(&self, value: f64) -> f64 {
        (value.ln() - self.log_mean) / self.log_deviation
    }

    /// The quantile at `level`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < level < 1`.
    pub fn quantile(&self, level: f64) -> Result<f64, Error> {
        open_unit("level", level)?;
        let log = Normal::new(self.log_mean, self.log_deviation)?;
        Ok(log.quantile(level)?.exp())
    }

    /// The CRPS
    /// `y (2Φ(z) − 1) − 2 e^(μ + σ²/2) (Φ(z − σ) + Φ(σ/√2) − 1)`,
    /// `z = (ln y − μ)/σ` (Baran and Lerch 2015). The outcome may be any
    /// number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let (at, shifted) = if observed > 0.0 {
            let z = self.standardised(observed);
            (normal_cdf(z), normal_cdf(z - self.log_deviation))
        } else {
            (0.0, 0.0)
        };
        // 1 − Φ(σ/√2) as a tail, so that nothing cancels for a large σ.
        let tail = normal_cdf(-self.log_deviation * std::f64::consts::FRAC_1_SQRT_2);
        Ok(observed * (2.0 * at - 1.0) - 2.0 * self.mean() * (shifted - tail))
    }

    /// The log score `−ln f(y)` in nats.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number,
    /// [`Error::Undefined`] when it is not positive.
    pub fn log_score(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        if observed <= 0.0 {
            return impossible();
        }
        let z = self.standardised(observed);
        let log_density = -0.5 * z * z
            - self.log_deviation.ln()
            - 0.5 * std::f64::consts::TAU.ln()
            - observed.ln();
        Ok(-log_density)
    }
}
