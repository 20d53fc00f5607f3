//! What passes between two sides, day by day.

use foreshock_event::Known;
use foreshock_watch::{Relation, Watch};
use jiff::civil::Date;

use crate::{
    assessment::{PeriodScores, SpanScores},
    calendar::{days_after, days_between},
    coverage::Covered,
    occurrences::Occurrence,
    words::significant,
};

/// Sums of a day or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scores {
    pub(super) cooperation: f64,
    pub(super) conflict: f64,
    pub(super) cooperative: u64,
    pub(super) conflictual: u64,
    pub(super) events: u64,
    /// Events of the whole source.
    pub(super) total: f64,
}

impl Scores {
    pub(super) fn net(&self) -> f64 {
        self.cooperation - self.conflict
    }

    fn add(&mut self, other: &Self) {
        self.cooperation += other.cooperation;
        self.conflict += other.conflict;
        self.cooperative += other.cooperative;
        self.conflictual += other.conflictual;
        self.events += other.events;
        self.total += other.total;
    }

    fn score(&mut self, score: f64) {
        self.events += 1;
        if score > 0.0 {
            self.cooperation += score;
            self.cooperative += 1;
        } else if score < 0.0 {
            self.conflict -= score;
            self.conflictual += 1;
        }
    }

    pub(super) fn of_period(&self) -> PeriodScores {
        let net = self.net();
        PeriodScores {
            cooperation: significant(self.cooperation),
            conflict: significant(self.conflict),
            net: significant(net),
            net_per_event: (self.events > 0).then(|| significant(net / self.events as f64)),
            events: self.events,
            total: (self.total > 0.0).then(|| significant(self.total)),
        }
    }
}

/// Consecutive days, each with its sums where it is covered.
pub(super) struct Daily {
    pub(super) first: Date,
    days: Vec<Option<Scores>>,
}

impl Daily {
    /// The days from `first` to `last` of the events of a pair.
    pub(super) fn of(
        relation: &Relation,
        occurrences: &[Occurrence<'_>],
        covered: &Covered,
        totals: &Totals,
        (first, last): (Date, Date),
    ) -> Self {
        let mut scores = vec![Scores::default(); totals.days.len()];
        for occurrence in occurrences {
            if let Some(day) = place(first, occurrence.date())
                && let Some(day) = scores.get_mut(day)
                && let Some(score) = score(relation, occurrence)
            {
                day.score(score);
            }
        }
        let count = usize::try_from(days_between(first, last) + 1).unwrap_or(0);
        let of_day = |(day, (mut scores, total)): (usize, (Scores, &f64))| {
            let date = days_after(first, u16::try_from(day).ok()?);
            scores.total = *total;
            covered.holds(date, date).then_some(scores)
        };
        let days = scores.into_iter().zip(&totals.days).enumerate();
        Self {
            first,
            days: days.take(count).map(of_day).collect(),
        }
    }

    /// The covered days from `from` to `to`.
    pub(super) fn within(&self, from: Date, to: Date) -> impl Iterator<Item = &Scores> {
        let first = place(self.first, from).unwrap_or(0).min(self.days.len());
        let after = place(self.first, to)
            .map_or(0, |last| last + 1)
            .clamp(first, self.days.len());
        self.days[first..after].iter().flatten()
    }

    /// The sums from `from` to `to`; none where a day is not covered.
    pub(super) fn whole(&self, from: Date, to: Date) -> Option<Scores> {
        let days = usize::try_from(days_between(from, to) + 1).ok()?;
        let mut sum = Scores::default();
        let mut covered = 0;
        for day in self.within(from, to) {
            sum.add(day);
            covered += 1;
        }
        (covered == days).then_some(sum)
    }

    /// The sums of what is covered from `from` to `to`.
    pub(super) fn span(&self, from: Date, to: Date) -> Option<SpanScores> {
        let mut sum = Scores::default();
        let mut covered_days = 0;
        for day in self.within(from, to) {
            sum.add(day);
            covered_days += 1;
        }
        (covered_days > 0).then(|| SpanScores {
            from,
            to,
            covered_days,
            events: sum.events,
            cooperative: sum.cooperative,
            conflictual: sum.conflictual,
            cooperation: significant(sum.cooperation),
            conflict: significant(sum.conflict),
        })
    }
}

/// The score of an event: that of the preferred record, or else of the first
/// other one that has one.
pub(super) fn score(relation: &Relation, occurrence: &Occurrence<'_>) -> Option<f64> {
    relation.score(occurrence.record).or_else(|| {
        let mut others = occurrence.others.iter();
        others.find_map(|record| relation.score(record))
    })
}

fn place(first: Date, date: Date) -> Option<usize> {
    usize::try_from(days_between(first, date)).ok()
}

/// How much the sources of a relation published on each day in all.
pub(super) struct Totals {
    days: Vec<f64>,
}

impl Totals {
    /// Of the days from `first` to `last`: what the source of totals says, spread
    /// evenly over the days that a row speaks for, or else the number of records
    /// that are known of the relation's own sources.
    pub(super) fn of(
        watch: &Watch,
        relation: &Relation,
        known: &Known,
        (first, last): (Date, Date),
    ) -> Self {
        let count = usize::try_from(days_between(first, last) + 1).unwrap_or(0);
        let mut days = vec![0.0; count];
        let own: Vec<&str> = relation
            .pairs
            .first()
            .map(|pair| watch.sources_of(&pair.forward).map(|source| &*source.id))
            .into_iter()
            .flatten()
            .collect();
        for record in known.records() {
            match &relation.total {
                None => {
                    if own.contains(&&*record.feed)
                        && let Some(day) = place(first, record.began_on)
                        && let Some(day) = days.get_mut(day)
                    {
                        *day += 1.0;
                    }
                }
                Some(total) => {
                    if record.feed != *total {
                        continue;
                    }
                    let Some(published) = record.count else {
                        continue;
                    };
                    let length = f64::from(days_between(record.began_on, record.ended_on) + 1);
                    let from = record.began_on.max(first);
                    let to = record.ended_on.min(last);
                    if from <= to
                        && let (Some(from), Some(to)) = (place(first, from), place(first, to))
                    {
                        for day in &mut days[from..=to] {
                            *day += published / length;
                        }
                    }
                }
            }
        }
        Self { days }
    }
}
