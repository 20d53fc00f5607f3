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
        (shifted.to_bits() as usize & (BUCKETS - 1), number + least == draw)
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
/// eight lanes that the compiler may compute side by side.
fn range(values: &[f64]) -> Option<(f64, f64)> {
    const LANES: usize = 8;
    let mut least = [f64::INFINITY; LANES];
    let mut most = [f64::NEG_INFINITY; LANES];
    // A difference from itself is 0, but not of infinities and what is not a
    // number.
    let mut none = [0.0; LANES];
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for lane in 0..LANES {
            let value = chunk[lane];
            least[lane] = if value < least[lane] { value } else { least[lane] };
            most[lane] = if value > most[lane] { value } else { most[lane] };
            none[lane] += value - value;
        }
    }
    let rest = chunks.remainder();
    let finite = none.iter().sum::<f64>() == 0.0 && rest.iter().all(|value| value.is_finite());
    finite.then(|| {
        let least = least.iter().chain(rest).copied();
        let most = most.iter().chain(rest).copied();
        (least.fold(f64::INFINITY, f64::min), most.fold(f64::NEG_INFINITY, f64::max))
    })
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
            prop_assert!(sort_into(&mut sorted, &draws));
            let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&sorted), bits(&expected));
        }
    }
}
