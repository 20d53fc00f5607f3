//! Rows of some data files into new ones, in one commit.

use std::{collections::BTreeMap, path::Path};

use arrow::record_batch::RecordBatch;
use deltalake_core::{
    kernel::{Add, Remove, Transaction},
    protocol::DeltaOperation,
    writer::RecordBatchWriter,
};
use foreshock_event::Text;

use crate::{
    Error, Lake,
    columns::{self, Kind},
    delta::{Change, DataFile},
    runs,
};

/// Name of the transaction under which files are rewritten.
const REWRITING: &str = "foreshock/rewriting";
/// Rows that a rewritten file holds at most.
pub(super) const MOST_ROWS: u64 = 1 << 20;

/// What a rewriting came to.
#[derive(Default)]
pub(super) struct Rewritten {
    /// New files.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Rows in them.
    pub rows: u64,
}

/// A rewriting that nobody sees yet.
pub(super) struct Rewriting<'a> {
    lake: &'a mut Lake,
    /// Number of the shared transaction, by the snapshot that the commit is built on.
    number: i64,
    /// Whether the rows are other ones afterwards, or only lie elsewhere.
    changes_rows: bool,
    removals: Vec<Remove>,
    adds: Vec<Add>,
    rows: u64,
}

impl<'a> Rewriting<'a> {
    /// Begins on the snapshot that `lake` sees.
    pub(super) fn begin(lake: &'a mut Lake, changes_rows: bool) -> Result<Self, Error> {
        let number = last_number(lake)? + 1;
        Ok(Self {
            lake,
            number,
            changes_rows,
            removals: Vec::new(),
            adds: Vec::new(),
            rows: 0,
        })
    }

    /// Takes `files`, all of one partition, out of the table and puts what `batches` gives
    /// of each in.
    pub(super) fn replace(
        &mut self,
        files: &[&DataFile],
        mut batches: impl FnMut(
            &DataFile,
            &mut dyn FnMut(RecordBatch) -> Result<(), Error>,
        ) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(first) = files.first() else {
            return Ok(());
        };
        let (kind, publisher, month) = (first.kind, &first.publisher, &first.month);
        // Each row of these files stands in the new ones once at most, so that what their
        // footers tell of the numbers of events holds there as well.
        let words = runs::of_all(files).map(|told| vec![told]);
        let writer = self.lake.writer_that_says(words);
        let mut writer: RecordBatchWriter = writer.map_err(|e| self.fail(&e))?;
        let mut open = 0;
        for file in files {
            batches(file, &mut |batch| {
                let rows = batch.num_rows() as u64;
                if rows == 0 {
                    return Ok(());
                }
                let written = columns::complete(&batch, kind, publisher, month)
                    .map_err(Into::into)
                    .and_then(|batch| self.lake.write_batch(&mut writer, batch));
                written.map_err(|error| self.fail(&error))?;
                self.rows += rows;
                open += rows;
                if open >= MOST_ROWS {
                    let adds = self.lake.flush(&mut writer).map_err(|e| self.fail(&e))?;
                    self.adds.extend(adds);
                    open = 0;
                }
                Ok(())
            })?;
            self.removals.push(Remove {
                data_change: self.changes_rows,
                ..file.removal.clone()
            });
        }
        let adds = self.lake.flush(&mut writer).map_err(|e| self.fail(&e))?;
        self.adds.extend(adds);
        Ok(())
    }

    /// How many rows were written so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Directory of the lake.
    pub(super) fn root(&self) -> &Path {
        &self.lake.root
    }

    /// Leaves everything as it was.
    pub(super) fn give_up(self) {
        self.lake.discard(&self.adds);
    }

    /// Makes it visible, or nothing of it: `None` where somebody else rewrote files in the
    /// meantime.
    pub(super) fn commit(mut self) -> Result<Option<Rewritten>, Error> {
        for add in &mut self.adds {
            add.data_change = self.changes_rows;
        }
        let rewritten = Rewritten {
            files: self.adds.len() as u64,
            bytes: self.adds.iter().map(|add| add.size.unsigned_abs()).sum(),
            rows: self.rows,
        };
        let committed = self.lake.change(Change {
            adds: self.adds.clone(),
            forced: Vec::new(),
            accounts: None,
            removals: self.removals,
            transactions: vec![Transaction::new(REWRITING, self.number)],
            operation: DeltaOperation::Optimize {
                predicate: None,
                target_size: 0,
            },
        });
        match committed {
            Ok(true) => Ok(Some(rewritten)),
            Ok(false) => {
                self.lake.discard(&self.adds);
                Ok(None)
            }
            // Nobody knows whether the commit stands, so that its files must be left.
            Err(error) => Err(error),
        }
    }

    fn fail(&self, error: &deltalake_core::DeltaTableError) -> Error {
        Error::Write {
            path: self.lake.root.clone(),
            cause: error.to_string(),
        }
    }
}

/// The number of the last rewriting in the snapshot that `lake` sees.
fn last_number(lake: &Lake) -> Result<i64, Error> {
    let fail = |error: deltalake_core::DeltaTableError| Error::Open {
        path: lake.root.clone(),
        cause: error.to_string(),
    };
    let snapshot = lake.table.snapshot().map_err(fail)?;
    let log = lake.table.log_store();
    let number = lake
        .runtime
        .block_on(snapshot.transaction_version(&*log, REWRITING));
    Ok(number.map_err(fail)?.unwrap_or(0))
}

/// Files by partition.
pub(super) fn by_partition<'a>(
    files: impl IntoIterator<Item = &'a DataFile>,
) -> BTreeMap<(Kind, Text, Text), Vec<&'a DataFile>> {
    let mut partitions: BTreeMap<_, Vec<&DataFile>> = BTreeMap::new();
    for file in files {
        let partition = (file.kind, file.publisher.clone(), file.month.clone());
        partitions.entry(partition).or_default().push(file);
    }
    partitions
}

/// Refuses to rewrite a table with columns of a newer version, which would be dropped.
pub(super) fn check_columns(lake: &Lake) -> Result<(), Error> {
    let unknown = unknown_columns(lake)?;
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(Error::Newer {
            path: lake.root.clone(),
            columns: unknown.join(", "),
        }),
    }
}

/// Columns of the table that this version does not know.
pub(super) fn unknown_columns(lake: &Lake) -> Result<Vec<String>, Error> {
    let known = columns::delta_fields();
    let snapshot = lake.table.snapshot().map_err(|error| Error::Open {
        path: lake.root.clone(),
        cause: error.to_string(),
    })?;
    let schema = snapshot.schema();
    let names = schema.fields().map(|field| field.name().clone());
    Ok(names
        .filter(|name| known.iter().all(|known| known.name() != name))
        .collect())
}
