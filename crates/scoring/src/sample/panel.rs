//! Scores of many forecasts with equally many draws, in parallel.

use rayon::prelude::*;

use super::Sample;
use crate::error::{Error, all_finite, at_least, same_length};

/// A score that [`score_panel`] can compute.
pub trait PanelScore: Sync {
    /// The score of one forecast; smaller is better.
    ///
    /// # Errors
    /// Where the score does not exist for this forecast and outcome.
    fn score(&self, forecast: &Sample, observed: f64) -> Result<f64, Error>;
}

impl<F> PanelScore for F
where
    F: Fn(&Sample, f64) -> Result<f64, Error> + Sync,
{
    fn score(&self, forecast: &Sample, observed: f64) -> Result<f64, Error> {
        self(forecast, observed)
    }
}

/// Scores a panel of forecasts: `draws` holds them one after another, `width`
/// draws each, `observed` the outcome of each. Work is shared among the threads
/// of the current rayon pool; the result does not depend on their number.
///
/// ```
/// use foreshock_scoring::{Sample, score_panel};
/// let draws = [0.0, 1.0, 2.0, 5.0, 5.0, 8.0];
/// let scores = score_panel(&draws, 3, &[1.0, 9.0], &Sample::crps)?;
/// assert_eq!(scores.len(), 2);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooFew`] when `width` is 0, [`Error::LengthMismatch`] unless there
/// are `width` draws for each outcome, [`Error::NotFinite`] when an outcome or
/// a draw is not finite (its index counts through the whole panel), and those
/// of the score, for the first forecast that has one.
pub fn score_panel(
    draws: &[f64],
    width: usize,
    observed: &[f64],
    score: &impl PanelScore,
) -> Result<Vec<f64>, Error> {
    /// Forecasts that one task works through with one allocation.
    const TASK: usize = 64;
    at_least("draws", 1, width)?;
    same_length(
        "draws",
        draws.len(),
        "places for draws (forecasts times draws of each)",
        observed.len().saturating_mul(width),
    )?;
    all_finite("observation", observed)?;
    let tasks: Vec<Result<Vec<f64>, Error>> = draws
        .par_chunks(TASK * width)
        .zip(observed.par_chunks(TASK))
        .enumerate()
        .map(|(task, (draws, observed))| {
            let mut sample = Sample { sorted: Vec::new() };
            draws
                .chunks_exact(width)
                .zip(observed)
                .enumerate()
                .map(|(row, (draws, observed))| {
                    sample.replace(draws).map_err(|error| match error {
                        Error::NotFinite { what, index } => Error::NotFinite {
                            what,
                            index: (task * TASK + row) * width + index,
                        },
                        other => other,
                    })?;
                    score.score(&sample, *observed)
                })
                .collect()
        })
        .collect();
    // In order, so that the first error is reported whatever the threads did.
    let scores: Result<Vec<Vec<f64>>, Error> = tasks.into_iter().collect();
    Ok(scores?.concat())
}
