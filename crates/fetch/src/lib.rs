//! Downloads of conflict event data by their publishers' own lists.
//!
//! A [`Catalogue`] knows where a publisher lists its files and how. [`Catalogue::list`]
//! reads the list for a [`Span`] of days and tells what is missing in the list itself;
//! [`download_all`] brings the files to a directory, several at a time. Nothing is handed
//! over before its size and MD5 agree with the list, as far as the publisher gives them.
//!
//! What breaks off is resumed where the server can (`Range` with `If-Range`, so that a file
//! that has changed in between starts anew); what fails for a while is tried again after a
//! wait that grows and is not the same for everybody. A file appears under its name whole
//! or not at all, so a directory can be copied elsewhere and ingested later, offline.
//!
//! The readers of the `source` crate know nothing of the network; that is why this is a
//! crate of its own.

mod backoff;
mod catalogues;
mod client;
mod digest;
mod download;
mod error;
mod listing;
mod many;

pub use catalogues::Catalogue;
pub use client::{Client, Options, Token};
pub use digest::Md5;
pub use download::{Fetched, download};
pub use error::Error;
pub use listing::{Listed, Listing, Span};
pub use many::download_all;
pub use url::Url;
