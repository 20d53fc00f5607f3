//! Columns of values packed into Parquet column chunks.
//!
//! The general writer looks for repeated values by hashing every value of every column.
//! Here a text has its number from when it was read, constants are one run, and what does
//! not repeat is not looked at, so that packing costs little more than compressing. The
//! pages are the plainest that there are: version 1, `PLAIN` and `RLE_DICTIONARY`.

use std::{borrow::Cow, collections::HashMap, io, ops::Range};

use bytes::Bytes;
use foldhash::fast::RandomState;
use parquet::{
    basic::{Compression, Encoding, ZstdLevel},
    column::{
        page::{CompressedPage, Page, PageWriter},
        writer::ColumnCloseResult,
    },
    errors::ParquetError,
    file::{
        metadata::ColumnChunkMetaData,
        statistics::Statistics,
        writer::{SerializedPageWriter, TrackedWrite},
    },
    schema::types::ColumnDescPtr,
};
use zstd::bulk::Compressor;

/// The level of zstd. Beyond the first one packing takes longer than all else together
/// and saves a tenth.
const LEVEL: i32 = 1;
/// Rows of a page.
const PAGE: usize = 1 << 15;
/// Values by which it is decided whether those of a column repeat.
const SAMPLE: usize = 4096;

/// The values of a column, in the order in which they are to lie.
pub(super) enum Column<'v> {
    /// None in any row.
    Absent,
    /// Numbers into the distinct values, from 1; 0 where there is none.
    Coded {
        codes: Vec<u32>,
        /// The distinct values, as `PLAIN` lays them out.
        distinct: Cow<'v, [u8]>,
        count: usize,
    },
    /// Values as `PLAIN` lays them out.
    Plain(Box<dyn PlainValues + 'v>),
    /// `false` in every row.
    False,
}

/// Values that are laid out one after the other.
pub(super) trait PlainValues {
    /// Whether every row has one.
    fn is_full(&self) -> bool;
    /// Whether a row has one.
    fn is_present(&self, row: usize) -> bool;
    /// Puts the values of rows that all have one at the end of `out`.
    fn put_all(&self, rows: Range<usize>, out: &mut Vec<u8>);
    /// Puts the value of a row at the end of `out`.
    fn put(&self, row: usize, out: &mut Vec<u8>);
}

/// Packs one column after another.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    page: Vec<u8>,
    packed: Vec<u8>,
    levels: Vec<u32>,
    codes: Vec<u32>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            compressor: Compressor::new(LEVEL)?,
            page: Vec::new(),
            packed: Vec::new(),
            levels: Vec::new(),
            codes: Vec::new(),
        })
    }

    /// How its pages are compressed.
    pub(super) fn compression() -> Result<Compression, ParquetError> {
        Ok(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
    }

    /// A column chunk of `rows` rows.
    pub(super) fn chunk(
        &mut self,
        description: ColumnDescPtr,
        rows: usize,
        column: &Column<'_>,
        statistics: Option<Statistics>,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let mut chunk = Chunk {
            sink: TrackedWrite::new(Vec::new()),
            unpacked: 0,
            dictionary: None,
            data: None,
        };
        if let Column::Coded {
            distinct, count, ..
        } = column
        {
            self.packed = compressed(
                &mut self.compressor,
                distinct,
                std::mem::take(&mut self.packed),
            )?;
            chunk.write(distinct, &self.packed, |buf| Page::DictionaryPage {
                buf,
                num_values: u32::try_from(*count).unwrap_or(u32::MAX),
                encoding: Encoding::PLAIN,
                is_sorted: false,
            })?;
        }
        let encoding = match column {
            Column::Coded { .. } => Encoding::RLE_DICTIONARY,
            _ => Encoding::PLAIN,
        };
        let page_rows = match column {
            Column::Absent => rows.max(1),
            _ => PAGE,
        };
        for start in (0..rows).step_by(page_rows) {
            let range = start..rows.min(start + page_rows);
            let values = range.len();
            self.lay_out(column, range);
            self.packed = compressed(
                &mut self.compressor,
                &self.page,
                std::mem::take(&mut self.packed),
            )?;
            chunk.write(&self.page, &self.packed, |buf| Page::DataPage {
                buf,
                num_values: u32::try_from(values).unwrap_or(u32::MAX),
                encoding,
                def_level_encoding: Encoding::RLE,
                rep_level_encoding: Encoding::RLE,
                statistics: None,
            })?;
        }
        chunk.close(description, rows, encoding, statistics)
    }

    /// Lays the page of some rows out: whether each has a value, then the values.
    fn lay_out(&mut self, column: &Column<'_>, rows: Range<usize>) {
        self.page.clear();
        self.page.extend_from_slice(&[0; 4]);
        match column {
            Column::Absent => run(0, rows.len(), 1, &mut self.page),
            Column::False => run(1, rows.len(), 1, &mut self.page),
            Column::Coded { codes, .. } => {
                let codes = &codes[rows.clone()];
                match codes.contains(&0) {
                    false => run(1, rows.len(), 1, &mut self.page),
                    true => {
                        self.levels.clear();
                        let levels = codes.iter().map(|&code| u32::from(code > 0));
                        self.levels.extend(levels);
                        hybrid(&self.levels, 1, &mut self.page);
                    }
                }
            }
            Column::Plain(values) if values.is_full() => run(1, rows.len(), 1, &mut self.page),
            Column::Plain(values) => {
                self.levels.clear();
                let levels = rows.clone().map(|row| u32::from(values.is_present(row)));
                self.levels.extend(levels);
                hybrid(&self.levels, 1, &mut self.page);
            }
        }
        let length = u32::try_from(self.page.len() - 4).unwrap_or(u32::MAX);
        self.page[..4].copy_from_slice(&length.to_le_bytes());
        match column {
            Column::Absent => {}
            Column::False => self
                .page
                .extend(std::iter::repeat_n(0, rows.len().div_ceil(8))),
            Column::Coded { codes, count, .. } => {
                self.codes.clear();
                let present = codes[rows].iter().filter(|&&code| code > 0);
                self.codes.extend(present.map(|code| code - 1));
                let most = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
                let width = (u32::BITS - most.leading_zeros()).max(1);
                // At most 32.
                self.page.push(width as u8);
                hybrid(&self.codes, width, &mut self.page);
            }
            Column::Plain(values) if values.is_full() => values.put_all(rows, &mut self.page),
            Column::Plain(values) => {
                for row in rows.filter(|&row| values.is_present(row)) {
                    values.put(row, &mut self.page);
                }
            }
        }
    }
}

fn compressed(
    compressor: &mut Compressor<'_>,
    page: &[u8],
    mut packed: Vec<u8>,
) -> Result<Vec<u8>, ParquetError> {
    packed.clear();
    packed.reserve(zstd::zstd_safe::compress_bound(page.len()));
    compressor.compress_to_buffer(page, &mut packed)?;
    Ok(packed)
}

/// A column chunk as it is written.
struct Chunk {
    sink: TrackedWrite<Vec<u8>>,
    unpacked: usize,
    dictionary: Option<u64>,
    data: Option<u64>,
}

impl Chunk {
    fn write(
        &mut self,
        page: &[u8],
        packed: &[u8],
        of: impl FnOnce(Bytes) -> Page,
    ) -> Result<(), ParquetError> {
        let packed = CompressedPage::new(of(Bytes::copy_from_slice(packed)), page.len());
        let is_dictionary = packed.compressed_page().is_dictionary_page();
        let written = SerializedPageWriter::new(&mut self.sink).write_page(packed)?;
        self.unpacked += written.uncompressed_size;
        let first = match is_dictionary {
            true => &mut self.dictionary,
            false => &mut self.data,
        };
        first.get_or_insert(written.offset);
        Ok(())
    }

    fn close(
        self,
        description: ColumnDescPtr,
        rows: usize,
        encoding: Encoding,
        statistics: Option<Statistics>,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let offset = |at: Option<u64>| at.and_then(|at| i64::try_from(at).ok());
        let bytes = self.sink.into_inner()?;
        let mut metadata = ColumnChunkMetaData::builder(description)
            .set_compression(Packer::compression()?)
            .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, encoding])
            .set_num_values(rows as i64)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(self.unpacked as i64)
            .set_data_page_offset(offset(self.data).unwrap_or_default())
            .set_dictionary_page_offset(offset(self.dictionary));
        if let Some(statistics) = statistics {
            metadata = metadata.set_statistics(statistics);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((bytes.into(), close))
    }
}

/// Distinct values and the number of each value among them, from 1, where values repeat
/// enough for that to be shorter; `absent` has the number 0.
pub(super) fn coded(values: &[u64], absent: u64) -> Option<(Vec<u32>, Vec<u64>)> {
    let mut numbers: HashMap<u64, u32, RandomState> = HashMap::default();
    let mut distinct = Vec::new();
    let mut codes = Vec::with_capacity(values.len());
    let (mut last, mut code) = (absent, 0);
    for (row, &value) in values.iter().enumerate() {
        if value == absent {
            codes.push(0);
            continue;
        }
        if value != last || code == 0 {
            code = *numbers.entry(value).or_insert_with(|| {
                distinct.push(value);
                u32::try_from(distinct.len()).unwrap_or(u32::MAX)
            });
            last = value;
        }
        codes.push(code);
        if distinct.len() > SAMPLE / 8 && distinct.len() > row / 8 {
            return None;
        }
    }
    Some((codes, distinct))
}

/// One run of a value, in the hybrid of runs and packed bits.
fn run(value: u32, length: usize, width: u32, out: &mut Vec<u8>) {
    variable((length as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

fn variable(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number as u8 & 0x7f) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Values of `width` bits in the hybrid of runs and packed bits.
fn hybrid(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let mut packed = 0;
    let mut at = 0;
    while at < values.len() {
        let first = values[at];
        let rest = &values[at..];
        // Packed bits come in groups of eight, so that runs are looked for at their ends.
        let length = rest.iter().take_while(|&&value| value == first).count();
        if length >= 16 || (length >= 8 && length == rest.len()) {
            bits(&values[packed..at], width, out);
            run(first, length, width, out);
            at += length;
            packed = at;
        } else {
            at = values.len().min(at + 8);
        }
    }
    bits(&values[packed..], width, out);
}

/// Values one after the other, the last group of eight filled up with zeros.
fn bits(values: &[u32], width: u32, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    variable(((values.len().div_ceil(8) as u64) << 1) | 1, out);
    let end = out.len() + values.len().div_ceil(8) * width as usize;
    let (mut held, mut length) = (0_u64, 0);
    for &value in values {
        held |= u64::from(value) << length;
        length += width;
        if length >= 32 {
            out.extend_from_slice(&(held as u32).to_le_bytes());
            held >>= 32;
            length -= 32;
        }
    }
    out.extend_from_slice(&held.to_le_bytes());
    out.resize(end, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let (mut header, mut shift) = (0_u64, 0);
            loop {
                let byte = bytes[0];
                bytes = &bytes[1..];
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            let size = width.div_ceil(8) as usize;
            if header & 1 == 0 {
                let mut value = [0; 4];
                value[..size].copy_from_slice(&bytes[..size]);
                bytes = &bytes[size..];
                values.extend(std::iter::repeat_n(
                    u32::from_le_bytes(value),
                    (header >> 1) as usize,
                ));
            } else {
                let groups = (header >> 1) as usize;
                for index in 0..groups * 8 {
                    let value = (0..width as usize).fold(0_u32, |value, bit| {
                        let at = index * width as usize + bit;
                        value | u32::from(bytes[at / 8] >> (at % 8) & 1) << bit
                    });
                    values.push(value);
                }
                bytes = &bytes[groups * width as usize..];
            }
        }
        assert!(bytes.is_empty(), "{} bytes are left", bytes.len());
        values.truncate(count);
        values
    }

    #[test]
    fn runs_and_bits_come_back_as_they_were() {
        let runs = |lengths: &[usize], most: u32| -> Vec<u32> {
            let each = lengths.iter().enumerate();
            each.flat_map(|(at, &length)| {
                std::iter::repeat_n((at as u32).wrapping_mul(2_654_435_761) % most, length)
            })
            .collect()
        };
        for width in [1, 2, 3, 7, 8, 9, 16, 17, 31, 32] {
            let most = u32::MAX >> (32 - width);
            for lengths in [
                &[1, 2, 3, 40, 1, 1, 8, 16, 5][..],
                &[100],
                &[7],
                &[1; 37],
                &[3, 500, 1, 1, 20, 9],
            ] {
                let values = runs(lengths, most.max(2));
                let mut packed = Vec::new();
                hybrid(&values, width, &mut packed);
                assert_eq!(
                    unpacked(&packed, width, values.len()),
                    values,
                    "{width} bits"
                );
            }
        }
    }

    #[test]
    fn only_what_repeats_is_coded() {
        let values: Vec<u64> = (0..10_000).map(|row| row % 50).collect();
        let (codes, distinct) = coded(&values, 7).expect("fifty values");
        assert_eq!(distinct.len(), 49);
        let back = codes.iter().map(|&code| match code {
            0 => 7,
            code => distinct[code as usize - 1],
        });
        assert!(back.eq(values));
        let different: Vec<u64> = (0..10_000).collect();
        assert_eq!(coded(&different, u64::MAX), None);
    }
}
