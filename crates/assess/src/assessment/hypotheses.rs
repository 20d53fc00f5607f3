//! Competing explanations as an assessment shows them: how likely each is, on
//! what that rests, and what would change it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Competing explanations, weighed by the evidence whose likelihoods are set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hypotheses {
    /// Whether one of them leads, and how firmly.
    pub verdict: HypothesesVerdict,
    /// What was found and how little it may rest on, in a few sentences.
    pub text: String,
    /// The hypotheses, in the order of the watch.
    pub hypotheses: Vec<HypothesisFinding>,
    /// The evidence seen by then, in the order of the watch.
    pub evidence: Vec<EvidenceFinding>,
    /// Items that partly say the same and are discounted for it.
    pub dependences: Vec<DependenceFinding>,
    /// What could still be learned: items that are not seen yet, those that would
    /// tell most first, and then those whose likelihoods are not set.
    pub missing: Vec<MissingEvidence>,
    /// The scale of words: its name.
    pub scale: String,
    /// The words and what they stand for, from the least likely up.
    pub grades: Vec<GradeMeaning>,
    /// Whose likelihoods they are, where a matrix was given beside the watch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analyst: Option<Analyst>,
    /// How many draws from the stated ranges the 90% ranges rest on.
    pub draws: usize,
}

/// Whose matrix was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analyst {
    /// Who.
    pub name: String,
    /// When the matrix was set down.
    #[schemars(with = "String")]
    pub date: Date,
    /// It was set down after the day of the view, with what came later in mind.
    pub hindsight: bool,
}

/// Whether one hypothesis leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HypothesesVerdict {
    /// No item counts: the hypotheses stand where their priors put them.
    NothingCounts,
    /// None leads, or the lead changes within the stated ranges in more than one
    /// of ten draws, or with a single item left out.
    Open,
    /// One leads in at least nine of ten draws and with any one item left out.
    Leads,
    /// One leads whatever values within the stated ranges are taken, and with
    /// any one item left out.
    LeadsThroughout,
}

/// A hypothesis with its probability before and after the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HypothesisFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// What it says, and what it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Before the evidence.
    pub prior: Within,
    /// After the evidence: at the centres of all ranges, with the lowest and the
    /// highest that any values within them give.
    pub posterior: Within,
    /// Of posteriors drawn from the ranges, the 5% quantile.
    pub lower_90: f64,
    /// The 95% quantile.
    pub upper_90: f64,
    /// Share of the draws in which it leads.
    pub leads_in: f64,
    /// The posterior if items that share something were independent.
    pub if_independent: f64,
    /// The posterior if items that share something said one and the same.
    pub if_one: f64,
    /// Items that count and are unlikely under it (Heuer's count).
    pub inconsistent: usize,
    /// Id of the item that speaks most for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strongest_for: Option<String>,
    /// Id of the item that speaks most against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strongest_against: Option<String>,
}

/// A value with the range in which it must lie if what was stated holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Within {
    /// At the centres of all ranges.
    pub value: f64,
    /// Lowest.
    pub lower: f64,
    /// Highest.
    pub upper: f64,
}

/// An item of evidence: what was seen, how likely that is under each hypothesis,
/// and what hangs on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// What kind of thing is looked at.
    pub kind: EvidenceKind,
    /// Id of the indicator or tripwire; absent for a judgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What was read, in a word or two: "raised", "usual", "lowered", "followed",
    /// "not followed", "judged" or "no data".
    pub state: String,
    /// Whether the sign is there; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign: Option<bool>,
    /// How it was read, and from what.
    pub reading: String,
    /// Day of a judgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// Whether it counts: its state is known and every likelihood of it is set.
    pub counts: bool,
    /// Why it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// What the likelihoods rest on.
    pub basis: EvidenceBasis,
    /// The same in words: cases in the record, a publication, a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis_text: Option<String>,
    /// Whether the numbers are ratios and not probabilities.
    pub ratios: bool,
    /// How likely under each hypothesis, in their order.
    pub cells: Vec<CellFinding>,
    /// Weight from 0 to 1 after the discount for what it shares with others.
    pub weight: f64,
    /// The pair of hypotheses that it tells apart best; absent where it does not
    /// count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosticity: Option<Diagnosticity>,
    /// Bits that were to be learned from it on average before it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_bits: Option<f64>,
    /// What would be without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<Otherwise>,
    /// What would be had the opposite been seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flipped: Option<Otherwise>,
    /// How strong it would have to be for the lead to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_even: Option<BreakEvenFinding>,
    /// What the reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What kind of thing an item looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The state of an indicator.
    Indicator,
    /// Whether the outcome followed a sign.
    Tripwire,
    /// What a person judged.
    Judgement,
}

/// What likelihoods rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceBasis {
    /// Rates in the record.
    Measured,
    /// A publication.
    Cited,
    /// The judgement that the watch names.
    SetBy,
    /// The matrix of an analyst.
    Analyst,
    /// Nothing: they are left to the analyst.
    Unset,
}

/// How likely an item is under one hypothesis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CellFinding {
    /// As stated: how likely the sign is; a ratio where the item has ratios.
    /// Absent where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Within>,
    /// The word of the scale, where it is a probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// How likely what was seen is: 1 minus it where the sign is not there.
    /// Absent where the item does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Within>,
    /// Weight of evidence for this hypothesis against the others together, in
    /// bits, after the discount; below 0 where it speaks against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<f64>,
    /// What was seen is unlikely under it.
    pub inconsistent: bool,
    /// Why the analyst says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How well an item tells two hypotheses apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosticity {
    /// Id of the hypothesis that it fits best.
    pub favours: String,
    /// Id of the one that it fits worst.
    pub against: String,
    /// The ratio of the likelihoods, with its range.
    pub ratio: Within,
    /// The same in bits: the binary logarithm of the ratio.
    pub bits: f64,
}

/// Probabilities in another case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Otherwise {
    /// In the order of the hypotheses.
    pub posterior: Vec<f64>,
    /// Ids of those that would lead; several where they are level.
    pub leading: Vec<String>,
    /// Whether that is another lead.
    pub changes: bool,
}

/// How strong an item would have to be for the lead to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakEvenFinding {
    /// Id of the hypothesis that leads.
    pub leader: String,
    /// Id of the one that would draw level first.
    pub rival: String,
    /// The ratio of their likelihoods as it is.
    pub ratio: f64,
    /// The ratio at which they would be level.
    pub level_at: f64,
}

/// Items that partly say the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DependenceFinding {
    /// Id in the watch.
    pub id: String,
    /// Ids of the items.
    pub evidence: Vec<String>,
    /// How much they share, from 0 to 1.
    pub shared: f64,
    /// How many of them count.
    pub counted: usize,
    /// The weight that each has for it.
    pub weight: f64,
    /// Why.
    pub why: String,
}

/// Evidence that could still tell something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MissingEvidence {
    /// Id of the item.
    pub evidence: String,
    /// What is missing.
    pub lacks: Lacks,
    /// Bits that are to be learned from it on average; absent where its
    /// likelihoods are not set, or are ratios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_bits: Option<f64>,
    /// Hypotheses under which its likelihood is not set.
    pub unset_under: Vec<String>,
    /// One sentence.
    pub text: String,
}

/// What an item lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lacks {
    /// Its state is not known.
    State,
    /// Its likelihoods are not set.
    Likelihoods,
    /// Neither is there.
    Both,
    /// The record has too few cases to measure them.
    Cases,
}

/// A word and the probabilities that it stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GradeMeaning {
    /// The word.
    pub word: String,
    /// Lowest probability.
    pub low: f64,
    /// Highest probability.
    pub high: f64,
}

/// The matrices of two analysts side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HypothesesComparison {
    /// The hypotheses by the first matrix.
    pub first: Hypotheses,
    /// The hypotheses by the second matrix.
    pub second: Hypotheses,
    /// What was found, in a few sentences.
    pub text: String,
    /// Cells that both set and that differ, the largest difference first.
    pub differences: Vec<CellDifference>,
    /// Items in the order of the watch whose likelihoods, taken over from the
    /// second, would change the lead of the first.
    pub decisive: Vec<DecisiveItem>,
    /// How far the words agree; absent where there are too few cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<KappaFinding>,
    /// Cells that both set.
    pub cells: usize,
}

/// A cell in which two matrices differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CellDifference {
    /// Id of the item.
    pub evidence: String,
    /// Id of the hypothesis.
    pub hypothesis: String,
    /// What the first says.
    pub first: Within,
    /// The first in a word of the scale.
    pub first_word: String,
    /// What the second says.
    pub second: Within,
    /// The second in a word of the scale.
    pub second_word: String,
    /// Grades from the first to the second.
    pub grades: i64,
    /// How many times as likely the one holds what was seen to be as the other;
    /// at least 1. Where the sign is not there, that is its absence.
    pub factor: f64,
    /// Whether the ranges have nothing in common.
    pub apart: bool,
}

/// An item that decides the lead between two matrices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DecisiveItem {
    /// Id of the item.
    pub evidence: String,
    /// Who would lead in the first matrix with this item as the second has it.
    pub leading: Vec<String>,
}

/// Agreement over verbal grades.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KappaFinding {
    /// Cohen's kappa with quadratic weights: 1 for the same words throughout, 0
    /// for no more than by chance.
    pub kappa: f64,
    /// 2.5% quantile over items drawn anew.
    pub lower: f64,
    /// 97.5% quantile.
    pub upper: f64,
    /// Cells.
    pub cells: usize,
    /// Items that they belong to.
    pub items: usize,
}
