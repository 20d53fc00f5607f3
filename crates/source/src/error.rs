//! Why a file cannot be read as a table.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file as a whole cannot be read as a table. Rows that cannot be read
/// are no error; they are set aside.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {cause}\n  check the path and who may read it", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The file is compressed or a spreadsheet and its data are damaged or cut
    /// off.
    #[error("{} is damaged after row {row}: {cause}\n  fetch or copy the file again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The last row that could be read.
        row: u64,
        /// What is wrong.
        cause: String,
    },
    /// Nothing stands in the file, not even a header.
    #[error("{} has no header{}\n  a table needs at least a row with the names of its columns", .path.display(), after(*.skipped))]
    Empty {
        /// The file.
        path: PathBuf,
        /// Rows before the header that were skipped as declared.
        skipped: usize,
    },
    /// The bytes are no text, whatever the name says.
    #[error("{} is {cause}\n  {remedy}", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// What the bytes are.
        cause: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The names of the columns are not in the encoding.
    #[error("the header of {} is not {encoding}\n  declare how it is encoded, such as encoding = \"windows-1252\"", .path.display())]
    HeaderEncoding {
        /// The file.
        path: PathBuf,
        /// The encoding in which it was read.
        encoding: &'static str,
    },
    /// The way in which dates are said to be written is none.
    #[error(
        "date_format = `{format}` cannot read a date: {cause}\n  write it in strftime's terms, such as \"%d/%m/%Y\""
    )]
    DateFormat {
        /// What the watch says.
        format: String,
        /// Why it reads no date.
        cause: String,
    },
    /// Its format cannot be told from its name.
    #[error("the format of {} cannot be told from its name\n  say format = \"csv\", \"tsv\", \"xlsx\" or \"parquet\"", .path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// There is no such encoding.
    #[error(
        "there is no character encoding `{label}`\n  use a name such as \"utf-8\", \"windows-1252\" or \"euc-kr\""
    )]
    UnknownEncoding {
        /// What the watch says.
        label: String,
    },
    /// A column that the map names is not there.
    #[error("{} has no column `{column}`\n  {}", .path.display(), hint(.nearest, .available))]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The name that the map gives.
        column: String,
        /// The name in the header that comes nearest.
        nearest: Option<String>,
        /// The names in the header.
        available: Vec<String>,
    },
    /// A column that the map names stands twice.
    #[error("{} has two columns `{column}`\n  rename one of them", .path.display())]
    TwoColumns {
        /// The file.
        path: PathBuf,
        /// The name.
        column: String,
    },
    /// A line or a row is so long that this is no table.
    #[error("{} has a row of more than {limit} bytes after row {row}\n  it is probably not a table, has lost its line ends, or a quote in it is never closed", .path.display())]
    RowTooLong {
        /// The file.
        path: PathBuf,
        /// The last row that was read.
        row: u64,
        /// The longest row that is read.
        limit: usize,
    },
    /// Compressed data that unpack to more than any table would.
    #[error("{} unpacks to more than a table would (after row {row}: over {} MiB and over {} times its size)\n  it is probably no table but made to fill memory or disk; if it is one, unpack it yourself and give the unpacked file", .path.display(), crate::unpack::FREE >> 20, crate::unpack::MOST_TIMES)]
    ExpandsTooFar {
        /// The file.
        path: PathBuf,
        /// The last row that was read.
        row: u64,
    },
    /// Its name says that it is packed, and its bytes are not.
    #[error("{} is not {packing}, as its name says, but {}\n  fetch or copy it again; if it is unpacked already, take the ending off its name", .path.display(), other_bytes(*.size))]
    NotPacked {
        /// The file.
        path: PathBuf,
        /// What the name says, with its article.
        packing: &'static str,
        /// Its length in bytes.
        size: u64,
    },
    /// A zip archive that does not hold exactly one file.
    #[error("{} holds {files} files where one is read\n  unpack it and give the files, or their directory", .path.display())]
    NotOneFile {
        /// The archive.
        path: PathBuf,
        /// How many files it holds.
        files: usize,
    },
    /// It is not laid out as its publisher's files are.
    #[error("{} is no file of {publisher}: {cause}\n  {remedy}", .path.display())]
    OtherLayout {
        /// The file.
        path: PathBuf,
        /// Whose file it was taken for.
        publisher: &'static str,
        /// What is different.
        cause: String,
        /// What to do.
        remedy: String,
    },
    /// A Parquet file with pages that may be larger than could be held.
    #[error("{} holds {bytes} bytes of one column in one row group, of which at most {limit} are read\n  write it anew with smaller row groups", .path.display())]
    RowGroupTooLarge {
        /// The file.
        path: PathBuf,
        /// What it says that it unpacks to.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// A spreadsheet that unpacks to more than could be held.
    #[error("{} unpacks to more than the {limit} bytes that a spreadsheet may have\n  export the sheet as CSV, which is read row by row", .path.display())]
    SpreadsheetTooLarge {
        /// The file.
        path: PathBuf,
        /// The most that is read.
        limit: u64,
    },
    /// A spreadsheet without the named sheet.
    #[error("{} has no sheet `{sheet}`\n  it has {}", .path.display(), quoted(.available))]
    NoSheet {
        /// The file.
        path: PathBuf,
        /// The name that was asked for.
        sheet: String,
        /// The names of its sheets.
        available: Vec<String>,
    },
    /// No column looks like what every table must have.
    #[error("{}: no column looks like {what}\n  its columns are {}; write the map by hand, where columns = [\"year\", \"month\", \"day\"] with join = \"-\" puts a date together", .path.display(), quoted(.available))]
    CannotGuess {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// The names in the header.
        available: Vec<String>,
    },
}

impl Error {
    /// The file that it is about; `None` where what is said of files is at fault.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Unreadable { path, .. }
            | Self::Damaged { path, .. }
            | Self::Empty { path, .. }
            | Self::NotText { path, .. }
            | Self::HeaderEncoding { path, .. }
            | Self::UnknownFormat { path }
            | Self::NoColumn { path, .. }
            | Self::TwoColumns { path, .. }
            | Self::RowTooLong { path, .. }
            | Self::ExpandsTooFar { path, .. }
            | Self::NotPacked { path, .. }
            | Self::NotOneFile { path, .. }
            | Self::OtherLayout { path, .. }
            | Self::RowGroupTooLarge { path, .. }
            | Self::SpreadsheetTooLarge { path, .. }
            | Self::NoSheet { path, .. }
            | Self::CannotGuess { path, .. } => Some(path),
            Self::DateFormat { .. } | Self::UnknownEncoding { .. } => None,
        }
    }

    pub(crate) fn unreadable(path: &Path, cause: &impl ToString) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            cause: cause.to_string(),
        }
    }
}

fn quoted(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let list: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(SHOWN) {
        0 => list.join(", "),
        more => format!("{} and {more} more", list.join(", ")),
    }
}

fn hint(nearest: &Option<String>, available: &[String]) -> String {
    if let [only] = available
        && let Some(delimiter) = [';', '\t', '|', ',']
            .into_iter()
            .find(|&sign| only.contains(sign))
    {
        return format!(
            "its header is one column, `{only}`; if {delimiter:?} stands between fields, declare delimiter = {:?}",
            delimiter.to_string()
        );
    }
    match nearest {
        Some(nearest) => format!(
            "did you mean `{nearest}`? Its columns are {}",
            quoted(available)
        ),
        None => format!("its columns are {}", quoted(available)),
    }
}

fn other_bytes(size: u64) -> String {
    match size {
        0 => "empty".to_owned(),
        1 => "1 other byte".to_owned(),
        more => format!("{more} other bytes"),
    }
}

fn after(skipped: usize) -> String {
    match skipped {
        0 => " and no rows".to_owned(),
        1 => " after the row that is skipped".to_owned(),
        rows => format!(" after the {rows} rows that are skipped"),
    }
}
