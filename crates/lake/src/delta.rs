//! The Delta Lake table behind the lake: opening, reading, committing.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::{self, File},
    path::{Path, PathBuf},
    thread,
};

use arrow::record_batch::RecordBatch;
use deltalake_core::{
    DeltaTable, DeltaTableBuilder, DeltaTableError,
    errors::DeltaResult,
    kernel::{
        Action, Add, Remove, Transaction,
        transaction::{CommitBuilder, CommitProperties, TransactionError},
    },
    protocol::{DeltaOperation, SaveMode},
    writer::{DeltaWriter, RecordBatchWriter},
};
use foldhash::fast::RandomState;
use foreshock_event::{AsOf, Feed, Known, Record, Text, known};
use foreshock_source::{RawFile, guarded};
use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
    basic::{Compression, ZstdLevel},
    file::{
        metadata::{KeyValue, ParquetMetaData},
        properties::WriterProperties,
    },
};
use tokio::runtime::Runtime;
use url::Url;

use crate::{
    Dataset, DayAccount, Error, FileEntry, Reading, RejectedRow, bulk,
    columns::{self, Interner, Kind, PARTITION_COLUMNS, Row},
};

/// Rows that a writer holds back before it packs them, which bounds its memory.
const ROW_GROUP: usize = 1 << 16;

/// Rows that a data file may have: a compaction joins a million at most.
const MOST_ROWS: u64 = 1 << 28;

/// Files that are forced to disk at once: it is waiting, not work.
const AT_ONCE: usize = 16;

/// Folder of the table within the lake.
pub(crate) const TABLE: &str = "records";

/// A lake in a directory.
///
/// It sees the table as it stood when it was opened or last refreshed; an
/// [`ingest`](Lake::ingest) refreshes it.
pub struct Lake {
    pub(crate) root: PathBuf,
    pub(crate) runtime: Runtime,
    pub(crate) table: DeltaTable,
    pub(crate) files: Vec<FileEntry>,
    /// Digests of files that are about to be brought in.
    pub(crate) digests: HashMap<PathBuf, RawFile>,
}

/// A data file, as the log names it.
#[derive(Clone)]
pub(crate) struct DataFile {
    pub path: PathBuf,
    pub kind: Kind,
    pub publisher: Text,
    pub month: Text,
    /// Its size in bytes.
    pub size: u64,
    /// How many rows it holds, where the log says it.
    pub rows: Option<u64>,
    /// The action that takes it out of the table.
    pub removal: Remove,
}

impl DataFile {
    /// Its rows, a batch at a time.
    pub(crate) fn batches(
        &self,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + '_, Error> {
        self.batches_of(None)
    }

    /// The rows of one of its groups, or of all.
    pub(crate) fn batches_of(
        &self,
        group: Option<usize>,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + '_, Error> {
        let mut builder = self.reader()?;
        if let Some(group) = group {
            builder = builder.with_row_groups(vec![group]);
        }
        let mut batches = guarded(|| builder.build()).map_err(|error| self.damaged(error))?;
        let mut is_whole = true;
        Ok(std::iter::from_fn(move || {
            // What broke in the midst of a batch is not asked for another.
            let batch = is_whole.then(|| guarded(|| batches.next().transpose()));
            let batch = batch?.map_err(|error| self.damaged(error)).transpose()?;
            is_whole = batch.is_ok();
            Some(batch)
        }))
    }

    /// What reads it, once its footer is understood.
    pub(crate) fn reader(&self) -> Result<ParquetRecordBatchReaderBuilder<File>, Error> {
        let opened = File::open(&self.path).map_err(|error| self.damaged(error.to_string()))?;
        let reader = guarded(|| ParquetRecordBatchReaderBuilder::try_new(opened))
            .map_err(|error| self.damaged(error))?;
        self.check_footer(reader.metadata())?;
        Ok(reader)
    }

    /// Refuses a footer that tells of rows or bytes that the file cannot have, before room
    /// is made for them: nothing guards a footer against damage.
    pub(crate) fn check_footer(&self, footer: &ParquetMetaData) -> Result<(), Error> {
        let mut rows = 0_u64;
        for group in footer.row_groups() {
            let own = u64::try_from(group.num_rows()).ok();
            rows = own
                .and_then(|own| rows.checked_add(own))
                .filter(|rows| *rows <= MOST_ROWS)
                .ok_or_else(|| {
                    self.damaged("its footer tells of rows that no data file has".to_owned())
                })?;
            for column in group.columns() {
                let first = column.dictionary_page_offset();
                let first = first.unwrap_or_else(|| column.data_page_offset());
                let end = u64::try_from(first)
                    .ok()
                    .zip(u64::try_from(column.compressed_size()).ok())
                    .and_then(|(first, length)| first.checked_add(length));
                if end.is_none_or(|end| end > self.size) {
                    let column = column.column_path();
                    return Err(self.damaged(format!(
                        "its footer tells of bytes of column `{column}` beyond its end"
                    )));
                }
            }
        }
        match self.rows.filter(|counted| *counted != rows) {
            None => Ok(()),
            Some(counted) => Err(self.damaged(format!(
                "its footer tells of {rows} rows where the log has counted {counted}"
            ))),
        }
    }

    pub(crate) fn damaged(&self, cause: String) -> Error {
        Error::Damaged {
            path: self.path.clone(),
            cause,
        }
    }
}

/// What a commit changes.
pub(crate) struct Change {
    pub adds: Vec<Add>,
    /// Further files, whose bytes are on disk already.
    pub forced: Vec<Add>,
    pub removals: Vec<Remove>,
    pub transactions: Vec<Transaction>,
    /// The accounts among what it adds, where it takes none out.
    pub accounts: Option<Vec<FileEntry>>,
    pub operation: DeltaOperation,
}

impl Lake {
    /// Opens the lake in `directory`, making an empty one where there is none.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be used, or holds a table that cannot be read.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let mut lake = Self::open_table(directory)?;
        lake.files = lake.read_files()?;
        Ok(lake)
    }

    /// As [`open`](Self::open), and meanwhile takes the digests of files that are brought
    /// in next: opening a table is mostly waiting.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open). A file that cannot be read is told when it is brought in.
    pub fn open_for(directory: &Path, readings: &[Reading]) -> Result<Self, Error> {
        let (lake, digests) = thread::scope(|scope| {
            let digests = scope.spawn(|| bulk::each_raw(readings));
            (Self::open(directory), bulk::joined(digests))
        });
        let digests = digests.into_iter().flatten();
        Ok(Self {
            digests: digests.map(|file| (file.path.clone(), file)).collect(),
            ..lake?
        })
    }

    /// The lake without the accounts of its files, which no data file is read for.
    pub(crate) fn open_table(directory: &Path) -> Result<Self, Error> {
        let root = std::path::absolute(directory).map_err(|cause| Error::Directory {
            path: directory.to_owned(),
            cause,
        })?;
        let location = root.join(TABLE);
        let log = location.join("_delta_log");
        if !log.is_dir() {
            fs::create_dir_all(&log).map_err(|cause| Error::Directory {
                path: root.clone(),
                cause,
            })?;
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|cause| Error::Directory {
                path: root.clone(),
                cause,
            })?;
        let open = |error: DeltaTableError| Error::Open {
            path: root.clone(),
            cause: error.to_string(),
        };
        let url = Url::from_directory_path(&location).map_err(|()| Error::Open {
            path: root.clone(),
            cause: "its path cannot be written as an address".to_owned(),
        })?;
        let is_new = fs::read_dir(&log)
            .map_err(|cause| Error::Directory {
                path: root.clone(),
                cause,
            })?
            .next()
            .is_none();
        let mut created = None;
        if is_new {
            created = runtime
                .block_on(create(&url))
                .map_err(|error| Error::Write {
                    path: root.clone(),
                    cause: error.to_string(),
                })?;
            sync_log(&location).map_err(|cause| Error::Directory {
                path: root.clone(),
                cause,
            })?;
        }
        let table = runtime
            .block_on(async {
                let table = match created {
                    Some(table) => table,
                    None => DeltaTableBuilder::from_url(url.clone())?.load().await?,
                };
                with_all_columns(table, url).await
            })
            .map_err(open)?;
        Ok(Self {
            root,
            runtime,
            table,
            files: Vec::new(),
            digests: HashMap::new(),
        })
    }

    /// Every edition of every file that was read, in the order of dataset,
    /// lineage and edition.
    pub fn files(&self) -> &[FileEntry] {
        &self.files
    }

    /// The lineage of `dataset` that counts: the newest; `None` where nothing was ever read
    /// of it. In the table it is the column `lineage`.
    pub fn newest_lineage(&self, dataset: &Dataset) -> Option<u32> {
        self.lineage(dataset.id())
    }

    /// The lineage that counts for a dataset: the newest.
    pub(crate) fn lineage(&self, dataset: &Text) -> Option<u32> {
        let entries = self.files.iter().filter(|entry| entry.dataset == *dataset);
        entries.map(|entry| entry.lineage).max()
    }

    /// What was known at `as_of` of the given datasets, each under the name
    /// that the watch gives it.
    ///
    /// # Errors
    ///
    /// Where a data file is missing or damaged.
    pub fn known(&self, as_of: &AsOf, feeds: &[(Dataset, Feed)]) -> Result<Known, Error> {
        // Of each dataset the lineage that counts, and the feeds that it gives.
        let mut wanted: HashMap<&Text, (u32, Vec<&Feed>), RandomState> = HashMap::default();
        for (dataset, feed) in feeds {
            if let Some(lineage) = self.lineage(dataset.id()) {
                let (_, feeds) = wanted.entry(dataset.id()).or_insert((lineage, Vec::new()));
                feeds.push(feed);
            }
        }
        let records = self.scan_at_once(Kind::Event, |row, records: &mut Vec<Record>| {
            let Row::Event(row) = row else { return };
            let Some((lineage, feeds)) = wanted.get(&row.dataset) else {
                return;
            };
            let Some((last, others)) = feeds.split_last().filter(|_| *lineage == row.lineage)
            else {
                return;
            };
            for feed in others {
                let mut record = row.record.clone();
                record.feed = feed.id.clone();
                records.push(record);
            }
            let mut record = row.record;
            record.feed = last.id.clone();
            records.push(record);
        })?;
        let feeds: Vec<Feed> = feeds.iter().map(|(_, feed)| feed.clone()).collect();
        Ok(known(records, as_of, &feeds))
    }

    /// The editions that count, in the order of dataset and edition: of a file that
    /// stands alone the newest, of a collection every file, each in the newest
    /// lineage.
    pub fn standing_files(&self) -> Vec<&FileEntry> {
        // Entries lie in the order of dataset, lineage and edition.
        let newest: HashMap<&Text, (u32, u32)> = self
            .files
            .iter()
            .map(|entry| (&entry.dataset, (entry.lineage, entry.edition)))
            .collect();
        let stands = |entry: &&FileEntry| {
            newest
                .get(&entry.dataset)
                .is_some_and(|(lineage, edition)| {
                    entry.lineage == *lineage && (entry.collection || entry.edition == *edition)
                })
        };
        self.files.iter().filter(stands).collect()
    }

    /// Whether anything was ever read of `dataset`.
    pub fn holds(&self, dataset: &Dataset) -> bool {
        self.lineage(dataset.id()).is_some()
    }

    /// What became of the rows of each file by the day of their events, for the
    /// editions that count. Editions that were read before days were accounted
    /// for have none.
    ///
    /// # Errors
    ///
    /// Where a data file is missing or damaged.
    pub fn days(&self) -> Result<Vec<DayAccount>, Error> {
        let standing: HashSet<(&Text, u32, u32)> = self
            .standing_files()
            .into_iter()
            .map(|entry| (&entry.dataset, entry.lineage, entry.edition))
            .collect();
        let mut days = Vec::new();
        self.scan(Kind::Day, None, |row| {
            if let Row::Day(account) = row
                && standing.contains(&(&account.dataset, account.lineage, account.edition))
            {
                days.push(account);
            }
        })?;
        days.sort_by(|a, b| (&a.dataset, a.edition, a.day).cmp(&(&b.dataset, b.edition, b.day)));
        Ok(days)
    }

    /// The rows of `dataset` that were set aside in the editions of its files
    /// that count, by file and row.
    ///
    /// # Errors
    ///
    /// Where a data file is missing or damaged.
    pub fn rejected(&self, dataset: &Dataset) -> Result<Vec<RejectedRow>, Error> {
        let mut rows = Vec::new();
        self.each_rejected(|row| {
            if row.dataset == *dataset.id() {
                rows.push(row);
            }
        })?;
        rows.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
        Ok(rows)
    }

    /// Hands over each row that was set aside in an edition that counts, in no
    /// order.
    ///
    /// # Errors
    ///
    /// Where a data file is missing or damaged.
    pub fn each_rejected(&self, mut each: impl FnMut(RejectedRow)) -> Result<(), Error> {
        let standing: HashSet<(&Text, u32, u32)> = self
            .standing_files()
            .into_iter()
            .filter(|entry| entry.rejected > 0)
            .map(|entry| (&entry.dataset, entry.lineage, entry.edition))
            .collect();
        if standing.is_empty() {
            return Ok(());
        }
        self.scan(Kind::Rejected, None, |row| {
            if let Row::Rejected {
                lineage,
                edition,
                row,
                ..
            } = row
                && standing.contains(&(&row.dataset, lineage, edition))
            {
                each(row);
            }
        })
    }

    fn read_files(&self) -> Result<Vec<FileEntry>, Error> {
        let mut files: Vec<FileEntry> = Vec::new();
        self.scan(Kind::File, None, |row| {
            if let Row::File(entry) = row {
                files.push(*entry);
            }
        })?;
        sort(&mut files);
        Ok(files)
    }

    /// Hands over each row of a kind, of one publisher where it is given, holding
    /// one batch of rows at a time.
    pub(crate) fn scan(
        &self,
        kind: Kind,
        publisher: Option<&Text>,
        mut each: impl FnMut(Row),
    ) -> Result<(), Error> {
        let mut interner = Interner::default();
        let wanted = |file: &DataFile| {
            file.kind == kind && publisher.is_none_or(|publisher| file.publisher == *publisher)
        };
        for file in self.data_files()?.into_iter().filter(wanted) {
            for batch in file.batches()? {
                let rows = columns::from_batch(&batch?, kind, &file.publisher, &mut interner);
                rows.map_err(|cause| file.damaged(cause))?
                    .into_iter()
                    .for_each(&mut each);
            }
        }
        Ok(())
    }

    /// Makes something of each row of a kind, file by file, several files at once. What is
    /// made comes in the order of the files and their rows.
    fn scan_at_once<T: Send>(
        &self,
        kind: Kind,
        each: impl Fn(Row, &mut Vec<T>) + Sync,
    ) -> Result<Vec<T>, Error> {
        let all = self.data_files()?.into_iter();
        let files: Vec<DataFile> = all.filter(|file| file.kind == kind).collect();
        let of_file = |file: &DataFile, interner: &mut Interner| -> Result<Vec<T>, Error> {
            let mut made = Vec::new();
            for batch in file.batches()? {
                let rows = columns::from_batch(&batch?, kind, &file.publisher, interner);
                let rows = rows.map_err(|cause| file.damaged(cause))?;
                rows.into_iter().for_each(|row| each(row, &mut made));
            }
            Ok(made)
        };
        let made = bulk::each_at_once(&files, Interner::default, of_file)
            .into_iter()
            .collect::<Result<Vec<Vec<T>>, Error>>()?;
        Ok(made.into_iter().flatten().collect())
    }

    /// What the newest snapshot of the log names, by path.
    pub(crate) fn data_files(&self) -> Result<Vec<DataFile>, Error> {
        let open = |cause: String| Error::Open {
            path: self.root.clone(),
            cause,
        };
        let snapshot = self
            .table
            .snapshot()
            .map_err(|error| open(error.to_string()))?;
        let mut files = Vec::new();
        for view in snapshot.log_data().iter() {
            let values = view.partition_values_map();
            let value = |name: &str| values.get(name).cloned().flatten().unwrap_or_default();
            let kind = match value("kind").as_str() {
                "event" => Kind::Event,
                "file" => Kind::File,
                "day" => Kind::Day,
                "rejected" => Kind::Rejected,
                other => return Err(open(format!("rows of the unknown kind `{other}`"))),
            };
            files.push(DataFile {
                path: self
                    .root
                    .join(TABLE)
                    .join(view.object_store_path().as_ref()),
                kind,
                publisher: value("publisher").into(),
                month: value("month").into(),
                size: u64::try_from(view.size()).unwrap_or(0),
                rows: view.num_records().map(|rows| rows as u64),
                removal: view.remove_action(true),
            });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// Sees what other processes have committed since.
    pub(crate) fn refresh(&mut self) -> Result<(), Error> {
        let before = self.table.version();
        self.runtime
            .block_on(self.table.update_state())
            .map_err(|error| Error::Open {
                path: self.root.clone(),
                cause: error.to_string(),
            })?;
        if self.table.version() != before {
            self.files = self.read_files()?;
        }
        Ok(())
    }

    /// A writer of rows that nobody sees until they are committed.
    pub(crate) fn writer(&self) -> DeltaResult<RecordBatchWriter> {
        self.writer_that_says(None)
    }

    /// The same, which puts these words into the footer of each file.
    pub(crate) fn writer_that_says(
        &self,
        words: Option<Vec<KeyValue>>,
    ) -> DeltaResult<RecordBatchWriter> {
        // Level 3 is where zstd's curve bends for text columns.
        let level = ZstdLevel::try_new(3)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata(words)
            .build();
        Ok(RecordBatchWriter::for_table(&self.table)?.with_writer_properties(properties))
    }

    /// Writes `rows` to the open files of `writer`.
    pub(crate) fn write(
        &self,
        writer: &mut RecordBatchWriter,
        rows: &[Row],
        month: &str,
    ) -> DeltaResult<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let batch = columns::to_batch(rows, month)?;
        self.write_batch(writer, batch)
    }

    /// Writes a batch with all columns to the open files of `writer`.
    pub(crate) fn write_batch(
        &self,
        writer: &mut RecordBatchWriter,
        batch: RecordBatch,
    ) -> DeltaResult<()> {
        self.runtime.block_on(writer.write(batch))
    }

    /// Closes the open files of `writer`, which can go on with new ones.
    pub(crate) fn flush(&self, writer: &mut RecordBatchWriter) -> DeltaResult<Vec<Add>> {
        self.runtime.block_on(writer.flush())
    }

    /// Removes files of rows that will not be committed. What cannot be removed is
    /// in nobody's way.
    pub(crate) fn discard(&self, adds: &[Add]) {
        for add in adds {
            let _ = fs::remove_file(self.root.join(TABLE).join(&add.path));
        }
    }

    /// Makes everything written visible at once, or nothing. `false` where
    /// another process brought one of the `transactions` first. The bytes of `forced` are
    /// on disk already.
    pub(crate) fn commit(
        &mut self,
        adds: Vec<Add>,
        forced: Vec<Add>,
        transactions: Vec<Transaction>,
        accounts: Vec<FileEntry>,
    ) -> Result<bool, Error> {
        self.change(Change {
            accounts: Some(accounts),
            adds,
            forced,
            removals: Vec::new(),
            transactions,
            operation: DeltaOperation::Write {
                mode: SaveMode::Append,
                partition_by: Some(PARTITION_COLUMNS.map(str::to_owned).to_vec()),
                predicate: None,
            },
        })
    }

    /// Makes a change visible at once, or nothing of it. `false` where another process
    /// brought one of its transactions first, or took out what it takes out.
    pub(crate) fn change(&mut self, change: Change) -> Result<bool, Error> {
        let fail = |cause: String| Error::Write {
            path: self.root.clone(),
            cause,
        };
        let location = self.root.join(TABLE);
        sync_all(&location, &change).map_err(fail)?;
        let properties = CommitProperties::default()
            .with_application_transactions(change.transactions)
            .with_cleanup_expired_logs(Some(false));
        let snapshot = self
            .table
            .snapshot()
            .map_err(|error| fail(error.to_string()))?;
        let removals = change.removals.into_iter().map(Action::Remove);
        let adds = change
            .adds
            .into_iter()
            .chain(change.forced)
            .map(Action::Add);
        let actions = removals.chain(adds).collect();
        let committed = self.runtime.block_on(async {
            CommitBuilder::from(properties)
                .with_actions(actions)
                .build(Some(snapshot), self.table.log_store(), change.operation)
                .await
        });
        let committed = match committed {
            Ok(committed) => committed,
            Err(DeltaTableError::Transaction {
                source: TransactionError::CommitConflict(_) | TransactionError::MaxCommitAttempts(_),
            }) => return Ok(false),
            Err(error) => return Err(fail(error.to_string())),
        };
        sync_log(&location).map_err(|error| fail(error.to_string()))?;
        let before = self.table.version();
        self.table.state = Some(committed.snapshot());
        let is_next = before.is_some_and(|before| before + 1 == committed.version());
        match change.accounts.filter(|_| is_next) {
            // Nobody else has committed in between.
            Some(accounts) => {
                self.files.extend(accounts);
                sort(&mut self.files);
            }
            None => self.files = self.read_files()?,
        }
        Ok(true)
    }
}

/// The table with every column that this version writes; older lakes lack some.
async fn with_all_columns(table: DeltaTable, url: Url) -> DeltaResult<DeltaTable> {
    let schema = table.snapshot()?.schema();
    let missing: Vec<_> = columns::delta_fields()
        .into_iter()
        .filter(|field| schema.field(field.name()).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(table);
    }
    match table.add_columns().with_fields(missing).await {
        Ok(table) => Ok(table),
        // Another process added them a moment ago.
        Err(error) => {
            let table = DeltaTableBuilder::from_url(url)?.load().await?;
            let schema = table.snapshot()?.schema();
            let all = columns::delta_fields();
            match all.iter().all(|field| schema.field(field.name()).is_some()) {
                true => Ok(table),
                false => Err(error),
            }
        }
    }
}

/// Makes the table; `None` where another process made it.
async fn create(url: &Url) -> DeltaResult<Option<DeltaTable>> {
    let table = DeltaTableBuilder::from_url(url.clone())?.build()?;
    let created = table
        .create()
        .with_table_name("foreshock_records")
        .with_columns(columns::delta_fields())
        .with_partition_columns(PARTITION_COLUMNS)
        .with_save_mode(SaveMode::ErrorIfExists)
        .await;
    match created {
        Ok(table) => Ok(Some(table)),
        // Another process made it a moment ago.
        Err(DeltaTableError::VersionAlreadyExists(_)) => Ok(None),
        Err(error) => {
            let other = DeltaTableBuilder::from_url(url.clone())?.load().await;
            other.map(|_| None).map_err(|_| error)
        }
    }
}

/// Puts accounts in the order of dataset, lineage and edition.
fn sort(files: &mut [FileEntry]) {
    files.sort_by(|a, b| {
        (&a.dataset, a.lineage, a.edition).cmp(&(&b.dataset, b.lineage, b.edition))
    });
}

/// Forces to disk what a change adds, and the directories that name it, each once and several
/// at a time.
fn sync_all(location: &Path, change: &Change) -> Result<(), String> {
    let files = change.adds.iter().map(|add| location.join(&add.path));
    let adds = change.adds.iter().chain(&change.forced);
    let directories: BTreeSet<PathBuf> = adds
        .flat_map(|add| {
            let path = location.join(&add.path);
            let above = path.ancestors().skip(1);
            let within = above.take_while(|above| above.starts_with(location));
            within.map(Path::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let files: Vec<PathBuf> = files.collect();
    let directories: Vec<PathBuf> = directories.into_iter().collect();
    let both = [
        (&files, sync_file as fn(&Path) -> std::io::Result<()>),
        (&directories, sync_directory),
    ];
    for (paths, sync) in both {
        for some in paths.chunks(AT_ONCE) {
            thread::scope(|scope| {
                let each = some
                    .iter()
                    .map(|path| scope.spawn(move || (path, sync(path))));
                let all: Vec<_> = each.collect();
                all.into_iter()
                    .map(bulk::joined)
                    .try_for_each(|(path, synced)| {
                        synced.map_err(|error| format!("{}: {error}", path.display()))
                    })
            })?;
        }
    }
    Ok(())
}

fn sync_file(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Forces the newest commit and the directory that names it to disk.
fn sync_log(location: &Path) -> std::io::Result<()> {
    let log = location.join("_delta_log");
    let mut newest: Option<PathBuf> = None;
    for entry in fs::read_dir(&log)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && newest < Some(path.clone())
        {
            newest = Some(path);
        }
    }
    if let Some(path) = newest {
        File::open(path)?.sync_all()?;
    }
    sync_directory(&log)
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Directories cannot be opened as files here; the file system keeps their
/// entries in order by itself.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> std::io::Result<()> {
    Ok(())
}
