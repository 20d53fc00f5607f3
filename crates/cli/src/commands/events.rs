//! `foreshock events`: the records behind a number.

use std::fmt::Write;

use foreshock_assess::Occurrence;
use foreshock_event::Record;
use foreshock_watch::Diagnostic;
use jiff::civil::Date;
use serde::Serialize;

use crate::{arguments::Events, failure::Failure, output, theatre::Theatre};

/// One record.
#[derive(Serialize)]
struct Shown<'a> {
    source_id: &'a str,
    publisher: &'a str,
    event_id: &'a str,
    version: u32,
    date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
    category: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    file: &'a str,
    file_sha256: &'a str,
    row: u64,
    /// Records of other sources that tell of the same event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged_with: Vec<Shown<'a>>,
}

impl<'a> Shown<'a> {
    fn of(record: &'a Record) -> Self {
        Self {
            source_id: &record.feed,
            publisher: &record.publisher,
            event_id: &record.event_id,
            version: record.version,
            date: record.began_on,
            until: (record.ended_on != record.began_on).then_some(record.ended_on),
            published_at: record.published_at.map(|instant| instant.to_string()),
            category: &record.category,
            actor: record.source.as_deref().or(record.source_name.as_deref()),
            target: record.target.as_deref().or(record.target_name.as_deref()),
            count: record.count,
            place: record.place.as_deref(),
            text: record.text.as_deref(),
            citation: record.citation.as_deref(),
            url: record.url.as_deref(),
            file: &record.file,
            file_sha256: &record.file_sha256,
            row: record.row,
            merged_with: Vec::new(),
        }
    }

    fn of_occurrence(occurrence: &Occurrence<'a>) -> Self {
        let merged_with = occurrence
            .others
            .iter()
            .map(|record| Self::of(record))
            .collect();
        Self {
            merged_with,
            ..Self::of(occurrence.record)
        }
    }

    fn write(&self, out: &mut String, indent: &str) {
        let mut line = format!("{indent}{}", self.date);
        if let Some(until) = self.until {
            let _ = write!(line, " to {until}");
        }
        let _ = write!(line, "  {}", self.category);
        match (self.actor, self.target) {
            (Some(actor), Some(target)) => line.push_str(&format!("  {actor} → {target}")),
            (Some(actor), None) => line.push_str(&format!("  {actor}")),
            _ => {}
        }
        if let Some(count) = self.count {
            let _ = write!(line, "  {count}");
        }
        if let Some(place) = self.place {
            let _ = write!(line, "  {place}");
        }
        let _ = writeln!(out, "{line}");
        if let Some(text) = self.text {
            let _ = writeln!(out, "{indent}    {}", plain(text));
        }
        let mut origin = format!(
            "{indent}    {}, {} row {}",
            self.publisher, self.file, self.row
        );
        if self.version > 1 {
            let _ = write!(origin, ", version {}", self.version);
        }
        let _ = writeln!(out, "{origin}");
        for from in [self.citation, self.url].into_iter().flatten() {
            let _ = writeln!(out, "{indent}    {}", plain(from));
        }
        for other in &self.merged_with {
            let _ = writeln!(out, "{indent}    told of as well by:");
            other.write(out, &format!("{indent}    "));
        }
    }
}

/// Published text without characters that could steer a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// That the watch has no such indicator, with the one of its `names` that may be meant.
pub(super) fn no_indicator<'a>(id: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let fault = Diagnostic::warning(0..0, "").suggesting(id, names);
    Failure::usage(
        format!("the watch has no indicator `{id}`"),
        fault
            .help
            .unwrap_or_else(|| "the watch has no indicators".to_owned()),
    )
}

pub(crate) fn run(arguments: &Events) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    let mut selecting = watch.selecting();
    let Some(indicator) = selecting.find(|indicator| indicator.id == arguments.indicator) else {
        let names = watch.selecting().map(|indicator| indicator.id.as_str());
        return Err(no_indicator(&arguments.indicator, names));
    };
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let occurrences = foreshock_assess::occurrences(watch, indicator, &known);
    let in_range = |occurrence: &&Occurrence<'_>| {
        arguments
            .from
            .is_none_or(|from| from <= occurrence.record.ended_on)
            && arguments.to.is_none_or(|to| occurrence.date() <= to)
    };
    let shown: Vec<Shown<'_>> = occurrences
        .iter()
        .filter(in_range)
        .map(Shown::of_occurrence)
        .collect();
    if arguments.json {
        return output::print(&foreshock_report::json(&shown)?);
    }
    let mut text = String::new();
    for event in &shown {
        event.write(&mut text, "");
    }
    let _ = writeln!(
        text,
        "{} {} known as of {as_of}",
        shown.len(),
        indicator.unit[usize::from(shown.len() != 1)]
    );
    output::print(&text)
}
