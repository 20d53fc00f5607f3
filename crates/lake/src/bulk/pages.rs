//! Columns of values packed into Parquet column chunks.
//!
//! The general writer looks for repeated values by hashing every value of every column.
//! Here a text has its number from when it was read, constants are one run, and what does
//! not repeat is not looked at, so that packing costs little more than compressing. Pages
//! are of version 1. What zstd would take long for and make little of is laid out so that
//! it has less to do: fractions byte by byte (`BYTE_STREAM_SPLIT`), whole numbers by their
//! differences (`DELTA_BINARY_PACKED`), texts by what they have in common with the one before
//! (`DELTA_BYTE_ARRAY`); a column that it makes hardly shorter is left as it is.

use std::{borrow::Cow, io, ops::Range};

use bytes::Bytes;
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

use super::{
    layouts::{by_bytes, differences, hybrid, in_common, run},
    texts::Ordered,
};

/// The level of zstd. Beyond the first one packing takes longer than all else together
/// and saves a tenth.
const LEVEL: i32 = 1;
/// Rows of a page.
const PAGE: usize = 1 << 15;
/// A column of which zstd leaves more than this share is not compressed.
const WORTH_IT: f64 = 0.95;

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
    /// Whole numbers by their bits.
    Wholes(Numbers),
    /// Fractions by their bits.
    Fractions(Numbers),
    /// Whole numbers of 32 bits.
    Short(Numbers),
    /// Texts that hardly repeat.
    Texts(Ordered<'v>),
    /// `false` in every row.
    False,
}

/// A number of each row by its bits; some bits stand for none.
pub(super) struct Numbers {
    pub values: Vec<u64>,
    pub none: u64,
    /// Whether every row has one.
    pub is_full: bool,
}

impl Column<'_> {
    fn encoding(&self) -> Encoding {
        match self {
            Self::Absent | Self::False | Self::Short(_) => Encoding::PLAIN,
            Self::Coded { .. } => Encoding::RLE_DICTIONARY,
            Self::Wholes(_) => Encoding::DELTA_BINARY_PACKED,
            Self::Fractions(_) => Encoding::BYTE_STREAM_SPLIT,
            Self::Texts(_) => Encoding::DELTA_BYTE_ARRAY,
        }
    }

    /// Whether every row of a part has a value.
    fn is_full(&self, rows: &Range<usize>) -> bool {
        match self {
            Self::Absent => false,
            Self::False => true,
            Self::Coded { codes, .. } => !codes[rows.clone()].contains(&0),
            Self::Wholes(numbers) | Self::Fractions(numbers) | Self::Short(numbers) => {
                numbers.is_full
            }
            Self::Texts(texts) => texts.is_full(),
        }
    }

    fn is_present(&self, row: usize) -> bool {
        match self {
            Self::Absent => false,
            Self::False => true,
            Self::Coded { codes, .. } => codes[row] > 0,
            Self::Wholes(numbers) | Self::Fractions(numbers) | Self::Short(numbers) => {
                numbers.values[row] != numbers.none
            }
            Self::Texts(texts) => texts.is_present(row),
        }
    }
}

/// Packs one column after another.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    page: Vec<u8>,
    packed: Vec<u8>,
    levels: Vec<u32>,
    codes: Vec<u32>,
    numbers: Vec<u64>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            compressor: Compressor::new(LEVEL)?,
            page: Vec::new(),
            packed: Vec::new(),
            levels: Vec::new(),
            codes: Vec::new(),
            numbers: Vec::new(),
        })
    }

    /// How its pages are compressed, where they are.
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
        let mut chunk = Chunk::new(true);
        self.dictionary(column, &mut chunk)?;
        let page_rows = match column {
            Column::Absent => rows.max(1),
            _ => PAGE,
        };
        for start in (0..rows).step_by(page_rows) {
            let range = start..rows.min(start + page_rows);
            let values = range.len();
            self.lay_out(column, range);
            self.pack(&chunk)?;
            if start == 0 && !chunk.is_worth_it(&self.page, &self.packed) {
                // The values are those of before.
                let page = std::mem::take(&mut self.page);
                chunk = Chunk::new(false);
                self.dictionary(column, &mut chunk)?;
                self.page = page;
            }
            chunk.write(&self.page, &self.packed, |buf| Page::DataPage {
                buf,
                num_values: u32::try_from(values).unwrap_or(u32::MAX),
                encoding: column.encoding(),
                def_level_encoding: Encoding::RLE,
                rep_level_encoding: Encoding::RLE,
                statistics: None,
            })?;
        }
        chunk.close(description, rows, column.encoding(), statistics)
    }

    /// Writes the distinct values of a column that has them.
    fn dictionary(&mut self, column: &Column<'_>, chunk: &mut Chunk) -> Result<(), ParquetError> {
        let Column::Coded {
            distinct, count, ..
        } = column
        else {
            return Ok(());
        };
        self.page.clear();
        self.page.extend_from_slice(distinct);
        self.pack(chunk)?;
        chunk.write(&self.page, &self.packed, |buf| Page::DictionaryPage {
            buf,
            num_values: u32::try_from(*count).unwrap_or(u32::MAX),
            encoding: Encoding::PLAIN,
            is_sorted: false,
        })
    }

    /// Compresses the page, where the chunk is to be.
    fn pack(&mut self, chunk: &Chunk) -> Result<(), ParquetError> {
        self.packed.clear();
        if chunk.is_packed {
            let most = zstd::zstd_safe::compress_bound(self.page.len());
            self.packed.reserve(most);
            self.compressor
                .compress_to_buffer(self.page.as_slice(), &mut self.packed)?;
        }
        Ok(())
    }

    /// Lays the page of some rows out: whether each has a value, then the values.
    fn lay_out(&mut self, column: &Column<'_>, rows: Range<usize>) {
        let page = &mut self.page;
        page.clear();
        page.extend_from_slice(&[0; 4]);
        let is_full = column.is_full(&rows);
        let has_values = !matches!(column, Column::Absent);
        if is_full || !has_values {
            run(u32::from(is_full), rows.len(), 1, page);
        } else {
            self.levels.clear();
            let levels = rows.clone().map(|row| u32::from(column.is_present(row)));
            self.levels.extend(levels);
            hybrid(&self.levels, 1, page);
        }
        let length = u32::try_from(page.len() - 4).unwrap_or(u32::MAX);
        page[..4].copy_from_slice(&length.to_le_bytes());
        match column {
            Column::Absent => {}
            Column::False => page.extend(std::iter::repeat_n(0, rows.len().div_ceil(8))),
            Column::Coded { codes, count, .. } => {
                self.codes.clear();
                let codes = &codes[rows];
                match is_full {
                    true => self.codes.extend(codes.iter().map(|code| code - 1)),
                    false => {
                        let present = codes.iter().filter(|&&code| code > 0);
                        self.codes.extend(present.map(|code| code - 1));
                    }
                }
                let most = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
                let width = (u32::BITS - most.leading_zeros()).max(1);
                // At most 32.
                page.push(width as u8);
                hybrid(&self.codes, width, page);
            }
            Column::Wholes(numbers) => differences(numbers.of(rows, &mut self.numbers), page),
            Column::Fractions(numbers) => by_bytes(numbers.of(rows, &mut self.numbers), page),
            Column::Short(numbers) => {
                let numbers = numbers.of(rows, &mut self.numbers);
                page.extend(
                    numbers
                        .iter()
                        .flat_map(|&value| (value as u32).to_le_bytes()),
                );
            }
            Column::Texts(texts) => {
                let present = rows.filter(|&row| is_full || texts.is_present(row));
                in_common(present.map(|row| texts.text(row)), page);
            }
        }
    }
}

impl Numbers {
    /// The numbers of the rows that have one.
    fn of<'n>(&'n self, rows: Range<usize>, room: &'n mut Vec<u64>) -> &'n [u64] {
        let values = &self.values[rows];
        if self.is_full {
            return values;
        }
        room.clear();
        room.extend(values.iter().filter(|&&value| value != self.none));
        room
    }
}

/// A column chunk as it is written.
struct Chunk {
    sink: TrackedWrite<Vec<u8>>,
    /// Whether its pages are compressed.
    is_packed: bool,
    packed: usize,
    unpacked: usize,
    dictionary: Option<u64>,
    data: Option<u64>,
}

impl Chunk {
    fn new(is_packed: bool) -> Self {
        Self {
            sink: TrackedWrite::new(Vec::new()),
            is_packed,
            packed: 0,
            unpacked: 0,
            dictionary: None,
            data: None,
        }
    }

    /// Whether compressing makes it shorter, by what it holds and a further page.
    fn is_worth_it(&self, page: &[u8], packed: &[u8]) -> bool {
        let unpacked = self.unpacked + page.len();
        (self.packed + packed.len()) as f64 <= WORTH_IT * unpacked as f64
    }

    fn write(
        &mut self,
        page: &[u8],
        packed: &[u8],
        of: impl FnOnce(Bytes) -> Page,
    ) -> Result<(), ParquetError> {
        let bytes = if self.is_packed { packed } else { page };
        let page = CompressedPage::new(of(Bytes::copy_from_slice(bytes)), page.len());
        let is_dictionary = page.compressed_page().is_dictionary_page();
        let written = SerializedPageWriter::new(&mut self.sink).write_page(page)?;
        self.packed += written.compressed_size;
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
        let compression = match self.is_packed {
            true => Packer::compression()?,
            false => Compression::UNCOMPRESSED,
        };
        let bytes = self.sink.into_inner()?;
        let mut metadata = ColumnChunkMetaData::builder(description)
            .set_compression(compression)
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
