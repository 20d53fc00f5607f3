//! What was written down before the fact, so that it cannot be changed
//! afterwards unnoticed.
//!
//! A ledger is a list of [`Entry`]s that only grows. Each entry holds the digest
//! of the one before it, so that a changed, missing or reordered entry breaks
//! the chain at its place; the digest of the newest entry, the [`Head`], stands
//! for the whole. Whoever keeps a head can tell later whether the ledger still
//! holds what it held then.
//!
//! [`Ledger`] is what a store must be able to do. [`SqliteLedger`] keeps it in
//! one file that several processes may use at once. A ledger whose chain is
//! broken can be read, and nothing of it is lost, but nothing is written to it
//! until somebody decides to go on, and that decision is an entry itself.
//!
//! ```
//! use foreshock_ledger::{Draft, Ledger, SqliteLedger};
//!
//! # let directory = tempfile::tempdir().unwrap();
//! # let path = directory.path().join("ledger.sqlite");
//! let mut ledger = SqliteLedger::open(&path)?;
//! let now = "2024-09-16T12:00:00Z".parse().unwrap();
//! let draft = Draft::new("note", "note:1", serde_json::json!({ "text": "before the fact" }));
//! let first = ledger.append(&[draft.clone()], now)?;
//! assert!(first[0].new);
//! // The same draft again changes nothing.
//! let second = ledger.append(&[draft], now)?;
//! assert!(!second[0].new);
//! assert_eq!(first[0].entry, second[0].entry);
//! assert!(ledger.verify()?.is_sound());
//! # Ok::<(), foreshock_ledger::Error>(())
//! ```

mod canonical;
mod chain;
mod draft;
mod error;
mod outbox;
mod sqlite;
mod turn;

pub use canonical::canonical;
pub use chain::{ACCEPTED, Acceptance, Break, Cause, Head, Verification, digest};
pub use draft::{Appended, Draft};
pub use error::Error;
pub use foreshock_event::Entry;
pub use outbox::{Outgoing, Posted};
pub use sqlite::{SqliteLedger, Step};
pub use turn::Turn;

use jiff::Timestamp;

/// What a store of the ledger must be able to do. A store for a team, such as
/// PostgreSQL, is another implementation of this.
pub trait Ledger {
    /// The newest entry's place and digest; `None` while nothing is written
    /// down.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    fn head(&self) -> Result<Option<Head>, Error>;

    /// Every entry after the given place, oldest first; 0 for all.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    fn entries(&self, after: u64) -> Result<Vec<Entry>, Error>;

    /// Writes `drafts` down, all or none, in one step that no other writer can
    /// come between. A draft whose key is there already is not written again;
    /// the entry that is there is given back.
    ///
    /// An entry is never dated before the one before it: where the clock runs
    /// behind, it takes that one's time.
    ///
    /// # Errors
    ///
    /// Where the chain is broken, a draft is malformed, or the store cannot be
    /// written.
    fn append(&mut self, drafts: &[Draft], recorded_at: Timestamp) -> Result<Vec<Appended>, Error>;

    /// Writes down that the breaks of the chain are known and that the ledger
    /// is to go on in spite of them. They are told of ever after.
    ///
    /// # Errors
    ///
    /// Where the chain is sound, no reason is given, or the store cannot be
    /// written.
    fn accept_broken(&mut self, reason: &str, recorded_at: Timestamp) -> Result<Entry, Error>;

    /// Whether every entry is what was written down.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    fn verify(&self) -> Result<Verification, Error> {
        Ok(Verification::of(&self.entries(0)?))
    }
}
