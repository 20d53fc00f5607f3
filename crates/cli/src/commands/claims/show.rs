//! The claims as they are listed in the terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use foreshock_claims::{Claim, Finding, Kind, Modality, Reading, Time, Verdict};

use crate::output;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const WARN: Style = AnsiColor::Yellow.on_default();

/// The listing; `findings` where there was a chronology.
pub(super) fn listing(name: &str, reading: &Reading, findings: Option<&[Finding]>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_listing(&mut out, name, reading, findings);
    out
}

fn write_listing(
    out: &mut String,
    name: &str,
    reading: &Reading,
    findings: Option<&[Finding]>,
) -> std::fmt::Result {
    let date = match &reading.date {
        Some(date) if date.from == "text" => format!("of {} (found at its head)", date.day),
        Some(date) => format!("of {}", date.day),
        None => {
            "without a date: times such as \"last week\" are not resolved; give --date".to_owned()
        }
    };
    writeln!(out, "{BOLD}{}{BOLD:#}, {date}", plain(name))?;
    writeln!(
        out,
        "{} claims in {} sentences, found by rules; read the text beside them\n",
        reading.claims.len(),
        reading.sentences
    )?;
    for claim in &reading.claims {
        let of_claim: Vec<&Finding> = findings
            .unwrap_or_default()
            .iter()
            .filter(|finding| finding.claim == claim.id)
            .collect();
        write_claim(out, claim, &of_claim)?;
    }
    write_totals(out, reading, findings)
}

fn write_claim(out: &mut String, claim: &Claim, findings: &[&Finding]) -> std::fmt::Result {
    writeln!(
        out,
        "{BOLD}{}{BOLD:#} {DIM}line {}, {}{DIM:#}",
        claim.kind.words(),
        claim.position.line,
        claim.id
    )?;
    paragraph(out, "", &format!("“{}”", plain(&claim.quote)))?;
    if let Some(by) = &claim.said_by {
        paragraph(out, "said by: ", &plain(by))?;
    }
    let actors: Vec<String> = claim
        .actors
        .iter()
        .map(|actor| {
            let code = actor.code.as_ref().or(actor.role.as_ref());
            let code = code.map(String::as_str).unwrap_or_default();
            let guess = if actor.guess.is_some() {
                ", a guess"
            } else {
                ""
            };
            format!("{} ({code}{guess})", plain(&actor.name))
        })
        .collect();
    if !actors.is_empty() {
        paragraph(out, "who: ", &actors.join(", "))?;
    }
    let events: Vec<String> = claim
        .categories
        .iter()
        .map(|category| match &category.cameo_root {
            Some(root) => format!("{} (CAMEO {root})", category.word),
            None => category.word.clone(),
        })
        .collect();
    if !events.is_empty() {
        paragraph(out, "what: ", &events.join(", "))?;
    }
    let times: Vec<String> = claim.times.iter().map(when).collect();
    if !times.is_empty() {
        paragraph(out, "when: ", &times.join("; "))?;
    }
    match claim.modality {
        Modality::Flat => {}
        Modality::Likely => paragraph(out, "", "said to be likely")?,
        Modality::Possible => paragraph(out, "", "said to be possible, or reported")?,
        Modality::Unlikely => paragraph(out, "", "said to be unlikely")?,
    }
    if claim.testable.as_written {
        paragraph(out, "testable: ", &claim.testable.would_take)?;
    } else {
        let lacks = format!(
            "not testable as written. {}",
            claim.testable.lacks.join(" ")
        );
        paragraph(out, "", &plain(&lacks))?;
        paragraph(out, "it would be if: ", &plain(&claim.testable.would_take))?;
    }
    for finding in findings {
        let (word, style) = match finding.verdict {
            Verdict::Differs => ("differs from the table: ", WARN),
            Verdict::Agrees => ("", Style::new()),
            Verdict::NotFound => ("", DIM),
        };
        let mut line = String::new();
        paragraph(&mut line, word, &plain(&finding.message))?;
        for line in line.lines() {
            writeln!(out, "{style}{line}{style:#}")?;
        }
    }
    writeln!(out)
}

fn when(time: &Time) -> String {
    let span = match (time.from, time.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "not resolved".to_owned(),
    };
    match &time.guess {
        Some(guess) => format!("{} = {span} ({guess})", plain(&time.text)),
        None => format!("{} = {span}", plain(&time.text)),
    }
}

fn write_totals(
    out: &mut String,
    reading: &Reading,
    findings: Option<&[Finding]>,
) -> std::fmt::Result {
    let counts: Vec<String> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let count = reading
                .claims
                .iter()
                .filter(|claim| claim.kind == kind)
                .count();
            format!("{} {count}", kind.name())
        })
        .collect();
    writeln!(out, "{}", counts.join(", "))?;
    let testable = reading
        .claims
        .iter()
        .filter(|claim| claim.testable.as_written)
        .count();
    writeln!(
        out,
        "testable as written: {testable} of {}",
        reading.claims.len()
    )?;
    if let Some(findings) = findings {
        let of = |verdict: Verdict| {
            findings
                .iter()
                .filter(|finding| finding.verdict == verdict)
                .count()
        };
        writeln!(
            out,
            "against the table: {} differ, {} agree, {} not found in it",
            of(Verdict::Differs),
            of(Verdict::Agrees),
            of(Verdict::NotFound)
        )?;
    }
    Ok(())
}

/// A paragraph below a claim, wrapped to the width of the terminal.
fn paragraph(out: &mut String, head: &str, text: &str) -> std::fmt::Result {
    const INDENT: &str = "  ";
    let width = output::columns().clamp(40, 100) - INDENT.len();
    let mut line = String::new();
    for word in format!("{head}{text}").split_whitespace() {
        let long = line.chars().count() + 1 + word.chars().count() > width;
        if long && !line.is_empty() {
            writeln!(out, "{INDENT}{line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{INDENT}{line}")
}

/// Text of others without control characters, which could steer the terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            control if control.is_control() => ' ',
            // Marks that turn the direction of writing.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
            other => other,
        })
        .collect()
}
