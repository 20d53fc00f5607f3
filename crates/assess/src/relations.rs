//! Cooperation and conflict between named sides, from scored events.

mod scores;
mod words;

use foreshock_counts::{
    self as counts,
    block_bootstrap::{self, Day},
    rate_ratio::rate_ratio,
    robust,
};
use foreshock_event::{DatePrecision, Known};
use foreshock_watch::{Relation, RelationPair, Watch};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::{
    assessment::{
        Band, Expected, PairFinding, RateChange, RelationFinding, RelationMeasure, RelationPoint,
        ScoreChange, Status, Trend,
    },
    calendar::{Calendar, days_before, days_between},
    coverage::Covered,
    indicator::waiting_days,
    occurrences::{Occurrence, occurrences},
    relations::scores::{Daily, Totals, score},
    words::significant,
};

/// Periods that are shown.
const SHOWN_PERIODS: usize = 36;
/// Events of a pair that are listed; the newest.
const SHOWN_EVENTS: usize = 40;
const CONFIDENCE: f64 = 0.95;
const RESAMPLES: usize = 999;
/// Periods of the reference below which nothing is expected of the next.
const FEWEST_REFERENCE_PERIODS: usize = 6;
/// Events in each of window and reference below which rates are not compared.
const FEWEST_EVENTS: u64 = 5;

/// A relation at one point in time.
pub(crate) struct Related<'a> {
    finding: RelationFinding,
    /// The events of each pair, by day.
    occurrences: Vec<Vec<Occurrence<'a>>>,
}

impl<'a> Related<'a> {
    /// What was found, without the places of its events.
    pub(crate) fn finding(&self) -> &RelationFinding {
        &self.finding
    }

    /// The events of each pair that are listed: the newest.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &[Occurrence<'a>]> {
        let newest = |events: &'_ Vec<Occurrence<'a>>| events.len().saturating_sub(SHOWN_EVENTS);
        self.occurrences
            .iter()
            .map(move |events| &events[newest(events)..])
    }

    /// The finding, with the places of its events taken from `places`, pair by
    /// pair.
    pub(crate) fn into_finding(
        mut self,
        places: &mut impl Iterator<Item = Vec<usize>>,
    ) -> RelationFinding {
        for (pair, places) in self.finding.pairs.iter_mut().zip(places) {
            pair.events = places;
        }
        self.finding
    }
}

/// The relations of the watch as they stood.
pub(crate) fn examine<'a>(watch: &'a Watch, known: &'a Known) -> Vec<Related<'a>> {
    watch
        .relations
        .iter()
        .map(|relation| examine_one(watch, relation, known))
        .collect()
}

fn examine_one<'a>(watch: &'a Watch, relation: &'a Relation, known: &'a Known) -> Related<'a> {
    let frame = Frame::of(watch, relation, known);
    let totals = Totals::of(watch, relation, known, frame.span);
    let examined: Vec<(PairFinding, Vec<Occurrence<'a>>, usize)> = relation
        .pairs
        .par_iter()
        .enumerate()
        .map(|(index, pair)| {
            // Each pair has a stream of its own.
            let seed = watch.seed ^ ((index as u64 + 1) << 40);
            examine_pair(watch, relation, pair, known, &frame, &totals, seed)
        })
        .collect();
    let coarse = examined.iter().map(|(_, _, coarse)| coarse).sum();
    let (pairs, occurrences): (Vec<_>, Vec<_>) = examined
        .into_iter()
        .map(|(finding, events, _)| (finding, events))
        .unzip();
    Related {
        finding: RelationFinding {
            id: relation.id.clone(),
            title: relation.title.clone(),
            claim: relation
                .claim
                .and_then(|claim| watch.claims.get(claim))
                .map(|claim| claim.id.clone()),
            expected: relation.expects.map(Expected::from),
            sources: relation
                .pairs
                .first()
                .into_iter()
                .flat_map(|pair| watch.sources_of(&pair.forward))
                .map(|source| source.id.to_string())
                .collect(),
            scale: words::scale(relation),
            period: relation.period.to_string(),
            total: words::total(relation),
            notes: words::notes(relation, &frame, coarse, &pairs),
            pairs,
        },
        occurrences,
    }
}

/// The days that are looked at.
pub(crate) struct Frame {
    calendar: Calendar,
    /// First and last day of the calendar.
    span: (Date, Date),
    /// Days at the end of the view in which events may still become known.
    waiting: u16,
}

impl Frame {
    fn of(watch: &Watch, relation: &Relation, known: &Known) -> Self {
        let today = known.as_of().last_whole_day();
        let waiting = relation
            .pairs
            .iter()
            .map(|pair| waiting_days(watch, &pair.forward, None))
            .max()
            .unwrap_or(0);
        let last = days_before(today, waiting);
        // Points need a reference of their own before them.
        let periods =
            (relation.window + relation.reference).max(SHOWN_PERIODS) + relation.reference;
        let calendar = Calendar::back_from(last, relation.period, Date::MIN, periods);
        let first = match calendar.len() {
            0 => last,
            _ => calendar.days(0).0,
        };
        Self {
            calendar,
            span: (first, last),
            waiting,
        }
    }

    /// First and last day of some periods, counted from the last: the newest is 0.
    fn periods(&self, newest: usize, number: usize) -> Option<(Date, Date)> {
        let last = self.calendar.len().checked_sub(newest + 1)?;
        let first = (last + 1).saturating_sub(number);
        Some((self.calendar.days(first).0, self.calendar.days(last).1))
    }
}

/// The finding on a pair, its events, and how many are left out since their day
/// is not known.
fn examine_pair<'a>(
    watch: &'a Watch,
    relation: &'a Relation,
    pair: &'a RelationPair,
    known: &'a Known,
    frame: &Frame,
    totals: &Totals,
    seed: u64,
) -> (PairFinding, Vec<Occurrence<'a>>, usize) {
    let (mut events, coarse): (Vec<Occurrence<'a>>, Vec<Occurrence<'a>>) = pair
        .directions()
        .flat_map(|direction| occurrences(watch, direction, known))
        .partition(|event| event.record.date_precision == DatePrecision::Day);
    events.sort_by_key(Occurrence::date);
    let covered = Covered::of(watch, &pair.forward, known);
    let daily = Daily::of(relation, &events, &covered, totals, frame.span);
    let scored = |event: &&Occurrence<'_>| score(relation, event).is_some();
    let recent_days = frame.periods(0, relation.window);
    let earlier_days = frame.periods(relation.window, relation.reference);
    let [window, reference] =
        [recent_days, earlier_days].map(|days| days.and_then(|(from, to)| daily.span(from, to)));
    let mut finding = PairFinding {
        id: pair.sides.join("-"),
        title: words::pair(relation, pair),
        status: Status::NoData,
        text: String::new(),
        changes: changes(relation, &daily, recent_days, earlier_days, seed),
        rates: rates(&daily, frame, relation),
        expected_net: None,
        expected_cooperative: None,
        expected_conflictual: None,
        series: series(relation, &daily, frame),
        events_total: events.len(),
        unscored: events.len() - events.iter().filter(scored).count(),
        window,
        reference,
        events: Vec::new(),
    };
    if let Some(last) = finding.series.last().filter(|last| last.observed.is_some()) {
        finding.expected_net = last.expected;
        finding.expected_cooperative = expected_count(relation, &daily, frame, |of| of.cooperative);
        finding.expected_conflictual = expected_count(relation, &daily, frame, |of| of.conflictual);
    }
    finding.status = match (&finding.window, finding.changes.is_empty()) {
        (None, _) => Status::NoData,
        (Some(_), true) => Status::TooLittleData,
        (Some(_), false) => Status::Assessed,
    };
    finding.text = words::pair_text(relation, &finding, &covered);
    (finding, events, coarse.len())
}

/// The window less the reference in each measure that has an interval.
fn changes(
    relation: &Relation,
    daily: &Daily,
    recent: Option<(Date, Date)>,
    earlier: Option<(Date, Date)>,
    seed: u64,
) -> Vec<ScoreChange> {
    let (Some(recent), Some(earlier)) = (recent, earlier) else {
        return Vec::new();
    };
    let measures = [
        // Means per day, shown per period.
        (RelationMeasure::Net, relation.period.days()),
        (RelationMeasure::NetPerEvent, 1.0),
        (RelationMeasure::NetPerThousand, 1000.0),
    ];
    let change = |(measure, factor): (RelationMeasure, f64)| {
        let days = |(from, to): (Date, Date)| -> Vec<Day> {
            let day = |scores: &scores::Scores| Day {
                amount: scores.net(),
                exposure: match measure {
                    RelationMeasure::Net => 1.0,
                    RelationMeasure::NetPerEvent => scores.events as f64,
                    RelationMeasure::NetPerThousand => scores.total,
                },
            };
            // A day without a total is no day on which nothing was published.
            daily
                .within(from, to)
                .filter(|scores| measure != RelationMeasure::NetPerThousand || scores.total > 0.0)
                .map(day)
                .collect()
        };
        let found = block_bootstrap::difference(
            &days(recent),
            &days(earlier),
            CONFIDENCE,
            RESAMPLES,
            seed ^ measure as u64,
        )
        .ok()?;
        Some(ScoreChange {
            measure,
            recent: significant(found.recent * factor),
            reference: significant(found.reference * factor),
            difference: significant(found.difference * factor),
            lower: significant(found.lower * factor),
            upper: significant(found.upper * factor),
            trend: trend(found.lower, found.upper, 0.0),
            block_days: found.block_days,
        })
    };
    measures.into_iter().filter_map(change).collect()
}

fn trend(lower: f64, upper: f64, unchanged: f64) -> Trend {
    if lower > unchanged {
        Trend::Rising
    } else if upper < unchanged {
        Trend::Falling
    } else {
        Trend::Unclear
    }
}

/// How the numbers of cooperative and of conflictual events changed, by whole
/// covered periods.
fn rates(daily: &Daily, frame: &Frame, relation: &Relation) -> Vec<RateChange> {
    let rate = |cooperative: bool| {
        let counts = |periods: std::ops::Range<usize>| -> Vec<u64> {
            let of_period = |period| {
                let (from, to) = frame.calendar.days(period);
                let sums = daily.whole(from, to)?;
                Some(if cooperative {
                    sums.cooperative
                } else {
                    sums.conflictual
                })
            };
            periods.filter_map(of_period).collect()
        };
        let end = frame.calendar.len();
        let split = end.saturating_sub(relation.window);
        let recent = counts(split..end);
        let earlier = counts(split.saturating_sub(relation.reference)..split);
        let seen = recent.iter().sum::<u64>() + earlier.iter().sum::<u64>();
        if seen < FEWEST_EVENTS {
            return None;
        }
        let ratio = rate_ratio(&recent, &earlier, CONFIDENCE).ok()?;
        Some(RateChange {
            cooperative,
            ratio: significant(ratio.ratio),
            lower: significant(ratio.lower),
            upper: significant(ratio.upper),
            trend: trend(ratio.lower, ratio.upper, 1.0),
        })
    };
    [true, false].into_iter().filter_map(rate).collect()
}

fn series(relation: &Relation, daily: &Daily, frame: &Frame) -> Vec<RelationPoint> {
    let end = frame.calendar.len();
    let sums: Vec<Option<scores::Scores>> = (0..end)
        .map(|period| {
            let (from, to) = frame.calendar.days(period);
            daily.whole(from, to)
        })
        .collect();
    let day = |period: usize| f64::from(days_between(daily.first, frame.calendar.days(period).1));
    let expected = |at: usize| {
        let points: Vec<(f64, f64)> = (at.saturating_sub(relation.reference)..at)
            .filter_map(|period| Some((day(period), sums[period].as_ref()?.net())))
            .collect();
        let baseline = robust::baseline(&points, day(at), None).ok()?;
        // Where most periods are alike a robust scale is zero and says nothing.
        if baseline.innovation_scale <= 0.0 {
            return None;
        }
        band(&baseline.predictive)
    };
    (end.saturating_sub(SHOWN_PERIODS)..end)
        .map(|period| {
            let (from, to) = frame.calendar.days(period);
            RelationPoint {
                from,
                to,
                observed: sums[period].as_ref().map(scores::Scores::of_period),
                expected: expected(period),
            }
        })
        .skip_while(|point| point.observed.is_none())
        .collect()
}

/// What was to be expected of a number of events in the latest period.
fn expected_count(
    relation: &Relation,
    daily: &Daily,
    frame: &Frame,
    number: impl Fn(&scores::Scores) -> u64,
) -> Option<Band> {
    let at = frame.calendar.len().checked_sub(1)?;
    let before: Vec<Option<u64>> = (0..at)
        .map(|period| {
            let (from, to) = frame.calendar.days(period);
            daily.whole(from, to).as_ref().map(&number)
        })
        .collect();
    let expected = counts::expected(
        &before,
        relation.period.per_year(),
        at,
        relation.reference,
        &counts::choose::Options::default(),
    )
    .ok()?;
    (expected.reference_periods >= FEWEST_REFERENCE_PERIODS)
        .then(|| band(&expected.predictive))
        .flatten()
}

fn band(predictive: &counts::Predictive) -> Option<Band> {
    let quantile = |p| predictive.quantile(p).ok().map(significant);
    Some(Band {
        lower: quantile(0.025)?,
        median: significant(predictive.median()),
        upper: quantile(0.975)?,
    })
}
