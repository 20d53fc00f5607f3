//! Reading many files at once that only add events, which is most of what there is: each
//! worker reads files of its own and writes data files of its own, so that no row waits
//! for another.

mod block;
mod layouts;
mod numbers;
mod pages;
mod texts;

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
};

use deltalake_core::kernel::Add;
use foreshock_event::Text;
use foreshock_source::{Input, RawFile, ReadTotals, Rejected, Stated, StatedRow};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use self::block::{Block, Written};
use crate::{
    DayRows, Error, FileEntry, Lake, Reading, RejectedRow,
    columns::{Kind, Row, date_of},
    delta::TABLE,
    ingest::accounted,
};

/// Rows of a data file.
const ROWS: usize = 1 << 17;
/// Bytes of rows, before they are packed, after which a data file is closed anyway.
const BYTES: usize = 48 << 20;
/// Workers, each of which holds the rows of one data file.
const MOST_WORKERS: usize = 4;
/// Messages that wait to be heard; a row that is set aside may be long.
const WAITING: usize = 32;

/// A file to be read, with its account, in which nothing is counted yet.
pub(crate) struct Job<'a> {
    pub reading: &'a Reading,
    pub file: &'a RawFile,
    pub entry: FileEntry,
}

/// What the workers tell, each job by its number.
pub(crate) enum Told {
    /// The file is being read.
    Begun(usize),
    /// A row is set aside.
    Rejected(Row),
    /// Events lie in a file of that name, whose bytes are on disk.
    Wrote(Add),
    /// The file was read: its account, and that of its days.
    Read(usize, Box<FileEntry>, BTreeMap<Option<Date>, DayRows>),
}

/// Whether the file of a reading can be read in this way.
pub(crate) fn is_bulk(reading: &Reading) -> bool {
    match &reading.input {
        Input::Table(_) => false,
        Input::Published(published) => {
            published.additions().is_some() && !published.publisher.has_versions()
        }
    }
}

/// The files as they lie on disk.
pub(crate) fn each_raw(readings: &[Reading]) -> Vec<Result<RawFile, foreshock_source::Error>> {
    each_at_once(readings, || (), |reading, ()| RawFile::open(&reading.path))
}

/// What is made of each of `all`, in their order, by several workers at once, each of which
/// keeps something from one to the next.
pub(crate) fn each_at_once<I: Sync, K, T: Send>(
    all: &[I],
    keep: impl Fn() -> K + Sync,
    make: impl Fn(&I, &mut K) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut kept = keep();
        let mut made = Vec::new();
        while let Some((at, item)) = taken(&next, all) {
            made.push((at, make(item, &mut kept)));
        }
        made
    };
    let made: BTreeMap<usize, T> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers(all.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(joined).collect()
    });
    made.into_values().collect()
}

/// Reads every file and tells `hear` of it. Where one of them cannot be read, or `hear`
/// fails, the others may have been read in part; what was written is told in any case.
pub(crate) fn read(
    lake: &Lake,
    jobs: &[Job<'_>],
    at: Timestamp,
    month: &str,
    mut hear: impl FnMut(Told) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        let (told, heard) = sync_channel(WAITING);
        let (close, closing) = channel();
        let workers: Vec<_> = (0..workers(jobs.len()))
            .map(|_| {
                let (told, close) = (told.clone(), close.clone());
                let mut worker = Worker {
                    lake,
                    at,
                    month,
                    block: None,
                    told,
                    close,
                };
                let (next, stopped) = (&next, &stopped);
                scope.spawn(move || {
                    let ended = worker.run(jobs, next, stopped);
                    if ended.is_err() {
                        stopped.store(true, Ordering::Relaxed);
                    }
                    ended
                })
            })
            .collect();
        let closer = scope.spawn(|| force_all(&lake.root, closing, told));
        drop(close);
        let mut failure = None;
        for message in heard {
            // What was written must be known even where it is given up.
            if (failure.is_none() || matches!(message, Told::Wrote(_)))
                && let Err(error) = hear(message)
            {
                stopped.store(true, Ordering::Relaxed);
                failure.get_or_insert(error);
            }
        }
        // Of several failures that of the first file is told, whichever came first.
        let ended = workers.into_iter().map(joined);
        let first = ended.filter_map(Result::err).min_by_key(|(at, _)| *at);
        let closed = joined(closer);
        match (first, failure) {
            (Some((_, error)), _) | (None, Some(error)) => Err(error),
            (None, None) => closed,
        }
    })
}

fn workers(files: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.min(MOST_WORKERS).min(files)
}

/// The next of `all` that nobody has taken.
fn taken<'a, T>(next: &AtomicUsize, all: &'a [T]) -> Option<(usize, &'a T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    all.get(at).map(|item| (at, item))
}

/// What a thread made; where it panicked, so does this one.
pub(crate) fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Forces data files to disk while others are written.
fn force_all(
    root: &Path,
    closing: Receiver<(File, Add)>,
    told: SyncSender<Told>,
) -> Result<(), Error> {
    let mut failure = Ok(());
    for (file, add) in closing {
        if let Err(error) = file.sync_all() {
            failure = Err(Error::Write {
                path: root.to_owned(),
                cause: format!("{}: {error}", add.path),
            });
        }
        // Nobody hears it only where everything is given up.
        let _ = told.send(Told::Wrote(add));
    }
    failure
}

/// Reads one file after another.
struct Worker<'l> {
    lake: &'l Lake,
    at: Timestamp,
    month: &'l str,
    /// Events that are not written yet, with their publisher.
    block: Option<(Text, Block)>,
    told: SyncSender<Told>,
    close: Sender<(File, Add)>,
}

impl Worker<'_> {
    /// Reads files until there are no more; else the number of the one that failed.
    fn run(
        &mut self,
        jobs: &[Job<'_>],
        next: &AtomicUsize,
        stopped: &AtomicBool,
    ) -> Result<(), (usize, Error)> {
        while !stopped.load(Ordering::Relaxed)
            && let Some((at, job)) = taken(next, jobs)
        {
            self.tell(Told::Begun(at));
            let (entry, days) = self.read(job, stopped).map_err(|error| (at, error))?;
            self.tell(Told::Read(at, Box::new(entry), days));
        }
        self.write().map_err(|error| (jobs.len(), error))
    }

    fn tell(&self, told: Told) {
        // Nobody hears it only where everything is given up.
        let _ = self.told.send(told);
    }

    fn read(
        &mut self,
        job: &Job<'_>,
        stopped: &AtomicBool,
    ) -> Result<(FileEntry, BTreeMap<Option<Date>, DayRows>), Error> {
        let Input::Published(published) = &job.reading.input else {
            return Err(self.fail("it is read as a table".to_owned()));
        };
        let Some(additions) = published.additions() else {
            return Err(self.fail("its publisher revises".to_owned()));
        };
        self.begin(&job.entry)?;
        let mut records = additions.records(job.file, self.at);
        let theatre = job.reading.theatre.as_ref();
        let mut fits = |stated: &Stated<'_>| {
            theatre.is_none_or(|theatre| (theatre.fits)(&records.record(stated)))
        };
        let mut entry = job.entry.clone();
        let mut days = Days::default();
        let mut failure = None;
        let totals: ReadTotals = additions.read(job.file, &mut |row| {
            if failure.is_some() || stopped.load(Ordering::Relaxed) {
                return;
            }
            match row {
                StatedRow::Event(stated) => {
                    let day = days.of(Some(stated.began_on));
                    day.read += 1;
                    if !fits(stated) {
                        day.outside += 1;
                        entry.outside += 1;
                        return;
                    }
                    day.kept += 1;
                    entry.added += 1;
                    failure = self.push(stated, &job.entry).err();
                }
                StatedRow::Rejected(rejected) => {
                    let day = days.of(None);
                    day.read += 1;
                    day.rejected += 1;
                    self.tell(Told::Rejected(set_aside(&job.entry, rejected)));
                }
            }
        })?;
        match failure {
            Some(error) => Err(error),
            None => Ok((accounted(&entry, &totals, None), days.all())),
        }
    }

    /// Says that events of that file follow.
    fn begin(&mut self, entry: &FileEntry) -> Result<(), Error> {
        let others = self
            .block
            .as_ref()
            .is_some_and(|(publisher, _)| *publisher != entry.publisher);
        if others {
            self.write()?;
            self.block = None;
        }
        let block = match self.block.take() {
            Some((_, block)) => block,
            None => Block::new(self.at).map_err(|error| self.fail(error.to_string()))?,
        };
        let (_, block) = self.block.insert((entry.publisher.clone(), block));
        block.begin(entry);
        Ok(())
    }

    fn push(&mut self, stated: &Stated<'_>, entry: &FileEntry) -> Result<(), Error> {
        let Some((_, block)) = &mut self.block else {
            return self.begin(entry);
        };
        block.push(stated);
        let rows = block.rows();
        // What the texts take is looked at now and then, but for the longest.
        let is_large = || rows.is_multiple_of(1024) && block.size() >= BYTES;
        match rows >= ROWS || block.long_texts() >= BYTES || is_large() {
            true => self.write(),
            false => Ok(()),
        }
    }

    /// Writes the events of the block, if any.
    fn write(&mut self) -> Result<(), Error> {
        let Some((publisher, block)) = self.block.as_mut().filter(|(_, block)| block.rows() > 0)
        else {
            return Ok(());
        };
        let values = [
            ("kind", Kind::Event.as_str()),
            ("publisher", &**publisher),
            ("month", self.month),
        ];
        let name = format!("part-{}.zstd.parquet", Uuid::new_v4());
        let parts = values.map(|(name, value)| format!("{name}={}", as_name(value)));
        let path = format!("{}/{name}", parts.join("/"));
        let whole: PathBuf = self.lake.root.join(TABLE).join(&path);
        let written = match block.write(&whole) {
            Ok(written) => written,
            Err(error) => {
                let _ = fs::remove_file(&whole);
                return Err(self.fail(format!("{path}: {error}")));
            }
        };
        let values = values.map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
        let add = added(path, values.into(), &written);
        // Nobody forces it only where everything is given up.
        let _ = self.close.send((written.file, add));
        Ok(())
    }

    fn fail(&self, cause: String) -> Error {
        Error::Write {
            path: self.lake.root.clone(),
            cause,
        }
    }
}

fn set_aside(entry: &FileEntry, rejected: Rejected) -> Row {
    Row::Rejected {
        publisher: entry.publisher.clone(),
        lineage: entry.lineage,
        edition: entry.edition,
        row: RejectedRow {
            dataset: entry.dataset.clone(),
            file: entry.file.clone(),
            row: rejected.row,
            reason: rejected.reason.into(),
            raw: rejected.raw.into(),
        },
    }
}

/// A value of a partition as the name of a directory. Only people read it: the log names
/// the values.
fn as_name(value: &str) -> String {
    let plain = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
        _ => '_',
    };
    value.chars().take(60).map(plain).collect()
}

/// What the log says of a data file.
fn added(path: String, values: HashMap<String, Option<String>>, written: &Written) -> Add {
    let day = |day: i32| date_of(day).map(|day| day.to_string());
    let statistics = match (day(written.days.0), day(written.days.1)) {
        (Some(first), Some(last)) => serde_json::json!({
            "numRecords": written.rows,
            "minValues": { "began_on": first, "ended_on": first },
            "maxValues": { "began_on": last, "ended_on": last },
            "nullCount": { "began_on": 0, "ended_on": 0 },
        }),
        _ => serde_json::json!({ "numRecords": written.rows }),
    };
    Add {
        path,
        partition_values: values,
        size: i64::try_from(written.bytes).unwrap_or(i64::MAX),
        modification_time: Timestamp::now().as_millisecond(),
        data_change: true,
        stats: Some(statistics.to_string()),
        tags: None,
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
        clustering_provider: None,
    }
}

/// Rows by the day of their events. Most rows of a file are of the day of the row before.
#[derive(Default)]
struct Days {
    all: BTreeMap<Option<Date>, DayRows>,
    day: Option<Date>,
    rows: DayRows,
}

impl Days {
    fn of(&mut self, day: Option<Date>) -> &mut DayRows {
        if day != self.day {
            self.put_down();
            self.day = day;
        }
        &mut self.rows
    }

    fn put_down(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if rows.read > 0 {
            self.all.entry(self.day).or_default().add(&rows);
        }
    }

    fn all(mut self) -> BTreeMap<Option<Date>, DayRows> {
        self.put_down();
        self.all
    }
}
