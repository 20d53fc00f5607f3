//! What the values of a column look like.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use crate::dates::{Dates, Period};

/// Share of the values of a column that must fit what it is taken for.
const MOST: f64 = 0.9;

/// Ways of writing days that are tried besides ISO 8601, each also with a time
/// of day after it.
const DAYS: [&str; 17] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y-%m-%d",
];
/// Ways of writing months that are tried besides ISO 8601.
const MONTHS: [&str; 4] = ["%B %Y", "%b %Y", "%m/%Y", "%Y%m"];
/// What may stand after a day.
const TIMES: [&str; 4] = ["", " %H:%M:%S", " %H:%M", " %I:%M:%S %p"];

/// Dates are compared with each other only, so that any timezone would do.
static UTC: TimeZone = TimeZone::UTC;

/// Words that stand for "missing" among numbers.
const MISSING: [&str; 14] = [
    "unknown",
    "n/a",
    "#n/a",
    "na",
    "nan",
    "none",
    "null",
    "missing",
    "not available",
    "-",
    "--",
    ".",
    "..",
    "?",
];

/// How the dates of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writing {
    /// In strftime's terms; ISO 8601 where absent.
    pub format: Option<String>,
    /// Another way that fits as many values and means other days.
    pub other: Option<String>,
}

/// How `values` write dates; `None` where they do not.
pub(super) fn writing(values: &[&str]) -> Option<Writing> {
    let most = values.len() as f64 * MOST;
    let enough = |fitting: usize| fitting > 0 && fitting as f64 >= most;
    if enough(fitting(values, None)) {
        return Some(Writing {
            format: None,
            other: None,
        });
    }
    let formats = DAYS
        .iter()
        .flat_map(|day| TIMES.iter().map(move |time| format!("{day}{time}")));
    let formats = formats.chain(MONTHS.iter().map(|&month| month.to_owned()));
    let mut best: Option<(usize, String)> = None;
    let mut other = None;
    for format in formats {
        let fitting = fitting(values, Some(&format));
        if !enough(fitting) {
            continue;
        }
        match &best {
            Some((most, _)) if fitting < *most => {}
            Some((most, first)) if fitting == *most => {
                if other.is_none() && differ(values, first, &format) {
                    other = Some(format);
                }
            }
            _ => {
                best = Some((fitting, format));
                other = None;
            }
        }
    }
    best.map(|(_, format)| Writing {
        format: Some(format),
        other,
    })
}

/// How many of `values` are dates in this writing.
fn fitting(values: &[&str], format: Option<&str>) -> usize {
    let Ok(dates) = Dates::new(format, false, &UTC) else {
        return 0;
    };
    values
        .iter()
        .filter(|value| dates.period(value).is_ok())
        .count()
}

/// Whether two formats make different days of some value.
fn differ(values: &[&str], one: &str, other: &str) -> bool {
    values
        .iter()
        .any(|value| period(value, Some(one)) != period(value, Some(other)))
}

/// The days of one value in this writing.
pub(super) fn period(value: &str, format: Option<&str>) -> Option<Period> {
    Dates::new(format, false, &UTC).ok()?.period(value).ok()
}

/// Whether nearly all `values` say when something was published, in a table
/// whose dates are in this writing.
pub(super) fn instants(values: &[&str], format: Option<&str>) -> bool {
    let Ok(dates) = Dates::new(format, false, &UTC) else {
        return false;
    };
    let fits = values
        .iter()
        .filter(|value| dates.instant(value).is_ok())
        .count();
    fits > 0 && fits as f64 >= MOST * values.len() as f64
}

/// Whether nearly all `values` are dates in this writing.
pub(super) fn dated(values: &[&str], format: Option<&str>) -> bool {
    let fits = fitting(values, format);
    fits > 0 && fits as f64 >= MOST * values.len() as f64
}

/// The words for "missing" among `values` that otherwise are numbers within the
/// range; `None` where they are not.
pub(super) fn numbers(values: &[&str], low: f64, high: f64) -> Option<Vec<String>> {
    let mut missing: Vec<String> = Vec::new();
    let (mut numbers, mut others) = (0, 0);
    for value in values {
        if crate::numbers::number(value).is_ok_and(|number| (low..=high).contains(&number)) {
            numbers += 1;
        } else if !MISSING.contains(&value.to_lowercase().as_str()) {
            others += 1;
        } else if !missing.iter().any(|word| word == value) {
            missing.push((*value).to_owned());
        }
    }
    (numbers > 0 && f64::from(numbers) >= MOST * f64::from(numbers + others)).then_some(missing)
}

/// Whether every row has a value and no two have the same.
pub(super) fn unique(values: &[&str], rows: usize) -> bool {
    values.len() == rows && distinct(values) == rows
}

/// How many different values there are.
pub(super) fn distinct(values: &[&str]) -> usize {
    values.iter().collect::<HashSet<_>>().len()
}

/// Whether nearly all `values` are codes such as "PRK" or "KOR.GOV" rather than
/// names.
pub(super) fn codes(values: &[&str]) -> bool {
    let code = |value: &str| {
        let sign = |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-');
        value.len() <= 16
            && value.bytes().all(sign)
            && value.bytes().any(|byte| byte.is_ascii_uppercase())
    };
    // A few words such as "both" may stand among them.
    let fits = values.iter().filter(|value| code(value)).count();
    fits > 0 && fits * 3 >= values.len() * 2
}

/// Whether nearly all `values` begin with the address of a page.
pub(super) fn addresses(values: &[&str]) -> bool {
    let address = |value: &str| {
        value.starts_with("http://") || value.starts_with("https://") || value.starts_with("www.")
    };
    let fits = values.iter().filter(|value| address(value)).count();
    fits > 0 && fits as f64 >= MOST * values.len() as f64
}

/// Mean length of the values, in bytes.
pub(super) fn mean_length(values: &[&str]) -> usize {
    let total: usize = values.iter().map(|value| value.len()).sum();
    total.checked_div(values.len()).unwrap_or(0)
}
