//! Files that only add events, read row by row without a copy of their texts.

use foreshock_event::Record;
use jiff::Timestamp;

use super::{Published, Publisher, context::Context, gdelt};
use crate::{Error, RawFile, ReadTotals, Stated, StatedRow, UnknownCodes};

/// How the files of a publisher are read that only add events.
#[derive(Clone, Copy, Debug)]
pub struct Additions<'a> {
    published: &'a Published,
}

impl Published {
    /// The way to read its files without a copy of their texts, where there is one:
    /// for GDELT, whose files are the largest.
    pub fn additions(&self) -> Option<Additions<'_>> {
        (self.publisher == Publisher::Gdelt).then_some(Additions { published: self })
    }
}

impl Additions<'_> {
    /// As [`Published::read`], with each row as the file states it.
    ///
    /// # Errors
    ///
    /// As [`Published::read`].
    pub fn read(
        &self,
        file: &RawFile,
        each: &mut dyn FnMut(StatedRow<'_>),
    ) -> Result<ReadTotals, Error> {
        let mut totals = ReadTotals::default();
        let mut unknown = UnknownCodes::default();
        gdelt::read(file, &mut unknown, &mut |row| {
            totals.read += 1;
            match row {
                StatedRow::Event(_) => totals.kept += 1,
                StatedRow::Rejected(_) => totals.rejected += 1,
            }
            each(row);
        })?;
        totals.unknown = unknown;
        Ok(totals)
    }

    /// What makes records of the rows of `file`.
    pub fn records(&self, file: &RawFile, ingested_at: Timestamp) -> Records<'_> {
        Records(Context::new(self.published, file, ingested_at))
    }
}

/// Makes records of what a file states.
pub struct Records<'a>(Context<'a>);

impl Records<'_> {
    /// The record of an event.
    pub fn record(&mut self, stated: &Stated<'_>) -> Record {
        let mut record = self.0.record(stated.category, stated.began_on, stated.row);
        stated.fill(&mut record, |text| self.0.text(text));
        record
    }
}
