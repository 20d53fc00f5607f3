//! Forecasts of one class among several: a probability for each.

use crate::error::{Error, at_least, probability};

/// A forecast that gives each class a probability. For the ranked probability
/// score the classes are taken in their order.
///
/// ```
/// use foreshock_scoring::Categorical;
/// // No, few or many fatalities.
/// let forecast = Categorical::new(&[0.7, 0.2, 0.1])?;
/// // Being one class off costs less than being two classes off.
/// assert!(forecast.ranked_probability_score(1)? < forecast.ranked_probability_score(2)?);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Categorical {
    probabilities: Vec<f64>,
}

impl Categorical {
    /// A forecast from one probability per class.
    ///
    /// # Errors
    /// [`Error::TooFew`] without classes, [`Error::OutOfRange`] when a value is
    /// not a probability or they do not sum to 1 within `1e-6`. A smaller
    /// difference is divided out.
    pub fn new(probabilities: &[f64]) -> Result<Self, Error> {
        at_least("classes", 1, probabilities.len())?;
        for &value in probabilities {
            probability("probability", value)?;
        }
        let sum: f64 = probabilities.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(Error::OutOfRange {
                argument: "sum of the probabilities",
                range: "1",
                value: sum,
            });
        }
        Ok(Self {
            probabilities: probabilities.iter().map(|p| p / sum).collect(),
        })
    }

    /// The probability of each class.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    fn class(&self, observed: usize) -> Result<f64, Error> {
        self.probabilities
            .get(observed)
            .copied()
            .ok_or(Error::OutOfRange {
                argument: "observed class",
                range: "one of the classes, counted from 0",
                value: observed as f64,
            })
    }

    /// The log score `−ln p` of the class that came, in nats; smaller is
    /// better.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such class, [`Error::Undefined`]
    /// when its probability is zero.
    pub fn log_score(&self, observed: usize) -> Result<f64, Error> {
        let forecast = self.class(observed)?;
        if forecast == 0.0 {
            return Err(Error::Undefined {
                score: "the log score",
                why: "the class that came was forecast with a probability of zero; smooth probabilities that are shares of draws",
            });
        }
        Ok(-forecast.ln() + 0.0)
    }

    /// The ignorance `−log₂ p` of the class that came, in bits.
    ///
    /// # Errors
    /// Those of [`Categorical::log_score`].
    pub fn ignorance(&self, observed: usize) -> Result<f64, Error> {
        Ok(self.log_score(observed)? / std::f64::consts::LN_2)
    }

    /// The Brier score of several classes `Σ (p_k − o_k)²`, between 0 and 2
    /// (Brier 1950). For two classes it is twice [`brier`](crate::binary::brier).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such class.
    pub fn brier(&self, observed: usize) -> Result<f64, Error> {
        let forecast = self.class(observed)?;
        let squares: f64 = self.probabilities.iter().map(|p| p * p).sum();
        Ok(squares - 2.0 * forecast + 1.0)
    }

    /// The ranked probability score `Σ (F_k − O_k)²` over the cumulated
    /// probabilities of ordered classes, between 0 and the number of classes
    /// less one (Epstein 1969; Murphy 1971). It is not divided by the number of
    /// classes.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such class.
    pub fn ranked_probability_score(&self, observed: usize) -> Result<f64, Error> {
        self.class(observed)?;
        let mut cumulated = 0.0;
        let mut score = 0.0;
        for (class, probability) in self.probabilities.iter().enumerate() {
            cumulated += probability;
            let reached = if class >= observed { 1.0 } else { 0.0 };
            score += (cumulated - reached) * (cumulated - reached);
        }
        Ok(score)
    }
}
