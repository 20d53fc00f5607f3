//! The end of a text table, marked so that a quote which is still open there is
//! found.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

use csv::ByteRecord;

/// Put after the last row, with a line end before it and none after it. Code points that
/// stand for no character, and none of their bytes can be a delimiter, which is ASCII.
const MARK: &[u8] = "\n\u{fdd0}\u{fdef}\u{fdd0}".as_bytes();

/// Passes on what `inner` holds and then the mark of the end. The parser does
/// not report a quote that is never closed; the mark tells, because such a
/// quote takes it up.
pub(crate) struct Ended<R> {
    inner: R,
    /// How much of the mark was passed on; `None` before the end of `inner`.
    marked: Option<usize>,
    end: End,
}

/// Knows whether the last row was parsed.
#[derive(Clone, Default)]
pub(crate) struct End(Rc<Cell<bool>>);

/// What a parsed row has to do with the end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Last {
    /// It is not the last one, or nothing is wrong with it.
    No,
    /// It is only the mark: there are no more rows.
    Nothing,
    /// A quote in it was open at the end. The mark has been taken out.
    OpenQuote,
}

impl<R> Ended<R> {
    pub(crate) fn new(inner: R, end: End) -> Self {
        Self {
            inner,
            marked: None,
            end,
        }
    }
}

impl<R: Read> Read for Ended<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = match self.marked {
            Some(at) => at,
            None => match self.inner.read(buffer)? {
                0 if !buffer.is_empty() => 0,
                length => return Ok(length),
            },
        };
        let rest = &MARK[at..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.marked = Some(at + length);
        // The parser asks beyond the mark only while the last row, which no
        // line end closes, is all that it has left.
        self.end.0.set(rest.is_empty());
        Ok(length)
    }
}

impl End {
    /// What the row just parsed has to do with the end.
    pub(crate) fn of(&self, row: &mut ByteRecord) -> Last {
        let last = row.len().saturating_sub(1);
        let Some(field) = row.get(last).filter(|_| self.0.get()) else {
            return Last::No;
        };
        if row.len() == 1 && field == &MARK[1..] {
            return Last::Nothing;
        }
        let Some(value) = field.strip_suffix(MARK) else {
            return Last::No;
        };
        let value = value.to_owned();
        row.truncate(last);
        row.push_field(&value);
        Last::OpenQuote
    }
}
