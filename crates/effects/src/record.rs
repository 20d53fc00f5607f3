//! Daily counts, and which days an intervention may have touched.

use crate::error::Error;

/// Counts of one kind of event by day, numbered from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub(crate) counts: Vec<u32>,
    pub(crate) covered: Vec<bool>,
}

impl Record {
    /// Counts of days that were all watched.
    pub fn new(counts: Vec<u32>) -> Self {
        let covered = vec![true; counts.len()];
        Self { counts, covered }
    }

    /// The same counts, of which only days marked true were watched; the others
    /// are not taken for zero.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is a mark for each day.
    pub fn with_coverage(self, covered: Vec<bool>) -> Result<Self, Error> {
        if covered.len() != self.counts.len() {
            return Err(Error::Length {
                argument: "coverage",
                needed: self.counts.len(),
                have: covered.len(),
            });
        }
        Ok(Self { covered, ..self })
    }

    /// Number of days, watched or not.
    pub fn days(&self) -> usize {
        self.counts.len()
    }

    /// Events on watched days.
    pub fn events(&self) -> u64 {
        self.sum(|_| true).1
    }

    /// Watched days of which `counts` holds, and the events on them.
    pub(crate) fn sum(&self, counts: impl Fn(usize) -> bool) -> (u64, u64) {
        let days = (0..self.days()).filter(|&day| self.covered[day] && counts(day));
        days.fold((0, 0), |(days, events), day| {
            (days + 1, events + u64::from(self.counts[day]))
        })
    }
}

/// What was done, on days numbered as those of the record; days outside it may
/// be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intervention {
    /// Single dates, each with so many days of response after it.
    Dates {
        /// The dates, in any order.
        days: Vec<i64>,
        /// Days after each date on which a response is looked for; at least 1.
        window: u32,
    },
    /// Switched on and off.
    Spans {
        /// First and last day of each span, in any order.
        spans: Vec<(i64, i64)>,
        /// Days of each span that are looked at, from its first; all where
        /// absent.
        longest: Option<u32>,
    },
}

/// Which days of a record an intervention may have touched.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exposure {
    /// Days on which a response is looked for.
    pub exposed: Vec<bool>,
    /// Days on which the intervention itself falls: the record does not say what
    /// came first, so they count neither way.
    pub left_out: Vec<bool>,
    /// Days within the record on which it began.
    pub onsets: Vec<usize>,
}

impl Intervention {
    pub(crate) fn exposure(&self, days: usize) -> Result<Exposure, Error> {
        let last = days as i64 - 1;
        let mut exposure = Exposure {
            exposed: vec![false; days],
            left_out: vec![false; days],
            onsets: Vec::new(),
        };
        let mut touched = match self {
            Self::Dates { days, window } => {
                positive("response window in days", *window)?;
                days.iter()
                    .map(|&day| (day, day.saturating_add(i64::from(*window))))
                    .collect::<Vec<_>>()
            }
            Self::Spans { spans, longest } => {
                if let Some(longest) = longest {
                    positive("longest response in days", *longest)?;
                }
                let mut touched = Vec::with_capacity(spans.len());
                for &(from, to) in spans {
                    if to < from {
                        return Err(Error::Backwards { from, to });
                    }
                    let end = longest.map_or(to, |longest| {
                        to.min(from.saturating_add(i64::from(longest)))
                    });
                    touched.push((from, end));
                }
                touched
            }
        };
        touched.sort_unstable();
        touched.dedup();
        for &(on, end) in &touched {
            for day in on.saturating_add(1).max(0)..=end.min(last) {
                exposure.exposed[day as usize] = true;
            }
        }
        for &(on, _) in touched.iter().filter(|(on, _)| (0..=last).contains(on)) {
            let on = on as usize;
            exposure.left_out[on] = !exposure.exposed[on];
            exposure.onsets.push(on);
        }
        exposure.onsets.dedup();
        Ok(exposure)
    }
}

impl Exposure {
    /// The `length` days before each onset, as far as they are not touched.
    pub(crate) fn before(&self, length: usize) -> Vec<bool> {
        let mut before = vec![false; self.exposed.len()];
        for &onset in &self.onsets {
            let first = onset.saturating_sub(length);
            for (back, marked) in before[first..onset].iter_mut().enumerate() {
                let day = first + back;
                *marked = !self.exposed[day] && !self.left_out[day];
            }
        }
        before
    }
}

fn positive(argument: &'static str, days: u32) -> Result<(), Error> {
    if days > 0 {
        return Ok(());
    }
    Err(Error::OutOfRange {
        argument,
        range: "1 or more",
        value: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn true_days(mask: &[bool]) -> Vec<usize> {
        (0..mask.len()).filter(|&day| mask[day]).collect()
    }

    #[test]
    fn windows_that_overlap_are_one() {
        let dates = Intervention::Dates {
            days: vec![5, 2, -1, 40],
            window: 4,
        };
        let exposure = dates.exposure(10).unwrap();
        assert_eq!(true_days(&exposure.exposed), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert!(true_days(&exposure.left_out).is_empty());
        assert_eq!(exposure.onsets, [2, 5]);
    }

    #[test]
    fn spans_end_when_they_are_switched_off() {
        let spans = Intervention::Spans {
            spans: vec![(3, 6), (12, 90)],
            longest: Some(5),
        };
        let exposure = spans.exposure(20).unwrap();
        assert_eq!(true_days(&exposure.exposed), [4, 5, 6, 13, 14, 15, 16, 17]);
        assert_eq!(true_days(&exposure.left_out), [3, 12]);
        assert_eq!(true_days(&exposure.before(4)), [0, 1, 2, 8, 9, 10, 11]);
    }

    #[test]
    fn nonsense_is_refused() {
        let no_window = Intervention::Dates {
            days: vec![1],
            window: 0,
        };
        assert!(no_window.exposure(5).is_err());
        let backwards = Intervention::Spans {
            spans: vec![(5, 2)],
            longest: None,
        };
        assert!(backwards.exposure(9).is_err());
        let record = Record::new(vec![1, 2]);
        assert!(record.with_coverage(vec![true]).is_err());
    }
}
