//! Scenarios as an assessment shows them: what is set, what would be expected with
//! and without it, and whether the record supports a difference.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the fitted model makes of events that are set on days to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioFinding {
    /// Id in the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it supposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Id of the claim that it speaks to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// What is set, one sentence each.
    pub inputs: Vec<String>,
    /// Whether the record supports a difference.
    pub verdict: ScenarioVerdict,
    /// What was found, the verdict first.
    pub text: String,
    /// With and without, outcome by outcome; empty where it cannot be answered.
    pub outcomes: Vec<ScenarioOutcome>,
    /// What was assumed and held fixed.
    pub assumptions: Vec<String>,
    /// First and last day of the record that the model was fitted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub span: Option<(Date, Date)>,
}

/// Whether the record supports a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioVerdict {
    /// That what is set excites an outcome is supported.
    Supported,
    /// It is not: the figures are those of a model that the record does not ask
    /// for.
    NotSupported,
    /// The watch has no model in which it could be answered.
    CannotBeAnswered,
}

/// Events of one kind within one horizon, with and without what is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioOutcome {
    /// Id of the indicator.
    pub indicator: String,
    /// Id of the question of the watch that asks the same, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Title of the indicator.
    pub title: String,
    /// Days from the day after the view.
    pub horizon_days: u16,
    /// Events that make a yes.
    pub at_least: u64,
    /// Expected number of events.
    pub expected: ScenarioContrast,
    /// Probability of at least so many.
    pub probability: ScenarioContrast,
    /// Probability that one event of what is set brings about more than 0.05 of
    /// these; of several that are set, the largest.
    pub support: f64,
    /// With the figures, in a sentence.
    pub text: String,
}

/// A number with and without what is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioContrast {
    /// Without.
    pub without: f64,
    /// With.
    pub with: f64,
    /// The second less the first.
    pub difference: f64,
    /// Lower end of its 90% interval over what the parameters may be.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard error of the difference from simulating so many paths.
    pub simulation_error: f64,
}
