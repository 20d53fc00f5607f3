//! Whether marks are distributed as they were before (the M-test on marks).

use crate::Error;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// A comparison of the marks of two spans.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MarkTest {
    /// The largest distance between the two empirical distributions.
    pub distance: f64,
    /// The share of random divisions of all marks, the observed one counted among
    /// them, with as large a distance.
    pub p_value: f64,
}

/// Compares the marks observed with those before, by the two-sample statistic of
/// Kolmogorov and Smirnov with its permutation distribution, which is exact
/// whatever the ties. `None` where a side has no marks.
///
/// # Errors
///
/// If a mark is not finite or there is no permutation.
pub fn mark_test(
    observed: &[f64],
    before: &[f64],
    permutations: usize,
    seed: u64,
) -> Result<Option<MarkTest>, Error> {
    if let Some(index) = observed.iter().chain(before).position(|m| !m.is_finite()) {
        return Err(Error::NotFinite {
            what: "mark",
            index,
        });
    }
    if permutations == 0 {
        return Err(Error::OutOfRange {
            argument: "number of permutations",
            range: "1 or more",
            value: 0.0,
        });
    }
    if observed.is_empty() || before.is_empty() {
        return Ok(None);
    }
    let mut pooled: Vec<(f64, bool)> = observed
        .iter()
        .map(|&mark| (mark, true))
        .chain(before.iter().map(|&mark| (mark, false)))
        .collect();
    pooled.sort_by(|a, b| a.0.total_cmp(&b.0));
    let marks: Vec<f64> = pooled.iter().map(|p| p.0).collect();
    let mut sides: Vec<bool> = pooled.iter().map(|p| p.1).collect();
    let distance = distance(&marks, &sides, observed.len());
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut larger = 1;
    for _ in 0..permutations {
        sides.shuffle(&mut random);
        // Sums of the same steps in another order may differ by rounding.
        larger += usize::from(self::distance(&marks, &sides, observed.len()) >= distance - 1e-12);
    }
    Ok(Some(MarkTest {
        distance,
        p_value: larger as f64 / (permutations + 1) as f64,
    }))
}

/// The largest distance between the distributions of the two sides of ascending
/// marks, looked at only where a run of equal marks ends.
fn distance(marks: &[f64], sides: &[bool], first: usize) -> f64 {
    let second = (marks.len() - first) as f64;
    let first = first as f64;
    let (mut gap, mut largest) = (0.0f64, 0.0f64);
    for (index, side) in sides.iter().enumerate() {
        gap += if *side { 1.0 / first } else { -1.0 / second };
        if marks.get(index + 1).is_none_or(|next| *next > marks[index]) {
            largest = largest.max(gap.abs());
        }
    }
    largest
}
