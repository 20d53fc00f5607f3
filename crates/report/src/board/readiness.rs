//! The level of readiness on the board: a line, and why.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use foreshock_assess::assessment::Readiness;

use super::{BOLD, paragraph};

pub(super) fn write(out: &mut String, readiness: &Readiness, width: usize) -> std::fmt::Result {
    let style = match readiness.now.place {
        0 => Style::new(),
        1 => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Red.on_default().bold(),
    };
    let of = readiness.levels.len();
    let since = match readiness.since {
        Some(since) => format!(", since {since}"),
        None => format!(", since {} or earlier", readiness.looked_back_to),
    };
    writeln!(
        out,
        "\n{BOLD}Readiness{BOLD:#}  {style}{}{style:#} (level {} of {of}{since})",
        readiness.now.title, readiness.now.place
    )?;
    paragraph(out, "    ", &readiness.reason, width)?;
    let held = readiness.levels.iter().rev().find(|level| level.held);
    if let Some(level) = held.filter(|level| !level.checklist.is_empty()) {
        let done = level.checklist.iter().filter(|item| !item.ticks.is_empty());
        let text = format!(
            "To do: {} of {} ticked; see `foreshock readiness`.",
            done.count(),
            level.checklist.len()
        );
        paragraph(out, "    ", &text, width)?;
    }
    Ok(())
}
