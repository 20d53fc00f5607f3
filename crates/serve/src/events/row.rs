//! One event as a row.

use std::{collections::BTreeSet, sync::Arc};

use foreshock_event::{Record, Vintage};
use foreshock_watch::Watch;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::look::{Keys, Notes, Written};

/// One version of an event, as its publisher stated it, with the way back to its file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EventRow<'a> {
    /// Id of the source in the watch.
    pub source_id: &'a str,
    /// The publisher's identifier, or a digest of the fields.
    pub event_id: &'a str,
    /// From 1, rising with each correction.
    pub version: u32,
    /// Who published it.
    pub publisher: &'a str,
    /// First day.
    pub date: String,
    /// Last day, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How exactly the days are known: day, month, quarter or year.
    #[schemars(extend("enum" = ["day", "month", "quarter", "year"]))]
    pub date_precision: &'static str,
    /// The publisher's own category.
    pub category: &'a str,
    /// Code of the acting side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<&'a str>,
    /// Its name as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<&'a str>,
    /// Code of the side acted upon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'a str>,
    /// Its name as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_name: Option<&'a str>,
    /// What the row measures, in the unit of its source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    /// Goldstein score or the publisher's own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intensity: Option<f64>,
    /// Best estimate of deaths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fatalities: Option<f64>,
    /// Name of the place as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<&'a str>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Country of the place, ISO 3166-1 alpha-3 where it could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<&'a str>,
    /// Description as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// The publisher does not let its descriptions be passed on, and there is one.
    #[serde(skip_serializing_if = "is_false")]
    #[schemars(default)]
    pub text_withheld: bool,
    /// Where the publisher has it from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<&'a str>,
    /// Address of the report, as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// Name of the raw file.
    pub file: &'a str,
    /// SHA-256 of the raw file.
    pub file_sha256: &'a str,
    /// Row in the raw file, from 1 after a header.
    pub row: u64,
    /// When this version became known.
    pub known_from: String,
    /// By which rule: published, pseudo (the day of the event plus a declared lag) or
    /// ingested.
    #[schemars(extend("enum" = ["published", "pseudo", "ingested"]))]
    pub known_by: &'static str,
    /// This version withdraws the event.
    #[serde(skip_serializing_if = "is_false")]
    #[schemars(default)]
    pub retracted: bool,
    /// Source and identifier of records that tell of the same event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub merged_with: Vec<String>,
    /// It is held to be doubtful.
    #[serde(skip_serializing_if = "is_false")]
    #[schemars(default)]
    pub doubtful: bool,
    /// How many notes there are about it.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub notes: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// Source and identifier of an event.
pub(super) fn key(record: &Record) -> (String, String) {
    (record.feed.to_string(), record.event_id.to_string())
}

/// Makes rows of records: knows whose text is withheld, what is doubted, what was noted.
pub(crate) struct Rows {
    withheld: BTreeSet<String>,
    doubtful: Arc<Keys>,
    notes: Arc<Notes>,
}

impl Rows {
    pub fn new(watch: &Watch, written: &Written) -> Self {
        let withheld = watch
            .sources
            .iter()
            .map(|source| source.id.to_string())
            .filter(|id| foreshock_assess::text_is_withheld(watch, id))
            .collect();
        Self {
            withheld,
            doubtful: written.doubtful.clone(),
            notes: written.notes.clone(),
        }
    }

    /// Whether there are notes about an event.
    pub fn is_noted(&self, record: &Record) -> bool {
        self.notes.contains_key(&key(record))
    }

    /// Whether an event is held to be doubtful.
    pub fn is_doubtful(&self, record: &Record) -> bool {
        self.doubtful.contains(&key(record))
    }

    /// Whether the publisher does not let the description be passed on.
    pub fn is_withheld(&self, record: &Record) -> bool {
        self.withheld.contains(&*record.feed)
    }

    pub fn row<'a>(&self, record: &'a Record, from: (Timestamp, Vintage)) -> EventRow<'a> {
        let key = key(record);
        let withheld = record.text.is_some() && self.is_withheld(record);
        EventRow {
            source_id: &record.feed,
            event_id: &record.event_id,
            version: record.version,
            publisher: &record.publisher,
            date: record.began_on.to_string(),
            until: (record.ended_on != record.began_on).then(|| record.ended_on.to_string()),
            date_precision: record.date_precision.as_str(),
            category: &record.category,
            actor: record.source.as_deref(),
            actor_name: record.source_name.as_deref(),
            target: record.target.as_deref(),
            target_name: record.target_name.as_deref(),
            count: record.count,
            intensity: record.intensity,
            fatalities: record.fatalities_best,
            place: record.place.as_deref(),
            lat: record.lat,
            lon: record.lon,
            country: record.country.as_deref(),
            text: record.text.as_deref().filter(|_| !withheld),
            text_withheld: withheld,
            citation: record.citation.as_deref(),
            url: record.url.as_deref(),
            file: &record.file,
            file_sha256: &record.file_sha256,
            row: record.row,
            known_from: from.0.to_string(),
            known_by: match from.1 {
                Vintage::Published => "published",
                Vintage::Pseudo => "pseudo",
                Vintage::Ingested => "ingested",
            },
            retracted: record.retracted,
            merged_with: Vec::new(),
            doubtful: self.doubtful.contains(&key),
            notes: self.notes.get(&key).copied().unwrap_or_default(),
        }
    }
}
