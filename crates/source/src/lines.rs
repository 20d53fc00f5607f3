//! Rows of the tables that have neither quotes nor, some of them, a header: one
//! line, one row.

use std::{
    io::{self, Read},
    path::Path,
};

use memchr::memchr;

use crate::{
    Error,
    bounded::LONGEST_ROW,
    rows::{refused, too_long},
    tabs::PADDING,
};

/// Bytes that are asked for at a time.
const BLOCK: usize = 1 << 18;

/// A line without its end.
#[derive(Clone, Copy)]
pub(crate) struct Line<'b> {
    pub text: &'b [u8],
    /// The line and at least [`PADDING`] bytes that lie after it, whatever they are.
    pub padded: &'b [u8],
}

/// Takes a line with its number.
pub(crate) type TakeLine<'a> = dyn FnMut(u64, Line<'_>) -> Result<(), Error> + 'a;

/// Hands over each line that is not blank, with its number from 1, without its
/// end. No line longer than [`LONGEST_ROW`] is held; a file with one is refused.
///
/// Lines are handed over where they were read to, without a copy.
pub(crate) fn lines(
    mut input: Box<dyn Read>,
    path: &Path,
    each: &mut TakeLine<'_>,
) -> Result<(), Error> {
    let mut buffer = vec![0; BLOCK + PADDING];
    // What was read and not handed over, and how much of it holds no line end.
    let (mut start, mut end, mut searched) = (0, 0, 0);
    let mut number = 0;
    loop {
        while let Some(at) = memchr(b'\n', &buffer[start + searched..end]) {
            let stop = start + searched + at;
            if stop + 1 - start > LONGEST_ROW {
                return Err(too_long(path, number));
            }
            number += 1;
            hand_over(number, &buffer[start..], stop - start, each)?;
            (start, searched) = (stop + 1, 0);
        }
        searched = end - start;
        if searched > LONGEST_ROW {
            return Err(too_long(path, number));
        }
        buffer.copy_within(start..end, 0);
        (start, end) = (0, searched);
        if buffer.len() - end < BLOCK / 2 + PADDING {
            buffer.resize(buffer.len() + BLOCK.max(end), 0);
        }
        let room = buffer.len() - PADDING;
        match input.read(&mut buffer[end..room]) {
            Ok(0) if searched == 0 => return Ok(()),
            Ok(0) => return hand_over(number + 1, &buffer, end, each),
            Ok(length) => end += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(refused(path, number, error)),
        }
    }
}

fn hand_over(
    number: u64,
    padded: &[u8],
    length: usize,
    each: &mut TakeLine<'_>,
) -> Result<(), Error> {
    let line = &padded[..length];
    let text = line.strip_suffix(b"\r").unwrap_or(line);
    match text.iter().all(u8::is_ascii_whitespace) {
        true => Ok(()),
        false => each(number, Line { text, padded }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands over a few bytes at a time.
    struct Dripping(Vec<u8>, usize);

    impl Read for Dripping {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0.drain(..length);
            Ok(length)
        }
    }

    fn all(text: &[u8], drops: usize) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        let mut lines = Vec::new();
        let input = Box::new(Dripping(text.to_vec(), drops));
        super::lines(input, Path::new("x"), &mut |number, line| {
            assert!(line.padded.len() >= line.text.len() + PADDING);
            assert!(line.padded.starts_with(line.text));
            lines.push((number, line.text.to_vec()));
            Ok(())
        })?;
        Ok(lines)
    }

    #[test]
    fn blank_lines_count_and_are_not_handed_over() {
        let expected = vec![
            (1, b"one".to_vec()),
            (3, b"\tthree".to_vec()),
            (5, b"five".to_vec()),
        ];
        for drops in [1, 2, 5, 1000] {
            let lines = all(b"one\r\n\n\tthree\n \t\r\nfive", drops).expect("readable");
            assert_eq!(lines, expected, "{drops} bytes at a time");
        }
        assert_eq!(all(b"", 1).expect("readable"), []);
    }

    #[test]
    fn a_line_longer_than_the_block_is_whole_and_one_beyond_the_limit_is_refused() {
        let mut text = vec![b'a'; LONGEST_ROW - 1];
        text.extend_from_slice(b"\nb");
        let lines = all(&text, 70_000).expect("just short enough");
        assert_eq!((lines[0].1.len(), lines[1].1.len()), (LONGEST_ROW - 1, 1));
        text.insert(0, b'a');
        assert!(matches!(all(&text, 70_000), Err(Error::RowTooLong { .. })));
    }
}
