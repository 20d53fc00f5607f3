//! The three laws, held by the whole program: nothing later than `as_of` is
//! seen, the same inputs give the same bytes, every number leads back to its
//! records.

mod common;

use std::fs;

use common::{Place, WATCH, events};

fn assessment(place: &Place, watch: &str, more: &[&str]) -> String {
    let mut arguments = vec!["brief", watch, "--out", "out"];
    arguments.extend(more);
    place.well(&arguments);
    place.read("out/assessment.json")
}

/// The shipped tables hold rows after the day of the view. Taking them out,
/// changing them or adding more must change no byte.
#[test]
fn rows_after_the_view_change_nothing_in_the_korea_assessment() {
    let whole = Place::new();
    whole.korea();
    let expected = assessment(&whole, "korea", &[]);

    let cut = Place::new();
    let korea = cut.korea();
    let mut removed = 0;
    for name in ["events.csv", "balloon_waves.csv", "loudspeakers.csv"] {
        let path = korea.join(name);
        let table = fs::read_to_string(&path).expect("a shipped table");
        let column = match name {
            "events.csv" => "published",
            _ => "date",
        };
        let header: Vec<&str> = table.lines().next().expect("a header").split(',').collect();
        let at = header
            .iter()
            .position(|name| *name == column)
            .expect("its column");
        // Dates stand before any quoted field in these tables.
        let kept: Vec<&str> = table
            .lines()
            .enumerate()
            .filter(|(row, line)| {
                *row == 0 || line.split(',').nth(at).is_some_and(|d| d <= "2024-09-16")
            })
            .map(|(_, line)| line)
            .collect();
        removed += table.lines().count() - kept.len();
        fs::write(&path, kept.join("\n") + "\n").expect("a table");
    }
    assert!(
        removed > 60,
        "only {removed} later rows: the test would say nothing"
    );
    assert_eq!(assessment(&cut, "korea", &[]), expected);

    let grown = Place::new();
    let korea = grown.korea();
    let path = korea.join("balloon_waves.csv");
    let mut table = fs::read_to_string(&path).expect("a shipped table");
    let columns = table.lines().next().expect("a header").split(',').count();
    let header: Vec<String> = table
        .lines()
        .next()
        .expect("a header")
        .split(',')
        .map(str::to_owned)
        .collect();
    let row: Vec<String> = header
        .iter()
        .map(|name| match name.as_str() {
            "date" => "2024-09-17".to_owned(),
            "wave" => "999".to_owned(),
            "category" => "balloon_trash".to_owned(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(row.len(), columns);
    table.push_str(&(row.join(",") + "\n"));
    fs::write(&path, table).expect("a table");
    assert_eq!(assessment(&grown, "korea", &[]), expected);
    let later = assessment(&grown, "korea", &["--as-of", "2024-09-20"]);
    assert_ne!(later, expected);
}

#[test]
fn the_same_inputs_give_the_same_bytes_whatever_the_threads_and_the_lake() {
    let mut all = Vec::new();
    for threads in ["1", "2", "7"] {
        let place = Place::new();
        place.korea();
        let ran = place
            .command(&["brief", "korea", "--out", "out"])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the program starts");
        assert!(ran.status.success());
        all.push((
            place.read("out/assessment.json"),
            place.read("out/brief.html"),
        ));
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_second_run_finds_nothing_new() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let first = place.well(&["brief", "."]);
    assert!(
        first.err.contains("events.csv: 18 rows read: 18 new"),
        "{}",
        first.err
    );
    let second = place.well(&["brief", "."]);
    assert!(!second.err.contains("rows read"), "{}", second.err);
    assert_eq!(first.out, second.out);
}

/// A mended row is a new version: the view of the past keeps the old figure,
/// and nothing counts twice.
#[test]
fn a_correction_leaves_the_past_as_it_was_unless_asked() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    let before = assessment(&place, ".", &[]);
    let mended = events().replace("b27,2024-03-27,shelling", "b27,2024-03-27,mortar")
        + "b30,2024-03-30,shelling,1,forgotten\n";
    place.file(
        "events.csv",
        mended.replace("a1,2023-01-10,shelling,1,shells near the line\n", ""),
    );
    let ran = place.well(&["brief", ".", "--out", "out"]);
    assert!(
        ran.err
            .contains("18 rows read: 1 new, 1 corrected, 1 withdrawn, 16 as before"),
        "{}",
        ran.err
    );
    assert_eq!(place.read("out/assessment.json"), before);
    let now = place.well(&["events", ".", "shelling", "--as-of", "now", "--json"]);
    let now: serde_json::Value = serde_json::from_str(&now.out).expect("JSON");
    let ids: Vec<&str> = now
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|e| e["event_id"].as_str())
        .collect();
    assert!(
        !ids.contains(&"a1") && !ids.contains(&"b27") && ids.contains(&"b30"),
        "{ids:?}"
    );
    let anew = assessment(&place, ".", &["--reread"]);
    assert_ne!(anew, before);
}

/// Rows without an id are told apart by what they state, so a mended row is
/// another row; it must not stand beside the old one in any view.
#[test]
fn a_correction_without_an_id_doubles_nothing() {
    let place = Place::new();
    place.file("watch.toml", WATCH.replace("id = \"id\", date", "date"));
    place.file("events.csv", events());
    let count = |as_of: &str| {
        let ran = place.well(&["events", ".", "shelling", "--as-of", as_of, "--json"]);
        serde_json::from_str::<serde_json::Value>(&ran.out)
            .expect("JSON")
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!((count("2024-03-31"), count("now")), (17, 18));
    place.file(
        "events.csv",
        events().replace(
            "b9,2024-03-09,shelling,20,more",
            "b9,2024-03-09,shelling,20,many more",
        ),
    );
    assert_eq!((count("2024-03-31"), count("now")), (17, 18));
}

#[test]
fn every_number_leads_back_to_publisher_file_and_row() {
    let place = Place::new();
    place.korea();
    let assessment: serde_json::Value =
        serde_json::from_str(&assessment(&place, "korea", &[])).expect("JSON");
    let mut looked_at = 0;
    for indicator in assessment["indicators"].as_array().expect("indicators") {
        let id = indicator["id"].as_str().expect("an id");
        let total = indicator["events_total"].as_u64().expect("a number");
        let ran = place.well(&["events", "korea", id, "--json"]);
        let records: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let records = records.as_array().expect("a list");
        assert_eq!(records.len() as u64, total, "{id}");
        for record in records {
            let file = record["file"].as_str().expect("a file");
            let row = record["row"].as_u64().expect("a row") as usize;
            let mut table = csv_rows(&place.read(&format!("korea/{file}")));
            let raw = table.swap_remove(row);
            let date = record["date"].as_str().expect("a date");
            assert!(
                raw.iter().any(
                    |field| date.starts_with(field.split('Q').next().unwrap_or(field))
                        && !field.is_empty()
                ),
                "{id}: {raw:?} {date}"
            );
            looked_at += 1;
        }
    }
    assert!(looked_at > 400, "{looked_at}");
}

/// Rows of a table by a reader of its own: quotes, no line breaks inside.
fn csv_rows(table: &str) -> Vec<Vec<String>> {
    table
        .lines()
        .map(|line| {
            let mut fields = vec![String::new()];
            let mut quoted = false;
            for character in line.chars() {
                match character {
                    '"' => quoted = !quoted,
                    ',' if !quoted => fields.push(String::new()),
                    other => fields.last_mut().expect("a field").push(other),
                }
            }
            fields
        })
        .collect()
}

/// As counted by hand: 20 launches, each told of by both tables, two of them on
/// 5 September.
#[test]
fn balloon_launches_in_two_tables_count_once() {
    let place = Place::new();
    place.korea();
    let count = |as_of: &str| {
        let ran = place.well(&[
            "events",
            "korea",
            "trash_balloons",
            "--as-of",
            as_of,
            "--json",
        ]);
        let events: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let events = events.as_array().expect("a list").clone();
        let merged = events
            .iter()
            .filter(|event| event.get("merged_with").is_some())
            .count();
        let on_the_fifth = events
            .iter()
            .filter(|event| event["date"] == "2024-09-05")
            .count();
        (events.len(), merged, on_the_fifth)
    };
    assert_eq!(count("2024-09-16"), (20, 20, 2));
    assert_eq!(count("2025-01-31"), (32, 31, 2));
}
