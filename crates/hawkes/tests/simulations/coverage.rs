//! Parameter recovery and the coverage of 90 % intervals.

use crate::truth;
use foreshock_hawkes::continuous::{
    Family, Kernel, MarkLaw, Model, Parameter, Process, Productivity, ShapeName, Simulator,
};
use rayon::prelude::*;

/// Estimate, lower and upper end.
type Interval = (f64, Option<f64>, Option<f64>);

const LEVEL: f64 = 0.9;

/// Shares of intervals that cover the truth, below and above misses, by name.
struct Covered {
    name: String,
    covered: f64,
    too_low: f64,
    too_high: f64,
    /// Shares of intervals without a lower or upper end.
    endless: f64,
    mean: f64,
    truth: f64,
}

fn covered(
    process: &Process,
    length: f64,
    model: &Model,
    catalogues: u64,
    seed: u64,
) -> Vec<Covered> {
    let kinds = process.kind_count();
    let mut what: Vec<(String, Parameter, f64)> = Vec::new();
    for kind in 0..kinds {
        what.push((
            format!("background {kind}"),
            Parameter::Background(kind),
            process.background()[kind],
        ));
    }
    for excited in 0..kinds {
        for exciting in 0..kinds {
            what.push((
                format!("excitation {excited} by {exciting}"),
                Parameter::Excitation {
                    excited,
                    exciting,
                    component: 0,
                },
                process.excitation()[excited * kinds + exciting],
            ));
        }
    }
    if *model == Model::estimated(Family::Exponential)
        && let Kernel::Exponential { decay } = process.kernel()
    {
        what.push((
            "decay".to_owned(),
            Parameter::Shape(ShapeName::Decay),
            *decay,
        ));
    }
    let truth = process.branching_ratio();
    let results: Vec<Vec<Interval>> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = truth::draw(process, length, seed, stream);
            let fit = model.fit(&catalogue).expect("converges");
            let mut row: Vec<_> = what
                .iter()
                .map(|(_, parameter, _)| {
                    let interval = fit
                        .interval(&catalogue, *parameter, LEVEL)
                        .expect("converges")
                        .expect("identified");
                    (interval.estimate, interval.lower, interval.upper)
                })
                .collect();
            let branching = fit
                .branching_ratio_interval(&catalogue, LEVEL)
                .expect("converges")
                .expect("identified");
            row.push((branching.estimate, branching.lower, branching.upper));
            row
        })
        .collect();
    what.iter()
        .map(|(name, _, truth)| (name.clone(), *truth))
        .chain(std::iter::once(("branching ratio".to_owned(), truth)))
        .enumerate()
        .map(|(index, (name, truth))| {
            let share = |condition: &dyn Fn(&Interval) -> bool| {
                results.iter().filter(|row| condition(&row[index])).count() as f64
                    / results.len() as f64
            };
            let too_low = share(&|i| i.2.is_some_and(|upper| upper < truth));
            let too_high = share(&|i| i.1.is_some_and(|lower| lower > truth));
            Covered {
                covered: 1.0 - too_low - too_high,
                too_low,
                too_high,
                endless: share(&|i| i.1.is_none() || i.2.is_none()),
                mean: results.iter().map(|row| row[index].0).sum::<f64>() / results.len() as f64,
                name,
                truth,
            }
        })
        .collect()
}

#[test]
fn intervals_cover_the_truth() {
    let (process, length) = truth::pair(500.0);
    for model in [
        Model::given(Kernel::Exponential { decay: 1.0 }),
        Model::estimated(Family::Exponential),
    ] {
        for row in covered(&process, length, &model, 120, 1) {
            // Four standard errors of 120 catalogues about 0.9.
            assert!(
                (0.79..=0.99).contains(&row.covered),
                "{} covered in {}",
                row.name,
                row.covered
            );
            assert!(
                row.endless < 0.02,
                "{} lacks ends in {}",
                row.name,
                row.endless
            );
            // Estimates have biases of a few percent at this size.
            assert!(
                (row.mean / row.truth - 1.0).abs() < 0.15,
                "{}: mean {} of {}",
                row.name,
                row.mean,
                row.truth
            );
        }
    }
}

#[test]
fn estimates_come_near_with_many_events() {
    let (process, length) = truth::pair(100_000.0);
    let catalogue = truth::draw(&process, length, 2, 0);
    let fit = Model::estimated(Family::ExponentialByPair)
        .fit(&catalogue)
        .expect("converges");
    let pairs = fit
        .process
        .excitation()
        .into_iter()
        .zip(process.excitation())
        .chain(
            fit.process
                .background()
                .iter()
                .copied()
                .zip(process.background().iter().copied()),
        );
    for (estimate, truth) in pairs {
        assert!((estimate - truth).abs() < 0.03, "{estimate} of {truth}");
    }
    let Kernel::ExponentialByPair { decays } = fit.process.kernel() else {
        panic!("another kernel than asked for");
    };
    for decay in decays {
        assert!((decay - 1.0).abs() < 0.2, "{decay}");
    }
}

#[test]
fn numbers_of_a_power_law_and_of_marks_come_back() {
    let law = Process::new(
        vec![0.4],
        Kernel::PowerLaw {
            offset: 0.2,
            exponent: 1.8,
        },
        vec![0.5],
    )
    .expect("valid");
    let catalogue = truth::draw(&law, 5000.0, 3, 0);
    let fit = Model::estimated(Family::PowerLaw)
        .fit(&catalogue)
        .expect("converges");
    let Kernel::PowerLaw { offset, exponent } = *fit.process.kernel() else {
        panic!("another kernel than asked for");
    };
    assert!((offset / 0.2).ln().abs() < 0.7, "{offset}");
    assert!((exponent - 1.8).abs() < 0.35, "{exponent}");
    assert!((fit.process.branching_ratio() - 0.5).abs() < 0.1);
}

/// One kind whose marks, exponential with mean 1 / 2.5, matter by e^m: share of 90 %
/// intervals that hold the exponent, their misses on either side, and the mean of
/// the estimates.
fn exponents_covered(events: f64, catalogues: u64) -> [f64; 4] {
    const RATE: f64 = 2.5;
    const EXPONENT: f64 = 1.0;
    let process = Process::new(vec![0.3], Kernel::Exponential { decay: 1.0 }, vec![0.6])
        .expect("valid")
        .with_productivity(Productivity {
            exponent: EXPONENT,
            // The mean of e^(b m) is r / (r - b).
            ln_means: vec![(RATE / (RATE - EXPONENT)).ln()],
        })
        .expect("valid");
    let marks = (0..2000)
        .map(|k| -(1.0 - (f64::from(k) + 0.5) / 2000.0).ln() / RATE)
        .collect();
    let simulator = Simulator::new(&process, 0.0)
        .and_then(|simulator| simulator.with_marks(vec![marks]))
        .expect("valid");
    let model = Model::estimated(Family::Exponential).with_marks(MarkLaw::Estimated);
    let rows: Vec<[f64; 4]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = simulator
                .path(events * 0.4 / 0.3, 7, stream)
                .expect("valid")
                .catalogue;
            let fit = model.fit(&catalogue).expect("converges");
            let interval = fit
                .interval(&catalogue, Parameter::MarkExponent, LEVEL)
                .expect("converges")
                .expect("identified");
            let below = interval.upper.is_some_and(|upper| upper < EXPONENT);
            let above = interval.lower.is_some_and(|lower| lower > EXPONENT);
            let number = |yes: bool| f64::from(u8::from(yes));
            [
                number(!below && !above),
                number(below),
                number(above),
                interval.estimate,
            ]
        })
        .collect();
    std::array::from_fn(|i| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64)
}

#[test]
fn the_exponent_of_marks_comes_back() {
    let [covered, _, _, mean] = exponents_covered(500.0, 60);
    // Four standard errors of 60 catalogues about 0.9.
    assert!(covered >= 0.74, "{covered}");
    assert!((mean - 1.0).abs() < 0.15, "{mean}");
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_mark_exponents() {
    println!("| events | mean estimate | covered, % | all below, % | all above, % |");
    for (events, catalogues) in [(200.0, 1000), (500.0, 1000), (5000.0, 400)] {
        let [covered, below, above, mean] = exponents_covered(events, catalogues);
        println!(
            "| {events} | {mean:.3} | {:.1} | {:.1} | {:.1} |",
            100.0 * covered,
            100.0 * below,
            100.0 * above
        );
    }
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_coverage() {
    println!(
        "| truth | events | decay | parameter | truth | mean estimate | covered, % | all below, % | all above, % | without an end, % |"
    );
    let near = Process::new(
        vec![0.3, 0.3],
        Kernel::Exponential { decay: 1.0 },
        vec![0.4, 0.0, 0.02, 0.4],
    )
    .expect("valid");
    for events in [50.0, 500.0, 5000.0] {
        let catalogues = if events > 1000.0 { 1000 } else { 2000 };
        let (pair, length) = truth::pair(events);
        // Rates of 0.5 and 0.5167.
        let near_length = events / (0.5 + (0.3 + 0.02 * 0.5) / 0.6);
        for (name, process, length) in [
            ("off the bound", &pair, length),
            ("at and near the bound", &near, near_length),
        ] {
            for (decay, model) in [
                ("given", Model::given(Kernel::Exponential { decay: 1.0 })),
                ("estimated", Model::estimated(Family::Exponential)),
            ] {
                if events < 100.0 && decay == "estimated" {
                    continue;
                }
                for row in covered(process, length, &model, catalogues, 4) {
                    println!(
                        "| {name} | {events} | {decay} | {} | {} | {:.3} | {:.1} | {:.1} | {:.1} | {:.1} |",
                        row.name,
                        (1000.0 * row.truth).round() / 1000.0,
                        row.mean,
                        100.0 * row.covered,
                        100.0 * row.too_low,
                        100.0 * row.too_high,
                        100.0 * row.endless
                    );
                }
            }
        }
    }
}

/// Processes of one to three kinds, off the bounds and on them.
fn ratios() -> Vec<(&'static str, Process)> {
    let make = |background: f64, kinds: usize, weights: &[f64]| {
        let kernel = Kernel::Exponential { decay: 1.0 };
        Process::new(vec![background; kinds], kernel, weights.to_vec()).expect("valid")
    };
    vec![
        ("0.4, 0; 0.02, 0.4", make(0.3, 2, &[0.4, 0.0, 0.02, 0.4])),
        ("0.4, 0; 0, 0.2", make(0.3, 2, &[0.4, 0.0, 0.0, 0.2])),
        ("0.6", make(0.3, 1, &[0.6])),
        ("0.1", make(0.3, 1, &[0.1])),
        ("0", make(0.3, 1, &[0.0])),
        (
            "0.3, 0.3; 0.25, 0.35",
            make(0.3, 2, &[0.3, 0.3, 0.25, 0.35]),
        ),
        ("0, 0; 0.5, 0", make(0.3, 2, &[0.0, 0.0, 0.5, 0.0])),
        (
            "0.3 three times",
            make(0.3, 3, &[0.3, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.3]),
        ),
    ]
}

/// Shares of intervals of the branching ratio all below and all above the truth,
/// and without an upper end.
fn ratio_covered(process: &Process, events: f64, model: &Model, catalogues: u64) -> [f64; 3] {
    let window = truth::window(0.0, 1.0);
    let one = Simulator::new(process, window.start())
        .and_then(|simulator| simulator.outlook(&[2000.0], 200, 1))
        .expect("valid");
    let kinds = process.kind_count();
    let rate = (0..kinds)
        .map(|kind| one.horizons[0].mean(kind))
        .sum::<f64>()
        / 2000.0;
    let truth = process.branching_ratio();
    let rows: Vec<[bool; 3]> = (0..catalogues)
        .into_par_iter()
        .map(|stream| {
            let catalogue = truth::draw(process, events / rate, 6, stream);
            let fit = model.fit(&catalogue).expect("converges");
            let interval = fit
                .branching_ratio_interval(&catalogue, LEVEL)
                .expect("converges")
                .expect("identified");
            [
                interval.upper.is_some_and(|upper| upper < truth),
                interval.lower.is_some_and(|lower| lower > truth),
                interval.upper.is_none() || interval.lower.is_none(),
            ]
        })
        .collect();
    std::array::from_fn(|i| rows.iter().filter(|row| row[i]).count() as f64 / rows.len() as f64)
}

fn print_ratios(events: f64, catalogues: u64) {
    println!(
        "| weights | branching ratio | events | decay | covered, % | all below, % | all above, % | without an end, % |"
    );
    for (name, process) in ratios() {
        for (decay, model) in [
            ("given", Model::given(Kernel::Exponential { decay: 1.0 })),
            ("estimated", Model::estimated(Family::Exponential)),
        ] {
            let [below, above, endless] = ratio_covered(&process, events, &model, catalogues);
            println!(
                "| {name} | {:.2} | {events} | {decay} | {:.1} | {:.1} | {:.1} | {:.1} |",
                process.branching_ratio(),
                100.0 * (1.0 - below - above),
                100.0 * below,
                100.0 * above,
                100.0 * endless
            );
        }
    }
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_branching_ratios_of_500_events() {
    print_ratios(500.0, 1000);
}

#[test]
#[ignore = "full size; prints a table of docs/methods/excitation.md"]
fn table_of_branching_ratios_of_5000_events() {
    print_ratios(5000.0, 400);
}
