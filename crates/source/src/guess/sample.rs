//! The first rows of a table of which nothing is known.

use std::{ops::ControlFlow, path::Path};

use csv::StringRecord;
use foreshock_event::Text;
use jiff::tz::TimeZone;

use crate::{
    Column, Columns, Error, Format, Table,
    layout::{DELIMITERS, Layout},
    rows::trimmed,
    table::{Broken, Part},
};

/// Rows that a guess looks at.
const ROWS: usize = 1000;
/// Bytes after which no further rows are looked at.
const BYTES: usize = 32 << 20;
/// Rows by which the character between fields is told.
const TRIAL_ROWS: usize = 20;

/// The header and the first rows of a table.
pub(super) struct Sample {
    pub layout: Layout,
    /// The encoding, where it is not UTF-8.
    pub encoding: Option<&'static str>,
    pub header: Vec<String>,
    pub rows: Vec<StringRecord>,
    /// Rows that cannot be split into the fields of the header.
    pub broken: u64,
}

impl Sample {
    /// Reads the first rows, in windows-1252 where they are not UTF-8, split by
    /// the character that splits them best.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let layout = Layout::of(&bare(None, None, None), path)?;
        let named = match layout {
            Layout::Sheet => {
                return Self::take(path, Format::Xlsx, None, None, ROWS).map(|(sample, _)| sample);
            }
            Layout::Parquet => {
                return Self::take(path, Format::Parquet, None, None, ROWS)
                    .map(|(sample, _)| sample);
            }
            Layout::Text(delimiter) => Some(delimiter),
            Layout::TextOfUnknownDelimiter => None,
        };
        let mut best: Option<(usize, u8)> = None;
        let others = DELIMITERS
            .into_iter()
            .filter(|delimiter| Some(*delimiter) != named);
        for delimiter in named.into_iter().chain(others) {
            let (trial, _) = Self::take(path, Format::Csv, Some(delimiter), None, TRIAL_ROWS)?;
            // A character that only some rows hold splits none of them.
            let even = trial.broken as usize * 10 <= trial.rows.len();
            let fields = if even { trial.header.len() } else { 1 };
            if best.is_none_or(|(most, _)| fields > most) {
                best = Some((fields, delimiter));
            }
        }
        let delimiter = best.map_or(b',', |(_, delimiter)| delimiter);
        let (sample, undecodable) = Self::take(path, Format::Csv, Some(delimiter), None, ROWS)?;
        if undecodable {
            let encoding = Some("windows-1252");
            return Self::take(path, Format::Csv, Some(delimiter), encoding, ROWS)
                .map(|(sample, _)| sample);
        }
        Ok(sample)
    }

    /// Up to `most` rows, and whether some could not be decoded.
    fn take(
        path: &Path,
        format: Format,
        delimiter: Option<u8>,
        encoding: Option<&'static str>,
        most: usize,
    ) -> Result<(Self, bool), Error> {
        let table = bare(Some(format), delimiter, encoding);
        let mut sample = Self {
            layout: Layout::of(&table, path)?,
            encoding,
            header: Vec::new(),
            rows: Vec::new(),
            broken: 0,
        };
        let (mut undecodable, mut bytes) = (false, 0);
        let read = table.parts(path, &mut |part| {
            match part {
                Part::Header(names) => sample.header = names.to_vec(),
                Part::Whole { fields, .. } => {
                    bytes += fields.as_slice().len();
                    sample.rows.push(fields.clone());
                }
                Part::Broken { why, raw, .. } => {
                    bytes += raw.len();
                    sample.broken += 1;
                    undecodable |= matches!(why, Broken::Encoding { .. });
                }
            }
            let enough = sample.rows.len() + sample.broken as usize >= most || bytes >= BYTES;
            Ok(if enough {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        });
        match read {
            Err(Error::HeaderEncoding { .. }) if encoding.is_none() => {
                Self::take(path, format, delimiter, Some("windows-1252"), most)
                    .map(|(sample, _)| (sample, true))
            }
            read => read.map(|()| (sample, undecodable)),
        }
    }

    /// The values of a column that are not empty.
    pub(super) fn values(&self, column: usize) -> Vec<&str> {
        let values = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(trimmed);
        values.filter(|value| !value.is_empty()).collect()
    }
}

/// A table of which nothing is known.
fn bare(format: Option<Format>, delimiter: Option<u8>, encoding: Option<&str>) -> Table {
    let nothing = || Column::Named(String::new());
    Table {
        feed: Text::from(""),
        publisher: Text::from(""),
        format,
        sheet: None,
        delimiter,
        encoding: encoding.map(str::to_owned),
        skip_rows: 0,
        names: Vec::new(),
        date_format: None,
        missing: Vec::new(),
        columns: Columns::new(nothing(), nothing()),
        timezone: TimeZone::UTC,
    }
}
