//! A scenario as text for the terminal: with and without, and what was assumed.

use std::fmt::Write;

use anstyle::Style;
use foreshock_assess::assessment::{ScenarioContrast, ScenarioFinding, ScenarioVerdict};

use crate::board::{clamped, left, paragraph, right};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const NUMBER: usize = 8;
const INTERVAL: usize = 16;

/// A scenario: the verdict first, then each outcome with and without what is set,
/// then the assumptions. `columns` as for [`board`](crate::board()).
pub fn scenario_table(finding: &ScenarioFinding, as_of: &str, columns: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_scenario(&mut out, finding, as_of, clamped(columns));
    out
}

/// Scenarios by id, title and what they suppose.
pub fn scenario_list(scenarios: &[(&str, &str, Option<&str>)], columns: usize) -> String {
    let width = clamped(columns);
    let mut out = String::new();
    if scenarios.is_empty() {
        out.push_str("The watch names no scenarios: add one with [[scenario]].\n");
    }
    for (id, title, about) in scenarios {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{BOLD}{id}{BOLD:#}  {title}");
        if let Some(about) = about {
            let _ = paragraph(&mut out, "    ", about, width);
        }
    }
    out
}

fn write_scenario(
    out: &mut String,
    finding: &ScenarioFinding,
    as_of: &str,
    width: usize,
) -> std::fmt::Result {
    writeln!(out, "{BOLD}{}{BOLD:#}  as of {as_of}", finding.title)?;
    for input in &finding.inputs {
        paragraph(out, "• set: ", input, width)?;
    }
    writeln!(out)?;
    paragraph(out, "", &finding.text, width)?;
    if finding.verdict == ScenarioVerdict::CannotBeAnswered {
        return Ok(());
    }
    for (heading, expected) in [("probability, %", false), ("expected number", true)] {
        writeln!(
            out,
            "\n{DIM}{} {} {} {} {}{DIM:#}",
            left(heading, title_width(width)),
            right("without", NUMBER),
            right("with", NUMBER),
            right("more", NUMBER),
            right("90% interval", INTERVAL),
        )?;
        let mut last = "";
        for outcome in &finding.outcomes {
            if outcome.title != last {
                writeln!(out, "{}", left(&outcome.title, width))?;
                last = &outcome.title;
            }
            let (contrast, factor) = match expected {
                true => (&outcome.expected, 1.0),
                false => (&outcome.probability, 100.0),
            };
            // The expected number is the same whatever makes a yes.
            if expected && outcome.at_least != 1 {
                continue;
            }
            let days = outcome.horizon_days;
            let what = match expected {
                true => format!("  within {days} days"),
                false => format!("  {} or more within {days} days", outcome.at_least),
            };
            line(out, &what, contrast, factor, width)?;
        }
    }
    writeln!(out, "\n{BOLD}Assumed{BOLD:#}")?;
    for assumption in &finding.assumptions {
        paragraph(out, "• ", assumption, width)?;
    }
    Ok(())
}

fn title_width(width: usize) -> usize {
    width - 3 * NUMBER - INTERVAL - 4
}

fn line(
    out: &mut String,
    what: &str,
    contrast: &ScenarioContrast,
    factor: f64,
    width: usize,
) -> std::fmt::Result {
    let number = |value: f64| match factor > 1.0 {
        true => format!("{:.1}", value * factor),
        false => format!("{value:.2}"),
    };
    let signed = |value: f64| match factor > 1.0 {
        true => format!("{:+.1}", value * factor),
        false => format!("{value:+.2}"),
    };
    writeln!(
        out,
        "{} {} {} {} {}",
        left(what, title_width(width)),
        right(&number(contrast.without), NUMBER),
        right(&number(contrast.with), NUMBER),
        right(&signed(contrast.difference), NUMBER),
        right(
            &format!("{} to {}", signed(contrast.lower), signed(contrast.upper)),
            INTERVAL
        ),
    )
}
