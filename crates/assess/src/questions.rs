//! What is to be expected, how it was settled, and how such forecasts have done.

mod base_rate;
mod entries;
mod fan;
mod history;
mod issue;
mod outlook;
mod record;
mod resolution;
mod scores;
mod words;

use foreshock_event::Known;
use foreshock_watch::{Question, Term, Watch};
use jiff::civil::Date;
use rayon::prelude::*;

pub use entries::{
    FORECAST_ISSUED, ForecastEntry, IssuedBaseRate, IssuedModel, QUESTION_RESOLVED,
    QUESTION_VOIDED, ResolutionEntry,
};
pub use issue::{Draft, Due, Remade, due, issue, remake};
pub use record::{AskedTerm, QuestionRecord, record};
pub use resolution::{Outcome, Resolution, resolve};

pub(crate) use entries::digest as digest_of;
pub(crate) use history::History;
pub(crate) use outlook::{Odds, odds_along, odds_at};
pub(crate) use resolution::Settling;
pub(crate) use scores::{Scored, enough, scores};
pub(crate) use words::percent;

use crate::{
    assessment::{Basis, Forecast, LedgerFinding, QuestionFinding, QuestionState},
    calendar::{days_after, days_between},
    questions::entries::Book,
    words::significant,
};

/// The days that one forecast asks about, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    /// First day on which an event counts.
    pub(crate) from: Date,
    /// Last day on which an event counts.
    pub(crate) to: Date,
    /// Whether these are the days whenever it is asked.
    pub(crate) fixed: bool,
}

impl Asked {
    pub(crate) fn days(self) -> u16 {
        u16::try_from(days_between(self.from, self.to) + 1).unwrap_or(0)
    }
}

/// The days that a question asks about when it is asked at the end of `today`.
pub(crate) fn asked(question: &Question, today: Date) -> Vec<Asked> {
    match &question.term {
        Term::Horizons(horizons) => ahead(horizons, today),
        Term::Deadline { opens, deadline } => vec![Asked {
            from: *opens,
            to: *deadline,
            fixed: true,
        }],
    }
}

/// The days within each of some horizons from the day after `today`.
pub(crate) fn ahead(horizons: &[u16], today: Date) -> Vec<Asked> {
    horizons
        .iter()
        .map(|&days| Asked {
            from: days_after(today, 1),
            to: days_after(today, days),
            fixed: false,
        })
        .collect()
}

/// The questions of the watch, in its order.
pub(crate) fn findings(watch: &Watch, known: &Known) -> Vec<QuestionFinding> {
    if watch.questions.is_empty() {
        return Vec::new();
    }
    let book = Book::of(known.ledger());
    let records = record::of_watch(watch, &book);
    watch
        .questions
        .par_iter()
        .map(|question| finding(watch, question, known, &records))
        .collect()
}

/// What stood in the ledger.
pub(crate) fn ledger(known: &Known) -> Option<LedgerFinding> {
    let newest = known.ledger().next_back()?;
    Some(LedgerFinding {
        entries: newest.sequence,
        head: newest.digest.to_string(),
    })
}

fn finding(
    watch: &Watch,
    question: &Question,
    known: &Known,
    records: &[QuestionRecord],
) -> QuestionFinding {
    let today = known.as_of().last_whole_day();
    let asked = asked(question, today);
    let history = History::of(watch, &question.rule, known);
    let odds = odds_at(history.as_ref(), &question.rule, &asked, today);
    let forecasts = asked
        .iter()
        .zip(odds)
        .map(|(&asked, odds)| {
            let record = records
                .iter()
                .find(|record| record.question == question.id && record.term == record::term(asked))
                .map(|record| record.record.clone());
            forecast(
                watch,
                question,
                asked,
                known,
                history.as_ref(),
                odds,
                record.unwrap_or_else(record::none),
            )
        })
        .collect();
    QuestionFinding {
        id: question.id.clone(),
        text: question.text.clone(),
        claim: question
            .claim
            .and_then(|claim| watch.claims.get(claim))
            .map(|claim| claim.id.clone()),
        indicator: question.indicator.clone(),
        rule: words::rule(&question.rule),
        fixed: matches!(question.term, Term::Deadline { .. }),
        note: question.note.clone(),
        forecasts,
    }
}

fn forecast(
    watch: &Watch,
    question: &Question,
    asked: Asked,
    known: &Known,
    history: Option<&History>,
    odds: Option<Odds>,
    record: crate::assessment::Record,
) -> Forecast {
    let rule = &question.rule;
    let resolution = resolve(watch, rule, asked.from, asked.to, known);
    let state = match resolution.outcome {
        Outcome::Open => QuestionState::Open,
        Outcome::Yes => QuestionState::Yes,
        Outcome::No => QuestionState::No,
        Outcome::Void => QuestionState::Void,
    };
    let mut forecast = Forecast {
        from: asked.from,
        to: asked.to,
        horizon_days: asked.days(),
        state,
        state_reason: resolution.reason,
        seen: significant(resolution.seen),
        probability: None,
        spread: None,
        base_rate: None,
        basis: Basis::Nothing,
        models: Vec::new(),
        reasons: Vec::new(),
        record,
        replay: None,
        fan: Vec::new(),
    };
    let (Some(odds), Some(history), QuestionState::Open) = (odds, history, state) else {
        if state == QuestionState::Open {
            forecast.reasons.push(words::nothing_known(history));
        }
        return forecast;
    };
    let base_rate = base_rate::of(history, &odds);
    forecast.reasons = words::reasons(rule, asked, history, &odds, base_rate.as_ref());
    forecast.fan = fan::of(history, &odds, asked, resolution.seen);
    forecast.probability = Some(odds.probability);
    forecast.spread = Some(odds.spread);
    forecast.base_rate = base_rate;
    forecast.basis = odds.basis;
    forecast.replay = words::replay(&odds);
    forecast.models = odds.models;
    forecast
}
