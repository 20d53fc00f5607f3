//! Tables from files: Parquet, or CSV and TSV, plain or gzip-compressed.
//!
//! Rows are read in batches and handed on one at a time, so that a table is
//! never held whole.

mod label;
mod parquet_file;
mod text_file;
mod write;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

pub(crate) use label::Label;
pub(crate) use write::{ColumnKind, TableWriter, Value};

use crate::failure::Failure;

/// One field of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Field<'a> {
    /// Nothing: null, or empty text.
    Missing,
    /// A whole number.
    Whole(i64),
    /// Any other number; infinite or not a number where the file says so.
    Number(f64),
    /// Text that is no number.
    Text(&'a str),
}

impl<'a> Field<'a> {
    /// A field of text as what it means. A number with leading zeros is a code
    /// and stays text.
    fn of_text(text: &'a str) -> Self {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        if text.is_empty() {
            Self::Missing
        } else if code {
            Self::Text(text)
        } else if let Ok(whole) = text.parse() {
            Self::Whole(whole)
        } else if let Ok(number) = text.parse() {
            Self::Number(number)
        } else {
            Self::Text(text)
        }
    }

    /// The field as a number; `None` where it is missing or text.
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Whole(whole) => Some(whole as f64),
            Self::Number(number) => Some(number),
            Self::Missing | Self::Text(_) => None,
        }
    }

    /// The field as a person would write it.
    pub(crate) fn shown(self) -> String {
        match self {
            Self::Missing => "nothing".to_owned(),
            Self::Whole(whole) => whole.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("`{text}`"),
        }
    }
}

/// A table in a file, opened far enough to know its columns.
#[derive(Debug)]
pub(crate) struct Table {
    path: PathBuf,
    columns: Vec<String>,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Parquet,
    Text,
}

impl Table {
    /// Opens a table and reads the names of its columns.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let mut start = Vec::new();
        File::open(path)
            .and_then(|file| file.take(4).read_to_end(&mut start))
            .map_err(|error| Failure::file("read", path, &error))?;
        let (format, columns) = if start == b"PAR1" {
            (Format::Parquet, parquet_file::columns(path)?)
        } else {
            (Format::Text, text_file::columns(path)?)
        };
        Ok(Self {
            path: path.to_owned(),
            columns,
            format,
        })
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The names of its columns.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Whether it has this column.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column == name)
    }

    /// The column that holds something: the one asked for, or else the first of
    /// the usual names that the table has. `flag` is what the column can be
    /// named with on the command line.
    pub(crate) fn column(
        &self,
        what: &str,
        flag: &str,
        asked: Option<&str>,
        usual: &[&str],
    ) -> Result<String, Failure> {
        let columns = || self.columns.join(", ");
        if let Some(asked) = asked {
            if self.has(asked) {
                return Ok(asked.to_owned());
            }
            return Err(Failure::new(
                format!("{} has no column `{asked}`", self.path.display()),
                format!("its columns are {}", columns()),
            ));
        }
        match usual.iter().find(|name| self.has(name)) {
            Some(name) => Ok((*name).to_owned()),
            None => Err(Failure::new(
                format!(
                    "{} has no column that is known to hold the {what}",
                    self.path.display()
                ),
                format!("name it with {flag}; its columns are {}", columns()),
            )),
        }
    }

    /// Reads the given columns row by row. `each` gets the number of the row,
    /// counted from 1 without the header, and a field per column.
    pub(crate) fn read(
        &self,
        columns: &[&str],
        mut each: impl FnMut(u64, &[Field<'_>]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Parquet => parquet_file::read(&self.path, columns, &mut each),
            Format::Text => text_file::read(&self.path, columns, &mut each),
        }
    }
}

/// A fault in a row of a file.
pub(crate) fn row_failure(path: &Path, row: u64, message: &str, remedy: &str) -> Failure {
    Failure::new(format!("{}, row {row}: {message}", path.display()), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_means_what_it_says() {
        assert_eq!(Field::of_text(" 12 "), Field::Whole(12));
        assert_eq!(Field::of_text("0"), Field::Whole(0));
        assert_eq!(Field::of_text("0.5"), Field::Number(0.5));
        assert_eq!(Field::of_text("-3"), Field::Whole(-3));
        assert_eq!(Field::of_text("010"), Field::Text("010"));
        assert_eq!(Field::of_text("2024-01-31"), Field::Text("2024-01-31"));
        assert_eq!(Field::of_text(""), Field::Missing);
        assert!(Field::of_text("NaN").number().is_some_and(f64::is_nan));
    }
}
