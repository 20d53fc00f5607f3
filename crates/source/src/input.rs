//! What a file is read as: a plain table by its column map, or a publisher's
//! file.

use foreshock_event::Text;
use jiff::Timestamp;

use crate::{Error, Published, RawFile, ReadTotals, Row, Table};

/// How a file is to be read.
#[derive(Clone, Debug)]
pub enum Input {
    /// As a plain table, by a column map.
    Table(Box<Table>),
    /// As a publisher lays its files out.
    Published(Published),
}

impl Input {
    /// Who publishes it.
    pub fn publisher(&self) -> &Text {
        match self {
            Self::Table(table) => &table.publisher,
            Self::Published(published) => &published.title,
        }
    }

    /// SHA-256 over everything that decides what is made of a file's bytes.
    pub fn reading_digest(&self) -> [u8; 32] {
        match self {
            Self::Table(table) => table.reading_digest(),
            Self::Published(published) => published.reading_digest(),
        }
    }

    /// Whether the rows themselves say when they became public, where they can.
    pub fn is_dated_by_publisher(&self) -> bool {
        match self {
            Self::Table(table) => table.columns.published.is_some(),
            Self::Published(published) => published.publisher.dates_its_rows(),
        }
    }

    /// Reads `file` and hands each row to `each`, in order.
    ///
    /// # Errors
    ///
    /// As [`Table::read`] and [`Published::read`].
    pub fn read(
        &self,
        file: &RawFile,
        ingested_at: Timestamp,
        each: &mut dyn FnMut(Row),
    ) -> Result<ReadTotals, Error> {
        match self {
            Self::Table(table) => table.read(file, ingested_at, each),
            Self::Published(published) => published.read(file, ingested_at, each),
        }
    }
}
