//! The watch as it is meant: checked, with every reference resolved.

use foreshock_event::{AsOf, Feed, Lag, Record, Text};
use foreshock_source::{Input, Publisher};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use serde::{Deserialize, Serialize};

use crate::{
    Alert, Diagnostic, Intervention, Measure, NumericField, Period, Question, ReadinessLevel,
    Relation, RelationPair, Scenario, Selection, Severity, SourceKind, Weighing, meaning,
};

/// A watch that makes sense.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Title.
    pub title: String,
    /// What it is about.
    pub about: Option<String>,
    /// The instant that is assumed unless another is asked for.
    pub as_of: Moment,
    /// Timezone whose days count.
    pub timezone: TimeZone,
    /// Its IANA name.
    pub timezone_name: String,
    /// Seed of every random number.
    pub seed: u64,
    /// How far back "what changed" looks, in days; at least 1.
    pub compare_days: u16,
    /// Where events come from.
    pub sources: Vec<Source>,
    /// The sentences that are tested.
    pub claims: Vec<Claim>,
    /// What is counted or measured.
    pub indicators: Vec<Indicator>,
    /// Signs of an outcome.
    pub tripwires: Vec<Tripwire>,
    /// What is forecast.
    pub questions: Vec<Question>,
    /// What was done, and what it is claimed to do.
    pub interventions: Vec<Intervention>,
    /// Levels of readiness, the lowest first.
    pub readiness: Vec<ReadinessLevel>,
    /// Who is told of them.
    pub alerts: Vec<Alert>,
    /// Known episodes.
    pub episodes: Vec<Episode>,
    /// Which kinds of event may set each other off.
    pub dynamics: Option<Dynamics>,
    /// Cooperation and conflict between pairs of sides.
    pub relations: Vec<Relation>,
    /// What is set on days to come, and what is asked of them.
    pub scenarios: Vec<Scenario>,
    /// Competing explanations and the evidence by which they are weighed.
    pub weighing: Option<Weighing>,
    /// SHA-256 of the text that it was read from.
    pub digest: [u8; 32],
    /// Faults that leave it usable.
    pub warnings: Vec<Diagnostic>,
}

/// A point in time that a watch names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The present.
    Now,
    /// A fixed one.
    At(AsOf),
}

/// Where events come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name within the watch.
    pub id: Text,
    /// Title for the reader; the id where there is none.
    pub title: String,
    /// File, relative to the watch; may begin with `${FORESHOCK_DATA}`. For a
    /// publisher's format also a directory or a pattern; `None` for what was
    /// ingested.
    pub path: Option<String>,
    /// Bytes of the watch's text that name the file, or else the source.
    pub path_span: std::ops::Range<usize>,
    /// Whether the file is the whole table.
    pub kind: SourceKind,
    /// How the file is to be read.
    pub input: Input,
    /// From the end of an event until it is taken to be known.
    pub lag: Option<Lag>,
    /// Days after which a period is taken to be complete.
    pub complete_after: Option<u16>,
    /// Put together after the fact.
    pub hindsight: bool,
    /// How to cite it.
    pub cite: Option<String>,
    /// Terms of use.
    pub licence: Option<String>,
    /// What the reader should know of it.
    pub note: Option<String>,
    /// What it covers; empty where it does not say.
    pub covers: Vec<Covers>,
}

/// What a source covers.
#[derive(Clone, Debug)]
pub struct Covers {
    /// Categories; empty for all.
    pub categories: Vec<crate::Pattern>,
    /// First day.
    pub from: Date,
    /// Last day, where there is one.
    pub to: Option<Date>,
    /// Only part of what happened.
    pub partial: bool,
    /// What is missing.
    pub note: Option<String>,
}

/// A sentence that is tested.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Name within the watch.
    pub id: String,
    /// In the watch's own words.
    pub text: String,
    /// Who makes it, and where.
    pub stated_in: Option<String>,
    /// Why no data could tell.
    pub not_testable: Option<String>,
    /// What would make it testable.
    pub testable_if: Option<String>,
}

/// How records of several sources go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Every record is an event of its own.
    Disjoint,
    /// Records of different sources at most so many days apart are one event.
    Within(u16),
}

/// What is counted or measured.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// Index of the claim in [`Watch::claims`].
    pub claim: Option<usize>,
    /// What the claim predicts of it.
    pub expects: Option<Expects>,
    /// Indices of its sources in [`Watch::sources`], the preferred one first.
    pub sources: Vec<usize>,
    /// How records of several sources go together.
    pub merge: Merge,
    /// Which records count.
    pub selection: Selection,
    /// Bytes of the watch's text that hold the selection, for diagnostics.
    pub selection_span: std::ops::Range<usize>,
    /// What is measured.
    pub measure: Measure,
    /// Length of a period.
    pub period: Period,
    /// Number of periods in the recent window.
    pub window: usize,
    /// Number of periods in the reference before it.
    pub reference: usize,
    /// Which deviations raise an alarm.
    pub direction: Direction,
    /// Unit in the singular and in the plural.
    pub unit: [String; 2],
    /// Field that says how strong an event is.
    pub intensity: Option<NumericField>,
    /// What that is measured in.
    pub intensity_unit: String,
    /// What the reader should know.
    pub note: Option<String>,
}

/// What a claim predicts of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// More, or higher.
    Up,
    /// Fewer, or lower.
    Down,
}

/// Which deviations raise an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Higher than expected.
    Up,
    /// Lower than expected.
    Down,
    /// Either.
    Both,
}

/// A sign that is said to come before an outcome.
#[derive(Clone, Debug)]
pub struct Tripwire {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// Index of the indicator whose event is the sign.
    pub sign: usize,
    /// Index of the indicator whose event is the outcome.
    pub outcome: usize,
    /// Days within which the outcome should follow; at least 1.
    pub horizon_days: u16,
    /// Index of the claim that says so.
    pub claim: Option<usize>,
}

/// A known episode.
#[derive(Clone, Debug)]
pub struct Episode {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Which kinds of event may set each other off.
#[derive(Clone, Debug)]
pub struct Dynamics {
    /// Indices of the indicators whose events are the kinds, each once; at
    /// least one and at most [`Dynamics::MOST_KINDS`].
    pub indicators: Vec<usize>,
    /// First day looked at, where the watch says so.
    pub from: Option<Date>,
    /// What the reader should know.
    pub note: Option<String>,
}

impl Dynamics {
    /// Kinds beyond which a matrix of pairs can be neither estimated from a
    /// usual record nor read.
    pub const MOST_KINDS: usize = 8;
}

impl Source {
    /// The publisher whose format its files have, where it is not a plain table.
    pub fn publisher(&self) -> Option<Publisher> {
        match &self.input {
            Input::Published(published) => Some(published.publisher),
            Input::Table(_) => None,
        }
    }
}

impl Watch {
    /// Reads a watch from its text.
    ///
    /// # Errors
    ///
    /// All faults, errors and warnings, in the order of their places, when at
    /// least one of them is an error.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (watch, mut faults) = meaning::read(text);
        faults.sort_by_key(|fault| (fault.span.start, fault.severity));
        match watch {
            Some(mut watch) if faults.iter().all(|f| f.severity == Severity::Warning) => {
                watch.warnings = faults;
                Ok(watch)
            }
            _ => Err(faults),
        }
    }

    /// What decides when the records of each source became known.
    pub fn feeds(&self) -> Vec<Feed> {
        let feed = |source: &Source| Feed {
            id: source.id.clone(),
            lag: source.lag,
        };
        self.sources.iter().map(feed).collect()
    }

    /// The instant to look from: the watch's own, with `now` for the present.
    pub fn as_of(&self, now: Timestamp) -> AsOf {
        match &self.as_of {
            Moment::Now => AsOf::at(now, self.timezone.clone()),
            Moment::At(as_of) => as_of.clone(),
        }
    }

    /// What selects records: the indicators, and the directions of the pairs of
    /// the relations.
    pub fn selecting(&self) -> impl Iterator<Item = &Indicator> {
        let pairs = self.relations.iter().flat_map(|relation| &relation.pairs);
        self.indicators
            .iter()
            .chain(pairs.flat_map(RelationPair::directions))
    }

    /// Whether an indicator or a relation that draws on a source of `publisher` may
    /// select `record`: everything that its match says holds, but for distances,
    /// which are not looked at.
    pub fn may_match(&self, publisher: Publisher, record: &Record) -> bool {
        self.selecting().any(|indicator| {
            self.sources_of(indicator)
                .any(|source| source.publisher() == Some(publisher))
                && indicator.selection.may_fit(record)
        })
    }

    /// The indicator of that name.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The relation of that name.
    pub fn relation(&self, id: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.id == id)
    }

    /// The scenario of that name.
    pub fn scenario(&self, id: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.id == id)
    }

    /// The question of that name.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The sources of an indicator, the preferred one first.
    pub fn sources_of(&self, indicator: &Indicator) -> impl Iterator<Item = &Source> {
        indicator
            .sources
            .iter()
            .filter_map(|&index| self.sources.get(index))
    }
}
