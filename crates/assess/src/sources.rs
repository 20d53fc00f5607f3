//! What each source gave and covers.

use foreshock_event::{Known, Vintage};
use foreshock_source::{Publisher, Terms};
use foreshock_watch::{Source, Watch};

use crate::assessment::{Coverage, Event, SourceFinding, Vintages};

/// What is said where descriptions are left out.
const NOT_REPRINTED: &str =
    "Descriptions of events are left out: the publisher does not let them be passed on.";

pub(crate) fn findings(watch: &Watch, known: &Known) -> Vec<SourceFinding> {
    watch
        .sources
        .iter()
        .map(|source| finding(source, known))
        .collect()
}

/// Whether the publisher of the source of that id forbids to pass descriptions on.
pub fn text_is_withheld(watch: &Watch, source: &str) -> bool {
    let source = watch.sources.iter().find(|one| *one.id == *source);
    source
        .and_then(terms)
        .is_some_and(|terms| !terms.text_may_be_reprinted)
}

/// Takes the descriptions out of events whose publisher does not let them be passed on, as
/// an assessment is.
pub(crate) fn withhold_text(watch: &Watch, events: &mut [Event]) {
    let withheld: Vec<&str> = watch
        .sources
        .iter()
        .filter(|source| terms(source).is_some_and(|terms| !terms.text_may_be_reprinted))
        .map(|source| &*source.id)
        .collect();
    for event in events {
        if withheld.contains(&event.source_id.as_str()) {
            event.text = None;
        }
    }
}

/// The terms of a source's publisher, where they are known; so also of a plain table that
/// names the publisher.
fn terms(source: &Source) -> Option<Terms> {
    let publisher = source
        .publisher()
        .or_else(|| Publisher::of_title(source.input.publisher()));
    publisher.map(Publisher::terms)
}

fn finding(source: &Source, known: &Known) -> SourceFinding {
    let dated = known.records().zip(known.known_from());
    let own = dated.filter(|(record, _)| record.feed == source.id);
    let mut vintages = Vintages::default();
    let (mut records, mut first, mut last) = (0, None, None);
    for (record, (_, vintage)) in own {
        records += 1;
        first = first.or(Some(record.began_on));
        last = last.max(Some(record.ended_on));
        match vintage {
            Vintage::Published => vintages.published += 1,
            Vintage::Pseudo => vintages.pseudo += 1,
            Vintage::Ingested => vintages.ingested += 1,
        }
    }
    let covers = source.covers.iter().map(|covers| Coverage {
        categories: covers
            .categories
            .iter()
            .map(|pattern| pattern.written().to_owned())
            .collect(),
        from: covers.from,
        to: covers.to,
        partial: covers.partial,
        note: covers.note.clone(),
    });
    let publisher = source.input.publisher();
    let terms = terms(source);
    let mut note = source.note.clone();
    if terms.is_some_and(|terms| !terms.text_may_be_reprinted) {
        let note = note.get_or_insert_default();
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(NOT_REPRINTED);
    }
    let stated = |of: fn(Terms) -> &'static str| terms.map(|terms| of(terms).to_owned());
    SourceFinding {
        id: source.id.to_string(),
        title: source.title.clone(),
        publisher: publisher.to_string(),
        cite: source.cite.clone().or_else(|| stated(|terms| terms.cite)),
        licence: source
            .licence
            .clone()
            .or_else(|| stated(|terms| terms.licence)),
        note,
        hindsight: source.hindsight,
        records,
        vintages,
        span: first.zip(last),
        covers: covers.collect(),
    }
}
