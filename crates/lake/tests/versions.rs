//! Versions through the lake: vintages, releases that supersede each other,
//! filters, and the account of every row.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use foreshock_event::{AsOf, Feed, Known, Lag, Record};
use foreshock_lake::{DayRows, FileEntry, Ingested, Lake, Reading, Theatre};
use foreshock_source::{Input, Published, Publisher};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use proptest::prelude::*;
use tempfile::TempDir;

/// A lake and files beside it.
struct Place {
    directory: TempDir,
    lake: Lake,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let lake = Lake::open(&directory.path().join("lake")).expect("a lake");
        Self { directory, lake }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }

    /// Ingests, and insists that every row is accounted for.
    fn ingest(&mut self, readings: &[Reading]) -> Vec<Ingested> {
        let at = "2026-01-01T00:00:00Z".parse().expect("an instant");
        self.ingest_at(readings, at, false)
    }

    fn ingest_at(&mut self, readings: &[Reading], at: Timestamp, anew: bool) -> Vec<Ingested> {
        let ingested = self
            .lake
            .ingest(readings, at, anew, |_| {})
            .expect("an ingest");
        self.check_accounts();
        ingested
    }

    fn check_accounts(&self) {
        let mut days: BTreeMap<(String, u32), DayRows> = BTreeMap::new();
        for day in self.lake.days().expect("days") {
            let key = (day.dataset.to_string(), day.edition);
            days.entry(key).or_default().add(&day.rows);
        }
        for entry in self.lake.standing_files() {
            let of_days = days
                .get(&(entry.dataset.to_string(), entry.edition))
                .copied()
                .unwrap_or_default();
            check(entry);
            let of_file = DayRows {
                read: entry.read,
                kept: entry.kept,
                outside: entry.outside,
                superseded: entry.superseded,
                rejected: entry.rejected,
            };
            assert_eq!(of_days, of_file, "{}", entry.file);
        }
    }

    fn known(&self, reading: &Reading, as_of: &AsOf) -> Known {
        let feed = Feed {
            id: "feed".into(),
            lag: Some(Lag::days(0)),
        };
        self.lake
            .known(as_of, &[(reading.dataset(), feed)])
            .expect("what was known")
    }
}

fn check(entry: &FileEntry) {
    assert_eq!(
        entry.read,
        entry.kept + entry.outside + entry.superseded + entry.rejected
    );
    assert_eq!(entry.kept, entry.added + entry.revised + entry.unchanged);
}

fn reading(publisher: Publisher, path: PathBuf, theatre: Option<Theatre>) -> Reading {
    Reading {
        input: Input::Published(Published::new("feed".into(), publisher)),
        path,
        snapshot: false,
        collection: Some("all".to_owned()),
        theatre,
    }
}

fn end_of(day: &str) -> AsOf {
    AsOf::parse(day, TimeZone::UTC).expect("a day")
}

fn real(name: &str) -> Option<PathBuf> {
    let data = env::var_os("FORESHOCK_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = data.join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: {} is not there; set FORESHOCK_DATA",
        path.display()
    );
    None
}

/// The table as of a month is made here by hand from the rows up to that month,
/// and by the lake from versions.
#[test]
fn the_totals_of_ucdp_as_of_each_of_49_month_ends() {
    let Some(path) = real("ucdp_ged/ged_all_types_vintages_asof_2018-01_to_2022-01.csv.gz") else {
        return;
    };
    let mut text = String::new();
    let file = fs::File::open(&path).expect("a file");
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text)
        .expect("text");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let mut place = Place::new();
    let reading = reading(Publisher::GedTotals, path, None);
    let ingested = place.ingest(std::slice::from_ref(&reading));
    assert_eq!(ingested[0].entry.kept, 53_142);
    let latest = place.known(&reading, &end_of("2025-12-31"));
    let mut table: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut vintages: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    vintages.sort_unstable();
    vintages.dedup();
    assert_eq!(vintages.len(), 49);
    for vintage in vintages {
        for row in rows.iter().filter(|row| row[0] == vintage) {
            table.insert((row[1], row[2]), row[3].parse().expect("a number"));
        }
        let first: Date = format!("{vintage}-01").parse().expect("a month");
        let as_of = end_of(&first.last_of_month().to_string());
        let known = latest.at(as_of);
        assert_eq!(known.len(), table.len(), "{vintage}");
        for record in known.records() {
            let month = record.began_on.to_string();
            let key = (&month[..7], record.place.as_deref().expect("a country"));
            assert_eq!(record.count, table.get(&key).copied(), "{vintage} {key:?}");
        }
        let total: f64 = known.records().filter_map(|record| record.count).sum();
        assert_eq!(total, table.values().sum::<f64>(), "{vintage}");
    }
    // Looking from the day itself is the same as narrowing a later look.
    let direct = place.known(&reading, &end_of("2020-01-31"));
    assert_eq!(direct.digest(), latest.at(end_of("2020-01-31")).digest());
    // A day earlier the vintage of that month was not yet there.
    let counts = |day: &str| -> Vec<Option<f64>> {
        let known = latest.at(end_of(day));
        known.records().map(|record| record.count).collect()
    };
    assert_eq!(counts("2020-01-30"), counts("2019-12-31"));
    assert_ne!(counts("2020-01-31"), counts("2019-12-31"));
}

const GED: &str = "id,type_of_violence,country_id,date_start,date_end,best\n";

fn sum(known: &Known) -> f64 {
    known
        .records()
        .filter_map(|record| record.fatalities_best)
        .sum()
}

#[test]
fn a_final_release_supersedes_its_candidates() {
    let mut place = Place::new();
    let ged = |name: &str, rows: &str, place: &Place| {
        reading(
            Publisher::Ged,
            place.file(name, &format!("{GED}{rows}")),
            None,
        )
    };
    let candidate = ged(
        "GEDEvent_v23_0_10.csv",
        "1,1,625,2023-10-01,2023-10-01,5\n2,1,625,2023-10-05,2023-10-05,7\n9,1,530,2023-10-05,2023-10-05,100\n",
        &place,
    );
    place.ingest(std::slice::from_ref(&candidate));
    let yearly = ged(
        "GEDEvent_v24_1.csv",
        "1,1,625,2023-10-01,2023-10-01,6\n3,1,625,2023-10-03,2023-10-03,1\n4,1,625,2023-01-09,2023-12-09,2\n",
        &place,
    );
    let at: Timestamp = "2026-02-01T00:00:00Z".parse().expect("an instant");
    let ingested = place.ingest_at(std::slice::from_ref(&yearly), at, false);
    let entry = &ingested[0].entry;
    // 2 is gone from Sudan; 9 is in another country, of which the file says nothing.
    assert_eq!((entry.added, entry.revised, entry.withdrawn), (2, 1, 1));
    let now = place.known(&yearly, &end_of("2026-03-01"));
    assert_eq!((now.len(), sum(&now)), (4, 109.0));
    // Before it was read, the candidate stood; 3 lies where the candidate would have
    // had it and is known only since, 4 reaches beyond what the candidate covers.
    let before = place.known(&yearly, &end_of("2026-01-15"));
    assert_eq!(sum(&before), 112.0 + 2.0);
    // An older candidate that is read later changes nothing: 1 has a newer
    // version, 5 was given up, 6 lies where the yearly release says nothing.
    let late = ged(
        "GEDEvent_v23_0_9.csv",
        "1,1,625,2023-10-01,2023-10-01,4\n5,1,625,2023-09-05,2023-09-05,50\n6,1,530,2023-09-05,2023-09-05,3\n",
        &place,
    );
    let ingested = place.ingest_at(std::slice::from_ref(&late), at, false);
    let entry = &ingested[0].entry;
    assert_eq!((entry.added, entry.superseded, entry.withdrawn), (1, 2, 0));
    assert_eq!(sum(&place.known(&yearly, &end_of("2026-03-01"))), 112.0);
    // The same again changes nothing.
    let again = place.ingest(&[candidate, yearly.clone(), late]);
    assert!(again.iter().all(|ingested| !ingested.new));
    // The next edition revises and withdraws without doubling.
    let next = ged(
        "GEDEvent_v25_1.csv",
        "1,1,625,2023-10-01,2023-10-01,6\n4,1,625,2023-01-09,2023-12-09,3\n",
        &place,
    );
    let ingested = place.ingest_at(std::slice::from_ref(&next), at, false);
    let entry = &ingested[0].entry;
    assert_eq!((entry.unchanged, entry.revised, entry.withdrawn), (1, 1, 1));
    let now = place.known(&next, &end_of("2026-03-01"));
    assert_eq!((now.len(), sum(&now)), (4, 112.0));
}

/// Whatever is ingested at once and in whatever order it is named, the releases
/// come in the order in which they are given, each into a commit of its own.
#[test]
fn releases_given_at_once_are_compared_with_each_other() {
    let mut place = Place::new();
    let one = place.file(
        "GEDEvent_v23_1.csv",
        &format!("{GED}1,1,625,2020-01-01,2020-01-02,5\n2,1,625,2020-01-01,2020-01-01,1\n"),
    );
    let two = place.file(
        "GEDEvent_v24_1.csv",
        &format!("{GED}1,1,625,2020-01-01,2020-01-02,8\n"),
    );
    let readings = [one, two].map(|path| reading(Publisher::Ged, path, None));
    let ingested = place.ingest(&readings);
    assert_eq!(
        (ingested[1].entry.revised, ingested[1].entry.withdrawn),
        (1, 1)
    );
    assert_eq!(sum(&place.known(&readings[1], &end_of("2026-03-01"))), 8.0);
    // Read anew, both are first editions of a new lineage in their order.
    let at: Timestamp = "2026-02-01T00:00:00Z".parse().expect("an instant");
    let anew = place.ingest_at(&readings, at, true);
    assert!(
        anew.iter()
            .all(|ingested| ingested.new && ingested.entry.lineage == 2)
    );
    assert_eq!(sum(&place.known(&readings[1], &end_of("2026-03-01"))), 8.0);
}

#[test]
fn real_editions_of_one_country_do_not_double() {
    let Some(path) = real("ucdp_ged/GED231_SouthSudan_to2021.csv.gz") else {
        return;
    };
    let mut place = Place::new();
    let first = reading(Publisher::Ged, path.clone(), None);
    place.ingest(std::slice::from_ref(&first));
    let before = sum(&place.known(&first, &end_of("2027-01-01")));
    // The same rows as a later edition, with one taken out.
    let mut text = String::new();
    let file = fs::File::open(&path).expect("a file");
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text)
        .expect("text");
    let cut: Vec<&str> = text.trim_end().rsplitn(2, "\n").collect();
    let second = reading(
        Publisher::Ged,
        place.file("GEDEvent_v24_1.csv", &format!("{}\n", cut[1])),
        None,
    );
    let ingested = place.ingest(std::slice::from_ref(&second));
    let entry = &ingested[0].entry;
    assert_eq!(entry.added + entry.revised, 0);
    assert_eq!(entry.unchanged, 939);
    assert!(entry.withdrawn <= 1);
    let after = place.known(&second, &end_of("2027-01-01"));
    assert_eq!(after.len(), 940 - entry.withdrawn as usize);
    assert!(sum(&after) <= before);
}

fn gdelt(rows: impl IntoIterator<Item = (u64, &'static str, &'static str)>) -> String {
    let mut text = String::new();
    for (id, day, country) in rows {
        let id = id.to_string();
        let mut fields = vec![""; 61];
        for (place, value) in [
            (0, id.as_str()),
            (1, day),
            (26, "190"),
            (53, country),
            (59, "20190121220000"),
        ] {
            fields[place] = value;
        }
        text.push_str(&(fields.join("\t") + "\n"));
    }
    text
}

fn only(country: &'static str, digest: u8) -> Theatre {
    Theatre {
        digest: [digest; 32],
        fits: Arc::new(move |record: &Record| record.country.as_deref() == Some(country)),
    }
}

#[test]
fn a_theatre_keeps_its_own_and_counts_the_world() {
    let mut place = Place::new();
    let text = gdelt([
        (1, "20190120", "KS"),
        (2, "20190120", "FR"),
        (3, "20190121", "KN"),
        (4, "20190121", "KS"),
    ]) + "not a row\n";
    let path = place.file("20190121220000.export.CSV", &text);
    let south = reading(Publisher::Gdelt, path.clone(), Some(only("KOR", 1)));
    let ingested = place.ingest(std::slice::from_ref(&south));
    let entry = &ingested[0].entry;
    assert_eq!(
        (entry.read, entry.kept, entry.outside, entry.rejected),
        (5, 2, 2, 1)
    );
    let world: Vec<(Option<String>, u64)> = place
        .lake
        .days()
        .expect("days")
        .iter()
        .map(|day| {
            (
                day.day.map(|day| day.to_string()),
                day.rows.kept + day.rows.outside,
            )
        })
        .collect();
    assert_eq!(
        world,
        [
            (None, 0),
            (Some("2019-01-20".to_owned()), 2),
            (Some("2019-01-21".to_owned()), 2)
        ]
    );
    assert!(!place.ingest(std::slice::from_ref(&south))[0].new);
    // Another filter reads the file again, and so does none.
    let north = reading(Publisher::Gdelt, path.clone(), Some(only("PRK", 2)));
    assert_eq!(place.ingest(std::slice::from_ref(&north))[0].entry.kept, 1);
    let all = reading(Publisher::Gdelt, path, None);
    assert_eq!(place.ingest(std::slice::from_ref(&all))[0].entry.kept, 4);
    assert_eq!(place.known(&south, &end_of("2026-03-01")).len(), 2);
    assert_eq!(place.known(&all, &end_of("2026-03-01")).len(), 4);
}

/// The same content under another name, and twice in one ingest.
#[test]
fn content_decides_whether_a_file_is_there() {
    let mut place = Place::new();
    let text = gdelt([(1, "20190120", "KS"), (2, "20190120", "FR")]);
    let names = ["a.CSV", "b.CSV", "c.CSV"];
    let readings = names.map(|name| reading(Publisher::Gdelt, place.file(name, &text), None));
    let ingested = place.ingest(&readings[..2]);
    assert_eq!([ingested[0].new, ingested[1].new], [true, false]);
    assert!(!place.ingest(&readings[2..])[0].new);
    assert_eq!(place.known(&readings[0], &end_of("2026-03-01")).len(), 2);
}

#[test]
fn many_files_go_into_one_commit() {
    let mut place = Place::new();
    let readings: Vec<Reading> = (0..30)
        .map(|number| {
            let text = gdelt([(number, "20190120", "KS")]);
            reading(
                Publisher::Gdelt,
                place.file(&format!("{number}.CSV"), &text),
                None,
            )
        })
        .collect();
    let log = place.directory.path().join("lake/records/_delta_log");
    let commits = || fs::read_dir(&log).expect("a log").count();
    let before = commits();
    place.ingest(&readings);
    assert_eq!(commits(), before + 1);
    assert_eq!(place.known(&readings[0], &end_of("2026-03-01")).len(), 30);
}

/// More rows than are held back at a time: several data files, one commit.
#[test]
fn a_large_file_is_written_piece_by_piece() {
    let mut place = Place::new();
    let text = gdelt((0..300_000).map(|id| (id, "20190120", "KS")));
    let reading = reading(Publisher::Gdelt, place.file("large.CSV", &text), None);
    place.ingest(std::slice::from_ref(&reading));
    assert_eq!(place.known(&reading, &end_of("2026-03-01")).len(), 300_000);
    let mut files = 0;
    let mut directories = vec![place.directory.path().join("lake/records/kind=event")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => directories.push(path),
                false => files += 1,
            }
        }
    }
    assert_eq!(files, 3);
}

/// A file that cannot be read leaves nothing behind, no row and no data file.
#[test]
fn a_refused_file_leaves_nothing_behind() {
    let mut place = Place::new();
    let good = place.file("good.CSV", &gdelt((0..10).map(|id| (id, "20190120", "KS"))));
    let mut damaged = gdelt((0..300_000).map(|id| (id, "20190120", "KS")));
    damaged.push_str(&"x".repeat(9 << 20));
    let damaged = place.file("damaged.CSV", &damaged);
    let readings = [good, damaged].map(|path| reading(Publisher::Gdelt, path, None));
    let at = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let refused = place.lake.ingest(&readings, at, false, |_| {});
    assert!(matches!(refused, Err(foreshock_lake::Error::Source(_))));
    assert!(place.lake.files().is_empty());
    let events = place.directory.path().join("lake/records/kind=event");
    let mut left = Vec::new();
    let mut directories = vec![events];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => directories.push(path),
                false => left.push(path),
            }
        }
    }
    assert_eq!(left, Vec::<PathBuf>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Whatever the releases say and in whatever order they are read, what stands
    /// at the end is what the newest release says, and every row is accounted for.
    #[test]
    fn the_newest_release_stands(
        releases in prop::collection::vec(
            prop::collection::btree_map(0_u32..6, 1_u32..4, 1..6), 2..4),
        order in Just((0..4_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut place = Place::new();
        // Every release covers the same span.
        let readings: Vec<Reading> = releases.iter().enumerate().map(|(number, events)| {
            let mut rows = GED.to_owned();
            rows.push_str("900,1,625,2020-01-01,2020-01-01,0\n901,1,625,2020-12-31,2020-12-31,0\n");
            for (id, best) in events {
                rows.push_str(&format!("{id},1,625,2020-06-01,2020-06-01,{best}\n"));
            }
            let path = place.file(&format!("GEDEvent_v{}_1.csv", 20 + number), &rows);
            reading(Publisher::Ged, path, None)
        }).collect();
        for at in order.into_iter().filter(|at| *at < readings.len()) {
            place.ingest(&readings[at..=at]);
        }
        let known = place.known(&readings[0], &end_of("2027-01-01"));
        let standing: BTreeMap<u32, u32> = known.records()
            .filter_map(|record| {
                let id: u32 = record.event_id.parse().ok()?;
                Some((id, record.fatalities_best? as u32))
            })
            .filter(|(id, _)| *id < 900)
            .collect();
        prop_assert_eq!(&standing, releases.last().expect("a release"));
    }
}
