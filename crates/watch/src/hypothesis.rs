//! Competing explanations, and the evidence by which they are weighed.

use jiff::civil::Date;

use crate::Scale;

/// What is weighed: hypotheses of which exactly one is taken to hold, and
/// evidence.
#[derive(Clone, Debug)]
pub struct Weighing {
    /// The scale whose words are used.
    pub scale: Scale,
    /// At least two and at most [`Weighing::MOST_HYPOTHESES`].
    pub hypotheses: Vec<Hypothesis>,
    /// In the order of the watch.
    pub evidence: Vec<EvidenceItem>,
    /// Items that partly say the same; no item is in two of them.
    pub dependences: Vec<Dependence>,
}

impl Weighing {
    /// Hypotheses beyond which a table of them can no longer be read.
    pub const MOST_HYPOTHESES: usize = 12;
}

/// A competing explanation.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it says, and what it does not.
    pub about: Option<String>,
    /// How likely before any of the evidence; of all hypotheses or of none.
    pub prior: Option<Stated>,
}

/// What someone stated: a number (both ends the same), a range, or a word with
/// the range that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The word, where it was one.
    pub word: Option<&'static str>,
}

/// One piece of evidence.
#[derive(Clone, Debug)]
pub struct EvidenceItem {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is looked at.
    pub sees: Sees,
    /// How likely it is under each hypothesis.
    pub likelihoods: Likelihoods,
    /// What the reader should know.
    pub note: Option<String>,
}

/// What an item of evidence looks at.
#[derive(Clone, Debug)]
pub enum Sees {
    /// Whether an indicator is in a state.
    Indicator {
        /// Index in [`crate::Watch::indicators`].
        indicator: usize,
        /// By what the state is read.
        reading: Reading,
        /// The state that is the sign.
        sign: State,
    },
    /// Whether the outcome of a tripwire followed the newest sign.
    Tripwire {
        /// Index in [`crate::Watch::tripwires`].
        tripwire: usize,
    },
    /// What a person judged on a day; not seen before that day.
    Judgement {
        /// The judgement.
        text: String,
        /// Its day.
        date: Date,
        /// Who says so, and where.
        source: String,
    },
}

/// By what the state of an indicator is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The alarm on the latest complete period: raised or lowered from level 2
    /// up, else usual.
    Alarm,
    /// The trend in how often: raised where it is rising, lowered where it is
    /// falling, usual where neither can be told.
    Frequency,
    /// The trend in how strong, or of a level, likewise.
    Intensity,
}

/// State of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// More or higher than usual.
    Raised,
    /// Neither.
    Usual,
    /// Less or lower than usual.
    Lowered,
}

/// How likely an item is under each hypothesis. Lists are in the order of the
/// hypotheses; an item counts once every one of them is set.
#[derive(Clone, Debug)]
pub enum Likelihoods {
    /// Left to the analyst.
    Unset,
    /// Rates in the record: after the sign for some hypotheses, without it for
    /// the others.
    Measured {
        /// Whether the hypothesis says that the sign brings the outcome, or that
        /// it makes no difference; `None` where it says neither.
        follows: Vec<Option<bool>>,
    },
    /// Probabilities that the item is seen.
    Probabilities {
        /// Between 0 and 1, both left out.
        cells: Vec<Option<Stated>>,
        /// What they rest on.
        basis: LikelihoodBasis,
    },
    /// Probabilities up to a common factor: only their ratios count.
    Ratios {
        /// Where the item is seen; above 0.
        seen: Vec<Option<Stated>>,
        /// Where it is seen that it is not so.
        not_seen: Vec<Option<Stated>>,
        /// What they rest on.
        basis: LikelihoodBasis,
    },
}

/// What stated likelihoods rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LikelihoodBasis {
    /// A published source.
    Cited(String),
    /// The judgement of a person or a group.
    SetBy(String),
}

/// Items that partly say the same.
#[derive(Clone, Debug)]
pub struct Dependence {
    /// Name within the watch.
    pub id: String,
    /// Indices in [`Weighing::evidence`]; at least two.
    pub evidence: Vec<usize>,
    /// How much they share: 0 for nothing, 1 where they all say the same.
    pub shared: f64,
    /// Why.
    pub why: String,
}
