//! Round after round as a person would let it run: stopped, killed, doubled, with
//! a clock that is wrong and receivers that are not there.

mod common;

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use common::{Place, WATCH, events};
use serde_json::Value;

const LEVELS: &str = r#"
[[indicator]]
id = "raids"
title = "Raids"
from = "press"
match = { category = "raid" }

[[tripwire]]
id = "again"
title = "Shelling, then a raid"
sign = "shelling"
outcome = "raids"
horizon = "14 days"

[[readiness]]
id = "watchful"
title = "Watchful"
raise_when = { tripwire = "again" }
lower_after = "7 days"
tells = ["desk"]
checklist = ["Read the reports", "Call the desk"]

[[alert]]
id = "desk"
channel = "log"
"#;

const CONFIG: &str = "sender = \"watch@example.org\"\n[channel.log]\nkind = \"file\"\npath = \"alerts.jsonl\"\n[channel.cap]\nkind = \"file\"\nformat = \"cap\"\npath = \"cap\"\n";

fn place() -> Place {
    let place = Place::new();
    place.file("watch.toml", format!("{WATCH}{LEVELS}"));
    place.file("events.csv", events());
    place.file("config.toml", CONFIG);
    place
}

fn command(place: &Place, arguments: &[&str]) -> Command {
    let mut command = place.command(arguments);
    command.env("FORESHOCK_CONFIG", place.path().join("config.toml"));
    command
}

fn ran(place: &Place, arguments: &[&str]) -> common::Ran {
    common::ran(
        command(place, arguments)
            .output()
            .expect("the program starts"),
    )
}

fn well(place: &Place, arguments: &[&str]) -> common::Ran {
    let ran = ran(place, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
    ran
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// What arrived, oldest first.
fn alerts(place: &Place) -> Vec<Value> {
    match place.path().join("alerts.jsonl").exists() {
        true => lines(&place.read("alerts.jsonl")),
        false => Vec::new(),
    }
}

fn once(as_of: &str) -> [&str; 6] {
    ["run", ".", "--once", "--json", "--as-of", as_of]
}

#[test]
fn a_change_is_told_once_and_its_end_as_well() {
    let place = place();
    let first = well(&place, &once("2024-03-31"));
    let log = lines(&first.out);
    assert_eq!(
        (&log[0]["event"], &log[0]["level"]),
        (&"round".into(), &"Watchful".into())
    );
    assert_eq!(
        (&log[0]["changes"], &log[0]["messages"]),
        (&1.into(), &1.into())
    );
    assert_eq!(
        (&log[1]["event"], &log[1]["delivered"]),
        (&"delivery".into(), &1.into())
    );
    for as_of in ["2024-03-31", "2024-04-05"] {
        let again = lines(&well(&place, &once(as_of)).out);
        assert_eq!((again.len(), &again[0]["changes"]), (1, &0.into()));
    }
    well(&place, &once("2024-06-30"));
    let alerts = alerts(&place);
    let heads: Vec<&str> = alerts
        .iter()
        .filter_map(|alert| alert["headline"].as_str())
        .collect();
    assert_eq!(
        heads,
        [
            "Readiness raised to Watchful – Border",
            "Readiness lowered to Routine – Border"
        ]
    );
    assert_eq!(alerts[0]["checklist"][1], "Call the desk");
    assert_eq!(alerts[1]["follows"]["identifier"], alerts[0]["identifier"]);
    let verified = place.well(&["ledger", "verify"]);
    assert!(
        verified
            .out
            .contains("2 entries, every one as it was written down"),
        "{}",
        verified.out
    );
    let listed = well(&place, &["alert", "outbox"]);
    assert_eq!(listed.out, "nothing is to be sent\n");
    let all = well(&place, &["alert", "outbox", "--all", "--json"]);
    let all: Value = serde_json::from_str(&all.out).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(2));
}

#[test]
fn what_cannot_be_sent_is_kept_and_told() {
    let place = place();
    place.file(
        "config.toml",
        "[channel.other]\nkind = \"file\"\npath = \"x\"\n",
    );
    let stuck = ran(&place, &once("2024-03-31"));
    assert_eq!(stuck.code, 1);
    assert!(
        stuck.err.contains("1 messages are still to be sent"),
        "{}",
        stuck.err
    );
    let listed = well(&place, &["alert", "outbox"]).out;
    assert!(listed.contains("desk by log"), "{listed}");
    // Once the channel is there it arrives, and no second message with it.
    place.file("config.toml", CONFIG);
    well(&place, &once("2024-03-31"));
    assert_eq!(alerts(&place).len(), 1);
    let missing = ran(&place, &["run", "nowhere", "--once", "--json"]);
    assert_eq!(missing.code, 1);
    let log = lines(&missing.out);
    assert!(
        log[0]["error"]
            .as_str()
            .is_some_and(|error| error.contains("cannot read nowhere")),
        "{log:?}"
    );
}

#[test]
fn a_channel_can_be_tried() {
    let place = place();
    let tried = well(&place, &["alert", "test", "cap"]);
    assert!(
        tried.err.contains("acknowledged: cap took foreshock-"),
        "{}",
        tried.err
    );
    let files: Vec<_> = fs::read_dir(place.path().join("cap"))
        .expect("a directory")
        .collect();
    assert_eq!(files.len(), 1);
    let unknown = ran(&place, &["alert", "test", "kap"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("there is cap, log"), "{}", unknown.err);
}

#[test]
fn a_checklist_is_ticked_in_the_ledger() {
    let place = place();
    let ticked = well(
        &place,
        &[
            "readiness",
            ".",
            "--tick",
            "2",
            "--by",
            "R. Lee",
            "--note",
            "by phone",
        ],
    );
    assert!(
        ticked.err.contains("ticked: Call the desk"),
        "{}",
        ticked.err
    );
    assert!(
        ticked.out.contains("[x] 2. Call the desk")
            && ticked.out.contains("[ ] 1. Read the reports"),
        "{}",
        ticked.out
    );
    let again = well(
        &place,
        &[
            "readiness",
            ".",
            "--tick",
            "2",
            "--by",
            "R. Lee",
            "--note",
            "by phone",
        ],
    );
    assert!(again.err.contains("ticked before"), "{}", again.err);
    let shown = well(&place, &["readiness", ".", "--json"]);
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(
        shown["levels"][0]["checklist"][1]["ticks"][0]["note"],
        "by phone"
    );
    let none = ran(
        &place,
        &[
            "readiness",
            ".",
            "--as-of",
            "2024-06-30",
            "--tick",
            "1",
            "--by",
            "R. Lee",
        ],
    );
    assert_eq!(none.code, 1);
    assert!(
        none.err
            .contains("the level is Routine, and nothing is to be ticked"),
        "{}",
        none.err
    );
    let replay = well(
        &place,
        &[
            "readiness",
            ".",
            "--from",
            "2024-01-01",
            "--to",
            "2024-03-31",
        ],
    );
    assert!(
        replay.out.contains("Watchful") && replay.out.contains("changes"),
        "{}",
        replay.out
    );
}

fn start(place: &Place, arguments: &[&str]) -> Child {
    command(place, arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
}

#[test]
fn it_ends_in_good_order_when_it_is_asked_to() {
    let place = place();
    for name in ["-TERM", "-INT"] {
        let mut child = start(
            &place,
            &[
                "run",
                ".",
                "--every",
                "1h",
                "--json",
                "--as-of",
                "2024-03-31",
            ],
        );
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        assert!(line.contains("\"event\":\"round\""), "{line}");
        signal(&child, name);
        assert!(child.wait().expect("an end").success(), "{name}");
    }
    // What it was asked to end before is not lost.
    well(&place, &once("2024-03-31"));
    assert_eq!(alerts(&place).len(), 1);
}

/// Two programs on one ledger and one lake tell of a change once.
#[test]
fn two_at_once_tell_once() {
    let place = place();
    // The lake is made by one of them; the ledger by both at once.
    place.well(&["brief", "."]);
    let both = [0, 1].map(|_| start(&place, &once("2024-03-31")));
    for child in both {
        // The one that leaves a message to the other ends with 1.
        child.wait_with_output().expect("an end");
    }
    well(&place, &once("2024-03-31"));
    let identifiers: BTreeSet<String> = alerts(&place)
        .iter()
        .map(|alert| alert["identifier"].to_string())
        .collect();
    assert_eq!((alerts(&place).len(), identifiers.len()), (1, 1));
    assert!(
        place
            .well(&["ledger", "verify"])
            .out
            .starts_with("1 entries")
    );
}

/// Killed at any moment, started again: every change is told, each under one
/// identifier, and the chain holds.
fn killed(kills: u64, step: u64) {
    let place = place();
    place.well(&["brief", "."]);
    let days = ["2024-03-31", "2024-06-30"];
    for number in 0..kills {
        // A view earlier than the last one would have nothing to add.
        let as_of = days[usize::from(2 * number >= kills)];
        let mut child = start(&place, &["run", ".", "--every", "50ms", "--as-of", as_of]);
        thread::sleep(Duration::from_millis(20 + number * step));
        // SIGKILL, wherever it is.
        child.kill().expect("killed");
        child.wait().expect("an end");
        // At first there may be no ledger yet, or one that was only begun.
        let verified = place.run(&["ledger", "verify"]);
        assert!(
            !verified.err.contains("broken"),
            "kill {number}: {}",
            verified.err
        );
    }
    for as_of in days {
        // A claim of a killed process runs out only after minutes.
        let ledger =
            rusqlite::Connection::open(place.path().join("ledger.sqlite")).expect("a ledger");
        let _ = ledger.execute("UPDATE message SET claimed_until = 0", []);
        well(&place, &once(as_of));
    }
    let posted = well(&place, &["alert", "outbox", "--all", "--json"]);
    let posted: Vec<Value> = serde_json::from_str(&posted.out).expect("JSON");
    let known: BTreeSet<String> = posted
        .iter()
        .map(|one| one["identifier"].to_string())
        .collect();
    let arrived: BTreeSet<String> = alerts(&place)
        .iter()
        .map(|one| one["identifier"].to_string())
        .collect();
    assert!(!known.is_empty());
    assert_eq!(known, arrived);
    place.well(&["ledger", "verify"]);
}

#[test]
fn killed_a_few_times_it_loses_nothing() {
    killed(6, 60);
}

#[test]
#[ignore = "takes minutes: cargo test -p foreshock --test run -- --ignored"]
fn killed_many_times_it_loses_nothing() {
    killed(120, 5);
}

/// A clock that goes back tells nothing again and loses nothing; one that was
/// ahead is accepted once, in the ledger.
#[test]
fn a_clock_that_goes_back_changes_nothing() {
    let place = place();
    well(&place, &["run", ".", "--once", "--json"]);
    let before = alerts(&place).len();
    let ledger = rusqlite::Connection::open(place.path().join("ledger.sqlite")).expect("a ledger");
    ledger
        .execute("UPDATE looked SET as_of = '2099-01-01T00:00:00Z'", [])
        .expect("a clock");
    drop(ledger);
    let behind = lines(&well(&place, &["run", ".", "--once", "--json"]).out);
    assert_eq!(behind[0]["as_of"], "2099-01-01T00:00:00Z");
    assert!(
        behind[0]["clock_behind_seconds"]
            .as_i64()
            .is_some_and(|by| by > 1_000_000),
        "{behind:?}"
    );
    assert_eq!(
        (&behind[0]["changes"], alerts(&place).len()),
        (&0.into(), before)
    );
    let accepted = lines(&well(&place, &["run", ".", "--once", "--json", "--accept-clock"]).out);
    assert!(
        accepted[0].get("clock_behind_seconds").is_none(),
        "{accepted:?}"
    );
    assert!(
        place
            .well(&["ledger", "export"])
            .out
            .contains("clock_accepted")
    );
}
