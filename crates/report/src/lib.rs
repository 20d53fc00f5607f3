//! An assessment as people read it: a [`board`] in the terminal, a [`brief`] in
//! one HTML file, JSON for programs.
//!
//! Nothing here decides anything; it shows what an
//! [`Assessment`](foreshock_assess::Assessment) says.

mod backtest;
mod board;
mod brief;
mod readiness;
mod record;
mod replay;
mod what_if;

pub use backtest::backtest_table;
pub use board::{board, comparison_table, effects_table, hypotheses_table, relations_table};
pub use brief::{BriefError, brief};
pub use readiness::{readiness_replay_table, readiness_table};
pub use record::record_table;
pub use replay::replay_table;
pub use what_if::{scenario_list, scenario_table};

/// An assessment, provenance or replay as JSON, indented, with a line end.
///
/// # Errors
///
/// Never for the types of this workspace; the signature is the serialiser's.
pub fn json(value: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
