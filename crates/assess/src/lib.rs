//! From a watch and what was known to an assessment.
//!
//! [`assess`] is one function from two values to one value. It reads no file, no
//! clock and no environment, so the same watch and the same [`Known`] give the
//! same [`Assessment`], to the byte and whatever the number of threads.

pub mod assessment;

mod backtest;
mod calendar;
mod changes;
mod claims;
mod coverage;
mod dynamics;
mod episodes;
mod indicator;
mod occurrences;
pub mod questions;
mod replay;
mod sources;
pub mod sql;
mod trends;
mod tripwires;
mod words;

use foreshock_event::Known;
use foreshock_watch::Watch;
use rayon::prelude::*;

pub use assessment::{Assessment, Provenance};
pub use backtest::{
    AlarmBacktest, Backtest, BacktestOf, BacktestPoint, Baseline, QuestionBacktest, SkillVerdict,
    TripwireBacktest, backtest,
};
pub use indicator::{Measured, series};
pub use occurrences::{Occurrence, occurrences};
pub use replay::{IndicatorReplay, Replay, ReplayError, Run, Step, replay};

use crate::indicator::{Depth, Examined};

/// What `watch` makes of what was `known`.
pub fn assess(watch: &Watch, known: &Known) -> Assessment {
    let now = view(watch, known, Depth::Full);
    let earlier = known.days_earlier(watch.compare_days);
    let compared_with = match &earlier {
        Ok(earlier) => earlier.as_of().last_whole_day(),
        Err(_) => known.as_of().last_whole_day(),
    };
    let changes = match &earlier {
        Ok(earlier) => {
            let then = view(watch, earlier, Depth::Latest);
            changes::between(&then, &now, watch, compared_with)
        }
        Err(_) => Vec::new(),
    };
    let sources = sources::findings(watch, known);
    let dynamics = dynamics::finding(watch, &now.indicators);
    let shown: Vec<&[Occurrence<'_>]> = now.indicators.iter().map(Examined::newest).collect();
    let (mut events, places) = occurrences::event_list(&shown);
    sources::withhold_text(watch, &mut events);
    let indicators: Vec<_> = now
        .indicators
        .into_iter()
        .zip(places)
        .map(|(examined, places)| examined.into_finding(places))
        .collect();
    Assessment {
        schema: assessment::SCHEMA.to_owned(),
        title: watch.title.clone(),
        about: watch.about.clone(),
        as_of: known.as_of().to_string(),
        date: known.as_of().last_whole_day(),
        timezone: watch.timezone_name.clone(),
        compared_with,
        known_digest: words::hexadecimal(&known.digest()),
        watch_digest: words::hexadecimal(&watch.digest),
        seed: watch.seed,
        records: known.len(),
        headlines: words::headlines(known.len(), &indicators, &now.tripwires),
        caveats: words::caveats(watch, &sources, &indicators),
        changes,
        claims: now.claims,
        indicators,
        tripwires: now.tripwires,
        dynamics,
        forecasts: questions::findings(watch, known),
        ledger: questions::ledger(known),
        sources,
        episodes: episodes::begun(watch, known),
        events,
    }
}

/// Where the copies lie of the records behind the events of `assessment`, in
/// the order of its events.
pub fn provenance(known: &Known, assessment: &Assessment) -> Vec<Provenance> {
    occurrences::provenance(known, &assessment.events)
}

/// Indicators, tripwires and claims at one point in time.
struct View<'a> {
    indicators: Vec<Examined<'a>>,
    tripwires: Vec<assessment::TripwireFinding>,
    claims: Vec<assessment::ClaimFinding>,
}

fn view<'a>(watch: &'a Watch, known: &'a Known, depth: Depth) -> View<'a> {
    let mut indicators: Vec<Examined<'a>> = watch
        .indicators
        .par_iter()
        .map(|indicator| indicator::examine(watch, indicator, known, depth))
        .collect();
    indicator::raise_alarms(&mut indicators);
    let tripwires = tripwires::findings(watch, known, &indicators);
    let claims = claims::findings(watch, &indicators, &tripwires);
    View {
        indicators,
        tripwires,
        claims,
    }
}
