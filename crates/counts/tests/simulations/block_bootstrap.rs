//! How often the interval of a difference between two spans of scored events
//! holds the truth.

use crate::draw;
use foreshock_counts::block_bootstrap::{Day, difference};
use rand::Rng;
use rand_distr::{Distribution, Normal, Poisson};

/// Scores as they come in event data: many talks, some threats, a few acts.
const SCORES: [(f64, f64); 8] = [
    (1.0, 0.30),
    (2.8, 0.20),
    (4.0, 0.12),
    (7.0, 0.06),
    (-2.0, 0.14),
    (-5.0, 0.08),
    (-7.2, 0.06),
    (-10.0, 0.04),
];

struct Case {
    /// Events per day.
    rate: f64,
    /// Correlation from day to day of the logarithm of the rate, whose standard
    /// deviation is 0.6 where it is not zero.
    correlation: f64,
    recent: usize,
    reference: usize,
    /// By how much each score of the recent span lies higher.
    shift: f64,
    /// Per event instead of per day.
    per_event: bool,
}

/// Mean score of an event.
fn mean_score() -> f64 {
    SCORES.iter().map(|(score, share)| score * share).sum()
}

fn days(case: &Case, random: &mut impl Rng) -> Vec<Day> {
    let normal = Normal::new(0.0, 1.0).expect("valid");
    let spread = if case.correlation > 0.0 { 0.6 } else { 0.0 };
    let mut level: f64 = normal.sample(random);
    (0..case.reference + case.recent)
        .map(|day| {
            let shock: f64 = normal.sample(random);
            level = case.correlation * level
                + (1.0 - case.correlation * case.correlation).sqrt() * shock;
            let rate = case.rate * (spread * level - 0.5 * spread * spread).exp();
            let events = Poisson::new(rate).expect("positive").sample(random);
            let shift = if day < case.reference {
                0.0
            } else {
                case.shift
            };
            let mut amount = 0.0;
            for _ in 0..events as u64 {
                let mut left: f64 = random.random();
                let score = SCORES
                    .iter()
                    .find(|(_, share)| {
                        left -= share;
                        left < 0.0
                    })
                    .map_or(1.0, |(score, _)| *score);
                amount += score + shift;
            }
            Day {
                amount,
                exposure: if case.per_event { events } else { 1.0 },
            }
        })
        .collect()
}

/// Shares of the series whose interval lies wholly below the truth, wholly above
/// it, and of those that are too few to tell, at 95 %.
fn missed(case: &Case, series: u64) -> [f64; 3] {
    let mut missed = [0.0; 3];
    let mut told = 0.0;
    for seed in 0..series {
        let mut random = draw::generator(seed);
        let days = days(case, &mut random);
        let (reference, recent) = days.split_at(case.reference);
        let truth = match case.per_event {
            true => case.shift,
            false => case.shift * case.rate,
        };
        match difference(recent, reference, 0.95, 499, seed) {
            Ok(found) => {
                told += 1.0;
                missed[0] += f64::from(u8::from(found.upper < truth));
                missed[1] += f64::from(u8::from(found.lower > truth));
            }
            Err(_) => missed[2] += 1.0,
        }
    }
    missed[0] /= told;
    missed[1] /= told;
    missed[2] /= series as f64;
    missed
}

#[test]
fn intervals_hold_the_truth() {
    assert!((SCORES.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(mean_score() > 0.0);
    for (correlation, shift, per_event) in [(0.0, 0.0, false), (0.7, 0.0, true), (0.7, 1.0, false)]
    {
        let case = Case {
            rate: 1.5,
            correlation,
            recent: 180,
            reference: 720,
            shift,
            per_event,
        };
        let [below, above, untold] = missed(&case, 400);
        assert_eq!(untold, 0.0);
        assert!(
            (0.015..=0.09).contains(&(below + above)),
            "{below} {above} at {correlation}, {shift}"
        );
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/relations.md"]
fn table_of_coverage() {
    println!(
        "| events per day | correlation | window, reference | shift | per | too low | too high | in all | too few |"
    );
    for rate in [0.1, 0.3, 1.5, 5.0] {
        for correlation in [0.0, 0.7, 0.9] {
            for (recent, reference) in [(90, 360), (180, 720)] {
                for (shift, per_event) in [(0.0, false), (0.0, true), (1.0, true)] {
                    let case = Case {
                        rate,
                        correlation,
                        recent,
                        reference,
                        shift,
                        per_event,
                    };
                    let [below, above, untold] = missed(&case, 2000);
                    println!(
                        "| {rate} | {correlation} | {recent}, {reference} | {shift} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
                        if per_event { "event" } else { "day" },
                        100.0 * below,
                        100.0 * above,
                        100.0 * (below + above),
                        100.0 * untold
                    );
                }
            }
        }
    }
}
