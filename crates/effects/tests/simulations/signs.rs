//! Signs: coverage of each interval, and how often a sign that says nothing is
//! said to tell.

use foreshock_effects::signs::{SignRecord, SignStrength, SignVerdict};
use rand::Rng;
use rand_distr::{Distribution, Exp};

use crate::draw::{Events, generator};

/// A world of signs and outcomes.
#[derive(Clone, Copy)]
struct World {
    name: &'static str,
    signs: Events,
    outcomes: Events,
    /// Probability that a sign brings an outcome of its own.
    tells: f64,
    days: i64,
    horizon: i64,
}

const POISSON: World = World {
    name: "Poisson signs and outcomes",
    signs: Events {
        rate: 0.02,
        further: 0.0,
        apart: 1.0,
    },
    outcomes: Events {
        rate: 0.02,
        further: 0.0,
        apart: 1.0,
    },
    tells: 0.0,
    days: 1000,
    horizon: 14,
};

const SIGNS_CLUSTER: World = World {
    name: "clustered signs",
    signs: Events {
        rate: 0.01,
        further: 3.0,
        apart: 4.0,
    },
    ..POISSON
};

const BOTH_CLUSTER: World = World {
    name: "clustered signs and outcomes",
    signs: SIGNS_CLUSTER.signs,
    outcomes: Events {
        rate: 0.01,
        further: 3.0,
        apart: 6.0,
    },
    ..POISSON
};

const LONG_CLUSTERS: World = World {
    name: "outcomes in clusters longer than the horizon",
    outcomes: Events {
        rate: 0.005,
        further: 5.0,
        apart: 10.0,
    },
    ..SIGNS_CLUSTER
};

const TELLING: World = World {
    name: "clustered signs that tell",
    tells: 0.5,
    ..SIGNS_CLUSTER
};

const WORLDS: [World; 5] = [POISSON, SIGNS_CLUSTER, BOTH_CLUSTER, LONG_CLUSTERS, TELLING];

impl World {
    fn record(&self, seed: u64, stream: u64, days: i64) -> SignStrength {
        let mut random = generator(seed, stream);
        let signs = self.signs.days(&mut random, days);
        let mut outcomes = self.outcomes.days(&mut random, days);
        let delay = Exp::new(3.0 / self.horizon as f64).expect("valid");
        for sign in &signs {
            if random.random_bool(self.tells) {
                outcomes.push(sign + 1 + delay.sample(&mut random) as i64);
            }
        }
        SignRecord::new((0, days - 1), signs, outcomes, self.horizon)
            .and_then(|record| record.strength(0.95))
            .expect("valid")
    }

    /// The shares and the likelihood ratio that an endless record shows.
    fn truth(&self) -> [f64; 4] {
        let long = self.record(7, 0, 3_000_000);
        let share = |share: Option<foreshock_effects::CaseShare>| share.expect("long").share;
        [
            share(long.followed),
            share(long.unwarned),
            share(long.without_sign),
            long.likelihood_ratio.expect("long").ratio,
        ]
    }

    fn measured(&self, records: u64) -> Measured {
        let truth = self.truth();
        let mut measured = Measured::default();
        for stream in 1..=records {
            let found = self.record(11, stream, self.days);
            let shares = [found.followed, found.unwarned, found.without_sign];
            for ((covered, share), truth) in measured.covered.iter_mut().zip(shares).zip(truth) {
                // No case at all leaves everything open.
                let holds = share.is_none_or(|share| share.lower <= truth && truth <= share.upper);
                *covered += f64::from(u32::from(holds));
            }
            let holds = found.likelihood_ratio.is_none_or(|ratio| {
                ratio.lower <= truth[3] && ratio.upper.is_none_or(|upper| truth[3] <= upper)
            });
            measured.covered[3] += f64::from(u32::from(holds));
            let told = matches!(
                found.verdict,
                SignVerdict::MoreOften | SignVerdict::LessOften
            );
            measured.told += f64::from(u32::from(told));
            measured.few += f64::from(u32::from(found.verdict == SignVerdict::TooFew));
        }
        for covered in &mut measured.covered {
            *covered /= records as f64;
        }
        measured.told /= records as f64;
        measured.few /= records as f64;
        measured
    }
}

#[derive(Default)]
struct Measured {
    /// Coverage: followed, unwarned, without sign, likelihood ratio.
    covered: [f64; 4],
    /// Share of records on which the sign is said to tell.
    told: f64,
    few: f64,
}

#[test]
fn intervals_cover_and_independent_signs_do_not_tell() {
    for world in WORLDS {
        let measured = world.measured(300);
        for (what, covered) in ["followed", "unwarned", "without", "ratio"]
            .iter()
            .zip(measured.covered)
        {
            // Too few clusters to learn their length from.
            let least = match (world.name == LONG_CLUSTERS.name, *what) {
                (true, "without") => 0.83,
                (true, _) => 0.90,
                (false, _) => 0.92,
            };
            assert!(covered >= least, "{}: {what} {covered}", world.name);
        }
        match world.tells > 0.0 {
            false => assert!(measured.told <= 0.05, "{}: {}", world.name, measured.told),
            true => assert!(measured.told >= 0.7, "{}: {}", world.name, measured.told),
        }
    }
}

#[test]
#[ignore = "full size; prints the table of docs/methods/claims-and-tripwires.md"]
fn table_of_signs() {
    println!(
        "| record | days | horizon | followed | without sign before | no sign in window | likelihood ratio | said to tell | too few |"
    );
    for world in WORLDS {
        for (days, horizon) in [(1000, 14), (1000, 60), (3000, 30)] {
            let world = World {
                days,
                horizon,
                ..world
            };
            let m = world.measured(2000);
            let percent = |share: f64| format!("{:.1}", 100.0 * share);
            println!(
                "| {} | {days} | {horizon} | {} | {} | {} | {} | {} | {} |",
                world.name,
                percent(m.covered[0]),
                percent(m.covered[1]),
                percent(m.covered[2]),
                percent(m.covered[3]),
                percent(m.told),
                percent(m.few)
            );
        }
    }
}
