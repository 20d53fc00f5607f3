//! A lake that an earlier version of the program wrote, before it had all columns.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::{ArrayRef, RecordBatch, StringArray},
    compute::concat_batches,
};
use deltalake_core::{
    DeltaTableBuilder,
    kernel::StructField,
    writer::{DeltaWriter, RecordBatchWriter},
};
use foreshock_event::{AsOf, Feed, Known, Lag};
use foreshock_lake::{Lake, Reading};
use foreshock_source::{Input, Published, Publisher};
use jiff::tz::TimeZone;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use url::Url;

/// Columns that came later.
const LATER: [&str; 7] = [
    "unknown_codes",
    "countries",
    "rows_outside",
    "rows_superseded",
    "rows_unknown",
    "release",
    "collection",
];
const PARTITIONS: [&str; 3] = ["kind", "publisher", "month"];

fn reading(directory: &Path, name: &str, rows: &str) -> Reading {
    let path = directory.join(name);
    fs::write(&path, format!("month_id,country_id,ged_sb\n{rows}")).expect("a file");
    Reading {
        input: Input::Published(Published::new("feed".into(), Publisher::Views)),
        path,
        snapshot: false,
        collection: None,
        theatre: None,
    }
}

fn known(lake: &Lake, reading: &Reading) -> Known {
    let feed = Feed {
        id: "feed".into(),
        lag: Some(Lag::days(1)),
    };
    let as_of = AsOf::parse("2026-06-30", TimeZone::UTC).expect("a day");
    lake.known(&as_of, &[(reading.dataset(), feed)])
        .expect("what was known")
}

fn data_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "_delta_log") {
            files.extend(data_files(&path));
        } else if path.extension().is_some_and(|end| end == "parquet") {
            files.push(path);
        }
    }
    files
}

/// Writes the rows of `new` to `old` as they would have been written before there were the
/// later columns and the accounts of days.
fn aged(new: &Path, old: &Path) {
    fs::create_dir_all(old.join("records")).expect("a directory");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let url = |root: &Path| Url::from_directory_path(root.join("records")).expect("an address");
    runtime.block_on(async {
        let table = DeltaTableBuilder::from_url(url(new)).expect("a table");
        let schema = table
            .load()
            .await
            .expect("a table")
            .snapshot()
            .expect("loaded")
            .schema();
        let fields: Vec<StructField> = schema
            .fields()
            .filter(|field| !LATER.contains(&field.name().as_str()))
            .cloned()
            .collect();
        let table = DeltaTableBuilder::from_url(url(old)).expect("a table");
        let mut table = table
            .build()
            .expect("a table")
            .create()
            .with_columns(fields)
            .with_partition_columns(PARTITIONS)
            .await
            .expect("a table");
        let mut writer = RecordBatchWriter::for_table(&table).expect("a writer");
        for path in data_files(&new.join("records")) {
            let part = |name: &str| {
                let text = path.to_string_lossy().into_owned();
                let rest = text.split(&format!("{name}=")).nth(1).expect("a partition");
                rest.split('/').next().expect("a value").to_owned()
            };
            if part("kind") == "day" {
                continue;
            }
            let file = File::open(&path).expect("a file");
            let batches = ParquetRecordBatchReaderBuilder::try_new(file)
                .and_then(|builder| builder.build())
                .expect("a data file");
            let batches: Vec<RecordBatch> = batches.collect::<Result<_, _>>().expect("rows");
            let batch = concat_batches(&batches[0].schema(), &batches).expect("one batch");
            let kept = batch
                .schema()
                .fields()
                .iter()
                .map(|field| field.name().clone())
                .filter(|name| !LATER.contains(&name.as_str()))
                .map(|name| {
                    (
                        name.clone(),
                        batch.column_by_name(&name).expect("there").clone(),
                    )
                })
                .collect::<Vec<(String, ArrayRef)>>();
            let partitions = PARTITIONS.iter().map(|name| {
                let values = vec![part(name); batch.num_rows()];
                let array: ArrayRef = Arc::new(StringArray::from(values));
                ((*name).to_owned(), array)
            });
            let whole = partitions
                .chain(kept)
                .map(|(name, array)| (name, array, true));
            let batch = RecordBatch::try_from_iter_with_nullable(whole).expect("a batch");
            writer.write(batch).await.expect("written");
        }
        writer
            .flush_and_commit(&mut table)
            .await
            .expect("committed");
    });
}

#[test]
fn a_lake_of_an_earlier_version_is_read_added_to_and_cared_for() {
    let place = tempfile::tempdir().expect("a directory");
    let at = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let first = reading(place.path(), "a.csv", "457,57,3\n458,57,4\nx,57,4\n");
    let (new, old) = (place.path().join("new"), place.path().join("old"));
    let mut lake = Lake::open(&new).expect("a lake");
    lake.ingest(std::slice::from_ref(&first), at, false, |_| {})
        .expect("an ingest");
    let expected = known(&lake, &first).digest();
    aged(&new, &old);
    let columns = data_files(&old.join("records")).iter().any(|path| {
        let file = File::open(path).expect("a file");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a data file");
        reader.schema().column_with_name("rows_outside").is_some()
    });
    assert!(!columns, "the test would say nothing");

    let mut lake = Lake::open(&old).expect("an old lake");
    assert_eq!(known(&lake, &first).digest(), expected);
    let entry = lake.standing_files()[0].clone();
    assert_eq!((entry.read, entry.kept, entry.rejected), (3, 2, 1));
    let examination = Lake::examine(&old).expect("an examination");
    assert!(examination.is_sound(), "{:?}", examination.findings);
    // The same file changes nothing, another content is a further edition.
    let again = lake
        .ingest(std::slice::from_ref(&first), at, false, |_| {})
        .expect("an ingest");
    assert!(!again[0].new);
    let more = reading(place.path(), "a.csv", "457,57,3\n458,57,9\n459,57,1\n");
    let ingested = lake
        .ingest(std::slice::from_ref(&more), at, false, |_| {})
        .expect("an ingest");
    assert_eq!(
        (ingested[0].entry.edition, ingested[0].entry.revised),
        (2, 1)
    );
    let expected = known(&lake, &more).digest();
    let compacted = lake.compact().expect("a compaction");
    assert!(compacted.files_before > compacted.files_after);
    assert_eq!(known(&lake, &more).digest(), expected);
    let examination = Lake::examine(&old).expect("an examination");
    assert!(examination.is_sound(), "{:?}", examination.findings);
}
