//! Times of a table as consecutive periods, and back.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::tables::Label;

/// How a table counts time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Periods {
    /// By whole numbers.
    Numbers,
    /// By months, written as `2024-01`.
    Months,
    /// By months, written as their first day.
    FirstDays,
    /// By weeks, written as a day of the week.
    Weeks,
    /// By days.
    Days,
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn month(text: &str) -> Option<i64> {
    let (year, month) = text.split_once('-')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    (text.len() == 7 && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

fn day(text: &str) -> Option<i64> {
    let date: Date = text.parse().ok()?;
    Some(i64::from((date - EPOCH).get_days()))
}

impl Periods {
    /// How these times are counted; the first time that fits no way where there
    /// is none.
    pub(super) fn of(times: &BTreeSet<Label>) -> Result<Self, Label> {
        let Some(first) = times.first() else {
            return Ok(Self::Numbers);
        };
        if let Label::Whole(_) = first {
            return match times.last() {
                Some(text @ Label::Text(_)) => Err(text.clone()),
                _ => Ok(Self::Numbers),
            };
        }
        let Label::Text(text) = first else {
            return Err(first.clone());
        };
        let ways: &[Self] = if month(text).is_some() {
            &[Self::Months]
        } else {
            &[Self::FirstDays, Self::Days]
        };
        let way = |way: &Self| times.iter().find(|time| way.index(time).is_none());
        let Some(fits) = ways
            .iter()
            .copied()
            .find(|candidate| way(candidate).is_none())
        else {
            let last = ways.last().and_then(way);
            return Err(last.unwrap_or(first).clone());
        };
        let days: Vec<i64> = times.iter().filter_map(|time| fits.index(time)).collect();
        let weekly = days.windows(2).all(|pair| (pair[1] - pair[0]) % 7 == 0);
        Ok(if fits == Self::Days && days.len() > 1 && weekly {
            Self::Weeks
        } else {
            fits
        })
    }

    /// The period as a number; `None` where the time is written another way.
    pub(super) fn index(self, time: &Label) -> Option<i64> {
        match (self, time) {
            (Self::Numbers, Label::Whole(number)) => Some(*number),
            (Self::Months, Label::Text(text)) => month(text),
            (Self::FirstDays, Label::Text(text)) => text.strip_suffix("-01").and_then(month),
            (Self::Days, Label::Text(text)) => day(text),
            (Self::Weeks, Label::Text(text)) => day(text).map(|day| day.div_euclid(7)),
            _ => None,
        }
    }

    /// The period as the table writes it; `like` is any time of the table,
    /// whose day of the week holds for weeks. `None` beyond the calendar.
    pub(super) fn label(self, index: i64, like: &Label) -> Option<Label> {
        let on = |days: i64| {
            let span = jiff::Span::new().try_days(days).ok()?;
            Some(Label::Text(
                EPOCH.checked_add(span).ok()?.to_string().into(),
            ))
        };
        let month = || {
            format!(
                "{:04}-{:02}",
                index.div_euclid(12),
                index.rem_euclid(12) + 1
            )
        };
        match (self, like) {
            (Self::Numbers, _) => Some(Label::Whole(index)),
            (Self::Months, _) => Some(Label::Text(month().into())),
            (Self::FirstDays, _) => Some(Label::Text((month() + "-01").into())),
            (Self::Days, _) => on(index),
            (Self::Weeks, Label::Text(text)) => on(index
                .checked_mul(7)?
                .checked_add(day(text)?.rem_euclid(7))?),
            (Self::Weeks, Label::Whole(_)) => None,
        }
    }

    /// Periods in a year.
    pub(super) fn season(self) -> usize {
        match self {
            Self::Numbers | Self::Months | Self::FirstDays => 12,
            Self::Weeks => 52,
            Self::Days => 365,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(times: &[&str]) -> Result<Periods, Label> {
        Periods::of(&times.iter().filter_map(|time| Label::typed(time)).collect())
    }

    #[test]
    fn times_are_told_apart_and_written_back() {
        for (times, periods) in [
            (&["7", "12"][..], Periods::Numbers),
            (&["2024-11", "2025-02"], Periods::Months),
            (&["2024-11-01", "2025-02-01"], Periods::FirstDays),
            (&["2024-11-04", "2024-11-18"], Periods::Weeks),
            (&["2024-11-04", "2024-11-05"], Periods::Days),
        ] {
            assert_eq!(of(times), Ok(periods), "{times:?}");
            let first = Label::typed(times[0]).unwrap();
            for time in times {
                let label = Label::typed(time).unwrap();
                let index = periods.index(&label).unwrap();
                assert_eq!(periods.label(index, &first), Some(label));
            }
        }
        let months = Periods::Months;
        let last = Label::typed("2024-12").unwrap();
        let next = months.index(&last).unwrap() + 1;
        assert_eq!(months.label(next, &last), Label::typed("2025-01"));
        let weeks = Periods::Weeks;
        let day = Label::typed("2024-11-05").unwrap();
        let next = weeks.index(&day).unwrap() + 1;
        assert_eq!(weeks.label(next, &day), Label::typed("2024-11-12"));
    }

    #[test]
    fn times_of_two_kinds_are_refused() {
        assert_eq!(of(&["7", "2024-11"]), Err(Label::typed("2024-11").unwrap()));
        assert_eq!(of(&["2024-11", "soon"]), Err(Label::typed("soon").unwrap()));
        assert_eq!(
            of(&["2024-11-31"]),
            Err(Label::typed("2024-11-31").unwrap())
        );
    }
}
