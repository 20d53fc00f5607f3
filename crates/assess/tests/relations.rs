//! What passes between two sides, in worlds where that is known, and in the files
//! of ICEWS and GDELT.

use std::path::PathBuf;

use foreshock_assess::{
    assess,
    assessment::{PairFinding, RelationFinding, RelationMeasure, Status, Trend},
};
use foreshock_event::{AsOf, Record, known};
use foreshock_source::{Published, Publisher, RawFile, Row};
use foreshock_watch::Watch;
use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::Poisson;

const FIRST: Date = date(2022, 1, 1);
const LAST: Date = date(2024, 12, 31);

fn watch(more: &str) -> Watch {
    let text = format!(
        r#"title = "Powers"
[actors]
one = ["AAA"]
two = ["BBB"]
three = ["CCC"]
[[source]]
id = "s"
publisher = "p"
path = "s.csv"
lag = "0 days"
columns = {{ date = "d", category = "c", source = "a", target = "b", cameo = "e", intensity = "i" }}
[[source.covers]]
from = {FIRST}
to = 2024-05-31
[[source.covers]]
from = 2024-06-15
[[relation]]
id = "r"
title = "R"
from = "s"
pairs = [["one", "two"], ["one", "three"]]
{more}
"#
    );
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn event(source: &str, target: &str, day: Date, code: &str, number: usize) -> Record {
    let mut record = Record::new("s".into(), "p".into(), "x".into(), day);
    record.event_id = format!("{source}{target}{number}").into();
    record.source = Some(source.into());
    record.target = Some(target.into());
    record.cameo = Some(code.into());
    record
}

fn found(watch: &Watch, records: Vec<Record>, on: Date) -> (RelationFinding, Vec<Date>) {
    let as_of = AsOf::end_of(on, TimeZone::UTC).expect("a day in range");
    let mut assessment = assess(watch, &known(records, &as_of, &watch.feeds()));
    let dates = assessment.events.iter().map(|event| event.date).collect();
    (assessment.relations.remove(0), dates)
}

/// Visits and threats between one and two; from `turn` on, `threats` of each
/// event are threats instead of a fifth.
fn world(seed: u64, rate: f64, turn: Date, threats: f64) -> Vec<Record> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut records = Vec::new();
    let mut day = FIRST;
    while day <= LAST {
        let events: f64 = random.sample(Poisson::new(rate).expect("positive"));
        for _ in 0..events as u64 {
            let share = if day < turn { 0.2 } else { threats };
            let code = if random.random_bool(share) {
                "13"
            } else {
                "042"
            };
            let (source, target) = match random.random_bool(0.5) {
                true => ("AAA.GOV", "BBB"),
                false => ("BBB", "AAA"),
            };
            records.push(event(source, target, day, code, records.len()));
        }
        day = day.tomorrow().expect("a next day");
    }
    records
}

fn change(pair: &PairFinding, measure: RelationMeasure) -> (f64, f64, f64) {
    let change = pair.changes.iter().find(|change| change.measure == measure);
    let change = change.unwrap_or_else(|| panic!("no {measure:?}: {pair:?}"));
    (change.difference, change.lower, change.upper)
}

#[test]
fn sums_counts_and_gaps_are_those_of_the_events() {
    let day = date(2024, 12, 20);
    let records = vec![
        event("AAA", "BBB", day, "057", 0),
        event("BBB.MIL", "AAA", day, "190", 1),
        event("BBB", "AAA", date(2024, 12, 24), "042", 2),
        event("AAA", "CCC", day, "042", 3),
        event("CCC", "BBB", day, "190", 4),
        event("AAA", "BBB", day, "unlisted", 5),
        event("AAA", "BBB", date(2024, 6, 3), "190", 6),
    ];
    let (finding, dates) = found(&watch(""), records, LAST);
    let pair = &finding.pairs[0];
    assert_eq!(
        (pair.title.as_str(), pair.id.as_str()),
        ("One – Two", "one-two")
    );
    let last = pair
        .series
        .last()
        .and_then(|point| point.observed.as_ref())
        .expect("covered");
    assert_eq!(
        (last.cooperation, last.conflict, last.events),
        (9.9, 10.0, 3)
    );
    assert!(
        (last.net + 0.1).abs() < 1e-9 && last.total == Some(6.0),
        "{last:?}"
    );
    assert_eq!((pair.events_total, pair.unscored), (5, 1));
    let window = pair.window.as_ref().expect("covered");
    assert_eq!(
        (window.cooperative, window.conflictual, window.covered_days),
        (2, 1, 180)
    );
    // From 1 to 14 June nothing was collected: that is not zero, and what a table
    // has on such days does not count.
    let gap = pair
        .series
        .iter()
        .find(|point| point.from <= date(2024, 6, 3) && date(2024, 6, 3) <= point.to)
        .expect("a period");
    assert!(gap.observed.is_none(), "{gap:?}");
    let reference = pair.reference.as_ref().expect("covered");
    assert_eq!((reference.events, reference.covered_days), (0, 720 - 14));
    assert_eq!(pair.status, Status::TooLittleData);
    assert!(pair.text.contains("Too few events"), "{}", pair.text);
    assert_eq!(
        pair.events.iter().map(|place| dates[*place]).max(),
        Some(date(2024, 12, 24))
    );
    assert_eq!(finding.pairs[1].events_total, 1);
    assert!(
        finding
            .notes
            .iter()
            .any(|note| note.contains("1 event without a score")),
        "{:?}",
        finding.notes
    );
}

#[test]
fn one_direction_is_asked_for_alone() {
    let day = date(2024, 12, 20);
    let records = vec![
        event("AAA", "BBB", day, "057", 0),
        event("BBB", "AAA", day, "190", 1),
    ];
    let (finding, _) = found(&watch("directed = true"), records, LAST);
    let pair = &finding.pairs[0];
    assert_eq!((pair.title.as_str(), pair.events_total), ("One → Two", 1));
}

#[test]
fn a_turn_is_found_with_its_size_and_a_louder_press_is_none() {
    // Threats (-6) rise from 20% to 70% of events, visits (1.9) fall: the mean
    // score of an event moves by 0.5 × -7.9.
    let records = world(1, 1.0, date(2024, 7, 5), 0.7);
    let (finding, _) = found(&watch(""), records, LAST);
    let pair = &finding.pairs[0];
    let (_, lower, upper) = change(pair, RelationMeasure::NetPerEvent);
    assert!(
        lower < -3.95 && -3.95 < upper && upper < -2.0,
        "{lower} to {upper}"
    );
    assert!(pair.text.contains("more hostile"), "{}", pair.text);
    // Every event reported three times as often: the sum moves, an event does not.
    let mut louder = world(2, 1.0, LAST, 0.2);
    louder.retain(|record| record.began_on < date(2024, 7, 5));
    louder.extend(
        world(3, 3.0, LAST, 0.2)
            .into_iter()
            .filter(|record| record.began_on >= date(2024, 7, 5))
            .map(|mut record| {
                record.event_id = format!("louder {}", record.event_id).into();
                record
            }),
    );
    let (finding, _) = found(&watch(""), louder, LAST);
    let pair = &finding.pairs[0];
    let (_, lower, upper) = change(pair, RelationMeasure::NetPerEvent);
    assert!(lower < 0.0 && 0.0 < upper, "{lower} to {upper}");
    let (_, lower, upper) = change(pair, RelationMeasure::NetPerThousand);
    assert!(lower < 0.0 && 0.0 < upper, "{lower} to {upper}");
    let louder: Vec<Trend> = pair.rates.iter().map(|rate| rate.trend).collect();
    assert_eq!(louder, [Trend::Rising, Trend::Rising]);
}

#[test]
fn pairs_without_a_change_are_seldom_said_to_have_one() {
    let watch = watch("");
    let said: usize = (0..60)
        .map(|seed| {
            let (finding, _) = found(&watch, world(1000 + seed, 0.6, LAST, 0.2), LAST);
            let changed = finding.pairs[0].changes.iter();
            changed
                .filter(|change| {
                    change.trend != Trend::Unclear && change.measure == RelationMeasure::NetPerEvent
                })
                .count()
        })
        .sum();
    // At 5%, eight or more of 60 have a probability below 1.2%.
    assert!(said <= 7, "{said} of 60");
}

#[test]
fn later_events_change_nothing_and_threads_neither() {
    let watch = watch("");
    let mut records = world(5, 1.0, date(2024, 1, 1), 0.5);
    let early = date(2024, 3, 31);
    let before = found(&watch, records.clone(), early).0;
    records.retain(|record| record.began_on <= early);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool")
        .install(|| found(&watch, records, early).0);
    assert_eq!(before, alone);
}

#[test]
fn nothing_known_is_no_data_and_no_panic() {
    let (finding, _) = found(&watch(""), Vec::new(), LAST);
    assert_eq!(finding.pairs[0].status, Status::TooLittleData);
    assert!(finding.pairs[0].changes.is_empty() && finding.pairs[0].rates.is_empty());
    let (finding, _) = found(&watch(""), Vec::new(), date(2021, 6, 1));
    assert_eq!(finding.pairs[0].status, Status::NoData);
    assert!(
        finding.pairs[0].text.starts_with("No data"),
        "{}",
        finding.pairs[0].text
    );
}

/// A file of the data directory; `None`, said aloud, where this machine has none.
fn data(name: &str) -> Option<PathBuf> {
    let directory = match std::env::var_os("FORESHOCK_DATA") {
        Some(directory) => PathBuf::from(directory),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
    };
    let path = directory.join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: {} is not there; set FORESHOCK_DATA",
        path.display()
    );
    None
}

fn published(feed: &str, publisher: Publisher, path: &std::path::Path) -> Vec<Record> {
    let file = RawFile::open(path).expect("a file");
    let mut records = Vec::new();
    Published::new(feed.into(), publisher)
        .read(&file, Timestamp::UNIX_EPOCH, &mut |row| {
            if let Row::Record(record) = row {
                records.push(*record);
            }
        })
        .expect("a file of the publisher");
    records
}

#[test]
fn the_pairs_of_icews() {
    let Some(path) = data("icews/icews0515_dense_2011-10_2014-12.txt.gz") else {
        return;
    };
    let text = include_str!("../../../watches/korea-actors/watch.toml");
    let watch = Watch::read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let as_of = watch.as_of(Timestamp::UNIX_EPOCH);
    let known = known(
        published("icews", Publisher::Icews, &path),
        &as_of,
        &watch.feeds(),
    );
    let assessment = assess(&watch, &known);
    let pair = |relation: usize, id: &str| {
        let pairs = &assessment.relations[relation].pairs;
        pairs
            .iter()
            .find(|pair| pair.id == id)
            .unwrap_or_else(|| panic!("no pair {id}"))
    };
    // Counted by a script of its own over the lines of the file, both directions,
    // by the name of the country or that in parentheses.
    assert_eq!(pair(2, "china-japan").events_total, 1827);
    assert_eq!(pair(1, "north_korea-south_korea").events_total, 66);
    assert_eq!(pair(0, "china-north_korea").events_total, 27);
    assert_eq!(pair(0, "russia-north_korea").events_total, 1);
    assert_eq!(pair(2, "china-japan").status, Status::Assessed);
    assert_eq!(pair(0, "russia-north_korea").status, Status::TooLittleData);
    // Every event name of the graph has a code, and every code a score.
    for relation in &assessment.relations {
        assert!(
            relation.pairs.iter().all(|pair| pair.unscored == 0),
            "{relation:?}"
        );
    }
    let busy = pair(2, "china-japan");
    assert!(
        busy.expected_net.is_some() && busy.changes.len() == 3,
        "{busy:?}"
    );
    assert!(!busy.events.is_empty());
}

#[test]
fn the_pairs_of_gdelt() {
    let Some(path) = data("gdelt/20190121220000.export.CSV.zip") else {
        return;
    };
    let text = r#"title = "GDELT"
[actors]
north = ["PRK"]
south = ["KOR"]
usa = ["USA"]
china = ["CHN"]
[[source]]
id = "gdelt"
format = "gdelt"
[[source.covers]]
from = 2019-01-21
to = 2019-01-21
[[relation]]
id = "published"
title = "As published"
from = "gdelt"
scale = "published"
pairs = [["north", "south"], ["usa", "china"]]
period = "day"
window = "1 day"
[[relation]]
id = "coded"
title = "By the codes"
from = "gdelt"
pairs = [["north", "south"], ["usa", "china"]]
period = "day"
window = "1 day"
"#;
    let watch = Watch::read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    // The row says it was added at 22:00 that day.
    let as_of = AsOf::end_of(date(2019, 1, 21), TimeZone::UTC).expect("a day in range");
    let records = published("gdelt", Publisher::Gdelt, &path);
    let all = records
        .iter()
        .filter(|record| record.began_on == date(2019, 1, 21))
        .count();
    let assessment = assess(&watch, &known(records, &as_of, &watch.feeds()));
    let [published, coded] = &assessment.relations[..] else {
        panic!("two relations");
    };
    // GDELT's own scores are those of its codes.
    for (a, b) in published.pairs.iter().zip(&coded.pairs) {
        assert_eq!(a.window, b.window);
        assert_eq!(a.unscored, 0);
    }
    let koreas = &published.pairs[0];
    assert_eq!(koreas.events_total, 2);
    let powers = published.pairs[1].series.last().expect("a period");
    let scores = powers.observed.as_ref().expect("covered");
    // Four rows of that day, each a sum of 24 in all, by a script of its own.
    assert_eq!(
        (scores.events, scores.cooperation, scores.conflict),
        (4, 24.0, 0.0)
    );
    assert_eq!(scores.total, Some(all as f64));
    // One day is no baseline.
    assert_eq!(koreas.status, Status::TooLittleData);
    assert!(koreas.expected_net.is_none() && koreas.changes.is_empty());
}

#[test]
fn the_relations_of_korea_say_how_thin_they_are() {
    let text = include_str!("../../../watches/korea/watch.toml");
    let watch = Watch::read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let patrons = watch.relation("patrons").expect("the relation");
    let claim = patrons
        .claim
        .and_then(|claim| watch.claims.get(claim))
        .expect("its claim");
    assert_eq!(claim.id, "patrons_cannot_help");
    assert!(
        patrons
            .note
            .as_deref()
            .is_some_and(|note| note.contains("missing"))
    );
}
