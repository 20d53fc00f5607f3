//! Forecasts given as a sample of draws.

mod crps;
mod ignorance;
mod interval;
mod moments;
mod panel;
mod sort;
mod weighted;

pub use crps::CrpsParts;
pub use ignorance::BinnedIgnorance;
pub use panel::{PanelScore, score_panel};
pub use weighted::WeightedSample;

use crate::error::{Error, all_finite, at_least, finite, probability};

/// A forecast given as draws of equal weight, sorted once so that every score
/// of it is cheap.
///
/// Draws and observations are in the unit of the outcome. The order in which
/// the draws come makes no difference to any score.
///
/// ```
/// use foreshock_scoring::Sample;
/// let forecast = Sample::new(&[0.0, 3.0, 1.0, 0.0])?;
/// assert_eq!(forecast.crps(2.0)?, 0.875);
/// assert_eq!(forecast.quantile(0.5)?, 0.5);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    sorted: Vec<f64>,
}

impl Sample {
    /// A sample from draws in any order.
    ///
    /// # Errors
    /// [`Error::TooFew`] when there is no draw, [`Error::NotFinite`] when a
    /// draw is infinite or not a number.
    pub fn new(draws: &[f64]) -> Result<Self, Error> {
        let mut sample = Self { sorted: Vec::new() };
        sample.replace(draws)?;
        Ok(sample)
    }

    /// As [`Sample::new`], from draws that are owned.
    ///
    /// # Errors
    /// Those of [`Sample::new`].
    pub fn from_vec(draws: Vec<f64>) -> Result<Self, Error> {
        Self::new(&draws)
    }

    /// Puts other draws in the place of these, keeping the allocation.
    ///
    /// # Errors
    /// Those of [`Sample::new`]; the sample is unchanged then.
    pub fn replace(&mut self, draws: &[f64]) -> Result<(), Error> {
        at_least("draws", 1, draws.len())?;
        if sort::sort_into(&mut self.sorted, draws) {
            Ok(())
        } else {
            all_finite("draw", draws)
        }
    }

    /// The draws in rising order; at least one.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// How many draws there are.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The quantile by linear interpolation between order statistics (type 7
    /// of Hyndman and Fan 1996, the default of NumPy and R): with
    /// `h = (S − 1) p`, `x_⌊h⌋ + (h − ⌊h⌋)(x_⌊h⌋₊₁ − x_⌊h⌋)`, counted from 0.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 <= level <= 1`.
    pub fn quantile(&self, level: f64) -> Result<f64, Error> {
        probability("level", level)?;
        Ok(self.quantile_at(level))
    }

    /// [`Sample::quantile`] for a level that is known to be a probability.
    ///
    /// Interpolates from the nearer end, as NumPy does, so that the last digit
    /// agrees too.
    fn quantile_at(&self, level: f64) -> f64 {
        let position = (self.sorted.len() - 1) as f64 * level;
        let below = position.floor() as usize;
        let above = (below + 1).min(self.sorted.len() - 1);
        let (low, high) = (self.sorted[below], self.sorted[above]);
        let share = position - position.floor();
        if share >= 0.5 {
            high - (high - low) * (1.0 - share)
        } else {
            low + (high - low) * share
        }
    }

    /// The median, by the rule of [`Sample::quantile`].
    pub fn median(&self) -> f64 {
        self.quantile_at(0.5)
    }

    /// The share of draws that are at most `value`: the empirical distribution
    /// function.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when `value` is not a finite number.
    pub fn distribution_function(&self, value: f64) -> Result<f64, Error> {
        finite("value", value)?;
        Ok(self.up_to(value) as f64 / self.sorted.len() as f64)
    }

    /// The share of draws that are at least `threshold`: the forecast
    /// probability of the event "at least `threshold`".
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when `threshold` is not a finite number.
    pub fn probability_at_least(&self, threshold: f64) -> Result<f64, Error> {
        finite("threshold", threshold)?;
        let draws = self.sorted.len();
        Ok((draws - self.below(threshold)) as f64 / draws as f64)
    }

    /// How many draws are below `value`.
    pub(crate) fn below(&self, value: f64) -> usize {
        self.sorted.partition_point(|draw| *draw < value)
    }

    /// How many draws are at most `value`.
    pub(crate) fn up_to(&self, value: f64) -> usize {
        self.sorted.partition_point(|draw| *draw <= value)
    }
}
