//! What followed interventions, on the board: a line for each pair, in words.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use foreshock_assess::assessment::{
    EffectRatio, EffectVerdict, Effects, InterventionFinding, OutcomeEffect,
};

use super::{BOLD, DIM, compact, left, paragraph, right, wrapped};

const TITLE: usize = 25;
const RATIO: usize = 17;

pub(super) fn write(out: &mut String, effects: Option<&Effects>, width: usize) -> std::fmt::Result {
    let Some(effects) = effects else {
        return Ok(());
    };
    writeln!(out, "\n{BOLD}What followed interventions{BOLD:#}")?;
    paragraph(out, "    ", &effects.text, width)?;
    for intervention in &effects.interventions {
        table(out, intervention, width)?;
    }
    Ok(())
}

/// The table of `foreshock effects`: every pair with all that was found.
pub fn effects_table(effects: &Effects, columns: usize) -> String {
    let width = columns.clamp(super::NARROWEST, super::WIDEST);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut out, effects, width);
    out
}

fn write_table(out: &mut String, effects: &Effects, width: usize) -> std::fmt::Result {
    paragraph(out, "", &effects.text, width)?;
    for intervention in &effects.interventions {
        writeln!(out)?;
        table(out, intervention, width)?;
        for outcome in &intervention.outcomes {
            writeln!(out)?;
            paragraph(
                out,
                "    ",
                &format!("{}. {}", outcome.title, outcome.text),
                width,
            )?;
        }
        for note in &intervention.notes {
            paragraph(out, "    ", &format!("Note: {note}"), width)?;
        }
    }
    writeln!(out)?;
    paragraph(out, "", &effects.method, width)
}

fn table(out: &mut String, intervention: &InterventionFinding, width: usize) -> std::fmt::Result {
    for line in wrapped(&intervention.title, width) {
        writeln!(out, "{line}")?;
    }
    for outcome in &intervention.outcomes {
        line(out, outcome, width)?;
    }
    Ok(())
}

fn line(out: &mut String, outcome: &OutcomeEffect, width: usize) -> std::fmt::Result {
    let level = outcome.level.as_ref();
    let ratio = level.map_or("–".to_owned(), |level| factor(&level.level));
    let (word, style) = word(outcome.verdict);
    let unseen = match (outcome.verdict, level) {
        (EffectVerdict::TooFew | EffectVerdict::NoDifference, Some(level)) => {
            match level.detectable.increase {
                Some(factor) => format!(" (seen from ×{})", compact(factor)),
                None => " (none seen)".to_owned(),
            }
        }
        _ => String::new(),
    };
    let room = width.saturating_sub(TITLE + RATIO + 7);
    writeln!(
        out,
        "    {} {}  {style}{}{style:#}",
        left(&outcome.title, TITLE),
        right(&ratio, RATIO),
        left(&format!("{word}{unseen}"), room).trim_end(),
    )
}

fn factor(ratio: &EffectRatio) -> String {
    match ratio.upper {
        Some(upper) => format!(
            "×{} ({}–{})",
            compact(ratio.ratio),
            compact(ratio.lower),
            compact(upper)
        ),
        None => format!("from ×{} up", compact(ratio.lower)),
    }
}

fn word(verdict: EffectVerdict) -> (&'static str, Style) {
    match verdict {
        EffectVerdict::TooFew => ("too few", DIM),
        EffectVerdict::NoDifference => ("no difference", DIM),
        EffectVerdict::MoreAlreadyBefore => ("more, but before it too", Style::new()),
        EffectVerdict::FewerAlreadyBefore => ("fewer, but before it too", Style::new()),
        EffectVerdict::MoreAsAtPlaceboDates => ("more, as at placebo dates", Style::new()),
        EffectVerdict::FewerAsAtPlaceboDates => ("fewer, as at placebo dates", Style::new()),
        EffectVerdict::More => ("more followed", AnsiColor::Cyan.on_default()),
        EffectVerdict::Fewer => ("fewer followed", AnsiColor::Magenta.on_default()),
    }
}
