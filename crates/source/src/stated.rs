//! An event as a line of a file states it.

use foreshock_event::Record;
use jiff::{Timestamp, civil::Date};

use crate::Rejected;

/// One event of a file whose publisher only adds events, with its texts where the
/// line has them and not copied: millions of rows pass through here. The fields are
/// those of [`Record`] of the same name.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each names the field of `Record`")]
pub struct Stated<'a> {
    pub row: u64,
    pub event_id: &'a str,
    pub began_on: Date,
    pub published_at: Option<Timestamp>,
    pub category: &'a str,
    pub source: Option<&'a str>,
    pub target: Option<&'a str>,
    pub source_name: Option<&'a str>,
    pub target_name: Option<&'a str>,
    pub cameo: Option<&'a str>,
    pub plover: Option<&'a str>,
    pub quad: Option<u8>,
    pub intensity: Option<f64>,
    pub place: Option<&'a str>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<&'a str>,
    pub adm1: Option<&'a str>,
    pub geo_precision: Option<&'a str>,
    pub mentions: Option<u32>,
    pub sources: Option<u32>,
    pub articles: Option<u32>,
    pub tone: Option<f64>,
    pub url: Option<&'a str>,
}

impl<'a> Stated<'a> {
    /// An event of that identifier and category on that day, of which nothing else is
    /// stated.
    pub(crate) fn new(row: u64, event_id: &'a str, category: &'a str, on: Date) -> Self {
        Self {
            row,
            event_id,
            began_on: on,
            published_at: None,
            category,
            source: None,
            target: None,
            source_name: None,
            target_name: None,
            cameo: None,
            plover: None,
            quad: None,
            intensity: None,
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
            url: None,
        }
    }

    /// Puts what is stated into `record`, whose day and category are the same; `text`
    /// makes a text of it.
    pub(crate) fn fill(
        &self,
        record: &mut Record,
        mut text: impl FnMut(&str) -> foreshock_event::Text,
    ) {
        let mut some = |stated: Option<&str>| stated.map(&mut text);
        record.source = some(self.source);
        record.target = some(self.target);
        record.source_name = some(self.source_name);
        record.target_name = some(self.target_name);
        record.cameo = some(self.cameo);
        record.plover = some(self.plover);
        record.place = some(self.place);
        record.country = some(self.country);
        record.adm1 = some(self.adm1);
        record.geo_precision = some(self.geo_precision);
        record.url = some(self.url);
        record.event_id = self.event_id.into();
        record.published_at = self.published_at;
        record.quad = self.quad;
        record.intensity = self.intensity;
        record.lat = self.lat;
        record.lon = self.lon;
        record.mentions = self.mentions;
        record.sources = self.sources;
        record.articles = self.articles;
        record.tone = self.tone;
    }
}

/// What becomes of a row.
#[derive(Clone, Debug)]
pub enum StatedRow<'a> {
    /// It is an event.
    Event(&'a Stated<'a>),
    /// It is set aside.
    Rejected(Rejected),
}
