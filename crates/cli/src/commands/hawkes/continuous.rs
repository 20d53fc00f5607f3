//! The continuous model: fit, simulate, test.
//!
//! Intervals and p-values come from records simulated from the fit and fitted
//! again (parametric bootstrap).

use std::fmt::Write;

use foreshock_hawkes::{
    Catalogue, Window,
    continuous::{Family, Model, Process, Simulator},
    posterior::{Interval, quantile_of_sorted},
};
use jiff::{Timestamp, tz::TimeZone};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    read::Events,
    show::{self, BOLD, Heading, number, p_value, percent, range},
};
use crate::{
    arguments::{HawkesSimulate, HawkesTable, HawkesTest},
    failure::Failure,
};

/// Simulated records behind intervals.
const REPLICATES: usize = 99;
const DAY: f64 = 86_400.0;

/// The events in days since the window began.
fn catalogue(arguments: &HawkesTable, events: &Events) -> Result<Catalogue, Failure> {
    let start = events
        .window
        .0
        .to_zoned(TimeZone::get(&arguments.timezone).unwrap_or(TimeZone::UTC))
        .map(|zoned| zoned.timestamp())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let length = events.days() as f64;
    let mut timed: Vec<(f64, u16)> = events
        .events
        .iter()
        .filter_map(|event| {
            let seconds = (event.at?.as_second() - start.as_second()) as f64;
            // A day that the clocks made longer ends after the window.
            Some(((seconds / DAY).clamp(0.0, length), event.kind as u16))
        })
        .collect();
    timed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (times, kinds) = timed.into_iter().unzip();
    let window = Window::new(0.0, length)?;
    Ok(Catalogue::new(times, kinds, events.kinds.len(), window)?)
}

/// A fit with its answers.
struct Fitted {
    process: Process,
    log_likelihood: f64,
}

fn fitted(catalogue: &Catalogue) -> Result<Fitted, foreshock_hawkes::Error> {
    let fit = Model::estimated(Family::Exponential).fit(catalogue)?;
    Ok(Fitted {
        log_likelihood: fit.log_likelihood,
        process: fit.process,
    })
}

/// Fits to records simulated from a process over the same window; those that
/// explode or cannot be fitted are left out.
fn refitted(process: &Process, like: &Catalogue, replicates: usize, seed: u64) -> Vec<(Catalogue, Fitted)> {
    let window = like.window();
    let Ok(simulator) = Simulator::new(process, window.start()) else {
        return Vec::new();
    };
    let most = 20 * like.len().max(100);
    let simulator = simulator.with_at_most(most);
    (0..replicates as u64)
        .into_par_iter()
        .filter_map(|stream| {
            let path = simulator.path(window.length(), seed, stream).ok()?;
            if path.bounded {
                return None;
            }
            let refit = fitted(&path.catalogue).ok()?;
            Some((path.catalogue, refit))
        })
        .collect()
}

#[derive(Serialize)]
struct Answers<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    log_likelihood: f64,
    /// Estimates and bootstrap intervals, row excited, column exciting.
    excitation: Vec<Vec<Interval>>,
    branching_ratio: Interval,
    half_life: Option<Interval>,
    intensity_now: Vec<f64>,
    background_now: Vec<f64>,
    replicates: usize,
}

pub(super) fn fit(arguments: &HawkesTable, events: &Events) -> Result<String, Failure> {
    let catalogue = catalogue(arguments, events)?;
    let own = fitted(&catalogue)?;
    let again = refitted(&own.process, &catalogue, REPLICATES, arguments.seed);
    let kinds = events.kinds.len();
    // The estimate stands where the median would, so that it is what the
    // likelihood says.
    let around = |of: &dyn Fn(&Process) -> f64| {
        let estimate = of(&own.process);
        let mut interval = Interval::of(again.iter().map(|(_, fit)| of(&fit.process)));
        if let Some(interval) = &mut interval {
            interval.median = estimate;
        }
        interval.unwrap_or(Interval {
            low: 0.0,
            median: estimate,
            high: f64::MAX,
        })
    };
    let now = own.process.intensity_now(&catalogue)?;
    let answers = Answers {
        heading: Heading::new(arguments, events, "continuous"),
        log_likelihood: own.log_likelihood,
        excitation: (0..kinds)
            .map(|row| {
                (0..kinds)
                    .map(|column| around(&|process| process.excitation()[row * kinds + column]))
                    .collect()
            })
            .collect(),
        branching_ratio: around(&Process::branching_ratio),
        half_life: own
            .process
            .half_life(0, 0)
            .map(|_| around(&|process| process.half_life(0, 0).unwrap_or(0.0))),
        intensity_now: now.iter().map(|now| now.total()).collect(),
        background_now: now.iter().map(|now| now.background).collect(),
        replicates: again.len(),
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
    show::matrix(out, &events.kinds, &answers.excitation, &|row, column| {
        answers.excitation[row][column].low > 0.0
    })?;
    show::paragraph(
        out,
        "",
        &format!(
            "Maximum likelihood and 90 % interval from {} simulated records. * the interval leaves out zero.",
            answers.replicates
        ),
    )?;
    writeln!(out)?;
    let text = format!(
        "Branching ratio: {}. From 1 on activity feeds itself.",
        range(&answers.branching_ratio)
    );
    show::paragraph(out, "", &text)?;
    if let Some(half_life) = &answers.half_life {
        let text = format!(
            "Half of what an event brings about has come after {} days.",
            range(half_life)
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
    let own = fitted(&catalogue)?;
    let horizon = f64::from(arguments.horizon);
    let mut stretches: Vec<f64> = [1.0, 7.0, 30.0, 90.0, 365.0]
        .into_iter()
        .filter(|days| *days < horizon)
        .collect();
    stretches.push(horizon);
    let outlook = Simulator::after(&own.process, &catalogue)?.outlook(
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
        // Writing to a string cannot fail.
        let _ = show::paragraph(&mut out, &format!("{}, next {} days: ", one.kind, one.days), &text);
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
    log_likelihood: f64,
    log_likelihood_poisson: f64,
    statistic: f64,
    p_value: f64,
    replicates: usize,
    branching_ratio: f64,
    median_branching_ratio_without_excitation: Option<f64>,
}

pub(super) fn test(arguments: &HawkesTest, events: &Events) -> Result<String, Failure> {
    let table = &arguments.table;
    let catalogue = catalogue(table, events)?;
    let own = fitted(&catalogue)?;
    let poisson = Model::poisson().fit(&catalogue)?;
    let statistic = 2.0 * (own.log_likelihood - poisson.log_likelihood).max(0.0);
    let replicates = arguments.replicates as usize;
    let null = refitted(&poisson.process, &catalogue, replicates, table.seed);
    let statistics: Vec<f64> = null
        .par_iter()
        .filter_map(|(record, fit)| {
            let poisson = Model::poisson().fit(record).ok()?;
            Some(2.0 * (fit.log_likelihood - poisson.log_likelihood).max(0.0))
        })
        .collect();
    let as_large = statistics.iter().filter(|other| **other >= statistic).count();
    let mut ratios: Vec<f64> = null.iter().map(|(_, fit)| fit.process.branching_ratio()).collect();
    ratios.sort_by(f64::total_cmp);
    let tested = Tested {
        heading: Heading::new(table, events, "continuous"),
        log_likelihood: own.log_likelihood,
        log_likelihood_poisson: poisson.log_likelihood,
        statistic,
        p_value: (1 + as_large) as f64 / (1 + statistics.len()) as f64,
        replicates: statistics.len(),
        branching_ratio: own.process.branching_ratio(),
        median_branching_ratio_without_excitation: (!ratios.is_empty())
            .then(|| quantile_of_sorted(&ratios, 0.5)),
    };
    if table.json {
        return show::json(&tested);
    }
    let mut out = tested.heading.text();
    out.push('\n');
    let verdict = if tested.p_value < 0.05 {
        "excitation is supported"
    } else {
        "a Poisson process is preferred; the data do not support excitation"
    };
    let mut text = format!(
        "{verdict}. Likelihood ratio {}, {} against {} Poisson records.",
        number(tested.statistic),
        p_value(tested.p_value),
        tested.replicates
    );
    // Writing to a string cannot fail.
    let _ = write!(text, " Branching ratio {}", number(tested.branching_ratio));
    if let Some(chance) = tested.median_branching_ratio_without_excitation {
        let _ = write!(text, "; {} in half of the Poisson records", number(chance));
    }
    text.push('.');
    let _ = show::paragraph(&mut out, "Is excitation needed: ", &text);
    Ok(out)
}
