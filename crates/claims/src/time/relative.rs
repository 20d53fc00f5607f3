//! Times that are told from the day of writing: "last week", "within 30 days",
//! "on Monday".

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::{Precision, Spanned, month, moved, number, year};

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<word>today|tonight|yesterday|tomorrow|this morning|this afternoon|this evening|last night|overnight)\b",
    )
});
static CALENDAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<word>this|last|next|the previous|the following|the coming|the current|the same|each) (?P<unit>week|month|year|quarter)\b",
    )
});
static AGO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?P<number>NUMBER) (?P<unit>UNITs?) (?:ago|earlier)\b"));
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:in|over|during|for|within|of) the (?P<word>past|last|next|coming|following) (?:(?P<number>NUMBER) )?(?P<unit>UNITs?)\b",
    )
});
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?P<word>within|in|after) (?:the next )?(?P<number>NUMBER) (?P<unit>UNITs?)\b")
});
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?P<word>[Ll]ast|[Nn]ext|[Tt]his|[Oo]n|[Bb]y|[Uu]ntil|[Ss]ince|[Ee]arly|[Ll]ate) )?(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    )
});

fn pattern(written: &str) -> Regex {
    let written = written
        .replace(
            "NUMBER",
            r"\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|sixty|ninety",
        )
        .replace("UNIT", "(?:day|week|month|year|decade)");
    Regex::new(&written).expect("the crate's own pattern")
}

pub(super) fn spans(sentence: &str, article: Option<Date>) -> Vec<Spanned> {
    let mut spans = Vec::new();
    let mut add = |pattern: &Regex, resolve: Resolve| {
        for found in pattern.captures_iter(sentence) {
            let Some(whole) = found.get(0) else { continue };
            let days = article.and_then(|article| resolve(&found, article));
            let guess = match (article, days) {
                (Some(article), Some(_)) => {
                    Some(format!("counted from the article's date, {article}"))
                }
                (None, _) => Some(
                    "told from the day of writing, and the article has no date; give --date"
                        .to_owned(),
                ),
                (Some(_), None) => Some("it does not say how long".to_owned()),
            };
            let precision = match days {
                Some((from, to)) if from == to => Precision::Day,
                _ => Precision::Span,
            };
            spans.push(Spanned {
                range: whole.range(),
                days,
                precision,
                guess,
            });
        }
    };
    add(&DAY, day);
    add(&CALENDAR, calendar);
    add(&AGO, ago);
    add(&PAST, past);
    add(&WITHIN, within);
    add(&WEEKDAY, weekday);
    spans
}

type Resolve = fn(&Captures<'_>, Date) -> Option<(Date, Date)>;

fn day(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let away = match found.name("word")?.as_str().to_lowercase().as_str() {
        "yesterday" | "last night" | "overnight" => -1,
        "tomorrow" => 1,
        _ => 0,
    };
    let day = moved(article, away, "day")?;
    Some((day, day))
}

/// Calendar weeks (from Monday), months, quarters and years.
fn calendar(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let away = match found.name("word")?.as_str().to_lowercase().as_str() {
        "this" | "the current" | "the same" => 0,
        "last" | "the previous" => -1,
        "next" | "the following" | "the coming" => 1,
        _ => return None,
    };
    match found.name("unit")?.as_str().to_lowercase().as_str() {
        "week" => {
            let since = i64::from(article.weekday().to_monday_zero_offset());
            let monday = moved(article, away * 7 - since, "day")?;
            Some((monday, moved(monday, 6, "day")?))
        }
        "month" => {
            let within = moved(article.first_of_month(), away, "month")?;
            month(within.year(), within.month())
        }
        "quarter" => {
            let first = Date::new(article.year(), (article.month() - 1) / 3 * 3 + 1, 1).ok()?;
            let first = moved(first, away * 3, "month")?;
            let last = moved(first, 2, "month")?;
            Some((first, last.last_of_month()))
        }
        _ => {
            let of = moved(article.first_of_month(), away, "year")?;
            year(of.year())
        }
    }
}

fn ago(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let (amount, unit) = amount(found)?;
    let day = moved(article, -amount, &unit)?;
    Some((day, day))
}

/// The stretch before or after the day of writing.
fn past(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let word = found.name("word")?.as_str().to_lowercase();
    let unit = found.name("unit")?.as_str().to_lowercase();
    let amount = match found.name("number") {
        Some(written) => number(written.as_str())?,
        // "The coming months" are no number of months.
        None if unit.ends_with('s') => return None,
        None => 1,
    };
    match word.as_str() {
        "past" | "last" => Some((moved(article, -amount, &unit)?, article)),
        _ => Some((article, moved(article, amount, &unit)?)),
    }
}

fn within(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let (amount, unit) = amount(found)?;
    match found.name("word")?.as_str().to_lowercase().as_str() {
        "within" => Some((article, moved(article, amount, &unit)?)),
        // "In two days" may be how long something took.
        _ => None,
    }
}

/// The last such day before the article, or the next one after it.
fn weekday(found: &Captures<'_>, article: Date) -> Option<(Date, Date)> {
    let day = match found.name("day")?.as_str() {
        "Monday" => Weekday::Monday,
        "Tuesday" => Weekday::Tuesday,
        "Wednesday" => Weekday::Wednesday,
        "Thursday" => Weekday::Thursday,
        "Friday" => Weekday::Friday,
        "Saturday" => Weekday::Saturday,
        _ => Weekday::Sunday,
    };
    let word = found.name("word").map(|word| word.as_str().to_lowercase());
    let next = matches!(word.as_deref(), Some("next" | "by" | "until"));
    let on = match (article.weekday() == day, next) {
        (true, false) => article,
        (_, true) => article.nth_weekday(1, day).ok()?,
        (false, false) => article.nth_weekday(-1, day).ok()?,
    };
    Some((on, on))
}

fn amount(found: &Captures<'_>) -> Option<(i64, String)> {
    let amount = number(found.name("number")?.as_str())?;
    Some((amount, found.name("unit")?.as_str().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Precision, Relation, date_of, times};

    fn spans(sentence: &str) -> Vec<(String, String)> {
        times(sentence, Some(date(2024, 9, 16)))
            .into_iter()
            .map(|found| {
                let show = |day: Option<jiff::civil::Date>| {
                    day.map_or("?".to_owned(), |day| day.to_string())
                };
                let time = found.time;
                (
                    time.text.clone(),
                    format!("{}..{}", show(time.from), show(time.to)),
                )
            })
            .collect()
    }

    fn spans_are(sentence: &str, expected: &[(&str, &str)]) {
        let found = spans(sentence);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, expected, "{sentence}");
    }

    #[test]
    fn calendar_dates() {
        spans_are(
            "On 28 May 2024 it began.",
            &[("28 May 2024", "2024-05-28..2024-05-28")],
        );
        spans_are(
            "On May 28th it began.",
            &[("May 28th", "2024-05-28..2024-05-28")],
        );
        spans_are(
            "From 3 to 5 December they met.",
            &[("3 to 5 December", "2024-12-03..2024-12-05")],
        );
        spans_are(
            "On 2024-02-30 or 2024-02-29.",
            &[("2024-02-29", "2024-02-29..2024-02-29")],
        );
        spans_are(
            "Prices fell in late June 2023.",
            &[("late June 2023", "2023-06-21..2023-06-30")],
        );
        spans_are("It may rain in May.", &[("May", "2024-05-01..2024-05-31")]);
        spans_are(
            "The third quarter of 2023 and 2019-2021.",
            &[
                ("third quarter of 2023", "2023-07-01..2023-09-30"),
                ("2019-2021", "2019-01-01..2021-12-31"),
            ],
        );
        spans_are(
            "Since 2019 and in the 1990s.",
            &[
                ("2019", "2019-01-01..2019-12-31"),
                ("1990s", "1990-01-01..1999-12-31"),
            ],
        );
        spans_are("Some 2024 shells and 1500 men.", &[]);
    }

    #[test]
    fn times_told_from_the_article() {
        spans_are(
            "Yesterday and last week.",
            &[
                ("Yesterday", "2024-09-15..2024-09-15"),
                ("last week", "2024-09-09..2024-09-15"),
            ],
        );
        spans_are(
            "Two months ago it rained.",
            &[("Two months ago", "2024-07-16..2024-07-16")],
        );
        spans_are(
            "War comes within 30 days.",
            &[("within 30 days", "2024-09-16..2024-10-16")],
        );
        spans_are(
            "War comes in the coming months.",
            &[("in the coming months", "?..?")],
        );
        spans_are(
            "On Friday he left.",
            &[("On Friday", "2024-09-13..2024-09-13")],
        );
        spans_are(
            "By Friday he will leave.",
            &[("By Friday", "2024-09-20..2024-09-20")],
        );
    }

    #[test]
    fn without_the_date_of_the_article_nothing_is_assumed() {
        let found = times("Last week, on 3 May, it rained.", None);
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|found| found.time.from.is_none() && found.time.guess.is_some())
        );
    }

    #[test]
    fn the_word_before_says_how_the_claim_lies_to_it() {
        let found = times("By the end of 2025 it ends; since May 2024 it grows.", None);
        let seen: Vec<_> = found
            .iter()
            .map(|found| (found.time.relation, found.time.precision))
            .collect();
        assert_eq!(
            seen,
            [
                (Relation::Until, Precision::Year),
                (Relation::Since, Precision::Month),
            ]
        );
    }

    #[test]
    fn the_date_of_a_text_stands_at_its_head() {
        let text = "Border shut\n16 September 2024\n\nOn 3 May 2023 it rained.";
        assert_eq!(date_of(text).map(|(day, _)| day), Some(date(2024, 9, 16)));
        let text = "A long line of running text that goes on and on until it says that on 3 May 2023 it rained in the valley.";
        assert_eq!(date_of(text), None);
    }
}
