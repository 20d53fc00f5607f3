//! Changes and the messages that tell of them, written down in one turn.

use foreshock_assess::{Assessment, readiness};
use foreshock_event::Known;
use foreshock_ledger::{Draft, SqliteLedger};
use foreshock_watch::Watch;
use jiff::Timestamp;
use serde::Serialize;

use crate::{Error, compose};

/// What was written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Changes of the level.
    pub changes: usize,
    /// Signs of tripwires.
    pub signs: usize,
    /// Messages.
    pub messages: usize,
}

/// Writes down what of `assessment` the ledger does not know of yet, the messages
/// that are due, and from when the watch was looked at: all or nothing, and
/// nothing twice, whoever else does the same at the same time.
///
/// # Errors
///
/// Where the ledger cannot be written; nothing was then, and the next call makes
/// up for it.
pub fn record(
    ledger: &mut SqliteLedger,
    watch: &Watch,
    known: &Known,
    assessment: &Assessment,
    now: Timestamp,
) -> Result<Recorded, Error> {
    let mut recorded = Recorded::default();
    let as_of = known.as_of().instant();
    let done = ledger.turn(now, |turn| {
        let looked = turn.looked(&watch.title)?;
        // Where a later view was written down meanwhile, this one has nothing to add:
        // what it does not know yet would read as if it had ended.
        if looked.is_none_or(|looked| looked <= as_of) {
            if let Some(level) = &assessment.readiness {
                for due in readiness::due(watch, known, level, turn.entries()) {
                    let draft = draft(due.kind, due.key, &due.body);
                    recorded.changes += usize::from(turn.append(&draft)?.new);
                }
            }
            for seen in readiness::signs_seen(watch, assessment, turn.entries()) {
                let draft = draft(seen.kind, seen.key, &seen.body);
                recorded.signs += usize::from(turn.append(&draft)?.new);
            }
        }
        let posted = turn.messages(&watch.title)?;
        for message in compose(watch, turn.entries(), &posted, now) {
            recorded.messages += usize::from(turn.post(&message)?);
        }
        turn.look(
            &watch.title,
            looked.map_or(as_of, |looked| looked.max(as_of)),
        )
    });
    done?;
    Ok(recorded)
}

fn draft(kind: &str, key: String, body: &impl Serialize) -> Draft {
    // Only a map with keys that are no text could fail; there is none.
    Draft::new(kind, key, serde_json::to_value(body).unwrap_or_default())
}
