//! The command line of `foreshock fetch`.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use foreshock_fetch::Catalogue;
use jiff::civil::Date;

/// Fetch a publisher's files by its own list and bring them into the lake.
///
/// Sizes and MD5 sums are checked against the list before anything is used; what breaks
/// off is resumed, and what fails for a while is tried again. What the list itself lacks is
/// told. Files whose names are in the lake already are not fetched again.
///
/// Tokens are taken from the environment: FORESHOCK_UCDP_TOKEN, FORESHOCK_DATAVERSE_TOKEN.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock fetch gdelt --from 2024-09-01 --to 2024-09-16 --theatre watches/border
  foreshock fetch gdelt1 --from 2013-01-01 --to 2013-12-31 --mirror gdelt1 --mirror-only
  foreshock fetch ucdp --from 2024-01-01 --to 2024-12-31 --json")]
pub(crate) struct Fetch {
    /// Whose list: gdelt (2.0), gdelt1 (1.0), ucdp (GED and GED Candidate), icews, polecat.
    #[arg(value_parser = catalogue_parser())]
    pub catalogue: Catalogue,
    /// First day (UTC).
    #[arg(long, value_name = "DATE")]
    pub from: Date,
    /// Last day.
    #[arg(long, value_name = "DATE")]
    pub to: Date,
    /// Directory in which everything read is kept. By default
    /// foreshock/lake in the user's data directory.
    #[arg(long, env = "FORESHOCK_LAKE", value_name = "DIR")]
    pub lake: Option<PathBuf>,
    /// Keep only what this watch can match; of all other rows only how many there
    /// were on each day.
    #[arg(long, value_name = "WATCH")]
    pub theatre: Option<PathBuf>,
    /// Keep the files in this directory, which can be ingested again later without a
    /// network. Otherwise they are removed once they are in the lake.
    #[arg(long, value_name = "DIR")]
    pub mirror: Option<PathBuf>,
    /// Only mirror; bring nothing into the lake.
    #[arg(long, requires = "mirror", conflicts_with = "theatre")]
    pub mirror_only: bool,
    /// Address below which list and files lie, where it is not the publisher's own.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Files that are fetched at the same time.
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub parallel: u8,
    /// Tries in a row without progress after which a file is given up.
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub tries: u32,
    /// Seconds of silence after which a connection is given up and tried again.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub stall: u64,
    /// Print what came of it as JSON.
    #[arg(long)]
    pub json: bool,
}

pub(super) fn catalogue_parser() -> impl TypedValueParser<Value = Catalogue> {
    // The parser lets no other name through.
    PossibleValuesParser::new(Catalogue::ALL.map(Catalogue::name)).try_map(|name| {
        name.parse()
            .map_err(|()| format!("there is no list of `{name}`"))
    })
}
