//! From a publisher's bytes to records and set-aside rows.
//!
//! A [`Table`] says how a plain table (CSV, TSV or XLSX, plain or
//! gzip-compressed) is to be read: which column holds which field, how dates are
//! written, what stands for "missing". [`Table::read`] streams a [`RawFile`] and
//! hands over each row as a record or, with the reason and the whole row, as
//! [`Rejected`]. A bad row never stops a file and is never dropped: rows read =
//! rows kept + rows rejected. Only a file that is no table at all is refused as
//! a whole, with an [`Error`] that says where, why and what to do.
//!
//! [`Published`] reads the files of publishers that Foreshock knows by name, as
//! they are published, with no column map; [`crosswalk`] leads their codes of
//! countries and actors to ISO 3166-1.
//!
//! [`guess()`] proposes a column map for a table that nobody has described yet.

mod bounded;
mod columns;
pub mod crosswalk;
mod dates;
mod end;
mod error;
mod file;
mod guard;
mod guess;
mod input;
mod layout;
mod lines;
mod numbers;
mod parquet;
mod publishers;
mod record;
mod rows;
mod same;
mod sheet;
mod stated;
mod table;
mod tabs;
mod unknown;
mod unpack;

pub use columns::{Column, Columns, FixedColumn, Format, JoinedColumns};
pub use error::Error;
pub use file::RawFile;
pub use guard::guarded;
pub use guess::{Guess, Guessed, guess};
pub use input::Input;
pub use publishers::{
    Additions, Gap, Published, Publisher, Records, Release, Revision, Slot, Terms, gaps,
};
pub use same::is_same;
pub use stated::{Stated, StatedRow};
pub use table::{ReadTotals, Rejected, Row, Table};
pub use unknown::UnknownCodes;
