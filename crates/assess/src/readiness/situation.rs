//! What the conditions of levels are about, at one point in time.

use std::collections::{BTreeMap, BTreeSet};

use foreshock_event::Known;
use foreshock_watch::{Condition, ReadinessLevel, Tripwire, Watch};
use rayon::prelude::*;

use crate::{
    alarms::{Alarms, Moment},
    questions::{self, History, Outcome},
    tripwires,
};

/// A question and one of its horizons in days; `None` for a deadline.
type Asked = (usize, Option<u16>);

/// Alarm levels, signs and probabilities; absent where there are no data to
/// tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Situation {
    alarms: Vec<Option<u8>>,
    fired: Vec<Option<bool>>,
    probabilities: BTreeMap<Asked, Option<f64>>,
}

impl Situation {
    /// The situation at each of `moments`.
    pub(super) fn of_each(
        watch: &Watch,
        alarms: &mut Alarms<'_>,
        moments: &[Moment<'_>],
    ) -> Vec<Self> {
        // Levels are adjusted for the number of all indicators, so that all of
        // them are looked at, whichever the conditions name.
        let alarms = alarms.at(moments);
        let wanted = wanted(&watch.readiness);
        moments
            .par_iter()
            .zip(alarms)
            .map(|(at, alarms)| {
                let fired = |tripwire: &Tripwire| {
                    let sign = &alarms[tripwire.sign];
                    let fired = tripwires::within(sign.last_event, at.today, tripwire.horizon_days);
                    (fired || sign.has_data).then_some(fired)
                };
                Self {
                    fired: watch.tripwires.iter().map(fired).collect(),
                    alarms: alarms.iter().map(|alarm| alarm.level).collect(),
                    probabilities: wanted
                        .iter()
                        .flat_map(|question| probability(watch, *question, at.known()))
                        .collect(),
                }
            })
            .collect()
    }

    pub(super) fn alarm(&self, indicator: usize) -> Option<u8> {
        self.alarms.get(indicator).copied().flatten()
    }

    pub(super) fn fired(&self, tripwire: usize) -> Option<bool> {
        self.fired.get(tripwire).copied().flatten()
    }

    pub(super) fn probability(&self, question: usize, horizon_days: Option<u16>) -> Option<f64> {
        let asked = self.probabilities.get(&(question, horizon_days));
        asked.copied().flatten()
    }
}

/// The questions that conditions name.
fn wanted(levels: &[ReadinessLevel]) -> BTreeSet<usize> {
    levels
        .iter()
        .flat_map(|level| level.raise.leaves())
        .filter_map(|leaf| match leaf {
            Condition::Forecast { question, .. } => Some(*question),
            _ => None,
        })
        .collect()
}

/// What is to be expected of each term of a question. One that has been answered
/// is certain.
fn probability(
    watch: &Watch,
    question: usize,
    known: &Known,
) -> impl Iterator<Item = (Asked, Option<f64>)> {
    let today = known.as_of().last_whole_day();
    let (rule, asked) = match watch.questions.get(question) {
        Some(of) => (Some(&of.rule), questions::asked(of, today)),
        None => (None, Vec::new()),
    };
    let odds = match rule {
        Some(rule) => {
            let history = History::of(watch, rule, known);
            questions::odds_at(history.as_ref(), rule, &asked, today)
        }
        None => Vec::new(),
    };
    let of_term = move |(asked, odds): (questions::Asked, Option<questions::Odds>)| {
        let horizon = (!asked.fixed).then(|| asked.days());
        let outcome = match rule {
            Some(rule) if asked.fixed => {
                questions::resolve(watch, rule, asked.from, asked.to, known).outcome
            }
            _ => Outcome::Open,
        };
        let probability = match outcome {
            Outcome::Yes => Some(1.0),
            Outcome::No => Some(0.0),
            Outcome::Void => None,
            Outcome::Open => odds.map(|odds| odds.probability),
        };
        ((question, horizon), probability)
    };
    asked
        .into_iter()
        .zip(odds)
        .map(of_term)
        .collect::<Vec<_>>()
        .into_iter()
}
