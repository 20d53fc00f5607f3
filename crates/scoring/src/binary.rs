//! Forecasts of events that happen or do not: probabilities and their scores.

mod decomposition;
mod precision_recall;
mod reliability;
mod roc;
mod score;

pub use decomposition::{BrierDecomposition, Grouping, brier_decomposition};
pub use precision_recall::{PrecisionRecall, PrecisionRecallPoint, precision_recall};
pub use reliability::{
    Calibrated, CorpDecomposition, CorpReliability, ReliabilityBin, ReliabilityDiagram,
    corp_reliability, reliability_diagram,
};
pub use roc::{Roc, RocPoint, roc};
pub use score::{brier, ignorance, log_score, smoothed_share};

use crate::error::{Error, at_least, probability, same_length};

/// Checks that there is one probability for each outcome, and at least one.
fn pairs(probabilities: &[f64], outcomes: &[bool]) -> Result<(), Error> {
    at_least("forecasts", 1, probabilities.len())?;
    same_length(
        "probabilities",
        probabilities.len(),
        "outcomes",
        outcomes.len(),
    )?;
    for &value in probabilities {
        probability("probability", value)?;
    }
    Ok(())
}

/// One for an event that happened, zero otherwise.
fn indicator(outcome: bool) -> f64 {
    f64::from(u8::from(outcome))
}
