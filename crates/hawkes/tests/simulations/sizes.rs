//! How often each test rejects what is true, at a nominal 5 %.

use crate::truth;
use foreshock_hawkes::consistency::{Forecast, mark_test};
use foreshock_hawkes::continuous::{Family, Kernel, Model, Preferred, Process};
use foreshock_hawkes::{Catalogue, Window};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// The share of `true` in each place.
fn shares<const N: usize>(rows: &[[bool; N]]) -> [f64; N] {
    std::array::from_fn(|i| rows.iter().filter(|row| row[i]).count() as f64 / rows.len() as f64)
}

/// Kolmogorov-Smirnov and Anderson-Darling tests of the residuals of the first
/// kind of a true model.
fn goodness(events: f64, model: &Model, catalogues: u64, replicates: usize) -> [f64; 2] {
    let (process, length) = truth::pair(events);
    let rows: Vec<[bool; 2]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = truth::draw(&process, length, 11, stream);
            let fit = model.fit(&catalogue).expect("converges");
            if fit.process.branching_ratio() >= 1.0 {
                return [false; 2];
            }
            let tests = fit
                .goodness_of_fit(&catalogue, replicates, stream)
                .expect("a test");
            tests.first().map_or([false; 2], |test| {
                [
                    test.kolmogorov_smirnov_p <= 0.05,
                    test.anderson_darling_p <= 0.05,
                ]
            })
        })
        .collect();
    shares(&rows)
}

/// The likelihood ratio test on Poisson catalogues.
fn likelihood_ratio(events: f64, model: &Model, catalogues: u64, replicates: usize) -> f64 {
    let process = truth::poisson(&[0.6, 0.4]);
    let rows: Vec<[bool; 1]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = truth::draw(&process, events, 12, stream);
            let fit = model.fit(&catalogue).expect("converges");
            let preference = fit
                .against_poisson(&catalogue, 0.05, replicates, stream)
                .expect("a test");
            [preference.preferred == Preferred::Excitation]
        })
        .collect();
    shares(&rows)[0]
}

/// N, N of the first kind, kinds, L and CL on catalogues of the forecast itself.
fn forecasts(events: f64, catalogues: u64, paths: usize) -> [f64; 5] {
    let (process, length) = truth::pair(events);
    let history = truth::draw(&process, 50.0, 13, 0);
    let forecast = Forecast::new(&process, &history, length, paths, 14).expect("valid");
    let simulator =
        foreshock_hawkes::continuous::Simulator::after(&process, &history).expect("valid");
    let rows: Vec<[bool; 5]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let observed = simulator.path(length, 15, stream).expect("valid").catalogue;
            let tests = forecast.test(&observed).expect("a test");
            [
                tests.number.p_value <= 0.05,
                tests.number_by_kind[0].p_value <= 0.05,
                tests.kinds.is_some_and(|test| test.p_value <= 0.05),
                tests.likelihood.p_value <= 0.05,
                tests.conditional_likelihood.p_value <= 0.05,
            ]
        })
        .collect();
    shares(&rows)
}

/// T and W on catalogues that two wrong processes explain equally well: the
/// truth has two kinds alike, each process favours another of them.
fn comparisons(events: f64, catalogues: u64, exciting: bool) -> [f64; 2] {
    let weights = if exciting {
        [0.3, 0.2, 0.2, 0.3]
    } else {
        [0.0; 4]
    };
    let kernel = Kernel::Exponential { decay: 1.0 };
    let make = |background: [f64; 2]| {
        Process::new(background.to_vec(), kernel.clone(), weights.to_vec()).expect("valid")
    };
    let (truth, first, second) = (make([0.5, 0.5]), make([0.6, 0.4]), make([0.4, 0.6]));
    let rate = if exciting { 2.0 } else { 1.0 };
    let rows: Vec<[bool; 2]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = truth::draw(&truth, events / rate, 16, stream);
            match first.compare(&second, &catalogue, 0.95).expect("possible") {
                Some(test) => [test.t_p_value <= 0.05, test.w_p_value <= 0.05],
                None => [false; 2],
            }
        })
        .collect();
    shares(&rows)
}

/// The test of marks on marks of one distribution, with ties.
fn marks(observed: usize, before: usize, samples: u64) -> f64 {
    let rows: Vec<[bool; 1]> = (0..samples)
        .into_par_iter()
        .map(|seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut draw = |n: usize| -> Vec<f64> {
                (0..n)
                    .map(|_| (10.0 * random.random::<f64>()).floor())
                    .collect()
            };
            let test = mark_test(&draw(observed), &draw(before), 199, seed).expect("valid");
            [test.is_some_and(|test| test.p_value <= 0.05)]
        })
        .collect();
    shares(&rows)[0]
}

fn given() -> Model {
    Model::given(Kernel::Exponential { decay: 1.0 })
}

/// Four standard errors of a share of 5 % above it.
fn at_most(share: f64, of: u64, what: &str) {
    let limit = 0.05 + 4.0 * (0.05 * 0.95 / of as f64).sqrt();
    assert!(share <= limit, "{what} rejects {share}");
}

#[test]
fn tests_of_residuals_keep_their_size() {
    let sizes = goodness(200.0, &given(), 150, 39);
    at_most(sizes[0], 150, "KS");
    at_most(sizes[1], 150, "AD");
}

#[test]
fn poisson_catalogues_are_seldom_called_exciting() {
    at_most(likelihood_ratio(100.0, &given(), 200, 39), 200, "LRT");
}

#[test]
fn excitation_is_found_where_it_is() {
    let (process, length) = truth::pair(300.0);
    let catalogue = truth::draw(&process, length, 17, 0);
    let fit = Model::estimated(Family::Exponential)
        .fit(&catalogue)
        .expect("converges");
    let preference = fit
        .against_poisson(&catalogue, 0.05, 39, 1)
        .expect("a test");
    assert_eq!(preference.preferred, Preferred::Excitation);
    assert!(preference.aic_gain > 0.0 && preference.bic_gain > 0.0);
}

#[test]
fn tests_of_forecasts_keep_their_size() {
    let names = ["N", "N of a kind", "kinds", "L", "CL"];
    for (size, name) in forecasts(60.0, 400, 2000).into_iter().zip(names) {
        at_most(size, 400, name);
    }
}

#[test]
fn forecasts_that_are_wrong_fail() {
    let (process, length) = truth::pair(300.0);
    let history = truth::draw(&process, 50.0, 18, 0);
    // Too many events by far, and of the wrong kind.
    let wrong = Process::new(vec![0.2, 2.0], Kernel::None, Vec::new()).expect("valid");
    let observed = truth::draw(&process, length, 19, 0);
    let window = Window::new(50.0, 50.0 + length).expect("valid");
    let observed = Catalogue::new(
        observed
            .times()
            .iter()
            .map(|t| (t + 50.0).min(window.end()))
            .collect(),
        observed.kinds().to_vec(),
        2,
        window,
    )
    .expect("valid");
    let tests = Forecast::new(&wrong, &history, length, 1000, 1)
        .expect("valid")
        .test(&observed)
        .expect("a test");
    assert!(tests.number.p_value < 0.01);
    assert!(tests.kinds.is_some_and(|test| test.p_value < 0.01));
    assert!(tests.conditional_likelihood.p_value < 0.01);
}

#[test]
fn comparisons_keep_their_size() {
    for exciting in [false, true] {
        let sizes = comparisons(100.0, 600, exciting);
        at_most(sizes[0], 600, "T");
        at_most(sizes[1], 600, "W");
    }
}

#[test]
fn test_of_marks_keeps_its_size() {
    at_most(marks(30, 100, 400), 400, "marks");
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_sizes_with_replicates() {
    println!("| test | events | rejects, % |");
    for events in [50.0, 500.0, 5000.0] {
        let few = if events > 1000.0 { 200 } else { 1000 };
        for (decay, model) in [
            ("given", given()),
            ("estimated", Model::estimated(Family::Exponential)),
        ] {
            let [ks, ad] = goodness(events, &model, few, 99);
            println!("| KS, decay {decay} | {events} | {} |", percent(ks));
            println!("| AD, decay {decay} | {events} | {} |", percent(ad));
            let ratio = likelihood_ratio(events, &model, few, 99);
            println!(
                "| likelihood ratio, decay {decay} | {events} | {} |",
                percent(ratio)
            );
        }
    }
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_sizes_of_forecasts_and_comparisons() {
    println!("| test | events | rejects, % |");
    for events in [50.0, 500.0, 5000.0] {
        let names = ["N", "N of one kind", "kinds (M)", "L", "CL"];
        for (size, name) in forecasts(events, 2000, 4000).into_iter().zip(names) {
            println!("| {name} | {events} | {} |", percent(size));
        }
        for exciting in [false, true] {
            let [t, w] = comparisons(events, 4000, exciting);
            let truth = if exciting { "excitation" } else { "Poisson" };
            println!("| T, {truth} | {events} | {} |", percent(t));
            println!("| W, {truth} | {events} | {} |", percent(w));
        }
        println!(
            "| marks | {events} | {} |",
            percent(marks(events as usize, 2 * events as usize, 2000))
        );
    }
}
