//! Which events fit.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use foreshock_assess::occurrences;
use foreshock_event::{Field, Known, Record};
use foreshock_watch::Watch;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Rows, row::key};
use crate::problem::Problem;

/// Words of a text that is looked for; more are not looked for.
const MOST_WORDS: usize = 16;

/// Which events are wanted. All that is given has to fit.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct EventFilter {
    /// First day.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// Words that all stand in description, place, actors, category or citation.
    pub q: Option<String>,
    /// Id of a source of the watch.
    pub source: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The publisher's own category.
    pub category: Option<String>,
    /// Code of the acting side, or its beginning up to a dot.
    pub actor: Option<String>,
    /// Code of the side acted upon, or its beginning up to a dot.
    pub target: Option<String>,
    /// Country of the place.
    pub country: Option<String>,
    /// Id of an indicator that counts it.
    pub indicator: Option<String>,
    /// Western bound, degrees east; with the other three.
    pub west: Option<f64>,
    /// Southern bound, degrees north.
    pub south: Option<f64>,
    /// Eastern bound, degrees east.
    pub east: Option<f64>,
    /// Northern bound, degrees north.
    pub north: Option<f64>,
    /// Held to be doubtful, or not.
    pub doubtful: Option<bool>,
    /// Only those about which there are notes.
    pub noted: Option<bool>,
    /// Order.
    #[serde(default)]
    pub sort: Order,
}

/// Order of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Order {
    /// Oldest first.
    #[serde(rename = "date")]
    Date,
    /// Newest first.
    #[default]
    #[serde(rename = "-date")]
    DateDescending,
    /// Least first; those without a count last.
    #[serde(rename = "count")]
    Count,
    /// Most first; those without a count last.
    #[serde(rename = "-count")]
    CountDescending,
    /// By category.
    #[serde(rename = "category")]
    Category,
    /// By the name of the place; those without one last.
    #[serde(rename = "place")]
    Place,
}

/// Places of the fitting events among the records that were known.
pub(crate) struct Selection {
    pub places: Vec<u32>,
    /// With an indicator: the records joined to each event, by source and identifier.
    pub merged: HashMap<(String, String), Vec<String>>,
}

impl EventFilter {
    /// What tells two filters apart.
    pub fn name(&self) -> String {
        format!("{self:?}")
    }

    /// The area, where one is given.
    fn area(&self) -> Result<Option<[f64; 4]>, Problem> {
        let bounds = [self.west, self.south, self.east, self.north];
        if bounds.iter().all(Option::is_none) {
            return Ok(None);
        }
        let [Some(west), Some(south), Some(east), Some(north)] = bounds else {
            return Err(Problem::bad_request(
                "an area needs west, south, east and north",
                "give all four, in degrees",
            ));
        };
        let in_range = |value: f64, limit: f64| value.is_finite() && value.abs() <= limit;
        match in_range(west, 540.0)
            && in_range(east, 540.0)
            && in_range(south, 90.0)
            && in_range(north, 90.0)
            && south <= north
        {
            true => Ok(Some([west, south, east, north])),
            false => Err(Problem::makes_no_sense(
                "the area makes no sense",
                "south lies below north, both within 90 degrees of the equator",
            )),
        }
    }

    /// Checks what can be wrong with it.
    pub fn check(&self, watch: &Watch) -> Result<(), Problem> {
        self.area()?;
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(Problem::makes_no_sense(
                "`to` lies before `from`",
                "exchange them",
            ));
        }
        if let Some(id) = &self.indicator
            && !watch.selecting().any(|indicator| indicator.id == *id)
        {
            return Err(Problem::not_found(
                "the watch has no such indicator",
                "see the list of indicators",
            ));
        }
        Ok(())
    }
}

/// A code, or the beginning of it up to a dot.
fn is_of(code: &str, wanted: &str) -> bool {
    code.strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a value of a record is what is wanted.
type Fits = fn(&str, &str) -> bool;

/// Words to be found, whatever the case of their letters.
struct Words(Vec<AhoCorasick>);

impl Words {
    fn new(text: &str) -> Self {
        let words = text.split_whitespace().take(MOST_WORDS);
        let searcher = |word: &str| {
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .build([word])
                .ok()
        };
        Self(words.filter_map(searcher).collect())
    }

    fn stand_in(&self, record: &Record, with_text: bool) -> bool {
        let text = record.text.as_deref().filter(|_| with_text);
        let fields = [
            text,
            Some(&*record.category),
            record.place.as_deref(),
            record.source.as_deref(),
            record.source_name.as_deref(),
            record.target.as_deref(),
            record.target_name.as_deref(),
            record.citation.as_deref(),
        ];
        self.0
            .iter()
            .all(|word| fields.iter().flatten().any(|field| word.is_match(*field)))
    }
}

/// The events that fit, in order. The filter has been checked.
pub(crate) fn select(watch: &Watch, known: &Known, filter: &EventFilter, rows: &Rows) -> Selection {
    let texts: [(Field, &Option<String>, Fits); 6] = [
        (Field::Feed, &filter.source, |value, wanted| value == wanted),
        (Field::Publisher, &filter.publisher, |value, wanted| {
            value == wanted
        }),
        (Field::Category, &filter.category, |value, wanted| {
            value == wanted
        }),
        (Field::Country, &filter.country, |value, wanted| {
            value == wanted
        }),
        (Field::Source, &filter.actor, is_of),
        (Field::Target, &filter.target, is_of),
    ];
    let tests: Vec<(&[u32], Vec<bool>)> = texts
        .into_iter()
        .filter_map(|(field, wanted, fits)| {
            let wanted = wanted.as_deref()?;
            let facet = known.facet(field);
            let mut fitting = vec![false];
            fitting.extend(facet.values.iter().map(|value| fits(value, wanted)));
            Some((facet.codes, fitting))
        })
        .collect();
    let words = filter.q.as_deref().map(Words::new);
    let area = filter.area().ok().flatten();
    let mut merged = HashMap::new();
    let counted = filter.indicator.as_ref().and_then(|id| {
        let indicator = watch.selecting().find(|indicator| indicator.id == *id)?;
        let mut counted: HashSet<(&str, &str)> = HashSet::new();
        for occurrence in occurrences(watch, indicator, known) {
            let record = occurrence.record;
            counted.insert((&record.feed, &record.event_id));
            if !occurrence.others.is_empty() {
                let others = occurrence.others.iter();
                let names = others.map(|other| format!("{}/{}", other.feed, other.event_id));
                merged.insert(key(record), names.collect());
            }
        }
        Some(counted)
    });
    let fits = |place: usize, record: &Record| {
        tests
            .iter()
            .all(|(codes, fitting)| fitting[codes[place] as usize])
            && filter.from.is_none_or(|from| from <= record.ended_on)
            && filter.to.is_none_or(|to| record.began_on <= to)
            && area.is_none_or(|area| lies_in(record, area))
            && counted
                .as_ref()
                .is_none_or(|counted| counted.contains(&(&*record.feed, &*record.event_id)))
            && filter
                .doubtful
                .is_none_or(|wanted| rows.is_doubtful(record) == wanted)
            && filter
                .noted
                .is_none_or(|wanted| rows.is_noted(record) == wanted)
            && words
                .as_ref()
                .is_none_or(|words| words.stand_in(record, !rows.is_withheld(record)))
    };
    let mut places: Vec<u32> = known
        .records()
        .enumerate()
        .filter(|(place, record)| fits(*place, record))
        .map(|(place, _)| u32::try_from(place).unwrap_or(u32::MAX))
        .collect();
    sort(known, filter.sort, &mut places);
    Selection { places, merged }
}

fn lies_in(record: &Record, [west, south, east, north]: [f64; 4]) -> bool {
    let (Some(lat), Some(lon)) = (record.lat, record.lon) else {
        return false;
    };
    // East of the western bound by no more than the width, also across the date line.
    let width = (east - west).rem_euclid(360.0);
    let width = if width == 0.0 && east != west {
        360.0
    } else {
        width
    };
    (south..=north).contains(&lat) && (lon - west).rem_euclid(360.0) <= width
}

/// The places lie by date already.
fn sort(known: &Known, order: Order, places: &mut [u32]) {
    let record = |place: &u32| known.record(*place as usize).map(|(record, _)| record);
    let count = |place: &u32| record(place).and_then(|record| record.count);
    let by_count = |descending: bool| {
        move |a: &u32, b: &u32| match (count(a), count(b)) {
            (Some(a), Some(b)) if descending => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        }
    };
    match order {
        Order::Date => {}
        Order::DateDescending => places.reverse(),
        Order::Count => places.sort_by(by_count(false)),
        Order::CountDescending => places.sort_by(by_count(true)),
        Order::Category => {
            places.sort_by_cached_key(|place| record(place).map(|record| record.category.clone()))
        }
        Order::Place => places.sort_by_cached_key(|place| {
            let name = record(place).and_then(|record| record.place.clone());
            (name.is_none(), name)
        }),
    }
}
