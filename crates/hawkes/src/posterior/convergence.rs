//! Whether chains agree, and how many independent draws they are worth.

use serde::Serialize;

/// R-hat above which chains do not agree.
pub const LARGEST_R_HAT: f64 = 1.05;
/// Effective draws below which the ends of an interval are too rough.
pub const SMALLEST_SIZE: f64 = 100.0;

/// The worst figures over all coordinates of a sample (Vehtari et al. 2021).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Convergence {
    /// Largest rank-normalised split R-hat, of the draws and of their distances
    /// from the median; 1 where chains agree.
    pub r_hat: f64,
    /// Smallest effective sample size of the bulk.
    pub bulk_size: f64,
    /// Smallest effective sample size of the 5 % and 95 % quantiles.
    pub tail_size: f64,
    /// R-hat is at most 1.05 and both sizes are at least 100.
    pub converged: bool,
}

impl Convergence {
    /// Examines chains of draws: `chains[chain][draw][coordinate]`, all of the
    /// same length.
    pub fn of(chains: &[Vec<Vec<f64>>]) -> Self {
        let dimension = chains
            .first()
            .and_then(|chain| chain.first())
            .map_or(0, Vec::len);
        let mut worst = Self {
            r_hat: 1.0,
            bulk_size: f64::INFINITY,
            tail_size: f64::INFINITY,
            converged: false,
        };
        for coordinate in 0..dimension {
            let halves = halves(chains, coordinate);
            let ranked = normal_scores(&halves);
            let median = median(&halves);
            let folded: Vec<Vec<f64>> = halves
                .iter()
                .map(|half| half.iter().map(|value| (value - median).abs()).collect())
                .collect();
            let r_hat = r_hat(&ranked).max(self::r_hat(&normal_scores(&folded)));
            worst.r_hat = worst.r_hat.max(r_hat);
            worst.bulk_size = worst.bulk_size.min(effective_size(&ranked));
            let mut sorted: Vec<f64> = halves.concat();
            sorted.sort_by(f64::total_cmp);
            for probability in [0.05, 0.95] {
                let threshold = super::quantile_of_sorted(&sorted, probability);
                let below: Vec<Vec<f64>> = halves
                    .iter()
                    .map(|half| {
                        half.iter()
                            .map(|value| f64::from(u8::from(*value <= threshold)))
                            .collect()
                    })
                    .collect();
                worst.tail_size = worst.tail_size.min(effective_size(&below));
            }
        }
        if dimension == 0 {
            worst.bulk_size = 0.0;
            worst.tail_size = 0.0;
        }
        worst.converged = worst.r_hat <= LARGEST_R_HAT
            && worst.bulk_size >= SMALLEST_SIZE
            && worst.tail_size >= SMALLEST_SIZE;
        worst
    }
}

/// Each chain cut into two, so that a chain that drifts disagrees with itself.
fn halves(chains: &[Vec<Vec<f64>>], coordinate: usize) -> Vec<Vec<f64>> {
    let mut halves = Vec::with_capacity(2 * chains.len());
    for chain in chains {
        let half = chain.len() / 2;
        let values = |draws: &[Vec<f64>]| draws.iter().map(|draw| draw[coordinate]).collect();
        halves.push(values(&chain[..half]));
        halves.push(values(&chain[chain.len() - half..]));
    }
    halves
}

fn median(chains: &[Vec<f64>]) -> f64 {
    let mut sorted = chains.concat();
    sorted.sort_by(f64::total_cmp);
    super::quantile_of_sorted(&sorted, 0.5)
}

/// Ranks over all chains (ties share their mean) turned into normal scores.
fn normal_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let values = chains.concat();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut scores = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let mut to = from + 1;
        while to < order.len() && values[order[to]] == values[order[from]] {
            to += 1;
        }
        let rank = 0.5 * (from + 1 + to) as f64;
        let share = (rank - 0.375) / (values.len() as f64 + 0.25);
        let score = -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * share);
        for &index in &order[from..to] {
            scores[index] = score;
        }
        from = to;
    }
    let mut rest = scores.as_slice();
    chains
        .iter()
        .map(|chain| {
            let (own, others) = rest.split_at(chain.len());
            rest = others;
            own.to_vec()
        })
        .collect()
}

/// Mean of the chains' variances, and the variance of all draws that their
/// means and variances imply.
fn variances(chains: &[Vec<f64>]) -> (f64, f64) {
    let length = chains.first().map_or(0, Vec::len) as f64;
    let number = chains.len() as f64;
    if length < 2.0 || number < 2.0 {
        return (0.0, 0.0);
    }
    let means: Vec<f64> = chains
        .iter()
        .map(|chain| chain.iter().sum::<f64>() / length)
        .collect();
    let grand = means.iter().sum::<f64>() / number;
    let between = means.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>() / (number - 1.0);
    let within = chains
        .iter()
        .zip(&means)
        .map(|(chain, mean)| {
            chain
                .iter()
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
                / (length - 1.0)
        })
        .sum::<f64>()
        / number;
    (within, within * (length - 1.0) / length + between)
}

/// Potential scale reduction; infinite where a coordinate does not move within
/// chains that differ, 1 where it is the same everywhere.
fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let (within, total) = variances(chains);
    if total == 0.0 {
        1.0
    } else if within == 0.0 {
        f64::INFINITY
    } else {
        (total / within).sqrt()
    }
}

/// Number of independent draws with the same variance of the mean, with
/// Geyer's (1992) initial monotone sequence of autocorrelations.
fn effective_size(chains: &[Vec<f64>]) -> f64 {
    let number = chains.len();
    let length = chains.first().map_or(0, Vec::len);
    let all = (number * length) as f64;
    let (within, total) = variances(chains);
    if total == 0.0 || length < 4 {
        return all;
    }
    let means: Vec<f64> = chains
        .iter()
        .map(|chain| chain.iter().sum::<f64>() / length as f64)
        .collect();
    let autocovariance = |lag: usize| {
        let mut sum = 0.0;
        for (chain, mean) in chains.iter().zip(&means) {
            for (early, late) in chain.iter().zip(&chain[lag..]) {
                sum += (early - mean) * (late - mean);
            }
        }
        sum / all
    };
    let correlation = |lag: usize| 1.0 - (within - autocovariance(lag)) / total;
    let mut sum = 0.0;
    let mut smallest = f64::INFINITY;
    let mut lag = 0;
    while lag + 1 < length {
        let first = if lag == 0 { 1.0 } else { correlation(lag) };
        let pair = first + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        smallest = smallest.min(pair);
        sum += smallest;
        lag += 2;
    }
    let time = (2.0 * sum - 1.0).max(1.0 / all.log10());
    (all / time).min(all * all.log10())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_distr::StandardNormal;

    /// Chains of an autoregression of order one with coefficient `phi`, chain
    /// `c` shifted by `c * apart`.
    fn chains(phi: f64, apart: f64) -> Vec<Vec<Vec<f64>>> {
        let mut random = rand_chacha::ChaCha12Rng::seed_from_u64(5);
        (0..4)
            .map(|chain| {
                let mut value = 0.0;
                (0..1000)
                    .map(|_| {
                        let shock: f64 = random.sample(StandardNormal);
                        value = phi * value + (1.0 - phi * phi).sqrt() * shock;
                        vec![value + apart * f64::from(chain)]
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn independent_draws_count_in_full() {
        let found = Convergence::of(&chains(0.0, 0.0));
        assert!(found.converged);
        assert!((3400.0..5000.0).contains(&found.bulk_size), "{found:?}");
    }

    #[test]
    fn correlated_draws_count_less() {
        // An autoregression is worth (1 - phi) / (1 + phi) of its draws.
        let found = Convergence::of(&chains(0.8, 0.0));
        let expected = 4000.0 * 0.2 / 1.8;
        assert!((found.bulk_size / expected - 1.0).abs() < 0.3, "{found:?}");
    }

    #[test]
    fn chains_that_differ_have_not_converged() {
        let found = Convergence::of(&chains(0.0, 0.5));
        assert!(found.r_hat > 1.1 && !found.converged, "{found:?}");
    }
}
