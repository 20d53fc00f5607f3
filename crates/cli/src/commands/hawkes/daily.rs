//! The daily model: fit, simulate, test.

use std::fmt::Write;

use foreshock_hawkes::{
    DailyCounts,
    daily::{
        self, Dynamics, Finding, Futures, LikelihoodRatio, Priors, Series, Settings, Verdict,
        residuals::{self, ResidualTest, Residuals},
    },
    posterior::{Interval, Sampling, quantile_of_sorted},
};
use serde::Serialize;

use super::{
    read::Events,
    show::{self, BOLD, Heading, number, p_value, percent, range},
};
use crate::{
    arguments::{HawkesSimulate, HawkesTable, HawkesTest},
    failure::Failure,
};

/// Years for which the branching ratio is looked at in the past.
const PAST_YEARS: usize = 10;

fn counts(events: &Events) -> Result<DailyCounts, Failure> {
    Ok(DailyCounts::new(
        events.counts(),
        events.kinds.len(),
        events.days(),
    )?)
}

#[derive(Serialize)]
struct Fitted<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    #[serde(flatten)]
    dynamics: &'a Dynamics,
}

pub(super) fn fit(arguments: &HawkesTable, events: &Events) -> Result<String, Failure> {
    let counts = counts(events)?;
    let settings = Settings::yearly(arguments.seed, events.days(), PAST_YEARS);
    let dynamics = daily::dynamics(&counts, &settings)?;
    let heading = Heading::new(arguments, events, "daily");
    if arguments.json {
        return show::json(&Fitted {
            heading,
            dynamics: &dynamics,
        });
    }
    let mut out = heading.text();
    // Writing to a string cannot fail.
    let _ = write_fit(&mut out, events, &dynamics);
    Ok(out)
}

fn write_fit(out: &mut String, events: &Events, dynamics: &Dynamics) -> std::fmt::Result {
    let Some(answers) = &dynamics.answers else {
        return writeln!(out, "Nothing happened; there is nothing to tell.");
    };
    let paragraph = |out: &mut String, text: &str| show::paragraph(out, "", text);
    writeln!(out)?;
    paragraph(out, &verdict(dynamics))?;
    writeln!(
        out,
        "\n{BOLD}Events of the row's kind that one event of the column's kind brings about{BOLD:#}"
    )?;
    let cell = |row: usize, column: usize| {
        let interval = &answers.excitation[row][column];
        show::Cell {
            short: format!("{:.2}", interval.median),
            long: range(interval),
            marked: answers.supported[row][column] >= 0.95,
        }
    };
    let cells: Vec<Vec<show::Cell>> = (0..events.kinds.len())
        .map(|row| {
            (0..events.kinds.len())
                .map(|column| cell(row, column))
                .collect()
        })
        .collect();
    show::matrix(out, &events.kinds, &cells)?;
    paragraph(
        out,
        "Median and 90 % interval. * more than one child for twenty parents, with a probability of 95 % or more; without it, the number may be zero.",
    )?;
    writeln!(out)?;
    let ratio = &answers.branching_ratio;
    let mut line = format!("Branching ratio: {}. ", range(ratio));
    line.push_str(if answers.explosive >= 0.05 {
        "From 1 on activity feeds itself; the probability of that is "
    } else {
        "Below 1 activity dies out by itself; the probability that it is not is "
    });
    line.push_str(&percent(answers.explosive));
    line.push('.');
    paragraph(out, &line)?;
    if let Some(half_lives) = &answers.half_lives {
        let text = format!(
            "Half of what an event brings about has come after {} days.",
            range(&half_lives[0][0])
        );
        paragraph(out, &text)?;
    }
    let past: Vec<String> = dynamics
        .past
        .iter()
        .filter_map(|past| {
            let ratio = past.branching_ratio?;
            let day = events.day(past.days)?;
            Some(format!("{day} {}", range(&ratio)))
        })
        .collect();
    if !past.is_empty() {
        let text = format!("The branching ratio as it looked on {}.", past.join("; "));
        paragraph(out, &text)?;
    }
    writeln!(out, "\n{BOLD}By kind{BOLD:#}")?;
    let after = events.day(events.days());
    for (kind, name) in events.kinds.iter().enumerate() {
        let triggered = match &answers.triggered[kind] {
            Some(share) => format!(
                "{} of its events were brought about by earlier ones ({} to {})",
                percent(share.median),
                percent(share.low),
                percent(share.high)
            ),
            None => "never seen in the window".to_owned(),
        };
        let now = &answers.now[kind];
        let text = format!(
            "{triggered}; on {} {} a day are expected, {} times the background of {}.",
            after.map_or_else(String::new, |day| day.to_string()),
            number(now.intensity.median),
            range(&now.ratio),
            number(now.background.median)
        );
        show::paragraph(out, &format!("{name}: "), &text)?;
    }
    writeln!(out, "\n{BOLD}How far to trust it{BOLD:#}")?;
    for text in cautions(events, dynamics) {
        show::paragraph(out, "• ", &text)?;
    }
    Ok(())
}

/// What the data say about excitation, in a sentence.
fn verdict(dynamics: &Dynamics) -> String {
    let ratio = dynamics
        .answers
        .as_ref()
        .map_or_else(String::new, |answers| range(&answers.branching_ratio));
    let against = dynamics
        .against_independence
        .map_or_else(String::new, |test| format!(" ({})", p_value(test.p_value)));
    match dynamics.verdict {
        Verdict::SelfExciting => format!(
            "Self-exciting: events make later events more likely; independent counts would hardly look like this{against}."
        ),
        Verdict::Independent => format!(
            "Independent: the counts need no excitation{against}, and more than little of it is ruled out (branching ratio {ratio})."
        ),
        Verdict::CannotTell => format!(
            "Cannot tell: independent counts would do as well{against} and are to be preferred, but these events are too few to rule excitation out (branching ratio {ratio}, largely from the prior). What follows is what excitation there would be, if there were any."
        ),
    }
}

fn cautions(events: &Events, dynamics: &Dynamics) -> Vec<String> {
    let mut texts = Vec::new();
    if let Some(test) = &dynamics.fit_test {
        texts.push(fit_words(test));
    }
    for finding in &dynamics.findings {
        match finding {
            Finding::NotConverged => texts.push(
                "The draws have not converged; the figures are provisional.".to_owned(),
            ),
            Finding::NeverSeen { kind } => texts.push(format!(
                "{} never occurred in the window: what it excites and what excites it is not known.",
                events.kinds[*kind]
            )),
            _ => {}
        }
    }
    texts.extend(little_told(events, dynamics));
    texts.push(match dynamics.knots_every {
        Some(days) => format!(
            "The background may drift, with a knot every {days} days; faster changes of it would pass for excitation."
        ),
        None => "The background is taken as constant; a drift of it would pass for excitation."
            .to_owned(),
    });
    texts.push(
        "Excitation within a day is not seen in days; it counts as background or dispersion. That an event comes after another does not show that it came because of it."
            .to_owned(),
    );
    texts
}

/// Says of which numbers the prior decides much.
fn little_told(events: &Events, dynamics: &Dynamics) -> Option<String> {
    let pairs = dynamics.answers.as_ref()?.little_told();
    let all = events.kinds.len().pow(2);
    let name = |&(excited, exciting): &(usize, usize)| {
        format!("{} by {}", events.kinds[excited], events.kinds[exciting])
    };
    let which = match pairs.len() {
        0 => return None,
        told if told == all => "the numbers in the table".to_owned(),
        1..=4 => pairs.iter().map(name).collect::<Vec<_>>().join("; "),
        told => format!("{told} of the {all} numbers in the table"),
    };
    Some(format!(
        "The events say little more than the prior of {which}: their intervals are more than two fifths as wide as before any data, and the prior (0.5 over all exciting kinds on average) decides much of them."
    ))
}

fn fit_words(test: &ResidualTest) -> String {
    let smaller = test.kolmogorov_smirnov_p.min(test.anderson_darling_p);
    let verdict = if smaller <= 0.025 {
        "The model does not describe the waiting times well"
    } else {
        "The waiting times do not speak against the model"
    };
    format!(
        "{verdict}: Kolmogorov–Smirnov {}, Anderson–Darling {} ({} waits).",
        p_value(test.kolmogorov_smirnov_p),
        p_value(test.anderson_darling_p),
        test.number
    )
}

/// What is expected of a kind in the first days.
#[derive(Serialize)]
struct Horizon {
    days: usize,
    mean: f64,
    low: f64,
    median: f64,
    high: f64,
    /// Probability of at least one event.
    any: f64,
    /// Probability of as many as in the busiest stretch of the window of this
    /// length, or more.
    as_many_as_ever: f64,
    most_ever: u64,
}

#[derive(Serialize)]
struct KindAhead<'a> {
    kind: &'a str,
    horizons: Vec<Horizon>,
    /// Days until the first event; none where it lies beyond the horizon.
    waiting_days: WaitingDays,
}

#[derive(Serialize)]
struct WaitingDays {
    low: Option<usize>,
    median: Option<usize>,
    high: Option<usize>,
}

#[derive(Serialize)]
struct Ahead<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    horizon: usize,
    paths: usize,
    bounded_paths: usize,
    converged: bool,
    ahead: Vec<KindAhead<'a>>,
}

pub(super) fn simulate(arguments: &HawkesSimulate, events: &Events) -> Result<String, Failure> {
    let table = &arguments.table;
    let series = Series::new(&counts(events)?);
    let model = daily::default_model(events.days());
    let sampling = Sampling::seeded(table.seed);
    let draws = daily::posterior(&model, &series, &Priors::weak(&series), &sampling)?;
    let horizon = arguments.horizon as usize;
    let futures = daily::simulate(
        &draws,
        &series,
        horizon,
        arguments.paths as usize,
        table.seed,
    )?;
    let ahead: Vec<KindAhead<'_>> = events
        .kinds
        .iter()
        .enumerate()
        .map(|(kind, name)| kind_ahead(events, &futures, kind, name))
        .collect();
    let heading = Heading::new(table, events, "daily");
    let ahead = Ahead {
        heading,
        horizon,
        paths: futures.paths,
        bounded_paths: futures.bounded,
        converged: draws.drawn.is_reliable(),
        ahead,
    };
    if table.json {
        return show::json(&ahead);
    }
    let mut out = ahead.heading.text();
    // Writing to a string cannot fail.
    let _ = write_ahead(&mut out, &ahead);
    Ok(out)
}

fn kind_ahead<'a>(events: &Events, futures: &Futures, kind: usize, name: &'a str) -> KindAhead<'a> {
    let mut stretches: Vec<usize> = [1, 7, 30, 90, 365]
        .into_iter()
        .filter(|days| *days < futures.horizon)
        .collect();
    stretches.push(futures.horizon);
    let horizons = stretches
        .into_iter()
        .map(|days| {
            let mut totals: Vec<f64> = futures
                .totals(kind, days)
                .into_iter()
                .map(|total| total as f64)
                .collect();
            totals.sort_by(f64::total_cmp);
            let most_ever = busiest(events, kind, days);
            Horizon {
                days,
                mean: totals.iter().sum::<f64>() / totals.len() as f64,
                low: quantile_of_sorted(&totals, 0.05).floor(),
                median: quantile_of_sorted(&totals, 0.5).round(),
                high: quantile_of_sorted(&totals, 0.95).ceil(),
                any: futures.exceedance(kind, days, 1),
                as_many_as_ever: futures.exceedance(kind, days, most_ever.max(1)),
                most_ever,
            }
        })
        .collect();
    let mut waits: Vec<usize> = futures
        .waiting_days(kind)
        .into_iter()
        .map(|wait| wait.unwrap_or(usize::MAX))
        .collect();
    waits.sort_unstable();
    let quantile = |probability: f64| {
        let place = (probability * (waits.len() - 1) as f64).round() as usize;
        waits.get(place).copied().filter(|wait| *wait < usize::MAX)
    };
    KindAhead {
        kind: name,
        horizons,
        waiting_days: WaitingDays {
            low: quantile(0.05),
            median: quantile(0.5),
            high: quantile(0.95),
        },
    }
}

/// Most events of a kind in any stretch of so many days of the window.
fn busiest(events: &Events, kind: usize, days: usize) -> u64 {
    let length = events.days();
    let counts = events.counts();
    let own = &counts[kind * length..(kind + 1) * length];
    let mut sum = 0_u64;
    let mut most = 0;
    for (day, count) in own.iter().enumerate() {
        sum += u64::from(*count);
        if day >= days {
            sum -= u64::from(own[day - days]);
        }
        most = most.max(sum);
    }
    most
}

fn write_ahead(out: &mut String, ahead: &Ahead<'_>) -> std::fmt::Result {
    writeln!(out)?;
    for kind in &ahead.ahead {
        writeln!(out, "{BOLD}{}{BOLD:#}", kind.kind)?;
        for horizon in &kind.horizons {
            let days = if horizon.days == 1 { "day" } else { "days" };
            let record = if horizon.most_ever == 0 {
                String::new()
            } else {
                format!(
                    "; {} or more, as in the busiest such stretch of the window: {}",
                    horizon.most_ever,
                    percent(horizon.as_many_as_ever)
                )
            };
            let text = format!(
                "{} expected, 90 % of futures {} to {}; at least one: {}{record}",
                number(horizon.mean),
                horizon.low,
                horizon.high,
                percent(horizon.any)
            );
            show::paragraph(out, &format!("  next {} {days}: ", horizon.days), &text)?;
        }
        let first = match kind.waiting_days.median {
            Some(median) => format!("  first after {median} days in half of the futures"),
            None => format!(
                "  none within {} days in half of the futures",
                ahead.horizon
            ),
        };
        writeln!(out, "{first}")?;
    }
    writeln!(out)?;
    let mut text = format!("{} simulated futures.", ahead.paths);
    if ahead.bounded_paths > 0 {
        write!(
            text,
            " Warning: {} of them exploded and were held; the figures are lower bounds.",
            ahead.bounded_paths
        )?;
    }
    if !ahead.converged {
        text.push_str(" Warning: the draws have not converged; the figures are provisional.");
    }
    show::paragraph(out, "", &text)
}

#[derive(Serialize)]
struct Tested<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    against_independence: LikelihoodRatio,
    branching_ratio: Option<Interval>,
    verdict: Verdict,
    waiting_times: ResidualTest,
    days: ResidualTest,
}

pub(super) fn test(arguments: &HawkesTest, events: &Events) -> Result<String, Failure> {
    let table = &arguments.table;
    let series = Series::new(&counts(events)?);
    let model = daily::default_model(events.days());
    let replicates = arguments.replicates as usize;
    let against = daily::likelihood_ratio(&model, &series, replicates, table.seed)?;
    let sampling = Sampling::seeded(table.seed);
    let draws = daily::posterior(&model, &series, &Priors::weak(&series), &sampling)?;
    let branching_ratio = Interval::of(draws.draws.iter().map(|draw| draw.branching_ratio()));
    let residuals_of = |which| {
        residuals::test(
            &model,
            &series,
            which,
            replicates,
            table.seed.wrapping_add(1),
        )
    };
    let tested = Tested {
        heading: Heading::new(table, events, "daily"),
        against_independence: against,
        verdict: branching_ratio.map_or(Verdict::CannotTell, |ratio| Verdict::of(&against, &ratio)),
        branching_ratio,
        waiting_times: residuals_of(Residuals::Waiting)?,
        days: residuals_of(Residuals::Daily)?,
    };
    if table.json {
        return show::json(&tested);
    }
    let mut out = tested.heading.text();
    // Writing to a string cannot fail.
    let _ = write_tested(&mut out, &tested);
    Ok(out)
}

fn write_tested(out: &mut String, tested: &Tested<'_>) -> std::fmt::Result {
    writeln!(out)?;
    let verdict = match tested.verdict {
        Verdict::SelfExciting => "excitation is supported",
        Verdict::Independent => {
            "independent counts are preferred; excitation is ruled out but for little"
        }
        Verdict::CannotTell => {
            "cannot tell: independent counts are preferred, but excitation is not ruled out"
        }
    };
    let against = &tested.against_independence;
    let mut text = format!(
        "{verdict}. Penalised likelihood ratio {}, {} against {} records without excitation.",
        number(against.statistic),
        p_value(against.p_value),
        against.replicates
    );
    if let Some(ratio) = &tested.branching_ratio {
        write!(text, " Branching ratio {}.", range(ratio))?;
    }
    show::paragraph(out, "Is excitation needed: ", &text)?;
    show::paragraph(out, "Does it fit: ", &fit_words(&tested.waiting_times))?;
    let days = &tested.days;
    let text = format!(
        "Kolmogorov–Smirnov {}, Anderson–Darling {} ({} days and kinds, randomised; weak where most days are empty).",
        p_value(days.kolmogorov_smirnov_p),
        p_value(days.anderson_darling_p),
        days.number
    );
    show::paragraph(out, "Counts by day: ", &text)
}
