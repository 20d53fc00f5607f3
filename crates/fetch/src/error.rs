//! Why something could not be fetched.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a list or a file could not be fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// An address that cannot be used.
    #[error("`{address}` cannot be used as an address: {cause}\n  write it as https://host/path/")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The server says no, and would say so again.
    #[error("{url}: the server answers {status}\n  {remedy}")]
    Refused {
        /// What was asked for.
        url: String,
        /// Status of the answer.
        status: u16,
        /// What to do.
        remedy: String,
    },
    /// It failed as often as it was tried.
    #[error(
        "{url} could not be fetched in {tries} tries: {cause}\n  run the same command again later; what has arrived is kept and resumed"
    )]
    Failed {
        /// What was asked for.
        url: String,
        /// How often it was tried in a row.
        tries: u32,
        /// What went wrong the last time.
        cause: String,
    },
    /// What arrives is not what the publisher lists.
    #[error(
        "{url} is not as listed in {tries} tries: {what} {found} where the list says {listed}\n  it was not used; the publisher's list or file is wrong, or the connection changes what passes through it"
    )]
    NotAsListed {
        /// What was asked for.
        url: String,
        /// How often it was tried.
        tries: u32,
        /// What differs: `size` or `MD5`.
        what: &'static str,
        /// What arrived.
        found: String,
        /// What the list says.
        listed: String,
    },
    /// The server sends elsewhere, where we do not go.
    #[error(
        "{url} leads to {to}, which is not followed: {cause}\n  if that is where the files now lie, give it with --base-url"
    )]
    Redirect {
        /// What was asked for.
        url: String,
        /// Where it leads.
        to: String,
        /// Why it is not followed.
        cause: String,
    },
    /// A list that is laid out in another way.
    #[error(
        "{url} is no list of {catalogue}: {cause}\n  check --base-url; if the publisher has changed its pages, fetch the files by hand and use `foreshock ingest`"
    )]
    NoList {
        /// Where the list lies.
        url: String,
        /// Whose list it was taken for.
        catalogue: &'static str,
        /// What is different.
        cause: String,
    },
    /// A token must not travel where others can read it.
    #[error(
        "the token in {variable} is not sent to {url}, which is not encrypted\n  use an https address, or unset {variable}"
    )]
    TokenInTheOpen {
        /// Environment variable of the token.
        variable: &'static str,
        /// Where it would go.
        url: String,
    },
    /// A file here cannot be written or read.
    #[error("cannot write {}: {cause}\n  check that the disk is not full and the directory is writable, then run the same command again", .path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Another process is fetching the same file to the same place.
    #[error("{} is being fetched by another process\n  wait for it, or give another directory", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
}
