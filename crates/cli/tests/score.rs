//! `foreshock score`, `export hubverse` and `import hubverse`: what a person
//! sees, bad input, and the way there and back.

mod common;

use std::{fmt::Write, path::PathBuf};

use common::Place;
use serde_json::Value;

/// Twelve months, three countries: quiet, at war, and one that changes.
fn actuals() -> String {
    let mut table = String::from("month_id,country_id,outcome\n");
    for month in 101..113 {
        let _ = writeln!(table, "{month},1,0");
        let _ = writeln!(table, "{month},2,{}", 40 + month % 5);
        let _ = writeln!(table, "{month},3,{}", if month % 6 < 2 { 3 } else { 0 });
    }
    table
}

/// Draws around `level` times what came, ten each.
fn forecasts(level: u32) -> String {
    let mut table = String::from("month_id,country_id,draw,outcome\n");
    for month in 101..113u32 {
        for (country, centre) in [(1, 0), (2, 42), (3, 1)] {
            for draw in 0..10u32 {
                let value = centre * level + (draw * month) % 4 * centre.min(2);
                let _ = writeln!(table, "{month},{country},{draw},{value}");
            }
        }
    }
    table
}

fn place() -> Place {
    let place = Place::new();
    place.file("actuals.csv", actuals());
    place.file("forecasts.csv", forecasts(1));
    place.file("baseline.csv", forecasts(2));
    place.file(
        "history.csv",
        "month_id,country_id,ged_sb\n100,1,0\n100,2,12\n",
    );
    place
}

const SCORE: [&str; 7] = [
    "score",
    "--metrics",
    "views-2023",
    "--forecasts",
    "forecasts.csv",
    "--actuals",
    "actuals.csv",
];

fn with(more: &[&str]) -> Vec<String> {
    SCORE.iter().chain(more).map(|s| (*s).to_owned()).collect()
}

fn json(place: &Place, arguments: &[String]) -> Value {
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    arguments.push("--json");
    serde_json::from_str(&place.well(&arguments).out).expect("JSON")
}

fn text(place: &Place, arguments: &[String]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    place.well(&arguments).out
}

/// Insists that the command fails with this code and says all these words.
fn refused(place: &Place, arguments: &[String], code: i32, words: &[&str]) {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = place.run(&arguments);
    assert_eq!(ran.code, code, "{arguments:?}\n{}\n{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "`{word}` is not in\n{}", ran.err);
    }
}

#[test]
fn scores_as_a_person_sees_them() {
    let place = place();
    insta::assert_snapshot!(text(&place, &with(&[])));
}

#[test]
fn scores_by_situation_against_a_baseline() {
    let place = place();
    let more = [
        "--baseline",
        "baseline.csv",
        "--by",
        "situation",
        "--history",
        "history.csv",
        "--exclude",
        "2:105",
        "--block",
        "3",
    ];
    let mut arguments = with(&more);
    arguments[2] = "views-2023,any-fatality".to_owned();
    insta::assert_snapshot!(text(&place, &arguments));
    let json = json(&place, &arguments);
    assert_eq!(json["scored"], 35);
    assert_eq!(json["excluded"][0]["unit"], 2);
    let first = &json["cells"][2];
    // Country 3 has no history before its first month.
    assert_eq!(
        (&first["unit"], &first["situation"]),
        (&3.into(), &"unknown".into())
    );
    let by_hand = json["cells"]
        .as_array()
        .expect("cells")
        .iter()
        .map(|cell| cell["scores"]["views-2023/crps"].as_f64().expect("a score"))
        .sum::<f64>()
        / 35.0;
    let mean = json["scores"][0]["mean"].as_f64().expect("a mean");
    assert!((mean - by_hand).abs() < 1e-12);
}

#[test]
fn the_same_forecasts_in_another_order_or_another_file_score_the_same() {
    let place = place();
    let expected = json(&place, &with(&[]));
    let table = forecasts(1);
    let (header, rows) = table.split_once('\n').expect("rows");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    place.file("forecasts.csv", format!("{header}\n{}\n", rows.join("\n")));
    assert_eq!(json(&place, &with(&[]))["scores"], expected["scores"]);
    let renamed = table
        .replacen("month_id,country_id,draw,outcome", "t\tc\tn\tx", 1)
        .replace(',', "\t");
    place.file("forecasts.csv", renamed);
    let named = with(&["--unit", "c", "--time", "t", "--draw", "n", "--value", "x"]);
    refused(&place, &named, 1, &["actuals.csv", "no column `c`"]);
    place.file(
        "actuals.csv",
        actuals().replacen("month_id,country_id", "t,c", 1),
    );
    assert_eq!(json(&place, &named)["scores"], expected["scores"]);
}

#[test]
fn bad_forecasts_are_refused_with_their_row() {
    let place = place();
    let good = forecasts(1);
    for (bad, words) in [
        ("101,1,10,NaN", ["row 361", "NaN, no number"]),
        ("101,1,10,", ["row 361", "nothing, no number"]),
        ("101,1,10,-1", ["row 361", "below zero"]),
        ("101,1,10,inf", ["row 361", "no number"]),
        ("101,1,10,many", ["row 361", "`many`, no number"]),
        ("101,1,,1", ["row 361", "number of the draw is nothing"]),
        ("101,,10,1", ["row 361", "the unit is nothing"]),
        (
            "101,1,3,1",
            ["draw 3 of unit 1 at time 101", "stands twice"],
        ),
        ("101,1,10", ["forecasts.csv", "same fields in every row"]),
    ] {
        place.file("forecasts.csv", format!("{good}{bad}\n"));
        refused(&place, &with(&[]), 1, &words);
    }
    place.file("forecasts.csv", "");
    refused(&place, &with(&[]), 1, &["forecasts.csv is empty"]);
    place.file("forecasts.csv", "month_id,country_id,draw,outcome\n");
    refused(&place, &with(&[]), 1, &["no forecast has an outcome"]);
    place.file("forecasts.csv", "month_id,land,draw,outcome\n");
    refused(&place, &with(&[]), 1, &["--unit", "month_id, land, draw"]);
    place.file("forecasts.csv", b"PAR1 and nothing more".as_slice());
    refused(
        &place,
        &with(&[]),
        1,
        &["as Parquet", "check that the file is whole"],
    );
}

#[test]
fn bad_outcomes_and_requests_are_refused() {
    let place = place();
    for (bad, words) in [
        ("113,1,-2", ["row 37", "is -2"]),
        ("113,1,", ["row 37", "is nothing"]),
        ("101,1,5", ["unit 1 at time 101", "stands twice"]),
    ] {
        place.file("actuals.csv", format!("{}{bad}\n", actuals()));
        refused(&place, &with(&[]), 1, &words);
    }
    place.file("actuals.csv", actuals());
    refused(
        &place,
        &with(&["--exclude", "9:101"]),
        2,
        &["unit 9 at time 101"],
    );
    refused(&place, &with(&["--exclude", "9"]), 2, &["UNIT:TIME"]);
    refused(&place, &with(&["--level", "1"]), 2, &["--level"]);
    refused(&place, &with(&["--by", "situation"]), 2, &["--history"]);
    refused(&place, &with(&["--as-of", "2024-01-01"]), 1, &["as_of"]);
    let mut arguments = with(&[]);
    arguments[2] = "views-2032".to_owned();
    refused(&place, &arguments, 2, &["did you mean `views-2023`?"]);
    arguments[2] = "wis/1".to_owned();
    refused(&place, &arguments, 1, &["has no quantiles"]);
    arguments[2] = "dawid-sebastiani/1".to_owned();
    refused(
        &place,
        &arguments,
        1,
        &["unit 1 at time 101", "no variance"],
    );
}

#[test]
fn what_does_not_match_is_counted() {
    let place = place();
    let fewer: String = forecasts(1)
        .lines()
        .filter(|line| !line.starts_with("112,") && *line != "101,2,9,44")
        .map(|line| format!("{line}\n"))
        .collect();
    place.file("forecasts.csv", format!("{fewer}120,1,0,5\n"));
    let json = json(&place, &with(&[]));
    assert_eq!(json["scored"], 33);
    assert_eq!(json["forecasts_without_outcome"][0]["time"], 120);
    assert_eq!(
        json["outcomes_without_forecast"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(json["forecasts"]["fewest_draws"], 1);
    let notes = json["notes"].to_string();
    for words in [
        "1 cell with a forecast",
        "3 cells with an outcome",
        "uneven",
    ] {
        assert!(notes.contains(words), "{notes}");
    }
}

#[test]
fn the_thread_count_changes_nothing() {
    let place = place();
    let arguments = with(&["--baseline", "baseline.csv", "--block", "2", "--json"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outputs: Vec<Vec<u8>> = ["1", "2", "5"]
        .iter()
        .map(|threads| {
            let output = place
                .command(&arguments)
                .env("RAYON_NUM_THREADS", threads)
                .output();
            output.expect("the program ran").stdout
        })
        .collect();
    assert!(!outputs[0].is_empty());
    assert!(outputs.iter().all(|output| *output == outputs[0]));
}

#[test]
fn the_catalogue_is_shown() {
    let place = place();
    insta::assert_snapshot!(place.well(&["metrics"]).out);
}

const EXPORT: [&str; 18] = [
    "export",
    "hubverse",
    "--forecasts",
    "forecasts.csv",
    "--origin",
    "98",
    "--model",
    "team-model",
    "--target",
    "fatalities",
    "--issued",
    "2024-03-01",
    "--types",
    "sample,quantile,pmf",
    "--actuals",
    "actuals.csv",
    "--out",
    "hub",
];

fn export(more: &[&str]) -> Vec<String> {
    EXPORT.iter().chain(more).map(|s| (*s).to_owned()).collect()
}

#[test]
fn forecasts_go_to_a_hub_and_back() {
    for (format, file) in [
        ("parquet", "98-team-model.parquet"),
        ("csv", "98-team-model.csv"),
    ] {
        let place = place();
        let expected = json(&place, &with(&[]));
        let said = text(
            &place,
            &export(&["--as-of", "2024-09-16", "--format", format]),
        );
        assert!(said.contains("36 forecasts written"), "{said}");
        let output = format!("hub/model-output/team-model/{file}");
        // The hub is scored as it is, against its own target data.
        let score = |metrics: &str, actuals: &str| -> Vec<String> {
            [
                "score",
                "--metrics",
                metrics,
                "--forecasts",
                &output,
                "--actuals",
                actuals,
            ]
            .map(str::to_owned)
            .to_vec()
        };
        let target = "hub/target-data/time-series.csv";
        let scored = json(&place, &score("views-2023", target));
        assert_eq!(scored["scores"], expected["scores"]);
        let others = json(&place, &score("quantile,rps/1", "actuals.csv"));
        assert_eq!(others["scored"], 36);
        // And back.
        let import = [
            "import",
            "hubverse",
            "--forecasts",
            &output,
            "--out",
            "draws.parquet",
        ];
        place.well(&import);
        let mut again = with(&[]);
        again[4] = "draws.parquet".to_owned();
        assert_eq!(json(&place, &again)["scores"], expected["scores"]);
        let refusal = place.run(&import);
        assert_eq!(refusal.code, 1);
        assert!(refusal.err.contains("exists already"), "{}", refusal.err);
    }
}

#[test]
fn the_configuration_of_a_hub() {
    let place = place();
    text(&place, &export(&["--as-of", "2024-09-16"]));
    insta::assert_snapshot!(place.read("hub/hub-config/tasks.json"));
    insta::assert_snapshot!(place.read("hub/hub-config/admin.json"));
}

#[test]
fn samples_are_numbered_apart_unless_they_are_joint() {
    let place = place();
    let ids = |place: &Place| -> Vec<String> {
        let table = place.read("hub/model-output/team-model/98-team-model.csv");
        let samples = table.lines().filter(|line| line.contains(",sample,"));
        let id = |line: &str| line.split(',').nth(5).map(str::to_owned);
        samples.filter_map(id).collect()
    };
    let arguments = export(&["--as-of", "2024-09-16", "--format", "csv"]);
    text(&place, &arguments);
    let mut apart = ids(&place);
    assert_eq!(apart.len(), 360);
    apart.sort();
    apart.dedup();
    assert_eq!(apart.len(), 360);
    let place = self::place();
    text(&place, &[&arguments[..], &["--joint".to_owned()]].concat());
    let mut joint = ids(&place);
    joint.sort();
    joint.dedup();
    assert_eq!(joint.len(), 10);
    assert!(
        place
            .read("hub/hub-config/tasks.json")
            .contains("compound_taskid_set")
    );
}

#[test]
fn outcomes_are_taken_as_known_on_the_day() {
    let place = place();
    place.file(
        "versions.csv",
        "month_id,country_id,observation,as_of\n101,2,41,2024-01-01\n101,2,900,2024-06-01\n102,2,42,2024-06-01\n",
    );
    let mut arguments = with(&[]);
    arguments[6] = "versions.csv".to_owned();
    let latest = json(&place, &arguments);
    assert_eq!(latest["cells"][0]["observed"], 900.0);
    arguments.extend(["--as-of".to_owned(), "2024-03-01".to_owned()]);
    let early = json(&place, &arguments);
    assert_eq!(early["cells"][0]["observed"], 41.0);
    assert_eq!(
        (&early["scored"], &early["later_outcomes"]),
        (&1.into(), &2.into())
    );
}

#[test]
fn bad_hubs_are_refused() {
    let place = place();
    for (flag, value, word) in [
        ("--model", "model", "TEAM-MODEL"),
        ("--target", "state-based fatalities", "--target"),
        ("--origin", "../98", "--origin"),
    ] {
        let mut arguments = export(&["--as-of", "2024-09-16"]);
        let at = arguments.iter().position(|a| a == flag).expect("the flag") + 1;
        arguments[at] = value.to_owned();
        refused(&place, &arguments, 2, &[word]);
    }
    let header = "country_id,month_id,output_type,output_type_id,value\n";
    let score = |metric: &str| {
        let mut arguments = with(&[]);
        arguments[2] = metric.to_owned();
        arguments
    };
    for (rows, metric, words) in [
        ("1,101,guess,1,2\n", "views-2023", ["row 1", "`guess`"]),
        ("1,101,quantile,half,2\n", "wis/1", ["row 1", "`half`"]),
        (
            "1,101,quantile,0.5,2\n1,101,quantile,0.5,3\n",
            "wis/1",
            ["quantile at 0.5", "twice"],
        ),
        (
            "1,101,quantile,0.25,2\n1,101,quantile,0.5,3\n",
            "wis/1",
            ["0.75", "does not have"],
        ),
        (
            "1,101,quantile,0.25,4\n1,101,quantile,0.5,3\n",
            "crps/quantiles/1",
            ["quantiles must rise", "unit 1"],
        ),
        (
            "1,101,pmf,0,0.5\n1,101,pmf,0-3,0.5\n",
            "rps/1",
            ["class 0-3", "twice"],
        ),
        ("1,101,pmf,1-3,1\n", "rps/1", ["outcome 0", "no class"]),
        (
            "1,101,pmf,0,0.5\n",
            "rps/1",
            ["sum of the probabilities", "0.5"],
        ),
        (
            "1,101,pmf,0,1.5\n",
            "rps/1",
            ["row 1", "probability is 1.5"],
        ),
    ] {
        place.file("forecasts.csv", format!("{header}{rows}"));
        refused(&place, &score(metric), 1, &words);
    }
    place.file(
        "forecasts.csv",
        format!("{header}1,101,mean,NA,2\n1,101,sample,0,2\n"),
    );
    let json = json(&place, &score("views-2023"));
    assert!(json["notes"].to_string().contains("output type mean"));
}

/// The published means of the challenge, to their last digit.
#[test]
fn the_published_means_of_views_2023() {
    let beside = common::workspace().join("../shared/data");
    let data = std::env::var_os("FORESHOCK_DATA").map_or(beside, PathBuf::from);
    let folder = data.join("views_cm");
    if !folder.join("benchmarks").is_dir() {
        eprintln!(
            "SKIPPED the_published_means_of_views_2023: no views_cm/benchmarks in FORESHOCK_DATA or ../shared/data"
        );
        return;
    }
    let path = |name: String| folder.join(name).display().to_string();
    let mut arguments: Vec<String> = ["score", "--metrics", "views-2023", "--forecasts"]
        .map(str::to_owned)
        .to_vec();
    for year in 2018..=2021 {
        arguments.push(path(format!(
            "benchmarks/bm_conflictology/bm_conflictology_cm_{year}.parquet"
        )));
    }
    arguments.push("--actuals".to_owned());
    for year in 2018..=2021 {
        arguments.push(path(format!("actuals/cm_actuals_{year}.parquet")));
    }
    let place = Place::new();
    let json = json(&place, &arguments);
    let mean = |row: usize| json["scores"][row]["mean"].as_f64().expect("a mean");
    for (row, published) in [(0, 30.45), (1, 0.626), (2, 514.0)] {
        let digits = if published < 1.0 {
            5e-4
        } else {
            0.005 * f64::max(1.0, published / 50.0)
        };
        assert!(
            (mean(row) - published).abs() <= digits,
            "{} {published}",
            mean(row)
        );
    }
}
