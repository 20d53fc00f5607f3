//! From a watch and what was known to an assessment.
//!
//! [`assess`] is one function from two values to one value. It reads no file, no
//! clock and no environment, so the same watch and the same [`Known`] give the
//! same [`Assessment`], to the byte and whatever the number of threads.

pub mod assessment;

mod alarms;
mod backtest;
mod calendar;
mod changes;
mod claims;
mod coverage;
mod dynamics;
mod effects;
mod episodes;
mod exact;
pub mod hypotheses;
mod indicator;
pub mod judgements;
mod occurrences;
pub mod questions;
pub mod readiness;
mod relations;
mod replay;
mod scenarios;
mod sources;
pub mod sql;
mod strength;
mod tally;
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
pub use scenarios::Thoroughness;
pub use sources::text_is_withheld;

use crate::{
    indicator::{Depth, Examined},
    relations::Related,
};

/// What `watch` makes of what was `known`.
pub fn assess(watch: &Watch, known: &Known) -> Assessment {
    let earlier = known.days_earlier(watch.compare_days).ok();
    // What followed interventions is asked of the earlier day only as far as a
    // verdict on a claim could have changed by it.
    let (now, then) = rayon::join(
        || view(watch, known, Depth::Full, effects::Depth::Full),
        || {
            let earlier = earlier.as_ref()?;
            Some(view(
                watch,
                earlier,
                Depth::Latest,
                effects::Depth::Verdicts,
            ))
        },
    );
    let compared_with = earlier.as_ref().unwrap_or(known).as_of().last_whole_day();
    let changes = then.map_or_else(Vec::new, |then| {
        changes::between(&then, &now, watch, compared_with)
    });
    let sources = sources::findings(watch, known);
    // What takes longest, side by side.
    let (scenarios, ((readiness, dynamics), (hypotheses, forecasts))) = rayon::join(
        || scenarios::findings(watch, known, &now.indicators, Thoroughness::Quick, |_| true),
        || {
            rayon::join(
                || {
                    rayon::join(
                        || readiness::finding(watch, known),
                        || dynamics::finding(watch, &now.indicators),
                    )
                },
                || {
                    let hypotheses = hypotheses::finding(watch, known, &now.indicators);
                    (hypotheses, questions::findings(watch, known))
                },
            )
        },
    );
    let shown: Vec<&[Occurrence<'_>]> = now
        .indicators
        .iter()
        .map(Examined::newest)
        .chain(now.relations.iter().flat_map(Related::newest))
        .collect();
    let (mut events, places) = occurrences::event_list(&shown);
    sources::withhold_text(watch, &mut events);
    let mut places = places.into_iter();
    let indicators: Vec<_> = now
        .indicators
        .into_iter()
        .zip(&mut places)
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
        caveats: caveats(watch, known, &sources, &indicators),
        changes,
        claims: now.claims,
        indicators,
        tripwires: now.tripwires,
        dynamics,
        effects: now.effects,
        relations: now
            .relations
            .into_iter()
            .map(|related| related.into_finding(&mut places))
            .collect(),
        scenarios,
        hypotheses,
        forecasts,
        ledger: questions::ledger(known),
        readiness,
        sources,
        episodes: episodes::begun(watch, known),
        events,
    }
}

fn caveats(
    watch: &Watch,
    known: &Known,
    sources: &[assessment::SourceFinding],
    indicators: &[assessment::IndicatorFinding],
) -> Vec<String> {
    let mut caveats = words::caveats(watch, sources, indicators);
    caveats.extend(judgements::caveat(watch, known));
    caveats
}

/// What followed the interventions of `watch`, as [`assess`] finds it; nothing
/// where it names none.
pub fn effects(watch: &Watch, known: &Known) -> Option<assessment::Effects> {
    let indicators: Vec<Examined<'_>> = watch
        .indicators
        .par_iter()
        .map(|indicator| indicator::examine(watch, indicator, known, Depth::Latest))
        .collect();
    effects::finding(watch, known, &indicators, effects::Depth::Full)
}

/// What passed between the pairs of sides that `watch` names, without the places
/// of events, which only an assessment has.
pub fn relations(watch: &Watch, known: &Known) -> Vec<assessment::RelationFinding> {
    let mut places = std::iter::repeat_with(Vec::new);
    let examined = relations::examine(watch, known).into_iter();
    examined
        .map(|related| related.into_finding(&mut places))
        .collect()
}

/// What the models of `watch` make of the scenario of that name; none where there
/// is no such scenario.
pub fn what_if(
    watch: &Watch,
    known: &Known,
    scenario: &str,
    thoroughness: Thoroughness,
) -> Option<assessment::ScenarioFinding> {
    let examined: Vec<Examined<'_>> = watch
        .indicators
        .par_iter()
        .map(|indicator| indicator::examine(watch, indicator, known, Depth::Alarm))
        .collect();
    scenarios::findings(watch, known, &examined, thoroughness, |of| {
        of.id == scenario
    })
    .pop()
}

/// Where the copies lie of the records behind the events of `assessment`, in
/// the order of its events.
pub fn provenance(known: &Known, assessment: &Assessment) -> Vec<Provenance> {
    occurrences::provenance(known, &assessment.events)
}

/// Indicators, tripwires, effects, relations and claims at one point in time.
struct View<'a> {
    indicators: Vec<Examined<'a>>,
    tripwires: Vec<assessment::TripwireFinding>,
    effects: Option<assessment::Effects>,
    relations: Vec<Related<'a>>,
    claims: Vec<assessment::ClaimFinding>,
}

fn view<'a>(
    watch: &'a Watch,
    known: &'a Known,
    depth: Depth,
    of_effects: effects::Depth,
) -> View<'a> {
    let mut indicators: Vec<Examined<'a>> = watch
        .indicators
        .par_iter()
        .map(|indicator| indicator::examine(watch, indicator, known, depth))
        .collect();
    indicator::raise_alarms(&mut indicators);
    let tripwires = tripwires::findings(watch, known, &indicators);
    let effects = effects::finding(watch, known, &indicators, of_effects);
    let relations = relations::examine(watch, known);
    let claims = claims::findings(watch, &indicators, &tripwires, effects.as_ref(), &relations);
    View {
        indicators,
        tripwires,
        effects,
        relations,
        claims,
    }
}
