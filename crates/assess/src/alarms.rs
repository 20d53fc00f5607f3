//! Alarm levels and newest signs at the ends of many days.
//!
//! From one day to the next an indicator sees mostly the same events, in mostly the
//! same periods. So what it selects, and what its sources cover, is looked up once for
//! all days that are known, an event counts on the days on which its version was the
//! current one, and a baseline is worked out once per series. What comes out is what
//! [`examine`](crate::indicator::examine) finds of each day by itself.

use std::{collections::HashMap, sync::OnceLock};

use foreshock_event::{AsOf, Known, Standing};
use foreshock_watch::{Indicator, Watch};
use jiff::{Timestamp, civil::Date};
use rayon::prelude::*;

use crate::{
    calendar::days_before,
    coverage::Declared,
    indicator::{Series, by_precision, calendar, latest_tail, levels, measure, waiting},
    occurrences::{Occurrence, ever_selected, joined},
    tripwires,
};

/// The alarm of one indicator on one day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alarm {
    /// Its level, adjusted for all indicators; `None` where it was not assessed.
    pub(crate) level: Option<u8>,
    /// Whether there are data on its latest period.
    pub(crate) has_data: bool,
    /// The newest day with an event.
    pub(crate) last_event: Option<Date>,
}

/// The end of a day, or an instant within one, and what was known then.
pub(crate) struct Moment<'k> {
    pub(crate) as_of: AsOf,
    /// The last whole day.
    pub(crate) today: Date,
    newest: &'k Known,
    then: OnceLock<Known>,
}

impl<'k> Moment<'k> {
    /// An instant up to that of `newest`.
    pub(crate) fn new(newest: &'k Known, as_of: AsOf) -> Self {
        Self {
            today: as_of.last_whole_day(),
            as_of,
            newest,
            then: OnceLock::new(),
        }
    }

    /// What was known then.
    pub(crate) fn known(&self) -> &Known {
        self.then.get_or_init(|| self.newest.at(self.as_of.clone()))
    }
}

/// The indicators of a watch, to be looked at on many days.
pub(crate) struct Alarms<'a> {
    watch: &'a Watch,
    walks: Vec<Walk<'a>>,
}

impl<'a> Alarms<'a> {
    pub(crate) fn new(watch: &'a Watch, known: &'a Known) -> Self {
        let indicators = watch.indicators.par_iter();
        Self {
            watch,
            walks: indicators
                .map(|indicator| Walk::new(watch, indicator, known))
                .collect(),
        }
    }

    /// The alarms of all indicators at each of `moments`.
    pub(crate) fn at(&mut self, moments: &[Moment<'_>]) -> Vec<Vec<Alarm>> {
        let watch = self.watch;
        let looks: Vec<Vec<Look>> = self
            .walks
            .par_iter_mut()
            .map(|walk| moments.iter().map(|at| walk.look(watch, at)).collect())
            .collect();
        let of_moment = |moment: usize| {
            let looks: Vec<&Look> = looks.iter().map(|looks| &looks[moment]).collect();
            let tails: Vec<Option<f64>> = looks.iter().map(|look| look.tail).collect();
            let levels = levels(&tails).into_iter();
            levels
                .zip(looks)
                .map(|(level, look)| Alarm {
                    level: level.map(|(_, level)| level.number()),
                    has_data: look.has_data,
                    last_event: look.last_event,
                })
                .collect()
        };
        (0..moments.len()).map(of_moment).collect()
    }
}

/// What is seen of an indicator by itself.
struct Look {
    has_data: bool,
    tail: Option<f64>,
    last_event: Option<Date>,
}

/// One indicator on its way through days.
struct Walk<'a> {
    indicator: &'a Indicator,
    by_source: Vec<Vec<Standing<'a>>>,
    /// The instants at which its events change, oldest first.
    turns: Vec<Timestamp>,
    declared: Declared<'a>,
    /// Its events after so many turns, where they have been looked at.
    events: Option<(usize, Events<'a>)>,
    /// Tail probabilities by series of counts.
    tails: HashMap<Vec<Option<u64>>, Option<f64>>,
}

struct Events<'a> {
    all: Vec<Occurrence<'a>>,
    /// Those that are dated closely enough for its periods.
    timed: Vec<Occurrence<'a>>,
}

impl<'a> Walk<'a> {
    fn new(watch: &'a Watch, indicator: &'a Indicator, known: &'a Known) -> Self {
        let by_source: Vec<Vec<Standing<'a>>> = watch
            .sources_of(indicator)
            .map(|source| ever_selected(&indicator.selection, &source.id, known))
            .collect();
        let mut turns: Vec<Timestamp> = by_source
            .iter()
            .flatten()
            .flat_map(|standing| [Some(standing.from), standing.until])
            .flatten()
            .collect();
        turns.sort_unstable();
        turns.dedup();
        Self {
            indicator,
            by_source,
            turns,
            declared: Declared::of(watch, indicator),
            events: None,
            tails: HashMap::new(),
        }
    }

    fn look(&mut self, watch: &Watch, at: &Moment<'_>) -> Look {
        let turn = self
            .turns
            .partition_point(|turn| *turn <= at.as_of.instant());
        let events = match self.events.take() {
            Some((of, events)) if of == turn => events,
            _ => self.events_at(at.as_of.instant()),
        };
        let series = self.series(watch, at, &events);
        let look = Look {
            has_data: series.latest().is_some(),
            tail: self.tail(&series),
            last_event: tripwires::last_sign(&events.all, at.today),
        };
        self.events = Some((turn, events));
        look
    }

    fn events_at(&self, instant: Timestamp) -> Events<'a> {
        let stood = self.by_source.iter().map(|standing| {
            let stood = standing.iter().filter(|one| one.at(instant));
            stood.map(|one| one.record).collect()
        });
        let all = joined(self.indicator.merge, stood);
        let (timed, _) = by_precision(self.indicator, &all);
        Events { all, timed }
    }

    fn series(&self, watch: &Watch, at: &Moment<'_>, events: &Events<'a>) -> Series {
        let indicator = self.indicator;
        let waiting = waiting(watch, indicator, &events.all, at.today, || at.known());
        let complete_to = days_before(at.today, waiting);
        let covered = self
            .declared
            .until(at.today, |source| at.known().span_of(source));
        let calendar = calendar(indicator, &covered, at.today, complete_to);
        measure(indicator, &events.timed, &covered, calendar, || at.known())
    }

    fn tail(&mut self, series: &Series) -> Option<f64> {
        let latest = series.latest()?;
        if !series.counts {
            // The baseline of a level knows the days of its periods as well.
            return latest_tail(self.indicator, series, latest);
        }
        let bits = |value: &Option<f64>| value.map(f64::to_bits);
        let values = series.values.iter().map(bits).collect();
        *self
            .tails
            .entry(values)
            .or_insert_with(|| latest_tail(self.indicator, series, latest))
    }
}

#[cfg(test)]
mod tests {
    use foreshock_event::{Record, known};
    use jiff::{SignedDuration, civil::date, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::Status;
    use crate::indicator::{Depth, examine, raise_alarms};

    /// Two sources that tell of the same, one dated by its publisher and one without
    /// declared days; counts, sums, shares and levels, in all directions.
    const WATCH: &str = r#"
title = "Border"
[[source]]
id = "press"
publisher = "Press"
path = "events.csv"
columns = { date = "date", published = "published", category = "category", count = "count" }
[[source.covers]]
from = 2023-06-01
to = 2023-12-31
[[source.covers]]
category = "shelling"
from = 2024-01-10
[[source]]
id = "army"
publisher = "Army"
path = "army.csv"
lag = "2 days"
columns = { date = "date", category = "category", count = "count" }
[[indicator]]
id = "shelling"
title = "Shelling"
from = ["press", "army"]
merge_within = "1 day"
match = { category = "shelling" }
period = "week"
direction = "both"
[[indicator]]
id = "rounds"
title = "Rounds"
from = "press"
match = { category = "shell*" }
measure = "sum(count)"
period = "10 days"
[[indicator]]
id = "quiet"
title = "Leaflets"
from = "army"
match = { category = "leaflets" }
period = "month"
direction = "down"
[[indicator]]
id = "price"
title = "Price"
from = "army"
match = { category = "price" }
measure = "level(count)"
period = "week"
direction = "both"
"#;

    fn any_record() -> impl Strategy<Value = Record> {
        (
            0usize..3,
            0u32..25,
            0i64..240,
            1u32..4,
            0i64..9,
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(|(kind, id, day, version, delay, press, retracted)| {
                let category = ["shelling", "leaflets", "price"][kind];
                let feed = if press { "press" } else { "army" };
                let on = date(2023, 6, 1) + jiff::Span::new().days(day);
                let mut record = Record::new(feed.into(), feed.into(), category.into(), on);
                record.event_id = format!("{category} {id}").into();
                record.version = version;
                record.edition = version;
                record.count = Some(f64::from(id + version));
                record.retracted = retracted && version > 1;
                let ended = AsOf::end_of(on, TimeZone::UTC)
                    .expect("a day in range")
                    .instant();
                record.published_at = press.then(|| ended + SignedDuration::from_hours(24 * delay));
                record.ingested_at =
                    ended + SignedDuration::from_hours(24 * i64::from(version * 9));
                record
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Walking through days finds what looking at each by itself finds, however
        /// records came late, were corrected or were withdrawn.
        #[test]
        fn a_walk_finds_what_each_day_shows(
            records in prop::collection::vec(any_record(), 0..160),
            last in 200i64..260,
        ) {
            let mut records = records;
            records.sort_by(|a, b| (&a.feed, &a.event_id, a.version).cmp(&(&b.feed, &b.event_id, b.version)));
            records.dedup_by(|a, b| (&a.feed, &a.event_id, a.version) == (&b.feed, &b.event_id, b.version));
            let watch = Watch::read(WATCH).expect("a watch");
            let end = |day: i64| {
                let day = date(2023, 6, 1) + jiff::Span::new().days(day);
                AsOf::end_of(day, TimeZone::UTC).expect("a day in range")
            };
            let newest = known(records, &end(last), &watch.feeds());
            let mut moments: Vec<Moment<'_>> = (0..60)
                .map(|back| Moment::new(&newest, end(last - 3 * back)))
                .collect();
            let noon = end(last - 1).instant() + SignedDuration::from_hours(12);
            moments.push(Moment::new(&newest, AsOf::at(noon, TimeZone::UTC)));
            let walked = Alarms::new(&watch, &newest).at(&moments);
            for (at, alarms) in moments.iter().zip(walked) {
                let mut examined: Vec<_> = watch
                    .indicators
                    .iter()
                    .map(|indicator| examine(&watch, indicator, at.known(), Depth::Alarm))
                    .collect();
                raise_alarms(&mut examined);
                let alone: Vec<Alarm> = examined
                    .iter()
                    .map(|one| Alarm {
                        level: one.finding.level,
                        has_data: one.finding.status != Status::NoData,
                        last_event: tripwires::last_sign(&one.occurrences, at.today),
                    })
                    .collect();
                prop_assert_eq!(alarms, alone);
            }
        }
    }
}
