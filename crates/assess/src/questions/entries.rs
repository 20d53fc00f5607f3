//! What is written down in the ledger of forecasts and of how they resolved.

use std::collections::HashMap;

use foreshock_event::Entry;
use foreshock_watch::Rule;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{assessment::Basis, words::hexadecimal};

/// Kind of an entry that says that a forecast was issued.
pub const FORECAST_ISSUED: &str = "forecast_issued";
/// Kind of an entry that says that a forecast came out as yes or no.
pub const QUESTION_RESOLVED: &str = "question_resolved";
/// Kind of an entry that says that a forecast cannot be resolved.
pub const QUESTION_VOIDED: &str = "question_voided";

/// Layout of [`ForecastEntry`].
pub(crate) const FORECAST_SCHEMA: &str = "foreshock.forecast/1";
/// Layout of [`ResolutionEntry`].
pub(crate) const RESOLUTION_SCHEMA: &str = "foreshock.resolution/1";

/// A forecast as it is written down: everything that is needed to resolve it,
/// and to make it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Title of the watch.
    pub watch: String,
    /// SHA-256 of the watch file.
    pub watch_digest: String,
    /// Id of the question.
    pub question: String,
    /// Text of the question.
    pub text: String,
    /// The whole rule by which it resolves, whatever becomes of the watch.
    pub rule: Rule,
    /// SHA-256 of text and rule.
    pub question_digest: String,
    /// What it was made from: nothing that became known later.
    pub as_of: String,
    /// The last whole day of that view.
    pub date: Date,
    /// IANA timezone whose days count.
    pub timezone: String,
    /// Whether the days are fixed, and not counted from the view.
    pub fixed: bool,
    /// The horizons in days that were asked together: what happens within one
    /// happens within a longer one, so that forecasts of one question bear on
    /// each other. Empty for fixed days.
    pub horizons: Vec<u16>,
    /// First day on which an event counts.
    pub from: Date,
    /// Last day on which an event counts.
    pub to: Date,
    /// SHA-256 of what was known.
    pub known_digest: String,
    /// `published` where every record of its sources is dated by its
    /// publication, `pseudo-vintage` otherwise.
    pub vintage: String,
    /// Seed of the watch.
    pub seed: u64,
    /// Probability of a yes.
    pub probability: f64,
    /// Lowest and highest among models and base rate.
    pub spread: (f64, f64),
    /// Where the probability comes from.
    pub basis: Basis,
    /// What has been usual.
    pub base_rate: IssuedBaseRate,
    /// Each model.
    pub models: Vec<IssuedModel>,
}

/// The base rate beside a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedBaseRate {
    /// The baseline to be beaten.
    pub rate: f64,
    /// Share of all past windows.
    pub long_run: f64,
}

/// A model beside a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedModel {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its probability of a yes.
    pub probability: f64,
    /// Its weight.
    pub weight: f64,
}

/// How a forecast came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionEntry {
    /// Layout of the entry.
    pub schema: String,
    /// Digest of the entry of the forecast.
    pub forecast: String,
    /// Title of the watch.
    pub watch: String,
    /// Id of the question.
    pub question: String,
    /// `yes`, `no` or `void`.
    pub outcome: String,
    /// The day of the event that made it a yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Events, or their sum, on its days.
    pub seen: f64,
    /// Why.
    pub reason: String,
    /// What it was told from.
    pub as_of: String,
    /// SHA-256 of what was known.
    pub known_digest: String,
    /// The question reads otherwise in the watch now, or is gone; the rule that
    /// was written down with the forecast decided.
    pub edited_since: bool,
}

/// SHA-256 of what makes a question the same: its text and its rule.
pub(crate) fn question_digest(text: &str, rule: &Rule) -> String {
    digest(&(text, rule))
}

/// SHA-256 of a value as JSON.
pub(crate) fn digest(value: &impl Serialize) -> String {
    // Only a map with keys that are no text, or a number that JSON cannot hold,
    // could fail; there is neither.
    let json = serde_json::to_vec(value).unwrap_or_default();
    hexadecimal(&Sha256::digest(json))
}

/// A forecast in the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Issued<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) forecast: ForecastEntry,
}

/// What a ledger says of forecasts. Entries of other kinds, and those of a
/// layout that is not known, are left out.
#[derive(Debug, Default)]
pub(crate) struct Book<'a> {
    /// In the order of the ledger.
    pub(crate) issued: Vec<Issued<'a>>,
    /// By digest of the forecast's entry.
    pub(crate) resolved: HashMap<String, ResolutionEntry>,
}

impl<'a> Book<'a> {
    pub(crate) fn of(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut book = Self::default();
        for entry in entries {
            match &*entry.kind {
                FORECAST_ISSUED => {
                    if let Ok(forecast) = serde_json::from_str::<ForecastEntry>(&entry.body)
                        && forecast.schema == FORECAST_SCHEMA
                    {
                        book.issued.push(Issued { entry, forecast });
                    }
                }
                QUESTION_RESOLVED | QUESTION_VOIDED => {
                    if let Ok(resolution) = serde_json::from_str::<ResolutionEntry>(&entry.body)
                        && resolution.schema == RESOLUTION_SCHEMA
                    {
                        let forecast = resolution.forecast.clone();
                        book.resolved.entry(forecast).or_insert(resolution);
                    }
                }
                _ => {}
            }
        }
        book
    }
}
