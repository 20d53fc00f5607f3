//! Messages that are to be sent, beside the entries that they tell of.
//!
//! A message is written in the turn that writes its entry, before anything is
//! sent, and is marked as delivered once a receiver has acknowledged it. A
//! process that ends in between leaves it to be sent again, under the same
//! identifier: every message arrives at least once, and a receiver that has seen
//! its identifier drops a repeat.
//!
//! Two processes may send from one ledger. Each [claims](SqliteLedger::claim)
//! what it is about to send for a while; a claim whose process has ended runs
//! out.

use jiff::{Span, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{Error, SqliteLedger};

/// The step that makes the tables, for a ledger of an earlier version.
pub(crate) const MIGRATION: &str = "CREATE TABLE message (
         identifier TEXT PRIMARY KEY,
         watch TEXT NOT NULL,
         recipient TEXT NOT NULL,
         channel TEXT NOT NULL,
         covers INTEGER NOT NULL,
         created_at TEXT NOT NULL,
         body TEXT NOT NULL,
         attempts INTEGER NOT NULL DEFAULT 0,
         last_error TEXT,
         claimed_by TEXT,
         claimed_at INTEGER,
         claimed_until INTEGER,
         delivered_at TEXT
     ) STRICT;
     CREATE INDEX message_pending ON message (channel, covers) WHERE delivered_at IS NULL;
     CREATE INDEX message_told ON message (watch, recipient, covers);
     CREATE TABLE looked (
         watch TEXT PRIMARY KEY,
         as_of TEXT NOT NULL
     ) STRICT;";

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// By which a receiver knows a repeat; no two messages share it.
    pub identifier: String,
    /// Title of the watch.
    pub watch: String,
    /// Who is told.
    pub recipient: String,
    /// Name of the channel.
    pub channel: String,
    /// The newest entry that it tells of.
    pub covers: u64,
    /// When it was written.
    pub created_at: Timestamp,
    /// What it says; opaque here.
    pub body: String,
}

/// A message in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The message.
    pub message: Outgoing,
    /// How often sending it was tried and failed.
    pub attempts: u32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When a receiver acknowledged it.
    pub delivered_at: Option<Timestamp>,
}

const COLUMNS: &str = "identifier, watch, recipient, channel, covers, created_at, body, attempts, last_error, delivered_at";

impl SqliteLedger {
    /// Messages of a watch, or of all, in the order in which they were written;
    /// only those not yet delivered, or all.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn outbox(&self, watch: Option<&str>, delivered_too: bool) -> Result<Vec<Posted>, Error> {
        // A ledger that was made by an earlier program and is only read has no
        // outbox yet.
        if !self.tell(has_outbox(self.connection()))? {
            return Ok(Vec::new());
        }
        self.tell(posted(self.connection(), watch, delivered_too))
    }

    /// Takes up to `most` messages for `channel` that nobody else is sending,
    /// oldest first, for `seconds` from `now`. Those named in `except` are left.
    ///
    /// A claim from a time that has not come for a minute yet was made by a clock
    /// that ran ahead, and holds nobody back. (Less than that passes between
    /// reading the clock and having the turn.)
    ///
    /// # Errors
    ///
    /// Where the store cannot be written.
    pub fn claim(
        &mut self,
        channel: &str,
        by: &str,
        now: Timestamp,
        seconds: u32,
        most: usize,
        except: &[String],
    ) -> Result<Vec<Posted>, Error> {
        let until = now
            .checked_add(Span::new().seconds(i64::from(seconds)))
            .unwrap_or(now);
        let (now, until) = (now.as_millisecond(), until.as_millisecond());
        self.alone(|begun| {
            let select = format!(
                "SELECT {COLUMNS} FROM message WHERE channel = ?1 AND delivered_at IS NULL
                 AND (claimed_until IS NULL OR claimed_until <= ?2 OR claimed_at > ?2 + 60000 OR claimed_by = ?3)
                 ORDER BY covers, rowid"
            );
            let mut statement = begun.prepare(&select)?;
            let found = statement.query_map((channel, now, by), one)?;
            let mut taken = Vec::new();
            for message in found {
                if taken.len() >= most {
                    break;
                }
                let message = message?;
                if !except.contains(&message.message.identifier) {
                    taken.push(message);
                }
            }
            let update = "UPDATE message SET claimed_by = ?1, claimed_at = ?2, claimed_until = ?3
                          WHERE identifier = ?4";
            let mut update = begun.prepare(update)?;
            for message in &taken {
                update.execute((by, now, until, &message.message.identifier))?;
            }
            Ok(taken)
        })
    }

    /// Marks a message as delivered. One that was delivered before keeps its
    /// time.
    ///
    /// # Errors
    ///
    /// Where the store cannot be written; the message is then sent again.
    pub fn delivered(&mut self, identifier: &str, at: Timestamp) -> Result<(), Error> {
        let update = "UPDATE message SET delivered_at = ?1, claimed_by = NULL, claimed_until = NULL
                      WHERE identifier = ?2 AND delivered_at IS NULL";
        self.alone(|begun| {
            begun.execute(update, (at.to_string(), identifier))?;
            Ok(())
        })
    }

    /// Notes that sending a message failed and gives up the claims of `by` on it.
    ///
    /// # Errors
    ///
    /// Where the store cannot be written.
    pub fn failed(&mut self, identifier: &str, by: &str, why: &str) -> Result<(), Error> {
        let update = "UPDATE message SET attempts = attempts + 1, last_error = ?1,
                      claimed_by = NULL, claimed_until = NULL
                      WHERE identifier = ?2 AND (claimed_by = ?3 OR claimed_by IS NULL)";
        self.alone(|begun| {
            begun.execute(update, (why, identifier, by))?;
            Ok(())
        })
    }

    /// Gives up the claims of `by` on messages that it did not get to.
    ///
    /// # Errors
    ///
    /// Where the store cannot be written; the claims then run out.
    pub fn release(&mut self, by: &str) -> Result<(), Error> {
        let update = "UPDATE message SET claimed_by = NULL, claimed_until = NULL
                      WHERE claimed_by = ?1 AND delivered_at IS NULL";
        self.alone(|begun| {
            begun.execute(update, [by])?;
            Ok(())
        })
    }

    /// The latest instant from which a watch was looked at, if ever.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn looked(&self, watch: &str) -> Result<Option<Timestamp>, Error> {
        if !self.tell(has_outbox(self.connection()))? {
            return Ok(None);
        }
        self.tell(looked(self.connection(), watch))
    }
}

fn has_outbox(connection: &Connection) -> rusqlite::Result<bool> {
    let select = "SELECT count(*) FROM sqlite_schema WHERE name = 'message'";
    connection.query_row(select, [], |row| Ok(row.get::<_, i64>(0)? > 0))
}

pub(crate) fn looked(connection: &Connection, watch: &str) -> rusqlite::Result<Option<Timestamp>> {
    let select = "SELECT as_of FROM looked WHERE watch = ?1";
    let text: Option<String> = connection
        .query_row(select, [watch], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| text.parse().ok()))
}

pub(crate) fn look(
    connection: &Connection,
    watch: &str,
    as_of: Timestamp,
) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO looked (watch, as_of) VALUES (?1, ?2)
         ON CONFLICT (watch) DO UPDATE SET as_of = excluded.as_of",
        (watch, as_of.to_string()),
    )
}

/// Whether the message is new.
pub(crate) fn post(connection: &Connection, message: &Outgoing) -> rusqlite::Result<bool> {
    let insert = "INSERT OR IGNORE INTO message
        (identifier, watch, recipient, channel, covers, created_at, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let new = connection.prepare(insert)?.execute((
        &message.identifier,
        &message.watch,
        &message.recipient,
        &message.channel,
        i64::try_from(message.covers).unwrap_or(i64::MAX),
        message.created_at.to_string(),
        &message.body,
    ))?;
    Ok(new == 1)
}

pub(crate) fn posted(
    connection: &Connection,
    watch: Option<&str>,
    delivered_too: bool,
) -> rusqlite::Result<Vec<Posted>> {
    let select = format!(
        "SELECT {COLUMNS} FROM message WHERE (?1 IS NULL OR watch = ?1)
         AND (?2 OR delivered_at IS NULL) ORDER BY covers, rowid"
    );
    let mut statement = connection.prepare(&select)?;
    let rows = statement.query_map((watch, delivered_too), one)?;
    rows.collect()
}

fn one(row: &Row<'_>) -> rusqlite::Result<Posted> {
    let time = |text: String| text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(Posted {
        message: Outgoing {
            identifier: row.get(0)?,
            watch: row.get(1)?,
            recipient: row.get(2)?,
            channel: row.get(3)?,
            covers: row.get::<_, i64>(4)?.unsigned_abs(),
            created_at: time(row.get(5)?),
            body: row.get(6)?,
        },
        attempts: u32::try_from(row.get::<_, i64>(7)?).unwrap_or(u32::MAX),
        last_error: row.get(8)?,
        delivered_at: row.get::<_, Option<String>>(9)?.map(time),
    })
}
