//! `foreshock claims`: the claims of a text.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

/// Find the claims of an article and draft a watch that tests them.
///
/// Sentences that assert a fact, a trend, a cause, a forecast, a condition or
/// advice are found by rules, each with its place, with whom and when it speaks
/// of, and with what it would take to test it. The rules miss claims and take
/// others for what they are not; docs/methods/claims.md says how often. Nothing is
/// guessed silently, and a person edits the draft.
///
/// Against a chronology, days, numbers and firsts that differ are flagged with the
/// row. What is not in the table is "not found in the table", not false.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock claims article.txt
  foreshock claims article.txt --date 2024-09-16 --out draft.toml
  foreshock claims article.txt --chronology events.csv
  foreshock claims article.txt --watch watches/korea --json | jq '.findings'")]
pub(crate) struct Claims {
    /// The text: UTF-8, at most one megabyte.
    pub article: PathBuf,
    /// Date of the article, from which "last week" is counted. By default the
    /// first date at the head of the text.
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// A table of events to hold the claims against: CSV, TSV, XLSX or Parquet. What its
    /// columns hold is guessed, and said.
    #[arg(long, value_name = "FILE", conflicts_with = "watch")]
    pub chronology: Option<PathBuf>,
    /// A watch whose tables are the chronology.
    #[arg(long, value_name = "WATCH")]
    pub watch: Option<PathBuf>,
    /// File to write the draft of a watch to; an existing one is left alone.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print the claims as JSON.
    #[arg(long)]
    pub json: bool,
}
