//! What must hold of daily models whatever the counts.

use foreshock_hawkes::DailyCounts;
use foreshock_hawkes::daily::{
    HalfLife, Kernel, Model, Observation, Parameters, Series, log_likelihood, residuals,
};
use proptest::prelude::*;

const DAYS: usize = 40;

/// Counts of two kinds, most of them 0.
fn counts() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(
        prop_oneof![5 => Just(0), 3 => 1..4_u32, 1 => 4..60_u32],
        2 * DAYS,
    )
}

fn models() -> impl Strategy<Value = (Model, usize)> {
    let kernel = prop_oneof![
        Just((Kernel::Geometric(HalfLife::Shared), 1)),
        Just((Kernel::Geometric(HalfLife::PerPair), 1)),
        Just((Kernel::Geometric(HalfLife::Given(3.0)), 1)),
        Just((Kernel::Sum(vec![1.0, 9.0]), 2)),
        Just((
            Kernel::PowerLaw {
                offset: 0.7,
                exponent: 0.6,
                longest: 25,
            },
            1
        )),
    ];
    (kernel, any::<bool>()).prop_map(|((kernel, components), dispersed)| {
        let observation = if dispersed {
            Observation::default()
        } else {
            Observation::Poisson
        };
        let model = Model {
            kernel,
            observation,
            ..Model::default()
        };
        (model, components)
    })
}

/// Parameters of a model of two kinds from ten numbers between 0 and 1.
fn parameters((model, components): &(Model, usize), numbers: &[f64]) -> Parameters {
    let pair = |of: &[f64]| vec![vec![of[0], of[1]], vec![of[2], of[3]]];
    let half_lives = match &model.kernel {
        Kernel::Geometric(HalfLife::Shared) => Some(vec![vec![1.0 + 9.0 * numbers[8]; 2]; 2]),
        Kernel::Geometric(HalfLife::Given(half_life)) => Some(vec![vec![*half_life; 2]; 2]),
        Kernel::Geometric(HalfLife::PerPair) => {
            let by_pair: Vec<f64> = numbers[6..10].iter().map(|n| 1.0 + 9.0 * n).collect();
            Some(pair(&by_pair))
        }
        _ => None,
    };
    let excess = match model.observation {
        Observation::Poisson => 0.0,
        _ => numbers[9],
    };
    Parameters {
        background: vec![vec![(0.1 + numbers[0]).ln()], vec![(0.1 + numbers[1]).ln()]],
        weights: (0..*components)
            .map(|component| {
                let weights: Vec<f64> = numbers[2 + component..6 + component]
                    .iter()
                    .map(|n| 0.01 + 0.4 * n)
                    .collect();
                pair(&weights)
            })
            .collect(),
        half_lives,
        dispersions: vec![1.0 + excess, 1.0 + 0.5 * excess],
    }
}

fn swapped(of: &Parameters) -> Parameters {
    let turn = |matrix: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        matrix
            .iter()
            .rev()
            .map(|row| row.iter().rev().copied().collect())
            .collect()
    };
    Parameters {
        background: of.background.iter().rev().cloned().collect(),
        weights: of.weights.iter().map(turn).collect(),
        half_lives: of.half_lives.as_ref().map(turn),
        dispersions: of.dispersions.iter().rev().copied().collect(),
    }
}

fn series(counts: &[u32], covered: impl Fn(usize) -> bool) -> Series {
    let days = counts.len() / 2;
    let counts = DailyCounts::new(counts.to_vec(), 2, days)
        .and_then(|counts| counts.with_coverage((0..days).map(covered).collect()));
    Series::new(&counts.expect("valid"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What came before a day is all that the days after it need.
    #[test]
    fn likelihood_splits_at_any_day(
        counts in counts(), model in models(),
        numbers in prop::collection::vec(0.0..1.0_f64, 10), cut in 1..DAYS,
    ) {
        let parameters = parameters(&model, &numbers);
        let of = |series: &Series| log_likelihood(&model.0, series, &parameters).expect("valid");
        let whole = of(&series(&counts, |_| true));
        let parts = of(&series(&counts, |day| day < cut)) + of(&series(&counts, |day| day >= cut));
        prop_assert!(close(whole, parts), "{whole} is not {parts}");
    }

    /// The order of the kinds does not matter.
    #[test]
    fn kinds_can_change_places(
        counts in counts(), model in models(),
        numbers in prop::collection::vec(0.0..1.0_f64, 10),
    ) {
        let parameters = parameters(&model, &numbers);
        let turned: Vec<u32> = [&counts[DAYS..], &counts[..DAYS]].concat();
        let here = log_likelihood(&model.0, &series(&counts, |_| true), &parameters).expect("valid");
        let there = log_likelihood(&model.0, &series(&turned, |_| true), &swapped(&parameters))
            .expect("valid");
        prop_assert!(close(here, there), "{here} is not {there}");
    }

    /// What comes later does not change what is said of earlier days.
    #[test]
    fn nothing_later_is_seen(
        counts in counts(), model in models(),
        numbers in prop::collection::vec(0.0..1.0_f64, 10), cut in 1..DAYS, other in counts(),
    ) {
        let parameters = parameters(&model, &numbers);
        let mut changed = counts.clone();
        for kind in 0..2 {
            changed[kind * DAYS + cut..(kind + 1) * DAYS]
                .copy_from_slice(&other[kind * DAYS + cut..(kind + 1) * DAYS]);
        }
        let of = |counts: &[u32]| {
            log_likelihood(&model.0, &series(counts, |day| day < cut), &parameters).expect("valid")
        };
        prop_assert!(close(of(&counts), of(&changed)));
    }

    /// Residuals are probabilities, one for each day or each wait.
    #[test]
    fn residuals_are_probabilities(
        counts in counts(), model in models(),
        numbers in prop::collection::vec(0.0..1.0_f64, 10), seed: u64,
    ) {
        let parameters = parameters(&model, &numbers);
        let series = series(&counts, |_| true);
        let daily = residuals::daily(&model.0, &series, &parameters, seed).expect("valid");
        let waiting = residuals::waiting(&model.0, &series, &parameters, seed).expect("valid");
        for kind in 0..2 {
            let with_events = counts[kind * DAYS..(kind + 1) * DAYS].iter().filter(|c| **c > 0);
            prop_assert_eq!(daily[kind].len(), DAYS);
            prop_assert_eq!(waiting[kind].len(), with_events.count());
        }
        for residual in daily.concat().into_iter().chain(waiting.concat()) {
            prop_assert!((0.0..=1.0).contains(&residual), "{residual}");
        }
    }

    /// The log-likelihood is finite, and a model without excitation never sees
    /// the order of days.
    #[test]
    fn independent_counts_have_no_order(
        counts in counts(), model in models(),
        numbers in prop::collection::vec(0.0..1.0_f64, 10),
    ) {
        let alone = model.0.without_excitation();
        let mut parameters = parameters(&model, &numbers);
        parameters.weights.iter_mut().flatten().flatten().for_each(|weight| *weight = 0.0);
        let backwards: Vec<u32> = [&counts[..DAYS], &counts[DAYS..]]
            .into_iter()
            .flat_map(|kind| kind.iter().rev().copied())
            .collect();
        let of = |counts: &[u32]| log_likelihood(&alone, &series(counts, |_| true), &parameters);
        if let (Ok(here), Ok(there)) = (of(&counts), of(&backwards)) {
            prop_assert!(here.is_finite() && close(here, there), "{here} is not {there}");
        }
    }
}
