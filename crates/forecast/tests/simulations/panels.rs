//! Are panel forecasts calibrated where the law is that of the model?

use foreshock_forecast::{Forecaster, Task, forecast_at, models::*};
use foreshock_scoring::{Sample, calibration};
use rand::Rng;

use super::worlds::{self, World};

/// Randomised PIT values, one lead per unit, so that they are independent
/// given the model.
fn pits(
    forecaster: &dyn Forecaster,
    world: fn(u64, usize, usize, usize) -> World,
    worlds: u64,
    units: usize,
) -> Vec<f64> {
    let mut generator = worlds::generator(99);
    let mut pits = Vec::new();
    for seed in 0..worlds {
        let World { panel, origin } = world(seed, units, 150, 6);
        let task = Task::new(origin, 1..=6, 400, seed).unwrap();
        let paths = forecast_at(forecaster, &panel, &task).unwrap();
        for unit in 0..units {
            let lead = 1 + unit as u32 % 6;
            let observed = panel.count(unit, origin + i64::from(lead)).unwrap();
            let sample = Sample::new(paths.at(unit, lead)).unwrap();
            pits.push(sample.pit(observed, generator.random()).unwrap());
        }
    }
    pits
}

/// Share of PIT values inside the central 90%.
fn covered(pits: &[f64]) -> f64 {
    let inside = pits.iter().filter(|pit| (0.05..=0.95).contains(*pit));
    inside.count() as f64 / pits.len() as f64
}

fn check(name: &str, pits: &[f64], low: f64, high: f64) {
    let covered = covered(pits);
    let uniform = calibration::uniformity(pits, 10).unwrap();
    println!(
        "{name}: {} PITs, 90% intervals cover {covered:.3}, {uniform:?}",
        pits.len()
    );
    assert!((low..=high).contains(&covered), "{name}: {covered}");
    let mean = pits.iter().sum::<f64>() / pits.len() as f64;
    let error = (1.0 / 12.0 / pits.len() as f64).sqrt();
    assert!((mean - 0.5).abs() < 4.0 * error, "{name}: mean PIT {mean}");
}

#[test]
fn dynamic_counts_are_calibrated() {
    let pits = pits(&DynamicCounts, worlds::dynamic, 5, 60);
    check("dynamic counts", &pits, 0.85, 0.95);
}

#[test]
fn conflict_states_are_calibrated() {
    let pits = pits(&ConflictStates, worlds::states, 5, 100);
    check("conflict states", &pits, 0.86, 0.94);
}

#[test]
#[ignore = "several minutes; the figures of docs/methods/forecasters.md"]
fn intervals_of_panel_forecasts_cover_as_they_say() {
    let made = pits(&DynamicCounts, worlds::dynamic, 50, 60);
    check("dynamic counts", &made, 0.88, 0.92);
    let made = pits(&ConflictStates, worlds::states, 30, 100);
    check("conflict states", &made, 0.88, 0.92);
}

/// Where counts come from one unchanging distribution, recency-weighted
/// history gives that distribution back.
#[test]
fn recency_finds_an_unchanging_distribution() {
    let still = Recency::new(200.0, 0.0, 0.5).unwrap();
    let pits = pits(&still, worlds::unchanging, 4, 100);
    check("recency", &pits, 0.86, 0.94);
}

/// A pool learns which of its members is right.
#[test]
fn a_pool_prefers_the_member_that_is_right() {
    use foreshock_forecast::baselines::{Conflictology, Zero};
    let World { panel, origin } = worlds::states(3, 60, 150, 6);
    let pool = Pool::new(
        "test",
        vec![
            std::sync::Arc::new(Zero),
            std::sync::Arc::new(Conflictology::default()),
            std::sync::Arc::new(ConflictStates),
        ],
        4,
        6,
        4.0,
    )
    .unwrap();
    let history = panel.up_to(origin).unwrap();
    let task = Task::new(origin, 1..=6, 100, 1).unwrap();
    let weights = pool.weights(&history, &task).unwrap();
    println!("weights {weights:?}");
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(weights[2] > 0.7, "{weights:?}");
}
