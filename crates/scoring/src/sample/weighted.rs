//! Draws of unequal weight, such as the pool of several samples.

use super::Sample;
use crate::error::{Error, all_finite, at_least, finite, probability, same_length};

/// A forecast given as draws with weights: a mixture of samples, or a sample
/// made by importance weighting.
///
/// ```
/// use foreshock_scoring::{Sample, WeightedSample};
/// // A pool that trusts the first forecaster three times as much.
/// let first = Sample::new(&[0.0, 1.0])?;
/// let second = Sample::new(&[10.0, 12.0, 14.0])?;
/// let pool = WeightedSample::mixture([(3.0, &first), (1.0, &second)])?;
/// assert!((pool.probability_at_least(10.0)? - 0.25).abs() < 1e-15);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedSample {
    /// Draws in rising order with their weights, which sum to one.
    sorted: Vec<(f64, f64)>,
}

impl WeightedSample {
    /// Draws and their weights, which are divided by their sum.
    ///
    /// # Errors
    /// [`Error::TooFew`] without draws, [`Error::LengthMismatch`] when the
    /// lists differ in length, [`Error::NotFinite`] when a draw is not a finite
    /// number, [`Error::OutOfRange`] when a weight is negative or not finite or
    /// no weight is positive.
    pub fn new(draws: &[f64], weights: &[f64]) -> Result<Self, Error> {
        at_least("draws", 1, draws.len())?;
        same_length("draws", draws.len(), "weights", weights.len())?;
        all_finite("draw", draws)?;
        Self::from_pairs(draws.iter().copied().zip(weights.iter().copied()).collect())
    }

    /// The mixture of several samples, each with a weight. The weights are
    /// divided by their sum, and each sample shares its weight among its draws.
    ///
    /// # Errors
    /// Those of [`WeightedSample::new`].
    pub fn mixture<'a>(parts: impl IntoIterator<Item = (f64, &'a Sample)>) -> Result<Self, Error> {
        let pairs = parts
            .into_iter()
            .flat_map(|(weight, sample)| {
                let share = weight / sample.count() as f64;
                sample.sorted().iter().map(move |draw| (*draw, share))
            })
            .collect();
        Self::from_pairs(pairs)
    }

    fn from_pairs(mut pairs: Vec<(f64, f64)>) -> Result<Self, Error> {
        at_least("draws", 1, pairs.len())?;
        let mut total = 0.0;
        for &(_, weight) in &pairs {
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(Error::OutOfRange {
                    argument: "weight",
                    range: "zero or more and finite",
                    value: weight,
                });
            }
            total += weight;
        }
        if !(total > 0.0 && total.is_finite()) {
            return Err(Error::OutOfRange {
                argument: "sum of the weights",
                range: "positive and finite",
                value: total,
            });
        }
        pairs.retain(|(_, weight)| *weight > 0.0);
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (_, weight) in &mut pairs {
            *weight /= total;
        }
        Ok(Self { sorted: pairs })
    }

    /// The CRPS of the weighted empirical distribution:
    /// `Σ wᵢ |xᵢ − y| − ½ Σᵢⱼ wᵢ wⱼ |xᵢ − xⱼ|`, the second sum by cumulated
    /// weights over the sorted draws.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let level = self.sorted[self.sorted.len() / 2].0;
        let (mut distance, mut spread, mut before) = (0.0, 0.0, 0.0);
        for &(draw, weight) in &self.sorted {
            distance += weight * (draw - observed).abs();
            // wᵢ (weight below − weight above) xᵢ, from a common level.
            spread += weight * (2.0 * before + weight - 1.0) * (draw - level);
            before += weight;
        }
        Ok(distance - spread)
    }

    /// The weighted share of draws that are at least `threshold`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when `threshold` is not a finite number.
    pub fn probability_at_least(&self, threshold: f64) -> Result<f64, Error> {
        finite("threshold", threshold)?;
        let from = self.sorted.partition_point(|(draw, _)| *draw < threshold);
        let share: f64 = self.sorted[from..].iter().map(|(_, weight)| weight).sum();
        Ok(share.min(1.0))
    }

    /// The smallest draw at which the cumulated weight reaches `level`: the
    /// inverse of the weighted distribution function.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 <= level <= 1`.
    pub fn quantile(&self, level: f64) -> Result<f64, Error> {
        probability("level", level)?;
        let mut before = 0.0;
        for &(draw, weight) in &self.sorted {
            before += weight;
            if before >= level {
                return Ok(draw);
            }
        }
        Ok(self.sorted[self.sorted.len() - 1].0)
    }
}
