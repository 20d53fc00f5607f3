//! What can go wrong with alerts.

use std::path::PathBuf;

use thiserror::Error;

/// Why alerts cannot be set up, recorded or sent. That one message could not be
/// sent is no error here: it stays in the outbox and is told in a
/// [`Report`](crate::Report).
#[derive(Debug, Error)]
pub enum Error {
    /// The configuration cannot be read.
    #[error(
        "cannot read the configuration {path}: {cause}\n  help: see docs/alerts.md for what it may hold"
    )]
    Configuration {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// A channel that a watch or a command names is not configured.
    #[error("there is no channel `{name}` in the configuration\n  help: {help}")]
    NoChannel {
        /// Its name.
        name: String,
        /// What there is.
        help: String,
    },
    /// The variable that holds a secret is not set.
    #[error(
        "the channel `{channel}` needs the environment variable {variable}, which is not set\n  help: set it where foreshock is started; secrets never stand in a file of its own"
    )]
    NoSecret {
        /// The channel.
        channel: String,
        /// The variable.
        variable: String,
    },
    /// A channel's settings make no sense.
    #[error(
        "the channel `{channel}` cannot be used: {cause}\n  help: see docs/alerts.md for what it may hold"
    )]
    Channel {
        /// The channel.
        channel: String,
        /// Why.
        cause: String,
    },
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] foreshock_ledger::Error),
}
