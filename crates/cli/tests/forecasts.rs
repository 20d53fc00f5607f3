//! Forecasts of panels: what a person sees, and bad input.

mod common;

use common::Place;

/// Five years of months in two countries; the second is quiet for three.
fn history() -> String {
    let mut table = String::from("month_id,country_id,ged_sb\n");
    for month in 1..=60 {
        table.push_str(&format!("{month},7,{}\n", month % 5));
        let war = if month > 36 { 10 * (month % 4) } else { 0 };
        table.push_str(&format!("{month},9,{war}\n"));
    }
    table
}

const TASK: [&str; 10] = [
    "--origin",
    "48",
    "--leads",
    "3..14",
    "--draws",
    "12",
    "--out",
    "f.parquet",
    "--history",
    "history.csv",
];

fn forecast(place: &Place, more: &[&str]) -> common::Ran {
    let mut arguments = vec!["forecast", "panel"];
    arguments.extend(TASK);
    arguments.extend(more);
    place.run(&arguments)
}

fn refused(place: &Place, more: &[&str], code: i32, words: &[&str]) {
    let ran = forecast(place, more);
    assert_eq!(ran.code, code, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for word in words {
        assert!(
            ran.err.contains(word),
            "`{word}` is missing in\n{}",
            ran.err
        );
    }
    assert!(!place.path().join("f.parquet").exists());
}

#[test]
fn the_forecasters_there_are() {
    let listed = Place::new().well(&["forecast", "models"]);
    insta::assert_snapshot!(listed.out);
}

#[test]
fn a_forecast_is_written_and_scored() {
    let place = Place::new();
    place.file("history.csv", history());
    let made = forecast(&place, &["--model", "conflictology"]);
    assert_eq!(made.code, 0, "{}", made.err);
    insta::assert_snapshot!(made.err);
    let actuals = history().replace("ged_sb", "outcome");
    let head = actuals.lines().next().unwrap_or_default();
    let window = actuals.lines().skip(1).filter(|line| {
        let month = line.split(',').next().and_then(|month| month.parse().ok());
        month.is_some_and(|month: i64| (51..=60).contains(&month))
    });
    let actuals: Vec<&str> = std::iter::once(head).chain(window).collect();
    place.file("actuals.csv", actuals.join("\n"));
    let scored = place.well(&[
        "score",
        "--metrics",
        "views-2023",
        "--forecasts",
        "f.parquet",
        "--actuals",
        "actuals.csv",
        "--json",
    ]);
    assert!(scored.out.contains("crps"), "{}", scored.out);
}

/// The same seed gives the same file; what came after the origin changes
/// nothing; every model copes.
#[test]
fn a_forecast_can_be_made_again() {
    let place = Place::new();
    place.file("history.csv", history());
    let bytes = || std::fs::read(place.path().join("f.parquet")).expect("the forecast");
    for model in [
        "recency_9",
        "conflict_states",
        "dynamic_counts",
        "pool",
        "seasonal",
    ] {
        place.file("history.csv", history());
        assert_eq!(forecast(&place, &["--model", model]).code, 0, "{model}");
        let first = bytes();
        place.file("history.csv", history().replace("\n55,9,", "\n55,9,7"));
        assert_eq!(forecast(&place, &["--model", model]).code, 0, "{model}");
        assert!(first == bytes(), "{model}");
    }
}

#[test]
fn later_files_override_and_gaps_are_counted() {
    let place = Place::new();
    let gap = history()
        .replace("\n40,7,0\n", "\n40,7,\n")
        .replace("\n41,7,1\n", "\n41,7,NaN\n");
    let old: String = (1..=20).map(|month| format!("{month},3,1\n")).collect();
    place.file("history.csv", gap + &old);
    place.file(
        "second.csv",
        "month_id,country_id,ged_sb\n47,9,500\n48,9,0\n",
    );
    place.file(
        "tone.csv",
        "month_id,country_id,tone,word\n48,7,-1.5,a\n48,9,2,b\n",
    );
    let made = forecast(
        &place,
        &[
            "second.csv",
            "--covariates",
            "tone.csv",
            "--model",
            "last_value",
        ],
    );
    assert_eq!(made.code, 0, "{}", made.err);
    insta::assert_snapshot!(made.err);
}

#[test]
fn months_and_dates_are_continued() {
    let place = Place::new();
    let mut table = String::from("date,unit,count\n");
    for month in 1..=12 {
        table.push_str(&format!("2023-{month:02},KOR,{month}\n"));
    }
    place.file("months.csv", table);
    let made = place.well(&[
        "forecast",
        "panel",
        "--history",
        "months.csv",
        "--origin",
        "2023-12",
        "--leads",
        "1..2",
        "--draws",
        "3",
        "--model",
        "zero",
        "--out",
        "m.parquet",
    ]);
    assert!(made.err.contains("2024-01 to 2024-02"), "{}", made.err);
}

#[test]
fn bad_tables_are_refused() {
    let place = Place::new();
    refused(&place, &[], 1, &["history.csv", "check the path"]);
    let faults: [(&str, &str, &[&str]); 6] = [
        (
            "\n40,7,0\n",
            "\n40,7,-3\n",
            &["unit 7 at time 40", "value -3"],
        ),
        ("\n40,7,0\n", "\n40,7,inf\n", &["unit 7 at time 40"]),
        ("\n40,7,0\n", "\n40,7,many\n", &["`many`", "row 79"]),
        (
            "\n40,7,0\n",
            "\n40,7,0\n40,7,1\n",
            &["stands in row 79 already"],
        ),
        (
            "\n40,7,0\n",
            "\nsoon,7,0\n",
            &["the time `soon` does not fit"],
        ),
        ("month_id", "when", &["--time", "when, country_id, ged_sb"]),
    ];
    for (good, bad, words) in faults {
        place.file("history.csv", history().replacen(good, bad, 1));
        refused(&place, &[], 1, words);
    }
    place.file("history.csv", "month_id,country_id,ged_sb\n");
    refused(&place, &[], 1, &["holds no value"]);
    place.file(
        "history.csv",
        "month_id,country_id,ged_sb\n1,1,0\n9000000000000,1,0\n",
    );
    refused(&place, &[], 1, &["no unit has a value"]);
}

#[test]
fn senseless_questions_are_refused() {
    let place = Place::new();
    place.file("history.csv", history());
    let asked = |change: (&str, &str)| {
        let mut arguments = vec!["forecast", "panel"];
        arguments.extend(TASK);
        if let Some(at) = arguments.iter().position(|argument| *argument == change.0) {
            arguments[at + 1] = change.1;
        }
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 2, "{change:?}\n{}", ran.err);
        ran.err
    };
    assert!(asked(("--origin", "61")).contains("from 1 to 60"));
    assert!(asked(("--origin", "2023-12")).contains("outside the history"));
    for leads in ["0..3", "14..3", "soon", "3..", "-1..4"] {
        asked(("--leads", leads));
    }
    asked(("--draws", "0"));
    refused(
        &place,
        &["--model", "oracle"],
        2,
        &["no forecaster oracle", "conflictology"],
    );
}
