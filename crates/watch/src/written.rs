//! The watch as it is written: the shape of the TOML file, with the place of
//! everything that a diagnostic may have to point at.
//!
//! These types are what the JSON Schema of the watch is generated from, so that
//! an editor completes what the reader accepts. What is *meant* by them stands
//! in [`crate::watch`].

mod relation;
mod scenario;

pub(crate) use relation::{Relation, ScoreScale};
pub(crate) use scenario::{Scenario, ScenarioSet};
mod hypothesis;
pub(crate) mod readiness;

use std::{collections::BTreeMap, fmt};

use foreshock_source::{Columns, Format, Publisher};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use toml::{Spanned, value::Datetime};

pub(crate) use hypothesis::{Amount, Amounts, Dependence, Evidence, Hypothesis, Measured};
pub(crate) use readiness::{Alert, Readiness};

/// A watch: what to look at, which claims to test, which signs to wait for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Foreshock watch")]
pub(crate) struct Watch {
    /// Title of the watch.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// What the watch is about, in a sentence or two.
    pub about: Option<String>,
    /// The instant from which everything is seen unless the command line says
    /// otherwise: a date (its end, in `timezone`), an instant, or "now" (the
    /// default).
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Spanned<Moment>>,
    /// IANA timezone whose days count, such as "Asia/Seoul". Default "UTC".
    #[schemars(with = "Option<String>")]
    pub timezone: Option<Spanned<String>>,
    /// Seed of every random number. Default 1.
    pub seed: Option<u64>,
    /// How far back "what changed" looks: "7 days" by default.
    #[schemars(with = "Option<String>")]
    pub compare: Option<Spanned<String>>,
    /// Names for groups of actor codes, for use in matches.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub actors: BTreeMap<String, Spanned<Vec<String>>>,
    /// Where events come from.
    #[serde(default, rename = "source")]
    #[schemars(with = "Vec<Source>")]
    pub sources: Vec<Source>,
    /// The sentences that the watch tests.
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
    /// What is counted or measured.
    #[serde(default, rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// Signs of an outcome to come.
    #[serde(default, rename = "tripwire")]
    pub tripwires: Vec<Tripwire>,
    /// What is forecast.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// What was done, and what it is claimed to do.
    #[serde(default, rename = "intervention")]
    pub interventions: Vec<Intervention>,
    /// The scale whose words are used for likelihoods: "icd203" (default) or
    /// "phia".
    #[schemars(with = "Option<String>")]
    pub likelihood_scale: Option<Spanned<String>>,
    /// Competing explanations, of which exactly one is taken to hold.
    #[serde(default, rename = "hypothesis")]
    pub hypotheses: Vec<Hypothesis>,
    /// What the hypotheses are weighed by.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Items of evidence that partly say the same.
    #[serde(default, rename = "dependence")]
    pub dependences: Vec<Dependence>,
    /// Levels of readiness, the lowest first.
    #[serde(default, rename = "readiness")]
    pub readiness: Vec<Readiness>,
    /// Who is told.
    #[serde(default, rename = "alert")]
    pub alerts: Vec<Alert>,
    /// Known episodes, for orientation and for judging a replay.
    #[serde(default, rename = "episode")]
    pub episodes: Vec<Episode>,
    /// Which kinds of event may set each other off.
    pub dynamics: Option<Dynamics>,
    /// Cooperation and conflict between pairs of sides.
    #[serde(default, rename = "relation")]
    pub relations: Vec<Relation>,
    /// What is set on days to come, and what is asked of them.
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}

/// A date, an instant, or a word: TOML writes dates with and without quotes.
#[derive(Debug, Clone)]
pub(crate) struct Moment(pub String);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a date such as 2024-09-16")]
        enum Either {
            Toml(Datetime),
            Text(String),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::Toml(datetime) => datetime.to_string(),
            Either::Text(text) => text,
        }))
    }
}

/// One text or several, each with its place.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged, rename = "OneOrMany")]
#[allow(dead_code, reason = "the shape that the JSON Schema shows")]
enum OneOrManyShape {
    One(String),
    Many(Vec<String>),
}

/// One text or several, each with its place.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "OneOrManyShape")]
pub(crate) struct OneOrMany(Vec<Spanned<String>>);

/// What stands there before its outer place is put to a lone text.
enum Texts {
    One(String),
    Many(Vec<Spanned<String>>),
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Texts;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text or a list of texts")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Texts, A::Error> {
                let mut many = Vec::new();
                while let Some(text) = texts.next_element()? {
                    many.push(text);
                }
                Ok(Texts::Many(many))
            }
        }
        deserializer.deserialize_any(Visit)
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Spanned::<Texts>::deserialize(deserializer)?;
        let span = texts.span();
        Ok(Self(match texts.into_inner() {
            Texts::One(text) => vec![Spanned::new(span, text)],
            Texts::Many(many) => many,
        }))
    }
}

impl OneOrMany {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.0.iter()
    }
}

/// Where events come from: a table and how its columns are to be read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source")]
pub(crate) struct Source {
    /// Name used in `from`; lower-case letters, digits, `_` and `-`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: Option<String>,
    /// Who publishes it; needed unless the format says so.
    pub publisher: Option<String>,
    /// The file: CSV, TSV, XLSX or Parquet; a text also as gzip or as the one file
    /// of a zip archive. Relative to the watch; may begin with ${FORESHOCK_DATA}. For a publisher's format also a
    /// directory or a pattern such as "gdelt/*.zip"; without it, what `foreshock
    /// ingest` brought into the lake.
    #[schemars(with = "Option<String>")]
    pub path: Option<Spanned<String>>,
    /// `snapshot` (default): each edition of the file is the whole table, so
    /// that a changed row is a correction and a vanished one a withdrawal.
    /// `append`: a file of new events. A publisher's format tells it itself.
    pub kind: Option<SourceKind>,
    /// `csv`, `tsv`, `xlsx` or `parquet`, where the file name does not tell; or the format
    /// of a publisher, which needs no `columns`.
    #[schemars(with = "Option<SourceFormat>")]
    pub format: Option<Spanned<SourceFormat>>,
    /// Sheet of a spreadsheet; the first by default.
    pub sheet: Option<String>,
    /// One character between fields, where it is neither a comma nor a tab.
    #[schemars(with = "Option<String>")]
    pub delimiter: Option<Spanned<String>>,
    /// Character encoding such as "windows-1252"; UTF-8 by default.
    #[schemars(with = "Option<String>")]
    pub encoding: Option<Spanned<String>>,
    /// Rows before the header row, or before the first row where there is no header.
    #[serde(default)]
    pub skip_rows: usize,
    /// Names of all columns, in order, of a table that has no header row.
    #[schemars(with = "Vec<String>")]
    pub names: Option<Spanned<Vec<String>>>,
    /// How dates are written, in strftime's terms, such as "%d/%m/%Y"; ISO 8601
    /// days, months, quarters and years are read without it.
    pub date_format: Option<String>,
    /// Texts that stand for "missing", such as "NA" or "-9".
    #[serde(default)]
    pub missing: Vec<String>,
    /// Which column holds what; needed unless the format is a publisher's.
    #[schemars(with = "Option<Columns>")]
    pub columns: Option<Spanned<Columns>>,
    /// Time from the end of an event until it is taken to be known, where the
    /// source does not say: "1 day". Without it, an event counts as known from
    /// when it was read.
    #[schemars(with = "Option<String>")]
    pub lag: Option<Spanned<String>>,
    /// Time after which a period may be taken to be complete.
    #[schemars(with = "Option<String>")]
    pub complete_after: Option<Spanned<String>>,
    /// It was put together after the fact.
    #[serde(default)]
    pub hindsight: bool,
    /// How to cite it.
    pub cite: Option<String>,
    /// Terms under which it may be used.
    pub licence: Option<String>,
    /// What the reader should know of it.
    pub note: Option<String>,
    /// What it covers and from when to when, so that "none" and "not collected"
    /// differ. Without any, the span of its own events is taken.
    #[serde(default)]
    pub covers: Vec<Covers>,
}

/// How a source is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "SourceFormat")]
pub(crate) enum SourceFormat {
    /// Comma-separated values, read by `columns`.
    Csv,
    /// Tab-separated values, read by `columns`.
    Tsv,
    /// A spreadsheet, read by `columns`.
    Xlsx,
    /// Apache Parquet, read by `columns`.
    Parquet,
    /// GDELT event files, 1.0 and 2.0.
    Gdelt,
    /// GDELT normalisation totals.
    GdeltTotals,
    /// ICEWS coded events or event graphs with names.
    Icews,
    /// POLECAT.
    Polecat,
    /// UCDP GED and GED Candidate.
    Ged,
    /// UCDP totals by country and month, with or without vintages.
    GedTotals,
    /// Country-month tables of VIEWS.
    Views,
    /// ACLED exports.
    Acled,
    /// Militarized Interstate Disputes.
    Mid,
}

/// What a format stands for.
pub(crate) enum Layout {
    /// A plain table.
    Table(Format),
    /// A publisher's files.
    Published(Publisher),
}

impl SourceFormat {
    /// What the format is of: a plain table or a publisher.
    pub(crate) fn meant(self) -> Layout {
        match self {
            Self::Csv => Layout::Table(Format::Csv),
            Self::Tsv => Layout::Table(Format::Tsv),
            Self::Xlsx => Layout::Table(Format::Xlsx),
            Self::Parquet => Layout::Table(Format::Parquet),
            Self::Gdelt => Layout::Published(Publisher::Gdelt),
            Self::GdeltTotals => Layout::Published(Publisher::GdeltTotals),
            Self::Icews => Layout::Published(Publisher::Icews),
            Self::Polecat => Layout::Published(Publisher::Polecat),
            Self::Ged => Layout::Published(Publisher::Ged),
            Self::GedTotals => Layout::Published(Publisher::GedTotals),
            Self::Views => Layout::Published(Publisher::Views),
            Self::Acled => Layout::Published(Publisher::Acled),
            Self::Mid => Layout::Published(Publisher::Mid),
        }
    }
}

/// Whether a file is the whole table or an addition to it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "SourceKind")]
pub enum SourceKind {
    /// Each edition of the file is the whole table.
    #[default]
    Snapshot,
    /// A file of new events.
    Append,
}

/// What a source covers and from when to when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Covers")]
pub(crate) struct Covers {
    /// Categories (`*` stands for any text); all where it is left out.
    pub category: Option<OneOrMany>,
    /// First day covered.
    #[schemars(with = "String")]
    pub from: Spanned<Moment>,
    /// Last day covered; left out where the source goes on.
    #[schemars(with = "Option<String>")]
    pub to: Option<Spanned<Moment>>,
    /// Only part of what happened was collected.
    #[serde(default)]
    pub partial: bool,
    /// What is missing, in words.
    pub note: Option<String>,
}

/// A sentence that the watch tests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Claim")]
pub(crate) struct Claim {
    /// Name used in `claim`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The claim in your own words.
    pub text: String,
    /// Who makes it, and where.
    pub stated_in: Option<String>,
    /// Why no data could tell, for a claim that cannot be tested as written.
    pub not_testable: Option<String>,
    /// What would have to be stated or collected for it to be tested.
    pub testable_if: Option<String>,
}

/// What is counted or measured.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Indicator")]
pub(crate) struct Indicator {
    /// Name used by tripwires and on the command line.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// Id of the claim that it speaks to.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
    /// The direction of change that the claim predicts.
    pub expects: Option<Expects>,
    /// The source or sources it draws on; the first is preferred where they
    /// tell of the same event.
    pub from: OneOrMany,
    /// With several sources: records of different sources at most this far
    /// apart tell of the same event, which is counted once. "0 days" asks for
    /// the same day.
    #[schemars(with = "Option<String>")]
    pub merge_within: Option<Spanned<String>>,
    /// With several sources: they never tell of the same event.
    #[serde(default)]
    pub disjoint: bool,
    /// Which records count.
    #[serde(default, rename = "match")]
    #[schemars(with = "Option<Match>")]
    pub matches: Option<Spanned<Match>>,
    /// `count` (default), `sum(field)`, `mean(field)`, `share(source)` or
    /// `level(field)` for a series such as a price.
    #[schemars(with = "Option<String>")]
    pub measure: Option<Spanned<String>>,
    /// Length of a period: "day", "week" (default), "30 days", "month",
    /// "quarter", "year".
    #[schemars(with = "Option<String>")]
    pub period: Option<Spanned<String>>,
    /// The recent window whose rate is compared with the reference; six periods
    /// by default.
    #[schemars(with = "Option<String>")]
    pub window: Option<Spanned<String>>,
    /// The span before the window that it is compared with; "2 years" by
    /// default.
    #[schemars(with = "Option<String>")]
    pub reference: Option<Spanned<String>>,
    /// Which deviations raise an alarm; `up` by default.
    pub direction: Option<WrittenDirection>,
    /// What is counted, in the singular and the plural: ["launch", "launches"].
    pub unit: Option<OneOrMany>,
    /// Field whose size says how strong an event is, for the trend in
    /// intensity: `count`, `intensity` or `fatalities`.
    #[schemars(with = "Option<String>")]
    pub intensity: Option<Spanned<String>>,
    /// What the intensity is measured in: "balloons per launch".
    pub intensity_unit: Option<String>,
    /// What the reader should know of it.
    pub note: Option<String>,
}

/// The direction of change that a claim predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expects {
    /// More, or higher.
    Up,
    /// Fewer, or lower.
    Down,
}

/// Which deviations raise an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Direction")]
pub(crate) enum WrittenDirection {
    /// Higher than expected.
    Up,
    /// Lower than expected.
    Down,
    /// Either.
    Both,
}

/// Which records count: every field that is named must fit. In texts `*` stands
/// for any text.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Match")]
pub(crate) struct Match {
    /// The publisher's category.
    pub category: Option<OneOrMany>,
    /// Acting side: a name from `[actors]` or a code; "PRK" includes
    /// "PRK.GOV".
    pub source: Option<OneOrMany>,
    /// Side acted upon.
    pub target: Option<OneOrMany>,
    /// Country of the place.
    pub country: Option<OneOrMany>,
    /// First-order administrative division.
    pub adm1: Option<OneOrMany>,
    /// Name of the place.
    pub place: Option<OneOrMany>,
    /// CAMEO code; "19*" includes its sub-codes.
    pub cameo: Option<OneOrMany>,
    /// PLOVER type.
    pub plover: Option<OneOrMany>,
    /// Words in the description.
    pub text: Option<OneOrMany>,
    /// Range of the quad class.
    #[schemars(with = "Option<Range>")]
    pub quad: Option<Spanned<Range>>,
    /// Range of the intensity.
    #[schemars(with = "Option<Range>")]
    pub intensity: Option<Spanned<Range>>,
    /// Range of what the row measures.
    #[schemars(with = "Option<Range>")]
    pub count: Option<Spanned<Range>>,
    /// Range of the best estimate of deaths.
    #[schemars(with = "Option<Range>")]
    pub fatalities: Option<Spanned<Range>>,
    /// At most so far from a point or a line.
    #[schemars(with = "Option<Near>")]
    pub near: Option<Spanned<Near>>,
}

/// From `min` to `max`, both included; either may be left out.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Range")]
pub(crate) struct Range {
    /// At least.
    pub min: Option<f64>,
    /// At most.
    pub max: Option<f64>,
}

/// At most `km` kilometres from a point ([lat, lon]) or from a line of points.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Near")]
pub(crate) struct Near {
    /// Latitude and longitude in degrees.
    pub point: Option<[f64; 2]>,
    /// Latitudes and longitudes in degrees.
    pub line: Option<Vec<[f64; 2]>>,
    /// Kilometres.
    pub km: f64,
}

/// A sign that is said to come before an outcome.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Tripwire")]
pub(crate) struct Tripwire {
    /// Name.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// The indicator whose single event is the sign.
    #[schemars(with = "String")]
    pub sign: Spanned<String>,
    /// The indicator whose event is the outcome.
    #[schemars(with = "String")]
    pub outcome: Spanned<String>,
    /// Within what time the outcome should follow: "90 days".
    #[schemars(with = "String")]
    pub horizon: Spanned<String>,
    /// Id of the claim that says so.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
}

/// A question that is answered with a probability, and later with yes or no.
/// Which events resolve it is told by `indicator`, or by `from` and `match`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Question")]
pub(crate) struct Question {
    /// Name used on the command line and in the ledger.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The question in your own words.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// Id of the claim that it tests.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
    /// The indicator whose events resolve it.
    #[schemars(with = "Option<String>")]
    pub indicator: Option<Spanned<String>>,
    /// In place of an indicator: the source or sources whose records count.
    pub from: Option<OneOrMany>,
    /// With several sources: records of different sources at most this far
    /// apart tell of the same event, which is counted once.
    #[schemars(with = "Option<String>")]
    pub merge_within: Option<Spanned<String>>,
    /// With several sources: they never tell of the same event.
    #[serde(default)]
    pub disjoint: bool,
    /// With `from`: which records count.
    #[serde(default, rename = "match")]
    #[schemars(with = "Option<Match>")]
    pub matches: Option<Spanned<Match>>,
    /// With `from`: what is counted, in the singular and the plural.
    pub unit: Option<OneOrMany>,
    /// What makes a yes. Every question must have it.
    #[schemars(with = "Resolves")]
    pub resolves: Option<Spanned<Resolves>>,
    /// "30 days", or several: the question is asked anew at every view, of so
    /// many days from the day after it.
    pub horizon: Option<OneOrMany>,
    /// With a deadline: the first day on which an event counts.
    #[schemars(with = "Option<String>")]
    pub opens: Option<Spanned<Moment>>,
    /// In place of a horizon: the last day on which an event counts.
    #[schemars(with = "Option<String>")]
    pub deadline: Option<Spanned<Moment>>,
    /// What the reader should know of it.
    pub note: Option<String>,
}

/// A question is answered with yes once so many events have begun in its days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Resolves")]
pub(crate) struct Resolves {
    /// How many events, or how large a sum.
    #[schemars(with = "f64")]
    pub at_least: Spanned<f64>,
    /// The field that is summed, where not the events are counted: `count`,
    /// `intensity` or `fatalities`.
    #[schemars(with = "Option<String>")]
    pub sum: Option<Spanned<String>>,
}

/// Something that was done, whose effect on indicators is asked about. When it
/// was done is told by `on` (with `off` where it was switched on and off), by
/// `from` and `match`, or by `spans`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Intervention")]
pub(crate) struct Intervention {
    /// Name.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// Id of the claim that speaks of its effect.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
    /// The indicator whose events are its dates, or switch it on.
    #[schemars(with = "Option<String>")]
    pub on: Option<Spanned<String>>,
    /// The indicator whose events switch it off; without it each date stands by
    /// itself.
    #[schemars(with = "Option<String>")]
    pub off: Option<Spanned<String>>,
    /// In place of `on`: the source or sources whose records are its dates.
    pub from: Option<OneOrMany>,
    /// With several sources: records of different sources at most this far
    /// apart tell of the same event.
    #[schemars(with = "Option<String>")]
    pub merge_within: Option<Spanned<String>>,
    /// With several sources: they never tell of the same event.
    #[serde(default)]
    pub disjoint: bool,
    /// With `from`: which records count.
    #[serde(default, rename = "match")]
    #[schemars(with = "Option<Match>")]
    pub matches: Option<Spanned<Match>>,
    /// In place of `on`: the spans themselves, in order, each with its source.
    #[schemars(with = "Option<Vec<DatedSpan>>")]
    pub spans: Option<Spanned<Vec<DatedSpan>>>,
    /// Days after a date on which a response is looked for (28 by default), or
    /// the most days of a span that are looked at (all by default).
    #[schemars(with = "Option<String>")]
    pub window: Option<Spanned<String>>,
    /// The indicators whose events it is said to change, at most eight.
    #[schemars(with = "Vec<String>")]
    pub indicators: Spanned<Vec<Spanned<String>>>,
    /// What it is claimed to do to them.
    pub expects: Option<Expects>,
    /// What the reader should know of it.
    pub note: Option<String>,
}

/// A span in which something was done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DatedSpan")]
pub(crate) struct DatedSpan {
    /// First day.
    #[schemars(with = "String")]
    pub from: Spanned<Moment>,
    /// Last day; left out where it goes on.
    #[schemars(with = "Option<String>")]
    pub to: Option<Spanned<Moment>>,
    /// Where that is from.
    #[schemars(with = "String")]
    pub source: Spanned<String>,
}

/// A known episode.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Episode")]
pub(crate) struct Episode {
    /// Name.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// First day.
    #[schemars(with = "String")]
    pub from: Spanned<Moment>,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Spanned<Moment>,
}

/// Which kinds of event may set each other off: asked of all of them together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Dynamics")]
pub(crate) struct Dynamics {
    /// The indicators whose events are the kinds, at most eight; no event
    /// should speak to two of them.
    #[schemars(with = "Vec<String>")]
    pub indicators: Spanned<Vec<Spanned<String>>>,
    /// First day looked at; by default the first day that all of them cover.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<Moment>>,
    /// What the reader should know of it.
    pub note: Option<String>,
}
