//! Posteriors over values drawn from within the ranges.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{Weighing, weighing::normalised};

/// Steps before the first draw of priors.
const SETTLING: usize = 100;
/// Steps from one draw of priors to the next.
const APART: usize = 4;

impl Weighing<'_> {
    /// `count` posteriors, each with priors and likelihoods drawn from within
    /// their ranges: stated probabilities uniformly, ratios uniformly in their
    /// logarithm, measured rates after Jeffreys. A quantity that hypotheses
    /// share is drawn once for all of them. Every draw lies within
    /// [`Weighing::bounds`].
    pub fn draws(&self, seed: u64, count: usize) -> Vec<Vec<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut priors = self.priors.centre();
        for _ in 0..SETTLING {
            self.priors.step(&mut priors, &mut random);
        }
        (0..count)
            .map(|_| {
                for _ in 0..APART {
                    self.priors.step(&mut priors, &mut random);
                }
                let mut logs: Vec<f64> = priors.iter().map(|prior| prior.ln()).collect();
                for (item, weight) in &self.items {
                    let drawn: Vec<f64> = item
                        .quantities
                        .iter()
                        .map(|quantity| quantity.draw(&mut random))
                        .collect();
                    for (log, &of) in logs.iter_mut().zip(&item.of) {
                        *log += weight * drawn[of].ln();
                    }
                }
                normalised(logs)
            })
            .collect()
    }
}
