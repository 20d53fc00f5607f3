//! What the API answers.

mod common;

use std::io::{BufRead as _, BufReader, Cursor, Write as _};

use arrow::ipc::reader::StreamReader;
use common::{Bench, records};
use foreshock_event::{AsOf, known};
use foreshock_watch::Watch;
use serde_json::{Value, json};

const BOARD: &str = "/api/v1/watches/border/assessment";

#[test]
fn an_assessment_is_what_the_library_makes_of_what_was_known() {
    let bench = Bench::new();
    let text = bench.get("/api/v1/watches/border/watch.toml").text();
    let watch = Watch::read(&text).expect("a watch");
    for day in ["2023-01-31", "2024-03-01"] {
        let as_of = AsOf::parse(day, watch.timezone.clone()).expect("a day");
        // Only what was known by then is given to it at all.
        let direct = known(records(), &as_of, &watch.feeds());
        let direct = foreshock_assess::assess(&watch, &direct);
        let answer = bench.get(&format!("{BOARD}?as_of={day}"));
        assert_eq!(
            answer.json(),
            serde_json::to_value(direct).expect("JSON"),
            "{day}"
        );
    }
}

#[test]
fn a_tag_changes_with_what_was_known_and_with_nothing_else() {
    let bench = Bench::new();
    let tag = |path: &str| bench.get(path).header("etag").expect("a tag").to_owned();
    let own = tag(BOARD);
    assert_eq!(own, tag(BOARD));
    assert_eq!(own, tag(&format!("{BOARD}?as_of=2024-06-30")));
    assert_ne!(own, tag(&format!("{BOARD}?as_of=2023-06-30")));
    let again = bench.ask("GET", BOARD, &[("if-none-match", &own)], None);
    assert_eq!((again.status, again.body.len()), (304, 0));
    // What is written down now was not known then.
    let on = json!({ "type": "watch" });
    let note = json!({ "kind": "note", "on": on, "text": "written later" });
    assert_eq!(bench.judge("key-number-1", note).status, 201);
    assert_eq!(own, tag(BOARD));
}

#[test]
fn no_view_is_from_a_day_that_has_not_come() {
    let bench = Bench::new();
    let answer = bench.get(&format!("{BOARD}?as_of=2999-01-01"));
    assert_eq!(answer.status, 422);
    assert!(
        answer.json()["error"]
            .as_str()
            .is_some_and(|error| error.contains("future"))
    );
    assert_eq!(bench.get(&format!("{BOARD}?as_of=now")).status, 200);
}

#[test]
fn a_watch_that_cannot_be_read_says_why_and_leaves_the_others() {
    let bench = Bench::new();
    let watches = bench.get("/api/v1/watches").json();
    let by_id = |id: &str| -> Value {
        let found = watches
            .as_array()
            .and_then(|all| all.iter().find(|one| one["id"] == id));
        found.expect("the watch").clone()
    };
    assert!(by_id("broken")["error"].is_string());
    assert_eq!(by_id("border")["indicators"], 2);
    assert_eq!(by_id("border")["capabilities"]["hypotheses"], true);
    assert_eq!(by_id("border")["capabilities"]["effects"], false);
    assert_eq!(bench.get("/api/v1/watches/broken/assessment").status, 503);
    assert_eq!(bench.get("/api/v1/watches/nothing/assessment").status, 404);
}

#[test]
fn events_are_found_by_what_they_have() {
    let bench = Bench::new();
    let found = |query: &str| {
        let path = format!("/api/v1/watches/border/events?as_of=now&{query}");
        bench.get(&path).json()
    };
    let total = |query: &str| found(query)["total"].as_u64().expect("a number");
    assert_eq!(total(""), 400);
    let of_records = |fits: fn(&foreshock_event::Record) -> bool| {
        records().iter().filter(|record| fits(record)).count() as u64
    };
    assert_eq!(
        total("category=raid"),
        of_records(|r| &*r.category == "raid")
    );
    assert_eq!(total("indicator=raids"), total("category=raid"));
    assert_eq!(total("actor=AAA"), 400);
    assert_eq!(total("actor=AA"), 0);
    assert_eq!(
        total("q=onerror%207"),
        of_records(|r| r.event_id.contains('7'))
    );
    assert_eq!(
        total("west=126&east=128&south=38.55&north=38.65"),
        of_records(|r| r.lat == Some(38.6))
    );
    assert_eq!(total("west=128&east=129&south=38&north=39"), 0);
    // Across the date line from east to west, which is the long way round.
    assert_eq!(total("west=129&east=128&south=38&north=39"), 400);
    assert_eq!(total("from=2022-01-01&to=2022-01-03"), 2);
    let page = found("sort=-count&offset=10&limit=3");
    let counts: Vec<f64> = page["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["count"].as_f64().expect("a count"))
        .collect();
    assert_eq!(counts, [389.0, 388.0, 387.0]);
    // By the day of the view alone what was known then.
    let then = bench
        .get("/api/v1/watches/border/events?as_of=2022-01-10")
        .json();
    assert_eq!(then["total"], 5);
    let facets = bench
        .get("/api/v1/watches/border/events/facets?as_of=now")
        .json();
    assert_eq!(facets["total"], 400);
    assert_eq!(
        facets["categories"][0],
        json!({ "value": "shelling", "events": 266 })
    );
    let months: u64 = facets["months"]
        .as_array()
        .expect("months")
        .iter()
        .map(|month| month["events"].as_u64().expect("a number"))
        .sum();
    assert_eq!(months, 400);
}

#[test]
fn downloads_hold_every_row() {
    let bench = Bench::new();
    let csv = bench.get("/api/v1/watches/border/events.csv?as_of=now");
    assert!(
        csv.header("content-disposition")
            .is_some_and(|value| value.contains(".csv"))
    );
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    assert_eq!(reader.records().filter(Result::is_ok).count(), 400);
    let arrow = bench.get("/api/v1/watches/border/events.arrow?as_of=now");
    let batches = StreamReader::try_new(Cursor::new(arrow.body), None).expect("a stream");
    let rows: usize = batches
        .map(|batch| batch.expect("a batch").num_rows())
        .sum();
    assert_eq!(rows, 400);
    let series = "/api/v1/watches/border/indicators/shelling/series";
    let json = bench.get(series).json();
    let points = json["points"].as_array().expect("points").len();
    assert!(points > 60, "{points} periods");
    let csv = bench.get(&format!("{series}?format=csv")).text();
    assert_eq!(csv.lines().count(), points + 1);
    let arrow = bench.get(&format!("{series}?format=arrow"));
    let batches = StreamReader::try_new(Cursor::new(arrow.body), None).expect("a stream");
    let rows: usize = batches
        .map(|batch| batch.expect("a batch").num_rows())
        .sum();
    assert_eq!(rows, points);
}

#[test]
fn a_doubtful_report_counts_or_not_as_it_is_asked_for() {
    let bench = Bench::new();
    let records = |path: &str| {
        bench.get(path).json()["records"]
            .as_u64()
            .expect("a number")
    };
    let before = records(BOARD);
    let doubt = json!({ "kind": "doubt", "source_id": "press", "event_id": "e7", "reason": "one source only" });
    assert_eq!(bench.judge("key-of-doubt", doubt.clone()).status, 201);
    // Sent again it is not written again; something else under its key is refused.
    let again = bench.judge("key-of-doubt", doubt.clone());
    assert_eq!(
        (again.status, again.json()["new"].clone()),
        (200, json!(false))
    );
    let other = json!({ "kind": "doubt", "source_id": "press", "event_id": "e8", "reason": "x" });
    assert_eq!(bench.judge("key-of-doubt", other).status, 409);
    assert_eq!(records(BOARD), before);
    let without = format!("{BOARD}?without=doubtful");
    assert_eq!(records(&without), before - 1);
    let caveats = bench.get(&without).json()["caveats"].to_string();
    assert!(caveats.contains("left out"), "{caveats}");
    let event = bench
        .get("/api/v1/watches/border/event?source=press&id=e7")
        .json();
    assert_eq!(event["event"]["doubtful"], true);
    assert_eq!(event["judgements"][0]["by"], "R. Lee");
    assert_eq!(event["indicators"][0]["id"], "shelling");
    // Nothing is overwritten: the withdrawal is a further entry.
    let withdrawn = json!({ "kind": "doubt_withdrawn", "source_id": "press", "event_id": "e7", "reason": "confirmed" });
    assert_eq!(bench.judge("key-of-other", withdrawn).status, 201);
    assert_eq!(records(&without), before);
    let judged = bench.get("/api/v1/watches/border/judgements").json();
    assert_eq!(judged.as_array().map(Vec::len), Some(2));
    assert_eq!(judged[0]["kind"], "doubt_withdrawn");
}

#[test]
fn likelihoods_that_somebody_set_weigh_in_their_view_alone() {
    let bench = Bench::new();
    let own = bench.get(BOARD).json()["hypotheses"].clone();
    let by = "/api/v1/watches/border/hypotheses?by=R.%20Lee";
    assert_eq!(bench.get(by).status, 404);
    let set = json!({ "kind": "likelihoods", "evidence": "more-shelling", "cells": [
        { "hypothesis": "crisis", "value": "likely", "reason": "as before" },
        { "hypothesis": "routine", "value": [0.1, 0.2] },
    ] });
    let set = bench.judge("key-of-cells", set);
    assert_eq!(set.status, 201, "{}", set.text());
    let weighed = bench.get(by);
    assert_eq!(weighed.status, 200, "{}", weighed.text());
    assert_ne!(weighed.json(), own);
    assert_eq!(bench.get(BOARD).json()["hypotheses"], own);
}

#[test]
fn open_pages_hear_of_what_changes() {
    let bench = Bench::new();
    let mut stream = bench.connect();
    let request = "GET /api/v1/updates HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("sent");
    let mut lines = BufReader::new(stream)
        .lines()
        .map(|line| line.expect("a line"));
    assert!(lines.any(|line| line == "event: hello"));
    let note = json!({ "kind": "note", "on": { "type": "watch" }, "text": "seen" });
    assert_eq!(bench.judge("key-number-1", note).status, 201);
    assert!(lines.any(|line| line == "event: watch"));
    let data = lines.find(|line| line.starts_with("data: ")).expect("data");
    assert_eq!(data, r#"data: {"judgements":1,"watch":"border"}"#);
}

#[test]
fn the_description_names_every_route_and_type() {
    let bench = Bench::new();
    let api = bench.get("/api/v1/openapi.json").json();
    assert!(
        api["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3."))
    );
    let schemas = api["components"]["schemas"].as_object().expect("schemas");
    for name in [
        "Assessment",
        "EventRow",
        "Judged",
        "WatchSummary",
        "Facets",
        "Series",
    ] {
        assert!(schemas.contains_key(name), "{name}");
    }
    for (path, operations) in api["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(operation["operationId"].is_string(), "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}
