//! Sentences: where one ends in running text, headlines, lists and quotations.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use regex::Regex;
use serde::Serialize;

/// A sentence longer than this, in bytes, is cut at a space: it is no sentence
/// but a table or a list without full stops.
const LONGEST_SENTENCE: usize = 2_000;

/// A line that ends in no full stop goes on in the next one if it is at least so
/// long in comparison with the longest line around it.
const WRAPPED: f64 = 0.6;

/// What a sentence stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Running text.
    Prose,
    /// A line of its own without a full stop.
    Headline,
    /// An item of a list.
    Item,
}

/// A sentence of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it stands in.
    pub setting: Setting,
}

static ABBREVIATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../data/abbreviations.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Abbreviations that only are ones before a number.
const BEFORE_NUMBERS: [&str; 23] = [
    "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "mon", "tue", "tues", "wed", "thu", "fri", "sat", "sun", "fig",
];

/// Abbreviations that may well end a sentence, if a word follows that begins one.
const MAY_END: [&str; 14] = [
    "etc", "inc", "ltd", "co", "corp", "u.s", "u.k", "u.n", "d.c", "p.m", "a.m", "al", "jr", "ave",
];

/// Words that begin sentences and hardly stand with a capital within one.
const BEGINNERS: [&str; 40] = [
    "The", "A", "An", "In", "On", "At", "It", "He", "She", "They", "We", "I", "This", "That",
    "These", "Those", "But", "And", "If", "When", "While", "There", "Its", "Their", "His", "Her",
    "For", "After", "Before", "Since", "As", "By", "Some", "Many", "No", "Both", "Such", "However",
    "Two", "Three",
];

static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s>#]*(?:(?:[-*+•‣▪◦●■·–—]|\(?\d{1,3}[.)]|\(?[a-z]\)|\(?[ivx]{1,5}\)|\d{1,3}/|[A-Z][A-Z.'’ -]{0,30}:)\s+)*")
        .expect("the crate's own pattern")
});

/// The sentences of `text`, in their order; they do not overlap, and between them
/// are only spaces and the marks of lists.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    for block in blocks(text) {
        split(text, &block, &mut found);
    }
    found
}

/// Lines that belong together.
struct Block {
    range: Range<usize>,
    item: bool,
}

struct Line<'a> {
    start: usize,
    text: &'a str,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut lines = Vec::new();
    let mut start = 0;
    for written in text.split_inclusive('\n') {
        lines.push(Line {
            start,
            text: written.trim_end(),
        });
        start += written.len();
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut index = 0;
    while let Some(first) = lines.get(index) {
        if first.text.trim().is_empty() {
            index += 1;
            continue;
        }
        let marker = marker(first.text);
        let widest = widest_near(&lines, index);
        let begin = first.start + marker;
        let mut end = first.start + first.text.len();
        let mut last = first;
        index += 1;
        while let Some(next) = lines.get(index) {
            if next.text.trim().is_empty()
                || is_item(next.text)
                || !goes_on(last, next, widest, blocks.is_empty())
            {
                break;
            }
            end = next.start + next.text.len();
            last = next;
            index += 1;
        }
        if begin < end {
            blocks.push(Block {
                range: begin..end,
                item: is_item(first.text),
            });
        }
    }
    blocks
}

/// Bytes of the spaces and the mark before an item of a list.
fn marker(line: &str) -> usize {
    MARKER.find(line).map_or(0, |found| found.end())
}

fn is_item(line: &str) -> bool {
    let mark = line.get(..marker(line)).unwrap_or_default();
    // The name of a speaker begins no item of a list.
    !mark.trim_end().ends_with(':')
        && mark
            .chars()
            .any(|character| !character.is_whitespace() && !matches!(character, '>' | '#'))
}

/// The longest line among those around `index` up to empty ones.
fn widest_near(lines: &[Line<'_>], index: usize) -> usize {
    lines
        .iter()
        .skip(index)
        .take(40)
        .take_while(|line| !line.text.trim().is_empty())
        .map(|line| line.text.chars().count())
        .max()
        .unwrap_or(0)
}

/// Whether a line goes on in the next.
fn goes_on(line: &Line<'_>, next: &Line<'_>, widest: usize, title: bool) -> bool {
    let begins = next.text.trim_start().chars().next();
    let lower = begins.is_some_and(char::is_lowercase);
    let ends = line.text.trim_end().chars().next_back();
    if ends.is_some_and(|end| matches!(end, '.' | '!' | '?' | ':' | '”' | '"')) && !lower {
        return false;
    }
    // The first line is a title, and below it stands a name or a date.
    lower || !title && line.text.chars().count() as f64 >= WRAPPED * widest as f64 && widest > 60
}

fn split(text: &str, block: &Block, found: &mut Vec<Sentence>) {
    let Some(within) = text.get(block.range.clone()) else {
        return;
    };
    let characters: Vec<(usize, char)> = within.char_indices().collect();
    let mut from = 0;
    let mut index = 0;
    let mut ended = false;
    while index < characters.len() {
        if let Some(after) = end_at(&characters, index) {
            let end = characters.get(after).map_or(within.len(), |(at, _)| *at);
            push(text, block, from..end, true, found);
            from = end;
            index = after;
            ended = true;
        } else {
            index += 1;
        }
    }
    push(text, block, from..within.len(), ended, found);
}

/// The index after a sentence that ends with the character at `index`.
fn end_at(characters: &[(usize, char)], index: usize) -> Option<usize> {
    let &(_, mark) = characters.get(index)?;
    if matches!(mark, '。' | '！' | '？') {
        return Some(closed(characters, index + 1));
    }
    if !matches!(mark, '.' | '!' | '?' | '…') {
        return None;
    }
    let mut after = index + 1;
    while characters
        .get(after)
        .is_some_and(|(_, next)| matches!(next, '.' | '!' | '?' | '…'))
    {
        after += 1;
    }
    let marks = after - index;
    let after = closed(characters, after);
    let Some((_, next)) = characters.get(after) else {
        return Some(after);
    };
    if !next.is_whitespace() {
        return None;
    }
    let rest = characters.get(after..).unwrap_or_default();
    let begins = rest.iter().position(|(_, next)| !next.is_whitespace())?;
    let rest = rest.get(begins..).unwrap_or_default();
    let (_, first) = rest.first()?;
    if first.is_lowercase() || matches!(first, ',' | ';' | ')' | '–' | '—' | '-') {
        return None;
    }
    if mark == '.' && marks == 1 && is_abbreviation(characters, index, rest) {
        return None;
    }
    Some(after)
}

/// Goes past closing quotes and brackets.
fn closed(characters: &[(usize, char)], mut after: usize) -> usize {
    while characters
        .get(after)
        .is_some_and(|(_, next)| matches!(next, '"' | '\'' | '”' | '’' | '»' | ')' | ']'))
    {
        after += 1;
    }
    after
}

/// Whether the full stop at `index` belongs to an abbreviation within a sentence
/// that goes on with `rest`.
fn is_abbreviation(characters: &[(usize, char)], index: usize, rest: &[(usize, char)]) -> bool {
    let before = characters.get(..index).unwrap_or_default();
    let word: Vec<char> = before
        .iter()
        .rev()
        .map(|(_, character)| *character)
        .take_while(|character| character.is_alphanumeric() || *character == '.')
        .take(12)
        .collect();
    let word: String = word.into_iter().rev().collect();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if initial {
        return word != "I";
    }
    let lower = word.to_lowercase();
    if !ABBREVIATIONS.contains(lower.as_str()) {
        return false;
    }
    if BEFORE_NUMBERS.contains(&lower.as_str()) {
        return rest.first().is_some_and(|(_, next)| next.is_numeric());
    }
    if MAY_END.contains(&lower.as_str()) {
        let next: String = rest
            .iter()
            .map(|(_, next)| *next)
            .take_while(|next| next.is_alphabetic())
            .take(12)
            .collect();
        return !BEGINNERS.contains(&next.as_str());
    }
    true
}

fn push(text: &str, block: &Block, range: Range<usize>, ended: bool, found: &mut Vec<Sentence>) {
    let start = block.range.start + range.start;
    let end = block.range.start + range.end;
    let written = text.get(start..end).unwrap_or_default();
    let trimmed = written.trim_start();
    let mut start = start + (written.len() - trimmed.len());
    let trimmed = trimmed.trim_end();
    let end = start + trimmed.len();
    let last = trimmed
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']'])
        .chars()
        .next_back();
    let stopped =
        last.is_some_and(|last| matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？'));
    let setting = match (block.item, stopped || ended) {
        (true, _) => Setting::Item,
        (false, true) => Setting::Prose,
        (false, false) => Setting::Headline,
    };
    while end - start > LONGEST_SENTENCE {
        let cut = cut(text, start);
        found.push(Sentence {
            range: start..cut,
            setting,
        });
        let rest = text.get(cut..end).unwrap_or_default();
        start = end - rest.trim_start().len();
    }
    if start < end {
        found.push(Sentence {
            range: start..end,
            setting,
        });
    }
}

/// Where a sentence that is too long is cut: at the last space, or the last
/// character, that keeps the piece short enough.
fn cut(text: &str, start: usize) -> usize {
    let mut limit = start + LONGEST_SENTENCE;
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let piece = text.get(start..limit).unwrap_or_default();
    match piece.rfind(char::is_whitespace) {
        Some(at) if at > 0 => start + at,
        _ => limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_up(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|sentence| &text[sentence.range])
            .collect()
    }

    #[test]
    fn abbreviations_initials_and_numbers_end_no_sentence() {
        assert_eq!(
            split_up(
                "Gen. J. Park met Mr. Kim at 5 p.m. on Jan. 3. They spoke of 2.5 million. No. 7 fell."
            ),
            [
                "Gen. J. Park met Mr. Kim at 5 p.m. on Jan. 3.",
                "They spoke of 2.5 million.",
                "No. 7 fell."
            ]
        );
        assert_eq!(
            split_up("He came from the U.S. The visit was short. The U.S. Navy left."),
            [
                "He came from the U.S.",
                "The visit was short.",
                "The U.S. Navy left."
            ]
        );
    }

    #[test]
    fn quotations_keep_their_speaker() {
        assert_eq!(
            split_up("“Will they come?” he asked. “They will.” Nobody spoke… Then they left!"),
            [
                "“Will they come?” he asked.",
                "“They will.”",
                "Nobody spoke…",
                "Then they left!"
            ]
        );
    }

    #[test]
    fn headlines_lists_and_wrapped_lines() {
        let text = "Border shut again\r\n\r\nThe border was closed on Monday by order of the\r\ngovernment. Trucks wait.\r\n\r\n- Open the crossing.\r\n- Feed the drivers\r\n2) Talk\r\n";
        let found = sentences(text);
        let seen: Vec<(&str, Setting)> = found
            .iter()
            .map(|sentence| (&text[sentence.range.clone()], sentence.setting))
            .collect();
        assert_eq!(
            seen,
            [
                ("Border shut again", Setting::Headline),
                (
                    "The border was closed on Monday by order of the\r\ngovernment.",
                    Setting::Prose
                ),
                ("Trucks wait.", Setting::Prose),
                ("Open the crossing.", Setting::Item),
                ("Feed the drivers", Setting::Item),
                ("Talk", Setting::Item),
            ]
        );
    }

    #[test]
    fn letters_beyond_english() {
        assert_eq!(
            split_up("Élysée a dit non. Él vino. 他们来了。他们走了。"),
            ["Élysée a dit non.", "Él vino.", "他们来了。", "他们走了。"]
        );
    }

    #[test]
    fn a_text_without_full_stops_is_cut() {
        let text = "word ".repeat(2_000);
        assert!(
            sentences(&text)
                .iter()
                .all(|sentence| sentence.range.len() <= LONGEST_SENTENCE)
        );
    }
}
