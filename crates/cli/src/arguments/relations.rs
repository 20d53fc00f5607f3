//! `foreshock relations`.

use clap::Args;

use super::Theatre;

/// Show cooperation and conflict between the pairs of sides that a watch names.
///
/// For each pair: cooperative and conflictual events of the recent window, the net
/// score (cooperation less conflict) per period and per event beside what it was
/// before, and whether it changed, with 95% intervals. The sum grows with how much
/// is reported; the score per event and per thousand events of the source do not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock relations watches/korea
  FORESHOCK_DATA=data foreshock relations watches/korea-actors --as-of 2013-06-30
  foreshock relations watches/korea --json | jq '.[].pairs[] | {id, text}'")]
pub(crate) struct Relations {
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
