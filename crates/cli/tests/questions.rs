//! Forecasts written down, settled, scored and looked back at, as a person would.

mod common;

use common::{Place, WATCH, events};
use serde_json::Value;

const QUESTIONS: &str = r#"
[[question]]
id = "shelling"
text = "Is there shelling?"
indicator = "shelling"
resolves = { at_least = 1 }
horizon = ["7 days", "30 days"]

[[question]]
id = "twenty"
text = "Are there two shellings by the end of June?"
indicator = "shelling"
resolves = { at_least = 2 }
opens = 2024-04-01
deadline = 2024-06-30
"#;

fn place() -> Place {
    let place = Place::new();
    place.file("watch.toml", format!("{WATCH}{QUESTIONS}"));
    place.file("events.csv", events());
    place
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Every value of a field, in order.
fn all<'a>(list: &'a Value, field: &str) -> Vec<&'a Value> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|one| &one[field])
        .collect()
}

#[test]
fn forecasts_are_written_down_once_and_settled_by_their_rule() {
    let place = place();
    let first = place.well(&["forecast", "."]);
    insta::assert_snapshot!(first.out);
    assert!(
        first.err.contains("3 written down, 0 there before"),
        "{}",
        first.err
    );
    let again = place.well(&["forecast", ".", "--json"]);
    assert!(
        again.err.contains("0 written down, 3 there before"),
        "{}",
        again.err
    );
    assert!(
        all(&json(&again.out), "new")
            .iter()
            .all(|new| **new == false)
    );
    let verified = place.well(&["forecast", ".", "--verify"]);
    assert!(
        verified
            .err
            .contains("3 forecasts made again, every byte the same"),
        "{}",
        verified.err
    );

    let early = place.well(&["resolve", ".", "--json"]);
    assert_eq!(early.out.trim(), "[]");
    let due = place.well(&["resolve", ".", "--as-of", "2024-07-10", "--json"]);
    assert_eq!(all(&json(&due.out), "outcome"), ["no", "yes", "no"]);
    let twice = place.well(&["resolve", ".", "--as-of", "2024-07-10", "--json"]);
    assert_eq!(twice.out.trim(), "[]");

    let record = place.well(&["record", "."]);
    let shown: Vec<&str> = record
        .out
        .lines()
        .filter(|line| !line.starts_with("ledger: "))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert!(
        record.out.contains("ledger: 6 entries, head "),
        "{}",
        record.out
    );
}

#[test]
fn a_question_edited_after_issue_keeps_its_rule() {
    let place = place();
    place.well(&["forecast", "."]);
    place.file(
        "watch.toml",
        format!("{WATCH}{QUESTIONS}").replace("at_least = 1", "at_least = 9"),
    );
    let verified = place.well(&["forecast", ".", "--verify"]);
    assert!(
        verified.err.contains("every byte the same"),
        "{}",
        verified.err
    );
    let due = place.well(&["resolve", ".", "--as-of", "2024-07-10"]);
    assert!(
        due.out
            .contains("the question was edited since; the rule written down with it decided"),
        "{}",
        due.out
    );
    let record = place.well(&["record", "."]);
    assert!(
        record.out.contains("the question was edited since"),
        "{}",
        record.out
    );
}

#[test]
fn a_forecast_that_comes_out_otherwise_says_why() {
    let place = place();
    place.well(&["forecast", "."]);
    place.file(
        "events.csv",
        events().replace("a3,2023-03-10", "a3,2023-03-11"),
    );
    let again = place.run(&["forecast", ".", "--verify", "--reread"]);
    assert_eq!(again.code, 1);
    assert!(
        again
            .err
            .contains("3 of 3 forecasts come out differently now"),
        "{}",
        again.err
    );
    assert!(
        again
            .out
            .contains("what was known then is not the same now"),
        "{}",
        again.out
    );
}

#[test]
fn a_ledger_that_was_tampered_with_is_read_and_not_written() {
    let place = place();
    place.well(&["forecast", "."]);
    let head = place.well(&["ledger", "head"]).out;
    let digest = head.split_whitespace().nth(1).expect("a digest").to_owned();
    let known = place.well(&["ledger", "verify", "--head", &digest[..12]]);
    assert!(
        known.out.contains("the head is entry 3 of 3"),
        "{}",
        known.out
    );

    let ledger = place.path().join("ledger.sqlite");
    let connection = rusqlite::Connection::open(&ledger).expect("a database");
    connection
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed;
             UPDATE entry SET body = replace(body, '\"shelling\"', '\"Shelling\"') WHERE sequence = 2;",
        )
        .expect("tampered");
    drop(connection);
    let verify = place.run(&["ledger", "verify"]);
    assert_eq!(verify.code, 1);
    assert!(
        verify.err.contains("entry 2 is not what was written down")
            && verify.err.contains("nothing is lost"),
        "{}",
        verify.err
    );
    for command in [
        &["forecast", ".", "--as-of", "2024-03-30"][..],
        &["resolve", ".", "--as-of", "2024-07-10"],
    ] {
        let refused = place.run(command);
        assert_eq!(refused.code, 1, "{command:?}");
        assert!(
            refused.err.contains("is broken: entry 2"),
            "{}",
            refused.err
        );
    }
    let exported = place.well(&["ledger", "export"]).out;
    assert_eq!(
        exported.lines().count(),
        3,
        "nothing is lost, nothing is added"
    );
    let brief = place.well(&["brief", "."]);
    assert!(
        brief
            .err
            .contains("warning: the chain of the ledger is broken"),
        "{}",
        brief.err
    );
    assert_eq!(
        place
            .run(&["ledger", "verify", "--accept-broken", " "])
            .code,
        1
    );
    place.well(&["ledger", "verify", "--accept-broken", "a disk failed"]);
    place.well(&["forecast", ".", "--as-of", "2024-03-30"]);
    let told = place.well(&["ledger", "verify"]);
    assert!(
        told.err
            .contains("entry 2 is not what was written down (accepted by entry 4)"),
        "{}",
        told.err
    );
    let lost = place.run(&["ledger", "verify", "--head", "00000000"]);
    assert_eq!(lost.code, 1);
    assert!(
        lost.err.contains("no entry of the ledger has that digest"),
        "{}",
        lost.err
    );
}

#[test]
fn what_is_no_ledger_is_left_alone() {
    let place = place();
    place.file(
        "other.sqlite",
        "not a ledger, but a text that is long enough",
    );
    for command in [
        &["forecast", ".", "--ledger", "other.sqlite"][..],
        &["brief", ".", "--ledger", "other.sqlite"],
        &["ledger", "verify", "--ledger", "other.sqlite"],
    ] {
        let refused = place.run(command);
        assert_eq!(refused.code, 1, "{command:?}");
        assert!(refused.err.contains("is not a ledger"), "{}", refused.err);
    }
    assert!(place.read("other.sqlite").starts_with("not a ledger"));
    let missing = place.run(&["resolve", "."]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.err.contains("there is no ledger"),
        "{}",
        missing.err
    );
    assert!(!place.path().join("ledger.sqlite").exists());
    place.file("watch.toml", WATCH);
    let silent = place.run(&["forecast", "."]);
    assert_eq!(silent.code, 1);
    assert!(silent.err.contains("asks no question"), "{}", silent.err);
}

#[test]
fn a_question_without_a_rule_is_refused_with_its_place() {
    let place = place();
    place.file(
        "watch.toml",
        format!("{WATCH}{QUESTIONS}").replace("resolves = { at_least = 1 }\n", ""),
    );
    let checked = place.run(&["check", ".", "--json"]);
    assert_eq!(checked.code, 3);
    let faults = json(&checked.out);
    assert_eq!(
        faults[0]["message"],
        "question `shelling` has no rule by which it resolves"
    );
    assert_eq!(
        (&faults[0]["line"], &faults[0]["column"]),
        (&25.into(), &6.into())
    );
}

/// What stood in the ledger by then is part of the assessment, and what was
/// written down later is not.
#[test]
fn a_brief_shows_the_ledger_as_it_was() {
    let place = place();
    place.well(&["forecast", "."]);
    let assessment = |as_of: &str| {
        let brief = place.well(&["brief", ".", "--as-of", as_of, "--json"]);
        assert!(
            brief.err.contains("ledger: 3 entries, head "),
            "{}",
            brief.err
        );
        json(&brief.out)
    };
    let past = assessment("2024-03-31");
    assert!(past.get("ledger").is_none());
    assert_eq!(past["forecasts"][0]["forecasts"][0]["record"]["issued"], 0);
    let now = assessment("now");
    assert_eq!(now["ledger"]["entries"], 3);
    assert_eq!(now["forecasts"][0]["forecasts"][0]["record"]["issued"], 1);
    assert_eq!(now["forecasts"][0]["forecasts"][0]["record"]["open"], 1);
}

#[test]
fn a_backtest_scores_and_says_where_there_is_too_little() {
    let place = place();
    let arguments = [
        "backtest",
        ".",
        "--from",
        "2023-06-01",
        "--to",
        "2024-03-31",
    ];
    let table = place.well(&arguments);
    insta::assert_snapshot!(table.out);
    let whole = json(&place.well(&[&arguments[..], &["--json"]].concat()).out);
    assert_eq!(whole["schema"], "foreshock.backtest/1");
    assert_eq!(
        whole["questions"][0]["points"].as_array().map(Vec::len),
        Some(44)
    );
    let threads = place
        .command(&[&arguments[..], &["--json"]].concat())
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .expect("the program starts");
    assert_eq!(
        json(&String::from_utf8(threads.stdout).expect("text")),
        whole
    );
    let backwards = place.run(&[
        "backtest",
        ".",
        "--from",
        "2024-01-01",
        "--to",
        "2023-01-01",
    ]);
    assert_eq!(backwards.code, 2);
    assert!(
        backwards.err.contains("ends before it begins"),
        "{}",
        backwards.err
    );
}
