//! The command that weighs hypotheses.

use std::path::PathBuf;

use clap::Args;

use super::Theatre;

/// Weigh the competing explanations of a watch.
///
/// Shows how likely each is before and after the evidence, what each item of
/// evidence says, on what its likelihoods rest, and what would change the order.
/// An item counts once its state is known and its likelihoods are set under every
/// hypothesis. An analyst sets them in a matrix, a TOML file.
#[derive(Debug, Args)]
#[command(after_help = "\
A matrix:
  analyst = \"A. Analyst\"
  date = 2024-09-16
  [[likelihood]]
  evidence = \"balloons_alarm\"
  hypothesis = \"routine\"
  value = \"unlikely\"      # or 0.3, or [0.2, 0.4]; or ratio = 2
  reason = \"…\"

Examples:
  foreshock hypotheses watches/korea
  foreshock hypotheses watches/korea --as-of 2024-06-10
  foreshock hypotheses watches/korea --matrix mine.toml
  foreshock hypotheses watches/korea --matrix mine.toml --compare hers.toml
  foreshock hypotheses watches/korea --json | jq '.missing'")]
pub(crate) struct Hypotheses {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Look from this day (its end) or instant; nothing that became known later
    /// is used. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// An analyst's own likelihoods, in place of the watch's where both are set.
    #[arg(long, value_name = "FILE")]
    pub matrix: Option<PathBuf>,
    /// Another analyst's, to compare the first with.
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub compare: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
