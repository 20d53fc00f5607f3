//! Reading one file of a publisher.

use std::{collections::HashMap, ops::ControlFlow};

use foreshock_event::{Record, Text};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Publisher, acled, context::Context, ged, icews, mid, polecat, series};
use crate::{
    Error, RawFile, ReadTotals, Rejected, Row, StatedRow, rows,
    table::{Part, raw_text},
    unpack::unpacked,
};

/// How the files of a publisher are to be read.
#[derive(Clone, Debug)]
pub struct Published {
    /// The watch's name of the source; becomes [`Record::feed`].
    pub feed: Text,
    /// Whose files they are.
    pub publisher: Publisher,
    /// What records say of who publishes them.
    pub title: Text,
}

impl Published {
    /// The files of `publisher` under its own title.
    pub fn new(feed: Text, publisher: Publisher) -> Self {
        Self {
            feed,
            publisher,
            title: publisher.title().into(),
        }
    }

    /// SHA-256 over everything that decides what is made of a file's bytes.
    pub fn reading_digest(&self) -> [u8; 32] {
        let (name, version) = (self.publisher.name(), self.publisher.reader_version());
        Sha256::digest(format!("publisher|{name}|{version}|{}", self.title)).into()
    }

    /// Reads `file`, plain, gzip or a zip archive of one file, and hands each row
    /// to `each`, in order.
    ///
    /// Rows are counted from 1, after the header where the publisher has one.
    /// Blank rows are neither records nor set aside. Rows read = rows kept +
    /// rows rejected, whatever the bytes are. Memory is bounded by one row of at
    /// most 8 MiB (for MID, by the rows of one incident), and for the publishers
    /// without identifiers (ICEWS graphs) by a digest for each row.
    ///
    /// # Errors
    ///
    /// Where the file as a whole is none of the publisher's, is damaged, holds a
    /// row that is too long or unpacks to more than a table would. Rows before
    /// that place have been handed over by then.
    pub fn read(
        &self,
        file: &RawFile,
        ingested_at: Timestamp,
        each: &mut dyn FnMut(Row),
    ) -> Result<ReadTotals, Error> {
        if let Some(additions) = self.additions() {
            let mut records = additions.records(file, ingested_at);
            return additions.read(file, &mut |row| {
                each(match row {
                    StatedRow::Event(stated) => Row::Record(Box::new(records.record(stated))),
                    StatedRow::Rejected(rejected) => Row::Rejected(rejected),
                });
            });
        }
        let context = Context::new(self, file, ingested_at);
        let mut out = Out {
            context,
            totals: ReadTotals::default(),
            each,
        };
        match self.publisher {
            // Read above.
            Publisher::Gdelt => {}
            Publisher::Icews => icews::read(file, &mut out)?,
            Publisher::Polecat => polecat::read(file, &mut out)?,
            Publisher::Ged => comma_separated(file, self.publisher, &mut out, &mut ged::Rows)?,
            Publisher::Acled => comma_separated(file, self.publisher, &mut out, &mut acled::Rows)?,
            Publisher::Mid => {
                comma_separated(file, self.publisher, &mut out, &mut mid::Rows::default())?;
            }
            Publisher::GedTotals | Publisher::GdeltTotals | Publisher::Views => {
                let mut rows = series::Rows::new(self.publisher);
                comma_separated(file, self.publisher, &mut out, &mut rows)?;
            }
        }
        out.totals.unknown = out.context.unknown;
        Ok(out.totals)
    }
}

/// Where rows go: every one that comes in goes out, as a record or set aside.
pub(super) struct Out<'a, 'e> {
    pub context: Context<'a>,
    totals: ReadTotals,
    each: &'e mut dyn FnMut(Row),
}

impl Out<'_, '_> {
    /// What became of a row, and the row as it stood where it is set aside.
    pub(super) fn row(
        &mut self,
        row: u64,
        made: Result<Record, String>,
        raw: impl FnOnce() -> String,
    ) {
        self.totals.read += 1;
        match made {
            Ok(record) => {
                self.totals.kept += 1;
                (self.each)(Row::Record(Box::new(record)));
            }
            Err(reason) => {
                self.totals.rejected += 1;
                (self.each)(Row::Rejected(Rejected {
                    row,
                    reason,
                    raw: raw(),
                }));
            }
        }
    }
}

/// Where the columns of a header stand.
pub(super) struct Header {
    places: HashMap<String, usize>,
    columns: usize,
}

impl Header {
    pub(super) fn new(names: &[impl AsRef<str>]) -> Self {
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            // The first of two columns of a name is the publisher's.
            let name = rows::trimmed(name.as_ref()).to_owned();
            places.entry(name).or_insert(place);
        }
        Self {
            places,
            columns: names.len(),
        }
    }

    /// The names of the columns, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.columns
    }

    /// A row below this header.
    pub(super) fn fields<'a>(&'a self, fields: &'a [&'a str]) -> Fields<'a> {
        Fields {
            header: self,
            fields,
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

/// The fields of one row by the names of their columns.
pub(super) struct Fields<'a> {
    header: &'a Header,
    fields: &'a [&'a str],
}

impl Fields<'_> {
    /// The value in the column, trimmed; empty where there is no such column.
    pub(super) fn get(&self, name: &str) -> &str {
        let place = self.header.places.get(name);
        place
            .and_then(|&place| self.fields.get(place))
            .map_or("", |field| rows::trimmed(field))
    }

    /// Bytes of all its values.
    pub(super) fn length(&self) -> usize {
        self.fields.iter().map(|field| field.len()).sum()
    }

    /// The value in the first of the columns that is not empty.
    pub(super) fn first(&self, names: &[&str]) -> &str {
        names
            .iter()
            .map(|name| self.get(name))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    }
}

/// What is made of the rows of a table with a header.
pub(super) trait Reader {
    /// Whether the header is that of the publisher; else what is different.
    fn header(&mut self, header: &Header) -> Result<(), String>;

    /// Takes a row. `raw` gives it as it stood.
    fn row(
        &mut self,
        row: u64,
        fields: &Fields<'_>,
        raw: &dyn Fn() -> String,
        out: &mut Out<'_, '_>,
    );

    /// Takes note that there are no more rows.
    fn end(&mut self, _: &mut Out<'_, '_>) {}
}

pub(super) fn other_layout(file: &RawFile, publisher: Publisher, cause: String) -> Error {
    Error::OtherLayout {
        path: file.path.clone(),
        publisher: publisher.title(),
        cause,
        remedy: format!(
            "its files have {}; name the publisher that this file is of, or write a column map in a watch",
            publisher.layout()
        ),
    }
}

/// Reads a table with quotes and a header.
fn comma_separated(
    file: &RawFile,
    publisher: Publisher,
    out: &mut Out<'_, '_>,
    reader: &mut dyn Reader,
) -> Result<(), Error> {
    let mut header: Option<Header> = None;
    rows::parts_of_utf8(unpacked(&file.path)?, &file.path, None, &mut |part| {
        match (part, &header) {
            (Part::Header(names), _) => {
                let found = Header::new(names);
                reader
                    .header(&found)
                    .map_err(|cause| other_layout(file, publisher, cause))?;
                header = Some(found);
            }
            (Part::Broken { row, why, raw }, _) => out.row(row, Err(why.to_string()), || raw),
            (
                Part::Whole {
                    row,
                    fields,
                    delimiter,
                },
                Some(header),
            ) => {
                let raw = || raw_text(fields.iter(), delimiter);
                let columns: Vec<&str> = fields.iter().collect();
                reader.row(row, &header.fields(&columns), &raw, out);
            }
            (Part::Whole { .. }, None) => {}
        }
        Ok(ControlFlow::Continue(()))
    })?;
    reader.end(out);
    Ok(())
}

/// The fields of a line, which must be as many as one of `columns`.
pub(super) fn split<'l>(line: &'l [u8], columns: &[usize]) -> Result<Vec<&'l str>, String> {
    let fields: Vec<&str> = utf8(line)?.split('\t').collect();
    match columns.contains(&fields.len()) {
        true => Ok(fields),
        false => Err(wrong_number(fields.len(), columns)),
    }
}

/// The line as text, or where it is none.
pub(super) fn utf8(line: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(line)
        .map_err(|error| format!("not UTF-8 text at byte {}", error.valid_up_to() + 1))
}

/// Says that a line has another number of fields than one of `expected`.
pub(super) fn wrong_number(fields: usize, expected: &[usize]) -> String {
    let expected: Vec<String> = expected.iter().map(usize::to_string).collect();
    format!(
        "{fields} {} where there should be {}",
        if fields == 1 { "field" } else { "fields" },
        expected.join(" or ")
    )
}

pub(super) fn lossy(line: &[u8]) -> String {
    String::from_utf8_lossy(line).into_owned()
}
