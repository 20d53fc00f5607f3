//! Sorting of draws, which is nearly all that the CRPS of a sample costs.
//!
//! Draws are counted into buckets of equal width over their range, in one of
//! two ways. Counts of events are whole numbers, many of them equal: a bucket
//! for each number, and writing out as many of each is the sorted sample. Other
//! draws are put where their bucket begins, after which each has only to pass
//! its neighbours in the bucket.

/// Buckets over the range of the draws. So many that a thousand draws seldom
/// share one, because a wrong guess of the processor on which of two is the
/// greater costs more than ten buckets do.
const BUCKETS: usize = 4096;

/// The last of them.
const LAST: f64 = (BUCKETS - 1) as f64;

/// Draws from which on buckets pay.
const FEWEST: usize = 128;

/// Draws up to which their number fits the counters.
const MOST: usize = u16::MAX as usize;

/// Longest bucket that is sorted by insertion.
const INSERTION: u16 = 24;

/// Copies of a whole number that are written at once.
const RUN: usize = 8;

/// Adding 2^52 leaves the nearest whole number in the last bits of a small
/// number that is not negative, which is quicker than a conversion.
const ROUND: f64 = 4_503_599_627_370_496.0;

/// Writes `draws` to `sorted` in rising order, negative zeros as zeros, and
/// says whether all are finite. If not, `sorted` is left as it was.
pub(super) fn sort_into(sorted: &mut Vec<f64>, draws: &[f64]) -> bool {
    let Some((least, most)) = range(draws) else {
        return false;
    };
    let width = most - least;
    let scale = LAST / width;
    // All equal, or a range that is not to be divided.
    let divisible = scale.is_finite() && scale > 0.0;
    if !(FEWEST..=MOST).contains(&draws.len()) || !divisible {
        sorted.clear();
        sorted.extend(draws.iter().map(|draw| draw + 0.0));
        sorted.sort_unstable_by(f64::total_cmp);
    } else if !(width <= LAST && write_whole(sorted, draws, least, most)) {
        write_buckets(sorted, draws, least, scale);
    }
    true
}

/// Sorts draws that are whole numbers above `least`, of which `most` is the
/// greatest; false, with `sorted` as it was, when one is not.
fn write_whole(sorted: &mut Vec<f64>, draws: &[f64], least: f64, most: f64) -> bool {
    /// Counters of each number, taken in turn: where most draws are equal, as
    /// zeros are, an addition need not wait for the one before it.
    const TURNS: usize = 4;
    let place = |draw: f64| {
        let shifted = (draw - least) + ROUND;
        let number = shifted - ROUND;
        (
            shifted.to_bits() as usize & (BUCKETS - 1),
            number + least == draw,
        )
    };
    if !draws.iter().take(RUN).all(|draw| place(*draw).1) {
        return false;
    }
    let mut counts = [[0u16; TURNS]; BUCKETS];
    let mut whole = true;
    let mut turns = draws.chunks_exact(TURNS);
    for turn in &mut turns {
        for (lane, draw) in turn.iter().enumerate() {
            let (number, exact) = place(*draw);
            counts[number][lane] += 1;
            whole &= exact;
        }
    }
    for draw in turns.remainder() {
        let (number, exact) = place(*draw);
        counts[number][0] += 1;
        whole &= exact;
    }
    if !whole {
        return false;
    }
    // Room for a run that begins at the last draw.
    sorted.resize(draws.len() + RUN, 0.0);
    let mut begin = 0;
    let mut number = 0.0;
    for count in &counts[..=place(most).0] {
        let value = number + least;
        let count = usize::from(count.iter().sum::<u16>());
        // Most numbers come a few times, for which one run without a question
        // is enough; the next number writes over what is too much.
        sorted[begin..begin + RUN].fill(value);
        if count > RUN {
            sorted[begin + RUN..begin + count].fill(value);
        }
        begin += count;
        number += 1.0;
    }
    sorted.truncate(draws.len());
    true
}

/// Sorts by putting each draw into its bucket.
fn write_buckets(sorted: &mut Vec<f64>, draws: &[f64], least: f64, scale: f64) {
    let bucket = |draw: f64| {
        // The mask spares a check of the bounds.
        ((draw - least) * scale + ROUND).to_bits() as usize & (BUCKETS - 1)
    };
    let mut ends = [0u16; BUCKETS];
    let mut largest = 0;
    for &draw in draws {
        let count = &mut ends[bucket(draw)];
        *count += 1;
        largest = largest.max(*count);
    }
    begin_after_each_other(&mut ends);
    sorted.resize(draws.len(), 0.0);
    for &draw in draws {
        let place = &mut ends[bucket(draw)];
        sorted[usize::from(*place)] = draw + 0.0;
        *place += 1;
    }
    if largest > INSERTION {
        // With heavy tails many lie in one bucket. That is left to the sort of
        // the standard library, which is quick with equal values.
        let mut begin = 0;
        for end in ends {
            if end - begin > INSERTION {
                sorted[usize::from(begin)..usize::from(end)].sort_unstable_by(f64::total_cmp);
            }
            begin = end;
        }
    }
    order_pairs(sorted);
    order_pairs(&mut sorted[1..]);
    insert(sorted);
}

/// Turns the number in each bucket into the number in those before it.
fn begin_after_each_other(counts: &mut [u16; BUCKETS]) {
    // Four at a time, as the digits of a number in base 2^16: times 1111 is
    // each digit with those below it.
    const ONES: u64 = 0x0001_0001_0001_0001;
    let mut before = 0u64;
    let (fours, _) = counts.as_chunks_mut::<4>();
    for four in fours {
        let [a, b, c, d] = four.map(u64::from);
        let sums = (a | b << 16 | c << 32 | d << 48).wrapping_mul(ONES);
        let begins = (sums << 16).wrapping_add(before.wrapping_mul(ONES));
        *four = [0, 16, 32, 48].map(|shift| (begins >> shift) as u16);
        before += sums >> 48;
    }
}

/// Puts the first and second, the third and fourth value and so on in order,
/// without a question that the processor could guess wrong.
fn order_pairs(values: &mut [f64]) {
    for pair in values.as_chunks_mut::<2>().0 {
        let [a, b] = *pair;
        *pair = [if b < a { b } else { a }, if b < a { a } else { b }];
    }
}

/// Sorts values that are nearly in order, by insertion.
fn insert(values: &mut [f64]) {
    let mut before = f64::NEG_INFINITY;
    for next in 0..values.len() {
        let value = values[next];
        if before <= value {
            before = value;
            continue;
        }
        let mut hole = next;
        while hole > 0 && values[hole - 1] > value {
            values[hole] = values[hole - 1];
            hole -= 1;
        }
        values[hole] = value;
    }
}

/// The least and the greatest value, or nothing when a value is not finite, in
/// four lanes that the compiler may compute side by side.
fn range(values: &[f64]) -> Option<(f64, f64)> {
    const LANES: usize = 4;
    let mut least = [f64::INFINITY; LANES];
    let mut most = [f64::NEG_INFINITY; LANES];
    // Nought times a number is nought, but not times infinity and what is not a
    // number.
    let mut nought = [0.0; LANES];
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for lane in 0..LANES {
            let value = chunk[lane];
            least[lane] = if value < least[lane] {
                value
            } else {
                least[lane]
            };
            most[lane] = if value > most[lane] {
                value
            } else {
                most[lane]
            };
            nought[lane] += 0.0 * value;
        }
    }
    let rest = chunks.remainder();
    let finite = nought.iter().sum::<f64>() == 0.0 && rest.iter().all(|value| value.is_finite());
    finite.then(|| {
        let least = least.iter().chain(rest).copied();
        let most = most.iter().chain(rest).copied();
        (
            least.fold(f64::INFINITY, f64::min),
            most.fold(f64::NEG_INFINITY, f64::max),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_into;

    /// Draws of every kind, then whole numbers from a level on, of which one in
    /// some is not whole.
    fn draws() -> impl Strategy<Value = Vec<f64>> {
        let any_draw = prop_oneof![
            Just(0.0),
            Just(-0.0),
            (0u32..9).prop_map(f64::from),
            -1.0..1.0f64,
            -1e6..1e6f64,
            Just(f64::MAX),
            Just(f64::MIN),
            Just(1e-310),
        ];
        let mixed = (prop::collection::vec(any_draw, 1..600), any::<bool>()).prop_map(
            |(draws, narrow): (Vec<f64>, bool)| {
                let kept = |draw: &f64| !narrow || draw.abs() < 1e7;
                draws.into_iter().filter(kept).collect()
            },
        );
        let even = prop::collection::vec(-50.0..50.0f64, 1..1500);
        let level = prop_oneof![Just(0.0), Just(-3.0), Just(0.1), Just(1e17), -1e4..1e4f64];
        let most = prop_oneof![Just(4u32), Just(300), Just(4095), Just(4096), Just(9000)];
        let broken = prop_oneof![3 => Just(None), 1 => (any::<prop::sample::Index>(), 0.0..4095.9f64).prop_map(Some)];
        let whole = (level, most, broken).prop_flat_map(|(level, most, broken)| {
            prop::collection::vec(0..=most, 1..900).prop_map(move |numbers| {
                let mut draws: Vec<f64> = numbers
                    .into_iter()
                    .map(|number| level + f64::from(number))
                    .collect();
                if let Some((index, draw)) = &broken {
                    let index = index.index(draws.len());
                    draws[index] = level + draw;
                }
                draws
            })
        });
        prop_oneof![mixed, even, whole]
    }

    fn assert_sorted(draws: &[f64]) -> Result<(), TestCaseError> {
        let mut expected: Vec<f64> = draws.iter().map(|draw| draw + 0.0).collect();
        expected.sort_by(f64::total_cmp);
        let mut sorted = vec![3.0; 7];
        prop_assert!(sort_into(&mut sorted, draws));
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(&sorted), bits(&expected));
        Ok(())
    }

    proptest! {
        #[test]
        fn as_the_standard_library(draws in draws()) {
            assert_sorted(&draws)?;
        }

        #[test]
        fn what_is_not_finite_is_found(
            mut draws in draws(),
            place in any::<prop::sample::Index>(),
            bad in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
        ) {
            prop_assume!(!draws.is_empty());
            let place = place.index(draws.len());
            draws[place] = bad;
            let mut sorted = vec![3.0; 7];
            prop_assert!(!sort_into(&mut sorted, &draws));
            prop_assert_eq!(sorted, vec![3.0; 7]);
        }
    }

    #[test]
    fn as_many_as_the_counters_hold_and_one_more() -> Result<(), TestCaseError> {
        for length in [65_535u32, 65_536] {
            // All but two equal; and spread, by a step that shares no factor
            // with the length.
            let mut equal = vec![5.0; length as usize];
            equal[70] = 7.0;
            equal[length as usize - 1] = 0.0;
            assert_sorted(&equal)?;
            let spread = |index| f64::from(index * 7_919 % length) * 0.37;
            assert_sorted(&(0..length).map(spread).collect::<Vec<_>>())?;
        }
        Ok(())
    }
}
