//! What was known at a point in time.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{AsOf, AsOfError, Entry, Lag, Record, Text};

/// A source of the watch, as far as it decides when its records became known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The watch's name of the source; [`Record::feed`] refers to it.
    pub id: Text,
    /// Declared where publication times are absent or say nothing.
    pub lag: Option<Lag>,
}

/// By which rule a record became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vintage {
    /// The publisher says when this version became public.
    Published,
    /// End of the event plus the declared lag: a pseudo-vintage.
    Pseudo,
    /// When we read it.
    Ingested,
}

impl Feed {
    /// When `record` became known, and by which rule.
    ///
    /// The publisher's time decides where there is one. Else what stood in the
    /// first edition is taken to be known a declared lag after the event ended.
    /// What a later edition adds, corrects or withdraws was not in the edition
    /// before it, so it is known only from when it was read; so is everything
    /// from a source without a lag.
    pub fn known_from(
        &self,
        record: &Record,
        timezone: &jiff::tz::TimeZone,
    ) -> (Timestamp, Vintage) {
        self.known_from_when(
            record.published_at,
            record.edition,
            record.ended_on,
            record.ingested_at,
            timezone,
        )
    }

    /// The same of a version that is not at hand as a record.
    pub fn known_from_when(
        &self,
        published_at: Option<Timestamp>,
        edition: u32,
        ended_on: Date,
        ingested_at: Timestamp,
        timezone: &jiff::tz::TimeZone,
    ) -> (Timestamp, Vintage) {
        if let Some(published) = published_at {
            return (published, Vintage::Published);
        }
        if edition == 1
            && let Some(instant) = self.lag.and_then(|lag| lag.known_from(ended_on, timezone))
        {
            return (instant, Vintage::Pseudo);
        }
        (ingested_at, Vintage::Ingested)
    }
}

/// A text field of a record by which records can be told apart quickly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each names the field of `Record`")]
pub enum Field {
    Feed,
    Publisher,
    Category,
    Source,
    Target,
    Country,
    Adm1,
    Place,
    Cameo,
    Plover,
}

impl Field {
    /// All of them, each at its own place.
    pub const ALL: [Self; 10] = [
        Self::Feed,
        Self::Publisher,
        Self::Category,
        Self::Source,
        Self::Target,
        Self::Country,
        Self::Adm1,
        Self::Place,
        Self::Cameo,
        Self::Plover,
    ];

    /// Its value in `record`, where it has one.
    pub fn of(self, record: &Record) -> Option<&Text> {
        match self {
            Self::Feed => Some(&record.feed),
            Self::Publisher => Some(&record.publisher),
            Self::Category => Some(&record.category),
            Self::Source => record.source.as_ref(),
            Self::Target => record.target.as_ref(),
            Self::Country => record.country.as_ref(),
            Self::Adm1 => record.adm1.as_ref(),
            Self::Place => record.place.as_ref(),
            Self::Cameo => record.cameo.as_ref(),
            Self::Plover => record.plover.as_ref(),
        }
    }
}

/// The values of one field over the current records, each as an index into the
/// distinct ones. A match decides once per distinct value and then only looks
/// up.
#[derive(Clone, Copy, Debug)]
pub struct Facet<'a> {
    /// Distinct values.
    pub values: &'a [Text],
    /// For each of [`Known::records`], the index of its value plus one; 0 where
    /// the field is absent.
    pub codes: &'a [u32],
}

/// The values of one field over stored versions.
#[derive(Debug, Default)]
struct Values {
    distinct: Vec<Text>,
    codes: Vec<u32>,
}

/// Versions in the order of their keys, with what is the same for every view of
/// them.
#[derive(Debug)]
struct Versions {
    records: Vec<Record>,
    known_from: Vec<(Timestamp, Vintage)>,
    /// Indices by first day, feed and event.
    by_day: Vec<u32>,
    values: [OnceLock<Values>; Field::ALL.len()],
}

/// A version of an event, and the time in which it was the current one.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The version.
    pub record: &'a Record,
    /// The instant from which on it was known.
    pub from: Timestamp,
    /// The instant from which on a later version was known instead; `None` where
    /// none was.
    pub until: Option<Timestamp>,
}

impl Standing<'_> {
    /// Whether it was the current version at an instant.
    pub fn at(&self, instant: Timestamp) -> bool {
        self.from <= instant && self.until.is_none_or(|until| instant < until)
    }
}

/// All that was known at an instant: the current version of each event and the
/// versions that came before it.
///
/// [`known`] is the only way to make one from stored records.
#[derive(Debug)]
pub struct Known {
    as_of: AsOf,
    versions: Arc<Versions>,
    /// Entries of the ledger in their order, some perhaps written down later.
    ledger: Arc<[Entry]>,
    /// Indices of the current versions, by first day, feed and event.
    current: Vec<u32>,
    /// How many current records were left out on purpose.
    left_out: usize,
    digest: OnceLock<[u8; 32]>,
    spans: OnceLock<HashMap<Text, (Date, Date)>>,
    codes: [OnceLock<Vec<u32>>; Field::ALL.len()],
}

/// What was known at `as_of` of the stored `records`.
///
/// Records of a feed that is not in `feeds`, and versions that became known
/// only after `as_of`, are left behind. A record that stands twice with the
/// same feed, identifier and version is taken once.
pub fn known(records: impl IntoIterator<Item = Record>, as_of: &AsOf, feeds: &[Feed]) -> Known {
    let by_id: HashMap<&str, &Feed> = feeds.iter().map(|feed| (&*feed.id, feed)).collect();
    let dated: Vec<(Record, (Timestamp, Vintage))> = records
        .into_iter()
        .filter_map(|record| {
            let from = by_id
                .get(&*record.feed)?
                .known_from(&record, as_of.timezone());
            (from.0 <= as_of.instant()).then_some((record, from))
        })
        .collect();
    // Records are large: their places are sorted, and each is moved once.
    let mut order: Vec<usize> = (0..dated.len()).collect();
    let event = |at: usize| {
        let record = &dated[at].0;
        (&record.feed, &record.event_id)
    };
    order.sort_by(|&a, &b| {
        // Of versions that stand twice the first is taken, and which that is must not
        // depend on how they lie in the lake.
        let key = |at: usize| {
            let record = &dated[at].0;
            (
                record.version,
                record.published_at,
                record.ingested_at,
                &record.file_sha256,
                record.row,
            )
        };
        event(a).cmp(&event(b)).then_with(|| key(a).cmp(&key(b)))
    });
    order.dedup_by(|a, b| event(*a) == event(*b) && dated[*a].0.version == dated[*b].0.version);
    let mut dated: Vec<Option<(Record, (Timestamp, Vintage))>> =
        dated.into_iter().map(Some).collect();
    let (records, known_from): (Vec<Record>, Vec<(Timestamp, Vintage)>) =
        order.into_iter().filter_map(|at| dated[at].take()).unzip();
    let mut by_day: Vec<u32> = (0..records.len())
        .map(|index| u32::try_from(index).unwrap_or(u32::MAX))
        .collect();
    // Versions already lie by feed and event, and the sort keeps that order.
    by_day.sort_by_key(|&index| records[index as usize].began_on);
    let versions = Versions {
        records,
        known_from,
        by_day,
        values: Default::default(),
    };
    let known = Known::of(Arc::new(versions), Arc::new([]), as_of.clone());
    known.digest();
    known
}

impl Known {
    fn of(versions: Arc<Versions>, ledger: Arc<[Entry]>, as_of: AsOf) -> Self {
        let visible = |index: usize| versions.known_from[index].0 <= as_of.instant();
        let same_event = |a: usize, b: usize| {
            let (a, b) = (&versions.records[a], &versions.records[b]);
            a.feed == b.feed && a.event_id == b.event_id
        };
        let superseded = |index: usize| {
            (index + 1..versions.records.len())
                .take_while(|&later| same_event(index, later))
                .any(visible)
        };
        let is_current = |index: &u32| {
            let index = *index as usize;
            visible(index) && !versions.records[index].retracted && !superseded(index)
        };
        let current = versions.by_day.iter().copied().filter(is_current).collect();
        Self {
            as_of,
            versions,
            ledger,
            current,
            left_out: 0,
            digest: OnceLock::new(),
            spans: OnceLock::new(),
            codes: Default::default(),
        }
    }

    /// The instant up to which this is known.
    pub fn as_of(&self) -> &AsOf {
        &self.as_of
    }

    /// What was known `days` days before.
    ///
    /// # Errors
    ///
    /// Where that lies outside the range of dates.
    pub fn days_earlier(&self, days: u16) -> Result<Self, AsOfError> {
        Ok(self.at(self.as_of.days_earlier(i32::from(days))?))
    }

    /// What was known at an earlier instant; at this one where `as_of` is later.
    pub fn at(&self, as_of: AsOf) -> Self {
        let as_of = if as_of.instant() > self.as_of.instant() {
            self.as_of.clone()
        } else {
            as_of
        };
        Self::of(self.versions.clone(), self.ledger.clone(), as_of)
    }

    /// The same, with what of `ledger` had been written down by then; entries
    /// that were written down later are left behind.
    pub fn with_ledger(mut self, ledger: impl IntoIterator<Item = Entry>) -> Self {
        let by_then = |entry: &Entry| entry.recorded_at <= self.as_of.instant();
        let mut entries: Vec<Entry> = ledger.into_iter().filter(by_then).collect();
        entries.sort_by_key(|entry| entry.sequence);
        self.ledger = entries.into();
        self
    }

    /// The same without the versions for which `left_out` holds, which should be all of an
    /// event or none; how many current events that takes away is kept in
    /// [`left_out`](Self::left_out).
    pub fn leaving_out(&self, left_out: impl Fn(&Record) -> bool) -> Self {
        let versions = &self.versions;
        let kept: Vec<usize> = (0..versions.records.len())
            .filter(|&index| !left_out(&versions.records[index]))
            .collect();
        let mut place = vec![None; versions.records.len()];
        for (new, &old) in (0u32..).zip(&kept) {
            place[old] = Some(new);
        }
        let fewer = Versions {
            records: kept
                .iter()
                .map(|&index| versions.records[index].clone())
                .collect(),
            known_from: kept
                .iter()
                .map(|&index| versions.known_from[index])
                .collect(),
            by_day: versions
                .by_day
                .iter()
                .filter_map(|&index| place[index as usize])
                .collect(),
            values: Default::default(),
        };
        let mut fewer = Self::of(Arc::new(fewer), self.ledger.clone(), self.as_of.clone());
        fewer.left_out = self.left_out + (self.len() - fewer.len());
        fewer
    }

    /// How many current records were left out on purpose.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// What had been written down in the ledger, oldest first.
    pub fn ledger(&self) -> impl DoubleEndedIterator<Item = &Entry> + Clone {
        let by_then = |entry: &&Entry| entry.recorded_at <= self.as_of.instant();
        self.ledger.iter().filter(by_then)
    }

    /// The number of current records.
    pub fn len(&self) -> usize {
        self.current.len()
    }

    /// Whether nothing was known.
    pub fn is_empty(&self) -> bool {
        self.current.is_empty()
    }

    /// The current version of each event that is not withdrawn, by first day,
    /// feed and identifier.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &Record> + Clone {
        let versions = &self.versions.records;
        self.current.iter().map(|&index| &versions[index as usize])
    }

    /// Every version known that is no withdrawal, with the time in which it was the
    /// current one, by first day, feed and identifier: those that stood at an
    /// earlier instant are the [`records`](Self::records) of
    /// [`at`](Self::at) that instant, in their order.
    pub fn standing(&self) -> impl Iterator<Item = Standing<'_>> {
        let Versions {
            records,
            known_from,
            by_day,
            ..
        } = &*self.versions;
        let now = self.as_of.instant();
        by_day.iter().filter_map(move |&index| {
            let index = index as usize;
            let record = &records[index];
            let from = known_from[index].0;
            let until = records[index + 1..]
                .iter()
                .zip(&known_from[index + 1..])
                .take_while(|(later, _)| {
                    later.feed == record.feed && later.event_id == record.event_id
                })
                .map(|(_, (from, _))| *from)
                .filter(|from| *from <= now)
                .min();
            let stood = from <= now && until.is_none_or(|until| from < until);
            (stood && !record.retracted).then_some(Standing {
                record,
                from,
                until,
            })
        })
    }

    /// Every version known of every event, also superseded and withdrawn ones,
    /// by feed, event and version.
    pub fn versions(&self) -> impl Iterator<Item = &Record> {
        let visible =
            |(_, (from, _)): &(&Record, &(Timestamp, Vintage))| *from <= self.as_of.instant();
        let dated = self.versions.records.iter().zip(&self.versions.known_from);
        dated.filter(visible).map(|(record, _)| record)
    }

    /// One of [`records`](Self::records) by its place among them, with when it became
    /// known and by which rule.
    pub fn record(&self, place: usize) -> Option<(&Record, (Timestamp, Vintage))> {
        let index = *self.current.get(place)? as usize;
        Some((
            &self.versions.records[index],
            self.versions.known_from[index],
        ))
    }

    /// Every version known of one event, oldest first, with when it became known and by
    /// which rule.
    pub fn versions_of(
        &self,
        feed: &str,
        event_id: &str,
    ) -> impl Iterator<Item = (&Record, (Timestamp, Vintage))> {
        let records = &self.versions.records;
        let key = |record: &Record| (&*record.feed, &*record.event_id).cmp(&(feed, event_id));
        let first = records.partition_point(|record| key(record).is_lt());
        let last = records.partition_point(|record| key(record).is_le());
        let dated = records[first..last]
            .iter()
            .zip(&self.versions.known_from[first..last]);
        dated
            .map(|(record, from)| (record, *from))
            .filter(|(_, (from, _))| *from <= self.as_of.instant())
    }

    /// Whether the event is known and was not withdrawn.
    pub fn holds(&self, feed: &str, event_id: &str) -> bool {
        let newest = self.versions_of(feed, event_id).last();
        newest.is_some_and(|(record, _)| !record.retracted)
    }

    /// When the current records became known, and by which rule, in the order of
    /// [`records`](Self::records).
    pub fn known_from(&self) -> impl ExactSizeIterator<Item = (Timestamp, Vintage)> + '_ {
        self.current
            .iter()
            .map(|&index| self.versions.known_from[index as usize])
    }

    /// First and last day of the current records of a feed, `None` where there
    /// are none.
    pub fn span_of(&self, feed: &str) -> Option<(Date, Date)> {
        let spans = self.spans.get_or_init(|| {
            let mut spans: HashMap<Text, (Date, Date)> = HashMap::new();
            for record in self.records() {
                match spans.get_mut(&record.feed) {
                    Some((_, last)) => *last = (*last).max(record.ended_on),
                    None => {
                        spans.insert(record.feed.clone(), (record.began_on, record.ended_on));
                    }
                }
            }
            spans
        });
        spans.get(feed).copied()
    }

    /// The values of `field` over [`records`](Self::records).
    pub fn facet(&self, field: Field) -> Facet<'_> {
        let values = self.versions.values[field as usize].get_or_init(|| {
            let mut values = Values::default();
            let mut seen: HashMap<&str, u32> = HashMap::new();
            values.codes.reserve(self.versions.records.len());
            for record in &self.versions.records {
                let code = field.of(record).map_or(0, |value| {
                    *seen.entry(value).or_insert_with(|| {
                        values.distinct.push(value.clone());
                        u32::try_from(values.distinct.len()).unwrap_or(u32::MAX)
                    })
                });
                values.codes.push(code);
            }
            values
        });
        // Gathered once per view, so that a match reads them in a row.
        let codes = self.codes[field as usize].get_or_init(|| {
            self.current
                .iter()
                .map(|&index| values.codes[index as usize])
                .collect()
        });
        Facet {
            values: &values.distinct,
            codes,
        }
    }

    /// SHA-256 over the instant, the timezone and every version known, in the
    /// order of their keys.
    ///
    /// It covers what the publishers stated and not where our copies lie, so the
    /// same knowledge has the same digest on every machine. The ledger is not
    /// part of it: that has a chain of digests of its own.
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.get_or_init(|| {
            let mut hasher = Sha256::new();
            let mut text = |value: &str| {
                hasher.update((value.len() as u64).to_le_bytes());
                hasher.update(value.as_bytes());
            };
            text("foreshock known 1");
            text(&self.as_of.instant().to_string());
            text(self.as_of.timezone().iana_name().unwrap_or_default());
            for record in self.versions() {
                text(&record.feed);
                text(&record.event_id);
            }
            for record in self.versions() {
                hasher.update(record.version.to_le_bytes());
                record.hash_statement(&mut hasher);
            }
            hasher.finalize().into()
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;

    fn feed(lag: Option<u16>) -> Feed {
        Feed {
            id: "feed".into(),
            lag: lag.map(Lag::days),
        }
    }

    fn record(id: &str, day: Date, version: u32) -> Record {
        let mut record = Record::new("feed".into(), "press".into(), "shelling".into(), day);
        record.event_id = id.into();
        record.version = version;
        record.edition = version;
        record.ingested_at = "2026-01-01T00:00:00Z".parse().expect("an instant");
        record
    }

    fn end_of(day: Date) -> AsOf {
        AsOf::end_of(day, TimeZone::UTC).expect("a day in range")
    }

    #[test]
    fn a_lag_makes_an_event_known_at_the_end_of_its_last_day_of_silence() {
        let records = [record("a", date(2024, 9, 10), 1)];
        let feeds = [feed(Some(3))];
        let on = |day| known(records.clone(), &end_of(date(2024, 9, day)), &feeds).len();
        assert_eq!([on(12), on(13)], [0, 1]);
    }

    #[test]
    fn without_a_lag_an_event_is_known_from_when_it_was_read() {
        let records = [record("a", date(2024, 9, 10), 1)];
        let feeds = [feed(None)];
        assert!(known(records.clone(), &end_of(date(2025, 12, 31)), &feeds).is_empty());
        assert_eq!(known(records, &end_of(date(2026, 1, 1)), &feeds).len(), 1);
    }

    #[test]
    fn a_correction_found_later_leaves_the_earlier_view_as_it_was() {
        let mut second = record("a", date(2024, 9, 10), 2);
        second.count = Some(7.0);
        let feeds = [feed(Some(0))];
        let as_of = end_of(date(2024, 9, 16));
        let before = known([record("a", date(2024, 9, 10), 1)], &as_of, &feeds);
        let after = known([record("a", date(2024, 9, 10), 1), second], &as_of, &feeds);
        assert_eq!(before.digest(), after.digest());
        assert_eq!(after.records().next().and_then(|r| r.count), None);
    }

    #[test]
    fn a_withdrawn_event_is_known_but_not_current() {
        let mut second = record("a", date(2024, 9, 10), 2);
        second.retracted = true;
        let all = [record("a", date(2024, 9, 10), 1), second];
        let view = known(all, &end_of(date(2026, 2, 1)), &[feed(Some(0))]);
        assert_eq!((view.len(), view.versions().count()), (0, 2));
        assert_eq!(view.at(end_of(date(2024, 12, 31))).len(), 1);
    }

    #[test]
    fn what_is_written_down_later_is_not_seen() {
        let entry = |sequence, recorded_at: AsOf| Entry {
            sequence,
            kind: "note".into(),
            key: sequence.to_string().into(),
            recorded_at: recorded_at.instant(),
            body: "{}".into(),
            previous: "".into(),
            digest: "".into(),
        };
        let entries = [10, 12, 14].map(|day| entry(day, end_of(date(2024, 9, day as i8))));
        let view = known([], &end_of(date(2024, 9, 12)), &[]).with_ledger(entries);
        let seen = |view: &Known| {
            view.ledger()
                .map(|entry| entry.sequence)
                .collect::<Vec<_>>()
        };
        assert_eq!(seen(&view), [10, 12]);
        assert_eq!(seen(&view.at(end_of(date(2024, 9, 11)))), [10]);
        assert_eq!(seen(&view.at(end_of(date(2024, 9, 30)))), [10, 12]);
    }

    fn any_record() -> impl Strategy<Value = Record> {
        (0u8..12, 0i16..40, 1u32..4, 0u8..3, any::<bool>()).prop_map(
            |(id, day, version, published, retracted)| {
                let day = date(2024, 1, 1)
                    .checked_add(jiff::Span::new().days(day))
                    .expect("a day in range");
                let mut record = record(&id.to_string(), day, version);
                record.count = Some(f64::from(version));
                record.retracted = retracted && version > 1;
                record.published_at = (published > 0).then(|| {
                    end_of(day).instant() + jiff::SignedDuration::from_hours(i64::from(published))
                });
                record
            },
        )
    }

    proptest! {
        /// The first law: what becomes known later changes nothing earlier.
        #[test]
        fn later_knowledge_leaves_an_earlier_view_unchanged(
            records in prop::collection::vec(any_record(), 0..60),
            day in 1i8..28,
            lag in prop::option::of(0u16..5),
        ) {
            let feeds = [feed(lag)];
            let as_of = end_of(date(2024, 1, day));
            let all = known(records.clone(), &as_of, &feeds);
            let earlier: Vec<Record> = records
                .into_iter()
                .filter(|r| feeds[0].known_from(r, &TimeZone::UTC).0 <= as_of.instant())
                .collect();
            let only_earlier = known(earlier, &as_of, &feeds);
            prop_assert_eq!(all.digest(), only_earlier.digest());
            prop_assert_eq!(all.len(), only_earlier.len());
        }

        /// What stood at an instant is what was current then.
        #[test]
        fn what_stood_is_what_was_current(
            records in prop::collection::vec(any_record(), 0..60),
            day in 1i8..28,
            lag in prop::option::of(0u16..5),
        ) {
            let late = end_of(date(2026, 3, 1));
            let view = known(records, &late, &[feed(lag)]);
            for then in [end_of(date(2024, 1, day)), late] {
                let current = view.at(then.clone());
                let stood = view.standing().filter(|one| one.at(then.instant()));
                prop_assert!(stood.map(|one| one.record).eq(current.records()));
            }
        }

        /// Narrowing a later view is the same as looking earlier at once.
        #[test]
        fn narrowing_equals_looking_earlier(
            records in prop::collection::vec(any_record(), 0..60),
            day in 1i8..28,
        ) {
            // Versions of one key that state different things would make the
            // order of arrival matter; a lake never holds such.
            let mut records = records;
            records.sort_by(|a, b| (&a.event_id, a.version).cmp(&(&b.event_id, b.version)));
            records.dedup_by(|a, b| a.event_id == b.event_id && a.version == b.version);
            let feeds = [feed(Some(1))];
            let early = end_of(date(2024, 1, day));
            let late = end_of(date(2024, 3, 1));
            let direct = known(records.clone(), &early, &feeds);
            let narrowed = known(records, &late, &feeds).at(early);
            prop_assert_eq!(direct.digest(), narrowed.digest());
        }
    }
}
