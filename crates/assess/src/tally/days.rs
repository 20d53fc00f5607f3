//! Things by day, and delays of reports.

use std::collections::HashMap;

use foreshock_counts::nowcast::DelayDistribution;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use crate::{calendar::days_between, trends::observed};

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The days from 1970 to `day`.
pub(super) fn number_of_day(day: Date) -> i32 {
    days_between(EPOCH, day)
}

/// The day so many days after the beginning of 1970; `None` outside the range of dates.
pub(super) fn day_of_number(number: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().days(number)).ok()
}

/// Something for each day that was asked for.
#[derive(Clone, Debug)]
pub(super) struct PerDay<T> {
    places: HashMap<i32, usize>,
    all: Vec<(i32, T)>,
    /// Days often come after themselves.
    last: usize,
}

impl<T> Default for PerDay<T> {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            all: Vec::new(),
            last: 0,
        }
    }
}

impl<T> PerDay<T> {
    /// What there is for a day, made anew where there is nothing yet.
    pub(super) fn at(&mut self, day: i32, new: impl FnOnce() -> T) -> &mut T {
        if self.all.get(self.last).is_none_or(|(at, _)| *at != day) {
            self.last = *self.places.entry(day).or_insert_with(|| {
                self.all.push((day, new()));
                self.all.len() - 1
            });
        }
        &mut self.all[self.last].1
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, &T)> {
        self.all.iter().map(|(day, one)| (*day, one))
    }
}

/// How many reports came after so many days, of as many as could have passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Delays {
    reports: HashMap<(u32, u32), u64>,
    /// The day of the instant that was asked for last.
    last: Option<(Timestamp, i32)>,
}

impl Delays {
    /// Counts a report of an event that ended on a day, if it says when it was published.
    pub(super) fn add(
        &mut self,
        published_at: Option<Timestamp>,
        ended_on: i32,
        today: i32,
        zone: &TimeZone,
    ) {
        let Some(published_at) = published_at else {
            return;
        };
        let published_on = match self.last {
            Some((at, day)) if at == published_at => day,
            _ => {
                let day = number_of_day(published_at.to_zoned_datetime(zone.clone()).date());
                self.last = Some((published_at, day));
                day
            }
        };
        if let Some(delay) = observed(published_on - ended_on, today - ended_on) {
            *self.reports.entry(delay).or_default() += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (delay, number) in &other.reports {
            *self.reports.entry(*delay).or_default() += number;
        }
    }

    pub(super) fn estimate(&self) -> Option<DelayDistribution> {
        let reports = self.reports.iter();
        let reports: Vec<(u32, u32, u64)> = reports
            .map(|((delay, observable), number)| (*delay, *observable, *number))
            .collect();
        DelayDistribution::estimate_counted(&reports).ok()
    }
}
