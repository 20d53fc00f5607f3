//! Interval score and coverage of a sample.

use super::Sample;
use crate::error::{Error, finite, open_unit};
use crate::quantile::Interval;

impl Sample {
    /// The central interval that leaves `alpha / 2` on either side, between the
    /// type 7 quantiles of the draws.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < alpha < 1`.
    pub fn interval(&self, alpha: f64) -> Result<Interval, Error> {
        open_unit("alpha", alpha)?;
        Ok(Interval {
            alpha,
            lower: self.quantile_at(0.5 * alpha),
            upper: self.quantile_at(1.0 - 0.5 * alpha),
        })
    }

    /// The interval score of [`Sample::interval`]; see
    /// [`Interval::score`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < alpha < 1` and the outcome is a finite
    /// number.
    pub fn interval_score(&self, alpha: f64, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        self.interval(alpha)?.score(observed)
    }
}
