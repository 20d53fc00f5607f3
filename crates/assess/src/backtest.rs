//! Forecasts, alarms and tripwires of the past, as they would have been, and how
//! they did.

mod alarms;
mod signs;
mod words;

use foreshock_event::{AsOf, Known};
use foreshock_watch::{Question, Term, Watch};
use jiff::civil::Date;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ReplayError,
    assessment::{Basis, Scores, Share},
    calendar::days_between,
    questions::{
        Asked, History, Odds, Outcome, Scored, Settling, asked, enough, odds_along, odds_at, scores,
    },
    replay,
    words::significant,
};

/// Name and version of the layout.
const SCHEMA: &str = "foreshock.backtest/1";
/// Days with an event below which no score is shown.
const FEWEST_CASES: usize = 10;
/// Days with an event below which nothing is said of skill: a bootstrap of so
/// few cases takes them for all that can happen.
const FEWEST_TO_JUDGE: usize = 20;

/// What a watch would have said at dates in the past, scored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Backtest {
    /// Layout of this value.
    pub schema: String,
    /// Title of the watch.
    pub title: String,
    /// First date.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last date.
    #[schemars(with = "String")]
    pub to: Date,
    /// Days from one date to the next.
    pub every_days: u16,
    /// What the data of the past are: the data as they stand now, cut off at
    /// each date by publication or by a declared lag.
    pub vintage: String,
    /// Each question within each horizon, in the order of the watch.
    pub questions: Vec<QuestionBacktest>,
    /// Each tripwire, in the order of the watch.
    pub tripwires: Vec<TripwireBacktest>,
    /// The alarms of each indicator, in the order of the watch.
    pub alarms: Vec<AlarmBacktest>,
}

/// The forecasts of one question within one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionBacktest {
    /// Id of the question.
    pub id: String,
    /// Text of the question.
    pub text: String,
    /// Days asked about.
    pub horizon_days: u16,
    /// Dates at which there was a forecast.
    pub forecasts: usize,
    /// Of those, came out as yes.
    pub yes: usize,
    /// Of those, came out as no.
    pub no: usize,
    /// Of those, cannot be told or are open still.
    pub unresolved: usize,
    /// Days with an event on the days asked about.
    pub cases: usize,
    /// Share of the dates at which the pool of models was issued.
    pub pool_share: f64,
    /// The baseline that would have been the best over these dates: the base
    /// rate in which recent windows count more, or the plain share.
    pub baseline: Baseline,
    /// Scores beside those of that baseline; absent where there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// What they say.
    pub verdict: SkillVerdict,
    /// The same in a sentence.
    pub text_of_verdict: String,
    /// Each date.
    pub points: Vec<BacktestPoint>,
}

/// What a forecast is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The base rate in which recent windows count more as far as that has
    /// paid.
    RecentBaseRate,
    /// The plain share of all past windows.
    LongRunShare,
}

/// Whether forecasts did better than the best baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkillVerdict {
    /// The 90% interval of the Brier skill lies above zero.
    Skill,
    /// It holds zero.
    NoSkill,
    /// It lies below zero.
    Worse,
    /// There are too few cases to say.
    TooFewCases,
}

/// One forecast of the past.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BacktestPoint {
    /// The date at whose end it would have been made.
    #[schemars(with = "String")]
    pub date: Date,
    /// What would have been issued.
    pub probability: f64,
    /// Where that would have come from.
    pub basis: Basis,
    /// The base rate in which recent windows count more.
    pub base_rate: f64,
    /// The plain share of past windows.
    pub long_run: f64,
    /// How it came out; absent where that cannot be told yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yes: Option<bool>,
}

/// How a sign has done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TripwireBacktest {
    /// Id of the tripwire.
    pub id: String,
    /// Title of the tripwire.
    pub title: String,
    /// Days within which the outcome should follow.
    pub horizon_days: u32,
    /// Days on which a sign became known and whose horizon has run out.
    pub signs: u64,
    /// Of those, followed by an outcome within the horizon.
    pub hits: u64,
    /// Share of hits, with its 90% interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hit_rate: Option<Share>,
    /// Share of all days on which an outcome followed within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_rate: Option<f64>,
    /// Signs without an outcome, per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_alarms_per_year: Option<f64>,
    /// Median days from the day on which the sign became known to the first
    /// outcome, over the hits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_days: Option<f64>,
    /// Days with an outcome.
    pub outcomes: u64,
    /// Of those, without a sign within the horizon before.
    pub missed: u64,
    /// One sentence; says so where there are too few.
    pub text: String,
}

/// How the alarms of an indicator have done against the episodes of the watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlarmBacktest {
    /// Id of the indicator.
    pub id: String,
    /// Title of the indicator.
    pub title: String,
    /// Dates at which there was enough to judge by.
    pub assessed: usize,
    /// Runs of alarms.
    pub runs: usize,
    /// Of those, near an episode.
    pub hits: usize,
    /// Share of hits, with its 90% interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hit_rate: Option<Share>,
    /// Runs far from any episode, per year of assessed dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_alarms_per_year: Option<f64>,
    /// Episodes that lie in the backtest.
    pub episodes: usize,
    /// Of those, met by a run.
    pub met: usize,
    /// Median days from the begin of the first run to that of the episode, over
    /// those met; below zero where the alarm came after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_days: Option<f64>,
    /// One sentence; says so where there are too few.
    pub text: String,
}

/// Which past, and which alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BacktestOf {
    /// First date.
    pub from: Date,
    /// Last date; dates after what is known are left out.
    pub to: Date,
    /// Days from one date to the next.
    pub every_days: u16,
    /// The level from which an indicator counts as alarmed.
    pub level: u8,
    /// Days by which a run of alarms may lie before or after an episode and
    /// still be near it.
    pub margin_days: u16,
}

/// What `watch` would have said at each date, each from what of `known` was
/// known then, and how that came out by what is known at the end.
///
/// `progress` is called once for every date and once for every question.
///
/// # Errors
///
/// Where the dates make no sense.
pub fn backtest(
    watch: &Watch,
    known: &Known,
    of: BacktestOf,
    progress: impl Fn() + Sync,
) -> Result<Backtest, ReplayError> {
    let dates = replay::dates(known, (of.from, of.to), of.every_days)?;
    // Of each date only what the questions need is kept.
    let histories: Vec<Vec<Option<History>>> = dates
        .par_iter()
        .map(|&date| {
            let then = AsOf::end_of(date, watch.timezone.clone()).map(|as_of| known.at(as_of));
            progress();
            watch
                .questions
                .iter()
                .map(|question| History::of(watch, &question.rule, then.as_ref().ok()?))
                .collect()
        })
        .collect();
    let questions = watch
        .questions
        .par_iter()
        .enumerate()
        .map(|(index, question)| {
            let then: Vec<(Date, Option<&History>)> = dates
                .iter()
                .zip(&histories)
                .map(|(date, of_date)| (*date, of_date[index].as_ref()))
                .collect();
            let done = of_question(watch, question, known, &then);
            progress();
            done
        })
        .flatten()
        .collect();
    let replayed = replay::replay(
        watch,
        known,
        (of.from, of.to),
        of.every_days,
        of.level,
        of.margin_days,
    )?;
    let last = dates.last().copied().unwrap_or(of.to);
    Ok(Backtest {
        schema: SCHEMA.to_owned(),
        title: watch.title.clone(),
        from: of.from,
        to: last,
        every_days: of.every_days,
        vintage: words::VINTAGE.to_owned(),
        questions,
        tripwires: signs::of_watch(watch, known, (of.from, last)),
        alarms: alarms::of_watch(watch, &replayed),
    })
}

/// What one question asks at a date, and what is to be expected of it.
type OfDate = Vec<(Asked, Option<Odds>)>;

/// The forecasts of one question at each date.
fn forecasts(question: &Question, then: &[(Date, Option<&History>)]) -> Vec<OfDate> {
    let due = |date: Date| match question.term {
        Term::Horizons(_) => true,
        Term::Deadline { opens, deadline } => {
            date < deadline && date.tomorrow().is_ok_and(|next| opens <= next)
        }
    };
    if let Some(along) = along_one_history(question, then) {
        return along;
    }
    then.par_iter()
        .map(|&(date, history)| {
            if !due(date) {
                return Vec::new();
            }
            let asked = asked(question, date);
            let odds = odds_at(history, &question.rule, &asked, date);
            asked.into_iter().zip(odds).collect()
        })
        .collect()
}

/// The same, all in one pass, where the history of every date is the beginning
/// of that of the last: nothing was revised, and everything became known with
/// the same delay.
fn along_one_history(
    question: &Question,
    then: &[(Date, Option<&History>)],
) -> Option<Vec<OfDate>> {
    let Term::Horizons(horizons) = &question.term else {
        return None;
    };
    let whole = then.last()?.1?;
    let begins = |history: &History| {
        history.first == whole.first
            && history.gap == whole.gap
            && history.partial == whole.partial
            && whole.values.starts_with(&history.values)
    };
    if !then.iter().filter_map(|(_, history)| *history).all(begins) {
        return None;
    }
    let places: Vec<usize> = then
        .iter()
        .filter_map(|(_, history)| Some(history.as_ref()?.values.len() - 1))
        .collect();
    let mut along = odds_along(whole, &question.rule, &places, whole.gap, horizons)?.into_iter();
    let needed = question.rule.at_least;
    Some(
        then.iter()
            .map(|&(date, history)| {
                let Some(history) = history else {
                    return asked(question, date)
                        .into_iter()
                        .map(|asked| (asked, None))
                        .collect();
                };
                let odds = along.next().unwrap_or_default();
                let pairs = asked(question, date).into_iter().zip(odds);
                pairs
                    .map(|(asked, odds)| {
                        let told = history.tells_of(asked.days().into(), needed);
                        (asked, told.then_some(odds))
                    })
                    .collect()
            })
            .collect(),
    )
}

fn of_question(
    watch: &Watch,
    question: &Question,
    known: &Known,
    then: &[(Date, Option<&History>)],
) -> Vec<QuestionBacktest> {
    let forecasts = forecasts(question, then);
    // A watch that was read has every source that its questions name.
    let Ok(settling) = Settling::of(watch, &question.rule, known) else {
        return Vec::new();
    };
    let horizons = match &question.term {
        Term::Horizons(horizons) => horizons.len(),
        Term::Deadline { .. } => 1,
    };
    (0..horizons)
        .map(|index| {
            let made: Vec<(Date, Asked, &Odds)> = then
                .iter()
                .zip(&forecasts)
                .filter_map(|((date, _), of_date)| {
                    let (asked, odds) = of_date.get(index)?;
                    Some((*date, *asked, odds.as_ref()?))
                })
                .collect();
            let horizon_days = asked(question, Date::ZERO)
                .get(index)
                .map_or(0, |asked| asked.days());
            of_horizon(watch, question, horizon_days, &settling, &made)
        })
        .collect()
}

fn of_horizon(
    watch: &Watch,
    question: &Question,
    horizon_days: u16,
    settling: &Settling<'_>,
    made: &[(Date, Asked, &Odds)],
) -> QuestionBacktest {
    let points: Vec<BacktestPoint> = made
        .iter()
        .map(|(date, asked, odds)| BacktestPoint {
            date: *date,
            probability: odds.probability,
            basis: odds.basis,
            base_rate: odds.base_rate,
            long_run: odds.long_run,
            yes: match settling.over(asked.from, asked.to).outcome {
                Outcome::Yes => Some(true),
                Outcome::No => Some(false),
                Outcome::Void | Outcome::Open => None,
            },
        })
        .collect();
    let count = |yes| points.iter().filter(|point| point.yes == Some(yes)).count();
    let (yes, no) = (count(true), count(false));
    let cases = match (made.first(), made.last()) {
        (Some((_, first, _)), Some((_, last, _))) => settling.event_days(first.from, last.to),
        _ => 0,
    };
    let against = |baseline: Baseline| {
        let scored = points.iter().filter_map(|point| {
            Some(Scored {
                date: point.date,
                probability: point.probability,
                base_rate: match baseline {
                    Baseline::RecentBaseRate => point.base_rate,
                    Baseline::LongRunShare => point.long_run,
                },
                yes: point.yes?,
            })
        });
        scored.collect::<Vec<Scored>>()
    };
    let loss = |baseline| -> f64 {
        let of_one = |scored: &Scored| (scored.base_rate - f64::from(u8::from(scored.yes))).powi(2);
        against(baseline).iter().map(of_one).sum()
    };
    let baseline = match loss(Baseline::LongRunShare) < loss(Baseline::RecentBaseRate) {
        true => Baseline::LongRunShare,
        false => Baseline::RecentBaseRate,
    };
    let scored = against(baseline);
    let told = match enough(&scored) {
        Ok(()) if cases < FEWEST_CASES => Err(format!(
            "{} on the days asked about, and scores are withheld below {FEWEST_CASES}",
            match cases {
                1 => "1 day with an event".to_owned(),
                cases => format!("{cases} days with an event"),
            }
        )),
        other => other,
    };
    let pooled = points
        .iter()
        .filter(|point| point.basis == Basis::Pool)
        .count();
    let mut backtest = QuestionBacktest {
        id: question.id.clone(),
        text: question.text.clone(),
        horizon_days,
        forecasts: points.len(),
        yes,
        no,
        unresolved: points.len() - yes - no,
        cases,
        pool_share: match points.len() {
            0 => 0.0,
            all => significant(pooled as f64 / all as f64),
        },
        baseline,
        scores: None,
        verdict: SkillVerdict::TooFewCases,
        text_of_verdict: String::new(),
        points,
    };
    match told {
        Err(why) => backtest.text_of_verdict = words::too_few(&why),
        Ok(()) => {
            backtest.scores = scores(&scored, horizon_days, watch.seed);
            backtest.verdict = match cases < FEWEST_TO_JUDGE {
                true => SkillVerdict::TooFewCases,
                false => verdict(backtest.scores.as_ref()),
            };
            backtest.text_of_verdict = words::verdict(&backtest);
        }
    }
    backtest
}

fn verdict(scores: Option<&Scores>) -> SkillVerdict {
    let skill = scores.and_then(|scores| scores.brier_skill);
    let ends = skill.and_then(|skill| Some((skill.lower?, skill.upper?)));
    match ends {
        None => SkillVerdict::TooFewCases,
        Some((lower, _)) if lower > 0.0 => SkillVerdict::Skill,
        Some((_, upper)) if upper < 0.0 => SkillVerdict::Worse,
        Some(_) => SkillVerdict::NoSkill,
    }
}

/// Years from the first to the last date, both included.
fn years(from: Date, to: Date) -> f64 {
    f64::from(days_between(from, to) + 1) / 365.25
}

/// The middle value; the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length.is_multiple_of(2) => Some((values[middle - 1] + values[middle]) / 2.0),
        _ => Some(values[middle]),
    }
}
