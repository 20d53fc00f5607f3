//! Records column by column.

use jiff::Timestamp;

use crate::{DatePrecision, Facet, Field, Record, Text};

/// A number of a record by which it is selected or measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each names the field of `Record`")]
pub enum Number {
    Count,
    Intensity,
    FatalitiesBest,
    Quad,
    Lat,
    Lon,
}

impl Number {
    /// All of them, each at its own place.
    pub const ALL: [Self; 6] = [
        Self::Count,
        Self::Intensity,
        Self::FatalitiesBest,
        Self::Quad,
        Self::Lat,
        Self::Lon,
    ];

    /// Its value in `record`, where it has one.
    pub fn of(self, record: &Record) -> Option<f64> {
        match self {
            Self::Count => record.count,
            Self::Intensity => record.intensity,
            Self::FatalitiesBest => record.fatalities_best,
            Self::Quad => record.quad.map(f64::from),
            Self::Lat => record.lat,
            Self::Lon => record.lon,
        }
    }
}

/// A stretch of the stored records of one source, column by column, so that what is only
/// counted need not become [`Record`]s first.
///
/// A column is read when it is asked for. Among the rows are such as do not stand at the
/// instant that is looked from: versions that were not known, that a newer one replaced, or
/// that withdraw the event. [`stands`](Self::stands) tells them apart; over all stretches of
/// a source those that stand are the [`records`](crate::Known::records) of that source.
pub trait Stretch {
    /// Why a column cannot be read.
    type Error;

    /// How many rows there are.
    fn rows(&self) -> usize;

    /// Whether each row is the current version of an event.
    ///
    /// # Errors
    ///
    /// Where a column cannot be read, as of all below.
    fn stands(&self) -> Result<&[bool], Self::Error>;

    /// The first day on which any of the rows begins and the last on which any ends, where
    /// all of them stand and that is known without looking at each.
    ///
    /// # Errors
    ///
    /// Where a column cannot be read.
    fn span_of_all(&self) -> Result<Option<(i32, i32)>, Self::Error>;

    /// The values of a text field over the rows.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn texts(&self, field: Field) -> Result<Facet<'_>, Self::Error>;

    /// The values of a number over the rows; NaN where there is none.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn numbers(&self, number: Number) -> Result<&[f64], Self::Error>;

    /// The first day of each row, counted from 1970-01-01.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn began_on(&self) -> Result<&[i32], Self::Error>;

    /// The last day of each row, counted from 1970-01-01.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn ended_on(&self) -> Result<&[i32], Self::Error>;

    /// How exactly the days of each row are known.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn date_precision(&self) -> Result<&[DatePrecision], Self::Error>;

    /// When each row became public, where the publisher says so.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn published_at(&self) -> Result<&[Option<Timestamp>], Self::Error>;

    /// The description of a row.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn description(&self, row: usize) -> Result<Option<&str>, Self::Error>;

    /// The identifier of the event of a row.
    ///
    /// # Errors
    ///
    /// Where the column cannot be read.
    fn event_id(&self, row: usize) -> Result<Text, Self::Error>;
}
