//! One module per command.

pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod events;
pub(crate) mod hubverse;
pub(crate) mod init;
pub(crate) mod metrics;
pub(crate) mod rejected;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod score;
pub(crate) mod shell;
