//! The stretches of a lake hold what it gives as records, value by value.

use std::fs;

use foreshock_event::{AsOf, Feed, Lag, Record};
use foreshock_source::{Input, Published, Publisher};
use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::Reading;

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

    fn reading(&self, publisher: Publisher, name: &str, text: &str) -> Reading {
        let path = self.directory.path().join(name);
        fs::write(&path, text).expect("a file");
        Reading {
            input: Input::Published(Published::new("".into(), publisher)),
            path,
            snapshot: false,
            collection: Some("all".to_owned()),
            theatre: None,
        }
    }

    fn ingest(&mut self, readings: &[Reading], day: i8) {
        self.lake
            .ingest(readings, beginning_of(day), false, |_| {})
            .expect("an ingest");
    }
}

/// The beginning of a day of January 2026.
fn beginning_of(day: i8) -> Timestamp {
    let text = format!("2026-01-{day:02}T00:00:00Z");
    text.parse().expect("an instant")
}

/// Limits within which nothing is done at once, by numbers or by digests.
const NARROW: [Limits; 2] = [
    Limits {
        parts: 64,
        digests: 3,
        events: 2,
    },
    Limits {
        parts: 0,
        digests: 7,
        events: 1,
    },
];

/// What a stretch tells of an event.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    event_id: String,
    days: (i32, i32),
    precision: &'static str,
    published_at: Option<Timestamp>,
    texts: Vec<Option<String>>,
    numbers: Vec<u64>,
    description: Option<String>,
}

/// The bits of a number, with one kind of NaN for none.
fn bits(number: f64) -> u64 {
    if number.is_nan() {
        f64::NAN.to_bits()
    } else {
        number.to_bits()
    }
}

impl Told {
    fn of(record: &Record) -> Self {
        let day = |day| crate::columns::days(day);
        let number = |number: &Number| bits(number.of(record).unwrap_or(f64::NAN));
        Self {
            event_id: record.event_id.to_string(),
            days: (day(record.began_on), day(record.ended_on)),
            precision: record.date_precision.as_str(),
            published_at: record.published_at,
            texts: Field::ALL
                .iter()
                .map(|field| field.of(record).map(|text| text.to_string()))
                .collect(),
            numbers: Number::ALL.iter().map(number).collect(),
            description: record.text.as_ref().map(|text| text.to_string()),
        }
    }

    fn at(rows: &Rows<'_>, row: usize) -> Result<Self, Error> {
        let texts = Field::ALL.iter().map(|field| {
            let facet = rows.texts(*field)?;
            let code = facet.codes[row] as usize;
            let value = code.checked_sub(1).map(|place| &facet.values[place]);
            Ok(value.map(|text| text.to_string()))
        });
        let numbers = Number::ALL
            .iter()
            .map(|number| Ok(bits(rows.numbers(*number)?[row])));
        Ok(Self {
            event_id: rows.event_id(row)?.to_string(),
            days: (rows.began_on()?[row], rows.ended_on()?[row]),
            precision: rows.date_precision()?[row].as_str(),
            published_at: rows.published_at()?[row],
            texts: texts.collect::<Result<_, Error>>()?,
            numbers: numbers.collect::<Result<_, Error>>()?,
            description: rows.description(row)?.map(str::to_owned),
        })
    }
}

/// Holds the stretches of a dataset to what is known of it, as of that day and within each
/// of several limits.
fn check(lake: &Lake, of: &(Dataset, Feed), day: &str) -> usize {
    let limits = [Limits::default()].into_iter().chain(NARROW);
    check_within(lake, of, day, limits)
}

/// As [`check`]; how many events were known.
fn check_within(
    lake: &Lake,
    of: &(Dataset, Feed),
    day: &str,
    limits: impl IntoIterator<Item = Limits>,
) -> usize {
    let as_of = AsOf::parse(day, TimeZone::UTC).expect("a day");
    let known = lake
        .known(&as_of, std::slice::from_ref(of))
        .expect("what was known");
    let mut expected: Vec<Told> = known.records().map(Told::of).collect();
    expected.sort();
    for limits in limits {
        let each = |rows: &Rows<'_>, kept: &mut (Vec<Told>, usize)| {
            let stands = rows.stands()?;
            assert_eq!(stands.len(), rows.rows());
            let standing: Vec<usize> = (0..rows.rows()).filter(|row| stands[*row]).collect();
            if let Some(span) = rows.span_of_all()? {
                assert_eq!(standing.len(), rows.rows());
                let first = rows.began_on()?.iter().copied().min();
                let last = rows.ended_on()?.iter().copied().max();
                assert_eq!(Some(span), first.zip(last));
                kept.1 += 1;
            }
            for row in standing {
                kept.0.push(Told::at(rows, row)?);
            }
            Ok(())
        };
        let kept = lake.stretches_within(&as_of, (&of.0, &of.1), limits, Default::default, each);
        let kept = kept.expect("stretches");
        let mut told: Vec<Told> = kept.into_iter().flat_map(|(told, _)| told).collect();
        told.sort();
        assert!(told == expected, "{limits:?}, {day}");
    }
    expected.len()
}

fn feed(lag: Option<u16>) -> Feed {
    Feed {
        id: "feed".into(),
        lag: lag.map(Lag::days),
    }
}

const DAYS: [&str; 6] = [
    "2019-03-07",
    "2019-03-10",
    "2019-04-01",
    "2026-01-02",
    "2026-01-04",
    "2026-03-01",
];

/// A row of GDELT 1.0: its number, and of what else it says a number.
fn gdelt_row((id, says): &(u32, u32)) -> String {
    let says = *says as usize;
    let mut fields = vec![String::new(); 58];
    let mut set = |at: usize, value: &str| fields[at] = value.to_owned();
    set(0, &(800_000_000 + id).to_string());
    set(1, ["20190305", "20190306", "20180101"][says % 3]);
    set(5, ["", "KORGOV", "USA", "CHN"][says % 4]);
    set(7, ["", "KOR", "USA", "CHN"][says % 4]);
    set(15, ["PRK", ""][says % 2]);
    set(17, ["PRK", ""][says % 2]);
    set(26, ["010", "190", "0834"][says / 3 % 3]);
    set(29, ["1", "4", ""][says % 3]);
    set(30, ["-10.0", "", "3.4"][says % 3]);
    set(50, ["Seoul", ""][says / 2 % 2]);
    set(51, ["KS", "BR", "ZZ"][says % 3]);
    set(53, &format!("{:.4}", (says as f64).cos() * 80.0));
    set(54, &format!("{:.4}", (says as f64).sin() * 80.0));
    set(56, ["20190306", "20190309", "20190320"][says % 3]);
    set(57, ["http://a.example/", ""][says % 2]);
    fields.join("\t") + "\n"
}

/// Files of GDELT whose numbers rise, as it publishes them, or lie as they come.
fn gdelt_files() -> impl Strategy<Value = Vec<Vec<(u32, u32)>>> {
    let row = (0u32..60, 0u32..1000);
    let files = prop::collection::vec(prop::collection::vec(row, 0..25), 1..5);
    (files, any::<bool>(), any::<bool>()).prop_map(|(mut files, rising, apart)| {
        for (number, rows) in files.iter_mut().enumerate() {
            if rising {
                rows.sort_unstable();
                rows.dedup_by_key(|(id, _)| *id);
            }
            if apart {
                let beyond = 100 * u32::try_from(number).expect("few files");
                rows.iter_mut().for_each(|(id, _)| *id += beyond);
            }
        }
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Of a publisher that only adds, whose events may stand in several files, read at once
    /// or one after the other, perhaps joined since.
    #[test]
    fn of_events_that_stand_in_several_files(
        files in gdelt_files(),
        lag in prop::option::of(0u16..3),
        at_once in any::<bool>(),
        joined in any::<bool>(),
    ) {
        let mut place = Place::new();
        let readings: Vec<Reading> = files.iter().enumerate().map(|(number, rows)| {
            let text: String = rows.iter().map(gdelt_row).collect();
            place.reading(Publisher::Gdelt, &format!("2019030{}.export.CSV", number + 1), &text)
        }).collect();
        if at_once {
            place.ingest(&readings, 1);
        } else {
            for (reading, day) in readings.iter().zip(1..) {
                place.ingest(std::slice::from_ref(reading), day);
            }
        }
        if joined {
            place.lake.compact().expect("joined files");
        }
        let of = (readings[0].dataset(), feed(lag));
        for day in DAYS {
            check(&place.lake, &of, day);
        }
    }

    /// Of a publisher that revises and withdraws.
    #[test]
    fn of_versions(
        releases in prop::collection::vec(
            prop::collection::btree_map(0u32..12, (0u32..4, 1i8..28, 0u32..9), 1..12), 1..5),
        lag in prop::option::of(0u16..3),
        joined in any::<bool>(),
    ) {
        let mut place = Place::new();
        let mut of = None;
        for ((rows, year), day) in releases.iter().zip(20..).zip(1..) {
            let mut text =
                "id,type_of_violence,country_id,date_start,date_end,date_prec,best,latitude,longitude\n".to_owned();
            for (id, (country, day, best)) in rows {
                text += &format!(
                    "{id},1,{},2019-03-{day:02},2019-03-{day:02},{},{best},{country}.5,127.25\n",
                    625 + country, 1 + best % 5,
                );
            }
            let reading =
                place.reading(Publisher::Ged, &format!("GEDEvent_v{year}_1.csv"), &text);
            place.ingest(std::slice::from_ref(&reading), day);
            of = Some((reading.dataset(), feed(lag)));
        }
        if joined {
            place.lake.compact().expect("joined files");
        }
        let of = of.expect("a release");
        let last = releases.last().map_or(0, |rows| rows.len());
        let known = DAYS.map(|day| check(&place.lake, &of, day));
        // All of the newest release stands.
        prop_assert!(known[5] >= last && last > 0);
    }

    /// A data file that is damaged anywhere is told to be, or gives some answer.
    #[test]
    fn of_a_damaged_file(
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        at_the_end in any::<bool>(),
    ) {
        let mut place = Place::new();
        let text: String = (0..300).map(|id| gdelt_row(&(id, 7 * id))).collect();
        let reading = place.reading(Publisher::Gdelt, "20190301.export.CSV", &text);
        place.ingest(std::slice::from_ref(&reading), 1);
        let files = place.lake.data_files().expect("data files");
        let file = files.iter().find(|file| file.kind == Kind::Event).expect("a data file");
        let mut bytes = fs::read(&file.path).expect("its bytes");
        let length = bytes.len();
        for (at, byte) in &damages {
            // What the file says of itself stands at its end.
            let at = if at_the_end { length - 1 - at.index(length / 3) } else { at.index(length) };
            bytes[at] = *byte;
        }
        fs::write(&file.path, bytes).expect("written");
        let as_of = AsOf::parse("2026-02-01", TimeZone::UTC).expect("a day");
        let each = |rows: &Rows<'_>, seen: &mut usize| {
            for (row, stands) in rows.stands()?.iter().enumerate() {
                if *stands {
                    Told::at(rows, row)?;
                    *seen += 1;
                }
            }
            Ok(())
        };
        let of = (reading.dataset(), feed(Some(0)));
        if let Err(error) = place.lake.stretches(&as_of, &of, Default::default, each) {
            let told = error.to_string();
            prop_assert!(told.contains(".parquet"), "{told}");
        }
        let _ = place.lake.known(&as_of, std::slice::from_ref(&of));
    }
}

/// Rows have their own numbers in every row group of a file: a compaction joins files into
/// one of several groups, and events that stand twice lie in the second.
#[test]
fn of_a_file_of_several_groups() {
    let mut place = Place::new();
    let rows = |ids: std::ops::Range<u32>, says: u32| -> String {
        ids.map(|id| gdelt_row(&(id, id + says))).collect()
    };
    let texts = [
        rows(0..50_000, 0),
        rows(50_000..90_000, 1),
        rows(80_000..90_010, 2),
    ];
    let mut of = None;
    for (number, text) in (1..).zip(&texts) {
        let name = format!("2019030{number}.export.CSV");
        let reading = place.reading(Publisher::Gdelt, &name, text);
        place.ingest(std::slice::from_ref(&reading), number);
        of = Some((reading.dataset(), feed(Some(0))));
    }
    place.lake.compact().expect("joined files");
    let files = place.lake.data_files().expect("data files");
    let events = files.iter().filter(|file| file.kind == Kind::Event);
    let groups = events.map(|file| file.reader().expect("a footer").metadata().num_row_groups());
    assert!(groups.max() > Some(1));
    let of = of.expect("a dataset");
    let limits = [
        Limits::default(),
        Limits {
            parts: 0,
            ..Limits::default()
        },
    ];
    assert_eq!(check_within(&place.lake, &of, "2026-01-05", limits), 90_010);
}

/// What a publisher that numbers its events writes is counted without a look at each row,
/// and the footer keeps silent about what it does not hold.
#[test]
fn files_that_lie_apart_tell_of_themselves() {
    let mut place = Place::new();
    let rows =
        |ids: std::ops::Range<u32>| -> String { ids.map(|id| gdelt_row(&(id, 12 * id))).collect() };
    let readings = [
        place.reading(Publisher::Gdelt, "20190301.export.CSV", &rows(0..40)),
        place.reading(Publisher::Gdelt, "20190302.export.CSV", &rows(40..90)),
    ];
    place.ingest(&readings, 1);
    let of = (readings[0].dataset(), feed(Some(0)));
    let told = |place: &Place, day: &str| {
        let as_of = AsOf::parse(day, TimeZone::UTC).expect("a day");
        let each = |rows: &Rows<'_>, told: &mut (usize, usize)| {
            let all = usize::from(rows.span_of_all()?.is_some());
            *told = (told.0 + all * rows.rows(), told.1 + rows.rows());
            Ok(())
        };
        let told = place.lake.stretches(&as_of, &of, Default::default, each);
        let told = told.expect("stretches").into_iter();
        told.fold((0, 0), |sum, told| (sum.0 + told.0, sum.1 + told.1))
    };
    assert_eq!(told(&place, "2026-01-01"), (90, 90));
    // Before the last of them was published.
    assert_eq!(told(&place, "2019-03-05"), (0, 90));
    // Neither does it matter where the files are joined.
    let further = place.reading(Publisher::Gdelt, "20190303.export.CSV", &rows(90..95));
    place.ingest(std::slice::from_ref(&further), 2);
    place.lake.compact().expect("joined files");
    assert_eq!(told(&place, "2026-01-03"), (95, 95));
    // An event that stands in a further file makes those silent that may hold it.
    let again = place.reading(Publisher::Gdelt, "20190304.export.CSV", &rows(94..99));
    place.ingest(std::slice::from_ref(&again), 3);
    let (all, rows) = told(&place, "2026-01-04");
    assert_eq!(rows, 100);
    assert!(all < 95, "{all}");
    check(&place.lake, &of, "2026-01-04");
}
