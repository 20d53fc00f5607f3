//! Daily counts as the likelihood walks over them: days with events, and spans
//! of covered days.

use std::ops::Range;

use crate::{DailyCounts, Error};

/// A day on which something happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Active {
    /// Days after the first day.
    pub day: usize,
    /// The count of each kind.
    pub counts: Vec<u32>,
}

/// Daily counts of several kinds, laid out for the likelihood.
///
/// Days are numbered from 0. Counts on days outside the covered spans are not
/// explained, but they excite: this is how a history from before the time of
/// interest is given. Excitation fades on through a gap; what happened in it
/// unseen is missing from the excitation after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(super) kinds: usize,
    pub(super) days: usize,
    pub(super) spans: Vec<Range<usize>>,
    /// Days with events, covered or not.
    pub(super) active: Vec<Active>,
    pub(super) covered_days: usize,
    /// Events of each kind on covered days.
    pub(super) totals: Vec<u64>,
    /// The entries of `active` in each span.
    pub(super) active_in_span: Vec<Range<usize>>,
}

impl Series {
    /// Lays out daily counts.
    pub fn new(counts: &DailyCounts) -> Self {
        let days = counts.day_count();
        let mut spans: Vec<Range<usize>> = Vec::new();
        for day in (0..days).filter(|day| counts.is_covered(*day)) {
            match spans.last_mut() {
                Some(last) if last.end == day => last.end += 1,
                _ => spans.push(day..day + 1),
            }
        }
        let kinds = counts.kind_count();
        let on = |day: usize| (0..kinds).map(move |kind| counts.of_kind(kind)[day]);
        let active: Vec<Active> = (0..days)
            .filter(|day| on(*day).any(|count| count > 0))
            .map(|day| Active {
                day,
                counts: on(day).collect(),
            })
            .collect();
        Self::of_active(kinds, days, spans, active)
    }

    fn of_active(kinds: usize, days: usize, spans: Vec<Range<usize>>, active: Vec<Active>) -> Self {
        let active_in_span: Vec<Range<usize>> = spans
            .iter()
            .map(|span| {
                let before = |day| active.partition_point(|active| active.day < day);
                before(span.start)..before(span.end)
            })
            .collect();
        let mut totals = vec![0; kinds];
        for active in active_in_span
            .iter()
            .flat_map(|range| &active[range.clone()])
        {
            for (total, count) in totals.iter_mut().zip(&active.counts) {
                *total += u64::from(*count);
            }
        }
        Self {
            kinds,
            days,
            covered_days: spans.iter().map(ExactSizeIterator::len).sum(),
            spans,
            active,
            totals,
            active_in_span,
        }
    }

    /// The entries of `active` on covered days.
    pub(super) fn covered_active(&self) -> impl Iterator<Item = usize> + '_ {
        self.active_in_span.iter().flat_map(Clone::clone)
    }

    /// The same spans with other events, which must lie in them.
    pub(super) fn with_active(&self, active: Vec<Active>) -> Self {
        Self::of_active(self.kinds, self.days, self.spans.clone(), active)
    }

    /// The counts that the series was laid out from.
    ///
    /// # Errors
    ///
    /// Where no day is covered, as after [`Series::between`] within a gap.
    pub fn to_counts(&self) -> Result<DailyCounts, Error> {
        let mut counts = vec![0; self.kinds * self.days];
        for active in &self.active {
            for (kind, count) in active.counts.iter().enumerate() {
                counts[kind * self.days + active.day] = *count;
            }
        }
        let mut covered = vec![false; self.days];
        for day in self.spans.iter().flat_map(Clone::clone) {
            covered[day] = true;
        }
        DailyCounts::new(counts, self.kinds, self.days)?.with_coverage(covered)
    }

    /// A part of the days, numbered anew. Earlier days are forgotten.
    pub fn between(&self, range: Range<usize>) -> Self {
        let range = range.start.min(self.days)..range.end.min(self.days);
        let spans = self
            .spans
            .iter()
            .map(|span| span.start.max(range.start)..span.end.min(range.end))
            .filter(|span| span.start < span.end)
            .map(|span| span.start - range.start..span.end - range.start)
            .collect();
        let active = self
            .active
            .iter()
            .filter(|active| range.contains(&active.day))
            .map(|active| Active {
                day: active.day - range.start,
                counts: active.counts.clone(),
            })
            .collect();
        Self::of_active(self.kinds, range.len(), spans, active)
    }

    /// The number of kinds.
    pub fn kinds(&self) -> usize {
        self.kinds
    }

    /// The number of days, covered or not.
    pub fn days(&self) -> usize {
        self.days
    }

    /// The number of covered days.
    pub fn covered_days(&self) -> usize {
        self.covered_days
    }

    /// The number of events of each kind on covered days.
    pub fn totals(&self) -> &[u64] {
        &self.totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(covered: Vec<bool>) -> Series {
        let counts = DailyCounts::new(vec![1, 0, 2, 3, 0, 4], 1, 6).expect("valid");
        Series::new(&counts.with_coverage(covered).expect("valid"))
    }

    #[test]
    fn counts_outside_the_covered_days_are_not_explained() {
        let series = series(vec![true, true, true, false, true, true]);
        assert_eq!(series.spans, [0..3, 4..6]);
        assert_eq!(series.totals, [7]);
        assert_eq!(series.active_in_span, [0..2, 3..4]);
        assert_eq!(series.active.len(), 4);
    }

    #[test]
    fn a_part_is_numbered_anew() {
        let part = series(vec![true; 6]).between(2..4);
        let alone = DailyCounts::new(vec![2, 3], 1, 2).expect("valid");
        assert_eq!(part, Series::new(&alone));
    }
}
