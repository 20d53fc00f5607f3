//! Columns of values that repeat, as their pages have them: the number of a distinct value
//! for each row (Apache Parquet, Encodings.md, `RLE_DICTIONARY`).
//!
//! Most of what is asked of a row lies so, and to count it the numbers are enough: no value
//! need be looked at, or copied, more than once in a row group.

use std::sync::Arc;

use bytes::Bytes;
use parquet::{
    basic::Encoding,
    column::page::{Page, PageReader},
    errors::ParquetError,
    file::{
        metadata::ColumnChunkMetaData, reader::ChunkReader, serialized_reader::SerializedPageReader,
    },
};

/// Numbers of the distinct values of a column.
pub(super) struct Codes {
    /// By row: the place of its value plus one; 0 where there is none.
    pub codes: Vec<u32>,
    /// The distinct values, as `PLAIN` lays them out.
    distinct: Bytes,
    /// How many there are.
    count: usize,
}

impl Codes {
    /// Reads a column chunk of so many rows; `None` where it is laid out otherwise.
    pub(super) fn read<R: ChunkReader + 'static>(
        chunk: R,
        column: &ColumnChunkMetaData,
        rows: usize,
    ) -> Result<Option<Self>, ParquetError> {
        let description = column.column_descr();
        if description.max_rep_level() > 0 || description.max_def_level() > 1 {
            return Ok(None);
        }
        let is_optional = description.max_def_level() == 1;
        let mut all = Self {
            codes: Vec::with_capacity(rows),
            distinct: Bytes::new(),
            count: 0,
        };
        let mut room = Room::default();
        let mut pages = SerializedPageReader::new(Arc::new(chunk), column, rows, None)?;
        while let Some(page) = pages.get_next_page()? {
            let (bytes, levels, values) = match &page {
                Page::DictionaryPage {
                    buf,
                    num_values,
                    encoding: Encoding::PLAIN | Encoding::PLAIN_DICTIONARY,
                    ..
                } => {
                    all.distinct = buf.clone();
                    all.count = *num_values as usize;
                    continue;
                }
                Page::DataPage {
                    buf,
                    num_values,
                    encoding: Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY,
                    def_level_encoding: Encoding::RLE,
                    ..
                } => {
                    let levels = match is_optional {
                        false => 0,
                        true => {
                            let length = buf.first_chunk().ok_or_else(cut_off)?;
                            4 + u32::from_le_bytes(*length) as usize
                        }
                    };
                    let from = if is_optional { 4 } else { 0 };
                    (buf, from..levels, *num_values as usize)
                }
                Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding: Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY,
                    def_levels_byte_len,
                    rep_levels_byte_len: 0,
                    ..
                } => (buf, 0..*def_levels_byte_len as usize, *num_values as usize),
                _ => return Ok(None),
            };
            if all.codes.len() + values > rows {
                return Err(ParquetError::General("a page of too many rows".to_owned()));
            }
            let (levels, packed) = (bytes.get(levels.clone()), bytes.get(levels.end..));
            let (levels, packed) = levels.zip(packed).ok_or_else(cut_off)?;
            room.page(levels, packed, (values, is_optional), &mut all.codes)?;
        }
        let most = u32::try_from(all.count).unwrap_or(u32::MAX);
        let greatest = all.codes.iter().fold(0, |most, &code| most.max(code));
        match all.codes.len() == rows && greatest <= most {
            true => Ok(Some(all)),
            false => Err(ParquetError::General(format!(
                "{} rows of {rows}, or a value beyond the {most} distinct ones",
                all.codes.len()
            ))),
        }
    }

    /// The distinct values, where each is a text.
    pub(super) fn texts(&self) -> Result<Vec<&str>, ParquetError> {
        let mut rest: &[u8] = &self.distinct;
        let mut text = || {
            let (length, after) = rest.split_first_chunk()?;
            let (text, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = after;
            Some(text)
        };
        (0..self.count)
            .map(|_| {
                let text = text().ok_or_else(cut_off)?;
                std::str::from_utf8(text).map_err(|error| ParquetError::General(error.to_string()))
            })
            .collect()
    }

    /// The distinct values, where each has so many bytes.
    pub(super) fn fixed<const N: usize>(&self) -> Result<&[[u8; N]], ParquetError> {
        let (values, _) = self.distinct.as_chunks::<N>();
        values.get(..self.count).ok_or_else(cut_off)
    }

    /// The value of each row, where `values` are those of the distinct ones.
    pub(super) fn each<T: Copy>(&self, values: impl Iterator<Item = T>, none: T) -> Vec<T> {
        let mut by_code = vec![none];
        by_code.extend(values);
        match by_code[..] {
            // Most such columns say the same of all rows.
            [_, only] if !self.codes.contains(&0) => vec![only; self.codes.len()],
            _ => {
                let codes = self.codes.iter();
                codes.map(|&code| by_code[code as usize]).collect()
            }
        }
    }
}

fn cut_off() -> ParquetError {
    ParquetError::EOF("a page is cut off".to_owned())
}

/// Room for what a page holds.
#[derive(Default)]
struct Room {
    levels: Vec<u32>,
    values: Vec<u32>,
}

impl Room {
    /// Appends the codes of a page of `rows` rows.
    fn page(
        &mut self,
        levels: &[u8],
        packed: &[u8],
        (rows, is_optional): (usize, bool),
        codes: &mut Vec<u32>,
    ) -> Result<(), ParquetError> {
        self.levels.clear();
        let full = match is_optional {
            true => {
                is_one_run(levels, rows) || {
                    unpack(levels, 1, rows, 0, &mut self.levels)?;
                    !self.levels.contains(&0)
                }
            }
            false => true,
        };
        let present = match full {
            true => rows,
            false => self.levels.iter().map(|&level| level as usize).sum(),
        };
        if present == 0 {
            codes.resize(codes.len() + rows, 0);
            return Ok(());
        }
        let (&width, packed) = packed.split_first().ok_or_else(cut_off)?;
        if full {
            return unpack(packed, width, rows, 1, codes);
        }
        self.values.clear();
        unpack(packed, width, present, 1, &mut self.values)?;
        // Where there is none, the value that comes next is looked at for nothing.
        self.values.push(0);
        let mut next = 0;
        codes.extend(self.levels.iter().map(|&level| {
            let code = self.values[next] * level;
            next += level as usize;
            code
        }));
        Ok(())
    }
}

/// Whether levels say in one run that each of the rows has a value.
fn is_one_run(levels: &[u8], rows: usize) -> bool {
    let mut rest = levels;
    let run = variable(&mut rest);
    run.is_some_and(|run| run & 1 == 0 && run >> 1 >= rows as u64) && rest.first() == Some(&1)
}

/// Appends `count` numbers of `width` bits from the hybrid of runs and packed bits, `more`
/// added to each.
fn unpack(
    mut bytes: &[u8],
    width: u8,
    count: usize,
    more: u32,
    out: &mut Vec<u32>,
) -> Result<(), ParquetError> {
    if width > 31 {
        return Err(ParquetError::General(format!("numbers of {width} bits")));
    }
    let end = out.len() + count;
    while out.len() < end {
        let left = end - out.len();
        let header = variable(&mut bytes).ok_or_else(cut_off)?;
        let length = usize::try_from(header >> 1).unwrap_or(usize::MAX);
        if header & 1 == 0 {
            let size = usize::from(width.div_ceil(8));
            let (value, rest) = bytes.split_at_checked(size).ok_or_else(cut_off)?;
            bytes = rest;
            let value = value.iter().rev();
            let value = value.fold(0, |value, byte| value << 8 | u32::from(*byte));
            // The bits beyond the width are to be 0.
            let value = (value & mask(width)) + more;
            out.resize(out.len() + left.min(length), value);
        } else {
            let groups = length.min(left.div_ceil(8));
            let size = groups * usize::from(width);
            let (packed, rest) = bytes.split_at_checked(size).ok_or_else(cut_off)?;
            bytes = rest;
            match width {
                0 => out.resize(out.len() + left.min(8 * groups), more),
                _ => groups_of_eight(packed, width, more, out),
            }
            out.truncate(end);
        }
        // A run of nothing would never come to an end.
        if length == 0 {
            return Err(ParquetError::General("a run without values".to_owned()));
        }
    }
    Ok(())
}

fn mask(width: u8) -> u32 {
    (1 << width) - 1
}

/// Appends packed numbers, of which eight take `width` bytes, at least one.
fn groups_of_eight(packed: &[u8], width: u8, more: u32, out: &mut Vec<u32>) {
    let (mask, bits) = (mask(width), usize::from(width));
    let begun = out.len();
    out.resize(begun + packed.len() / bits * 8, 0);
    let (groups, _) = out[begun..].as_chunks_mut::<8>();
    let mut rest = packed;
    for group in groups {
        // As long as there are more bytes than the group has, they are read in words.
        *group = match (rest.first_chunk(), rest.first_chunk()) {
            (Some(word), _) if bits <= 8 => {
                let word = u64::from_le_bytes(*word);
                std::array::from_fn(|at| ((word >> (at * bits)) as u32 & mask) + more)
            }
            (_, Some(window)) => eight_of(window, bits, mask, more),
            _ => {
                let mut window = [0; WINDOW];
                let last = &rest[..bits.min(rest.len())];
                window[..last.len()].copy_from_slice(last);
                eight_of(&window, bits, mask, more)
            }
        };
        rest = rest.get(bits..).unwrap_or_default();
    }
}

/// Bytes in which eight numbers of any width lie, and a word from where the last begins.
const WINDOW: usize = 40;

fn eight_of(window: &[u8; WINDOW], bits: usize, mask: u32, more: u32) -> [u32; 8] {
    std::array::from_fn(|at| {
        let bit = at * bits;
        let word = window[bit / 8..].first_chunk().copied().unwrap_or_default();
        ((u64::from_le_bytes(word) >> (bit % 8)) as u32 & mask) + more
    })
}

/// A number of which each byte holds seven bits.
fn variable(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Packs numbers into runs, where they are the same, and into bits.
    fn packed(values: &[u32], width: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let header = |mut number: u64, bytes: &mut Vec<u8>| {
            while number >= 0x80 {
                bytes.push(number as u8 | 0x80);
                number >>= 7;
            }
            bytes.push(number as u8);
        };
        let mut rest = values;
        while let Some(&first) = rest.first() {
            let same = rest.iter().take_while(|value| **value == first).count();
            if same >= 8 {
                header((same as u64) << 1, &mut bytes);
                let size = usize::from(width.div_ceil(8));
                bytes.extend_from_slice(&first.to_le_bytes()[..size]);
                rest = &rest[same..];
            } else {
                let groups = rest.len().min(24).div_ceil(8);
                header((groups as u64) << 1 | 1, &mut bytes);
                let (taken, after) = rest.split_at(rest.len().min(8 * groups));
                let mut bits = vec![false; 8 * groups * usize::from(width)];
                for (at, value) in taken.iter().enumerate() {
                    for bit in 0..usize::from(width) {
                        bits[at * usize::from(width) + bit] = value >> bit & 1 == 1;
                    }
                }
                bytes.extend(bits.chunks(8).map(|bits| {
                    bits.iter()
                        .rev()
                        .fold(0, |byte, bit| byte << 1 | u8::from(*bit))
                }));
                rest = after;
            }
        }
        bytes
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were_packed(
            width in 0u8..32,
            runs in prop::collection::vec((any::<u32>(), 1usize..40), 0..30),
        ) {
            let each = |(value, length)| std::iter::repeat_n(value & mask(width), length);
            let values: Vec<u32> = runs.into_iter().flat_map(each).collect();
            let bytes = packed(&values, width);
            let mut unpacked = vec![7];
            unpack(&bytes, width, values.len(), 1, &mut unpacked).expect("packed numbers");
            prop_assert_eq!(unpacked[0], 7);
            let plus_one: Vec<u32> = values.iter().map(|value| value + 1).collect();
            prop_assert_eq!(&unpacked[1..], &plus_one[..]);
            // Fewer may be asked for; more are not there.
            let half = values.len() / 2;
            unpacked.clear();
            unpack(&bytes, width, half, 1, &mut unpacked).expect("packed numbers");
            prop_assert_eq!(&unpacked[..], &plus_one[..half]);
            prop_assert!(unpack(&bytes, width, values.len() + 8, 1, &mut Vec::new()).is_err());
        }

        #[test]
        fn no_bytes_are_a_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..60),
            width in any::<u8>(),
            count in 0usize..200,
        ) {
            let mut out = Vec::new();
            if unpack(&bytes, width, count, 1, &mut out).is_ok() {
                prop_assert_eq!(out.len(), count);
            }
            let mut codes = Vec::new();
            if Room::default().page(&bytes, &bytes, (count, true), &mut codes).is_ok() {
                prop_assert_eq!(codes.len(), count);
            }
        }
    }
}
