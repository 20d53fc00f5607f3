//! The models against figures from quadrature, a general optimiser and
//! enumeration (`golden/make.py`).

use serde_json::Value;

use super::{
    Model,
    excitation::Excitation,
    renewal::Renewal,
    series::{DailySeries, Window},
    states::States,
};

const LENGTHS: [u32; 3] = [7, 30, 90];

fn golden() -> Value {
    serde_json::from_str(include_str!("../../golden/occurrence.json")).unwrap()
}

fn windows() -> Vec<Window> {
    LENGTHS.map(Window::next).to_vec()
}

fn series(golden: &Value) -> DailySeries {
    let days = golden["days"].as_u64().unwrap();
    let events = golden["events"].as_array().unwrap();
    DailySeries::new((0..days).map(|day| Some(u32::from(events.contains(&day.into()))))).unwrap()
}

fn close(ours: f64, theirs: &Value, tolerance: f64, what: &str) {
    let theirs = theirs.as_f64().unwrap();
    assert!(
        (ours - theirs).abs() <= tolerance * theirs.abs(),
        "{what}: {ours} and {theirs}"
    );
}

#[test]
fn renewal_is_the_integral_over_scale_and_shape() {
    let golden = golden();
    let series = series(&golden);
    let past = series.past(series.days() - 1);
    let mut model = Renewal::new(&windows());
    model.observe(past);
    for (index, days) in LENGTHS.iter().enumerate() {
        let theirs = &golden["renewal"][days.to_string()];
        close(model.probability(past, index), theirs, 1e-6, "renewal");
    }
}

#[test]
fn excitation_is_fitted_to_its_mode() {
    let golden = golden();
    let series = series(&golden);
    let past = series.past(series.days() - 1);
    let mut model = Excitation::new(&windows());
    // Expectation and maximisation is slow where kernels are alike.
    for _ in 0..2000 {
        model.observe(past);
    }
    for (index, days) in LENGTHS.iter().enumerate() {
        let theirs = &golden["excitation"][days.to_string()];
        let ours = model.probability(past, index);
        close(ours, &theirs["probability"], 1e-4, "excitation");
    }
}

#[test]
fn states_are_summed_over_all_paths() {
    let golden = golden();
    for (index, days) in LENGTHS.iter().enumerate() {
        let theirs = &golden["states"][days.to_string()];
        let numbers = |value: &Value| -> Vec<f64> {
            let list = value.as_array().unwrap();
            list.iter().map(|number| number.as_f64().unwrap()).collect()
        };
        let rates = numbers(&theirs["rates"]);
        let rows = theirs["transitions"].as_array().unwrap();
        let transitions: Vec<Vec<f64>> = rows.iter().map(numbers).collect();
        let weeks: Vec<(f64, f64)> = numbers(&theirs["weeks"])
            .into_iter()
            .map(|count| (count, 7.0))
            .collect();
        let ours = States::known(&windows(), &rates, &transitions, &weeks);
        let series = DailySeries::new([Some(0)]).unwrap();
        let ours = ours.probability(series.past(0), index);
        close(ours, &theirs["probability"], 1e-9, "states");
    }
}
