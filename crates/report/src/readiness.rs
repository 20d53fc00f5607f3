//! The level of readiness for the terminal: why, what to do, what would change
//! it.

use std::fmt::Write;

use anstyle::Style;
use foreshock_assess::{
    assessment::{LevelFinding, Met, Readiness},
    readiness::ReadinessReplay,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The level now, each level with its conditions, and the checklist of each level
/// that is held.
pub fn readiness_table(readiness: &Readiness) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut out, readiness);
    out
}

fn write_table(out: &mut String, readiness: &Readiness) -> std::fmt::Result {
    let since = match readiness.since {
        Some(since) => format!("since {since}"),
        None => format!("since {} or earlier", readiness.looked_back_to),
    };
    writeln!(out, "{BOLD}{}{BOLD:#}  {since}", readiness.now.title)?;
    writeln!(out, "{}", readiness.reason)?;
    if let Some(lowered) = &readiness.lowered_when {
        writeln!(out, "{lowered}")?;
    }
    for level in readiness.levels.iter().rev() {
        write_level(out, level)?;
    }
    if !readiness.changes.is_empty() {
        writeln!(out, "\n{BOLD}Changes{BOLD:#}")?;
        for change in &readiness.changes {
            writeln!(
                out,
                "  {}  {} → {}",
                change.on, change.from.title, change.to.title
            )?;
        }
    }
    Ok(())
}

fn write_level(out: &mut String, level: &LevelFinding) -> std::fmt::Result {
    let state = match (level.raised_on, level.left_on) {
        (Some(raised), Some(left)) => {
            format!("held since {raised}, left on {left} at the earliest")
        }
        _ => "not held".to_owned(),
    };
    writeln!(
        out,
        "\n{BOLD}{} {}{BOLD:#}  {DIM}{state}{DIM:#}",
        level.name.place, level.name.title
    )?;
    for condition in &level.conditions {
        let mark = match condition.met {
            Met::Yes => "yes",
            Met::No => "no ",
            Met::Unknown => "?  ",
        };
        writeln!(out, "  {mark}  {}: {}", condition.text, condition.now)?;
    }
    if !level.tells.is_empty() {
        writeln!(out, "  tells {}", level.tells.join(", "))?;
    }
    for (number, item) in (1..).zip(&level.checklist) {
        let mark = if item.ticks.is_empty() { " " } else { "x" };
        writeln!(out, "  [{mark}] {number}. {}", item.text)?;
        for tick in &item.ticks {
            let note = tick
                .note
                .as_ref()
                .map_or(String::new(), |note| format!(": {note}"));
            writeln!(out, "         {DIM}{} at {}{note}{DIM:#}", tick.by, tick.at)?;
        }
    }
    Ok(())
}

/// How often each level was held, and every change.
pub fn readiness_replay_table(replay: &ReadinessReplay) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_replay(&mut out, replay);
    out
}

fn write_replay(out: &mut String, replay: &ReadinessReplay) -> std::fmt::Result {
    writeln!(
        out,
        "{BOLD}{}{BOLD:#}\n{} to {}\n",
        replay.title, replay.from, replay.to
    )?;
    let all: usize = replay.days.iter().map(|(_, days)| days).sum();
    for (name, days) in replay.days.iter().rev() {
        let share = 100.0 * *days as f64 / all.max(1) as f64;
        writeln!(out, "{:<24} {days:>6} days  {share:>5.1}%", name.title)?;
    }
    writeln!(out, "\n{} changes", replay.changes.len())?;
    for change in &replay.changes {
        writeln!(
            out,
            "  {}  {} → {}\n      {}",
            change.on, change.from.title, change.to.title, change.reason
        )?;
    }
    Ok(())
}
