//! The command line: one description from which parsing, `--help`, completions
//! and man pages are made.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

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
    Init(Init),
    Events(Events),
    Rejected(Rejected),
    Replay(Replay),
    Hawkes(Hawkes),
    Schema(Schema),
    Completions(Completions),
    Man(Man),
}

/// The watch, and where the lake lies.
#[derive(Debug, Args)]
pub(crate) struct Theatre {
    /// The watch: a TOML file, or a directory with a watch.toml.
    pub watch: PathBuf,
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
    /// The table: CSV, TSV or XLSX, plain or gzip-compressed.
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
  foreshock events watches/korea missile_tests --from 2024-01-01 --to 2024-06-30 --json")]
pub(crate) struct Events {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Id of the indicator.
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
    /// Days by which a run may lie before or after an episode and still be near
    /// it.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub margin: u16,
    /// Print the replay as JSON.
    #[arg(long)]
    pub json: bool,
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
    /// The table: CSV, TSV or XLSX, plain or gzip-compressed.
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
      --time launched_at --where outcome=success --json | jq .branching_ratio")]
pub(crate) struct HawkesFit {
    #[command(flatten)]
    pub table: HawkesTable,
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
