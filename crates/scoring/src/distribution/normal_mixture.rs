//! Mixtures of normal distributions.

use super::{Normal, impossible};
use crate::error::{Error, at_least, finite};
use crate::special::{normal_cdf, normal_density};

/// A mixture of normal forecasts.
///
/// ```
/// use foreshock_scoring::distribution::{Normal, NormalMixture};
/// let calm = Normal::new(0.0, 1.0)?;
/// let storm = Normal::new(10.0, 4.0)?;
/// let forecast = NormalMixture::new([(0.9, calm), (0.1, storm)])?;
/// assert!((forecast.mean() - 1.0).abs() < 1e-12);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NormalMixture {
    /// Weights, which sum to one, and components.
    components: Vec<(f64, Normal)>,
}

impl NormalMixture {
    /// A mixture from weights and components. The weights are divided by their
    /// sum.
    ///
    /// # Errors
    /// [`Error::TooFew`] without components, [`Error::OutOfRange`] when a
    /// weight is negative or not finite or no weight is positive.
    pub fn new(components: impl IntoIterator<Item = (f64, Normal)>) -> Result<Self, Error> {
        let mut components: Vec<(f64, Normal)> = components.into_iter().collect();
        at_least("components", 1, components.len())?;
        let mut total = 0.0;
        for &(weight, _) in &components {
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
        components.retain(|(weight, _)| *weight > 0.0);
        for (weight, _) in &mut components {
            *weight /= total;
        }
        Ok(Self { components })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.components.iter().map(|(w, n)| w * n.mean()).sum()
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        self.components
            .iter()
            .map(|(w, n)| w * (n.deviation().powi(2) + (n.mean() - mean).powi(2)))
            .sum()
    }

    /// `P(Y <= value)`.
    pub fn distribution_function(&self, value: f64) -> f64 {
        self.components
            .iter()
            .map(|(w, n)| w * n.distribution_function(value))
            .sum()
    }

    /// The CRPS `Σ wᵢ A(y − μᵢ, σᵢ²) − ½ Σᵢⱼ wᵢ wⱼ A(μᵢ − μⱼ, σᵢ² + σⱼ²)` with
    /// `A(μ, σ²) = μ (2Φ(μ/σ) − 1) + 2σ φ(μ/σ)` (Grimit et al. 2006).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let mut score = 0.0;
        for (i, (weight, normal)) in self.components.iter().enumerate() {
            score += weight * mean_distance(observed - normal.mean(), normal.deviation());
            let twice = 2.0 * normal.deviation() * normal.deviation();
            score -= 0.5 * weight * weight * mean_distance(0.0, twice.sqrt());
            for (other_weight, other) in &self.components[..i] {
                let deviation = normal.deviation().hypot(other.deviation());
                let difference = normal.mean() - other.mean();
                score -= weight * other_weight * mean_distance(difference, deviation);
            }
        }
        Ok(score)
    }

    /// The log score `−ln f(y)` in nats.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number,
    /// [`Error::Undefined`] when the density there is too small to represent.
    pub fn log_score(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let mut logs = Vec::with_capacity(self.components.len());
        for (weight, normal) in &self.components {
            logs.push(weight.ln() - normal.log_score(observed)?);
        }
        // From the largest, so that a far outcome does not underflow.
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return impossible();
        }
        let sum: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
        Ok(-(largest + sum.ln()))
    }
}

/// The mean of `|X|` for a normal `X`.
fn mean_distance(mean: f64, deviation: f64) -> f64 {
    let z = mean / deviation;
    mean * (2.0 * normal_cdf(z) - 1.0) + 2.0 * deviation * normal_density(z)
}
