//! What is written down in the ledger of levels, signs and checklists.

use foreshock_event::Entry;
use foreshock_watch::AlertSeverity;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::assessment::LevelName;

/// Kind of an entry that says that the level of readiness changed.
pub const READINESS_CHANGED: &str = "readiness_changed";
/// Kind of an entry that says that the sign of a tripwire was seen.
pub const TRIPWIRE_SEEN: &str = "tripwire_seen";
/// Kind of an entry that says that something on a checklist was done.
pub const CHECKLIST_TICKED: &str = "checklist_ticked";

/// Layout of [`ChangeEntry`].
pub(super) const CHANGE_SCHEMA: &str = "foreshock.readiness/1";
/// Layout of [`SignEntry`].
pub(super) const SIGN_SCHEMA: &str = "foreshock.tripwire/1";
/// Layout of [`TickEntry`].
pub(super) const TICK_SCHEMA: &str = "foreshock.tick/1";

/// A change of the level, as it is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Title of the watch.
    pub watch: String,
    /// SHA-256 of the watch file.
    pub watch_digest: String,
    /// SHA-256 over the rules of all levels.
    pub rules_digest: String,
    /// The level before.
    pub from: LevelName,
    /// The level after.
    pub to: LevelName,
    /// The day of the change.
    pub on: Date,
    /// Its instant.
    pub at: Timestamp,
    /// What it was told from: nothing that became known later.
    pub as_of: String,
    /// IANA timezone whose days count.
    pub timezone: String,
    /// SHA-256 of what was known.
    pub known_digest: String,
    /// A condition that came to hold, or ceased to; otherwise rules or records
    /// were changed, and the level is another one than was written down last.
    pub by_condition: bool,
    /// Why.
    pub reason: String,
    /// Names of those who are told.
    pub tells: Vec<String>,
    /// What to do at the level after.
    pub checklist: Vec<String>,
    /// How severe the higher of the two levels is.
    pub severity: AlertSeverity,
}

/// A sign of a tripwire, as it is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Title of the watch.
    pub watch: String,
    /// Id of the tripwire.
    pub tripwire: String,
    /// Title of the tripwire.
    pub title: String,
    /// The day of the sign.
    pub on: Date,
    /// The day of an earlier sign whose horizon had not run out: nobody need be
    /// told again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still: Option<Date>,
    /// How sure the sign has been, in words.
    pub text: String,
    /// What it was told from.
    pub as_of: String,
    /// IANA timezone whose days count.
    pub timezone: String,
    /// SHA-256 of what was known.
    pub known_digest: String,
}

/// A tick, as it is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TickEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Title of the watch.
    pub watch: String,
    /// Id of the level.
    pub level: String,
    /// What was done, as the checklist says it.
    pub item: String,
    /// The day of the view in which the level was held.
    pub on: Date,
    /// Who did it.
    pub by: String,
    /// What was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The entries of one kind and layout that are of a watch, oldest first. What
/// has another layout is left out.
fn read<'a, T: DeserializeOwned>(
    entries: impl Iterator<Item = &'a Entry>,
    kind: &'static str,
    of: impl Fn(&T) -> bool,
) -> impl Iterator<Item = (&'a Entry, T)> {
    entries
        .filter(move |entry| *entry.kind == *kind)
        .filter_map(|entry| Some((entry, serde_json::from_str::<T>(&entry.body).ok()?)))
        .filter(move |(_, body)| of(body))
}

/// Changes of the level of the watch of that title, oldest first, each with its
/// entry.
pub fn changes<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &str,
) -> impl Iterator<Item = (&'a Entry, ChangeEntry)> {
    let watch = watch.to_owned();
    let of = move |change: &ChangeEntry| change.watch == watch && change.schema == CHANGE_SCHEMA;
    read(entries.into_iter(), READINESS_CHANGED, of)
}

/// Signs of tripwires of the watch of that title, oldest first, each with its
/// entry.
pub fn signs<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &str,
) -> impl Iterator<Item = (&'a Entry, SignEntry)> {
    let watch = watch.to_owned();
    let of = move |sign: &SignEntry| sign.watch == watch && sign.schema == SIGN_SCHEMA;
    read(entries.into_iter(), TRIPWIRE_SEEN, of)
}

/// Ticks of checklists of the watch of that title, oldest first, each with its
/// entry.
pub fn ticks<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &str,
) -> impl Iterator<Item = (&'a Entry, TickEntry)> {
    let watch = watch.to_owned();
    let of = move |tick: &TickEntry| tick.watch == watch && tick.schema == TICK_SCHEMA;
    read(entries.into_iter(), CHECKLIST_TICKED, of)
}
