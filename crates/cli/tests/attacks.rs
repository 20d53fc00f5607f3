//! Bad input: each gives a clear answer, nothing is lost, nothing panics.

mod common;

use std::{fs::File, io::Write, time::Duration};

use common::{Place, WATCH, events, ran};

fn refused(place: &Place, arguments: &[&str], code: i32, words: &[&str]) {
    let ran = place.run(arguments);
    assert_eq!(ran.code, code, "{}\n{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for word in words {
        assert!(
            ran.err.contains(word),
            "`{word}` is missing in\n{}",
            ran.err
        );
    }
}

#[test]
fn a_missing_watch_or_table_is_named() {
    let place = Place::new();
    refused(
        &place,
        &["brief", "nothing.toml"],
        1,
        &["nothing.toml", "check the path"],
    );
    place.file("watch.toml", WATCH);
    refused(&place, &["brief", "."], 1, &["events.csv"]);
    refused(&place, &["check", "."], 3, &["events.csv", "watch.toml"]);
}

#[test]
fn a_watch_that_is_not_text_is_refused() {
    let place = Place::new();
    place.file("watch.toml", b"title = \"a\"\n# \xff\xfe\n");
    refused(&place, &["check", "."], 1, &["not UTF-8", "line 2"]);
}

#[test]
fn an_unset_data_variable_is_explained() {
    let place = Place::new();
    place.file(
        "watch.toml",
        WATCH.replace("\"events.csv\"", "\"${FORESHOCK_DATA}/events.csv\""),
    );
    refused(&place, &["brief", "."], 3, &["FORESHOCK_DATA is not set"]);
    place.file(
        "watch.toml",
        WATCH.replace("\"events.csv\"", "\"${HOME}/events.csv\""),
    );
    refused(&place, &["check", "."], 3, &["names an unknown variable"]);
}

#[test]
fn rows_that_cannot_be_read_are_set_aside_whole() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    let mut table = events().into_bytes();
    table.extend(b"d1,2024-02-30,shelling,1,impossible\n");
    table.extend(b"d2,2024-02-28,shelling\n");
    table.extend(b"d3,2024-02-28,shelling,many,not a number\n");
    table.extend(b"b3,2024-02-28,shelling,1,the same id\n");
    table.extend(b"d5,2024-02-28,shelling,1,caf\xe9\n");
    table.extend(b"d6,2024-02-28,,1,no category\n");
    place.file("events.csv", table);
    let brief = place.well(&["brief", "."]);
    assert!(
        brief.err.contains("24 rows read: 18 new, 6 set aside"),
        "{}",
        brief.err
    );
    let rejected = place.well(&["rejected", ".", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&rejected.out).expect("JSON");
    let reasons: Vec<(u64, &str)> = rows
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            (
                row["row"].as_u64().unwrap_or(0),
                row["reason"].as_str().unwrap_or(""),
            )
        })
        .collect();
    let expected = [
        (19, "2024-02-30"),
        (20, "3 fields"),
        (21, "many"),
        (22, "b3"),
        (23, "UTF-8"),
        (24, "category"),
    ];
    assert_eq!(reasons.len(), expected.len(), "{reasons:?}");
    for ((row, reason), (at, word)) in reasons.iter().zip(expected) {
        assert!(*row == at && reason.contains(word), "{row}: {reason}");
    }
    assert!(
        rows[0]["raw"]
            .as_str()
            .is_some_and(|raw| raw.contains("impossible")),
        "{rows}"
    );
}

#[test]
fn an_empty_table_says_no_data() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", "");
    refused(
        &place,
        &["brief", "."],
        1,
        &["events.csv", "no header and no rows"],
    );
    place.file("events.csv", "id,date,category,count,text\n");
    let brief = place.well(&["brief", "."]);
    assert!(brief.out.contains("0 records known"), "{}", brief.out);
    let check = place.well(&["check", "."]);
    assert!(check.err.contains("has no rows"), "{}", check.err);
}

#[test]
fn a_view_before_the_data_says_so() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let brief = place.well(&["brief", ".", "--as-of", "2020-01-01", "--out", "early"]);
    assert!(brief.out.contains("no data"), "{}", brief.out);
    assert!(brief.out.contains("Nothing was known"), "{}", brief.out);
    refused(
        &place,
        &["brief", ".", "--as-of", "yesterday"],
        2,
        &["yesterday", "2024-09-16"],
    );
    let edge = place.well(&["brief", ".", "--as-of", "9999-12-30", "--out", "late"]);
    assert!(edge.out.contains("as of"), "{}", edge.out);
}

#[test]
fn a_line_of_a_gigabyte_is_refused() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    let path = place.file("events.csv", events());
    let file = File::options().append(true).open(&path).expect("the table");
    // A hole in the file reads as zeros: one line without an end.
    file.set_len(1 << 30).expect("a long file");
    refused(&place, &["brief", "."], 1, &["events.csv", "row"]);
}

#[test]
fn a_quote_that_is_never_closed_loses_nothing() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file(
        "events.csv",
        events() + "d1,2024-02-01,shelling,1,\"open\nd2,2024-02-02,shelling,1,swallowed\n",
    );
    let brief = place.well(&["brief", "."]);
    let rejected = place.well(&["rejected", "."]);
    let kept = place.well(&["events", ".", "shelling", "--as-of", "now", "--json"]);
    assert!(
        rejected.out.contains("swallowed") || kept.out.contains("swallowed"),
        "{}\n{}",
        brief.err,
        rejected.out
    );
}

#[test]
fn an_unknown_category_is_pointed_at() {
    let place = Place::new();
    place.file(
        "watch.toml",
        WATCH.replace("category = \"shelling\"", "category = \"sheling\""),
    );
    place.file("events.csv", events());
    let check = place.well(&["check", "."]);
    assert!(
        check
            .err
            .contains("no row of `press` has the category `sheling`"),
        "{}",
        check.err
    );
    assert!(
        check.err.contains("did you mean `shelling`?"),
        "{}",
        check.err
    );
    let json = place.well(&["check", ".", "--json"]);
    let faults: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (faults[0]["line"].as_u64(), faults[0]["severity"].as_str()),
        (Some(20), Some("warning"))
    );
}

#[test]
fn ten_thousand_indicators_are_assessed() {
    let place = Place::new();
    let mut watch = WATCH.to_owned();
    for number in 0..10_000 {
        watch.push_str(&format!(
            "[[indicator]]\nid = \"i{number}\"\ntitle = \"Indicator {number}\"\nfrom = \"press\"\nmatch = {{ count = {{ min = {number} }} }}\nperiod = \"30 days\"\n"
        ));
    }
    place.file("watch.toml", watch);
    place.file("events.csv", events());
    place.well(&["brief", ".", "--out", "out"]);
    let assessment: serde_json::Value =
        serde_json::from_str(&place.read("out/assessment.json")).expect("JSON");
    assert_eq!(
        assessment["indicators"].as_array().map(Vec::len),
        Some(10_001)
    );
}

#[test]
fn a_lake_that_cannot_be_written_is_explained() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let blocked = place.file("blocked", "a file, not a directory");
    let blocked = blocked.to_str().expect("a path");
    refused(
        &place,
        &["brief", ".", "--lake", blocked],
        1,
        &["blocked", "--lake"],
    );
}

#[test]
fn a_damaged_data_file_is_named() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    place.well(&["brief", "."]);
    let mut damaged = 0;
    for path in walk(&place.path().join("lake")) {
        if path
            .extension()
            .is_some_and(|extension| extension == "parquet")
        {
            File::create(&path)
                .and_then(|mut file| file.write_all(b"PAR1 not really"))
                .expect("damage");
            damaged += 1;
        }
    }
    assert!(damaged > 0);
    refused(&place, &["brief", "."], 1, &[".parquet", "damaged"]);
}

fn walk(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(walk(&path))
        } else {
            files.push(path)
        }
    }
    files
}

/// Whatever the moment of a kill, the next run ends with every row once.
#[test]
fn a_kill_neither_loses_nor_doubles() {
    let mut table = String::from("id,date,category,count,text\n");
    for number in 0..60_000 {
        let day = 1 + number % 28;
        table.push_str(&format!(
            "e{number},2023-02-{day:02},shelling,{number},text of some length {number}\n"
        ));
    }
    for milliseconds in [5, 20, 40, 60, 80, 100, 130, 170, 220, 300, 400, 600] {
        let place = Place::new();
        place.file("watch.toml", WATCH);
        place.file("events.csv", &table);
        let mut child = place
            .command(&["brief", ".", "--out", "out"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        // It may have finished by itself.
        let _ = child.kill();
        child.wait().expect("an end");
        place.well(&["brief", ".", "--out", "out"]);
        let assessment: serde_json::Value =
            serde_json::from_str(&place.read("out/assessment.json")).expect("JSON");
        assert_eq!(
            assessment["records"].as_u64(),
            Some(60_000),
            "killed after {milliseconds} ms"
        );
    }
}

#[test]
fn two_ingests_at_once_are_both_right() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let start = |out: &str| {
        place
            .command(&["brief", ".", "--json", "--out", out])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts")
    };
    let running: Vec<_> = ["one", "two", "three", "four"]
        .map(start)
        .into_iter()
        .collect();
    let outputs: Vec<_> = running
        .into_iter()
        .map(|child| ran(child.wait_with_output().expect("an end")))
        .collect();
    for ran in &outputs {
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.out, outputs[0].out);
    }
    assert_eq!(
        outputs
            .iter()
            .filter(|ran| ran.err.contains("18 new"))
            .count(),
        1
    );
}
