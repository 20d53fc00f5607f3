//! How a file is laid out: told by the watch, by its name, or by its header.

use std::path::Path;

use crate::{Error, Format, Table};

/// How the rows of a file are to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Text, with this character between fields.
    Text(u8),
    /// Text, with whatever character splits the header most.
    TextOfUnknownDelimiter,
    /// A spreadsheet.
    Sheet,
    /// Apache Parquet.
    Parquet,
}

/// Characters that may stand between fields, the likeliest first.
pub(crate) const DELIMITERS: [u8; 4] = *b"\t,;|";

impl Layout {
    /// The layout that `table` declares or that the name of `path` tells.
    pub(crate) fn of(table: &Table, path: &Path) -> Result<Self, Error> {
        let layout = match table.format {
            Some(Format::Csv) => Self::Text(b','),
            Some(Format::Tsv) => Self::Text(b'\t'),
            Some(Format::Xlsx) => Self::Sheet,
            Some(Format::Parquet) => Self::Parquet,
            None => Self::named(path).ok_or_else(|| Error::UnknownFormat {
                path: path.to_owned(),
            })?,
        };
        Ok(match (layout, table.delimiter) {
            (Self::Sheet | Self::Parquet, _) | (_, None) => layout,
            (_, Some(delimiter)) => Self::Text(delimiter),
        })
    }

    /// Whether dates are marked as such, and written in ISO 8601 by the reader of it.
    pub(crate) fn marks_dates(self) -> bool {
        matches!(self, Self::Sheet | Self::Parquet)
    }

    /// The layout that the name of `path` tells.
    pub(crate) fn named(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let packed = [".gz", ".zip"];
        let unpacked = packed.iter().find_map(|ending| name.strip_suffix(ending));
        match unpacked.unwrap_or(&name).rsplit_once('.')?.1 {
            "csv" => Some(Self::Text(b',')),
            "tsv" | "tab" => Some(Self::Text(b'\t')),
            "txt" => Some(Self::TextOfUnknownDelimiter),
            "xlsx" | "xlsm" => Some(Self::Sheet),
            "parquet" | "pq" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// The character that stands most often between the quoted parts of the first
/// line of `start`; a tab where none does.
pub(crate) fn sniffed(start: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    let mut begun = false;
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if begun && !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(index) = DELIMITERS.iter().position(|&delimiter| delimiter == byte) {
                    counts[index] += 1;
                }
            }
        }
        begun |= !byte.is_ascii_whitespace();
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let index = counts.iter().position(|&count| count == most);
    index
        .filter(|_| most > 0)
        .map_or(b'\t', |index| DELIMITERS[index])
}
