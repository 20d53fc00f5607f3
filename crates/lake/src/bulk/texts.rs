//! Columns of texts on their way into a data file.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use foreshock_source::is_same;

use super::{numbers::Table, pages::Column};

/// Texts of which many are the same: each has the number of a distinct one.
#[derive(Default)]
pub(super) struct Repeated {
    /// The numbers of the shortest texts, which most are.
    short: Table,
    hashing: RandomState,
    /// A table of the others that is searched from where the hash of a text points to: the upper half of
    /// the hash and the number of the text, or 0. Its length is a power of two.
    slots: Vec<(u32, u32)>,
    /// By number: where its text lies in `distinct`.
    places: Vec<(usize, usize)>,
    /// The distinct texts as Parquet lays them out: length and bytes.
    pub distinct: Vec<u8>,
    /// By row: number of the text from 1, or 0 where there is none.
    pub codes: Vec<u32>,
}

/// Slots of a table that holds little.
const FEWEST_SLOTS: usize = 1 << 8;

impl Repeated {
    pub(super) fn push(&mut self, text: Option<&str>) {
        let code = text.map_or(0, |text| self.number(text));
        self.codes.push(code);
    }

    /// The number of a text, from 1.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let text = text.as_bytes();
        if let Some(word) = word(text) {
            let (distinct, places) = (&mut self.distinct, &mut self.places);
            return self.short.number(word, || add(text, distinct, places));
        }
        self.number_of_longer(text)
    }

    fn number_of_longer(&mut self, text: &[u8]) -> u32 {
        let mut hasher = self.hashing.build_hasher();
        hasher.write(text);
        let hash = hasher.finish();
        let mark = (hash >> 32) as u32;
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & last;
        while let Some(&(other, number)) = self.slots.get(at) {
            if number == 0 {
                break;
            }
            if other == mark && is_same(self.text(number), text) {
                return number;
            }
            at = (at + 1) & last;
        }
        self.insert(text, hash)
    }

    /// Gives a text a number that it did not have.
    #[cold]
    fn insert(&mut self, text: &[u8], hash: u64) -> u32 {
        if 2 * (self.places.len() + 1) > self.slots.len() {
            self.grow();
        }
        let number = add(text, &mut self.distinct, &mut self.places);
        self.occupy(hash, number);
        number
    }

    /// Puts a number into the first slot that is free.
    fn occupy(&mut self, hash: u64, number: u32) {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        while self.slots[at].1 != 0 {
            at = (at + 1) & last;
        }
        self.slots[at] = ((hash >> 32) as u32, number);
    }

    fn grow(&mut self) {
        let length = FEWEST_SLOTS.max(2 * self.slots.len());
        self.slots.clear();
        self.slots.resize(length, (0, 0));
        for number in 1..=self.count() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            if word(self.text(number)).is_some() {
                continue;
            }
            let mut hasher = self.hashing.build_hasher();
            hasher.write(self.text(number));
            let hash = hasher.finish();
            self.occupy(hash, number);
        }
    }

    fn text(&self, number: u32) -> &[u8] {
        let (start, end) = self.places[number as usize - 1];
        &self.distinct[start..end]
    }

    /// How many distinct texts there are.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// The least and the greatest of the texts.
    pub(super) fn range(&self) -> Option<(&[u8], &[u8])> {
        let texts = || {
            self.places
                .iter()
                .map(|&(from, to)| &self.distinct[from..to])
        };
        texts().min().zip(texts().max())
    }

    /// Bytes that it holds, roughly.
    pub(super) fn size(&self) -> usize {
        let tables = self.slots.len() * size_of::<(u32, u32)>() + 16 * self.places.len();
        self.distinct.len() + 4 * self.codes.len() + tables + self.short.size()
    }

    pub(super) fn clear(&mut self) {
        // Slots that many texts made are not kept for few.
        self.slots.clear();
        self.short.clear();
        self.places.clear();
        self.distinct.clear();
        self.codes.clear();
    }
}

/// Puts a text at the end of the distinct ones; its number.
fn add(text: &[u8], distinct: &mut Vec<u8>, places: &mut Vec<(usize, usize)>) -> u32 {
    let start = distinct.len() + size_of::<u32>();
    // A line has at most 8 MiB.
    distinct.extend_from_slice(&(text.len() as u32).to_le_bytes());
    distinct.extend_from_slice(text);
    places.push((start, distinct.len()));
    u32::try_from(places.len()).unwrap_or(u32::MAX)
}

/// A text of at most seven bytes and its length as one number.
#[inline]
fn word(text: &[u8]) -> Option<u64> {
    let length = text.len();
    let half = |half: Option<&[u8; 4]>| half.map_or(0, |half| u64::from(u32::from_le_bytes(*half)));
    let bytes = match *text {
        [] => 0,
        [first] => u64::from(first),
        [first, second] => u64::from(u16::from_le_bytes([first, second])),
        [first, second, third] => u64::from(u32::from_le_bytes([first, second, third, 0])),
        _ if length < 8 => {
            // The bytes that are in both halves are the same.
            half(text.first_chunk()) | half(text.last_chunk()) << (8 * (length - 4))
        }
        _ => return None,
    };
    Some(bytes | (length as u64) << 56)
}

/// Texts of which hardly any is said twice.
#[derive(Default)]
pub(super) struct Single {
    /// All of them, one after the other.
    bytes: Vec<u8>,
    /// By row: where it ends.
    ends: Vec<usize>,
    /// By row: whether it has one.
    present: Vec<bool>,
    /// How many rows have none.
    absent: usize,
}

impl Single {
    pub(super) fn push(&mut self, text: Option<&str>) {
        self.bytes
            .extend_from_slice(text.unwrap_or_default().as_bytes());
        self.ends.push(self.bytes.len());
        self.present.push(text.is_some());
        self.absent += usize::from(text.is_none());
    }

    /// Bytes that it holds, roughly.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + (size_of::<usize>() + 1) * self.ends.len()
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.present.clear();
        self.absent = 0;
    }

    /// The column in that order of rows.
    pub(super) fn ordered<'t>(&'t self, order: &'t [u32]) -> Column<'t> {
        Column::Texts(Ordered { texts: self, order })
    }

    fn text(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[row]]
    }
}

/// Texts in another order.
pub(super) struct Ordered<'t> {
    texts: &'t Single,
    order: &'t [u32],
}

impl<'t> Ordered<'t> {
    /// Whether every row has one.
    pub(super) fn is_full(&self) -> bool {
        self.texts.absent == 0
    }

    /// Whether a row has one.
    pub(super) fn is_present(&self, row: usize) -> bool {
        self.texts.present[self.order[row] as usize]
    }

    /// The text of a row; empty where there is none.
    pub(super) fn text(&self, row: usize) -> &'t [u8] {
        self.texts.text(self.order[row] as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_texts_have_one_number_and_others_another(
            texts in prop::collection::vec("[ab]{0,20}|[a-z]{0,3}|[a\\x00]{0,8}", 0..2000),
        ) {
            let mut repeated = Repeated::default();
            let mut seen: Vec<&str> = Vec::new();
            for _ in 0..2 {
                for text in &texts {
                    let number = repeated.number(text) as usize;
                    prop_assert!(number <= seen.len() + 1);
                    if number > seen.len() {
                        prop_assert!(!seen.contains(&text.as_str()));
                        seen.push(text);
                    }
                    prop_assert_eq!(seen[number - 1], text);
                }
                prop_assert_eq!(repeated.count(), seen.len());
                let least = seen.iter().min().map(|text| text.as_bytes());
                prop_assert_eq!(repeated.range().map(|(least, _)| least), least);
                let greatest = seen.iter().max().map(|text| text.as_bytes());
                prop_assert_eq!(repeated.range().map(|(_, greatest)| greatest), greatest);
                repeated.clear();
                seen.clear();
            }
        }
    }
}
