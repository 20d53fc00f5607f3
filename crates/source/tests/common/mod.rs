//! Small tables on disk and the data that only some machines have.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::{fs, path::PathBuf};

use foreshock_event::Record;
use foreshock_source::{
    Column, Columns, Error, FixedColumn, RawFile, ReadTotals, Rejected, Row, Table,
};
use jiff::{Timestamp, tz::TimeZone};
use tempfile::TempDir;

/// A file in a directory that lives as long as it does.
pub struct OnDisk {
    directory: TempDir,
    pub path: PathBuf,
}

pub fn on_disk(name: &str, bytes: impl AsRef<[u8]>) -> OnDisk {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join(name);
    fs::write(&path, bytes).expect("a file");
    OnDisk { directory, path }
}

pub fn named(column: &str) -> Column {
    Column::Named(column.to_owned())
}

pub fn fixed(value: &str) -> Column {
    Column::Fixed(FixedColumn {
        value: value.to_owned(),
    })
}

/// A table with the columns `date` and `category`.
pub fn table() -> Table {
    Table {
        feed: "feed".into(),
        publisher: "Publisher".into(),
        format: None,
        sheet: None,
        delimiter: None,
        encoding: None,
        skip_rows: 0,
        names: Vec::new(),
        date_format: None,
        missing: Vec::new(),
        columns: Columns::new(named("date"), named("category")),
        timezone: TimeZone::get("Asia/Seoul").expect("a timezone"),
    }
}

pub fn ingested_at() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("an instant")
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub totals: ReadTotals,
    pub records: Vec<Record>,
    pub rejected: Vec<Rejected>,
}

impl Outcome {
    /// The reasons with their rows.
    pub fn reasons(&self) -> Vec<(u64, &str)> {
        self.rejected
            .iter()
            .map(|rejected| (rejected.row, rejected.reason.as_str()))
            .collect()
    }
}

/// Reads the file and checks that no row is lost.
pub fn read_path(table: &Table, path: &std::path::Path) -> Result<Outcome, Error> {
    let file = RawFile::open(path)?;
    let mut outcome = Outcome::default();
    outcome.totals = table.read(&file, ingested_at(), &mut |row| match row {
        Row::Record(record) => outcome.records.push(*record),
        Row::Rejected(rejected) => outcome.rejected.push(rejected),
    })?;
    let ReadTotals {
        read,
        kept,
        rejected,
        ..
    } = outcome.totals;
    assert_eq!(read, kept + rejected);
    assert_eq!(kept, outcome.records.len() as u64);
    assert_eq!(rejected, outcome.rejected.len() as u64);
    Ok(outcome)
}

pub fn try_read(table: &Table, name: &str, bytes: impl AsRef<[u8]>) -> Result<Outcome, Error> {
    read_path(table, &on_disk(name, bytes).path)
}

pub fn read(table: &Table, bytes: impl AsRef<[u8]>) -> Outcome {
    try_read(table, "events.csv", bytes).expect("a table")
}

/// The error of a file that must be refused.
pub fn refused(table: &Table, name: &str, bytes: impl AsRef<[u8]>) -> Error {
    match try_read(table, name, bytes) {
        Err(error) => error,
        Ok(outcome) => panic!("{name} was read: {:?}", outcome.totals),
    }
}

/// A file of the data directory; `None`, said aloud, where this machine has
/// none.
pub fn data(name: &str) -> Option<PathBuf> {
    let directory = match std::env::var_os("FORESHOCK_DATA") {
        Some(directory) => PathBuf::from(directory),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
    };
    let path = directory.join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: {} is not there; set FORESHOCK_DATA",
        path.display()
    );
    None
}
