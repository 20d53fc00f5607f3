//! Rows of the tables that have neither quotes nor, some of them, a header: one
//! line, one row.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
};

use crate::{
    Error,
    bounded::LONGEST_ROW,
    rows::{refused, too_long},
};

/// Takes a line with its number.
pub(crate) type TakeLine<'a> = dyn FnMut(u64, &[u8]) -> Result<(), Error> + 'a;

/// Hands over each line that is not blank, with its number from 1, without its
/// end. No line longer than [`LONGEST_ROW`] is held; a file with one is refused.
pub(crate) fn lines(
    input: Box<dyn Read>,
    path: &Path,
    each: &mut TakeLine<'_>,
) -> Result<(), Error> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let mut limited = input.by_ref().take(LONGEST_ROW as u64 + 1);
        let length = limited
            .read_until(b'\n', &mut line)
            .map_err(|error| refused(path, number, error))?;
        if length == 0 {
            return Ok(());
        }
        if length > LONGEST_ROW {
            return Err(too_long(path, number));
        }
        number += 1;
        let content = line.strip_suffix(b"\n").unwrap_or(&line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        if !content.iter().all(u8::is_ascii_whitespace) {
            each(number, content)?;
        }
    }
}
