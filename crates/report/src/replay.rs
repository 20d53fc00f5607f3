//! A replay as a table for the terminal.

use std::fmt::Write;

use anstyle::Style;
use foreshock_assess::Replay;

const BOLD: Style = Style::new().bold();

/// The alarms of a replay: a line per indicator, then each run.
pub fn replay_table(replay: &Replay) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut out, replay);
    out
}

fn write_table(out: &mut String, replay: &Replay) -> std::fmt::Result {
    writeln!(
        out,
        "{BOLD}{}{BOLD:#}\n{} to {}, every {} days; alarms from level {} up; near means within {} days\n",
        replay.title, replay.from, replay.to, replay.every_days, replay.level, replay.margin_days
    )?;
    writeln!(
        out,
        "{:<40} {:>8} {:>7} {:>9} {:>5} {:>4}",
        "indicator", "assessed", "alarmed", "runs/year", "near", "far"
    )?;
    for indicator in &replay.indicators {
        let title: String = indicator.title.chars().take(40).collect();
        writeln!(
            out,
            "{title:<40} {:>8} {:>7} {:>9.2} {:>5} {:>4}",
            indicator.assessed,
            indicator.alarmed,
            indicator.runs_per_year,
            indicator.near,
            indicator.far
        )?;
    }
    for indicator in replay
        .indicators
        .iter()
        .filter(|indicator| !indicator.runs.is_empty())
    {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", indicator.title)?;
        for run in &indicator.runs {
            let near = match run.near.is_empty() {
                true => "far from any episode".to_owned(),
                false => format!("near {}", run.near.join(", ")),
            };
            writeln!(
                out,
                "  {} to {}  level {}  {near}\n      {}",
                run.from, run.to, run.level, run.reason
            )?;
        }
    }
    Ok(())
}
