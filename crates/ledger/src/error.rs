//! What can go wrong with a ledger.

use std::path::PathBuf;

use thiserror::Error;

use crate::Break;

/// Why a ledger cannot be read or written.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no ledger at the path.
    #[error(
        "there is no ledger at {path}\n  help: check the path; `foreshock forecast WATCH` begins one"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file or its directory cannot be opened or made.
    #[error(
        "cannot open the ledger {path}: {cause}\n  help: check the path and who may read and write it"
    )]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The file is something else than a ledger.
    #[error(
        "{path} is not a ledger: {cause}\n  help: give another path, or move the file away to begin a new ledger"
    )]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// How it can be told.
        cause: String,
    },
    /// The ledger was made by a newer program.
    #[error(
        "the ledger {path} has version {version}, and this program reads versions up to {newest}\n  help: use the newer program that made it"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i64,
        /// The newest that can be read.
        newest: i64,
    },
    /// The ledger may not be written.
    #[error(
        "the ledger {path} cannot be written: the file or its directory is read-only\n  help: check who may write both; nothing was changed"
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room.
    #[error(
        "the ledger {path} cannot be written: the disk is full\n  help: make room; nothing was changed"
    )]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Another process kept the ledger to itself for too long.
    #[error(
        "the ledger {path} is being written by another process\n  help: wait until it is done; nothing was changed"
    )]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The chain is broken and nobody has accepted that.
    #[error(
        "the chain of the ledger {path} is broken: {first}\n  help: nothing is lost and nothing was written; see `foreshock ledger verify`, put a sound copy back, or go on with `foreshock ledger verify --accept-broken REASON`"
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// The first break that nobody has accepted.
        first: Break,
    },
    /// There is nothing to accept.
    #[error(
        "the chain of the ledger is sound, so there is nothing to accept\n  help: leave out --accept-broken"
    )]
    NotBroken,
    /// A decision was made without a reason.
    #[error(
        "going on with a broken chain needs a reason\n  help: say in a few words what happened"
    )]
    NoReason,
    /// A draft cannot be written down.
    #[error("an entry cannot be written down: {0}")]
    Malformed(String),
    /// Anything else that the store says.
    #[error(
        "the ledger {path} failed: {cause}\n  help: check the disk; `foreshock ledger verify` tells whether the chain is sound"
    )]
    Store {
        /// The file.
        path: PathBuf,
        /// What the store says.
        cause: String,
    },
}
