//! What changes, told to open pages.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse as _, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::{Shared, answer::Answer, session::Caller};
use crate::{guard::Places, problem::Problem};

/// Streams that are open at once.
const MOST: usize = 1000;
/// Streams of one address.
const MOST_OF_ONE: usize = 250;
/// How often an idle stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How long a stream lasts; the page opens another, which asks again who it is.
const LASTS: Duration = Duration::from_secs(600);

/// Places for open streams.
pub(crate) fn streams() -> Arc<Places> {
    Places::new(MOST, MOST_OF_ONE)
}

pub(crate) async fn updates(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
) -> Result<Answer, Problem> {
    let Some(place) = shared.streams.take(address) else {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many streams are open",
            "close a page, or ask for the watches now and then instead",
        ));
    };
    let hello = Event::default()
        .event("hello")
        .data(json!({ "version": env!("CARGO_PKG_VERSION") }).to_string());
    let ends = tokio::time::Instant::now() + LASTS;
    let state = (Some(hello), shared.desk.updates(), shared, place);
    let events = stream::unfold(
        state,
        move |(hello, mut updates, shared, place)| async move {
            if let Some(hello) = hello {
                return Some((Ok::<_, Infallible>(hello), (None, updates, shared, place)));
            }
            let event = match tokio::time::timeout_at(ends, updates.recv()).await {
                Ok(Ok(update)) => {
                    let judgements = shared
                        .desk
                        .room(&update.watch)
                        .and_then(|room| room.reading())
                        .map_or(0, |reading| {
                            let title = &reading.watch.title;
                            shared.desk.notebook().book().of(title).judgements
                        });
                    let data = json!({ "watch": *update.watch, "judgements": judgements });
                    Event::default().event("watch").data(data.to_string())
                }
                // Whoever was too slow to hear everything hears that much.
                Ok(Err(RecvError::Lagged(_))) => Event::default().event("lagged").data("{}"),
                Ok(Err(RecvError::Closed)) | Err(_) => return None,
            };
            Some((Ok(event), (None, updates, shared, place)))
        },
    );
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Answer(
        Sse::new(events).keep_alive(keep_alive).into_response(),
    ))
}
