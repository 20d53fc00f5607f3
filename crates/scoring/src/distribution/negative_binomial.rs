//! The negative binomial distribution.

use super::{count, count_quantile, impossible, mean_of_counts};
use crate::error::{Error, finite, open_unit, positive};
use crate::special::{beta_regularised, deviance, half_mean_difference, stirling_error};

/// A negative binomial forecast of a count, with variance
/// `mean + mean² / size`.
///
/// ```
/// use foreshock_scoring::distribution::NegativeBinomial;
/// let forecast = NegativeBinomial::new(3.0, 0.5)?;
/// assert!((forecast.variance() - 21.0).abs() < 1e-12);
/// assert!(forecast.crps(40.0)? > forecast.crps(2.0)?);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    mean: f64,
    size: f64,
}

impl NegativeBinomial {
    /// A negative binomial forecast by mean and size (the number of successes,
    /// which need not be whole). The success probability is
    /// `size / (size + mean)`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the mean is zero or more and finite and the
    /// size is positive and finite.
    pub fn new(mean: f64, size: f64) -> Result<Self, Error> {
        mean_of_counts(mean)?;
        positive("size", size)?;
        Ok(Self { mean, size })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The size.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        self.mean + self.mean * (self.mean / self.size)
    }

    fn success(&self) -> f64 {
        self.size / (self.size + self.mean)
    }

    /// `P(Y <= value)`; zero below zero.
    pub fn distribution_function(&self, value: f64) -> f64 {
        self.distribution_function_of_size(self.size, value)
    }

    /// The distribution function with another size and the same success
    /// probability: the regularised incomplete beta function `I_p(size, y + 1)`.
    fn distribution_function_of_size(&self, size: f64, value: f64) -> f64 {
        if value.is_nan() || value < 0.0 {
            0.0
        } else if self.mean == 0.0 || value == f64::INFINITY {
            1.0
        } else {
            beta_regularised(size, value.floor() + 1.0, self.success())
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
    /// `E|Y − y| = y (2F(y) − 1) − μ (2F₊(y − 1) − 1)`, `F₊` of size `n + 1`,
    /// and `½ E|Y − Y'| = n (1 − p) / p² · ₂F₁(n + 1, ½; 2; −4(1 − p)/p²)`
    /// (Wei and Held 2014; Jordan, Krüger and Lerch 2019).
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
        let more = self.size + 1.0;
        let before = 2.0 * self.distribution_function_of_size(more, observed.floor() - 1.0) - 1.0;
        // (1 − p)/p = mean/size, so that nothing cancels for small or large p.
        let odds = self.mean / self.size;
        let stretch = 4.0 * odds * (1.0 + odds);
        let scale = self.mean * (1.0 + odds);
        let spread = half_mean_difference(scale, more * stretch, |w| more * (stretch * w).ln_1p());
        Ok(observed * at - self.mean * before - spread)
    }

    /// The log score `−ln P(Y = y)` in nats.
    ///
    /// Computed by Loader's saddle-point expansion, which keeps its digits for
    /// large counts and sizes.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the outcome is a count,
    /// [`Error::Undefined`] when it is impossible.
    pub fn log_score(&self, observed: f64) -> Result<f64, Error> {
        let y = count(observed)?;
        let (mean, size) = (self.mean, self.size);
        if y == 0.0 {
            return Ok(size * (mean / size).ln_1p());
        }
        if mean == 0.0 {
            return impossible();
        }
        let total = size + y;
        let success = self.success();
        let failure = mean / (size + mean);
        let binomial = deviance(size, total * success)
            + deviance(y, total * failure)
            + stirling_error(size)
            + stirling_error(y)
            - stirling_error(total)
            + 0.5 * (std::f64::consts::TAU * size * (y / total)).ln();
        Ok(binomial + (y / size).ln_1p())
    }

    /// The Dawid–Sebastiani score; see
    /// [`dawid_sebastiani`](crate::dawid_sebastiani).
    ///
    /// # Errors
    /// [`Error::Undefined`] when the mean is zero, [`Error::OutOfRange`] when
    /// the outcome is not a finite number.
    pub fn dawid_sebastiani(&self, observed: f64) -> Result<f64, Error> {
        crate::dawid_sebastiani(self.mean, self.variance(), observed)
    }
}
