//! Simulation-based calibration (Talts et al. 2018): where parameters are drawn
//! from the prior and events from the parameters, the rank of the truth among the
//! posterior draws is uniform.
//!
//! Catalogues with more than three times or less than a third of the events aimed
//! at are drawn anew, parameters included. That is a condition on the data alone,
//! under which ranks stay uniform.

use crate::truth;
use foreshock_hawkes::Catalogue;
use foreshock_hawkes::continuous::{Family, Model, Priors, Process, Simulator};
use foreshock_hawkes::posterior::Sampling;
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Draws that the truth is ranked among.
const AMONG: usize = 99;
const LENGTH: f64 = 1000.0;
const NAMES: [&str; 8] = [
    "background 1",
    "background 2",
    "weight 1<1",
    "weight 1<2",
    "weight 2<1",
    "weight 2<2",
    "half-life",
    "branching ratio",
];

fn empty() -> Catalogue {
    Catalogue::new(Vec::new(), Vec::new(), 2, truth::window(0.0, LENGTH)).expect("valid")
}

fn priors(events: f64) -> Priors {
    let mut priors = Priors::weak(&empty());
    // Half of the events come on their own, on average.
    priors.background_means = vec![0.25 * events / LENGTH; 2];
    priors.half_life_median = 10.0;
    priors.half_life_deviation = 1.4;
    priors
}

fn quantities(process: &Process) -> Vec<f64> {
    let mut quantities = process.background().to_vec();
    quantities.extend(process.excitation());
    quantities.push(process.half_life(0, 0).unwrap_or(0.0));
    quantities.push(process.branching_ratio());
    quantities
}

fn record(model: &Model, events: f64, seed: u64) -> (Process, Catalogue) {
    let most = (3.0 * events) as usize;
    for attempt in 0.. {
        let seed = (seed << 20) + attempt;
        let process = priors(events).draw(model, &empty(), seed).expect("valid");
        let path = Simulator::new(&process, 0.0)
            .expect("valid")
            .with_at_most(most + 1)
            .path(LENGTH, seed, 0)
            .expect("valid");
        if (events / 3.0..=3.0 * events).contains(&(path.catalogue.len() as f64)) {
            return (process, path.catalogue);
        }
    }
    unreachable!("attempts do not end")
}

struct Ranks {
    /// `ranks[replicate][quantity]`, from 0 to `AMONG`.
    ranks: Vec<Vec<usize>>,
    converged: usize,
}

fn ranks(events: f64, replicates: u64, draws: usize) -> Ranks {
    let model = Model::estimated(Family::Exponential);
    let sampled: Vec<(Vec<usize>, bool)> = (0..replicates)
        .into_par_iter()
        .map(|replicate| {
            let (truth, catalogue) = record(&model, events, replicate);
            let mut sampling = Sampling::seeded(replicate);
            sampling.draws = draws;
            let posterior = model
                .posterior(&catalogue, &priors(events), &sampling)
                .expect("a posterior");
            let thinned: Vec<Vec<f64>> = (0..AMONG)
                .map(|index| quantities(&posterior.draws[index * posterior.draws.len() / AMONG]))
                .collect();
            let ranks = quantities(&truth)
                .iter()
                .enumerate()
                .map(|(place, truth)| thinned.iter().filter(|draw| draw[place] < *truth).count())
                .collect();
            (ranks, posterior.convergence.r_hat < 1.05)
        })
        .collect();
    Ranks {
        converged: sampled.iter().filter(|(_, converged)| *converged).count(),
        ranks: sampled.into_iter().map(|(ranks, _)| ranks).collect(),
    }
}

impl Ranks {
    /// p-value of the ranks of a quantity in ten bins.
    fn p_value(&self, place: usize) -> f64 {
        let mut bins = [0.0; 10];
        for ranks in &self.ranks {
            bins[ranks[place] * 10 / (AMONG + 1)] += 1.0;
        }
        let expected = self.ranks.len() as f64 / 10.0;
        let statistic: f64 = bins
            .iter()
            .map(|bin| (bin - expected).powi(2) / expected)
            .sum();
        ChiSquared::new(9.0).expect("valid").sf(statistic)
    }

    /// Share of replicates whose 90 % interval holds the truth.
    fn covered(&self, place: usize) -> f64 {
        let inside = |ranks: &&Vec<usize>| (5..95).contains(&ranks[place]);
        self.ranks.iter().filter(inside).count() as f64 / self.ranks.len() as f64
    }
}

#[test]
fn ranks_are_uniform() {
    let found = ranks(50.0, 100, 150);
    for (place, name) in NAMES.iter().enumerate() {
        let p_value = found.p_value(place);
        // Eight looks at a level of one in ten thousand.
        assert!(p_value > 1e-4, "{name}: {p_value}");
    }
    assert!(found.converged >= 95, "{}", found.converged);
}

fn print_ranks(events: f64, replicates: u64) {
    println!("| events | quantity | p-value of uniform ranks | 90 % covered |");
    let found = ranks(events, replicates, 400);
    for (place, name) in NAMES.iter().enumerate() {
        println!(
            "| {events} | {name} | {:.3} | {:.1} |",
            found.p_value(place),
            100.0 * found.covered(place)
        );
    }
    println!("converged: {} of {replicates}", found.converged);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_ranks_of_50_events() {
    print_ranks(50.0, 1000);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_ranks_of_500_events() {
    print_ranks(500.0, 400);
}
