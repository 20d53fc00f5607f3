//! Spreadsheets: what a cell means, which sheet is read, and what is refused.

mod common;

use std::io::{Cursor, Read, Write};

use common::{named, refused, table, try_read};
use foreshock_event::DatePrecision;
use foreshock_source::{Error, Format};
use jiff::civil::date;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook, Worksheet};

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().expect("a workbook")
}

fn day(year: u16, month: u8, day: u8) -> ExcelDateTime {
    ExcelDateTime::from_ymd(year, month, day).expect("a date")
}

fn header(sheet: &mut Worksheet, row: u32, names: &[&str]) {
    for (column, name) in (0..).zip(names) {
        sheet.write_string(row, column, *name).expect("a cell");
    }
}

/// A workbook of one sheet with the columns `date` and `category`.
fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, 0, &["date", "category"]);
    fill(sheet);
    saved(book)
}

/// A workbook with two rows whose dates are texts.
fn simple() -> Vec<u8> {
    book(|sheet| {
        for (row, (date, category)) in (1..).zip([("2024-01-01", "a"), ("2024-01-02", "b")]) {
            sheet.write_string(row, 0, date).expect("a cell");
            sheet.write_string(row, 1, category).expect("a cell");
        }
    })
}

#[test]
fn cells_become_values() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let names = [
        "date",
        "category",
        "count",
        "published",
        "lat",
        "place",
        "id",
    ];
    header(sheet, 0, &names);
    let days = Style::new().set_num_format("dd/mm/yyyy");
    let moments = Style::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet
        .write_datetime_with_format(1, 0, day(2024, 1, 5), &days)
        .expect("a cell");
    sheet.write_number(1, 1, 10).expect("a cell");
    sheet.write_number(1, 2, 1234).expect("a cell");
    let moment = day(2024, 1, 6).and_hms(10, 30, 0).expect("a time");
    sheet
        .write_datetime_with_format(1, 3, moment, &moments)
        .expect("a cell");
    sheet.write_number(1, 4, 37.5).expect("a cell");
    sheet.write_boolean(1, 5, true).expect("a cell");
    sheet
        .write_number(1, 6, 9_007_199_254_740_991_i64 as f64)
        .expect("a cell");
    // A formula without a result is an error cell, which is no value.
    sheet.write_string(2, 0, "2024-02").expect("a cell");
    sheet.write_string(2, 1, "\u{a0}b ").expect("a cell");
    sheet
        .write_formula(2, 2, Formula::new("=NA()").set_result("#N/A"))
        .expect("a cell");
    sheet
        .write_formula(2, 4, Formula::new("=1+1").set_result("2"))
        .expect("a cell");
    let mut table = table();
    table.columns.count = Some(named("count"));
    table.columns.published = Some(named("published"));
    table.columns.lat = Some(named("lat"));
    table.columns.place = Some(named("place"));
    table.columns.id = Some(named("id"));
    let outcome = try_read(&table, "a.xlsx", saved(book)).expect("a table");
    assert_eq!(outcome.reasons(), []);
    let [first, second] = &outcome.records[..] else {
        panic!("two records")
    };
    assert_eq!(
        (first.began_on, first.date_precision),
        (date(2024, 1, 5), DatePrecision::Day)
    );
    assert_eq!(
        (&*first.category, first.count, first.lat),
        ("10", Some(1234.0), Some(37.5))
    );
    // The cell has no offset; the table's timezone is nine hours ahead of UTC.
    let published = first.published_at.map(|instant| instant.to_string());
    assert_eq!(published.as_deref(), Some("2024-01-06T01:30:00Z"));
    assert_eq!(
        (first.place.as_deref(), &*first.event_id),
        (Some("true"), "9007199254740991")
    );
    assert_eq!(
        (second.began_on, second.ended_on),
        (date(2024, 2, 1), date(2024, 2, 29))
    );
    assert_eq!(
        (&*second.category, second.count, second.lat),
        ("b", None, Some(2.0))
    );
}

#[test]
fn date_cells_need_no_date_format_and_texts_follow_it() {
    let bytes = book(|sheet| {
        let style = Style::new().set_num_format("dd/mm/yyyy");
        sheet
            .write_datetime_with_format(1, 0, day(2024, 1, 5), &style)
            .expect("a cell");
        sheet.write_string(1, 1, "a").expect("a cell");
        sheet.write_string(2, 0, "06/01/2024").expect("a cell");
        sheet.write_string(2, 1, "a").expect("a cell");
    });
    let mut table = table();
    table.date_format = Some("%d/%m/%Y".to_owned());
    let outcome = try_read(&table, "a.xlsx", bytes).expect("a table");
    let days: Vec<_> = outcome
        .records
        .iter()
        .map(|record| record.began_on)
        .collect();
    assert_eq!(days, [date(2024, 1, 5), date(2024, 1, 6)]);
}

#[test]
fn rows_keep_the_place_they_have_in_the_sheet() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_string(1, 0, "An export of 2024")
        .expect("a cell");
    header(sheet, 4, &["date", "category"]);
    for (row, date) in [(5, "2024-01-01"), (7, "never"), (9, "2024-01-03")] {
        sheet.write_string(row, 0, date).expect("a cell");
        sheet.write_string(row, 1, "a").expect("a cell");
    }
    sheet
        .write_blank(11, 1, &Style::new().set_bold())
        .expect("a cell");
    let bytes = saved(book);
    let mut table = table();
    // Rows are counted as a spreadsheet shows them, blank ones too.
    for skip_rows in [2, 3, 4] {
        table.skip_rows = skip_rows;
        let outcome = try_read(&table, "a.xlsx", &bytes).expect("a table");
        let rows: Vec<u64> = outcome.records.iter().map(|record| record.row).collect();
        assert_eq!(rows, [1, 5], "{skip_rows}");
        assert_eq!(outcome.rejected[0].row, 3);
        assert_eq!(outcome.rejected[0].raw, "never\ta");
    }
    table.skip_rows = 100;
    assert!(matches!(
        refused(&table, "a.xlsx", &bytes),
        Error::Empty { skipped: 100, .. }
    ));
}

#[test]
fn a_sheet_without_a_header_has_the_names_that_it_is_given() {
    let bytes = book(|sheet| {
        sheet.write_string(2, 0, "2024-01-01").expect("a cell");
        sheet.write_string(2, 1, "a").expect("a cell");
        sheet.write_string(4, 0, "2024-01-02").expect("a cell");
        sheet.write_string(4, 1, "b").expect("a cell");
        sheet.write_string(4, 2, "a remark").expect("a cell");
    });
    let mut table = table();
    table.names = vec!["date".to_owned(), "category".to_owned()];
    for (skip_rows, rows) in [(0, [1, 3, 5]), (1, [0, 2, 4]), (2, [0, 1, 3])] {
        table.skip_rows = skip_rows;
        let outcome = try_read(&table, "a.xlsx", &bytes).expect("a table");
        let of = |rejected: &[foreshock_source::Rejected]| -> Vec<u64> {
            rejected.iter().map(|rejected| rejected.row).collect()
        };
        assert_eq!(outcome.records[0].row, rows[1], "{skip_rows}");
        let expected: Vec<u64> = [rows[0], rows[2]]
            .into_iter()
            .filter(|row| *row > 0)
            .collect();
        assert_eq!(of(&outcome.rejected), expected, "{skip_rows}");
    }
    table.skip_rows = 100;
    let outcome = try_read(&table, "a.xlsx", &bytes).expect("a table");
    assert_eq!(outcome.totals.read, 0);
}

#[test]
fn values_beyond_the_header_are_set_aside() {
    let bytes = book(|sheet| {
        for (row, date) in [(1, "2024-01-01"), (2, "2024-01-02")] {
            sheet.write_string(row, 0, date).expect("a cell");
            sheet.write_string(row, 1, "a").expect("a cell");
        }
        sheet.write_string(2, 3, "a remark").expect("a cell");
    });
    let outcome = try_read(&table(), "a.xlsx", bytes).expect("a table");
    assert_eq!(
        outcome.reasons(),
        [(2, "a value stands to the right of the 2 columns")]
    );
    assert_eq!(outcome.rejected[0].raw, "2024-01-02\ta\t\ta remark");
}

#[test]
fn the_named_sheet_is_read_or_the_sheets_are_listed() {
    let mut book = Workbook::new();
    let first = book.add_worksheet().set_name("Read me").expect("a name");
    first.write_string(0, 0, "nothing here").expect("a cell");
    let second = book.add_worksheet().set_name("Events").expect("a name");
    header(second, 0, &["date", "category"]);
    second.write_string(1, 0, "2024-01-01").expect("a cell");
    second.write_string(1, 1, "a").expect("a cell");
    let bytes = saved(book);
    let mut table = table();
    let error = refused(&table, "a.xlsx", &bytes);
    assert!(
        matches!(error, Error::NoColumn { .. }),
        "the first sheet is the default: {error}"
    );
    table.sheet = Some("Events".to_owned());
    assert_eq!(
        try_read(&table, "a.xlsx", &bytes)
            .expect("a table")
            .totals
            .kept,
        1
    );
    table.format = Some(Format::Xlsx);
    assert_eq!(
        try_read(&table, "a.download", &bytes)
            .expect("a table")
            .totals
            .kept,
        1
    );
    table.sheet = Some("events".to_owned());
    let error = refused(&table, "a.xlsx", &bytes);
    assert!(matches!(error, Error::NoSheet { .. }));
    assert!(error.to_string().contains("`Read me`, `Events`"), "{error}");
}

#[test]
fn an_empty_sheet_is_no_table_and_a_header_alone_is() {
    let mut empty = Workbook::new();
    empty.add_worksheet();
    assert!(matches!(
        refused(&table(), "a.xlsx", saved(empty)),
        Error::Empty { .. }
    ));
    let outcome = try_read(&table(), "a.xlsx", book(|_| ())).expect("a table");
    assert_eq!(outcome.totals.read, 0);
}

#[test]
fn a_spreadsheet_under_another_name_says_so() {
    let error = refused(&table(), "a.csv", simple());
    assert!(error.to_string().contains("format = \"xlsx\""), "{error}");
    assert!(matches!(
        refused(&table(), "a.xlsx", "date,category\n"),
        Error::Damaged { .. }
    ));
    assert!(matches!(
        refused(&table(), "a.xlsx", ""),
        Error::Damaged { .. }
    ));
}

#[test]
fn a_spreadsheet_that_is_cut_off_is_damaged() {
    let whole = simple();
    for length in [whole.len() / 2, whole.len() - 1, 30] {
        let error = refused(&table(), "a.xlsx", &whole[..length]);
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        assert!(
            error.to_string().contains("fetch or copy the file again"),
            "{error}"
        );
    }
}

/// The parts of an archive, with one of them changed.
fn repacked(bytes: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        out.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .expect("a part");
        out.write_all(&change(&name, content)).expect("its content");
    }
    out.finish().expect("an archive").into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The workbook of [`simple`] with the first cell of its last row replaced.
fn forged(cell: &str) -> Vec<u8> {
    repacked(&simple(), |name, content| {
        if name != SHEET {
            return content;
        }
        let text = String::from_utf8(content).expect("text");
        let (before, after) = text.split_once("<c r=\"A3\"").expect("the cell");
        let (_, after) = after.split_once("</c>").expect("its end");
        format!("{before}{cell}{after}").into_bytes()
    })
}

#[test]
fn forging_a_cell_by_itself_changes_nothing() {
    let bytes = forged("<c r=\"A3\" t=\"inlineStr\"><is><t>2024-01-02</t></is></c>");
    assert_eq!(
        try_read(&table(), "a.xlsx", bytes)
            .expect("a table")
            .totals
            .kept,
        2
    );
}

#[test]
fn a_cell_at_the_far_corner_costs_no_memory() {
    let bytes = book(|sheet| {
        sheet.write_string(1, 0, "2024-01-01").expect("a cell");
        sheet.write_string(1, 1, "a").expect("a cell");
        sheet
            .write_string(1_048_575, 16_383, "far")
            .expect("a cell");
    });
    let outcome = try_read(&table(), "a.xlsx", bytes).expect("a table");
    assert_eq!(
        (outcome.totals.kept, outcome.rejected[0].row),
        (1, 1_048_575)
    );
}

#[test]
fn forged_cell_references_are_refused() {
    for reference in ["A99999999999999", "ZZZZZZZZZZZZZ3", "A0", "3", "", "A1"] {
        let bytes = forged(&format!(
            "<c r=\"{reference}\" t=\"str\"><v>2024-01-02</v></c>"
        ));
        let read = try_read(&table(), "a.xlsx", bytes);
        assert!(
            matches!(read, Err(Error::Damaged { .. } | Error::RowTooLong { .. })),
            "{reference}: {read:?}"
        );
    }
}

#[test]
fn a_date_before_the_calendar_is_set_aside() {
    let bytes = book(|sheet| {
        let style = Style::new().set_num_format("yyyy-mm-dd");
        // The spreadsheet's own 29 February 1900, a negative day, one too large.
        for (row, number) in [(1, 60.0), (2, -5.0), (3, 1e300), (4, 0.25)] {
            sheet
                .write_number_with_format(row, 0, number, &style)
                .expect("a cell");
            sheet.write_string(row, 1, "a").expect("a cell");
        }
    });
    let outcome = try_read(&table(), "a.xlsx", bytes).expect("a table");
    assert_eq!(outcome.totals.rejected, 4, "{:?}", outcome.records);
}

/// An archive whose sheet is 17 times 64 MiB of spaces, and its size.
fn bomb() -> (Vec<u8>, u32) {
    let filler = vec![b' '; 64 << 20];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file(SHEET, zip::write::SimpleFileOptions::default())
        .expect("a part");
    for _ in 0..17 {
        out.write_all(&filler).expect("its content");
    }
    let bytes = out.finish().expect("an archive").into_inner();
    assert!(bytes.len() < 8 << 20);
    (bytes, 17 * (64 << 20))
}

#[test]
fn a_sheet_that_unpacks_to_too_much_is_refused_before_it_is_held() {
    let (bytes, size) = bomb();
    let error = refused(&table(), "a.xlsx", &bytes);
    assert!(
        matches!(error, Error::SpreadsheetTooLarge { limit, .. } if limit == 1 << 30),
        "{error}"
    );
    assert!(
        error.to_string().contains("export the sheet as CSV"),
        "{error}"
    );
    // An archive may state any size.
    let (size, lie) = (size.to_le_bytes(), 100_u32.to_le_bytes());
    let mut lying = bytes;
    let places: Vec<usize> = (0..lying.len() - 4)
        .filter(|&at| lying[at..at + 4] == size)
        .collect();
    assert!(
        places.len() >= 2,
        "the size stands before and after the content"
    );
    for at in places {
        lying[at..at + 4].copy_from_slice(&lie);
    }
    let error = refused(&table(), "a.xlsx", &lying);
    assert!(
        matches!(
            error,
            Error::SpreadsheetTooLarge { .. } | Error::Damaged { .. }
        ),
        "{error}"
    );
}

#[test]
fn many_references_to_one_long_text_are_one_long_row() {
    let long = "a".repeat(32_000);
    let bytes = book(|sheet| {
        for column in 0..400 {
            sheet
                .write_string(1, column, long.as_str())
                .expect("a cell");
        }
    });
    let error = refused(&table(), "a.xlsx", bytes);
    assert!(matches!(error, Error::RowTooLong { .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// However the sheet is damaged inside an archive that is whole, it is
    /// refused or every row of it is accounted for.
    #[test]
    fn no_forged_sheet_breaks_the_reader(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..6),
        part in prop::sample::select(vec![SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]),
    ) {
        let bytes = repacked(&simple(), |name, mut content| {
            if name == part {
                for (place, byte, remove) in &places {
                    let at = place.index(content.len());
                    if *remove {
                        content.truncate(at.max(1));
                    } else {
                        content[at] = *byte;
                    }
                }
            }
            content
        });
        // `try_read` checks that no row is lost.
        let _ = try_read(&table(), "a.xlsx", bytes);
    }
}
