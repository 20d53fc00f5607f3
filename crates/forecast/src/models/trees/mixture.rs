//! Weighted values, and paths whose values at each lead follow them.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::UnitPaths;

/// A distribution over finitely many counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Mixture(Vec<(f64, f64)>);

impl Mixture {
    /// Adds `weight` in all, spread evenly over `values`; nothing where there
    /// are no values.
    pub(super) fn add(&mut self, values: &[f64], weight: f64) {
        let each = weight / values.len().max(1) as f64;
        self.0.extend(values.iter().map(|&value| (value, each)));
    }

    /// Adds one value.
    pub(super) fn add_one(&mut self, value: f64, weight: f64) {
        self.0.push((value, weight));
    }

    /// The quantiles at the levels `(k + 1/2) / draws`; zeros for a distribution
    /// without weight.
    fn quantiles(mut self, draws: usize) -> Vec<f64> {
        self.0.sort_by(|one, other| one.0.total_cmp(&other.0));
        let total: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        let mut values = self.0.iter();
        let mut current = 0.0;
        let mut reached = 0.0;
        (0..draws)
            .map(|draw| {
                let level = (draw as f64 + 0.5) / draws as f64 * total;
                while reached < level
                    && let Some(&(value, weight)) = values.next()
                {
                    current = value;
                    reached += weight;
                }
                current
            })
            .collect()
    }
}

/// Evenly spaced quantiles of sorted values, at the levels `(k + 1/2) / count`;
/// all values where there are no more than `count`.
pub(super) fn thinned(sorted: &[f64], count: usize) -> Vec<f64> {
    if sorted.len() <= count {
        return sorted.to_vec();
    }
    (0..count)
        .map(|k| sorted[(2 * k + 1) * sorted.len() / (2 * count)])
        .collect()
}

/// Draws paths whose values at each lead are the quantiles of its mixture, each
/// once. Which quantile a path has at a lead follows a Gaussian autoregression
/// from lead to lead with correlation `persistence` (a Gaussian copula).
pub(super) fn couple(
    mixtures: impl IntoIterator<Item = Mixture>,
    persistence: f64,
    first_lead: u32,
    generator: &mut ChaCha8Rng,
    paths: &mut UnitPaths<'_>,
) {
    let draws = paths.draws();
    let noise = (1.0 - persistence * persistence).sqrt();
    let mut state = vec![0.0; draws];
    for (step, mixture) in mixtures.into_iter().enumerate() {
        for value in &mut state {
            let shock: f64 = StandardNormal.sample(generator);
            *value = if step == 0 {
                shock
            } else {
                persistence * *value + noise * shock
            };
        }
        let mut order: Vec<usize> = (0..draws).collect();
        order.sort_by(|&one, &other| state[one].total_cmp(&state[other]));
        let quantiles = mixture.quantiles(draws);
        let slots = paths.at(first_lead + step as u32);
        for (&draw, quantile) in order.iter().zip(quantiles) {
            slots[draw] = quantile;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_follow_the_weights() {
        let mut mixture = Mixture::default();
        mixture.add(&[3.0, 1.0], 0.5);
        mixture.add_one(2.0, 0.5);
        assert_eq!(mixture.quantiles(4), [1.0, 2.0, 2.0, 3.0]);
        assert_eq!(Mixture::default().quantiles(2), [0.0, 0.0]);
    }

    #[test]
    fn thinning_keeps_the_middle_of_each_part() {
        assert_eq!(thinned(&[1.0, 2.0], 3), [1.0, 2.0]);
        let sorted: Vec<f64> = (0..90).map(f64::from).collect();
        assert_eq!(thinned(&sorted, 3), [15.0, 45.0, 75.0]);
    }
}
