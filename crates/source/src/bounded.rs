//! A reader that refuses rows too long to be one, so that memory stays bounded
//! whatever the file holds.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// Bytes that a row may have once it is decoded.
pub(crate) const LONGEST_ROW: usize = 8 << 20;

/// Passes bytes on until more than [`LONGEST_ROW`] have been read since the
/// last row began. Line ends do not tell: a quote that is never closed runs
/// over many of them.
///
/// What is read ahead of a row is not charged to it, so no row within the limit
/// is ever refused, and at most one buffer more than the limit is held.
pub(crate) struct BoundedRows<R> {
    inner: R,
    row: RowStart,
}

/// Tells a [`BoundedRows`] that a row begins.
#[derive(Clone, Default)]
pub(crate) struct RowStart(Rc<Cell<usize>>);

impl RowStart {
    pub(crate) fn mark(&self) {
        self.0.set(0);
    }
}

/// The mark of the error by which [`BoundedRows`] refuses a row.
#[derive(Debug)]
pub(crate) struct RowTooLong;

impl std::fmt::Display for RowTooLong {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "a row of more than {LONGEST_ROW} bytes")
    }
}

impl std::error::Error for RowTooLong {}

impl RowTooLong {
    /// Whether this mark is what `error` carries.
    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

impl<R> BoundedRows<R> {
    pub(crate) fn new(inner: R, row: RowStart) -> Self {
        Self { inner, row }
    }
}

impl<R: Read> Read for BoundedRows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.row.0.get() > LONGEST_ROW {
            return Err(io::Error::other(RowTooLong));
        }
        let length = self.inner.read(buffer)?;
        self.row.0.set(self.row.0.get().saturating_add(length));
        Ok(length)
    }
}
