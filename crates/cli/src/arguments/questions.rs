//! Commands about questions, their forecasts and the ledger.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Past, Store, Theatre};

/// Where the ledger lies.
#[derive(Debug, Args)]
pub(crate) struct LedgerPlace {
    /// The ledger: what was written down, and how it came out. By default
    /// foreshock/ledger.sqlite in the user's data directory.
    #[arg(long, env = "FORESHOCK_LEDGER", value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

/// Forecasts of the questions of a watch.
#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// The watch whose questions are forecast: a TOML file, or a directory with
    /// a watch.toml.
    #[arg(required = true)]
    pub watch: Option<PathBuf>,
    #[command(flatten)]
    pub store: Store,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Forecast from this day (its end) or instant; nothing that became known
    /// later is used. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Write nothing; make the forecasts of the ledger again and compare every
    /// byte. Without --as-of, those of every view.
    #[arg(long)]
    pub verify: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Settle the forecasts in the ledger that are due.
///
/// Each resolves by the rule that was written down with it: yes as soon as
/// enough events are known; no once its days are over, covered and complete;
/// void where its sources do not cover them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock resolve watches/korea --as-of 2024-12-31
  foreshock resolve watches/korea --as-of now --json")]
pub(crate) struct Resolve {
    #[command(flatten)]
    pub theatre: Theatre,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Settle from what was known on this day (its end) or instant. By default
    /// what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Show how the forecasts in the ledger have done.
///
/// Scores stand beside those of the base rate that was issued with them, and are
/// withheld where too few are resolved to say. Forecasts that were written down
/// only afterwards are scored apart, as pseudo-vintages.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock record watches/korea
  foreshock record watches/korea --json | jq '.[].record.scores'")]
pub(crate) struct TrackRecord {
    /// The watch: a TOML file, or a directory with a watch.toml.
    pub watch: PathBuf,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Look at the ledger itself.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock ledger verify
  foreshock ledger verify --head 3f2a…
  foreshock ledger export > ledger.jsonl")]
pub(crate) enum LedgerCommand {
    Verify(LedgerVerify),
    Head(LedgerHead),
    Export(LedgerExport),
}

/// Check that every entry is what was written down.
///
/// A broken chain is told with its first bad entry; exit code 1. Nothing is
/// written to a broken ledger until --accept-broken says why it is to go on, and
/// that is an entry itself.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock ledger verify
  foreshock ledger verify --head 3f2a…            # a head printed in a brief
  foreshock ledger verify --accept-broken \"entry 7 lost with the disk in May\"")]
pub(crate) struct LedgerVerify {
    #[command(flatten)]
    pub place: LedgerPlace,
    /// A head that was printed earlier, or how it begins: it must be there
    /// still.
    #[arg(long, value_name = "DIGEST")]
    pub head: Option<String>,
    /// Go on in spite of a broken chain, for this reason.
    #[arg(long, value_name = "REASON")]
    pub accept_broken: Option<String>,
}

/// Print the number of entries and the digest of the newest.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock ledger head")]
pub(crate) struct LedgerHead {
    #[command(flatten)]
    pub place: LedgerPlace,
}

/// Print every entry, one line of JSON each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock ledger export > ledger.jsonl
  foreshock ledger export | jq 'select(.kind == \"question_resolved\")'")]
pub(crate) struct LedgerExport {
    #[command(flatten)]
    pub place: LedgerPlace,
}

/// Show what a watch would have said in the past, and how that came out.
///
/// At each date the questions are forecast, signs and alarms are seen from what
/// was known then. Scores stand beside the best baseline, with 90% intervals
/// from blocks at least twice as long as the horizon.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock backtest watches/korea-csis --from 2005-01-01 --to 2023-12-31
  foreshock backtest watches/korea --from 2023-01-01 --to 2024-12-31 --every 7d --json")]
pub(crate) struct Backtest {
    #[command(flatten)]
    pub past: Past,
    /// Print the backtest as JSON, with every forecast.
    #[arg(long)]
    pub json: bool,
}
