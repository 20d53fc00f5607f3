//! Tables as they are found: every oddity that is read, and every one that is
//! set aside with its reason.

mod common;

use common::{fixed, named, read, refused, table, try_read};
use flate2::{Compression, write::GzEncoder};
use foreshock_event::DatePrecision;
use foreshock_source::{Column, Error, Format, JoinedColumns, Table};
use jiff::civil::date;
use std::io::{Cursor, Write};

fn with(change: impl FnOnce(&mut Table)) -> Table {
    let mut table = table();
    change(&mut table);
    table
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("compressed");
    encoder.finish().expect("compressed")
}

const TWO: &str = "date,category\n2024-01-01,a\n2024-01-02,b\n";

#[test]
fn a_plain_table_becomes_records_with_their_way_back() {
    let outcome = read(&table(), TWO);
    assert_eq!(outcome.totals.kept, 2);
    let second = &outcome.records[1];
    assert_eq!(
        (&*second.category, second.began_on, second.row),
        ("b", date(2024, 1, 2), 2)
    );
    assert_eq!(
        (&*second.feed, &*second.publisher, &*second.file),
        ("feed", "Publisher", "events.csv")
    );
    assert_eq!(second.ingested_at, common::ingested_at());
    // sha256sum of the bytes of TWO.
    assert_eq!(second.file_sha256.len(), 64);
    assert_eq!(second.ended_on, second.began_on);
    assert_eq!(second.published_at, None);
}

#[test]
fn the_digest_of_a_file_is_that_of_its_bytes_on_disk() {
    let file = common::on_disk("a.csv", "abc");
    let file = foreshock_source::RawFile::open(&file.path).expect("a file");
    // The first example of FIPS 180-2.
    assert_eq!(
        &*file.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(file.name, "a.csv");
}

#[test]
fn the_name_tells_the_layout() {
    let tabs = TWO.replace(',', "\t");
    for (name, bytes) in [
        ("a.csv", TWO.as_bytes().to_vec()),
        ("A.CSV", TWO.as_bytes().to_vec()),
        ("a.b.csv.gz", gzip(TWO)),
        ("a.tsv", tabs.clone().into_bytes()),
        ("a.tab", tabs.clone().into_bytes()),
        ("a.tab.gz", gzip(&tabs)),
        ("a.txt", tabs.clone().into_bytes()),
        ("a.txt", TWO.as_bytes().to_vec()),
        ("a.txt.gz", gzip(&TWO.replace(',', ";"))),
        ("a.txt", TWO.replace(',', "|").into_bytes()),
        ("a.csv.zip", zip(TWO)),
        ("A.TXT.ZIP", zip(&TWO.replace(',', ";"))),
        // Packed without saying so.
        ("a.csv", gzip(TWO)),
        ("a.csv", zip(TWO)),
    ] {
        let outcome =
            try_read(&table(), name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(outcome.totals.kept, 2, "{name}");
    }
    let error = refused(&table(), "a.dat", TWO);
    assert!(matches!(error, Error::UnknownFormat { .. }));
    let declared = with(|table| table.format = Some(Format::Csv));
    assert_eq!(
        try_read(&declared, "a.dat", TWO)
            .expect("a table")
            .totals
            .kept,
        2
    );
    let semicolons = with(|table| table.delimiter = Some(b';'));
    assert_eq!(read(&semicolons, TWO.replace(',', ";")).totals.kept, 2);
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).expect("a file");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

fn zip(text: &str) -> Vec<u8> {
    zip_of(&[("a.csv", text.as_bytes())])
}

#[test]
fn a_zip_archive_holds_one_text() {
    let two = TWO.as_bytes();
    let error = refused(&table(), "a.csv", zip_of(&[("a", two), ("b", two)]));
    assert!(
        matches!(error, Error::NotOneFile { files: 2, .. }),
        "{error}"
    );
    let error = refused(&table(), "a.csv", zip_of(&[("[Content_Types].xml", two)]));
    assert!(
        error.to_string().contains("declare format = \"xlsx\""),
        "{error}"
    );
    let error = refused(&table(), "a.csv", zip_of(&[("a.zip", &zip(TWO))]));
    assert!(error.to_string().contains("packed twice"), "{error}");
    let encoded = b"date,category\n2024-01-01,caf\xe9\n";
    let western = with(|table| table.encoding = Some("windows-1252".to_owned()));
    let outcome = try_read(&western, "a.csv.zip", zip_of(&[("a", encoded)])).expect("a table");
    assert_eq!(&*outcome.records[0].category, "café");
}

#[test]
fn a_name_that_says_packed_is_held_to_it() {
    let cut = |name: &str, bytes: Vec<u8>, length: usize, words: &str| {
        let error = refused(&table(), name, &bytes[..length]);
        let text = error.to_string();
        assert!(matches!(error, Error::NotPacked { .. }), "{text}");
        assert!(text.contains(words), "{text}");
    };
    cut(
        "a.csv.gz",
        gzip(TWO),
        0,
        "is not a gzip file, as its name says, but empty",
    );
    cut("a.csv.gz", gzip(TWO), 1, "but 1 other byte");
    cut(
        "a.csv.ZIP",
        zip(TWO),
        3,
        "is not a zip archive, as its name says, but 3 other bytes",
    );
    cut(
        "a.csv.zip",
        TWO.into(),
        TWO.len(),
        "take the ending off its name",
    );
    let damaged = refused(&table(), "a.csv.zip", &zip(TWO)[..40]);
    assert!(matches!(damaged, Error::Damaged { .. }), "{damaged}");
}

#[test]
fn a_gzip_of_several_members_is_read_to_its_end() {
    let mut bytes = gzip("date,category\n2024-01-01,a\n");
    bytes.extend(gzip("2024-01-02,b\n"));
    assert_eq!(
        try_read(&table(), "a.csv.gz", bytes)
            .expect("a table")
            .totals
            .kept,
        2
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_name() {
    assert_eq!(read(&table(), format!("\u{feff}{TWO}")).totals.kept, 2);
    assert_eq!(
        read(&table(), format!("\u{feff}\u{feff}{TWO}")).totals.kept,
        2
    );
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{}", TWO.replace("a\n", "é한\n"))
            .encode_utf16()
            .flat_map(to_bytes)
            .collect()
    };
    for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        let outcome = read(&table(), bytes);
        assert_eq!(&*outcome.records[0].category, "é한");
    }
}

#[test]
fn other_encodings_are_read_where_declared() {
    let bytes = b"date,category\n2024-01-01,caf\xe9\n";
    let western = with(|table| table.encoding = Some("windows-1252".to_owned()));
    assert_eq!(&*read(&western, bytes).records[0].category, "café");
    let korean = with(|table| table.encoding = Some("EUC-KR".to_owned()));
    let outcome = read(
        &korean,
        b"date,category\n2024-01-01,\xc7\xd1\n2024-01-02,\xff\xff\n",
    );
    assert_eq!(&*outcome.records[0].category, "한");
    assert_eq!(outcome.reasons().len(), 1);
    assert!(
        outcome.reasons()[0]
            .1
            .contains("column `category` is not EUC-KR"),
        "{:?}",
        outcome.reasons()
    );
    let declared = with(|table| table.encoding = Some("utf-8".to_owned()));
    assert_eq!(read(&declared, bytes).totals.rejected, 1);
    let error = refused(
        &with(|table| table.encoding = Some("latin-99".to_owned())),
        "a.csv",
        bytes,
    );
    assert!(matches!(&error, Error::UnknownEncoding { label } if label == "latin-99"));
    assert!(error.to_string().contains("windows-1252"));
}

#[test]
fn a_row_that_is_not_utf_8_is_set_aside_and_the_next_is_read() {
    let outcome = read(
        &table(),
        b"date,category,note\n2024-01-01,a,caf\xe9\n2024-01-02,b,\n",
    );
    assert_eq!(outcome.totals.kept, 1);
    let rejected = &outcome.rejected[0];
    assert_eq!(rejected.row, 1);
    assert!(
        rejected.reason.contains("column `note`"),
        "{}",
        rejected.reason
    );
    assert!(
        rejected.reason.contains("encoding = \"windows-1252\""),
        "{}",
        rejected.reason
    );
    assert_eq!(rejected.raw, "2024-01-01,a,caf\u{fffd}");
}

#[test]
fn a_header_that_is_not_utf_8_says_so() {
    let error = refused(&table(), "a.csv", b"date,cat\xe9gorie\n2024-01-01,a\n");
    assert!(
        matches!(
            error,
            Error::HeaderEncoding {
                encoding: "UTF-8",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn rows_of_another_width_are_set_aside() {
    let outcome = read(
        &table(),
        "date,category,note\n2024-01-01,a\n2024-01-02,b,c,d\n2024-01-03,e,f\n",
    );
    assert_eq!(outcome.totals.kept, 1);
    assert_eq!(
        outcome.reasons(),
        [
            (1, "2 fields where there are 3 columns"),
            (2, "4 fields where there are 3 columns")
        ]
    );
    assert_eq!(outcome.rejected[1].raw, "2024-01-02,b,c,d");
}

#[test]
fn a_quote_that_is_never_closed_is_hinted_at() {
    let text = "date,category,note\n2024-01-01,a,b\n2024-01-02,a,\"b\n2024-01-03,c,d\n";
    for text in [text, text.trim_end()] {
        let outcome = read(&table(), text);
        assert_eq!(outcome.totals.kept, 1);
        assert_eq!(outcome.rejected[0].row, 2);
        assert!(
            outcome.rejected[0].reason.contains("never closed"),
            "{:?}",
            outcome.reasons()
        );
        assert!(
            outcome.rejected[0].raw.contains("b\n2024-01-03,c,d"),
            "the row is whole"
        );
        assert!(
            !outcome.rejected[0].raw.contains('\u{1}'),
            "and nothing is added"
        );
    }
    // Closed by the next quote, it has swallowed only some rows.
    let text = "date,category,note\n2024-01-01,a,\"b\n2024-01-02,a,\"b\n2024-01-03,c,d\n";
    let outcome = read(&table(), text);
    assert_eq!(
        (outcome.totals.kept, outcome.totals.rejected),
        (2, 0),
        "a note of two lines"
    );
    let text = "date,category\n2024-01-01,\"a\n2024-01-02,\"b\n2024-01-03,c\n";
    let outcome = read(&table(), text);
    assert!(
        outcome.reasons()[0]
            .1
            .contains("a quote was perhaps not closed"),
        "{:?}",
        outcome.reasons()
    );
    let text = "date,category,note\n2024-01-01,\"a\n2024-01-02,b,c\",d,e\n";
    let outcome = read(&table(), text);
    assert!(
        outcome.reasons()[0]
            .1
            .contains("a quote was perhaps not closed"),
        "{:?}",
        outcome.reasons()
    );
    let error = refused(&table(), "a.csv", "date,\"category\n2024-01-01,a\n");
    assert!(error.to_string().contains("never closed"), "{error}");
}

#[test]
fn a_delimiter_after_every_row_but_not_the_header_is_no_field() {
    let outcome = read(
        &table(),
        "date,category\n2024-01-01,a,\n2024-01-02,b,\n2024-01-03,b,x\n",
    );
    assert_eq!(outcome.totals.kept, 2);
    assert_eq!(
        outcome.reasons(),
        [(3, "3 fields where there are 2 columns")]
    );
    // Where only a later row has it, a delimiter slipped in.
    let outcome = read(&table(), "date,category\n2024-01-01,a\n2024-01-02,b,\n");
    assert_eq!(
        outcome.reasons(),
        [(2, "3 fields where there are 2 columns")]
    );
}

#[test]
fn blank_lines_and_carriage_returns_change_nothing() {
    let outcome = read(
        &table(),
        "\r\n\r\ndate,category\r\n\r\n2024-01-01,a\r\n\r\n,\r\n , \r\n2024-01-02,b\r\n\r\n",
    );
    assert_eq!(outcome.totals.read, 2);
    assert_eq!(outcome.totals.kept, 2);
    assert_eq!(&*outcome.records[1].category, "b");
    let outcome = read(&table(), "date,category\r2024-01-01,a\r2024-01-02,b");
    assert_eq!(outcome.totals.kept, 2);
}

#[test]
fn quoted_line_breaks_and_doubled_quotes_belong_to_the_value() {
    let text = with(|table| table.columns.text = Some(named("note")));
    let outcome = read(
        &text,
        "date,category,note\n2024-01-01,a,\"first\nsecond \"\"quoted\"\", third\"\n",
    );
    assert_eq!(
        outcome.records[0].text.as_deref(),
        Some("first\nsecond \"quoted\", third")
    );
    let outcome = read(
        &text,
        "date,category,note\nnever,a,\"first\nsecond \"\"quoted\"\", third\"\n",
    );
    assert_eq!(
        outcome.rejected[0].raw,
        "never,a,\"first\nsecond \"\"quoted\"\", third\""
    );
}

#[test]
fn rows_before_the_header_are_skipped_as_lines() {
    let skipping = with(|table| table.skip_rows = 3);
    let outcome = read(
        &skipping,
        format!("Title \"unbalanced\n\nExported 2024\n{TWO}"),
    );
    assert_eq!(outcome.totals.kept, 2);
    let error = refused(&with(|table| table.skip_rows = 9), "a.csv", TWO);
    assert!(matches!(error, Error::Empty { skipped: 9, .. }));
    assert!(error.to_string().contains("after the 9 rows"), "{error}");
}

#[test]
fn a_table_without_a_header_has_the_names_that_it_is_given() {
    let named = with(|table| {
        table.names = vec!["category".to_owned(), "date".to_owned(), "x".to_owned()];
    });
    let rows = "a,2024-01-01,\n\nb,2024-01-02,y\nc,2024-01-03\n";
    let outcome = read(&named, rows);
    let read: Vec<_> = outcome
        .records
        .iter()
        .map(|record| (record.row, &*record.category))
        .collect();
    assert_eq!(read, [(1, "a"), (2, "b")]);
    assert_eq!(
        outcome.reasons(),
        [(3, "2 fields where there are 3 columns")]
    );
    let skipping = Table {
        skip_rows: 1,
        ..named.clone()
    };
    let outcome = self::read(&skipping, format!("Exported 2024\n{rows}"));
    assert_eq!((outcome.totals.kept, outcome.records[0].row), (2, 1));
    // Nothing to say is said by an empty file where no header is expected.
    assert_eq!(self::read(&named, "").totals.read, 0);
    assert_ne!(named.reading_digest(), table().reading_digest());
}

#[test]
fn a_header_without_rows_is_a_table_and_nothing_is_none() {
    assert_eq!(read(&table(), "date,category").totals.read, 0);
    assert_eq!(read(&table(), "date,category\n").totals.read, 0);
    for nothing in ["", "\n\n", "\u{feff}", "  \n"] {
        let error = refused(&table(), "a.csv", nothing);
        assert!(
            matches!(error, Error::Empty { skipped: 0, .. }),
            "{nothing:?}: {error}"
        );
    }
    assert!(matches!(
        refused(&table(), "a.csv.gz", gzip("")),
        Error::Empty { .. }
    ));
}

#[test]
fn names_are_trimmed_and_then_exact() {
    assert_eq!(
        read(&table(), " date ,\u{a0}category\u{a0}\n2024-01-01,a\n")
            .totals
            .kept,
        1
    );
    let Error::NoColumn {
        column,
        nearest,
        available,
        ..
    } = refused(&table(), "a.csv", "Date,category\n")
    else {
        panic!("the case of a name matters");
    };
    assert_eq!(
        (column.as_str(), nearest.as_deref()),
        ("date", Some("Date"))
    );
    assert_eq!(available, ["Date", "category"]);
    let error = refused(&table(), "a.csv", "date,categroy,x\n").to_string();
    assert!(
        error.contains("no column `category`") && error.contains("did you mean `categroy`?"),
        "{error}"
    );
    let error = refused(&table(), "a.csv", "alpha,beta\n").to_string();
    assert!(
        error.contains("its columns are `alpha`, `beta`") && !error.contains("did you mean"),
        "{error}"
    );
    let error = refused(&table(), "a.csv", "date;category\n2024-01-01;a\n").to_string();
    assert!(error.contains("declare delimiter = \";\""), "{error}");
}

#[test]
fn a_mapped_name_that_stands_twice_is_an_error_and_another_is_not() {
    let error = refused(&table(), "a.csv", "date,category,date\n");
    assert!(
        matches!(&error, Error::TwoColumns { column, .. } if column == "date"),
        "{error}"
    );
    assert_eq!(
        read(&table(), "date,category,x,x\n2024-01-01,a,1,2\n")
            .totals
            .kept,
        1
    );
}

#[test]
fn a_column_of_a_joined_value_must_be_there() {
    let joined = Column::Joined(JoinedColumns {
        columns: vec!["kind".to_owned(), "sort".to_owned()],
        join: " / ".to_owned(),
    });
    let table = with(|table| table.columns.category = joined);
    let outcome = read(
        &table,
        "date,kind,sort\n2024-01-01,a,b\n2024-01-02, ,b\n2024-01-03,,\n",
    );
    let categories: Vec<&str> = outcome
        .records
        .iter()
        .map(|record| &*record.category)
        .collect();
    assert_eq!(categories, ["a / b", "b"]);
    assert_eq!(
        outcome.reasons(),
        [(3, "no category in columns `kind`, `sort`")]
    );
    let error = refused(&table, "a.csv", "date,kind\n");
    assert!(matches!(&error, Error::NoColumn { column, .. } if column == "sort"));
}

#[test]
fn a_fixed_value_stands_in_every_row() {
    let table = with(|table| table.columns.category = fixed("shelling"));
    let outcome = read(&table, "date\n2024-01-01\n2024-01-02\n");
    assert_eq!(outcome.totals.kept, 2);
    assert_eq!(&*outcome.records[1].category, "shelling");
    let table = with(|table| table.columns.category = fixed(" "));
    assert_eq!(
        read(&table, "date\n2024-01-01\n").reasons(),
        [(1, "no category in the fixed value")]
    );
}

#[test]
fn values_are_trimmed_and_missing_words_are_absent() {
    let table = with(|table| {
        table.missing = vec!["NA".to_owned(), "-9".to_owned()];
        table.columns.count = Some(named("count"));
        table.columns.place = Some(named("place"));
    });
    let text = "date,category,count,place\n\u{a0}2024-01-01 , a\u{a0},-9,NA\n2024-01-02,b, 3 ,\" \"\n2024-01-03,NA,1,\n2024-01-04,c,1,na\n";
    let outcome = read(&table, text);
    let first = &outcome.records[0];
    assert_eq!(
        (&*first.category, first.count, first.place.as_deref()),
        ("a", None, None)
    );
    let second = &outcome.records[1];
    assert_eq!((second.count, second.place.as_deref()), (Some(3.0), None));
    assert_eq!(outcome.records[2].place.as_deref(), Some("na"));
    assert_eq!(outcome.reasons(), [(3, "no category in column `category`")]);
}

#[test]
fn a_missing_date_or_category_is_set_aside() {
    let outcome = read(&table(), "date,category\n,a\n2024-01-01,\n");
    assert_eq!(
        outcome.reasons(),
        [
            (1, "no date in column `date`"),
            (2, "no category in column `category`")
        ]
    );
}

#[test]
fn coarse_dates_cover_their_period() {
    let text = "date,category\n2024,a\n2024-02,a\n2024Q2,a\n2024-Q3,a\n2024-01-05 00:00:00.000,a\n2024-01-05T23:00:00+02:00,a\n";
    let outcome = read(&table(), text);
    let periods: Vec<_> = outcome
        .records
        .iter()
        .map(|record| (record.began_on, record.ended_on, record.date_precision))
        .collect();
    let day = (date(2024, 1, 5), date(2024, 1, 5), DatePrecision::Day);
    assert_eq!(
        periods,
        [
            (date(2024, 1, 1), date(2024, 12, 31), DatePrecision::Year),
            (date(2024, 2, 1), date(2024, 2, 29), DatePrecision::Month),
            (date(2024, 4, 1), date(2024, 6, 30), DatePrecision::Quarter),
            (date(2024, 7, 1), date(2024, 9, 30), DatePrecision::Quarter),
            day,
            day,
        ]
    );
}

#[test]
fn the_last_day_is_the_columns_where_it_has_one() {
    let table = with(|table| table.columns.until = Some(named("until")));
    let text = "date,category,until\n2024-01-05,a,2024-01-09\n2024-02,a,\n2024,a,2024-03\n2024-01-05,a,2024-01-04\n2024-01-05,a,soon\n";
    let outcome = read(&table, text);
    let last: Vec<_> = outcome
        .records
        .iter()
        .map(|record| record.ended_on)
        .collect();
    assert_eq!(
        last,
        [date(2024, 1, 9), date(2024, 2, 29), date(2024, 3, 31)]
    );
    assert_eq!(
        outcome.reasons()[0],
        (
            4,
            "column `until`: the event ends on 2024-01-04, before it begins on 2024-01-05"
        )
    );
    assert!(
        outcome.reasons()[1]
            .1
            .starts_with("column `until`: `soon` is not a date")
    );
}

#[test]
fn impossible_dates_are_set_aside_with_their_reason() {
    let outcome = read(
        &table(),
        "date,category\n2024-02-30,a\n1066-10-14,a\n2999-01-01,a\n05/01/2024,a\n",
    );
    let reasons = outcome.reasons();
    assert_eq!(
        reasons[0].1,
        "column `date`: `2024-02-30` does not exist in the calendar"
    );
    assert_eq!(
        reasons[1].1,
        "column `date`: the year of `1066-10-14` does not lie between 1500 and 2200"
    );
    assert_eq!(
        reasons[2].1,
        "column `date`: the year of `2999-01-01` does not lie between 1500 and 2200"
    );
    assert!(
        reasons[3].1.contains("declare date_format"),
        "{}",
        reasons[3].1
    );
}

#[test]
fn a_declared_date_format_is_the_only_one() {
    let table = with(|table| table.date_format = Some("%d/%m/%Y".to_owned()));
    let outcome = read(
        &table,
        "date,category\n05/01/2024,a\n2024-01-05,a\n31/02/2024,a\n",
    );
    assert_eq!(outcome.records[0].began_on, date(2024, 1, 5));
    assert_eq!(
        outcome.reasons(),
        [
            (
                2,
                "column `date`: `2024-01-05` is not a date of the form %d/%m/%Y"
            ),
            (
                3,
                "column `date`: `31/02/2024` is not a date of the form %d/%m/%Y"
            ),
        ]
    );
}

#[test]
fn a_date_format_that_reads_no_date_is_refused_at_once() {
    for format in ["%d/%m", "%Q", "", "%"] {
        let table = with(|table| table.date_format = Some(format.to_owned()));
        let error = refused(&table, "a.csv", TWO);
        assert!(
            matches!(error, Error::DateFormat { .. }),
            "{format}: {error}"
        );
    }
}

#[test]
fn publication_is_an_instant_or_the_end_of_a_day() {
    let table = with(|table| table.columns.published = Some(named("published")));
    let text = "date,category,published\n2024-01-01,a,2024-01-02\n2024-01-02,a,2024-01-02T10:00:00Z\n2024-01-03,a,\n2024-01-04,a,2024-01-02 10:00\n2024-01-05,a,later\n";
    let outcome = read(&table, text);
    let published: Vec<_> = outcome
        .records
        .iter()
        .map(|record| record.published_at.map(|instant| instant.to_string()))
        .collect();
    let seoul = |text: &str| Some(text.to_owned());
    assert_eq!(
        published,
        [
            seoul("2024-01-02T14:59:59.999999Z"),
            seoul("2024-01-02T10:00:00Z"),
            None,
            seoul("2024-01-02T01:00:00Z"),
        ]
    );
    assert!(
        outcome.reasons()[0]
            .1
            .starts_with("column `published`: `later` is not a date")
    );
}

#[test]
fn numbers_are_finite_and_plain() {
    let table = with(|table| table.columns.count = Some(named("won")));
    for (text, number) in [
        ("3", 3.0),
        ("-1.5", -1.5),
        ("+2", 2.0),
        ("1e3", 1000.0),
        (".5", 0.5),
    ] {
        let outcome = read(&table, format!("date,category,won\n2024-01-01,a,{text}\n"));
        assert_eq!(outcome.records[0].count, Some(number), "{text}");
    }
    for text in [
        "\"1,234\"",
        "1 234",
        "380 km",
        "nan",
        "NaN",
        "inf",
        "-infinity",
        "1e999",
        "0x10",
        "1_000",
        "unknown",
        "−3",
        "٣",
    ] {
        let outcome = read(&table, format!("date,category,won\n2024-01-01,a,{text}\n"));
        assert_eq!(outcome.totals.rejected, 1, "{text}");
        assert!(
            outcome.reasons()[0].1.starts_with("column `won`: `"),
            "{:?}",
            outcome.reasons()
        );
    }
    let outcome = read(&table, "date,category,won\n2024-01-01,a,\"1,234\"\n");
    assert!(
        outcome.reasons()[0]
            .1
            .contains("without separators of thousands")
    );
}

#[test]
fn places_and_quad_classes_have_bounds() {
    let table = with(|table| {
        table.columns.lat = Some(named("lat"));
        table.columns.lon = Some(named("lon"));
        table.columns.quad = Some(named("quad"));
    });
    let text = "date,category,lat,lon,quad\n2024-01-01,a,-90,180,4\n2024-01-02,a,90.1,0,1\n2024-01-03,a,0,-180.5,1\n2024-01-04,a,0,0,5\n2024-01-05,a,0,0,2.5\n2024-01-06,a,,,3.0\n";
    let outcome = read(&table, text);
    let first = &outcome.records[0];
    assert_eq!(
        (first.lat, first.lon, first.quad),
        (Some(-90.0), Some(180.0), Some(4))
    );
    assert_eq!(outcome.records[1].quad, Some(3));
    assert_eq!(
        outcome.reasons(),
        [
            (2, "column `lat`: 90.1 does not lie between -90 and 90"),
            (3, "column `lon`: -180.5 does not lie between -180 and 180"),
            (4, "column `quad`: `5` is not a quad class from 1 to 4"),
            (5, "column `quad`: `2.5` is not a quad class from 1 to 4"),
        ]
    );
}

#[test]
fn an_identifier_stands_once() {
    let table = with(|table| table.columns.id = Some(named("id")));
    let outcome = read(
        &table,
        "date,category,id\n2024-01-01,a,x\n2024-01-02,b,x\n2024-01-03,c,y\n",
    );
    assert_eq!(outcome.totals.kept, 2);
    assert_eq!(
        outcome.reasons(),
        [(2, "the id `x` stands already in row 1")]
    );
    // A row that was set aside has used up nothing.
    let outcome = read(&table, "date,category,id\nnever,a,x\n2024-01-02,b,x\n");
    assert_eq!(&*outcome.records[0].event_id, "x");
}

#[test]
fn without_an_identifier_the_statement_names_the_record() {
    let text = "date,category\n2024-01-01,a\n2024-01-02,b\n2024-01-01,a\n2024-01-01,a\n";
    let ids: Vec<String> = read(&table(), text)
        .records
        .iter()
        .map(|record| record.event_id.to_string())
        .collect();
    assert_eq!(ids[0].len(), 32);
    assert!(ids[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(ids[2], format!("{}-2", ids[0]));
    assert_eq!(ids[3], format!("{}-3", ids[0]));
    assert_ne!(ids[0], ids[1]);
    let record = &read(&table(), text).records[0];
    let digest: String = record
        .statement_digest()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(ids[0], digest[..32]);
    // Another order and another file name the same statements alike.
    let turned = read(&table(), "category,date\nb,2024-01-02\na,2024-01-01\n");
    assert_eq!(turned.records[1].event_id.to_string(), ids[0]);
    // A row without an id in a table that has a column for it.
    let table = with(|table| table.columns.id = Some(named("id")));
    let outcome = read(&table, "date,category,id\n2024-01-01,a,\n");
    assert_eq!(outcome.records[0].event_id.to_string(), ids[0]);
}

#[test]
fn every_field_reaches_the_record() {
    let fields = [
        "date",
        "until",
        "published",
        "id",
        "category",
        "source",
        "target",
        "source_name",
        "target_name",
        "cameo",
        "plover",
        "quad",
        "intensity",
        "count",
        "fatalities",
        "fatalities_low",
        "fatalities_high",
        "place",
        "lat",
        "lon",
        "country",
        "adm1",
        "text",
        "citation",
        "url",
    ];
    let columns: String = fields
        .map(|field| format!("\"{field}\": \"{field} column\""))
        .join(",");
    let columns = serde_json::from_str(&format!("{{{columns}}}")).expect("a column map");
    let table = with(|table| table.columns = columns);
    let header = fields.map(|field| format!("{field} column")).join(",");
    let row = "2024-01-01,2024-01-02,2024-01-03,id1,cat,SRC,TGT,source n,target n,010,AID,3,-2.5,7,5,4,6,place n,37.5,127,KOR,adm n,text n,cite n,url n";
    let outcome = read(&table, format!("{header}\n{row}\n"));
    assert_eq!(outcome.reasons(), []);
    let record = &outcome.records[0];
    let texts = [
        &record.source,
        &record.target,
        &record.source_name,
        &record.target_name,
        &record.cameo,
        &record.plover,
        &record.place,
        &record.country,
        &record.adm1,
        &record.text,
        &record.citation,
        &record.url,
    ];
    assert_eq!(
        texts.map(|text| text.as_deref().unwrap_or("absent")),
        [
            "SRC", "TGT", "source n", "target n", "010", "AID", "place n", "KOR", "adm n",
            "text n", "cite n", "url n",
        ]
    );
    let numbers = [
        record.intensity,
        record.count,
        record.fatalities_best,
        record.fatalities_low,
        record.fatalities_high,
        record.lat,
        record.lon,
    ];
    assert_eq!(numbers, [-2.5, 7.0, 5.0, 4.0, 6.0, 37.5, 127.0].map(Some));
    assert_eq!(
        (record.quad, &*record.event_id, &*record.category),
        (Some(3), "id1", "cat")
    );
    assert_eq!(
        (record.began_on, record.ended_on),
        (date(2024, 1, 1), date(2024, 1, 2))
    );
    assert!(record.published_at.is_some());
}

#[test]
fn repeated_texts_are_held_once() {
    let outcome = read(&table(), "date,category\n2024-01-01,a\n2024-01-02,a\n");
    let [first, second] = &outcome.records[..] else {
        panic!("two records")
    };
    assert!(std::sync::Arc::ptr_eq(&first.category, &second.category));
    assert!(std::sync::Arc::ptr_eq(&first.file, &second.file));
}

#[test]
fn the_reading_digest_covers_all_that_decides_the_reading() {
    let same = with(|table| table.feed = "another".into());
    assert_eq!(table().reading_digest(), same.reading_digest());
    type Change = fn(&mut Table);
    let changes: [Change; 14] = [
        |table| table.publisher = "Other".into(),
        |table| table.format = Some(Format::Csv),
        |table| table.format = Some(Format::Tsv),
        |table| table.sheet = Some("a".into()),
        |table| table.delimiter = Some(b','),
        |table| table.encoding = Some("utf-8".into()),
        |table| table.skip_rows = 1,
        |table| table.date_format = Some("%Y".into()),
        |table| table.missing = vec!["NA".into()],
        |table| table.missing = vec!["N".into(), "A".into()],
        |table| table.columns.category = fixed("category"),
        |table| table.columns.count = Some(named("n")),
        |table| table.columns.intensity = Some(named("n")),
        |table| table.timezone = jiff::tz::TimeZone::UTC,
    ];
    let mut digests = vec![table().reading_digest()];
    digests.extend(changes.map(|change| with(change).reading_digest()));
    let count = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

#[test]
fn fixed_offsets_differ_too() {
    let at = |hours| {
        with(|table| table.timezone = jiff::tz::TimeZone::fixed(jiff::tz::offset(hours)))
            .reading_digest()
    };
    assert_ne!(at(8), at(9));
}
