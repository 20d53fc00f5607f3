//! What followed interventions, as an assessment shows it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What followed the interventions of the watch, by two designs side by side.
/// None of it says that an intervention brought anything about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effects {
    /// Interventions in the order of the watch.
    pub interventions: Vec<InterventionFinding>,
    /// How many pairs of an intervention and an indicator were looked at.
    pub comparisons: usize,
    /// What was found of all of them together.
    pub text: String,
    /// How it was done, in plain words.
    pub method: String,
}

/// One intervention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionFinding {
    /// Id in the watch.
    pub id: String,
    /// Title in the watch.
    pub title: String,
    /// Id of the claim that speaks of its effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Whether single dates or spans are looked at.
    pub way: WayOfDoing,
    /// Days after each date, or the most days of a span, that are looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_days: Option<u32>,
    /// What it is claimed to do to the indicators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expects: Option<super::Expected>,
    /// Its dates and spans up to the day of the view; a span that has not ended
    /// has no last day.
    #[schemars(with = "Vec<(String, Option<String>)>")]
    pub spans: Vec<(Date, Option<Date>)>,
    /// What was found for each indicator, in the order of the watch.
    pub outcomes: Vec<OutcomeEffect>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Whether an intervention stands at single dates or is switched on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WayOfDoing {
    /// Single dates, each with a response window.
    Dates,
    /// Spans from on to off.
    Spans,
}

/// What followed an intervention in one indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeEffect {
    /// Id of the indicator.
    pub indicator: String,
    /// Its title.
    pub title: String,
    /// First and last day looked at; absent where the two are never covered at
    /// the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub span: Option<(Date, Date)>,
    /// How often it was done within the span.
    pub onsets: usize,
    /// What may be said.
    pub verdict: EffectVerdict,
    /// Whether the two designs agree.
    pub agreement: Agreement,
    /// How that compares with what is claimed.
    pub comparison: Comparison,
    /// Interrupted time series; absent where an effect is not defined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelEffect>,
    /// Point process; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excitation: Option<ExcitationEffect>,
    /// The regression at placebo dates; absent where the record has no room for
    /// them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo: Option<PlaceboDates>,
    /// The rate in the days before over that of other days without it; absent
    /// where there are too few such days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<EffectRatio>,
    /// What was found, in a few sentences.
    pub text: String,
}

/// What may be said of an intervention and an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectVerdict {
    /// Too few events, or an effect below ×10 could not have been seen, or it is
    /// not defined.
    TooFew,
    /// The interval of the rate ratio holds 1.
    NoDifference,
    /// More followed, and there were more before it already.
    MoreAlreadyBefore,
    /// Fewer followed, and there were fewer before it already.
    FewerAlreadyBefore,
    /// More followed, and as many after placebo dates.
    MoreAsAtPlaceboDates,
    /// Fewer followed, and as few after placebo dates.
    FewerAsAtPlaceboDates,
    /// More followed than without it, before it and at placebo dates.
    More,
    /// Fewer followed.
    Fewer,
}

/// Whether regression and point process agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Both show more events.
    BothMore,
    /// Neither shows more events.
    NeitherMore,
    /// The regression shows fewer, which a point process cannot show.
    FewerByOne,
    /// The regression shows more and the point process does not.
    RegressionAlone,
    /// The point process shows more and the regression does not.
    ProcessAlone,
    /// There are not two of them.
    Untold,
}

/// How what followed compares with what is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// In the direction claimed.
    AsClaimed,
    /// In the other direction.
    Otherwise,
    /// It cannot be told.
    Untold,
    /// Nothing is claimed.
    NothingClaimed,
}

/// A rate ratio with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectRatio {
    /// Estimate; 0 where nothing happened.
    pub ratio: f64,
    /// Lower end; 0 where the record puts no limit there.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// Two-sided p-value of a ratio of 1.
    pub p_value: f64,
}

/// The rate on days looked at over the rate to be expected of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelEffect {
    /// The rate ratio.
    pub level: EffectRatio,
    /// Factor of further change in each 30 days; absent where the record does
    /// not support it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slope: Option<EffectRatio>,
    /// Days looked at.
    pub days: u64,
    /// Events on them.
    pub events: u64,
    /// Events to be expected on them without the intervention.
    pub expected: f64,
    /// Days they are compared with.
    pub other_days: u64,
    /// Events on those.
    pub other_events: u64,
    /// Variance over that of independent Poisson counts.
    pub dispersion: f64,
    /// The baseline has a trend.
    pub trend: bool,
    /// The baseline has a yearly season.
    pub season: bool,
    /// What could have been seen.
    pub detectable: DetectableEffect,
}

/// The smallest effects that would have been seen with a probability of 80%.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectableEffect {
    /// A factor above 1; absent where none up to 1,000 would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increase: Option<f64>,
    /// A factor below 1; absent where not even the end of all events would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decrease: Option<f64>,
}

/// Expected additional events per intervention, by the point process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExcitationEffect {
    /// Estimate, at least 0.
    pub additional: f64,
    /// Lower end of the 95% interval.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// Events that one event itself brings about.
    pub own: f64,
    /// Events that the model expects on the days looked at, less what it takes the
    /// interventions to add.
    pub without_effect: f64,
    /// The rate ratio that the additional events amount to on the days looked
    /// at, to compare with the regression.
    pub ratio: f64,
    /// Its lower end.
    pub ratio_lower: f64,
    /// Its upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_upper: Option<f64>,
}

/// The regression at dates on which nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceboDates {
    /// 5% quantile of the rate ratios.
    pub lower: f64,
    /// Median.
    pub median: f64,
    /// 95% quantile.
    pub upper: f64,
    /// How often placebo dates show as much, these dates counted among them.
    pub p_value: f64,
    /// Number of draws.
    pub draws: usize,
}
