//! Files of additions, which several workers read and pack on their own, hold in the lake
//! what their reader makes of them.

use std::{fs, path::Path, sync::Arc};

use foreshock_event::{AsOf, Feed, Lag, Record};
use foreshock_lake::{Lake, Reading, Theatre};
use foreshock_source::{Input, Published, Publisher, RawFile, Row};
use jiff::{Timestamp, ToSpan, civil::date, tz::TimeZone};

const PLACES: [(&str, &str); 4] = [
    ("Seoul, Soul-t'ukpyolsi, South Korea", "KS"),
    ("São Paulo, São Paulo, Brazil", "BR"),
    ("", ""),
    ("Nowhere", "ZZ"),
];

/// A line of GDELT 1.0, some of whose fields are absent and some of which cannot be read.
fn line(number: usize) -> String {
    let day = date(2019, 3, 10)
        .checked_sub(i64::try_from(number % 7 * (number % 3)).unwrap_or(0).days())
        .expect("a day");
    let mut fields = vec![String::new(); 58];
    let mut set = |at: usize, value: String| fields[at] = value;
    set(0, (700_000_000 + number).to_string());
    set(1, day.strftime("%Y%m%d").to_string());
    let code = ["", "KORGOV", "USA", "GOVMIL", "ABCDEFG"][number % 5];
    set(5, code.to_owned());
    set(6, ["", "SEOUL", "Grüße  "][number % 3].to_owned());
    set(7, ["", "KOR", "USA", "", "ABC"][number % 5].to_owned());
    set(15, ["PRK", ""][number % 2].to_owned());
    set(17, ["PRK", ""][number % 2].to_owned());
    set(26, ["010", "190", "0834", "999"][number % 4].to_owned());
    set(29, ["1", "4", ""][number % 3].to_owned());
    set(30, ["-10.0", "", "3.4"][number % 3].to_owned());
    set(31, (number % 60).to_string());
    set(
        32,
        if number.is_multiple_of(11) {
            String::new()
        } else {
            number.to_string()
        },
    );
    set(33, ["4294967295", "2147483647", "7"][number % 3].to_owned());
    set(34, format!("{}", (number as f64).sin() * 9.0));
    let (place, country) = PLACES[number % 4];
    set(49, (number % 6).to_string());
    set(50, place.to_owned());
    set(51, country.to_owned());
    set(52, format!("{country}{:02}", number % 40));
    set(53, format!("{:.4}", (number as f64).cos() * 80.0));
    set(
        54,
        if number.is_multiple_of(13) {
            String::new()
        } else {
            "-0".to_owned()
        },
    );
    set(56, ["20190310", "20130101"][number % 2].to_owned());
    set(
        57,
        ["http://a.example/ö", "", "http://b.example/1"][number % 3].to_owned(),
    );
    let mut line = fields.join("\t");
    match number % 97 {
        5 => line.push_str("\tsurplus"),
        6 => line = line.replacen("2019", "2x19", 1),
        _ => {}
    }
    line + "\n"
}

fn reading(path: &Path, theatre: Option<Theatre>) -> Reading {
    let mut published = Published::new("".into(), Publisher::Gdelt);
    // Its directory must not be taken for a path.
    published.title = "GDELT/../ß".into();
    Reading {
        input: Input::Published(published),
        path: path.to_owned(),
        snapshot: false,
        collection: Some("all".to_owned()),
        theatre,
    }
}

/// What the reader makes of the files, in the order of their identifiers.
fn expected(readings: &[Reading], at: Timestamp, fits: impl Fn(&Record) -> bool) -> Vec<Record> {
    let mut records = Vec::new();
    for reading in readings {
        let file = RawFile::open(&reading.path).expect("a file");
        let totals = reading.input.read(&file, at, &mut |row| {
            if let Row::Record(record) = row
                && fits(&record)
            {
                // The lake keeps what fits into 32 bits with a sign.
                let fits = |number: &u32| i32::try_from(*number).is_ok();
                let articles = record.articles.filter(fits);
                records.push(Record {
                    articles,
                    ..*record
                });
            }
        });
        totals.expect("a file of GDELT");
    }
    records.sort_by(|a, b| a.event_id.cmp(&b.event_id));
    records
}

fn in_the_lake(lake: &Lake, reading: &Reading) -> Vec<Record> {
    let feed = Feed {
        id: "".into(),
        lag: Some(Lag::days(0)),
    };
    let as_of = AsOf::end_of(date(2030, 1, 1), TimeZone::UTC).expect("a day");
    let known = lake
        .known(&as_of, &[(reading.dataset(), feed)])
        .expect("readable");
    known.versions().cloned().collect()
}

fn files(directory: &Path, count: usize, rows: usize) -> Vec<std::path::PathBuf> {
    (0..count)
        .map(|file| {
            let path = directory.join(format!("201903{:02}.export.CSV", file + 1));
            let lines: String = (file * rows..(file + 1) * rows).map(line).collect();
            fs::write(&path, lines).expect("writable");
            path
        })
        .collect()
}

#[test]
fn what_several_workers_read_is_what_one_reader_makes_of_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let paths = files(directory.path(), 5, 9_000);
    let at: Timestamp = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let readings: Vec<Reading> = paths.iter().map(|path| reading(path, None)).collect();
    let mut lake = Lake::open(&directory.path().join("lake")).expect("a lake");
    let mut begun = 0;
    let ingested = lake
        .ingest(&readings, at, false, |_| begun += 1)
        .expect("ingested");
    assert_eq!(begun, 5);
    let expected = expected(&readings, at, |_| true);
    let found = in_the_lake(&lake, &readings[0]);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    let mut editions = Vec::new();
    for one in &ingested {
        let entry = &one.entry;
        assert!(one.new && entry.rejected > 0);
        assert_eq!(entry.read, 9_000);
        assert_eq!(entry.read, entry.kept + entry.rejected);
        editions.push(entry.edition);
    }
    assert_eq!(editions, [1, 2, 3, 4, 5]);
    let rejected: u64 = ingested.iter().map(|one| one.entry.rejected).sum();
    let rows = lake.rejected(&readings[0].dataset()).expect("readable");
    assert_eq!(rows.len() as u64, rejected);
    let days = lake.days().expect("readable");
    let read: u64 = days.iter().map(|day| day.rows.read).sum();
    assert_eq!(read, 45_000);
    // The same files again change nothing.
    let again = lake.ingest(&readings, at, false, |_| {}).expect("ingested");
    assert!(again.iter().all(|one| !one.new));
    assert_eq!(in_the_lake(&lake, &readings[0]), expected);
}

#[test]
fn a_theatre_lets_through_what_fits_and_counts_the_rest() {
    let directory = tempfile::tempdir().expect("a directory");
    let paths = files(directory.path(), 3, 2_000);
    let at: Timestamp = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let fits = |record: &Record| record.country.as_deref() == Some("KOR");
    let theatre = Theatre {
        digest: [7; 32],
        fits: Arc::new(fits),
    };
    let readings: Vec<Reading> = paths
        .iter()
        .map(|path| reading(path, Some(theatre.clone())))
        .collect();
    let mut lake = Lake::open(&directory.path().join("lake")).expect("a lake");
    let ingested = lake.ingest(&readings, at, false, |_| {}).expect("ingested");
    assert_eq!(
        in_the_lake(&lake, &readings[0]),
        expected(&readings, at, fits)
    );
    for one in &ingested {
        let entry = &one.entry;
        assert!(entry.outside > 0 && entry.kept > 0);
        assert_eq!(entry.read, entry.kept + entry.outside + entry.rejected);
    }
}

#[test]
fn a_file_that_cannot_be_read_leaves_nothing_of_the_others() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut paths = files(directory.path(), 3, 500);
    let other = directory.path().join("20190309.export.CSV");
    fs::write(&other, "no\ttable\tof\tGDELT\n").expect("writable");
    paths.insert(1, other.clone());
    let readings: Vec<Reading> = paths.iter().map(|path| reading(path, None)).collect();
    let root = directory.path().join("lake");
    let mut lake = Lake::open(&root).expect("a lake");
    let error = lake
        .ingest(&readings, Timestamp::UNIX_EPOCH, false, |_| {})
        .expect_err("one file is none of GDELT's");
    let foreshock_lake::Error::Source(error) = error else {
        panic!("another error: {error}");
    };
    assert_eq!(error.path(), Some(&*other));
    assert!(lake.files().is_empty());
    let left = walk(&root.join("records"));
    let data = left.iter().filter(|path| path.ends_with(".parquet"));
    assert_eq!(data.count(), 0, "{left:?}");
}

fn walk(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path.display().to_string()],
        })
        .collect()
}
