//! The lists of publishers, real ones where they are at hand.

mod server;

use std::{
    env, fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};

use flate2::read::GzDecoder;
use foreshock_fetch::{Catalogue, Client, Error, Listing, Options, Span, Url};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;
use server::{Answer, Server};

fn list(catalogue: Catalogue, server: &Server, from: Date, to: Date) -> Result<Listing, Error> {
    let directory = tempfile::tempdir().expect("a directory");
    let options = Options {
        tries: 1,
        ..Options::default()
    };
    let base = Url::parse(&server.base()).expect("an address");
    let client = Client::new(options, None);
    let listing = catalogue.list(&client, &base, Span { from, to }, directory.path());
    let left = fs::read_dir(directory.path()).expect("a directory").count();
    assert_eq!(left, 0, "something of the list was left behind");
    listing
}

fn names(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|file| &*file.name).collect()
}

/// Shared data, unpacked; says what it skips where they are missing.
fn shared(name: &str) -> Option<String> {
    let data = match env::var_os("FORESHOCK_DATA") {
        Some(data) => PathBuf::from(data),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
    };
    let path = data.join("gdelt").join(name);
    let Ok(bytes) = fs::read(&path) else {
        eprintln!(
            "SKIPPED: {} is not there; set FORESHOCK_DATA",
            path.display()
        );
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(&*bytes)
        .read_to_string(&mut text)
        .expect("a list");
    Some(text)
}

const SUM: &str = "297a16b493de7cf6ca809a7cc31d0b93";

#[test]
fn the_list_of_gdelt_2_gives_event_files_and_tells_what_it_lacks() {
    let text = format!(
        "150383 {SUM} http://data.gdeltproject.org/gdeltv2/20150218230000.export.CSV.zip\n\
         318084 {SUM} http://data.gdeltproject.org/gdeltv2/20150218230000.mentions.CSV.zip\n\
         1 {SUM} http://data.gdeltproject.org/gdeltv2/20150219003000.export.CSV.zip\n\
         \n\
         2 {SUM} http://data.gdeltproject.org/gdeltv2/20150219000000.export.CSV.zip\n\
         3 {SUM} http://else.where/20150219001500.export.CSV.zip\n\
         4 {SUM} http://data.gdeltproject.org/gdeltv2/20150220001500.export.CSV.zip\n\
         x {SUM} http://data.gdeltproject.org/gdeltv2/20150219010000.export.CSV.zip\n\
         5 beef http://data.gdeltproject.org/gdeltv2/20150219010000.export.CSV.zip\n\
         5 {SUM} http://data.gdeltproject.org/gdeltv2/..%2F.export.CSV.zip\n\
         half of a line\n\
         9 {SUM} http://data.gdeltproject.org/gdeltv2/20150219003000.export.CSV.zip\n"
    );
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/masterfilelist.txt" => Answer::body(text.clone()),
        _ => Answer::status(404),
    });
    let day = date(2015, 2, 19);
    let listing = list(Catalogue::Gdelt, &server, day, day).expect("a list");
    assert_eq!(
        names(&listing),
        [
            "20150219000000.export.CSV.zip",
            "20150219001500.export.CSV.zip",
            "20150219003000.export.CSV.zip",
        ]
    );
    // The later line stands, and that there were two is told.
    assert_eq!(listing.files[2].size, Some(9));
    assert_eq!(listing.faults_in_all, 5, "{:?}", listing.faults);
    // Files lie beside their list, whatever host the list names.
    for file in &listing.files {
        assert_eq!(file.url.as_str(), format!("{}{}", server.base(), file.name));
    }
    // From 00:45 to the end of the day.
    let gaps: Vec<_> = listing
        .gaps
        .iter()
        .map(|gap| (gap.from.to_string(), gap.slots))
        .collect();
    assert_eq!(gaps, [("2015-02-19T00:45:00".to_owned(), 93)]);
    // What the list does not reach is no gap, but told.
    let later = list(
        Catalogue::Gdelt,
        &server,
        date(2020, 1, 1),
        date(2020, 1, 2),
    );
    let later = later.expect("a list");
    assert!(later.files.is_empty() && later.gaps.is_empty());
    let (first, last) = later.reaches.expect("a sequence");
    assert_eq!(first.to_string(), "2015-02-18T23:00:00");
    assert_eq!(last.to_string(), "2015-02-20T00:15:00");
}

/// A list of GDELT 2.0 as long as some years of it, in the order of time.
fn long_list() -> String {
    let first = date(2020, 1, 1).to_datetime(jiff::civil::Time::midnight());
    let slots = (0..60_000).map(|slot| first.checked_add((15 * slot).minutes()).expect("a time"));
    let lines = slots.map(|slot| {
        let slot = slot.strftime("%Y%m%d%H%M%S");
        let home = "http://data.gdeltproject.org/gdeltv2";
        format!("5 {SUM} {home}/{slot}.export.CSV.zip\n6 {SUM} {home}/{slot}.mentions.CSV.zip\n")
    });
    lines.collect()
}

#[test]
fn of_the_list_of_gdelt_2_the_end_is_enough_for_what_is_recent() {
    let text = long_list();
    let length = text.len();
    let without = text.replace("20210915101500", "20210915103000");
    let faulty = format!("{text}half of a line\n");
    // The last slot is that of 16 September 2021, 23:45.
    let recent = (date(2021, 9, 14), date(2021, 9, 20));
    let old = (date(2020, 5, 1), date(2020, 5, 2));
    let later = (date(2022, 5, 1), date(2022, 5, 2));
    let cases = [
        (&text, recent, 1),
        (&without, recent, 1),
        (&faulty, recent, 2),
        (&text, old, 2),
        (&text, later, 2),
    ];
    for (text, (from, to), requests) in cases {
        let given = text.clone();
        let server = Server::new(move |asked| Answer::end_of(asked, given.as_bytes()));
        let listing = list(Catalogue::Gdelt, &server, from, to).expect("a list");
        assert_eq!(server.asked().len(), requests, "{from}");
        let given = text.clone();
        let whole = Server::new(move |_| Answer::body(given.clone()));
        let expected = list(Catalogue::Gdelt, &whole, from, to).expect("a list");
        assert_eq!(names(&listing), names(&expected));
        assert_eq!(
            format!("{:?}", listing.gaps),
            format!("{:?}", expected.gaps)
        );
        assert_eq!(listing.faults, expected.faults);
        assert_eq!(
            listing.reaches.map(|(_, last)| last),
            expected.reaches.map(|(_, last)| last)
        );
    }
    assert!(length > 8 << 20);
}

#[test]
fn an_end_of_a_list_that_is_not_what_was_asked_for_is_not_taken() {
    let text = long_list();
    let recent = (date(2021, 9, 14), date(2021, 9, 20));
    let bad: [fn(Answer) -> Answer; 5] = [
        |answer| Answer {
            headers: vec![("Content-Range", "bytes 0-1/2".to_owned())],
            ..answer
        },
        |answer| Answer {
            headers: Vec::new(),
            ..answer
        },
        |answer| answer.cut(1000),
        |answer| Answer {
            headers: vec![("Content-Range", "bytes 5-4/5".to_owned())],
            ..answer
        },
        |_| Answer::status(416),
    ];
    for spoil in bad {
        let given = text.clone();
        let server = Server::new(move |asked| {
            let answer = Answer::end_of(asked, given.as_bytes());
            if asked.last().is_some() {
                spoil(answer)
            } else {
                answer
            }
        });
        let listing = list(Catalogue::Gdelt, &server, recent.0, recent.1).expect("a list");
        assert_eq!((server.asked().len(), listing.files.len()), (2, 288));
    }
}

#[test]
fn the_list_of_gdelt_1_is_two_lists() {
    let sizes = "1088704384 GDELT.MASTERREDUCEDV2.1979-2013.zip\n14 1979.zip\n15 201303.zip\n\
                 16 20140122.export.CSV.zip\n17 20140126.export.CSV.zip\n18 20140128.export.CSV.zip\n\
                 19 20140129.export.CSV.zip\n";
    let sums = format!(
        "{SUM}  GDELT.MASTERREDUCEDV2.1979-2013.zip\n{SUM}  1979.zip\n{SUM}  201303.zip\n\
         {SUM}  20140122.export.CSV.zip\n{SUM}  20140126.export.CSV.zip\n\
         {SUM}  20140128.export.CSV.zip\n{SUM}  20140130.export.CSV.zip\n"
    );
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/filesizes" => Answer::body(sizes),
        "/md5sums" => Answer::body(sums.clone()),
        _ => Answer::status(404),
    });
    let all = list(
        Catalogue::Gdelt1,
        &server,
        date(1979, 5, 1),
        date(2014, 12, 31),
    );
    let all = all.expect("a list");
    assert_eq!(all.files.len(), 5);
    // One has a size alone, one an MD5 alone.
    assert_eq!(all.faults_in_all, 2, "{:?}", all.faults);
    let gaps: Vec<_> = all
        .gaps
        .iter()
        .map(|gap| (gap.from.date().to_string(), gap.slots, gap.never_published))
        .collect();
    assert_eq!(
        gaps,
        [
            ("2014-01-23".to_owned(), 3, true),
            ("2014-01-27".to_owned(), 1, false),
            ("2014-01-29".to_owned(), 1, false),
        ]
    );
    let march = list(
        Catalogue::Gdelt1,
        &server,
        date(2013, 3, 9),
        date(2013, 3, 9),
    );
    assert_eq!(names(&march.expect("a list")), ["201303.zip"]);
}

#[test]
fn the_page_of_ucdp_gives_the_newest_year_and_the_months_after_it() {
    let page = r#"<html><a href="ged/ged231-csv.zip">old</a> <a href='ged/ged241-csv.zip'>CSV</a>
        <a href="ged/ged241-xlsx.zip">Excel</a> <A HREF = "candidateged/GEDEvent_v24_0_1.csv">x</A>
        <a href="/candidateged/GEDEvent_v24_0_3.csv#top">x</a>
        <a href="https://else.where/GEDEvent_v24_0_4.csv">x</a> <a href="actor/ucdp-actor-241-csv.zip">"#;
    let server = Server::new(move |_| Answer::body(page));
    let listing = list(
        Catalogue::Ucdp,
        &server,
        date(2023, 1, 1),
        date(2024, 12, 31),
    );
    let listing = listing.expect("a list");
    assert_eq!(
        names(&listing),
        [
            "ged241-csv.zip",
            "GEDEvent_v24_0_1.csv",
            "GEDEvent_v24_0_3.csv"
        ]
    );
    let path = listing.files[2].url.path();
    assert_eq!(path, "/candidateged/GEDEvent_v24_0_3.csv");
    assert_eq!(listing.faults_in_all, 1, "{:?}", listing.faults);
    let gaps: Vec<_> = listing
        .gaps
        .iter()
        .map(|gap| (gap.from.date(), gap.slots))
        .collect();
    assert_eq!(gaps, [(date(2024, 2, 1), 1)]);
    let march = list(Catalogue::Ucdp, &server, date(2024, 3, 5), date(2024, 3, 6));
    assert_eq!(names(&march.expect("a list")), ["GEDEvent_v24_0_3.csv"]);
}

#[test]
fn the_description_of_a_dataset_gives_its_files_of_events() {
    let json = format!(
        r#"{{"status":"OK","data":{{"latestVersion":{{"files":[
        {{"restricted":false,"dataFile":{{"id":1,"filename":"ngecEventsDV-2022.txt.zip","filesize":10,"md5":"{SUM}"}}}},
        {{"restricted":false,"dataFile":{{"id":2,"filename":"ngecEvents.20230103111842.Release603.DV.txt","filesize":11,"md5":"{SUM}",
          "originalFileFormat":"text/tsv","originalFileSize":9}}}},
        {{"restricted":true,"dataFile":{{"id":3,"filename":"ngecEventsDV-2021.txt.zip","filesize":10,"md5":"{SUM}"}}}},
        {{"restricted":false,"dataFile":{{"id":4,"filename":"ngecEventsDV-2022.txt.zip","filesize":12,"md5":"{SUM}"}}}},
        {{"restricted":false,"dataFile":{{"id":5,"filename":"codebook.pdf","filesize":12,"md5":"{SUM}"}}}}
        ]}}}}}}"#
    );
    let server = Server::new(move |_| Answer::body(json.clone()));
    let listing = list(
        Catalogue::Polecat,
        &server,
        date(2021, 1, 1),
        date(2023, 1, 10),
    );
    let listing = listing.expect("a list");
    let files: Vec<_> = listing
        .files
        .iter()
        .map(|file| (&*file.name, file.url.path(), file.url.query(), file.size))
        .collect();
    assert_eq!(
        files,
        [
            (
                "4-ngecEventsDV-2022.txt.zip",
                "/api/access/datafile/4",
                None,
                Some(12)
            ),
            (
                "ngecEvents.20230103111842.Release603.DV.txt",
                "/api/access/datafile/2",
                Some("format=original"),
                Some(9)
            ),
            (
                "ngecEventsDV-2022.txt.zip",
                "/api/access/datafile/1",
                None,
                Some(10)
            ),
        ]
    );
    assert!(
        listing.faults[0].contains("restricted"),
        "{:?}",
        listing.faults
    );
}

/// A page of a portal that wants a password, a list that is none, one without an end.
#[test]
fn what_is_no_list_is_refused() {
    let pages: [Vec<u8>; 4] = [
        b"<html>please log in</html>".to_vec(),
        Vec::new(),
        vec![b'x'; 1 << 20],
        vec![0xff; 1000],
    ];
    for page in pages {
        let server = Server::new(move |_| Answer::body(page.clone()));
        for catalogue in Catalogue::ALL {
            let listing = list(catalogue, &server, date(2020, 1, 1), date(2020, 12, 31));
            let error = listing.expect_err("no list");
            assert!(matches!(error, Error::NoList { .. }), "{error}");
            assert!(error.to_string().contains(catalogue.name()), "{error}");
        }
    }
}

/// A server whose answer is what `page` holds at the moment.
fn changing() -> &'static (Server, Arc<Mutex<Vec<u8>>>) {
    static SERVER: OnceLock<(Server, Arc<Mutex<Vec<u8>>>)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let page: Arc<Mutex<Vec<u8>>> = Arc::default();
        let shown = Arc::clone(&page);
        let server = Server::new(move |_| Answer::body(shown.lock().expect("no panic").clone()));
        (server, page)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in a list, it is read or refused, and no name leads out of the
    /// directory.
    #[test]
    fn no_list_panics_or_leads_elsewhere(
        parts in prop::collection::vec(
            prop_oneof![
                Just("150383 ".to_owned()),
                Just(format!("{SUM} ")),
                Just("http://x/20150218230000.export.CSV.zip\n".to_owned()),
                Just("99999999999999999999 ".to_owned()),
                Just("20140122.export.CSV.zip\n".to_owned()),
                Just("201303.zip\n".to_owned()),
                Just("20150230240000.export.CSV.zip\n".to_owned()),
                Just("<a href=\"../../GEDEvent_v24_0_13.csv\">".to_owned()),
                Just("<a href='ged/ged241-csv.zip'>".to_owned()),
                Just("href=//else.where/ged251.csv ".to_owned()),
                Just("{\"data\":{\"latestVersion\":{\"files\":[]}}}".to_owned()),
                "\\PC{0,12}",
                "[0-9a-f./\\\\%\n\t ]{0,20}",
            ],
            0..30,
        )
    ) {
        let (server, page) = changing();
        *page.lock().expect("no panic") = parts.concat().into_bytes();
        for catalogue in Catalogue::ALL {
            let listing = list(catalogue, server, date(1979, 1, 1), date(2030, 12, 31));
            for file in listing.map(|listing| listing.files).unwrap_or_default() {
                let name = Path::new(&file.name);
                prop_assert_eq!(name.components().count(), 1);
                prop_assert!(!file.name.starts_with('.') && !file.name.contains(['/', '\\']));
                prop_assert_eq!(file.url.host_str(), Some("127.0.0.1"));
            }
        }
    }
}

#[test]
fn the_real_list_of_gdelt_2_is_read_with_its_holes() {
    let Some(text) = shared("gdelt2_masterfilelist_first900.txt.gz") else {
        return;
    };
    let server = Server::new(move |_| Answer::body(text.clone()));
    let listing = list(
        Catalogue::Gdelt,
        &server,
        date(2015, 2, 18),
        date(2015, 2, 28),
    );
    let listing = listing.expect("a list");
    assert_eq!(listing.faults_in_all, 0, "{:?}", listing.faults);
    assert_eq!(listing.files[0].name, "20150218230000.export.CSV.zip");
    assert_eq!(listing.files[0].size, Some(150_383));
    let (first, last) = listing.reaches.expect("a sequence");
    let missing: u64 = listing.gaps.iter().map(|gap| gap.slots).sum();
    let span = i64::from((last - first).get_hours()) * 4 + (last - first).get_minutes() / 15;
    let days = i64::from((last - first).get_days()) * 96;
    assert!(missing > 0);
    assert_eq!(listing.files.len() as i64 + missing as i64, days + span + 1);
}

#[test]
fn the_real_lists_of_gdelt_1_lack_the_four_days_that_are_known() {
    let (Some(sizes), Some(sums)) = (
        shared("gdelt1_event_filesizes_to_20231005.txt.gz"),
        shared("gdelt1_event_md5sums_to_20231005.txt.gz"),
    ) else {
        return;
    };
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/filesizes" => Answer::body(sizes.clone()),
        _ => Answer::body(sums.clone()),
    });
    let listing = list(
        Catalogue::Gdelt1,
        &server,
        date(1979, 1, 1),
        date(2023, 12, 31),
    );
    let listing = listing.expect("a list");
    assert_eq!(listing.faults_in_all, 0, "{:?}", listing.faults);
    assert_eq!(listing.files.len(), 3950);
    let gaps: Vec<_> = listing
        .gaps
        .iter()
        .map(|gap| (gap.from.date(), gap.slots, gap.never_published))
        .collect();
    assert_eq!(
        gaps,
        [(date(2014, 1, 23), 3, true), (date(2014, 3, 19), 1, true)]
    );
}
