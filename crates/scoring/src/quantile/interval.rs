//! Central prediction intervals.

use crate::error::{Error, finite, open_unit};

/// A central prediction interval that is to miss the outcome with probability
/// `alpha`, half of it on either side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Probability of missing the outcome; 0.1 for a 90 % interval.
    pub alpha: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// The interval score in parts that sum to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalScoreParts {
    /// The width of the interval.
    pub dispersion: f64,
    /// The penalty for an outcome below the interval.
    pub overprediction: f64,
    /// The penalty for an outcome above the interval.
    pub underprediction: f64,
}

impl IntervalScoreParts {
    /// The score itself.
    pub fn total(&self) -> f64 {
        self.dispersion + self.overprediction + self.underprediction
    }
}

impl Interval {
    /// An interval.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < alpha < 1`, both ends are finite and
    /// the upper does not lie below the lower.
    pub fn new(alpha: f64, lower: f64, upper: f64) -> Result<Self, Error> {
        open_unit("alpha", alpha)?;
        finite("lower end", lower)?;
        finite("upper end", upper)?;
        if upper < lower {
            return Err(Error::OutOfRange {
                argument: "upper end",
                range: "at or above the lower end",
                value: upper,
            });
        }
        Ok(Self {
            alpha,
            lower,
            upper,
        })
    }

    /// Whether the outcome lies in the interval; the ends belong to it.
    pub fn covers(&self, observed: f64) -> bool {
        self.lower <= observed && observed <= self.upper
    }

    /// The interval score (Winkler 1972; Gneiting and Raftery 2007, equation
    /// 43): `(u − l) + 2/α (l − y)₊ + 2/α (y − u)₊`; smaller is better, in the
    /// unit of the outcome.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn score(&self, observed: f64) -> Result<f64, Error> {
        Ok(self.score_parts(observed)?.total())
    }

    /// The interval score in parts.
    ///
    /// # Errors
    /// Those of [`Interval::score`].
    pub fn score_parts(&self, observed: f64) -> Result<IntervalScoreParts, Error> {
        finite("observed", observed)?;
        let penalty = 2.0 / self.alpha;
        Ok(IntervalScoreParts {
            dispersion: self.upper - self.lower,
            overprediction: penalty * (self.lower - observed).max(0.0),
            underprediction: penalty * (observed - self.upper).max(0.0),
        })
    }
}
