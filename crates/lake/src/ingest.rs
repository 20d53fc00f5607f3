//! From files to rows of the lake, exactly once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

use deltalake_core::{
    kernel::{Add, Transaction},
    writer::RecordBatchWriter,
};
use foreshock_event::{Record, Text};
use foreshock_source::{Input, RawFile, ReadTotals, Release, Revision, Row as TableRow};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Dataset, DayAccount, DayRows, Error, FileEntry, Lake, RejectedRow, Scope, Theatre,
    bulk::{self, Job, Told},
    columns::{EventRow, Kind, Row},
    dataset::hex,
};

/// Rows that go to the table at a time.
const BATCH: usize = 8192;
/// Rows after which the open files are closed, so that memory does not grow with
/// what a commit brings.
const OPEN_ROWS: usize = 1 << 18;
/// How often an ingest starts over when other processes bring the same sources.
const ATTEMPTS: usize = 10;
/// Codes that the account of a file names.
const NAMED_CODES: usize = 20;
/// Countries beyond which the scope of a file is not told by country.
const MOST_COUNTRIES: usize = 1000;

/// A file to be read, and how.
#[derive(Clone, Debug)]
pub struct Reading {
    /// How its rows are to be read.
    pub input: Input,
    /// The file.
    pub path: PathBuf,
    /// Each edition of a plain table is the whole of it: an event that it no
    /// longer holds is withdrawn. The files of publishers tell themselves.
    pub snapshot: bool,
    /// Name of the collection that the file belongs to; `None` where it stands
    /// alone.
    pub collection: Option<String>,
    /// Which of its rows are kept; all where there is none.
    pub theatre: Option<Theatre>,
}

impl Reading {
    /// The dataset that the file is an edition of.
    pub fn dataset(&self) -> Dataset {
        match &self.collection {
            None => Dataset::of_file(&self.input, &self.path),
            Some(name) => Dataset::of_collection(&self.input, name, self.theatre.as_ref()),
        }
    }

    /// What the file does to earlier ones of its dataset.
    fn release(&self, file_name: &str) -> Release {
        match (&self.input, self.snapshot) {
            (Input::Published(published), _) => published.publisher.release(file_name),
            (Input::Table(_), true) => Release {
                revision: Revision::Replaces,
                order: None,
            },
            (Input::Table(_), false) => Release {
                revision: Revision::Revises,
                order: None,
            },
        }
    }

    /// Whether a further edition of the dataset is compared with what the lake
    /// holds, which must be committed for that.
    fn has_versions(&self) -> bool {
        match &self.input {
            Input::Table(_) => true,
            Input::Published(published) => published.publisher.has_versions(),
        }
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
    /// Order of the release that said it.
    release: Option<u32>,
    /// The edition that is being read holds it.
    seen: bool,
}

/// Lineages that this ingest began anew, by dataset.
type Renewed = HashMap<Text, u32>;

impl Lake {
    /// Brings the files into the lake; a file whose content is there already is
    /// left alone. Files go into one commit, except that a further file of a
    /// dataset whose events have versions goes into the next one.
    ///
    /// With `anew`, each dataset is read as from a first edition and its earlier
    /// editions count no more. `each` is told of every reading that begins.
    ///
    /// Memory does not grow with the files, but for datasets whose events have
    /// versions, of which the newest of each event is held.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read as its publisher or table says, or the lake
    /// cannot be written. Nothing of the commit became visible then.
    pub fn ingest(
        &mut self,
        readings: &[Reading],
        at: Timestamp,
        anew: bool,
        mut each: impl FnMut(&Reading),
    ) -> Result<Vec<Ingested>, Error> {
        let mut results = Vec::with_capacity(readings.len());
        let mut renewed = anew.then(Renewed::new);
        let mut rest = readings;
        while !rest.is_empty() {
            let (run, after) = rest.split_at(run_length(rest));
            results.extend(self.ingest_at_once(run, at, &mut renewed, &mut each)?);
            rest = after;
        }
        Ok(results)
    }

    /// Brings the files of one commit.
    fn ingest_at_once(
        &mut self,
        readings: &[Reading],
        at: Timestamp,
        renewed: &mut Option<Renewed>,
        each: &mut impl FnMut(&Reading),
    ) -> Result<Vec<Ingested>, Error> {
        let files = self.raw_files(readings)?;
        for _ in 0..ATTEMPTS {
            self.refresh()?;
            let mut commit: Option<Commit> = None;
            let mut begun = renewed.clone();
            let read = self.read_all(readings, &files, at, &mut commit, &mut begun, each);
            let results = match read {
                Ok(results) => results,
                Err(error) => {
                    if let Some(commit) = commit {
                        commit.discard(self);
                    }
                    return Err(error);
                }
            };
            let Some(commit) = commit else {
                return Ok(results);
            };
            if commit.make_visible(self)? {
                *renewed = begun;
                return Ok(results);
            }
        }
        Err(Error::Busy {
            path: self.root.clone(),
        })
    }

    /// The files as they lie on disk, by digests that are there already or else taken now.
    fn raw_files(&mut self, readings: &[Reading]) -> Result<Vec<RawFile>, Error> {
        let mut known = std::mem::take(&mut self.digests);
        let is_missing = |reading: &&Reading| !known.contains_key(&reading.path);
        let missing: Vec<Reading> = readings.iter().filter(is_missing).cloned().collect();
        for file in bulk::each_raw(&missing) {
            let file = file?;
            known.insert(file.path.clone(), file);
        }
        let file = |reading: &Reading| match known.get(&reading.path) {
            Some(file) => Ok(file.clone()),
            None => RawFile::open(&reading.path),
        };
        let files: Result<Vec<RawFile>, _> = readings.iter().map(file).collect();
        Ok(files?)
    }

    fn read_all(
        &self,
        readings: &[Reading],
        files: &[RawFile],
        at: Timestamp,
        commit: &mut Option<Commit>,
        renewed: &mut Option<Renewed>,
        each: &mut impl FnMut(&Reading),
    ) -> Result<Vec<Ingested>, Error> {
        let mut results: Vec<Outcome> = Vec::with_capacity(readings.len());
        let mut brought: HashMap<(Text, Text), usize> = HashMap::new();
        let mut jobs: Vec<Job<'_>> = Vec::new();
        let standing = self.by_content();
        for (reading, file) in readings.iter().zip(files) {
            let dataset = reading.dataset();
            let content = (dataset.id().clone(), file.sha256.clone());
            let lineage = match renewed {
                Some(renewed) => renewed.get(dataset.id()).copied(),
                None => self.lineage(dataset.id()),
            };
            let is_there =
                lineage.and_then(|lineage| self.standing(&standing, reading, &content, lineage));
            if let Some(entry) = is_there {
                results.push(Outcome::Stands(entry.clone()));
                continue;
            }
            if let Some(&done) = brought.get(&content) {
                results.push(Outcome::GivenTwice(done));
                continue;
            }
            let begun = match commit.take() {
                Some(commit) => commit,
                None => Commit::new(self, at)?,
            };
            let commit = commit.insert(begun);
            let lineage = match renewed {
                None => self.lineage(dataset.id()).unwrap_or(1),
                Some(renewed) => *renewed
                    .entry(dataset.id().clone())
                    .or_insert_with(|| self.lineage(dataset.id()).unwrap_or(0) + 1),
            };
            brought.insert(content, results.len());
            if bulk::is_bulk(reading) {
                let entry = commit.entry(self, reading, file, &dataset, lineage);
                results.push(Outcome::Queued(jobs.len()));
                jobs.push(Job {
                    reading,
                    file,
                    entry,
                });
            } else {
                each(reading);
                let entry = commit.read(self, reading, file, &dataset, lineage)?;
                results.push(Outcome::Read(entry));
            }
        }
        let queued = match commit {
            Some(commit) => commit.read_at_once(self, &jobs, each)?,
            None => Vec::new(),
        };
        Ok(told(&results, &queued))
    }

    /// Every edition by dataset and content.
    fn by_content(&self) -> HashMap<(Text, Text), Vec<&FileEntry>> {
        let mut entries: HashMap<(Text, Text), Vec<&FileEntry>> = HashMap::new();
        for entry in &self.files {
            let content = (entry.dataset.clone(), entry.file_sha256.clone());
            entries.entry(content).or_default().push(entry);
        }
        entries
    }

    /// The entry of the file's content, where it is what counts already.
    fn standing<'a>(
        &'a self,
        by_content: &HashMap<(Text, Text), Vec<&'a FileEntry>>,
        reading: &Reading,
        content: &(Text, Text),
        lineage: u32,
    ) -> Option<&'a FileEntry> {
        let mut entries = by_content
            .get(content)?
            .iter()
            .filter(|entry| entry.lineage == lineage);
        if reading.collection.is_some() || !reading.snapshot {
            return entries.next().copied();
        }
        // An older content of a whole table that comes back is a new edition.
        let newest = self
            .files
            .iter()
            .filter(|entry| entry.dataset == content.0 && entry.lineage == lineage)
            .max_by_key(|entry| entry.edition);
        newest.filter(|entry| entry.file_sha256 == content.1)
    }
}

/// What becomes of a reading.
enum Outcome {
    /// Its content is in the lake already.
    Stands(FileEntry),
    /// It was read.
    Read(FileEntry),
    /// It is read together with others, as the one of that number.
    Queued(usize),
    /// Its content is that of the reading of that number.
    GivenTwice(usize),
}

/// The results in the order of the readings; `queued` are the accounts of those that were
/// read together.
fn told(outcomes: &[Outcome], queued: &[FileEntry]) -> Vec<Ingested> {
    let mut results: Vec<Ingested> = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        let (entry, new) = match outcome {
            Outcome::Stands(entry) => (entry.clone(), false),
            Outcome::Read(entry) => (entry.clone(), true),
            Outcome::Queued(at) => (queued[*at].clone(), true),
            Outcome::GivenTwice(at) => (results[*at].entry.clone(), false),
        };
        results.push(Ingested { entry, new });
    }
    results
}

/// How many of the first readings go into one commit: up to a further file of a
/// dataset whose events have versions.
fn run_length(readings: &[Reading]) -> usize {
    let mut datasets = BTreeSet::new();
    readings
        .iter()
        .position(|reading| {
            let further = !datasets.insert((reading.dataset(), reading.collection.is_none()));
            // A plain table that is named twice is the same file.
            further && reading.collection.is_some() && reading.has_versions()
        })
        .unwrap_or(readings.len())
}

/// Rows on their way into one commit.
struct Commit {
    writer: RecordBatchWriter,
    /// Closed files.
    adds: Vec<Add>,
    /// Closed files whose bytes are on disk.
    forced: Vec<Add>,
    transactions: BTreeMap<String, i64>,
    /// The last edition of each dataset and lineage.
    editions: HashMap<(Text, u32), u32>,
    /// Accounts of the files that it brings.
    entries: Vec<FileEntry>,
    at: Timestamp,
    month: String,
    rows: Vec<Row>,
    /// Rows in the open files.
    open: usize,
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
            adds: Vec::new(),
            forced: Vec::new(),
            editions: HashMap::new(),
            transactions: BTreeMap::new(),
            entries: Vec::new(),
            at,
            month: format!("{:04}-{:02}", day.year(), day.month()),
            rows: Vec::with_capacity(BATCH),
            open: 0,
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
        let fail = |error: deltalake_core::DeltaTableError| Error::Write {
            path: lake.root.clone(),
            cause: error.to_string(),
        };
        lake.write(&mut self.writer, &self.rows, &self.month)
            .map_err(fail)?;
        self.open += self.rows.len();
        self.rows.clear();
        if self.open >= OPEN_ROWS {
            self.adds
                .extend(lake.flush(&mut self.writer).map_err(fail)?);
            self.open = 0;
        }
        Ok(())
    }

    /// Commits everything, or nothing: `false` where another process brought one
    /// of the editions first.
    fn make_visible(mut self, lake: &mut Lake) -> Result<bool, Error> {
        let flushed = lake.flush(&mut self.writer).map_err(|error| Error::Write {
            path: lake.root.clone(),
            cause: error.to_string(),
        });
        match flushed {
            Ok(adds) => self.adds.extend(adds),
            Err(error) => {
                self.discard(lake);
                return Err(error);
            }
        }
        let transactions = self.transactions.iter();
        let transactions = transactions
            .map(|(name, edition)| Transaction::new(name, *edition))
            .collect();
        let (adds, forced) = (self.adds.clone(), self.forced.clone());
        let committed = lake.commit(adds, forced, transactions, self.stored());
        // After an error nobody knows whether the commit stands, so that its files
        // must be left.
        if let Ok(false) = committed {
            self.discard(lake);
        }
        committed
    }

    /// The accounts as the table gives them back, which keeps microseconds.
    fn stored(&self) -> Vec<FileEntry> {
        let stored = |entry: &FileEntry| {
            let at = Timestamp::from_microsecond(entry.ingested_at.as_microsecond());
            FileEntry {
                ingested_at: at.unwrap_or(entry.ingested_at),
                ..entry.clone()
            }
        };
        self.entries.iter().map(stored).collect()
    }

    fn discard(self, lake: &Lake) {
        lake.discard(&self.adds);
        lake.discard(&self.forced);
    }

    /// The account of a further edition of `dataset`, in which nothing is counted yet.
    fn entry(
        &mut self,
        lake: &Lake,
        reading: &Reading,
        file: &RawFile,
        dataset: &Dataset,
        lineage: u32,
    ) -> FileEntry {
        let key = (dataset.id().clone(), lineage);
        let last = self.editions.entry(key).or_insert_with(|| {
            let of_dataset =
                |entry: &&FileEntry| entry.dataset == *dataset.id() && entry.lineage == lineage;
            let editions = lake.files.iter().filter(of_dataset);
            editions.map(|entry| entry.edition).max().unwrap_or(0)
        });
        *last += 1;
        let transaction = format!("{}/{lineage}", dataset.id());
        self.transactions.insert(transaction, i64::from(*last));
        FileEntry {
            dataset: dataset.id().clone(),
            publisher: reading.input.publisher().clone(),
            lineage,
            edition: *last,
            file: file.name.as_str().into(),
            file_sha256: file.sha256.clone(),
            ingested_at: self.at,
            read: 0,
            kept: 0,
            outside: 0,
            superseded: 0,
            rejected: 0,
            added: 0,
            revised: 0,
            unchanged: 0,
            withdrawn: 0,
            unknown: 0,
            unknown_codes: "".into(),
            release: reading.release(&file.name).order,
            collection: reading.collection.is_some(),
            scope: None,
        }
    }

    /// Reads files that only add events, several at a time; their accounts.
    fn read_at_once(
        &mut self,
        lake: &Lake,
        jobs: &[Job<'_>],
        each: &mut impl FnMut(&Reading),
    ) -> Result<Vec<FileEntry>, Error> {
        let mut entries: Vec<FileEntry> = jobs.iter().map(|job| job.entry.clone()).collect();
        let month = self.month.clone();
        bulk::read(lake, jobs, self.at, &month, |told| {
            match told {
                Told::Begun(at) => each(jobs[at].reading),
                Told::Rejected(row) => self.push(lake, row)?,
                Told::Wrote(add) => self.forced.push(add),
                Told::Read(at, entry, days) => {
                    self.account(lake, &entry, &days)?;
                    entries[at] = *entry;
                }
            }
            Ok(())
        })?;
        self.entries.extend(entries.iter().cloned());
        self.write(lake)?;
        Ok(entries)
    }

    /// Puts the account of a file and of its days with the rows.
    fn account(
        &mut self,
        lake: &Lake,
        entry: &FileEntry,
        days: &BTreeMap<Option<Date>, DayRows>,
    ) -> Result<(), Error> {
        for (day, rows) in days {
            let account = DayAccount {
                dataset: entry.dataset.clone(),
                publisher: entry.publisher.clone(),
                lineage: entry.lineage,
                edition: entry.edition,
                day: *day,
                rows: *rows,
            };
            self.push(lake, Row::Day(account))?;
        }
        self.push(lake, Row::File(Box::new(entry.clone())))
    }

    /// Editions of a dataset, committed ones and those of this commit.
    fn editions<'a>(
        &'a self,
        lake: &'a Lake,
        dataset: &'a Dataset,
        lineage: u32,
    ) -> impl Iterator<Item = &'a FileEntry> {
        let all = lake.files.iter().chain(&self.entries);
        all.filter(move |entry| entry.dataset == *dataset.id() && entry.lineage == lineage)
    }

    fn read(
        &mut self,
        lake: &Lake,
        reading: &Reading,
        file: &RawFile,
        dataset: &Dataset,
        lineage: u32,
    ) -> Result<FileEntry, Error> {
        let release = reading.release(&file.name);
        let earlier: Vec<FileEntry> = match release.revision.has_versions() {
            true => self.editions(lake, dataset, lineage).cloned().collect(),
            false => Vec::new(),
        };
        let entry = self.entry(lake, reading, file, dataset, lineage);
        let publisher = &entry.publisher;
        let current = match earlier.is_empty() {
            true => HashMap::new(),
            false => newest_versions(lake, dataset, publisher, lineage, &earlier)?,
        };
        let mut edition = Edition {
            release,
            theatre: reading.theatre.as_ref(),
            previous_read: earlier
                .iter()
                .max_by_key(|entry| entry.edition)
                .map(|entry| entry.ingested_at),
            earlier,
            current,
            days: BTreeMap::new(),
            scope: None,
            countries: BTreeSet::new(),
            entry,
        };
        let mut failure: Option<Error> = None;
        let totals = reading.input.read(file, self.at, &mut |row| {
            if failure.is_some() {
                return;
            }
            if let Some(row) = edition.row(row)
                && let Err(error) = self.push(lake, row)
            {
                failure = Some(error);
            }
        })?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        let mut entry = edition.account(&totals);
        if release.revision == Revision::Replaces && !edition.earlier.is_empty() {
            entry.withdrawn = self.withdraw(lake, dataset, &entry, &edition)?;
        }
        self.account(lake, &entry, &edition.days)?;
        self.write(lake)?;
        self.entries.push(entry.clone());
        Ok(entry)
    }

    /// A withdrawing version for each event that the edition no longer holds, as
    /// far as it would hold it.
    fn withdraw(
        &mut self,
        lake: &Lake,
        dataset: &Dataset,
        entry: &FileEntry,
        edition: &Edition<'_>,
    ) -> Result<u64, Error> {
        let mut withdrawn = 0;
        let mut failure: Option<Error> = None;
        lake.scan(Kind::Event, Some(&entry.publisher), |row| {
            let Row::Event(mut row) = row else { return };
            if failure.is_some() || row.dataset != *dataset.id() || row.lineage != entry.lineage {
                return;
            }
            let Some(newest) = edition.current.get(&row.record.event_id) else {
                return;
            };
            let gone = !newest.seen && !newest.retracted && newest.version == row.record.version;
            if !gone || !edition.would_hold(&row.record, newest) {
                return;
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
            withdrawn += 1;
            failure = self.push(lake, Row::Event(row)).err();
        })?;
        match failure {
            Some(failure) => Err(failure),
            None => Ok(withdrawn),
        }
    }
}

/// One edition while it is read.
struct Edition<'a> {
    release: Release,
    theatre: Option<&'a Theatre>,
    /// When the edition before it was read.
    previous_read: Option<Timestamp>,
    /// The editions before it, where its rows are compared with theirs.
    earlier: Vec<FileEntry>,
    current: HashMap<Text, Current>,
    days: BTreeMap<Option<Date>, DayRows>,
    scope: Option<(Date, Date)>,
    countries: BTreeSet<Text>,
    entry: FileEntry,
}

/// What becomes of a record.
enum Fate {
    Added,
    Revised,
    Unchanged,
    Superseded,
    Outside,
}

impl Edition<'_> {
    /// The row of the lake that a row of the file becomes, if any; counts it.
    fn row(&mut self, row: TableRow) -> Option<Row> {
        match row {
            TableRow::Rejected(rejected) => {
                let day = self.days.entry(None).or_default();
                day.read += 1;
                day.rejected += 1;
                Some(Row::Rejected {
                    publisher: self.entry.publisher.clone(),
                    lineage: self.entry.lineage,
                    edition: self.entry.edition,
                    row: RejectedRow {
                        dataset: self.entry.dataset.clone(),
                        file: self.entry.file.clone(),
                        row: rejected.row,
                        reason: rejected.reason.into(),
                        raw: rejected.raw.into(),
                    },
                })
            }
            TableRow::Record(mut record) => {
                // Only what revises is compared with what was said before.
                let statement: Text = match self.release.revision.has_versions() {
                    true => hex(&record.statement_digest()).into(),
                    false => "".into(),
                };
                let on = record.began_on;
                if self.release.revision.has_versions() {
                    self.widen_scope(&record);
                }
                let fate = self.fate(&mut record, &statement);
                let day = self.days.entry(Some(on)).or_default();
                day.read += 1;
                match fate {
                    Fate::Added | Fate::Revised | Fate::Unchanged => day.kept += 1,
                    Fate::Superseded => day.superseded += 1,
                    Fate::Outside => day.outside += 1,
                }
                match fate {
                    Fate::Added => self.entry.added += 1,
                    Fate::Revised => self.entry.revised += 1,
                    Fate::Unchanged => self.entry.unchanged += 1,
                    Fate::Superseded => self.entry.superseded += 1,
                    Fate::Outside => self.entry.outside += 1,
                }
                matches!(fate, Fate::Added | Fate::Revised).then(|| {
                    Row::Event(Box::new(EventRow {
                        dataset: self.entry.dataset.clone(),
                        lineage: self.entry.lineage,
                        statement,
                        record: *record,
                    }))
                })
            }
        }
    }

    /// Tells what becomes of `record`, and gives it its version and edition.
    fn fate(&mut self, record: &mut Record, statement: &Text) -> Fate {
        record.edition = 1;
        if !self.release.revision.has_versions() {
            return match self.theatre {
                Some(theatre) if !(theatre.fits)(record) => Fate::Outside,
                _ => Fate::Added,
            };
        }
        let said = Current {
            version: 1,
            retracted: false,
            statement: statement.clone(),
            release: self.release.order,
            seen: true,
        };
        let order = self.release.order;
        let is_decided = self.is_decided(record);
        match self.current.get_mut(&record.event_id) {
            Some(current) => {
                current.seen = true;
                if current.statement == *statement && !current.retracted {
                    return Fate::Unchanged;
                }
                if is_decided || is_newer(current.release, order) {
                    return Fate::Superseded;
                }
                record.version = current.version + 1;
                *current = Current {
                    version: record.version,
                    ..said
                };
            }
            None => {
                if is_decided {
                    return Fate::Superseded;
                }
                if self.theatre.is_some_and(|theatre| !(theatre.fits)(record)) {
                    return Fate::Outside;
                }
                if self.entry.collection {
                    self.current.insert(record.event_id.clone(), said);
                }
            }
        }
        let revised = record.version > 1;
        // What was not in the edition before cannot have been public by then,
        // whatever date the row carries; a publisher's own date of a revision is
        // another matter. Files of additions all hold what was published first.
        if self.entry.collection {
            if revised || self.was_covered(record) {
                record.edition = self.entry.edition;
            }
        } else if self.release.revision == Revision::Replaces {
            record.edition = self.entry.edition;
            if record.edition > 1 && record.published_at <= self.previous_read {
                record.published_at = None;
            }
        }
        if revised { Fate::Revised } else { Fate::Added }
    }

    /// Whether a newer release covers the event, so that what it says stands: that
    /// there is none, or what it left as it was.
    fn is_decided(&self, record: &Record) -> bool {
        self.earlier.iter().any(|entry| {
            is_newer(entry.release, self.release.order)
                // Candidate releases add and revise; only yearly ones leave out.
                && entry.release.is_some_and(|order| order % 100 == 0)
                && covers(entry, record)
        })
    }

    /// Whether an earlier file covers the event, which that file did not have.
    fn was_covered(&self, record: &Record) -> bool {
        self.earlier.iter().any(|entry| covers(entry, record))
    }

    /// Whether this edition would hold the event if there still were one.
    fn would_hold(&self, record: &Record, newest: &Current) -> bool {
        if !self.entry.collection {
            return true;
        }
        !is_newer(newest.release, self.release.order)
            && !self.is_decided(record)
            && self.scope().is_some_and(|scope| within(&scope, record))
    }

    fn widen_scope(&mut self, record: &Record) {
        let (first, last) = self.scope.get_or_insert((record.began_on, record.ended_on));
        *first = (*first).min(record.began_on);
        *last = (*last).max(record.ended_on);
        let country = record.country.clone().unwrap_or_else(|| "".into());
        if self.countries.len() < MOST_COUNTRIES {
            self.countries.insert(country);
        }
    }

    /// What the file covers, so far.
    fn scope(&self) -> Option<Scope> {
        let (first, last) = self.scope?;
        let countries: Vec<&str> = self.countries.iter().map(|country| &**country).collect();
        Some(Scope {
            first,
            last,
            countries: countries.join(";").into(),
        })
    }

    fn account(&self, totals: &ReadTotals) -> FileEntry {
        let scope = self.scope().filter(|_| self.entry.collection);
        accounted(&self.entry, totals, scope)
    }
}

/// The account of a file of which everything was read.
pub(crate) fn accounted(entry: &FileEntry, totals: &ReadTotals, scope: Option<Scope>) -> FileEntry {
    let mut codes: Vec<_> = totals.unknown.iter().collect();
    codes.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let named: Vec<String> = codes
        .iter()
        .take(NAMED_CODES)
        .map(|(scheme, code, count)| format!("{} `{code}` ({count})", scheme.as_str()))
        .collect();
    FileEntry {
        read: totals.read,
        rejected: totals.rejected,
        kept: entry.added + entry.revised + entry.unchanged,
        unknown: totals.unknown.total(),
        unknown_codes: named.join(", ").into(),
        scope,
        ..entry.clone()
    }
}

/// Whether a release of order `said` is newer than one of order `than`; where
/// one of them has no order, what is read later is newer.
fn is_newer(said: Option<u32>, than: Option<u32>) -> bool {
    said.zip(than).is_some_and(|(said, than)| said > than)
}

fn covers(entry: &FileEntry, record: &Record) -> bool {
    entry
        .scope
        .as_ref()
        .is_some_and(|scope| within(scope, record))
}

fn within(scope: &Scope, record: &Record) -> bool {
    scope.covers(record.country.as_deref(), record.began_on, record.ended_on)
}

fn newest_versions(
    lake: &Lake,
    dataset: &Dataset,
    publisher: &Text,
    lineage: u32,
    editions: &[FileEntry],
) -> Result<HashMap<Text, Current>, Error> {
    let releases: HashMap<&Text, Option<u32>> = editions
        .iter()
        .map(|entry| (&entry.file_sha256, entry.release))
        .collect();
    let mut newest: HashMap<Text, Current> = HashMap::new();
    lake.scan(Kind::Event, Some(publisher), |row| {
        let Row::Event(row) = row else { return };
        if row.dataset != *dataset.id() || row.lineage != lineage {
            return;
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
                    release: releases.get(&row.record.file_sha256).copied().flatten(),
                    seen: false,
                },
            );
        }
    })?;
    Ok(newest)
}
