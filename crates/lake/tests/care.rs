//! Care of a lake: compaction that changes nothing, damage that is found and mended.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Barrier,
    thread,
    time::{Duration, SystemTime},
};

use foreshock_event::{AsOf, Feed, Known, Lag};
use foreshock_lake::{Ailment, Error, Examination, Lake, Reading};
use foreshock_source::{Input, Published, Publisher};
use jiff::{Timestamp, tz::TimeZone};
use tempfile::TempDir;

const AT: &str = "2026-01-01T00:00:00Z";

fn at() -> Timestamp {
    AT.parse().expect("an instant")
}

/// A lake, and the files that it was read from.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            directory: tempfile::tempdir().expect("a directory"),
        }
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("lake")
    }

    fn lake(&self) -> Lake {
        Lake::open(&self.root()).expect("a lake")
    }

    /// GDELT rows with the given ids; every tenth cannot be read.
    fn gdelt(&self, name: &str, ids: std::ops::Range<u32>) -> Reading {
        let mut text = String::new();
        for id in ids {
            let number = id.to_string();
            let day = match id % 10 {
                9 => "20190231".to_owned(),
                _ => format!("201901{:02}", 1 + id % 20),
            };
            let mut fields = vec![""; 61];
            for (place, value) in [
                (0, number.as_str()),
                (1, &day),
                (7, "PRK"),
                (26, "190"),
                (53, "KS"),
                (59, "20190121220000"),
            ] {
                fields[place] = value;
            }
            text.push_str(&(fields.join("\t") + "\n"));
        }
        self.reading(Publisher::Gdelt, name, &text)
    }

    /// Totals of UCDP, which are revised.
    fn totals(&self, name: &str, rows: &str) -> Reading {
        let text = format!("as_of,month,country,best\n{rows}");
        self.reading(Publisher::GedTotals, name, &text)
    }

    fn reading(&self, publisher: Publisher, name: &str, text: &str) -> Reading {
        let path = self.directory.path().join(name);
        fs::write(&path, text).expect("a file");
        Reading {
            input: Input::Published(Published::new("feed".into(), publisher)),
            path,
            snapshot: false,
            collection: Some("all".to_owned()),
            theatre: None,
        }
    }

    /// Everything that is used here, each file in a commit of its own.
    fn fill(&self) -> Vec<Reading> {
        let readings = vec![
            self.gdelt("a.CSV", 0..40),
            self.gdelt("b.CSV", 40..60),
            self.totals(
                "a.csv",
                "2018-01,2017-11,Ethiopia,5\n2018-01,2017-12,Ethiopia,6\n",
            ),
            self.gdelt("c.CSV", 60..100),
            self.totals(
                "b.csv",
                "2018-02,2017-11,Ethiopia,7\n2018-02,2018-01,Ethiopia,1\n",
            ),
        ];
        self.ingest(&readings);
        readings
    }

    fn ingest(&self, readings: &[Reading]) -> usize {
        let mut lake = self.lake();
        let mut new = 0;
        for reading in readings {
            let ingested = lake.ingest(std::slice::from_ref(reading), at(), false, |_| {});
            new += usize::from(ingested.expect("an ingest")[0].new);
        }
        new
    }

    fn examine(&self) -> Examination {
        Lake::examine(&self.root()).expect("an examination")
    }

    /// Data files of the newest snapshot and beside it.
    fn data_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut directories = vec![self.root().join("records")];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    directories.push(path);
                } else if path.extension().is_some_and(|end| end == "parquet") {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

/// Everything that a lake shows of what was read.
#[derive(Debug, PartialEq)]
struct Shows {
    digests: Vec<[u8; 32]>,
    records: Vec<String>,
    rejected: BTreeMap<String, usize>,
    accounts: Vec<String>,
}

fn known(lake: &Lake, readings: &[Reading], day: &str) -> Known {
    let mut feeds = Vec::new();
    for reading in readings {
        let dataset = reading.dataset();
        if feeds.iter().all(|(other, _)| *other != dataset) {
            let feed = Feed {
                id: format!("feed {}", feeds.len()).into(),
                lag: Some(Lag::days(1)),
            };
            feeds.push((dataset, feed));
        }
    }
    let as_of = AsOf::parse(day, TimeZone::UTC).expect("a day");
    lake.known(&as_of, &feeds).expect("what was known")
}

fn shows(place: &Place, readings: &[Reading]) -> Shows {
    let lake = place.lake();
    let views = ["2018-01-31", "2019-01-22", "2026-06-30"];
    let views = views.map(|day| known(&lake, readings, day));
    let mut rejected: BTreeMap<String, usize> = BTreeMap::new();
    lake.each_rejected(|row| *rejected.entry(row.file.to_string()).or_default() += 1)
        .expect("rejected rows");
    let mut accounts: Vec<String> = lake
        .standing_files()
        .into_iter()
        .map(|entry| {
            format!(
                "{} {} {} {}",
                entry.file, entry.read, entry.kept, entry.rejected
            )
        })
        .collect();
    accounts.sort();
    let mut records: Vec<String> = views[2]
        .records()
        .map(|record| format!("{} {} {:?}", record.event_id, record.version, record.count))
        .collect();
    records.sort();
    Shows {
        digests: views.iter().map(Known::digest).collect(),
        records,
        rejected,
        accounts,
    }
}

#[test]
fn compaction_joins_files_and_changes_nothing_that_is_shown() {
    let place = Place::new();
    let readings = place.fill();
    let before = shows(&place, &readings);
    let files = place.examine().files;
    let compacted = place.lake().compact().expect("a compaction");
    assert_eq!(compacted.files_before, files);
    // Events, accounts, days of two publishers, rejected rows of one.
    assert_eq!(compacted.files_after, 7);
    assert_eq!(compacted.rows, place.examine().rows);
    assert_eq!(shows(&place, &readings), before);
    assert!(place.examine().is_sound(), "{:?}", place.examine().findings);
    let again = place.lake().compact().expect("a compaction");
    assert_eq!(again.files_before, 0);
    assert_eq!(place.ingest(&readings), 0);
    // Files that were replaced are told, and left for a week.
    let examination = place.examine();
    let replaced = |examination: &Examination| {
        let findings = examination.findings.iter();
        findings
            .filter(|finding| finding.ailment == Ailment::Replaced)
            .count()
    };
    assert_eq!(replaced(&examination) as u64, files);
    assert_eq!(
        Lake::repair(&place.root(), at())
            .expect("a repair")
            .quarantined,
        0
    );
    for path in place.data_files() {
        age(&path, 8);
    }
    let repaired = Lake::repair(&place.root(), at()).expect("a repair");
    assert_eq!(repaired.quarantined, files);
    assert_eq!(place.examine().findings, []);
    assert_eq!(shows(&place, &readings), before);
}

fn age(path: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    let file = File::options().write(true).open(path).expect("a file");
    file.set_modified(then).expect("its time");
}

/// Compactions and ingests at the same moment, again and again.
#[test]
fn compactions_at_once_and_beside_ingests_neither_double_nor_lose() {
    let place = Place::new();
    let mut readings = place.fill();
    for round in 0..4_u32 {
        let more: Vec<Reading> = (0..3)
            .map(|file| {
                let first = 1000 + (round * 3 + file) * 10;
                place.gdelt(&format!("{round}-{file}.CSV"), first..first + 10)
            })
            .collect();
        let barrier = Barrier::new(3);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut lake = place.lake();
                    barrier.wait();
                    match lake.compact() {
                        Ok(_) | Err(Error::Busy { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                });
            }
            scope.spawn(|| {
                barrier.wait();
                place.ingest(&more);
            });
        });
        readings.extend(more);
        let examination = place.examine();
        assert!(examination.is_sound(), "{:?}", examination.findings);
    }
    let undisturbed = Place::new();
    let same: Vec<Reading> = readings
        .iter()
        .map(|reading| {
            let name = reading.path.file_name().expect("a name");
            let path = undisturbed.directory.path().join(name);
            fs::copy(&reading.path, &path).expect("a copy");
            Reading {
                path,
                ..reading.clone()
            }
        })
        .collect();
    undisturbed.ingest(&same);
    assert_eq!(shows(&place, &readings), shows(&undisturbed, &same));
}

/// Data files in turn are taken away, cut off, and changed inside. Each time the
/// damage is found, the lake can be read after the repair, and once the sources that it
/// names are ingested again everything is as it was.
fn damage_and_mend(cases: impl Fn(usize, usize) -> bool) {
    let damages: [fn(&Path); 3] = [
        |path| fs::remove_file(path).expect("removed"),
        |path| {
            let bytes = fs::read(path).expect("a file");
            fs::write(path, &bytes[..bytes.len() / 2]).expect("cut");
        },
        |path| {
            let mut bytes = fs::read(path).expect("a file");
            // In the first page, and not in the footer.
            bytes[20..60].fill(0xa5);
            fs::write(path, bytes).expect("changed");
        },
    ];
    let whole = Place::new();
    let readings = whole.fill();
    let files = whole.data_files().len();
    let expected = shows(&whole, &readings);
    for file in 0..files {
        for (number, damage) in damages.iter().enumerate() {
            if !cases(file, number) {
                continue;
            }
            let place = Place::new();
            let readings = place.fill();
            let path = place.data_files()[file].clone();
            damage(&path);
            let case = format!("file {file} ({}), damage {number}", path.display());
            let examination = place.examine();
            assert!(!examination.is_sound(), "{case}");
            let found = examination.findings.iter().any(|finding| {
                matches!(finding.ailment, Ailment::FileMissing | Ailment::FileDamaged)
                    && finding.place == path.display().to_string()
            });
            assert!(found, "{case}: {:?}", examination.findings);
            let repaired = Lake::repair(&place.root(), at()).expect(&case);
            assert_eq!(repaired.taken_out, 1, "{case}");
            assert_eq!(repaired.quarantined, u64::from(number > 0), "{case}");
            assert!(!repaired.to_ingest_again.is_empty(), "{case}");
            for reading in &readings {
                let name = reading.path.file_name().expect("a name").to_string_lossy();
                let dataset = reading.dataset();
                let lost = repaired
                    .to_ingest_again
                    .iter()
                    .find(|lost| *lost.file == *name && lost.dataset == *dataset.id());
                match lost.map(|lost| lost.anew) {
                    None => {}
                    Some(false) => {
                        assert_eq!(place.ingest(std::slice::from_ref(reading)), 1, "{case}");
                    }
                    Some(true) => {
                        let all = readings.iter().filter(|other| other.dataset() == dataset);
                        let all: Vec<Reading> = all.cloned().collect();
                        let anew = place.lake().ingest(&all, at(), true, |_| {});
                        anew.expect(&case);
                    }
                }
            }
            Lake::repair(&place.root(), at()).expect(&case);
            let examination = place.examine();
            assert!(examination.is_sound(), "{case}: {:?}", examination.findings);
            let shows = shows(&place, &readings);
            assert_eq!(shows.records, expected.records, "{case}");
            assert_eq!(shows.rejected, expected.rejected, "{case}");
        }
    }
}

#[test]
fn whatever_file_is_damaged_nothing_is_lost_that_can_be_read_again() {
    damage_and_mend(|file, damage| file % 3 == damage);
}

/// Every damage to every file:
/// `cargo test -p foreshock-lake --test care -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn every_damage_to_every_file_is_mended() {
    damage_and_mend(|_, _| true);
}

#[test]
fn files_that_were_never_committed_are_left_for_a_day_and_then_set_aside() {
    let place = Place::new();
    let readings = place.fill();
    let before = shows(&place, &readings);
    let stray = place.data_files()[0].with_file_name("part-of-nothing.parquet");
    fs::write(&stray, "left by a kill").expect("a file");
    let found = |ailment| {
        let examination = place.examine();
        assert!(examination.is_sound());
        examination
            .findings
            .iter()
            .any(|finding| finding.ailment == ailment)
    };
    assert!(found(Ailment::Unsettled));
    assert_eq!(
        Lake::repair(&place.root(), at())
            .expect("a repair")
            .quarantined,
        0
    );
    age(&stray, 2);
    assert!(found(Ailment::Stray));
    let repaired = Lake::repair(&place.root(), at()).expect("a repair");
    assert_eq!(repaired.quarantined, 1);
    assert!(!stray.exists());
    let quarantine = repaired.quarantine.expect("a place");
    assert!(quarantine.ends_with("quarantine/20260101T000000Z"));
    assert_eq!(place.examine().findings, []);
    assert_eq!(shows(&place, &readings), before);
}

#[test]
fn a_log_with_a_hole_or_a_broken_commit_is_told_and_not_touched() {
    let commit = |place: &Place, version: u32| {
        let name = format!("records/_delta_log/{version:020}.json");
        place.root().join(name)
    };
    let place = Place::new();
    place.fill();
    fs::remove_file(commit(&place, 2)).expect("removed");
    let examination = place.examine();
    let gap = &examination.findings[0];
    assert_eq!(gap.ailment, Ailment::LogGap);
    assert!(gap.what.contains('2') && gap.repair.is_none(), "{gap:?}");
    assert!(!examination.is_sound());

    let place = Place::new();
    place.fill();
    let last = commit(&place, 5);
    let text = fs::read_to_string(&last).expect("a commit");
    fs::write(&last, &text[..text.len() / 2]).expect("cut");
    let examination = place.examine();
    let broken = &examination.findings[0];
    assert_eq!(broken.ailment, Ailment::LogBroken);
    assert!(Lake::repair(&place.root(), at()).is_err());
    assert_eq!(
        fs::read_to_string(&last).expect("a commit"),
        text[..text.len() / 2]
    );
}

#[test]
fn where_there_is_no_lake_none_is_made() {
    let place = Place::new();
    for came_to in [
        Lake::examine(&place.root()).map(|_| ()),
        Lake::repair(&place.root(), at()).map(|_| ()),
    ] {
        assert!(matches!(came_to, Err(Error::NoLake { .. })), "{came_to:?}");
    }
    assert!(!place.root().exists());
}
