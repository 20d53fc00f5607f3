//! A backtest as text for the terminal.

use std::fmt::Write;

use anstyle::Style;
use foreshock_assess::Backtest;

use crate::record::write_scores;

const BOLD: Style = Style::new().bold();

/// What a watch would have said in the past: questions with their scores, then
/// tripwires and alarms.
pub fn backtest_table(backtest: &Backtest) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut out, backtest);
    out
}

fn per_year(rate: Option<f64>) -> String {
    rate.map_or("–".to_owned(), |rate| format!("{rate:.2}"))
}

fn write_table(out: &mut String, backtest: &Backtest) -> std::fmt::Result {
    writeln!(
        out,
        "{BOLD}{}{BOLD:#}\n{} to {}, every {} days, on {}",
        backtest.title, backtest.from, backtest.to, backtest.every_days, backtest.vintage
    )?;
    let mut last = "";
    for question in &backtest.questions {
        if question.id != last {
            writeln!(out, "\n{BOLD}{}{BOLD:#}", question.text)?;
            last = &question.id;
        }
        writeln!(
            out,
            "  within {} days: {} forecasts, {} yes, {} no, {} cannot be told; the models' pool was issued at {:.0}% of the dates",
            question.horizon_days,
            question.forecasts,
            question.yes,
            question.no,
            question.unresolved,
            question.pool_share * 100.0
        )?;
        writeln!(out, "    {}", question.text_of_verdict)?;
        if let Some(scores) = &question.scores {
            write_scores(out, "scored", scores)?;
        }
    }
    if !backtest.tripwires.is_empty() {
        writeln!(out, "\n{BOLD}Tripwires{BOLD:#}")?;
    }
    for tripwire in &backtest.tripwires {
        writeln!(
            out,
            "  {}\n    {} False alarms per year: {}. {} of {} outcomes came without a sign.",
            tripwire.title,
            tripwire.text,
            per_year(tripwire.false_alarms_per_year),
            tripwire.missed,
            tripwire.outcomes
        )?;
    }
    writeln!(out, "\n{BOLD}Alarms{BOLD:#}")?;
    for alarm in &backtest.alarms {
        writeln!(
            out,
            "  {}\n    {} False alarms per year: {}.",
            alarm.title,
            alarm.text,
            per_year(alarm.false_alarms_per_year)
        )?;
    }
    Ok(())
}
