//! Coverage of prediction intervals.

use crate::error::{Error, all_finite, at_least, open_unit, same_length};
use crate::quantile::Interval;
use crate::special::normal_quantile;

/// How often intervals held the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Outcomes in their interval.
    pub covered: usize,
    /// Outcomes below it.
    pub below: usize,
    /// Outcomes above it.
    pub above: usize,
    /// Share of outcomes in their interval.
    pub share: f64,
    /// Lower end of the confidence interval of the share (Wilson 1927).
    pub lower: f64,
    /// Upper end of the confidence interval of the share.
    pub upper: f64,
}

/// Counts how often intervals held the outcome.
///
/// For counts an interval between whole numbers covers more often than its
/// nominal probability even when the forecast is right, above all where zero is
/// likely. The confidence interval takes the outcomes for independent.
///
/// # Errors
/// [`Error::TooFew`] without intervals, [`Error::LengthMismatch`] unless there
/// is one outcome each, [`Error::NotFinite`] when an outcome is not a finite
/// number, [`Error::OutOfRange`] unless `0 < confidence < 1`.
pub fn coverage(
    intervals: &[Interval],
    observed: &[f64],
    confidence: f64,
) -> Result<Coverage, Error> {
    at_least("intervals", 1, intervals.len())?;
    same_length("intervals", intervals.len(), "outcomes", observed.len())?;
    all_finite("observation", observed)?;
    open_unit("confidence", confidence)?;
    let (mut covered, mut below, mut above) = (0, 0, 0);
    for (interval, &outcome) in intervals.iter().zip(observed) {
        if outcome < interval.lower {
            below += 1;
        } else if outcome > interval.upper {
            above += 1;
        } else {
            covered += 1;
        }
    }
    let n = intervals.len() as f64;
    let share = covered as f64 / n;
    let z = normal_quantile(0.5 + 0.5 * confidence);
    let square = z * z;
    let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = z / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    Ok(Coverage {
        covered,
        below,
        above,
        share,
        lower: (centre - half).clamp(0.0, share),
        upper: (centre + half).clamp(share, 1.0),
    })
}
