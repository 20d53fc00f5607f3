//! What the lake keeps beside events: which file was read how, and what became
//! of its rows.

use std::path::Path;

use foreshock_event::Text;
use foreshock_source::Input;
use jiff::{Timestamp, civil::Date};
use sha2::{Digest, Sha256};

use crate::Theatre;

/// What is read by one reading: one file by one column map, or a collection of a
/// publisher's files. Another map, a mended reader or a filter that lets other
/// rows through is another dataset and reads the files anew.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dataset {
    id: Text,
}

impl Dataset {
    /// The dataset of the file at `path` alone. The path is taken as absolute as
    /// it can be made without touching the file.
    pub fn of_file(input: &Input, path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self::of(input, path.as_os_str().as_encoded_bytes(), None)
    }

    /// The dataset of a collection of files under that name, of whose rows
    /// `theatre` lets some through.
    pub fn of_collection(input: &Input, name: &str, theatre: Option<&Theatre>) -> Self {
        let mut place = b"collection\0".to_vec();
        place.extend_from_slice(name.as_bytes());
        Self::of(input, &place, theatre)
    }

    fn of(input: &Input, place: &[u8], theatre: Option<&Theatre>) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(input.reading_digest());
        hasher.update(place);
        if let Some(theatre) = theatre {
            hasher.update(b"\0theatre\0");
            hasher.update(theatre.digest);
        }
        Self {
            id: hex(&hasher.finalize()[..16]).into(),
        }
    }

    /// Its name in the lake: 32 hexadecimal digits.
    pub fn id(&self) -> &Text {
        &self.id
    }
}

/// The account of one edition: rows read = kept + outside + superseded +
/// rejected, and kept = added + revised + unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Dataset that it is an edition of.
    pub dataset: Text,
    /// Who publishes it.
    pub publisher: Text,
    /// Rises each time the dataset is read anew from its first edition.
    pub lineage: u32,
    /// Number of the edition, from 1.
    pub edition: u32,
    /// Name of the file.
    pub file: Text,
    /// SHA-256 of the file.
    pub file_sha256: Text,
    /// When it was read.
    pub ingested_at: Timestamp,
    /// Rows read.
    pub read: u64,
    /// Rows that became records.
    pub kept: u64,
    /// Rows that could be read but lie outside the theatre; they count in the
    /// totals of their day.
    pub outside: u64,
    /// Rows of which the lake already held what a newer release says.
    pub superseded: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Records of events that were new.
    pub added: u64,
    /// Records that correct an earlier version.
    pub revised: u64,
    /// Records that say what was known already.
    pub unchanged: u64,
    /// Events that the edition no longer holds.
    pub withdrawn: u64,
    /// How often a code was met that no table of ours holds.
    pub unknown: u64,
    /// The commonest of those codes, in words; empty where there are none.
    pub unknown_codes: Text,
    /// Order of the release among those of its publisher, where its name tells.
    pub release: Option<u32>,
    /// It is one file of a collection, beside which others count as well, and not
    /// an edition of a file that stands alone.
    pub collection: bool,
    /// What it covers, where its rows are compared with those of other files.
    pub scope: Option<Scope>,
}

/// The span and the countries of the events in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// First day of the earliest event.
    pub first: Date,
    /// Last day of the latest event.
    pub last: Date,
    /// Countries, separated by semicolons.
    pub countries: Text,
}

impl Scope {
    /// Whether an event in that country on those days lies in it.
    pub(crate) fn covers(&self, country: Option<&str>, began: Date, ended: Date) -> bool {
        let country = country.unwrap_or_default();
        self.first <= began && ended <= self.last && self.countries.split(';').any(|c| c == country)
    }
}

/// What became of the rows of one file on one day of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayAccount {
    /// Dataset of the file.
    pub dataset: Text,
    /// Who publishes it.
    pub publisher: Text,
    /// Lineage of the edition.
    pub lineage: u32,
    /// Number of the edition.
    pub edition: u32,
    /// First day of the events; `None` for rows that could not be read, whose day
    /// is not known.
    pub day: Option<Date>,
    /// What became of them.
    pub rows: DayRows,
}

/// Rows of one day: read = kept + outside + superseded + rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRows {
    /// Rows read.
    pub read: u64,
    /// Rows that became records.
    pub kept: u64,
    /// Rows outside the theatre. Kept and outside together are the world's total.
    pub outside: u64,
    /// Rows of which a newer release says more.
    pub superseded: u64,
    /// Rows set aside.
    pub rejected: u64,
}

impl DayRows {
    /// Counts those of `other` as well.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.kept += other.kept;
        self.outside += other.outside;
        self.superseded += other.superseded;
        self.rejected += other.rejected;
    }
}

/// A row that could not become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Dataset that it stands in.
    pub dataset: Text,
    /// Name of the file.
    pub file: Text,
    /// Row in the file, counted from 1 for the first row after a header.
    pub row: u64,
    /// Why it was set aside, and what to do.
    pub reason: Text,
    /// The row, whole.
    pub raw: Text,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
