//! Sharpness: how narrow forecasts are, whatever then happens.

use crate::error::{Error, at_least};
use crate::quantile::Interval;

/// Widths of prediction intervals, in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sharpness {
    /// Mean width.
    pub mean_width: f64,
    /// Median width.
    pub median_width: f64,
}

/// The widths of intervals. Sharpness counts only among forecasts that are
/// calibrated (Gneiting, Balabdaoui and Raftery 2007).
///
/// # Errors
/// [`Error::TooFew`] without intervals, [`Error::NotFinite`] when a width is
/// not a finite number.
pub fn sharpness(intervals: &[Interval]) -> Result<Sharpness, Error> {
    at_least("intervals", 1, intervals.len())?;
    let widths = intervals.iter().map(|i| i.upper - i.lower).collect();
    let widths = crate::Sample::from_vec(widths).map_err(|error| match error {
        Error::NotFinite { index, .. } => Error::NotFinite {
            what: "width",
            index,
        },
        other => other,
    })?;
    Ok(Sharpness {
        mean_width: widths.mean(),
        median_width: widths.median(),
    })
}
