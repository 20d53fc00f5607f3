//! What the selected events have, counted.

use std::collections::{BTreeMap, HashMap};

use foreshock_event::{Field, Known};
use schemars::JsonSchema;
use serde::Serialize;

use super::Selection;

/// Values of a field that are listed.
const LISTED: usize = 50;
/// Places that are listed.
const PLACES: usize = 3000;

/// The selected events by what they have, most frequent first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Facets {
    /// How many there are.
    pub total: usize,
    /// By source of the watch.
    pub sources: Vec<Share>,
    /// By publisher.
    pub publishers: Vec<Share>,
    /// By the publisher's own category.
    pub categories: Vec<Share>,
    /// By acting side.
    pub actors: Vec<Share>,
    /// By side acted upon.
    pub targets: Vec<Share>,
    /// By country of the place.
    pub countries: Vec<Share>,
    /// By month, in the order of time; months without any are left out.
    pub months: Vec<Month>,
    /// By place.
    pub places: Vec<PlaceShare>,
    /// How many have no coordinates.
    pub without_place: usize,
}

/// How many events have a value.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Share {
    /// The value.
    pub value: String,
    /// How many.
    pub events: usize,
}

/// How many events began in a month.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Month {
    /// `2024-09`.
    pub month: String,
    /// How many.
    pub events: usize,
}

/// How many events lie at a place.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlaceShare {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// A name of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How many.
    pub events: usize,
}

/// Counts the selected events.
pub(crate) fn facets(known: &Known, selection: &Selection) -> Facets {
    let by = |field: Field| {
        let facet = known.facet(field);
        let mut counts = vec![0usize; facet.values.len() + 1];
        for &place in &selection.places {
            counts[facet.codes[place as usize] as usize] += 1;
        }
        let mut shares: Vec<Share> = facet
            .values
            .iter()
            .zip(&counts[1..])
            .filter(|(_, events)| **events > 0)
            .map(|(value, events)| Share {
                value: value.to_string(),
                events: *events,
            })
            .collect();
        shares.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.value.cmp(&b.value)));
        shares.truncate(LISTED);
        shares
    };
    let mut months: BTreeMap<(i16, i8), usize> = BTreeMap::new();
    let mut places: HashMap<(u64, u64), PlaceShare> = HashMap::new();
    let mut without_place = 0;
    for &place in &selection.places {
        let Some((record, _)) = known.record(place as usize) else {
            continue;
        };
        *months
            .entry((record.began_on.year(), record.began_on.month()))
            .or_default() += 1;
        match (record.lat, record.lon) {
            (Some(lat), Some(lon)) => {
                places
                    .entry((lat.to_bits(), lon.to_bits()))
                    .or_insert_with(|| PlaceShare {
                        lat,
                        lon,
                        place: record.place.as_ref().map(ToString::to_string),
                        events: 0,
                    })
                    .events += 1;
            }
            _ => without_place += 1,
        }
    }
    let mut places: Vec<PlaceShare> = places.into_values().collect();
    places.sort_by(|a, b| {
        b.events
            .cmp(&a.events)
            .then_with(|| a.lat.total_cmp(&b.lat))
            .then_with(|| a.lon.total_cmp(&b.lon))
    });
    places.truncate(PLACES);
    Facets {
        total: selection.places.len(),
        sources: by(Field::Feed),
        publishers: by(Field::Publisher),
        categories: by(Field::Category),
        actors: by(Field::Source),
        targets: by(Field::Target),
        countries: by(Field::Country),
        months: months
            .into_iter()
            .map(|((year, month), events)| Month {
                month: format!("{year:04}-{month:02}"),
                events,
            })
            .collect(),
        places,
        without_place,
    }
}
