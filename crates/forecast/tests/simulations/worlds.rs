//! Worlds whose law is known.

use foreshock_forecast::Panel;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Normal, Poisson};

/// A panel with its future: the history has `periods`, the panel more.
pub struct World {
    pub panel: Panel,
    pub origin: i64,
}

pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn negative_binomial(mean: f64, size: f64, generator: &mut ChaCha8Rng) -> f64 {
    let level: f64 = Gamma::new(size, mean / size).unwrap().sample(generator);
    Poisson::new(level).map_or(0.0, |poisson| poisson.sample(generator))
}

fn world(
    units: usize,
    periods: usize,
    ahead: usize,
    mut unit: impl FnMut(usize) -> Vec<f64>,
) -> World {
    let counts: Vec<Option<f64>> = (0..units)
        .flat_map(|_| unit(periods + ahead))
        .map(Some)
        .collect();
    let names = (0..units).map(|unit| format!("unit {unit}"));
    World {
        panel: Panel::new(names, 1, periods + ahead, counts).unwrap(),
        origin: periods as i64,
    }
}

/// Counts from NB-INGARCH(1, 1), each unit with parameters of its own.
pub fn dynamic(seed: u64, units: usize, periods: usize, ahead: usize) -> World {
    let mut generator = generator(seed);
    world(units, periods, ahead, |length| {
        let mut normal = |mean: f64, deviation: f64| -> f64 {
            Normal::new(mean, deviation).unwrap().sample(&mut generator)
        };
        let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
        let level = normal(1.0, 1.0).exp();
        let persistence = logistic(normal(1.5, 0.7));
        let speed = logistic(normal(-0.5, 0.7));
        let size = normal(0.3, 0.4).exp();
        let mut mean = level;
        let mut counts = Vec::new();
        for period in 0..length + 100 {
            let count = negative_binomial(mean, size, &mut generator);
            if period >= 100 {
                counts.push(count);
            }
            mean =
                (1.0 - persistence) * level + persistence * (speed * count + (1.0 - speed) * mean);
        }
        counts
    })
}

/// Counts that are independent and have one distribution for each unit.
pub fn unchanging(seed: u64, units: usize, periods: usize, ahead: usize) -> World {
    let mut generator = generator(seed);
    world(units, periods, ahead, |length| {
        let mean = 5.0 * generator.random::<f64>() + 0.2;
        (0..length)
            .map(|_| negative_binomial(mean, 0.8, &mut generator))
            .collect()
    })
}

/// Counts from hidden states that all units share: peace, unrest, war.
pub fn states(seed: u64, units: usize, periods: usize, ahead: usize) -> World {
    const MEANS: [f64; 3] = [0.05, 3.0, 60.0];
    const SIZES: [f64; 3] = [0.5, 1.0, 2.0];
    const STAY: [f64; 3] = [0.97, 0.9, 0.92];
    let mut generator = generator(seed);
    world(units, periods, ahead, |length| {
        let mut state: usize = 0;
        let mut counts = Vec::new();
        for period in 0..length + 100 {
            if generator.random::<f64>() >= STAY[state] {
                // From the middle to either side; from the sides to the middle.
                state = match state {
                    1 => 2 * usize::from(generator.random::<f64>() < 0.4),
                    _ => 1,
                };
            }
            let count = negative_binomial(MEANS[state], SIZES[state], &mut generator);
            if period >= 100 {
                counts.push(count);
            }
        }
        counts
    })
}

/// Days with events of constant probability.
pub fn constant_days(seed: u64, days: usize, rate: f64) -> Vec<Option<u32>> {
    let mut generator = generator(seed);
    (0..days)
        .map(|_| Some(u32::from(generator.random::<f64>() < rate)))
        .collect()
}

/// Days with events that bring on others: background 0.01 a day, each event
/// brings on 0.7 more with a half-life of about 21 days.
pub fn exciting_days(seed: u64, days: usize) -> Vec<Option<u32>> {
    let mut generator = generator(seed);
    let keep: f64 = 0.5_f64.powf(1.0 / 21.0);
    let mut excited = 0.0;
    (0..days)
        .map(|_| {
            let probability = 1.0 - (-(0.01 + 0.7 * (1.0 - keep) * excited)).exp();
            let event = generator.random::<f64>() < probability;
            excited = keep * excited + f64::from(u8::from(event));
            Some(u32::from(event))
        })
        .collect()
}

/// Days with events that come at steady intervals: Weibull gaps of shape 3 and
/// mean of about 60 days.
pub fn steady_days(seed: u64, days: usize) -> Vec<Option<u32>> {
    let mut generator = generator(seed);
    let gap = rand_distr::Weibull::new(67.0, 3.0).unwrap();
    let mut counts = vec![Some(0); days];
    let mut day: f64 = gap.sample(&mut generator);
    while (day as usize) < days {
        counts[day as usize] = Some(1);
        let step: f64 = gap.sample(&mut generator);
        day += step.max(1.0);
    }
    counts
}

/// Days with events in quiet years and active ones.
pub fn switching_days(seed: u64, days: usize) -> Vec<Option<u32>> {
    let mut generator = generator(seed);
    let mut active = false;
    (0..days)
        .map(|_| {
            if generator.random::<f64>() < 1.0 / 300.0 {
                active = !active;
            }
            let rate = if active { 0.06 } else { 0.004 };
            Some(u32::from(generator.random::<f64>() < rate))
        })
        .collect()
}
