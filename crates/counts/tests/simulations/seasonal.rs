//! False alarms of the seasonal baseline on seasonal series without outbreak.

use crate::draw;
use foreshock_counts::Predictive;
use foreshock_counts::noufaily::{Options, baseline};
use std::f64::consts::TAU;

struct Case {
    mean: f64,
    amplitude: f64,
    slope: f64,
    dispersion: f64,
    years: usize,
}

/// Probability of a false alarm at 5 %, 1 % and 0.1 % under the predictive
/// distribution, and at 1 % of the power and the plug-in bound. Given the
/// history it is computed from the truth.
fn false_alarms(case: &Case, series: u64) -> [f64; 5] {
    let mut rates = [0.0; 5];
    let at = 52 * case.years + 3;
    let mean = |t: usize| {
        case.mean
            * (case.amplitude * (TAU * t as f64 / 52.0).cos() + case.slope * (t as f64 - at as f64))
                .exp()
    };
    let mut fitted = 0.0;
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let shift = 7 * seed as usize % 52;
        let counts: Vec<Option<u64>> = (0..=at)
            .map(|t| Some(draw::count(&mut random, mean(t + shift), case.dispersion)))
            .collect();
        let options = Options {
            years_back: case.years,
            ..Options::default()
        };
        let Ok(fit) = baseline(&counts, 52, at, &options) else {
            continue;
        };
        fitted += 1.0;
        let truth =
            Predictive::negative_binomial(mean(at + shift), case.dispersion).expect("valid");
        let predictive = &fit.predictive;
        let bounds = [
            predictive.quantile(0.95).expect("valid"),
            predictive.quantile(0.99).expect("valid"),
            predictive.quantile(0.999).expect("valid"),
            fit.upper_bound_power(0.01).expect("valid").floor(),
            fit.upper_bound_negative_binomial(0.01).expect("valid"),
        ];
        for (rate, bound) in rates.iter_mut().zip(bounds) {
            *rate += truth.upper_tail(bound + 1.0);
        }
    }
    rates.map(|rate| rate / fitted)
}

#[test]
fn false_alarms_stay_near_nominal() {
    let case = Case {
        mean: 8.0,
        amplitude: 0.4,
        slope: 0.0,
        dispersion: 2.0,
        years: 5,
    };
    let rates = false_alarms(&case, 120);
    assert!(rates[0] <= 0.08 && rates[1] <= 0.03, "{rates:?}");
    assert!(rates[0] >= 0.01, "{rates:?}");
}

#[test]
#[ignore = "full size; prints the table of docs/methods/baselines.md"]
fn table_of_false_alarms() {
    println!(
        "| mean | amplitude | slope | dispersion | years | 5 % | 1 % | 0.1 % | power 1 % | plug-in 1 % |"
    );
    for mean in [1.5, 5.0, 30.0] {
        for (amplitude, slope) in [(0.0, 0.0), (0.6, 0.0), (0.3, 0.003)] {
            for dispersion in [1.0, 2.0, 4.0] {
                for years in [3, 5] {
                    let case = Case {
                        mean,
                        amplitude,
                        slope,
                        dispersion,
                        years,
                    };
                    let rates = false_alarms(&case, 1000).map(|rate| 100.0 * rate);
                    println!(
                        "| {mean} | {amplitude} | {slope} | {dispersion} | {years} | {:.1} | {:.2} | {:.3} | {:.2} | {:.2} |",
                        rates[0], rates[1], rates[2], rates[3], rates[4]
                    );
                }
            }
        }
    }
}
