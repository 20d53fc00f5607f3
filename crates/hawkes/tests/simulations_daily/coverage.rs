//! Recovery of fixed parameters, and how often intervals hold them.

use foreshock_hawkes::{
    daily::{
        self, Answers, Model, Parameters, Priors, Profile, Profiled, fit, log_likelihood,
        posterior, profile, simulate_series,
    },
    posterior::Interval,
};
use rayon::prelude::*;

use crate::truth;

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

fn quantities(parameters: &Parameters) -> Vec<f64> {
    let matrix = parameters.matrix();
    let half_lives = parameters.half_lives.as_ref().expect("geometric");
    vec![
        parameters.background[0][0].exp(),
        parameters.background[1][0].exp(),
        matrix[0][0],
        matrix[0][1],
        matrix[1][0],
        matrix[1][1],
        half_lives[0][0],
        parameters.branching_ratio(),
    ]
}

/// Share of replicates whose 90 % interval holds each quantity.
fn coverage(events: f64, days: usize, replicates: u64) -> Vec<f64> {
    let truth = truth::two_kinds(events, days);
    let held: Vec<Vec<bool>> = (0..replicates)
        .into_par_iter()
        .map(|seed| {
            let model = Model::default();
            let series =
                simulate_series(&model, &truth::empty(2, days), &truth, seed).expect("a record");
            let draws = posterior(
                &model,
                &series,
                &Priors::weak(&series),
                &daily::sampling(seed),
            )
            .expect("a posterior");
            let of_draws: Vec<Vec<f64>> = draws.draws.iter().map(quantities).collect();
            quantities(&truth)
                .iter()
                .enumerate()
                .map(|(place, truth)| {
                    Interval::of(of_draws.iter().map(|draw| draw[place]))
                        .expect("draws")
                        .holds(*truth)
                })
                .collect()
        })
        .collect();
    (0..NAMES.len())
        .map(|place| held.iter().filter(|held| held[place]).count() as f64 / held.len() as f64)
        .collect()
}

#[test]
fn maximum_likelihood_recovers_the_truth() {
    let truth = truth::two_kinds(6000.0, 30_000);
    let model = Model::default();
    let series = simulate_series(&model, &truth::empty(2, 30_000), &truth, 3).expect("a record");
    let fit = fit(&model, &series).expect("a fit");
    assert!(fit.not_identified.is_empty(), "{:?}", fit.not_identified);
    let (found, expected) = (quantities(&fit.parameters), quantities(&truth));
    let at_truth = log_likelihood(&model, &series, &truth).expect("parameters of the model");
    assert!(fit.log_likelihood > at_truth && fit.log_likelihood < at_truth + 15.0);
    let error = fit.standard_errors.half_lives[0][0].expect("inside its range");
    let off = found[6] - expected[6];
    assert!(
        off.abs() < 3.5 * error && error < 2.0,
        "{off} with standard error {error}"
    );
    assert!((found[7] - expected[7]).abs() < 0.1, "{}", found[7]);
    for (kind, errors) in fit.standard_errors.background.iter().enumerate() {
        let off = found[kind].ln() - truth.background[kind][0];
        let error = errors[0].expect("inside its range");
        assert!(off.abs() < 3.5 * error, "{off} with standard error {error}");
    }
    // Standard errors tell how far off the estimates are.
    for (row, errors) in fit.standard_errors.weights[0].iter().enumerate() {
        for (column, error) in errors.iter().enumerate() {
            let error = error.expect("inside its range");
            let off = fit.parameters.matrix()[row][column] - truth.matrix()[row][column];
            assert!(off.abs() < 3.5 * error, "{off} with standard error {error}");
            assert!(error < 0.08, "{error}");
        }
    }
}

#[test]
fn intervals_hold_the_truth() {
    let covered = coverage(500.0, 2000, 40);
    let mean = covered.iter().sum::<f64>() / covered.len() as f64;
    assert!((0.84..=0.96).contains(&mean), "{covered:?}");
    for (name, covered) in NAMES.iter().zip(covered) {
        assert!(covered >= 0.74, "{name}: {covered}");
    }
}

#[test]
fn it_is_told_where_the_prior_decides() {
    let little_told = |events: f64, days: usize| {
        let model = Model::default();
        let truth = truth::two_kinds(events, days);
        let series = simulate_series(&model, &truth::empty(2, days), &truth, 4).expect("a record");
        let draws = posterior(&model, &series, &Priors::weak(&series), &daily::sampling(4))
            .expect("a posterior");
        Answers::of(&draws, &series).expect("draws").little_told()
    };
    assert_eq!(little_told(0.5, 100).len(), 4);
    assert!(!little_told(500.0, 100).is_empty());
    assert!(little_told(3000.0, 10_000).is_empty());
}

fn print_coverage(records: &[(f64, usize, u64)]) {
    println!("| events | {} |", NAMES.join(" | "));
    for &(events, days, replicates) in records {
        let covered = coverage(events, days, replicates);
        let cells: Vec<String> = covered
            .iter()
            .map(|share| format!("{:.1}", 100.0 * share))
            .collect();
        println!("| {events} in {days} days | {} |", cells.join(" | "));
    }
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_coverage() {
    print_coverage(&[
        (50.0, 2000, 1000),
        (200.0, 2000, 1000),
        (500.0, 2000, 1000),
        (500.0, 200, 1000),
    ]);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_coverage_of_5000_events() {
    print_coverage(&[(5000.0, 2000, 200)]);
}

/// Share of profile likelihood intervals that hold each quantity but the branching
/// ratio, and the mean of the estimates less the truth, as a part of the truth.
fn profile_coverage(events: f64, days: usize, replicates: u64) -> (Vec<f64>, Vec<f64>) {
    let truth = truth::two_kinds(events, days);
    let weight = |excited, exciting| Profiled::Weight { excited, exciting };
    let of = [
        Profiled::Background { kind: 0 },
        Profiled::Background { kind: 1 },
        weight(0, 0),
        weight(0, 1),
        weight(1, 0),
        weight(1, 1),
        Profiled::HalfLife {
            excited: 0,
            exciting: 0,
        },
    ];
    let expected = quantities(&truth);
    // For each quantity whether its interval holds it, and its estimate.
    let found: Vec<Vec<(bool, f64)>> = (0..replicates)
        .into_par_iter()
        .filter_map(|seed| {
            let model = Model::default();
            let series =
                simulate_series(&model, &truth::empty(2, days), &truth, seed).expect("a record");
            let fit = fit(&model, &series).ok()?;
            let held = of.iter().zip(&expected).map(|(of, expected)| {
                let Profile { low, high } =
                    profile(&model, &series, &fit, *of).expect("a parameter of the model");
                // Of the background the logarithm is profiled.
                let expected = match of {
                    Profiled::Background { .. } => expected.ln(),
                    _ => *expected,
                };
                low.is_none_or(|low| low <= expected) && high.is_none_or(|high| expected <= high)
            });
            Some(held.zip(quantities(&fit.parameters)).collect())
        })
        .collect();
    let mean = |of: &dyn Fn(&(bool, f64)) -> f64, place: usize| {
        found.iter().map(|one| of(&one[place])).sum::<f64>() / found.len() as f64
    };
    (
        (0..of.len())
            .map(|place| mean(&|one| f64::from(u8::from(one.0)), place))
            .collect(),
        (0..of.len())
            .map(|place| mean(&|one| one.1, place) / expected[place] - 1.0)
            .collect(),
    )
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_coverage_of_profiles() {
    println!("| events | | {} |", NAMES[..7].join(" | "));
    for (events, days) in [(500.0, 2000), (500.0, 200)] {
        let (held, bias) = profile_coverage(events, days, 400);
        for (what, numbers) in [("covered", held), ("bias", bias)] {
            let cells: Vec<String> = numbers
                .iter()
                .map(|number| format!("{:.1}", 100.0 * number))
                .collect();
            println!(
                "| {events} in {days} days | {what}, % | {} |",
                cells.join(" | ")
            );
        }
    }
}
