//! Scores of a forecast and a baseline, gathered by period.

use std::collections::BTreeMap;

use crate::error::{Error, all_finite, at_least, same_length};

/// The scores of one period, such as all countries of one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodScores {
    /// The period.
    pub period: i64,
    /// Forecasts scored.
    pub count: usize,
    /// Sum of the scores of the forecast.
    pub forecast: f64,
    /// Sum of the scores of the baseline.
    pub baseline: f64,
}

/// Gathers paired scores by period, in rising order of period. Scores of one
/// period depend on each other, so periods are what is resampled.
///
/// # Errors
/// [`Error::TooFew`] without scores, [`Error::LengthMismatch`] unless the lists
/// are equally long, [`Error::NotFinite`] when a score is not a finite number.
pub fn by_period(
    periods: &[i64],
    forecast: &[f64],
    baseline: &[f64],
) -> Result<Vec<PeriodScores>, Error> {
    at_least("scores", 1, forecast.len())?;
    same_length("scores", forecast.len(), "periods", periods.len())?;
    same_length(
        "scores",
        forecast.len(),
        "scores of the baseline",
        baseline.len(),
    )?;
    all_finite("score", forecast)?;
    all_finite("score of the baseline", baseline)?;
    let mut gathered = BTreeMap::new();
    for ((&period, forecast), baseline) in periods.iter().zip(forecast).zip(baseline) {
        let entry = gathered.entry(period).or_insert(PeriodScores {
            period,
            count: 0,
            forecast: 0.0,
            baseline: 0.0,
        });
        entry.count += 1;
        entry.forecast += forecast;
        entry.baseline += baseline;
    }
    Ok(gathered.into_values().collect())
}
