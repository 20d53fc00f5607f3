//! `foreshock hawkes` on tables of dates and of instants.

mod common;

use common::Place;

/// Two kinds over two years: strikes in bursts, statements at even distances.
fn dates() -> String {
    let mut table = String::from("when,type,region\n");
    let mut write = |day: u32, kind: &str, region: &str| {
        let (year, day) = if day < 365 {
            (2022, day)
        } else {
            (2023, day - 365)
        };
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut rest = day;
        let mut month = 0;
        while rest >= lengths[month] {
            rest -= lengths[month];
            month += 1;
        }
        table.push_str(&format!(
            "{year}-{:02}-{:02},{kind},{region}\n",
            month + 1,
            rest + 1
        ));
    };
    for burst in [20, 150, 210, 400, 520, 650] {
        for (place, step) in [0, 1, 2, 2, 4, 5, 7, 11].into_iter().enumerate() {
            write(
                burst + step,
                "strike",
                if place % 4 == 3 { "south" } else { "north" },
            );
        }
    }
    for statement in 0..20 {
        write(7 + 36 * statement, "statement", "north");
    }
    table
}

const WINDOW: [&str; 3] = ["--window", "2022-01-01", "2023-12-31"];

fn hawkes<'a>(what: &'a str, table: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["hawkes", what, table];
    arguments.extend(WINDOW);
    arguments.extend(more);
    arguments
}

#[test]
fn which_kinds_set_off_which() {
    let place = Place::new();
    place.file("events.csv", dates());
    let fit = place.well(&hawkes("fit", "events.csv", &["--kinds", "type"]));
    assert!(!fit.out.contains('\u{1b}'), "escape codes in a pipe");
    assert!(
        fit.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        fit.out
    );
    insta::assert_snapshot!(format!("{}\n---\n{}", fit.out, fit.err));
}

#[test]
fn futures_and_tests() {
    let place = Place::new();
    place.file("events.csv", dates());
    let ahead = place.well(&hawkes(
        "simulate",
        "events.csv",
        &["--horizon", "10", "--paths", "500"],
    ));
    insta::assert_snapshot!("simulate", ahead.out);
    let tested = place.well(&hawkes("test", "events.csv", &["--replicates", "39"]));
    insta::assert_snapshot!("test", tested.out);
}

#[test]
fn json_says_the_same_each_time() {
    let place = Place::new();
    place.file("events.csv", dates());
    for what in ["fit", "simulate", "test"] {
        let more: &[&str] = match what {
            "test" => &["--json", "--kinds", "type", "--replicates", "39"],
            _ => &["--json", "--kinds", "type", "--seed", "4"],
        };
        let arguments = hawkes(what, "events.csv", more);
        let first = place.well(&arguments);
        let value: serde_json::Value = serde_json::from_str(&first.out).expect("JSON");
        assert_eq!(value["kinds"], serde_json::json!(["strike", "statement"]));
        assert_eq!(value["counts"], serde_json::json!([48, 20]));
        assert_eq!(value["model"], "daily");
        let mut command = place.command(&arguments);
        command.env("RAYON_NUM_THREADS", "1");
        let alone = common::ran(command.output().expect("the program starts"));
        assert_eq!(first.out, alone.out);
    }
}

#[test]
fn rows_can_be_chosen() {
    let place = Place::new();
    place.file("events.csv", dates());
    let counts = |more: &[&str]| {
        let mut all = vec!["--json", "--kinds", "type"];
        all.extend(more);
        let fit = place.well(&hawkes("fit", "events.csv", &all));
        let value: serde_json::Value = serde_json::from_str(&fit.out).expect("JSON");
        (value["kinds"].clone(), value["counts"].clone())
    };
    use serde_json::json;
    assert_eq!(
        counts(&["--where", "region=south"]),
        (json!(["strike"]), json!([12]))
    );
    assert_eq!(
        counts(&["--where", "region=south", "--where", "region=north"]),
        (json!(["strike", "statement"]), json!([48, 20]))
    );
    assert_eq!(
        counts(&["--only", "statement", "parade"]),
        (json!(["statement", "parade"]), json!([20, 0]))
    );
}

#[test]
fn instants_get_the_continuous_model() {
    let place = Place::new();
    let mut table = String::from("id,launched_at\n");
    for event in 0..40 {
        let (day, hour) = (1 + (event * event) % 28, (event * 7) % 24);
        table.push_str(&format!(
            "{event},2023-{:02}-{day:02}T{hour:02}:30:00Z\n",
            1 + event % 12
        ));
    }
    place.file("launches.csv", &table);
    for what in ["fit", "simulate", "test"] {
        let mut arguments = hawkes(what, "launches.csv", &["--json"]);
        if what == "test" {
            arguments.extend(["--replicates", "39"]);
        }
        let ran = place.well(&arguments);
        let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(value["model"], "continuous");
        assert_eq!(value["counts"], serde_json::json!([40]));
        assert!(!ran.out.contains("NaN"), "{}", ran.out);
    }
    let drawn = place.well(&hawkes("fit", "launches.csv", &["--posterior", "--json"]));
    let value: serde_json::Value = serde_json::from_str(&drawn.out).expect("JSON");
    let ratio = &value["branching_ratio"];
    assert!(
        ratio["low"].as_f64() < ratio["high"].as_f64(),
        "{}",
        drawn.out
    );
    assert_eq!(value["draws"], 1000);
    let drawn = place.well(&hawkes("fit", "launches.csv", &["--posterior"]));
    assert!(drawn.out.contains("The priors say"), "{}", drawn.out);
    assert!(drawn.out.lines().all(|line| line.chars().count() <= 80));
    let daily = place.well(&hawkes(
        "fit",
        "launches.csv",
        &["--json", "--model", "daily"],
    ));
    assert!(daily.out.contains("\"model\": \"daily\""));
}

#[test]
fn bad_input_is_told_with_its_remedy() {
    let place = Place::new();
    place.file("events.csv", dates());
    place.file("words.csv", "a,b\nx,y\nz,w\n");
    place.file("many.csv", {
        let mut table = String::from("date,kind\n");
        for kind in 0..20 {
            table.push_str(&format!("2022-03-{:02},k{kind}\n", 1 + kind));
        }
        table
    });
    let mut told = String::new();
    let mut tell = |arguments: &[&str]| {
        let ran = place.run(arguments);
        assert!(matches!(ran.code, 1 | 2), "{arguments:?}: {}", ran.code);
        assert!(ran.out.is_empty(), "{}", ran.out);
        let shown = ran
            .err
            .replace(&place.path().display().to_string(), "PLACE");
        told.push_str(&format!("$ {}\n{shown}\n", arguments.join(" ")));
    };
    tell(&[
        "hawkes",
        "fit",
        "missing.csv",
        "--window",
        "2022-01-01",
        "2022-12-31",
    ]);
    tell(&[
        "hawkes",
        "fit",
        "words.csv",
        "--window",
        "2022-01-01",
        "2022-12-31",
    ]);
    tell(&[
        "hawkes",
        "fit",
        "events.csv",
        "--window",
        "2022-12-31",
        "2022-01-01",
    ]);
    tell(&[
        "hawkes",
        "fit",
        "events.csv",
        "--window",
        "1200-01-01",
        "2022-01-01",
    ]);
    tell(&[
        "hawkes",
        "fit",
        "events.csv",
        "--window",
        "1990-01-01",
        "1999-12-31",
    ]);
    tell(&hawkes("fit", "events.csv", &["--kinds", "typ"]));
    tell(&hawkes("fit", "events.csv", &["--where", "region"]));
    tell(&hawkes("fit", "events.csv", &["--where", "region=east"]));
    tell(&hawkes("fit", "events.csv", &["--model", "continuous"]));
    tell(&hawkes("fit", "events.csv", &["--timezone", "Asia/Soul"]));
    tell(&hawkes("fit", "many.csv", &["--kinds", "kind"]));
    insta::assert_snapshot!(told);
}

#[test]
fn one_event_is_enough_for_an_answer() {
    let place = Place::new();
    place.file("events.csv", "date,kind\n2022-05-05,a\n");
    let fit = place.well(&hawkes("fit", "events.csv", &["--kinds", "kind"]));
    assert!(fit.out.contains("Cannot tell"), "{}", fit.out);
    assert!(
        !fit.out.contains("NaN") && !fit.out.contains("inf"),
        "{}",
        fit.out
    );
    place.well(&hawkes("simulate", "events.csv", &[]));
}
