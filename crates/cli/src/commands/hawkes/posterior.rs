//! The continuous model by posterior draws, for few events.

use std::fmt::Write;

use foreshock_hawkes::{
    continuous::{Family, Model, Posterior, Priors},
    posterior::{Convergence, Interval, Sampling},
};
use serde::Serialize;

use super::{
    continuous::catalogue,
    read::Events,
    show::{self, BOLD, Heading, percent, range},
};
use crate::{arguments::HawkesTable, failure::Failure};

/// More than one child for this many parents counts as excitation.
const PARENTS: f64 = 20.0;
/// Probability from which excitation of a pair is marked.
const SUPPORTED: f64 = 0.95;

#[derive(Serialize)]
struct Answers<'a> {
    #[serde(flatten)]
    heading: Heading<'a>,
    priors: Priors,
    /// Median and 90 % interval, row excited, column exciting.
    excitation: Vec<Vec<Option<Interval>>>,
    /// Probability of more than one child for twenty parents.
    supported: Vec<Vec<f64>>,
    branching_ratio: Option<Interval>,
    explosive: f64,
    half_life: Option<Interval>,
    background: Vec<Option<Interval>>,
    draws: usize,
    divergences: usize,
    convergence: Convergence,
    never_seen: Vec<&'a str>,
}

pub(super) fn fit(arguments: &HawkesTable, events: &Events) -> Result<String, Failure> {
    let catalogue = catalogue(arguments, events)?;
    let priors = Priors::weak(&catalogue);
    let posterior = Model::estimated(Family::Exponential).posterior(
        &catalogue,
        &priors,
        &Sampling::seeded(arguments.seed),
    )?;
    let kinds = events.kinds.len();
    let table = |row: usize| (0..kinds).map(move |column| (row, column));
    let answers = Answers {
        heading: Heading::new(arguments, events, "continuous"),
        priors,
        excitation: (0..kinds)
            .map(|row| {
                table(row)
                    .map(|(row, column)| posterior.excitation(row, column))
                    .collect()
            })
            .collect(),
        supported: (0..kinds)
            .map(|row| {
                table(row)
                    .map(|(row, column)| supported(&posterior, row * kinds + column))
                    .collect()
            })
            .collect(),
        branching_ratio: posterior.branching_ratio(),
        explosive: posterior.explosive(),
        half_life: posterior.half_life(0, 0),
        background: (0..kinds)
            .map(|kind| Interval::of(posterior.draws.iter().map(|draw| draw.background()[kind])))
            .collect(),
        draws: posterior.draws.len(),
        divergences: posterior.divergences,
        convergence: posterior.convergence,
        never_seen: posterior
            .never_seen
            .iter()
            .map(|&kind| events.kinds[kind].as_str())
            .collect(),
    };
    if arguments.json {
        return show::json(&answers);
    }
    let mut out = answers.heading.text();
    // Writing to a string cannot fail.
    let _ = write_fit(&mut out, events, &answers);
    Ok(out)
}

fn supported(posterior: &Posterior, pair: usize) -> f64 {
    let above = posterior
        .draws
        .iter()
        .filter(|draw| draw.excitation()[pair] * PARENTS > 1.0);
    above.count() as f64 / posterior.draws.len().max(1) as f64
}

fn write_fit(out: &mut String, events: &Events, answers: &Answers<'_>) -> std::fmt::Result {
    writeln!(
        out,
        "\n{BOLD}Events of the row's kind that one event of the column's kind brings about{BOLD:#}"
    )?;
    let cells: Vec<Vec<show::Cell>> = answers
        .excitation
        .iter()
        .zip(&answers.supported)
        .map(|(row, supported)| {
            row.iter()
                .zip(supported)
                .map(|(interval, supported)| show::Cell {
                    short: interval.map_or_else(|| "?".to_owned(), |i| format!("{:.2}", i.median)),
                    long: interval.map_or_else(|| "?".to_owned(), |i| range(&i)),
                    marked: *supported >= SUPPORTED,
                })
                .collect()
        })
        .collect();
    show::matrix(out, &events.kinds, &cells)?;
    show::paragraph(
        out,
        "",
        "Median and 90 % interval of posterior draws. * more than one child for twenty parents, with a probability of 95 % or more; without it, the number may be zero.",
    )?;
    writeln!(out)?;
    if let Some(ratio) = &answers.branching_ratio {
        let text = format!(
            "Branching ratio: {}. From 1 on activity feeds itself; the probability of that is {}.",
            range(ratio),
            percent(answers.explosive)
        );
        show::paragraph(out, "", &text)?;
    }
    if let Some(half_life) = &answers.half_life {
        let text = format!(
            "Half of what an event brings about has come after {} days.",
            range(half_life)
        );
        show::paragraph(out, "", &text)?;
    }
    for name in &answers.never_seen {
        let text = "never seen in the window; the figures for it only repeat the prior.";
        show::paragraph(out, &format!("{name}: "), text)?;
    }
    if !answers.convergence.converged {
        show::paragraph(
            out,
            "Warning: ",
            "the draws have not converged; the figures are provisional.",
        )?;
    }
    writeln!(out)?;
    let text = format!(
        "The priors say: branching ratio about 0.5, half-life about {} days within a factor of {:.0} (90 %), background as much as one event. The background is taken as constant; a drift of it would pass for excitation. `foreshock hawkes test` says whether excitation is needed at all.",
        show::number(answers.priors.half_life_median),
        (1.644_853_627 * answers.priors.half_life_deviation).exp()
    );
    show::paragraph(out, "", &text)
}
