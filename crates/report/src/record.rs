//! The track record as text for the terminal.

use std::fmt::Write;

use anstyle::Style;
use foreshock_assess::{
    assessment::Scores,
    questions::{AskedTerm, QuestionRecord},
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// How forecasts have done: per question and horizon what was written down and
/// how it came out, scores beside the base rate, and reliability.
pub fn record_table(title: &str, records: &[QuestionRecord], head: Option<&str>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut out, title, records, head);
    out
}

fn write_table(
    out: &mut String,
    title: &str,
    records: &[QuestionRecord],
    head: Option<&str>,
) -> std::fmt::Result {
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    let mut last = "";
    for record in records {
        if record.question != last {
            writeln!(out, "\n{BOLD}{}{BOLD:#}", record.text)?;
            last = &record.question;
        }
        let term = match record.term {
            AskedTerm::Days(1) => "within 1 day".to_owned(),
            AskedTerm::Days(days) => format!("within {days} days"),
            AskedTerm::Fixed(from, to) => format!("{from} to {to}"),
        };
        let gone = match record.in_watch {
            true => "",
            false => " (no longer asked)",
        };
        writeln!(out, "  {term}{gone}: {}", record.record.text)?;
        if let Some(withheld) = record
            .record
            .withheld
            .as_ref()
            .filter(|_| record.record.issued > 0)
        {
            writeln!(out, "    {withheld}")?;
        }
        if let Some(scores) = &record.record.scores {
            write_scores(out, "written down before the fact", scores)?;
        }
        if let Some(scores) = &record.record.pseudo_scores {
            write_scores(out, "pseudo-vintages, written down afterwards", scores)?;
        }
    }
    match head {
        Some(head) => writeln!(out, "\n{DIM}{head}{DIM:#}"),
        None => writeln!(
            out,
            "\nNothing is written down yet; `foreshock forecast WATCH` begins a ledger."
        ),
    }
}

/// Scores, and how often it came true by the probability given.
pub(crate) fn write_scores(out: &mut String, of: &str, scores: &Scores) -> std::fmt::Result {
    let skill = |skill: Option<foreshock_assess::assessment::Skill>| match skill {
        None => "none".to_owned(),
        Some(skill) => match (skill.lower, skill.upper) {
            (Some(lower), Some(upper)) => {
                format!("{:.2} ({lower:.2} to {upper:.2})", skill.skill)
            }
            _ => format!("{:.2} (too few for an interval)", skill.skill),
        },
    };
    writeln!(
        out,
        "    {} {of}; {:.0}% yes; sharpness {:.3}",
        scores.forecasts,
        scores.yes_rate * 100.0,
        scores.sharpness
    )?;
    writeln!(
        out,
        "    Brier {:.4}, base rate {:.4}, skill {}",
        scores.brier,
        scores.brier_of_base_rate,
        skill(scores.brier_skill)
    )?;
    writeln!(
        out,
        "    log   {:.4}, base rate {:.4}, skill {}",
        scores.logarithmic,
        scores.logarithmic_of_base_rate,
        skill(scores.logarithmic_skill)
    )?;
    for bin in &scores.reliability {
        let band = match (bin.lower, bin.upper) {
            (Some(lower), Some(upper)) => {
                format!(
                    "  (if right: {:.0} to {:.0}%)",
                    lower * 100.0,
                    upper * 100.0
                )
            }
            _ => String::new(),
        };
        writeln!(
            out,
            "    said {:>3.0}%: {:>4} times, came true {:>3.0}%{band}",
            bin.mean * 100.0,
            bin.forecasts,
            100.0 * bin.yes as f64 / bin.forecasts.max(1) as f64
        )?;
    }
    Ok(())
}
