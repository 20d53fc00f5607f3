//! The lake: one Delta Lake table that keeps every version of every event, the
//! account of every file read, and every row that was set aside.
//!
//! The kinds of row lie in one table, apart by the partition column `kind`
//! (`event`, `file`, `day`, `rejected`), because Delta Lake commits one table at
//! a time: so a file's events, its account and its rejected rows become visible
//! together or not at all. Engines that read Delta Lake read it as it is: the
//! events are the rows of the table `records` whose `kind` is `event`.
//!
//! [`Lake::ingest`] is exactly-once. A [`Dataset`] is one file as read by one
//! column map, of which each new content is an edition, or a collection of a
//! publisher's files, of which each file is one. The commit that
//! brings edition *n* carries the transaction (dataset, *n*), so of two ingests
//! of the same edition at once only one commits, and the other starts over and
//! finds nothing to do. Data are forced to disk before the commit and the commit
//! before it is reported, so that a kill or a power cut at any moment leaves
//! either all of an edition or nothing.
//!
//! [`Lake::known`] is the only way out to models; [`Lake::stretches`] gives the columns of the
//! same events to whoever only counts. [`Lake::compact`] joins small data files;
//! [`Lake::examine`] finds what is wrong with a lake, and [`Lake::repair`] mends it.

mod bulk;
mod care;
mod columns;
pub mod coverage;
mod dataset;
mod delta;
mod error;
mod event_files;
mod ingest;
mod runs;
mod scan;
mod theatre;

pub use care::{Ailment, Compacted, Examination, Finding, Lost, Repaired};
pub use dataset::{Dataset, DayAccount, DayRows, FileEntry, RejectedRow, Scope};
pub use delta::Lake;
pub use error::Error;
pub use event_files::EventFile;
pub use ingest::{Ingested, Reading};
pub use scan::Rows;
pub use theatre::Theatre;
