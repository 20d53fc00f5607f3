//! Forecasts to be written down, what of them is due, and making them again.

use foreshock_event::{Entry, Known, Vintage};
use foreshock_watch::{Rule, Watch};
use serde::Serialize;

use crate::{
    questions::{
        Asked, History, Odds, Outcome, ahead, asked,
        entries::{
            Book, FORECAST_ISSUED, FORECAST_SCHEMA, ForecastEntry, IssuedBaseRate, IssuedModel,
            QUESTION_RESOLVED, QUESTION_VOIDED, RESOLUTION_SCHEMA, ResolutionEntry, digest,
            question_digest,
        },
        odds_at, resolve,
    },
    words::hexadecimal,
};

/// Something to be written down in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft<T> {
    /// The kind of the entry.
    pub kind: &'static str,
    /// What makes it the same entry.
    pub key: String,
    /// What it says.
    pub body: T,
}

/// A forecast whose question is settled and that the ledger holds as open.
pub type Due = Draft<ResolutionEntry>;

/// A forecast made again.
#[derive(Clone, Debug, PartialEq)]
pub struct Remade {
    /// Place of the entry in the ledger.
    pub sequence: u64,
    /// Id of the question.
    pub question: String,
    /// What is written down.
    pub written: ForecastEntry,
    /// What it is now; absent where it cannot be made any more.
    pub now: Option<ForecastEntry>,
}

/// What makes a forecast the same forecast.
#[derive(Serialize)]
struct Identity<'a> {
    watch: &'a str,
    question: &'a str,
    question_digest: &'a str,
    as_of: &'a str,
    horizons: &'a [u16],
    from: String,
    to: String,
    known_digest: &'a str,
    seed: u64,
    models: Vec<(&'a str, &'a str)>,
}

/// The forecasts of every open question of the watch, from what was known.
///
/// The same question, asked at the same instant from the same data by the same
/// models, has the same key, so that it is written down once.
pub fn issue(watch: &Watch, known: &Known) -> Vec<Draft<ForecastEntry>> {
    let today = known.as_of().last_whole_day();
    watch
        .questions
        .iter()
        .flat_map(|question| {
            let wording = Wording {
                question: &question.id,
                text: &question.text,
                rule: &question.rule,
            };
            made(watch, known, wording, &asked(question, today))
        })
        .map(|body| Draft {
            kind: FORECAST_ISSUED,
            key: format!("forecast:{}", identity(&body)),
            body,
        })
        .collect()
}

/// A question as it is put.
#[derive(Clone, Copy)]
struct Wording<'a> {
    question: &'a str,
    text: &'a str,
    rule: &'a Rule,
}

/// The forecasts of one question that are open and of which anything can be
/// said.
fn made(watch: &Watch, known: &Known, wording: Wording<'_>, asked: &[Asked]) -> Vec<ForecastEntry> {
    let today = known.as_of().last_whole_day();
    let history = History::of(watch, wording.rule, known);
    let odds = odds_at(history.as_ref(), wording.rule, asked, today);
    let open = |asked: &Asked| {
        let resolution = resolve(watch, wording.rule, asked.from, asked.to, known);
        resolution.outcome == Outcome::Open
    };
    let horizons: Vec<u16> = asked
        .iter()
        .filter(|asked| !asked.fixed)
        .map(|asked| asked.days())
        .collect();
    asked
        .iter()
        .zip(odds)
        .filter(|(asked, _)| open(asked))
        .filter_map(|(asked, odds)| Some(entry(watch, known, wording, *asked, &horizons, odds?)))
        .collect()
}

fn identity(body: &ForecastEntry) -> String {
    digest(&Identity {
        watch: &body.watch,
        question: &body.question,
        question_digest: &body.question_digest,
        as_of: &body.as_of,
        horizons: &body.horizons,
        from: body.from.to_string(),
        to: body.to.to_string(),
        known_digest: &body.known_digest,
        seed: body.seed,
        models: body
            .models
            .iter()
            .map(|model| (model.name.as_str(), model.version.as_str()))
            .collect(),
    })
}

fn entry(
    watch: &Watch,
    known: &Known,
    wording: Wording<'_>,
    asked: Asked,
    horizons: &[u16],
    odds: Odds,
) -> ForecastEntry {
    let Wording {
        question,
        text,
        rule,
    } = wording;
    ForecastEntry {
        schema: FORECAST_SCHEMA.to_owned(),
        watch: watch.title.clone(),
        watch_digest: hexadecimal(&watch.digest),
        question: question.to_owned(),
        text: text.to_owned(),
        question_digest: question_digest(text, rule),
        rule: rule.clone(),
        as_of: known.as_of().to_string(),
        date: known.as_of().last_whole_day(),
        timezone: watch.timezone_name.clone(),
        fixed: asked.fixed,
        horizons: horizons.to_vec(),
        from: asked.from,
        to: asked.to,
        known_digest: hexadecimal(&known.digest()),
        vintage: vintage(rule, known).to_owned(),
        seed: watch.seed,
        probability: odds.probability,
        spread: odds.spread,
        basis: odds.basis,
        base_rate: IssuedBaseRate {
            rate: odds.base_rate,
            long_run: odds.long_run,
        },
        models: odds
            .models
            .into_iter()
            .map(|model| IssuedModel {
                name: model.name,
                version: model.version,
                probability: model.probability,
                weight: model.weight,
            })
            .collect(),
    }
}

/// By which rule the records of a rule's sources became known.
fn vintage(rule: &Rule, known: &Known) -> &'static str {
    let published = known
        .records()
        .zip(known.known_from())
        .filter(|(record, _)| rule.sources.iter().any(|source| **source == *record.feed))
        .all(|(_, (_, vintage))| vintage == Vintage::Published);
    match published {
        true => "published",
        false => "pseudo-vintage",
    }
}

/// How the forecasts of `watch` in the ledger came out that are settled by what
/// is `known` and that the ledger holds as open.
///
/// Each resolves by the rule that was written down with it. Forecasts that were
/// made from a later view than this one are left alone.
pub fn due<'a>(
    watch: &Watch,
    known: &Known,
    ledger: impl IntoIterator<Item = &'a Entry>,
) -> Vec<Due> {
    let book = Book::of(ledger.into_iter());
    let today = known.as_of().last_whole_day();
    let mut due = Vec::new();
    for issued in &book.issued {
        let forecast = &issued.forecast;
        let digest: &str = &issued.entry.digest;
        if forecast.watch != watch.title
            || forecast.date > today
            || book.resolved.contains_key(digest)
        {
            continue;
        }
        let resolution = resolve(watch, &forecast.rule, forecast.from, forecast.to, known);
        let (kind, outcome) = match resolution.outcome {
            Outcome::Open => continue,
            Outcome::Yes => (QUESTION_RESOLVED, "yes"),
            Outcome::No => (QUESTION_RESOLVED, "no"),
            Outcome::Void => (QUESTION_VOIDED, "void"),
        };
        due.push(Draft {
            kind,
            key: format!("resolution:{digest}"),
            body: ResolutionEntry {
                schema: RESOLUTION_SCHEMA.to_owned(),
                forecast: digest.to_owned(),
                watch: forecast.watch.clone(),
                question: forecast.question.clone(),
                outcome: outcome.to_owned(),
                on: resolution.on,
                seen: resolution.seen,
                reason: resolution.reason,
                as_of: known.as_of().to_string(),
                known_digest: hexadecimal(&known.digest()),
                edited_since: edited(watch, forecast),
            },
        });
    }
    due
}

/// Whether the question reads otherwise in the watch now, or is gone.
pub(crate) fn edited(watch: &Watch, forecast: &ForecastEntry) -> bool {
    watch.question(&forecast.question).is_none_or(|question| {
        question_digest(&question.text, &question.rule) != forecast.question_digest
    })
}

/// The forecasts of `watch` that were made from the view of `known`, made again
/// by the rules that were written down with them.
pub fn remake<'a>(
    watch: &Watch,
    known: &Known,
    ledger: impl IntoIterator<Item = &'a Entry>,
) -> Vec<Remade> {
    let book = Book::of(ledger.into_iter());
    let as_of = known.as_of().to_string();
    book.issued
        .iter()
        .filter(|issued| issued.forecast.watch == watch.title && issued.forecast.as_of == as_of)
        .map(|issued| {
            let written = &issued.forecast;
            let wording = Wording {
                question: &written.question,
                text: &written.text,
                rule: &written.rule,
            };
            let asked: Vec<Asked> = match written.fixed {
                true => vec![Asked {
                    from: written.from,
                    to: written.to,
                    fixed: true,
                }],
                false => ahead(&written.horizons, written.date),
            };
            let now = made(watch, known, wording, &asked)
                .into_iter()
                .find(|now| (now.from, now.to) == (written.from, written.to))
                .map(|now| ForecastEntry {
                    // A watch that was edited elsewhere makes the same forecast.
                    watch_digest: written.watch_digest.clone(),
                    ..now
                });
            Remade {
                sequence: issued.entry.sequence,
                question: written.question.clone(),
                written: written.clone(),
                now,
            }
        })
        .collect()
}
