//! Which days the sources of an indicator cover, so that "none" and "not
//! collected" differ.

use foreshock_event::{Field, Known};
use foreshock_watch::{Covers, Indicator, Merge, Pattern, Source, Watch};
use jiff::civil::Date;

/// Days covered, as spans that neither touch nor overlap, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    spans: Vec<(Date, Date)>,
}

/// What the sources of an indicator declare to cover of what it selects, whenever one
/// looks.
pub(crate) struct Declared<'a> {
    merge: Merge,
    of_sources: Vec<OfSource<'a>>,
}

/// First and last day of what is declared; up to the day of the view where there is no
/// last.
type DeclaredSpan = (Date, Option<Date>);

/// What one source declares.
struct OfSource<'a> {
    id: &'a str,
    /// Of each category that is selected: what is declared; `None` where the source
    /// declares nothing at all, so that its own records tell.
    of_categories: Vec<Option<Vec<DeclaredSpan>>>,
}

impl<'a> Declared<'a> {
    /// What the sources of `indicator` declare.
    pub(crate) fn of(watch: &'a Watch, indicator: &Indicator) -> Self {
        Self::by(watch, indicator, |_| true)
    }

    fn by(watch: &'a Watch, indicator: &Indicator, counts: impl Fn(&Covers) -> bool) -> Self {
        let everything = [Pattern::new("*")];
        let categories = indicator
            .selection
            .texts
            .iter()
            .find(|(field, _)| *field == Field::Category)
            .map_or(&everything[..], |(_, patterns)| patterns);
        let of_category = |source: &Source, category: &Pattern| {
            let applies = |covers: &&Covers| {
                covers.categories.is_empty()
                    || covers
                        .categories
                        .iter()
                        .any(|declared| declared.meets(category))
            };
            (!source.covers.is_empty()).then(|| {
                let declared = source.covers.iter().filter(|covers| counts(covers));
                declared
                    .filter(applies)
                    .map(|covers| (covers.from, covers.to))
                    .collect()
            })
        };
        Self {
            merge: indicator.merge,
            of_sources: watch
                .sources_of(indicator)
                .map(|source| OfSource {
                    id: &source.id,
                    of_categories: categories
                        .iter()
                        .map(|category| of_category(source, category))
                        .collect(),
                })
                .collect(),
        }
    }

    /// Whether the span of the records of a source decides.
    pub(crate) fn asks(&self, source: &str) -> bool {
        let own = |of: &&OfSource<'_>| of.id == source;
        let undeclared = |of: &OfSource<'_>| of.of_categories.iter().any(Option::is_none);
        self.of_sources.iter().find(own).is_some_and(undeclared)
    }

    /// The days covered up to `end`, where `span_of` tells the first and the last day of
    /// the records of a source.
    pub(crate) fn until(
        &self,
        end: Date,
        span_of: impl Fn(&str) -> Option<(Date, Date)>,
    ) -> Covered {
        let of_source = |source: &OfSource<'_>| {
            let of_category = |declared: &Option<Vec<DeclaredSpan>>| {
                let spans = match declared {
                    Some(declared) => declared
                        .iter()
                        .map(|(from, to)| (*from, to.unwrap_or(end).min(end)))
                        .collect(),
                    None => match span_of(source.id) {
                        Some((first, last)) => vec![(first, last.min(end))],
                        None => Vec::new(),
                    },
                };
                Covered::from_spans(spans)
            };
            let each = source.of_categories.iter().map(of_category);
            each.reduce(Covered::both).unwrap_or_default()
        };
        let sources = self.of_sources.iter().map(of_source);
        match self.merge {
            Merge::Within(_) => sources.reduce(Covered::either),
            Merge::Disjoint => sources.reduce(Covered::both),
        }
        .unwrap_or_default()
    }
}

impl Covered {
    /// The days that the sources of `indicator` cover of what it selects.
    pub(crate) fn of(watch: &Watch, indicator: &Indicator, known: &Known) -> Self {
        Self::declared(&Declared::of(watch, indicator), known)
    }

    /// The days of which its sources declare to cover all, and not only part.
    pub(crate) fn wholly(watch: &Watch, indicator: &Indicator, known: &Known) -> Self {
        let declared = Declared::by(watch, indicator, |covers| !covers.partial);
        Self::declared(&declared, known)
    }

    fn declared(declared: &Declared<'_>, known: &Known) -> Self {
        let end = known.as_of().last_whole_day();
        declared.until(end, |source| known.span_of(source))
    }

    fn from_spans(mut spans: Vec<(Date, Date)>) -> Self {
        spans.retain(|(from, to)| from <= to);
        spans.sort();
        let mut joined: Vec<(Date, Date)> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match joined.last_mut() {
                Some(last) if last.1.tomorrow().is_ok_and(|next| from <= next) => {
                    last.1 = last.1.max(to);
                }
                _ => joined.push((from, to)),
            }
        }
        Self { spans: joined }
    }

    fn either(self, other: Self) -> Self {
        Self::from_spans(self.spans.into_iter().chain(other.spans).collect())
    }

    /// The days that both cover.
    pub(crate) fn both(self, other: Self) -> Self {
        let pairs = self
            .spans
            .iter()
            .flat_map(|a| other.spans.iter().map(move |b| (a, b)));
        Self::from_spans(pairs.map(|(a, b)| (a.0.max(b.0), a.1.min(b.1))).collect())
    }

    /// Whether every day from `from` to `to` is covered.
    pub(crate) fn holds(&self, from: Date, to: Date) -> bool {
        self.spans.iter().any(|span| span.0 <= from && to <= span.1)
    }

    /// The spans, oldest first.
    pub(crate) fn spans(&self) -> &[(Date, Date)] {
        &self.spans
    }

    /// The first day covered.
    pub(crate) fn first(&self) -> Option<Date> {
        self.spans.first().map(|span| span.0)
    }

    /// The last day covered.
    pub(crate) fn last(&self) -> Option<Date> {
        self.spans.last().map(|span| span.1)
    }

    /// The newest span without a gap.
    pub(crate) fn newest(&self) -> Option<(Date, Date)> {
        self.spans.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    type Day = (i16, i8, i8);

    fn spans(spans: &[(Day, Day)]) -> Covered {
        let day = |(y, m, d): Day| date(y, m, d);
        Covered::from_spans(
            spans
                .iter()
                .map(|&(from, to)| (day(from), day(to)))
                .collect(),
        )
    }

    #[test]
    fn spans_that_touch_are_one() {
        let covered = spans(&[((2024, 2, 1), (2024, 2, 29)), ((2024, 1, 1), (2024, 1, 31))]);
        assert!(covered.holds(date(2024, 1, 15), date(2024, 2, 15)));
        assert!(!covered.holds(date(2024, 1, 15), date(2024, 3, 1)));
    }

    #[test]
    fn both_is_the_overlap() {
        let a = spans(&[((2022, 1, 1), (2024, 12, 31))]);
        let b = spans(&[((2023, 1, 1), (2023, 3, 1)), ((2024, 5, 1), (2025, 1, 1))]);
        let expected = spans(&[((2023, 1, 1), (2023, 3, 1)), ((2024, 5, 1), (2024, 12, 31))]);
        assert_eq!(a.both(b), expected);
    }
}
