//! Of when a claim speaks: expressions of time, resolved against the date of the
//! article into spans of days.

mod absolute;
mod relative;

use std::ops::Range;

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

/// How exactly an expression says when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A day.
    Day,
    /// Days with a first and a last one, such as a week or "within 30 days".
    Span,
    /// A calendar month.
    Month,
    /// A quarter, a half-year or a season.
    Season,
    /// A calendar year.
    Year,
    /// A decade.
    Decade,
}

/// How the claim's time lies to the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Within the span.
    Within,
    /// From the span on.
    Since,
    /// Up to the end of the span.
    Until,
    /// Before the span.
    Before,
    /// After the span.
    After,
}

/// An expression of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Time {
    /// As it stands in the text.
    pub text: String,
    /// First day; absent where it could not be resolved.
    pub from: Option<Date>,
    /// Last day; absent where it could not be resolved.
    pub to: Option<Date>,
    /// How exact it is.
    pub precision: Precision,
    /// How the claim lies to it.
    pub relation: Relation,
    /// What was assumed to resolve it, or why it could not be.
    pub guess: Option<String>,
}

/// A time with its place in the flat sentence.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) range: Range<usize>,
    pub(crate) time: Time,
}

/// A span before the words around it are looked at.
struct Spanned {
    range: Range<usize>,
    days: Option<(Date, Date)>,
    precision: Precision,
    guess: Option<String>,
}

/// The expressions of time in a flat sentence, in their order; `article` is the
/// date of the article.
pub(crate) fn times(sentence: &str, article: Option<Date>) -> Vec<Found> {
    let mut spans: Vec<Spanned> = absolute::spans(sentence, article);
    spans.extend(relative::spans(sentence, article));
    // The longest expression at a place says most.
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut found: Vec<Found> = Vec::new();
    for span in spans {
        if found.iter().any(|other| span.range.start < other.range.end) {
            continue;
        }
        let text = sentence.get(span.range.clone()).unwrap_or_default();
        found.push(Found {
            time: Time {
                text: text.to_owned(),
                from: span.days.map(|(from, _)| from),
                to: span.days.map(|(_, to)| to),
                precision: span.precision,
                relation: relation(sentence, span.range.start),
                guess: span.guess,
            },
            range: span.range,
        });
    }
    found
}

/// What the word before says of how the claim lies to the span.
fn relation(sentence: &str, start: usize) -> Relation {
    let mut before = sentence.get(..start).unwrap_or_default().trim_end();
    // "By the end of 2025" is by 2025.
    for filler in [" the", " of", " end", " close", " the"] {
        before = before.strip_suffix(filler).unwrap_or(before);
    }
    let word = before
        .rsplit(|character: char| !character.is_alphabetic())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    match word.as_str() {
        "since" | "from" => Relation::Since,
        "by" | "until" | "till" => Relation::Until,
        "before" => Relation::Before,
        "after" => Relation::After,
        _ => Relation::Within,
    }
}

/// The date that a text gives for itself: the first full date within its first
/// lines.
pub(crate) fn date_of(text: &str) -> Option<(Date, Range<usize>)> {
    const LINES: usize = 12;
    let mut start = 0;
    for line in text.split_inclusive('\n').take(LINES) {
        let flat = crate::text::Flat::of(text, &(start..start + line.len()));
        // A long line is running text, whose dates are those of events, unless it
        // begins with one.
        let head = flat
            .text
            .char_indices()
            .nth(120)
            .map_or(flat.text.len(), |(at, _)| at);
        let days = absolute::full_days(flat.text.get(..head).unwrap_or_default());
        let whole = flat.text.trim().len() <= 90;
        for (range, day) in days {
            if whole || range.start <= 40 {
                return Some((day, flat.back(&range)));
            }
        }
        start += line.len();
    }
    None
}

/// Days of a calendar month.
fn month(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

/// Days of a calendar year.
fn year(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

/// `date` moved by so many units, forwards or backwards.
fn moved(date: Date, amount: i64, unit: &str) -> Option<Date> {
    let limited = amount.clamp(-100_000, 100_000);
    let span = match unit.trim_end_matches('s') {
        "day" | "night" => limited.days(),
        "week" | "fortnight" => limited.weeks(),
        "month" => limited.clamp(-10_000, 10_000).months(),
        "year" => limited.clamp(-3_000, 3_000).years(),
        "decade" => (limited.clamp(-300, 300) * 10).years(),
        _ => return None,
    };
    date.checked_add(span).ok()
}

/// A number in words or digits.
pub(crate) fn number(written: &str) -> Option<i64> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let lower = written.to_lowercase();
    let tens = [
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("ninety", 90),
    ];
    if let Some((_, value)) = tens.iter().find(|(word, _)| *word == lower) {
        return Some(*value);
    }
    if lower == "a" || lower == "an" {
        return Some(1);
    }
    let word = WORDS.iter().position(|word| *word == lower);
    word.and_then(|index| i64::try_from(index).ok())
        .or_else(|| lower.replace(',', "").parse().ok())
}
