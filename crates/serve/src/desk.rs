//! Everything that is served: the watches with what is known of them, what was made of
//! it so far, and the ledger.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock, TryLockError},
    time::Duration,
};

use foreshock_event::AsOf;
use foreshock_lake::coverage::PublisherCoverage;
use jiff::{Timestamp, civil::date, tz::TimeZone};
use quick_cache::{OptionsBuilder, Weighter, sync::Cache};
use tokio::{
    sync::{Semaphore, broadcast},
    time::timeout_at,
};

use crate::{
    guard::Places,
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
/// How many of one address.
const LONGEST_OF_ONE: usize = 24;
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
        look.weight().min(CACHE_BYTES / 4)
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

impl State {
    fn reading(self) -> Result<Arc<Reading>, Problem> {
        match (self.reading, self.trouble) {
            (Some(reading), _) => Ok(reading),
            (None, Some(trouble)) => Err(trouble.into()),
            (None, None) => Err(Problem::busy(2)),
        }
    }
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
        self.state().reading()
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
        let before = self.state();
        let was = before.reading.as_deref().map(statement);
        let (after, is_new) = match read {
            Ok(reading) => {
                let is_new = before.trouble.is_some() || was != Some(statement(&reading));
                let after = State {
                    generation: before.generation + 1,
                    reading: Some(Arc::new(reading)),
                    trouble: None,
                };
                (after, is_new)
            }
            Err(trouble) => {
                let is_new = before.trouble.as_ref() != Some(&trouble);
                let after = State {
                    trouble: Some(trouble),
                    ..before.clone()
                };
                (after, is_new)
            }
        };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = after;
        // What was read before goes only now, with nobody waiting for it.
        drop(before);
        is_new
    }

    pub fn coverage(&self) -> Result<Vec<PublisherCoverage>, Problem> {
        // While it is being read, which may take long, nobody waits for it.
        match self.theatre.try_lock() {
            Ok(theatre) => Ok(theatre.coverage()?),
            Err(TryLockError::Poisoned(theatre)) => Ok(theatre.into_inner().coverage()?),
            Err(TryLockError::WouldBlock) => Err(Problem::busy(5)),
        }
    }
}

/// What was stated by the instant of the reading, without the instant.
type Statement = ([u8; 32], usize, usize, Option<Timestamp>);

fn statement(reading: &Reading) -> Statement {
    let newest = reading.known.versions().map(|record| record.ingested_at);
    (
        reading.watch.digest,
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
    workers: Arc<Semaphore>,
    queue: Arc<Places>,
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
        // In one piece, so that a look may weigh a good part of it.
        let options = OptionsBuilder::new()
            .estimated_items_capacity(256)
            .weight_capacity(CACHE_BYTES)
            .shards(1)
            .build();
        let looks = match options {
            Ok(options) => {
                Cache::with_options(options, Weight, Default::default(), Default::default())
            }
            Err(_) => Cache::with_weighter(256, CACHE_BYTES, Weight),
        };
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            by_id: rooms
                .iter()
                .enumerate()
                .map(|(index, room)| (room.id.clone(), index))
                .collect(),
            rooms,
            notebook,
            looks,
            workers: Arc::new(Semaphore::new(workers)),
            queue: Places::new(LONGEST_QUEUE, LONGEST_OF_ONE),
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

    /// Reads a watch again and forgets what was made of earlier readings; whether
    /// anything is known that was not before.
    fn read(&self, room: &Room) -> bool {
        let is_new = room.read();
        let newest = room.state().generation;
        let own = self.by_id.get(&room.id).copied();
        self.looks
            .retain(|key, _| Some(key.room) != own || key.generation == newest);
        is_new
    }

    /// Reads a watch again where it changed, or in any case; tells those who listen.
    pub fn refresh(&self, room: &Room, in_any_case: bool) {
        let wanted = in_any_case
            || room
                .theatre
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .has_changed();
        if wanted {
            let is_new = self.read(room);
            self.warm(room);
            if is_new {
                self.tell(&room.id);
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
        let book = self.notebook.book();
        let of = book.of(watch);
        Written {
            doubtful: of.doubtful,
            notes: of.notes,
            entries: book.entries.clone(),
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
        // Reading and generation belong together, also while the watch is read again.
        let state = room.state();
        let generation = state.generation;
        let reading = state.reading()?;
        let as_of = instant(&reading, as_of)?;
        let written = self.written(&reading.watch.title);
        let key = Key {
            room: self.by_id.get(&room.id).copied().unwrap_or_default(),
            generation,
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
        if self.read(room) {
            self.tell(&room.id);
        }
        match room.trouble() {
            Some(trouble) => Err(trouble.into()),
            None => Ok(()),
        }
    }

    /// Works something out beside the requests that are answered at once: no more at a
    /// time than there are cores, and of one address only so many that wait for it.
    pub async fn work<T: Send + 'static>(
        &self,
        address: IpAddr,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let Some(place) = self.queue.take(address) else {
            return Err(Problem::busy(5));
        };
        let begun = tokio::time::Instant::now();
        let turn = self.workers.clone().acquire_owned();
        // Whoever goes away while waiting leaves the queue.
        let turn = match timeout_at(begun + PATIENCE, turn).await {
            Err(_) => return Err(Problem::busy(10)),
            Ok(turn) => turn.map_err(|error| Problem::ours(&error))?,
        };
        // Whoever goes away later does not stop the work, whose result others may want.
        let job = tokio::task::spawn_blocking(move || {
            let (_turn, _place) = (turn, place);
            work()
        });
        match timeout_at(begun + PATIENCE, job).await {
            Err(_) => Err(Problem::busy(10)),
            Ok(done) => done.map_err(|error| Problem::ours(&error))?,
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
