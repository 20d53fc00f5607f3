//! Change-points on series without a change, and on series with one.

use crate::draw;
use foreshock_counts::change_point::{Options, current_regime, regimes};

/// Share of series without change on which a change is reported, anywhere and
/// as the start of the present regime.
fn spurious(mean: f64, dispersion: f64, periods: usize, series: u64) -> (f64, f64) {
    let (mut anywhere, mut current) = (0, 0);
    for seed in 0..series {
        let counts = draw::counts(&mut draw::generator(seed), periods, mean, dispersion);
        let found = regimes(&counts, &Options::default()).expect("valid");
        anywhere += u32::from(!found.changes.is_empty());
        current += u32::from(found.current.is_some());
    }
    (
        f64::from(anywhere) / series as f64,
        f64::from(current) / series as f64,
    )
}

/// Share of series whose last 20 periods have a multiple of the rate on which
/// the start of the present regime is found, within 3 periods of the truth
/// and at all.
fn found(mean: f64, dispersion: f64, factor: f64, series: u64) -> (f64, f64) {
    let (mut near, mut any) = (0, 0);
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let mut counts = draw::counts(&mut random, 100, mean, dispersion);
        counts.extend(draw::counts(&mut random, 20, factor * mean, dispersion));
        if let Some(change) = current_regime(&counts, &Options::default()).expect("valid") {
            any += 1;
            near += u32::from(change.index.abs_diff(100) <= 3);
        }
    }
    (
        f64::from(near) / series as f64,
        f64::from(any) / series as f64,
    )
}

#[test]
fn few_changes_where_there_is_none() {
    for (mean, dispersion) in [(2.0, 1.0), (2.0, 2.0), (2.0, 4.0), (20.0, 2.0)] {
        let (anywhere, current) = spurious(mean, dispersion, 120, 150);
        assert!(
            anywhere <= 0.05,
            "{anywhere} at mean {mean}, dispersion {dispersion}"
        );
        assert!(
            current <= 0.05,
            "{current} at mean {mean}, dispersion {dispersion}"
        );
    }
}

/// From one half on, the present regime is reported with its probability; even
/// so it is seldom found where there is none.
#[test]
fn few_present_regimes_at_one_half() {
    let options = Options {
        minimum_probability: 0.5,
        ..Options::default()
    };
    for (mean, dispersion) in [(0.1, 1.0), (0.5, 1.0), (0.5, 4.0), (2.0, 1.0), (2.0, 4.0)] {
        for periods in [30, 120] {
            let found = (0..200).filter(|&seed| {
                let mut random = draw::generator(seed);
                let counts = draw::counts(&mut random, periods, mean, dispersion);
                current_regime(&counts, &options).expect("valid").is_some()
            });
            let share = found.count() as f64 / 200.0;
            assert!(
                share <= 0.05,
                "{share} at mean {mean}, dispersion {dispersion}, {periods} periods"
            );
        }
    }
}

#[test]
fn fourfold_jump_is_found() {
    let (near, _) = found(2.0, 1.0, 4.0, 60);
    assert!(near >= 0.9, "{near}");
    let (near, _) = found(4.0, 2.0, 4.0, 60);
    assert!(near >= 0.8, "{near}");
}

#[test]
#[ignore = "full size; prints the tables of docs/methods/change-points.md"]
fn table_of_changes() {
    println!("| mean | dispersion | periods | anywhere | present regime |");
    for mean in [0.2, 1.0, 5.0, 20.0] {
        for dispersion in [1.0, 2.0, 4.0] {
            for periods in [52, 260, 600] {
                let (anywhere, current) = spurious(mean, dispersion, periods, 400);
                println!(
                    "| {mean} | {dispersion} | {periods} | {:.1} | {:.1} |",
                    100.0 * anywhere,
                    100.0 * current
                );
            }
        }
    }
    println!("| mean | dispersion | factor | found within 3 | found |");
    for mean in [0.5, 2.0, 10.0] {
        for dispersion in [1.0, 2.0, 4.0] {
            for factor in [2.0, 4.0] {
                let (near, any) = found(mean, dispersion, factor, 400);
                println!(
                    "| {mean} | {dispersion} | {factor} | {:.1} | {:.1} |",
                    100.0 * near,
                    100.0 * any
                );
            }
        }
    }
}
