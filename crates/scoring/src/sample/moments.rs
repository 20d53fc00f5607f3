//! Scores and measures of a sample that rest on its mean and variance.

use super::Sample;
use crate::error::{Error, at_least, finite};

impl Sample {
    /// The mean of the draws.
    pub fn mean(&self) -> f64 {
        // As a deviation from one of the draws, so that it cannot overflow and
        // a sample of equal draws has exactly their mean.
        let level = self.sorted[self.sorted.len() / 2];
        let count = self.sorted.len() as f64;
        level + self.sorted.iter().map(|x| (x - level) / count).sum::<f64>()
    }

    /// The variance of the draws with the divisor `S − 1`.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two draws.
    pub fn variance(&self) -> Result<f64, Error> {
        at_least("draws", 2, self.sorted.len())?;
        let mean = self.mean();
        let squares: f64 = self.sorted.iter().map(|x| (x - mean) * (x - mean)).sum();
        Ok(squares / (self.sorted.len() - 1) as f64)
    }

    /// The Dawid–Sebastiani score `ln σ² + (y − μ)² / σ²`, with the mean and
    /// variance (divisor `S − 1`) of the draws; smaller is better, and it has
    /// no lower bound (Dawid and Sebastiani 1999; Gneiting and Raftery 2007,
    /// equation 25).
    ///
    /// It sees the first two moments only: proper, not strictly proper.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two draws, [`Error::Undefined`] when
    /// all draws are equal, [`Error::OutOfRange`] when the outcome is not a
    /// finite number.
    pub fn dawid_sebastiani(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        crate::moments::dawid_sebastiani(self.mean(), self.variance()?, observed)
    }

    /// Squared error of the mean, `(mean − y)²`: proper for the mean.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn squared_error(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        Ok((self.mean() - observed).powi(2))
    }

    /// Absolute error of the median, `|median − y|`: proper for the median.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn absolute_error(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        Ok((self.median() - observed).abs())
    }
}
