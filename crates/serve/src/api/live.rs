//! What changes, told to open pages.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

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
use crate::{guard::network, problem::Problem};

/// Streams that are open at once.
const MOST: usize = 1000;
/// Streams of one address.
const MOST_OF_ONE: usize = 250;
/// How often an idle stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Open streams, by address.
#[derive(Default)]
pub(crate) struct Streams(Mutex<HashMap<IpAddr, usize>>);

/// A stream that is counted as long as it is open.
struct Counted {
    streams: Arc<Streams>,
    address: IpAddr,
}

impl Streams {
    fn open(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = network(address);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= MOST {
            return None;
        }
        let own = open.entry(address).or_default();
        if *own >= MOST_OF_ONE {
            return None;
        }
        *own += 1;
        Some(Counted {
            streams: self.clone(),
            address,
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self
            .streams
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.address);
            }
        }
    }
}

pub(crate) async fn updates(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
) -> Result<Answer, Problem> {
    let Some(counted) = shared.streams.open(address) else {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many streams are open",
            "close a page, or ask for the watches now and then instead",
        ));
    };
    let hello = Event::default()
        .event("hello")
        .data(json!({ "version": env!("CARGO_PKG_VERSION") }).to_string());
    let state = (Some(hello), shared.desk.updates(), shared, counted);
    let events = stream::unfold(state, |(hello, mut updates, shared, counted)| async move {
        if let Some(hello) = hello {
            return Some((Ok::<_, Infallible>(hello), (None, updates, shared, counted)));
        }
        let event = match updates.recv().await {
            Ok(update) => {
                let judgements = shared
                    .desk
                    .room(&update.watch)
                    .and_then(|room| room.reading())
                    .map_or(0, |reading| {
                        let entries = shared.desk.notebook().entries();
                        let title = &reading.watch.title;
                        foreshock_assess::judgements::judgements(entries.iter(), title).count()
                    });
                let data = json!({ "watch": *update.watch, "judgements": judgements });
                Event::default().event("watch").data(data.to_string())
            }
            // Whoever was too slow to hear everything hears that much.
            Err(RecvError::Lagged(_)) => Event::default().event("lagged").data("{}"),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), (None, updates, shared, counted)))
    });
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Answer(
        Sse::new(events).keep_alive(keep_alive).into_response(),
    ))
}
