//! The record of one event as its publisher stated it, and what was known at a
//! point in time.
//!
//! Everything that Foreshock says rests on [`Record`]s. A record is one
//! *version* of one event: a correction is a further version and a withdrawal
//! is a version that is [`retracted`](Record::retracted), so that nothing that
//! was once known is ever overwritten.
//!
//! Models never see stored records. They see [`Known`]: the records that were
//! public at an [`AsOf`]. [`known`] is the only function that makes one, and a
//! `Known` can only be narrowed to an earlier instant, never widened; that is
//! how "nothing later than `as_of` is seen" is held by the types.
//!
//! A numeric observation (a price, a number of arrivals, an index) is a record
//! too: its [`category`](Record::category) names the series and its
//! [`count`](Record::count) is the value. Versions, vintages and the way back
//! to the file are therefore the same for events and for series.
//!
//! What Foreshock itself wrote down, its forecasts and how they resolved, are
//! [`Entry`]s of a ledger. A `Known` holds those that had been written down by
//! its instant.
//!
//! This crate does no input or output.

mod as_of;
mod entry;
mod known;
mod record;
mod stretch;

pub use as_of::{AsOf, AsOfError, Lag, end_of_day};
pub use entry::Entry;
pub use known::{Facet, Feed, Field, Known, Standing, Vintage, known};
pub use record::{DatePrecision, Record, Text};
pub use stretch::{Number, Stretch};
