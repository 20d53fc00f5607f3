use std::collections::BTreeMap;

use foreshock_event::{DatePrecision, Record};
use foreshock_source::{Error, Publisher::Ged};
use jiff::civil::date;

use super::{read_bytes, read_real};

const HEADER: &str = "id,type_of_violence,side_a,side_b,source_article,where_prec,latitude,longitude,country,country_id,date_prec,date_start,date_end,best,high,low,gwnoa,gwnob";

#[test]
fn a_row_with_line_breaks_and_doubled_quotes() {
    let text = format!(
        "{HEADER}\n1,1,Government of Ethiopia,TPLF,\"\"\"AFP\nagain\"\", two\",1,13.5,36.9,Ethiopia,530,4,2020-11-03 00:00:00.000,2020-11-30 00:00:00.000,0,3,5,530.0,\n"
    );
    let read = read_bytes(Ged, text).expect("GED");
    let record = read.with_id("1");
    assert_eq!(&*record.category, "state-based");
    assert_eq!(record.citation.as_deref(), Some("\"AFP\nagain\", two"));
    assert_eq!(record.source.as_deref(), Some("ETH.GOV"));
    assert_eq!(record.target, None);
    assert_eq!(record.target_name.as_deref(), Some("TPLF"));
    assert_eq!(record.country.as_deref(), Some("ETH"));
    assert_eq!(record.date_precision, DatePrecision::Month);
    assert_eq!(
        (record.began_on, record.ended_on),
        (date(2020, 11, 3), date(2020, 11, 30))
    );
    // A low estimate above the best and a best of 0 are as published.
    assert_eq!(
        (record.fatalities_best, record.fatalities_low),
        (Some(0.0), Some(5.0))
    );
}

/// One delimiter more than the header, days with the month first, other names
/// for the estimates, CRLF at the ends of rows only.
#[test]
fn a_re_export_by_a_gis_program() {
    let header = HEADER.replace("best,high,low,gwnoa,gwnob", "best_est,high_est,low_est");
    let row = "9231,3,Government of Sudan,Civilians,\"a\nb\",1,13.1,24.3,Sudan,625,1,01/31/2004 00:00:00,01/31/2004 00:00:00,700,800,600,\r\n";
    let read = read_bytes(
        Ged,
        format!("{header}\r\n{row}{}", row.replace("9231", "9232")),
    )
    .expect("GED");
    assert_eq!(read.totals.kept, 2);
    let record = read.with_id("9232");
    assert_eq!(record.began_on, date(2004, 1, 31));
    assert_eq!(record.fatalities_high, Some(800.0));
    assert_eq!(record.source.as_deref(), Some("SDN.GOV"));
    assert_eq!(record.citation.as_deref(), Some("a\nb"));
}

#[test]
fn bad_rows_are_set_aside() {
    let good = "1,1,a,b,c,1,1,1,Sudan,625,1,2004-01-31,2004-01-31,1,1,1,,";
    let rows = [
        good.replace("2004-01-31,1,", "2004-02-30,1,"),
        good.replace("2004-01-31,2004-01-31", "2004-02-01,2004-01-31"),
        good.replace(",1,1,1,,", ",,1,1,,"),
        good.replace(",1,1,1,,", ",-1,1,1,,"),
        good.replace("1,1,a", ",1,a"),
    ];
    let read = read_bytes(Ged, format!("{HEADER}\n{}\n", rows.join("\n"))).expect("GED");
    assert_eq!((read.totals.kept, read.totals.rejected), (0, 5));
    assert_eq!(
        read.rejected[3].reason,
        "best: -1 does not lie between 0 and 10000000000"
    );
}

#[test]
fn another_table_is_refused() {
    assert!(matches!(
        read_bytes(Ged, "id,best\n1,2\n"),
        Err(Error::OtherLayout { .. })
    ));
}

#[test]
fn every_real_file() {
    for (name, rows) in [
        ("GED231_Ethiopia_to2021.csv.gz", 2947),
        ("GED231_SriLanka_to2021.csv.gz", 4581),
        ("GED231_SierraLeone_to2021.csv.gz", 1497),
        ("GED231_Venezuela_to2021.csv.gz", 1427),
        ("GED231_SouthSudan_to2021.csv.gz", 940),
        ("GED231_ElSalvador_to2021.csv.gz", 118),
        ("GED-gis_Sudan_to2021.csv.gz", 3365),
        ("GEDEvent_v23_0_10_excerpt.csv", 120),
    ] {
        let Some(read) = read_real(Ged, &format!("ucdp_ged/{name}")) else {
            return;
        };
        assert_eq!(read.totals.kept, rows, "{name}");
        assert_eq!(
            read.totals.unknown.total(),
            0,
            "{name}: {:?}",
            read.totals.unknown
        );
        for record in &read.records {
            let country = record.country.as_deref().expect("a country");
            assert_eq!(country.len(), 3, "{name}: {country}");
            assert!(record.fatalities_best.is_some());
        }
    }
}

fn long(records: &[Record]) -> usize {
    let months = |record: &&Record| {
        let (from, to) = (record.began_on, record.ended_on);
        (from.year(), from.month()) != (to.year(), to.month())
    };
    records.iter().filter(months).count()
}

#[test]
fn quirks_of_the_real_files() {
    let Some(leone) = read_real(Ged, "ucdp_ged/GED231_SierraLeone_to2021.csv.gz") else {
        return;
    };
    assert!(long(&leone.records) > 0);
    let Some(ethiopia) = read_real(Ged, "ucdp_ged/GED231_Ethiopia_to2021.csv.gz") else {
        return;
    };
    let zero = ethiopia
        .records
        .iter()
        .filter(|r| r.fatalities_best == Some(0.0))
        .count();
    assert!(zero > 1000, "{zero}");
    assert!(
        ethiopia
            .records
            .iter()
            .any(|r| r.fatalities_low > r.fatalities_best)
    );
    let broken = ethiopia.records.iter().filter(|r| {
        [&r.citation, &r.text]
            .into_iter()
            .flatten()
            .any(|text| text.contains('\n'))
    });
    assert_eq!(broken.count(), 72);
    let Some(sudan) = read_real(Ged, "ucdp_ged/GED-gis_Sudan_to2021.csv.gz") else {
        return;
    };
    assert!(
        sudan
            .records
            .iter()
            .any(|r| r.source.as_deref() == Some("SDN.GOV"))
    );
}

/// Deaths of state-based violence by the month in which an event ended.
#[test]
fn the_target_of_views_comes_out_exactly() {
    let Some(target) = super::real("views_cm/cm_ged_sb_release1_1990-01_2021-12.csv.gz") else {
        return;
    };
    let target =
        super::read(foreshock_source::Publisher::Views, &target).expect("a table of VIEWS");
    for (name, iso3) in [
        ("SriLanka", "LKA"),
        ("SouthSudan", "SSD"),
        ("SierraLeone", "SLE"),
        ("ElSalvador", "SLV"),
    ] {
        let Some(ged) = read_real(Ged, &format!("ucdp_ged/GED231_{name}_to2021.csv.gz")) else {
            return;
        };
        let mut sums: BTreeMap<(i16, i8), f64> = BTreeMap::new();
        for record in &ged.records {
            if &*record.category == "state-based" {
                let month = (record.ended_on.year(), record.ended_on.month());
                *sums.entry(month).or_default() += record.fatalities_best.unwrap_or_default();
            }
        }
        let mut months = 0;
        for observed in &target.records {
            if observed.country.as_deref() == Some(iso3) {
                let month = (observed.began_on.year(), observed.began_on.month());
                let sum = sums.get(&month).copied().unwrap_or_default();
                assert_eq!(observed.count, Some(sum), "{name} {month:?}");
                months += 1;
            }
        }
        assert!(months > 100, "{name}: {months}");
    }
}
