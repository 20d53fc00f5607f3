//! Lengths of time as a watch writes them.

use std::fmt;

use jiff::{SignedDuration, Span, civil::Date};

/// A length of time in whole days or whole calendar months; never zero unless
/// said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// Days.
    Days(u16),
    /// Calendar months.
    Months(u16),
}

impl Period {
    /// Reads "day", "week", "30 days", "30d", "6 weeks", "month", "6 months",
    /// "quarter", "2 years".
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u16 = if digits == 0 {
            1
        } else {
            text[..digits].parse().ok()?
        };
        let unit = text[digits..].trim();
        let (in_months, size) = match unit {
            "d" | "day" | "days" => (false, 1),
            "w" | "week" | "weeks" => (false, 7),
            "month" | "months" => (true, 1),
            "quarter" | "quarters" => (true, 3),
            "y" | "year" | "years" => (true, 12),
            _ => return None,
        };
        let length = number
            .checked_mul(size)
            .filter(|&length| length <= 30_000)?;
        Some(if in_months {
            Self::Months(length)
        } else {
            Self::Days(length)
        })
    }

    /// Its length in days; a month counts as a twelfth of 365.25.
    pub fn days(self) -> f64 {
        match self {
            Self::Days(days) => f64::from(days),
            Self::Months(months) => f64::from(months) * 365.25 / 12.0,
        }
    }

    /// How many of it make a year, on average.
    pub fn per_year(self) -> f64 {
        365.25 / self.days()
    }

    /// How many whole periods come nearest to `span`; at least one.
    pub fn count_in(self, span: Self) -> usize {
        ((span.days() / self.days()).round() as usize).max(1)
    }

    /// The day that lies `n` periods before `date`; `None` outside the range of
    /// dates. Months keep the day of the month where the month is long enough.
    pub fn before(self, date: Date, n: usize) -> Option<Date> {
        let n = i64::try_from(n).ok()?;
        match self {
            Self::Days(days) => {
                let hours = n.checked_mul(24)?.checked_mul(i64::from(days))?;
                date.checked_sub(SignedDuration::try_from_hours(hours)?)
            }
            Self::Months(months) => {
                let span = Span::new().try_months(n.checked_mul(i64::from(months))?);
                date.checked_sub(span.ok()?)
            }
        }
        .ok()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match *self {
            Self::Days(days) if days > 7 && days.is_multiple_of(7) => (days / 7, "week"),
            Self::Days(7) => (1, "week"),
            Self::Days(days) => (days, "day"),
            Self::Months(months) if months.is_multiple_of(12) => (months / 12, "year"),
            Self::Months(months) => (months, "month"),
        };
        write!(out, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, period) in [
            ("day", Period::Days(1)),
            ("30d", Period::Days(30)),
            ("30 days", Period::Days(30)),
            ("2 Weeks", Period::Days(14)),
            ("month", Period::Months(1)),
            ("quarter", Period::Months(3)),
            ("2 years", Period::Months(24)),
            ("0 days", Period::Days(0)),
        ] {
            assert_eq!(Period::parse(text), Some(period), "{text}");
        }
        for text in [
            "",
            "fortnight",
            "3",
            "-1 day",
            "99999999999 days",
            "1.5 days",
            "60000 days",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_step_over_the_calendar() {
        assert_eq!(
            Period::Months(1).before(date(2024, 3, 31), 1),
            Some(date(2024, 2, 29))
        );
        assert_eq!(
            Period::Days(7).before(date(2024, 3, 7), 2),
            Some(date(2024, 2, 22))
        );
        assert_eq!(Period::Months(12).before(date(2024, 1, 1), 99_999), None);
    }
}
