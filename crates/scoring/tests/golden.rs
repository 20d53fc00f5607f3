//! Every family of scores against Python (golden/make.py, golden/scores.json).

use foreshock_scoring::{
    Categorical, Quantiles, Sample, WeightedSample,
    binary::{self, Grouping},
    calibration::uniformity,
    catalogue::resample_by_fourier,
    comparison::{LongRunVariance, diebold_mariano},
    distribution::{LogNormal, NegativeBinomial, Normal, NormalMixture, Poisson},
    quantile::quantile_score,
};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/scores.json")).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    rows(value).iter().map(number).collect()
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// Insists that two figures agree to `tolerance`, relative to the larger of
/// theirs and 1.
fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!(
        (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0),
        "{what}: {ours} instead of {theirs}"
    );
}

#[test]
fn samples() {
    for row in rows(&golden()["samples"]) {
        let sample = Sample::new(&numbers(&row["draws"])).expect("draws");
        let y = number(&row["observed"]);
        let name = format!("{} at {y}", row["name"]);
        close(sample.crps(y).unwrap(), number(&row["crps"]), 1e-12, &name);
        close(
            sample.interval_score(0.1, y).unwrap(),
            number(&row["interval_90"]),
            1e-12,
            &name,
        );
        close(
            sample.quantile(0.3).unwrap(),
            number(&row["quantile_30"]),
            1e-13,
            &name,
        );
        match row["crps_fair"].as_f64() {
            Some(fair) => close(sample.crps_fair(y).unwrap(), fair, 1e-12, &name),
            None => assert!(sample.crps_fair(y).is_err(), "{name}"),
        }
        match row["dawid_sebastiani"].as_f64() {
            Some(score) => close(sample.dawid_sebastiani(y).unwrap(), score, 1e-9, &name),
            None => assert!(sample.dawid_sebastiani(y).is_err(), "{name}"),
        }
    }
}

#[test]
fn weighted_samples() {
    for row in rows(&golden()["weighted"]) {
        let sample = WeightedSample::new(&numbers(&row["draws"]), &numbers(&row["weights"]));
        let crps = sample.unwrap().crps(number(&row["observed"])).unwrap();
        close(crps, number(&row["crps"]), 1e-12, "weighted CRPS");
    }
}

#[test]
fn quantiles() {
    let golden = golden();
    let golden = &golden["quantiles"];
    let (levels, values) = (numbers(&golden["levels"]), numbers(&golden["values"]));
    let forecast = Quantiles::new(&levels, &values).expect("quantiles");
    for row in rows(&golden["cases"]) {
        let y = number(&row["observed"]);
        let wis = forecast.weighted_interval_score(y).unwrap().total();
        close(wis, number(&row["wis"]), 1e-12, "WIS");
        for ((level, value), theirs) in levels.iter().zip(&values).zip(rows(&row["pinball"])) {
            let score = quantile_score(*level, *value, y).unwrap();
            close(score, number(theirs), 1e-12, "quantile score");
        }
        // The figure was integrated with steps of 5e-7.
        let crps = forecast.crps(y).unwrap();
        close(crps, number(&row["crps_by_integration"]), 1e-8, "CRPS");
    }
}

#[test]
fn distributions_of_counts() {
    let golden = golden();
    let golden = &golden["distributions"];
    for row in rows(&golden["poisson"]) {
        let forecast = Poisson::new(number(&row["mean"])).unwrap();
        let (y, name) = (number(&row["observed"]), row.to_string());
        close(
            forecast.crps(y).unwrap(),
            number(&row["crps"]),
            1e-11,
            &name,
        );
        close(
            forecast.log_score(y).unwrap(),
            number(&row["log_score"]),
            1e-11,
            &name,
        );
        close(
            forecast.distribution_function(y),
            number(&row["distribution_function"]),
            1e-11,
            &name,
        );
    }
    for row in rows(&golden["negative_binomial"]) {
        let forecast = NegativeBinomial::new(number(&row["mean"]), number(&row["size"])).unwrap();
        let (y, name) = (number(&row["observed"]), row.to_string());
        close(
            forecast.crps(y).unwrap(),
            number(&row["crps"]),
            1e-10,
            &name,
        );
        close(
            forecast.log_score(y).unwrap(),
            number(&row["log_score"]),
            1e-10,
            &name,
        );
        close(
            forecast.distribution_function(y),
            number(&row["distribution_function"]),
            1e-11,
            &name,
        );
    }
}

#[test]
fn continuous_distributions() {
    let golden = golden();
    let golden = &golden["distributions"];
    for row in rows(&golden["normal"]) {
        let forecast = Normal::new(number(&row["mean"]), number(&row["deviation"])).unwrap();
        let (y, name) = (number(&row["observed"]), row.to_string());
        close(
            forecast.crps(y).unwrap(),
            number(&row["crps"]),
            1e-12,
            &name,
        );
        let log = forecast.log_score(y).unwrap();
        close(log, number(&row["log_score"]), 1e-12, &name);
    }
    for row in rows(&golden["log_normal"]) {
        let forecast = LogNormal::new(number(&row["mean"]), number(&row["deviation"])).unwrap();
        let (y, name) = (number(&row["observed"]), row.to_string());
        close(
            forecast.crps(y).unwrap(),
            number(&row["crps"]),
            1e-11,
            &name,
        );
        let log = forecast.log_score(y).unwrap();
        close(log, number(&row["log_score"]), 1e-12, &name);
    }
    for row in rows(&golden["mixture"]) {
        let components = numbers(&row["means"])
            .into_iter()
            .zip(numbers(&row["deviations"]))
            .map(|(mean, deviation)| Normal::new(mean, deviation).unwrap());
        let weights = numbers(&row["weights"]);
        let forecast = NormalMixture::new(weights.into_iter().zip(components)).unwrap();
        let (y, name) = (number(&row["observed"]), row.to_string());
        close(
            forecast.crps(y).unwrap(),
            number(&row["crps"]),
            1e-12,
            &name,
        );
        let log = forecast.log_score(y).unwrap();
        close(log, number(&row["log_score"]), 1e-12, &name);
    }
}

#[test]
fn events() {
    let golden = golden();
    let golden = &golden["events"];
    let probabilities = numbers(&golden["probabilities"]);
    let outcomes: Vec<bool> = rows(&golden["outcomes"])
        .iter()
        .map(|outcome| outcome.as_bool().expect("an outcome"))
        .collect();
    let figure = |name: &str| number(&golden[name]);
    let exact =
        binary::brier_decomposition(&probabilities, &outcomes, Grouping::DistinctValues).unwrap();
    close(exact.brier, figure("brier"), 1e-12, "Brier");
    close(
        exact.reliability,
        figure("reliability"),
        1e-12,
        "reliability",
    );
    close(exact.resolution, figure("resolution"), 1e-12, "resolution");
    close(
        exact.uncertainty,
        figure("uncertainty"),
        1e-12,
        "uncertainty",
    );
    let log: f64 = probabilities
        .iter()
        .zip(&outcomes)
        .map(|(p, o)| binary::log_score(p.clamp(0.01, 0.99), *o).unwrap())
        .sum();
    close(log / 400.0, figure("clipped_log"), 1e-12, "log score");
    let roc = binary::roc(&probabilities, &outcomes).unwrap();
    close(roc.area, figure("roc_area"), 1e-12, "ROC area");
    let hits = numbers(&golden["roc_hit_rates"]);
    assert_eq!(roc.points.len(), hits.len());
    for (point, theirs) in roc.points.iter().zip(hits) {
        close(point.hit_rate, theirs, 1e-12, "hit rate");
    }
    let curve = binary::precision_recall(&probabilities, &outcomes).unwrap();
    let precision = curve.average_precision;
    close(precision, figure("average_precision"), 1e-12, "precision");
    let corp = binary::corp_reliability(&probabilities, &outcomes).unwrap();
    let parts = corp.decomposition;
    close(parts.miscalibration, figure("miscalibration"), 1e-9, "MCB");
    close(parts.discrimination, figure("discrimination"), 1e-9, "DSC");
    let diagram = binary::reliability_diagram(&probabilities, &outcomes, 10, 0.9, 200, 1).unwrap();
    let events: Vec<f64> = diagram.bins.iter().map(|bin| bin.events as f64).collect();
    assert_eq!(events, numbers(&golden["bin_events"]));
}

#[test]
fn classes() {
    let golden = golden();
    let golden = &golden["classes"];
    let forecast = Categorical::new(&numbers(&golden["probabilities"])).unwrap();
    for class in 0..4 {
        let rps = forecast.ranked_probability_score(class).unwrap();
        close(rps, number(&golden["rps"][class]), 1e-12, "RPS");
        let brier = forecast.brier(class).unwrap();
        close(brier, number(&golden["brier"][class]), 1e-12, "Brier");
    }
}

#[test]
fn tests_of_uniformity() {
    for row in rows(&golden()["uniformity"]) {
        let ours = uniformity(&numbers(&row["values"]), 10).unwrap();
        let figure = |name: &str| number(&row[name]);
        close(ours.chi_squared, figure("chi_squared"), 1e-12, "statistic");
        close(
            ours.chi_squared_p,
            figure("chi_squared_p"),
            1e-10,
            "p-value",
        );
        let distance = ours.kolmogorov_smirnov;
        close(distance, figure("kolmogorov_smirnov"), 1e-12, "distance");
        // Ours is the corrected asymptotic p-value, theirs the exact one.
        let p = ours.kolmogorov_smirnov_p;
        close(p, figure("kolmogorov_smirnov_p"), 0.02, "p-value");
    }
}

#[test]
fn diebold_mariano_tests() {
    let golden = golden();
    let golden = &golden["diebold_mariano"];
    let differences = numbers(&golden["differences"]);
    for row in rows(&golden["cases"]) {
        let horizon = row["horizon"].as_u64().expect("a horizon") as usize;
        let ours = diebold_mariano(&differences, horizon, LongRunVariance::Bartlett, 0.9).unwrap();
        close(
            ours.statistic,
            number(&row["statistic"]),
            1e-10,
            "statistic",
        );
        close(ours.p_value, number(&row["p_value"]), 1e-9, "p-value");
        close(ours.lower, number(&row["lower"]), 1e-9, "lower end");
        close(ours.upper, number(&row["upper"]), 1e-9, "upper end");
    }
}

#[test]
fn fourier_resampling() {
    for row in rows(&golden()["fourier"]) {
        let draws = numbers(&row["draws"]);
        let count = row["count"].as_u64().expect("a count") as usize;
        let ours = resample_by_fourier(&draws, count).unwrap();
        let theirs = numbers(&row["resampled"]);
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            close(*ours, theirs, 1e-12, &format!("{} to {count}", draws.len()));
        }
    }
}
