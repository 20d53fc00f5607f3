//! Numbers that repeat.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// Distinct values from which on it is asked whether values repeat.
const SAMPLE: usize = 512;
/// Values repeat where there are so many to one that is distinct.
const REPEATED: usize = 8;

/// Distinct values and the number of each value among them, from 1, where values repeat
/// enough for that to be shorter; `absent` has the number 0.
pub(super) fn coded(values: &[u64], absent: u64) -> Option<(Vec<u32>, Vec<u64>)> {
    let mut table = Table::default();
    let mut distinct = Vec::new();
    let mut codes = Vec::with_capacity(values.len());
    let (mut last, mut code) = (absent, 0);
    for (row, &value) in values.iter().enumerate() {
        if value != last {
            last = value;
            code = match value == absent {
                true => 0,
                false => table.number(value, || {
                    distinct.push(value);
                    u32::try_from(distinct.len()).unwrap_or(u32::MAX)
                }),
            };
            if distinct.len() > SAMPLE && distinct.len() > row / REPEATED {
                return None;
            }
        }
        codes.push(code);
    }
    Some((codes, distinct))
}

/// The numbers of values, looked for from where a product points to.
pub(super) struct Table {
    /// Values of a file must not be chosen to collide.
    by: u64,
    /// A value and its number, or 0. Their count is a power of two.
    slots: Vec<(u64, u32)>,
    held: usize,
}

/// Slots of a table that holds little.
const FEWEST_SLOTS: usize = 1 << 8;

impl Default for Table {
    fn default() -> Self {
        Self {
            by: RandomState::default().hash_one(0_u64) | 1,
            slots: vec![(0, 0); FEWEST_SLOTS],
            held: 0,
        }
    }
}

impl Table {
    /// The number of a value; of one that is new, what `new` gives it, which is not 0.
    #[inline]
    pub(super) fn number(&mut self, value: u64, new: impl FnOnce() -> u32) -> u32 {
        let at = self.slot(value);
        match self.slots[at].1 {
            0 => {
                let number = new();
                self.insert(value, number);
                number
            }
            number => number,
        }
    }

    #[cold]
    fn insert(&mut self, value: u64, number: u32) {
        if 2 * self.held >= self.slots.len() {
            let slots = vec![(0, 0); 2 * self.slots.len()];
            for (other, number) in std::mem::replace(&mut self.slots, slots) {
                if number != 0 {
                    let at = self.slot(other);
                    self.slots[at] = (other, number);
                }
            }
        }
        let at = self.slot(value);
        self.slots[at] = (value, number);
        self.held += 1;
    }

    /// Where a value stands, or would.
    #[inline]
    fn slot(&self, value: u64) -> usize {
        let last = self.slots.len() - 1;
        let product = u128::from(value ^ self.by) * u128::from(self.by);
        let mut at = ((product >> 64) as u64 ^ product as u64) as usize & last;
        while self.slots[at].1 != 0 && self.slots[at].0 != value {
            at = (at + 1) & last;
        }
        at
    }

    /// Bytes that it holds.
    pub(super) fn size(&self) -> usize {
        self.slots.len() * size_of::<(u64, u32)>()
    }

    pub(super) fn clear(&mut self) {
        *self = Self {
            by: self.by,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_repeats_is_coded() {
        let few: fn(u64) -> u64 = |row| row * row % 50;
        let ever_more = |row: u64| row / 20;
        for value in [few, ever_more] {
            let values: Vec<u64> = (0..40_000).map(value).collect();
            let (codes, distinct) = coded(&values, 7).expect("few values");
            let back = codes.iter().map(|&code| match code {
                0 => 7,
                code => distinct[code as usize - 1],
            });
            assert!(back.eq(values));
            let mut sorted = distinct.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), distinct.len());
        }
        let different: Vec<u64> = (0..10_000).collect();
        assert_eq!(coded(&different, u64::MAX), None);
    }
}
