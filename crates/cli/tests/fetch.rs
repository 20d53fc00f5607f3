//! `foreshock fetch`, as a person runs it, from a server on this machine.

mod common;
#[path = "../../fetch/tests/server/mod.rs"]
mod server;

use std::{
    collections::BTreeMap,
    env, fs,
    io::{Cursor, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use common::{Place, Ran, workspace};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use server::{Answer, Asked, Server};

/// Rows of GDELT 2.0 that were added at `stamp`.
fn gdelt(ids: impl IntoIterator<Item = u64>, stamp: &str) -> Vec<u8> {
    let mut text = String::new();
    for id in ids {
        let number = id.to_string();
        let mut fields = vec![""; 61];
        for (place, value) in [
            (0, number.as_str()),
            (1, &stamp[..8]),
            (7, "PRK"),
            (26, "190"),
            (53, "KS"),
            (59, stamp),
        ] {
            fields[place] = value;
        }
        text.push_str(&(fields.join("\t") + "\n"));
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("packed");
    packed.finish().expect("packed")
}

fn md5(bytes: &[u8]) -> String {
    foreshock_fetch::Md5::of(Cursor::new(bytes))
        .expect("memory")
        .to_string()
}

/// The files of a publisher with their list, as GDELT 2.0 has them.
fn published(files: &BTreeMap<String, Vec<u8>>) -> String {
    let lines = files.iter().map(|(name, bytes)| {
        let (size, md5) = (bytes.len(), md5(bytes));
        format!("{size} {md5} http://data.gdeltproject.org/gdeltv2/{name}\n")
    });
    lines.collect()
}

/// Twelve quarters of an hour from midnight, without that of 01:00.
fn files() -> BTreeMap<String, Vec<u8>> {
    (0..12_u64)
        .filter(|slot| *slot != 4)
        .map(|slot| {
            let stamp = format!("20190121{:02}{:02}00", slot / 4, slot % 4 * 15);
            let rows = gdelt(slot * 100..slot * 100 + 50, &stamp);
            (format!("{stamp}.export.CSV.zip"), rows)
        })
        .collect()
}

fn server(
    files: BTreeMap<String, Vec<u8>>,
    misbehave: impl Fn(&Asked, Answer) -> Answer + Send + Sync + 'static,
) -> Server {
    let list = published(&files);
    Server::new(move |asked| {
        let name = asked.path.rsplit('/').next().unwrap_or_default();
        let good = match (name, files.get(name)) {
            ("masterfilelist.txt", _) => Answer::body(list.clone()),
            (_, Some(bytes)) => Answer::file(asked, bytes, name),
            _ => Answer::status(404),
        };
        misbehave(asked, good)
    })
}

fn fetch(place: &Place, server: &Server, more: &[&str]) -> Ran {
    let base = server.base();
    let mut arguments = vec![
        "fetch",
        "gdelt",
        "--from",
        "2019-01-21",
        "--to",
        "2019-01-21",
        "--base-url",
        &base,
        "--tries",
        "2",
        "--stall",
        "1",
        "--json",
    ];
    arguments.extend(more);
    place.run(&arguments)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}{}", ran.out, ran.err))
}

fn coverage(place: &Place) -> Value {
    json(&place.well(&["coverage", "--json"]))
}

#[test]
fn files_come_into_the_lake_once_and_what_the_list_lacks_is_told() {
    let place = Place::new();
    let server = server(files(), |_, good| good);
    let ran = fetch(&place, &server, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let came = json(&ran);
    assert_eq!(
        (&came["listed"], &came["fetched"]),
        (&11.into(), &11.into())
    );
    assert_eq!(came["rows"]["kept"], 550);
    // The list ends at 02:45, which is no gap.
    let gaps = came["gaps"].as_array().expect("gaps");
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0]["from"], "2019-01-21T01:00:00");
    // Nothing stays on the disk but the lake.
    assert!(!place.path().join("lake/fetched").exists());
    let before = coverage(&place);
    let again = json(&fetch(&place, &server, &[]));
    assert_eq!(
        (&again["in_the_lake"], &again["fetched"]),
        (&11.into(), &0.into())
    );
    assert_eq!(coverage(&place), before);
    // The end of the list is asked for first, which this server does not send alone.
    assert_eq!(server.asked().len(), 2 * 2 + 11);
}

/// Every kind of misbehaviour at once: what can be mended is, what cannot is told by name
/// and never read, and a later run brings what was missing.
#[test]
fn a_server_that_misbehaves_costs_nothing_but_what_it_does_not_give() {
    let place = Place::new();
    let bad = server(files(), |asked, good| {
        let bytes = good.body.len();
        match (asked.path.get(9..13), asked.before) {
            (Some("0000"), 0) => good.cut(bytes / 2),
            (Some("0015"), 0) => good.stalled(bytes / 3),
            (Some("0030"), 0) => Answer::status(429).with("Retry-After", "0"),
            (Some("0045"), 0) => Answer::status(500),
            (Some("0115"), _) => Answer::status(404),
            // As long as it should be, and another file.
            (Some("0130"), _) => Answer::body(vec![0x5a; bytes]),
            (Some("0145"), 0) => Answer::status(302).with("Location", asked.path.clone()),
            (Some("0200"), _) => Answer::status(302).with("Location", "ftp://else.where/a"),
            _ => good,
        }
    });
    let ran = fetch(&place, &bad, &[]);
    assert_eq!(ran.code, 1);
    let came = json(&ran);
    let failed: Vec<&str> = came["failed"]
        .as_array()
        .expect("failures")
        .iter()
        .filter_map(|failed| failed["name"].as_str())
        .map(|name| &name[8..12])
        .collect();
    assert_eq!(failed, ["0115", "0130", "0200"]);
    assert_eq!(came["resumed"], 2);
    assert_eq!(came["rows"]["kept"], 8 * 50);
    assert!(ran.err.contains("404"), "{}", ran.err);
    assert!(ran.err.contains("MD5"), "{}", ran.err);
    assert!(ran.err.contains("ftp://else.where/a"), "{}", ran.err);
    let good = server(files(), |_, good| good);
    let came = json(&fetch(&place, &good, &[]));
    assert_eq!(
        (&came["in_the_lake"], &came["fetched"]),
        (&8.into(), &3.into())
    );
    let all = &coverage(&place)[0];
    assert_eq!((&all["files"], &all["kept"]), (&11.into(), &550.into()));
}

#[test]
fn a_mirror_is_whole_and_can_be_read_without_a_network() {
    let place = Place::new();
    let server = server(files(), |_, good| good);
    let came = json(&fetch(
        &place,
        &server,
        &["--mirror", "mirror", "--mirror-only"],
    ));
    assert_eq!(
        (&came["fetched"], &came["rows"]["files"]),
        (&11.into(), &0.into())
    );
    assert!(!place.path().join("lake").exists());
    let mut names: Vec<String> = fs::read_dir(place.path().join("mirror"))
        .expect("the mirror")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    names.sort();
    assert_eq!(names, files().into_keys().collect::<Vec<_>>());
    place.well(&["ingest", "gdelt", "mirror"]);
    assert_eq!(coverage(&place)[0]["kept"], 550);
    // With both, the mirror is completed, and the lake has everything already.
    fs::remove_file(place.path().join("mirror/20190121000000.export.CSV.zip")).expect("removed");
    let came = json(&fetch(&place, &server, &["--mirror", "mirror"]));
    assert_eq!(
        (
            &came["fetched"],
            &came["mirrored_before"],
            &came["rows"]["files"]
        ),
        (&1.into(), &10.into(), &0.into())
    );
}

#[test]
fn a_damaged_file_that_is_as_listed_is_refused_by_the_reader_and_told() {
    let place = Place::new();
    let mut files = files();
    let name = "20190121000000.export.CSV.zip";
    files.insert(name.to_owned(), b"id,date\n1,2\n".to_vec());
    let server = server(files, |_, good| good);
    let ran = fetch(&place, &server, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("is not a zip archive"), "{}", ran.err);
    assert_eq!(json(&ran)["rows"]["kept"], 500);
    // It stays where it can be looked at.
    assert!(place.path().join("lake/fetched/gdelt").join(name).exists());
}

#[test]
fn spans_and_addresses_that_make_no_sense_are_refused() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        let ran = place.run(arguments);
        (ran.code, ran.err)
    };
    let days = ["--from", "2019-01-02", "--to", "2019-01-01"];
    let (code, error) = run(&[&["fetch", "gdelt"], &days[..]].concat());
    assert_eq!(code, 2, "{error}");
    let days = ["--from", "2019-01-01", "--to", "2019-01-01"];
    for address in ["file:///etc", "no address", "ftp://a/b"] {
        let (code, error) = run(&[&["fetch", "gdelt", "--base-url", address], &days[..]].concat());
        assert_eq!(code, 2, "{error}");
    }
    let (code, error) = run(&[&["fetch", "acled"], &days[..]].concat());
    assert_eq!(code, 2, "{error}");
    // Nobody is there.
    let gone = ["--base-url", "http://127.0.0.1:9/", "--tries", "1"];
    let (code, error) = run(&[&["fetch", "gdelt"], &gone[..], &days[..]].concat());
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("masterfilelist.txt"), "{error}");
}

/// The files that are at hand, served under their own names with their own sums.
#[test]
fn real_files_come_in_as_they_are_published() {
    let data = match env::var_os("FORESHOCK_DATA") {
        Some(data) => PathBuf::from(data),
        None => workspace().join("../shared/data"),
    };
    let directory = data.join("gdelt");
    if !directory.is_dir() {
        eprintln!(
            "SKIPPED: {} is not there; set FORESHOCK_DATA",
            directory.display()
        );
        return;
    }
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".export.CSV.zip") {
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
    assert_eq!(files.len(), 4);
    let server = server(files, |asked, good| match asked.before {
        0 if asked.path.contains("2015") => good.cut(70_000),
        _ => good,
    });
    let place = Place::new();
    let base = server.base();
    let ran = place.well(&[
        "fetch",
        "gdelt",
        "--from",
        "2015-01-01",
        "--to",
        "2019-12-31",
        "--base-url",
        &base,
        "--json",
    ]);
    let came = json(&ran);
    assert_eq!((&came["fetched"], &came["resumed"]), (&4.into(), &1.into()));
    assert_eq!(came["rows"]["read"], 2116 + 1540 + 1629 + 2111);
    assert_eq!(came["rows"]["kept"], came["rows"]["read"]);
}

/// What the server cannot do.
const NOTHING: u8 = 0;
const ONE_FILE: u8 = 1;
const ALL: u8 = 2;

/// Round after round with a publisher that lacks a file and is then down: what is missing
/// is told, the watch is looked at all the same, and a later round makes up for it.
#[test]
fn rounds_fetch_what_is_new_and_make_up_for_what_was_missing() {
    let place = Place::new();
    place.file(
        "watch.toml",
        "title = \"Border\"\nas_of = 2019-01-21\n[[source]]\nid = \"world\"\nformat = \"gdelt\"\n\
         [[indicator]]\nid = \"fights\"\ntitle = \"Fights\"\nfrom = \"world\"\n\
         match = { cameo = \"19*\", source = \"PRK\" }\n",
    );
    place.file("config.toml", "sender = \"watch@example.org\"\n");
    let ill = Arc::new(AtomicU8::new(ONE_FILE));
    let files = files();
    let all = files.len() as u64;
    let server = server(files, {
        let ill = ill.clone();
        move |asked, good| match ill.load(Ordering::Relaxed) {
            ONE_FILE if asked.path.contains("20190121001500") => Answer::status(500),
            ALL => Answer::status(500),
            _ => good,
        }
    });
    let base = server.base();
    let round = || {
        let ran = common::ran(
            place
                .command(&[
                    "run",
                    "watch.toml",
                    "--once",
                    "--json",
                    "--fetch",
                    "gdelt",
                    "--fetch-days",
                    "1",
                    "--base-url",
                    &base,
                    "--as-of",
                    "2019-01-21",
                ])
                .env("FORESHOCK_CONFIG", place.path().join("config.toml"))
                .output()
                .expect("the program starts"),
        );
        let line = ran.out.lines().next().expect("a line of log");
        let line: Value = serde_json::from_str(line).expect("JSON");
        (ran.code, line)
    };
    for (state, code, fetched, missing) in [
        (ONE_FILE, 1, all - 1, 1),
        (ALL, 1, 0, 1),
        (NOTHING, 0, 1, 0),
        (NOTHING, 0, 0, 0),
    ] {
        ill.store(state, Ordering::Relaxed);
        let (ended, line) = round();
        assert_eq!(
            (ended, &line["fetched"]),
            (code, &Value::from(fetched)),
            "{line}"
        );
        let not_fetched = line["not_fetched"].as_array().map_or(0, Vec::len);
        assert_eq!(not_fetched, missing, "{line}");
        assert!(line["error"].is_null(), "looked at all the same: {line}");
    }
    let known = place.well(&["brief", "watch.toml", "--json"]);
    let known: Value = serde_json::from_str(&known.out).expect("JSON");
    assert_eq!(known["records"], Value::from(50 * all));
}
