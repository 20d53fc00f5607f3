//! False alarms of the baseline of levels on autoregressions, random walks and
//! independent levels.

use crate::draw;
use foreshock_counts::Direction;
use foreshock_counts::robust::{Season, baseline};
use rand_distr::{Distribution, Normal, StudentT};

struct Case {
    correlation: f64,
    periods: usize,
    /// Periods from the last observation to the one judged.
    ahead: usize,
    season: bool,
    heavy_tailed: bool,
}

/// Two-sided false alarms at 5 % and 1 % on weekly levels.
fn false_alarms(case: &Case, series: u64) -> [f64; 2] {
    let normal = Normal::new(0.0, 1.0).expect("valid");
    let heavy = StudentT::new(4.0).expect("valid");
    let mut alarms = [0.0; 2];
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let mut noise = || {
            if case.heavy_tailed {
                heavy.sample(&mut random)
            } else {
                normal.sample(&mut random)
            }
        };
        let mut level = 0.0;
        let mut values = Vec::new();
        // A run-in so that the series does not begin at its mean.
        for _ in 0..50 {
            level = case.correlation * level + noise();
        }
        for _ in 0..case.periods + case.ahead {
            level = case.correlation * level + noise();
            values.push(level);
        }
        let points: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .map(|(i, &value)| (7.0 * i as f64, value))
            .collect();
        let (now, last) = (points[points.len() - 1], &points[..case.periods]);
        let season = case.season.then_some(Season { parts: 12 });
        let fitted = baseline(last, now.0, season).expect("a baseline");
        let tail = fitted.predictive.tail(now.1, Direction::Both);
        for (alarms, nominal) in alarms.iter_mut().zip([0.05, 0.01]) {
            *alarms += f64::from(u8::from(tail < nominal)) / series as f64;
        }
    }
    alarms
}

#[test]
fn false_alarms_stay_near_nominal() {
    for correlation in [0.0, 0.8, 1.0] {
        let case = Case {
            correlation,
            periods: 60,
            ahead: 1,
            season: false,
            heavy_tailed: false,
        };
        let alarms = false_alarms(&case, 600);
        assert!(alarms[0] <= 0.09, "{alarms:?} at correlation {correlation}");
        assert!(alarms[0] >= 0.02, "{alarms:?} at correlation {correlation}");
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/levels.md"]
fn table_of_false_alarms() {
    println!("| correlation | observations | ahead | season | noise | 5 % | 1 % |");
    for heavy_tailed in [false, true] {
        for correlation in [0.0, 0.5, 0.9, 1.0] {
            for (periods, ahead, season) in [
                (16, 1, false),
                (30, 1, false),
                (100, 1, false),
                (100, 4, false),
                (208, 1, true),
            ] {
                let case = Case {
                    correlation,
                    periods,
                    ahead,
                    season,
                    heavy_tailed,
                };
                let alarms = false_alarms(&case, 2000);
                println!(
                    "| {correlation} | {periods} | {ahead} | {} | {} | {:.1} | {:.1} |",
                    if season { "yes" } else { "no" },
                    if heavy_tailed { "t, 4 df" } else { "normal" },
                    100.0 * alarms[0],
                    100.0 * alarms[1]
                );
            }
        }
    }
}
