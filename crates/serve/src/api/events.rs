//! Events, a part at a time, counted, one by one, and as a download.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse as _,
};
use foreshock_assess::{
    judgements::{self, Judged, Judgement, Subject},
    occurrences,
};
use foreshock_event::Record;
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

use super::{
    Shared,
    answer::Answer,
    asked::{InPath, InQuery, OfWatch, View},
    session::Caller,
    views::{json, look},
};
use crate::{
    events::{self, EventFilter, EventRow, Facets, Rows, Selection},
    guard::Places,
    look::{Look, Packed, Written},
    problem::Problem,
};

/// Most rows of a part.
const MOST: usize = 500;
/// Bytes of a download that are sent at once.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for a slow reader.
const WAITING: usize = 4;

/// A part of the events that fit.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EventPage<'a> {
    /// How many fit in all.
    pub total: usize,
    /// How many come before this part.
    pub offset: usize,
    /// The part.
    pub events: Vec<EventRow<'a>>,
}

/// Which part of them.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Part {
    /// How many to pass over.
    #[serde(default)]
    offset: usize,
    /// How many at most; no more than 500 are given.
    limit: Option<usize>,
}

/// Names an event.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OfEvent {
    /// Id of its source in the watch.
    source: String,
    /// Id of the event.
    id: String,
}

/// One event with all that is known of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EventDetails<'a> {
    /// Its newest version.
    pub event: EventRow<'a>,
    /// Every version, oldest first.
    pub versions: Vec<EventRow<'a>>,
    /// The indicators that count it.
    pub indicators: Vec<Counting>,
    /// Records of other sources that an indicator joins to it, or it to them.
    pub merged: Vec<EventRow<'a>>,
    /// What was judged about it, newest first.
    pub judgements: Vec<Judged>,
}

/// An indicator that counts an event.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counting {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What a request for events rests on.
struct Asked {
    look: Arc<Look>,
    written: Written,
    filter: EventFilter,
}

impl Asked {
    async fn of(
        shared: &Shared,
        address: std::net::IpAddr,
        watch: &str,
        view: &View,
        filter: EventFilter,
    ) -> Result<Self, Problem> {
        let look = look(shared, address, watch, view).await?;
        filter.check(&look.reading.watch)?;
        let written = shared.desk.written(&look.reading.watch.title);
        Ok(Self {
            look,
            written,
            filter,
        })
    }

    /// The tag of an answer: judgements count, since rows tell of them.
    fn tag(&self, parts: &[&str]) -> String {
        let newest = self.written.entries.last();
        let newest = newest.map_or("", |entry| &entry.digest);
        let name = self.filter.name();
        let mut all = vec![newest, name.as_str(), self.look.copies()];
        all.extend(parts);
        self.look.tag(&all)
    }

    /// Under which name a download is saved.
    fn file_name(&self, watch: &str, ending: &str) -> String {
        let date = self.look.known.as_of().date();
        format!("{watch}-{date}-events.{ending}")
    }

    fn rows(&self) -> Rows {
        Rows::new(&self.look.reading.watch, &self.written)
    }

    fn selection(&self, rows: &Rows) -> Arc<Selection> {
        let Self {
            look,
            written,
            filter,
        } = self;
        // What is doubted or noted changes with the ledger, and with it what fits.
        let name = format!("{} {}", written.entries.len(), filter.name());
        look.selection(&name, || {
            events::select(&look.reading.watch, &look.known, filter, rows)
        })
    }
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(filter): InQuery<EventFilter>,
    InQuery(part): InQuery<Part>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let asked = Asked::of(&shared, address, &of.watch, &view, filter).await?;
    let limit = part.limit.unwrap_or(100).min(MOST);
    let tag = asked.tag(&["events", &part.offset.to_string(), &limit.to_string()]);
    if let Some(unchanged) = Answer::unchanged(&headers, &tag) {
        return Ok(unchanged);
    }
    let show = move || {
        let rows = asked.rows();
        let selection = asked.selection(&rows);
        let places = selection.places.iter().skip(part.offset).take(limit);
        let mut events: Vec<EventRow<'_>> = places
            .filter_map(|place| asked.look.known.record(*place as usize))
            .map(|(record, from)| rows.row(record, from))
            .collect();
        for event in &mut events {
            let key = (event.source_id.to_owned(), event.event_id.to_owned());
            if let Some(others) = selection.merged.get(&key) {
                event.merged_with.clone_from(others);
            }
        }
        let page = EventPage {
            total: selection.places.len(),
            offset: part.offset,
            events,
        };
        Ok(Answer::packed(&headers, &Packed::of(&page)?, &tag))
    };
    shared.desk.work(address, show).await
}

pub(crate) async fn facets(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(filter): InQuery<EventFilter>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let asked = Asked::of(&shared, address, &of.watch, &view, filter).await?;
    let tag = asked.tag(&["facets"]);
    if let Some(unchanged) = Answer::unchanged(&headers, &tag) {
        return Ok(unchanged);
    }
    let show = move || {
        let rows = asked.rows();
        let facets: Facets = events::facets(&asked.look.known, &asked.selection(&rows));
        Ok(Answer::packed(&headers, &Packed::of(&facets)?, &tag))
    };
    shared.desk.work(address, show).await
}

pub(crate) async fn one(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(wanted): InQuery<OfEvent>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let filter = EventFilter::default();
    let asked = Asked::of(&shared, address, &of.watch, &view, filter).await?;
    let show = move || {
        let details = details(&asked, &wanted)?;
        json(&headers, &details)
    };
    shared.desk.work(address, show).await
}

fn details<'a>(asked: &'a Asked, wanted: &OfEvent) -> Result<EventDetails<'a>, Problem> {
    let Asked { look, written, .. } = asked;
    let (watch, known) = (&look.reading.watch, &look.known);
    let rows = asked.rows();
    let versions: Vec<EventRow<'_>> = known
        .versions_of(&wanted.source, &wanted.id)
        .map(|(record, from)| rows.row(record, from))
        .collect();
    let newest = known.versions_of(&wanted.source, &wanted.id).last();
    let (record, from) = newest.ok_or_else(|| {
        Problem::not_found(
            "no such event was known",
            "it may have become known only later, or under another name",
        )
    })?;
    let is_it = |one: &Record| *one.feed == *wanted.source && *one.event_id == *wanted.id;
    let mut indicators = Vec::new();
    let mut joined: Vec<(&str, &str)> = Vec::new();
    for indicator in watch.selecting() {
        for occurrence in occurrences(watch, indicator, known) {
            let mut all = std::iter::once(occurrence.record).chain(occurrence.others.clone());
            if !all.any(is_it) {
                continue;
            }
            indicators.push(Counting {
                id: indicator.id.clone(),
                title: indicator.title.clone(),
            });
            let all = std::iter::once(occurrence.record).chain(occurrence.others);
            joined.extend(
                all.filter(|one| !is_it(one))
                    .map(|one| (&*one.feed, &*one.event_id)),
            );
        }
    }
    joined.sort_unstable();
    joined.dedup();
    let merged = joined
        .into_iter()
        .filter_map(|(source, id)| known.versions_of(source, id).last())
        .map(|(record, from)| rows.row(record, from))
        .collect();
    let mut judged: Vec<Judged> = judgements::judgements(written.entries.iter(), &watch.title)
        .filter(|judged| is_about(&judged.judgement, wanted))
        .collect();
    judged.reverse();
    Ok(EventDetails {
        event: rows.row(record, from),
        versions,
        indicators,
        merged,
        judgements: judged,
    })
}

fn is_about(judgement: &Judgement, wanted: &OfEvent) -> bool {
    match judgement {
        Judgement::Note {
            on: Subject::Event {
                source_id,
                event_id,
            },
            ..
        }
        | Judgement::Doubt {
            source_id,
            event_id,
            ..
        }
        | Judgement::DoubtWithdrawn {
            source_id,
            event_id,
            ..
        } => *source_id == wanted.source && *event_id == wanted.id,
        _ => false,
    }
}

pub(crate) async fn csv(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(filter): InQuery<EventFilter>,
) -> Result<Answer, Problem> {
    let asked = Asked::of(&shared, address, &of.watch, &view, filter).await?;
    let name = asked.file_name(&of.watch, "csv");
    let write = |asked: &Asked, rows: &Rows, out: Pieces| {
        events::csv(
            &asked.look,
            &asked.selection(rows),
            rows,
            io::BufWriter::with_capacity(PIECE, out),
        )
    };
    Ok(download(&shared, address, asked, "text/csv; charset=utf-8", write)?.saved_as(&name))
}

pub(crate) async fn arrow(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(filter): InQuery<EventFilter>,
) -> Result<Answer, Problem> {
    let asked = Asked::of(&shared, address, &of.watch, &view, filter).await?;
    let name = asked.file_name(&of.watch, "arrows");
    let write = |asked: &Asked, rows: &Rows, out: Pieces| {
        let mut out = io::BufWriter::with_capacity(PIECE, out);
        events::arrow(&asked.look, &asked.selection(rows), rows, &mut out)
            .map_err(io::Error::other)?;
        io::Write::flush(&mut out)
    };
    Ok(download(
        &shared,
        address,
        asked,
        "application/vnd.apache.arrow.stream",
        write,
    )?
    .saved_as(&name))
}

/// Downloads that are written at once.
const MOST_DOWNLOADS: usize = 16;
/// Downloads of one address.
const MOST_OF_ONE: usize = 4;
/// How long a reader may take for a piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// Places for downloads.
pub(crate) fn downloads() -> Arc<Places> {
    Places::new(MOST_DOWNLOADS, MOST_OF_ONE)
}

/// Sends what is written, as fast as the reader takes it and no faster. One who takes
/// nothing for long is left.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
}

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        let sent = timeout(PATIENCE, self.sender.send(piece));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) | Err(_) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn download(
    shared: &Shared,
    address: IpAddr,
    asked: Asked,
    kind: &'static str,
    write: impl FnOnce(&Asked, &Rows, Pieces) -> io::Result<()> + Send + 'static,
) -> Result<Answer, Problem> {
    let Some(place) = shared.downloads.take(address) else {
        return Err(Problem::busy(30));
    };
    let runtime = Handle::current();
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let rows = asked.rows();
        let pieces = Pieces {
            sender: sender.clone(),
            runtime,
        };
        if let Err(error) = write(&asked, &rows, pieces) {
            // Nobody reads any more, or else the download breaks off where it is seen.
            let _ = sender.try_send(Err(error));
        }
    });
    let pieces = stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(Answer(response))
}
