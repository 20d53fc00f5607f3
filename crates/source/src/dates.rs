//! Dates as tables write them.

use foreshock_event::DatePrecision;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
    fmt::strtime::{self, BrokenDownTime},
    tz::TimeZone,
};

/// Years that an event can plausibly have.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;

/// The days that a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub first: Date,
    pub last: Date,
    pub precision: DatePrecision,
}

impl Period {
    fn day(date: Date) -> Self {
        Self {
            first: date,
            last: date,
            precision: DatePrecision::Day,
        }
    }

    fn year(year: i16) -> Option<Self> {
        Self::months(year, 1, 12, DatePrecision::Year)
    }

    fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let quarter = (1..=4).contains(&quarter).then_some(quarter)?;
        Self::months(year, 3 * quarter - 2, 3, DatePrecision::Quarter)
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        Self::months(year, month, 1, DatePrecision::Month)
    }

    /// `length` months from the first day of `month` on.
    fn months(year: i16, month: i8, length: i8, precision: DatePrecision) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let last = Date::new(year, month + length - 1, 1).ok()?.last_of_month();
        Some(Self {
            first,
            last,
            precision,
        })
    }
}

/// How the dates of a table are to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates<'a> {
    /// In strftime's terms; ISO 8601 where absent.
    format: Option<&'a str>,
    /// Whether the file itself marks dates as such, as a spreadsheet or a Parquet file does; what
    /// it marks is read in any case.
    marked: bool,
    timezone: &'a TimeZone,
}

impl<'a> Dates<'a> {
    /// Refuses a format that could never read a date, with the cause.
    pub(crate) fn new(
        format: Option<&'a str>,
        marked: bool,
        timezone: &'a TimeZone,
    ) -> Result<Self, String> {
        if let Some(format) = format {
            check(format)?;
        }
        Ok(Self {
            format,
            marked,
            timezone,
        })
    }

    /// The days that `text` stands for.
    pub(crate) fn period(&self, text: &str) -> Result<Period, String> {
        let found = match self.format {
            None => iso(text)?,
            Some(format) => {
                let formatted = self.formatted(format, text);
                if self.marked {
                    formatted.or_else(|| iso(text).ok().flatten())
                } else {
                    formatted
                }
            }
        };
        let Some(period) = found else {
            let shown = shortened(text);
            return Err(match self.format {
                Some(format) => format!("`{shown}` is not a date of the form {format}"),
                None => format!(
                    "`{shown}` is not a date such as 2024-09-16; if it is written another way, declare date_format"
                ),
            });
        };
        if !YEARS.contains(&period.first.year()) {
            return Err(format!(
                "the year of `{}` does not lie between {} and {}",
                shortened(text),
                YEARS.start(),
                YEARS.end()
            ));
        }
        Ok(period)
    }

    /// When something became public: an instant, a time of day in the timezone,
    /// or the end of the days that `text` stands for.
    pub(crate) fn instant(&self, text: &str) -> Result<Timestamp, String> {
        let beyond = || format!("`{}` lies outside the range of dates", shortened(text));
        let instant = match self.format.and_then(|format| self.time_of(format, text)) {
            Some(instant) => Some(instant),
            None => text.parse::<Timestamp>().ok().or_else(|| {
                let iso = self.format.is_none() || self.marked;
                if iso {
                    self.in_timezone(time_of_day(text)?)
                } else {
                    None
                }
            }),
        };
        if let Some(instant) = instant {
            let year = instant
                .to_zoned_datetime(self.timezone.clone())
                .date()
                .year();
            return if YEARS.contains(&year) {
                Ok(instant)
            } else {
                Err(beyond())
            };
        }
        let period = self.period(text)?;
        foreshock_event::end_of_day(period.last, self.timezone).ok_or_else(beyond)
    }

    /// What `format` makes of `text`, to the day, the month or the year.
    fn formatted(&self, format: &str, text: &str) -> Option<Period> {
        let parts = BrokenDownTime::parse(format, text).ok()?;
        if let Some(instant) = parts.timestamp() {
            return Some(Period::day(
                instant.to_zoned_datetime(self.timezone.clone()).date(),
            ));
        }
        if let Ok(date) = parts.to_date() {
            return Some(Period::day(date));
        }
        let year = parts.year()?;
        let finer = parts.day().is_some()
            || parts.day_of_year().is_some()
            || parts.sunday_based_week().is_some()
            || parts.monday_based_week().is_some();
        match parts.month() {
            _ if finer => None,
            Some(month) => Period::month(year, month),
            None => Period::year(year),
        }
    }

    /// The instant that `format` finds in `text`, where it holds a time of day.
    fn time_of(&self, format: &str, text: &str) -> Option<Timestamp> {
        let parts = BrokenDownTime::parse(format, text).ok()?;
        if let Some(instant) = parts.timestamp() {
            return Some(instant);
        }
        parts.hour()?;
        if parts.offset().is_some() {
            return parts.to_timestamp().ok();
        }
        self.in_timezone(parts.to_datetime().ok()?)
    }

    fn in_timezone(&self, time: DateTime) -> Option<Timestamp> {
        time.to_zoned_datetime(self.timezone.clone())
            .ok()
            .map(|zoned| zoned.timestamp())
    }
}

/// Why `format` could never read a date, if so.
fn check(format: &str) -> Result<(), String> {
    let sample = date(2024, 12, 23)
        .at(21, 58, 47, 0)
        .to_zoned_datetime(TimeZone::UTC)
        .map_err(|error| error.to_string())?;
    let written = strtime::format(format, &sample).map_err(|error| error.to_string())?;
    let parts = BrokenDownTime::parse(format, &written).map_err(|error| error.to_string())?;
    let dated = parts.timestamp().is_some() || parts.to_date().is_ok() || parts.year().is_some();
    if dated {
        Ok(())
    } else {
        Err("it holds no year".to_owned())
    }
}

/// ISO 8601 days, months, quarters and years; a time after the day is checked
/// and left out. `None` where the text has another form.
fn iso(text: &str) -> Result<Option<Period>, String> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = bytes.get(range)?;
        let value = |sum: i16, digit: &u8| sum * 10 + i16::from(digit - b'0');
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, value))
    };
    let Some(year) = digits(0..4) else {
        return Ok(None);
    };
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    let is = |index: usize, byte: u8| bytes.get(index) == Some(&byte);
    let quarter = |at: usize| {
        let marked = bytes
            .get(at)
            .is_some_and(|byte| matches!(byte, b'Q' | b'q'));
        digits(at + 1..at + 2).filter(|_| marked && bytes.len() == at + 2)
    };
    let period = if bytes.len() == 4 {
        Period::year(year)
    } else if let Some(number) = quarter(4).or_else(|| quarter(5).filter(|_| is(4, b'-'))) {
        Period::quarter(year, small(number))
    } else if let Some(month) = digits(5..7).filter(|_| is(4, b'-')) {
        if bytes.len() == 7 {
            Period::month(year, small(month))
        } else if let Some(day) = digits(8..10).filter(|_| is(7, b'-')) {
            if bytes.len() > 10 && time_of_day(text).is_none() && text.parse::<Timestamp>().is_err()
            {
                return Ok(None);
            }
            Date::new(year, small(month), small(day))
                .ok()
                .map(Period::day)
        } else {
            return Ok(None);
        }
    } else {
        return Ok(None);
    };
    match period {
        Some(period) => Ok(Some(period)),
        None => Err(format!(
            "`{}` does not exist in the calendar",
            shortened(text)
        )),
    }
}

/// A day with a time of day and without an offset.
fn time_of_day(text: &str) -> Option<DateTime> {
    let separated = text
        .as_bytes()
        .get(10)
        .is_some_and(|byte| matches!(byte, b' ' | b'T' | b't'));
    if separated { text.parse().ok() } else { None }
}

/// A text that fits into a reason.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Option<&str>, text: &str) -> Option<Period> {
        let utc = TimeZone::UTC;
        let dates = Dates::new(format, false, &utc).expect("a format");
        dates.period(text).ok()
    }

    fn published(format: Option<&str>, text: &str) -> Option<String> {
        let seoul = TimeZone::get("Asia/Seoul").expect("a timezone");
        let dates = Dates::new(format, false, &seoul).expect("a format");
        dates.instant(text).ok().map(|instant| instant.to_string())
    }

    fn period(first: Date, last: Date, precision: DatePrecision) -> Option<Period> {
        Some(Period {
            first,
            last,
            precision,
        })
    }

    #[test]
    fn coarse_dates_cover_their_span() {
        let iso = |text| read(None, text);
        let leap = period(date(2012, 2, 1), date(2012, 2, 29), DatePrecision::Month);
        let last_quarter = period(
            date(2019, 10, 1),
            date(2019, 12, 31),
            DatePrecision::Quarter,
        );
        let year = period(date(2001, 1, 1), date(2001, 12, 31), DatePrecision::Year);
        assert_eq!(iso("2012-02"), leap);
        assert_eq!(iso("2019Q4"), last_quarter);
        assert_eq!(iso("2019-Q4"), last_quarter);
        assert_eq!(iso("2019q4"), last_quarter);
        assert_eq!(iso("2001"), year);
        assert_eq!(read(Some("%B %Y"), "February 2012"), leap);
        assert_eq!(read(Some("%Y"), "2001"), year);
    }

    #[test]
    fn a_time_after_a_day_is_left_out() {
        for text in [
            "2024-01-05",
            "2024-01-05 00:00:00.000",
            "2024-01-05 23:59",
            "2024-01-05T12:00:00Z",
            "2024-01-05T23:59:59-11:00",
        ] {
            assert_eq!(
                read(None, text),
                Some(Period::day(date(2024, 1, 5))),
                "{text}"
            );
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "2024-02-30",
            "2024-13-01",
            "2024-13",
            "2024-00",
            "2024Q5",
            "2024Q0",
            "2024QQ1",
            "2024-Q",
            "0202-01-01",
            "1499",
            "2201",
            "9999",
            "yesterday",
            "2024-1-5",
            "05.01.2024",
            "",
            "2024-01-05x",
            "2024-01-05 soon",
            "2024-01-05 25:00:00",
            "2024-01-05-06",
            "20240105",
            "+2024-01-05",
            "-024-01-05",
            "２０２４",
            "2024-é",
        ] {
            assert_eq!(read(None, text), None, "{text}");
        }
        assert_eq!(read(Some("%d/%m/%Y"), "31/02/2024"), None);
        assert_eq!(read(Some("%d/%m/%Y"), "2024-01-05"), None);
        assert_eq!(read(Some("%d/%m/%Y"), "05/01/2024 10:00"), None);
    }

    #[test]
    fn written_dates_follow_their_format() {
        let day = Some(Period::day(date(2024, 1, 5)));
        assert_eq!(read(Some("%d/%m/%Y"), "05/01/2024"), day);
        assert_eq!(read(Some("%m/%d/%Y"), "1/5/2024"), day);
        assert_eq!(read(Some("%d %B %Y"), "5 January 2024"), day);
        assert_eq!(read(Some("%Y%m%d"), "20240105"), day);
        assert_eq!(read(Some("%s"), "1704412800"), day);
    }

    #[test]
    fn a_format_without_a_year_or_with_an_unknown_sign_is_refused() {
        for format in ["%d/%m", "day", "%Y-%m-%d %!", "%"] {
            assert!(
                Dates::new(Some(format), false, &TimeZone::UTC).is_err(),
                "{format}"
            );
        }
    }

    #[test]
    fn a_day_of_publication_ends_in_its_timezone() {
        let end = Some("2024-09-16T14:59:59.999999Z".to_owned());
        let given = Some("2024-09-16T01:00:00Z".to_owned());
        assert_eq!(published(None, "2024-09-16"), end);
        assert_eq!(published(Some("%d/%m/%Y"), "16/09/2024"), end);
        assert_eq!(published(None, "2024-09-16T10:00:00+09:00"), given);
        assert_eq!(published(None, "2024-09-16 10:00:00"), given);
        assert_eq!(published(Some("%d/%m/%Y %H:%M"), "16/09/2024 10:00"), given);
        assert_eq!(published(Some("%s"), "1726448400"), given);
        assert_eq!(
            published(Some("%d/%m/%Y"), "2024-09-16T10:00:00+09:00"),
            given
        );
        assert_eq!(
            published(None, "2024-08"),
            Some("2024-08-31T14:59:59.999999Z".to_owned())
        );
        assert_eq!(published(None, "0001-01-01T00:00:00Z"), None);
    }
}
