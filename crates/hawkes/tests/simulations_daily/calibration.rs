//! Simulation-based calibration (Talts et al. 2018): where parameters are drawn
//! from the prior and data from the parameters, the rank of the truth among the
//! posterior draws is uniform.
//!
//! Records with more than three times or less than a third of the events aimed at
//! are drawn anew, parameters included. That is a condition on the data alone,
//! under which ranks stay uniform.

use foreshock_hawkes::daily::{
    self, Model, Parameters, Priors, Series, posterior, simulate_series,
};
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::truth;

/// Draws that the truth is ranked among.
const AMONG: usize = 99;

struct Ranks {
    names: Vec<&'static str>,
    /// `ranks[replicate][quantity]`, from 0 to `AMONG`.
    ranks: Vec<Vec<usize>>,
    converged: usize,
}

fn quantities(parameters: &Parameters) -> Vec<f64> {
    let matrix = parameters.matrix();
    let half_lives = parameters.half_lives.as_ref().expect("geometric");
    vec![
        parameters.background[0][0],
        parameters.background[1][0],
        matrix[0][0],
        matrix[0][1],
        matrix[1][0],
        matrix[1][1],
        half_lives[0][0],
        parameters.dispersions[0],
        parameters.dispersions[1],
        parameters.branching_ratio(),
    ]
}

fn priors(events: f64, days: usize) -> Priors {
    let mut priors = Priors::weak(&truth::empty(2, days));
    // Half of the events come on their own, on average.
    priors.background_means = vec![0.25 * events / days as f64; 2];
    priors
}

fn record(events: f64, days: usize, seed: u64) -> (Parameters, Series) {
    let (model, empty, priors) = (
        Model::default(),
        truth::empty(2, days),
        priors(events, days),
    );
    for attempt in 0.. {
        let seed = (seed << 20) + attempt;
        let parameters = priors.draw(&model, &empty, seed).expect("valid priors");
        // The number of events expected grows by the branching ratio with every
        // generation; what would not fit need not be drawn.
        let Ok(series) = simulate_series(&model, &empty, &parameters, seed) else {
            continue;
        };
        let total = series.totals().iter().sum::<u64>() as f64;
        if (events / 3.0..=3.0 * events).contains(&total) {
            return (parameters, series);
        }
    }
    unreachable!("attempts do not end")
}

/// `draws` of each of four chains; the truth is ranked among some of them, so far
/// apart that they are nearly independent.
fn ranks(events: f64, days: usize, replicates: u64, seed: u64, draws: usize) -> Ranks {
    let sampled: Vec<(Vec<usize>, bool)> = (0..replicates)
        .into_par_iter()
        .map(|replicate| {
            let seed = seed + replicate;
            let (truth, series) = record(events, days, seed);
            let mut sampling = daily::sampling(seed);
            sampling.draws = draws;
            let draws = posterior(&Model::default(), &series, &priors(events, days), &sampling)
                .expect("a posterior");
            let thinned: Vec<Vec<f64>> = (0..AMONG)
                .map(|index| quantities(&draws.draws[index * draws.draws.len() / AMONG]))
                .collect();
            let ranks = quantities(&truth)
                .iter()
                .enumerate()
                .map(|(place, truth)| thinned.iter().filter(|draw| draw[place] < *truth).count())
                .collect();
            (ranks, draws.drawn.is_reliable())
        })
        .collect();
    Ranks {
        names: vec![
            "background 1",
            "background 2",
            "weight 1<1",
            "weight 1<2",
            "weight 2<1",
            "weight 2<2",
            "half-life",
            "dispersion 1",
            "dispersion 2",
            "branching ratio",
        ],
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
    // The denser records converge more slowly, and have the draws of an assessment.
    for (events, days, replicates, draws) in [(50.0, 1000, 120, 150), (500.0, 1000, 40, 250)] {
        let found = ranks(events, days, replicates, 1000, draws);
        for (place, name) in found.names.iter().enumerate() {
            let p_value = found.p_value(place);
            // Twenty looks at a level of one in ten thousand.
            assert!(p_value > 1e-4, "{name}: {p_value}, {events} events");
        }
        assert!(found.converged as f64 >= 0.95 * replicates as f64);
    }
}

fn print_ranks(events: f64, days: usize, replicates: u64) {
    println!("| events | days | quantity | p-value of uniform ranks | 90 % covered |");
    println!("|---|---|---|---|---|");
    let found = ranks(events, days, replicates, 50_000, 750);
    for (place, name) in found.names.iter().enumerate() {
        println!(
            "| {events} | {days} | {name} | {:.3} | {:.1} |",
            found.p_value(place),
            100.0 * found.covered(place)
        );
    }
    println!("converged: {} of {replicates}", found.converged);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_ranks_of_50_events_in_1000_days() {
    print_ranks(50.0, 1000, 1000);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_ranks_of_500_events_in_1000_days() {
    print_ranks(500.0, 1000, 1000);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_ranks_of_500_events_in_100_days() {
    print_ranks(500.0, 100, 1000);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_ranks_of_5000_events_in_1000_days() {
    print_ranks(5000.0, 1000, 200);
}
