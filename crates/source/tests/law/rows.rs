//! Where rows stand in bytes, told by a few lines of its own and not by the readers'
//! libraries, so that a row that they lose is missed.

use foreshock_source::{Format, Table};

/// What may stand between fields.
pub const DELIMITERS: [u8; 4] = *b"\t,;|";

/// Whether the bytes are gzip, a zip archive, an old spreadsheet or Parquet, of which a reader
/// sees something else than these bytes.
pub fn is_packed(bytes: &[u8]) -> bool {
    [
        &[0x1f, 0x8b][..],
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0",
        b"PAR1",
    ]
    .iter()
    .any(|magic| bytes.starts_with(magic))
}

/// Whether a mark says that they are UTF-16.
pub fn is_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The bytes without the mark of UTF-8.
pub fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The lines that are not blank, numbered from 1 with the blank ones.
pub fn lines(text: &[u8]) -> Vec<(u64, &[u8])> {
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let lines = lines.map(|(number, line)| (number, line.strip_suffix(b"\r").unwrap_or(line)));
    lines
        .filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
        .collect()
}

/// The delimiter, the lines that are skipped and whether a header follows, by which the
/// rows of a table in UTF-8 can be counted here; `None` where it is a spreadsheet or in another encoding.
pub fn counted_as(table: &Table) -> Option<(Vec<u8>, usize, bool)> {
    let is_utf_8 = |label: &String| label.trim().eq_ignore_ascii_case("utf-8");
    if !table.encoding.as_ref().is_none_or(is_utf_8) {
        return None;
    }
    let delimiter = match table.format? {
        Format::Csv => b',',
        Format::Tsv => b'\t',
        _ => return None,
    };
    Some((
        vec![table.delimiter.unwrap_or(delimiter)],
        table.skip_rows,
        table.names.is_empty(),
    ))
}

/// The numbers of the rows below the header, where there is one, that hold anything but blanks. A row ends
/// with a line end outside quotes; a quote counts where a field begins with it. Empty
/// lines have no number.
pub fn quoted(text: &[u8], delimiter: u8, skip: usize, header: bool) -> Vec<u64> {
    let mut text = text;
    for _ in 0..skip {
        let end = text.iter().position(|byte| *byte == b'\n');
        text = &text[end.map_or(text.len(), |end| end + 1)..];
    }
    let mut scan = Scan {
        next: (!header).then_some(1),
        ..Scan::default()
    };
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match scan.at {
            At::Quoted if byte == b'"' => scan.at = At::QuoteInQuotes,
            At::Quoted => scan.field.push(byte),
            At::QuoteInQuotes if byte == b'"' => {
                scan.field.push(byte);
                scan.at = At::Quoted;
            }
            At::FieldBegins if byte == b'"' => scan.at = At::Quoted,
            _ if byte == delimiter => scan.end_field(),
            _ if matches!(byte, b'\n' | b'\r') => {
                bytes.next_if(|next| byte == b'\r' && *next == b'\n');
                scan.end_row();
            }
            _ => {
                scan.field.push(byte);
                scan.at = At::InField;
            }
        }
    }
    scan.end_row();
    scan.rows
}

#[derive(Default)]
enum At {
    #[default]
    FieldBegins,
    InField,
    Quoted,
    QuoteInQuotes,
}

/// A walk over the bytes of a table.
#[derive(Default)]
struct Scan {
    at: At,
    field: Vec<u8>,
    /// Fields of the row that have ended.
    fields: usize,
    /// One of them holds more than blanks.
    holds: bool,
    /// The number of the next row, once the header is read.
    next: Option<u64>,
    rows: Vec<u64>,
}

impl Scan {
    fn end_field(&mut self) {
        let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        let blank = std::str::from_utf8(&self.field).is_ok_and(|text| text.chars().all(is_blank));
        self.holds |= !blank;
        self.fields += 1;
        self.field.clear();
        self.at = At::FieldBegins;
    }

    fn end_row(&mut self) {
        if self.fields == 0 && self.field.is_empty() && matches!(self.at, At::FieldBegins) {
            return;
        }
        self.end_field();
        match &mut self.next {
            None if self.holds => self.next = Some(1),
            None => {}
            Some(number) => {
                if self.holds {
                    self.rows.push(*number);
                }
                *number += 1;
            }
        }
        (self.fields, self.holds) = (0, false);
    }
}
