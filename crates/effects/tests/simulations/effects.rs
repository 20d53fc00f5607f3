//! Interventions: coverage of intervals, size of the placebo and pre-trend
//! tests, power as stated.

use foreshock_effects::{Intervention, Record, Settings, Study, Verdict, study};
use rand::Rng;
use rayon::prelude::*;

use crate::draw::{PLAIN, Series, generator};

const OVERDISPERSED: Series = Series {
    name: "overdispersed",
    dispersion: 3.0,
    ..PLAIN
};
const AUTOCORRELATED: Series = Series {
    name: "autocorrelated",
    latent: 0.7,
    persistence: 0.93,
    ..PLAIN
};
const SEASONAL: Series = Series {
    name: "seasonal with trend",
    season: 0.7,
    trend: 1.0,
    ..PLAIN
};
const ALL: Series = Series {
    name: "all of these",
    dispersion: 1.5,
    latent: 0.5,
    persistence: 0.93,
    season: 0.5,
    trend: 1.0,
    ..PLAIN
};
const SERIES: [Series; 5] = [PLAIN, OVERDISPERSED, AUTOCORRELATED, SEASONAL, ALL];

/// How interventions fall.
#[derive(Clone, Copy, PartialEq)]
enum Design {
    /// Twenty dates with windows of 14 days.
    Dates,
    /// Three spans of 60 days.
    Spans,
    /// One switched on for the last 150 days.
    OneSpan,
}

const DESIGNS: [(Design, &str); 3] = [
    (Design::Dates, "20 dates"),
    (Design::Spans, "3 spans"),
    (Design::OneSpan, "1 span at the end"),
];

const DAYS: usize = 1000;

impl Design {
    fn draw(self, random: &mut impl Rng) -> Intervention {
        match self {
            Self::Dates => Intervention::Dates {
                days: (0..20)
                    .map(|_| random.random_range(0..DAYS as i64))
                    .collect(),
                window: 14,
            },
            Self::Spans => Intervention::Spans {
                spans: (0..3)
                    .map(|third| {
                        let from = 333 * third + random.random_range(0..270);
                        (from, from + 60)
                    })
                    .collect(),
                longest: None,
            },
            Self::OneSpan => Intervention::Spans {
                spans: vec![(849, 999)],
                longest: None,
            },
        }
    }
}

/// Whether a day is one on which `factor` applies.
fn touched(intervention: &Intervention) -> Vec<bool> {
    let mut touched = vec![false; DAYS];
    let mut mark = |from: i64, to: i64| {
        for day in from.max(0)..=to.min(DAYS as i64 - 1) {
            touched[day as usize] = true;
        }
    };
    match intervention {
        Intervention::Dates { days, window } => {
            days.iter()
                .for_each(|&day| mark(day + 1, day + i64::from(*window)));
        }
        Intervention::Spans { spans, .. } => {
            spans.iter().for_each(|&(from, to)| mark(from + 1, to));
        }
    }
    touched
}

fn found(series: Series, design: Design, factor: f64, stream: u64, confidence: f64) -> Study {
    let mut random = generator(23, stream);
    let intervention = design.draw(&mut random);
    let touched = touched(&intervention);
    let counts = series.counts(
        &mut random,
        DAYS,
        |day| if touched[day] { factor } else { 1.0 },
    );
    let settings = Settings {
        confidence,
        window: if design == Design::Dates { 14 } else { 28 },
        draws: 99,
        seed: stream,
    };
    study(&Record::new(counts), &intervention, &settings).expect("valid")
}

/// Shares of records.
#[derive(Clone, Copy, Default)]
struct Measured {
    /// The interval of the rate ratio holds the truth.
    covered: f64,
    /// It leaves out 1.
    told: f64,
    /// Placebo dates differ at the 5% level.
    placebo: f64,
    /// The days before differ at the 5% level.
    before: f64,
    /// The point process leaves a model without an effect behind.
    process: f64,
    /// More or fewer followed, by all rules together.
    differs: f64,
    /// Median of the smallest rise that could have been seen.
    rise: f64,
}

fn measured(
    series: Series,
    design: Design,
    factor: f64,
    records: u64,
    confidence: f64,
) -> Measured {
    let studies: Vec<Study> = (0..records)
        .into_par_iter()
        .map(|stream| found(series, design, factor, stream, confidence))
        .collect();
    let share = |holds: &dyn Fn(&Study) -> bool| {
        studies.iter().filter(|study| holds(study)).count() as f64 / records as f64
    };
    let level = |study: &Study| study.effect.as_ref().map(|effect| effect.level);
    let mut rises: Vec<f64> = studies
        .iter()
        .filter_map(|study| study.effect.as_ref()?.detectable.increase)
        .collect();
    rises.sort_unstable_by(f64::total_cmp);
    Measured {
        covered: share(&|study| {
            level(study).is_none_or(|level| {
                level.lower <= factor && level.upper.is_none_or(|upper| factor <= upper)
            })
        }),
        told: share(&|study| level(study).is_some_and(|level| level.direction().is_some())),
        placebo: share(&|study| {
            study
                .placebo
                .as_ref()
                .is_some_and(|one| one.p_value <= 0.05)
        }),
        before: share(&|study| study.before.is_some_and(|before| before.p_value <= 0.05)),
        process: share(&|study| study.excitation.is_some_and(|found| found.shows())),
        differs: share(&|study| matches!(study.verdict, Verdict::Differs(_))),
        rise: rises.get(rises.len() / 2).copied().unwrap_or(f64::INFINITY),
    }
}

/// The series on which intervals are nominal; where they fall short is in the
/// full table.
#[test]
fn intervals_cover_and_tests_keep_their_size() {
    let cases = [
        (PLAIN, Design::Dates),
        (PLAIN, Design::Spans),
        (OVERDISPERSED, Design::Dates),
        (AUTOCORRELATED, Design::Dates),
        (SEASONAL, Design::OneSpan),
    ];
    for (series, design) in cases {
        let m = measured(series, design, 1.0, 120, 0.95);
        let name = series.name;
        assert!(m.covered >= 0.88, "{name}: covered {}", m.covered);
        assert!(m.placebo <= 0.13, "{name}: placebo {}", m.placebo);
        assert!(m.before <= 0.13, "{name}: before {}", m.before);
        assert!(m.process <= 0.10, "{name}: process {}", m.process);
        assert!(m.differs <= 0.10, "{name}: differs {}", m.differs);
    }
}

/// An effect as large as the smallest that is said to be seen is seen as often
/// as is said.
#[test]
fn power_is_as_stated() {
    let rise = measured(PLAIN, Design::Dates, 1.0, 60, 0.95).rise;
    let seen = measured(PLAIN, Design::Dates, rise, 150, 0.95).told;
    assert!((0.68..=0.92).contains(&seen), "×{rise}: {seen}");
}

#[test]
fn a_strong_effect_is_told() {
    let m = measured(PLAIN, Design::Dates, 3.0, 60, 0.95);
    assert!(m.differs >= 0.85, "{}", m.differs);
    assert!(m.process >= 0.85, "{}", m.process);
}

/// What was different already before is said to be: the rate is five times as
/// high from two weeks before each onset to two weeks after.
#[test]
fn tense_times_are_named() {
    let mut named = 0;
    for stream in 0..40 {
        let mut random = generator(29, stream);
        let onsets: Vec<i64> = (0..12).map(|n| 40 + 78 * n).collect();
        let tense = |day: usize| {
            let near = |onset: &i64| (onset - 14..=onset + 14).contains(&(day as i64));
            if onsets.iter().any(near) { 5.0 } else { 1.0 }
        };
        let counts = PLAIN.counts(&mut random, DAYS, tense);
        let intervention = Intervention::Dates {
            days: onsets.clone(),
            window: 14,
        };
        let settings = Settings {
            confidence: 0.95,
            window: 14,
            draws: 99,
            seed: stream,
        };
        let study = study(&Record::new(counts), &intervention, &settings).expect("valid");
        named += u32::from(matches!(study.verdict, Verdict::AlreadyBefore(_)));
    }
    assert!(named >= 34, "{named} of 40");
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// Records of each row of the tables; `FORESHOCK_RECORDS` sets another number.
fn records() -> u64 {
    let given = std::env::var("FORESHOCK_RECORDS");
    given
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000)
}

#[test]
#[ignore = "full size; prints the tables of docs/methods/effects.md"]
fn table_of_effects() {
    println!(
        "| series | interventions | factor | 95% interval covers | 90% | said to differ by it | placebo p ≤ 0.05 | before p ≤ 0.05 | process | all rules |"
    );
    for series in SERIES {
        for (design, name) in DESIGNS {
            for factor in [1.0, 2.0] {
                let m = measured(series, design, factor, records(), 0.95);
                let ninety = match factor == 1.0 {
                    true => percent(measured(series, design, factor, records(), 0.9).covered),
                    false => String::new(),
                };
                println!(
                    "| {} | {name} | {factor} | {} | {ninety} | {} | {} | {} | {} | {} |",
                    series.name,
                    percent(m.covered),
                    percent(m.told),
                    percent(m.placebo),
                    percent(m.before),
                    percent(m.process),
                    percent(m.differs),
                );
            }
        }
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/effects.md"]
fn table_of_power() {
    println!("| series | interventions | smallest rise (median) | seen |");
    for series in SERIES {
        for (design, name) in DESIGNS {
            let rise = measured(series, design, 1.0, records().min(300), 0.95).rise;
            let seen = measured(series, design, rise, records(), 0.95).told;
            println!(
                "| {} | {name} | ×{rise:.2} | {} |",
                series.name,
                percent(seen)
            );
        }
    }
}
