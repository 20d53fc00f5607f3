//! Hypotheses and evidence as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Moment;

/// A word of the scale, a number, or a range from one number to another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a word of the scale, a number, or a range such as [0.2, 0.4]"
)]
#[schemars(rename = "Likelihood")]
pub(crate) enum Amount {
    /// A word of the scale: "likely".
    Word(String),
    /// A number.
    Number(f64),
    /// From and to.
    Range([f64; 2]),
}

/// Amounts by the id of the hypothesis.
pub(crate) type Amounts = BTreeMap<Spanned<String>, Spanned<Amount>>;

/// A competing explanation. Exactly one of all is taken to hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Hypothesis")]
pub(crate) struct Hypothesis {
    /// Name used by evidence.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// What it says, and what it does not.
    pub about: Option<String>,
    /// How likely before any of the evidence: a number, a range or a word. Set
    /// for all hypotheses or for none, and then they are equal.
    #[schemars(with = "Option<Amount>")]
    pub prior: Option<Spanned<Amount>>,
}

/// One piece of evidence: an indicator, a tripwire or a judgement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Evidence")]
pub(crate) struct Evidence {
    /// Name used by dependences and matrices.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What is seen, in a few words.
    pub title: String,
    /// The indicator whose state is read.
    #[schemars(with = "Option<String>")]
    pub indicator: Option<Spanned<String>>,
    /// By what its state is read: "alarm" (default), "frequency" or
    /// "intensity".
    #[schemars(with = "Option<String>")]
    pub reading: Option<Spanned<String>>,
    /// The state that is the sign: "raised" (default), "usual" or "lowered".
    #[schemars(with = "Option<String>")]
    pub sign: Option<Spanned<String>>,
    /// In place of an indicator: the tripwire of which it is asked whether the
    /// outcome followed the newest sign.
    #[schemars(with = "Option<String>")]
    pub tripwire: Option<Spanned<String>>,
    /// In place of either: what a person judged.
    #[schemars(with = "Option<String>")]
    pub judgement: Option<Spanned<String>>,
    /// With a judgement: its day; it is not seen before.
    #[schemars(with = "Option<String>")]
    pub date: Option<Spanned<Moment>>,
    /// With a judgement: who says so, and where.
    #[schemars(with = "Option<String>")]
    pub source: Option<Spanned<String>>,
    /// With a tripwire: which hypotheses say that the sign brings the outcome,
    /// and which that it makes no difference. The program measures the rates.
    #[schemars(with = "Option<Measured>")]
    pub measured: Option<Spanned<Measured>>,
    /// Under each hypothesis the probability that this is seen, as a word, a
    /// number or a range.
    #[schemars(with = "Option<BTreeMap<String, Amount>>")]
    pub likelihood: Option<Spanned<Amounts>>,
    /// In place of probabilities: numbers whose ratios are those of the
    /// probabilities.
    #[schemars(with = "Option<BTreeMap<String, Amount>>")]
    pub ratio: Option<Spanned<Amounts>>,
    /// With ratios: those that hold where it is seen that it is not so.
    #[schemars(with = "Option<BTreeMap<String, Amount>>")]
    pub ratio_not_seen: Option<Spanned<Amounts>>,
    /// The publication that the likelihoods are from.
    pub cited: Option<String>,
    /// In place of a publication: who set them.
    pub set_by: Option<String>,
    /// What the reader should know of it.
    pub note: Option<String>,
}

/// What hypotheses say of a sign and its outcome.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Measured")]
pub(crate) struct Measured {
    /// Hypotheses that say that the sign brings the outcome.
    #[schemars(with = "Vec<String>")]
    pub follows: Vec<Spanned<String>>,
    /// Hypotheses that say that it makes no difference.
    #[schemars(with = "Vec<String>")]
    pub no_difference: Vec<Spanned<String>>,
}

/// Items that partly say the same, so that together they weigh less.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Dependence")]
pub(crate) struct Dependence {
    /// Name.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Ids of the items; at least two.
    #[schemars(with = "Vec<String>")]
    pub evidence: Spanned<Vec<Spanned<String>>>,
    /// How much they share: 0 for nothing, 1 where they all say the same. The
    /// weight of each of n items is 1 / (1 + shared (n - 1)).
    #[schemars(with = "f64")]
    pub shared: Spanned<f64>,
    /// Why, in a sentence.
    pub why: String,
}
