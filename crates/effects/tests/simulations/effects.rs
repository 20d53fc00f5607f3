//! Interventions: coverage of intervals, size of the placebo and pre-trend
//! tests, power as stated.

use std::time::Instant;
use foreshock_effects::{Intervention, Record, Settings, Study, study};
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
                days: (0..20).map(|_| random.random_range(0..DAYS as i64)).collect(),
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
            days.iter().for_each(|&day| mark(day + 1, day + i64::from(*window)));
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
    let counts = series.counts(&mut random, DAYS, |day| if touched[day] { factor } else { 1.0 });
    let settings = Settings {
        confidence,
        window: if design == Design::Dates { 14 } else { 28 },
        draws: 99,
        seed: stream,
    };
    study(&Record::new(counts), &intervention, &settings).expect("valid")
}

#[test]
#[ignore]
fn speed() {
    for (design, name) in DESIGNS {
        let start = Instant::now();
        for stream in 0..10 {
            let s = found(ALL, design, 1.0, stream, 0.95);
            println!("{:?}", s.excitation);
        }
        println!("{name} {:?} each", start.elapsed() / 10);
    }
}

#[test]
#[ignore = "full size; prints the tables of docs/methods/effects.md"]
fn table_of_effects() {
    let records: u64 = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    println!("| series | design | factor | 95% interval | false effect | placebo p ≤ 0.05 | before p ≤ 0.05 | process 90% misses 0 | differs |");
    for series in SERIES {
        for (design, name) in DESIGNS {
            for factor in [1.0, 2.0] {
                let sums = (0..records).into_par_iter().map(|stream| {
                    let s = found(series, design, factor, stream, 0.95);
                    let Some(e) = s.effect else { return [0.0; 7] };
                    let level = e.level;
                    let holds = level.lower <= factor && level.upper.is_none_or(|u| factor <= u);
                    let b = |x: bool| f64::from(u8::from(x));
                    [
                        b(holds),
                        b(level.direction().is_some()),
                        b(s.placebo.as_ref().is_some_and(|p| p.p_value <= 0.05)),
                        b(s.before.is_some_and(|p| p.p_value <= 0.05)),
                        b(s.excitation.is_some_and(|x| x.shows())),
                        b(matches!(s.verdict, foreshock_effects::Verdict::Differs(_))),
                        b(s.placebo.is_some()),
                    ]
                }).reduce(|| [0.0; 7], |a, b| std::array::from_fn(|i| a[i] + b[i]));
                let p = |x: f64| format!("{:.1}", 100.0 * x / records as f64);
                println!("| {} | {name} | {factor} | {} | {} | {} | {} | {} | {} | {}", series.name, p(sums[0]), p(sums[1]), p(sums[2]), p(sums[3]), p(sums[4]), p(sums[5]), p(sums[6]));
            }
        }
    }
}
