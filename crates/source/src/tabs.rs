//! Where the fields of a line end.

use wide::u8x16;

use crate::lines::Line;

/// Bytes that are looked at in one go.
const BLOCK: usize = 64;
/// Bytes that must lie after a line, so that its last block is a whole one.
pub(crate) const PADDING: usize = BLOCK;
/// Fields whose ends are kept.
const MOST: usize = 61;

/// Where the first fields of a line end.
pub(crate) struct Ends {
    /// A block may find more than are kept.
    ends: [u32; MOST + BLOCK],
    /// How many fields there are.
    pub count: usize,
}

impl Ends {
    /// Room for those of one line after the other.
    pub(crate) fn new() -> Self {
        Self {
            ends: [0; MOST + BLOCK],
            count: 0,
        }
    }

    /// Finds each tab and the end of the line. Fields are so short that the tabs of many
    /// bytes are found at once, rather than each from the one before.
    pub(crate) fn find(&mut self, line: &Line<'_>) {
        self.count = 0;
        let length = line.text.len();
        for start in (0..length).step_by(BLOCK) {
            let Some(block) = line.padded[start..].first_chunk() else {
                // Never, since there is padding.
                break;
            };
            let mut tabs = tabs(block);
            if length - start < BLOCK {
                tabs &= (1 << (length - start)) - 1;
            }
            self.put(start, tabs);
        }
        if let Some(end) = self.ends.get_mut(self.count) {
            *end = u32::try_from(length).unwrap_or(u32::MAX);
        }
        self.count += 1;
    }

    /// Puts the places of tabs, the bits of a block that starts there, after those before.
    fn put(&mut self, start: usize, mut tabs: u64) {
        let found = tabs.count_ones() as usize;
        let room = self.ends.get_mut(self.count..).unwrap_or_default();
        self.count += found;
        let Some(room) = room.first_chunk_mut::<BLOCK>() else {
            return;
        };
        // At most `LONGEST_ROW`.
        let start = start as u32;
        let mut next = || {
            let at = start + tabs.trailing_zeros();
            tabs &= tabs.wrapping_sub(1);
            at
        };
        // A block of text has about eight: what is put beyond them is overwritten.
        room[..8].fill_with(&mut next);
        if found > 8 {
            room[8..16].fill_with(&mut next);
            if found > 16 {
                room[16..found].fill_with(&mut next);
            }
        }
    }

    /// Where the field of that number ends, from 0; one of the first [`MOST`].
    #[inline]
    pub(crate) fn at(&self, field: usize) -> usize {
        self.ends[field] as usize
    }
}

/// The bit of each byte that is a tab.
fn tabs(block: &[u8; BLOCK]) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    parts.iter().rev().fold(0, |tabs, part| {
        let equal = u8x16::new(*part).simd_eq(u8x16::splat(b'\t'));
        tabs << 16 | u64::from(equal.to_bitmask() as u16)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_end_where_tabs_are(
            line in prop::collection::vec(prop_oneof![
                Just(b'\t'), Just(b'\t' ^ 0x80), Just(b'\t' - 1), Just(b'\t' + 1), any::<u8>()
            ], 0..300),
            after in any::<u8>(),
        ) {
            let tabs = line.iter().enumerate().filter(|(_, byte)| **byte == b'\t');
            let expected: Vec<usize> = tabs.map(|(at, _)| at).chain([line.len()]).collect();
            let mut padded = line.clone();
            padded.resize(line.len() + PADDING, after);
            let mut ends = Ends::new();
            ends.find(&Line { text: &padded, padded: &[padded.as_slice(); 3].concat() });
            ends.find(&Line { text: &line, padded: &padded });
            prop_assert_eq!(ends.count, expected.len());
            for (field, end) in expected.iter().take(MOST).enumerate() {
                prop_assert_eq!(ends.at(field), *end);
            }
        }
    }
}
