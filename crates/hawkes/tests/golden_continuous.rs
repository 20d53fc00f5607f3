//! Fits and log-likelihoods against intensify (golden/continuous.py,
//! golden/continuous.json).

use foreshock_hawkes::continuous::{Family, Kernel, Model, Process};
use foreshock_hawkes::{Catalogue, Window};
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

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/continuous.json")).expect("JSON")
}

fn close(ours: f64, theirs: f64, relative: f64, what: &str) {
    assert!(
        (ours - theirs).abs() <= relative * theirs.abs(),
        "{what}: {ours} instead of {theirs}"
    );
}

fn catalogue(case: &Value) -> Catalogue {
    let lists: Vec<Vec<f64>> = case["events"]
        .as_array()
        .expect("lists")
        .iter()
        .map(numbers)
        .collect();
    let window = Window::new(0.0, number(&case["end"])).expect("valid");
    Catalogue::by_kind(&lists, window).expect("valid")
}

#[test]
fn log_likelihood_at_the_truth() {
    for case in golden()["cases"].as_array().expect("cases") {
        let truth = &case["at_truth"];
        let process = Process::new(
            numbers(&truth["background"]),
            Kernel::ExponentialByPair {
                decays: numbers(&truth["decays"]),
            },
            numbers(&truth["excitation"]),
        )
        .expect("valid");
        let ours = process.log_likelihood(&catalogue(case)).expect("possible");
        let name = case["name"].as_str().expect("name");
        close(ours, number(&truth["log_likelihood"]), 1e-10, name);
    }
}

#[test]
fn maximum_likelihood() {
    for case in golden()["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("name");
        let model = match case["decay"].as_f64() {
            Some(decay) => Model::given(Kernel::Exponential { decay }),
            None => Model::estimated(Family::ExponentialByPair),
        };
        let fit = model.fit(&catalogue(case)).expect("converges");
        let theirs = &case["fitted"];
        close(
            fit.log_likelihood,
            number(&theirs["log_likelihood"]),
            1e-8,
            name,
        );
        for (ours, theirs) in fit
            .process
            .background()
            .iter()
            .zip(numbers(&theirs["background"]))
        {
            close(*ours, theirs, 1e-4, name);
        }
        for (ours, theirs) in fit
            .process
            .excitation()
            .iter()
            .zip(numbers(&theirs["excitation"]))
        {
            if theirs <= 1e-6 {
                // Their bound is 1e-8 where ours is 0.
                assert_eq!(*ours, 0.0, "{name}");
            } else {
                close(*ours, theirs, 1e-4, name);
            }
        }
        if let Kernel::ExponentialByPair { decays } = fit.process.kernel() {
            for (ours, theirs) in decays.iter().zip(numbers(&theirs["decays"])) {
                close(*ours, theirs, 1e-4, name);
            }
        }
    }
}

#[test]
fn sums_of_exponentials_and_power_laws() {
    let golden = golden();
    let all = &golden["likelihoods"];
    let window = Window::new(0.0, number(&all["end"])).expect("valid");
    let catalogue = Catalogue::of_one_kind(numbers(&all["events"]), window).expect("valid");

    let sum = &all["sum_of_exponentials"];
    let process = Process::new(
        vec![number(&sum["background"])],
        Kernel::SumOfExponentials {
            decays: numbers(&sum["decays"]),
        },
        numbers(&sum["weights"]),
    )
    .expect("valid");
    let ours = process.log_likelihood(&catalogue).expect("possible");
    close(ours, number(&sum["log_likelihood"]), 1e-10, "sum");

    let law = &all["power_law"];
    let (tail, offset) = (number(&law["tail"]), number(&law["offset"]));
    let process = Process::new(
        vec![number(&law["background"])],
        Kernel::PowerLaw {
            offset,
            exponent: 1.0 + tail,
        },
        vec![number(&law["amplitude"]) * offset.powf(-tail) / tail],
    )
    .expect("valid");
    let ours = process.log_likelihood(&catalogue).expect("possible");
    close(ours, number(&law["log_likelihood"]), 1e-7, "power law");
}
