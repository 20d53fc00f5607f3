//! The command lines of `foreshock doctor`, `compact` and `sql`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Theatre;

/// Find what is wrong with a lake, and mend it on request.
///
/// Looks at the log, reads every data file to its last row, compares the rows with the
/// accounts of the files that were read, and tells what it would do. Nothing is changed
/// without --repair, and nothing is ever deleted: what is taken out of the lake lies in its
/// directory `quarantine` afterwards. Exit code 1 where something is lost or wrong.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock doctor lake
  foreshock doctor lake --repair
  foreshock doctor lake --json | jq '.lost[].file'")]
pub(crate) struct Doctor {
    /// Directory of the lake. By default foreshock/lake in the user's data directory.
    #[arg(env = "FORESHOCK_LAKE", value_name = "LAKE")]
    pub lake: Option<PathBuf>,
    /// Mend what can be mended.
    #[arg(long)]
    pub repair: bool,
    /// Print what was found, and done, as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Join the small data files of a lake.
///
/// Changes how rows lie and not what they say: every assessment stays as it is, byte for
/// byte. May run beside an ingest and beside another compaction.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock compact lake
  foreshock compact lake --json")]
pub(crate) struct Compact {
    /// Directory of the lake. By default foreshock/lake in the user's data directory.
    #[arg(env = "FORESHOCK_LAKE", value_name = "LAKE")]
    pub lake: Option<PathBuf>,
    /// Print the account as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Print indicators as SQL over the Delta table, for other engines.
///
/// The statement gives the series that Foreshock measures: the newest version of each event
/// that was known, periods counted back from the day of the view, days that are not
/// covered. It reads a table `records`, which is the directory `records` of the lake. What
/// SQL cannot say is refused with the reason and not approximated.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock sql watches/korea missile_tests
  foreshock sql watches/korea-csis --dialect polars
  foreshock sql watches/korea --json | jq '.[].refused'")]
pub(crate) struct Sql {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Id of the indicator; all where there is none.
    pub indicator: Option<String>,
    /// Whose SQL.
    #[arg(long, value_enum, default_value_t = Dialect::Duckdb)]
    pub dialect: Dialect,
    /// Look from this day (its end) or instant.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print statements, refusals and the series that Foreshock measures as JSON.
    #[arg(long)]
    pub json: bool,
}

/// An engine's SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dialect {
    /// DuckDB.
    Duckdb,
    /// Polars' SQLContext.
    Polars,
    /// Apache DataFusion and Ballista.
    Datafusion,
}
