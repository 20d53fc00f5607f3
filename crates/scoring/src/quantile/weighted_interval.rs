//! The weighted interval score.

use super::{Interval, Quantiles};
use crate::error::{Error, finite};

/// The weighted interval score in parts that sum to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedIntervalScore {
    /// What the widths of the intervals cost.
    pub dispersion: f64,
    /// What is added because the outcome lies below an interval or the median.
    pub overprediction: f64,
    /// What is added because the outcome lies above an interval or the median.
    pub underprediction: f64,
}

impl WeightedIntervalScore {
    /// The score itself.
    pub fn total(&self) -> f64 {
        self.dispersion + self.overprediction + self.underprediction
    }
}

impl Quantiles {
    /// The weighted interval score (Bracher et al. 2021) of the `K` central
    /// intervals and the median that the levels make up:
    /// `1/(K + ½) (½ |y − m| + Σ α_k/2 · IS_αk)`; smaller is better, in the unit
    /// of the outcome. With growing `K` it approaches the CRPS.
    ///
    /// # Errors
    /// [`Error::MissingLevel`] when the median or the counterpart `1 − a` of a
    /// level `a` is missing, [`Error::OutOfRange`] when the outcome is not a
    /// finite number.
    pub fn weighted_interval_score(&self, observed: f64) -> Result<WeightedIntervalScore, Error> {
        finite("observed", observed)?;
        let median = self.at(0.5).ok_or(Error::MissingLevel { level: 0.5 })?;
        let mut score = WeightedIntervalScore {
            dispersion: 0.0,
            overprediction: 0.5 * (median - observed).max(0.0),
            underprediction: 0.5 * (observed - median).max(0.0),
        };
        let mut intervals = 0.0;
        for (&level, &value) in self.levels.iter().zip(&self.values) {
            let counterpart = self
                .at(1.0 - level)
                .ok_or(Error::MissingLevel { level: 1.0 - level })?;
            if level < 0.5 - 1e-9 {
                let alpha = 2.0 * level;
                let parts = Interval::new(alpha, value, counterpart)?.score_parts(observed)?;
                score.dispersion += level * parts.dispersion;
                score.overprediction += level * parts.overprediction;
                score.underprediction += level * parts.underprediction;
                intervals += 1.0;
            }
        }
        let weight = 1.0 / (intervals + 0.5);
        score.dispersion *= weight;
        score.overprediction *= weight;
        score.underprediction *= weight;
        Ok(score)
    }
}
