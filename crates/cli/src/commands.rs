//! One module per command.

pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod events;
pub(crate) mod hawkes;
pub(crate) mod init;
pub(crate) mod rejected;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod shell;
