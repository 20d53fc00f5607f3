//! Hypotheses weighed, as a person would, in the shipped watch and in one of two
//! rows.

mod common;

use common::{Place, WATCH, events};
use serde_json::Value;

const HYPOTHESES: &str = r#"
[[hypothesis]]
id = "siege"
title = "A siege is prepared"
[[hypothesis]]
id = "routine"
title = "The usual exchange of fire"
[[evidence]]
id = "shelling-up"
title = "More shelling than usual"
indicator = "shelling"
[[evidence]]
id = "trenches"
title = "Trenches are dug"
judgement = "Images show new trenches"
date = 2024-03-01
source = "Institute, report of 1 March 2024"
[[evidence]]
id = "later"
title = "Said later"
judgement = "It was said later"
date = 2024-12-01
source = "Institute, report of 1 December 2024"
"#;

fn place() -> Place {
    let place = Place::new();
    place.file("watch.toml", format!("{WATCH}{HYPOTHESES}"));
    place.file("events.csv", events());
    place
}

fn matrix(name: &str, siege: &str, routine: &str) -> String {
    format!(
        "analyst = \"{name}\"\ndate = 2024-03-20\n[[likelihood]]\nevidence = \"trenches\"\nhypothesis = \"siege\"\nvalue = {siege}\nreason = \"Guns need them\"\n[[likelihood]]\nevidence = \"trenches\"\nhypothesis = \"routine\"\nvalue = {routine}\n"
    )
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn list<'a>(value: &'a Value, field: &str) -> &'a Vec<Value> {
    value[field].as_array().expect("a list")
}

fn korea(as_of: &str) -> Value {
    let place = Place::new();
    place.korea();
    json(
        &place
            .well(&["hypotheses", "korea", "--as-of", as_of, "--json"])
            .out,
    )
}

/// What holds of the shipped watch at any day: five hypotheses, equal before,
/// and no likelihood that is neither measured nor cited.
fn is_honest(found: &Value) {
    let hypotheses = list(found, "hypotheses");
    assert_eq!(hypotheses.len(), 5);
    for one in hypotheses {
        assert_eq!(one["prior"]["value"], 0.2);
        let (low, high) = (&one["posterior"]["lower"], &one["posterior"]["upper"]);
        assert!(low.as_f64() <= one["lower_90"].as_f64());
        assert!(high.as_f64() >= one["upper_90"].as_f64());
    }
    let mut counted = 0;
    for item in list(found, "evidence") {
        let basis = item["basis"].as_str().expect("a basis");
        let set = list(item, "cells")
            .iter()
            .any(|cell| cell.get("stated").is_some());
        if set {
            assert!(matches!(basis, "measured" | "cited"), "{item:#}");
            assert!(item["basis_text"].is_string(), "{item:#}");
        }
        counted += usize::from(item["counts"] == true);
    }
    let unset = list(found, "missing")
        .iter()
        .filter(|one| !list(one, "unset_under").is_empty())
        .count();
    assert!(counted < 5 && unset > counted, "{counted} {unset}");
    let text = found["text"].as_str().expect("a text");
    assert!(text.contains("likelihoods"), "{text}");
    assert!(
        text.contains("little to rank by") || text.contains("Nothing counts yet"),
        "{text}"
    );
}

fn counting(found: &Value) -> Vec<&str> {
    list(found, "evidence")
        .iter()
        .filter(|item| item["counts"] == true)
        .filter_map(|item| item["id"].as_str())
        .collect()
}

fn posterior(found: &Value, id: &str) -> f64 {
    let hypothesis = list(found, "hypotheses").iter().find(|one| one["id"] == id);
    let value = hypothesis.and_then(|one| one["posterior"]["value"].as_f64());
    value.expect("a posterior")
}

#[test]
fn korea_on_16_september_says_how_little_is_set() {
    let found = korea("2024-09-16");
    is_honest(&found);
    // Of the tripwires only one has a sign to look at and cases enough, and all but
    // one hypothesis say the same of it.
    assert_eq!(counting(&found), ["armed_after_exercise"]);
    assert_eq!(found["verdict"], "open");
    assert!(posterior(&found, "outside_acts") < 0.2);
    assert_eq!(posterior(&found, "diversion"), posterior(&found, "routine"));
    let next = &list(&found, "missing")[0];
    assert_eq!(next["evidence"], "missiles_after_exercise");
    assert_eq!(next["lacks"], "state");
    assert!(next["expected_bits"].as_f64() > Some(0.0));
}

#[test]
fn korea_on_10_june_sees_nothing_later() {
    let found = korea("2024-06-10");
    is_honest(&found);
    let ids: Vec<&str> = list(&found, "evidence")
        .iter()
        .filter_map(|item| item["id"].as_str())
        .collect();
    assert!(ids.contains(&"balloons_halted"), "{ids:?}");
    assert!(!ids.contains(&"executions_reported") && !ids.contains(&"arsenal_to_grow"));
    assert_eq!(
        counting(&found),
        ["missiles_after_exercise", "armed_after_exercise"]
    );
    assert_eq!(found["verdict"], "open");
    assert!(posterior(&found, "outside_acts") > 0.2);
}

#[test]
fn an_analyst_weighs_and_two_compare() {
    let place = place();
    place.file("ada.toml", matrix("Ada", "\"very likely\"", "\"unlikely\""));
    place.file("bob.toml", matrix("Bob", "0.2", "0.4"));
    let alone = place.well(&["hypotheses", "."]);
    assert!(alone.out.contains("Nothing counts yet"), "{}", alone.out);
    assert!(
        alone.out.contains("to be set by the analyst"),
        "{}",
        alone.out
    );
    assert!(!alone.out.contains("Said later"), "{}", alone.out);
    let hers = place.well(&["hypotheses", ".", "--matrix", "ada.toml"]);
    insta::assert_snapshot!(hers.out);
    let both = place.well(&[
        "hypotheses",
        ".",
        "--matrix",
        "ada.toml",
        "--compare",
        "bob.toml",
    ]);
    insta::assert_snapshot!(both.out);
    let found = json(
        &place
            .well(&[
                "hypotheses",
                ".",
                "--matrix",
                "ada.toml",
                "--compare",
                "bob.toml",
                "--json",
            ])
            .out,
    );
    assert_eq!(found["decisive"][0]["evidence"], "trenches");
    assert_eq!(found["first"]["analyst"]["name"], "Ada");
    // 0.875 against 0.325, and equal before.
    let siege = found["first"]["hypotheses"][0]["posterior"]["value"].as_f64();
    assert!(
        siege.is_some_and(|p| (p - 0.875 / 1.2).abs() < 1e-5),
        "{siege:?}"
    );
}

#[test]
fn the_assessment_holds_what_the_command_shows() {
    let place = place();
    let brief = json(&place.well(&["brief", ".", "--json", "--out", "out"]).out);
    let found = json(&place.well(&["hypotheses", ".", "--json"]).out);
    assert_eq!(brief["hypotheses"], found);
    let board = place.well(&["brief", ".", "--out", "out"]).out;
    assert!(
        board.contains("Hypotheses") && board.contains("A siege is prepared"),
        "{board}"
    );
}

#[test]
fn what_is_wrong_with_a_matrix_is_shown_at_its_place() {
    let place = place();
    place.file("wrong.toml", matrix("Ada", "\"likley\"", "0.5"));
    let ran = place.run(&["hypotheses", ".", "--matrix", "wrong.toml"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("wrong.toml:6:9"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `likely`?"), "{}", ran.err);
    let ran = place.run(&["hypotheses", ".", "--matrix", "none.toml"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let ran = place.run(&["hypotheses", ".", "--compare", "ada.toml"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    place.file("bare/watch.toml", WATCH);
    place.file("bare/events.csv", events());
    let ran = place.run(&["hypotheses", "bare"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.err.contains("has no hypotheses") && ran.err.contains("[[hypothesis]]"),
        "{}",
        ran.err
    );
}
