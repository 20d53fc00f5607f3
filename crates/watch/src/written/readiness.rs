//! Readiness levels and who is told, as they are written.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// A level of readiness. Levels stand in their order, the lowest first; below
/// the first one lies the routine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Readiness")]
pub(crate) struct Readiness {
    /// Name.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader: a word or two.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// When the level is reached.
    #[schemars(with = "Condition")]
    pub raise_when: Spanned<Condition>,
    /// How long `raise_when`, with its `lower` thresholds, must not have held
    /// before the level is left: "14 days".
    #[schemars(with = "String")]
    pub lower_after: Option<Spanned<String>>,
    /// Ids of the [[alert]]s that are told when the level is reached and left.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub tells: Vec<Spanned<String>>,
    /// What to do at this level, in words; each can be ticked.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub checklist: Vec<Spanned<String>>,
    /// How severe a change to it is for a receiver that sorts by it (CAP).
    pub severity: Option<Severity>,
    /// Why these conditions.
    pub note: Option<String>,
}

/// The words of the Common Alerting Protocol.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// Extraordinary threat to life or property.
    Extreme,
    /// Significant threat.
    Severe,
    /// Possible threat.
    Moderate,
    /// Minimal threat.
    Minor,
    /// Not known; the default.
    Unknown,
}

/// One condition: of an indicator, a tripwire or a question, or of several
/// conditions together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Condition")]
pub(crate) struct Condition {
    /// The alarm of this indicator is at least `level`.
    #[schemars(with = "Option<String>")]
    pub indicator: Option<Spanned<String>>,
    /// With `indicator`: alarm level 1 to 5.
    #[schemars(with = "Option<u8>")]
    pub level: Option<Spanned<i64>>,
    /// The sign of this tripwire was seen within its horizon.
    #[schemars(with = "Option<String>")]
    pub tripwire: Option<Spanned<String>>,
    /// The forecast of this question is at least `probability`.
    #[schemars(with = "Option<String>")]
    pub question: Option<Spanned<String>>,
    /// With `question`: which of its horizons, where it has several.
    #[schemars(with = "Option<String>")]
    pub horizon: Option<Spanned<String>>,
    /// With `question`: above 0 and below 1.
    #[schemars(with = "Option<f64>")]
    pub probability: Option<Spanned<f64>>,
    /// With `indicator` or `question`: once the level is reached, the condition
    /// holds down to this alarm level or probability. By default that of
    /// reaching it.
    #[schemars(with = "Option<f64>")]
    pub lower: Option<Spanned<f64>>,
    /// At least one of these holds.
    #[schemars(with = "Option<Vec<Condition>>")]
    pub any: Option<Spanned<Vec<Spanned<Condition>>>>,
    /// Every one of these holds.
    #[schemars(with = "Option<Vec<Condition>>")]
    pub all: Option<Spanned<Vec<Spanned<Condition>>>>,
    /// With `of`: at least so many of them hold.
    #[schemars(with = "Option<u32>")]
    pub at_least: Option<Spanned<i64>>,
    /// With `at_least`.
    #[schemars(with = "Option<Vec<Condition>>")]
    pub of: Option<Spanned<Vec<Spanned<Condition>>>>,
}

/// Somebody who is told, by a channel of the user's own configuration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Alert")]
pub(crate) struct Alert {
    /// Name of whoever is told, used in `tells`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Name of a channel in the user's own configuration; never an address, a
    /// command or a secret, since a watch can be shared.
    #[schemars(with = "String")]
    pub channel: Spanned<String>,
    /// "4 per day", "2 per hour", "10 per week". What is held back is summed up
    /// in the next message; a rise above every level told of in that time is
    /// never held back.
    #[schemars(with = "Option<String>")]
    pub at_most: Option<Spanned<String>>,
    /// What it is told of: "levels" (the default), "tripwires", or both.
    #[schemars(with = "Option<Vec<About>>")]
    pub about: Option<Spanned<Vec<About>>>,
    /// What the reader should know.
    pub note: Option<String>,
}

/// What somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum About {
    /// Levels of readiness that name it under `tells`.
    Levels,
    /// Signs of tripwires.
    Tripwires,
}
