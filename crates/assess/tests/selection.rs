//! Which events an indicator counts: merging, distance, shares, coarse dates.

use foreshock_assess::{assess, assessment::Status, occurrences};
use foreshock_event::{AsOf, DatePrecision, Known, Record, known};
use foreshock_watch::Watch;
use jiff::civil::{Date, date};

fn watch(indicator: &str) -> Watch {
    let source = |id: &str| {
        format!(
            "[[source]]\nid = \"{id}\"\npublisher = \"p\"\npath = \"{id}.csv\"\nlag = \"0 days\"\ncolumns = {{ date = \"d\", category = \"c\", count = \"n\", lat = \"a\", lon = \"o\" }}\n[[source.covers]]\nfrom = 2023-01-01\n"
        )
    };
    let text = format!(
        "title = \"T\"\n{}{}{}[[indicator]]\nid = \"i\"\ntitle = \"I\"\nperiod = \"30 days\"\n{indicator}",
        source("first"),
        source("second"),
        source("total"),
    );
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn record(feed: &str, id: &str, day: Date, count: Option<f64>) -> Record {
    let mut record = Record::new(feed.into(), "p".into(), "launch".into(), day);
    record.event_id = id.into();
    record.count = count;
    record
}

fn view(watch: &Watch, records: Vec<Record>) -> Known {
    let as_of = AsOf::end_of(date(2024, 9, 16), watch.timezone.clone()).expect("a day in range");
    known(records, &as_of, &watch.feeds())
}

fn day(day: i8) -> Date {
    date(2024, 9, day)
}

#[test]
fn records_of_two_sources_are_joined_one_to_one_and_nearest_first() {
    let watch = watch("from = [\"first\", \"second\"]\nmerge_within = \"1 day\"");
    let known = view(
        &watch,
        vec![
            record("first", "a", day(5), None),
            record("first", "b", day(5), Some(260.0)),
            record("first", "c", day(9), None),
            record("second", "x", day(5), Some(100.0)),
            record("second", "y", day(6), Some(190.0)),
            record("second", "z", day(8), Some(50.0)),
            record("second", "far", day(12), Some(7.0)),
        ],
    );
    let joined: Vec<(String, Vec<String>, Option<f64>)> =
        occurrences(&watch, &watch.indicators[0], &known)
            .iter()
            .map(|event| {
                let others = event
                    .others
                    .iter()
                    .map(|other| other.event_id.to_string())
                    .collect();
                (
                    event.record.event_id.to_string(),
                    others,
                    event.value(foreshock_watch::NumericField::Count),
                )
            })
            .collect();
    let expected = [
        ("a", vec!["x"], Some(100.0)),
        ("b", vec!["y"], Some(260.0)),
        ("c", vec!["z"], Some(50.0)),
        ("far", vec![], Some(7.0)),
    ];
    assert_eq!(joined.len(), expected.len(), "{joined:?}");
    for ((id, others, count), (expected_id, expected_others, expected_count)) in
        joined.iter().zip(expected)
    {
        assert_eq!((id.as_str(), *count), (expected_id, expected_count));
        assert_eq!(others, &expected_others);
    }
}

#[test]
fn records_of_one_source_are_never_joined() {
    let watch = watch("from = [\"first\", \"second\"]\nmerge_within = \"3 days\"");
    let known = view(
        &watch,
        vec![
            record("first", "a", day(5), None),
            record("first", "b", day(6), None),
        ],
    );
    assert_eq!(occurrences(&watch, &watch.indicators[0], &known).len(), 2);
}

#[test]
fn distance_to_a_point_and_to_a_line() {
    let at = |id: &str, lat: f64, lon: f64| {
        let mut record = record("first", id, day(1), None);
        (record.lat, record.lon) = (Some(lat), Some(lon));
        record
    };
    let records = vec![
        at("panmunjom", 37.956, 126.677),
        at("kaesong", 37.97, 126.55),
        at("seoul", 37.57, 126.98),
        at("goseong", 38.38, 128.47),
        record("first", "nowhere", day(1), None),
    ];
    let found = |near: &str| {
        let watch = watch(&format!("from = \"first\"\nmatch = {{ near = {near} }}"));
        let known = view(&watch, records.clone());
        let mut ids: Vec<String> = occurrences(&watch, &watch.indicators[0], &known)
            .iter()
            .map(|event| event.record.event_id.to_string())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(
        found("{ point = [37.956, 126.677], km = 15 }"),
        ["kaesong", "panmunjom"]
    );
    // Seoul lies 51 km from Panmunjom.
    assert_eq!(found("{ point = [37.956, 126.677], km = 45 }").len(), 2);
    assert_eq!(found("{ point = [37.956, 126.677], km = 55 }").len(), 3);
    let line = "{ line = [[37.95, 126.67], [38.30, 127.20], [38.60, 128.36]], km = 30 }";
    assert_eq!(found(line), ["goseong", "kaesong", "panmunjom"]);
}

#[test]
fn a_share_is_a_part_of_the_total_and_absent_without_one() {
    let watch = watch("from = \"first\"\nmeasure = \"share(total)\"");
    let mut records = vec![record("total", "t1", day(2), Some(50.0))];
    records.extend((1..=5).map(|n| record("first", &format!("e{n}"), day(n), None)));
    let assessment = assess(&watch, &view(&watch, records.clone()));
    assert_eq!(
        assessment.indicators[0]
            .latest
            .as_ref()
            .map(|latest| latest.observed),
        Some(0.1)
    );
    records.remove(0);
    let assessment = assess(&watch, &view(&watch, records));
    assert_eq!(assessment.indicators[0].status, Status::NoData);
}

#[test]
fn an_event_dated_to_the_year_is_not_put_into_a_month() {
    let watch = watch("from = \"first\"");
    let mut coarse = record("first", "y", date(2024, 1, 1), None);
    (coarse.ended_on, coarse.date_precision) = (date(2024, 12, 31), DatePrecision::Year);
    coarse.published_at = Some("2024-03-01T00:00:00Z".parse().expect("an instant"));
    let assessment = assess(
        &watch,
        &view(&watch, vec![coarse, record("first", "d", day(1), None)]),
    );
    let indicator = &assessment.indicators[0];
    assert_eq!(indicator.events_total, 2);
    let counted: f64 = indicator
        .series
        .iter()
        .filter_map(|point| point.observed)
        .sum();
    assert_eq!(counted, 1.0);
    assert!(
        indicator
            .notes
            .iter()
            .any(|note| note.contains("dated only to")),
        "{:?}",
        indicator.notes
    );
}

#[test]
fn days_that_are_not_covered_are_no_data_and_not_zero() {
    let watch = watch("from = \"first\"");
    let covers_late = {
        let mut watch = watch.clone();
        watch.sources[0].covers[0].from = date(2024, 9, 1);
        watch
    };
    let assessment = assess(
        &covers_late,
        &view(&covers_late, vec![record("first", "d", day(2), None)]),
    );
    assert_eq!(assessment.indicators[0].status, Status::NoData);
    assert!(assessment.indicators[0].series.is_empty());
    let ended = {
        let mut watch = watch.clone();
        watch.sources[0].covers[0].to = Some(date(2024, 8, 1));
        watch
    };
    let assessment = assess(
        &ended,
        &view(&ended, vec![record("first", "d", date(2024, 7, 1), None)]),
    );
    let indicator = &assessment.indicators[0];
    assert_eq!(indicator.status, Status::NoData);
    assert_eq!(indicator.level, None);
    assert!(
        indicator.reason.contains("only to 2024-08-01"),
        "{}",
        indicator.reason
    );
    assert!(
        indicator
            .series
            .iter()
            .any(|point| point.observed == Some(1.0))
    );
}

#[test]
fn nothing_unusual_raises_no_alarm_and_a_burst_does() {
    let watch = watch("from = \"first\"");
    let steady: Vec<Record> = (0..20)
        .map(|month: i16| {
            let day = date(2023, 1, 15) + jiff::Span::new().months(month);
            record("first", &format!("m{month}"), day, None)
        })
        .collect();
    let calm = assess(&watch, &view(&watch, steady.clone()));
    assert_eq!(calm.indicators[0].level, Some(0));
    let mut burst = steady;
    burst.extend((10..=16).map(|n| record("first", &format!("b{n}"), day(n), None)));
    let alarmed = assess(&watch, &view(&watch, burst));
    assert!(
        alarmed.indicators[0].level >= Some(3),
        "{:?}",
        alarmed.indicators[0]
    );
    assert_eq!(
        alarmed.changes.first().map(|change| change.id.as_str()),
        Some("i")
    );
}
