//! Files made to break the reader: each is refused with an error that says
//! where, why and what to do, or every row of it is accounted for.

mod common;

use std::{fs, io::Write};

use common::{named, on_disk, read, read_path, refused, table, try_read};
use flate2::{Compression, write::GzEncoder};
use foreshock_source::{Columns, Error, RawFile, Table};
use proptest::prelude::*;

const MEBIBYTE: usize = 1 << 20;

#[test]
fn a_quoted_field_of_many_lines_is_a_row_too() {
    let mut text = "date,category\n2024-01-01,\"".to_owned();
    text.push_str(&"0123456789abcde\n".repeat(MEBIBYTE));
    let error = refused(&table(), "a.csv", text);
    assert!(matches!(error, Error::RowTooLong { row: 0, .. }), "{error}");
}

#[test]
fn a_header_may_not_be_endless_either() {
    let error = refused(&table(), "a.csv", vec![b'a'; 9 * MEBIBYTE]);
    assert!(matches!(error, Error::RowTooLong { row: 0, .. }), "{error}");
    let error = refused(&table(), "a.txt", vec![b','; 9 * MEBIBYTE]);
    assert!(matches!(error, Error::RowTooLong { row: 0, .. }), "{error}");
}

#[test]
fn the_longest_row_allowed_is_read_wherever_it_stands() {
    let row = "2024-01-01,".len();
    for before in [0, 1, 5000] {
        let mut text = "date,category\n".to_owned();
        text.push_str(&"2024-01-01,a\n".repeat(before));
        text.push_str("2024-01-01,");
        text.push_str(&"a".repeat(8 * MEBIBYTE - row));
        text.push_str("\n2024-01-02,b\n");
        assert_eq!(read(&table(), text).totals.kept, before as u64 + 2);
    }
}

#[test]
fn many_rows_are_no_long_row() {
    let mut text = "date,category\n".to_owned();
    let row = format!("2024-01-01,{}\n", "a".repeat(1000));
    text.push_str(&row.repeat(20_000));
    assert!(text.len() > 16 * MEBIBYTE);
    assert_eq!(read(&table(), text).totals.kept, 20_000);
}

#[test]
fn a_gzip_that_is_cut_off_or_changed_says_after_which_row() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"date,category\n").expect("compressed");
    for row in 0..20_000 {
        writeln!(
            encoder,
            "2024-01-{:02},category {}",
            row % 28 + 1,
            row * 7919 % 1009
        )
        .expect("compressed");
    }
    let whole = encoder.finish().expect("compressed");
    assert_eq!(
        try_read(&table(), "a.csv.gz", &whole)
            .expect("a table")
            .totals
            .kept,
        20_000
    );
    for length in [whole.len() / 2, whole.len() - 1, whole.len() - 8] {
        let error = refused(&table(), "a.csv.gz", &whole[..length]);
        let Error::Damaged { row, .. } = &error else {
            panic!("{error}")
        };
        assert!(*row > 0 && *row <= 20_000, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("a.csv.gz") && text.contains("fetch or copy the file again"),
            "{text}"
        );
    }
    let mut changed = whole.clone();
    let checksum = changed.len() - 6;
    changed[checksum] ^= 1;
    assert!(matches!(
        refused(&table(), "a.csv.gz", changed),
        Error::Damaged { .. }
    ));
    assert!(matches!(
        refused(&table(), "a.csv.gz", &whole[..3]),
        Error::Damaged { row: 0, .. }
    ));
}

#[test]
fn what_is_no_file_is_refused_with_its_path() {
    let directory = tempfile::tempdir().expect("a directory");
    let missing = directory.path().join("missing.csv");
    for path in [&missing, &directory.path().to_owned()] {
        for error in [
            RawFile::open(path).map(|_| ()),
            foreshock_source::guess(path).map(|_| ()),
        ] {
            let Err(error) = error else {
                panic!("{} was read", path.display())
            };
            let text = error.to_string();
            assert!(
                text.contains(&*directory.path().to_string_lossy()),
                "{text}"
            );
        }
        assert!(matches!(RawFile::open(path), Err(Error::Unreadable { .. })));
    }
    assert!(
        matches!(
            RawFile::open("/dev/null".as_ref()),
            Err(Error::Unreadable { .. })
        ) || !cfg!(unix)
    );
}

#[test]
fn a_file_that_vanishes_between_digest_and_reading_is_an_error() {
    let file = on_disk("a.csv", "date,category\n");
    let raw = RawFile::open(&file.path).expect("a file");
    fs::remove_file(&file.path).expect("removed");
    let read = table().read(&raw, common::ingested_at(), &mut |_| {});
    assert!(matches!(read, Err(Error::Unreadable { .. })));
}

#[test]
fn other_kinds_of_file_are_told_by_their_first_bytes() {
    for (bytes, remedy) in [
        (&b"PAR1 and so on"[..], "format = \"parquet\""),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "save it as XLSX or CSV",
        ),
        (b"d\0a\0t\0e\0,\0c\0a\0t\0e\0g\0o\0r\0y\0\n\0", "utf-16le"),
    ] {
        let error = refused(&table(), "a.csv", bytes);
        assert!(matches!(error, Error::NotText { .. }), "{error}");
        assert!(error.to_string().contains(remedy), "{error}");
    }
}

#[test]
fn the_mark_of_the_end_is_an_ordinary_value_elsewhere() {
    let outcome = read(
        &table(),
        "date,category\n2024-01-01,\u{fdd0}\u{fdef}\u{fdd0}\n2024-01-02,b\n",
    );
    assert_eq!(outcome.totals.kept, 2);
    let outcome = read(
        &table(),
        "date,category\n\u{fdd0}\u{fdef}\u{fdd0}\n2024-01-02,b\n",
    );
    assert_eq!((outcome.totals.kept, outcome.totals.rejected), (1, 1));
}

#[test]
fn the_end_is_found_whatever_separates_the_fields() {
    let delimiters = (0..=0x7f_u8).filter(|byte| !b"\"\r\n".contains(byte));
    for delimiter in delimiters.filter(|byte| !byte.is_ascii_digit() && *byte != b'-') {
        // Names that hold no delimiter.
        let names = match b"xyXY".contains(&delimiter) {
            false => ["xy", "yx"],
            true => ["12", "21"],
        };
        let between = char::from(delimiter);
        let [date, category] = names;
        let table = Table {
            delimiter: Some(delimiter),
            columns: Columns::new(named(date), named(category)),
            ..table()
        };
        let whole = format!("{date}{between}{category}\n2024-01-01{between}7\n");
        let open = format!("{whole}2024-01-02{between}\"7\n");
        for (rows, rejected) in [(whole, 0), (open, 1)] {
            let totals = read(&table, &rows).totals;
            assert_eq!((totals.kept, totals.rejected), (1, rejected), "{between:?}");
        }
    }
}

/// Bytes that look enough like a table to get past the header.
fn nearly_a_table() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"2024-01-01".to_vec()),
        Just(b",".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\"\"".to_vec()),
        Just(b"\0".to_vec()),
        Just("\u{feff}".as_bytes().to_vec()),
        Just("\u{a0}".as_bytes().to_vec()),
        Just(b"1e999".to_vec()),
        Just(b"category,date\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
        "[0-9T:Q -]{1,24}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| {
        [
            &b"date,category,lat,count,until,published,id\n"[..],
            &pieces.concat(),
        ]
        .concat()
    })
}

fn greedy() -> foreshock_source::Table {
    let mut table = table();
    table.columns.lat = Some(common::named("lat"));
    table.columns.count = Some(common::named("count"));
    table.columns.until = Some(common::named("until"));
    table.columns.published = Some(common::named("published"));
    table.columns.id = Some(common::named("id"));
    table
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands in a file, it is refused as a whole or each of its rows
    /// is kept or set aside; reading it twice says the same.
    #[test]
    fn no_bytes_break_the_reader(
        bytes in prop_oneof![nearly_a_table(), prop::collection::vec(any::<u8>(), 0..400)],
        name in prop::sample::select(vec!["a.csv", "a.tsv", "a.txt", "a.csv.gz", "a.xlsx"]),
        encoding in prop::option::of(prop::sample::select(vec!["utf-8", "windows-1252", "utf-16le", "euc-kr", "iso-2022-jp"])),
        date_format in prop::option::of("[%dmYyBbsHMSzZjUGVq/ .:-]{0,8}"),
        skip_rows in 0..3_usize,
    ) {
        let mut table = greedy();
        table.encoding = encoding.map(str::to_owned);
        table.date_format = date_format;
        table.skip_rows = skip_rows;
        let file = on_disk(name, &bytes);
        let first = read_path(&table, &file.path);
        let second = read_path(&table, &file.path);
        match (first, second) {
            (Ok(first), Ok(second)) => {
                prop_assert_eq!(&first.records, &second.records);
                prop_assert_eq!(&first.rejected, &second.rejected);
                for record in &first.records {
                    let numbers = [record.lat, record.count];
                    prop_assert!(numbers.iter().flatten().all(|number| number.is_finite()));
                    prop_assert!(record.ended_on >= record.began_on);
                    prop_assert!((1500..=2200).contains(&record.began_on.year()));
                    prop_assert!(!record.event_id.is_empty() && !record.category.is_empty());
                }
                let ids: std::collections::HashSet<_> =
                    first.records.iter().map(|record| &record.event_id).collect();
                prop_assert_eq!(ids.len(), first.records.len());
            }
            (Err(first), Err(second)) => {
                let text = first.to_string();
                prop_assert_eq!(&text, &second.to_string());
                prop_assert!(text.contains('\n'), "no remedy in {}", text);
            }
            _ => prop_assert!(false, "the same file was read and refused"),
        }
        // A guess may fail, and that is all.
        let _ = foreshock_source::guess(&file.path);
    }

    /// No row of a well-formed table is lost or made up, whatever its values.
    #[test]
    fn every_row_is_accounted_for(
        rows in prop::collection::vec(("\\PC{0,12}", "\\PC{0,12}"), 0..30),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["date", "category"]).expect("written");
        for (date, category) in &rows {
            writer.write_record([format!("2024{date}"), category.clone()]).expect("written");
        }
        let outcome = read(&table(), writer.into_inner().expect("written"));
        prop_assert_eq!(outcome.totals.read, rows.len() as u64);
    }
}
