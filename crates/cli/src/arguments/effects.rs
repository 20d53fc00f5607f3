//! The command about interventions.

use clap::Args;

use super::Theatre;

/// Show what followed the interventions of a watch.
///
/// Each intervention and each indicator that it is said to change: an
/// interrupted time series and a point process side by side, the same at placebo
/// dates, what was there before, and what could have been seen.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock effects watches/korea
  foreshock effects watches/korea --as-of 2024-12-31
  foreshock effects watches/korea --json | jq '.interventions[].outcomes[].verdict'")]
pub(crate) struct Effects {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Look from this day (its end) or instant; nothing that became known later
    /// is used. By default what the watch says.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
