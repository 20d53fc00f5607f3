//! Rejections of no trend on series without one.

use crate::draw;
use foreshock_counts::mann_kendall::{Autocorrelation, trend};
use rand_distr::{Distribution, StandardNormal};

/// Share of autoregressions without trend on which the test rejects at 5 %.
fn rejections(correlation: f64, n: usize, how: Autocorrelation, series: u64) -> f64 {
    let mut rejected = 0;
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let mut level = 0.0;
        let mut points = Vec::new();
        for i in 0..n + 50 {
            let noise: f64 = StandardNormal.sample(&mut random);
            level = correlation * level + noise;
            if i >= 50 {
                points.push((i as f64, level));
            }
        }
        rejected += u32::from(trend(&points, 0.95, how).expect("a trend").p_value < 0.05);
    }
    f64::from(rejected) / series as f64
}

#[test]
fn correction_keeps_most_of_the_level() {
    assert!(rejections(0.0, 40, Autocorrelation::Ignore, 800) <= 0.07);
    let ignored = rejections(0.5, 60, Autocorrelation::Ignore, 400);
    let corrected = rejections(0.5, 60, Autocorrelation::FirstOrder, 400);
    assert!(
        ignored > 0.15 && corrected < 0.10,
        "{ignored} and {corrected}"
    );
}

#[test]
#[ignore = "full size; prints the table of docs/methods/trends.md"]
fn table_of_rejections() {
    println!("| correlation | observations | ignored | Hamed and Rao | first order |");
    for correlation in [0.0, 0.3, 0.6, 0.9] {
        for n in [12, 30, 60, 200] {
            println!(
                "| {correlation} | {n} | {:.1} | {:.1} | {:.1} |",
                100.0 * rejections(correlation, n, Autocorrelation::Ignore, 1000),
                100.0 * rejections(correlation, n, Autocorrelation::HamedRao, 1000),
                100.0 * rejections(correlation, n, Autocorrelation::FirstOrder, 1000)
            );
        }
    }
}
