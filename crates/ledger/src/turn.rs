//! A turn at the ledger: what is read and written while no other process can
//! write, all or nothing.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    Appended, Draft, Entry, Outgoing, Posted, outbox,
    sqlite::{Step, by_key, following, insert},
};

/// A turn, from its beginning to its commit.
#[derive(Debug)]
pub struct Turn<'a> {
    begun: &'a Transaction<'a>,
    entries: Vec<Entry>,
    recorded_at: Timestamp,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(
        begun: &'a Transaction<'a>,
        entries: Vec<Entry>,
        recorded_at: Timestamp,
    ) -> Self {
        Self {
            begun,
            entries,
            recorded_at,
        }
    }

    /// Every entry so far, those of this turn included, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Writes a draft down, unless its key is there.
    ///
    /// # Errors
    ///
    /// Where the draft is malformed or the store cannot be written.
    pub fn append(&mut self, draft: &Draft) -> Result<Appended, Step> {
        let text = draft.text()?;
        if let Some(entry) = by_key(self.begun, &draft.key)? {
            return Ok(Appended { entry, new: false });
        }
        let last = self.entries.last();
        let entry = following(last, &draft.kind, &draft.key, text, self.recorded_at);
        insert(self.begun, &entry)?;
        self.entries.push(entry.clone());
        Ok(Appended { entry, new: true })
    }

    /// Every message of a watch, delivered or not, in the order in which they
    /// were written.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn messages(&self, watch: &str) -> Result<Vec<Posted>, Step> {
        Ok(outbox::posted(self.begun, Some(watch), true)?)
    }

    /// Puts a message into the outbox, unless its identifier is there; whether
    /// it was new.
    ///
    /// # Errors
    ///
    /// Where the store cannot be written.
    pub fn post(&mut self, message: &Outgoing) -> Result<bool, Step> {
        Ok(outbox::post(self.begun, message)?)
    }

    /// The latest instant from which a watch was looked at, if ever.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn looked(&self, watch: &str) -> Result<Option<Timestamp>, Step> {
        Ok(outbox::looked(self.begun, watch)?)
    }

    /// Notes from which instant a watch was looked at. What is there is
    /// replaced, whether it is earlier or later.
    ///
    /// # Errors
    ///
    /// Where the store cannot be written.
    pub fn look(&mut self, watch: &str, as_of: Timestamp) -> Result<(), Step> {
        outbox::look(self.begun, watch, as_of)?;
        Ok(())
    }
}
