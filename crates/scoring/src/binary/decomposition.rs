//! The Murphy decomposition of the Brier score.

use super::{indicator, pairs};
use crate::error::{Error, at_least};

/// How forecasts are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// One group for each distinct probability; the within-group terms are
    /// zero.
    DistinctValues,
    /// So many bins of equal width over 0 to 1; each holds its left edge, the
    /// last one also 1.
    EqualWidth(usize),
}

/// The mean Brier score in parts:
/// `brier = reliability − resolution + uncertainty + within_variance −
/// within_covariance`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BrierDecomposition {
    /// The mean Brier score.
    pub brier: f64,
    /// Mean squared difference of mean forecast and event rate by group;
    /// smaller is better.
    pub reliability: f64,
    /// Mean squared difference of event rate by group and base rate; larger is
    /// better.
    pub resolution: f64,
    /// `ō (1 − ō)`: the score of the base rate.
    pub uncertainty: f64,
    /// Variance of the forecasts within groups.
    pub within_variance: f64,
    /// Twice the covariance of forecasts and outcomes within groups.
    pub within_covariance: f64,
    /// Groups that hold at least one forecast.
    pub groups: usize,
}

impl BrierDecomposition {
    /// What the parts sum to: the Brier score but for rounding.
    pub fn sum(&self) -> f64 {
        self.reliability - self.resolution + self.uncertainty + self.within_variance
            - self.within_covariance
    }
}

/// Splits the mean Brier score into reliability, resolution and uncertainty
/// (Murphy 1973), with the two within-group terms that make the sum exact when
/// a group holds unequal forecasts (Stephenson, Coelho and Jolliffe 2008).
///
/// # Errors
/// [`Error::TooFew`] without forecasts or bins, [`Error::LengthMismatch`]
/// unless there is one outcome each, [`Error::OutOfRange`] when a probability
/// does not lie between 0 and 1.
///
/// ```
/// use foreshock_scoring::binary::{Grouping, brier_decomposition};
/// let parts = brier_decomposition(
///     &[0.1, 0.1, 0.7, 0.7],
///     &[false, false, true, false],
///     Grouping::DistinctValues,
/// )?;
/// assert!((parts.brier - parts.sum()).abs() < 1e-15);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
pub fn brier_decomposition(
    probabilities: &[f64],
    outcomes: &[bool],
    grouping: Grouping,
) -> Result<BrierDecomposition, Error> {
    pairs(probabilities, outcomes)?;
    if let Grouping::EqualWidth(bins) = grouping {
        at_least("bins", 1, bins)?;
    }
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let group_of = |index: usize| match grouping {
        // Adding zero makes −0 and 0 the same value.
        Grouping::DistinctValues => (probabilities[index] + 0.0).to_bits(),
        Grouping::EqualWidth(bins) => bin(probabilities[index], bins) as u64,
    };
    let n = probabilities.len() as f64;
    let base_rate = outcomes.iter().map(|o| indicator(*o)).sum::<f64>() / n;
    let mut parts = BrierDecomposition {
        brier: 0.0,
        reliability: 0.0,
        resolution: 0.0,
        uncertainty: base_rate * (1.0 - base_rate),
        within_variance: 0.0,
        within_covariance: 0.0,
        groups: 0,
    };
    for group in order.chunk_by(|a, b| group_of(*a) == group_of(*b)) {
        let size = group.len() as f64;
        let mean = group.iter().map(|i| probabilities[*i]).sum::<f64>() / size;
        let rate = group.iter().map(|i| indicator(outcomes[*i])).sum::<f64>() / size;
        parts.reliability += size * (mean - rate).powi(2) / n;
        parts.resolution += size * (rate - base_rate).powi(2) / n;
        for &i in group {
            let forecast = probabilities[i];
            let outcome = indicator(outcomes[i]);
            parts.brier += (forecast - outcome).powi(2) / n;
            parts.within_variance += (forecast - mean).powi(2) / n;
            parts.within_covariance += 2.0 * (outcome - rate) * (forecast - mean) / n;
        }
        parts.groups += 1;
    }
    Ok(parts)
}

/// The bin of equal width, counted from 0, that holds a probability.
pub(super) fn bin(probability: f64, bins: usize) -> usize {
    ((probability * bins as f64) as usize).min(bins - 1)
}
