//! The command line: one description from which parsing, `--help`, completions
//! and man pages are made.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use foreshock_source::Publisher;
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
    Ingest(Ingest),
    Coverage(Coverage),
    Init(Init),
    Events(Events),
    Rejected(Rejected),
    Replay(Replay),
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
