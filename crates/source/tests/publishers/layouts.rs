//! POLECAT and ACLED, of which there are only layouts: rows of our own in them.

use foreshock_event::DatePrecision;
use foreshock_source::{Error, Publisher};
use jiff::civil::date;

use super::read_bytes;

const POLECAT: &str = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion";

#[test]
fn a_row_of_polecat() {
    let values = [
        "e1",
        "2022-03-01",
        "PROTEST",
        "riot",
        "-5.0",
        "MATERIAL CONFLICT",
        "",
        "Crowd",
        "KOR",
        "732",
        "CVL",
        "CVL;PTY",
        "",
        "",
        "",
        "Army",
        "None",
        "731",
        "MIL",
        "MIL",
        "",
        "",
        "",
        "",
        "Seoul",
        "",
        "Seoul",
        "South Korea",
        "37.5",
        "127.0",
        "",
        "",
        "PPLC",
        "Yonhap",
        "2022-03-02",
        "",
        "",
        "",
        "en",
        "1",
    ];
    let text = format!("{POLECAT}\n{}\n", values.join("\t"));
    let read = read_bytes(Publisher::Polecat, text).expect("POLECAT");
    let record = read.with_id("e1");
    assert_eq!(record.plover.as_deref(), Some("PROTEST"));
    assert_eq!(&*record.category, "PROTEST / riot");
    assert_eq!(record.quad, Some(4));
    assert_eq!(record.source.as_deref(), Some("KOR.CVL"));
    assert_eq!(record.target.as_deref(), Some("PRK.MIL"));
    assert_eq!(record.country.as_deref(), Some("KOR"));
    assert_eq!(
        record.published_at.map(|t| t.to_string()).as_deref(),
        Some("2022-03-02T23:59:59.999999Z")
    );
    let other = read_bytes(Publisher::Polecat, "a\tb\n1\t2\n");
    assert!(matches!(other, Err(Error::OtherLayout { .. })));
}

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp";

#[test]
fn rows_of_acled_from_an_export_and_from_the_api() {
    let row = |id: &str, day: &str| {
        format!(
            "{id},{day},2023,1,Political violence,Battles,Armed clash,Military Forces of Sudan (2019-),,State forces,RSF: Rapid Support Forces,,Rebel group,,,729,Northern Africa,Sudan,Khartoum,,,Khartoum,15.5,32.5,1,Radio,National,\"Clashes, again\",12,,1704230400\n"
        )
    };
    let text = format!(
        "{ACLED}\n{}{}{}{}",
        row("SUD1", "31 December 2023"),
        row("SUD2", "2023-12-31"),
        row("SUD3", "2023-12-31").replace(",1,Political", ",3,Political"),
        row("SUD4", "31 Dezember 2023"),
    );
    let read = read_bytes(Publisher::Acled, text).expect("ACLED");
    assert_eq!((read.totals.kept, read.totals.rejected), (3, 1));
    for id in ["SUD1", "SUD2"] {
        let record = read.with_id(id);
        assert_eq!(record.began_on, date(2023, 12, 31));
        assert_eq!(&*record.category, "Battles / Armed clash");
        assert_eq!(record.source.as_deref(), Some("SDN.MIL"));
        assert_eq!(record.target, None);
        assert_eq!(record.country.as_deref(), Some("SDN"));
        assert_eq!(record.fatalities_best, Some(12.0));
        assert_eq!(record.text.as_deref(), Some("Clashes, again"));
        assert_eq!(
            record.published_at.map(|t| t.to_string()).as_deref(),
            Some("2024-01-02T21:20:00Z")
        );
    }
    assert_eq!(read.with_id("SUD3").date_precision, DatePrecision::Month);
}
