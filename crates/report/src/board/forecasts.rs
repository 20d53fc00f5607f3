//! Forecasts on the board: each question with its probability, beside what has
//! been usual and how such forecasts have done.

use std::fmt::Write;

use anstyle::AnsiColor;
use foreshock_assess::assessment::{Basis, Forecast, QuestionFinding, QuestionState};

use super::{BOLD, DIM, left, paragraph, right, wrapped};

const WHEN: usize = 24;
const NUMBER: usize = 9;

pub(super) fn write(
    out: &mut String,
    questions: &[QuestionFinding],
    width: usize,
) -> std::fmt::Result {
    if questions.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Forecasts{BOLD:#}")?;
    writeln!(
        out,
        "{DIM}{}{} {} {}  issued is{DIM:#}",
        left("", WHEN),
        right("yes", NUMBER),
        right("models", NUMBER),
        right("base rate", NUMBER),
    )?;
    let unwritten = questions
        .iter()
        .flat_map(|question| &question.forecasts)
        .all(|forecast| forecast.record.issued == 0);
    for question in questions {
        for line in wrapped(&question.text, width) {
            writeln!(out, "{line}")?;
        }
        for forecast in &question.forecasts {
            line(out, question, forecast, width)?;
        }
        if let Some(text) = standing(question) {
            paragraph(out, "    ", &text, width)?;
        }
    }
    if unwritten {
        paragraph(
            out,
            "",
            "None of these stood in the ledger by then, so the only record is that of a replay. A skill of 0 is no better than the base rate, 1 is perfect.",
            width,
        )?;
    }
    Ok(())
}

fn line(
    out: &mut String,
    question: &QuestionFinding,
    forecast: &Forecast,
    width: usize,
) -> std::fmt::Result {
    let when = match question.fixed {
        true => format!("  to {}", forecast.to),
        false if forecast.horizon_days == 1 => "  within 1 day".to_owned(),
        false => format!("  within {} days", forecast.horizon_days),
    };
    let when = left(&when, WHEN);
    let (word, style) = match forecast.state {
        QuestionState::Open => ("", DIM),
        QuestionState::Yes => ("yes", AnsiColor::Red.on_default().bold()),
        QuestionState::No => ("no", DIM),
        QuestionState::Void => ("void", DIM),
    };
    let (Some(probability), Some(base_rate)) = (forecast.probability, &forecast.base_rate) else {
        let word = match forecast.state {
            QuestionState::Open => "–",
            _ => word,
        };
        writeln!(out, "{when}{style}{}{style:#}", right(word, NUMBER))?;
        let why = match forecast.state {
            QuestionState::Open => forecast.reasons.first(),
            _ => Some(&forecast.state_reason),
        };
        return match why {
            Some(why) => paragraph(out, "    ", why, width),
            None => Ok(()),
        };
    };
    let models = match (forecast.basis, forecast.spread) {
        (Basis::BaseRateNoModel, _) | (_, None) => "–".to_owned(),
        (_, Some((low, high))) => format!("{}–{}", bare(low), percent(high)),
    };
    let basis = match forecast.basis {
        Basis::Pool => "the models' pool",
        Basis::BaseRateNoSkill => "the base rate: no skill",
        Basis::BaseRateTooFewCases => "the base rate: too few",
        Basis::BaseRateNoModel => "the base rate: no model",
        Basis::ShorterHorizon => "the shorter horizon's",
        Basis::Nothing => "",
    };
    writeln!(
        out,
        "{when}{BOLD}{}{BOLD:#} {} {}  {basis}",
        right(&percent(probability), NUMBER),
        right(&models, NUMBER),
        right(&percent(base_rate.rate), NUMBER),
    )
}

/// What the longest horizon says of its past and its record.
fn standing(question: &QuestionFinding) -> Option<String> {
    let forecast = question
        .forecasts
        .iter()
        .rev()
        .find(|forecast| forecast.probability.is_some())?;
    let mut text = forecast.reasons.first()?.clone();
    if forecast.basis == Basis::Pool {
        for reason in forecast.reasons.iter().skip(2) {
            text.push_str(" The ");
            text.push_str(reason);
        }
    }
    let record = &forecast.record;
    match (&record.scores, record.issued) {
        (_, 0) => {}
        (Some(_), _) => {
            text.push_str(" In the ledger: ");
            text.push_str(&record.text);
        }
        (None, _) => {
            text.push_str(" In the ledger: ");
            text.push_str(&record.text);
            if let Some(withheld) = &record.withheld {
                text.push(' ');
                text.push_str(withheld);
            }
        }
    }
    if let Some(replay) = &forecast.replay {
        text.push(' ');
        text.push_str(&replay.text);
    }
    Some(text)
}

fn percent(share: f64) -> String {
    format!("{}%", bare(share))
}

fn bare(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        percent if percent < 1.0 => format!("{percent:.1}"),
        percent if percent > 99.0 => format!("{percent:.1}"),
        percent => format!("{percent:.0}"),
    }
}
