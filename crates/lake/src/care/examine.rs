//! What is wrong with a lake.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::Duration,
};

use foreshock_event::Text;
use serde::Serialize;

use crate::{
    Error, Lake, Lost,
    care::{
        accounts::{Accounts, Seen},
        log::{self, Log},
        rewrite::unknown_columns,
    },
    columns::{self, Interner, Kind, Row},
    delta::{DataFile, TABLE},
};

/// Age from which a file that is not part of the table is nobody's: no ingest runs for so
/// long between writing a file and committing it.
pub(super) const NOBODYS: Duration = Duration::from_secs(24 * 60 * 60);
/// Age from which a file that was replaced is read by nobody any more.
pub(super) const UNREAD: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ailment {
    /// Commits of the log are missing.
    LogGap,
    /// A commit of the log is empty or broken off.
    LogBroken,
    /// The table cannot be opened at all.
    CannotOpen,
    /// Columns that this version does not know.
    UnknownColumns,
    /// A data file of the table is not there.
    FileMissing,
    /// A data file cannot be read, or holds other rows than the log says.
    FileDamaged,
    /// Rows of a file that was read are not there.
    RowsMissing,
    /// Rows stand twice.
    RowsDoubled,
    /// The numbers of an account do not add up.
    AccountWrong,
    /// Data files that were never committed.
    Stray,
    /// Data files that may be part of an ingest that is running.
    Unsettled,
    /// Data files that were replaced and may be cleared away.
    Replaced,
}

impl Ailment {
    /// Whether something is lost or wrong, and not only in the way.
    pub fn is_harm(self) -> bool {
        !matches!(self, Self::Stray | Self::Unsettled | Self::Replaced)
    }
}

/// One thing that is the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub ailment: Ailment,
    /// Where: a file, or a dataset.
    pub place: String,
    /// What exactly.
    pub what: String,
    /// What [`Lake::repair`] would do; `None` where it can do nothing.
    pub repair: Option<String>,
}

/// What an examination shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Examination {
    /// Version of the table.
    pub version: Option<u64>,
    /// Data files of the table.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Rows that could be read.
    pub rows: u64,
    /// Files that were read into the lake and count.
    pub accounts: u64,
    /// What is the matter.
    pub findings: Vec<Finding>,
    /// Files of which rows are missing; to be read again.
    pub lost: Vec<Lost>,
}

impl Examination {
    /// Whether nothing is lost or wrong.
    pub fn is_sound(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| !finding.ailment.is_harm())
    }

    fn find(&mut self, ailment: Ailment, place: impl ToString, what: String, repair: Option<&str>) {
        self.findings.push(Finding {
            ailment,
            place: place.to_string(),
            what,
            repair: repair.map(str::to_owned),
        });
    }
}

/// An examination with what a repair needs to know.
#[derive(Default)]
pub(super) struct Examined {
    pub shown: Examination,
    /// Data files that are missing or damaged.
    pub damaged: Vec<DataFile>,
    /// Datasets and lineages in which rows may stand twice.
    pub too_many: HashSet<(Text, u32)>,
    /// Files that are not part of the table and may be moved out of the way.
    pub in_the_way: Vec<PathBuf>,
    /// The lake, where it can be opened.
    pub lake: Option<Lake>,
}

impl Lake {
    /// Looks through the lake in `directory`: its log, every data file to its last row,
    /// the accounts against the rows, and what lies beside. Changes nothing. Memory holds a
    /// batch of rows, a few numbers for each file that was ever read and, where rows may
    /// stand twice, 16 bytes for each row of those datasets.
    ///
    /// # Errors
    ///
    /// Where there is no lake or its directory cannot be read.
    pub fn examine(directory: &Path) -> Result<Examination, Error> {
        Ok(examine(directory)?.shown)
    }
}

pub(super) fn examine(directory: &Path) -> Result<Examined, Error> {
    let root = std::path::absolute(directory).map_err(|cause| Error::Directory {
        path: directory.to_owned(),
        cause,
    })?;
    let table = root.join(TABLE);
    let log_directory = table.join("_delta_log");
    if !log_directory.is_dir() {
        return Err(Error::NoLake { path: root });
    }
    let unreadable = |cause| Error::Directory {
        path: root.clone(),
        cause,
    };
    // An empty log would be taken for a lake that is only begun, and be begun.
    if std::fs::read_dir(&log_directory)
        .map_err(unreadable)?
        .next()
        .is_none()
    {
        return Err(Error::NoLake { path: root });
    }
    let log = Log::read(&log_directory).map_err(unreadable)?;
    let mut examined = Examined::default();
    look_at_log(&log, &mut examined.shown);
    let lake = match Lake::open_table(&root) {
        Ok(lake) => lake,
        Err(error) => {
            let what = error.to_string();
            examined.shown.find(
                Ailment::CannotOpen,
                root.display(),
                what.lines().next().unwrap_or_default().to_owned(),
                None,
            );
            return Ok(examined);
        }
    };
    examined.shown.version = lake.table.version();
    let unknown = unknown_columns(&lake)?;
    if !unknown.is_empty() {
        let what = format!("written by a newer version: {}", unknown.join(", "));
        examined
            .shown
            .find(Ailment::UnknownColumns, table.display(), what, None);
    }
    let files = lake.data_files()?;
    look_at_rows(&files, &mut examined);
    look_beside(&table, &files, &log, &mut examined).map_err(unreadable)?;
    examined
        .shown
        .findings
        .sort_by_key(|finding| finding.ailment);
    examined.lake = Some(lake);
    Ok(examined)
}

fn look_at_log(log: &Log, shown: &mut Examination) {
    if !log.missing.is_empty() {
        let versions: Vec<String> = log.missing.iter().map(u64::to_string).collect();
        let what = format!("commits {} are missing", versions.join(", "));
        shown.find(Ailment::LogGap, "_delta_log", what, None);
    }
    for (path, cause) in &log.broken {
        shown.find(Ailment::LogBroken, path.display(), cause.clone(), None);
    }
}

/// Reads every row of every data file and compares them with the accounts.
fn look_at_rows(files: &[DataFile], examined: &mut Examined) {
    let mut accounts = Accounts::default();
    for file in files {
        examined.shown.files += 1;
        examined.shown.bytes += file.size;
        let mut rows = 0;
        let sound = check(file, &mut rows, |row| accounts.add(row));
        examined.shown.rows += rows;
        if let Err((ailment, what)) = sound {
            let repair = match ailment {
                Ailment::FileMissing => "take it out of the log, so that the lake can be read",
                _ => "move it to quarantine, and keep the row groups that can be read",
            };
            examined
                .shown
                .find(ailment, file.path.display(), what, Some(repair));
            examined.damaged.push(file.clone());
        }
    }
    examined.shown.accounts = accounts.entries.len() as u64;
    let days_are_damaged = examined.damaged.iter().any(|file| file.kind == Kind::Day);
    let told = accounts.shown(days_are_damaged);
    for what in told.wrong {
        examined
            .shown
            .find(Ailment::AccountWrong, "accounts", what, None);
    }
    for lost in &told.lost {
        examined.shown.find(
            Ailment::RowsMissing,
            &lost.file,
            format!(
                "rows of this file of {} (SHA-256 {}) are not there, or their account is not",
                lost.publisher, lost.file_sha256
            ),
            (!lost.anew).then_some(
                "take its account out, so that the file is read again when it is next ingested",
            ),
        );
    }
    examined.shown.lost = told.lost;
    examined.too_many = told.too_many;
    let doubled = doubled(files, &examined.too_many);
    if doubled > 0 {
        examined.shown.find(
            Ailment::RowsDoubled,
            "records",
            format!("{doubled} rows stand twice; views count each once"),
            Some("keep one of each"),
        );
    }
}

/// Reads a data file to its end and hands over its rows.
fn check(
    file: &DataFile,
    rows: &mut u64,
    mut each: impl FnMut(Row),
) -> Result<(), (Ailment, String)> {
    let size = match std::fs::metadata(&file.path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err((Ailment::FileMissing, "it is not there".to_owned()));
        }
        Err(error) => return Err((Ailment::FileDamaged, error.to_string())),
    };
    let damaged = |what: String| (Ailment::FileDamaged, what);
    let cause = |error: Error| match error {
        Error::Damaged { cause, .. } => damaged(cause),
        other => damaged(other.to_string()),
    };
    let mut interner = Interner::default();
    for batch in file.batches().map_err(cause)? {
        let batch = batch.map_err(cause)?;
        let of_batch = columns::from_batch(&batch, file.kind, &file.publisher, &mut interner);
        let of_batch = of_batch.map_err(damaged)?;
        *rows += of_batch.len() as u64;
        of_batch.into_iter().for_each(&mut each);
    }
    match file.rows {
        _ if size != file.size => Err(damaged(format!(
            "it has {size} bytes where the log says {}",
            file.size
        ))),
        Some(said) if said != *rows => Err(damaged(format!(
            "it holds {rows} rows where the log says {said}"
        ))),
        _ => Ok(()),
    }
}

/// How many rows of the datasets stand there a second time.
fn doubled(files: &[DataFile], datasets: &HashSet<(Text, u32)>) -> u64 {
    if datasets.is_empty() {
        return 0;
    }
    let mut seen = Seen::default();
    let mut doubled = 0;
    for file in files {
        // What cannot be read was told of already.
        let _ = check(file, &mut 0, |row| {
            if is_of(&row, datasets) && !seen.is_first(&row) {
                doubled += 1;
            }
        });
    }
    doubled
}

/// Whether the row belongs to one of the datasets and lineages.
pub(super) fn is_of(row: &Row, datasets: &HashSet<(Text, u32)>) -> bool {
    let (dataset, lineage) = match row {
        Row::Event(row) => (&row.dataset, row.lineage),
        Row::File(entry) => (&entry.dataset, entry.lineage),
        Row::Day(account) => (&account.dataset, account.lineage),
        Row::Rejected { lineage, row, .. } => (&row.dataset, *lineage),
    };
    datasets.contains(&(dataset.clone(), lineage))
}

/// Files in the table's directory that the newest snapshot does not name.
fn look_beside(
    table: &Path,
    files: &[DataFile],
    log: &Log,
    examined: &mut Examined,
) -> std::io::Result<()> {
    let part_of_it: HashSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    for file in log::outside(table, &part_of_it)? {
        let name = file.path.file_name().unwrap_or_default();
        let was_named = log.named.contains(&*name.to_string_lossy());
        let (ailment, what, old_enough) = match was_named {
            true => (Ailment::Replaced, "was replaced", file.age >= UNREAD),
            false if file.age >= NOBODYS => (Ailment::Stray, "was never committed", true),
            false => (
                Ailment::Unsettled,
                "is not committed; an ingest that is running may have written it",
                false,
            ),
        };
        let place = file.path.display();
        let what = format!("{} bytes: {what}", file.size);
        let repair = old_enough.then_some("move it to quarantine");
        examined.shown.find(ailment, place, what, repair);
        if old_enough {
            examined.in_the_way.push(file.path);
        }
    }
    Ok(())
}
