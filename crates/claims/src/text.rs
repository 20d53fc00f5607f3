//! The text itself: what is refused, where something stands in it, and a flat
//! copy on which the rules are run.

use std::ops::Range;

use serde::Serialize;

use crate::Error;

/// The longest text that is read, in bytes: several times a long report.
pub const LONGEST_TEXT: usize = 1 << 20;

/// The text that `bytes` hold. A byte order mark is left out.
///
/// # Errors
///
/// The bytes are more than [`LONGEST_TEXT`], not UTF-8, hold control characters
/// that no text has, or nothing at all.
pub fn text_of(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.len() > LONGEST_TEXT {
        return Err(Error::TooLong {
            bytes: bytes.len(),
            limit: LONGEST_TEXT,
        });
    }
    let line = |byte: usize| {
        let before = bytes.get(..byte).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    // Told before the encoding is looked at, so that a picture is called one.
    if let Some(byte) = bytes.iter().position(|byte| is_control(*byte)) {
        return Err(Error::Binary {
            byte,
            line: line(byte),
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Error::Encoding {
        byte: error.valid_up_to(),
        line: line(error.valid_up_to()),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim().is_empty() {
        true => Err(Error::Empty),
        false => Ok(text),
    }
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c)
}

/// Where something stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// First byte, from 0.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// First character, from 0.
    pub first_character: usize,
    /// Character after the last.
    pub last_character: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Character within that line, from 1.
    pub column: usize,
}

/// Turns bytes into lines and characters, in the order of the text and each
/// byte but once.
pub(crate) struct Places<'a> {
    text: &'a str,
    byte: usize,
    character: usize,
    line: usize,
    column: usize,
}

impl<'a> Places<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            character: 0,
            line: 1,
            column: 1,
        }
    }

    /// The position of `range`; ranges must come in the order of their starts.
    pub(crate) fn of(&mut self, range: &Range<usize>) -> Position {
        let before = self.text.get(self.byte..range.start).unwrap_or_default();
        for character in before.chars() {
            self.character += 1;
            self.column += 1;
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            }
        }
        self.byte = self.byte.max(range.start);
        let within = self.text.get(range.clone()).unwrap_or_default();
        Position {
            start: range.start,
            end: range.end,
            first_character: self.character,
            last_character: self.character + within.chars().count(),
            line: self.line,
            column: self.column,
        }
    }
}

/// A sentence as the rules see it: in one line, with single spaces and straight
/// quotes, and with the way back to the text.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    pub(crate) text: String,
    /// For each byte of `text`, and for its end, the byte of the whole text.
    origin: Vec<usize>,
}

impl Flat {
    /// Flattens `text[range]`.
    pub(crate) fn of(text: &str, range: &Range<usize>) -> Self {
        let mut flat = String::with_capacity(range.len());
        let mut origin = Vec::with_capacity(range.len() + 1);
        for (at, character) in text.get(range.clone()).unwrap_or_default().char_indices() {
            let character = match character {
                '’' | '‘' | 'ʼ' => '\'',
                '“' | '”' | '„' | '«' | '»' => '"',
                '‑' => '-',
                other if other.is_whitespace() => ' ',
                other => other,
            };
            if character == ' ' && flat.ends_with(' ') {
                continue;
            }
            flat.push(character);
            origin.resize(flat.len(), range.start + at);
        }
        origin.push(range.end);
        Self { text: flat, origin }
    }

    /// The range of the whole text that a range of the flat one came from.
    pub(crate) fn back(&self, range: &Range<usize>) -> Range<usize> {
        let at = |index: usize| self.origin.get(index).or(self.origin.last()).copied();
        let start = at(range.start).unwrap_or_default();
        start..at(range.end).unwrap_or(start).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_article_is_refused_with_its_place() {
        assert_eq!(
            text_of(b"one\ntwo\0"),
            Err(Error::Binary { byte: 7, line: 2 })
        );
        assert_eq!(
            text_of(b"one\ntw\xff"),
            Err(Error::Encoding { byte: 6, line: 2 })
        );
        assert_eq!(text_of(b" \r\n "), Err(Error::Empty));
        let long = vec![b'a'; LONGEST_TEXT + 1];
        assert!(matches!(text_of(&long), Err(Error::TooLong { .. })));
        assert_eq!(text_of("\u{feff}Käse.".as_bytes()), Ok("Käse."));
    }

    #[test]
    fn the_flat_text_leads_back() {
        let text = "He said “no\r\n  more”.";
        let flat = Flat::of(text, &(0..text.len()));
        assert_eq!(flat.text, "He said \"no more\".");
        let at = flat.text.find("no more").unwrap();
        let back = flat.back(&(at..at + 7));
        assert_eq!(&text[back], "no\r\n  more");
    }
}
