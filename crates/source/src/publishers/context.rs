//! What the readers of all publishers share: making a record, counting codes
//! that are not known, reading single values.

use std::collections::{HashMap, HashSet};

use foreshock_event::{DatePrecision, Record, Text};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Published;
use crate::{
    RawFile, UnknownCodes,
    crosswalk::{self, Scheme},
    dates::shortened,
};

/// Years that an event can plausibly have.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;
/// Texts longer than this are rarely said twice.
const LONGEST_SHARED: usize = 64;
/// Short texts of which copies are kept; beyond them nothing is shared, so that
/// memory stays bounded.
const MOST_SHARED: usize = 1 << 16;

/// What all rows of a file have in common.
pub(super) struct Context<'a> {
    published: &'a Published,
    file: Text,
    file_sha256: Text,
    ingested_at: Timestamp,
    shared: HashSet<Text>,
    statements: HashMap<[u8; 16], u32>,
    pub unknown: UnknownCodes,
}

impl<'a> Context<'a> {
    pub(super) fn new(published: &'a Published, file: &RawFile, ingested_at: Timestamp) -> Self {
        Self {
            published,
            file: file.name.as_str().into(),
            file_sha256: file.sha256.clone(),
            ingested_at,
            shared: HashSet::new(),
            statements: HashMap::new(),
            unknown: UnknownCodes::default(),
        }
    }

    /// A record of that category on that day.
    pub(super) fn record(&mut self, category: &str, on: Date, row: u64) -> Record {
        let category = self.text(category);
        let mut record = Record::new(
            self.published.feed.clone(),
            self.published.title.clone(),
            category,
            on,
        );
        record.ingested_at = self.ingested_at;
        record.file = self.file.clone();
        record.file_sha256 = self.file_sha256.clone();
        record.row = row;
        record
    }

    /// `text`, sharing one copy where it is short and said often.
    pub(super) fn text(&mut self, text: &str) -> Text {
        if text.len() > LONGEST_SHARED {
            return text.into();
        }
        if let Some(shared) = self.shared.get(text) {
            return shared.clone();
        }
        let shared = Text::from(text);
        if self.shared.len() < MOST_SHARED {
            self.shared.insert(shared.clone());
        }
        shared
    }

    /// `text` where there is any.
    pub(super) fn some(&mut self, text: &str) -> Option<Text> {
        let text = text.trim();
        (!text.is_empty()).then(|| self.text(text))
    }

    /// The country that `code` stands for; the code as published where no table
    /// holds it, which is counted, or where ISO 3166 has none for it.
    pub(super) fn country(
        &mut self,
        scheme: Scheme,
        code: &str,
        year: Option<i16>,
    ) -> Option<Text> {
        let (code, is_iso3) = country_of(scheme, code, year, &mut self.unknown)?;
        if is_iso3 {
            return Some(self.text(code));
        }
        let raw = match scheme {
            Scheme::Cow => format!("COW {code}"),
            Scheme::GleditschWard => format!("GW {code}"),
            Scheme::Views => format!("VIEWS {code}"),
            Scheme::IsoNumeric => format!("ISO {code}"),
            _ => code.to_owned(),
        };
        Some(self.text(&raw))
    }

    /// Counts an event that the CAMEO scheme does not have.
    pub(super) fn unknown_event(&mut self, code: &str) {
        self.unknown.add(Scheme::CameoEvent, code);
    }

    /// An identifier for a row that has none: the digest of what it states, and
    /// an ordinal for rows that state the same.
    pub(super) fn statement_id(&mut self, record: &Record) -> Text {
        crate::record::statement_id(record, &mut self.statements)
    }
}

/// The country that `code` stands for, and whether it is one of ISO 3166-1 alpha-3; else
/// the code as published, which is counted where no table holds it.
pub(super) fn country_of<'c>(
    scheme: Scheme,
    code: &'c str,
    year: Option<i16>,
    unknown: &mut UnknownCodes,
) -> Option<(&'c str, bool)> {
    let code = trimmed(code);
    if code.is_empty() {
        return None;
    }
    let code = code.strip_suffix(".0").unwrap_or(code);
    if let Some(iso3) = crosswalk::iso3(scheme, code, year) {
        return Some((iso3, true));
    }
    if !crosswalk::is_known(scheme, code) {
        unknown.add(scheme, code);
    }
    Some((code, false))
}

/// `text` without blanks around it. Few fields have any, and looking for them beyond ASCII
/// takes longer than reading the field.
pub(super) fn trimmed(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    match is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        true => text,
        false => text.trim(),
    }
}

/// A number, or why it is none; `None` where the field is empty.
pub(super) fn number(name: &str, text: &str) -> Result<Option<f64>, String> {
    let text = trimmed(text);
    if text.is_empty() {
        return Ok(None);
    }
    crate::numbers::number(text)
        .map(Some)
        .map_err(|_| format!("{name}: `{}` is not a number", shortened(text)))
}

/// A number between `low` and `high`.
pub(super) fn number_in(
    name: &str,
    text: &str,
    (low, high): (f64, f64),
) -> Result<Option<f64>, String> {
    match number(name, text)? {
        Some(number) if !(low..=high).contains(&number) => Err(format!(
            "{name}: {number} does not lie between {low} and {high}"
        )),
        number => Ok(number),
    }
}

/// Puts degrees north and east into `record`.
pub(super) fn place(
    record: &mut Record,
    north: (&str, &str),
    east: (&str, &str),
) -> Result<(), String> {
    (record.lat, record.lon) = degrees(north, east)?;
    Ok(())
}

/// Degrees north and east, each given with the name of its field.
pub(super) fn degrees(
    (north_name, north): (&str, &str),
    (east_name, east): (&str, &str),
) -> Result<(Option<f64>, Option<f64>), String> {
    Ok((
        number_in(north_name, north, (-90.0, 90.0))?,
        number_in(east_name, east, (-180.0, 180.0))?,
    ))
}

/// A whole number of 0 or more.
pub(super) fn whole(name: &str, text: &str) -> Result<Option<u32>, String> {
    let text = trimmed(text);
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| format!("{name}: `{}` is not a whole number", shortened(text)))
}

/// A day written YYYYMMDD.
pub(super) fn compact_day(name: &str, text: &str) -> Result<Date, String> {
    let day = || {
        let digits: [u8; 8] = text.as_bytes().try_into().ok()?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = |part: &[u8]| {
            part.iter()
                .fold(0, |number, digit| 10 * number + i16::from(digit - b'0'))
        };
        day_of(
            number(&digits[..4]),
            number(&digits[4..6]),
            number(&digits[6..]),
        )
    };
    day().ok_or_else(|| not_a_day(name, text))
}

/// The day that an ISO 8601 date begins `text` with; a time after it is left
/// out.
pub(super) fn iso_day(name: &str, text: &str) -> Result<Date, String> {
    let text = text.trim();
    let day = || {
        let (day, time) = match text.split_once([' ', 'T']) {
            Some((day, time)) => (day, Some(time)),
            None => (text, None),
        };
        if time.is_some_and(|time| !is_time(time)) {
            return None;
        }
        let mut parts = day.split('-').map(str::parse::<i16>);
        let day = day_of(
            parts.next()?.ok()?,
            parts.next()?.ok()?,
            parts.next()?.ok()?,
        );
        parts.next().is_none().then_some(day).flatten()
    };
    day().ok_or_else(|| not_a_day(name, text))
}

/// Whether `text` can be a time of day: digits with their separators.
pub(super) fn is_time(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.' | b'Z' | b'+' | b'-'))
}

/// A day of the calendar in a plausible year.
pub(super) fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

pub(super) fn not_a_day(name: &str, text: &str) -> String {
    format!("{name}: `{}` is not a day of the calendar", shortened(text))
}

/// First and last day of a month written YYYY-MM.
pub(super) fn month(name: &str, text: &str) -> Result<(Date, Date), String> {
    let days = || {
        let (year, month) = text.trim().split_once('-')?;
        let first = day_of(year.parse().ok()?, month.parse().ok()?, 1)?;
        Some((first, first.last_of_month()))
    };
    days().ok_or_else(|| format!("{name}: `{}` is not a month", shortened(text)))
}

/// Puts a span of months or years into `record`.
pub(super) fn span(record: &mut Record, last: Date, precision: DatePrecision) {
    record.ended_on = last;
    record.date_precision = precision;
}

/// The last instant of a day, for publishers that say the day only.
pub(super) fn end_of(day: Date) -> Option<Timestamp> {
    foreshock_event::end_of_day(day, &TimeZone::UTC)
}
