//! Small data files joined into larger ones.

use serde::Serialize;

use crate::{
    Error, Lake,
    care::rewrite::{MOST_ROWS, Rewriting, by_partition, check_columns},
    delta::DataFile,
};

/// How often a compaction starts over when another one was faster.
const ATTEMPTS: usize = 3;
/// Bytes from which a file counts as large where the log does not say how many rows it has.
const LARGE: u64 = 64 << 20;

/// What a compaction came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// Data files that were joined.
    pub files_before: u64,
    /// Data files that they became.
    pub files_after: u64,
    /// Their bytes.
    pub bytes_before: u64,
    /// Their bytes now.
    pub bytes_after: u64,
    /// Rows in them, before and after.
    pub rows: u64,
}

impl Lake {
    /// Joins small data files of the same partition, at most about a million rows to a
    /// file. No row changes, so that every view of the lake stays as it is.
    ///
    /// It may run while others ingest. Of two compactions at once one commits; the other
    /// starts over and finds less to do. Files that were replaced stay on the disk for
    /// whoever still reads them; [`Lake::repair`] clears them away later. Memory holds one
    /// batch of rows and one packed file.
    ///
    /// # Errors
    ///
    /// Where a data file is damaged, the lake cannot be written, or was written by a newer
    /// version. Nothing is changed then.
    pub fn compact(&mut self) -> Result<Compacted, Error> {
        for _ in 0..ATTEMPTS {
            self.refresh()?;
            check_columns(self)?;
            let files = self.data_files()?;
            let groups = groups(&files);
            if groups.is_empty() {
                return Ok(Compacted::default());
            }
            let joined: Vec<&DataFile> = groups.iter().flatten().copied().collect();
            let expected: Option<u64> = joined.iter().map(|file| file.rows).sum();
            let mut compacted = Compacted {
                files_before: joined.len() as u64,
                bytes_before: joined.iter().map(|file| file.size).sum(),
                ..Compacted::default()
            };
            let root = self.root.clone();
            let mut rewriting = Rewriting::begin(self, false)?;
            for group in &groups {
                let replaced = rewriting.replace(group, |file, put| {
                    let mut rows = 0;
                    for batch in file.batches()? {
                        let batch = batch?;
                        rows += batch.num_rows() as u64;
                        put(batch)?;
                    }
                    match file.rows.filter(|said| *said != rows) {
                        Some(said) => {
                            Err(file
                                .damaged(format!("it holds {rows} rows where the log says {said}")))
                        }
                        None => Ok(()),
                    }
                });
                if let Err(error) = replaced {
                    rewriting.give_up();
                    return Err(error);
                }
            }
            if expected.is_some_and(|expected| expected != rewriting.rows()) {
                let rows = rewriting.rows();
                rewriting.give_up();
                return Err(Error::Write {
                    path: root,
                    cause: format!("{rows} rows were written and not as many as were read"),
                });
            }
            if let Some(rewritten) = rewriting.commit()? {
                compacted.files_after = rewritten.files;
                compacted.bytes_after = rewritten.bytes;
                compacted.rows = rewritten.rows;
                return Ok(compacted);
            }
        }
        Err(Error::Busy {
            path: self.root.clone(),
        })
    }
}

/// Files that are joined with each other: of a partition, in the order of their names, up
/// to a full file.
fn groups(files: &[DataFile]) -> Vec<Vec<&DataFile>> {
    let is_small = |file: &&DataFile| match file.rows {
        Some(rows) => rows < MOST_ROWS / 2,
        None => file.size < LARGE,
    };
    let mut groups: Vec<Vec<&DataFile>> = Vec::new();
    for small in by_partition(files.iter().filter(is_small)).into_values() {
        let mut group: Vec<&DataFile> = Vec::new();
        let mut rows = 0;
        for file in small {
            let more = file.rows.unwrap_or(MOST_ROWS / 2);
            if rows + more > MOST_ROWS {
                groups.push(std::mem::take(&mut group));
                rows = 0;
            }
            rows += more;
            group.push(file);
        }
        groups.push(group);
    }
    groups.retain(|group| group.len() > 1);
    groups
}
