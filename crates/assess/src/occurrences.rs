//! Which events an indicator counts, and the way back to their records.

use std::collections::{BTreeMap, HashMap};

use foreshock_event::{Field, Known, Record, Standing, Text};
use foreshock_watch::{Indicator, Merge, Near, NumericField, Selection, Shape, Watch};
use geo::{Closest, Distance, Haversine, HaversineClosestPoint, LineString, Point};
use jiff::civil::Date;

use crate::{
    assessment::{Event, Provenance},
    calendar::days_between,
};

/// One event as an indicator counts it: a record, and those of other sources
/// that tell of the same event.
#[derive(Clone, Debug)]
pub struct Occurrence<'a> {
    /// The record of the preferred source.
    pub record: &'a Record,
    /// Records of the other sources.
    pub others: Vec<&'a Record>,
}

impl Occurrence<'_> {
    /// The value of a field; where the preferred record lacks it, that of the
    /// first other one that has it.
    pub fn value(&self, field: NumericField) -> Option<f64> {
        field
            .of(self.record)
            .or_else(|| self.others.iter().find_map(|record| field.of(record)))
    }

    /// The first day of the event.
    pub fn date(&self) -> Date {
        self.record.began_on
    }
}

/// The events that `indicator` counts, by first day.
pub fn occurrences<'a>(
    watch: &Watch,
    indicator: &Indicator,
    known: &'a Known,
) -> Vec<Occurrence<'a>> {
    let by_source = watch
        .sources_of(indicator)
        .map(|source| selected(&indicator.selection, &source.id, known));
    joined(indicator.merge, by_source)
}

/// The events that the selected records of each source tell of, the preferred source
/// first, by first day.
pub(crate) fn joined<'a>(
    how: Merge,
    by_source: impl Iterator<Item = Vec<&'a Record>>,
) -> Vec<Occurrence<'a>> {
    let alone = |record| Occurrence {
        record,
        others: Vec::new(),
    };
    let mut merged: Vec<Occurrence<'a>> = Vec::new();
    for records in by_source {
        match how {
            Merge::Disjoint => merged.extend(records.into_iter().map(alone)),
            Merge::Within(days) => merge(&mut merged, records, days),
        }
    }
    merged.sort_by(|a, b| key(a.record).cmp(&key(b.record)));
    merged
}

fn key(record: &Record) -> (Date, &Text, &Text) {
    (record.began_on, &record.feed, &record.event_id)
}

/// Adds the records of a further source: each tells of the nearest event within
/// `days` that no record of this source tells of yet, or else of a new one.
///
/// Pairs are joined nearest first, so that a record never takes an event that a
/// nearer record of its source tells of.
fn merge<'a>(events: &mut Vec<Occurrence<'a>>, records: Vec<&'a Record>, days: u16) {
    events.sort_by(|a, b| key(a.record).cmp(&key(b.record)));
    let mut pairs: Vec<(i32, usize, usize)> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let distance = |event: &Occurrence<'_>| days_between(event.date(), record.began_on);
        let first = events.partition_point(|event| distance(event) > i32::from(days));
        for (offset, event) in events[first..].iter().enumerate() {
            let apart = distance(event);
            if apart < -i32::from(days) {
                break;
            }
            pairs.push((apart.abs(), first + offset, index));
        }
    }
    pairs.sort();
    let mut event_taken = vec![false; events.len()];
    let mut record_taken = vec![false; records.len()];
    for (_, event, record) in pairs {
        if !event_taken[event] && !record_taken[record] {
            event_taken[event] = true;
            record_taken[record] = true;
            events[event].others.push(records[record]);
        }
    }
    let new = records
        .into_iter()
        .zip(record_taken)
        .filter(|(_, taken)| !taken);
    events.extend(new.map(|(record, _)| Occurrence {
        record,
        others: Vec::new(),
    }));
}

/// The records of one source that fit.
fn selected<'a>(selection: &Selection, feed: &Text, known: &'a Known) -> Vec<&'a Record> {
    let feeds = known.facet(Field::Feed);
    let Some(feed) = feeds.values.iter().position(|value| value == feed) else {
        return Vec::new();
    };
    let feed = u32::try_from(feed + 1).unwrap_or(u32::MAX);
    let tests: Vec<(&[u32], Vec<bool>)> = selection
        .texts
        .iter()
        .map(|(field, patterns)| {
            let facet = known.facet(*field);
            let fits = |value: &Text| patterns.iter().any(|pattern| pattern.fits(value));
            let mut fitting = vec![false];
            fitting.extend(facet.values.iter().map(fits));
            (facet.codes, fitting)
        })
        .collect();
    let near = selection.near.as_ref().map(Reach::new);
    known
        .records()
        .enumerate()
        .filter(|(number, _)| {
            feeds.codes[*number] == feed
                && tests
                    .iter()
                    .all(|(codes, fitting)| fitting[codes[*number] as usize])
        })
        .map(|(_, record)| record)
        .filter(|record| {
            selection.fits_numbers_and_description(record)
                && near.as_ref().is_none_or(|near| near.reaches(record))
        })
        .collect()
}

/// The records of one source that fit, of all that ever were the current version.
pub(crate) fn ever_selected<'a>(
    selection: &Selection,
    feed: &Text,
    known: &'a Known,
) -> Vec<Standing<'a>> {
    // Decided once per distinct value.
    let mut decided: Vec<HashMap<&'a str, bool>> = vec![HashMap::new(); selection.texts.len()];
    let near = selection.near.as_ref().map(Reach::new);
    let mut fits = |record: &'a Record| {
        let of_texts = selection.texts.iter().zip(&mut decided);
        record.feed == *feed
            && of_texts
                .into_iter()
                .all(|((field, patterns), decided)| match field.of(record) {
                    Some(value) => *decided
                        .entry(value)
                        .or_insert_with(|| patterns.iter().any(|pattern| pattern.fits(value))),
                    None => false,
                })
            && selection.fits_numbers_and_description(record)
            && near.as_ref().is_none_or(|near| near.reaches(record))
    };
    known
        .standing()
        .filter(|standing| fits(standing.record))
        .collect()
}

/// How far from a point or a line.
pub(crate) enum Reach {
    Point(Point<f64>, f64),
    Line(LineString<f64>, f64),
}

impl Reach {
    pub(crate) fn new(near: &Near) -> Self {
        let metres = near.km * 1000.0;
        match &near.shape {
            Shape::Point([lat, lon]) => Self::Point(Point::new(*lon, *lat), metres),
            Shape::Line(points) => Self::Line(
                points.iter().map(|[lat, lon]| (*lon, *lat)).collect(),
                metres,
            ),
        }
    }

    fn reaches(&self, record: &Record) -> bool {
        let place = record.lat.zip(record.lon);
        place.is_some_and(|(lat, lon)| self.reaches_place(lat, lon))
    }

    pub(crate) fn reaches_place(&self, lat: f64, lon: f64) -> bool {
        let place = Point::new(lon, lat);
        match self {
            Self::Point(point, metres) => Haversine.distance(*point, place) <= *metres,
            Self::Line(line, metres) => match line.haversine_closest_point(&place) {
                Closest::SinglePoint(nearest) | Closest::Intersection(nearest) => {
                    Haversine.distance(nearest, place) <= *metres
                }
                Closest::Indeterminate => false,
            },
        }
    }
}

/// The events behind several indicators, each once and by day, and for each
/// indicator their places in the list. An event that stands in more than one
/// keeps the other records that the first of them joined to it.
pub(crate) fn event_list(of_indicators: &[&[Occurrence<'_>]]) -> (Vec<Event>, Vec<Vec<usize>>) {
    let mut events: BTreeMap<(Date, &Text, &Text), &Occurrence<'_>> = BTreeMap::new();
    for occurrence in of_indicators.iter().copied().flatten() {
        events.entry(key(occurrence.record)).or_insert(occurrence);
    }
    let places: HashMap<_, usize> = events
        .keys()
        .enumerate()
        .map(|(place, key)| (*key, place))
        .collect();
    let of_indicator = |occurrences: &&[Occurrence<'_>]| {
        let mut places: Vec<usize> = occurrences
            .iter()
            .filter_map(|occurrence| places.get(&key(occurrence.record)).copied())
            .collect();
        places.sort_unstable();
        places
    };
    let indices = of_indicators.iter().map(of_indicator).collect();
    (events.into_values().map(shown).collect(), indices)
}

fn shown(occurrence: &Occurrence<'_>) -> Event {
    let record = occurrence.record;
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.to_string());
    Event {
        source_id: record.feed.to_string(),
        event_id: record.event_id.to_string(),
        date: record.began_on,
        until: (record.ended_on != record.began_on).then_some(record.ended_on),
        category: record.category.to_string(),
        actor: text(&record.source).or_else(|| text(&record.source_name)),
        target: text(&record.target).or_else(|| text(&record.target_name)),
        count: occurrence.value(NumericField::Count),
        place: text(&record.place),
        lat: record.lat,
        lon: record.lon,
        text: text(&record.text),
        citation: text(&record.citation),
        url: text(&record.url),
        merged_with: occurrence
            .others
            .iter()
            .map(|other| format!("{}/{}", other.feed, other.event_id))
            .collect(),
    }
}

/// Where the records behind `events` were read from.
pub(crate) fn provenance(known: &Known, events: &[Event]) -> Vec<Provenance> {
    let by_key: HashMap<(&str, &str), &Record> = known
        .records()
        .map(|record| ((&*record.feed, &*record.event_id), record))
        .collect();
    events
        .iter()
        .filter_map(|event| by_key.get(&(event.source_id.as_str(), event.event_id.as_str())))
        .map(|record| Provenance {
            source_id: record.feed.to_string(),
            event_id: record.event_id.to_string(),
            file: record.file.to_string(),
            file_sha256: record.file_sha256.to_string(),
            row: record.row,
        })
        .collect()
}
