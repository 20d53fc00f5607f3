//! The command line: one description from which parsing, `--help`, completions
//! and man pages are made.

mod care;
mod claims;
mod effects;
mod fetch;
mod hypotheses;
mod questions;
mod readiness;
mod relations;
mod series;
mod serve;
mod what_if;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use foreshock_source::Publisher;
use jiff::civil::Date;

pub(crate) use care::{Compact, Dialect, Doctor, Sql};
pub(crate) use claims::Claims;
pub(crate) use effects::Effects;
pub(crate) use fetch::Fetch;
pub(crate) use hypotheses::Hypotheses;
pub(crate) use questions::{
    Backtest, Issue, LedgerCommand, LedgerExport, LedgerHead, LedgerPlace, LedgerVerify, Resolve,
    TrackRecord,
};
pub(crate) use readiness::{AlertCommand, AlertOutbox, AlertTest, ConfigPlace, Readiness, Run};
pub(crate) use relations::Relations;
pub(crate) use series::{ClusterCommand, OnCluster, Series};
#[cfg(feature = "cluster")]
pub(crate) use series::{ClusterExecutor, ClusterScheduler};
pub(crate) use serve::{RoleName, Serve, TokenCommand, TokensPlace};
pub(crate) use what_if::WhatIf;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  it could not be done: a file, a table or the lake stands in the way
  2  the command line makes no sense
  3  the watch has errors";

/// Early warning of armed conflict from open event data.
#[derive(Debug, Parser)]
#[command(name = "foreshock", version, about, long_about = "\
Early warning of armed conflict from open event data.

A watch (a TOML file) says what to look at and which claims to test. From it and \
the events it names, foreshock shows what is unusual, compared with what, since \
when, and on which events that rests.", after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Brief(Brief),
    Check(Check),
    Fetch(Fetch),
    Ingest(Ingest),
    Coverage(Coverage),
    Doctor(Doctor),
    Compact(Compact),
    Sql(Sql),
    Series(Series),
    #[command(subcommand)]
    Cluster(ClusterCommand),
    Init(Init),
    Claims(Claims),
    Events(Events),
    Rejected(Rejected),
    Relations(Relations),
    WhatIf(WhatIf),
    Replay(Replay),
    Hawkes(Hawkes),
    Hypotheses(Hypotheses),
    Forecast(Box<Forecast>),
    Resolve(Resolve),
    Record(TrackRecord),
    Backtest(Backtest),
    Effects(Effects),
    #[command(subcommand)]
    Ledger(LedgerCommand),
    Readiness(Readiness),
    Run(Run),
    Serve(Box<Serve>),
    #[command(subcommand)]
    Token(TokenCommand),
    #[command(subcommand)]
    Alert(AlertCommand),
    Score(Score),
    Metrics(Metrics),
    #[command(subcommand)]
    Export(Export),
    #[command(subcommand)]
    Import(Import),
    Schema(Schema),
    Completions(Completions),
    Man(Man),
}

/// The watch, and where the lake lies.
#[derive(Debug, Args)]
pub(crate) struct Theatre {
    /// The watch: a TOML file, or a directory with a watch.toml.
    pub watch: PathBuf,
    #[command(flatten)]
    pub store: Store,
}

/// Where the lake lies.
#[derive(Clone, Debug, Args)]
pub(crate) struct Store {
    /// Directory in which everything read is kept. By default
    /// foreshock/lake in the user's data directory.
    #[arg(long, env = "FORESHOCK_LAKE", value_name = "DIR")]
    pub lake: Option<PathBuf>,
    /// Read the tables anew as first editions, so that corrections made to them
    /// count for the past as well.
    #[arg(long)]
    pub reread: bool,
}

/// Show what is unusual: a board here, a brief in one HTML file.
///
/// Reads the tables that the watch names (once; a second run finds nothing
/// new), prints the board, and writes brief.html and assessment.json.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock brief watches/korea
  foreshock brief watches/korea --as-of 2024-06-10 --out june
  foreshock brief watches/korea --json | jq '.headlines'")]
pub(crate) struct Brief {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Look from this day (its end) or instant; nothing that became known later
    /// is used. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Directory for brief.html and assessment.json.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Print the assessment as JSON instead of the board.
    #[arg(long)]
    pub json: bool,
}

/// Check a watch, and that its tables hold what it looks for.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock check watches/korea
  foreshock check my-watch.toml --json")]
pub(crate) struct Check {
    /// The watch: a TOML file, or a directory with a watch.toml.
    pub watch: PathBuf,
    /// Print the faults as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Bring a publisher's files into the lake, exactly as they are published.
///
/// Files may be plain, gzip or zip, and directories of them. A file whose content
/// is in the lake already is left alone; a new release of a publisher that
/// revises its events adds, corrects and withdraws by their ids. Rows that cannot
/// be read are set aside whole, with the reason.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock ingest gdelt 20160728.export.CSV.zip downloads/gdelt
  foreshock ingest gdelt downloads/gdelt --theatre watches/border
  foreshock ingest ged GEDEvent_v24_1.csv --json")]
pub(crate) struct Ingest {
    /// Whose files they are.
    #[arg(value_parser = publisher_parser())]
    pub publisher: Publisher,
    /// Files, or directories that hold them.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Directory in which everything read is kept. By default
    /// foreshock/lake in the user's data directory.
    #[arg(long, env = "FORESHOCK_LAKE", value_name = "DIR")]
    pub lake: Option<PathBuf>,
    /// Keep only what this watch can match; of all other rows only how many there
    /// were on each day.
    #[arg(long, value_name = "WATCH")]
    pub theatre: Option<PathBuf>,
    /// Read files anew that are in the lake already, as first editions.
    #[arg(long)]
    pub reread: bool,
    /// Print the account of each file as JSON.
    #[arg(long)]
    pub json: bool,
}

fn publisher_parser() -> impl clap::builder::TypedValueParser<Value = Publisher> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    let names = Publisher::ALL.map(Publisher::name);
    // The parser lets no other name through.
    PossibleValuesParser::new(names).try_map(|name| {
        name.parse()
            .map_err(|()| format!("there is no publisher `{name}`"))
    })
}

/// Show what was read of each publisher, day by day, and what is missing.
///
/// Rows read = kept + outside the theatre + superseded + set aside.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock coverage
  foreshock coverage watches/korea --by year
  foreshock coverage --lake lake --by month --json")]
pub(crate) struct Coverage {
    /// Only the sources of this watch, whose files are read first; everything in
    /// the lake where there is none.
    pub watch: Option<PathBuf>,
    /// Directory of the lake. By default foreshock/lake in the user's data
    /// directory.
    #[arg(long, env = "FORESHOCK_LAKE", value_name = "DIR")]
    pub lake: Option<PathBuf>,
    /// Length of a line's period.
    #[arg(long, value_enum, default_value_t = By::Day)]
    pub by: By,
    /// Print the accounts as JSON.
    #[arg(long)]
    pub json: bool,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// Write a first watch for a table of events.
///
/// Reads the header and the first rows, guesses which column holds what, and
/// says what it guessed and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock init events.csv
  foreshock init events.xlsx --out my-watch.toml")]
pub(crate) struct Init {
    /// The table: CSV, TSV, XLSX or Parquet; a text also as gzip or zip.
    pub table: PathBuf,
    /// File to write the watch to; an existing one is left alone. By default it
    /// is printed.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// List the records behind a number, to publisher, file and row.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock events watches/korea trash_balloons
  foreshock events watches/korea patrons/russia-north
  foreshock events watches/korea missile_tests --from 2024-01-01 --to 2024-06-30 --json")]
pub(crate) struct Events {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Id of the indicator, or of a direction of a relation: relation/from-to.
    pub indicator: String,
    /// First day.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Last day.
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// Look from this day (its end) or instant.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print the records as JSON.
    #[arg(long)]
    pub json: bool,
}

/// List the rows that were set aside, with the reason for each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock rejected watches/korea
  foreshock rejected watches/korea --json | jq '.[].reason'")]
pub(crate) struct Rejected {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Print the rows as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Show the alarms that would have been raised in the past.
///
/// At each date the watch is assessed from what was known then. A run of alarms
/// is near an episode of the watch, or far from any.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock replay watches/korea-csis --from 2005-01-01 --to 2023-12-31
  foreshock replay watches/korea --from 2024-01-01 --to 2024-12-31 --every 1 --json")]
pub(crate) struct Replay {
    #[command(flatten)]
    pub past: Past,
    /// Print the replay as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which dates of the past are gone over, and what counts as an alarm.
#[derive(Debug, Args)]
pub(crate) struct Past {
    #[command(flatten)]
    pub theatre: Theatre,
    /// First date.
    #[arg(long, value_name = "DATE")]
    pub from: Date,
    /// Last date.
    #[arg(long, value_name = "DATE")]
    pub to: Date,
    /// From one date to the next: "7 days", "2 weeks"; a bare number means days.
    #[arg(long, value_name = "TIME", default_value = "7 days")]
    pub every: String,
    /// The level from which an indicator counts as alarmed.
    #[arg(long, value_name = "LEVEL", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub level: u8,
    /// Days by which a run of alarms may lie before or after an episode and
    /// still be near it.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub margin: u16,
}

/// Columns of tables of forecasts and outcomes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns (where their names are not the usual ones)")]
pub(crate) struct PanelColumns {
    /// Column of the unit, such as the country. By default the first of
    /// country_id, unit, location, priogrid_gid, gwcode, isoab, country.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Column of the time. By default the first of month_id, time,
    /// target_end_date, target_date, date, period, month.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// Column of the number of the draw. By default the first of draw,
    /// sample_id, sample, output_type_id.
    #[arg(long, value_name = "COLUMN")]
    pub draw: Option<String>,
    /// Column of the forecast. By default the first of outcome, value,
    /// prediction, predicted, forecast.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// Column of the outcome in the tables of what came. By default the first of
    /// outcome, observed, observation, oracle_value, value, ged_sb, fatalities,
    /// count.
    #[arg(long, value_name = "COLUMN")]
    pub observed: Option<String>,
}

/// Score forecasts of a panel against what came.
///
/// Forecasts are tables with a row per unit, time and draw, or hubverse model
/// output (samples, quantiles, pmf); outcomes are tables with a row per unit and
/// time. Parquet, CSV and TSV are read, plain or gzip-compressed.
///
/// What does not match is counted and said. Draws that are missing values,
/// infinite or below zero, and cells that stand twice, are refused.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock score --metrics views-2023 --forecasts f_2018.parquet f_2019.parquet \\
    --actuals a_2018.parquet a_2019.parquet
  foreshock score --metrics views-2023,any-fatality --forecasts ours.parquet \\
    --actuals actuals.csv --baseline conflictology.parquet --by situation \\
    --history history.csv.gz --exclude 57:492 --json")]
pub(crate) struct Score {
    /// Metrics or sets of metrics; `foreshock metrics` lists them.
    #[arg(long, value_name = "NAME", required = true, value_delimiter = ',', num_args = 1..)]
    pub metrics: Vec<String>,
    /// Forecasts of one model.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub forecasts: Vec<PathBuf>,
    /// What came.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub actuals: Vec<PathBuf>,
    /// Use outcomes as they were known on this day, from their column as_of. By
    /// default the latest that the tables have.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Forecasts of a baseline, to show skill against it.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub baseline: Vec<PathBuf>,
    /// Show the scores apart by something.
    #[arg(long, value_name = "WHAT", requires = "history")]
    pub by: Option<ScoreBy>,
    /// Outcomes of the time before the forecasts, for the situation. Later files
    /// override earlier ones cell by cell.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub history: Vec<PathBuf>,
    /// Leave out a cell, written UNIT:TIME; may be given several times.
    #[arg(long, value_name = "UNIT:TIME", num_args = 1..)]
    pub exclude: Vec<String>,
    /// Consecutive times in a block of the bootstrap; also the horizon of the
    /// Diebold-Mariano interval.
    #[arg(long, value_name = "TIMES", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub block: u32,
    /// Resamples of the bootstrap.
    #[arg(long, value_name = "COUNT", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub resamples: u32,
    /// Probability with which intervals are to hold the truth.
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub level: f64,
    /// Seed of the bootstrap and of the randomised PIT.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub columns: PanelColumns,
    /// Print everything as JSON, the score of every cell included.
    #[arg(long)]
    pub json: bool,
}

/// By what scores are shown apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreBy {
    /// Peace, onset, ongoing, end: by whether there was a fatality in the period
    /// before, and whether there is one in the cell.
    Situation,
}

/// List the metrics with their formulas and parameters.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock metrics
  foreshock metrics --json | jq '.metrics[].name'")]
pub(crate) struct Metrics {
    /// Print the catalogue as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Write panel forecasts in a format of others.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock export hubverse --help")]
pub(crate) enum Export {
    Hubverse(ExportHubverse),
}

/// Read panel forecasts from a format of others.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock import hubverse --help")]
pub(crate) enum Import {
    Hubverse(ImportHubverse),
}

/// Write forecasts as hubverse model output, with the configuration of the hub.
///
/// Writes model-output/MODEL/ORIGIN-MODEL.parquet (or .csv),
/// hub-config/tasks.json and admin.json (unless they exist) and, with --actuals,
/// target-data/time-series.csv with an as_of column.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock export hubverse --forecasts ours.parquet --origin 490 --model foreshock-pool \\
    --target state_based_fatalities --issued 2020-11-15 --types sample,quantile \\
    --actuals actuals.csv --as-of 2024-09-16 --out hub")]
pub(crate) struct ExportHubverse {
    /// Forecasts of one model from one origin.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub forecasts: Vec<PathBuf>,
    /// The time that the forecasts were made from: the id of the round.
    #[arg(long, value_name = "TIME")]
    pub origin: String,
    /// Team and model, as TEAM-MODEL; each of letters, digits and underscores.
    #[arg(long, value_name = "TEAM-MODEL")]
    pub model: String,
    /// What is forecast, in at most 30 letters, digits and underscores.
    #[arg(long, value_name = "NAME")]
    pub target: String,
    /// Output types to write.
    #[arg(long, value_name = "TYPE", required = true, value_delimiter = ',', num_args = 1..)]
    pub types: Vec<ExportType>,
    /// The day on which the forecasts were made.
    #[arg(long, value_name = "DATE")]
    pub issued: Date,
    /// Draws of one number belong together over units and times, as sample paths
    /// do. By default each cell's draws are taken for its own.
    #[arg(long)]
    pub joint: bool,
    /// Outcomes to write as target data.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "as_of")]
    pub actuals: Vec<PathBuf>,
    /// The day as of which the outcomes are known.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Format of the model output.
    #[arg(long, value_name = "FORMAT", default_value = "parquet")]
    pub format: TableFormat,
    /// Directory of the hub.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub columns: PanelColumns,
}

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportType {
    /// The draws.
    Sample,
    /// The 23 quantiles of the COVID-19 and flu hubs.
    Quantile,
    /// Probabilities of the classes 0, 1-2, 3-5, 6-10, 11-25, 26-50, 51-100,
    /// 101-250, 251-500, 501-1000, 1001+.
    Pmf,
}

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Parquet.
    Parquet,
    /// CSV.
    Csv,
}

/// Turn hubverse samples into a table of draws.
///
/// Quantiles and pmf cannot be turned into draws; `foreshock score` reads them
/// as they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock import hubverse --forecasts hub/model-output/a-b/490-a-b.parquet --out draws.parquet")]
pub(crate) struct ImportHubverse {
    /// Hubverse model output of one model.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub forecasts: Vec<PathBuf>,
    /// Table to write: .parquet, or .csv.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub columns: PanelColumns,
}

/// Tell whether events set each other off: which kinds, how much, for how long.
///
/// Works on any table of dates or instants. Fits a self- and cross-exciting
/// process (Hawkes 1971; on daily counts its discrete form) and says how sure the
/// answers are, also where the honest answer is that the data cannot tell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock hawkes fit events.csv --window 2015-01-01 2024-12-31 --kinds category
  foreshock hawkes simulate events.csv --window 2015-01-01 2024-12-31 --horizon 30
  foreshock hawkes test events.csv --window 2015-01-01 2024-12-31 --json")]
pub(crate) struct Hawkes {
    #[command(subcommand)]
    pub command: HawkesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HawkesCommand {
    Fit(HawkesFit),
    Simulate(HawkesSimulate),
    Test(HawkesTest),
}

/// The table and how it is read.
#[derive(Debug, Args)]
pub(crate) struct HawkesTable {
    /// The table: CSV, TSV, XLSX or Parquet; a text also as gzip or zip.
    pub table: PathBuf,
    /// First and last day that were watched. Days without events between them
    /// count as quiet, so they must have been watched.
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], required = true)]
    pub window: Vec<Date>,
    /// Column that says of which kind an event is; all events are of one kind
    /// where it is not given.
    #[arg(long, value_name = "COLUMN")]
    pub kinds: Option<String>,
    /// Only these kinds, in this order, and those among them that never occur
    /// too.
    #[arg(long, value_name = "KIND", num_args = 1.., requires = "kinds")]
    pub only: Vec<String>,
    /// Column of the date or instant; guessed where it is not given.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// Only rows with this value in this column. The same column given again
    /// allows another value; another column narrows further.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub conditions: Vec<String>,
    /// The model: of counts per day, or of instants. By default what the times
    /// of the table allow.
    #[arg(long, value_enum)]
    pub model: Option<HawkesModel>,
    /// Timezone of times that do not say theirs.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub timezone: String,
    /// Where the random numbers start.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which model of the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HawkesModel {
    /// Counts per day: for dates, of which several may be the same.
    Daily,
    /// Instants.
    Continuous,
}

/// Fit the process: which kinds set off which, how much, for how long.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock hawkes fit events.csv --window 2015-01-01 2024-12-31
  foreshock hawkes fit events.csv --window 2024-01-01 2024-12-31 \\
      --kinds category --only balloon_trash leaflet_launch
  foreshock hawkes fit launches.xlsx --window 2015-01-01 2024-12-31 \\
      --time launched_at --where outcome=success --json | jq .branching_ratio
  foreshock hawkes fit launches.xlsx --window 2015-01-01 2024-12-31 \\
      --time launched_at --posterior")]
pub(crate) struct HawkesFit {
    #[command(flatten)]
    pub table: HawkesTable,
    /// For instants: posterior draws under weak priors in place of maximum
    /// likelihood, for few events. Days are always looked at in this way.
    #[arg(long)]
    pub posterior: bool,
}

/// Simulate the days after the window: how many events, when the first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock hawkes simulate events.csv --window 2015-01-01 2024-12-31 --horizon 30
  foreshock hawkes simulate events.csv --window 2015-01-01 2024-12-31 \\
      --kinds category --horizon 90 --paths 10000 --json")]
pub(crate) struct HawkesSimulate {
    #[command(flatten)]
    pub table: HawkesTable,
    /// Days ahead.
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub horizon: u32,
    /// Simulated futures.
    #[arg(long, value_name = "NUMBER", default_value_t = 4000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub paths: u32,
}

/// Test whether excitation is needed at all, and whether the model describes the
/// record.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock hawkes test events.csv --window 2015-01-01 2024-12-31
  foreshock hawkes test events.csv --window 2015-01-01 2024-12-31 --replicates 999")]
pub(crate) struct HawkesTest {
    #[command(flatten)]
    pub table: HawkesTable,
    /// Simulated records behind each p-value.
    #[arg(long, value_name = "NUMBER", default_value_t = 199, value_parser = clap::value_parser!(u32).range(39..=9999))]
    pub replicates: u32,
}

/// Forecast what is to come, as distributions: the questions of a watch, which
/// are written down, or the counts of a panel.
///
/// Each forecast of a question goes into the ledger with all that is needed to
/// resolve it and to make it again. The same question, asked at the same instant
/// from the same data, is written down once.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Examples:
  foreshock forecast watches/korea
  foreshock forecast watches/korea --as-of now --json
  foreshock forecast watches/korea --verify
  foreshock forecast panel --history history.csv.gz --origin 454 --leads 3..14 --draws 1000 \\
    --out ours_2018.parquet")]
pub(crate) struct Forecast {
    #[command(subcommand)]
    pub what: Option<ForecastWhat>,
    #[command(flatten)]
    pub issue: Issue,
}

/// What to forecast.
#[derive(Debug, Subcommand)]
pub(crate) enum ForecastWhat {
    Panel(Box<ForecastPanel>),
    Models(ForecastModels),
}

/// Forecast counts of every unit of a table, as sample paths.
///
/// Reads the history up to the origin and nothing later, and writes a Parquet
/// table of time, unit, draw and outcome that `foreshock score` reads. A cell
/// without a row or a value is taken for not covered, not for zero. Units
/// without a value in the 12 periods to the origin are not forecast.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock forecast panel --history history.csv.gz --unit country_id --time month_id \\
    --target ged_sb --origin 454 --leads 3..14 --draws 1000 --out ours_2018.parquet
  foreshock forecast panel --history release1.csv.gz release2.csv.gz --origin 454 \\
    --leads 3..14 --draws 12 --model conflictology --out conflictology_2018.parquet")]
pub(crate) struct ForecastPanel {
    /// Counts by unit and time: CSV or TSV, plain or gzip-compressed, or
    /// Parquet. Later files override earlier ones cell by cell.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub history: Vec<PathBuf>,
    /// Column of the unit.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Column of the time: whole numbers, months (2024-01) or dates.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// Column of the counts.
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// The last known time, written as in the table.
    #[arg(long, value_name = "TIME")]
    pub origin: String,
    /// First and last lead, in periods after the origin, as FIRST..LAST.
    #[arg(long, value_name = "LEADS")]
    pub leads: String,
    /// Sample paths of each unit.
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub draws: u32,
    /// The forecaster; `foreshock forecast models` lists them.
    #[arg(long, value_name = "NAME", default_value = foreshock_forecast::catalogue::DEFAULT)]
    pub model: String,
    /// Further columns by unit and time, known at the end of each time.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub covariates: Vec<PathBuf>,
    /// Seed; the same seed gives the same draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Parquet file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// List the forecasters of panels.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock forecast models
  foreshock forecast models --json | jq '.[].name'")]
pub(crate) struct ForecastModels {
    /// Print the list as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Print a JSON Schema.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock schema watch > watch.schema.json
  foreshock schema assessment")]
pub(crate) struct Schema {
    /// Of what.
    pub of: SchemaOf,
}

/// What a schema can be had of.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaOf {
    /// The watch file.
    Watch,
    /// What `brief --json` prints.
    Assessment,
    /// What `replay --json` prints.
    Replay,
    /// What `backtest --json` prints.
    Backtest,
    /// The HTTP API of `serve`, as OpenAPI.
    Api,
}

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock completions bash > ~/.local/share/bash-completion/completions/foreshock
  foreshock completions zsh > ~/.zfunc/_foreshock")]
pub(crate) struct Completions {
    /// The shell.
    pub shell: Shell,
}

/// Print the man page, or write one page per command to a directory.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock man | man -l -
  foreshock man --out ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Directory for one page per command.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
