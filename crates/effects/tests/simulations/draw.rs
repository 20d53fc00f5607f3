//! Records with known truth, from a seed.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp, Gamma, Poisson, StandardNormal};

pub fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    random
}

/// Days of events: a Poisson process of the given rate per day, each of whose
/// events brings a geometric number of further ones, each some days later.
#[derive(Clone, Copy)]
pub struct Events {
    /// Clusters per day.
    pub rate: f64,
    /// Further events of a cluster on average.
    pub further: f64,
    /// Days from one to the next on average.
    pub apart: f64,
}

impl Events {
    pub fn days(&self, random: &mut ChaCha8Rng, days: i64) -> Vec<i64> {
        let between = Exp::new(self.rate).expect("valid");
        let next = Exp::new(1.0 / self.apart).expect("valid");
        let go_on = self.further / (1.0 + self.further);
        // What began before the record reaches into it.
        let mut time = -200.0;
        let mut found = Vec::new();
        loop {
            time += between.sample(random);
            if time >= days as f64 {
                return found;
            }
            let mut event: f64 = time;
            loop {
                if (0.0..days as f64).contains(&event) {
                    found.push(event as i64);
                }
                if !random.random_bool(go_on) {
                    break;
                }
                event += next.sample(random);
            }
        }
    }
}

/// A Poisson (`dispersion` 1) or negative binomial count.
pub fn count(random: &mut ChaCha8Rng, mean: f64, dispersion: f64) -> u32 {
    let rate = if dispersion > 1.0 {
        let shape = mean / (dispersion - 1.0);
        Gamma::new(shape, dispersion - 1.0)
            .expect("valid")
            .sample(random)
    } else {
        mean
    };
    if rate < 1e-12 {
        0
    } else {
        Poisson::new(rate).expect("valid").sample(random) as u32
    }
}

/// How the rate of a daily series moves by itself.
#[derive(Clone, Copy)]
pub struct Series {
    pub name: &'static str,
    /// Mean per day.
    pub mean: f64,
    /// Variance over mean within a day.
    pub dispersion: f64,
    /// Standard deviation of a latent logarithm of the rate.
    pub latent: f64,
    /// Its correlation from one day to the next.
    pub persistence: f64,
    /// Amplitude of a yearly season of the logarithm.
    pub season: f64,
    /// Change of the logarithm from the first to the last day.
    pub trend: f64,
}

pub const PLAIN: Series = Series {
    name: "Poisson",
    mean: 0.1,
    dispersion: 1.0,
    latent: 0.0,
    persistence: 0.0,
    season: 0.0,
    trend: 0.0,
};

impl Series {
    /// Counts with the rate multiplied by `factor(day)`.
    pub fn counts(
        &self,
        random: &mut ChaCha8Rng,
        days: usize,
        factor: impl Fn(usize) -> f64,
    ) -> Vec<u32> {
        let mut state: f64 = random.sample(StandardNormal);
        let fresh = (1.0 - self.persistence * self.persistence).sqrt();
        let phase = random.random::<f64>() * std::f64::consts::TAU;
        (0..days)
            .map(|day| {
                let noise: f64 = random.sample(StandardNormal);
                state = self.persistence * state + fresh * noise;
                let turn = std::f64::consts::TAU * day as f64 / 365.25 + phase;
                let log = self.latent * state - 0.5 * self.latent * self.latent
                    + self.season * turn.sin()
                    + self.trend * (day as f64 / days as f64 - 0.5);
                count(random, self.mean * log.exp() * factor(day), self.dispersion)
            })
            .collect()
    }
}
