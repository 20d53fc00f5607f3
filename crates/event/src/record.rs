//! One version of one event.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A shared, immutable string. Categories, actors and file names repeat in
/// most records, so records share them instead of owning copies.
pub type Text = Arc<str>;

/// How exactly the publisher dates an event.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum DatePrecision {
    /// To the day.
    #[default]
    Day,
    /// To the month: the event lies somewhere in it.
    Month,
    /// To the quarter.
    Quarter,
    /// To the year.
    Year,
}

impl DatePrecision {
    /// The word that stands in files: `day`, `month`, `quarter` or `year`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The precision that `word` names, if it names one.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "day" => Some(Self::Day),
            "month" => Some(Self::Month),
            "quarter" => Some(Self::Quarter),
            "year" => Some(Self::Year),
            _ => None,
        }
    }
}

/// One version of one event, as its publisher stated it.
///
/// `feed`, `event_id` and `version` together identify it. Absent values are
/// `None`; no field is ever NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The watch's name of the source that this record came through.
    pub feed: Text,
    /// Who published it.
    pub publisher: Text,
    /// The publisher's identifier, or, where there is none, a digest of the
    /// mapped fields with an ordinal for identical rows.
    pub event_id: Text,
    /// 1 for the first version, rising with each correction or withdrawal.
    pub version: u32,
    /// The edition of the source in which this version was first found, from 1;
    /// always 1 for a source of additions.
    pub edition: u32,
    /// This version withdraws the event.
    pub retracted: bool,
    /// When this version became public, where the publisher says so.
    pub published_at: Option<Timestamp>,
    /// When this version was read into the lake.
    pub ingested_at: Timestamp,
    /// First day of the event.
    pub began_on: Date,
    /// Last day of the event; never before `began_on`.
    pub ended_on: Date,
    /// How exactly the days are known.
    pub date_precision: DatePrecision,
    /// Code of the acting side: ISO 3166-1 alpha-3, then roles (`PRK.GOV.MIL`).
    pub source: Option<Text>,
    /// Code of the side acted upon.
    pub target: Option<Text>,
    /// Name of the acting side as published.
    pub source_name: Option<Text>,
    /// Name of the side acted upon as published.
    pub target_name: Option<Text>,
    /// The publisher's own category. Always a string: "010" is not "10".
    pub category: Text,
    /// CAMEO code, where the publisher codes it.
    pub cameo: Option<Text>,
    /// PLOVER type, where the publisher codes it.
    pub plover: Option<Text>,
    /// Quad class 1 to 4 (verbal and material cooperation, verbal and material
    /// conflict).
    pub quad: Option<u8>,
    /// Goldstein score or the publisher's own scale.
    pub intensity: Option<f64>,
    /// What the row measures, in the unit of its source: balloons, shells,
    /// persons; for a series, the observed value.
    pub count: Option<f64>,
    /// Best estimate of deaths.
    pub fatalities_best: Option<f64>,
    /// Low estimate of deaths.
    pub fatalities_low: Option<f64>,
    /// High estimate of deaths.
    pub fatalities_high: Option<f64>,
    /// Name of the place as published.
    pub place: Option<Text>,
    /// Latitude, degrees north, -90 to 90.
    pub lat: Option<f64>,
    /// Longitude, degrees east, -180 to 180.
    pub lon: Option<f64>,
    /// Country of the place, ISO 3166-1 alpha-3 where it could be told.
    pub country: Option<Text>,
    /// First-order administrative division as published.
    pub adm1: Option<Text>,
    /// How exactly the place is known, in the publisher's words.
    pub geo_precision: Option<Text>,
    /// Number of mentions in the media.
    pub mentions: Option<u32>,
    /// Number of media sources.
    pub sources: Option<u32>,
    /// Number of articles.
    pub articles: Option<u32>,
    /// Tone of the coverage on the publisher's scale.
    pub tone: Option<f64>,
    /// Description as published.
    pub text: Option<Text>,
    /// Where the publisher itself has the fact from.
    pub citation: Option<Text>,
    /// Address of the report.
    pub url: Option<Text>,
    /// Name of the raw file.
    pub file: Text,
    /// SHA-256 of the raw file, lower-case hexadecimal.
    pub file_sha256: Text,
    /// Row in the raw file, counted from 1 for the first row after a header.
    pub row: u64,
}

impl Record {
    /// A record with the fields that every record has and nothing else.
    pub fn new(feed: Text, publisher: Text, category: Text, on: Date) -> Self {
        let nothing: Text = Text::from("");
        Self {
            feed,
            publisher,
            event_id: nothing.clone(),
            version: 1,
            edition: 1,
            retracted: false,
            published_at: None,
            ingested_at: Timestamp::UNIX_EPOCH,
            began_on: on,
            ended_on: on,
            date_precision: DatePrecision::Day,
            source: None,
            target: None,
            source_name: None,
            target_name: None,
            category,
            cameo: None,
            plover: None,
            quad: None,
            intensity: None,
            count: None,
            fatalities_best: None,
            fatalities_low: None,
            fatalities_high: None,
            place: None,
            lat: None,
            lon: None,
            country: None,
            adm1: None,
            geo_precision: None,
            mentions: None,
            sources: None,
            articles: None,
            tone: None,
            text: None,
            citation: None,
            url: None,
            file: nothing.clone(),
            file_sha256: nothing,
            row: 0,
        }
    }

    /// SHA-256 over what the publisher stated, in a fixed order and with the
    /// length of each part, so that no two different statements share bytes.
    ///
    /// Left out is what belongs to our copy and not to the statement: the
    /// identifier, the version, when it was read, and from which file and row.
    /// Two editions that say the same of an event therefore agree.
    pub fn statement_digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        self.hash_statement(&mut hasher);
        hasher.finalize().into()
    }

    pub(crate) fn hash_statement(&self, hasher: &mut Sha256) {
        let mut text = |value: Option<&str>| match value {
            None => hasher.update([0]),
            Some(value) => {
                hasher.update([1]);
                hasher.update((value.len() as u64).to_le_bytes());
                hasher.update(value.as_bytes());
            }
        };
        text(Some(&self.publisher));
        text(Some(&self.category));
        for value in [
            &self.source,
            &self.target,
            &self.source_name,
            &self.target_name,
            &self.cameo,
            &self.plover,
            &self.place,
            &self.country,
            &self.adm1,
            &self.geo_precision,
            &self.text,
            &self.citation,
            &self.url,
        ] {
            text(value.as_deref());
        }
        text(Some(self.date_precision.as_str()));
        text(Some(&self.began_on.to_string()));
        text(Some(&self.ended_on.to_string()));
        let published = self.published_at.map(|instant| instant.to_string());
        text(published.as_deref());
        for value in [
            self.intensity,
            self.count,
            self.fatalities_best,
            self.fatalities_low,
            self.fatalities_high,
            self.lat,
            self.lon,
            self.tone,
            self.quad.map(f64::from),
            self.mentions.map(f64::from),
            self.sources.map(f64::from),
            self.articles.map(f64::from),
        ] {
            match value {
                None => hasher.update([0]),
                Some(value) => {
                    hasher.update([1]);
                    // Zero has two bit patterns that state the same.
                    let value = if value == 0.0 { 0.0 } else { value };
                    hasher.update(value.to_bits().to_le_bytes());
                }
            }
        }
        hasher.update([u8::from(self.retracted)]);
    }
}
