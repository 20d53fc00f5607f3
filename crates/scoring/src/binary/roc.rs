//! The receiver operating characteristic.

use super::pairs;
use crate::error::Error;

/// One point of a ROC curve: an alarm is raised from `threshold` on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// The probability from which an alarm is raised; `None` for the point at
    /// which none is.
    pub threshold: Option<f64>,
    /// Share of the non-events with an alarm.
    pub false_alarm_rate: f64,
    /// Share of the events with an alarm.
    pub hit_rate: f64,
}

/// A ROC curve and the area under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Roc {
    /// From no alarm to always alarm, a point for each distinct probability.
    pub points: Vec<RocPoint>,
    /// Area under the straight lines between the points: the probability that
    /// an event was given a higher probability than a non-event, ties counted
    /// half (Mason and Graham 2002). 0.5 is no discrimination.
    pub area: f64,
    /// Events.
    pub events: usize,
    /// Non-events.
    pub non_events: usize,
}

/// The ROC curve of probabilities for events.
///
/// It measures discrimination only: a forecast that is off by any rising
/// transformation has the same curve.
///
/// # Errors
/// [`Error::Undefined`] unless there is at least one event and one non-event;
/// [`Error::TooFew`], [`Error::LengthMismatch`] and [`Error::OutOfRange`] for
/// input that is empty, of unequal length or not a probability.
pub fn roc(probabilities: &[f64], outcomes: &[bool]) -> Result<Roc, Error> {
    pairs(probabilities, outcomes)?;
    let events = outcomes.iter().filter(|o| **o).count();
    let non_events = outcomes.len() - events;
    if events == 0 || non_events == 0 {
        return Err(Error::Undefined {
            score: "the ROC curve",
            why: "it needs at least one event and one non-event",
        });
    }
    let mut points = vec![RocPoint {
        threshold: None,
        false_alarm_rate: 0.0,
        hit_rate: 0.0,
    }];
    let mut area = 0.0;
    for alarms in alarms_by_threshold(probabilities, outcomes) {
        let point = RocPoint {
            threshold: Some(alarms.threshold),
            false_alarm_rate: alarms.false_alarms as f64 / non_events as f64,
            hit_rate: alarms.hits as f64 / events as f64,
        };
        let last = points[points.len() - 1];
        area += (point.false_alarm_rate - last.false_alarm_rate)
            * 0.5
            * (point.hit_rate + last.hit_rate);
        points.push(point);
    }
    Ok(Roc {
        points,
        area,
        events,
        non_events,
    })
}

/// The alarms raised from a threshold on.
pub(super) struct Alarms {
    pub threshold: f64,
    pub hits: usize,
    pub false_alarms: usize,
}

/// The alarms at each distinct probability, from the highest on.
pub(super) fn alarms_by_threshold(probabilities: &[f64], outcomes: &[bool]) -> Vec<Alarms> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*b].total_cmp(&probabilities[*a]));
    let (mut hits, mut false_alarms) = (0, 0);
    order
        .chunk_by(|a, b| probabilities[*a] == probabilities[*b])
        .map(|tied| {
            let events = tied.iter().filter(|i| outcomes[**i]).count();
            hits += events;
            false_alarms += tied.len() - events;
            Alarms {
                threshold: probabilities[tied[0]],
                hits,
                false_alarms,
            }
        })
        .collect()
}
