//! From a history to a probability.

use foreshock_forecast::occurrence::{DailySeries, Outlook, Verdict, Window, outlook, outlooks};
use foreshock_watch::Rule;
use jiff::civil::Date;

use crate::{
    assessment::{Basis, ModelForecast},
    calendar::{days_after, days_between},
    questions::{Asked, History, base_rate::long_run, words},
    words::significant,
};

/// The version of the models: they are released together with this crate.
pub(crate) const MODELS_VERSION: &str = env!("CARGO_PKG_VERSION");

/// A forecast is never nearer to certainty than this: what never happened is not
/// impossible.
const CERTAINTY: f64 = 0.001;

/// Name under which the base rate is issued where there is no model.
const BASE_RATE: &str = "base rate";

/// What is to be expected of one window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Odds {
    /// How many events, or how large a sum, make a yes from here on.
    pub(crate) needed: f64,
    /// Days of the window that lie ahead.
    pub(crate) days: u16,
    /// What is issued.
    pub(crate) probability: f64,
    /// Lowest and highest of models and base rate.
    pub(crate) spread: (f64, f64),
    /// The baseline to be beaten.
    pub(crate) base_rate: f64,
    /// The plain share of past windows.
    pub(crate) long_run: f64,
    pub(crate) basis: Basis,
    pub(crate) models: Vec<ModelForecast>,
    /// How the pool has done before; absent where there is none.
    pub(crate) skill: Option<Tried>,
}

/// How the pool has done at earlier origins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tried {
    pub(crate) origins: u64,
    pub(crate) cases: u64,
    pub(crate) brier: Option<f64>,
    pub(crate) logarithmic: Option<f64>,
}

/// The window that is still ahead, counted from the last day known.
fn ahead(history: &History, asked: Asked, today: Date) -> Option<Window> {
    let from = asked.from.max(days_after(today, 1));
    let days = days_between(from, asked.to) + 1;
    let gap = days_between(history.last(), from) - 1;
    Some(Window {
        gap: u32::try_from(gap).ok()?,
        days: u32::try_from(days).ok().filter(|days| *days > 0)?,
    })
}

/// What a rule counted on the days of a question that are past.
fn seen(history: &History, asked: Asked) -> f64 {
    let place = |date: Date| usize::try_from(days_between(history.first, date)).unwrap_or(0);
    let end = (place(asked.to) + 1).min(history.values.len());
    let past = history.values.get(place(asked.from)..end).unwrap_or(&[]);
    past.iter().flatten().sum()
}

/// What is to be expected of each of the windows at the end of `today`; `None`
/// for a window of which nothing lies ahead, or without a past window of its
/// length.
pub(crate) fn odds_at(
    history: Option<&History>,
    rule: &Rule,
    asked: &[Asked],
    today: Date,
) -> Vec<Option<Odds>> {
    let Some(history) = history else {
        return vec![None; asked.len()];
    };
    let windows: Vec<Option<(Window, f64)>> = asked
        .iter()
        .map(|&asked| {
            let needed = match asked.fixed {
                true => rule.at_least - seen(history, asked),
                false => rule.at_least,
            };
            let window = ahead(history, asked, today)?;
            let told = history.tells_of(usize::try_from(window.days).ok()?, needed);
            (needed > 0.0 && told).then_some((window, needed))
        })
        .collect();
    let modelled: Vec<Window> = windows
        .iter()
        .flatten()
        .filter(|(_, needed)| single(rule, *needed))
        .map(|(window, _)| *window)
        .collect();
    let mut outlooks = daily(history)
        .filter(|_| !modelled.is_empty())
        .and_then(|series| outlook(&series, &modelled).ok())
        .unwrap_or_default()
        .into_iter();
    let mut odds: Vec<Option<Odds>> = windows
        .into_iter()
        .map(|window| {
            let (window, needed) = window?;
            let days = u16::try_from(window.days).ok()?;
            match single(rule, needed) {
                true => outlooks.next().map(|outlook| of_outlook(outlook, days)),
                false => of_history(history, days, needed),
            }
        })
        .collect();
    rise_with_the_horizon(odds.iter_mut().flatten());
    odds
}

/// What happens within a shorter horizon happens within a longer one too, so
/// that no forecast may lie below that of a shorter horizon.
///
/// Without this, one horizon may be given the pool and a longer one, at which
/// the pool has not proved itself, a base rate that the shorter one belies.
fn rise_with_the_horizon<'a>(odds: impl Iterator<Item = &'a mut Odds>) {
    let mut least = 0.0;
    for odds in odds {
        if odds.probability < least {
            odds.probability = least;
            odds.spread.1 = odds.spread.1.max(least);
            odds.basis = Basis::ShorterHorizon;
        }
        least = odds.probability;
    }
}

/// The forecasts at many days of one history, as [`odds_at`] makes them from the
/// history up to each; `None` where the rule asks for more than one event.
///
/// Each place is a day of the history, counted from 0, and the last one known at
/// that origin. Every window begins `gap` days after it.
pub(crate) fn odds_along(
    history: &History,
    rule: &Rule,
    places: &[usize],
    gap: u16,
    horizons: &[u16],
) -> Option<Vec<Vec<Odds>>> {
    if !single(rule, rule.at_least) {
        return None;
    }
    let windows: Vec<Window> = horizons
        .iter()
        .map(|&days| Window {
            gap: gap.into(),
            days: days.into(),
        })
        .collect();
    let along = outlooks(&daily(history)?, places, &windows).ok()?;
    let of_origin = |outlooks: Vec<Outlook>| {
        let pairs = outlooks.into_iter().zip(horizons);
        let mut odds: Vec<Odds> = pairs
            .map(|(outlook, &days)| of_outlook(outlook, days))
            .collect();
        rise_with_the_horizon(odds.iter_mut());
        odds
    };
    Some(along.into_iter().map(of_origin).collect())
}

/// Whether one event is enough, which is what the models forecast.
fn single(rule: &Rule, needed: f64) -> bool {
    rule.sum.is_none() && needed <= 1.0
}

fn daily(history: &History) -> Option<DailySeries> {
    let counts = history
        .values
        .iter()
        .map(|value| value.map(|value| value as u32));
    DailySeries::new(counts).ok()
}

fn of_outlook(outlook: Outlook, days: u16) -> Odds {
    let (low, high) = outlook.spread();
    Odds {
        needed: 1.0,
        days,
        probability: uncertain(outlook.probability),
        spread: (significant(low), significant(high)),
        base_rate: uncertain(outlook.base_rate),
        long_run: uncertain(outlook.long_run_share),
        basis: match outlook.skill.verdict {
            Verdict::Skilled => Basis::Pool,
            Verdict::NoSkill => Basis::BaseRateNoSkill,
            Verdict::TooFewCases => Basis::BaseRateTooFewCases,
        },
        models: outlook
            .models
            .iter()
            .map(|model| ModelForecast {
                name: model.name.to_owned(),
                version: MODELS_VERSION.to_owned(),
                probability: significant(model.probability),
                weight: significant(model.weight),
                contribution: significant(model.contribution),
                reason: words::model(model.reason),
            })
            .collect(),
        skill: Some(Tried {
            origins: outlook.skill.origins as u64,
            cases: outlook.skill.cases.into(),
            brier: outlook.skill.brier.map(significant),
            logarithmic: outlook.skill.logarithmic.map(significant),
        }),
    }
}

fn uncertain(probability: f64) -> f64 {
    significant(probability.clamp(CERTAINTY, 1.0 - CERTAINTY))
}

/// The base rate alone.
fn of_history(history: &History, days: u16, needed: f64) -> Option<Odds> {
    let rate = uncertain(long_run(history, days, needed)?);
    Some(Odds {
        needed,
        days,
        probability: rate,
        spread: (rate, rate),
        base_rate: rate,
        long_run: rate,
        basis: Basis::BaseRateNoModel,
        models: vec![ModelForecast {
            name: BASE_RATE.to_owned(),
            version: MODELS_VERSION.to_owned(),
            probability: rate,
            weight: 1.0,
            contribution: 0.0,
            reason: "The share of past windows.".to_owned(),
        }],
        skill: None,
    })
}
