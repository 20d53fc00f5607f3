use std::collections::BTreeMap;

use foreshock_source::{Error, Publisher};
use jiff::civil::date;

use super::{read_bytes, read_real};

#[test]
fn a_vintage_is_known_from_the_end_of_its_month() {
    let text = "as_of,month,country,best\n2018-01,1989-02,Dem. Rep. Congo,691\n2018-02,1989-02,Dem. Rep. Congo,700\n";
    let read = read_bytes(Publisher::GedTotals, text).expect("a table with vintages");
    let [first, second] = &read.records[..] else {
        panic!("two vintages");
    };
    assert_eq!(first.event_id, second.event_id);
    assert_eq!(first.country.as_deref(), Some("COD"));
    assert_eq!(
        (first.began_on, first.ended_on),
        (date(1989, 2, 1), date(1989, 2, 28))
    );
    assert_eq!(
        first.published_at.map(|t| t.to_string()).as_deref(),
        Some("2018-01-31T23:59:59.999999Z")
    );
    assert_eq!((first.count, second.count), (Some(691.0), Some(700.0)));
}

#[test]
fn a_table_of_views() {
    let text = "month_id,year,month,country_id,ged_sb\n121,1990,1,143,7\n0,1979,12,143,1\n121,1990,1,9999,1\n";
    let read = read_bytes(Publisher::Views, text).expect("a table of VIEWS");
    assert_eq!((read.totals.kept, read.totals.rejected), (2, 1));
    assert_eq!(read.records[0].country.as_deref(), Some("PRK"));
    assert_eq!(read.records[0].began_on, date(1990, 1, 1));
    assert_eq!(read.records[1].country.as_deref(), Some("VIEWS 9999"));
    assert_eq!(read.totals.unknown.total(), 1);
    let two = read_bytes(Publisher::Views, "month_id,country_id,a,b\n1,1,1,1\n");
    assert!(matches!(two, Err(Error::OtherLayout { .. })));
}

#[test]
fn every_real_file() {
    for (publisher, name, rows) in [
        (
            Publisher::GedTotals,
            "ucdp_ged/ged_all_types_country_month_1989-01_2021-12.csv.gz",
            52_272,
        ),
        (
            Publisher::GedTotals,
            "ucdp_ged/ged_all_types_vintages_asof_2018-01_to_2022-01.csv.gz",
            53_142,
        ),
        (
            Publisher::Views,
            "views_cm/cm_ged_sb_release1_1990-01_2021-12.csv.gz",
            70_939,
        ),
        (
            Publisher::Views,
            "views_cm/cm_ged_sb_release2_11countries_1990-01_2021-12.csv.gz",
            4_227,
        ),
        (
            Publisher::Views,
            "views_cm/cm_ged_sb_release2_all_2016-11_2021-12.csv.gz",
            11_842,
        ),
        (
            Publisher::GdeltTotals,
            "gdelt/gdelt1_norm_daily_korea_theatre_1979_2013.csv.gz",
            74_353,
        ),
        (
            Publisher::GdeltTotals,
            "gdelt/gdelt1_norm_monthly_country_1979_2013.csv.gz",
            90_911,
        ),
        (
            Publisher::GdeltTotals,
            "gdelt/gdelt1_norm_daily_world_1979_2013.csv.gz",
            12_613,
        ),
    ] {
        let Some(read) = read_real(publisher, name) else {
            return;
        };
        assert_eq!(read.totals.kept, rows, "{name}");
        if publisher != Publisher::GdeltTotals {
            assert_eq!(
                read.totals.unknown.total(),
                0,
                "{name}: {:?}",
                read.totals.unknown
            );
        }
    }
}

/// Both tables of UCDP totals say the same of every month of Sri Lanka.
#[test]
fn names_of_ucdp_and_short_names_are_one_country() {
    let mut sums: Vec<BTreeMap<(String, String), f64>> = Vec::new();
    for name in [
        "ged_all_types_country_month_1989-01_2021-12",
        "ged_all_types_vintages_asof_2018-01_to_2022-01",
    ] {
        let Some(read) = read_real(Publisher::GedTotals, &format!("ucdp_ged/{name}.csv.gz")) else {
            return;
        };
        let mut newest = BTreeMap::new();
        for record in &read.records {
            let country = record.country.as_deref().expect("a country").to_owned();
            newest.insert(
                (country, record.began_on.to_string()),
                record.count.unwrap_or_default(),
            );
        }
        newest.retain(|_, count| *count > 0.0);
        sums.push(newest);
    }
    let [totals, vintages] = &sums[..] else {
        return;
    };
    let of = |all: &BTreeMap<(String, String), f64>| -> Vec<(String, f64)> {
        all.iter()
            .filter(|((country, _), _)| country == "LKA")
            .map(|((_, month), count)| (month.clone(), *count))
            .collect()
    };
    assert!(of(totals).len() > 100);
    assert_eq!(of(totals), of(vintages));
}
