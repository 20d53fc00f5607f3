//! An analyst's matrix from what was written down, item by item.
//!
//! It is read as a matrix in a file is, so that one set of rules decides what makes
//! sense.

use std::collections::BTreeMap;

use foreshock_event::Entry;
use foreshock_watch::{Matrix, Watch};
use jiff::civil::Date;
use serde::Serialize;

use super::{Amount, Cell, Judgement, JudgementError, judgements};

/// The layout of a matrix file.
#[derive(Serialize)]
struct File<'a> {
    analyst: &'a str,
    date: String,
    likelihood: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    evidence: &'a str,
    hypothesis: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<&'a Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The newest likelihoods that the analyst of that name has set for each item; `None`
/// where there are none. What does not fit the watch any more, since it was changed, is
/// left out.
pub fn matrix_of<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    watch: &Watch,
    by: &str,
) -> Option<Matrix> {
    let mut newest: BTreeMap<String, Vec<Cell>> = BTreeMap::new();
    let mut date = None;
    for judged in judgements(entries, &watch.title).filter(|judged| judged.by == by) {
        if let Judgement::Likelihoods { evidence, cells } = judged.judgement {
            let day = watch.timezone.to_datetime(judged.at).date();
            if check(watch, by, day, &evidence, &cells).is_ok() {
                newest.insert(evidence, cells);
                date = Some(day);
            }
        }
    }
    let rows: Vec<(&str, &Cell)> = newest
        .iter()
        .flat_map(|(evidence, cells)| cells.iter().map(|cell| (evidence.as_str(), cell)))
        .collect();
    read(watch, by, date?, &rows).ok()
}

/// Whether these likelihoods of one item make sense.
pub(super) fn check(
    watch: &Watch,
    by: &str,
    date: Date,
    evidence: &str,
    cells: &[Cell],
) -> Result<(), JudgementError> {
    if cells.is_empty() {
        return Err(JudgementError::Likelihoods {
            wrong: "no hypothesis is given a likelihood".to_owned(),
            help: Some("set at least one of them".to_owned()),
        });
    }
    let rows: Vec<(&str, &Cell)> = cells.iter().map(|cell| (evidence, cell)).collect();
    read(watch, by, date, &rows).map(|_| ())
}

fn read(
    watch: &Watch,
    by: &str,
    date: Date,
    rows: &[(&str, &Cell)],
) -> Result<Matrix, JudgementError> {
    let file = File {
        analyst: by,
        date: date.to_string(),
        likelihood: rows
            .iter()
            .map(|(evidence, cell)| Row {
                evidence,
                hypothesis: &cell.hypothesis,
                value: cell.value.as_ref(),
                ratio: cell.ratio.as_ref(),
                reason: cell.reason.as_deref(),
            })
            .collect(),
    };
    let text = toml::to_string(&file).map_err(|error| JudgementError::Likelihoods {
        wrong: error.to_string(),
        help: None,
    })?;
    Matrix::read(&text, watch).map_err(|faults| {
        let first = faults.into_iter().next();
        let (wrong, help) = first.map_or_else(
            || ("they cannot be read".to_owned(), None),
            |fault| (fault.message, fault.help),
        );
        JudgementError::Likelihoods { wrong, help }
    })
}
