//! Rows of a spreadsheet.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    ops::ControlFlow,
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx};
use csv::StringRecord;

use crate::{
    Error, Table,
    bounded::LONGEST_ROW,
    guard::guarded,
    rows::trimmed,
    table::{Broken, Part},
};

/// Bytes that the parts of a spreadsheet may unpack to in all.
const LARGEST: u64 = 1 << 30;

/// Between the fields of a row that is set aside.
const DELIMITER: u8 = b'\t';

/// Hands over the header of a sheet and then each row that is not blank. Only
/// the texts of the whole workbook and one row are held at a time.
pub(crate) fn parts(
    table: &Table,
    path: &Path,
    each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    check_size(path)?;
    let file = open(path)?;
    let mut book = guarded(|| Xlsx::new(file)).map_err(|cause| damaged(path, 0, cause))?;
    let sheet = sheet_name(table, path, book.sheet_names())?;
    let mut cells =
        guarded(|| book.worksheet_cells_reader(&sheet)).map_err(|cause| damaged(path, 0, cause))?;
    let mut rows = Rows {
        table,
        first: 0,
        names: None,
        each,
    };
    if !table.names.is_empty() {
        let first = u32::try_from(table.skip_rows).unwrap_or(u32::MAX);
        if rows.begin(first, table.names.clone())?.is_break() {
            return Ok(());
        }
    }
    let mut row: Vec<String> = Vec::new();
    let mut at: u32 = 0;
    let mut length = 0;
    loop {
        let number = rows.number(at);
        let Some(cell) =
            guarded(|| cells.next_cell()).map_err(|cause| damaged(path, number, cause))?
        else {
            break;
        };
        let (cell_row, column) = cell.get_position();
        if cell_row < at {
            let cause = format!(
                "row {} stands after row {}",
                u64::from(cell_row) + 1,
                u64::from(at) + 1
            );
            return Err(damaged(path, number, cause));
        }
        if cell_row > at {
            if rows.end_row(at, &row)?.is_break() {
                return Ok(());
            }
            row.clear();
            (at, length) = (cell_row, 0);
        }
        let value = text(cell.get_value());
        length += value.len();
        let column = column as usize;
        if length > LONGEST_ROW || column >= MOST_COLUMNS {
            return Err(Error::RowTooLong {
                path: path.to_owned(),
                row: rows.number(at),
                limit: LONGEST_ROW,
            });
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = value;
    }
    if rows.end_row(at, &row)?.is_break() {
        return Ok(());
    }
    match rows.names {
        Some(_) => Ok(()),
        None => Err(Error::Empty {
            path: path.to_owned(),
            skipped: table.skip_rows,
        }),
    }
}

/// Columns that a sheet can have.
const MOST_COLUMNS: usize = 16_384;

/// Where the rows of a sheet go.
struct Rows<'a, 'e> {
    table: &'a Table,
    /// The row after the header.
    first: u32,
    /// The names of the columns, once they are known.
    names: Option<Vec<String>>,
    each: &'e mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
}

impl Rows<'_, '_> {
    /// The row at this index, counted from 1 for the first row after the header; 0 before.
    fn number(&self, at: u32) -> u64 {
        match self.names {
            Some(_) => (u64::from(at) + 1).saturating_sub(u64::from(self.first)),
            None => 0,
        }
    }

    /// Hands over the names of the columns of the rows from `first` on.
    fn begin(&mut self, first: u32, names: Vec<String>) -> Result<ControlFlow<()>, Error> {
        let flow = (self.each)(Part::Header(&names))?;
        (self.first, self.names) = (first, Some(names));
        Ok(flow)
    }

    fn end_row(&mut self, at: u32, row: &[String]) -> Result<ControlFlow<()>, Error> {
        let used = row
            .iter()
            .rposition(|field| !trimmed(field).is_empty())
            .map_or(0, |last| last + 1);
        if used == 0 || (at as usize) < self.table.skip_rows {
            return Ok(ControlFlow::Continue(()));
        }
        let row = &row[..used];
        let number = self.number(at);
        let Some(names) = &self.names else {
            let names = row.iter().map(|name| trimmed(name).to_owned()).collect();
            return self.begin(at.saturating_add(1), names);
        };
        if used > names.len() {
            let fields: Vec<&str> = row.iter().map(String::as_str).collect();
            return (self.each)(Part::Broken {
                row: number,
                why: Broken::Beyond {
                    columns: names.len(),
                },
                raw: crate::table::raw_text(fields.into_iter(), DELIMITER),
            });
        }
        let mut fields = StringRecord::new();
        for index in 0..names.len() {
            fields.push_field(row.get(index).map_or("", String::as_str));
        }
        (self.each)(Part::Whole {
            row: number,
            fields: &fields,
            delimiter: DELIMITER,
        })
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    File::open(path)
        .map(BufReader::new)
        .map_err(|error| Error::unreadable(path, &error))
}

fn damaged(path: &Path, row: u64, cause: impl ToString) -> Error {
    Error::Damaged {
        path: path.to_owned(),
        row,
        cause: cause.to_string(),
    }
}

/// Unpacks every part once, holding none, so that nothing that is too large or
/// damaged is ever held. What the archive says of its own sizes is not relied
/// on.
fn check_size(path: &Path) -> Result<(), Error> {
    let too_large = || Error::SpreadsheetTooLarge {
        path: path.to_owned(),
        limit: LARGEST,
    };
    let mut archive = zip::ZipArchive::new(open(path)?).map_err(|error| damaged(path, 0, error))?;
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| damaged(path, 0, error))?;
        declared = declared.saturating_add(part.size());
    }
    if declared > LARGEST {
        return Err(too_large());
    }
    let mut left = LARGEST;
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|error| damaged(path, 0, error))?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink())
            .map_err(|error| damaged(path, 0, error))?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(())
}

fn sheet_name(table: &Table, path: &Path, names: Vec<String>) -> Result<String, Error> {
    match &table.sheet {
        None => names
            .into_iter()
            .next()
            .ok_or_else(|| damaged(path, 0, "it has no sheets")),
        Some(sheet) if names.contains(sheet) => Ok(sheet.clone()),
        Some(sheet) => Err(Error::NoSheet {
            path: path.to_owned(),
            sheet: sheet.clone(),
            available: names,
        }),
    }
}

/// A cell as a text table would write it; an error in a formula is no value.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        // Numbers below 1 are times of day without a day.
        DataRef::DateTime(moment) if moment.is_datetime() && moment.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
    }
}
