//! Relations as an assessment shows them: cooperation and conflict between pairs
//! of sides, period by period, and how the recent window differs from before.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, Expected, Status, Trend};

/// Cooperation and conflict between pairs of sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationFinding {
    /// Id in the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// Id of the claim that it speaks to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// What the claim predicts of the net score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// Where the score of an event comes from, in words.
    pub scale: String,
    /// Length of a period, in words.
    pub period: String,
    /// What events are measured by besides their own number, in words.
    pub total: String,
    /// The pairs, in the order of the watch.
    pub pairs: Vec<PairFinding>,
    /// What must be borne in mind.
    pub notes: Vec<String>,
}

/// Cooperation and conflict between two sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairFinding {
    /// The names of the sides in the watch, joined by `-`.
    pub id: String,
    /// The sides for the reader.
    pub title: String,
    /// Whether there is anything to say.
    pub status: Status,
    /// What is found, with how sure that is.
    pub text: String,
    /// The recent window; absent where none of it is covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<SpanScores>,
    /// The reference before it; absent where none of it is covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<SpanScores>,
    /// The window less the reference, measure by measure; one that could not be
    /// told with an interval is left out.
    pub changes: Vec<ScoreChange>,
    /// How the numbers of cooperative and of conflictual events changed.
    pub rates: Vec<RateChange>,
    /// What was to be expected of the latest period's net score, from the periods
    /// before it; absent where those are too few or all alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_net: Option<Band>,
    /// What was to be expected of the latest period's number of cooperative
    /// events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_cooperative: Option<Band>,
    /// The same of conflictual events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_conflictual: Option<Band>,
    /// Periods, oldest first.
    pub series: Vec<RelationPoint>,
    /// Events in all that were known.
    pub events_total: usize,
    /// Those of them that have no score and are left out.
    pub unscored: usize,
    /// Places in `Assessment::events` of the newest.
    pub events: Vec<usize>,
}

/// Sums of a span of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpanScores {
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// Days that are covered.
    pub covered_days: u32,
    /// Scored events.
    pub events: u64,
    /// Events with a score above zero.
    pub cooperative: u64,
    /// Events with a score below zero.
    pub conflictual: u64,
    /// Sum of the scores above zero.
    pub cooperation: f64,
    /// Sum of the scores below zero, without its sign.
    pub conflict: f64,
}

/// A measure of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelationMeasure {
    /// Cooperation less conflict per period: grows with how much is reported.
    Net,
    /// Cooperation less conflict per event: does not.
    NetPerEvent,
    /// Cooperation less conflict per thousand events of the whole source.
    NetPerThousand,
}

/// The window less the reference, by a block bootstrap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreChange {
    /// What is measured.
    pub measure: RelationMeasure,
    /// In the window.
    pub recent: f64,
    /// In the reference.
    pub reference: f64,
    /// The first less the second.
    pub difference: f64,
    /// Lower end of its 95% interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Which way it moved, where the interval leaves no doubt.
    pub trend: Trend,
    /// Days in a block of the bootstrap.
    pub block_days: usize,
}

/// How often events of one sign come, window over reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RateChange {
    /// Whether of cooperative events; else of conflictual ones.
    pub cooperative: bool,
    /// Rate in the window over rate in the reference.
    pub ratio: f64,
    /// Lower end of its 95% interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Which way it moved, where the interval leaves no doubt.
    pub trend: Trend,
}

/// A period of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationPoint {
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// What was seen; absent where the period is not covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<PeriodScores>,
    /// What was to be expected of the net score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Band>,
}

/// Sums of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodScores {
    /// Sum of the scores above zero.
    pub cooperation: f64,
    /// Sum of the scores below zero, without its sign.
    pub conflict: f64,
    /// The first less the second.
    pub net: f64,
    /// Net score over the number of events; absent without events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_per_event: Option<f64>,
    /// Scored events.
    pub events: u64,
    /// Events of the whole source; absent where it tells none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<f64>,
}
