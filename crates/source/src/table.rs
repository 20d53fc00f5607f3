//! Plain tables read by a column map.

use std::{fmt, ops::ControlFlow, path::Path};

use csv::StringRecord;
use foreshock_event::{Record, Text};
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};

use crate::{
    Columns, Error, Format, RawFile, UnknownCodes, layout::Layout, parquet, record::RowReader,
    rows, sheet,
};

/// Rises whenever the reader makes something else of the same bytes, so that
/// files are read anew.
const READER_VERSION: u32 = 2;

/// How a plain table is to be read.
#[derive(Clone, Debug)]
pub struct Table {
    /// The watch's name of the source; becomes [`Record::feed`].
    pub feed: Text,
    /// Who publishes it.
    pub publisher: Text,
    /// Layout, where the file name does not tell.
    pub format: Option<Format>,
    /// Sheet of a spreadsheet; the first where absent.
    pub sheet: Option<String>,
    /// Character between fields, where it is not what the layout says.
    pub delimiter: Option<u8>,
    /// Character encoding, as a WHATWG label; UTF-8 where absent.
    pub encoding: Option<String>,
    /// Lines of a text, or rows of a sheet, before the header; before the first row
    /// where there is no header.
    pub skip_rows: usize,
    /// Names of the columns, in order, of a table that has no header.
    pub names: Vec<String>,
    /// How dates are written, in strftime's terms; ISO 8601 where absent.
    pub date_format: Option<String>,
    /// Texts that stand for "missing", besides the empty one.
    pub missing: Vec<String>,
    /// Which column holds what.
    pub columns: Columns,
    /// Timezone in which a day of publication ends.
    pub timezone: TimeZone,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// It became a record.
    Record(Box<Record>),
    /// It was set aside.
    Rejected(Rejected),
}

/// A row that could not become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Row in the file, counted from 1 for the first row after the header.
    pub row: u64,
    /// Why, and what to do.
    pub reason: String,
    /// The row, whole.
    pub raw: String,
}

/// How many rows there were; `read` is always `kept + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadTotals {
    /// Rows read.
    pub read: u64,
    /// Rows that became records.
    pub kept: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Codes that no table of ours holds; they are kept as published.
    pub unknown: UnknownCodes,
}

/// What stands in a table, before anything is made of it.
pub(crate) enum Part<'a> {
    /// The names of the columns; comes first.
    Header(&'a [String]),
    /// A row of as many fields as the header has.
    Whole {
        row: u64,
        fields: &'a StringRecord,
        delimiter: u8,
    },
    /// Not to be read as fields: why, and the row.
    Broken { row: u64, why: Broken, raw: String },
}

/// Why a row cannot be split into the fields of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It has another number of fields, and perhaps runs over several lines.
    Fields {
        have: usize,
        need: usize,
        lines: bool,
    },
    /// A quote in it is still open at the end of the file.
    OpenQuote,
    /// A field holds bytes that do not belong to the encoding.
    Encoding {
        column: String,
        encoding: &'static str,
    },
    /// A cell of a spreadsheet stands beyond the columns of the header.
    Beyond { columns: usize },
    /// A value of a Parquet file that cannot be written as text.
    Unwritable { column: String, cause: String },
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields { have, need, lines } => {
                let fields = if *have == 1 { "field" } else { "fields" };
                write!(out, "{have} {fields} where there are {need} columns")?;
                if *lines {
                    out.write_str("; it runs over several lines, so a quote was perhaps not closed")?;
                }
                Ok(())
            }
            Self::OpenQuote => {
                out.write_str("a quote that opens in this row is never closed, so every row below it is in here too")
            }
            Self::Encoding { column, encoding } => {
                let other = if *encoding == "UTF-8" { "windows-1252" } else { "utf-8" };
                write!(
                    out,
                    "column `{column}` is not {encoding}; declare how the file is encoded, such as encoding = \"{other}\""
                )
            }
            Self::Beyond { columns } => {
                write!(out, "a value stands to the right of the {columns} columns")
            }
            Self::Unwritable { column, cause } => write!(out, "column `{column}`: {cause}"),
        }
    }
}

impl Table {
    /// SHA-256 over everything that decides what is made of a file's bytes. The
    /// feed is the watch's own name and decides nothing.
    pub fn reading_digest(&self) -> [u8; 32] {
        let timezone = match self.timezone.iana_name() {
            Some(name) => name.to_owned(),
            None => format!("{:?}", self.timezone),
        };
        let names = match self.names.as_slice() {
            [] => String::new(),
            names => format!("|{names:?}"),
        };
        let written = format!(
            "{READER_VERSION}|{:?}|{:?}|{:?}|{:?}|{:?}|{}|{:?}|{:?}|{:?}|{timezone:?}{names}",
            self.publisher,
            self.format,
            self.sheet,
            self.delimiter,
            self.encoding,
            self.skip_rows,
            self.date_format,
            self.missing,
            self.columns,
        );
        Sha256::digest(written.as_bytes()).into()
    }

    /// Reads `file` and hands each row to `each`, in order.
    ///
    /// Rows are counted from 1 for the first one after the header, or the first one where
    /// there is none. Blank rows
    /// are neither records nor set aside; one that consists of empty fields
    /// keeps its number, an empty line has none.
    ///
    /// Memory is bounded by one row of at most 8 MiB, what the identifiers and
    /// short texts seen so far take, and, for a spreadsheet, its texts; for a Parquet
    /// file, by a page of each column and 128 rows.
    ///
    /// # Errors
    ///
    /// Where the file as a whole cannot be read as this table. Rows before the
    /// place of damage have been handed over by then.
    pub fn read(
        &self,
        file: &RawFile,
        ingested_at: Timestamp,
        each: &mut dyn FnMut(Row),
    ) -> Result<ReadTotals, Error> {
        let mut totals = ReadTotals::default();
        let mut reader: Option<RowReader<'_>> = None;
        self.parts(&file.path, &mut |part| {
            let (row, made, raw) = match (part, &mut reader) {
                (Part::Header(header), empty) => {
                    *empty = Some(RowReader::new(self, file, ingested_at, header)?);
                    return Ok(ControlFlow::Continue(()));
                }
                (Part::Broken { row, why, raw }, _) => (row, Err(why.to_string()), raw),
                (Part::Whole { .. }, None) => return Ok(ControlFlow::Continue(())),
                (
                    Part::Whole {
                        row,
                        fields,
                        delimiter,
                    },
                    Some(reader),
                ) => {
                    let made = reader.record(fields, row);
                    let raw = if made.is_err() {
                        raw_text(fields.iter(), delimiter)
                    } else {
                        String::new()
                    };
                    (row, made, raw)
                }
            };
            totals.read += 1;
            match made {
                Ok(record) => {
                    totals.kept += 1;
                    each(Row::Record(Box::new(record)));
                }
                Err(reason) => {
                    totals.rejected += 1;
                    each(Row::Rejected(Rejected { row, reason, raw }));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(totals)
    }

    /// Hands over the header and then each row, until `each` breaks off.
    pub(crate) fn parts(
        &self,
        path: &Path,
        each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
    ) -> Result<(), Error> {
        match Layout::of(self, path)? {
            Layout::Sheet => sheet::parts(self, path, each),
            Layout::Parquet => parquet::parts(path, each),
            Layout::Text(delimiter) => rows::parts(self, path, Some(delimiter), each),
            Layout::TextOfUnknownDelimiter => rows::parts(self, path, None, each),
        }
    }
}

/// A row as text, with quotes where a field needs them.
pub(crate) fn raw_text<'f>(fields: impl Iterator<Item = &'f str>, delimiter: u8) -> String {
    let delimiter = char::from(delimiter);
    let mut text = String::new();
    for (index, field) in fields.enumerate() {
        if index > 0 {
            text.push(delimiter);
        }
        if field.contains([delimiter, '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text
}
