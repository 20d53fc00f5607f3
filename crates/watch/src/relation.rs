//! Relations: cooperation and conflict between named sides, from scored events.

use std::collections::BTreeMap;

use foreshock_event::{Record, Text};
use foreshock_source::crosswalk::{
    PloverType, goldstein_of_cameo, plover_of_cameo, score_of_plover,
};

use crate::{Expects, Indicator, Period};

/// Pairs of sides, and how what passes between them is scored.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// Index of the claim in [`Watch::claims`](crate::Watch::claims).
    pub claim: Option<usize>,
    /// What the claim predicts of the net score.
    pub expects: Option<Expects>,
    /// The pairs, at least one.
    pub pairs: Vec<RelationPair>,
    /// Whether only what the first side does to the second counts.
    pub directed: bool,
    /// Where the score of an event comes from.
    pub scale: ScoreScale,
    /// CAMEO codes of categories, lower case, for sources that code no more than
    /// a category of their own; empty where the records' own codes count.
    pub codes: BTreeMap<String, String>,
    /// Length of a period.
    pub period: Period,
    /// Number of periods in the recent window.
    pub window: usize,
    /// Number of periods in the reference before it.
    pub reference: usize,
    /// The source that tells how much was published per day, where the records of
    /// the relation's own sources are not the measure.
    pub total: Option<Text>,
    /// What the reader should know.
    pub note: Option<String>,
}

/// Two sides.
#[derive(Clone, Debug)]
pub struct RelationPair {
    /// The names of the sides, as in the watch.
    pub sides: [String; 2],
    /// What the first side does to the second.
    pub forward: Indicator,
    /// What the second side does to the first; absent where only one direction
    /// counts.
    pub backward: Option<Indicator>,
}

impl RelationPair {
    /// The events of the pair, direction by direction.
    pub fn directions(&self) -> impl Iterator<Item = &Indicator> {
        std::iter::once(&self.forward).chain(&self.backward)
    }
}

/// Where the score of an event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreScale {
    /// The intensity that the publisher gives.
    Published,
    /// The Goldstein score of the CAMEO code.
    Goldstein,
    /// The score of the PLOVER type.
    Plover,
}

impl Relation {
    /// The relation scores of no record; none where it has no score on the scale:
    /// a code that is not listed, or a statement, which PLOVER leaves out.
    pub fn score(&self, record: &Record) -> Option<f64> {
        let own = self.codes.get(&record.category.to_lowercase());
        let code = own.map(String::as_str).or(record.cameo.as_deref());
        match self.scale {
            ScoreScale::Published => record.intensity,
            ScoreScale::Goldstein => goldstein_of_cameo(code?),
            ScoreScale::Plover => match (own, &record.plover) {
                (None, Some(plover)) => score_of_plover(plover),
                _ => plover_score(code?),
            },
        }
    }
}

/// The score of the PLOVER type of a CAMEO code.
pub(crate) fn plover_score(code: &str) -> Option<f64> {
    match plover_of_cameo(code)? {
        PloverType::Type(name) => score_of_plover(name),
        PloverType::LeftOut => None,
    }
}
