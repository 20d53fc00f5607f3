//! Daily likelihoods and estimates agree with figures of numpy and scipy
//! (`golden/daily.py`), which sum every mean from its definition.

use foreshock_hawkes::DailyCounts;
use foreshock_hawkes::daily::{
    HalfLife, Kernel, Model, Observation, Parameters, Series, fit, log_likelihood,
};
use serde_json::Value;

fn cases() -> Vec<Value> {
    let golden: Value =
        serde_json::from_str(include_str!("../golden/daily.json")).expect("valid JSON");
    golden["cases"].as_array().expect("a list").clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(number)
        .collect()
}

fn series(case: &Value) -> Series {
    let kinds = case["counts"].as_array().expect("a list");
    let counts: Vec<u32> = kinds
        .iter()
        .flat_map(numbers)
        .map(|count| count as u32)
        .collect();
    let days = counts.len() / kinds.len();
    Series::new(&DailyCounts::new(counts, kinds.len(), days).expect("valid"))
}

fn model(case: &Value) -> Model {
    let kernel = match case["kernel"].as_str().expect("a name") {
        "geometric" => Kernel::Geometric(HalfLife::Shared),
        "sum" => Kernel::Sum(numbers(&case["half_lives"])),
        "power-law" => Kernel::PowerLaw {
            offset: number(&case["offset"]),
            exponent: number(&case["exponent"]),
            longest: number(&case["longest"]) as usize,
        },
        other => panic!("no such kernel: {other}"),
    };
    let mut model = Model {
        kernel,
        ..Model::default()
    };
    if case["dispersed"] == Value::Bool(false) {
        model.observation = Observation::Poisson;
    }
    model
}

fn parameters(of: &Value, kinds: usize) -> Parameters {
    // There, weights by pair and component; here, by component and pair.
    let weights: Vec<Vec<Vec<f64>>> = of["weights"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            row.as_array()
                .expect("a list")
                .iter()
                .map(numbers)
                .collect()
        })
        .collect();
    let components = weights[0][0].len();
    Parameters {
        background: numbers(&of["background"])
            .into_iter()
            .map(|rate| vec![rate.ln()])
            .collect(),
        weights: (0..components)
            .map(|component| {
                weights
                    .iter()
                    .map(|row| row.iter().map(|pair| pair[component]).collect())
                    .collect()
            })
            .collect(),
        half_lives: of["half_life"]
            .as_f64()
            .map(|half_life| vec![vec![half_life; kinds]; kinds]),
        dispersions: numbers(&of["excesses"])
            .into_iter()
            .map(|excess| 1.0 + excess)
            .collect(),
    }
}

#[test]
fn log_likelihoods_agree() {
    for case in cases() {
        let (model, series) = (model(&case), series(&case));
        let kinds = case["counts"].as_array().expect("a list").len();
        let found =
            log_likelihood(&model, &series, &parameters(&case, kinds)).expect("valid parameters");
        let expected = number(&case["log_likelihood"]);
        assert!(
            (found - expected).abs() < 1e-9 * expected.abs(),
            "{}: {found} instead of {expected}",
            case["name"]
        );
    }
}

#[test]
fn estimates_agree() {
    let mut looked_at = 0;
    for case in cases() {
        let Some(maximum) = case.get("maximum") else {
            continue;
        };
        looked_at += 1;
        let found = fit(&model(&case), &series(&case)).expect("a fit");
        let expected = parameters(maximum, 1);
        let top = number(&maximum["log_likelihood"]);
        assert!((found.log_likelihood - top).abs() < 1e-6 * top.abs());
        let close = |a: f64, b: f64| (a - b).abs() < 1e-4 * b.abs();
        let parameters = &found.parameters;
        let half_life = |of: &Parameters| of.half_lives.as_ref().expect("geometric")[0][0];
        for (a, b) in [
            (
                parameters.background[0][0].exp(),
                expected.background[0][0].exp(),
            ),
            (parameters.weights[0][0][0], expected.weights[0][0][0]),
            (half_life(parameters), half_life(&expected)),
            (parameters.dispersions[0], expected.dispersions[0]),
        ] {
            assert!(close(a, b), "{}: {a} instead of {b}", case["name"]);
        }
    }
    assert_eq!(looked_at, 2);
}
