//! Parquet files: what a value means, and what is refused.

mod common;

use std::{fs::File, sync::Arc};

use arrow::{
    array::{
        ArrayRef, BinaryArray, BooleanArray, Date32Array, Date64Array, Decimal128Array,
        DictionaryArray, Float32Array, Float64Array, Int64Array, LargeStringArray, ListArray,
        RecordBatch, StringArray, TimestampMicrosecondArray, TimestampNanosecondArray,
    },
    datatypes::{Int32Type, Int64Type},
};
use common::{named, on_disk, read_path, refused, table, try_read};
use foreshock_event::DatePrecision;
use foreshock_source::{Error, Format, Table, guess};
use jiff::{civil::date, tz::TimeZone};
use parquet::{
    arrow::ArrowWriter,
    basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel},
    file::{
        properties::WriterProperties,
        reader::{FileReader, SerializedFileReader},
    },
};
use proptest::prelude::*;

fn written(columns: &[(&str, ArrayRef)], compression: Compression) -> Vec<u8> {
    let columns = columns
        .iter()
        .map(|(name, values)| (*name, values.clone(), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(300))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Two rows with the columns `date` and `category`.
fn two() -> Vec<(&'static str, ArrayRef)> {
    let days = Date32Array::from(vec![Some(19_723), Some(19_724)]);
    vec![
        ("date", Arc::new(days) as ArrayRef),
        ("category", texts(&["a", "b"])),
    ]
}

/// A table with columns of numbers and texts besides.
fn wide() -> Table {
    let mut table = table();
    let columns = &mut table.columns;
    columns.count = Some(named("count"));
    columns.intensity = Some(named("intensity"));
    columns.text = Some(named("text"));
    columns.published = Some(named("published"));
    table
}

#[test]
fn values_become_text_as_a_table_would_have_them() {
    let days: Vec<ArrayRef> = vec![
        Arc::new(Date32Array::from(vec![19_723])),
        Arc::new(Date64Array::from(vec![19_723 * 86_400_000])),
        Arc::new(TimestampMicrosecondArray::from(vec![
            19_723 * 86_400_000_000,
        ])),
        Arc::new(TimestampNanosecondArray::from(vec![
            19_723 * 86_400_000_000_000,
        ])),
        texts(&["2024-01-01"]),
        Arc::new(LargeStringArray::from(vec!["2024-01-01"])),
        Arc::new(BinaryArray::from(vec![&b"2024-01-01"[..]])),
        Arc::new(
            ["2024-01-01"]
                .into_iter()
                .collect::<DictionaryArray<Int32Type>>(),
        ),
    ];
    for day in days {
        let columns = [
            ("date", day.clone()),
            ("category", texts(&["a"])),
            (
                "count",
                Arc::new(Float64Array::from(vec![20.0])) as ArrayRef,
            ),
            (
                "intensity",
                Arc::new(
                    Decimal128Array::from(vec![125])
                        .with_precision_and_scale(9, 2)
                        .expect("a decimal"),
                ) as ArrayRef,
            ),
            ("text", Arc::new(BooleanArray::from(vec![true])) as ArrayRef),
            (
                "published",
                Arc::new(
                    TimestampMicrosecondArray::from(vec![1_704_110_400_000_000])
                        .with_timezone("UTC"),
                ) as ArrayRef,
            ),
        ];
        let bytes = written(&columns, Compression::SNAPPY);
        let outcome = try_read(&wide(), "events.parquet", bytes)
            .unwrap_or_else(|error| panic!("{:?}: {error}", day.data_type()));
        let [record] = outcome.records.as_slice() else {
            panic!("{:?}: {:?}", day.data_type(), outcome.rejected);
        };
        assert_eq!(record.began_on, date(2024, 1, 1), "{:?}", day.data_type());
        assert_eq!(record.date_precision, DatePrecision::Day);
        assert_eq!((record.count, record.intensity), (Some(20.0), Some(1.25)));
        assert_eq!(record.text.as_deref(), Some("true"));
        let published = record.published_at.expect("an instant").to_string();
        assert_eq!(published, "2024-01-01T12:00:00Z");
    }
}

/// The day of a moment is that of the timezone in which the file has it.
#[test]
fn a_moment_has_the_day_of_its_timezone() {
    let noon = 1_704_110_400_000_000 + 4 * 3_600_000_000;
    for (zone, day) in [
        ("UTC", 1),
        ("Asia/Seoul", 2),
        ("America/New_York", 1),
        ("+09:00", 2),
    ] {
        let moments = TimestampMicrosecondArray::from(vec![Some(noon), None]).with_timezone(zone);
        let columns = [
            ("date", Arc::new(moments) as ArrayRef),
            ("category", texts(&["a", "b"])),
        ];
        let bytes = written(&columns, Compression::SNAPPY);
        let outcome = try_read(&table(), "a.parquet", bytes).expect("a table");
        assert_eq!(outcome.records[0].began_on, date(2024, 1, day), "{zone}");
        assert_eq!(
            outcome.reasons(),
            [(2, "no date in column `date`")],
            "{zone}"
        );
    }
}

/// Whole numbers of which some are missing are often kept as numbers with a fraction.
#[test]
fn a_year_that_is_kept_as_a_fraction_is_a_year() {
    let columns = [
        (
            "date",
            Arc::new(Float64Array::from(vec![Some(2024.0), None, Some(f64::NAN)])) as ArrayRef,
        ),
        ("category", texts(&["a", "b", "c"])),
        (
            "count",
            Arc::new(Float32Array::from(vec![Some(0.1), Some(f32::NAN), None])) as ArrayRef,
        ),
    ];
    let mut table = table();
    table.columns.count = Some(named("count"));
    let outcome =
        try_read(&table, "a.pq", written(&columns, Compression::SNAPPY)).expect("a table");
    assert_eq!(outcome.records[0].date_precision, DatePrecision::Year);
    assert_eq!(outcome.records[0].count, Some(0.1));
    assert_eq!(
        outcome.reasons(),
        [
            (2, "no date in column `date`"),
            (3, "no date in column `date`")
        ]
    );
}

#[test]
fn what_cannot_be_written_is_set_aside() {
    let columns = [
        ("date", texts(&["2024-01-01", "2024-01-02", "2024-01-03"])),
        (
            "category",
            Arc::new(BinaryArray::from(vec![&b"a"[..], b"\xff", b"c"])) as ArrayRef,
        ),
        (
            "moment",
            Arc::new(TimestampMicrosecondArray::from(vec![0, 0, i64::MAX])) as ArrayRef,
        ),
        (
            "list",
            Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([
                Some(vec![Some(1), None]),
                None,
                None,
            ])) as ArrayRef,
        ),
    ];
    let outcome = try_read(
        &table(),
        "a.parquet",
        written(&columns, Compression::SNAPPY),
    )
    .expect("a table");
    assert_eq!(outcome.totals.kept, 1);
    let [first, second] = outcome.rejected.as_slice() else {
        panic!("{:?}", outcome.rejected);
    };
    assert_eq!((first.row, second.row), (2, 3));
    assert!(
        first
            .reason
            .starts_with("column `category`: bytes that are not UTF-8"),
        "{first:?}"
    );
    assert!(second.reason.starts_with("column `moment`: "), "{second:?}");
    assert!(second.raw.contains("2024-01-03\tc"), "{second:?}");
}

#[test]
fn every_codec_and_every_row_group_is_read() {
    let many = 1000;
    let days = Date32Array::from((0..many).collect::<Vec<i32>>());
    let columns = [
        ("date", Arc::new(days) as ArrayRef),
        (
            "category",
            Arc::new(StringArray::from_iter_values(
                (0..many).map(|row| format!("c{row}")),
            )) as ArrayRef,
        ),
        (
            "id",
            Arc::new(Int64Array::from_iter_values((0..many).map(i64::from))) as ArrayRef,
        ),
    ];
    let mut table = table();
    table.columns.id = Some(named("id"));
    let mut seen: Option<Vec<_>> = None;
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let outcome = try_read(&table, "a.parquet", written(&columns, codec)).expect("a table");
        let rows: Vec<_> = outcome
            .records
            .iter()
            .map(|record| (record.row, record.event_id.clone(), record.category.clone()))
            .collect();
        assert_eq!(rows.len(), 1000, "{codec}");
        assert_eq!(*seen.get_or_insert_with(|| rows.clone()), rows, "{codec}");
    }
}

#[test]
fn a_map_is_proposed_for_it() {
    let file = on_disk("a.parquet", written(&two(), Compression::SNAPPY));
    let guess = guess(&file.path).expect("a table with a date");
    assert_eq!(guess.format, Format::Parquet);
    assert_eq!(
        (guess.column("date"), guess.rows, guess.rejected),
        (Some("date"), 2, 0)
    );
    let table = guess.table("feed".into(), "Publisher".into(), TimeZone::UTC);
    assert_eq!(
        read_path(&table, &file.path).expect("a table").totals.kept,
        2
    );
}

#[test]
fn what_is_none_is_refused() {
    let bytes = written(&two(), Compression::SNAPPY);
    for (name, bytes) in [
        ("empty", &[][..]),
        ("a text", b"date,category\n2024-01-01,a\n"),
        ("cut off", &bytes[..bytes.len() - 1]),
        ("only its end", &bytes[bytes.len() - 8..]),
    ] {
        let error = refused(&table(), "a.parquet", bytes);
        assert!(
            matches!(error, Error::Damaged { row: 0, .. }),
            "{name}: {error}"
        );
    }
    let mut other = table();
    other.columns.date = named("dat");
    let error = refused(&other, "a.parquet", &bytes);
    assert!(
        error.to_string().contains("did you mean `date`?"),
        "{error}"
    );
    let error = refused(&table(), "none.csv", &bytes);
    assert!(
        error.to_string().contains("declare format = \"parquet\""),
        "{error}"
    );
}

/// A table of the VIEWS prediction challenge: numbers by country and month.
#[test]
fn a_published_table_is_read_whole() {
    let Some(path) = common::data("views_cm/actuals/cm_actuals_2021.parquet") else {
        return;
    };
    let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("a reader");
    let rows = reader.metadata().file_metadata().num_rows();
    let mut table = table();
    table.columns.date = common::fixed("2021");
    table.columns.category = named("country_id");
    table.columns.count = Some(named("outcome"));
    let outcome = read_path(&table, &path).expect("a table");
    assert!(rows > 1000);
    assert_eq!(
        (outcome.totals.read, outcome.totals.kept),
        (rows as u64, rows as u64)
    );
    assert!(outcome.records.iter().all(|record| record.count.is_some()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever is damaged, every row that is read is accounted for, and nothing panics.
    #[test]
    fn damage_is_told(
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        at_the_end in any::<bool>(),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut bytes = written(&two(), Compression::ZSTD(ZstdLevel::default()));
        let length = bytes.len();
        for (at, byte) in &damages {
            // What the file says of itself stands at its end.
            let at = if at_the_end { length - 1 - at.index(length / 4) } else { at.index(length) };
            bytes[at] = *byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(length));
        }
        if let Err(error) = try_read(&table(), "a.parquet", bytes) {
            prop_assert!(error.to_string().contains("\n  "), "{error}");
        }
    }
}
