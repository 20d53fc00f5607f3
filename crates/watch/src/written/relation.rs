//! `[[relation]]` as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{Expects, OneOrMany};

/// Cooperation and conflict between pairs of sides, from scored events.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Relation")]
pub(crate) struct Relation {
    /// Name used on the command line.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// Id of the claim that it speaks to.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
    /// The direction in which the claim predicts the net score to move.
    pub expects: Option<Expects>,
    /// The source or sources it draws on; the first is preferred where they
    /// tell of the same event.
    pub from: OneOrMany,
    /// With several sources: records of different sources at most this far
    /// apart tell of the same event, which is counted once.
    #[schemars(with = "Option<String>")]
    pub merge_within: Option<Spanned<String>>,
    /// With several sources: they never tell of the same event.
    #[serde(default)]
    pub disjoint: bool,
    /// The pairs, each of two names from `[actors]` or codes:
    /// [["russia", "north"], ["china", "north"]].
    #[schemars(with = "Vec<[String; 2]>")]
    pub pairs: Spanned<Vec<Spanned<Vec<Spanned<String>>>>>,
    /// Only what the first of a pair does to the second counts; by default both
    /// directions do.
    #[serde(default)]
    pub directed: bool,
    /// Where the score of an event comes from; `goldstein` by default.
    pub scale: Option<ScoreScale>,
    /// CAMEO codes of the categories that count, for sources that code no more
    /// than a category of their own: { summit = "042", shelling = "194" }.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub codes: BTreeMap<String, Spanned<String>>,
    /// Length of a period; "30 days" by default.
    #[schemars(with = "Option<String>")]
    pub period: Option<Spanned<String>>,
    /// The recent window that is compared with the reference; six periods by
    /// default.
    #[schemars(with = "Option<String>")]
    pub window: Option<Spanned<String>>,
    /// The span before the window that it is compared with; "2 years" by
    /// default.
    #[schemars(with = "Option<String>")]
    pub reference: Option<Spanned<String>>,
    /// A source whose rows tell in `count` how much was published per day, by
    /// which events are measured; by default the records of the sources of the
    /// relation themselves.
    #[schemars(with = "Option<String>")]
    pub total: Option<Spanned<String>>,
    /// What the reader should know of it.
    pub note: Option<String>,
}

/// Where the score of an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ScoreScale {
    /// The intensity that the publisher gives.
    Published,
    /// The Goldstein score of the CAMEO code.
    Goldstein,
    /// The score of the PLOVER type.
    Plover,
}
