//! The continuous model: fit, simulate, test.

use std::fmt::Write;

use foreshock_hawkes::{
    Catalogue, Error, Window,
    continuous::{
        Family, Fit, GoodnessOfFit, Interval, Model, Parameter, Preference, Preferred, ShapeName,
        Simulator, Unidentified,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{
    read::Events,
    show::{self, BOLD, Heading, number, p_value, percent},
};
use crate::{
    arguments::{HawkesSimulate, HawkesTable, HawkesTest},
    failure::Failure,
};

/// Level of the intervals.
const LEVEL: f64 = 0.9;
const DAY: f64 = 86_400.0;

/// The events in days since the window began.
pub(super) fn catalogue(arguments: &HawkesTable, events: &Events) -> Result<Catalogue, Failure> {
    let timezone = TimeZone::get(&arguments.timezone).unwrap_or(TimeZone::UTC);
    let start = events
        .window
        .0
        .at(0, 0, 0, 0)
        .to_zoned_datetime(timezone)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    let length = events.days() as f64;
    let mut timed: Vec<(f64, u16)> = events
        .events
        .iter()
        .filter_map(|event| {
            let seconds = (event.at?.as_second() - start.as_second()) as f64;
            // A day that the clocks made longer may end after the window.
            Some(((seconds / DAY).clamp(0.0, length), event.kind as u16))
        })
        .collect();
    timed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (times, kinds) = timed.into_iter().unzip();
    let window = Window::new(0.0, length)?;
    Ok(Catalogue::new(times, kinds, events.kinds.len(), window)?)
}

fn fitted(catalogue: &Catalogue) -> Result<Fit, Failure> {
    Ok(Model::estimated(Family::Exponential).fit(catalogue)?)
}

#[derive(Serialize)]
struct Answers<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    /// Maximum likelihood and 90 % profile intervals, row excited, column
    /// exciting; none where the record does not tell.
    excitation: Vec<Vec<Option<Interval>>>,
    branching_ratio: f64,
    branching_ratio_interval: Option<Interval>,
    half_life: Option<f64>,
    half_life_interval: Option<(Option<f64>, Option<f64>)>,
    /// Share of the events of each kind that each kind triggered, row after row.
    triggered: Vec<Option<f64>>,
    background_now: Vec<f64>,
    intensity_now: Vec<f64>,
    unidentified: Vec<Unidentified>,
}

pub(super) fn fit(arguments: &HawkesTable, events: &Events) -> Result<String, Failure> {
    let catalogue = catalogue(arguments, events)?;
    let fit = fitted(&catalogue)?;
    let kinds = events.kinds.len();
    let mut excitation = Vec::new();
    for excited in 0..kinds {
        let mut row = Vec::new();
        for exciting in 0..kinds {
            let parameter = Parameter::Excitation {
                excited,
                exciting,
                component: 0,
            };
            row.push(fit.interval(&catalogue, parameter, LEVEL)?);
        }
        excitation.push(row);
    }
    let decay = fit.interval(&catalogue, Parameter::Shape(ShapeName::Decay), LEVEL);
    let half_life_of = |decay: f64| std::f64::consts::LN_2 / decay;
    let now = fit.process.intensity_now(&catalogue)?;
    let answers = Answers {
        heading: Heading::new(arguments, events, "continuous"),
        log_likelihood: fit.log_likelihood,
        aic: fit.aic(),
        bic: fit.bic(),
        excitation,
        branching_ratio: fit.process.branching_ratio(),
        branching_ratio_interval: fit.branching_ratio_interval(&catalogue, LEVEL)?,
        half_life: (0..kinds * kinds)
            .find_map(|pair| fit.process.half_life(pair / kinds, pair % kinds)),
        half_life_interval: decay?
            .map(|decay| (decay.upper.map(half_life_of), decay.lower.map(half_life_of))),
        triggered: fit.process.triggered_shares(&catalogue)?,
        background_now: now.iter().map(|now| now.background).collect(),
        intensity_now: now.iter().map(|now| now.total()).collect(),
        unidentified: fit.unidentified.clone(),
    };
    if arguments.json {
        return show::json(&answers);
    }
    let mut out = answers.heading.text();
    // Writing to a string cannot fail.
    let _ = write_fit(&mut out, events, &answers);
    Ok(out)
}

fn write_fit(out: &mut String, events: &Events, answers: &Answers<'_>) -> std::fmt::Result {
    writeln!(
        out,
        "\n{BOLD}Events of the row's kind that one event of the column's kind brings about{BOLD:#}"
    )?;
    let cells: Vec<Vec<show::Cell>> = answers
        .excitation
        .iter()
        .map(|row| row.iter().map(cell).collect())
        .collect();
    show::matrix(out, &events.kinds, &cells)?;
    show::paragraph(
        out,
        "",
        "Maximum likelihood and 90 % profile interval. * the interval leaves out zero. ? the record does not tell.",
    )?;
    writeln!(out)?;
    let interval = answers.branching_ratio_interval.as_ref();
    let ends = interval.map_or_else(String::new, |interval| ends(interval.lower, interval.upper));
    let text = format!(
        "Branching ratio: {}{ends}. From 1 on activity feeds itself.",
        number(answers.branching_ratio)
    );
    show::paragraph(out, "", &text)?;
    if let Some(half_life) = answers.half_life {
        let (low, high) = answers.half_life_interval.unwrap_or_default();
        let text = format!(
            "Half of what an event brings about has come after {}{} days.",
            number(half_life),
            ends_of(low, high)
        );
        show::paragraph(out, "", &text)?;
    }
    writeln!(out, "\n{BOLD}At the end of the window{BOLD:#}")?;
    for (kind, name) in events.kinds.iter().enumerate() {
        let text = format!(
            "{} a day are expected, with a background of {}.",
            number(answers.intensity_now[kind]),
            number(answers.background_now[kind])
        );
        show::paragraph(out, &format!("{name}: "), &text)?;
    }
    writeln!(out)?;
    show::paragraph(
        out,
        "",
        "The background is taken as constant; a drift of it would pass for excitation. `foreshock hawkes test` says whether excitation is needed at all.",
    )
}

fn cell(interval: &Option<Interval>) -> show::Cell {
    let Some(interval) = interval else {
        return show::Cell {
            short: "?".to_owned(),
            long: "?".to_owned(),
            marked: false,
        };
    };
    show::Cell {
        short: format!("{:.2}", interval.estimate),
        long: format!(
            "{:.2}{}",
            interval.estimate,
            ends(interval.lower, interval.upper)
        ),
        marked: interval.lower.is_some_and(|lower| lower > 1e-6),
    }
}

fn ends(low: Option<f64>, high: Option<f64>) -> String {
    let low = low.unwrap_or(0.0);
    match high {
        Some(high) => format!(" ({low:.2}–{high:.2})"),
        None => format!(" (from {low:.2})"),
    }
}

fn ends_of(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!(" ({}–{})", number(low), number(high)),
        (Some(low), None) => format!(" (from {})", number(low)),
        (None, Some(high)) => format!(" (up to {})", number(high)),
        (None, None) => String::new(),
    }
}

#[derive(Serialize)]
struct KindAhead<'a> {
    kind: &'a str,
    days: f64,
    mean: f64,
    low: Option<u32>,
    median: Option<u32>,
    high: Option<u32>,
    any: f64,
}

#[derive(Serialize)]
struct Ahead<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    paths: usize,
    bounded_paths: usize,
    ahead: Vec<KindAhead<'a>>,
}

pub(super) fn simulate(arguments: &HawkesSimulate, events: &Events) -> Result<String, Failure> {
    let table = &arguments.table;
    let catalogue = catalogue(table, events)?;
    let fit = fitted(&catalogue)?;
    let horizon = f64::from(arguments.horizon);
    let mut stretches: Vec<f64> = [1.0, 7.0, 30.0, 90.0, 365.0]
        .into_iter()
        .filter(|days| *days < horizon)
        .collect();
    stretches.push(horizon);
    let outlook = Simulator::after(&fit.process, &catalogue)?.outlook(
        &stretches,
        arguments.paths as usize,
        table.seed,
    )?;
    let ahead = events.kinds.iter().enumerate().flat_map(|(kind, name)| {
        outlook.horizons.iter().map(move |horizon| KindAhead {
            kind: name,
            days: horizon.length,
            mean: horizon.mean(kind),
            low: horizon.quantile(kind, 0.05),
            median: horizon.quantile(kind, 0.5),
            high: horizon.quantile(kind, 0.95),
            any: horizon.exceedance(kind, 1),
        })
    });
    let ahead = Ahead {
        heading: Heading::new(table, events, "continuous"),
        paths: outlook.path_count,
        bounded_paths: outlook.bounded_count,
        ahead: ahead.collect(),
    };
    if table.json {
        return show::json(&ahead);
    }
    let mut out = ahead.heading.text();
    out.push('\n');
    for one in &ahead.ahead {
        let span = match (one.low, one.high) {
            (Some(low), Some(high)) => format!(", 90 % of futures {low} to {high}"),
            _ => String::new(),
        };
        let text = format!(
            "{} expected{span}; at least one: {}",
            number(one.mean),
            percent(one.any)
        );
        let days = if one.days == 1.0 { "day" } else { "days" };
        let lead = format!("{}, next {} {days}: ", one.kind, one.days);
        // Writing to a string cannot fail.
        let _ = show::paragraph(&mut out, &lead, &text);
    }
    if let Some(warning) = outlook.warning() {
        let _ = show::paragraph(&mut out, "Warning: ", &warning);
    }
    Ok(out)
}

#[derive(Serialize)]
struct Tested<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    against_poisson: Preference,
    branching_ratio: f64,
    /// None where the fitted process explodes, so that it cannot be simulated.
    waiting_times: Option<Vec<GoodnessOfFit>>,
}

pub(super) fn test(arguments: &HawkesTest, events: &Events) -> Result<String, Failure> {
    let table = &arguments.table;
    let catalogue = catalogue(table, events)?;
    let fit = fitted(&catalogue)?;
    let replicates = arguments.replicates as usize;
    let tests = fit.goodness_of_fit(&catalogue, replicates, table.seed.wrapping_add(1));
    let waiting_times = match tests {
        Err(Error::Explosive { .. }) => None,
        tests => Some(tests?),
    };
    let tested = Tested {
        heading: Heading::new(table, events, "continuous"),
        against_poisson: fit.against_poisson(&catalogue, 0.05, replicates, table.seed)?,
        branching_ratio: fit.process.branching_ratio(),
        waiting_times,
    };
    if table.json {
        return show::json(&tested);
    }
    let mut out = tested.heading.text();
    // Writing to a string cannot fail.
    let _ = write_tested(&mut out, events, &tested);
    Ok(out)
}

fn write_tested(out: &mut String, events: &Events, tested: &Tested<'_>) -> std::fmt::Result {
    writeln!(out)?;
    let against = &tested.against_poisson;
    let verdict = match against.preferred {
        Preferred::Excitation => "excitation is supported",
        Preferred::Poisson => {
            "a Poisson process is preferred; these events do not support excitation"
        }
    };
    let text = format!(
        "{verdict}. Likelihood ratio {}, {} against {} Poisson records. Branching ratio {}.",
        number(against.likelihood_ratio),
        p_value(against.p_value),
        against.replicates,
        number(tested.branching_ratio)
    );
    show::paragraph(out, "Is excitation needed: ", &text)?;
    let Some(waiting_times) = &tested.waiting_times else {
        let text = "not tested, for the fitted process feeds itself and cannot be simulated; a rate that rises within the window looks like this too.";
        return show::paragraph(out, "Waiting times: ", text);
    };
    for test in waiting_times {
        let poor = test.kolmogorov_smirnov_p.min(test.anderson_darling_p) <= 0.025;
        let verdict = if poor {
            "the model does not describe the waiting times well"
        } else {
            "the waiting times do not speak against the model"
        };
        let text = format!(
            "{verdict}: Kolmogorov–Smirnov {}, Anderson–Darling {} ({} waits).",
            p_value(test.kolmogorov_smirnov_p),
            p_value(test.anderson_darling_p),
            test.count
        );
        show::paragraph(out, &format!("{}: ", events.kinds[test.kind]), &text)?;
    }
    Ok(())
}
