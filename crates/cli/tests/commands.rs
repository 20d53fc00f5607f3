//! What a person sees of each command.

mod common;

use common::{Place, WATCH, events, workspace};

#[test]
fn the_board_of_korea() {
    let place = Place::new();
    place.korea();
    let brief = place.well(&["brief", "korea", "--out", "out"]);
    assert!(
        brief.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        brief.out
    );
    assert!(!brief.out.contains('\u{1b}'), "escape codes in a pipe");
    insta::assert_snapshot!(brief.out);
    let page = place.read("out/brief.html");
    assert!(page.len() <= 1 << 20, "{} bytes", page.len());
}

#[test]
fn faults_of_a_watch() {
    let place = Place::new();
    place.file("events.csv", events());
    let bad = WATCH
        .replace("timezone = \"Asia/Seoul\"", "timezone = \"Asia/Soul\"")
        .replace("from = \"press\"", "from = \"pres\"\nperod = \"30 days\"")
        .replace("lag = \"1 day\"", "lag = \"1 fortnight\"");
    place.file("watch.toml", bad);
    let check = place.run(&["check", "."]);
    assert_eq!(check.code, 3);
    insta::assert_snapshot!(check.err);
}

#[test]
fn a_first_watch_from_a_table() {
    let place = Place::new();
    place.file("events.csv", events());
    let init = place.well(&["init", "events.csv", "--out", "first.toml"]);
    insta::assert_snapshot!(format!("{}\n---\n{}", place.read("first.toml"), init.err));
    let check = place.well(&["check", "first.toml"]);
    assert!(check.err.contains("no faults"), "{}", check.err);
    let brief = place.well(&["brief", "first.toml", "--as-of", "2024-03-31"]);
    assert!(brief.out.contains("shelling"), "{}", brief.out);
    let again = place.run(&["init", "events.csv", "--out", "first.toml"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("exists already"));
}

#[test]
fn the_events_behind_a_number() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let listed = place.well(&[
        "events",
        ".",
        "shelling",
        "--from",
        "2024-03-10",
        "--to",
        "2024-03-25",
    ]);
    insta::assert_snapshot!(listed.out);
    let unknown = place.run(&["events", ".", "shellng"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("did you mean `shelling`?"),
        "{}",
        unknown.err
    );
}

#[test]
fn published_text_cannot_steer_the_terminal() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file(
        "events.csv",
        "id,date,category,count,text\na,2024-03-01,shelling,1,\"\u{1b}[2Jgone\"\n",
    );
    let listed = place.well(&["events", ".", "shelling"]);
    assert!(
        listed.out.contains("[2Jgone") && !listed.out.contains('\u{1b}'),
        "{:?}",
        listed.out
    );
}

#[test]
fn a_replay_counts_runs() {
    let place = Place::new();
    place.file(
        "watch.toml",
        format!("{WATCH}\n[[episode]]\nid = \"march\"\ntitle = \"March\"\nfrom = 2024-03-01\nto = 2024-03-31\n"),
    );
    place.file("events.csv", events());
    let arguments = [
        "replay",
        ".",
        "--from",
        "2023-06-01",
        "--to",
        "2024-03-31",
        "--level",
        "1",
    ];
    let table = place.well(&arguments);
    insta::assert_snapshot!(table.out);
    let json = place.well(&[&arguments[..], &["--json"]].concat());
    let replay: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(replay["steps"].as_array().map(Vec::len), Some(44));
    assert_eq!(replay["indicators"][0]["near"].as_u64(), Some(1));
    let backwards = place.run(&["replay", ".", "--from", "2024-01-01", "--to", "2023-01-01"]);
    assert_eq!(backwards.code, 2);
    assert!(
        backwards.err.contains("ends before it begins"),
        "{}",
        backwards.err
    );
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let place = Place::new();
    for name in ["watch", "assessment", "replay", "backtest"] {
        let path = workspace().join(format!("schemas/{name}.schema.json"));
        let committed = std::fs::read_to_string(path).expect("a committed schema");
        let schema = place.well(&["schema", name]).out;
        assert_eq!(schema, committed, "run `make schemas`");
    }
}

#[test]
fn help_completions_and_man_pages() {
    let place = Place::new();
    insta::assert_snapshot!(place.well(&["--help"]).out);
    for command in [
        "brief",
        "check",
        "init",
        "events",
        "rejected",
        "replay",
        "ingest",
        "coverage",
        "hawkes",
        "score",
        "metrics",
        "export",
        "import",
        "forecast",
        "resolve",
        "record",
        "ledger",
        "backtest",
        "schema",
        "completions",
        "man",
    ] {
        let help = place.well(&[command, "--help"]).out;
        assert!(help.contains("Examples:"), "{command} has no examples");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            place
                .well(&["completions", shell])
                .out
                .contains("foreshock")
        );
    }
    assert!(place.well(&["man"]).out.contains(".TH foreshock"));
    place.well(&["man", "--out", "pages"]);
    assert!(place.path().join("pages/foreshock-brief.1").exists());
    assert_eq!(place.run(&["brieff"]).code, 2);
}
