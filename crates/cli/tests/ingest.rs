//! `foreshock ingest` and `foreshock coverage`, as a person runs them.

mod common;

use std::{fs, io::Write, process::Stdio, time::Duration};

use common::{Place, Ran, workspace};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

/// Rows of GDELT 2.0 with the given ids, in South Korea and in France by turns.
fn gdelt(ids: impl IntoIterator<Item = u64>) -> String {
    let mut text = String::new();
    for id in ids {
        let (number, day) = (id.to_string(), format!("201901{:02}", 1 + id % 20));
        let mut fields = vec![""; 61];
        for (place, value) in [
            (0, number.as_str()),
            (1, &day),
            (5, "PRKMIL"),
            (7, "PRK"),
            (26, if id.is_multiple_of(2) { "190" } else { "010" }),
            (53, if id.is_multiple_of(2) { "KS" } else { "FR" }),
            (59, "20190121220000"),
        ] {
            fields[place] = value;
        }
        text.push_str(&(fields.join("\t") + "\n"));
    }
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("packed");
    packed.finish().expect("packed")
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("JSON")
}

const WATCH: &str = r#"title = "South"
as_of = 2019-03-31

[[source]]
id = "world"
format = "gdelt"
path = "files/*.CSV*"

[[indicator]]
id = "fights"
title = "Fights"
from = "world"
match = { cameo = "19*", country = "KOR", source = "PRK" }
period = "30 days"
"#;

#[test]
fn files_come_in_once_however_they_are_packed_and_named() {
    let place = Place::new();
    place.file("files/20190121220000.export.CSV", gdelt(0..10));
    place.file("files/20190121223000.export.CSV.gz", packed(&gdelt(10..30)));
    place.file("files/README.md", "no table");
    let first = place.well(&["ingest", "gdelt", "files", "--json"]);
    let account = json(&first);
    assert_eq!(account["files"].as_array().map(Vec::len), Some(2));
    assert_eq!(account["files"][1]["kept"], 20);
    assert_eq!(account["skipped"][0], "files/README.md");
    let second = place.well(&["ingest", "gdelt", "files"]);
    assert!(second.out.contains("0 new of 2 files"), "{}", second.out);
    let coverage = json(&place.well(&["coverage", "--json"]));
    let all = &coverage[0];
    assert_eq!((&all["read"], &all["kept"]), (&30.into(), &30.into()));
    let gap = &all["gaps"][0];
    assert_eq!(
        (&gap["slots"], &gap["from"]),
        (&1.into(), &"2019-01-21T22:15:00".into())
    );
}

/// One bad file among many: the others are in, the bad one is named with its
/// reason, and the exit code says that something is missing.
#[test]
fn a_bad_file_does_not_keep_the_others_out() {
    let place = Place::new();
    place.file("files/a.CSV", gdelt(0..10));
    place.file("files/b.CSV", "id,date\n1,2\n3,4\n");
    place.file("files/c.CSV.gz", &packed(&gdelt(10..500))[..200]);
    place.file("files/d.CSV", gdelt(500..510));
    let ran = place.run(&["ingest", "gdelt", "files"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("2 new of 2 files: 20 rows read, 20 kept"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("b.CSV is no file of GDELT"), "{}", ran.err);
    assert!(
        ran.err.contains("c.CSV.gz is damaged after row"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("2 of 4 files were refused"), "{}", ran.err);
}

#[test]
fn rows_that_cannot_be_read_are_named_by_kind_in_the_coverage() {
    let place = Place::new();
    let mut text = gdelt(0..4);
    text.push_str(&gdelt([7]).replace("20190108", "20190231"));
    text.push_str(&gdelt([8]).replace("20190109", "20190132"));
    place.file("a.CSV", text);
    place.well(&["ingest", "gdelt", "a.CSV"]);
    let all = &json(&place.well(&["coverage", "--by", "month", "--json"]))[0];
    assert_eq!((&all["kept"], &all["rejected"]), (&4.into(), &2.into()));
    assert_eq!(
        all["reasons"][0]["reason"],
        "SQLDATE: `…` is not a day of the calendar"
    );
    assert_eq!(all["reasons"][0]["rows"], 2);
    let periods = all["periods"].as_array().expect("periods");
    let sum = |name: &str| periods.iter().filter_map(|p| p[name].as_u64()).sum::<u64>();
    assert_eq!(
        sum("read"),
        sum("kept") + sum("outside") + sum("superseded") + sum("rejected")
    );
    assert_eq!(Some(sum("read")), all["read"].as_u64());
    assert_eq!(periods[0]["period"], Value::Null);
    assert_eq!(periods[1]["period"], "2019-01");
}

#[test]
fn a_watch_runs_on_a_publishers_files_without_a_column_map() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("files/a.CSV", gdelt(0..10));
    place.file("files/b.CSV.gz", packed(&gdelt(10..30)));
    place.well(&["check", "."]);
    let events = json(&place.well(&["events", ".", "fights", "--json"]));
    let events = events.as_array().expect("events");
    assert_eq!(events.len(), 15);
    assert_eq!(events[0]["actor"], "PRK.MIL");
    // A further file is a further edition of the same source.
    place.file("files/c.CSV", gdelt(30..34));
    let events = json(&place.well(&["events", ".", "fights", "--json"]));
    assert_eq!(events.as_array().map(Vec::len), Some(17));
    let coverage = json(&place.well(&["coverage", ".", "--json"]));
    assert_eq!(coverage[0]["files"], 3);
}

/// A watch without a path draws on what was ingested: everything, or what was
/// kept for it.
#[test]
fn a_watch_draws_on_what_was_ingested_for_it() {
    let place = Place::new();
    let watch = WATCH.replace("path = \"files/*.CSV*\"\n", "");
    place.file("watch.toml", &watch);
    place.file("files/a.CSV", gdelt(0..30));
    let nothing = place.run(&["events", ".", "fights"]);
    assert_eq!(nothing.code, 1);
    assert!(
        nothing.err.contains("foreshock ingest gdelt"),
        "{}",
        nothing.err
    );
    let ran = place.well(&["ingest", "gdelt", "files", "--theatre", ".", "--json"]);
    let account = json(&ran);
    assert_eq!(
        (
            &account["files"][0]["kept"],
            &account["files"][0]["outside"]
        ),
        (&15.into(), &15.into())
    );
    let count = || {
        let events = json(&place.well(&["events", ".", "fights", "--json"]));
        events.as_array().map_or(0, Vec::len)
    };
    assert_eq!(count(), 15);
    // The world's total of each day is known though its events are not kept.
    let coverage = json(&place.well(&["coverage", "--json"]));
    assert_eq!(coverage[0]["outside"], 15);
    // A wider filter reads the file again; the narrow one is found no more.
    place.file("watch.toml", watch.replace("19*", "*"));
    assert_eq!(place.run(&["events", ".", "fights"]).code, 1);
    place.well(&["ingest", "gdelt", "files", "--theatre", "."]);
    assert_eq!(count(), 15);
    let none = place.run(&["ingest", "icews", "files", "--theatre", "."]);
    assert_eq!(none.code, 2, "{}", none.err);
}

#[test]
fn a_publisher_that_is_none_is_told_which_there_are() {
    let place = Place::new();
    let ran = place.run(&["ingest", "gdlet", "files"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gdelt"), "{}", ran.err);
    let ran = place.run(&["ingest", "gdelt", "nowhere"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("nowhere"), "{}", ran.err);
}

/// Everything that was published in the same form as the files at hand.
#[test]
fn every_file_at_hand_is_read_or_refused_with_its_reason() {
    let data = match std::env::var_os("FORESHOCK_DATA") {
        Some(data) => data.into(),
        None => workspace().join("../shared/data"),
    };
    if !data.is_dir() {
        eprintln!(
            "SKIPPED: {} is not there; set FORESHOCK_DATA",
            data.display()
        );
        return;
    }
    let place = Place::new();
    let ingest = |publisher: &str, below: &str| {
        let path = data.join(below);
        let ran = place.run(&["ingest", publisher, &path.to_string_lossy(), "--json"]);
        let account = json(&ran);
        let count = |name: &str| account[name].as_array().map_or(0, Vec::len);
        (count("files"), count("refused"), ran.code)
    };
    // Beside event files lie lists and totals, which are refused.
    assert_eq!(ingest("gdelt", "gdelt"), (6, 6, 1));
    assert_eq!(ingest("icews", "icews"), (5, 5, 1));
    assert_eq!(ingest("ged", "ucdp_ged"), (8, 2, 1));
    assert_eq!(ingest("mid", "mid"), (6, 1, 1));
    let coverage = json(&place.well(&["coverage", "--by", "year", "--json"]));
    for publisher in coverage.as_array().expect("publishers") {
        let number = |of: &Value, name: &str| of[name].as_u64().expect("a number");
        let periods = publisher["periods"].as_array().expect("periods");
        for part in periods.iter().chain([publisher]) {
            assert_eq!(
                number(part, "read"),
                number(part, "kept")
                    + number(part, "outside")
                    + number(part, "superseded")
                    + number(part, "rejected")
            );
        }
        let of_periods: u64 = periods.iter().map(|period| number(period, "read")).sum();
        assert_eq!(of_periods, number(publisher, "read"));
        // Some MID rows end before they begin, or on days that do not exist.
        let rejected = match publisher["publisher"].as_str() {
            Some("MID") => 56,
            _ => 0,
        };
        assert_eq!(number(publisher, "rejected"), rejected);
    }
}

/// Kills the ingest of many files at a moment, runs it again, and compares what
/// is in the lake with an undisturbed run; `moments` times.
fn kill_and_resume(moments: u64) {
    const FILES: u64 = 60;
    const ROWS: u64 = 300;
    let fill = |place: &Place| {
        for number in 0..FILES {
            let ids = number * ROWS..(number + 1) * ROWS;
            place.file(&format!("files/{number:03}.CSV"), gdelt(ids));
        }
        let watch = WATCH.replace("path = \"files/*.CSV*\"\n", "");
        place.file(
            "watch.toml",
            watch.replace("cameo = \"19*\", country = \"KOR\", ", ""),
        );
    };
    let outcome = |place: &Place| {
        let events = place.well(&["events", ".", "fights", "--json"]);
        let coverage = place.well(&["coverage", "--json"]);
        (events.out, coverage.out)
    };
    let undisturbed = Place::new();
    fill(&undisturbed);
    let begun = std::time::Instant::now();
    undisturbed.well(&["ingest", "gdelt", "files"]);
    let whole = begun.elapsed();
    let expected = outcome(&undisturbed);
    let place = Place::new();
    fill(&place);
    // A generator of our own, so that the moments are the same in every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut killed = 0;
    for moment in 0..moments {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let share = (state >> 40) as f64 / (1_u64 << 24) as f64;
        let _ = fs::remove_dir_all(place.path().join("lake"));
        let mut child = place
            .command(&["ingest", "gdelt", "files"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        killed += u64::from(child.try_wait().expect("a child").is_none());
        // It may have finished by itself.
        let _ = child.kill();
        child.wait().expect("an end");
        place.well(&["ingest", "gdelt", "files"]);
        assert!(
            outcome(&place) == expected,
            "kill number {moment}, after {share} of a run"
        );
    }
    println!("{killed} of {moments} were killed while they ran");
}

#[test]
fn a_kill_of_many_files_neither_loses_nor_doubles() {
    kill_and_resume(6);
}

/// The same at 200 moments:
/// `cargo test -p foreshock --test ingest -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn kills_at_200_moments_neither_lose_nor_double() {
    kill_and_resume(200);
}
