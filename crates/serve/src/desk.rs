//! Everything that is served: the watches with what is known of them, what was made of
//! it so far, and the ledger.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use foreshock_assess::judgements;
use foreshock_event::AsOf;
use foreshock_lake::coverage::PublisherCoverage;
use jiff::{Timestamp, civil::date, tz::TimeZone};
use quick_cache::{Weighter, sync::Cache};
use tokio::sync::{Semaphore, broadcast};

use crate::{
    look::{Keys, Look, Written},
    notebook::Notebook,
    problem::Problem,
    theatre::{Reading, Theatre, Trouble},
};

/// Memory for what was made of looks, beside the records themselves.
const CACHE_BYTES: u64 = 256 << 20;
/// How long somebody waits for an answer that has to be worked out.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many wait for their turn at working something out; more are turned away.
const LONGEST_QUEUE: usize = 64;
/// Messages to open pages that a slow one may be behind.
const LONGEST_BACKLOG: usize = 64;

/// What changed.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    /// Id of the watch.
    pub watch: Arc<str>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    room: usize,
    generation: u64,
    instant: Timestamp,
    /// Entries of the ledger that count at that instant.
    written: usize,
    /// Of a look without doubtful reports, which those are.
    doubtful: Option<Arc<Keys>>,
}

/// A look that is asked for.
struct Asked {
    key: Key,
    reading: Arc<Reading>,
    as_of: AsOf,
    written: Written,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Arc<Look>> for Weight {
    fn weight(&self, _: &Key, look: &Arc<Look>) -> u64 {
        look.weight()
    }
}

/// One watch.
pub(crate) struct Room {
    pub id: Arc<str>,
    theatre: Arc<Mutex<Box<dyn Theatre>>>,
    state: RwLock<State>,
}

#[derive(Clone)]
struct State {
    /// Counts the readings.
    generation: u64,
    reading: Option<Arc<Reading>>,
    trouble: Option<Trouble>,
}

impl Room {
    fn state(&self) -> State {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What was read last.
    pub fn reading(&self) -> Result<Arc<Reading>, Problem> {
        let state = self.state();
        match (state.reading, state.trouble) {
            (Some(reading), _) => Ok(reading),
            (None, Some(trouble)) => Err(trouble.into()),
            (None, None) => Err(Problem::busy(2)),
        }
    }

    /// Why the watch could not be read the last time.
    pub fn trouble(&self) -> Option<Trouble> {
        self.state().trouble
    }

    /// Reads the watch again; whether anything is known that was not before.
    fn read(&self) -> bool {
        let read = self
            .theatre
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .read();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let before = state
            .reading
            .as_ref()
            .map(|reading| (reading.watch.digest, statement(reading)));
        match read {
            Ok(reading) => {
                let now = (reading.watch.digest, statement(&reading));
                let had_trouble = state.trouble.take().is_some();
                state.generation += 1;
                state.reading = Some(Arc::new(reading));
                had_trouble || before != Some(now)
            }
            Err(trouble) => {
                let new = state.trouble.as_ref() != Some(&trouble);
                state.trouble = Some(trouble);
                new
            }
        }
    }

    pub fn coverage(&self) -> Result<Vec<PublisherCoverage>, Problem> {
        let theatre = self.theatre.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(theatre.coverage()?)
    }
}

/// What was stated by the instant of the reading, without the instant.
fn statement(reading: &Reading) -> (usize, usize, Option<Timestamp>) {
    let newest = reading.known.versions().map(|record| record.ingested_at);
    (
        reading.known.len(),
        reading.known.versions().count(),
        newest.max(),
    )
}

/// Everything that is served.
pub(crate) struct Desk {
    rooms: Vec<Room>,
    by_id: HashMap<Arc<str>, usize>,
    notebook: Notebook,
    looks: Cache<Key, Arc<Look>, Weight>,
    workers: Semaphore,
    waiting: AtomicUsize,
    updates: broadcast::Sender<Update>,
}

impl Desk {
    /// Reads every watch once. One that cannot be read says so when it is asked for.
    pub fn new(theatres: Vec<Box<dyn Theatre>>, notebook: Notebook) -> Self {
        let rooms: Vec<Room> = theatres
            .into_iter()
            .map(|theatre| Room {
                id: theatre.id().into(),
                theatre: Arc::new(Mutex::new(theatre)),
                state: RwLock::new(State {
                    generation: 0,
                    reading: None,
                    trouble: None,
                }),
            })
            .collect();
        for room in &rooms {
            room.read();
        }
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            by_id: rooms
                .iter()
                .enumerate()
                .map(|(index, room)| (room.id.clone(), index))
                .collect(),
            rooms,
            notebook,
            looks: Cache::with_weighter(256, CACHE_BYTES, Weight),
            workers: Semaphore::new(workers),
            waiting: AtomicUsize::new(0),
            updates: broadcast::channel(LONGEST_BACKLOG).0,
        }
    }

    pub fn rooms(&self) -> &[Room] {
        &self.rooms
    }

    pub fn room(&self, id: &str) -> Result<&Room, Problem> {
        let index = self.by_id.get(id).ok_or_else(|| {
            let names: Vec<&str> = self.rooms.iter().map(|room| &*room.id).collect();
            Problem::not_found(
                "there is no such watch",
                format!("served are: {}", names.join(", ")),
            )
        })?;
        Ok(&self.rooms[*index])
    }

    pub fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// Messages of what changes from now on.
    pub fn updates(&self) -> broadcast::Receiver<Update> {
        self.updates.subscribe()
    }

    pub fn tell(&self, watch: &Arc<str>) {
        // Nobody may be listening.
        let _ = self.updates.send(Update {
            watch: watch.clone(),
        });
    }

    /// Makes the assessment that is asked for first, so that nobody waits for it.
    pub fn warm(&self, room: &Room) {
        // What is wrong is told to whoever asks.
        if let Ok(look) = self.look(room, None, false) {
            let _ = look.assessed();
        }
    }

    /// Reads what changed, or everything; tells those who listen.
    pub fn refresh(&self, everything: bool) {
        for room in &self.rooms {
            let wanted = everything
                || room
                    .theatre
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .has_changed();
            if wanted {
                let is_new = room.read();
                self.warm(room);
                if is_new {
                    self.tell(&room.id);
                }
            }
        }
    }

    /// Reads what was added to the ledger by others; tells those who listen.
    pub fn look_at_ledger(&self) {
        // A ledger that cannot be read is told of where it is asked for.
        if let Ok(true) = self.notebook.look() {
            for room in &self.rooms {
                self.tell(&room.id);
            }
        }
    }

    /// What is written down, with what is held to be doubtful of `watch`.
    pub fn written(&self, watch: &str) -> Written {
        let entries = self.notebook.entries();
        Written {
            doubtful: Arc::new(judgements::doubtful(entries.iter(), watch)),
            entries,
        }
    }

    /// The watch as it is seen from `as_of`.
    pub fn look(
        &self,
        room: &Room,
        as_of: Option<&str>,
        without_doubtful: bool,
    ) -> Result<Arc<Look>, Problem> {
        let Asked {
            key,
            reading,
            as_of,
            written,
        } = self.asked(room, as_of, without_doubtful)?;
        let make = || {
            let look = Look::new(reading, as_of, without_doubtful, &written);
            Ok::<_, Problem>(Arc::new(look))
        };
        self.looks.get_or_insert_with(&key, make)
    }

    /// The same, where it was made before and is kept.
    pub fn kept(
        &self,
        room: &Room,
        as_of: Option<&str>,
        without_doubtful: bool,
    ) -> Result<Option<Arc<Look>>, Problem> {
        let asked = self.asked(room, as_of, without_doubtful)?;
        Ok(self.looks.get(&asked.key))
    }

    fn asked(
        &self,
        room: &Room,
        as_of: Option<&str>,
        without_doubtful: bool,
    ) -> Result<Asked, Problem> {
        let reading = room.reading()?;
        let as_of = instant(&reading, as_of)?;
        let written = self.written(&reading.watch.title);
        let key = Key {
            room: self.by_id.get(&room.id).copied().unwrap_or_default(),
            generation: room.state().generation,
            instant: as_of.instant(),
            written: written
                .entries
                .partition_point(|entry| entry.recorded_at <= as_of.instant()),
            doubtful: without_doubtful.then(|| written.doubtful.clone()),
        };
        Ok(Asked {
            key,
            reading,
            as_of,
            written,
        })
    }

    /// Reads one watch now, whether or not something changed.
    pub fn read_again(&self, id: &str) -> Result<(), Problem> {
        let room = self.room(id)?;
        if room.read() {
            self.tell(&room.id);
        }
        match room.trouble() {
            Some(trouble) => Err(trouble.into()),
            None => Ok(()),
        }
    }

    /// Works something out beside the requests that are answered at once: no more at a
    /// time than there are cores.
    pub async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        struct Waiting<'a>(&'a AtomicUsize);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Problem::busy(5));
        }
        let waiting = Waiting(&self.waiting);
        let desk = self.clone();
        let job = async move {
            let turn = desk
                .workers
                .acquire()
                .await
                .map_err(|error| Problem::ours(&error))?;
            let done = tokio::task::spawn_blocking(work).await;
            drop(turn);
            done.map_err(|error| Problem::ours(&error))?
        };
        // Who gives up waiting does not stop the work, whose result others may want; but
        // it keeps its turn until then.
        let done = tokio::time::timeout(PATIENCE, tokio::spawn(job)).await;
        drop(waiting);
        match done {
            Err(_) => Err(Problem::busy(10)),
            Ok(joined) => joined.map_err(|error| Problem::ours(&error))?,
        }
    }
}

/// The earliest day that can be looked from; no data set begins before.
fn earliest() -> Timestamp {
    TimeZone::UTC
        .to_timestamp(date(1500, 1, 1).at(0, 0, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The instant that is asked for, never later than that of the reading.
fn instant(reading: &Reading, asked: Option<&str>) -> Result<AsOf, Problem> {
    let now = reading.known.as_of();
    let watch = &reading.watch;
    let as_of = match asked {
        Some("now") => return Ok(now.clone()),
        None => {
            let own = watch.as_of(now.instant());
            return Ok(match own.instant() > now.instant() {
                true => now.clone(),
                false => own,
            });
        }
        Some(text) if text.len() > 64 => {
            return Err(Problem::bad_request("`as_of` is too long", ""));
        }
        Some(text) => AsOf::parse(text, watch.timezone.clone()).map_err(|error| {
            Problem::bad_request(
                format!("as_of: {error}"),
                "write as_of=2024-09-16, an instant, or now",
            )
        })?,
    };
    if as_of.instant() < earliest() {
        return Err(Problem::makes_no_sense(
            "`as_of` lies before the year 1500",
            "no data set begins before",
        ));
    }
    // The end of today has not come yet; it is seen as far as it has.
    if as_of.instant() > now.instant() {
        let today = watch.timezone.to_datetime(now.instant()).date();
        return match as_of.date() <= today {
            true => Ok(now.clone()),
            false => Err(Problem::makes_no_sense(
                format!("`as_of` lies in the future: today is {today}"),
                "nothing is known of it yet; forecasts are made from a day that has come",
            )),
        };
    }
    Ok(as_of)
}
