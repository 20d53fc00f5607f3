//! How sure a sign has been, as an assessment shows it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How sure a sign has been: with it, without it, and what it is worth as
/// evidence. Intervals are 95% ones for independent cases: windows that share
/// days count together as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignStrength {
    /// What may be said of the sign.
    pub verdict: SignVerdict,
    /// Share of signs whose time is up that an outcome followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed: Option<CountedShare>,
    /// Share of outcomes, of those with a whole horizon of record before them,
    /// that no sign came before within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_sign_before: Option<CountedShare>,
    /// Share of windows of the horizon's length without a sign in them that hold
    /// an outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_sign: Option<CountedShare>,
    /// Likelihood ratio of the sign: the odds of an outcome given the sign over
    /// its odds on any day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood_ratio: Option<SignRatio>,
    /// One or two sentences.
    pub text: String,
}

/// What may be said of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignVerdict {
    /// Fewer than five independent cases with the sign, of outcomes, or of
    /// windows without a sign.
    TooFew,
    /// The interval of the likelihood ratio holds 1.
    CannotTell,
    /// The outcome follows the sign more often than any day.
    MoreOften,
    /// The outcome follows the sign less often than any day.
    LessOften,
}

/// A share of cases, some of which may hang together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountedShare {
    /// Estimate.
    pub share: f64,
    /// Lower end of the 95% interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Cases that have it.
    pub having: u64,
    /// Cases in all.
    pub of: u64,
    /// Groups of cases that share no days: the independent ones.
    pub independent: u64,
}

/// A likelihood ratio with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignRatio {
    /// Estimate.
    pub ratio: f64,
    /// Lower end; 0 where the record puts no limit there.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}
