//! The alarms that would have been raised in the past.

use foreshock_event::{AsOf, Known};
use foreshock_watch::Watch;
use jiff::{Span, civil::Date};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{days_after, days_before, days_between},
    indicator::{self, Depth},
};

/// Dates that one replay may have.
const MOST_STEPS: i32 = 20_000;

/// Alarms at dates in the past, each as it would have been raised from what was
/// known then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
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
    /// The level from which an indicator counts as alarmed.
    pub level: u8,
    /// Days by which a run may lie before or after an episode and still be near
    /// it.
    pub margin_days: u16,
    /// What happened to each indicator, in the order of the watch.
    pub indicators: Vec<IndicatorReplay>,
    /// Each date.
    pub steps: Vec<Step>,
}

/// The alarms of one indicator over a replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndicatorReplay {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// Dates at which there was enough to judge by.
    pub assessed: usize,
    /// Dates at the level or above.
    pub alarmed: usize,
    /// Runs of such dates per year of assessed dates.
    pub runs_per_year: f64,
    /// Runs near a known episode.
    pub near: usize,
    /// Runs far from any.
    pub far: usize,
    /// Episodes, among those that lie in the replay, with a run near them.
    pub episodes_met: Vec<String>,
    /// The runs, oldest first.
    pub runs: Vec<Run>,
}

/// Consecutive dates at which an indicator was alarmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// First date.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last date.
    #[schemars(with = "String")]
    pub to: Date,
    /// Highest level in it.
    pub level: u8,
    /// The reason at the first date.
    pub reason: String,
    /// Ids of the episodes that it is near.
    pub near: Vec<String>,
}

/// The alarm levels at one date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The date.
    #[schemars(with = "String")]
    pub date: Date,
    /// The level of each indicator; absent where there was too little data.
    pub levels: Vec<Option<u8>>,
}

/// Why a replay cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayError {
    /// The end lies before the beginning.
    EndsBeforeItBegins,
    /// The step has no length.
    NoStep,
    /// There would be more dates than can be shown.
    TooManyDates,
}

impl std::fmt::Display for ReplayError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EndsBeforeItBegins => {
                out.write_str("the replay ends before it begins; exchange --from and --to")
            }
            Self::NoStep => {
                out.write_str("the replay has steps of no length; give --every at least 1 day")
            }
            Self::TooManyDates => write!(
                out,
                "the replay has more than {MOST_STEPS} dates; give a longer --every"
            ),
        }
    }
}

impl std::error::Error for ReplayError {}

/// The alarms of `watch` at each date from `from` to `to`, `every_days` apart,
/// each seen from what of `known` was known then. Dates after `known` itself are
/// left out.
///
/// # Errors
///
/// Where the dates make no sense.
pub fn replay(
    watch: &Watch,
    known: &Known,
    (from, to): (Date, Date),
    every_days: u16,
    level: u8,
    margin_days: u16,
) -> Result<Replay, ReplayError> {
    let dates = dates(known, (from, to), every_days)?;
    let to = to.min(known.as_of().last_whole_day());
    let views: Vec<Vec<(Option<u8>, String)>> = dates
        .par_iter()
        .map(|&date| alarms(watch, known, date))
        .collect();
    let indicators = (0..watch.indicators.len())
        .map(|index| {
            let path: Vec<(Date, Option<u8>, &str)> = dates
                .iter()
                .zip(&views)
                .map(|(date, view)| (*date, view[index].0, view[index].1.as_str()))
                .collect();
            of_indicator(watch, index, &path, every_days, level, margin_days)
        })
        .collect();
    let steps = dates
        .iter()
        .zip(&views)
        .map(|(date, view)| Step {
            date: *date,
            levels: view.iter().map(|(level, _)| *level).collect(),
        })
        .collect();
    Ok(Replay {
        title: watch.title.clone(),
        from,
        to,
        every_days,
        level,
        margin_days,
        indicators,
        steps,
    })
}

/// The dates from `from` to `to`, `every_days` apart; those after `known` itself
/// are left out.
pub(crate) fn dates(
    known: &Known,
    (from, to): (Date, Date),
    every_days: u16,
) -> Result<Vec<Date>, ReplayError> {
    if every_days == 0 {
        return Err(ReplayError::NoStep);
    }
    let to = to.min(known.as_of().last_whole_day());
    if to < from {
        return Err(ReplayError::EndsBeforeItBegins);
    }
    if days_between(from, to) / i32::from(every_days) >= MOST_STEPS {
        return Err(ReplayError::TooManyDates);
    }
    Ok(from
        .series(Span::new().days(every_days))
        .take_while(|date| *date <= to)
        .collect())
}

fn alarms(watch: &Watch, known: &Known, date: Date) -> Vec<(Option<u8>, String)> {
    let Ok(as_of) = AsOf::end_of(date, watch.timezone.clone()) else {
        return vec![(None, String::new()); watch.indicators.len()];
    };
    let then = known.at(as_of);
    let mut examined: Vec<_> = watch
        .indicators
        .iter()
        .map(|indicator| indicator::examine(watch, indicator, &then, Depth::Alarm))
        .collect();
    indicator::raise_alarms(&mut examined);
    examined
        .into_iter()
        .map(|examined| (examined.finding.level, examined.finding.reason))
        .collect()
}

fn of_indicator(
    watch: &Watch,
    index: usize,
    path: &[(Date, Option<u8>, &str)],
    every_days: u16,
    level: u8,
    margin_days: u16,
) -> IndicatorReplay {
    let near = |from: Date, to: Date| {
        let episodes = watch.episodes.iter().filter(move |episode| {
            days_before(episode.from, margin_days) <= to
                && from <= days_after(episode.to, margin_days)
        });
        episodes
            .map(|episode| episode.id.clone())
            .collect::<Vec<_>>()
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut running = false;
    for &(date, at, reason) in path {
        match at.filter(|at| *at >= level) {
            Some(at) => {
                match runs.last_mut().filter(|_| running) {
                    Some(run) => {
                        run.to = date;
                        run.level = run.level.max(at);
                    }
                    None => runs.push(Run {
                        from: date,
                        to: date,
                        level: at,
                        reason: reason.to_owned(),
                        near: Vec::new(),
                    }),
                }
                running = true;
            }
            None => running = false,
        }
    }
    for run in &mut runs {
        run.near = near(run.from, run.to);
    }
    let assessed = path.iter().filter(|(_, level, _)| level.is_some()).count();
    let years = assessed as f64 * f64::from(every_days) / 365.25;
    let mut episodes_met: Vec<String> = runs.iter().flat_map(|run| run.near.clone()).collect();
    episodes_met.sort();
    episodes_met.dedup();
    let indicator = &watch.indicators[index];
    IndicatorReplay {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        assessed,
        alarmed: path
            .iter()
            .filter(|(_, at, _)| at.is_some_and(|at| at >= level))
            .count(),
        runs_per_year: if years > 0.0 {
            crate::words::significant(runs.len() as f64 / years)
        } else {
            0.0
        },
        near: runs.iter().filter(|run| !run.near.is_empty()).count(),
        far: runs.iter().filter(|run| run.near.is_empty()).count(),
        episodes_met,
        runs,
    }
}
