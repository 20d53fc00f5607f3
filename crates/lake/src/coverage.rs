//! What was read of each publisher, period by period, and what is missing.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use foreshock_event::Text;
use foreshock_source::{Gap, Publisher, Slot, gaps};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{DayRows, Error, Lake};

/// How long the periods of an account are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Day by day.
    Day,
    /// Month by month.
    Month,
    /// Year by year.
    Year,
}

/// What was read of one publisher.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PublisherCoverage {
    /// Title of the publisher.
    pub publisher: String,
    /// Files that stand.
    pub files: u64,
    /// Their rows.
    #[serde(flatten)]
    pub rows: Rows,
    /// In the order of time; rows whose day could not be read come first, under
    /// no period.
    pub periods: Vec<PeriodCoverage>,
    /// Why rows were set aside, with what differs from row to row left out.
    pub reasons: Vec<Reason>,
    /// What the publisher's own sequence has and the lake does not.
    pub gaps: Vec<MissingSlots>,
    /// How often a code was met that no table holds.
    pub unknown: u64,
}

/// Numbers of rows: read = kept + outside + superseded + rejected.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub struct Rows {
    /// All that were read.
    pub read: u64,
    /// In the lake.
    pub kept: u64,
    /// Outside of the theatre that was asked for.
    pub outside: u64,
    /// Replaced by a newer release.
    pub superseded: u64,
    /// Set aside with a reason.
    pub rejected: u64,
}

/// What was read of a day, a month or a year.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PeriodCoverage {
    /// `2024-09-16`, `2024-09` or `2024`; absent for rows whose day could not be read.
    pub period: Option<String>,
    /// Files with rows of the period.
    pub files: u64,
    /// Their rows of the period.
    #[serde(flatten)]
    pub rows: Rows,
}

/// A reason for which rows were set aside.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// The reason, with `…` and N for what differs from row to row.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

/// A run of files of a publisher's own sequence that the lake does not have.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingSlots {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub slots: u64,
    /// What a slot is: a day, 15 minutes.
    pub slot: &'static str,
    /// The publisher never published them.
    pub never_published: bool,
}

impl From<DayRows> for Rows {
    fn from(rows: DayRows) -> Self {
        Self {
            read: rows.read,
            kept: rows.kept,
            outside: rows.outside,
            superseded: rows.superseded,
            rejected: rows.rejected,
        }
    }
}

impl From<Gap> for MissingSlots {
    fn from(gap: Gap) -> Self {
        Self {
            from: gap.from.to_string(),
            to: gap.to.to_string(),
            slots: gap.slots,
            slot: gap.slot,
            never_published: gap.never_published,
        }
    }
}

impl fmt::Display for MissingSlots {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, .. } = self;
        match from == to {
            true => write!(out, "{from}")?,
            false => write!(out, "{from} to {to}")?,
        }
        write!(out, " ({} × {})", self.slots, self.slot)
    }
}

/// What was read of each publisher into the `wanted` datasets (all where none are
/// named), by the title of the publisher.
///
/// # Errors
///
/// Where the lake cannot be read.
pub fn coverage(
    lake: &Lake,
    wanted: Option<&BTreeSet<Text>>,
    per: Per,
) -> Result<Vec<PublisherCoverage>, Error> {
    let is_wanted = |dataset: &Text| wanted.is_none_or(|wanted| wanted.contains(dataset));
    let mut publishers: BTreeMap<Text, PublisherCoverage> = BTreeMap::new();
    let mut slots: BTreeMap<Text, Vec<Slot>> = BTreeMap::new();
    let mut publisher_of: HashMap<Text, Text> = HashMap::new();
    for entry in lake.standing_files() {
        if !is_wanted(&entry.dataset) {
            continue;
        }
        publisher_of.insert(entry.dataset.clone(), entry.publisher.clone());
        let shown = publishers
            .entry(entry.publisher.clone())
            .or_insert_with(|| PublisherCoverage {
                publisher: entry.publisher.to_string(),
                files: 0,
                rows: Rows::default(),
                periods: Vec::new(),
                reasons: Vec::new(),
                gaps: Vec::new(),
                unknown: 0,
            });
        shown.files += 1;
        shown.unknown += entry.unknown;
        shown.rows.read += entry.read;
        shown.rows.kept += entry.kept;
        shown.rows.outside += entry.outside;
        shown.rows.superseded += entry.superseded;
        shown.rows.rejected += entry.rejected;
        let known = Publisher::ALL
            .into_iter()
            .find(|publisher| publisher.title() == &*entry.publisher);
        if let Some(slot) = known.and_then(|publisher| publisher.slot(&entry.file)) {
            slots.entry(entry.publisher.clone()).or_default().push(slot);
        }
    }
    for (publisher, slots) in slots {
        if let Some(shown) = publishers.get_mut(&publisher) {
            shown.gaps = gaps(slots).into_iter().map(MissingSlots::from).collect();
        }
    }
    type Days = BTreeMap<(Text, Option<String>), (BTreeSet<(Text, u32)>, DayRows)>;
    let mut days: Days = BTreeMap::new();
    for account in lake.days()? {
        if !is_wanted(&account.dataset) {
            continue;
        }
        let key = (
            account.publisher.clone(),
            account.day.map(|day| period(day, per)),
        );
        let (files, rows) = days.entry(key).or_default();
        files.insert((account.dataset.clone(), account.edition));
        rows.add(&account.rows);
    }
    for ((publisher, period), (files, rows)) in days {
        if let Some(shown) = publishers.get_mut(&publisher) {
            shown.periods.push(PeriodCoverage {
                period,
                files: files.len() as u64,
                rows: rows.into(),
            });
        }
    }
    let mut reasons: BTreeMap<(Text, String), u64> = BTreeMap::new();
    lake.each_rejected(|row| {
        if let Some(publisher) = publisher_of.get(&row.dataset) {
            *reasons
                .entry((publisher.clone(), kind_of(&row.reason)))
                .or_default() += 1;
        }
    })?;
    for ((publisher, reason), rows) in reasons {
        if let Some(shown) = publishers.get_mut(&publisher) {
            shown.reasons.push(Reason { reason, rows });
        }
    }
    Ok(publishers.into_values().collect())
}

fn period(day: Date, per: Per) -> String {
    match per {
        Per::Day => day.to_string(),
        Per::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Per::Year => format!("{:04}", day.year()),
    }
}

/// A reason without what differs from row to row: quoted values and numbers.
fn kind_of(reason: &str) -> String {
    let mut kind = String::new();
    for (index, part) in reason.split('`').enumerate() {
        if index % 2 == 1 {
            kind.push_str("`…`");
            continue;
        }
        let mut in_number = false;
        for character in part.chars() {
            if character.is_ascii_digit() {
                if !in_number {
                    kind.push('N');
                }
                in_number = true;
            } else {
                in_number = false;
                kind.push(character);
            }
        }
    }
    kind
}
