//! What a rule counts, day by day, as far as it was known.

use foreshock_event::{DatePrecision, Known};
use foreshock_watch::{Rule, Watch};
use jiff::civil::Date;

use crate::{
    calendar::{days_after, days_before, days_between},
    coverage::Covered,
    indicator::waiting,
    occurrences::{Occurrence, occurrences},
};

/// What a rule counts on each day up to the last one of which everything is
/// known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct History {
    /// The first day.
    pub(crate) first: Date,
    /// Events, or their sum, on each day from the first; absent on days that
    /// are not covered. At least one day is covered.
    pub(crate) values: Vec<Option<f64>>,
    /// Days from the last day of `values` to the day of the view.
    pub(crate) gap: u16,
    /// Only part of what happened was collected on any of the days.
    pub(crate) partial: bool,
}

/// What of an event counts towards a rule.
pub(crate) fn weight(rule: &Rule, occurrence: &Occurrence<'_>) -> f64 {
    match rule.sum {
        None => 1.0,
        Some(field) => occurrence.value(field).unwrap_or(0.0),
    }
}

/// Whether it is known on which day the event began.
pub(crate) fn to_the_day(occurrence: &Occurrence<'_>) -> bool {
    occurrence.record.date_precision == DatePrecision::Day
        || occurrence.record.began_on == occurrence.record.ended_on
}

impl History {
    /// The history of `rule`; `None` where no day is covered, or where one of its
    /// sources is no longer in the watch.
    ///
    /// Days of which only part was collected would pass for quiet ones. They are
    /// left out, unless there are no others.
    pub(crate) fn of(watch: &Watch, rule: &Rule, known: &Known) -> Option<Self> {
        let events = rule.events(watch).ok()?;
        let wholly = Covered::wholly(watch, &events, known);
        let (covered, partial) = match wholly.first() {
            Some(_) => (wholly, false),
            None => (Covered::of(watch, &events, known), true),
        };
        let found = occurrences(watch, &events, known);
        let today = known.as_of().last_whole_day();
        let last = days_before(today, waiting(watch, &events, &found, today, || known));
        let first = covered.first().filter(|first| *first <= last)?;
        let days = usize::try_from(days_between(first, last)).ok()? + 1;
        let mut values = vec![None; days];
        for (from, to) in covered.spans() {
            let place = |date: Date| usize::try_from(days_between(first, date)).unwrap_or(0);
            if *from <= last {
                values[place(*from)..=place((*to).min(last))].fill(Some(0.0));
            }
        }
        for occurrence in found.iter().filter(|occurrence| to_the_day(occurrence)) {
            let place = usize::try_from(days_between(first, occurrence.date()));
            if let Some(Some(value)) = place.ok().and_then(|place| values.get_mut(place)) {
                *value += weight(rule, occurrence);
            }
        }
        Some(Self {
            first,
            values,
            gap: u16::try_from(days_between(last, today)).unwrap_or(0),
            partial,
        })
    }

    /// The last day of which everything is known.
    pub(crate) fn last(&self) -> Date {
        let days = u16::try_from(self.values.len() - 1).unwrap_or(u16::MAX);
        days_after(self.first, days)
    }

    /// The first day that is covered.
    pub(crate) fn first_covered(&self) -> Date {
        self.first
    }

    /// The last day that is covered.
    pub(crate) fn last_covered(&self) -> Date {
        let after = self.values.iter().rev().position(Option::is_some);
        days_before(
            self.last(),
            u16::try_from(after.unwrap_or(0)).unwrap_or(u16::MAX),
        )
    }

    /// Whether a window of so many days from a place had at least `needed`;
    /// `None` where it reaches beyond the history, or had less on the days
    /// covered and some are not covered.
    pub(crate) fn outcome(&self, from: usize, days: usize, needed: f64) -> Option<bool> {
        let window = self.values.get(from..from.checked_add(days)?)?;
        let total: f64 = window.iter().flatten().sum();
        let whole = window.iter().all(Option::is_some);
        (total >= needed || whole).then_some(total >= needed)
    }

    /// Whether there is a past window of so many days of which it can be told
    /// whether it had at least `needed`.
    pub(crate) fn tells_of(&self, days: usize, needed: f64) -> bool {
        (0..self.values.len()).any(|from| self.outcome(from, days, needed).is_some())
    }
}
