//! How far two people's grades agree.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::finding::quantile;

/// Times that items are drawn anew.
const RESAMPLES: usize = 2000;
/// Items below which an interval would say nothing.
const FEWEST_ITEMS: usize = 3;

/// Agreement with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Cohen's kappa with quadratic weights.
    pub kappa: f64,
    /// 2.5% quantile over items drawn anew.
    pub lower: f64,
    /// 97.5% quantile.
    pub upper: f64,
    /// Pairs of grades.
    pub pairs: usize,
}

/// Cohen's (1968) kappa with quadratic weights over pairs of grades:
/// 1 - sum (a - b)² / expected sum (a - b)², where the expectation is over the
/// grades of the first and of the second paired at random. 1 where all pairs are
/// equal, 0 where they agree no more than by chance, below 0 where less. `None`
/// without pairs, or where both give one and the same grade throughout, so that
/// chance would agree as well.
pub fn weighted_kappa(pairs: &[(usize, usize)]) -> Option<f64> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let square = |a: usize, b: usize| (a as f64 - b as f64).powi(2);
    let observed: f64 = pairs.iter().map(|&(a, b)| square(a, b)).sum::<f64>() / n;
    // Of squares the mean over all pairings follows from means and variances.
    let mean =
        |of: fn(&(usize, usize)) -> usize| pairs.iter().map(|p| of(p) as f64).sum::<f64>() / n;
    let spread = |of: fn(&(usize, usize)) -> usize, mean: f64| {
        pairs
            .iter()
            .map(|p| (of(p) as f64 - mean).powi(2))
            .sum::<f64>()
            / n
    };
    let (first, second) = (mean(|p| p.0), mean(|p| p.1));
    let expected = spread(|p| p.0, first) + spread(|p| p.1, second) + (first - second).powi(2);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

impl Agreement {
    /// Agreement over the grades of each item, with a percentile interval from
    /// items drawn anew (the cells of an item belong together). `None` for fewer
    /// than three items with grades, or where kappa has no value.
    pub fn of(items: &[Vec<(usize, usize)>], seed: u64) -> Option<Self> {
        let items: Vec<&Vec<(usize, usize)>> =
            items.iter().filter(|item| !item.is_empty()).collect();
        if items.len() < FEWEST_ITEMS {
            return None;
        }
        let all: Vec<(usize, usize)> = items.iter().flat_map(|item| item.iter().copied()).collect();
        let kappa = weighted_kappa(&all)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn: Vec<f64> = (0..RESAMPLES)
            .filter_map(|_| {
                let pairs: Vec<(usize, usize)> = (0..items.len())
                    .flat_map(|_| items[random.random_range(0..items.len())].iter().copied())
                    .collect();
                weighted_kappa(&pairs)
            })
            .collect();
        drawn.sort_by(f64::total_cmp);
        Some(Self {
            kappa,
            lower: quantile(&drawn, 0.025).min(kappa),
            upper: quantile(&drawn, 0.975).max(kappa),
            pairs: all.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_what_the_table_of_pairs_gives() {
        // Weights and expected counts written out over the table, as Cohen does.
        let pairs = [(0, 1), (3, 3), (2, 2), (6, 4), (1, 1), (5, 6), (2, 3)];
        let n = pairs.len() as f64;
        let (mut observed, mut expected) = (0.0, 0.0);
        for i in 0..7 {
            for j in 0..7 {
                let weight = (i as f64 - j as f64).powi(2);
                let share = |f: &dyn Fn(&(usize, usize)) -> bool| {
                    pairs.iter().filter(|p| f(p)).count() as f64 / n
                };
                observed += weight * share(&|p| *p == (i, j));
                expected += weight * share(&|p| p.0 == i) * share(&|p| p.1 == j);
            }
        }
        let kappa = weighted_kappa(&pairs).expect("a kappa");
        assert!((kappa - (1.0 - observed / expected)).abs() < 1e-12);
    }

    #[test]
    fn the_same_grade_throughout_has_no_kappa_and_equal_grades_have_one() {
        assert_eq!(weighted_kappa(&[(3, 3), (3, 3)]), None);
        assert_eq!(weighted_kappa(&[]), None);
        assert_eq!(weighted_kappa(&[(3, 3), (1, 1)]), Some(1.0));
        assert_eq!(weighted_kappa(&[(0, 1), (1, 0)]), Some(-1.0));
    }
}
