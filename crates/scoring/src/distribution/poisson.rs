//! The Poisson distribution.

use super::{count, count_quantile, impossible, mean_of_counts};
use crate::error::{Error, finite, open_unit};
use crate::special::{deviance, gamma_upper, half_mean_difference, stirling_error};

/// A Poisson forecast of a count.
///
/// ```
/// use foreshock_scoring::distribution::Poisson;
/// let forecast = Poisson::new(2.5)?;
/// assert!((forecast.crps(4.0)? - 0.972_761).abs() < 1e-6);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// A Poisson forecast with the given mean; a mean of zero is certain of
    /// zero.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the mean is zero or more and finite.
    pub fn new(mean: f64) -> Result<Self, Error> {
        mean_of_counts(mean)?;
        Ok(Self { mean })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        self.mean
    }

    /// `P(Y <= value)`; zero below zero.
    pub fn distribution_function(&self, value: f64) -> f64 {
        if value.is_nan() || value < 0.0 {
            0.0
        } else if self.mean == 0.0 || value == f64::INFINITY {
            1.0
        } else {
            gamma_upper(value.floor() + 1.0, self.mean)
        }
    }

    /// The smallest count whose distribution function reaches `level`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < level < 1`.
    pub fn quantile(&self, level: f64) -> Result<f64, Error> {
        open_unit("level", level)?;
        Ok(count_quantile(level, self.mean, |y| {
            self.distribution_function(y)
        }))
    }

    /// The CRPS, which for counts is the ranked probability score:
    /// `E|Y − y| − ½ E|Y − Y'|` with
    /// `E|Y − y| = y (2F(y) − 1) − λ (2F(y − 1) − 1)` and
    /// `½ E|Y − Y'| = λ e^(−2λ) (I₀(2λ) + I₁(2λ))` (Wei and Held 2014).
    ///
    /// The outcome may be any number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        if self.mean == 0.0 {
            return Ok(observed.abs());
        }
        let at = 2.0 * self.distribution_function(observed) - 1.0;
        let before = 2.0 * self.distribution_function(observed.floor() - 1.0) - 1.0;
        let slope = 4.0 * self.mean;
        let spread = half_mean_difference(self.mean, slope, |w| slope * w);
        Ok(observed * at - self.mean * before - spread)
    }

    /// The log score `−ln P(Y = y)` in nats.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the outcome is a count,
    /// [`Error::Undefined`] when it is impossible.
    pub fn log_score(&self, observed: f64) -> Result<f64, Error> {
        let y = count(observed)?;
        if y == 0.0 {
            return Ok(self.mean);
        }
        if self.mean == 0.0 {
            return impossible();
        }
        let normalisation = 0.5 * (std::f64::consts::TAU * y).ln();
        Ok(deviance(y, self.mean) + stirling_error(y) + normalisation)
    }

    /// The Dawid–Sebastiani score; see
    /// [`dawid_sebastiani`](crate::dawid_sebastiani).
    ///
    /// # Errors
    /// [`Error::Undefined`] when the mean is zero, [`Error::OutOfRange`] when
    /// the outcome is not a finite number.
    pub fn dawid_sebastiani(&self, observed: f64) -> Result<f64, Error> {
        crate::dawid_sebastiani(self.mean, self.mean, observed)
    }
}
