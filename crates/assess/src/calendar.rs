//! Periods, counted back from the last complete day.

use foreshock_watch::Period;
use jiff::{SignedDuration, civil::Date};

/// Consecutive periods up to a last day, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// First day of each period, and the day after the last one.
    edges: Vec<Date>,
}

impl Calendar {
    /// The periods that end with `last` and begin no earlier than `earliest`,
    /// at most `most` of them.
    pub(crate) fn back_from(last: Date, period: Period, earliest: Date, most: usize) -> Self {
        let mut edges = Vec::new();
        if let Ok(after) = last.tomorrow() {
            edges.push(after);
            for n in 1..=most {
                match period.before(after, n) {
                    Some(start) if start >= earliest => edges.push(start),
                    _ => break,
                }
            }
        }
        edges.reverse();
        Self { edges }
    }

    /// The number of periods.
    pub(crate) fn len(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// First and last day of a period.
    pub(crate) fn days(&self, index: usize) -> (Date, Date) {
        let last = self.edges[index + 1]
            .yesterday()
            .unwrap_or(self.edges[index]);
        (self.edges[index], last)
    }

    /// The period that holds `date`.
    pub(crate) fn period_of(&self, date: Date) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= date);
        (after > 0 && after < self.edges.len()).then(|| after - 1)
    }
}

/// Whole days from `from` to `to`; negative where `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    // Days between any two dates are below 8 million.
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(0)
}

/// The day `days` before `date`; `date` itself where there is none.
pub(crate) fn days_before(date: Date, days: u16) -> Date {
    date.checked_sub(length_of(days)).unwrap_or(date)
}

/// The day `days` after `date`; `date` itself where there is none.
pub(crate) fn days_after(date: Date, days: u16) -> Date {
    date.checked_add(length_of(days)).unwrap_or(date)
}

fn length_of(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods_end_with_the_last_day_and_touch() {
        let calendar =
            Calendar::back_from(date(2024, 9, 16), Period::Days(30), date(2024, 1, 1), 100);
        assert_eq!(calendar.len(), 8);
        let last = calendar.len() - 1;
        assert_eq!(calendar.days(last), (date(2024, 8, 18), date(2024, 9, 16)));
        assert_eq!(calendar.days(last - 1).1, date(2024, 8, 17));
        assert_eq!(calendar.period_of(date(2024, 8, 18)), Some(last));
        assert_eq!(calendar.period_of(date(2024, 9, 17)), None);
        assert_eq!(calendar.period_of(date(2023, 12, 31)), None);
    }

    #[test]
    fn there_are_no_periods_before_the_earliest_day() {
        let calendar =
            Calendar::back_from(date(2024, 9, 16), Period::Months(1), date(2024, 9, 1), 100);
        assert_eq!(calendar.len(), 0);
        assert_eq!(calendar.period_of(date(2024, 9, 16)), None);
    }
}
