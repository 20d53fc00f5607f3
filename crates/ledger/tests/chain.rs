//! Whatever is changed in a ledger's file shows, at its place, and nothing is
//! lost or added until somebody decides so.

use foreshock_ledger::{
    ACCEPTED, Cause, Draft, Entry, Error, Ledger, SqliteLedger, Verification, digest,
};
use jiff::Timestamp;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time in range")
}

fn draft(number: u64) -> Draft {
    Draft::new(
        "note",
        format!("note:{number}"),
        json!({ "number": number, "p": 0.1 }),
    )
}

struct Place {
    directory: TempDir,
}

impl Place {
    /// A ledger with `entries` entries.
    fn with(entries: u64) -> Self {
        let place = Self {
            directory: tempfile::tempdir().expect("a directory"),
        };
        let drafts: Vec<Draft> = (1..=entries).map(draft).collect();
        place.open().append(&drafts, at(1_000)).expect("written");
        place
    }

    fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("ledger.sqlite")
    }

    fn open(&self) -> SqliteLedger {
        SqliteLedger::open(&self.path()).expect("a ledger")
    }

    /// Changes the file as somebody with an editor for databases would.
    fn tamper(&self, sql: &str) {
        let connection = Connection::open(self.path()).expect("a database");
        connection
            .execute_batch("DROP TRIGGER IF EXISTS entry_is_never_changed; DROP TRIGGER IF EXISTS entry_is_never_removed;")
            .expect("no guard");
        connection.execute_batch(sql).expect("a change");
    }
}

#[test]
fn a_changed_entry_is_told_by_its_place_and_nothing_is_added() {
    let place = Place::with(9);
    place.tamper("UPDATE entry SET body = replace(body, '0.1', '0.9') WHERE sequence = 4");
    let mut ledger = place.open();
    let verification = ledger.verify().expect("read");
    assert!(!verification.is_sound());
    assert_eq!(verification.broken[0].sequence, 4);
    assert_eq!(verification.broken[0].cause, Cause::Changed);
    assert_eq!(
        verification.broken.len(),
        1,
        "only the first shows: {verification:?}"
    );
    let refused = ledger.append(&[draft(10)], at(2_000));
    let Err(error @ Error::Broken { .. }) = refused else {
        panic!("{refused:?}");
    };
    let message = error.to_string();
    assert!(
        message.contains("entry 4 is not what was written down"),
        "{message}"
    );
    assert!(message.contains("nothing is lost"), "{message}");
    assert_eq!(ledger.entries(0).expect("entries").len(), 9);
}

#[test]
fn going_on_is_a_decision_that_is_written_down_and_told_of_ever_after() {
    let place = Place::with(5);
    let mut ledger = place.open();
    assert!(matches!(
        ledger.accept_broken("for no reason", at(2_000)),
        Err(Error::NotBroken)
    ));
    drop(ledger);
    place.tamper(
        "UPDATE entry SET key = 'other' WHERE sequence = 2; DELETE FROM entry WHERE sequence = 4;",
    );
    let mut ledger = place.open();
    assert!(matches!(
        ledger.accept_broken("  ", at(2_000)),
        Err(Error::NoReason)
    ));
    let decision = ledger
        .accept_broken("restored from a damaged disk", at(2_000))
        .expect("written");
    assert_eq!((&*decision.kind, decision.sequence), (ACCEPTED, 6));
    ledger.append(&[draft(10)], at(3_000)).expect("written");
    let verification = ledger.verify().expect("read");
    assert!(verification.is_sound());
    let places: Vec<(u64, Cause, u64)> = verification
        .accepted
        .iter()
        .map(|(found, by)| (found.sequence, found.cause, *by))
        .collect();
    assert_eq!(places, [(2, Cause::Changed, 6), (4, Cause::Missing, 6)]);
    // What was accepted was accepted as it then stood.
    drop(ledger);
    place.tamper("UPDATE entry SET key = 'yet another' WHERE sequence = 2");
    let verification = place.open().verify().expect("read");
    assert_eq!(verification.broken.len(), 1);
    assert_eq!(verification.broken[0].sequence, 2);
}

#[test]
fn an_entry_made_anew_with_its_own_digest_breaks_the_next_one() {
    let place = Place::with(5);
    let mut forged = place.open().entries(2).expect("entries").remove(0);
    forged.body = json!({ "number": 3, "p": 0.9 }).to_string().into();
    forged.digest = digest(&forged).into();
    place.tamper(&format!(
        "UPDATE entry SET body = '{}', digest = '{}' WHERE sequence = 3",
        forged.body, forged.digest
    ));
    let broken = place.open().verify().expect("read").broken;
    assert_eq!(
        (broken[0].sequence, broken[0].cause),
        (4, Cause::DoesNotFollow)
    );
}

/// Cutting off the end leaves a sound chain: only a head that somebody kept
/// tells.
#[test]
fn a_shortened_ledger_has_another_head() {
    let place = Place::with(5);
    let kept = place.open().head().expect("read").expect("a head");
    place.tamper("DELETE FROM entry WHERE sequence = 5");
    let ledger = place.open();
    assert!(ledger.verify().expect("read").is_sound());
    let entries = ledger.entries(0).expect("entries");
    assert!(entries.iter().all(|entry| *entry.digest != *kept.digest));
}

#[test]
fn entries_cannot_be_changed_by_a_slip() {
    let place = Place::with(2);
    let connection = Connection::open(place.path()).expect("a database");
    for sql in ["UPDATE entry SET body = '{}'", "DELETE FROM entry"] {
        let refused = connection.execute(sql, []);
        assert!(
            refused.is_err_and(|error| error.to_string().contains("append-only")),
            "{sql}"
        );
    }
}

#[test]
fn the_same_draft_is_written_once_and_another_under_its_key_not_at_all() {
    let place = Place::with(3);
    let mut ledger = place.open();
    let head = ledger.head().expect("read");
    let again = ledger.append(&[draft(2)], at(5_000)).expect("read");
    assert!(!again[0].new && again[0].entry.sequence == 2);
    let other = Draft::new("note", "note:2", json!({ "number": 99 }));
    let kept = ledger.append(&[other], at(5_000)).expect("read");
    assert!(!kept[0].new && kept[0].entry.body.contains("\"number\":2"));
    assert_eq!(ledger.head().expect("read"), head);
}

#[test]
fn malformed_drafts_leave_no_trace() {
    let place = Place::with(1);
    let mut ledger = place.open();
    for (kind, key) in [
        ("", "k"),
        ("Kind", "k"),
        ("a\nb", "k"),
        ("kind", ""),
        ("kind", "a\nb"),
    ] {
        let refused = ledger.append(&[draft(7), Draft::new(kind, key, json!({}))], at(1));
        assert!(
            matches!(refused, Err(Error::Malformed(_))),
            "{kind:?} {key:?}"
        );
    }
    assert_eq!(ledger.entries(0).expect("entries").len(), 1);
}

#[test]
fn other_files_are_refused_and_left_as_they_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("other");
    for content in [
        b"just a text, long enough to be taken for a database header".to_vec(),
        vec![0; 5000],
    ] {
        std::fs::write(&path, &content).expect("a file");
        let refused = SqliteLedger::open(&path);
        assert!(
            matches!(refused, Err(Error::NotALedger { .. })),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(&path).expect("a file"), content);
    }
    std::fs::remove_file(&path).expect("gone");
    Connection::open(&path)
        .and_then(|other| other.execute_batch("CREATE TABLE things (name TEXT)"))
        .expect("a database");
    for refused in [SqliteLedger::open(&path), SqliteLedger::open_to_read(&path)] {
        assert!(
            matches!(refused, Err(Error::NotALedger { .. })),
            "{refused:?}"
        );
    }
    let missing = SqliteLedger::open_to_read(&directory.path().join("missing"));
    assert!(matches!(missing, Err(Error::Missing { .. })));
    assert!(!directory.path().join("missing").exists());
    let beneath_a_file = SqliteLedger::open(&path.join("below"));
    assert!(
        matches!(beneath_a_file, Err(Error::CannotOpen { .. })),
        "{beneath_a_file:?}"
    );
}

#[test]
fn a_ledger_that_may_only_be_read_can_be_read() {
    let place = Place::with(4);
    let mut permissions = std::fs::metadata(place.path())
        .expect("a file")
        .permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(place.path(), permissions).expect("read-only");
    let mut ledger = SqliteLedger::open_to_read(&place.path()).expect("a ledger");
    assert_eq!(ledger.entries(0).expect("entries").len(), 4);
    let refused = ledger.append(&[draft(9)], at(9_000));
    let Err(error @ Error::ReadOnly { .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(error.to_string().contains("read-only"));
}

fn sealed(entries: &mut [Entry]) {
    let mut previous = "0".repeat(64);
    for entry in entries {
        entry.previous = previous.into();
        entry.digest = digest(entry).into();
        previous = entry.digest.to_string();
    }
}

proptest! {
    /// One thing changed anywhere is found, at its place or right after it.
    #[test]
    fn any_change_breaks_the_chain(
        length in 1usize..8,
        at_entry in any::<prop::sample::Index>(),
        what in 0..7,
        text in "[a-z]{1,6}",
    ) {
        let mut entries: Vec<Entry> = (1..=length as u64)
            .map(|sequence| Entry {
                sequence,
                kind: "note".into(),
                key: format!("key:{sequence}").into(),
                recorded_at: at(sequence as i64),
                body: format!("{{\"n\":{sequence}}}").into(),
                previous: "".into(),
                digest: "".into(),
            })
            .collect();
        sealed(&mut entries);
        prop_assert!(Verification::of(&entries).is_sound());
        let index = at_entry.index(length);
        let entry = &mut entries[index];
        let other: std::sync::Arc<str> = format!("{text}!").into();
        match what {
            0 => entry.kind = other,
            1 => entry.key = other,
            2 => entry.body = other,
            3 => entry.digest = other,
            4 => entry.previous = other,
            5 => entry.recorded_at = at(-5),
            _ => entry.sequence += 1,
        }
        let broken = Verification::of(&entries).broken;
        prop_assert!(!broken.is_empty());
        prop_assert_eq!(broken[0].sequence, index as u64 + 1);
    }
}

#[test]
fn a_file_that_was_only_begun_is_an_empty_ledger() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.sqlite");
    std::fs::write(&path, b"").expect("a file as a killed process may leave it");
    let read = SqliteLedger::open_to_read(&path).expect("read");
    assert!(read.entries(0).expect("entries").is_empty());
    assert!(read.head().expect("a head").is_none());
    let mut ledger = SqliteLedger::open(&path).expect("a ledger");
    assert!(ledger.append(&[draft(1)], at(1)).expect("written")[0].new);
    let read = SqliteLedger::open_to_read(&path).expect("read");
    assert_eq!(read.entries(0).expect("entries").len(), 1);
}
