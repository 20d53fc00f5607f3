//! Columns of texts on their way into a data file.

use std::{collections::HashMap, ops::Range};

use foldhash::fast::RandomState;

use super::pages::{Column, PlainValues};

/// Texts of which many are the same: each has the number of a distinct one.
#[derive(Default)]
pub(super) struct Repeated {
    numbers: HashMap<Box<str>, u32, RandomState>,
    /// The distinct texts as Parquet lays them out: length and bytes.
    pub distinct: Vec<u8>,
    /// By row: number of the text from 1, or 0 where there is none.
    pub codes: Vec<u32>,
    /// The least and the greatest of the texts.
    pub range: Option<(Box<str>, Box<str>)>,
}

impl Repeated {
    pub(super) fn push(&mut self, text: Option<&str>) {
        let code = text.map_or(0, |text| self.number(text));
        self.codes.push(code);
    }

    /// The number of a text, from 1.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        put(text, &mut self.distinct);
        self.numbers.insert(text.into(), number);
        match &mut self.range {
            None => self.range = Some((text.into(), text.into())),
            Some((least, _)) if text < &**least => *least = text.into(),
            Some((_, greatest)) if text > &**greatest => *greatest = text.into(),
            Some(_) => {}
        }
        number
    }

    /// How many distinct texts there are.
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Bytes that it holds, roughly.
    pub(super) fn size(&self) -> usize {
        2 * self.distinct.len() + 4 * self.codes.len()
    }

    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.distinct.clear();
        self.codes.clear();
        self.range = None;
    }
}

/// Texts of which hardly any is said twice.
#[derive(Default)]
pub(super) struct Single {
    /// All of them as Parquet lays them out.
    bytes: Vec<u8>,
    /// By row: where it begins.
    starts: Vec<usize>,
    /// How many rows have none.
    absent: usize,
}

impl Single {
    pub(super) fn push(&mut self, text: Option<&str>) {
        self.starts.push(self.bytes.len());
        match text {
            Some(text) => put(text, &mut self.bytes),
            None => self.absent += 1,
        }
    }

    /// Bytes that it holds, roughly.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of::<usize>() * self.starts.len()
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.starts.clear();
        self.absent = 0;
    }

    /// The column in that order of rows.
    pub(super) fn ordered<'t>(&'t self, order: &'t [u32]) -> Column<'t> {
        Column::Plain(Box::new(Ordered { texts: self, order }))
    }

    /// The text of a row with its length before it; empty where there is none.
    fn laid_out(&self, row: usize) -> &[u8] {
        let end = self.starts.get(row + 1).copied();
        &self.bytes[self.starts[row]..end.unwrap_or(self.bytes.len())]
    }
}

fn put(text: &str, out: &mut Vec<u8>) {
    // A line has at most 8 MiB.
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// Texts in another order.
struct Ordered<'t> {
    texts: &'t Single,
    order: &'t [u32],
}

impl PlainValues for Ordered<'_> {
    fn is_full(&self) -> bool {
        self.texts.absent == 0
    }

    fn put_all(&self, rows: Range<usize>, out: &mut Vec<u8>) {
        rows.for_each(|row| self.put(row, out));
    }

    fn is_present(&self, row: usize) -> bool {
        !self.texts.laid_out(self.order[row] as usize).is_empty()
    }

    fn put(&self, row: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(self.texts.laid_out(self.order[row] as usize));
    }
}
