//! What was observed: events at instants, or counts by day.

use crate::error::{self, Error};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Lists are merged in spans with so many events of the longest.
const MERGED: usize = 16_384;

/// The span of time that was watched.
///
/// It is always given by whoever knows when the watch began and ended, and never
/// taken from the first and last event: a quiet end tells as much as an event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Window {
    start: f64,
    end: f64,
}

impl Window {
    /// A window from `start` to `end`, both included, in any unit of time.
    ///
    /// # Errors
    ///
    /// If a bound is not finite or the window has no length.
    pub fn new(start: f64, end: f64) -> Result<Self, Error> {
        for (index, bound) in [start, end].into_iter().enumerate() {
            if !bound.is_finite() {
                return Err(Error::NotFinite {
                    what: "bound of the window",
                    index,
                });
            }
        }
        if end > start && (end - start).is_finite() {
            Ok(Self { start, end })
        } else {
            Err(Error::EmptyWindow { start, end })
        }
    }

    /// When the watch began.
    pub fn start(&self) -> f64 {
        self.start
    }

    /// When the watch ended.
    pub fn end(&self) -> f64 {
        self.end
    }

    /// How long was watched; above 0.
    pub fn length(&self) -> f64 {
        self.end - self.start
    }

    /// Whether a time lies in the window, bounds included.
    pub fn contains(&self, time: f64) -> bool {
        self.start <= time && time <= self.end
    }
}

/// Events of one or several kinds, at instants of a window.
///
/// Times ascend. Several events may share a time; such events do not excite one
/// another, since what excites must lie strictly before. A kind that never
/// occurred is a kind all the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    times: Vec<f64>,
    kinds: Vec<u16>,
    marks: Option<Vec<f64>>,
    kind_count: usize,
    window: Window,
}

impl Catalogue {
    /// A catalogue of `times` in ascending order, each with its kind, an index
    /// from 0 to `kind_count` - 1.
    ///
    /// # Errors
    ///
    /// If a time is not finite, lies outside the window or before the time that
    /// precedes it, a kind is unknown, there is no kind or there are more than
    /// 65,535, or the lengths differ. No event is not an error.
    pub fn new(
        times: Vec<f64>,
        kinds: Vec<u16>,
        kind_count: usize,
        window: Window,
    ) -> Result<Self, Error> {
        error::dimension("the kinds of the events", times.len(), kinds.len())?;
        if kind_count == 0 || kind_count > usize::from(u16::MAX) {
            return Err(Error::OutOfRange {
                argument: "number of kinds",
                range: "from 1 to 65535",
                value: kind_count as f64,
            });
        }
        check(&times, window)?;
        if let Some(index) = kinds.iter().position(|&k| usize::from(k) >= kind_count) {
            return Err(Error::UnknownKind {
                index,
                kind: usize::from(kinds[index]),
                kinds: kind_count,
            });
        }
        Ok(Self {
            times,
            kinds,
            marks: None,
            kind_count,
            window,
        })
    }

    /// A catalogue of a single kind.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::new`].
    pub fn of_one_kind(times: Vec<f64>, window: Window) -> Result<Self, Error> {
        let kinds = vec![0; times.len()];
        Self::new(times, kinds, 1, window)
    }

    /// A catalogue from one ascending list of times for each kind.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::new`]; indices in errors count within the list of a kind.
    pub fn by_kind(lists: &[Vec<f64>], window: Window) -> Result<Self, Error> {
        for list in lists {
            check(list, window)?;
        }
        // Cut at instants of the longest list, the spans are merged side by side.
        let longest = lists.iter().max_by_key(|list| list.len());
        let cuts = longest.map_or(Vec::new(), |list| {
            list.iter().step_by(MERGED).skip(1).copied().collect()
        });
        let mut rest: Vec<&[f64]> = lists.iter().map(Vec::as_slice).collect();
        let mut spans: Vec<Vec<&[f64]>> = Vec::with_capacity(cuts.len() + 1);
        for cut in cuts {
            let span = rest
                .iter_mut()
                .map(|list| {
                    let (before, after) = list.split_at(list.partition_point(|&time| time < cut));
                    *list = after;
                    before
                })
                .collect();
            spans.push(span);
        }
        spans.push(rest);
        let total = lists.iter().map(Vec::len).sum();
        let (mut times, mut kinds) = (vec![0.0; total], vec![0; total]);
        let (mut times_left, mut kinds_left) = (times.as_mut_slice(), kinds.as_mut_slice());
        let mut parts = Vec::with_capacity(spans.len());
        for span in spans {
            let size = span.iter().map(|list| list.len()).sum();
            let (times_here, times_after) = times_left.split_at_mut(size);
            let (kinds_here, kinds_after) = kinds_left.split_at_mut(size);
            (times_left, kinds_left) = (times_after, kinds_after);
            parts.push((span, times_here, kinds_here));
        }
        parts
            .into_par_iter()
            .for_each(|(span, times, kinds)| merge(&span, times, kinds));
        Self::new(times, kinds, lists.len(), window)
    }

    /// The same events, each with a mark: a size such as a magnitude or the
    /// logarithm of a number of fatalities.
    ///
    /// # Errors
    ///
    /// If there is not one finite mark for each event.
    pub fn with_marks(mut self, marks: Vec<f64>) -> Result<Self, Error> {
        error::dimension("the marks", self.times.len(), marks.len())?;
        if let Some(index) = marks.iter().position(|mark| !mark.is_finite()) {
            return Err(Error::NotFinite {
                what: "mark",
                index,
            });
        }
        self.marks = Some(marks);
        Ok(self)
    }

    /// Times of the events, ascending, in the unit of the window.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Kind of each event, an index below [`Catalogue::kind_count`].
    pub fn kinds(&self) -> &[u16] {
        &self.kinds
    }

    /// Mark of each event, if there are marks.
    pub fn marks(&self) -> Option<&[f64]> {
        self.marks.as_deref()
    }

    /// How many kinds there are, those never seen included.
    pub fn kind_count(&self) -> usize {
        self.kind_count
    }

    /// The window that was watched.
    pub fn window(&self) -> Window {
        self.window
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// How many events of each kind there are.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.kind_count];
        for &kind in &self.kinds {
            counts[usize::from(kind)] += 1;
        }
        counts
    }
}

/// Checks that times are finite, ascend and lie in the window.
fn check(times: &[f64], window: Window) -> Result<(), Error> {
    let mut previous = f64::NEG_INFINITY;
    for (index, &time) in times.iter().enumerate() {
        if !time.is_finite() {
            return Err(Error::NotFinite {
                what: "time",
                index,
            });
        }
        if time < previous {
            return Err(Error::Unsorted {
                index,
                time,
                previous,
            });
        }
        if !window.contains(time) {
            return Err(Error::OutsideWindow {
                index,
                time,
                start: window.start,
                end: window.end,
            });
        }
        previous = time;
    }
    Ok(())
}

/// Counts of each kind on each day, for records that carry a day and no instant.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyCounts {
    counts: Vec<u32>,
    kind_count: usize,
    day_count: usize,
    covered: Option<Vec<bool>>,
}

impl DailyCounts {
    /// Counts of `kind_count` kinds on `day_count` consecutive days, kind after
    /// kind: the count of kind k on day d is `counts[k * day_count + d]`.
    ///
    /// # Errors
    ///
    /// If there is no kind or no day, or the number of counts is not the product
    /// of the two.
    pub fn new(counts: Vec<u32>, kind_count: usize, day_count: usize) -> Result<Self, Error> {
        for (argument, value) in [
            ("number of kinds", kind_count),
            ("number of days", day_count),
        ] {
            if value == 0 {
                return Err(Error::OutOfRange {
                    argument,
                    range: "1 or more",
                    value: 0.0,
                });
            }
        }
        error::dimension(
            "the counts",
            kind_count.saturating_mul(day_count),
            counts.len(),
        )?;
        Ok(Self {
            counts,
            kind_count,
            day_count,
            covered: None,
        })
    }

    /// The same counts, with the days on which nobody watched marked `false`.
    /// What was counted on such a day still excites, but its count is not
    /// explained.
    ///
    /// # Errors
    ///
    /// If there is not one entry for each day, or no day is covered.
    pub fn with_coverage(mut self, covered: Vec<bool>) -> Result<Self, Error> {
        error::dimension("the coverage of days", self.day_count, covered.len())?;
        if !covered.contains(&true) {
            return Err(Error::NothingCovered);
        }
        self.covered = Some(covered);
        Ok(self)
    }

    /// Counts of one kind, day after day. `kind` must be below
    /// [`DailyCounts::kind_count`], else the slice is empty.
    pub fn of_kind(&self, kind: usize) -> &[u32] {
        let start = kind.saturating_mul(self.day_count);
        self.counts
            .get(start..start.saturating_add(self.day_count))
            .unwrap_or(&[])
    }

    /// Whether anybody watched on a day; `false` beyond the last day.
    pub fn is_covered(&self, day: usize) -> bool {
        day < self.day_count && self.covered.as_ref().is_none_or(|covered| covered[day])
    }

    /// How many kinds there are, those never seen included.
    pub fn kind_count(&self) -> usize {
        self.kind_count
    }

    /// How many days there are, those not covered included.
    pub fn day_count(&self) -> usize {
        self.day_count
    }

    /// How many events there are in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }
}

/// Merges ascending lists; of events at one time the lower kind comes first.
fn merge(lists: &[&[f64]], times: &mut [f64], kinds: &mut [u16]) {
    let first = |list: &&[f64]| list.first().copied().unwrap_or(f64::INFINITY);
    let mut heads: Vec<f64> = lists.iter().map(first).collect();
    let mut next = vec![1; lists.len()];
    for (slot, kind) in times.iter_mut().zip(kinds) {
        let (mut earliest, mut from) = (f64::INFINITY, 0);
        // Which list comes next cannot be foreseen: no branch depends on it.
        for (list, &head) in heads.iter().enumerate() {
            let earlier = head < earliest;
            from = if earlier { list } else { from };
            earliest = if earlier { head } else { earliest };
        }
        *slot = earliest;
        *kind = u16::try_from(from).unwrap_or(u16::MAX);
        heads[from] = lists[from]
            .get(next[from])
            .copied()
            .unwrap_or(f64::INFINITY);
        next[from] += 1;
    }
}
