//! The ledger in one SQLite file.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use foreshock_event::Entry;
use jiff::Timestamp;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior,
};
use serde_json::json;

use crate::{
    ACCEPTED, Appended, Draft, Error, Head, Ledger, Turn, Verification,
    chain::{NOTHING_BEFORE, digest},
    outbox,
};

/// Says in the file's header that it is a ledger ("FSLG").
const APPLICATION: i64 = 0x4653_4C47;

/// What brings a file from each version to the next; a new file is of version
/// 0. Steps are never changed once released: a new version is a further step.
const MIGRATIONS: [&str; 3] = [
    "CREATE TABLE entry (
         sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
         kind TEXT NOT NULL,
         key TEXT NOT NULL UNIQUE,
         recorded_at TEXT NOT NULL,
         body TEXT NOT NULL,
         previous TEXT NOT NULL,
         digest TEXT NOT NULL UNIQUE
     ) STRICT;",
    // Against slips; against intent there is the chain.
    "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
         BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
     CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
         BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;",
    outbox::MIGRATION,
];
const VERSION: i64 = MIGRATIONS.len() as i64;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

const COLUMNS: &str = "sequence, kind, key, recorded_at, body, previous, digest";

/// A ledger in one file.
///
/// What [`append`](Ledger::append) has returned survives the end of the process
/// and the loss of power (write-ahead log, `synchronous = FULL`). Writers take
/// turns; the chain is verified within each turn before anything is added.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    path: PathBuf,
    /// The file was only begun, by a process that was killed in doing so, and is open
    /// for reading: there is nothing in it, not even tables.
    begun: bool,
}

impl SqliteLedger {
    /// Opens the ledger at `path` for writing, beginning a new one where there
    /// is none.
    ///
    /// # Errors
    ///
    /// Where the file is no ledger, was made by a newer program, or cannot be
    /// opened or made. A broken chain is no error here: it is told by
    /// [`verify`](Ledger::verify), and by [`append`](Ledger::append).
    pub fn open(path: &Path) -> Result<Self, Error> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).map_err(|error| Error::CannotOpen {
                path: path.to_owned(),
                cause: error.to_string(),
            })?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut ledger = Self::connect(path, path, flags)?;
        ledger.migrate()?;
        Ok(ledger)
    }

    /// Opens the ledger at `path` for reading alone; writes nothing, not even
    /// beside it. Only what a writer that was killed left half written is first
    /// taken back, which SQLite does for whoever comes next.
    ///
    /// # Errors
    ///
    /// Where there is no ledger, or as for [`open`](Self::open).
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing {
                path: path.to_owned(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let looked_at = |mut ledger: Self| {
            ledger.begun = ledger.present_version()? == 0;
            Ok(ledger)
        };
        let opened = Self::connect(path, path, flags).and_then(looked_at);
        let opened = match opened {
            // The file alone is not whole: the journal says what to take back.
            Err(Error::ReadOnly { .. } | Error::CannotOpen { .. })
                if with_suffix(path, "-journal").exists() =>
            {
                let to_write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Self::connect(path, path, to_write)?.present_version()?;
                Self::connect(path, path, flags).and_then(looked_at)
            }
            other => other,
        };
        match opened {
            // A log beside the file is shared through a third file; where that
            // cannot be made and there is no log, the file alone is whole.
            Err(Error::ReadOnly { .. } | Error::CannotOpen { .. })
                if ["-wal", "-journal"]
                    .iter()
                    .all(|log| !with_suffix(path, log).exists()) =>
            {
                let address = format!("file:{}?immutable=1", escaped(path));
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Self::connect(Path::new(&address), path, flags).and_then(looked_at)
            }
            other => other,
        }
    }

    fn connect(address: &Path, path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        let connection =
            Connection::open_with_flags(address, flags).map_err(|error| explained(path, &error))?;
        let ledger = Self {
            connection,
            path: path.to_owned(),
            begun: false,
        };
        ledger.tell(ledger.connection.busy_timeout(PATIENCE))?;
        Ok(ledger)
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn tell<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|error| explained(&self.path, &error))
    }

    fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, name, |row| row.get(0))
    }

    /// The version of the file as it is now.
    fn present_version(&self) -> Result<i64, Error> {
        self.version(&self.tell(self.connection.unchecked_transaction())?)
    }

    /// The version of the file; an error where it is something else than a
    /// ledger of a version that can be read. What tells is looked at within one
    /// transaction, since another process may be beginning the ledger.
    fn version(&self, connection: &Transaction<'_>) -> Result<i64, Error> {
        let application = self.tell(Self::pragma(connection, "application_id"))?;
        let version = self.tell(Self::pragma(connection, "user_version"))?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = self.tell(connection.query_row(tables, [], |row| row.get(0)))?;
        let is_begun = version == 0 && tables == 0;
        let is_ledger = application == APPLICATION && version != 0;
        if !(is_ledger || is_begun && matches!(application, 0 | APPLICATION)) {
            return Err(Error::NotALedger {
                path: self.path.clone(),
                cause: "it is a database of something else".to_owned(),
            });
        }
        if version > VERSION {
            return Err(Error::Newer {
                path: self.path.clone(),
                version,
                newest: VERSION,
            });
        }
        Ok(version)
    }

    /// Brings the file to the present version. Two processes may do so at once.
    fn migrate(&mut self) -> Result<(), Error> {
        // Looked at first, so that a file of something else is left untouched.
        if self.present_version()? < VERSION {
            let path = self.path.clone();
            let tell = |error: rusqlite::Error| explained(&path, &error);
            let connection = &self.connection;
            let begun = Transaction::new_unchecked(connection, TransactionBehavior::Exclusive)
                .map_err(tell)?;
            let version = self.version(&begun)?;
            for (number, step) in (1i64..).zip(MIGRATIONS) {
                if number > version {
                    begun.execute_batch(step).map_err(tell)?;
                    begun
                        .pragma_update(None, "user_version", number)
                        .map_err(tell)?;
                }
            }
            begun
                .pragma_update(None, "application_id", APPLICATION)
                .map_err(tell)?;
            begun.commit().map_err(tell)?;
        }
        let mode = self.keep_a_log()?;
        if mode != "wal" {
            return Err(Error::Store {
                path: self.path.clone(),
                cause: format!("the log cannot be kept (journal mode `{mode}`)"),
            });
        }
        self.tell(self.connection.pragma_update(None, "synchronous", "FULL"))
    }

    /// Asks for a log beside the file and gives the mode that came of it. SQLite does not
    /// wait here for others, as it does elsewhere, so that waiting is done here.
    fn keep_a_log(&self) -> Result<String, Error> {
        const PAUSE: Duration = Duration::from_millis(5);
        let began = Instant::now();
        loop {
            let mode =
                self.connection
                    .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
            match self.tell(mode) {
                Err(Error::Busy { .. }) if began.elapsed() < PATIENCE => thread::sleep(PAUSE),
                told => return told,
            }
        }
    }

    /// Runs `work` in one turn that no other writer can come between: what it
    /// appends and posts is written all or not at all.
    ///
    /// # Errors
    ///
    /// Where the chain is broken, `work` fails, or the store cannot be written.
    pub fn turn<T>(
        &mut self,
        recorded_at: Timestamp,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, Step>,
    ) -> Result<T, Error> {
        self.alone(|begun| {
            let there = entries(begun, 0)?;
            if let Some(first) = Verification::of(&there).broken.into_iter().next() {
                return Err(Step(Failed::Broken(first)));
            }
            work(&mut Turn::new(begun, there, recorded_at))
        })
    }

    /// Runs `work` while no other process can write.
    pub(crate) fn alone<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Step>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let begun = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| explained(&path, &error))?;
        let done = work(&begun).map_err(|step| match step.0 {
            Failed::Store(error) => explained(&path, &error),
            Failed::Broken(first) => Error::Broken {
                path: path.clone(),
                first,
            },
            Failed::Refused(error) => error,
        })?;
        begun.commit().map_err(|error| explained(&path, &error))?;
        Ok(done)
    }
}

/// Why a step within a turn failed; told as an [`Error`] by whoever holds the
/// turn.
#[derive(Debug)]
pub struct Step(Failed);

#[derive(Debug)]
enum Failed {
    Store(rusqlite::Error),
    Broken(crate::Break),
    Refused(Error),
}

impl From<rusqlite::Error> for Step {
    fn from(error: rusqlite::Error) -> Self {
        Self(Failed::Store(error))
    }
}

impl From<Error> for Step {
    fn from(error: Error) -> Self {
        Self(Failed::Refused(error))
    }
}

impl Ledger for SqliteLedger {
    fn head(&self) -> Result<Option<Head>, Error> {
        if self.begun {
            return Ok(None);
        }
        let newest = "SELECT sequence, digest FROM entry ORDER BY sequence DESC LIMIT 1";
        let head = self.connection.query_row(newest, [], |row| {
            Ok(Head {
                sequence: row.get::<_, i64>(0)?.unsigned_abs(),
                digest: row.get(1)?,
            })
        });
        self.tell(head.optional())
    }

    fn entries(&self, after: u64) -> Result<Vec<Entry>, Error> {
        if self.begun {
            return Ok(Vec::new());
        }
        self.tell(entries(&self.connection, after))
    }

    fn append(&mut self, drafts: &[Draft], recorded_at: Timestamp) -> Result<Vec<Appended>, Error> {
        self.turn(recorded_at, |turn| {
            drafts.iter().map(|draft| turn.append(draft)).collect()
        })
    }

    fn accept_broken(&mut self, reason: &str, recorded_at: Timestamp) -> Result<Entry, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::NoReason);
        }
        self.alone(|begun| {
            let there = entries(begun, 0)?;
            let broken = Verification::of(&there).broken;
            let Some(first) = broken.first() else {
                return Err(Error::NotBroken.into());
            };
            let after = there.last().map_or(1, |last| last.sequence + 1);
            let key = format!("{ACCEPTED}:{}:{after}", first.sequence);
            let body = json!({ "reason": reason, "breaks": broken });
            let text = Draft::new(ACCEPTED, &key, body).text()?;
            let entry = following(there.last(), ACCEPTED, &key, text, recorded_at);
            insert(begun, &entry)?;
            Ok(entry)
        })
    }
}

/// The entry that comes after `last`.
pub(crate) fn following(
    last: Option<&Entry>,
    kind: &str,
    key: &str,
    body: String,
    recorded_at: Timestamp,
) -> Entry {
    let mut entry = Entry {
        sequence: last.map_or(1, |last| last.sequence + 1),
        kind: kind.into(),
        key: key.into(),
        recorded_at: last.map_or(recorded_at, |last| last.recorded_at.max(recorded_at)),
        body: body.into(),
        previous: last.map_or(NOTHING_BEFORE.into(), |last| last.digest.clone()),
        digest: "".into(),
    };
    entry.digest = digest(&entry).into();
    entry
}

pub(crate) fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let insert = format!("INSERT INTO entry ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    connection.prepare(&insert)?.execute((
        i64::try_from(entry.sequence).unwrap_or(i64::MAX),
        &*entry.kind,
        &*entry.key,
        entry.recorded_at.to_string(),
        &*entry.body,
        &*entry.previous,
        &*entry.digest,
    ))?;
    Ok(())
}

fn entries(connection: &Connection, after: u64) -> rusqlite::Result<Vec<Entry>> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let select = format!("SELECT {COLUMNS} FROM entry WHERE sequence > ?1 ORDER BY sequence");
    let mut statement = connection.prepare(&select)?;
    let rows = statement.query_map([after], entry)?;
    rows.collect()
}

pub(crate) fn by_key(connection: &Connection, key: &str) -> rusqlite::Result<Option<Entry>> {
    let select = format!("SELECT {COLUMNS} FROM entry WHERE key = ?1");
    let mut statement = connection.prepare(&select)?;
    statement.query_row([key], entry).optional()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let text = |column| row.get::<_, String>(column);
    Ok(Entry {
        sequence: row.get::<_, i64>(0)?.unsigned_abs(),
        kind: text(1)?.into(),
        key: text(2)?.into(),
        // A time that cannot be read was changed: with another time in its
        // place the digest does not hold, and the chain tells where.
        recorded_at: text(3)?.parse().unwrap_or(Timestamp::UNIX_EPOCH),
        body: text(4)?.into(),
        previous: text(5)?.into(),
        digest: text(6)?.into(),
    })
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A path within an address, where `?`, `#` and `%` mean something.
fn escaped(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

/// What the store says, in the words of this crate.
fn explained(path: &Path, error: &rusqlite::Error) -> Error {
    let path = path.to_owned();
    let cause = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::DiskFull { path },
        Some(ErrorCode::ReadOnly) => Error::ReadOnly { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Error::CannotOpen { path, cause }
        }
        Some(ErrorCode::NotADatabase) => Error::NotALedger { path, cause },
        _ => Error::Store { path, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time in range")
    }

    fn draft(number: usize) -> Draft {
        Draft::new("note", format!("note:{number}"), json!({ "n": number }))
    }

    fn ledger() -> (tempfile::TempDir, SqliteLedger) {
        let directory = tempfile::tempdir().expect("a directory");
        let ledger = SqliteLedger::open(&directory.path().join("l.sqlite")).expect("a ledger");
        (directory, ledger)
    }

    /// A process that is killed while it begins a ledger leaves a file that is half
    /// written, and a journal beside it that says how to take that back.
    #[test]
    fn what_was_half_written_is_taken_back_before_it_is_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let (path, left) = (
            directory.path().join("l.sqlite"),
            directory.path().join("left.sqlite"),
        );
        let mut writer = Connection::open(&path).expect("a file");
        writer
            .execute_batch("CREATE TABLE first (x)")
            .expect("written");
        writer
            .execute_batch("DROP TABLE first; PRAGMA cache_size = 1")
            .expect("written");
        let begun = writer
            .transaction_with_behavior(TransactionBehavior::Exclusive)
            .expect("a turn");
        for number in 0..60 {
            let table = format!("CREATE TABLE t{number} (a TEXT, b TEXT UNIQUE)");
            begun.execute_batch(&table).expect("written");
        }
        let journal = with_suffix(&left, "-journal");
        fs::copy(with_suffix(&path, "-journal"), &journal).expect("what a kill leaves");
        begun.commit().expect("written");
        // A kill in the midst of a commit: the first pages are written and no others.
        let mut written = fs::read(&path).expect("a file");
        assert!(written.len() > 60 * 4096);
        written.truncate(3 * 4096);
        fs::write(&left, written).expect("what a kill leaves");
        let ledger = SqliteLedger::open_to_read(&left).expect("a ledger");
        assert_eq!(ledger.head().expect("nothing in it"), None);
        assert!(!journal.exists());
        drop(ledger);
        let mut ledger = SqliteLedger::open(&left).expect("a ledger");
        ledger.append(&[draft(1)], at(1)).expect("written");
    }

    #[test]
    fn a_full_disk_changes_nothing_and_is_told() {
        let (_directory, mut ledger) = ledger();
        ledger.append(&[draft(1)], at(1)).expect("written");
        let pages = SqliteLedger::pragma(&ledger.connection, "page_count").expect("a number");
        ledger
            .connection
            .pragma_update(None, "max_page_count", pages + 1)
            .expect("a limit");
        let large = |number| {
            let body = json!({ "text": "x".repeat(30_000) });
            Draft::new("note", format!("large:{number}"), body)
        };
        let failed = ledger.append(&[draft(2), large(1), large(2)], at(2));
        assert!(matches!(failed, Err(Error::DiskFull { .. })), "{failed:?}");
        assert_eq!(ledger.entries(0).expect("entries").len(), 1);
        ledger
            .connection
            .pragma_update(None, "max_page_count", 100_000)
            .expect("room");
        ledger.append(&[draft(2)], at(2)).expect("written");
        assert!(ledger.verify().expect("read").is_sound());
    }

    #[test]
    fn an_older_file_is_brought_up_to_date() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("old.sqlite");
        {
            let connection = Connection::open(&path).expect("a file");
            connection.execute_batch(MIGRATIONS[0]).expect("version 1");
            connection
                .pragma_update(None, "user_version", 1)
                .expect("a version");
            connection
                .pragma_update(None, "application_id", APPLICATION)
                .expect("a name");
            let first = following(None, "note", "note:1", "{}".to_owned(), at(1));
            insert(&connection, &first).expect("an entry");
        }
        let mut ledger = SqliteLedger::open(&path).expect("a ledger");
        ledger.append(&[draft(2)], at(2)).expect("written");
        assert_eq!(
            SqliteLedger::pragma(&ledger.connection, "user_version").expect("a number"),
            VERSION
        );
        assert!(ledger.verify().expect("read").is_sound());
        let refused = ledger
            .connection
            .execute("UPDATE entry SET body = '{}'", []);
        assert!(refused.is_err_and(|error| error.to_string().contains("append-only")));
    }

    #[test]
    fn a_newer_file_is_refused_and_left_alone() {
        let (directory, ledger) = ledger();
        ledger
            .connection
            .pragma_update(None, "user_version", 99)
            .expect("a version");
        drop(ledger);
        let path = directory.path().join("l.sqlite");
        for opened in [SqliteLedger::open(&path), SqliteLedger::open_to_read(&path)] {
            assert!(
                matches!(opened, Err(Error::Newer { version: 99, .. })),
                "{opened:?}"
            );
        }
    }

    #[test]
    fn a_clock_that_runs_behind_dates_nothing_back() {
        let (_directory, mut ledger) = ledger();
        ledger.append(&[draft(1)], at(100)).expect("written");
        let second = ledger.append(&[draft(2)], at(50)).expect("written");
        assert_eq!(second[0].entry.recorded_at, at(100));
        assert!(ledger.verify().expect("read").is_sound());
    }
}
