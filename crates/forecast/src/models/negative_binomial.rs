//! The negative binomial distribution by mean and size.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};
use statrs::function::gamma::ln_gamma;

/// Largest mean from which is drawn; far above any count of people.
const LARGEST_MEAN: f64 = 1e10;

/// Logarithm of the probability of a count, up to the term `-ln y!` that no
/// parameter changes.
pub(super) fn ln_likelihood(count: f64, mean: f64, size: f64) -> f64 {
    ln_of_size(count, size) + ln_of_mean(count, mean, size)
}

/// The part of [`ln_likelihood`] that the mean does not change.
pub(super) fn ln_of_size(count: f64, size: f64) -> f64 {
    if count == 0.0 {
        0.0
    } else {
        ln_gamma(count + size) - ln_gamma(size)
    }
}

/// The part of [`ln_likelihood`] that the mean changes.
pub(super) fn ln_of_mean(count: f64, mean: f64, size: f64) -> f64 {
    let none = -size * (mean / size).ln_1p();
    if count == 0.0 {
        none
    } else {
        none + count * (mean / (mean + size)).ln()
    }
}

/// A count of that mean and size, drawn as a Poisson count of a gamma mean.
pub(super) fn draw(mean: f64, size: f64, generator: &mut ChaCha8Rng) -> f64 {
    let Ok(gamma) = Gamma::new(size, mean / size) else {
        return 0.0;
    };
    let level = gamma.sample(generator).min(LARGEST_MEAN);
    // A mean of zero has no Poisson distribution in the library.
    Poisson::new(level).map_or(0.0, |poisson| poisson.sample(generator))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use serde_json::Value;

    use super::*;

    #[test]
    fn log_probabilities_are_those_of_scipy() {
        let golden: Value =
            serde_json::from_str(include_str!("../../golden/occurrence.json")).unwrap();
        for row in golden["negative_binomial"].as_array().unwrap() {
            let number = |column: usize| row[column].as_f64().unwrap();
            let ours = ln_likelihood(number(0), number(1), number(2));
            let error = (ours - number(3)).abs();
            assert!(error <= 1e-9 * number(3).abs().max(1.0), "{row}: {ours}");
        }
    }

    #[test]
    fn draws_have_mean_and_variance() {
        let mut generator = ChaCha8Rng::seed_from_u64(5);
        let draws: Vec<f64> = (0..40_000)
            .map(|_| draw(3.0, 0.5, &mut generator))
            .collect();
        let mean = draws.iter().sum::<f64>() / 40_000.0;
        let variance = draws.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / 40_000.0;
        assert!((mean - 3.0).abs() < 0.12, "{mean}");
        assert!((variance - 21.0).abs() < 2.0, "{variance}");
        assert_eq!(draw(0.0, 1.0, &mut generator), 0.0);
    }
}
