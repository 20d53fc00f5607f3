//! Relations: every pair must name two sides that differ, and every event must
//! have a way to its score.

use std::collections::BTreeMap;

use foreshock_event::Field;
use foreshock_source::crosswalk::goldstein_of_cameo;
use toml::Spanned;

use super::{Names, Reader, numeric_column, text_column};
use crate::{
    Diagnostic, Direction, Indicator, NumericField, Pattern, Relation, RelationPair, ScoreScale,
    Source, relation::plover_score, written,
};

const DEFAULT_PERIOD: &str = "30 days";
const MOST_PAIRS: usize = 30;

impl Reader {
    pub(super) fn relation(
        &mut self,
        written: &written::Relation,
        names: &Names<'_>,
        all_sources: &[Source],
    ) -> Option<Relation> {
        let before = self.errors();
        let scale = match written.scale {
            None | Some(written::ScoreScale::Goldstein) => ScoreScale::Goldstein,
            Some(written::ScoreScale::Plover) => ScoreScale::Plover,
            Some(written::ScoreScale::Published) => ScoreScale::Published,
        };
        let events = self.events(written, names, all_sources);
        let drawn: Vec<&Source> = events
            .iter()
            .flat_map(|events| &events.sources)
            .filter_map(|&index| all_sources.get(index))
            .collect();
        let codes = self.codes(written, scale);
        if !drawn.is_empty() {
            self.has_sides(written, &drawn);
            self.has_scores(written, scale, &drawn);
        }
        let total = written.total.as_ref().and_then(|name| {
            let index = self.reference("source", Some(name), names.sources)?;
            all_sources.get(index).map(|source| source.id.clone())
        });
        let sides = self.pairs(written, names);
        if self.errors() != before {
            return None;
        }
        let events = events?;
        let pairs = sides.into_iter().map(|[first, second]| {
            let toward = |from: &Side, to: &Side| {
                let mut direction = events.clone();
                direction.id = format!("{}/{}-{}", events.id, from.name, to.name);
                let texts = &mut direction.selection.texts;
                texts.push((Field::Source, from.codes.clone()));
                texts.push((Field::Target, to.codes.clone()));
                direction
            };
            RelationPair {
                forward: toward(&first, &second),
                backward: (!written.directed).then(|| toward(&second, &first)),
                sides: [first.name, second.name],
            }
        });
        Some(Relation {
            id: events.id.clone(),
            title: events.title.clone(),
            claim: events.claim,
            expects: events.expects,
            pairs: pairs.collect(),
            directed: written.directed,
            scale,
            codes,
            period: events.period,
            window: events.window,
            reference: events.reference,
            total,
            note: written.note.clone(),
        })
    }

    /// Which records count, whoever the sides are.
    fn events(
        &mut self,
        written: &written::Relation,
        names: &Names<'_>,
        all_sources: &[Source],
    ) -> Option<Indicator> {
        let period = match &written.period {
            Some(period) => period.clone(),
            None => Spanned::new(written.id.span(), DEFAULT_PERIOD.to_owned()),
        };
        let mut events = self.indicator(
            &written::Indicator {
                id: written.id.clone(),
                title: written.title.clone(),
                claim: written.claim.clone(),
                expects: written.expects,
                from: written.from.clone(),
                merge_within: written.merge_within.clone(),
                disjoint: written.disjoint,
                matches: None,
                measure: None,
                period: Some(period),
                window: written.window.clone(),
                reference: written.reference.clone(),
                direction: None,
                unit: None,
                intensity: None,
                intensity_unit: None,
                note: None,
            },
            names,
            all_sources,
        )?;
        events.direction = Direction::Both;
        if !written.codes.is_empty() {
            let categories = written.codes.keys().map(|name| Pattern::new(name));
            events
                .selection
                .texts
                .push((Field::Category, categories.collect()));
        }
        Some(events)
    }

    /// The codes of categories, each of which must have a score.
    fn codes(
        &mut self,
        written: &written::Relation,
        scale: ScoreScale,
    ) -> BTreeMap<String, String> {
        for (category, code) in &written.codes {
            let text = code.get_ref();
            let scored = match scale {
                ScoreScale::Published => {
                    self.faults.push(
                        Diagnostic::error(
                            code.span(),
                            format!("`{category}` is given a code that the published intensity has no use for"),
                        )
                        .with_help("leave `codes` out, or score by the codes: scale = \"goldstein\""),
                    );
                    return BTreeMap::new();
                }
                ScoreScale::Goldstein => goldstein_of_cameo(text).is_some(),
                ScoreScale::Plover => plover_score(text).is_some(),
            };
            if !scored {
                let root = text
                    .get(..2)
                    .is_some_and(|root| goldstein_of_cameo(root).is_some());
                self.faults.push(
                    Diagnostic::error(code.span(), format!("`{text}` has no score on this scale"))
                        .labelled("no such code")
                        .with_help(match root {
                            true => "PLOVER leaves statements and appeals (01, 02) out: choose another code, or scale = \"goldstein\"",
                            false => "give a CAMEO code as text, with its leading zero: \"057\" (sign an agreement), \"042\" (visit), \"13\" (threaten), \"190\" (use of force)",
                        }),
                );
            }
        }
        written
            .codes
            .iter()
            .map(|(category, code)| (category.to_lowercase(), code.get_ref().clone()))
            .collect()
    }

    /// A source that does not say who acts on whom has no pairs.
    fn has_sides(&mut self, written: &written::Relation, drawn: &[&Source]) {
        for (name, field) in [("source", Field::Source), ("target", Field::Target)] {
            if !drawn
                .iter()
                .any(|source| text_column(source, field).is_some())
            {
                self.faults.push(
                    Diagnostic::error(
                        written.pairs.span(),
                        format!("no source of the relation has a column for `{name}`, so no pair can match"),
                    )
                    .with_help(format!("map it under `columns`: {name} = \"name of the column\"")),
                );
            }
        }
    }

    fn has_scores(&mut self, written: &written::Relation, scale: ScoreScale, drawn: &[&Source]) {
        let any = |given: &dyn Fn(&Source) -> bool| drawn.iter().any(|source| given(source));
        let (scored, help) = match scale {
            ScoreScale::Published => (
                any(&|source| numeric_column(source, NumericField::Intensity).is_some()),
                "map `intensity` under `columns`, or score by codes: scale = \"goldstein\"",
            ),
            ScoreScale::Goldstein => (
                any(&|source| text_column(source, Field::Cameo).is_some()),
                "map `cameo` under `columns`, or give the categories codes: codes = { summit = \"042\" }",
            ),
            ScoreScale::Plover => (
                any(&|source| {
                    text_column(source, Field::Plover).is_some()
                        || text_column(source, Field::Cameo).is_some()
                }),
                "map `plover` or `cameo` under `columns`, or give the categories codes: codes = { summit = \"042\" }",
            ),
        };
        if !scored && written.codes.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "nothing scores the events of relation `{}`",
                        written.id.get_ref()
                    ),
                )
                .labelled("no score")
                .with_help(help),
            );
        }
    }

    fn pairs(&mut self, written: &written::Relation, names: &Names<'_>) -> Vec<[Side; 2]> {
        let list = written.pairs.get_ref();
        if list.is_empty() || list.len() > MOST_PAIRS {
            self.faults.push(
                Diagnostic::error(
                    written.pairs.span(),
                    format!(
                        "a relation needs 1 to {MOST_PAIRS} pairs, and here are {}",
                        list.len()
                    ),
                )
                .with_help("name two sides for each: pairs = [[\"russia\", \"north\"]]"),
            );
        }
        let mut seen: Vec<[String; 2]> = Vec::new();
        let mut pairs = Vec::new();
        for pair in list {
            let [first, second] = &pair.get_ref()[..] else {
                self.faults.push(
                    Diagnostic::error(
                        pair.span(),
                        format!(
                            "a pair has two sides, and this has {}",
                            pair.get_ref().len()
                        ),
                    )
                    .with_help("write [\"russia\", \"north\"]"),
                );
                continue;
            };
            let [first, second] = [first, second].map(|name| self.side(name, names));
            let shared = |pattern: &Pattern| second.codes.iter().any(|other| other.meets(pattern));
            if first.codes.iter().any(shared) {
                self.faults.push(
                    Diagnostic::error(
                        pair.span(),
                        format!(
                            "`{}` and `{}` have a code in common",
                            first.name, second.name
                        ),
                    )
                    .labelled("not two sides")
                    .with_help("name two sides that share no code"),
                );
            }
            let sides = [first.name.clone(), second.name.clone()];
            let again = [sides[1].clone(), sides[0].clone()];
            if seen.contains(&sides) || (!written.directed && seen.contains(&again)) {
                self.faults.push(
                    Diagnostic::error(
                        pair.span(),
                        format!("the pair of `{}` and `{}` stands twice", sides[0], sides[1]),
                    )
                    .with_help("name each pair once; both directions count unless directed = true"),
                );
            }
            seen.push(sides);
            pairs.push([first, second]);
        }
        pairs
    }

    fn side(&mut self, name: &Spanned<String>, names: &Names<'_>) -> Side {
        Side {
            codes: self.actor(name, names),
            name: name.get_ref().clone(),
        }
    }
}

/// A side of a pair.
struct Side {
    name: String,
    codes: Vec<Pattern>,
}
