//! The HTTP API, version 1, and its description.

mod answer;
mod asked;
mod events;
mod judgements;
mod live;
mod session;
mod views;
mod watches;

use std::sync::Arc;

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    openapi::{self, Info, License, OpenApi, ReferenceOr, StatusCode},
    transform::TransformOperation,
};
use axum::{Json, Router, extract::State, response::Response};
use foreshock_assess::{
    Assessment, Provenance,
    assessment::{Hypotheses, LedgerFinding},
};
use foreshock_lake::coverage::PublisherCoverage;

use crate::{
    desk::Desk,
    guard::{Gate, Places},
    problem::Problem,
};

pub(crate) use answer::{Answer, tag_of, takes_gzip};
pub(crate) use events::downloads;
pub(crate) use live::streams;

/// Where everything of this version lies.
pub(crate) const BASE: &str = "/api/v1";

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub desk: Arc<Desk>,
    pub gate: Arc<Gate>,
    /// Places for open streams.
    pub streams: Arc<Places>,
    /// Places for downloads that are being written.
    pub downloads: Arc<Places>,
    /// The description of the API.
    pub description: Arc<str>,
}

/// The routes, and their description.
pub(crate) fn routes() -> (Router<Shared>, OpenApi) {
    let mut api = OpenApi {
        info: Info {
            title: "Foreshock".to_owned(),
            summary: Some("Early warning of armed conflict from open event data".to_owned()),
            description: Some(
                "Everything that the workbench shows. Reading routes take `as_of`: what was known at that day or instant, and nothing later. Answers carry an ETag that rests on what was known. Requests that change something need the header `X-Foreshock-CSRF` with the value of `GET /api/v1/session`, or a token in `Authorization: Bearer`.".to_owned(),
            ),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            license: Some(License {
                name: "MIT OR Apache-2.0".to_owned(),
                identifier: Some("MIT OR Apache-2.0".to_owned()),
                ..License::default()
            }),
            ..Info::default()
        },
        ..OpenApi::default()
    };
    aide::generate::extract_schemas(true);
    let router = ApiRouter::new()
        .api_route(
            "/session",
            get_with(session::get, |op| named(op, "session", "Who is signed in."))
                .post_with(session::begin, |op| {
                    named(op, "sign_in", "Signs in with a token.")
                    .response::<200, Json<session::Session>>()
                })
                .delete_with(session::end, |op| {
                    named(op, "sign_out", "Signs out.").response::<204, ()>()
                }),
        )
        .api_route(
            "/watches",
            get_with(watches::list, |op| {
                named(op, "watches", "The watches that are served, each in short.")
                    .response::<200, Json<Vec<watches::WatchSummary>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/assessment",
            get_with(views::assessment, |op| {
                named(op, "assessment", "What the watch makes of what was known.")
                    .response::<200, Json<Assessment>>()
            }),
        )
        .api_route(
            "/watches/{watch}/provenance",
            get_with(views::provenance, |op| {
                named(
                    op,
                    "provenance",
                    "File and row of each event of the assessment.",
                )
                .response::<200, Json<Vec<Provenance>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/ledger",
            get_with(views::ledger, |op| {
                named(op, "ledger", "The head of the ledger as it stands now.")
                    .response::<200, Json<Option<LedgerFinding>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/watch.toml",
            get_with(views::text, |op| {
                named(op, "watch_file", "The watch as it is written.").response::<200, String>()
            }),
        )
        .api_route(
            "/watches/{watch}/brief.html",
            get_with(views::brief, |op| {
                let op = named(op, "brief", "The brief: one file to be sent.");
                of_kinds(op, &["text/html"])
            }),
        )
        .api_route(
            "/watches/{watch}/indicators/{indicator}/series",
            get_with(views::series, |op| {
                let op = named(op, "series", "Every period of an indicator, as JSON, CSV or Arrow.").response::<200, Json<views::Series>>();
                of_kinds(op, &["text/csv", "application/vnd.apache.arrow.stream"])
            }),
        )
        .api_route(
            "/watches/{watch}/hypotheses",
            get_with(views::hypotheses, |op| {
                named(op, "hypotheses", "The hypotheses as weighed by an analyst.")
                    .response::<200, Json<Hypotheses>>()
            }),
        )
        .api_route(
            "/watches/{watch}/coverage",
            get_with(views::coverage, |op| {
                named(
                    op,
                    "coverage",
                    "What was read of each publisher, month by month.",
                )
                .response::<200, Json<Vec<PublisherCoverage>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/events",
            get_with(events::list, |op| {
                named(op, "events", "Events that fit, a part at a time.")
                    .response::<200, Json<events::EventPage<'static>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/events.csv",
            get_with(events::csv, |op| {
                let op = named(
                    op,
                    "events_csv",
                    "Every event that fits, as CSV; a text that begins like a formula has an apostrophe before it.",
                );
                of_kinds(op, &["text/csv"])
            }),
        )
        .api_route(
            "/watches/{watch}/events.arrow",
            get_with(events::arrow, |op| {
                let summary = "Every event that fits, as an Arrow stream.";
                let op = named(op, "events_arrow", summary);
                of_kinds(op, &["application/vnd.apache.arrow.stream"])
            }),
        )
        .api_route(
            "/watches/{watch}/events/facets",
            get_with(events::facets, |op| {
                named(
                    op,
                    "facets",
                    "The events that fit, counted by what they have.",
                )
                .response::<200, Json<crate::events::Facets>>()
            }),
        )
        .api_route(
            "/watches/{watch}/event",
            get_with(events::one, |op| {
                named(op, "event", "One event with all that is known of it.")
                    .response::<200, Json<events::EventDetails<'static>>>()
            }),
        )
        .api_route(
            "/watches/{watch}/judgements",
            get_with(judgements::list, |op| {
                named(op, "judgements", "What was judged, newest first.")
                    .response::<200, Json<Vec<foreshock_assess::judgements::Judged>>>()
            })
            .post_with(judgements::write, |op| {
                named(op, "judge", "Writes a judgement down in the ledger.")
                    .response::<201, Json<judgements::Written>>()
            }),
        )
        .api_route(
            "/watches/{watch}/read",
            post_with(watches::read, |op| {
                named(op, "read", "Reads the watch and its tables now.").response::<204, ()>()
            }),
        )
        .api_route(
            "/audit",
            get_with(session::audit, |op| {
                named(op, "audit", "Who did what since the start, newest first.")
                    .response::<200, Json<Vec<crate::guard::Deed>>>()
            }),
        )
        .api_route(
            "/updates",
            get_with(live::updates, |op| {
                let op = named(op, "updates", "What changes, as server-sent events.");
                of_kinds(op, &["text/event-stream"])
            }),
        )
        .api_route(
            "/openapi.json",
            get_with(description, |op| {
                named(op, "openapi", "This description.").response::<200, Json<serde_json::Value>>()
            }),
        );
    let router = ApiRouter::new().nest(BASE, router).finish_api(&mut api);
    (router, api)
}

fn named<'t>(operation: TransformOperation<'t>, id: &str, summary: &str) -> TransformOperation<'t> {
    operation
        .id(id)
        .summary(summary)
        .default_response::<Problem>()
}

/// The operation may answer with bytes of these kinds, too.
fn of_kinds<'t>(mut operation: TransformOperation<'t>, kinds: &[&str]) -> TransformOperation<'t> {
    let responses = operation.inner_mut().responses.get_or_insert_default();
    let entry = responses
        .responses
        .entry(StatusCode::Code(200))
        .or_insert_with(|| ReferenceOr::Item(openapi::Response::default()));
    if let ReferenceOr::Item(response) = entry {
        for kind in kinds {
            response
                .content
                .insert((*kind).to_owned(), openapi::MediaType::default());
        }
    }
    operation
}

async fn description(State(shared): State<Shared>, headers: axum::http::HeaderMap) -> Answer {
    let tag = answer::tag_of(shared.description.as_bytes());
    Answer::text(&headers, "application/json", &shared.description, Some(tag))
}

/// What fits no route of the API.
pub(crate) async fn nothing_here() -> Response {
    use axum::response::IntoResponse as _;
    Problem::not_found("there is nothing here", "see /api/v1/openapi.json").into_response()
}
