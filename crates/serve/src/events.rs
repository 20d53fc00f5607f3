//! Events: which fit a filter, as rows, counted by what they have, as a download.

mod download;
mod facets;
mod filter;
mod row;

pub(crate) use download::{arrow, csv};
pub(crate) use facets::{Facets, facets};
pub(crate) use filter::{EventFilter, Selection, select};
pub(crate) use row::{EventRow, Rows};
