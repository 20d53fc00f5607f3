//! False alarms of the constant-rate baseline on series without any change.

use crate::draw;
use foreshock_counts::Predictive;
use foreshock_counts::sparse::{DispersionPrior, predict_with};

const NOMINAL: [f64; 3] = [0.05, 0.01, 0.001];

/// Probability of a false alarm at each nominal level, averaged over
/// reference series. Given the reference it is computed from the truth, not
/// drawn, so that few series suffice.
fn false_alarms(
    prior: &DispersionPrior,
    mean: f64,
    dispersion: f64,
    periods: usize,
    series: u64,
) -> [f64; 3] {
    let truth = Predictive::negative_binomial(mean, dispersion).expect("valid");
    let mut rates = [0.0; 3];
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let reference = draw::counts(&mut random, periods, mean, dispersion);
        let predictive = predict_with(&reference, 1.0, prior)
            .expect("valid")
            .predictive;
        for (rate, nominal) in rates.iter_mut().zip(NOMINAL) {
            let largest_expected = predictive.quantile(1.0 - nominal).expect("valid");
            *rate += truth.upper_tail(largest_expected + 1.0) / series as f64;
        }
    }
    rates
}

#[test]
fn false_alarms_on_poisson_counts_stay_below_nominal() {
    let prior = DispersionPrior::default();
    for (mean, periods) in [(0.05, 52), (1.0, 26), (5.0, 260)] {
        let rates = false_alarms(&prior, mean, 1.0, periods, 150);
        for (rate, nominal) in rates.into_iter().zip(NOMINAL) {
            assert!(
                rate <= 1.1 * nominal,
                "{rate} at {nominal}, mean {mean}, {periods} periods"
            );
        }
    }
}

#[test]
fn false_alarms_on_dispersed_counts_stay_near_nominal() {
    let prior = DispersionPrior::default();
    for (mean, dispersion, periods) in [(1.0, 2.0, 52), (5.0, 4.0, 260), (1.0, 4.0, 260)] {
        let rates = false_alarms(&prior, mean, dispersion, periods, 150);
        for (rate, nominal) in rates.into_iter().zip(NOMINAL) {
            assert!(
                rate <= 1.5 * nominal,
                "{rate} at {nominal}, mean {mean}, dispersion {dispersion}, {periods} periods"
            );
        }
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/baselines.md"]
fn table_of_false_alarms() {
    let poisson_only = DispersionPrior {
        poisson_probability: 1.0,
        ..Default::default()
    };
    for (name, prior) in [
        ("default", DispersionPrior::default()),
        ("Poisson only", poisson_only),
    ] {
        println!("| prior: {name}; mean | dispersion | periods | 5 % | 1 % | 0.1 % |");
        for mean in [0.05, 0.2, 1.0, 5.0] {
            for dispersion in [1.0, 1.5, 2.0, 4.0] {
                for periods in [12, 26, 52, 260] {
                    let rates = false_alarms(&prior, mean, dispersion, periods, 1000);
                    println!(
                        "| {mean} | {dispersion} | {periods} | {:.2} | {:.2} | {:.3} |",
                        100.0 * rates[0],
                        100.0 * rates[1],
                        100.0 * rates[2]
                    );
                }
            }
        }
    }
}
