//! From files to rows of the lake, exactly once.

use std::{collections::HashMap, path::PathBuf};

use deltalake_core::{kernel::Transaction, writer::RecordBatchWriter};
use foreshock_event::{Record, Text};
use foreshock_source::{RawFile, Row as TableRow, Table};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    Dataset, Error, FileEntry, Lake, RejectedRow,
    columns::{EventRow, Kind, Row},
    dataset::hex,
};

/// Rows that go to the table at a time.
const BATCH: usize = 8192;
/// How often an ingest starts over when other processes bring the same sources.
const ATTEMPTS: usize = 10;

/// A file to be read, and how.
#[derive(Clone, Debug)]
pub struct Reading {
    /// How its rows are to be read.
    pub table: Table,
    /// The file.
    pub path: PathBuf,
    /// Each edition of the file is the whole table: an event that it no longer
    /// holds is withdrawn.
    pub snapshot: bool,
}

impl Reading {
    /// The dataset that the file is an edition of.
    pub fn dataset(&self) -> Dataset {
        Dataset::new(&self.table, &self.path)
    }
}

/// What became of one reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingested {
    /// The account of the file as it now stands in the lake.
    pub entry: FileEntry,
    /// Whether this ingest brought it; `false` where it was there already.
    pub new: bool,
}

/// The newest version of an event, as far as an edition is compared with it.
struct Current {
    version: u32,
    retracted: bool,
    statement: Text,
    seen: bool,
}

impl Lake {
    /// Brings the files into the lake, all of them in one commit; a file whose
    /// content is there already is left alone.
    ///
    /// With `anew`, each file is read as a first edition and its earlier
    /// editions count no more. `each` is told of every reading that begins.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read as its table says, or the lake cannot be
    /// written. Nothing became visible then.
    pub fn ingest(
        &mut self,
        readings: &[Reading],
        at: Timestamp,
        anew: bool,
        mut each: impl FnMut(&Reading),
    ) -> Result<Vec<Ingested>, Error> {
        let files = readings
            .iter()
            .map(|reading| RawFile::open(&reading.path))
            .collect::<Result<Vec<RawFile>, _>>()?;
        for _ in 0..ATTEMPTS {
            self.refresh()?;
            let mut results = Vec::with_capacity(readings.len());
            let mut commit: Option<Commit> = None;
            for (reading, file) in readings.iter().zip(&files) {
                let dataset = reading.dataset();
                if let Some(entry) = self.standing(&dataset, reading, file)
                    && !anew
                {
                    results.push(Ingested {
                        entry: entry.clone(),
                        new: false,
                    });
                    continue;
                }
                each(reading);
                let commit = match &mut commit {
                    Some(commit) => commit,
                    empty => empty.insert(Commit::new(self, at)?),
                };
                let already = |done: &&Ingested| done.new && done.entry.dataset == *dataset.id();
                if let Some(done) = results.iter().find(already) {
                    // The watch names the same file twice.
                    results.push(Ingested {
                        entry: done.entry.clone(),
                        new: false,
                    });
                    continue;
                }
                let entry = commit.read(self, reading, file, &dataset, anew)?;
                results.push(Ingested { entry, new: true });
            }
            let Some(commit) = commit else {
                return Ok(results);
            };
            let Commit {
                writer,
                transactions,
                ..
            } = commit;
            if self.commit(writer, transactions)? {
                return Ok(results);
            }
        }
        Err(Error::Busy {
            path: self.root.clone(),
        })
    }

    /// The entry of the file's content, where it is what counts already.
    fn standing(&self, dataset: &Dataset, reading: &Reading, file: &RawFile) -> Option<&FileEntry> {
        let lineage = self.lineage(dataset.id())?;
        let mut entries = self
            .files
            .iter()
            .filter(|entry| entry.dataset == *dataset.id() && entry.lineage == lineage);
        if reading.snapshot {
            // An older content that comes back is a new edition.
            entries
                .max_by_key(|entry| entry.edition)
                .filter(|entry| entry.file_sha256 == file.sha256)
        } else {
            entries.find(|entry| entry.file_sha256 == file.sha256)
        }
    }
}

/// Rows on their way into one commit.
struct Commit {
    writer: RecordBatchWriter,
    transactions: Vec<Transaction>,
    at: Timestamp,
    month: String,
    rows: Vec<Row>,
}

impl Commit {
    fn new(lake: &Lake, at: Timestamp) -> Result<Self, Error> {
        let writer = lake.writer().map_err(|error| Error::Write {
            path: lake.root.clone(),
            cause: error.to_string(),
        })?;
        let day = at.to_zoned_datetime(TimeZone::UTC).date();
        Ok(Self {
            writer,
            transactions: Vec::new(),
            at,
            month: format!("{:04}-{:02}", day.year(), day.month()),
            rows: Vec::with_capacity(BATCH),
        })
    }

    fn push(&mut self, lake: &Lake, row: Row) -> Result<(), Error> {
        self.rows.push(row);
        if self.rows.len() >= BATCH {
            self.write(lake)
        } else {
            Ok(())
        }
    }

    fn write(&mut self, lake: &Lake) -> Result<(), Error> {
        lake.write(&mut self.writer, &self.rows, &self.month)
            .map_err(|error| Error::Write {
                path: lake.root.clone(),
                cause: error.to_string(),
            })?;
        self.rows.clear();
        Ok(())
    }

    fn read(
        &mut self,
        lake: &Lake,
        reading: &Reading,
        file: &RawFile,
        dataset: &Dataset,
        anew: bool,
    ) -> Result<FileEntry, Error> {
        let before = lake.lineage(dataset.id());
        let lineage = before.map_or(1, |lineage| if anew { lineage + 1 } else { lineage });
        let editions = lake
            .files
            .iter()
            .filter(|entry| entry.dataset == *dataset.id() && entry.lineage == lineage);
        let (edition, previous_read) = editions
            .max_by_key(|entry| entry.edition)
            .map_or((1, None), |entry| {
                (entry.edition + 1, Some(entry.ingested_at))
            });
        let mut current = match previous_read {
            None => HashMap::new(),
            Some(_) => newest_versions(lake, dataset, lineage)?,
        };
        let mut entry = FileEntry {
            dataset: dataset.id().clone(),
            publisher: reading.table.publisher.clone(),
            lineage,
            edition,
            file: file.name.as_str().into(),
            file_sha256: file.sha256.clone(),
            ingested_at: self.at,
            read: 0,
            kept: 0,
            rejected: 0,
            added: 0,
            revised: 0,
            unchanged: 0,
            withdrawn: 0,
        };
        // Files of additions all hold what was published first; only a new
        // edition of a whole table tells when its changes were made.
        let edition_of_changes = if reading.snapshot { edition } else { 1 };
        let mut failure: Option<Error> = None;
        let totals = reading.table.read(file, self.at, &mut |row| {
            if failure.is_some() {
                return;
            }
            let row = match row {
                TableRow::Rejected(rejected) => Some(Row::Rejected {
                    publisher: entry.publisher.clone(),
                    lineage,
                    edition,
                    row: RejectedRow {
                        dataset: entry.dataset.clone(),
                        file: entry.file.clone(),
                        row: rejected.row,
                        reason: rejected.reason.into(),
                        raw: rejected.raw.into(),
                    },
                }),
                TableRow::Record(record) => {
                    let mut record = *record;
                    let statement: Text = hex(&record.statement_digest()).into();
                    record.edition = edition_of_changes;
                    match current.get_mut(&record.event_id) {
                        None => {
                            entry.added += 1;
                        }
                        Some(current) if current.statement == statement && !current.retracted => {
                            current.seen = true;
                            entry.unchanged += 1;
                            return;
                        }
                        Some(current) => {
                            current.seen = true;
                            entry.revised += 1;
                            record.version = current.version + 1;
                        }
                    }
                    // What was not in the edition before cannot have been
                    // public by then, whatever date the row carries.
                    if edition_of_changes > 1 && record.published_at <= previous_read {
                        record.published_at = None;
                    }
                    Some(Row::Event(Box::new(EventRow {
                        dataset: entry.dataset.clone(),
                        lineage,
                        statement,
                        record,
                    })))
                }
            };
            if let Some(row) = row
                && let Err(error) = self.push(lake, row)
            {
                failure = Some(error);
            }
        })?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        (entry.read, entry.kept, entry.rejected) = (totals.read, totals.kept, totals.rejected);
        if reading.snapshot && edition > 1 {
            entry.withdrawn = self.withdraw(lake, dataset, &entry, &current)?;
        }
        self.push(lake, Row::File(entry.clone()))?;
        self.write(lake)?;
        let transaction = format!("{}/{lineage}", dataset.id());
        self.transactions
            .push(Transaction::new(transaction, i64::from(edition)));
        Ok(entry)
    }

    /// A withdrawing version for each event that the edition no longer holds.
    fn withdraw(
        &mut self,
        lake: &Lake,
        dataset: &Dataset,
        entry: &FileEntry,
        current: &HashMap<Text, Current>,
    ) -> Result<u64, Error> {
        let gone = |id: &Text| current.get(id).is_some_and(|c| !c.seen && !c.retracted);
        let mut withdrawn = 0;
        for row in lake.read(Kind::Event, |id| id == dataset.id())? {
            let Row::Event(mut row) = row else { continue };
            let newest = current.get(&row.record.event_id);
            let is_newest = newest.is_some_and(|newest| newest.version == row.record.version);
            if row.lineage != entry.lineage || !is_newest || !gone(&row.record.event_id) {
                continue;
            }
            row.record = Record {
                version: row.record.version + 1,
                edition: entry.edition,
                retracted: true,
                published_at: None,
                ingested_at: self.at,
                file: entry.file.clone(),
                file_sha256: entry.file_sha256.clone(),
                row: 0,
                ..row.record
            };
            self.push(lake, Row::Event(row))?;
            withdrawn += 1;
        }
        Ok(withdrawn)
    }
}

fn newest_versions(
    lake: &Lake,
    dataset: &Dataset,
    lineage: u32,
) -> Result<HashMap<Text, Current>, Error> {
    let mut newest: HashMap<Text, Current> = HashMap::new();
    for row in lake.read(Kind::Event, |id| id == dataset.id())? {
        let Row::Event(row) = row else { continue };
        if row.lineage != lineage {
            continue;
        }
        let known = newest
            .get(&row.record.event_id)
            .map_or(0, |current| current.version);
        if row.record.version > known {
            newest.insert(
                row.record.event_id.clone(),
                Current {
                    version: row.record.version,
                    retracted: row.record.retracted,
                    statement: row.statement.clone(),
                    seen: false,
                },
            );
        }
    }
    Ok(newest)
}
