//! Plain tables and spreadsheets.

use foreshock_source::{Column, Columns, Format, Input, Table};
use jiff::tz::TimeZone;

use crate::{
    law::{hold, hold_quoted, rows::is_packed},
    memory::bounded,
    pack,
    place::File,
};

/// Bytes before the table that say how it is read: one for each choice of
/// [`how_to_read`], and one for each of the 25 fields.
const CHOICES: usize = 4 + 25;

/// A plain table, after [`CHOICES`] bytes that say how it is read; plain and gzip must say
/// the same.
pub fn table(bytes: &[u8]) {
    let Some((choices, bytes)) = bytes.split_at_checked(CHOICES) else {
        return;
    };
    let input = Input::Table(Box::new(how_to_read(choices, bytes)));
    let file = File::of("rows", bytes);
    let plain = bounded(bytes.len(), || hold_quoted(&input, file.raw(), bytes));
    if !is_packed(bytes) {
        let file = File::of("rows", &pack::gzip(bytes));
        let packed = hold(&input, file.raw()).map_err(|error| error.to_string());
        assert_eq!(packed, plain.map_err(|error| error.to_string()));
    }
}

/// The table that the choices ask for. A digit chooses; a letter from `a` on is a column
/// of the header, and anything else none.
fn how_to_read(choices: &[u8], bytes: &[u8]) -> Table {
    const DELIMITERS: [Option<u8>; 6] = [
        None,
        Some(b';'),
        Some(b'|'),
        Some(b' '),
        Some(b':'),
        Some(b'\x1f'),
    ];
    const ENCODINGS: [Option<&str>; 8] = [
        None,
        Some("utf-8"),
        Some("windows-1252"),
        Some("utf-16le"),
        Some("euc-kr"),
        Some("iso-2022-jp"),
        Some("gb18030"),
        Some("shift_jis"),
    ];
    const DATES: [Option<&str>; 10] = [
        None,
        Some("%d/%m/%Y"),
        Some("%m/%d/%Y %H:%M"),
        Some("%Y%m%d"),
        Some("%d %B %Y"),
        Some("%s"),
        Some("%Y-%j"),
        Some("%G-W%V-%u"),
        Some("%b %d, %y %I:%M:%S %p"),
        Some("%Y-%m-%dT%H:%M:%S%z"),
    ];
    let choice = |at: usize, of: usize| usize::from(choices[at].wrapping_sub(b'0')) % of;
    let number = choice(0, 2 * DELIMITERS.len());
    let is_tsv = number >= DELIMITERS.len();
    let delimiter = DELIMITERS[number % DELIMITERS.len()];
    let (skip_rows, has_header) = (choice(3, 6) % 3, choice(3, 6) < 3);
    let mut lines = bytes.split(|byte| *byte == b'\n').skip(skip_rows);
    let header = lines.next().unwrap_or_default();
    let between = delimiter.unwrap_or(if is_tsv { b'\t' } else { b',' });
    let names: Vec<String> = header
        .split(|byte| *byte == between)
        .map(|name| {
            let name = String::from_utf8_lossy(name);
            name.trim_matches(['"', '\r', '\u{feff}', ' ']).to_owned()
        })
        .collect();
    let column = |at: usize| {
        let place = usize::from(choices[4 + at].checked_sub(b'a')?);
        names.get(place).cloned().map(Column::Named)
    };
    let needed = |at| column(at).unwrap_or_else(|| Column::Named(String::new()));
    Table {
        feed: "feed".into(),
        publisher: "Publisher".into(),
        format: Some(if is_tsv { Format::Tsv } else { Format::Csv }),
        sheet: None,
        delimiter,
        encoding: ENCODINGS[choice(1, ENCODINGS.len())].map(str::to_owned),
        skip_rows,
        names: if has_header {
            Vec::new()
        } else {
            names.clone()
        },
        date_format: DATES[choice(2, DATES.len())].map(str::to_owned),
        missing: vec!["NA".to_owned(), "-9".to_owned()],
        columns: Columns {
            date: needed(0),
            category: needed(1),
            until: column(2),
            published: column(3),
            id: column(4),
            source: column(5),
            target: column(6),
            source_name: column(7),
            target_name: column(8),
            cameo: column(9),
            plover: column(10),
            quad: column(11),
            intensity: column(12),
            count: column(13),
            fatalities: column(14),
            fatalities_low: column(15),
            fatalities_high: column(16),
            place: column(17),
            lat: column(18),
            lon: column(19),
            country: column(20),
            adm1: column(21),
            text: column(22),
            citation: column(23),
            url: column(24),
        },
        timezone: TimeZone::UTC,
    }
}

/// A table of which only the name is known, told by the first byte; where a map is
/// proposed, the table is read by it, and holds the rows that the proposal has looked at.
pub fn guess(bytes: &[u8]) {
    const NAMES: [&str; 5] = ["a.csv", "a.tsv", "a.txt", "a.csv.gz", "a.tab"];
    let Some((name, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES[usize::from(name.wrapping_sub(b'0')) % NAMES.len()];
    let file = File::of(name, bytes);
    let Ok(guess) = bounded(bytes.len(), || foreshock_source::guess(&file.raw().path)) else {
        return;
    };
    let table = guess.table("feed".into(), "Publisher".into(), TimeZone::UTC);
    let account = hold(&Input::Table(Box::new(table)), file.raw());
    // What is damaged below the rows that a guess looks at is refused only by the reader.
    if guess.rows < 1000 && !is_packed(bytes) {
        let account = account.expect("what was guessed is read");
        assert_eq!(guess.rows, account.totals.read);
        assert_eq!(guess.rejected, account.totals.rejected);
    }
}

/// A spreadsheet: as it comes where the bytes are an archive, else its sheet, shared texts,
/// styles and workbook, one below the other, put into one that is whole.
pub fn spreadsheet(bytes: &[u8]) {
    const BETWEEN: &[u8] = b"\n=====\n";
    let named = |name: &str| Some(Column::Named(name.to_owned()));
    let mut columns = Columns::new(
        Column::Named("date".to_owned()),
        Column::Named("category".to_owned()),
    );
    columns.id = named("id");
    columns.count = named("count");
    let table = Table {
        feed: "feed".into(),
        publisher: "Publisher".into(),
        format: Some(Format::Xlsx),
        sheet: None,
        delimiter: None,
        encoding: None,
        skip_rows: 0,
        names: Vec::new(),
        date_format: None,
        missing: Vec::new(),
        columns,
        timezone: TimeZone::UTC,
    };
    let input = Input::Table(Box::new(table));
    if is_packed(bytes) {
        let file = File::of("rows", bytes);
        let _ = bounded(bytes.len(), || hold(&input, file.raw()));
        return;
    }
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(BETWEEN.len()).position(|some| some == BETWEEN) {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    let mut files = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/_rels/workbook.xml.rels", PARTS.as_bytes()),
    ];
    let names = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
    ];
    for (at, name) in names.into_iter().enumerate() {
        match parts.get(at) {
            Some(part) => files.push((name, part)),
            None if at == 3 => files.push((name, WORKBOOK.as_bytes())),
            None => {}
        }
    }
    let archive = pack::zip(&files);
    let file = File::of("rows", &archive);
    let _ = bounded(archive.len(), || hold(&input, file.raw()));
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
