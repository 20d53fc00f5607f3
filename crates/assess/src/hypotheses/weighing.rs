//! Bayes' rule, at the centres of the ranges and over the whole of them.

use super::{Item, Priors, Quantity};

/// Evidence that counts, each item with its weight, put together with priors.
///
/// The posterior of hypothesis h is proportional to its prior times the product
/// over items of likelihood to the power of weight; a weight below 1 discounts
/// what an item shares with others.
#[derive(Clone, Debug)]
pub struct Weighing<'a> {
    pub(crate) priors: &'a Priors,
    /// Items that count with their weights.
    pub(crate) items: Vec<(&'a Item, f64)>,
}

impl Weighing<'_> {
    /// The posterior at the centres of all ranges; sums to 1.
    pub fn posterior(&self) -> Vec<f64> {
        let priors = self.priors.centre();
        let logs = (0..priors.len()).map(|hypothesis| {
            let value = |item: &Item| item.under(hypothesis).map_or(1.0, Quantity::centre);
            priors[hypothesis].ln() + self.log_likelihood(value)
        });
        normalised(logs.collect())
    }

    /// For each hypothesis the lowest and the highest posterior that any values
    /// within the ranges give; each is attained.
    ///
    /// The posterior of h rises with every likelihood of h and falls with every
    /// other one, also where h shares a quantity with others, since dividing by
    /// it leaves only those that do not. It rises with the prior of h, and for a
    /// given prior of h the others are best put on those for which the evidence
    /// speaks least. So the highest stands at one corner, which this goes to
    /// directly; the lowest likewise.
    pub fn bounds(&self) -> Vec<(f64, f64)> {
        (0..self.priors.count())
            .map(|hypothesis| {
                let lower = self.extreme(hypothesis, false);
                (lower, self.extreme(hypothesis, true).max(lower))
            })
            .collect()
    }

    fn extreme(&self, hypothesis: usize, highest: bool) -> f64 {
        let likelihoods: Vec<f64> = (0..self.priors.count())
            .map(|other| {
                self.log_likelihood(|item| {
                    let own = item.of.get(hypothesis) == item.of.get(other);
                    item.under(other)
                        .map_or(1.0, |quantity| match own == highest {
                            true => quantity.high(),
                            false => quantity.low(),
                        })
                })
            })
            .collect();
        let priors = self.corner(hypothesis, highest, &likelihoods);
        let logs = priors
            .iter()
            .zip(&likelihoods)
            .map(|(prior, likelihood)| prior.ln() + likelihood)
            .collect();
        normalised(logs).get(hypothesis).copied().unwrap_or(0.0)
    }

    /// The priors at which the posterior of `hypothesis` is extreme: its own as
    /// high (or low) as can be, and what is left of 1 given to the others as
    /// they come, the least (or most) likely first.
    fn corner(&self, hypothesis: usize, highest: bool, likelihoods: &[f64]) -> Vec<f64> {
        let mut priors: Vec<f64> = self.priors.ranges.iter().map(|range| range.0).collect();
        let (least, most) = self.priors.reachable(hypothesis).unwrap_or((0.0, 0.0));
        priors[hypothesis] = if highest { most } else { least };
        let mut left = 1.0 - priors.iter().sum::<f64>();
        let mut others: Vec<usize> = (0..priors.len())
            .filter(|other| *other != hypothesis)
            .collect();
        others.sort_by(|a, b| {
            let order = likelihoods[*a].total_cmp(&likelihoods[*b]);
            if highest { order } else { order.reverse() }
        });
        for other in others {
            let (low, high) = self.priors.ranges[other];
            let more = left.clamp(0.0, high - low);
            priors[other] += more;
            left -= more;
        }
        priors
    }

    /// The logarithm of the likelihood of all items, with `value` for each.
    pub(crate) fn log_likelihood(&self, value: impl Fn(&Item) -> f64) -> f64 {
        self.items
            .iter()
            .map(|(item, weight)| weight * value(item).ln())
            .sum()
    }
}

/// Probabilities in the proportion of `exp(logs)`.
pub(crate) fn normalised(logs: Vec<f64>) -> Vec<f64> {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.iter().map(|part| part / sum).collect()
}
