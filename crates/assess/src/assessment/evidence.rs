//! What single findings say of a claim, how strongly, and by which number.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Expected, Verdict};

/// What one finding says of a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What kind of finding it is.
    pub kind: FindingKind,
    /// Id of the finding among those of its kind.
    pub id: String,
    /// Title of the finding.
    pub title: String,
    /// The direction that the claim predicts.
    pub expects: Expected,
    /// What it says: never `mixed` or `not_testable`.
    pub verdict: Verdict,
    /// The number it rests on, which a reader who disagrees would dispute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<Figure>,
    /// How strongly that number departs from the neutral one; absent where there
    /// is too little data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Why, in plain words.
    pub reason: String,
}

/// Which list of the assessment a piece of evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The trend of an indicator.
    Indicator,
    /// How often an outcome followed a sign.
    Tripwire,
    /// What followed an intervention.
    Intervention,
    /// How the score of a relation changed.
    Relation,
}

/// A number with its 95% interval, and what it would be if there were nothing in
/// it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// What the number is: "rate, recent over reference".
    pub what: String,
    /// The estimate.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub lower: f64,
    /// Upper end of its 95% interval; absent where the record puts no limit there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// What it would be if nothing were going on: 1 for a ratio, 0 for a slope or a
    /// difference.
    pub neutral: f64,
}

/// How strongly data speak against the answer "nothing is going on".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Strength {
    /// Two-sided p-value against the neutral number.
    pub p_value: f64,
    /// The odds against "nothing is going on" that these data bring at most, however
    /// the alternative is chosen: `1 / (-e p ln p)` (Sellke, Bayarri and Berger 2001),
    /// and 1 from `p = 1/e` on.
    pub odds_at_most: f64,
    /// The odds in a word, after Kass and Raftery (1995).
    pub grade: Grade,
}

/// Odds in a word, after Kass and Raftery (1995).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// At most 3 to 1: not worth more than a bare mention.
    BareMention,
    /// At most 20 to 1.
    Positive,
    /// At most 150 to 1.
    Strong,
    /// More than 150 to 1.
    VeryStrong,
}
