//! Dynamics as an assessment shows them: which kinds of event set each other
//! off, and whether that can be told.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which kinds of event set each other off, how much and for how long, by a
/// self- and cross-exciting model of daily counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dynamics {
    /// The kinds of event, in the order of the watch.
    pub kinds: Vec<DynamicsKind>,
    /// First and last day looked at; absent where the kinds are never covered
    /// at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub span: Option<(Date, Date)>,
    /// Whether the record shows that events set each other off.
    pub verdict: ExcitationVerdict,
    /// What was found, and how sure that is, in two or three sentences.
    pub text: String,
    /// The model in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Events of the kind of the row that one event of the kind of the column
    /// directly sets off, on average; as many rows and columns as kinds, or
    /// empty where there is too little to say.
    pub excitation: Vec<Vec<PairEstimate>>,
    /// Spectral radius of the matrix: 1 and above feeds itself without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branching_ratio: Option<Estimate>,
    /// Days after which half of what an event sets off has happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub half_life_days: Option<Estimate>,
    /// The branching ratio as it would have been estimated at past days, oldest
    /// first.
    pub history: Vec<BranchingAt>,
    /// Whether the model fits.
    pub tests: Vec<FitTest>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// One kind of event in the dynamics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DynamicsKind {
    /// Id of the indicator.
    pub indicator: String,
    /// Its title.
    pub title: String,
    /// Events within the span.
    pub events: u64,
    /// Share of them that others set off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered: Option<Estimate>,
    /// Events to be expected in 30 days at the rate of the day after the view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_now: Option<Estimate>,
    /// The part of that rate that no earlier event accounts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Estimate>,
}

/// Whether the record shows that events set each other off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExcitationVerdict {
    /// A model with excitation accounts for the record better.
    Supported,
    /// A model without it does as well, and more than little excitation can be
    /// ruled out.
    NotSupported,
    /// A model without it does as well, and considerable excitation cannot be
    /// ruled out either; or there is too little to look at.
    CannotTell,
}

/// What one event of a kind directly sets off of another kind: a posterior
/// median with its 90% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairEstimate {
    /// Median.
    pub median: f64,
    /// 5% quantile.
    pub lower: f64,
    /// 95% quantile.
    pub upper: f64,
    /// Whether the record supports that there is any: more than one event set
    /// off by twenty, with a probability of at least 95%.
    pub supported: bool,
}

/// A posterior median with its 90% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// Median.
    pub median: f64,
    /// 5% quantile.
    pub lower: f64,
    /// 95% quantile.
    pub upper: f64,
}

/// The branching ratio as estimated at a day from what lay before it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BranchingAt {
    /// Last day looked at.
    #[schemars(with = "String")]
    pub date: Date,
    /// The branching ratio.
    pub branching_ratio: Estimate,
}

/// A test of whether the model fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FitTest {
    /// Name of the test.
    pub name: String,
    /// Indicator whose events it looks at; absent where it looks at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// Probability of a departure at least as large if the model held.
    pub p_value: f64,
}
