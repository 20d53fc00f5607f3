//! Scenarios in plain words.

use foreshock_hawkes::daily::{Effort, Posterior, Series};
use foreshock_watch::{Scenario, Set, Watch};
use jiff::civil::Date;

use crate::{
    assessment::{ScenarioOutcome, ScenarioVerdict},
    indicator::Examined,
    words::{number, significant},
};

/// Events of a kind below which what it excites rests on next to nothing.
const FEW_EVENTS: u64 = 10;
/// Days that are named one by one.
const NAMED_DAYS: usize = 6;

pub(super) fn no_model_of_levels() -> String {
    "It cannot be answered: it moves a level series, and the models of the watch follow events. \
     How events answer to a price or a rate was not fitted, so nothing could be said that the \
     record bears out."
        .to_owned()
}

/// What is set, one sentence for each.
pub(super) fn inputs(watch: &Watch, scenario: &Scenario) -> Vec<String> {
    let sentence = |input: &foreshock_watch::ScenarioInput| {
        let title = watch
            .indicators
            .get(input.indicator)
            .map_or("", |indicator| &indicator.title);
        match &input.set {
            Set::Happens { days, count } => {
                let events = match count {
                    1 => "one event".to_owned(),
                    count => format!("{count} events"),
                };
                let named: Vec<String> = days.iter().take(NAMED_DAYS).map(u16::to_string).collect();
                let more = days.len() - named.len();
                let more = match more {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let day = if days.len() == 1 { "day" } else { "days" };
                format!(
                    "\u{201c}{title}\u{201d}: {events} on {day} {}{more} after the view, besides those that come by themselves.",
                    named.join(", ")
                )
            }
            Set::Absent { from, to } => {
                format!("\u{201c}{title}\u{201d}: none from day {from} to day {to} after the view.")
            }
            Set::Level(level) => {
                format!("\u{201c}{title}\u{201d} moves to {}.", number(*level))
            }
        }
    };
    scenario.inputs.iter().map(sentence).collect()
}

fn percent(share: f64) -> String {
    number(significant((share * 1000.0).round() / 10.0))
}

fn points(share: f64) -> String {
    let rounded = (share * 1000.0).round() / 10.0;
    format!(
        "{}{}",
        if rounded > 0.0 { "+" } else { "" },
        number(rounded)
    )
}

pub(super) fn outcome(kind: &Examined<'_>, outcome: &ScenarioOutcome) -> String {
    let [one, many] = &kind.finding.unit;
    let unit = if outcome.at_least == 1 { one } else { many };
    let probability = &outcome.probability;
    let expected = &outcome.expected;
    format!(
        "Within {} days at least {} {unit}: {}% without, {}% with (difference {} points, 90% interval {} to {}; simulation ±{}). Expected {} without, {} with (difference {}, {} to {}).",
        outcome.horizon_days,
        outcome.at_least,
        percent(probability.without),
        percent(probability.with),
        points(probability.difference),
        points(probability.lower),
        points(probability.upper),
        percent(2.0 * probability.simulation_error),
        number(expected.without),
        number(expected.with),
        number(expected.difference),
        number(expected.lower),
        number(expected.upper),
    )
}

/// The verdict first, then what the model says.
pub(super) fn text(
    verdict: ScenarioVerdict,
    kinds: &[&Examined<'_>],
    set: &[usize],
    outcomes: &[ScenarioOutcome],
) -> String {
    if set.is_empty() {
        return "Nothing is set, so nothing differs.".to_owned();
    }
    let title = |kind: usize| kinds.get(kind).map_or("", |kind| &kind.finding.title);
    let mut of_what: Vec<&str> = set.iter().map(|kind| title(*kind)).collect();
    of_what.dedup();
    let of_what = of_what.join("\u{201d} or \u{201c}");
    let likeliest = outcomes
        .iter()
        .max_by(|a, b| a.support.total_cmp(&b.support));
    let Some(likeliest) = likeliest else {
        return "Nothing is asked of.".to_owned();
    };
    match verdict {
        ScenarioVerdict::Supported => {
            let mut supported: Vec<&str> = outcomes
                .iter()
                .filter(|outcome| outcome.support >= foreshock_hawkes::daily::SUPPORTED)
                .map(|outcome| outcome.title.as_str())
                .collect();
            supported.dedup();
            format!(
                "In the record \u{201c}{}\u{201d} comes more often in the days after \u{201c}{of_what}\u{201d} than by chance: the figures say by how much, if the association went on holding.",
                supported.join("\u{201d} and \u{201c}")
            )
        }
        _ => format!(
            "The record does not support a difference: that one event of \u{201c}{of_what}\u{201d} is followed by more than 0.05 of any kind asked of, beyond what comes anyway, has a probability of at most {}% (\u{201c}{}\u{201d}). The figures are those of the fitted model all the same, which cannot take anything away.",
            percent(likeliest.support),
            likeliest.title
        ),
    }
}

pub(super) fn assumptions(
    kinds: &[&Examined<'_>],
    series: &Series,
    draws: &Posterior,
    set: &[usize],
    (from, to): (Date, Date),
    effort: &Effort,
) -> Vec<String> {
    let events = kinds
        .iter()
        .zip(series.totals())
        .map(|(kind, total)| format!("{total} of \u{201c}{}\u{201d}", kind.finding.title));
    let events: Vec<String> = events.collect();
    let mut assumptions = vec![
        "Association in the record is not the effect of an act. In the record the events that are set came when they did for reasons that the model does not know; here they are set without them.".to_owned(),
        format!(
            "Excitation was fitted from {} on {} days, {from} to {to}. In the model an event can only raise what follows, never lower it.",
            events.join(", "),
            series.covered_days(),
        ),
        "The chance without what is set is this model's own. A forecast weighs several models and the base rate, and may differ from it.".to_owned(),
        "Held fixed: the background rates of the last day, how fast excitation fades, and the covering of the sources. Kinds that are not set follow the model, and what follows them counts.".to_owned(),
        format!(
            "Intervals tell what the parameters may be, the simulation error what so many paths leave open ({} draws of the parameters, {} pairs of paths each, both of a pair with the same random numbers). Of the chance of at least one event a quarter as many pairs tell, each by its probability. At parameters that are given, such intervals hold the truth less often than they say (what-if.md has how often): take them for 70 to 90%. Neither tells whether the model is the right one.",
            effort.draws.min(draws.draws.len()),
            effort.paths
        ),
    ];
    let mut named = Vec::new();
    for &kind in set {
        let total = series.totals().get(kind).copied().unwrap_or(0);
        if total < FEW_EVENTS && !named.contains(&kind) {
            named.push(kind);
            let title = kinds.get(kind).map_or("", |kind| &kind.finding.title);
            assumptions.push(match total {
                0 => format!("\u{201c}{title}\u{201d} never happened in the record: what follows it by the model is what was assumed beforehand and nothing else."),
                1 => format!("\u{201c}{title}\u{201d} happened once in the record: what follows it by the model rests on next to nothing."),
                total => format!("\u{201c}{title}\u{201d} happened {total} times in the record: what follows it by the model rests on few cases."),
            });
        }
    }
    if !draws.drawn.is_reliable() {
        assumptions
            .push("The posterior draws have not settled: the figures are provisional.".to_owned());
    }
    assumptions
}
