use foreshock_event::DatePrecision;
use foreshock_source::{Error, Publisher::Mid};
use jiff::civil::date;

use super::{read_bytes, read_real, real};

const HEADER: &str = "dispnum,incidnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,insidea,sidea,fatality,fatalpre,action,hostlev,revtype1,revtype2,version";

#[test]
fn participants_are_directed_at_the_other_side() {
    let text = format!(
        "{HEADER}\r\n3551,1,\"PRK\",731,16,7,2010,16,7,2010,1,1,2,46,17,4,2,0,5\r\n\
         3551,1,\"ROK\",732,-9,7,2010,-9,7,2010,0,0,-9,-9,1,2,0,0,5\r\n\
         3551,1,\"USA\",2,-9,-9,2010,-9,-9,2010,0,0,-9,-9,1,2,0,0,5\r\n\
         3552,1,\"PRK\",731,31,2,2010,1,3,2010,1,1,2,46,17,4,2,0,5\r\n"
    );
    let read = read_bytes(Mid, text).expect("MIDIP");
    assert_eq!((read.totals.kept, read.totals.rejected), (3, 1));
    let [north, south, states] = &read.records[..] else {
        panic!("three participants");
    };
    assert_eq!(north.source.as_deref(), Some("PRK"));
    assert_eq!(
        (north.target.as_deref(), north.target_name.as_deref()),
        (None, Some("KOR; USA"))
    );
    assert_eq!(north.fatalities_best, Some(46.0));
    assert_eq!((north.intensity, north.quad), (Some(4.0), Some(4)));
    assert_eq!(&*north.category, "incident participant / action 17");
    assert_eq!(south.target.as_deref(), Some("PRK"));
    assert_eq!(
        (south.began_on, south.ended_on),
        (date(2010, 7, 1), date(2010, 7, 31))
    );
    assert_eq!(south.date_precision, DatePrecision::Month);
    assert_eq!(south.quad, Some(3));
    assert_eq!(south.fatalities_best, None);
    assert_eq!(states.date_precision, DatePrecision::Year);
    assert_eq!(
        (states.began_on, states.ended_on),
        (date(2010, 1, 1), date(2010, 12, 31))
    );
    assert_eq!(read.rejected[0].row, 4);
    assert!(read.rejected[0].raw.starts_with("3552,1,PRK,731,31,2,2010"));
}

#[test]
fn a_state_number_stands_for_who_held_it_then() {
    let row = |year: i32| format!("1,1,YUG,345,1,1,{year},1,1,{year},1,1,0,0,1,1,0,0,5\n");
    let read = read_bytes(Mid, format!("{HEADER}\n{}{}", row(1995), row(1890))).expect("MIDIP");
    let states: Vec<_> = read.records.iter().map(|r| r.source.as_deref()).collect();
    assert_eq!(states, [Some("YUG"), Some("SRB")]);
}

#[test]
fn a_number_written_as_a_power_of_ten() {
    let text = "dispnum,dispnum4,ccode,stabb,stday,stmon,styear,endday,endmon,endyear,sidea,fatalpre,hiact,hostlev,version\n\
        4088,-9,2,USA,-9,7,1999,-9,3,2e3,0,0,7,3,gml-2.0\n";
    let read = read_bytes(Mid, text).expect("GML");
    assert_eq!(read.records[0].ended_on, date(2000, 3, 31));
    assert!(read.records[0].event_id.starts_with("gml/4088/2/"));
}

#[test]
fn pairs_of_states_by_year_are_refused() {
    if let Some(path) = real("mid/gml-ndy-disputes-2.0.csv.gz") {
        assert!(matches!(
            super::read(Mid, &path),
            Err(Error::OtherLayout { .. })
        ));
    }
    let refused = read_bytes(Mid, "dispnum,ccode1,ccode2,year\n2,2,200,1902\n");
    assert!(matches!(refused, Err(Error::OtherLayout { .. })));
}

/// Some rows end before they begin, or on days that no calendar has.
#[test]
fn every_real_file() {
    for (name, rows, rejected) in [
        ("MIDA_5.0.csv.gz", 2436, 0),
        ("MIDB_5.0.csv.gz", 5883, 0),
        ("MIDI_5.0.csv.gz", 4483, 0),
        ("MIDIP_5.0.csv.gz", 9619, 2),
        ("gml-mida-2.0.csv.gz", 2214, 7),
        ("gml-midb-2.0.csv.gz", 5340, 47),
    ] {
        let Some(path) = real(&format!("mid/{name}")) else {
            return;
        };
        let read = super::read(Mid, &path).expect("a table of MID");
        assert_eq!(
            (read.totals.read, read.totals.rejected),
            (rows, rejected),
            "{name}"
        );
        assert_eq!(
            read.totals.unknown.total(),
            0,
            "{name}: {:?}",
            read.totals.unknown
        );
        let ids: std::collections::HashSet<_> = read.records.iter().map(|r| &r.event_id).collect();
        assert_eq!(
            ids.len(),
            read.records.len(),
            "{name}: no two rows share an id"
        );
        for row in &read.rejected {
            assert!(
                row.reason.contains("before it begins")
                    || row.reason.contains("no") && row.reason.contains("day of the calendar"),
                "{name}: {}",
                row.reason
            );
        }
    }
}

/// As the readme counts them: dates with -9, and incidents of both Koreas.
#[test]
fn quirks_of_the_real_files() {
    let Some(incidents) = read_real(Mid, "mid/MIDI_5.0.csv.gz") else {
        return;
    };
    let coarse = incidents
        .records
        .iter()
        .filter(|r| r.date_precision != DatePrecision::Day)
        .count();
    assert!(
        (332..=350).contains(&coarse),
        "{coarse}: 332 end days are missing"
    );
    let Some(path) = real("mid/MIDIP_5.0.csv.gz") else {
        return;
    };
    let participants = super::read(Mid, &path).expect("participants");
    let mut by_incident: std::collections::HashMap<String, Vec<&str>> = Default::default();
    for record in &participants.records {
        let incident: Vec<&str> = record.event_id.split('/').collect();
        let states = by_incident.entry(incident[..3].join("/")).or_default();
        states.extend(record.source.as_deref());
    }
    let both = by_incident
        .values()
        .filter(|states| states.contains(&"PRK") && states.contains(&"KOR"));
    assert_eq!(both.count(), 204);
}
