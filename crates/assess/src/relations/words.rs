//! Relations in plain words.

use foreshock_watch::{Relation, RelationPair, ScoreScale};

use super::Frame;
use crate::{
    assessment::{PairFinding, RelationMeasure, ScoreChange, SpanScores, Status, Trend},
    coverage::Covered,
    words::number,
};

pub(super) fn scale(relation: &Relation) -> String {
    let from = match relation.codes.is_empty() {
        true => "as the source codes events",
        false => "after the watch's own table from categories to codes",
    };
    match relation.scale {
        ScoreScale::Published => "The intensity that the publisher gives.".to_owned(),
        ScoreScale::Goldstein => {
            format!("Goldstein (1992) score of the CAMEO code, -10 (most hostile) to 10, {from}.")
        }
        ScoreScale::Plover => format!("Score of the PLOVER type, -9 to 10, {from}."),
    }
}

pub(super) fn total(relation: &Relation) -> String {
    match &relation.total {
        Some(source) => format!("events published in all, as `{source}` says"),
        None => "records of its sources that are known in all".to_owned(),
    }
}

/// The sides, as people write them.
pub(super) fn pair(relation: &Relation, pair: &RelationPair) -> String {
    let [first, second] = pair.sides.each_ref().map(|name| {
        let words = name.split(['_', '-']).map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters).collect()
            })
        });
        words.collect::<Vec<String>>().join(" ")
    });
    match relation.directed {
        true => format!("{first} → {second}"),
        false => format!("{first} – {second}"),
    }
}

pub(super) fn pair_text(relation: &Relation, finding: &PairFinding, covered: &Covered) -> String {
    let Some(window) = &finding.window else {
        return match (covered.first(), covered.last()) {
            (Some(first), Some(last)) => {
                format!("No data: the sources cover it from {first} to {last}, not in the window.")
            }
            _ => "No data: no source covers it.".to_owned(),
        };
    };
    let mut sentences = vec![span(window, "In the window")];
    if let Some(reference) = &finding.reference {
        sentences.push(span(reference, "in the reference"));
    }
    let mut text = format!("{}.", sentences.join("; "));
    match finding.status {
        Status::Assessed => {
            for change in &finding.changes {
                text.push(' ');
                text.push_str(&changed(relation, change));
            }
        }
        _ => text.push_str(" Too few events to tell a change of the score."),
    }
    for rate in &finding.rates {
        let word = match rate.cooperative {
            true => "Cooperative",
            false => "Conflictual",
        };
        let verdict = match rate.trend {
            Trend::Rising => "more often than before",
            Trend::Falling => "less often than before",
            Trend::Unclear => "no clear change",
        };
        text.push_str(&format!(
            " {word} events: ×{} (95% interval {} to {}), {verdict}.",
            number(rate.ratio),
            number(rate.lower),
            number(rate.upper)
        ));
    }
    text
}

fn span(span: &SpanScores, when: &str) -> String {
    let events = |count: u64, word: &str| match count {
        1 => format!("1 {word} event"),
        count => format!("{count} {word} events"),
    };
    format!(
        "{when} ({} covered days) {} and {}",
        span.covered_days,
        events(span.cooperative, "cooperative"),
        events(span.conflictual, "conflictual"),
    )
}

fn changed(relation: &Relation, change: &ScoreChange) -> String {
    let (what, verdicts) = match change.measure {
        RelationMeasure::Net => (
            format!("Net score per {}", relation.period),
            ["higher", "lower"],
        ),
        RelationMeasure::NetPerEvent => ("Per event".to_owned(), ["friendlier", "more hostile"]),
        RelationMeasure::NetPerThousand => (
            "Per thousand events of the source".to_owned(),
            ["higher", "lower"],
        ),
    };
    let verdict = match change.trend {
        Trend::Rising => verdicts[0],
        Trend::Falling => verdicts[1],
        Trend::Unclear => "no clear change",
    };
    format!(
        "{what} {} against {} (difference {}, 95% interval {} to {}): {verdict}.",
        number(change.recent),
        number(change.reference),
        number(change.difference),
        number(change.lower),
        number(change.upper)
    )
}

pub(super) fn notes(
    relation: &Relation,
    frame: &Frame,
    coarse: usize,
    pairs: &[PairFinding],
) -> Vec<String> {
    let mut notes: Vec<String> = relation.note.iter().cloned().collect();
    let unscored: usize = pairs.iter().map(|pair| pair.unscored).sum();
    if unscored > 0 {
        notes.push(format!(
            "Left out: {unscored} {} without a score on this scale",
            if unscored == 1 { "event" } else { "events" }
        ));
    }
    if coarse > 0 {
        notes.push(format!(
            "Left out: {coarse} {} whose day is not known",
            if coarse == 1 { "event" } else { "events" }
        ));
    }
    if frame.waiting > 0 {
        notes.push(format!(
            "Periods end on {}, {} before the day of the view: later events may still become known",
            frame.span.1,
            match frame.waiting {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            }
        ));
    }
    if relation.pairs.len() > 1 {
        notes.push(format!(
            "Intervals are of each pair and measure on its own: of {} pairs without any change, one interval in twenty leaves out none, and each pair has up to five",
            relation.pairs.len()
        ));
    }
    notes
}
