//! Where the fields of a line end.

const ONES: u64 = u64::MAX / 255;
const LOW_BITS: u64 = 0x7f * ONES;

/// Puts the place of each tab, and of the end of the line, into `ends`, as far as there
/// is room, and says how many there are: that of the fields. Fields are so short that eight
/// bytes are looked at in one go rather than searched for the next tab.
pub(crate) fn ends(line: &[u8], ends: &mut [usize]) -> usize {
    let mut count = 0;
    let mut found = |at: usize| {
        if let Some(end) = ends.get_mut(count) {
            *end = at;
        }
        count += 1;
    };
    let (words, rest) = line.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let differs = u64::from_le_bytes(*word) ^ (u64::from(b'\t') * ONES);
        // The high bit of each byte that differs in nothing.
        let mut tabs = !(((differs & LOW_BITS) + LOW_BITS) | differs | LOW_BITS);
        while tabs != 0 {
            found(8 * index + tabs.trailing_zeros() as usize / 8);
            tabs &= tabs - 1;
        }
    }
    for (index, _) in rest.iter().enumerate().filter(|(_, byte)| **byte == b'\t') {
        found(line.len() - rest.len() + index);
    }
    found(line.len());
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fields_end_where_tabs_are(line in prop::collection::vec(prop_oneof![
            Just(b'\t'), Just(b'\t' ^ 0x80), Just(b'\t' - 1), Just(b'\t' + 1), any::<u8>()
        ], 0..70)) {
            let tabs = line.iter().enumerate().filter(|(_, byte)| **byte == b'\t');
            let expected: Vec<usize> = tabs.map(|(at, _)| at).chain([line.len()]).collect();
            let mut ends = [0; 71];
            let count = super::ends(&line, &mut ends);
            prop_assert_eq!(&ends[..count], &expected[..]);
            let mut few = [0; 2];
            prop_assert_eq!(super::ends(&line, &mut few), expected.len());
        }
    }
}
