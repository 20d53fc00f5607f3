//! Precision and recall.

use super::{pairs, roc::alarms_by_threshold};
use crate::error::Error;

/// One point of a precision–recall curve: an alarm is raised from `threshold`
/// on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecallPoint {
    /// The probability from which an alarm is raised.
    pub threshold: f64,
    /// Share of the alarms that an event followed.
    pub precision: f64,
    /// Share of the events with an alarm.
    pub recall: f64,
}

/// A precision–recall curve and the area under it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecisionRecall {
    /// A point for each distinct probability, by falling threshold.
    pub points: Vec<PrecisionRecallPoint>,
    /// Average precision `Σ (Rₙ − Rₙ₋₁) Pₙ`: the area under the curve as steps,
    /// which does not interpolate and is therefore not too optimistic (Davis
    /// and Goadrich 2006).
    pub average_precision: f64,
    /// The base rate: the average precision of a forecast without skill.
    pub base_rate: f64,
}

/// The precision–recall curve of probabilities for events, which for rare
/// events says more than the ROC curve (Saito and Rehmsmeier 2015).
///
/// # Errors
/// [`Error::Undefined`] unless there is at least one event;
/// [`Error::TooFew`], [`Error::LengthMismatch`] and [`Error::OutOfRange`] for
/// input that is empty, of unequal length or not a probability.
pub fn precision_recall(
    probabilities: &[f64],
    outcomes: &[bool],
) -> Result<PrecisionRecall, Error> {
    pairs(probabilities, outcomes)?;
    let events = outcomes.iter().filter(|o| **o).count();
    if events == 0 {
        return Err(Error::Undefined {
            score: "the precision–recall curve",
            why: "it needs at least one event",
        });
    }
    let mut average_precision = 0.0;
    let mut before = 0.0;
    let points = alarms_by_threshold(probabilities, outcomes)
        .into_iter()
        .map(|alarms| {
            let recall = alarms.hits as f64 / events as f64;
            let precision = alarms.hits as f64 / (alarms.hits + alarms.false_alarms) as f64;
            average_precision += (recall - before) * precision;
            before = recall;
            PrecisionRecallPoint {
                threshold: alarms.threshold,
                precision,
                recall,
            }
        })
        .collect();
    Ok(PrecisionRecall {
        points,
        average_precision,
        base_rate: events as f64 / outcomes.len() as f64,
    })
}
