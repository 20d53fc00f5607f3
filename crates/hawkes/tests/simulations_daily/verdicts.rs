//! How often tests reject where they should not, and where they should.

use foreshock_hawkes::DailyCounts;
use foreshock_hawkes::daily::{
    Model, Observation, Parameters, Series, Settings, Verdict, dynamics, likelihood_ratio,
    residuals::{self, Residuals},
    simulate_series,
};
use rayon::prelude::*;

use crate::truth;

/// p-values of what nearly all records from the truth allow to be tested.
fn p_values<P: Send>(
    truth: &Parameters,
    days: usize,
    records: u64,
    test: impl Fn(&Series, u64) -> Option<P> + Sync,
) -> Vec<P> {
    let kinds = truth.background.len();
    let found: Vec<P> = (0..records)
        .into_par_iter()
        .filter_map(|seed| {
            let series =
                simulate_series(&Model::default(), &truth::empty(kinds, days), truth, seed)
                    .expect("a record");
            test(&series, seed)
        })
        .collect();
    assert!(
        found.len() as u64 * 20 >= records * 19,
        "{} of {records} worked",
        found.len()
    );
    found
}

fn excitation(
    model: &Model,
    truth: &Parameters,
    days: usize,
    records: u64,
    replicates: usize,
) -> f64 {
    let p_values = p_values(truth, days, records, |series, seed| {
        likelihood_ratio(model, series, replicates, seed)
            .ok()
            .map(|ratio| ratio.p_value)
    });
    p_values.iter().filter(|p| **p <= 0.05).count() as f64 / p_values.len() as f64
}

fn poor_fit(
    which: Residuals,
    truth: &Parameters,
    model: &Model,
    days: usize,
    records: u64,
    replicates: usize,
) -> [f64; 2] {
    let p_values = p_values(truth, days, records, |series, seed| {
        let test = residuals::test(model, series, which, replicates, seed).ok()?;
        Some([test.kolmogorov_smirnov_p, test.anderson_darling_p])
    });
    std::array::from_fn(|test| {
        p_values.iter().filter(|p| p[test] <= 0.05).count() as f64 / p_values.len() as f64
    })
}

#[test]
fn independent_counts_are_seldom_called_exciting() {
    let truth = truth::independent(2, 60.0, 1000, 1.4);
    let rate = excitation(&Model::default(), &truth, 1000, 160, 19);
    // 5 % and four standard errors.
    assert!(rate <= 0.12, "{rate}");
}

#[test]
fn exciting_counts_are_found() {
    let rate = excitation(
        &Model::default(),
        &truth::two_kinds(200.0, 1500),
        1500,
        30,
        39,
    );
    assert!(rate >= 0.9, "{rate}");
}

#[test]
fn the_true_model_seldom_fits_poorly() {
    let truth = truth::two_kinds(100.0, 1000);
    for which in [Residuals::Waiting, Residuals::Daily] {
        let rates = poor_fit(which, &truth, &Model::default(), 1000, 80, 19);
        assert!(
            rates.iter().all(|rate| *rate <= 0.16),
            "{which:?}: {rates:?}"
        );
    }
}

#[test]
fn poisson_fits_dispersed_counts_poorly() {
    let truth = truth::independent(1, 1500.0, 500, 4.0);
    let poisson = Model {
        observation: Observation::Poisson,
        ..Model::default()
    };
    let rates = poor_fit(Residuals::Daily, &truth, &poisson, 500, 10, 39);
    assert!(rates[1] >= 0.9, "{rates:?}");
}

/// A year of three kinds, the second without any event.
fn small() -> DailyCounts {
    let mut counts = vec![0; 3 * 365];
    for day in [10, 11, 13, 80, 200, 201, 201, 202, 300] {
        counts[day] += 1;
    }
    counts[2 * 365 + 12] = 2;
    DailyCounts::new(counts, 3, 365).expect("valid")
}

#[test]
fn dynamics_are_the_same_whatever_the_number_of_threads() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        let settings = Settings {
            seed: 5,
            past: vec![300, 90],
            replicates: 19,
        };
        let dynamics = pool.install(|| dynamics(&small(), &settings).expect("dynamics"));
        serde_json::to_string(&dynamics).expect("JSON")
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn small_and_empty_records_have_answers() {
    let settings = Settings {
        seed: 5,
        past: vec![5, 365],
        replicates: 19,
    };
    let found = dynamics(&small(), &settings).expect("dynamics");
    assert_eq!(found.past[0].branching_ratio, None);
    let ratio = found.answers.expect("answers").branching_ratio;
    assert!(ratio.high - ratio.low > 0.2, "{ratio:?}");
    let nothing = DailyCounts::new(vec![0; 100], 1, 100).expect("valid");
    let found = dynamics(&nothing, &settings).expect("dynamics");
    assert_eq!(found.answers, None);
    assert_eq!(found.verdict, Verdict::CannotTell);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_excitation_found() {
    println!("| truth | events | excitation found at 5 % |");
    println!("|---|---|---|");
    for dispersion in [1.0, 2.0] {
        for (events, days) in [(50.0, 1000), (500.0, 2000), (5000.0, 2000)] {
            let records = if events > 1000.0 { 100 } else { 400 };
            let truth = truth::independent(2, events, days, dispersion);
            let rate = excitation(&Model::default(), &truth, days, records, 99);
            println!(
                "| independent, dispersion {dispersion} | {events} | {:.1} |",
                100.0 * rate
            );
        }
    }
    for (events, days) in [(20.0, 1000), (50.0, 1000), (100.0, 1000), (200.0, 1000)] {
        let rate = excitation(
            &Model::default(),
            &truth::two_kinds(events, days),
            days,
            200,
            99,
        );
        println!("| branching ratio 0.56 | {events} | {:.1} |", 100.0 * rate);
    }
}

fn print_poor_fits(events: f64, days: usize, records: u64) {
    println!("| residuals | events | Kolmogorov–Smirnov at 5 % | Anderson–Darling at 5 % |");
    println!("|---|---|---|---|");
    let truth = truth::two_kinds(events, days);
    for (name, which) in [("waiting", Residuals::Waiting), ("daily", Residuals::Daily)] {
        let rates = poor_fit(which, &truth, &Model::default(), days, records, 99);
        println!(
            "| {name} | {events} | {:.1} | {:.1} |",
            100.0 * rates[0],
            100.0 * rates[1]
        );
    }
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_residuals_of_50_events() {
    print_poor_fits(50.0, 1000, 400);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_residuals_of_500_events() {
    print_poor_fits(500.0, 2000, 400);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_residuals_of_5000_events() {
    print_poor_fits(5000.0, 2000, 200);
}

/// Share of forecasts whose tests reject at 5 %, in the order number, likelihood,
/// conditional likelihood, kinds.
fn forecasts_rejected(events: f64, days: usize, ahead: usize, records: u64) -> [f64; 4] {
    use foreshock_hawkes::{
        daily::{Priors, posterior, test_forecast},
        posterior::Sampling,
    };
    let truth = truth::two_kinds(events, days);
    let model = Model::default();
    let found: Vec<[bool; 4]> = (0..records)
        .into_par_iter()
        .map(|seed| {
            let whole = simulate_series(&model, &truth::empty(2, days + ahead), &truth, seed)
                .expect("a record");
            let past = whole.between(0..days);
            let future = whole
                .between(days..days + ahead)
                .to_counts()
                .expect("covered");
            let mut sampling = Sampling::seeded(seed);
            sampling.chains = 2;
            let draws =
                posterior(&model, &past, &Priors::weak(&past), &sampling).expect("a posterior");
            let tests = test_forecast(&draws, &past, &future, 400, seed).expect("tests");
            [
                tests.number.p_value <= 0.05,
                tests.likelihood.p_value <= 0.05,
                tests.conditional_likelihood.p_value <= 0.05,
                tests.kinds.is_some_and(|kinds| kinds.p_value <= 0.05),
            ]
        })
        .collect();
    std::array::from_fn(|test| {
        found.iter().filter(|found| found[test]).count() as f64 / records as f64
    })
}

#[test]
fn forecasts_of_the_true_model_are_seldom_rejected() {
    let rates = forecasts_rejected(200.0, 1500, 90, 60);
    assert!(rates.iter().all(|rate| *rate <= 0.17), "{rates:?}");
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_forecasts() {
    println!("| events behind | number | likelihood | conditional likelihood | kinds |");
    println!("|---|---|---|---|---|");
    for (events, days) in [(50.0, 1000), (500.0, 2000)] {
        let rates = forecasts_rejected(events, days, 90, 400);
        let cells: Vec<String> = rates
            .iter()
            .map(|rate| format!("{:.1}", 100.0 * rate))
            .collect();
        println!("| {events} | {} |", cells.join(" | "));
    }
}

/// T and W on records that two wrong models explain equally well: the truth has two
/// kinds alike, each model favours another of them.
fn comparisons_rejected(events: f64, days: usize, records: u64) -> [f64; 2] {
    use foreshock_hawkes::daily::compare;
    let model = Model::default();
    let like = |backgrounds: [f64; 2]| {
        // Half of the events are background.
        let rate = 0.5 * events / days as f64;
        Parameters {
            background: backgrounds.map(|share| vec![(share * rate).ln()]).to_vec(),
            weights: vec![vec![vec![0.3, 0.2], vec![0.2, 0.3]]],
            half_lives: Some(vec![vec![5.0; 2]; 2]),
            dispersions: vec![1.2; 2],
        }
    };
    let (truth, first, second) = (like([0.5, 0.5]), like([0.6, 0.4]), like([0.4, 0.6]));
    let found = p_values(&truth, days, records, |series, _| {
        let test = compare((&model, &first), (&model, &second), series, 0.95).expect("possible")?;
        Some([test.t_p_value, test.w_p_value])
    });
    std::array::from_fn(|test| {
        found.iter().filter(|p| p[test] <= 0.05).count() as f64 / found.len() as f64
    })
}

#[test]
fn comparisons_keep_their_size() {
    // 5 % and four standard errors.
    let rates = comparisons_rejected(100.0, 500, 600);
    assert!(rates.iter().all(|rate| *rate <= 0.087), "{rates:?}");
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_comparisons() {
    println!("| events | T | W |");
    for (events, days) in [(50.0, 1000), (500.0, 1000), (5000.0, 1000)] {
        let [t, w] = comparisons_rejected(events, days, 4000);
        println!(
            "| {events} in {days} days | {:.1} | {:.1} |",
            100.0 * t,
            100.0 * w
        );
    }
}
