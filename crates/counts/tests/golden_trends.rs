//! Trend tests against pymannkendall and scipy (golden/make.py,
//! golden/trends.json).

use foreshock_counts::mann_kendall::{Autocorrelation, MINIMUM_FOR_CORRECTION, trend};
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("an array")
        .iter()
        .map(number)
        .collect()
}

fn close(ours: f64, theirs: f64, what: &str) {
    assert!(
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3),
        "{what}: {ours} instead of {theirs}"
    );
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/trends.json")).expect("JSON")
}

#[test]
fn uncorrected_test_and_slope() {
    for case in golden()["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("name");
        let points: Vec<(f64, f64)> = numbers(&case["values"])
            .into_iter()
            .enumerate()
            .map(|(i, y)| (i as f64, y))
            .collect();
        let ours = trend(
            &points,
            number(&case["confidence"]),
            Autocorrelation::Ignore,
        )
        .expect("a trend");
        close(ours.score, number(&case["score"]), name);
        close(ours.variance, number(&case["variance"]), name);
        close(ours.z, number(&case["z"]), name);
        close(ours.p_value, number(&case["p_value"]), name);
        close(ours.slope, number(&case["slope"]), name);
        close(ours.slope_lower, number(&case["slope_lower"]), name);
        close(ours.slope_upper, number(&case["slope_upper"]), name);
    }
}

/// Divergences: with fewer than 10 observations nothing is corrected, and the
/// correction never makes the variance smaller. (For the alternating series
/// pymannkendall arrives at a smaller or even negative variance.)
#[test]
fn correction_for_autocorrelation() {
    let mut corrected = 0;
    for case in golden()["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("name");
        let points: Vec<(f64, f64)> = numbers(&case["values"])
            .into_iter()
            .enumerate()
            .map(|(i, y)| (i as f64, y))
            .collect();
        let ours = trend(&points, 0.95, Autocorrelation::HamedRao).expect("a trend");
        let (plain, theirs) = (
            number(&case["variance"]),
            number(&case["corrected_variance"]),
        );
        if points.len() < MINIMUM_FOR_CORRECTION || theirs < plain {
            close(ours.variance, plain, name);
        } else {
            close(ours.variance, theirs, name);
            close(ours.z, number(&case["corrected_z"]), name);
            corrected += usize::from(theirs > plain);
        }
    }
    assert!(corrected > 0, "no golden series exercises the correction");
}

#[test]
fn slope_at_irregular_times() {
    for case in golden()["irregular"].as_array().expect("cases") {
        let points: Vec<(f64, f64)> = numbers(&case["times"])
            .into_iter()
            .zip(numbers(&case["values"]))
            .collect();
        let ours = trend(&points, 0.95, Autocorrelation::Ignore).expect("a trend");
        close(ours.slope, number(&case["slope"]), "slope");
        close(ours.slope_lower, number(&case["slope_lower"]), "lower");
        close(ours.slope_upper, number(&case["slope_upper"]), "upper");
    }
}
