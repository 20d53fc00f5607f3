//! What each source gave and covers.

use foreshock_event::{Known, Vintage};
use foreshock_watch::{Source, Watch};

use crate::assessment::{Coverage, SourceFinding, Vintages};

pub(crate) fn findings(watch: &Watch, known: &Known) -> Vec<SourceFinding> {
    watch
        .sources
        .iter()
        .map(|source| finding(source, known))
        .collect()
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
    SourceFinding {
        id: source.id.to_string(),
        title: source.title.clone(),
        publisher: source.input.publisher().to_string(),
        cite: source.cite.clone(),
        licence: source.licence.clone(),
        note: source.note.clone(),
        hindsight: source.hindsight,
        records,
        vintages,
        span: first.zip(last),
        covers: covers.collect(),
    }
}
