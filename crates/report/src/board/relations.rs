//! Relations on the board: one line for each pair, the recent window beside what
//! was before it.

use std::fmt::Write;

use anstyle::AnsiColor;
use foreshock_assess::assessment::{
    PairFinding, RelationFinding, RelationMeasure, ScoreChange, Status, Trend,
};

use super::{BOLD, DIM, cut, left, paragraph, right};

const EVENTS: usize = 10;
const SCORE: usize = 13;

/// The relations below each other; nothing where there are none.
pub(super) fn write(
    out: &mut String,
    relations: &[RelationFinding],
    width: usize,
) -> std::fmt::Result {
    for relation in relations {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", cut(&relation.title, width))?;
        writeln!(
            out,
            "{DIM}{} {} {} {}  change{DIM:#}",
            left("cooperation less conflict", title_width(width)),
            right("events +/-", EVENTS),
            right("net", SCORE),
            right("per event", SCORE),
        )?;
        for pair in &relation.pairs {
            line(out, pair, width)?;
        }
    }
    Ok(())
}

/// Each relation with every pair in words, below its lines.
pub fn relations_table(relations: &[RelationFinding], columns: usize) -> String {
    let width = super::clamped(columns);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = in_words(&mut out, relations, width);
    out
}

fn in_words(out: &mut String, relations: &[RelationFinding], width: usize) -> std::fmt::Result {
    if relations.is_empty() {
        return writeln!(
            out,
            "The watch names no relations: add one with [[relation]]."
        );
    }
    for relation in relations {
        write(out, std::slice::from_ref(relation), width)?;
        writeln!(out)?;
        paragraph(out, "", &relation.scale, width)?;
        for pair in &relation.pairs {
            paragraph(out, "• ", &format!("{}: {}", pair.title, pair.text), width)?;
        }
        for note in &relation.notes {
            paragraph(out, "  ", &format!("{note}."), width)?;
        }
    }
    Ok(())
}

fn title_width(width: usize) -> usize {
    width - EVENTS - 2 * SCORE - "more hostile".len() - 5
}

fn line(out: &mut String, pair: &PairFinding, width: usize) -> std::fmt::Result {
    let of = |measure: RelationMeasure| {
        let mut changes = pair.changes.iter();
        changes.find(|change| change.measure == measure)
    };
    let events = pair.window.as_ref().map_or("–".to_owned(), |window| {
        format!("{}/{}", window.cooperative, window.conflictual)
    });
    let per_event = of(RelationMeasure::NetPerEvent);
    let (style, verdict) = match (pair.status, per_event.map(|change| change.trend)) {
        (Status::NoData, _) => (DIM, "no data"),
        (_, Some(Trend::Rising)) => (AnsiColor::Cyan.on_default(), "friendlier"),
        (_, Some(Trend::Falling)) => (AnsiColor::Yellow.on_default(), "more hostile"),
        (_, Some(Trend::Unclear)) => (DIM, "unclear"),
        (_, None) => (DIM, "too few"),
    };
    writeln!(
        out,
        "{} {} {} {}  {style}{verdict}{style:#}",
        left(&pair.title, title_width(width)),
        right(&events, EVENTS),
        right(&both(of(RelationMeasure::Net)), SCORE),
        right(&both(per_event), SCORE),
    )
}

/// The recent value and the one before it.
fn both(change: Option<&ScoreChange>) -> String {
    let short = |value: f64| match value.abs() >= 99.95 {
        true => format!("{value:+.0}"),
        false => format!("{value:+.1}"),
    };
    change.map_or("–".to_owned(), |change| {
        format!("{} ({})", short(change.recent), short(change.reference))
    })
}
