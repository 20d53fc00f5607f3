//! An assessment of a million records and twenty indicators over ten years, and one of
//! few records with everything that a watch can ask for.
//!
//! Run with `cargo bench -p foreshock-assess`; figures in `BENCHMARKS.md`.

use std::{fmt::Write, fs, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use foreshock_event::{AsOf, Known, Record, Text, known};
use foreshock_source::{RawFile, Row};
use foreshock_watch::Watch;
use jiff::{Span, Timestamp, civil::date, tz::TimeZone};

const RECORDS: usize = 1_000_000;
const INDICATORS: usize = 20;

fn watch() -> Watch {
    let mut text = String::from(
        "title = \"Ten years\"\n[[source]]\nid = \"feed\"\npublisher = \"Generator\"\npath = \"none.csv\"\nlag = \"0 days\"\ncolumns = { date = \"d\", category = \"c\", source = \"s\", count = \"n\" }\n[[source.covers]]\nfrom = 2014-09-01\n",
    );
    for number in 0..INDICATORS {
        let _ = write!(
            text,
            "[[indicator]]\nid = \"i{number}\"\ntitle = \"Indicator {number}\"\nfrom = \"feed\"\nmatch = {{ category = [\"c{number}\", \"d{number}*\"], source = \"PRK\" }}\nperiod = \"week\"\nwindow = \"6 months\"\nreference = \"5 years\"\nintensity = \"count\"\n"
        );
    }
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Records spread evenly over ten years and eighty categories, by a fixed
/// sequence.
fn records() -> Known {
    let feed = Text::from("feed");
    let publisher = Text::from("Generator");
    let categories: Vec<Text> = (0..80)
        .map(|n| Text::from(format!("{}{}", ["c", "d", "e", "f"][n % 4], n / 4)))
        .collect();
    let actors: Vec<Text> = ["PRK", "KOR", "PRK.MIL"].map(Text::from).into();
    let first = date(2014, 9, 17);
    let mut state = 1_u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let records = (0..RECORDS).map(|number| {
        let day = first + Span::new().days(next(3652) as i64);
        let category = categories[next(80) as usize].clone();
        let mut record = Record::new(feed.clone(), publisher.clone(), category, day);
        record.event_id = number.to_string().into();
        record.source = Some(actors[next(3) as usize].clone());
        // Strength is known of few, as in most sources.
        record.count = (number % 50 == 0).then(|| next(100) as f64);
        record
    });
    let as_of = AsOf::end_of(date(2024, 9, 16), TimeZone::UTC).expect("a day in range");
    known(records.collect::<Vec<_>>(), &as_of, &watch().feeds())
}

/// The Korea watch with the tables beside it: indicators, tripwires, effects, relations,
/// dynamics, scenarios, hypotheses, questions and readiness.
fn korea() -> (Watch, Vec<Record>) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../watches/korea");
    let text = fs::read_to_string(place.join("watch.toml")).expect("the watch");
    let watch = Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut records = Vec::new();
    for source in &watch.sources {
        let path = source.path.as_deref().expect("a table beside the watch");
        let file = RawFile::open(&place.join(path)).expect("a table");
        let mut keep = |row| {
            if let Row::Record(mut record) = row {
                record.feed = source.id.clone();
                record.edition = 1;
                records.push(*record);
            }
        };
        let read = source.input.read(&file, Timestamp::UNIX_EPOCH, &mut keep);
        read.expect("a table that can be read");
    }
    (watch, records)
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("assess");
    group.sample_size(10);
    let (korea, of_korea) = korea();
    for day in [date(2024, 6, 1), date(2024, 9, 16), date(2026, 1, 1)] {
        let as_of = AsOf::end_of(day, korea.timezone.clone()).expect("a day in range");
        let known = known(of_korea.clone(), &as_of, &korea.feeds());
        group.bench_function(format!("watches/korea, as of {day}"), |bencher| {
            bencher.iter(|| foreshock_assess::assess(&korea, &known));
        });
    }
    let (watch, known) = (watch(), records());
    group.bench_function("1,000,000 records, 20 indicators, 10 years", |bencher| {
        bencher.iter(|| foreshock_assess::assess(&watch, &known));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
