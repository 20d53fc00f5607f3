//! What people judged: read, and written down.

use axum::{Json, extract::State, http::HeaderMap, http::StatusCode, response::IntoResponse as _};
use foreshock_assess::{
    judgements::{self, Cell, Judged, Judgement, Subject},
    readiness,
};
use foreshock_ledger::{Draft, canonical};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Shared,
    answer::Answer,
    asked::{Body, InPath, InQuery, OfWatch, View},
    session::Caller,
    views::{json, look},
};
use crate::{guard::Role, look::Look, problem::Problem};

/// A judgement that is to be written down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToWrite {
    /// Made up by the page, 8 to 64 letters, digits and hyphens: what is sent twice with
    /// the same key is written down once.
    pub key: String,
    /// The judgement.
    pub judgement: Asked,
}

/// A judgement as it is sent.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Asked {
    /// A remark.
    Note {
        /// What it is about.
        on: Subject,
        /// What it says.
        text: String,
    },
    /// A report is held to be doubtful.
    Doubt {
        /// Id of its source.
        source_id: String,
        /// Id of the event.
        event_id: String,
        /// Why.
        reason: String,
    },
    /// A report is no longer held to be doubtful.
    DoubtWithdrawn {
        /// Id of its source.
        source_id: String,
        /// Id of the event.
        event_id: String,
        /// Why.
        reason: String,
    },
    /// How likely an item of evidence is under each hypothesis.
    Likelihoods {
        /// Id of the item.
        evidence: String,
        /// Hypothesis by hypothesis.
        cells: Vec<Cell>,
    },
    /// Something on the checklist of a level was done.
    Tick {
        /// Id of the level; the highest that is held where it is absent.
        level: Option<String>,
        /// What was done: its number or its text.
        item: String,
        /// What is noted.
        note: Option<String>,
    },
}

/// What stands in the ledger now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Written {
    /// The judgement.
    pub judgement: Judged,
    /// It was written now, and not there before.
    pub new: bool,
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let reading = shared.desk.room(&of.watch)?.reading()?;
    let entries = shared.desk.notebook().entries();
    let show = move || {
        let title = &reading.watch.title;
        let mut judged: Vec<Judged> = judgements::judgements(entries.iter(), title).collect();
        judged.reverse();
        json(&headers, &judged)
    };
    shared.desk.work(address, show).await
}

pub(crate) async fn write(
    State(shared): State<Shared>,
    Caller { address, who }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    Body(to_write): Body<ToWrite>,
) -> Result<Answer, Problem> {
    who.at_least(Role::Analyst)?;
    check_key(&to_write.key)?;
    let look = look(&shared, address, &of.watch, &view).await?;
    let desk = shared.desk.clone();
    let written = shared
        .desk
        .work(address, move || {
            let draft = draft(&look, &who.name, to_write)?;
            let title = &look.reading.watch.title;
            let body = draft.body.clone();
            let appended = desk.notebook().append(&[draft])?;
            let appended = appended.into_iter().next();
            let appended = appended.ok_or_else(|| Problem::ours(&"nothing was written"))?;
            if !appended.new && *appended.entry.body != *canonical(&body) {
                return Err(Problem::new(
                    StatusCode::CONFLICT,
                    "something else was written down under that key",
                    "make up another key",
                ));
            }
            let judgement = judgements::judged(&appended.entry, title)
                .ok_or_else(|| Problem::ours(&"the entry is no judgement"))?;
            if appended.new {
                desk.tell(&desk.room(&of.watch)?.id);
            }
            Ok(Written {
                judgement,
                new: appended.new,
            })
        })
        .await?;
    let status = match written.new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    Ok(Answer((status, Json(written)).into_response()))
}

fn check_key(key: &str) -> Result<(), Problem> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match (8..=64).contains(&key.len()) && key.chars().all(fits) {
        true => Ok(()),
        false => Err(Problem::makes_no_sense(
            "the key has to be 8 to 64 letters, digits and hyphens",
            "a random UUID will do",
        )),
    }
}

fn draft(look: &Look, by: &str, to_write: ToWrite) -> Result<Draft, Problem> {
    let watch = &look.reading.watch;
    let judgement = match to_write.judgement {
        Asked::Note { on, text } => Judgement::Note { on, text },
        Asked::Doubt {
            source_id,
            event_id,
            reason,
        } => Judgement::Doubt {
            source_id,
            event_id,
            reason,
        },
        Asked::DoubtWithdrawn {
            source_id,
            event_id,
            reason,
        } => Judgement::DoubtWithdrawn {
            source_id,
            event_id,
            reason,
        },
        Asked::Likelihoods { evidence, cells } => Judgement::Likelihoods { evidence, cells },
        Asked::Tick { level, item, note } => {
            let assessment = &look.assessed()?.assessment;
            let held = assessment.readiness.as_ref().ok_or_else(|| {
                Problem::not_found(
                    "the watch has no levels of readiness, or nothing can be said of them",
                    "add them with [[readiness]]",
                )
            })?;
            let (level, note) = (level.as_deref(), note.as_deref());
            let tick = readiness::tick(watch, held, assessment.date, level, &item, by, note)?;
            return entry(tick.kind, tick.key, &tick.body);
        }
    };
    // What is judged may have become known after the instant that is looked from.
    let known = &look.reading.known;
    let draft = judgements::draft(watch, known, by, judgement, &to_write.key)?;
    entry(draft.kind, draft.key, &draft.body)
}

fn entry(kind: &str, key: String, body: &impl Serialize) -> Result<Draft, Problem> {
    let body = serde_json::to_value(body).map_err(|error| Problem::ours(&error))?;
    Ok(Draft::new(kind, key, body))
}
