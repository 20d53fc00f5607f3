//! The readers of publishers: on the real files where they are there, on rows of
//! our own where those are short, and on mangled bytes.

#![allow(missing_docs, reason = "nobody uses a test")]

#[path = "../common/mod.rs"]
mod common;

mod attacks;
mod codes;
mod gdelt;
mod ged;
mod icews;
mod layouts;
mod mid;
mod series;

use std::{fs, path::Path};

use common::data as real;

use foreshock_event::Record;
use foreshock_source::{Error, Published, Publisher, RawFile, ReadTotals, Rejected, Row};
use jiff::Timestamp;

/// What came of a file.
pub struct Read {
    pub records: Vec<Record>,
    pub rejected: Vec<Rejected>,
    pub totals: ReadTotals,
}

impl Read {
    pub fn with_id(&self, id: &str) -> &Record {
        let found = self.records.iter().find(|record| &*record.event_id == id);
        found.unwrap_or_else(|| panic!("no record {id}"))
    }
}

/// Reads a file, and insists that every row is accounted for.
pub fn read(publisher: Publisher, path: &Path) -> Result<Read, Error> {
    let file = RawFile::open(path)?;
    let (mut records, mut rejected) = (Vec::new(), Vec::new());
    let published = Published::new("feed".into(), publisher);
    let totals = published.read(&file, Timestamp::UNIX_EPOCH, &mut |row| match row {
        Row::Record(record) => records.push(*record),
        Row::Rejected(row) => rejected.push(row),
    })?;
    assert_eq!(totals.read, totals.kept + totals.rejected);
    assert_eq!(
        (totals.kept, totals.rejected),
        (records.len() as u64, rejected.len() as u64)
    );
    Ok(Read {
        records,
        rejected,
        totals,
    })
}

/// Reads rows of our own.
pub fn read_bytes(publisher: Publisher, bytes: impl AsRef<[u8]>) -> Result<Read, Error> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("rows");
    fs::write(&path, bytes).expect("a file");
    read(publisher, &path)
}

/// Reads a real file in which no row is bad.
pub fn read_real(publisher: Publisher, name: &str) -> Option<Read> {
    let read = read(publisher, &real(name)?).expect("a file of the publisher");
    assert_eq!(read.rejected, [], "{name}");
    Some(read)
}
