//! `foreshock what-if`.

use clap::Args;

use super::Theatre;

/// Show what the fitted model expects with and without what a scenario sets.
///
/// Without a name, lists the scenarios of the watch. With one, runs the daily point
/// process of the watch on from what was known, with the events that the scenario
/// sets and without them, on the same random numbers: expected numbers,
/// probabilities, their difference with its interval, and what was assumed. Where
/// the record does not support a difference, that stands first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock what-if watches/korea
  foreshock what-if watches/korea mobilisation_seen
  foreshock what-if watches/korea exercise_cancelled --as-of 2024-06-30 --json")]
pub(crate) struct WhatIf {
    #[command(flatten)]
    pub theatre: Theatre,
    /// The scenario; all are listed where it is left out.
    pub scenario: Option<String>,
    /// Look from this day (its end) or instant; nothing that became known later
    /// is used. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
