//! Tails, quantiles and exact intervals against R (golden/make.R,
//! golden/distributions.json).

use foreshock_counts::{Predictive, adjust, proportion, rate_ratio};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/distributions.json")).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn rows<'a>(golden: &'a Value, name: &str) -> &'a [Value] {
    golden[name].as_array().expect("rows")
}

fn close(ours: f64, theirs: f64, tolerance: f64, row: &Value) {
    assert!(
        (ours - theirs).abs() <= tolerance * theirs.abs(),
        "{ours} instead of {theirs} in {row}"
    );
}

#[test]
fn tails_of_counts() {
    let golden = golden();
    for row in rows(&golden, "tails") {
        let predictive =
            Predictive::negative_binomial(number(&row["mean"]), number(&row["dispersion"]))
                .expect("valid");
        let y = number(&row["y"]);
        close(predictive.lower_tail(y), number(&row["lower"]), 1e-9, row);
        close(predictive.upper_tail(y), number(&row["upper"]), 1e-9, row);
    }
}

#[test]
fn quantiles_of_counts() {
    let golden = golden();
    for row in rows(&golden, "quantiles") {
        let predictive =
            Predictive::negative_binomial(number(&row["mean"]), number(&row["dispersion"]))
                .expect("valid");
        let quantile = predictive.quantile(number(&row["p"])).expect("valid");
        assert_eq!(quantile, number(&row["quantile"]), "{row}");
    }
}

#[test]
fn tails_of_the_beta_negative_binomial() {
    let golden = golden();
    for row in rows(&golden, "beta_negative_binomial") {
        let predictive = Predictive::beta_negative_binomial(
            number(&row["size"]),
            number(&row["alpha"]),
            number(&row["beta"]),
        )
        .expect("valid");
        close(
            predictive.upper_tail(number(&row["y"])),
            number(&row["upper"]),
            1e-7,
            row,
        );
    }
}

#[test]
fn tails_of_student_t() {
    let golden = golden();
    for row in rows(&golden, "student_t") {
        let predictive =
            Predictive::student_t(0.0, 1.0, number(&row["degrees_of_freedom"])).expect("valid");
        close(
            predictive.lower_tail(number(&row["x"])),
            number(&row["lower"]),
            1e-10,
            row,
        );
        close(
            predictive.upper_tail(number(&row["x"])),
            number(&row["upper"]),
            1e-10,
            row,
        );
    }
}

#[test]
fn exact_intervals_of_a_rate_ratio() {
    let golden = golden();
    for row in rows(&golden, "exact_poisson") {
        let ours = rate_ratio::exact_poisson(
            number(&row["recent"]) as u64,
            number(&row["recent_exposure"]),
            number(&row["reference"]) as u64,
            number(&row["reference_exposure"]),
            number(&row["confidence"]),
        )
        .expect("valid");
        close(ours.lower, number(&row["lower"]), 1e-9, row);
        assert_eq!(ours.upper.is_none(), row["upper"].is_null(), "{row}");
        if let Some(upper) = ours.upper {
            close(upper, number(&row["upper"]), 1e-9, row);
        }
    }
}

#[test]
fn intervals_of_a_proportion() {
    let golden = golden();
    for row in rows(&golden, "proportion") {
        let (k, n) = (
            number(&row["successes"]) as u64,
            number(&row["trials"]) as u64,
        );
        let confidence = number(&row["confidence"]);
        let exact = proportion::clopper_pearson(k, n, confidence).expect("valid");
        close(exact.lower, number(&row["clopper_pearson"][0]), 1e-9, row);
        close(exact.upper, number(&row["clopper_pearson"][1]), 1e-9, row);
        let jeffreys = proportion::jeffreys(k, n, confidence).expect("valid");
        // R gives the bare quantiles; the ends at no success and at no
        // failure are 0 and 1 here.
        let lower = if k == 0 {
            0.0
        } else {
            number(&row["jeffreys"][0])
        };
        let upper = if k == n {
            1.0
        } else {
            number(&row["jeffreys"][1])
        };
        close(jeffreys.lower, lower, 1e-9, row);
        close(jeffreys.upper, upper, 1e-9, row);
    }
}

#[test]
fn holm_adjustment() {
    let golden = golden();
    let raw: Vec<f64> = golden["holm"]["raw"]
        .as_array()
        .expect("raw")
        .iter()
        .map(number)
        .collect();
    let ours = adjust::holm(&raw).expect("valid");
    for (ours, theirs) in ours
        .iter()
        .zip(golden["holm"]["adjusted"].as_array().expect("adjusted"))
    {
        close(*ours, number(theirs), 1e-12, theirs);
    }
}
