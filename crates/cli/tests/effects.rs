//! `foreshock effects`, from a table to words, JSON and the brief.

mod common;

use std::{env, path::PathBuf};

use common::{Place, workspace};
use serde_json::Value;

const INTERVENTION: &str = r#"
[[indicator]]
id = "talks"
title = "Talks"
from = "press"
match = { category = "talks" }

[[intervention]]
id = "talks_held"
title = "Talks held"
on = "talks"
window = "10 days"
indicators = ["shelling"]
expects = "down"
note = "Only those made public"
"#;

/// Days of 2023 and 2024, from the first of January 2023.
fn date(day: u32) -> String {
    let (year, mut rest) = if day < 365 {
        (2023, day)
    } else {
        (2024, day - 365)
    };
    let lengths = [
        31,
        if year == 2024 { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 0;
    while rest >= lengths[month] {
        rest -= lengths[month];
        month += 1;
    }
    format!("{year}-{:02}-{:02}", month + 1, rest + 1)
}

/// Shelling every ninth day, and on four of the ten days after each talks.
fn place() -> Place {
    let place = Place::new();
    place.file("watch.toml", format!("{}{INTERVENTION}", common::WATCH));
    let mut table = String::from("id,date,category,count,text\n");
    let mut rows = 0;
    let mut write = |day: u32, category: &str| {
        rows += 1;
        table.push_str(&format!("r{rows},{},{category},1,words\n", date(day)));
    };
    for day in (4..455).step_by(9) {
        write(day, "shelling");
    }
    for talks in [30, 71, 118, 160, 190, 233, 275, 320, 371, 410] {
        write(talks, "talks");
        for after in [2, 4, 5, 8] {
            write(talks + after, "shelling");
        }
    }
    place.file("events.csv", table);
    place
}

#[test]
fn a_known_effect_end_to_end() {
    let place = place();
    let table = place.well(&["effects", "watch.toml"]);
    assert!(!table.out.contains('\u{1b}'), "escape codes in a pipe");
    assert!(
        table.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        table.out
    );
    let words = table.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("more followed"), "{words}");
    assert!(words.contains("the two designs agree"), "{words}");
    assert!(words.contains("Note: Only those made public"), "{words}");

    let json: Value =
        serde_json::from_str(&place.well(&["effects", "watch.toml", "--json"]).out).expect("JSON");
    let outcome = &json["interventions"][0]["outcomes"][0];
    assert_eq!(outcome["verdict"], "more");
    assert_eq!(outcome["comparison"], "otherwise");
    assert_eq!(outcome["onsets"], 10);

    place.well(&["brief", "watch.toml", "--out", "out"]);
    let brief: Value = serde_json::from_str(&place.read("out/assessment.json")).expect("JSON");
    assert_eq!(brief["effects"], json);
}

#[test]
fn an_earlier_view_knows_only_what_was_known() {
    let place = place();
    let early = place.well(&["effects", "watch.toml", "--as-of", "2023-03-01", "--json"]);
    let json: Value = serde_json::from_str(&early.out).expect("JSON");
    assert_eq!(
        json["interventions"][0]["spans"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_watch_without_interventions_says_so() {
    let place = Place::new();
    place.file("watch.toml", common::WATCH);
    place.file("events.csv", common::events());
    let ran = place.run(&["effects", "watch.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("names no interventions"), "{}", ran.err);
    assert!(ran.err.contains("[[intervention]]"), "{}", ran.err);
}

/// The same bytes for one thread and for many, on the shipped watch.
#[test]
fn korea_is_the_same_whatever_the_number_of_threads() {
    let place = Place::new();
    place.korea();
    let run = |threads: &str| {
        let mut command = place.command(&["effects", "korea", "--json"]);
        command.env("RAYON_NUM_THREADS", threads);
        common::ran(command.output().expect("the program starts"))
    };
    let (alone, many) = (run("1"), run("4"));
    assert_eq!(alone.code, 0, "{}", alone.err);
    assert_eq!(alone.out, many.out);
    let json: Value = serde_json::from_str(&alone.out).expect("JSON");
    for outcome in json["interventions"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|one| one["outcomes"].as_array().into_iter().flatten())
    {
        assert!(
            outcome["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
}

/// A second theatre. The table of CSIS may not be passed on with this
/// repository; the test says what it skipped.
#[test]
fn the_table_of_csis() {
    let beside = workspace().join("../shared/data");
    let data = env::var_os("FORESHOCK_DATA").map_or(beside, PathBuf::from);
    let table = data.join("korea/csis_north_korea_provocations_1958_2023.csv");
    if !table.is_file() {
        eprintln!(
            "SKIPPED the_table_of_csis: {} is not there",
            table.display()
        );
        return;
    }
    let place = Place::new();
    let watch = workspace().join("watches/korea-csis");
    let mut command = place.command(&["effects", &watch.display().to_string(), "--json"]);
    command.env("FORESHOCK_DATA", &data);
    let ran = common::ran(command.output().expect("the program starts"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(json["comparisons"], 6);
    let summits = &json["interventions"][1]["outcomes"][0];
    assert_eq!(summits["indicator"], "missiles");
    // One span of fourteen months: it may show fewer, and says that it was once.
    assert!(
        summits["level"]["level"]["ratio"]
            .as_f64()
            .is_some_and(|ratio| ratio < 1.0)
    );
}
