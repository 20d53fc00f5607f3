//! Coverage of the interval of the rate ratio.

use crate::draw;
use foreshock_counts::rate_ratio::rate_ratio;

struct Case {
    mean: f64,
    dispersion: f64,
    factor: f64,
    recent: usize,
    reference: usize,
}

/// Share of 95 % intervals that hold the true ratio, and the shares that lie
/// wholly above and below it.
fn coverage(case: &Case, series: u64) -> (f64, f64, f64) {
    let (mut above, mut below) = (0, 0);
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let reference = draw::counts(&mut random, case.reference, case.mean, case.dispersion);
        // The same size in both windows: the dispersion grows with the mean.
        let dispersion = 1.0 + (case.dispersion - 1.0) * case.factor;
        let recent = draw::counts(
            &mut random,
            case.recent,
            case.factor * case.mean,
            dispersion,
        );
        let ratio = rate_ratio(&recent, &reference, 0.95).expect("valid");
        above += u32::from(ratio.lower > case.factor);
        below += u32::from(ratio.upper < case.factor);
    }
    let (above, below) = (
        f64::from(above) / series as f64,
        f64::from(below) / series as f64,
    );
    (1.0 - above - below, above, below)
}

#[test]
fn intervals_cover_the_true_ratio() {
    for case in [
        Case {
            mean: 1.0,
            dispersion: 1.0,
            factor: 1.0,
            recent: 4,
            reference: 52,
        },
        Case {
            mean: 2.0,
            dispersion: 2.0,
            factor: 2.0,
            recent: 13,
            reference: 52,
        },
    ] {
        let (covered, _, _) = coverage(&case, 300);
        assert!(covered >= 0.92, "{covered}");
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/alarms.md"]
fn table_of_coverage() {
    println!("| mean | dispersion | factor | recent | reference | covered | above | below |");
    for mean in [0.1, 0.5, 2.0, 10.0] {
        for dispersion in [1.0, 2.0, 4.0] {
            for factor in [1.0, 3.0] {
                for (recent, reference) in [(1, 26), (4, 52), (13, 52), (26, 26)] {
                    let case = Case {
                        mean,
                        dispersion,
                        factor,
                        recent,
                        reference,
                    };
                    let (covered, above, below) = coverage(&case, 1000);
                    println!(
                        "| {mean} | {dispersion} | {factor} | {recent} | {reference} | {:.1} | {:.1} | {:.1} |",
                        100.0 * covered,
                        100.0 * above,
                        100.0 * below
                    );
                }
            }
        }
    }
}
