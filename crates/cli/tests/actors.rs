//! What passes between others, and what if, as a person asks for it.

mod common;

use common::Place;

/// A text without its line ends.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_relations_of_korea() {
    let place = Place::new();
    place.korea();
    let shown = place.well(&["relations", "korea"]);
    assert!(
        shown.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains('\u{1b}'), "escape codes in a pipe");
    for pair in ["Russia – North", "China – North", "North – South"] {
        assert!(shown.out.contains(pair), "{}", shown.out);
    }
    assert!(
        flowing(&shown.out).contains("Most contacts with China are missing"),
        "{}",
        shown.out
    );
    let json = place.well(&["relations", "korea", "--json", "--as-of", "2024-01-31"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(found[0]["id"], "patrons");
    assert_eq!(
        found[0]["pairs"][0]["series"][0]["from"]
            .as_str()
            .map(str::len),
        Some(10)
    );
    let events = place.well(&["events", "korea", "patrons/north-russia"]);
    assert!(
        events.out.contains("troop_or_arms_to_russia"),
        "{}",
        events.out
    );
}

#[test]
fn scenarios_are_listed_and_a_slip_is_answered() {
    let place = Place::new();
    place.korea();
    let listed = place.well(&["what-if", "korea"]);
    for id in [
        "broadcasts_resumed",
        "exercise_cancelled",
        "mobilisation_seen",
        "support_from_outside",
    ] {
        assert!(listed.out.contains(id), "{}", listed.out);
    }
    let slip = place.run(&["what-if", "korea", "exercise_canceled"]);
    assert_eq!(slip.code, 2);
    assert!(
        slip.err.contains("did you mean `exercise_cancelled`?"),
        "{}",
        slip.err
    );
}

#[test]
fn a_scenario_says_first_what_the_record_supports() {
    let place = Place::new();
    place.korea();
    let shown = place.well(&["what-if", "korea", "mobilisation_seen"]);
    assert!(
        shown.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        shown.out
    );
    let words = flowing(&shown.out);
    let verdict = words
        .find("The record does not support")
        .or(words.find("comes more often in the days after"));
    let figures = words.find("probability, %").expect("figures");
    assert!(verdict.is_some_and(|verdict| verdict < figures), "{words}");
    assert!(
        words.contains("Association in the record is not the effect of an act"),
        "{words}"
    );
    let again = place.well(&["what-if", "korea", "mobilisation_seen"]);
    assert_eq!(shown.out, again.out);
}

#[test]
fn the_outside_actors_of_icews() {
    let directory = std::env::var_os("FORESHOCK_DATA").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    if !directory
        .join("icews/icews0515_dense_2011-10_2014-12.txt.gz")
        .is_file()
    {
        eprintln!(
            "SKIPPED the_outside_actors_of_icews: no icews in FORESHOCK_DATA or ../shared/data"
        );
        return;
    }
    let place = Place::new();
    place.file(
        "watch.toml",
        include_str!("../../../watches/korea-actors/watch.toml"),
    );
    let run = place
        .command(&["relations", ".", "--json"])
        .env("FORESHOCK_DATA", &directory)
        .output()
        .expect("the program runs");
    let found: serde_json::Value = serde_json::from_slice(&run.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&run.stderr)));
    let pair = &found[2]["pairs"][0];
    assert_eq!(
        (pair["id"].as_str(), pair["status"].as_str()),
        (Some("china-japan"), Some("assessed"))
    );
    assert!(
        pair["window"]["covered_days"]
            .as_u64()
            .is_some_and(|days| days >= 179),
        "{pair}"
    );
}
