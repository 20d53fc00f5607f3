//! Commands about the level of readiness and who is told of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use foreshock_fetch::Catalogue;
use jiff::civil::Date;

use super::{LedgerPlace, Store, Theatre};

/// Where the user's own configuration lies.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConfigPlace {
    /// The configuration: channels and their addresses. By default
    /// foreshock/config.toml in the user's configuration directory.
    #[arg(long, env = "FORESHOCK_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Show the level of readiness, why it is held, and what to do.
///
/// The level is replayed from what was known at the end of each day. With --tick,
/// an item of its checklist is marked as done, in the ledger.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock readiness watches/korea
  foreshock readiness watches/korea --tick 2 --by \"R. Lee\" --note \"desk briefed\"
  foreshock readiness watches/korea --from 2022-01-01 --to 2024-12-31  # how often")]
pub(crate) struct Readiness {
    #[command(flatten)]
    pub theatre: Theatre,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Look from this day (its end) or instant. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Mark this item of the checklist as done: its number, or its text.
    #[arg(long, value_name = "ITEM", requires = "by")]
    pub tick: Option<String>,
    /// Who did it.
    #[arg(long, value_name = "NAME", requires = "tick")]
    pub by: Option<String>,
    /// What is to be noted with it.
    #[arg(long, value_name = "TEXT", requires = "tick")]
    pub note: Option<String>,
    /// The level whose checklist it is; by default the highest that is held.
    #[arg(long, value_name = "LEVEL", requires = "tick")]
    pub level: Option<String>,
    /// Show how often each level would have been held, from this day on.
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "tick")]
    pub from: Option<Date>,
    /// To this day.
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Look again and again, and tell who is to be told.
///
/// Each round fetches what publishers have added (where --fetch names them), reads
/// the sources of each watch, assesses it, writes changes of the level and the
/// messages about them into the ledger, and sends what is due until it is
/// acknowledged. What cannot be fetched is told and fetched in a later round; the
/// watch is looked at all the same. It can be stopped and started at any time:
/// nothing is lost, and a repeat carries the same identifier. A line of log a round
/// goes to standard output.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock run watches/border --every 15m
  foreshock run watches/border --every 15m --fetch gdelt
  foreshock run watches/border watches/strait --every 1h --json >> foreshock.log
  foreshock run watches/border --once                    # from a timer")]
pub(crate) struct Run {
    /// Watches: TOML files, or directories with a watch.toml.
    #[arg(required = true, value_name = "WATCH")]
    pub watches: Vec<PathBuf>,
    #[command(flatten)]
    pub store: Store,
    #[command(flatten)]
    pub place: LedgerPlace,
    #[command(flatten)]
    pub config: ConfigPlace,
    /// Fetch what this publisher has added, as `foreshock fetch` does, for sources
    /// that have a format and no path; several times for several publishers.
    #[arg(long, value_name = "LIST", value_parser = super::fetch::catalogue_parser())]
    pub fetch: Vec<Catalogue>,
    /// Days, today among them, whose files are fetched where they are missing.
    #[arg(long, value_name = "DAYS", default_value_t = 3, requires = "fetch", value_parser = clap::value_parser!(u16).range(1..=366))]
    pub fetch_days: u16,
    /// Address below which list and files lie, where it is not the publisher's own.
    #[arg(long, value_name = "URL", requires = "fetch")]
    pub base_url: Option<String>,
    /// From the beginning of one round to that of the next: "15m", "1h 30m".
    #[arg(long, value_name = "TIME", default_value = "15m")]
    pub every: String,
    /// One round, one attempt to send what is due, and an end.
    #[arg(long)]
    pub once: bool,
    /// How long to wait after sending failed; each further failure doubles it, up
    /// to 15 minutes.
    #[arg(long, value_name = "TIME", default_value = "5s")]
    pub retry: String,
    /// Look from this day (its end) or instant, whatever the clock says. By
    /// default from now.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The clock was ahead once and is right now: look from now on again, though
    /// the watch was looked at from a later time before.
    #[arg(long)]
    pub accept_clock: bool,
    /// Write the log as lines of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Try a channel, or see what is still to be sent.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock alert test desk-mail
  foreshock alert outbox --all")]
pub(crate) enum AlertCommand {
    Test(AlertTest),
    Outbox(AlertOutbox),
}

/// Send a message that is marked as a test.
///
/// It goes by the channel alone and not through the outbox, and says of itself
/// that it is to be disregarded (CAP status Test).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock alert test desk-mail
  foreshock alert test hook --config other.toml")]
pub(crate) struct AlertTest {
    /// The channel, by its name in the configuration.
    pub channel: String,
    #[command(flatten)]
    pub config: ConfigPlace,
}

/// List messages that are still to be sent.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock alert outbox
  foreshock alert outbox --all --json | jq '.[] | select(.attempts > 3)'")]
pub(crate) struct AlertOutbox {
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Those that were delivered as well.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
