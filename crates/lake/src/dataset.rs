//! What the lake keeps beside events: which file was read how, and what became
//! of its rows.

use std::path::Path;

use foreshock_event::Text;
use foreshock_source::Table;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// One file as read by one column map. Another map, or a mended reader, is
/// another dataset and reads the file anew.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dataset {
    id: Text,
}

impl Dataset {
    /// The dataset of the file at `path`, read as `table` says. The path is
    /// taken as absolute as it can be made without touching the file.
    pub fn new(table: &Table, path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut hasher = Sha256::new();
        hasher.update(table.reading_digest());
        hasher.update(path.as_os_str().as_encoded_bytes());
        Self {
            id: hex(&hasher.finalize()[..16]).into(),
        }
    }

    /// Its name in the lake: 32 hexadecimal digits.
    pub fn id(&self) -> &Text {
        &self.id
    }
}

/// The account of one edition: rows read = kept + rejected, and
/// kept = added + revised + unchanged.
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
