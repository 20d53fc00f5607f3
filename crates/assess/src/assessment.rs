//! What Foreshock says at a point in time: plain data, ready to be shown.
//!
//! Everything after `assess` only shows an [`Assessment`]. Dates are ISO 8601
//! days, probabilities lie in 0 to 1, and a number that could not be had is
//! absent rather than zero.

mod dynamics;
mod effects;
mod evidence;
mod forecasts;
mod hypotheses;
mod readiness;
mod relations;
mod scenarios;
mod signs;

use foreshock_watch::Expects;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use dynamics::{
    BranchingAt, Dynamics, DynamicsKind, Estimate, ExcitationVerdict, FitTest, PairEstimate,
};
pub use effects::{
    Agreement, Comparison, DetectableEffect, EffectRatio, EffectVerdict, Effects, ExcitationEffect,
    InterventionFinding, LevelEffect, OutcomeEffect, PlaceboDates, WayOfDoing,
};
pub use evidence::{Evidence, Figure, FindingKind, Grade, Strength};
pub use forecasts::{
    BaseRate, Basis, FanPoint, Forecast, LedgerFinding, ModelForecast, QuestionFinding,
    QuestionState, Record, ReliabilityBin, ReplayedRecord, Scores, Skill,
};
pub use hypotheses::{
    Analyst, BreakEvenFinding, CellDifference, CellFinding, DecisiveItem, DependenceFinding,
    Diagnosticity, EvidenceBasis, EvidenceFinding, EvidenceKind, GradeMeaning, Hypotheses,
    HypothesesComparison, HypothesesVerdict, HypothesisFinding, KappaFinding, Lacks,
    MissingEvidence, Otherwise, Within,
};
pub use relations::{
    PairFinding, PeriodScores, RateChange, RelationFinding, RelationMeasure, RelationPoint,
    ScoreChange, SpanScores,
};
pub use scenarios::{ScenarioContrast, ScenarioFinding, ScenarioOutcome, ScenarioVerdict};
pub use signs::{CountedShare, SignRatio, SignStrength, SignVerdict};

pub use readiness::{
    ChecklistItem, ConditionFinding, LevelChange, LevelFinding, LevelName, Met, Readiness, Tick,
};

/// Name and version of the layout; changes with any change that a reader of
/// the JSON could notice.
pub const SCHEMA: &str = "foreshock.assessment/3";

/// What is unusual in a theatre at a point in time, compared with what, since
/// when, and on which events that rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// [`SCHEMA`].
    pub schema: String,
    /// Title of the watch.
    pub title: String,
    /// What the watch is about, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Nothing that became known after this was used: a date, whose end in
    /// `timezone` is meant, or an instant.
    pub as_of: String,
    /// The last whole day of the view, in the timezone of the watch.
    #[schemars(with = "String")]
    pub date: Date,
    /// IANA timezone whose days count.
    pub timezone: String,
    /// The earlier day that `changes` compares with.
    #[schemars(with = "String")]
    pub compared_with: Date,
    /// SHA-256 of what was known, lower-case hexadecimal.
    pub known_digest: String,
    /// SHA-256 of the watch file, lower-case hexadecimal.
    pub watch_digest: String,
    /// Seed of every random number used.
    pub seed: u64,
    /// How many event versions were known and current.
    pub records: usize,
    /// The most important findings, most urgent first, one sentence each.
    pub headlines: Vec<String>,
    /// What must be borne in mind when reading any of it.
    pub caveats: Vec<String>,
    /// What changed since `compared_with`.
    pub changes: Vec<Change>,
    /// Claims in the order of the watch, with what the indicators say of each.
    pub claims: Vec<ClaimFinding>,
    /// Indicators in the order of the watch.
    pub indicators: Vec<IndicatorFinding>,
    /// Tripwires in the order of the watch.
    pub tripwires: Vec<TripwireFinding>,
    /// Which kinds of event set each other off; absent where the watch does not
    /// ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamics: Option<Dynamics>,
    /// What followed the interventions of the watch; absent where it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
    /// Cooperation and conflict between pairs of sides, in the order of the watch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<RelationFinding>,
    /// What if: days to come with and without events that are set, in the order of
    /// the watch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioFinding>,
    /// Competing explanations, weighed by the evidence whose likelihoods are set;
    /// absent where the watch has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hypotheses: Option<Hypotheses>,
    /// Questions in the order of the watch, with what is to be expected.
    pub forecasts: Vec<QuestionFinding>,
    /// What stood in the ledger by then; absent where it was empty, or where
    /// there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerFinding>,
    /// The level of readiness; absent where the watch has no levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Readiness>,
    /// Sources in the order of the watch.
    pub sources: Vec<SourceFinding>,
    /// Known episodes of the watch that began up to `date`.
    pub episodes: Vec<Episode>,
    /// Events behind the indicators, by day. `IndicatorFinding::events` points
    /// into this list.
    pub events: Vec<Event>,
}

/// How an indicator, tripwire or claim differs from what it was at the earlier
/// day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// Id of the indicator, tripwire or claim; empty for new events as a whole.
    pub id: String,
    /// One sentence.
    pub text: String,
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An alarm level rose.
    LevelUp,
    /// An alarm level fell.
    LevelDown,
    /// A tripwire fired.
    Tripwire,
    /// The verdict on a claim changed.
    Verdict,
    /// Events became known.
    Events,
}

/// A sentence that the watch tests, and what the findings say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimFinding {
    /// Id in the watch.
    pub id: String,
    /// The claim in the watch's own words.
    pub text: String,
    /// Who makes the claim, and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_in: Option<String>,
    /// What the data say.
    pub verdict: Verdict,
    /// Why, in plain words.
    pub reason: String,
    /// What would have to be stated or collected for the claim to be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testable_if: Option<String>,
    /// How strongly the data speak on the side of the verdict: the strongest single
    /// piece on that side, allowing for how many were looked at. Only where the
    /// verdict is `supports`, `contradicts` or `mixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Which single pieces of evidence the verdict hangs on, one sentence each: what
    /// it would be without them.
    pub hangs_on: Vec<String>,
    /// What each finding says of it.
    pub evidence: Vec<Evidence>,
}

/// What the data say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What it predicts is seen.
    Supports,
    /// The opposite of what it predicts is seen.
    Contradicts,
    /// Some findings support it and some contradict it.
    Mixed,
    /// There are enough data, and they do not tell.
    Open,
    /// There are too few data to tell.
    TooLittleData,
    /// As written, no data could tell.
    NotTestable,
}

/// The direction of change that a claim predicts of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// More, or higher.
    Up,
    /// Fewer, or lower.
    Down,
}

impl From<Expects> for Expected {
    fn from(expects: Expects) -> Self {
        match expects {
            Expects::Up => Self::Up,
            Expects::Down => Self::Down,
        }
    }
}

/// What one indicator shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndicatorFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// Id of the claim it speaks to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Unit in the singular and in the plural.
    pub unit: [String; 2],
    /// What is measured, as the watch writes it: `count`, `sum(count)`, …
    pub measure: String,
    /// Whether this is a level series (a price) and not a count of events.
    pub is_level: bool,
    /// Length of a period in words: "30 days", "1 week".
    pub period: String,
    /// Which deviations raise an alarm.
    pub direction: Direction,
    /// Ids of the sources it draws on.
    pub sources: Vec<String>,
    /// Whether there was anything to say.
    pub status: Status,
    /// Alarm level 0 to 5; absent where `status` is not `assessed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The level in a word or two; "no data" or "too little data" where there is
    /// none.
    pub level_word: String,
    /// Why, in plain words: "9 launches in 30 days where 0 to 3 were expected".
    pub reason: String,
    /// The latest complete period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Latest>,
    /// Trend in how often it happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<FrequencyTrend>,
    /// Trend in how strong each event, or the level, is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intensity: Option<IntensityTrend>,
    /// Where the present regime began, if the series has a break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_point: Option<ChangePoint>,
    /// Estimate for periods that are still filling up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nowcast: Option<Nowcast>,
    /// Periods from oldest to newest, at most 60.
    pub series: Vec<Point>,
    /// What the reader should know of this indicator.
    pub notes: Vec<String>,
    /// Indices into [`Assessment::events`], oldest first.
    pub events: Vec<usize>,
    /// How many events there are in all; more than `events` where the list was
    /// cut to the newest.
    pub events_total: usize,
}

/// Which deviations raise an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher than expected.
    Up,
    /// Lower than expected.
    Down,
    /// Either.
    Both,
}

/// Whether there was anything to say of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The latest period was compared with its baseline.
    Assessed,
    /// The latest period is covered, but there is too little before it to
    /// compare with.
    TooLittleData,
    /// No source covers the latest period.
    NoData,
}

/// The latest complete period against its baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latest {
    /// First day of the period.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day of the period.
    #[schemars(with = "String")]
    pub to: Date,
    /// What was observed.
    pub observed: f64,
    /// What was to be expected; absent where there is too little to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Band>,
    /// Probability of something at least as extreme under the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// The same, adjusted for the number of indicators looked at (Holm).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_adjusted: Option<f64>,
    /// How the baseline was made, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// First and last day of the periods that it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub reference: Option<(Date, Date)>,
    /// How many periods it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_periods: Option<usize>,
}

/// A 95% predictive interval with its median.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    /// 2.5% quantile.
    pub lower: f64,
    /// Median.
    pub median: f64,
    /// 97.5% quantile.
    pub upper: f64,
}

/// How the rate of events in the recent window compares with the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FrequencyTrend {
    /// Rate ratio, recent over reference (posterior median).
    pub ratio: f64,
    /// Lower end of the 95% interval.
    pub lower: f64,
    /// Upper end of the 95% interval.
    pub upper: f64,
    /// Events in the recent window.
    pub recent_events: u64,
    /// First and last day of the recent window.
    #[schemars(with = "(String, String)")]
    pub recent: (Date, Date),
    /// Events in the reference.
    pub reference_events: u64,
    /// First and last day of the reference.
    #[schemars(with = "(String, String)")]
    pub reference: (Date, Date),
    /// What the interval allows to say.
    pub trend: Trend,
    /// One sentence.
    pub text: String,
}

/// How the strength of events, or a level, moves over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntensityTrend {
    /// What is measured: "balloons per launch".
    pub unit: String,
    /// Theil-Sen slope per 30 days.
    pub slope: f64,
    /// Lower end of its 95% interval.
    pub lower: f64,
    /// Upper end of its 95% interval.
    pub upper: f64,
    /// Two-sided p-value of the Mann-Kendall test.
    pub p_value: f64,
    /// Number of values.
    pub n: usize,
    /// First and last day of the values.
    #[schemars(with = "(String, String)")]
    pub span: (Date, Date),
    /// Median value.
    pub median: f64,
    /// What the test allows to say.
    pub trend: Trend,
    /// One sentence.
    pub text: String,
}

/// What may be said of a trend at the 95% level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// Rising.
    Rising,
    /// Falling.
    Falling,
    /// Neither can be told.
    Unclear,
}

/// The beginning of the present regime of a count series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangePoint {
    /// First day of the period in which it most likely began.
    #[schemars(with = "String")]
    pub date: Date,
    /// Posterior probability that it began within a period of that.
    pub probability: f64,
    /// Mean per period before.
    pub before: f64,
    /// Mean per period since.
    pub after: f64,
    /// One sentence.
    pub text: String,
}

/// Estimate of the latest period from what is usually still to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Nowcast {
    /// First day of the period.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day of the period.
    #[schemars(with = "String")]
    pub to: Date,
    /// Events known so far.
    pub seen: u64,
    /// Share of events that are usually known by now.
    pub completeness: f64,
    /// Lower end of the 95% interval of the final count.
    pub lower: f64,
    /// Median of the final count.
    pub median: f64,
    /// Upper end of the 95% interval of the final count.
    pub upper: f64,
    /// One sentence.
    pub text: String,
}

/// One period of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// What was observed; absent where nothing was collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<f64>,
    /// What was to be expected from the periods before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Band>,
    /// The observation lies outside its band in a direction that matters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside: bool,
    /// Events of this period may still become known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
}

/// Whether a sign that someone called sure was seen, and how sure it has been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TripwireFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// Indicator whose single event is the sign.
    pub sign: String,
    /// Indicator whose event is the outcome.
    pub outcome: String,
    /// Days within which the outcome should follow.
    pub horizon_days: u32,
    /// Whether the sign was seen within the horizon before `date`.
    pub fired: bool,
    /// The newest sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub last_sign: Option<Date>,
    /// Signs whose horizon has run out: an outcome followed within it.
    pub hits: u64,
    /// Signs whose horizon has run out: no outcome followed within it.
    pub false_alarms: u64,
    /// Signs whose horizon has not run out and that no outcome has followed.
    pub pending: u64,
    /// Outcomes that no sign came before within the horizon.
    pub misses: u64,
    /// Outcomes in all, since both are covered.
    pub outcomes: u64,
    /// Share of signs that an outcome followed, with its 95% interval for the
    /// number of independent cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed: Option<Share>,
    /// Share of all days on which an outcome followed within the horizon: what
    /// a sign that says nothing would show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_rate: Option<f64>,
    /// First and last day that both are covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub span: Option<(Date, Date)>,
    /// How sure the sign has been, without it as well; absent where the two are
    /// never covered at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<SignStrength>,
    /// One or two sentences; says so where there are too few cases.
    pub text: String,
}

/// A share with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Estimate.
    pub share: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// What a source gave and what it covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// How to cite it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
    /// Terms under which it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// What the reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// It was put together after the fact.
    pub hindsight: bool,
    /// How many of its events were known and current.
    pub records: usize,
    /// How many of those are dated by publication, by pseudo-vintage (event
    /// time plus a declared lag) and by when they were read.
    pub vintages: Vintages,
    /// First and last day of its known events.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub span: Option<(Date, Date)>,
    /// What it declares to cover.
    pub covers: Vec<Coverage>,
}

/// By which rule the records of a source became known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Vintages {
    /// The publisher says when.
    pub published: usize,
    /// Event time plus a declared lag.
    pub pseudo: usize,
    /// When they were read.
    pub ingested: usize,
}

/// A span that a source covers, for some categories or for all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Categories; empty means all.
    pub categories: Vec<String>,
    /// First day covered.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day covered; absent where the source goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// Whether everything in it was collected, or only part.
    pub partial: bool,
    /// What is missing, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A known episode, drawn behind the series for orientation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Episode {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
}

/// One event as the brief shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Id of the source.
    pub source_id: String,
    /// Identifier within the source.
    pub event_id: String,
    /// First day.
    #[schemars(with = "String")]
    pub date: Date,
    /// Last day, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Date>,
    /// The publisher's category.
    pub category: String,
    /// Acting side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Side acted upon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What the row measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    /// Name of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Description as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where the fact is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Address of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Records of other sources that tell of the same event, as
    /// `source/event` pairs; it was counted once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_with: Vec<String>,
}

/// Where the copy of a record lies from which an event was read. Kept apart
/// from the [`Assessment`], which says the same on every machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// Id of the source.
    pub source_id: String,
    /// Identifier within the source.
    pub event_id: String,
    /// Name of the raw file.
    pub file: String,
    /// SHA-256 of the raw file.
    pub file_sha256: String,
    /// Row in the raw file, counted from 1 for the first row after a header.
    pub row: u64,
}
