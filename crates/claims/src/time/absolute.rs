//! Calendar dates: days, months, quarters, years, with or without the year.

use std::{ops::Range, sync::LazyLock};

use jiff::{ToSpan, civil::Date};
use regex::{Captures, Regex};

use super::{Precision, Spanned, month, year};

const MONTHS: &str = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)";

fn pattern(written: &str) -> Regex {
    Regex::new(&written.replace("MONTH", MONTHS)).expect("the crate's own pattern")
}

static ISO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b"));
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?P<first>\d{1,2})(?:st|nd|rd|th)? ?(?:-|–|to|and|until) ?)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? MONTH\b,?(?: (?P<year>\d{4})\b)?",
    )
});
static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bMONTH (?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?: ?(?:-|–|to|and) ?(?P<last>\d{1,2})\b)?(?:,? (?P<year>\d{4})\b)?",
    )
});
static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[ -])?MONTH,? (?:of )?(?P<year>\d{4})\b")
});
/// A month without a year, behind a word that shows it to be one.
static MONTH_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ll]ast|[Nn]ext|[Tt]his|[Dd]uring|[Ff]rom|[Tt]o|[Ee]arly|[Mm]id|[Ll]ate|[Bb]efore|[Aa]fter|[Oo]f|[Aa]nd|[Bb]etween|[Tt]hrough|[Ee]arlier in)[ -](?P<whole>MONTH)\b",
    )
});
static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Qq](?P<number>[1-4])|(?P<word>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast) quarter)(?:,? (?:of )?(?P<year>\d{4})\b)?",
    )
});
static HALF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?P<word>[Ff]irst|[Ss]econd) half(?: of (?P<year>\d{4})\b)?"));
static SEASON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:spring|summer|autumn|fall|winter) (?:of )?(?P<year>\d{4})\b"));
static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?P<from>(?:1[89]|20)\d{2})(?:-|–| to | through )(?P<to>(?:1[89]|20)\d{2})\b")
});
static BETWEEN_YEARS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b[Bb]etween (?P<from>(?:1[89]|20)\d{2}) and (?P<to>(?:1[89]|20)\d{2})\b")
});
/// A year behind a word that shows it to be one, or in brackets.
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Bb]efore|[Aa]fter|[Dd]uring|[Ff]rom|[Oo]f|[Tt]hrough|[Bb]etween|[Aa]nd|[Tt]o|[Tt]han in|[Ee]arly|[Ll]ate|[Mm]id-?|[Tt]hroughout|[Tt]he|[Oo]ver|[Ii]n mid-?)[ -]|\()(?P<year>(?:1[89]|20)\d{2})\b",
    )
});
static DECADE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?P<year>(?:1[89]|20)\d)0s\b"));

/// Full days in a line, with their year.
pub(super) fn full_days(line: &str) -> Vec<(Range<usize>, Date)> {
    let mut days: Vec<(Range<usize>, Date)> = Vec::new();
    for pattern in [&*ISO, &*DAY_FIRST, &*MONTH_FIRST] {
        for found in pattern.captures_iter(line) {
            if let (Some(whole), Some(day)) = (found.get(0), day_of(&found, None)) {
                days.push((whole.range(), day));
            }
        }
    }
    days.sort_by_key(|(range, _)| range.start);
    days
}

pub(super) fn spans(sentence: &str, article: Option<Date>) -> Vec<Spanned> {
    let mut spans = Vec::new();
    for pattern in [&*ISO, &*DAY_FIRST, &*MONTH_FIRST] {
        spans.extend(
            pattern
                .captures_iter(sentence)
                .filter_map(|found| days(&found, article)),
        );
    }
    for found in MONTH_YEAR.captures_iter(sentence) {
        let days = year_of(&found)
            .zip(month_of(&found))
            .and_then(|(y, m)| month(y, m));
        let days = days.map(|days| part_of(days, found.name("part").map(|part| part.as_str())));
        spans.extend(spanned(&found, 0, days, Precision::Month, None));
    }
    for found in MONTH_ALONE.captures_iter(sentence) {
        spans.extend(month_alone(&found, sentence, article));
    }
    for found in QUARTER.captures_iter(sentence) {
        spans.extend(quarter(&found, article));
    }
    for found in HALF.captures_iter(sentence) {
        let of = year_of(&found);
        let guess = of.is_none().then(|| assumed("the year", article));
        let half = of.or(article.map(Date::year)).and_then(|year| {
            let first = found.name("word")?.as_str().eq_ignore_ascii_case("first");
            let (from, to) = if first { (1, 6) } else { (7, 12) };
            Some((month(year, from)?.0, month(year, to)?.1))
        });
        // "The first half" of a year only where a year is named.
        if of.is_some() {
            spans.extend(spanned(&found, 0, half, Precision::Season, guess));
        }
    }
    for found in SEASON.captures_iter(sentence) {
        let guess =
            "when a season begins depends on the country; the whole year is taken".to_owned();
        let days = year_of(&found).and_then(year);
        spans.extend(spanned(&found, 0, days, Precision::Year, Some(guess)));
    }
    for found in YEARS
        .captures_iter(sentence)
        .chain(BETWEEN_YEARS.captures_iter(sentence))
    {
        let of = |name| found.name(name).and_then(|year| year.as_str().parse().ok());
        let days = of("from").and_then(year).zip(of("to").and_then(year));
        let days = days
            .map(|((from, _), (_, to))| (from, to))
            .filter(|(from, to)| from <= to);
        spans.extend(spanned(&found, 0, days, Precision::Year, None));
    }
    for found in YEAR.captures_iter(sentence) {
        if let (Some(named), Some(of)) = (found.name("year"), year_of(&found)) {
            spans.push(Spanned {
                range: named.range(),
                days: year(of),
                precision: Precision::Year,
                guess: None,
            });
        }
    }
    for found in DECADE.captures_iter(sentence) {
        let tens: Option<i16> = found
            .name("year")
            .and_then(|tens| tens.as_str().parse().ok());
        let days = tens.and_then(|tens| Some((year(tens * 10)?.0, year(tens * 10 + 9)?.1)));
        spans.extend(spanned(&found, 0, days, Precision::Decade, None));
    }
    spans
}

fn spanned(
    found: &Captures<'_>,
    group: usize,
    days: Option<(Date, Date)>,
    precision: Precision,
    guess: Option<String>,
) -> Option<Spanned> {
    Some(Spanned {
        range: found.get(group)?.range(),
        days,
        precision,
        guess,
    })
}

fn year_of(found: &Captures<'_>) -> Option<i16> {
    found.name("year")?.as_str().parse().ok()
}

fn month_of(found: &Captures<'_>) -> Option<i8> {
    if let Some(number) = found.name("number") {
        return number.as_str().parse().ok();
    }
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let written = found.name("month")?.as_str();
    let index = NAMES.iter().position(|name| written.starts_with(name))?;
    i8::try_from(index + 1).ok()
}

/// The one day that is named, with its own year or `otherwise`.
fn day_of(found: &Captures<'_>, otherwise: Option<i16>) -> Option<Date> {
    let day: i8 = found.name("day")?.as_str().parse().ok()?;
    Date::new(year_of(found).or(otherwise)?, month_of(found)?, day).ok()
}

/// A day, or days of one month.
fn days(found: &Captures<'_>, article: Option<Date>) -> Option<Spanned> {
    let whole = found.get(0)?;
    let trimmed = whole.as_str().trim_end_matches([',', ' ']).len();
    let range = whole.start()..whole.start() + trimmed;
    let month = month_of(found)?;
    let (day, guess) = match day_of(found, None) {
        Some(day) => (day, None),
        None if year_of(found).is_some() => return None,
        None => {
            let Some(article) = article else {
                return Some(Spanned {
                    range,
                    days: None,
                    precision: Precision::Day,
                    guess: Some(assumed("the year", None)),
                });
            };
            let of_month = day_of(found, Some(article.year()))?;
            (
                nearest(of_month, article),
                Some(assumed("the year", Some(article))),
            )
        }
    };
    let other = found
        .name("first")
        .or_else(|| found.name("last"))
        .and_then(|other| other.as_str().parse::<i8>().ok())
        .and_then(|other| Date::new(day.year(), month, other).ok());
    let (from, to) = match other {
        Some(other) => (other.min(day), other.max(day)),
        None => (day, day),
    };
    Some(Spanned {
        range,
        days: Some((from, to)),
        precision: if from == to {
            Precision::Day
        } else {
            Precision::Span
        },
        guess,
    })
}

/// The year's or its neighbour's day that lies nearest to the article.
fn nearest(day: Date, article: Date) -> Date {
    let away = |day: Date| (day - article).get_days().abs();
    [day.checked_sub(1.years()), day.checked_add(1.years())]
        .into_iter()
        .flatten()
        .fold(day, |best, other| {
            if away(other) < away(best) {
                other
            } else {
                best
            }
        })
}

fn month_alone(found: &Captures<'_>, sentence: &str, article: Option<Date>) -> Option<Spanned> {
    let named = found.name("whole")?;
    // A day, or a year, beside it is another expression.
    let after = sentence
        .get(named.end()..)
        .unwrap_or_default()
        .trim_start_matches([' ', ',']);
    if after.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let of = month_of(found)?;
    let days = article.and_then(|article| {
        let middle = Date::new(article.year(), of, 15).ok()?;
        let near = nearest(middle, article);
        month(near.year(), of)
    });
    Some(Spanned {
        range: named.range(),
        days,
        precision: Precision::Month,
        guess: Some(assumed("the year", article)),
    })
}

fn quarter(found: &Captures<'_>, article: Option<Date>) -> Option<Spanned> {
    let number: i8 = match (found.name("number"), found.name("word")) {
        (Some(number), _) => number.as_str().parse().ok()?,
        (None, Some(word)) => match word.as_str().to_lowercase().as_str() {
            "first" => 1,
            "second" => 2,
            "third" => 3,
            _ => 4,
        },
        (None, None) => return None,
    };
    let of = year_of(found);
    let guess = of.is_none().then(|| assumed("the year", article));
    let days = of.or(article.map(Date::year)).and_then(|year| {
        let (from, _) = month(year, number * 3 - 2)?;
        let (_, to) = month(year, number * 3)?;
        Some((from, to))
    });
    spanned(found, 0, days, Precision::Season, guess)
}

/// "Early", "mid" and "late" are thirds of a month.
fn part_of((from, to): (Date, Date), part: Option<&str>) -> (Date, Date) {
    let day = |day: i8| Date::new(from.year(), from.month(), day).unwrap_or(from);
    match part.map(str::to_lowercase).as_deref() {
        Some("early") => (from, day(10)),
        Some("mid") => (day(11), day(20)),
        Some("late") => (day(21), to),
        _ => (from, to),
    }
}

/// What was assumed of a date that leaves something out.
fn assumed(what: &str, article: Option<Date>) -> String {
    match article {
        Some(article) => format!("{what} is not named; taken near the article's date, {article}"),
        None => format!("{what} is not named, and the article has no date; give --date"),
    }
}
