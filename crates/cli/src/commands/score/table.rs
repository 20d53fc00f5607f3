//! The scores as a table for people.

use std::fmt::Write;

use super::report::{Report, Row, counted, draws};

/// The table, at most 80 columns wide where the names allow.
pub(super) fn text(report: &Report<'_>) -> String {
    let mut out = String::new();
    let panel = &report.forecasts;
    let of_draws = if panel.most_draws > 0 {
        format!(" of {} draws", draws(panel))
    } else {
        String::new()
    };
    let _ = write!(
        out,
        "{}{of_draws}: {}, {}",
        counted(panel.cells, "forecast"),
        counted(panel.units, "unit"),
        counted(panel.times, "time"),
    );
    if let (Some(first), Some(last)) = (panel.first_time, panel.last_time) {
        let _ = write!(out, " ({first} to {last})");
    }
    let _ = writeln!(out, "; {} scored\n", report.scored);
    rows(&mut out, report);
    if let Some(calibration) = &report.calibration {
        let _ = writeln!(
            out,
            "\n50% intervals hold {:.1}% of the outcomes, 90% intervals {:.1}%, mean width {}",
            100.0 * calibration.coverage_50,
            100.0 * calibration.coverage_90,
            number(calibration.mean_width_90),
        );
    }
    if let Some(event) = &report.any_fatality {
        let _ = write!(
            out,
            "at least one fatality: base rate {}, reliability {}, resolution {}",
            number(event.base_rate),
            number(event.reliability),
            number(event.resolution),
        );
        if let Some(area) = event.roc_area {
            let _ = write!(out, ", ROC area {area:.3}");
        }
        out.push('\n');
    }
    if let Some(bootstrap) = &report.bootstrap {
        let _ = writeln!(
            out,
            "\nskill: 1 − mean / baseline, above 0 better; {}% interval by blocks of {},\n{} resamples, seed {}",
            100.0 * bootstrap.level,
            counted(bootstrap.block, "time"),
            bootstrap.resamples,
            bootstrap.seed,
        );
    }
    out.push('\n');
    for file in panel.columns {
        let _ = writeln!(
            out,
            "read {} ({}): unit {}, time {}, draw {}, value {}",
            file.file, file.layout, file.unit, file.time, file.draw, file.value
        );
    }
    for file in report.actuals.columns {
        let _ = writeln!(
            out,
            "read {} (outcomes): unit {}, time {}, outcome {}",
            file.file, file.unit, file.time, file.observed
        );
    }
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

fn rows(out: &mut String, report: &Report<'_>) {
    let name_width = report
        .scores
        .iter()
        .map(|row| row.metric.len())
        .chain([6])
        .max()
        .unwrap_or(6);
    let by_situation = report.scores.iter().any(|row| row.situation.is_some());
    let compared = report.baseline.is_some();
    let mut header = format!("{:<name_width$}", "metric");
    if by_situation {
        let _ = write!(header, "  {:<9}", "situation");
    }
    let _ = write!(header, "  {:>6}  {:>9}", "cells", "mean");
    if compared {
        let _ = write!(header, "  {:>9}  skill", "baseline");
    }
    let _ = writeln!(out, "{}", header.trim_end());
    for row in &report.scores {
        let mut line = format!("{:<name_width$}", row.metric);
        if by_situation {
            let word = row.situation.map_or("all", |situation| situation.word());
            let _ = write!(line, "  {word:<9}");
        }
        let _ = write!(line, "  {:>6}  {:>9}", row.cells, number(row.mean));
        if compared {
            line.push_str(&against(row));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn against(row: &Row) -> String {
    let Some(against) = &row.against_baseline else {
        return format!("  {:>9}  no cell in common", "–");
    };
    let mut text = format!("  {:>9}", number(against.baseline_mean));
    match (against.skill, against.skill_interval) {
        (Some(skill), Some((lower, upper))) => {
            let _ = write!(text, "  {skill:.3} ({lower:.3} to {upper:.3})");
        }
        (Some(skill), None) => {
            let _ = write!(text, "  {skill:.3}");
        }
        (None, _) => text.push_str("  –"),
    }
    text
}

/// A score with four digits that count.
fn number(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude >= 1e6 {
        format!("{value:.3e}")
    } else if magnitude >= 1000.0 {
        format!("{value:.1}")
    } else if magnitude >= 100.0 {
        format!("{value:.2}")
    } else if magnitude >= 10.0 {
        format!("{value:.3}")
    } else {
        format!("{value:.4}")
    }
}
