//! Forecasts given as quantiles or as central intervals.

mod interval;
mod weighted_interval;

pub use interval::{Interval, IntervalScoreParts};
pub use weighted_interval::WeightedIntervalScore;

use crate::error::{Error, all_finite, at_least, finite, open_unit, same_length};

/// The quantile score (pinball loss) of one quantile:
/// `(1{y < q} − level)(q − y)`; smaller is better, in the unit of the outcome
/// (Koenker and Bassett 1978; Gneiting and Raftery 2007, section 6).
///
/// # Errors
/// [`Error::OutOfRange`] unless `0 < level < 1` and both values are finite.
pub fn quantile_score(level: f64, quantile: f64, observed: f64) -> Result<f64, Error> {
    open_unit("level", level)?;
    finite("quantile", quantile)?;
    finite("observed", observed)?;
    Ok(pinball(level, quantile, observed))
}

fn pinball(level: f64, quantile: f64, observed: f64) -> f64 {
    if observed < quantile {
        (1.0 - level) * (quantile - observed)
    } else {
        level * (observed - quantile)
    }
}

/// A forecast given as quantiles at levels.
///
/// ```
/// use foreshock_scoring::Quantiles;
/// let forecast = Quantiles::new(&[0.25, 0.5, 0.75], &[1.0, 2.0, 5.0])?;
/// let score = forecast.weighted_interval_score(7.0)?;
/// let parts = score.dispersion + score.overprediction + score.underprediction;
/// assert!((score.total() - parts).abs() < 1e-12);
/// assert_eq!(score.overprediction, 0.0);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Quantiles {
    levels: Vec<f64>,
    values: Vec<f64>,
}

impl Quantiles {
    /// Quantiles at rising levels between 0 and 1.
    ///
    /// # Errors
    /// [`Error::TooFew`] without quantiles, [`Error::LengthMismatch`] when the
    /// lists differ in length, [`Error::OutOfRange`] when a level does not lie
    /// between 0 and 1, [`Error::NotRising`] when the levels do not rise or a
    /// quantile lies below the one before it, [`Error::NotFinite`] when a
    /// quantile is not a finite number.
    pub fn new(levels: &[f64], values: &[f64]) -> Result<Self, Error> {
        at_least("quantiles", 1, levels.len())?;
        same_length("levels", levels.len(), "quantiles", values.len())?;
        for &level in levels {
            open_unit("level", level)?;
        }
        all_finite("quantile", values)?;
        if let Some(index) = levels.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(Error::NotRising {
                what: "levels",
                index: index + 1,
            });
        }
        if let Some(index) = values.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(Error::NotRising {
                what: "quantiles",
                index: index + 1,
            });
        }
        Ok(Self {
            levels: levels.to_vec(),
            values: values.to_vec(),
        })
    }

    /// The levels, rising.
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }

    /// The quantiles at the levels, not falling.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The quantile at a level that the forecast has, up to `1e-9`.
    pub fn at(&self, level: f64) -> Option<f64> {
        self.levels
            .iter()
            .position(|own| (own - level).abs() <= 1e-9)
            .map(|index| self.values[index])
    }

    /// The CRPS of the distribution whose quantile function is linear between
    /// the given quantiles and constant beyond the outermost:
    /// `2 ∫₀¹ ρ_a(y − q(a)) da` in closed form (Laio and Tamea 2007).
    ///
    /// It is exact for that distribution. Where the tails that the quantiles
    /// don't show matter, no score of quantiles sees them.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let last = self.levels.len() - 1;
        let mut integral = piece(
            0.0,
            self.levels[0],
            self.values[0],
            self.values[0],
            observed,
        ) + piece(
            self.levels[last],
            1.0,
            self.values[last],
            self.values[last],
            observed,
        );
        for (levels, values) in self.levels.windows(2).zip(self.values.windows(2)) {
            integral += piece(levels[0], levels[1], values[0], values[1], observed);
        }
        Ok(2.0 * integral)
    }

    /// Twice the mean quantile score over the levels, the usual approximation
    /// of the CRPS from quantiles at evenly spaced levels. It is the weighted
    /// interval score where the levels are those of central intervals and the
    /// median (Bracher et al. 2021).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn mean_quantile_score(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let sum: f64 = self
            .levels
            .iter()
            .zip(&self.values)
            .map(|(level, value)| pinball(*level, *value, observed))
            .sum();
        Ok(2.0 * sum / self.levels.len() as f64)
    }

    /// The central interval that leaves `alpha / 2` on either side.
    ///
    /// # Errors
    /// [`Error::MissingLevel`] when the forecast has no quantile at one of the
    /// two levels, [`Error::OutOfRange`] unless `0 < alpha < 1`.
    pub fn interval(&self, alpha: f64) -> Result<Interval, Error> {
        open_unit("alpha", alpha)?;
        let at = |level| self.at(level).ok_or(Error::MissingLevel { level });
        Interval::new(alpha, at(0.5 * alpha)?, at(1.0 - 0.5 * alpha)?)
    }
}

/// `∫ ρ_a(y − q(a)) da` over levels from `a` to `b`, along which the quantile
/// goes straight from `low` to `high`.
fn piece(a: f64, b: f64, low: f64, high: f64, observed: f64) -> f64 {
    let width = b - a;
    if observed <= low || observed >= high {
        // On one side of the outcome the loss is a product of two straight
        // lines, for which Simpson's rule is exact.
        let loss = |share: f64| {
            let level = a + share * width;
            let below = if observed >= high { level } else { level - 1.0 };
            below * (observed - (low + share * (high - low)))
        };
        width * (loss(0.0) + 4.0 * loss(0.5) + loss(1.0)) / 6.0
    } else {
        let crossing = a + width * (observed - low) / (high - low);
        piece(a, crossing, low, observed, observed) + piece(crossing, b, observed, high, observed)
    }
}
