//! The watches in short.

use axum::{extract::State, http::HeaderMap, http::StatusCode};
use foreshock_watch::Watch;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Shared,
    answer::Answer,
    asked::{InPath, OfWatch, View},
    session::Caller,
    views::{assessed, json, look},
};
use crate::{
    desk::Room,
    guard::Role,
    look::{Assessed, Look},
    problem::Problem,
};

/// Alarm level from which an indicator is counted as alarmed.
const ALARMED: u8 = 2;

/// A watch in short. One that cannot be read has an error and little else.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct WatchSummary {
    /// Its id in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// From when it is seen unless something else is asked for.
    pub as_of: String,
    /// The last whole day by then.
    pub date: String,
    /// IANA timezone whose days count.
    pub timezone: String,
    /// Records known by then.
    pub records: usize,
    /// How many indicators it has.
    pub indicators: usize,
    /// How many of them are alarmed.
    pub alarms: usize,
    /// What stands out.
    pub headlines: Vec<String>,
    /// The level of readiness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// How severe that level is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level_severity: Option<String>,
    /// How much changed since the day it is compared with.
    pub changes: usize,
    /// First day of the events that are known now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// Their last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// Up to when it can be looked from: the instant at which it was read.
    pub latest: String,
    /// Digest of what was known.
    pub known_digest: String,
    /// Tag of its assessment.
    pub etag: String,
    /// How many judgements there are about it.
    pub judgements: usize,
    /// How many reports are held to be doubtful.
    pub doubtful: usize,
    /// Why it cannot be read, or could not be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What could be done about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it asks for.
    pub capabilities: Capabilities,
}

/// What a watch asks for.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Capabilities {
    /// Which kinds of event set each other off.
    pub dynamics: bool,
    /// Questions that are forecast.
    pub forecasts: bool,
    /// Competing explanations.
    pub hypotheses: bool,
    /// What follows what was done.
    pub effects: bool,
    /// What if.
    pub scenarios: bool,
    /// Levels of readiness.
    pub readiness: bool,
    /// Cooperation and conflict between sides.
    pub relations: bool,
    /// Signs of an outcome.
    pub tripwires: bool,
    /// Claims that are tested.
    pub claims: bool,
}

impl Capabilities {
    fn of(watch: &Watch) -> Self {
        Self {
            dynamics: watch.dynamics.is_some(),
            forecasts: !watch.questions.is_empty(),
            hypotheses: watch.weighing.is_some(),
            effects: !watch.interventions.is_empty(),
            scenarios: !watch.scenarios.is_empty(),
            readiness: !watch.readiness.is_empty(),
            relations: !watch.relations.is_empty(),
            tripwires: !watch.tripwires.is_empty(),
            claims: !watch.claims.is_empty(),
        }
    }
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let mut summaries = Vec::new();
    for room in shared.desk.rooms() {
        let trouble = room.trouble();
        let mut summary = match summary(&shared, address, room).await {
            Ok(summary) => summary,
            Err(problem) => WatchSummary {
                title: room.id.to_string(),
                error: Some(problem.error().to_owned()),
                help: problem.help().map(str::to_owned),
                ..WatchSummary::default()
            },
        };
        summary.id = room.id.to_string();
        if let Some(trouble) = trouble {
            summary.error = Some(trouble.error);
            summary.help = trouble.help;
        }
        summaries.push(summary);
    }
    json(&headers, &summaries)
}

async fn summary(
    shared: &Shared,
    address: std::net::IpAddr,
    room: &Room,
) -> Result<WatchSummary, Problem> {
    let own = View {
        as_of: None,
        without: None,
    };
    let look = look(shared, address, &room.id, &own).await?;
    let book = shared.desk.notebook().book();
    assessed(shared, address, look, move |look, made| {
        let title = &look.reading.watch.title;
        let mut summary = in_short(look, made);
        let of = book.of(title);
        summary.judgements = of.judgements;
        summary.doubtful = of.doubtful.len();
        Ok(summary)
    })
    .await
}

fn in_short(look: &Look, made: &Assessed) -> WatchSummary {
    let assessment = &made.assessment;
    let known = &look.reading.known;
    let alarmed = |level: Option<u8>| level.is_some_and(|level| level >= ALARMED);
    let day = |place: usize| {
        let (record, _) = known.record(place)?;
        Some(record.began_on.to_string())
    };
    let level = assessment
        .readiness
        .as_ref()
        .map(|readiness| &readiness.now);
    WatchSummary {
        id: String::new(),
        title: assessment.title.clone(),
        about: assessment.about.clone(),
        as_of: assessment.as_of.clone(),
        date: assessment.date.to_string(),
        timezone: assessment.timezone.clone(),
        records: assessment.records,
        indicators: assessment.indicators.len(),
        alarms: assessment
            .indicators
            .iter()
            .filter(|indicator| alarmed(indicator.level))
            .count(),
        headlines: assessment.headlines.clone(),
        level: level.map(|level| level.title.clone()),
        level_severity: level.and_then(|level| severity(&look.reading.watch, level.id.as_deref())),
        changes: assessment.changes.len(),
        first_day: day(0),
        last_day: known.len().checked_sub(1).and_then(day),
        latest: known.as_of().instant().to_string(),
        known_digest: assessment.known_digest.clone(),
        etag: look.tag(&["assessment"]),
        judgements: 0,
        doubtful: 0,
        error: None,
        help: None,
        capabilities: Capabilities::of(&look.reading.watch),
    }
}

/// How severe a level is, in the word of the watch.
fn severity(watch: &Watch, id: Option<&str>) -> Option<String> {
    let level = watch
        .readiness
        .iter()
        .find(|level| Some(&*level.id) == id)?;
    let word = serde_json::to_value(level.severity).ok()?;
    word.as_str().map(str::to_owned)
}

pub(crate) async fn read(
    State(shared): State<Shared>,
    Caller { address, who }: Caller,
    InPath(of): InPath<OfWatch>,
) -> Result<StatusCode, Problem> {
    who.at_least(Role::Admin)?;
    shared.desk.room(&of.watch)?;
    let desk = shared.desk.clone();
    shared
        .desk
        .work(address, move || {
            desk.read_again(&of.watch)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}
