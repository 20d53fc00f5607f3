//! Scores of the probability of one event.

use super::indicator;
use crate::error::{Error, positive, probability};

/// The Brier score `(p − o)²` of the probability of an event; smaller is
/// better, between 0 and 1 (Brier 1950, in the half form used today).
///
/// # Errors
/// [`Error::OutOfRange`] unless the probability lies between 0 and 1.
///
/// ```
/// use foreshock_scoring::binary::brier;
/// assert!((brier(0.2, true)? - 0.64).abs() < 1e-15);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
pub fn brier(forecast: f64, happened: bool) -> Result<f64, Error> {
    probability("probability", forecast)?;
    Ok((forecast - indicator(happened)).powi(2))
}

/// The logarithmic score `−ln p` of what happened, in nats; smaller is better
/// (Good 1952).
///
/// # Errors
/// [`Error::OutOfRange`] unless the probability lies between 0 and 1,
/// [`Error::Undefined`] when what happened had a probability of zero. For
/// probabilities that are shares of draws see [`smoothed_share`].
pub fn log_score(forecast: f64, happened: bool) -> Result<f64, Error> {
    probability("probability", forecast)?;
    let certainly_wrong = if happened { 0.0 } else { 1.0 };
    if forecast == certainly_wrong {
        return Err(Error::Undefined {
            score: "the log score",
            why: "what happened was forecast with a probability of zero; smooth probabilities that are shares of draws",
        });
    }
    Ok(if happened {
        -forecast.ln()
    } else {
        -(-forecast).ln_1p()
    }
    .abs())
}

/// The ignorance `−log₂ p` of what happened, in bits: [`log_score`] to base 2.
///
/// # Errors
/// Those of [`log_score`].
pub fn ignorance(forecast: f64, happened: bool) -> Result<f64, Error> {
    Ok(log_score(forecast, happened)? / std::f64::consts::LN_2)
}

/// A probability from a share of draws that is never 0 or 1:
/// `(k + c) / (S + 2c)`, where `k` of `S` draws show the event and `c`
/// pseudo-draws are added on either side. `c = ½` is the posterior mean under
/// the Jeffreys prior (Krichevsky and Trofimov 1981).
///
/// # Errors
/// [`Error::OutOfRange`] unless `c` is positive and `k <= S`.
pub fn smoothed_share(with_event: usize, draws: usize, pseudo_draws: f64) -> Result<f64, Error> {
    positive("pseudo-draws", pseudo_draws)?;
    if with_event > draws {
        return Err(Error::OutOfRange {
            argument: "draws with the event",
            range: "at most the number of draws",
            value: with_event as f64,
        });
    }
    Ok((with_event as f64 + pseudo_draws) / (draws as f64 + 2.0 * pseudo_draws))
}
