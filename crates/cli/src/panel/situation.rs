//! Peace, onset, ongoing, end: what a cell is, told from the period before.

use serde::Serialize;

use super::{Cell, Outcomes};
use crate::tables::Label;

/// What a cell is, by whether there was a fatality in the period before and
/// whether there is one in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Situation {
    /// None before, none now.
    Peace,
    /// None before, some now.
    Onset,
    /// Some before, some now.
    Ongoing,
    /// Some before, none now.
    End,
    /// The period before is not known.
    Unknown,
}

impl Situation {
    /// The situation in one word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Peace => "peace",
            Self::Onset => "onset",
            Self::Ongoing => "ongoing",
            Self::End => "end",
            Self::Unknown => "unknown",
        }
    }
}

/// The situation of a cell with this outcome. The period before is looked up in
/// the history, and where that does not have it in the actuals; for whole
/// numbers it is the number before, otherwise the latest earlier time that the
/// history has for the unit.
pub(crate) fn situation(
    cell: &Cell,
    outcome: f64,
    history: &Outcomes,
    actuals: &Outcomes,
) -> Situation {
    let before = match &cell.time {
        Label::Whole(time) => {
            let before = Cell {
                time: Label::Whole(time - 1),
                unit: cell.unit.clone(),
            };
            history
                .values
                .get(&before)
                .or_else(|| actuals.values.get(&before))
                .copied()
        }
        Label::Text(_) => history
            .values
            .range(..cell.clone())
            .rev()
            .find(|(earlier, _)| earlier.unit == cell.unit && earlier.time < cell.time)
            .map(|(_, value)| *value),
    };
    match before {
        None => Situation::Unknown,
        Some(before) => match (before > 0.0, outcome > 0.0) {
            (false, false) => Situation::Peace,
            (false, true) => Situation::Onset,
            (true, true) => Situation::Ongoing,
            (true, false) => Situation::End,
        },
    }
}
