//! Hypotheses in rows: on the board in short, and as the whole matrix, with two
//! analysts side by side.

use std::fmt::Write;

use anstyle::AnsiColor;
use foreshock_assess::assessment::{
    CellFinding, EvidenceBasis, EvidenceFinding, EvidenceKind, Hypotheses, HypothesesComparison,
    HypothesesVerdict, Within,
};
use unicode_width::UnicodeWidthStr;

use super::{BOLD, DIM, NARROWEST, WIDEST, left, paragraph, right};

const PRIOR: usize = 7;
const POSTERIOR: usize = 9;
const DRAWN: usize = 9;
const EXTREMES: usize = 9;
const AGAINST: usize = 7;
const GAPS: usize = 5;
/// Width of a column of the matrix, and of the names before it.
const CELL: usize = 7;
const NAME: usize = 34;
/// Differences between two matrices that are listed.
const SHOWN: usize = 12;

/// The section of the board.
pub(super) fn write(
    out: &mut String,
    hypotheses: Option<&Hypotheses>,
    width: usize,
) -> std::fmt::Result {
    let Some(found) = hypotheses else {
        return Ok(());
    };
    writeln!(out, "\n{BOLD}Hypotheses{BOLD:#}")?;
    rows(out, found, width)?;
    paragraph(out, "    ", &found.text, width)?;
    if let Some(next) = found.missing.first() {
        let text = match next.expected_bits {
            Some(_) => format!(
                "Would tell most: {}. {}",
                title(found, &next.evidence),
                next.text
            ),
            None => format!(
                "{} could count with more; `foreshock hypotheses` shows which and why not.",
                match found.missing.len() {
                    1 => "1 item".to_owned(),
                    count => format!("{count} items"),
                }
            ),
        };
        paragraph(out, "    ", &text, width)?;
    }
    Ok(())
}

/// Hypotheses in rows, each with its probability before and after the evidence;
/// beneath it the matrix, evidence in columns; then each item with how it was
/// read, what its likelihoods rest on and what hangs on it. `columns` wide (80 to
/// 120; others are taken to the nearest).
pub fn hypotheses_table(found: &Hypotheses, columns: usize) -> String {
    let width = columns.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = table(&mut out, found, width);
    out
}

/// What two analysts differ in, and what of it matters.
pub fn comparison_table(found: &HypothesesComparison, columns: usize) -> String {
    let width = columns.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = comparison(&mut out, found, width);
    out
}

fn table(out: &mut String, found: &Hypotheses, width: usize) -> std::fmt::Result {
    if let Some(analyst) = &found.analyst {
        writeln!(
            out,
            "{BOLD}{}, {}{BOLD:#}{}",
            analyst.name,
            analyst.date,
            if analyst.hindsight {
                ", set down after the day of the view"
            } else {
                ""
            }
        )?;
    }
    rows(out, found, width)?;
    writeln!(out)?;
    paragraph(out, "", &found.text, width)?;
    matrix(out, found, width)?;
    writeln!(out, "\n{BOLD}Evidence{BOLD:#}")?;
    for (index, item) in found.evidence.iter().enumerate() {
        write_item(out, found, index, item, width)?;
    }
    if !found.dependences.is_empty() {
        writeln!(out, "\n{BOLD}What items share{BOLD:#}")?;
        for one in &found.dependences {
            let text = format!(
                "{}: {} of {} count, each with a weight of {:.2}. {}",
                one.evidence.join(", "),
                one.counted,
                one.evidence.len(),
                one.weight,
                one.why
            );
            paragraph(out, "• ", &text, width)?;
        }
    }
    if !found.missing.is_empty() {
        writeln!(out, "\n{BOLD}What is missing{BOLD:#}")?;
        for one in &found.missing {
            let text = format!("{}: {}", title(found, &one.evidence), one.text);
            paragraph(out, "• ", &text, width)?;
        }
    }
    let words: Vec<String> = found
        .grades
        .iter()
        .map(|grade| format!("{} {}", grade.word, between(grade.low, grade.high)))
        .collect();
    writeln!(out)?;
    paragraph(
        out,
        "",
        &format!("Words: {}: {}.", found.scale, words.join(", ")),
        width,
    )
}

fn rows(out: &mut String, found: &Hypotheses, width: usize) -> std::fmt::Result {
    let name = width - PRIOR - POSTERIOR - DRAWN - EXTREMES - AGAINST - GAPS;
    writeln!(
        out,
        "{DIM}{} {} {} {} {} {}{DIM:#}",
        left("", name),
        right("before", PRIOR),
        right("after", POSTERIOR),
        right("90%", DRAWN),
        right("extremes", EXTREMES),
        right("against", AGAINST),
    )?;
    let leads = matches!(
        found.verdict,
        HypothesesVerdict::Leads | HypothesesVerdict::LeadsThroughout
    );
    let top = found
        .hypotheses
        .iter()
        .map(|one| one.posterior.value)
        .fold(0.0, f64::max);
    for one in &found.hypotheses {
        let style = match leads && one.posterior.value == top {
            true => AnsiColor::Cyan.on_default().bold(),
            false => anstyle::Style::new(),
        };
        writeln!(
            out,
            "{style}{}{style:#} {} {} {} {} {}",
            left(&one.title, name),
            right(&percent(one.prior.value), PRIOR),
            right(&percent(one.posterior.value), POSTERIOR),
            right(&between(one.lower_90, one.upper_90), DRAWN),
            right(&between(one.posterior.lower, one.posterior.upper), EXTREMES),
            right(&one.inconsistent.to_string(), AGAINST),
        )?;
    }
    Ok(())
}

/// Bits for or against, hypotheses in rows; as many items side by side as fit.
fn matrix(out: &mut String, found: &Hypotheses, width: usize) -> std::fmt::Result {
    let at_once = (width - NAME) / CELL;
    let is_set = |index: &usize| {
        let cells = &found.evidence[*index].cells;
        cells.iter().any(|cell| cell.stated.is_some())
    };
    let (numbers, unset): (Vec<usize>, Vec<usize>) = (0..found.evidence.len()).partition(is_set);
    writeln!(
        out,
        "\n{BOLD}Bits for (+) or against (-) each{BOLD:#}  {DIM}· not set   – no data{DIM:#}"
    )?;
    for shown in numbers.chunks(at_once.max(1)) {
        let heads: String = shown
            .iter()
            .map(|index| right(&format!("[{}]", index + 1), CELL))
            .collect();
        writeln!(out, "{DIM}{}{heads}{DIM:#}", left("", NAME))?;
        for (row, hypothesis) in found.hypotheses.iter().enumerate() {
            let cells: String = shown
                .iter()
                .map(|&index| right(&bits(&found.evidence[index], row), CELL))
                .collect();
            writeln!(out, "{}{cells}", left(&hypothesis.title, NAME - 1) + " ")?;
        }
    }
    if !unset.is_empty() {
        let numbers: Vec<String> = unset
            .iter()
            .map(|index| format!("[{}]", index + 1))
            .collect();
        paragraph(
            out,
            "",
            &format!("Nothing is set for {}.", numbers.join(" ")),
            width,
        )?;
    }
    Ok(())
}

fn bits(item: &EvidenceFinding, row: usize) -> String {
    let cell = item.cells.get(row);
    match cell.and_then(|cell| cell.bits) {
        Some(bits) => format!("{bits:+.1}"),
        None if cell.is_some_and(|cell| cell.stated.is_some()) => "–".to_owned(),
        None => "·".to_owned(),
    }
}

fn write_item(
    out: &mut String,
    found: &Hypotheses,
    index: usize,
    item: &EvidenceFinding,
    width: usize,
) -> std::fmt::Result {
    let state = match (item.kind, item.sign) {
        (EvidenceKind::Indicator, Some(true)) => format!("{}, which is the sign", item.state),
        (EvidenceKind::Indicator, Some(false)) => format!("{}, which is not the sign", item.state),
        _ => item.state.clone(),
    };
    let head = format!("[{}] ", index + 1);
    paragraph(
        out,
        &head,
        &format!("{} ({}; {state})", item.title, item.id),
        width,
    )?;
    let indent = " ".repeat(head.width());
    paragraph(out, &indent, &item.reading, width)?;
    let basis = match (item.basis, &item.basis_text) {
        (EvidenceBasis::Measured, Some(text)) => format!("Measured. {text}"),
        (EvidenceBasis::Measured, None) => "To be measured from the record.".to_owned(),
        (EvidenceBasis::Cited, text) => format!("Cited: {}.", known(text)),
        (EvidenceBasis::SetBy | EvidenceBasis::Analyst, text) => format!("Set by {}.", known(text)),
        (EvidenceBasis::Unset, _) => "Likelihoods: to be set by the analyst.".to_owned(),
    };
    paragraph(out, &indent, &basis, width)?;
    if item.cells.iter().any(|cell| cell.stated.is_some()) {
        let cells: Vec<String> = found
            .hypotheses
            .iter()
            .zip(&item.cells)
            .map(|(hypothesis, cell)| format!("{}: {}", hypothesis.id, stated(cell)))
            .collect();
        paragraph(out, &indent, &cells.join("; "), width)?;
    }
    match (&item.why_not, &item.diagnosticity) {
        (Some(why), _) => paragraph(out, &indent, &format!("Does not count: {why}."), width)?,
        (None, Some(told)) => {
            let mut text = format!(
                "Tells {} from {} by a factor of {} ({} to {}); weight {:.2}.",
                told.favours,
                told.against,
                figure(told.ratio.value),
                figure(told.ratio.lower),
                figure(told.ratio.upper),
                item.weight
            );
            if let Some(without) = item.without.as_ref().filter(|without| without.changes) {
                text.push_str(&format!(
                    " Without it first: {}.",
                    without.leading.join(", ")
                ));
            }
            if let Some(even) = &item.break_even {
                text.push_str(&format!(
                    " {} and {} would be level at a factor of {} in place of {}.",
                    even.leader,
                    even.rival,
                    figure(even.level_at),
                    figure(even.ratio)
                ));
            }
            paragraph(out, &indent, &text, width)?;
        }
        (None, None) => {}
    }
    if let Some(note) = &item.note {
        paragraph(out, &indent, note, width)?;
    }
    Ok(())
}

fn stated(cell: &CellFinding) -> String {
    let reason = cell
        .reason
        .as_ref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    match (&cell.stated, &cell.word) {
        (Some(range), Some(word)) => {
            format!("{word} {}{reason}", between(range.lower, range.upper))
        }
        (Some(range), None) if range.lower == range.upper => {
            format!("{}{reason}", figure(range.value))
        }
        (Some(range), None) => {
            format!("{}–{}{reason}", figure(range.lower), figure(range.upper))
        }
        (None, _) => "not set".to_owned(),
    }
}

fn comparison(out: &mut String, found: &HypothesesComparison, width: usize) -> std::fmt::Result {
    for one in [&found.first, &found.second] {
        if let Some(analyst) = &one.analyst {
            writeln!(out, "{BOLD}{}, {}{BOLD:#}", analyst.name, analyst.date)?;
        }
        rows(out, one, width)?;
        writeln!(out)?;
    }
    paragraph(out, "", &found.text, width)?;
    if !found.differences.is_empty() {
        writeln!(out, "\n{BOLD}Where they differ most{BOLD:#}")?;
    }
    for one in found.differences.iter().take(SHOWN) {
        let text = format!(
            "{} under {}: {} and {}, a factor of {}",
            title(&found.first, &one.evidence),
            one.hypothesis,
            side(&one.first_word, &one.first),
            side(&one.second_word, &one.second),
            figure(one.factor)
        );
        paragraph(out, "• ", &text, width)?;
    }
    let more = found.differences.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "{DIM}and {more} more (--json has all){DIM:#}")?;
    }
    if !found.decisive.is_empty() {
        writeln!(out, "\n{BOLD}What would change the lead{BOLD:#}")?;
    }
    for one in &found.decisive {
        let text = format!(
            "{}: as the second has it, first would be {}",
            title(&found.first, &one.evidence),
            one.leading.join(", ")
        );
        paragraph(out, "• ", &text, width)?;
    }
    Ok(())
}

fn side(word: &str, range: &Within) -> String {
    match word {
        "ratio" => figure(range.value),
        word => format!("{word} {}", between(range.lower, range.upper)),
    }
}

fn title<'a>(found: &'a Hypotheses, id: &'a str) -> &'a str {
    let item = found.evidence.iter().find(|item| item.id == id);
    item.map_or(id, |item| &item.title)
}

fn known(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("nobody")
}

fn percent(value: f64) -> String {
    match value * 100.0 {
        p if p > 0.0 && p < 1.0 => "<1%".to_owned(),
        p if p > 99.0 && p < 100.0 => ">99%".to_owned(),
        p => format!("{p:.0}%"),
    }
}

fn between(lower: f64, upper: f64) -> String {
    let (low, high) = (percent(lower), percent(upper));
    match low == high {
        true => low,
        false => format!("{}–{high}", low.trim_end_matches('%')),
    }
}

/// A factor in two or three digits.
fn figure(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 0.1 => format!("{v:.2}"),
        v => format!("{v:.4}"),
    }
}
