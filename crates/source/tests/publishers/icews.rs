use foreshock_source::{Error, Publisher::Icews};
use jiff::civil::date;

use super::{read_bytes, read_real, real};

const HEADER: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";

#[test]
fn na_is_missing_only_where_it_is_the_whole_field() {
    let row = "1\t2018-06-01\tNA Corp\tExecutive,Foreign Ministry,Government\tNamibia\tConsult\t040\t1\tCitizen (NA)\tNA\tNA\t47\t2\tNews\tNA\tNA\tNA\tNamibia\tNA\tNA";
    let read = read_bytes(Icews, format!("{HEADER}\n{row}\n")).expect("ICEWS");
    let record = read.with_id("1");
    assert_eq!(record.source.as_deref(), Some("NAM.GOV"));
    assert_eq!(record.source_name.as_deref(), Some("NA Corp"));
    assert_eq!(record.target, None);
    assert_eq!(record.target_name.as_deref(), Some("Citizen (NA)"));
    assert_eq!((record.lat, record.place.as_deref()), (None, None));
    assert_eq!(record.country.as_deref(), Some("NAM"));
    assert_eq!(record.cameo.as_deref(), Some("040"));
    assert_eq!(&*record.category, "Consult");
    assert_eq!(record.plover.as_deref(), Some("CONSULT"));
    assert_eq!(record.geo_precision.as_deref(), Some("country"));
}

#[test]
fn a_line_of_a_graph() {
    let text = "Police (Australia)\tfight with small arms and light weapons\tC\u{f4}te d'Ivoire\t2011-10-08\n\
        Pervez Musharraf\tEngage in negotiation\tX, Y/Z\t2010-05-23\n\
        Pervez Musharraf\tEngage in negotiation\tX, Y/Z\t2010-05-23\n";
    let read = read_bytes(Icews, text).expect("a graph");
    assert_eq!(read.records[0].source.as_deref(), Some("AUS"));
    assert_eq!(read.records[0].target.as_deref(), Some("CIV"));
    assert_eq!(read.records[0].cameo.as_deref(), Some("193"));
    assert_eq!(read.records[0].quad, Some(4));
    assert_eq!(read.records[1].source, None);
    // The same fact said twice are two rows, told apart.
    assert_ne!(read.records[1].event_id, read.records[2].event_id);
}

#[test]
fn a_graph_of_numbers_is_refused_with_what_to_do() {
    let refused = read_bytes(Icews, "0\t0\t1\t0\t-1\n0\t9\t84\t0\t-1\n");
    let Err(error @ Error::OtherLayout { .. }) = refused else {
        panic!("read as if it had names");
    };
    assert!(error.to_string().contains("numbers in place of names"));
    if let Some(path) = real("icews/icews14_test.txt.gz") {
        assert!(super::read(Icews, &path).is_err());
    }
}

#[test]
fn the_real_sample() {
    let Some(read) = read_real(Icews, "icews/icews_raw_2018_sample.tab.gz") else {
        return;
    };
    assert_eq!(read.totals.kept, 3705);
    assert_eq!(read.totals.unknown.total(), 0, "{:?}", read.totals.unknown);
    let without_place = read
        .records
        .iter()
        .filter(|record| record.lat.is_none())
        .count();
    assert_eq!(without_place, 2);
    let days = [date(2018, 6, 1), date(2018, 6, 2)];
    assert!(
        read.records
            .iter()
            .all(|record| days.contains(&record.began_on))
    );
    // The name of an event and its code lead to each other.
    for record in &read.records {
        let code = foreshock_source::crosswalk::cameo_of_name(&record.category);
        assert_eq!(code, record.cameo.as_deref(), "{}", record.category);
    }
    let mut seen = std::collections::HashMap::new();
    for record in &read.records {
        let key = (
            record.began_on,
            record.source_name.clone(),
            record.cameo.clone(),
            record.target_name.clone(),
        );
        *seen.entry(key).or_insert(0_u32) += 1;
    }
    let repeats: u32 = seen.values().map(|count| count - 1).sum();
    assert_eq!(repeats, 971, "one sentence gives several events");
}

#[test]
fn the_real_graphs() {
    for (name, rows) in [
        ("icews0515_names_valid.txt.gz", 46_275),
        ("icews0515_names_test.txt.gz", 46_092),
        ("icews0515_dense_2011-10_2014-12.txt.gz", 122_260),
        ("icews0515_korea_union.txt.gz", 9_946),
    ] {
        let Some(read) = read_real(Icews, &format!("icews/{name}")) else {
            return;
        };
        assert_eq!(read.totals.kept, rows, "{name}");
        assert_eq!(
            read.totals.unknown.total(),
            0,
            "{name}: {:?}",
            read.totals.unknown
        );
        assert!(read.records.iter().all(|record| record.cameo.is_some()));
    }
}

/// Facts are told apart by what they state, and the country in parentheses counts
/// (`Citizen (North Korea)`).
#[test]
fn facts_between_the_koreas() {
    let mut facts = 0;
    let mut ids = std::collections::HashSet::new();
    for name in ["valid", "test"] {
        let Some(read) = read_real(Icews, &format!("icews/icews0515_names_{name}.txt.gz")) else {
            return;
        };
        for record in &read.records {
            ids.insert(record.event_id.clone());
            let sides = (record.source.as_deref(), record.target.as_deref());
            let between = [(Some("PRK"), Some("KOR")), (Some("KOR"), Some("PRK"))];
            facts += u32::from(between.contains(&sides));
        }
    }
    assert_eq!(ids.len(), 92_367, "distinct facts");
    assert_eq!(facts, 54);
}
