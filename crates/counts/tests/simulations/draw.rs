//! Draws with known truth, from a seed.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A Poisson (`dispersion` 1) or negative binomial count.
pub fn count(random: &mut ChaCha8Rng, mean: f64, dispersion: f64) -> u64 {
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
        Poisson::new(rate).expect("valid").sample(random) as u64
    }
}

pub fn counts(random: &mut ChaCha8Rng, n: usize, mean: f64, dispersion: f64) -> Vec<u64> {
    (0..n).map(|_| count(random, mean, dispersion)).collect()
}
