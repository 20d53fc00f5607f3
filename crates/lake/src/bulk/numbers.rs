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
    // Values of a file must not be chosen to collide.
    let by = RandomState::default().hash_one(0_u64) | 1;
    let mut table = Table::new(by, 4 * SAMPLE);
    let mut distinct = Vec::new();
    let mut codes = Vec::with_capacity(values.len());
    let (mut last, mut code) = (absent, 0);
    for (row, &value) in values.iter().enumerate() {
        if value != last {
            last = value;
            code = match value == absent {
                true => 0,
                false => table.number(value, &mut distinct),
            };
            if distinct.len() > SAMPLE && distinct.len() > row / REPEATED {
                return None;
            }
        }
        codes.push(code);
    }
    Some((codes, distinct))
}

/// Where values stand among the distinct ones, looked for from where a product points to.
struct Table {
    by: u64,
    /// A value and its number, or 0. Their count is a power of two.
    slots: Vec<(u64, u32)>,
}

impl Table {
    fn new(by: u64, length: usize) -> Self {
        Self {
            by,
            slots: vec![(0, 0); length],
        }
    }

    /// The number of a value, from 1; of one that is new, the next.
    fn number(&mut self, value: u64, distinct: &mut Vec<u64>) -> u32 {
        let at = self.slot(value);
        if self.slots[at].1 == 0 {
            if 2 * distinct.len() >= self.slots.len() {
                *self = Self::new(self.by, 2 * self.slots.len());
                for (index, &other) in distinct.iter().enumerate() {
                    let at = self.slot(other);
                    self.slots[at] = (other, index as u32 + 1);
                }
                return self.number(value, distinct);
            }
            distinct.push(value);
            self.slots[at] = (value, u32::try_from(distinct.len()).unwrap_or(u32::MAX));
        }
        self.slots[at].1
    }

    /// Where a value stands, or would.
    fn slot(&self, value: u64) -> usize {
        let last = self.slots.len() - 1;
        let product = u128::from(value ^ self.by) * u128::from(self.by);
        let mut at = ((product >> 64) as u64 ^ product as u64) as usize & last;
        while self.slots[at].1 != 0 && self.slots[at].0 != value {
            at = (at + 1) & last;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_repeats_is_coded() {
        for most in [50, 1200] {
            let values: Vec<u64> = (0..40_000).map(|row| row * row % most).collect();
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
