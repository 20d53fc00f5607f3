//! Forecasts as an assessment shows them: never without the base rate and the
//! record beside them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question of the watch, with a forecast for each of its horizons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionFinding {
    /// Id in the watch.
    pub id: String,
    /// The question in the watch's own words.
    pub text: String,
    /// Id of the claim that it tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Id of the indicator whose events resolve it, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The rule by which it resolves, in words.
    pub rule: String,
    /// Whether it is asked of fixed days, and not anew at every view.
    pub fixed: bool,
    /// What the reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One forecast for each horizon, the shortest first; a single one for fixed
    /// days.
    pub forecasts: Vec<Forecast>,
}

/// What is to be expected of a question within one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// First day on which an event counts.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day on which an event counts.
    #[schemars(with = "String")]
    pub to: Date,
    /// Days from `from` to `to`, both included.
    pub horizon_days: u16,
    /// Where the question stands.
    pub state: QuestionState,
    /// Why, in a sentence.
    pub state_reason: String,
    /// Events (or their sum) known so far on days that count; more than zero
    /// only for fixed days that have begun.
    pub seen: f64,
    /// Probability of a yes: what is issued. Absent where the question is
    /// settled or void, or where nothing is covered that could tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Lowest and highest probability among the models and the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(f64, f64)>")]
    pub spread: Option<(f64, f64)>,
    /// What has been usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_rate: Option<BaseRate>,
    /// Where the probability comes from.
    pub basis: Basis,
    /// Each model, in a fixed order.
    pub models: Vec<ModelForecast>,
    /// Why, in sentences: the base rate first, then what moves the probability
    /// most.
    pub reasons: Vec<String>,
    /// How such forecasts have done that stood in the ledger by then.
    pub record: Record,
    /// How such forecasts would have done in the past, each from what was known
    /// then; absent where nothing could be forecast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplayedRecord>,
    /// How many events are to be expected from `from` on, day by day; empty
    /// where there is no probability.
    pub fan: Vec<FanPoint>,
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// It can still resolve either way.
    Open,
    /// Enough events are known.
    Yes,
    /// Its days are over, everything about them is known, and there were too
    /// few.
    No,
    /// Its sources do not cover its days, so it cannot be told.
    Void,
}

/// How often it has been so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaseRate {
    /// Probability of a yes from the past alone: the baseline to be beaten.
    /// Recent windows count more as far as that has paid.
    pub rate: f64,
    /// Share of all past windows with a yes; windows begin on every day.
    pub long_run: f64,
    /// Lower end of the 90% interval of the share, from the windows that do not
    /// overlap.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Past windows of the same length that do not overlap, back from the last
    /// day known.
    pub windows: u64,
    /// How many of them had a yes.
    pub with_event: u64,
    /// First and last day of what it rests on.
    #[schemars(with = "(String, String)")]
    pub span: (Date, Date),
}

/// Where a probability comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The pool of the models, which has done better than the base rate before.
    Pool,
    /// The base rate: the pool has not done better beyond chance.
    BaseRateNoSkill,
    /// The base rate: there were too few events to say whether the pool is
    /// better.
    BaseRateTooFewCases,
    /// The base rate: there is no model for a rule that asks for more than one
    /// event or for a sum.
    BaseRateNoModel,
    /// The forecast within a shorter horizon: what happens within that happens
    /// within this too, so that the base rate would have been too low.
    ShorterHorizon,
    /// Nothing: the question is settled or void, or no day is covered.
    Nothing,
}

/// What one model says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelForecast {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its probability of a yes.
    pub probability: f64,
    /// Its weight in the probability issued; the base rate has what is missing
    /// to one.
    pub weight: f64,
    /// What it adds to the base rate in the probability issued.
    pub contribution: f64,
    /// What it looks at, in a sentence.
    pub reason: String,
}

/// How forecasts of a question have done that were written down in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Forecasts written down; the first of each day counts.
    pub issued: u64,
    /// Of those, resolved as yes.
    pub yes: u64,
    /// Of those, resolved as no.
    pub no: u64,
    /// Of those, void.
    pub void: u64,
    /// Of those, still open.
    pub open: u64,
    /// Of those resolved, written down only after their days had begun: made
    /// from what was known then, as a pseudo-vintage, and not before the fact.
    pub afterwards: u64,
    /// Forecasts whose question was edited after they were written down; they
    /// resolve by the rule that was written down with them.
    pub edited_since: u64,
    /// Scores of those that were written down before the fact; absent where too
    /// few of them are resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// Why there are no scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
    /// Scores of those that were written down afterwards, as pseudo-vintages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pseudo_scores: Option<Scores>,
    /// A few sentences.
    pub text: String,
}

/// Scores of resolved forecasts beside those of the base rate that was issued
/// with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scores {
    /// Forecasts scored.
    pub forecasts: u64,
    /// Share of yes among them.
    pub yes_rate: f64,
    /// Mean Brier score; 0 is perfect.
    pub brier: f64,
    /// Mean Brier score of the base rate.
    pub brier_of_base_rate: f64,
    /// Brier skill against the base rate: 1 is perfect, 0 is no better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brier_skill: Option<Skill>,
    /// Mean logarithmic score in nats; 0 is perfect.
    pub logarithmic: f64,
    /// Mean logarithmic score of the base rate.
    pub logarithmic_of_base_rate: f64,
    /// Logarithmic skill against the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logarithmic_skill: Option<Skill>,
    /// Sharpness: mean distance of the probability from the share of yes.
    pub sharpness: f64,
    /// How often it came true, by the probability given; bins without a
    /// forecast are left out.
    pub reliability: Vec<ReliabilityBin>,
}

/// A skill with its 90% interval from a bootstrap of blocks at least twice as
/// long as the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Skill {
    /// The skill.
    pub skill: f64,
    /// Lower end; absent where there are too few forecasts for an interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}

/// Forecasts of about the same probability, and how often they came true.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReliabilityBin {
    /// Lowest probability of the bin.
    pub from: f64,
    /// Highest probability of the bin.
    pub to: f64,
    /// Forecasts in it.
    pub forecasts: u64,
    /// Of those, resolved as yes.
    pub yes: u64,
    /// Their mean probability.
    pub mean: f64,
    /// Lower end of the band in which the share of yes would lie nine times in
    /// ten if the forecasts were right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Upper end of the band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}

/// How forecasts would have done in the past: made anew at weekly origins, each
/// from the days before it alone. They rest on pseudo-vintages: the data as they
/// stand now, cut off at each origin, and not as they stood then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplayedRecord {
    /// Weekly origins whose days are over.
    pub origins: u64,
    /// Days with an event since the first of them.
    pub cases: u64,
    /// Brier skill of the pool against the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brier_skill: Option<f64>,
    /// Logarithmic skill of the pool against the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logarithmic_skill: Option<f64>,
    /// One sentence.
    pub text: String,
}

/// How many events (or how large a sum) are to be expected from the first day
/// to a day: quantiles of the total.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FanPoint {
    /// Last day of the total.
    #[schemars(with = "String")]
    pub date: Date,
    /// 5% quantile.
    pub q05: f64,
    /// 25% quantile.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75% quantile.
    pub q75: f64,
    /// 95% quantile.
    pub q95: f64,
}

/// What stood in the ledger by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerFinding {
    /// How many entries.
    pub entries: u64,
    /// Digest of the newest one, which stands for all before it.
    pub head: String,
}
