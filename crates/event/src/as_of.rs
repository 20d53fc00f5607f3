//! The point in time from which everything is seen, and the lag with which a
//! source becomes known.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The instant from which everything is seen, in the timezone whose days count.
///
/// A bare date means the last instant of that day in the timezone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    instant: Timestamp,
    timezone: TimeZone,
}

/// Why a text is not an as-of.
#[derive(Debug, Error)]
pub enum AsOfError {
    /// Neither a date nor an instant.
    #[error("`{0}` is neither a date (2024-09-16) nor an instant (2024-09-16T12:00:00Z)")]
    Unreadable(String),
    /// A date outside the range of the calendar.
    #[error("{0} lies outside the range of dates")]
    OutOfRange(Date),
}

impl AsOf {
    /// The last instant of `date` in `timezone`.
    pub fn end_of(date: Date, timezone: TimeZone) -> Result<Self, AsOfError> {
        let instant = end_of_day(date, &timezone).ok_or(AsOfError::OutOfRange(date))?;
        Ok(Self { instant, timezone })
    }

    /// The given instant, with the timezone whose days count.
    pub fn at(instant: Timestamp, timezone: TimeZone) -> Self {
        Self { instant, timezone }
    }

    /// Reads a bare date or an instant with an offset.
    pub fn parse(text: &str, timezone: TimeZone) -> Result<Self, AsOfError> {
        let text = text.trim();
        if let Ok(date) = Date::strptime("%Y-%m-%d", text) {
            return Self::end_of(date, timezone);
        }
        Timestamp::from_str(text)
            .map(|instant| Self::at(instant, timezone))
            .map_err(|_| AsOfError::Unreadable(text.to_owned()))
    }

    /// The instant itself.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The timezone whose days count.
    pub fn timezone(&self) -> &TimeZone {
        &self.timezone
    }

    /// The last day of which anything can be known.
    pub fn date(&self) -> Date {
        self.instant.to_zoned_datetime(self.timezone.clone()).date()
    }

    /// The last *whole* day: the day itself where the instant is its end, else
    /// the day before.
    pub fn last_whole_day(&self) -> Date {
        let date = self.date();
        match end_of_day(date, &self.timezone) {
            Some(end) if self.instant < end => date.yesterday().unwrap_or(date),
            _ => date,
        }
    }

    /// The same view, `days` days earlier.
    pub fn days_earlier(&self, days: i32) -> Result<Self, AsOfError> {
        let date = self.date();
        let moved = self
            .instant
            .to_zoned_datetime(self.timezone.clone())
            .checked_sub(days.days())
            .map_err(|_| AsOfError::OutOfRange(date))?;
        Ok(Self {
            instant: moved.timestamp(),
            timezone: self.timezone.clone(),
        })
    }
}

impl fmt::Display for AsOf {
    /// The date where the view ends with a day, else the instant.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.last_whole_day() == self.date() {
            write!(out, "{}", self.date())
        } else {
            write!(out, "{}", self.instant)
        }
    }
}

/// The last microsecond of `date` in `timezone`, the finest time that a lake
/// keeps; `None` outside the range of dates.
pub fn end_of_day(date: Date, timezone: &TimeZone) -> Option<Timestamp> {
    let next = date
        .tomorrow()
        .ok()?
        .to_zoned_datetime(timezone.clone())
        .ok()?;
    next.timestamp().checked_sub(1.microsecond()).ok()
}

/// The time from the end of an event until it is taken to be known, for sources
/// whose publication times are absent or say nothing. Whole days, 0 or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lag {
    days: u16,
}

impl Lag {
    /// A lag of whole days.
    pub fn days(days: u16) -> Self {
        Self { days }
    }

    /// Its length in days.
    pub fn in_days(self) -> u16 {
        self.days
    }

    /// When something that ended on `date` is taken to be known.
    pub(crate) fn known_from(self, date: Date, timezone: &TimeZone) -> Option<Timestamp> {
        let date = date.checked_add(i64::from(self.days).days()).ok()?;
        end_of_day(date, timezone)
    }
}
