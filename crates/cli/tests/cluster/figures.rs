//! A cluster's figures are those that are counted here.

use std::path::PathBuf;

use serde_json::Value;

use super::{
    bucket,
    common::{Place, Ran, WATCH, workspace},
    processes::Cluster,
    watches,
};

/// Runs `foreshock series` here and on the cluster and insists on the same bytes, as figures
/// and as JSON. Gives the values that are neither absent nor zero.
fn same(place: &Place, cluster: &Cluster, watch: &str, as_of: Option<&str>) -> usize {
    let mut arguments = vec!["series", watch];
    arguments.extend(as_of.iter().flat_map(|day| ["--as-of", day]));
    let address = cluster.address();
    let mut values = 0;
    for json in [false, true] {
        if json {
            arguments.push("--json");
        }
        let here = place.well(&arguments);
        let there = place.well(&[&arguments[..], &["--cluster", &address]].concat());
        assert_eq!(here.out, there.out, "{arguments:?}\n{}", cluster.logs());
        if json {
            values = values_of(&here);
        }
    }
    values
}

fn values_of(ran: &Ran) -> usize {
    let all: Value = serde_json::from_str(&ran.out).expect("JSON");
    let series = all.as_array().expect("a list").iter();
    series
        .flat_map(|shown| shown["series"].as_array().expect("a series"))
        .filter(|period| period["value"].as_f64().is_some_and(|value| value != 0.0))
        .count()
}

/// Public data that may not be passed on with this repository.
fn data() -> Option<PathBuf> {
    let data = match std::env::var_os("FORESHOCK_DATA") {
        Some(data) => PathBuf::from(data),
        None => workspace().join("../shared/data"),
    };
    data.is_dir().then_some(data)
}

#[test]
fn figures_are_the_same() {
    let cluster = Cluster::start();
    // Every measure, over rows that stand twice, are late, and have no value.
    let place = Place::new();
    watches::gdelt_extract(&place, 20_000);
    place.file("watch.toml", watches::GDELT);
    place.well(&["ingest", "gdelt", "extract"]);
    for as_of in [None, Some("2019-08-15")] {
        let values = same(&place, &cluster, "watch.toml", as_of);
        assert!(values > 50, "{values} values");
    }
    // A table that was corrected twice and lost rows, seen in another timezone.
    let place = Place::new();
    watches::three_editions(&place);
    for as_of in ["now", "2023-06-30", "2023-08-12"] {
        let values = same(&place, &cluster, "watch.toml", Some(as_of));
        assert!(values > 0, "nothing as of {as_of}");
    }
    // The shipped watch: several sources, joined and disjoint, levels; some of it counted
    // here since SQL cannot say it.
    let place = Place::new();
    place.korea();
    for as_of in [None, Some("2024-06-30")] {
        assert!(same(&place, &cluster, "korea", as_of) > 50);
    }
}

#[test]
fn there_are_no_events() {
    let cluster = Cluster::start_with(1, &[]);
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", "id,date,category,count,text\n");
    assert_eq!(same(&place, &cluster, "watch.toml", None), 0);
}

#[test]
fn figures_of_published_files_are_the_same() {
    let Some(data) = data() else {
        eprintln!("SKIPPED: figures_of_published_files_are_the_same, for want of FORESHOCK_DATA");
        return;
    };
    let cluster = Cluster::start();
    let place = Place::new();
    for (publisher, files) in [
        ("gdelt", "gdelt/20180326044500.export.CSV.zip"),
        ("gdelt", "gdelt/20190121220000.export.CSV.zip"),
        ("gdelt", "gdelt/20191024143000.export.CSV.zip"),
        ("ged", "ucdp_ged/GED231_Ethiopia_to2021.csv.gz"),
        ("ged", "ucdp_ged/GED231_SriLanka_to2021.csv.gz"),
        ("ged", "ucdp_ged/GEDEvent_v23_0_10_excerpt.csv"),
        (
            "ged-totals",
            "ucdp_ged/ged_all_types_vintages_asof_2018-01_to_2022-01.csv.gz",
        ),
    ] {
        let file = data.join(files);
        place.well(&["ingest", publisher, &file.to_string_lossy()]);
    }
    place.file("gdelt.toml", watches::GDELT);
    place.file("ged.toml", watches::GED);
    for (watch, as_ofs) in [
        ("gdelt.toml", &["2019-11-30", "2018-06-30"][..]),
        ("ged.toml", &["2021-12-31", "2019-03-31", "2018-02-10"][..]),
    ] {
        for as_of in as_ofs {
            let values = same(&place, &cluster, watch, Some(as_of));
            assert!(values > 0, "{watch} as of {as_of}");
        }
    }
}

#[test]
fn files_may_lie_in_an_object_store() {
    let place = Place::new();
    watches::gdelt_extract(&place, 2_000);
    place.file("watch.toml", watches::GDELT);
    place.well(&["ingest", "gdelt", "extract"]);
    let bucket = bucket::Bucket::serve("lakes", place.path());
    let cluster = Cluster::start_with(2, &bucket.environment());
    let address = cluster.address();
    let here = place.well(&["series", "watch.toml", "--json"]);
    let arguments = [
        "series",
        "watch.toml",
        "--json",
        "--cluster",
        &address,
        "--files",
    ];
    let there = place.well(&[&arguments[..], &["s3://lakes/lake"]].concat());
    assert_eq!(here.out, there.out, "{}", cluster.logs());
    assert!(bucket.was_read(), "the files were read elsewhere");
    let wrong = place.run(&[&arguments[..], &["s3://lakes/no-lake"]].concat());
    assert_eq!(wrong.code, 1, "{}", wrong.err);
    assert!(
        wrong
            .err
            .contains("does not see the whole lake at s3://lakes/no-lake"),
        "{}",
        wrong.err
    );
}
