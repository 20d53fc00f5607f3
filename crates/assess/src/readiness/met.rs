//! Whether a condition holds, where it can be told.

use foreshock_watch::Condition;

use crate::{assessment::Met, readiness::situation::Situation};

/// At which threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The one that reaches a level.
    Raising,
    /// The one that keeps it.
    Keeping,
}

/// Whether `condition` holds in `situation`. What is not known can make several
/// conditions together hold or not only where the others leave no doubt
/// (Kleene's three-valued logic).
pub(super) fn met(condition: &Condition, situation: &Situation, at: At) -> Met {
    match condition {
        Condition::Alarm {
            indicator,
            level,
            lower,
        } => {
            let least = match at {
                At::Raising => level,
                At::Keeping => lower,
            };
            told(situation.alarm(*indicator).map(|now| now >= *least))
        }
        Condition::Sign { tripwire } => told(situation.fired(*tripwire)),
        Condition::Forecast {
            question,
            horizon_days,
            probability,
            lower,
        } => {
            let least = match at {
                At::Raising => probability,
                At::Keeping => lower,
            };
            let now = situation.probability(*question, *horizon_days);
            told(now.map(|now| now >= *least))
        }
        Condition::AtLeast { number, of } => {
            let each: Vec<Met> = of.iter().map(|part| met(part, situation, at)).collect();
            let count = |what: Met| each.iter().filter(|met| **met == what).count();
            let (yes, unknown) = (count(Met::Yes), count(Met::Unknown));
            if yes >= *number {
                Met::Yes
            } else if yes + unknown < *number {
                Met::No
            } else {
                Met::Unknown
            }
        }
    }
}

fn told(holds: Option<bool>) -> Met {
    match holds {
        Some(true) => Met::Yes,
        Some(false) => Met::No,
        None => Met::Unknown,
    }
}
