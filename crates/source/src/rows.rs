//! Rows of a text table: CSV or TSV, plain or packed.

use std::{
    io::{self, BufReader, Read},
    ops::ControlFlow,
    path::Path,
};

use csv::{ByteRecord, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::{
    Error, Table,
    bounded::{BoundedRows, LONGEST_ROW, RowStart, RowTooLong},
    end::{End, Ended, Last},
    layout::sniffed,
    table::{Broken, Part, raw_text},
    unpack::{ExpandsTooFar, marked},
};

/// Bytes of the header that are looked at for the character between fields.
const SNIFFED: usize = 1 << 16;

/// Hands over the header of a text table and then each row that is not blank.
/// `delimiter` is looked for in the header where it is `None`.
pub(crate) fn parts(
    table: &Table,
    path: &Path,
    delimiter: Option<u8>,
    each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let start = RowStart::default();
    let (input, encoding) = open(table, path, start.clone())?;
    parts_of(
        input,
        start,
        encoding,
        path,
        (delimiter, table.skip_rows),
        &table.names,
        each,
    )
}

/// Hands over the header and the rows of text in UTF-8 that `input` unpacks to.
pub(crate) fn parts_of_utf8(
    input: Box<dyn Read>,
    path: &Path,
    delimiter: Option<u8>,
    each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let start = RowStart::default();
    let input = BufReader::with_capacity(1 << 16, BoundedRows::new(input, start.clone()));
    parts_of(input, start, UTF_8, path, (delimiter, 0), &[], each)
}

fn parts_of(
    mut input: Text,
    start: RowStart,
    encoding: &'static Encoding,
    path: &Path,
    (delimiter, skip_rows): (Option<u8>, usize),
    names: &[String],
    each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let broken_input = |error: io::Error| refused(path, 0, error);
    for _ in 0..skip_rows {
        start.mark();
        skip_line(&mut input).map_err(broken_input)?;
    }
    start.mark();
    let (delimiter, input): (u8, Box<dyn Read>) = match delimiter {
        Some(delimiter) => (delimiter, Box::new(input)),
        None => {
            let mut head = vec![0; SNIFFED];
            let length = read_up_to(&mut input, &mut head).map_err(broken_input)?;
            head.truncate(length);
            (sniffed(&head), Box::new(io::Cursor::new(head).chain(input)))
        }
    };
    let end = End::default();
    let mut rows = Rows {
        reader: csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(Box::new(Ended::new(input, end.clone()))),
        start,
        end,
        path,
        number: 0,
        open_quote: false,
    };
    let mut row = ByteRecord::new();
    let names = loop {
        if !names.is_empty() {
            break names.to_vec();
        }
        if !rows.next(&mut row)? {
            return Err(Error::Empty {
                path: path.to_owned(),
                skipped: skip_rows,
            });
        }
        if rows.open_quote {
            let cause = "a quote that opens in the header is never closed".to_owned();
            return Err(Error::Damaged {
                path: path.to_owned(),
                row: 0,
                cause,
            });
        }
        if !blank(&row) {
            break header(&row, path, encoding)?;
        }
    };
    if each(Part::Header(&names))?.is_break() {
        return Ok(());
    }
    // Some programs end every row, but not the header, with a delimiter.
    let mut trailing = false;
    while rows.next(&mut row)? {
        rows.number += 1;
        if blank(&row) {
            continue;
        }
        let one_more =
            row.len() == names.len() + 1 && row.iter().next_back().is_some_and(<[u8]>::is_empty);
        trailing |= rows.number == 1 && one_more;
        let flow = if rows.open_quote {
            let raw = lossy(&row, delimiter);
            each(Part::Broken {
                row: rows.number,
                why: Broken::OpenQuote,
                raw,
            })?
        } else if row.len() != names.len() && !(trailing && one_more) {
            let why = Broken::Fields {
                have: row.len(),
                need: names.len(),
                lines: lines(&row),
            };
            each(Part::Broken {
                row: rows.number,
                why,
                raw: lossy(&row, delimiter),
            })?
        } else {
            match decoded(row, encoding) {
                Ok(fields) => {
                    let flow = each(Part::Whole {
                        row: rows.number,
                        fields: &fields,
                        delimiter,
                    })?;
                    row = fields.into_byte_record();
                    flow
                }
                Err((bytes, field)) => {
                    row = bytes;
                    let column = names.get(field).cloned().unwrap_or_default();
                    let why = Broken::Encoding {
                        column,
                        encoding: encoding.name(),
                    };
                    each(Part::Broken {
                        row: rows.number,
                        why,
                        raw: lossy(&row, delimiter),
                    })?
                }
            }
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// The rows of a file, none longer than [`LONGEST_ROW`].
struct Rows<'a> {
    reader: csv::Reader<Box<dyn Read>>,
    start: RowStart,
    end: End,
    path: &'a Path,
    /// The last row that was read, counted from 1 after the header.
    number: u64,
    /// Whether that row ended with the file and not with its last quote.
    open_quote: bool,
}

impl Rows<'_> {
    fn next(&mut self, row: &mut ByteRecord) -> Result<bool, Error> {
        self.start.mark();
        match self.reader.read_byte_record(row) {
            Ok(_) if row.as_slice().len() > LONGEST_ROW => Err(too_long(self.path, self.number)),
            Ok(more) => {
                let last = self.end.of(row);
                self.open_quote = last == Last::OpenQuote;
                Ok(more && last != Last::Nothing)
            }
            Err(error) => Err(match error.into_kind() {
                csv::ErrorKind::Io(error) => refused(self.path, self.number, error),
                other => Error::Damaged {
                    path: self.path.to_owned(),
                    row: self.number,
                    cause: format!("{other:?}"),
                },
            }),
        }
    }
}

pub(crate) fn too_long(path: &Path, row: u64) -> Error {
    Error::RowTooLong {
        path: path.to_owned(),
        row,
        limit: LONGEST_ROW,
    }
}

/// What a failed read after `row` says of the file.
pub(crate) fn refused(path: &Path, row: u64, error: io::Error) -> Error {
    if RowTooLong::is(&error) {
        return too_long(path, row);
    }
    if ExpandsTooFar::is(&error) {
        return Error::ExpandsTooFar {
            path: path.to_owned(),
            row,
        };
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            let cause = "the compressed data end too early".to_owned();
            Error::Damaged {
                path: path.to_owned(),
                row,
                cause,
            }
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Error::Damaged {
            path: path.to_owned(),
            row,
            cause: error.to_string(),
        },
        _ => Error::unreadable(path, &error),
    }
}

/// The decoded bytes of a file, none of whose rows is too long.
type Text = BufReader<BoundedRows<Box<dyn Read>>>;

/// The text of a file from its first row on, and its encoding: unpacked where
/// it is compressed, decoded as the file's mark or else the watch says.
fn open(table: &Table, path: &Path, start: RowStart) -> Result<(Text, &'static Encoding), Error> {
    let declared = match &table.encoding {
        None => UTF_8,
        Some(label) => {
            Encoding::for_label_no_replacement(label.trim().as_bytes()).ok_or_else(|| {
                Error::UnknownEncoding {
                    label: label.clone(),
                }
            })?
        }
    };
    let (mark, mut bytes) = marked(path)?;
    let not_text = |cause, remedy| Error::NotText {
        path: path.to_owned(),
        cause,
        remedy,
    };
    let (encoding, length) = match mark {
        [0xef, 0xbb, 0xbf, _] => (UTF_8, 3),
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        [b'P', b'K', 3, 4] => {
            return Err(not_text(
                "packed twice, or a spreadsheet that is packed",
                "unpack it once",
            ));
        }
        [b'P', b'A', b'R', b'1'] => {
            return Err(not_text("a Parquet file", "declare format = \"parquet\""));
        }
        [0xd0, 0xcf, 0x11, 0xe0] => {
            return Err(not_text(
                "a spreadsheet of the old kind",
                "save it as XLSX or CSV",
            ));
        }
        _ => (declared, 0),
    };
    let mut byte_order_mark = [0; 3];
    read_up_to(&mut bytes, &mut byte_order_mark[..length])
        .map_err(|error| refused(path, 0, error))?;
    // Bytes that are not UTF-8 are passed on, so that the rows that hold them
    // can be set aside; other encodings are decoded.
    let text: Box<dyn Read> = if encoding == UTF_8 {
        bytes
    } else {
        Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(encoding))
                .bom_sniffing(false)
                .build(bytes),
        )
    };
    Ok((
        BufReader::with_capacity(1 << 16, BoundedRows::new(text, start)),
        encoding,
    ))
}

/// The first bytes of `input`, zero where there are fewer, and all of it.
pub(crate) fn peeked(mut input: Box<dyn Read>) -> io::Result<([u8; 4], Box<dyn Read>)> {
    let mut first = [0; 4];
    let length = read_up_to(&mut input, &mut first)?;
    Ok((
        first,
        Box::new(io::Cursor::new(first).take(length as u64).chain(input)),
    ))
}

pub(crate) fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Reads past the next line end without holding the line.
fn skip_line(input: &mut impl io::BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let length = buffer.len();
        input.consume(end.map_or(length, |end| end + 1));
        if end.is_some() {
            return Ok(());
        }
    }
}

/// The names of the columns.
fn header(
    row: &ByteRecord,
    path: &Path,
    encoding: &'static Encoding,
) -> Result<Vec<String>, Error> {
    let mut names = Vec::with_capacity(row.len());
    for name in row {
        let Ok(name) = std::str::from_utf8(name) else {
            return Err(Error::HeaderEncoding {
                path: path.to_owned(),
                encoding: encoding.name(),
            });
        };
        if name.contains('\0') {
            return Err(Error::NotText {
                path: path.to_owned(),
                cause: "no text in UTF-8: its header holds zero bytes",
                remedy: "if it is UTF-16, declare encoding = \"utf-16le\" or \"utf-16be\"",
            });
        }
        names.push(trimmed(name).to_owned());
    }
    Ok(names)
}

/// The fields of a row as text, or the row and the first field that is none.
fn decoded(
    row: ByteRecord,
    encoding: &'static Encoding,
) -> Result<StringRecord, (ByteRecord, usize)> {
    let fields = match StringRecord::from_byte_record(row) {
        Ok(fields) => fields,
        Err(error) => {
            let field = error.utf8_error().field();
            return Err((error.into_byte_record(), field));
        }
    };
    // A decoder puts this sign where bytes do not belong to the encoding.
    let replaced = |field: &str| field.contains(char::REPLACEMENT_CHARACTER);
    match fields
        .iter()
        .position(replaced)
        .filter(|_| encoding != UTF_8)
    {
        None => Ok(fields),
        Some(field) => Err((fields.into_byte_record(), field)),
    }
}

/// Whether every field is empty or white space.
fn blank(row: &ByteRecord) -> bool {
    row.iter().all(|field| match std::str::from_utf8(field) {
        Ok(text) => trimmed(text).is_empty(),
        Err(_) => false,
    })
}

fn lines(row: &ByteRecord) -> bool {
    row.as_slice()
        .iter()
        .any(|byte| matches!(byte, b'\n' | b'\r'))
}

fn lossy(row: &ByteRecord, delimiter: u8) -> String {
    let fields: Vec<_> = row.iter().map(String::from_utf8_lossy).collect();
    raw_text(fields.iter().map(AsRef::as_ref), delimiter)
}

/// Without white space at its ends, no-break spaces and byte order marks
/// included.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}
