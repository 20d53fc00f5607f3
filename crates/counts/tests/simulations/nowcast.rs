//! Recovery of a known delay distribution, and coverage of the nowcast.

use crate::draw;
use foreshock_counts::DelayDistribution;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// A delay with `P(delay > x) = 0.8^(x + 1)`, cut at 60 days.
fn delay(random: &mut ChaCha8Rng) -> u32 {
    loop {
        let delay = (random.random::<f64>().ln() / 0.8_f64.ln()).floor();
        if delay <= 60.0 {
            return delay as u32;
        }
    }
}

fn true_completeness(age: u32) -> f64 {
    let reported = |x: f64| 1.0 - 0.8_f64.powf(x + 1.0);
    reported(f64::from(age)) / reported(60.0)
}

/// Reports of events spread over the given days before the data were drawn,
/// as far as they have arrived.
fn reports(random: &mut ChaCha8Rng, events: usize, days: u32) -> Vec<(u32, u32)> {
    (0..events)
        .map(|_| (delay(random), random.random_range(0..days)))
        .filter(|(delay, age)| delay <= age)
        .collect()
}

#[test]
fn delay_distribution_is_recovered() {
    let mut random = draw::generator(5);
    let estimated = DelayDistribution::estimate(&reports(&mut random, 20_000, 90)).expect("enough");
    for age in [0, 2, 5, 10, 20] {
        let (ours, truth) = (estimated.completeness(age), true_completeness(age));
        let error = estimated.completeness_standard_error(age);
        assert!(
            (ours - truth).abs() < 4.0 * error,
            "{ours} instead of {truth} at {age}"
        );
        assert!(error < 0.03, "{error} at {age}");
    }
}

/// The share of delays up to `age` among the reports seen overstates the
/// completeness; the estimate must not.
#[test]
fn truncation_is_corrected() {
    let mut random = draw::generator(6);
    let seen = reports(&mut random, 20_000, 15);
    let naive = seen.iter().filter(|(delay, _)| *delay <= 3).count() as f64 / seen.len() as f64;
    let estimated = DelayDistribution::estimate(&seen).expect("enough");
    // Relative to the longest delay seen, 14 days.
    let truth = true_completeness(3) / true_completeness(14);
    assert!((estimated.completeness(3) - truth).abs() < 0.03);
    assert!(naive - truth > 0.05, "{naive} and {truth}");
}

/// Coverage of 90 % intervals of the final count.
fn coverage(mean: f64, dispersion: f64, age: u32, training: usize, series: u64) -> f64 {
    let mut covered = 0;
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let estimated =
            DelayDistribution::estimate(&reports(&mut random, training, 120)).expect("enough");
        let last = draw::count(&mut random, mean, dispersion);
        let seen = (0..last).filter(|_| delay(&mut random) <= age).count() as u64;
        let nowcast = estimated.nowcast(seen, age, 0.9).expect("identified");
        covered += u32::from(nowcast.lower <= last && last <= nowcast.upper);
    }
    f64::from(covered) / series as f64
}

#[test]
fn nowcast_covers_the_final_count() {
    let covered = coverage(10.0, 1.0, 3, 1000, 400);
    assert!(covered > 0.85, "{covered}");
}

#[test]
#[ignore = "full size; prints the table of docs/methods/nowcast.md"]
fn table_of_coverage() {
    println!("| mean | dispersion | age | reports | covered |");
    for mean in [2.0, 10.0, 100.0] {
        for dispersion in [1.0, 4.0] {
            for age in [0, 3, 10] {
                for training in [200, 5000] {
                    let covered = coverage(mean, dispersion, age, training, 1000);
                    println!(
                        "| {mean} | {dispersion} | {age} | {training} | {:.1} |",
                        100.0 * covered
                    );
                }
            }
        }
    }
}
