//! What the accounts of files say against the rows that are there.

use std::collections::{BTreeMap, HashMap, HashSet};

use foreshock_event::Text;
use foreshock_source::Publisher;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{DayRows, FileEntry, columns::Row};

/// A file of which rows are missing in the lake, or the account of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lost {
    /// Who publishes it.
    pub publisher: Text,
    /// Name of the file.
    pub file: Text,
    /// Its SHA-256, by which it can be recognised.
    pub file_sha256: Text,
    /// Dataset that it is an edition of.
    pub dataset: Text,
    /// Lineage of the edition.
    pub lineage: u32,
    /// The file revises, so that it must not be read after later ones: all files of the
    /// dataset are to be read anew, in their order.
    pub anew: bool,
}

/// Dataset, lineage and content of a file.
type Content = (Text, u32, Text);
/// Dataset, lineage and edition.
type Edition = (Text, u32, u32);

/// Rows counted as they pass.
#[derive(Default)]
pub(super) struct Accounts {
    pub entries: Vec<FileEntry>,
    /// Of events: those that stood in the file, and those that it withdraws.
    events: HashMap<Content, (u64, u64)>,
    names: HashMap<Content, (Text, Text)>,
    rejected: HashMap<Edition, u64>,
    days: HashMap<Edition, DayRows>,
}

/// What the accounts show.
#[derive(Default)]
pub(super) struct Shown {
    /// Files of which rows are missing.
    pub lost: Vec<Lost>,
    /// Datasets and lineages in which more rows stand than the accounts say.
    pub too_many: HashSet<(Text, u32)>,
    /// Accounts whose numbers do not add up, in words.
    pub wrong: Vec<String>,
}

impl Accounts {
    pub(super) fn add(&mut self, row: Row) {
        match row {
            Row::Event(row) => {
                let content = (row.dataset, row.lineage, row.record.file_sha256.clone());
                if !self.events.contains_key(&content) {
                    let names = (row.record.publisher.clone(), row.record.file.clone());
                    self.names.insert(content.clone(), names);
                }
                let (stated, withdrawn) = self.events.entry(content).or_default();
                match row.record.row {
                    0 => *withdrawn += 1,
                    _ => *stated += 1,
                }
            }
            Row::File(entry) => self.entries.push(*entry),
            Row::Day(account) => {
                let edition = (account.dataset, account.lineage, account.edition);
                self.days.entry(edition).or_default().add(&account.rows);
            }
            Row::Rejected {
                lineage,
                edition,
                row,
                ..
            } => {
                *self
                    .rejected
                    .entry((row.dataset, lineage, edition))
                    .or_default() += 1
            }
        }
    }

    /// The lineage of each dataset that counts.
    fn newest_lineages(&self) -> HashMap<Text, u32> {
        let mut newest: HashMap<Text, u32> = HashMap::new();
        let of_entries = self
            .entries
            .iter()
            .map(|entry| (&entry.dataset, entry.lineage));
        let of_events = self
            .events
            .keys()
            .map(|(dataset, lineage, _)| (dataset, *lineage));
        for (dataset, lineage) in of_entries.chain(of_events) {
            let newest = newest.entry(dataset.clone()).or_default();
            *newest = lineage.max(*newest);
        }
        newest
    }

    /// What is there against what is said to be, in the lineages that count.
    /// `days_are_damaged` says that accounts of days were lost, so that an edition without
    /// any is not one from before there were such accounts.
    pub(super) fn shown(&self, days_are_damaged: bool) -> Shown {
        let mut shown = Shown::default();
        let newest = self.newest_lineages();
        let counts = |content: &Content| newest.get(&content.0) == Some(&content.1);
        let mut expected: BTreeMap<Content, (u64, u64)> = BTreeMap::new();
        for entry in &self.entries {
            let content = (
                entry.dataset.clone(),
                entry.lineage,
                entry.file_sha256.clone(),
            );
            let (stated, withdrawn) = expected.entry(content).or_default();
            *stated += entry.added + entry.revised;
            *withdrawn += entry.withdrawn;
            shown.wrong.extend(imbalance(entry));
        }
        for entry in &self.entries {
            let content = (
                entry.dataset.clone(),
                entry.lineage,
                entry.file_sha256.clone(),
            );
            let edition = (entry.dataset.clone(), entry.lineage, entry.edition);
            let (stated, withdrawn) = expected.get(&content).copied().unwrap_or_default();
            let (there, gone) = self.events.get(&content).copied().unwrap_or_default();
            let rejected = self.rejected.get(&edition).copied().unwrap_or(0);
            let days_fall_short = match self.days.get(&edition) {
                Some(days) => days.read < entry.read,
                None => days_are_damaged && entry.read > 0,
            };
            let falls_short = there < stated || gone < withdrawn || rejected < entry.rejected;
            if counts(&content) && (falls_short || days_fall_short) {
                shown
                    .lost
                    .push(lost(&content, &entry.publisher, &entry.file));
            }
            if there > stated || gone > withdrawn || rejected > entry.rejected {
                shown
                    .too_many
                    .insert((entry.dataset.clone(), entry.lineage));
            }
        }
        let without = self
            .events
            .keys()
            .filter(|content| counts(content) && !expected.contains_key(*content));
        for content in without {
            if let Some((publisher, file)) = self.names.get(content) {
                shown.lost.push(lost(content, publisher, file));
            }
        }
        shown.lost.sort();
        shown.lost.dedup();
        shown
    }
}

/// Whether the files of a publisher only add, so that one may be read again at any time.
fn only_adds(publisher: &str) -> bool {
    Publisher::of_title(publisher).is_some_and(|publisher| !publisher.has_versions())
}

fn lost(content: &Content, publisher: &Text, file: &Text) -> Lost {
    let (dataset, lineage, file_sha256) = content.clone();
    Lost {
        anew: !only_adds(publisher),
        publisher: publisher.clone(),
        file: file.clone(),
        file_sha256,
        dataset,
        lineage,
    }
}

/// How the numbers of an account fail to add up.
fn imbalance(entry: &FileEntry) -> Option<String> {
    let parts = entry.kept + entry.outside + entry.superseded + entry.rejected;
    let kept = entry.added + entry.revised + entry.unchanged;
    (entry.read != parts || entry.kept != kept).then(|| {
        format!(
            "{}: {} rows read, {parts} kept, outside, superseded or set aside; {} kept, {kept} added, revised or unchanged",
            entry.file, entry.read, entry.kept
        )
    })
}

/// Rows that were seen, so that those that stand twice can be told.
#[derive(Default)]
pub(super) struct Seen {
    digests: HashSet<[u8; 16]>,
}

impl Seen {
    /// Whether the row is the first of its kind.
    pub(super) fn is_first(&mut self, row: &Row) -> bool {
        let mut hasher = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        match row {
            Row::Event(row) => {
                part(b"event");
                part(row.dataset.as_bytes());
                part(&row.lineage.to_le_bytes());
                part(row.record.event_id.as_bytes());
                part(&row.record.version.to_le_bytes());
                part(row.record.file_sha256.as_bytes());
                part(&row.record.row.to_le_bytes());
            }
            Row::Rejected {
                lineage,
                edition,
                row,
                ..
            } => {
                part(b"rejected");
                part(row.dataset.as_bytes());
                part(&lineage.to_le_bytes());
                part(&edition.to_le_bytes());
                part(row.file.as_bytes());
                part(&row.row.to_le_bytes());
            }
            Row::File(_) | Row::Day(_) => return true,
        }
        let mut digest = [0; 16];
        digest.copy_from_slice(&hasher.finalize()[..16]);
        self.digests.insert(digest)
    }
}
