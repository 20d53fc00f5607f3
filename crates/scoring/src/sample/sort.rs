//! Sorting of draws, which is nearly all that the CRPS of a sample costs.

/// Buckets over the range of the draws.
const BUCKETS: usize = 1024;

/// Draws from which on buckets pay.
const FEWEST: usize = 128;

/// Longest bucket that is sorted by insertion.
const INSERTION: u32 = 24;

/// Writes finite `draws` to `sorted` in rising order, negative zeros as zeros.
///
/// Draws are counted into buckets of equal width and put there, after which
/// each has only to pass its neighbours in the bucket: with draws that spread, a
/// few. Where many lie in one bucket, as with heavy tails, that bucket is left
/// to the sort of the standard library, which is quick with equal values.
pub(super) fn sort_into(sorted: &mut Vec<f64>, draws: &[f64]) {
    sorted.clear();
    let (least, most) = range(draws);
    let scale = (BUCKETS - 1) as f64 / (most - least);
    // All equal, or a range that is not to be divided.
    if draws.len() < FEWEST || !(scale.is_finite() && scale > 0.0) {
        sorted.extend(draws.iter().map(|draw| draw + 0.0));
        sorted.sort_unstable_by(f64::total_cmp);
        return;
    }
    // Adding 2^52 leaves the nearest whole number in the last bits, which is
    // quicker than a conversion; the mask spares a check of the bounds.
    let bucket = |draw: f64| {
        let shifted = (draw - least) * scale + 4_503_599_627_370_496.0;
        shifted.to_bits() as usize & (BUCKETS - 1)
    };
    let mut ends = [0u32; BUCKETS];
    for &draw in draws {
        ends[bucket(draw)] += 1;
    }
    let mut before = 0;
    let mut largest = 0;
    for end in &mut ends {
        let count = *end;
        largest = largest.max(count);
        *end = before;
        before += count;
    }
    sorted.resize(draws.len(), 0.0);
    for &draw in draws {
        let place = &mut ends[bucket(draw)];
        sorted[*place as usize] = draw + 0.0;
        *place += 1;
    }
    if largest > INSERTION {
        let mut begin = 0;
        for end in ends {
            if end - begin > INSERTION {
                sorted[begin as usize..end as usize].sort_unstable_by(f64::total_cmp);
            }
            begin = end;
        }
    }
    insert(sorted);
}

/// Sorts values that are nearly in order, by insertion.
fn insert(values: &mut [f64]) {
    for next in 1..values.len() {
        let value = values[next];
        let mut hole = next;
        while hole > 0 && values[hole - 1] > value {
            values[hole] = values[hole - 1];
            hole -= 1;
        }
        values[hole] = value;
    }
}

/// The least and the greatest value, in eight lanes that the compiler may
/// compare side by side.
fn range(values: &[f64]) -> (f64, f64) {
    let mut least = [f64::INFINITY; 8];
    let mut most = [f64::NEG_INFINITY; 8];
    for chunk in values.chunks(8) {
        for ((value, least), most) in chunk.iter().zip(&mut least).zip(&mut most) {
            *least = if *value < *least { *value } else { *least };
            *most = if *value > *most { *value } else { *most };
        }
    }
    (
        least.into_iter().fold(f64::INFINITY, f64::min),
        most.into_iter().fold(f64::NEG_INFINITY, f64::max),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_into;

    proptest! {
        #[test]
        fn as_the_standard_library(
            draws in prop::collection::vec(
                prop_oneof![
                    Just(0.0), Just(-0.0), (0u32..9).prop_map(f64::from), -1.0..1.0f64,
                    -1e6..1e6f64, Just(f64::MAX), Just(f64::MIN), Just(1e-310),
                ],
                1..600,
            ),
            narrow in any::<bool>(),
        ) {
            let draws: Vec<f64> = draws
                .into_iter()
                .filter(|draw| !narrow || draw.abs() < 1e7)
                .collect();
            let mut expected: Vec<f64> = draws.iter().map(|draw| draw + 0.0).collect();
            expected.sort_by(f64::total_cmp);
            let mut sorted = vec![3.0; 7];
            sort_into(&mut sorted, &draws);
            let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&sorted), bits(&expected));
        }
    }
}
