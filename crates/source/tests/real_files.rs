//! Files as their publishers made them: how many of their rows are read, and
//! whether the guess is what a person would choose. Skipped, aloud, where the
//! data are not on this machine.

mod common;

use common::{data, named, read_path, table};
use foreshock_event::DatePrecision;
use foreshock_source::guess;
use jiff::{civil::date, tz::TimeZone};

#[test]
fn the_chronology_is_read_whole() {
    let Some(path) = data("korea/chronology.csv") else {
        return;
    };
    let mut table = table();
    table.columns.published = Some(named("date_reported"));
    table.columns.source = Some(named("actor"));
    table.columns.target = Some(named("target"));
    table.columns.count = Some(named("count"));
    table.columns.intensity = Some(named("intensity"));
    table.columns.lat = Some(named("lat"));
    table.columns.lon = Some(named("lon"));
    table.columns.url = Some(named("url"));
    let outcome = read_path(&table, &path).expect("a table");
    assert_eq!((outcome.totals.kept, outcome.totals.rejected), (331, 0));
    let missiles = outcome
        .records
        .iter()
        .filter(|record| &*record.category == "ballistic_missile");
    assert_eq!(missiles.count(), 63);
    let first = &outcome.records[0];
    assert_eq!((first.began_on, first.row), (date(2022, 1, 1), 1));
    assert_eq!(
        first.published_at.map(|at| at.to_string()).as_deref(),
        Some("2022-01-02T14:59:59.999999Z")
    );
    assert_eq!(
        (first.source.as_deref(), first.target.as_deref()),
        (Some("KOR"), Some("PRK"))
    );
    assert!(
        outcome
            .records
            .iter()
            .all(|record| record.intensity.is_none())
    );
}

#[test]
fn the_provocations_are_read_whole() {
    let Some(path) = data("korea/csis_north_korea_provocations_1958_2023.csv") else {
        return;
    };
    let mut table = table();
    table.columns.category = named("type");
    table.columns.text = Some(named("description"));
    table.columns.url = Some(named("resources"));
    let outcome = read_path(&table, &path).expect("a table");
    assert_eq!((outcome.totals.kept, outcome.totals.rejected), (380, 0));
    let nuclear = outcome
        .records
        .iter()
        .filter(|record| &*record.category == "Nuclear Provocation");
    assert_eq!(nuclear.count(), 6);
}

#[test]
fn arrivals_are_dated_to_the_year_the_quarter_and_the_month() {
    let Some(path) = data("korea/defector_arrivals.csv") else {
        return;
    };
    let mut table = table();
    table.columns.date = named("period");
    table.columns.category = named("freq");
    table.columns.count = Some(named("arrivals"));
    let outcome = read_path(&table, &path).expect("a table");
    assert_eq!(outcome.totals.kept, 52);
    let of = |precision| {
        outcome
            .records
            .iter()
            .filter(|record| record.date_precision == precision)
            .count()
    };
    assert_eq!(
        [
            of(DatePrecision::Year),
            of(DatePrecision::Quarter),
            of(DatePrecision::Month)
        ],
        [23, 22, 7]
    );
}

/// What is guessed of a file of the data directory: field and column, sorted.
#[track_caller]
fn assert_guess(name: &str, expected: &[(&str, &str)], date_format: Option<&str>, rejected: u64) {
    let Some(path) = data(name) else { return };
    let guess = guess(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut map: Vec<(&str, &str)> = guess
        .columns
        .iter()
        .map(|one| (one.field, one.column.as_str()))
        .collect();
    map.sort_unstable();
    assert_eq!(map, expected, "{name}");
    assert_eq!(guess.date_format.as_deref(), date_format, "{name}");
    assert_eq!(guess.ambiguous_dates, None, "{name}");
    assert_eq!(guess.rejected, rejected, "{name}");
    let table = guess.table("feed".into(), "publisher".into(), TimeZone::UTC);
    let outcome = read_path(&table, &path).expect("the proposed table");
    assert!(
        outcome.totals.kept * 50 >= outcome.totals.read * 49,
        "{name}: {:?}",
        outcome.totals
    );
}

#[test]
fn the_korean_tables_are_guessed_as_a_person_would() {
    assert_guess(
        "korea/chronology.csv",
        &[
            ("category", "category"),
            ("citation", "source"),
            ("count", "count"),
            ("date", "date"),
            ("lat", "lat"),
            ("lon", "lon"),
            ("place", "place"),
            ("published", "date_reported"),
            ("source", "actor"),
            ("target", "target"),
            ("text", "description"),
            ("url", "url"),
        ],
        None,
        0,
    );
    assert_guess(
        "korea/balloon_waves_2024.csv",
        &[
            ("citation", "source"),
            ("count", "balloons_launched"),
            ("date", "launch_date"),
            ("id", "wave"),
            ("text", "note"),
        ],
        None,
        0,
    );
    assert_guess(
        "korea/csis_north_korea_provocations_1958_2023.csv",
        &[
            ("category", "type"),
            ("date", "date"),
            ("text", "description"),
            ("url", "resources"),
        ],
        None,
        0,
    );
    // One row gives its latitude as "Unknown", which is a missile type too.
    assert_guess(
        "korea/nti_cns_missile_tests_1984_2019.csv",
        &[
            ("category", "Missile Type"),
            ("date", "Date"),
            ("id", "F1"),
            ("lat", "Facility Latitude"),
            ("lon", "Facility Longitude"),
            ("place", "Facility Location"),
            ("text", "Additional Information"),
        ],
        None,
        1,
    );
    assert_guess(
        "korea/defector_arrivals.csv",
        &[
            ("category", "freq"),
            ("citation", "source"),
            ("count", "arrivals"),
            ("date", "period"),
            ("text", "note"),
        ],
        None,
        0,
    );
    assert_guess(
        "korea/market_prices_kpw.csv",
        &[
            ("category", "item"),
            ("citation", "source"),
            ("count", "won"),
            ("date", "date"),
            ("place", "place"),
            ("text", "note"),
        ],
        None,
        0,
    );
    assert_guess(
        "korea/loudspeaker_broadcasts.csv",
        &[
            ("category", "state"),
            ("citation", "source"),
            ("date", "date"),
            ("source", "side"),
            ("text", "detail"),
        ],
        None,
        0,
    );
}

#[test]
fn the_georeferenced_event_dataset_is_guessed_and_read_whole() {
    let map = |best, low, high| {
        [
            ("adm1", "adm_1"),
            ("category", "type_of_violence"),
            ("citation", "source_article"),
            ("country", "country"),
            ("date", "date_start"),
            ("fatalities", best),
            ("fatalities_high", high),
            ("fatalities_low", low),
            ("id", "id"),
            ("lat", "latitude"),
            ("lon", "longitude"),
            ("place", "where_coordinates"),
            ("source_name", "side_a"),
            ("target_name", "side_b"),
            ("text", "source_headline"),
            ("until", "date_end"),
        ]
    };
    for country in [
        "ElSalvador",
        "Ethiopia",
        "SierraLeone",
        "SouthSudan",
        "Venezuela",
    ] {
        assert_guess(
            &format!("ucdp_ged/GED231_{country}_to2021.csv.gz"),
            &map("best", "low", "high"),
            None,
            0,
        );
    }
    // Every row, but not the header, ends with a comma; dates are American.
    assert_guess(
        "ucdp_ged/GED-gis_Sudan_to2021.csv.gz",
        &map("best_est", "low_est", "high_est"),
        Some("%m/%d/%Y %H:%M:%S"),
        0,
    );
    for (name, rows) in [
        ("GED231_ElSalvador_to2021.csv.gz", 118),
        ("GED231_Ethiopia_to2021.csv.gz", 2947),
        ("GED231_SriLanka_to2021.csv.gz", 4581),
        ("GED-gis_Sudan_to2021.csv.gz", 3365),
        ("GEDEvent_v23_0_10_excerpt.csv", 120),
    ] {
        let Some(path) = data(&format!("ucdp_ged/{name}")) else {
            continue;
        };
        let table =
            guess(&path)
                .expect("a guess")
                .table("feed".into(), "UCDP".into(), TimeZone::UTC);
        let outcome = read_path(&table, &path).expect("a table");
        assert_eq!(
            (outcome.totals.kept, outcome.reasons()),
            (rows, vec![]),
            "{name}"
        );
    }
}

#[test]
fn a_sample_of_icews_is_guessed_and_read() {
    assert_guess(
        "icews/icews_raw_2018_sample.tab.gz",
        &[
            ("adm1", "Province"),
            ("cameo", "CAMEO Code"),
            ("category", "Event Text"),
            ("citation", "Publisher"),
            ("country", "Country"),
            ("date", "Event Date"),
            ("id", "Event ID"),
            ("intensity", "Intensity"),
            ("lat", "Latitude"),
            ("lon", "Longitude"),
            ("place", "City"),
            ("source_name", "Source Name"),
            ("target_name", "Target Name"),
        ],
        None,
        0,
    );
}
