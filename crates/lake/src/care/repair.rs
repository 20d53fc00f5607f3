//! Mending a lake, without losing a row that can be read.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use arrow::{
    array::BooleanArray, compute::filter_record_batch, error::ArrowError, record_batch::RecordBatch,
};
use foreshock_event::Text;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Error, Lake, Lost,
    care::{
        accounts::Seen,
        examine::{Examined, examine, is_of},
        rewrite::{Rewriting, by_partition, check_columns},
    },
    columns::{self, Interner, Kind, Row},
    delta::DataFile,
};

/// What a repair came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// Data files that were missing or damaged and are no part of the table any more.
    pub taken_out: u64,
    /// Rows of damaged files that could be read and are kept.
    pub saved_rows: u64,
    /// Rows that stood twice, of which one was left out.
    pub doubled_rows: u64,
    /// Files that were moved to quarantine.
    pub quarantined: u64,
    /// Where they are now, if there are any.
    pub quarantine: Option<PathBuf>,
    /// Files that are to be ingested again: rows of them are missing.
    pub to_ingest_again: Vec<Lost>,
}

impl Lake {
    /// Mends what [`Lake::examine`] finds, as far as it can be mended:
    ///
    /// - A data file that is missing or damaged goes out of the table; of a damaged one,
    ///   the row groups that can be read are kept and the file goes to quarantine.
    /// - Of a file of which rows are missing the account is taken out, so that the next
    ///   ingest reads it again. The rows that are there stay. A file that revises would, read
    ///   after later ones, take back what they say: its account stays, and all files of its
    ///   dataset are to be read anew ([`Lost::anew`]).
    /// - Of rows that stand twice one stays.
    /// - Data files that are a day old and were never committed, or were replaced a week
    ///   ago, go to quarantine.
    ///
    /// Nothing is deleted. `at` names the directory of what goes to quarantine.
    ///
    /// # Errors
    ///
    /// Where the lake cannot be opened or written; nothing is changed then.
    pub fn repair(directory: &Path, at: Timestamp) -> Result<Repaired, Error> {
        let mut examined = examine(directory)?;
        let mut repaired = Repaired::default();
        let Some(mut lake) = examined.lake.take() else {
            // Without a log nothing is known of what the data files are.
            return Lake::open(directory).map(|_| repaired);
        };
        check_columns(&lake)?;
        let lost: HashSet<(Text, u32, Text)> = examined
            .shown
            .lost
            .iter()
            .filter(|lost| !lost.anew)
            .map(|lost| (lost.dataset.clone(), lost.lineage, lost.file_sha256.clone()))
            .collect();
        if !examined.damaged.is_empty() || !lost.is_empty() || !examined.too_many.is_empty() {
            rewrite(&mut lake, &examined, &lost, &mut repaired)?;
        }
        repaired.to_ingest_again = examined.shown.lost;
        let quarantine = lake
            .root
            .join("quarantine")
            .join(at.strftime("%Y%m%dT%H%M%SZ").to_string());
        let damaged = examined.damaged.into_iter().map(|file| file.path);
        for path in damaged.chain(examined.in_the_way) {
            let moved = set_aside(&lake.root, &path, &quarantine);
            if moved.map_err(|cause| Error::Directory { path, cause })? {
                repaired.quarantined += 1;
            }
        }
        repaired.quarantine = (repaired.quarantined > 0).then_some(quarantine);
        Ok(repaired)
    }
}

/// Which rows stay.
struct Staying<'a> {
    lost: &'a HashSet<(Text, u32, Text)>,
    /// Editions of the lost files, whose day accounts and rejected rows go with them.
    editions: HashSet<(Text, u32, u32)>,
    too_many: &'a HashSet<(Text, u32)>,
    seen: Seen,
    interner: Interner,
    doubled: u64,
}

impl Staying<'_> {
    fn stays(&mut self, row: &Row) -> bool {
        let has_account = match row {
            Row::Event(_) => true,
            Row::File(entry) => {
                let content = (
                    entry.dataset.clone(),
                    entry.lineage,
                    entry.file_sha256.clone(),
                );
                !self.lost.contains(&content)
            }
            Row::Day(account) => {
                let edition = (account.dataset.clone(), account.lineage, account.edition);
                !self.editions.contains(&edition)
            }
            Row::Rejected {
                lineage,
                edition,
                row,
                ..
            } => !self
                .editions
                .contains(&(row.dataset.clone(), *lineage, *edition)),
        };
        if has_account && is_of(row, self.too_many) && !self.seen.is_first(row) {
            self.doubled += 1;
            return false;
        }
        has_account
    }

    /// The rows of a batch that stay.
    fn of(&mut self, file: &DataFile, batch: &RecordBatch) -> Result<RecordBatch, Error> {
        let rows = columns::from_batch(batch, file.kind, &file.publisher, &mut self.interner)
            .map_err(|cause| file.damaged(cause))?;
        let mask: BooleanArray = rows.iter().map(|row| Some(self.stays(row))).collect();
        filter_record_batch(batch, &mask)
            .map_err(|error: ArrowError| file.damaged(error.to_string()))
    }
}

fn rewrite(
    lake: &mut Lake,
    examined: &Examined,
    lost: &HashSet<(Text, u32, Text)>,
    repaired: &mut Repaired,
) -> Result<(), Error> {
    let files = lake.data_files()?;
    let is_damaged = |file: &DataFile| {
        examined
            .damaged
            .iter()
            .any(|damaged| damaged.path == file.path)
    };
    let mut staying = Staying {
        lost,
        editions: editions(&files, lost, &is_damaged)?,
        too_many: &examined.too_many,
        seen: Seen::default(),
        interner: Interner::default(),
        doubled: 0,
    };
    let touched = files.iter().filter(|file| {
        is_damaged(file)
            || (!lost.is_empty() && file.kind != Kind::Event)
            || (!examined.too_many.is_empty() && file.kind != Kind::File)
    });
    let mut saved = 0;
    let mut rewriting = Rewriting::begin(lake, true)?;
    for group in by_partition(touched).into_values() {
        let replaced = rewriting.replace(&group, |file, put| {
            if !is_damaged(file) {
                for batch in file.batches()? {
                    put(staying.of(file, &batch?)?)?;
                }
                return Ok(());
            }
            for batches in readable(file) {
                for batch in batches {
                    let Ok(batch) = staying.of(file, &batch) else {
                        continue;
                    };
                    saved += batch.num_rows() as u64;
                    put(batch)?;
                }
            }
            Ok(())
        });
        if let Err(error) = replaced {
            rewriting.give_up();
            return Err(error);
        }
    }
    let root = rewriting.root().to_owned();
    if rewriting.commit()?.is_none() {
        return Err(Error::Busy { path: root });
    }
    repaired.taken_out = examined.damaged.len() as u64;
    repaired.saved_rows = saved;
    repaired.doubled_rows = staying.doubled;
    Ok(())
}

/// The row groups of a damaged file that can be read from beginning to end.
fn readable(file: &DataFile) -> impl Iterator<Item = Vec<RecordBatch>> + '_ {
    let groups = file
        .reader()
        .map_or(0, |reader| reader.metadata().num_row_groups());
    (0..groups).filter_map(|group| {
        let batches = file.batches_of(Some(group)).ok()?;
        batches.collect::<Result<Vec<RecordBatch>, Error>>().ok()
    })
}

/// Editions of the files of which rows are missing.
fn editions(
    files: &[DataFile],
    lost: &HashSet<(Text, u32, Text)>,
    is_damaged: &impl Fn(&DataFile) -> bool,
) -> Result<HashSet<(Text, u32, u32)>, Error> {
    let mut editions = HashSet::new();
    let mut interner = Interner::default();
    let accounts = files
        .iter()
        .filter(|file| file.kind == Kind::File && !is_damaged(file));
    for file in accounts {
        for batch in file.batches()? {
            let rows = columns::from_batch(&batch?, file.kind, &file.publisher, &mut interner);
            for row in rows.map_err(|cause| file.damaged(cause))? {
                if let Row::File(entry) = row
                    && lost.contains(&(
                        entry.dataset.clone(),
                        entry.lineage,
                        entry.file_sha256.clone(),
                    ))
                {
                    editions.insert((entry.dataset.clone(), entry.lineage, entry.edition));
                }
            }
        }
    }
    Ok(editions)
}

/// Moves a file of the lake to the same place below `quarantine`; `false` where it is not
/// there.
fn set_aside(root: &Path, path: &Path, quarantine: &Path) -> io::Result<bool> {
    let to = quarantine.join(path.strip_prefix(root).unwrap_or(path));
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::rename(path, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
