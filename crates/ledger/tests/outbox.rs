//! What is to be sent is written with what it tells of, sent by one process at a
//! time, and kept until it is acknowledged.

use std::path::Path;

use foreshock_ledger::{Draft, Error, Ledger, Outgoing, SqliteLedger};
use jiff::Timestamp;
use serde_json::json;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time in range")
}

fn ledger() -> (tempfile::TempDir, SqliteLedger) {
    let directory = tempfile::tempdir().expect("a directory");
    let ledger = SqliteLedger::open(&directory.path().join("l.sqlite")).expect("a ledger");
    (directory, ledger)
}

fn message(number: u64, channel: &str) -> Outgoing {
    Outgoing {
        identifier: format!("id-{number}"),
        watch: "Border".to_owned(),
        recipient: "desk".to_owned(),
        channel: channel.to_owned(),
        covers: number,
        created_at: at(100),
        body: "{}".to_owned(),
    }
}

fn post(ledger: &mut SqliteLedger, number: u64, channel: &str) -> bool {
    let draft = Draft::new("note", format!("note:{number}"), json!({}));
    ledger
        .turn(at(100), |turn| {
            turn.append(&draft)?;
            turn.post(&message(number, channel))
        })
        .expect("written")
}

fn taken(ledger: &mut SqliteLedger, by: &str, now: i64) -> Vec<String> {
    let claimed = ledger.claim("mail", by, at(now), 60, 10, &[]);
    let claimed = claimed.expect("claimed").into_iter();
    claimed.map(|posted| posted.message.identifier).collect()
}

#[test]
fn a_turn_writes_entry_and_message_or_neither() {
    let (_directory, mut ledger) = ledger();
    let draft = Draft::new("note", "note:1", json!({}));
    let failed: Result<(), Error> = ledger.turn(at(100), |turn| {
        turn.append(&draft)?;
        turn.post(&message(1, "mail"))?;
        turn.look("Border", at(90))?;
        Err(Error::NoReason.into())
    });
    assert!(matches!(failed, Err(Error::NoReason)));
    assert!(ledger.entries(0).expect("read").is_empty());
    assert!(ledger.outbox(None, true).expect("read").is_empty());
    assert_eq!(ledger.looked("Border").expect("read"), None);
    assert!(post(&mut ledger, 1, "mail"));
    assert!(!post(&mut ledger, 1, "mail"), "the identifier is there");
    assert_eq!(ledger.entries(0).expect("read").len(), 1);
    assert_eq!(ledger.outbox(None, true).expect("read").len(), 1);
}

#[test]
fn one_process_sends_until_its_claim_runs_out() {
    let (directory, mut first) = ledger();
    for number in [2, 1] {
        post(&mut first, number, "mail");
    }
    post(&mut first, 3, "hook");
    let mut second = SqliteLedger::open(&directory.path().join("l.sqlite")).expect("a ledger");
    assert_eq!(taken(&mut first, "a", 1000), ["id-1", "id-2"]);
    assert!(taken(&mut second, "b", 1059).is_empty());
    // Its own claim holds a process back as little as one that has run out.
    assert_eq!(taken(&mut first, "a", 1001), ["id-1", "id-2"]);
    assert_eq!(taken(&mut second, "b", 1061), ["id-1", "id-2"]);
    // A clock that ran ahead holds nobody back once it is put right.
    assert_eq!(taken(&mut first, "a", 500), ["id-1", "id-2"]);
    first.release("a").expect("released");
    assert_eq!(taken(&mut second, "b", 501), ["id-1", "id-2"]);
    second.failed("id-1", "b", "no answer").expect("noted");
    second.delivered("id-2", at(502)).expect("noted");
    second.delivered("id-2", at(900)).expect("noted once");
    let all = first.outbox(Some("Border"), true).expect("read");
    assert_eq!(
        (all[0].attempts, all[0].last_error.as_deref()),
        (1, Some("no answer"))
    );
    assert_eq!(all[1].delivered_at, Some(at(502)));
    assert_eq!(taken(&mut first, "a", 503), ["id-1"]);
    assert!(first.outbox(Some("Other"), true).expect("read").is_empty());
}

/// The newest instant of a view outlives the process; going back is up to
/// whoever holds the turn.
#[test]
fn the_last_view_is_kept() {
    let (directory, mut ledger) = ledger();
    for second in [100, 90] {
        ledger
            .turn(at(100), |turn| turn.look("Border", at(second)))
            .expect("written");
    }
    drop(ledger);
    let ledger = SqliteLedger::open_to_read(&directory.path().join("l.sqlite")).expect("a ledger");
    assert_eq!(ledger.looked("Border").expect("read"), Some(at(90)));
    assert_eq!(ledger.looked("Other").expect("read"), None);
}

#[test]
fn a_ledger_without_an_outbox_is_read_as_empty_and_brought_up_to_date() {
    let (directory, ledger) = ledger();
    let path = directory.path().join("l.sqlite");
    drop(ledger);
    older(&path);
    let read = SqliteLedger::open_to_read(&path).expect("a ledger");
    assert!(read.outbox(None, true).expect("read").is_empty());
    assert_eq!(read.looked("Border").expect("read"), None);
    drop(read);
    let mut ledger = SqliteLedger::open(&path).expect("a ledger");
    assert!(post(&mut ledger, 1, "mail"));
}

/// Takes away what the third version added.
fn older(path: &Path) {
    let connection = rusqlite::Connection::open(path).expect("a database");
    connection
        .execute_batch("DROP TABLE message; DROP TABLE looked; PRAGMA user_version = 2;")
        .expect("an older file");
}
