//! The chain of digests, and where it breaks.

use std::{collections::HashMap, fmt};

use foreshock_event::Entry;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The kind of an entry by which somebody accepts that the chain is broken.
pub const ACCEPTED: &str = "broken_chain_accepted";

/// What stands before the first entry.
pub(crate) const NOTHING_BEFORE: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The newest entry, which stands for all before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place, which is the number of entries.
    pub sequence: u64,
    /// Its digest.
    pub digest: String,
}

/// The digest of an entry: SHA-256, lower-case hexadecimal, over seven lines
/// joined by a line feed, without one at the end:
///
/// ```text
/// foreshock ledger entry 1
/// SEQUENCE
/// KIND
/// KEY
/// RECORDED_AT
/// PREVIOUS
/// BODY
/// ```
///
/// None of the lines can hold a line feed: kind and key may not, and canonical
/// JSON writes it as `\n`.
pub fn digest(entry: &Entry) -> String {
    let text = format!(
        "foreshock ledger entry 1\n{}\n{}\n{}\n{}\n{}\n{}",
        entry.sequence, entry.kind, entry.key, entry.recorded_at, entry.previous, entry.body
    );
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A place at which the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Place of the entry.
    pub sequence: u64,
    /// What is wrong there.
    pub cause: Cause,
    /// The digest of the entry as it now stands; absent where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// What is wrong at a place of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It does not have the digest that was written down with it.
    Changed,
    /// It names another entry before it than the one that stands there.
    DoesNotFollow,
    /// It, and perhaps others after it, is not there.
    Missing,
    /// It is dated before the entry before it.
    DatedBack,
}

impl fmt::Display for Break {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.sequence;
        match self.cause {
            Cause::Changed => write!(out, "entry {at} is not what was written down"),
            Cause::DoesNotFollow => {
                write!(out, "entry {at} does not follow from the entry before it")
            }
            Cause::Missing => write!(out, "entry {at} is missing"),
            Cause::DatedBack => write!(out, "entry {at} is dated before the entry before it"),
        }
    }
}

/// What an entry of the kind [`ACCEPTED`] says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Why the ledger is to go on.
    pub reason: String,
    /// The breaks that are accepted.
    pub breaks: Vec<Break>,
}

/// Whether every entry is what was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries there are.
    pub entries: u64,
    /// The newest entry.
    pub head: Option<Head>,
    /// Breaks that nobody has accepted, in the order of their places.
    pub broken: Vec<Break>,
    /// Breaks that somebody has accepted, each with the place of the entry that
    /// says so.
    pub accepted: Vec<(Break, u64)>,
}

impl Verification {
    /// Goes over `entries`, which begin with the first and lie in order.
    pub fn of(entries: &[Entry]) -> Self {
        let mut walk = Walk::default();
        for entry in entries {
            walk.step(entry);
        }
        walk.finish(entries)
    }

    /// Whether the ledger may go on: no break, or none that nobody accepted.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty()
    }
}

/// A walk along the chain.
#[derive(Debug, Default)]
struct Walk {
    last: Option<Entry>,
    breaks: Vec<Break>,
    /// Accepted breaks, by the place of the entry that accepts them.
    acceptances: Vec<(u64, Acceptance)>,
}

impl Walk {
    fn step(&mut self, entry: &Entry) {
        let now = digest(entry);
        let (sequence, before) = match &self.last {
            None => (1, NOTHING_BEFORE),
            Some(last) => (last.sequence + 1, &*last.digest),
        };
        let mut break_at = |sequence, cause, now: Option<String>| {
            self.breaks.push(Break {
                sequence,
                cause,
                now,
            });
        };
        if entry.sequence != sequence {
            break_at(sequence, Cause::Missing, None);
        } else if *entry.previous != *before {
            break_at(sequence, Cause::DoesNotFollow, Some(now.clone()));
        }
        let dated_back = self
            .last
            .as_ref()
            .is_some_and(|last| entry.recorded_at < last.recorded_at);
        if *entry.digest != *now {
            break_at(entry.sequence, Cause::Changed, Some(now));
        } else {
            if dated_back {
                break_at(entry.sequence, Cause::DatedBack, Some(now));
            }
            if *entry.kind == *ACCEPTED
                && let Ok(acceptance) = serde_json::from_str(&entry.body)
            {
                self.acceptances.push((entry.sequence, acceptance));
            }
        }
        self.last = Some(entry.clone());
    }

    fn finish(self, entries: &[Entry]) -> Verification {
        let mut by: HashMap<(u64, Cause, Option<String>), u64> = HashMap::new();
        for (place, acceptance) in self.acceptances {
            for accepted in acceptance.breaks {
                // A decision cannot accept what comes after it.
                if accepted.sequence < place {
                    by.entry((accepted.sequence, accepted.cause, accepted.now))
                        .or_insert(place);
                }
            }
        }
        let (mut broken, mut accepted) = (Vec::new(), Vec::new());
        for found in self.breaks {
            match by.get(&(found.sequence, found.cause, found.now.clone())) {
                Some(&place) => accepted.push((found, place)),
                None => broken.push(found),
            }
        }
        Verification {
            entries: entries.len() as u64,
            head: entries.last().map(|entry| Head {
                sequence: entry.sequence,
                digest: entry.digest.to_string(),
            }),
            broken,
            accepted,
        }
    }
}
