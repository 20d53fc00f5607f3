//! Days with and without an event, and what of them is past.

use crate::error::Error;

/// Events per day over consecutive days; the last one is the last day known.
///
/// `None` is a day that was not covered. Days that are known only in part, such
/// as a time of which a table holds only the larger events, belong left out:
/// they would pass for quiet days.
#[derive(Debug, Clone, PartialEq)]
pub struct DailySeries {
    /// Whether there was an event, day by day.
    events: Vec<Option<bool>>,
    /// Events on the days before; one longer than `events`.
    before: Vec<u32>,
    /// Days not covered before.
    uncovered: Vec<u32>,
}

impl DailySeries {
    /// The series of these daily counts.
    ///
    /// # Errors
    /// [`Error::TooFewData`] when there is no day.
    pub fn new(counts: impl IntoIterator<Item = Option<u32>>) -> Result<Self, Error> {
        let events: Vec<Option<bool>> = counts
            .into_iter()
            .map(|count| count.map(|count| count > 0))
            .collect();
        if events.is_empty() {
            return Err(Error::TooFewData {
                model: "a daily series",
                needed: "at least one day",
                have: 0,
            });
        }
        let cumulate = |count: fn(&Option<bool>) -> bool| {
            let mut sum = 0;
            std::iter::once(0)
                .chain(events.iter().map(|event| {
                    sum += u32::from(count(event));
                    sum
                }))
                .collect()
        };
        Ok(Self {
            before: cumulate(|event| *event == Some(true)),
            uncovered: cumulate(Option::is_none),
            events,
        })
    }

    /// Number of days.
    pub fn days(&self) -> usize {
        self.events.len()
    }

    /// The series up to and with a day, counted from 0.
    ///
    /// # Errors
    /// [`Error::NoSuchPeriod`] for a day that the series does not have.
    pub fn up_to(&self, day: usize) -> Result<Self, Error> {
        if day >= self.days() {
            return Err(Error::NoSuchPeriod {
                period: day as i64,
                first: 0,
                last: self.days() as i64 - 1,
            });
        }
        Ok(Self {
            events: self.events[..=day].to_vec(),
            before: self.before[..=day + 1].to_vec(),
            uncovered: self.uncovered[..=day + 1].to_vec(),
        })
    }

    /// Whether there is an event in a window that lies wholly in the series.
    /// `None` where the window ends later, or where there is none on the days
    /// covered but some are not covered.
    pub fn outcome(&self, origin: usize, window: Window) -> Option<bool> {
        self.past(self.days() - 1).outcome(origin, window)
    }

    pub(crate) fn past(&self, origin: usize) -> Past<'_> {
        Past {
            events: &self.events[..=origin],
            before: &self.before[..=origin + 1],
            uncovered: &self.uncovered[..=origin + 1],
        }
    }
}

/// The days a question asks about, counted from the last known day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// Days between the last known day and the first of the window.
    pub gap: u32,
    /// Days of the window.
    pub days: u32,
}

impl Window {
    /// The window of the next days, without a gap.
    pub fn next(days: u32) -> Self {
        Self { gap: 0, days }
    }

    /// Last day of the window, counted from the last known day.
    pub(crate) fn reach(self) -> usize {
        self.gap as usize + self.days as usize
    }

    /// How many windows that do not overlap one origin a week is worth.
    pub(crate) fn worth_of_a_week(self) -> f64 {
        (7.0 / f64::from(self.days)).min(1.0)
    }
}

/// What is known at an origin. Later days cannot be reached from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Past<'series> {
    events: &'series [Option<bool>],
    before: &'series [u32],
    uncovered: &'series [u32],
}

impl Past<'_> {
    /// Index of the last known day.
    pub(crate) fn origin(&self) -> usize {
        self.events.len() - 1
    }

    pub(crate) fn event(&self, day: usize) -> Option<bool> {
        self.events[day]
    }

    /// Events from day `from` to the day before `to`.
    pub(crate) fn events_between(&self, from: usize, to: usize) -> u32 {
        self.before[to] - self.before[from]
    }

    /// Covered days from day `from` to the day before `to`.
    pub(crate) fn covered_between(&self, from: usize, to: usize) -> u32 {
        (to - from) as u32 - (self.uncovered[to] - self.uncovered[from])
    }

    /// Event days so far.
    pub(crate) fn events(&self) -> u32 {
        self.events_between(0, self.events.len())
    }

    /// Covered days so far.
    pub(crate) fn covered(&self) -> u32 {
        self.covered_between(0, self.events.len())
    }

    /// Days since the last event, 0 for an event on the last known day; `None`
    /// when there was none yet.
    pub(crate) fn days_since_last(&self) -> Option<usize> {
        let events = self.events();
        (events > 0).then(|| {
            let last = self.before.partition_point(|&before| before < events) - 1;
            self.origin() - last
        })
    }

    /// What became of the window that was asked about at an earlier origin.
    pub(crate) fn outcome(&self, origin: usize, window: Window) -> Option<bool> {
        let from = origin + 1 + window.gap as usize;
        let to = from + window.days as usize;
        if to > self.events.len() {
            return None;
        }
        let any = self.events_between(from, to) > 0;
        (any || self.covered_between(from, to) == window.days).then_some(any)
    }
}
