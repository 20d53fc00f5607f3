//! One module per command.

pub(crate) mod backtest;
pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod compact;
pub(crate) mod coverage;
pub(crate) mod doctor;
pub(crate) mod events;
pub(crate) mod fetch;
pub(crate) mod forecast;
pub(crate) mod hawkes;
pub(crate) mod hubverse;
pub(crate) mod ingest;
pub(crate) mod init;
pub(crate) mod ledger;
pub(crate) mod metrics;
pub(crate) mod record;
pub(crate) mod rejected;
pub(crate) mod replay;
pub(crate) mod resolve;
pub(crate) mod schema;
pub(crate) mod score;
pub(crate) mod shell;
pub(crate) mod sql;
