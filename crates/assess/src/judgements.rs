//! What people who watch a theatre judged: notes, doubts about reports, how likely an
//! item of evidence is under each hypothesis. Each is an entry of the ledger, with who
//! and when; nothing is ever overwritten, a later entry says otherwise.

mod draft;
mod matrix;

use std::collections::{BTreeMap, BTreeSet};

use foreshock_event::{Entry, Known};
use foreshock_watch::Watch;
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use draft::{JudgementError, draft};
pub(crate) use draft::{LONGEST_NAME, LONGEST_TEXT, text};
pub use matrix::matrix_of;

use crate::readiness::{self, TickEntry};

/// Kind of an entry that says what somebody judged.
pub const JUDGEMENT: &str = "judgement";

/// Layout of [`JudgementEntry`].
const SCHEMA: &str = "foreshock.judgement/1";

/// What a note is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// An event, by its source in the watch and the publisher's identifier.
    Event {
        /// Id of the source.
        source_id: String,
        /// Id of the event.
        event_id: String,
    },
    /// A period of an indicator.
    Period {
        /// Id of the indicator.
        indicator: String,
        /// First day.
        #[schemars(with = "String")]
        from: Date,
        /// Last day.
        #[schemars(with = "String")]
        to: Date,
    },
    /// The watch as a whole.
    Watch {},
}

/// How likely something is, as people write it down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// A number: a probability, or a ratio.
    Number(f64),
    /// From and to.
    Range([f64; 2]),
    /// A word of the scale of the watch.
    Word(String),
}

/// How likely an item of evidence is under one hypothesis: a `value`, or a `ratio`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Id of the hypothesis.
    pub hypothesis: String,
    /// A word of the scale, a probability, or a range of probabilities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Amount>,
    /// A likelihood ratio, or a range of ratios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Amount>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Judgement {
    /// A remark.
    Note {
        /// What it is about.
        on: Subject,
        /// What it says.
        text: String,
    },
    /// A report is held to be doubtful.
    Doubt {
        /// Id of its source.
        source_id: String,
        /// Id of the event.
        event_id: String,
        /// Why.
        reason: String,
    },
    /// A report is no longer held to be doubtful.
    DoubtWithdrawn {
        /// Id of its source.
        source_id: String,
        /// Id of the event.
        event_id: String,
        /// Why.
        reason: String,
    },
    /// How likely an item of evidence is under each hypothesis.
    Likelihoods {
        /// Id of the item.
        evidence: String,
        /// Hypothesis by hypothesis.
        cells: Vec<Cell>,
    },
    /// Something on the checklist of a level was done.
    Tick {
        /// Id of the level.
        level: String,
        /// What was done.
        item: String,
        /// The day of the view in which the level was held.
        #[schemars(with = "String")]
        on: Date,
        /// What was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// A judgement as it is written down. Ticks have entries of their own kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgementEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Title of the watch.
    pub watch: String,
    /// Who judged.
    pub by: String,
    /// What was judged.
    pub judgement: Judgement,
}

/// A judgement as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judged {
    /// Place of the entry in the ledger, from 1.
    pub sequence: u64,
    /// When it was written down.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who judged.
    pub by: String,
    /// Digest of the entry.
    pub digest: String,
    /// What was judged.
    #[serde(flatten)]
    pub judgement: Judgement,
}

/// What an entry of the ledger says that was judged about the watch of that title, if
/// it says so.
pub fn judged(entry: &Entry, watch: &str) -> Option<Judged> {
    let (by, judgement) = match &*entry.kind {
        JUDGEMENT => {
            let body: JudgementEntry = serde_json::from_str(&entry.body).ok()?;
            (body.schema == SCHEMA && body.watch == watch).then_some((body.by, body.judgement))?
        }
        readiness::CHECKLIST_TICKED => {
            let (_, tick) = readiness::ticks([entry], watch).next()?;
            let TickEntry {
                level,
                item,
                on,
                by,
                note,
                ..
            } = tick;
            let tick = Judgement::Tick {
                level,
                item,
                on,
                note,
            };
            (by, tick)
        }
        _ => return None,
    };
    Some(Judged {
        sequence: entry.sequence,
        at: entry.recorded_at,
        by,
        digest: entry.digest.to_string(),
        judgement,
    })
}

/// Every judgement about the watch of that title, oldest first.
pub fn judgements<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &str,
) -> impl Iterator<Item = Judged> {
    let watch = watch.to_owned();
    entries
        .into_iter()
        .filter_map(move |entry| judged(entry, &watch))
}

/// Source and identifier of the events that are held to be doubtful: those whose newest
/// doubt was not withdrawn since, by whomever.
pub fn doubtful<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &str,
) -> BTreeSet<(String, String)> {
    let mut newest: BTreeMap<(String, String), bool> = BTreeMap::new();
    for judged in judgements(entries, watch) {
        match judged.judgement {
            Judgement::Doubt {
                source_id,
                event_id,
                ..
            } => newest.insert((source_id, event_id), true),
            Judgement::DoubtWithdrawn {
                source_id,
                event_id,
                ..
            } => newest.insert((source_id, event_id), false),
            _ => None,
        };
    }
    newest
        .into_iter()
        .filter_map(|(event, doubted)| doubted.then_some(event))
        .collect()
}

/// What was known without the events of `doubtful`, which may have come to be doubted
/// only later: what the view would be had nobody reported them.
pub fn without(known: &Known, doubtful: &BTreeSet<(String, String)>) -> Known {
    let doubted: BTreeSet<(&str, &str)> = doubtful
        .iter()
        .map(|(source, event)| (source.as_str(), event.as_str()))
        .collect();
    known.leaving_out(|record| doubted.contains(&(&*record.feed, &*record.event_id)))
}

/// What has to be said of a view from which reports were left out, or in which doubtful
/// ones count.
pub(crate) fn caveat(watch: &Watch, known: &Known) -> Option<String> {
    if known.left_out() > 0 {
        return Some(match known.left_out() {
            1 => "One report that is held to be doubtful is left out, whenever the doubt arose."
                .to_owned(),
            more => format!(
                "{more} reports that are held to be doubtful are left out, whenever the doubt arose."
            ),
        });
    }
    let doubtful = doubtful(known.ledger(), &watch.title);
    let counting = doubtful
        .iter()
        .filter(|(source, event)| known.holds(source, event))
        .count();
    match counting {
        0 => None,
        1 => Some("One report that is held to be doubtful counts all the same; look at the view without it.".to_owned()),
        more => Some(format!("{more} reports that are held to be doubtful count all the same; look at the view without them.")),
    }
}
