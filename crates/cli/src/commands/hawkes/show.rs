//! How numbers, matrices and paragraphs look on a terminal.

use std::fmt::Write;

use anstyle::Style;
use foreshock_hawkes::posterior::Interval;
use jiff::civil::Date;
use serde::Serialize;

use super::read::Events;
use crate::{arguments::HawkesTable, failure::Failure, output};

pub(super) const BOLD: Style = Style::new().bold();
/// Kinds up to which a matrix has room for intervals.
const WIDE: usize = 3;
/// Characters of a kind's name before a row.
const NAME: usize = 20;

/// What was looked at.
#[derive(Serialize)]
pub(super) struct Heading<'a> {
    table: String,
    model: &'a str,
    from: Date,
    to: Date,
    days: usize,
    seed: u64,
    kinds: &'a [String],
    counts: Vec<usize>,
}

impl<'a> Heading<'a> {
    pub fn new(arguments: &HawkesTable, events: &'a Events, model: &'a str) -> Self {
        Self {
            table: arguments
                .table
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            model,
            from: events.window.0,
            to: events.window.1,
            days: events.days(),
            seed: arguments.seed,
            kinds: &events.kinds,
            counts: events.totals(),
        }
    }

    pub fn text(&self) -> String {
        let total: usize = self.counts.iter().sum();
        let events = if total == 1 { "event" } else { "events" };
        let mut out = format!(
            "{BOLD}{}{BOLD:#}: {total} {events} in {} days, {} to {}; {} model\n",
            plain(&self.table),
            self.days,
            self.from,
            self.to,
            self.model
        );
        let kinds = self.kinds.iter().zip(&self.counts);
        let listed: Vec<String> = kinds
            .map(|(kind, count)| format!("{} {count}", plain(kind)))
            .collect();
        // Writing to a string cannot fail.
        let _ = paragraph(&mut out, "", &listed.join(", "));
        out
    }
}

/// Text of others without what could steer a terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}

/// A number with two or three digits that count.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else if size >= 0.1 || value == 0.0 {
        format!("{value:.2}")
    } else if size >= 0.001 {
        format!("{value:.4}")
    } else {
        format!("{value:.1e}")
    }
}

/// A median with its interval.
pub(super) fn range(interval: &Interval) -> String {
    let digits = if interval.high >= 100.0 {
        0
    } else if interval.high >= 10.0 {
        1
    } else {
        2
    };
    format!(
        "{:.digits$} ({:.digits$}–{:.digits$})",
        interval.median, interval.low, interval.high
    )
}

/// A probability in percent, never rounded to nothing or to certainty: it comes
/// from a thousand draws or so. The number and its sign stay on one line.
pub(super) fn percent(share: f64) -> String {
    if share < 0.005 {
        "less than 1\u{a0}%".to_owned()
    } else if share > 0.995 {
        "more than 99\u{a0}%".to_owned()
    } else {
        format!("{:.0}\u{a0}%", 100.0 * share)
    }
}

pub(super) fn p_value(p: f64) -> String {
    if p < 0.095 {
        format!("p\u{a0}=\u{a0}{p:.3}")
    } else {
        format!("p\u{a0}=\u{a0}{p:.2}")
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// A text broken into lines, the first after `lead` and the others below it.
pub(super) fn paragraph(out: &mut String, lead: &str, text: &str) -> std::fmt::Result {
    let width = output::columns().clamp(60, 100);
    let indent = if lead.is_empty() { 0 } else { 2 };
    let lead = plain(lead);
    out.push_str(&lead);
    let mut used = lead.chars().count();
    let mut first = true;
    for word in text.split(' ') {
        let length = word.chars().count();
        if !first && used + 1 + length > width {
            write!(out, "\n{:indent$}", "")?;
            used = indent;
        } else if !first {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
        first = false;
    }
    out.push('\n');
    Ok(())
}

/// A cell of a matrix.
pub(super) struct Cell {
    /// Without an interval.
    pub short: String,
    /// With its interval.
    pub long: String,
    /// Whether it gets a star.
    pub marked: bool,
}

/// A matrix, a row for each excited kind; with intervals in the cells where there
/// is room, else below, for those with a star.
pub(super) fn matrix(out: &mut String, kinds: &[String], cells: &[Vec<Cell>]) -> std::fmt::Result {
    let wide = kinds.len() <= WIDE;
    let cell_width = if wide { 19 } else { 7 };
    write!(out, "{:NAME$}", "")?;
    for (column, kind) in kinds.iter().enumerate() {
        let head = if wide {
            cut(kind, cell_width - 2)
        } else {
            format!("[{}]", column + 1)
        };
        // The star stands beyond the numbers.
        write!(out, "{head:>width$} ", width = cell_width - 1)?;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    for (row, kind) in kinds.iter().enumerate() {
        let head = if wide {
            cut(kind, NAME)
        } else {
            cut(&format!("[{}] {kind}", row + 1), NAME)
        };
        write!(out, "{head:NAME$}")?;
        for cell in &cells[row] {
            let text = if wide { &cell.long } else { &cell.short };
            let mark = if cell.marked { "*" } else { " " };
            write!(out, "{text:>width$}{mark}", width = cell_width - 1)?;
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    if wide {
        return Ok(());
    }
    for (row, cells) in cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.marked) {
            writeln!(
                out,
                "  one {} brings about {} of {}",
                plain(&kinds[column]),
                cell.long,
                plain(&kinds[row])
            )?;
        }
    }
    Ok(())
}

/// A name that fits.
fn cut(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= width {
        return text;
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}
