//! `foreshock coverage`: what was read, day by day, and what is missing.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::{self, Write},
};

use foreshock_event::Text;
use foreshock_lake::{DayRows, Lake};
use foreshock_source::{Gap, Publisher, gaps};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    arguments::{self, By, Coverage},
    failure::Failure,
    output,
    theatre::{self, Theatre},
};

/// What was read of one publisher.
#[derive(Serialize)]
struct Shown {
    publisher: String,
    files: u64,
    #[serde(flatten)]
    rows: Rows,
    /// In the order of time; rows whose day could not be read come first, under
    /// no period.
    periods: Vec<Period>,
    /// Why rows were set aside, with what differs from row to row left out.
    reasons: Vec<Reason>,
    gaps: Vec<ShownGap>,
    /// How often a code was met that no table holds.
    unknown: u64,
}

/// Rows: read = kept + outside + superseded + rejected.
#[derive(Clone, Copy, Default, Serialize)]
struct Rows {
    read: u64,
    kept: u64,
    outside: u64,
    superseded: u64,
    rejected: u64,
}

/// A day, a month or a year.
#[derive(Serialize)]
struct Period {
    period: Option<String>,
    files: u64,
    #[serde(flatten)]
    rows: Rows,
}

#[derive(Serialize)]
struct Reason {
    reason: String,
    rows: u64,
}

/// What the publisher's own sequence has and the lake does not.
#[derive(Serialize)]
pub(crate) struct ShownGap {
    from: String,
    to: String,
    slots: u64,
    slot: &'static str,
    never_published: bool,
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

impl From<Gap> for ShownGap {
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

impl fmt::Display for ShownGap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, .. } = self;
        match from == to {
            true => write!(out, "{from}")?,
            false => write!(out, "{from} to {to}")?,
        }
        write!(out, " ({} × {})", self.slots, self.slot)
    }
}

pub(crate) fn run(arguments: &Coverage) -> Result<(), Failure> {
    let (lake, wanted) = match &arguments.watch {
        None => {
            let directory = theatre::lake_directory(arguments.lake.as_deref())?;
            (Lake::open(&directory)?, None)
        }
        Some(watch) => {
            let theatre = Theatre::open(&arguments::Theatre {
                watch: watch.clone(),
                store: arguments::Store {
                    lake: arguments.lake.clone(),
                    reread: false,
                },
            })?;
            let datasets: BTreeSet<Text> = theatre
                .datasets
                .iter()
                .map(|dataset| dataset.id().clone())
                .collect();
            (theatre.lake, Some(datasets))
        }
    };
    let shown = accounts(&lake, wanted.as_ref(), arguments.by)?;
    if arguments.json {
        return output::print(&foreshock_report::json(&shown)?);
    }
    output::print(&table(&shown))
}

/// What was read of each publisher, by its title.
fn accounts(lake: &Lake, wanted: Option<&BTreeSet<Text>>, by: By) -> Result<Vec<Shown>, Failure> {
    let is_wanted = |dataset: &Text| wanted.is_none_or(|wanted| wanted.contains(dataset));
    let mut publishers: BTreeMap<Text, Shown> = BTreeMap::new();
    let mut slots: BTreeMap<Text, Vec<foreshock_source::Slot>> = BTreeMap::new();
    let mut publisher_of: HashMap<Text, Text> = HashMap::new();
    for entry in lake.standing_files() {
        if !is_wanted(&entry.dataset) {
            continue;
        }
        publisher_of.insert(entry.dataset.clone(), entry.publisher.clone());
        let shown = publishers
            .entry(entry.publisher.clone())
            .or_insert_with(|| Shown {
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
            shown.gaps = gaps(slots).into_iter().map(ShownGap::from).collect();
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
            account.day.map(|day| period(day, by)),
        );
        let (files, rows) = days.entry(key).or_default();
        files.insert((account.dataset.clone(), account.edition));
        rows.add(&account.rows);
    }
    for ((publisher, period), (files, rows)) in days {
        if let Some(shown) = publishers.get_mut(&publisher) {
            shown.periods.push(Period {
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

fn period(day: Date, by: By) -> String {
    match by {
        By::Day => day.to_string(),
        By::Month => format!("{:04}-{:02}", day.year(), day.month()),
        By::Year => format!("{:04}", day.year()),
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

fn table(all: &[Shown]) -> String {
    let mut text = String::new();
    if all.is_empty() {
        return "nothing was read into the lake yet\n".to_owned();
    }
    for shown in all {
        let _ = writeln!(text, "{}", shown.publisher);
        let _ = writeln!(
            text,
            "  {:<10} {:>7} {:>10} {:>10} {:>10} {:>10} {:>9}",
            "", "files", "read", "kept", "outside", "superseded", "set aside"
        );
        let mut line = |name: &str, files: u64, rows: &Rows| {
            let _ = writeln!(
                text,
                "  {name:<10} {files:>7} {:>10} {:>10} {:>10} {:>10} {:>9}",
                rows.read, rows.kept, rows.outside, rows.superseded, rows.rejected
            );
        };
        for period in &shown.periods {
            let name = period.period.as_deref().unwrap_or("no day");
            line(name, period.files, &period.rows);
        }
        line("all", shown.files, &shown.rows);
        for reason in &shown.reasons {
            let _ = writeln!(text, "  set aside {}: {}", reason.rows, reason.reason);
        }
        if shown.unknown > 0 {
            let _ = writeln!(
                text,
                "  unknown codes, kept as published: {}",
                shown.unknown
            );
        }
        for gap in &shown.gaps {
            let why = match gap.never_published {
                true => "never published",
                false => "not in the lake",
            };
            let _ = writeln!(text, "  missing {gap}: {why}");
        }
        text.push('\n');
    }
    text
}
