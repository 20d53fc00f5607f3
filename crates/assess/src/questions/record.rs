//! How forecasts have done that were written down in the ledger.

use std::collections::BTreeMap;

use foreshock_event::Entry;
use foreshock_watch::Watch;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    assessment::{Record, Scores},
    questions::{
        Asked, Scored, asked, enough,
        entries::{Book, Issued},
        issue::edited,
        scores,
    },
};

/// The record of one question within one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionRecord {
    /// Id of the question.
    pub question: String,
    /// The question; as it was written down where it is gone from the watch.
    pub text: String,
    /// Of which days it asks.
    pub term: AskedTerm,
    /// Days that it asks about.
    pub horizon_days: u16,
    /// Whether the watch still asks it so.
    pub in_watch: bool,
    /// How its forecasts have done.
    pub record: Record,
}

/// Of which days a question asks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AskedTerm {
    /// So many days from the day after each view.
    Days(u16),
    /// The same days at every view: the first and the last of them.
    Fixed(
        #[schemars(with = "String")] Date,
        #[schemars(with = "String")] Date,
    ),
}

/// The kind of days that are asked about.
pub(crate) fn term(asked: Asked) -> AskedTerm {
    match asked.fixed {
        true => AskedTerm::Fixed(asked.from, asked.to),
        false => AskedTerm::Days(asked.days()),
    }
}

/// The record where nothing is written down.
pub(crate) fn none() -> Record {
    of(&[], &Book::default(), 1, None)
}

/// How the forecasts of `watch` in the ledger have done: its questions in their
/// order, then those that it no longer asks.
pub fn record<'a>(
    watch: &Watch,
    ledger: impl IntoIterator<Item = &'a Entry>,
) -> Vec<QuestionRecord> {
    of_watch(watch, &Book::of(ledger.into_iter()))
}

pub(crate) fn of_watch(watch: &Watch, book: &Book<'_>) -> Vec<QuestionRecord> {
    let mut by_term: BTreeMap<(&str, AskedTerm), Vec<&Issued<'_>>> = BTreeMap::new();
    let own = book
        .issued
        .iter()
        .filter(|issued| issued.forecast.watch == watch.title);
    for issued in own {
        let forecast = &issued.forecast;
        let asked = Asked {
            from: forecast.from,
            to: forecast.to,
            fixed: forecast.fixed,
        };
        by_term
            .entry((&forecast.question, term(asked)))
            .or_default()
            .push(issued);
    }
    let mut records = Vec::new();
    for question in &watch.questions {
        // Horizons do not depend on the day of the view.
        for asked in asked(question, Date::ZERO) {
            let term = term(asked);
            let issued = by_term.remove(&(&*question.id, term)).unwrap_or_default();
            records.push(QuestionRecord {
                question: question.id.clone(),
                text: question.text.clone(),
                term,
                horizon_days: asked.days(),
                in_watch: true,
                record: of(&issued, book, watch.seed, Some(watch)),
            });
        }
    }
    for ((question, term), issued) in by_term {
        let newest = issued.last().map(|issued| &issued.forecast);
        records.push(QuestionRecord {
            question: question.to_owned(),
            text: newest.map_or(String::new(), |forecast| forecast.text.clone()),
            term,
            horizon_days: newest.map_or(0, |forecast| {
                Asked {
                    from: forecast.from,
                    to: forecast.to,
                    fixed: forecast.fixed,
                }
                .days()
            }),
            in_watch: false,
            record: of(&issued, book, watch.seed, Some(watch)),
        });
    }
    records
}

/// The end of the first day of a forecast.
fn begun(issued: &Issued<'_>) -> Option<Timestamp> {
    let timezone = TimeZone::get(&issued.forecast.timezone).ok()?;
    foreshock_event::end_of_day(issued.forecast.from, &timezone)
}

fn of(issued: &[&Issued<'_>], book: &Book<'_>, seed: u64, watch: Option<&Watch>) -> Record {
    let mut record = Record {
        issued: 0,
        yes: 0,
        no: 0,
        void: 0,
        open: 0,
        afterwards: 0,
        edited_since: 0,
        scores: None,
        withheld: None,
        pseudo_scores: None,
        text: String::new(),
    };
    // Whoever asks ten times a day must not count tenfold.
    let mut first_of_day: BTreeMap<Date, &Issued<'_>> = BTreeMap::new();
    for issued in issued {
        first_of_day.entry(issued.forecast.date).or_insert(issued);
    }
    let (mut before, mut afterwards) = (Vec::new(), Vec::new());
    let mut horizon = 1;
    for (date, issued) in first_of_day {
        record.issued += 1;
        let forecast = &issued.forecast;
        if watch.is_some_and(|watch| edited(watch, forecast)) {
            record.edited_since += 1;
        }
        let resolution = book.resolved.get(&*issued.entry.digest);
        let yes = match resolution.map(|resolution| resolution.outcome.as_str()) {
            Some("yes") => true,
            Some("no") => false,
            Some(_) => {
                record.void += 1;
                continue;
            }
            None => {
                record.open += 1;
                continue;
            }
        };
        match yes {
            true => record.yes += 1,
            false => record.no += 1,
        }
        horizon = Asked {
            from: forecast.from,
            to: forecast.to,
            fixed: forecast.fixed,
        }
        .days();
        let scored = Scored {
            date,
            probability: forecast.probability,
            base_rate: forecast.base_rate.rate,
            yes,
        };
        match begun(issued).is_some_and(|begun| issued.entry.recorded_at <= begun) {
            true => before.push(scored),
            false => {
                record.afterwards += 1;
                afterwards.push(scored);
            }
        }
    }
    match enough(&before) {
        Ok(()) => record.scores = scores(&before, horizon, seed),
        Err(why) => {
            record.withheld = Some(format!(
                "Of those written down before the fact there are too few to say: {why}."
            ));
        }
    }
    if enough(&afterwards).is_ok() {
        record.pseudo_scores = scores(&afterwards, horizon, seed);
    }
    record.text = text(&record);
    record
}

fn text(record: &Record) -> String {
    let resolved = record.yes + record.no;
    if record.issued == 0 {
        return "None was written down by then.".to_owned();
    }
    let mut text = format!(
        "{} written down, {resolved} resolved ({} yes, {} no), {} void, {} open.",
        record.issued, record.yes, record.no, record.void, record.open
    );
    let said = |scores: &Scores| match scores.brier_skill {
        None => format!("Brier score {}", scores.brier),
        Some(skill) => {
            let interval = match (skill.lower, skill.upper) {
                (Some(lower), Some(upper)) => format!(", 90% interval {lower:.2} to {upper:.2}"),
                _ => ", too few for an interval".to_owned(),
            };
            format!(
                "Brier score {:.3} against {:.3} of the base rate (skill {:.2}{interval})",
                scores.brier, scores.brier_of_base_rate, skill.skill
            )
        }
    };
    if let Some(scores) = &record.scores {
        text.push_str(&format!(" {}.", said(scores)));
    }
    if record.afterwards > 0 {
        text.push_str(&format!(
            " Written down only after their days had begun, as pseudo-vintages: {}",
            record.afterwards
        ));
        match &record.pseudo_scores {
            Some(scores) => text.push_str(&format!("; {}.", said(scores))),
            None => text.push('.'),
        }
    }
    if record.edited_since > 0 {
        text.push_str(&format!(
            " For {} the question was edited since; they resolve by the rule that was written down.",
            record.edited_since
        ));
    }
    text
}
