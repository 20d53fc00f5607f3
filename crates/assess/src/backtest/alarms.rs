//! Alarms against the episodes of the watch.

use foreshock_counts::proportion;
use foreshock_watch::{Episode, Watch};

use super::{AlarmBacktest, median, words};
use crate::{
    assessment::Share,
    calendar::days_between,
    replay::{IndicatorReplay, Replay},
    words::significant,
};

const CONFIDENCE: f64 = 0.9;

pub(super) fn share(hits: u64, trials: u64) -> Option<Share> {
    let interval = proportion::clopper_pearson(hits, trials, CONFIDENCE).ok()?;
    Some(Share {
        share: significant(interval.estimate?),
        lower: significant(interval.lower),
        upper: significant(interval.upper),
    })
}

pub(super) fn of_watch(watch: &Watch, replay: &Replay) -> Vec<AlarmBacktest> {
    let within: Vec<&Episode> = watch
        .episodes
        .iter()
        .filter(|episode| replay.from <= episode.from && episode.from <= replay.to)
        .collect();
    let of_indicator = |indicator: &IndicatorReplay| {
        let years = indicator.assessed as f64 * f64::from(replay.every_days) / 365.25;
        let leads: Vec<f64> = within
            .iter()
            .filter_map(|episode| {
                let first = indicator
                    .runs
                    .iter()
                    .find(|run| run.near.contains(&episode.id))?;
                Some(f64::from(days_between(first.from, episode.from)))
            })
            .collect();
        let mut alarm = AlarmBacktest {
            id: indicator.id.clone(),
            title: indicator.title.clone(),
            assessed: indicator.assessed,
            runs: indicator.runs.len(),
            hits: indicator.near,
            hit_rate: share(indicator.near as u64, indicator.runs.len() as u64),
            false_alarms_per_year: (years > 0.0).then(|| significant(indicator.far as f64 / years)),
            episodes: within.len(),
            met: leads.len(),
            lead_days: median(leads),
            text: String::new(),
        };
        alarm.text = words::alarm(&alarm);
        alarm
    };
    replay.indicators.iter().map(of_indicator).collect()
}
