//! `foreshock doctor` and `foreshock compact`, and a lake on a disk that is full, read-only
//! or shared, as a person meets them.

mod common;

use std::{
    fs,
    io::Read as _,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::{Place, Ran, ran};
use flate2::read::GzDecoder;
use serde_json::Value;

/// Rows of GDELT 2.0 with the given ids.
fn gdelt(ids: std::ops::Range<u64>) -> String {
    let mut text = String::new();
    for id in ids {
        let (number, day) = (id.to_string(), format!("201901{:02}", 1 + id % 20));
        let mut fields = vec![""; 61];
        for (place, value) in [
            (0, number.as_str()),
            (1, &day),
            (7, "PRK"),
            (26, "190"),
            (53, "KS"),
            (59, "20190121220000"),
        ] {
            fields[place] = value;
        }
        text.push_str(&(fields.join("\t") + "\n"));
    }
    text
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}{}", ran.out, ran.err))
}

fn coverage(place: &Place) -> Value {
    json(&place.well(&["coverage", "--json"]))
}

#[test]
fn an_assessment_is_the_same_to_the_byte_after_a_compaction() {
    let place = Place::new();
    let korea = place.korea();
    let assessments = || {
        ["2024-09-16", "2024-06-10", "2023-01-31"].map(|day| {
            place.well(&["brief", "korea", "--as-of", day, "--out", "out"]);
            place.read("out/assessment.json")
        })
    };
    let before = assessments();
    // A further edition of a table makes small files, and so does any run.
    for note in ["a", "b", "c"] {
        let table = korea.join("loudspeakers.csv");
        let text = fs::read_to_string(&table).expect("a table");
        let last = text
            .trim_end()
            .rsplit('\n')
            .next()
            .expect("a row")
            .to_owned();
        let columns = text.lines().next().expect("a header").split(',').count();
        let mut fields = vec![String::new(); columns];
        for (field, value) in fields.iter_mut().zip(last.split(',')) {
            *field = value.to_owned();
        }
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let at = header
            .iter()
            .position(|name| *name == "date")
            .expect("a date");
        fields[at] = format!("2025-12-0{}", 1 + note.len());
        fields.truncate(at + 1);
        fields.resize(columns, note.to_owned());
        fs::write(&table, text + &fields.join(",") + "\n").expect("a table");
        place.well(&["brief", "korea", "--as-of", "now", "--out", "now"]);
    }
    let compacted = json(&place.well(&["compact", "lake", "--json"]));
    let number = |name: &str| compacted[name].as_u64().expect("a number");
    assert!(
        number("files_before") > number("files_after") + 3,
        "{compacted}"
    );
    assert_eq!(assessments(), before);
    let again = place.well(&["compact", "lake"]);
    assert_eq!(again.out, "nothing to join\n");
    assert_eq!(place.well(&["doctor", "lake", "--json"]).code, 0);
}

fn data_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(data_files(&path));
        } else if path.extension().is_some_and(|end| end == "parquet") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn a_person_is_led_from_a_damaged_lake_to_a_sound_one() {
    let place = Place::new();
    place.file("files/a.CSV", gdelt(0..500));
    place.file("files/b.CSV", gdelt(500..600));
    place.well(&["ingest", "gdelt", "files/a.CSV"]);
    place.well(&["ingest", "gdelt", "files/b.CSV"]);
    let before = coverage(&place);
    assert!(place.well(&["doctor"]).out.contains("nothing is wrong"));
    let events = data_files(&place.path().join("lake/records/kind=event"));
    fs::write(&events[0], "nothing of the kind").expect("damage");
    let found = place.run(&["doctor"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("quarantine"), "{}", found.out);
    assert!(found.err.contains("--repair"), "{}", found.err);
    let repaired = place.run(&["doctor", "--repair"]);
    assert_eq!(repaired.code, 0, "{}{}", repaired.out, repaired.err);
    let named = repaired
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("ingest again: "))
        .and_then(|line| line.split(' ').next())
        .unwrap_or_else(|| panic!("{}", repaired.out));
    place.well(&["ingest", "gdelt", &format!("files/{named}")]);
    place.well(&["doctor", "--repair"]);
    let sound = json(&place.well(&["doctor", "--json"]));
    assert_eq!(sound["sound"], true);
    assert_eq!(sound["lost"], Value::Array(Vec::new()));
    assert_eq!(coverage(&place), before);
    // The damaged file is there to be looked at.
    assert_eq!(data_files(&place.path().join("lake/quarantine")).len(), 1);
}

#[test]
fn neither_makes_a_lake_where_there_is_none() {
    let place = Place::new();
    for command in ["doctor", "compact"] {
        let ran = place.run(&[command, "nowhere"]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("there is no lake in"), "{}", ran.err);
    }
    assert!(!place.path().join("nowhere").exists());
}

/// The command under a shell that limits it.
fn limited(place: &Place, shell: &str, arguments: &[&str]) -> Ran {
    let command = place.command(arguments);
    let mut limited = Command::new("bash");
    limited
        .args(["-c", &format!("{shell}; exec \"$@\""), "bash"])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(place.path());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    ran(limited.output().expect("a shell"))
}

/// No file may grow beyond 8 KiB, as on a disk that is full.
#[test]
fn a_full_disk_is_told_and_leaves_the_lake_as_it_was() {
    let place = Place::new();
    place.file("files/a.CSV", gdelt(0..50));
    place.file("more/b.CSV", gdelt(50..5_000));
    place.well(&["ingest", "gdelt", "files"]);
    let before = coverage(&place);
    let full = "trap '' XFSZ; ulimit -f 8";
    let ran = limited(&place, full, &["ingest", "gdelt", "more"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("nothing was added to the lake"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("the disk is not full"), "{}", ran.err);
    assert_eq!(coverage(&place), before);
    place.well(&["doctor"]);
    place.well(&["ingest", "gdelt", "more"]);
    assert_eq!(coverage(&place)[0]["kept"], 5_000);
    let ran = limited(&place, full, &["compact"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert_eq!(coverage(&place)[0]["kept"], 5_000);
    place.well(&["compact"]);
    assert_eq!(coverage(&place)[0]["kept"], 5_000);
}

/// Root may write anywhere, so the program runs as nobody where the test runs as root.
#[test]
fn a_read_only_lake_can_be_read_and_says_why_it_cannot_be_written() {
    let place = Place::new();
    place.file("files/a.CSV", gdelt(0..50));
    place.file("more/b.CSV", gdelt(50..60));
    place.well(&["ingest", "gdelt", "files"]);
    let expected = coverage(&place);
    let permit = |mode: u32| {
        let mut directories = vec![place.path().to_owned()];
        while let Some(directory) = directories.pop() {
            fs::set_permissions(&directory, fs::Permissions::from_mode(mode)).expect("permission");
            let entries = fs::read_dir(&directory).expect("a directory");
            directories.extend(
                entries
                    .map(|entry| entry.expect("an entry").path())
                    .filter(|path| path.is_dir()),
            );
        }
    };
    let program = place.path().join("foreshock");
    fs::copy(env!("CARGO_BIN_EXE_foreshock"), &program).expect("a copy");
    permit(0o555);
    let is_root = fs::write(place.path().join("probe"), "").is_ok();
    let command = |arguments: &[&str]| {
        let own = place.command(arguments);
        let mut command = match is_root {
            false => Command::new(&program),
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
                command.arg(&program);
                command
            }
        };
        command.args(own.get_args()).current_dir(place.path());
        for (name, value) in own.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.output().ok().map(ran)
    };
    let Some(read) = command(&["coverage", "--json"]) else {
        eprintln!("SKIPPED: this is root, and there is no setpriv to be anybody else");
        permit(0o755);
        return;
    };
    let written = command(&["ingest", "gdelt", "more"]).expect("it ran before");
    let joined = command(&["doctor"]).expect("it ran before");
    permit(0o755);
    assert_eq!(read.code, 0, "{}", read.err);
    assert_eq!(json(&read), expected);
    assert_eq!(joined.code, 0, "{}{}", joined.out, joined.err);
    assert_eq!(written.code, 1, "{}", written.out);
    assert!(
        written.err.contains("nothing was added to the lake"),
        "{}",
        written.err
    );
    assert!(written.err.contains("writable"), "{}", written.err);
    assert_eq!(coverage(&place), expected);
}

#[test]
fn two_ingests_at_once_are_both_right() {
    let place = Place::new();
    for number in 0..8_u64 {
        let rows = gdelt(number * 100..number * 100 + 100);
        place.file(&format!("files/{number}.CSV"), rows);
    }
    for round in 0..3 {
        let _ = fs::remove_dir_all(place.path().join("lake"));
        // Half of the files in both.
        let of_both = [
            "ingest",
            "gdelt",
            "files/2.CSV",
            "files/3.CSV",
            "files/4.CSV",
            "files/5.CSV",
        ];
        let children: Vec<_> = [
            ["files/0.CSV", "files/1.CSV"],
            ["files/6.CSV", "files/7.CSV"],
        ]
        .iter()
        .map(|own| {
            place
                .command(&[&of_both[..], own].concat())
                .stdout(Stdio::null())
                .spawn()
                .expect("the program starts")
        })
        .collect();
        for mut child in children {
            assert!(child.wait().expect("an end").success(), "round {round}");
        }
        let all = &coverage(&place)[0];
        assert_eq!((&all["files"], &all["kept"]), (&8.into(), &800.into()));
        let sound = json(&place.well(&["doctor", "--json"]));
        assert_eq!(
            sound["rows"],
            json(&place.well(&["doctor", "--json"]))["rows"]
        );
        assert_eq!(sound["sound"], true);
    }
}

const ACLED: &str = r#"title = "Border"
as_of = 2024-03-31

[[source]]
id = "press"
publisher = "acled"
path = "events.csv"
lag = "1 day"
columns = { id = "id", date = "date", category = "category", text = "notes" }

[[source.covers]]
from = 2023-01-01

[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
period = "30 days"
"#;

/// The text of a publisher who forbids it is nowhere in what is passed on, and the
/// publisher is cited; the text of another one is there.
#[test]
fn a_brief_reprints_no_text_that_may_not_be_passed_on() {
    let place = Place::new();
    let table = "id,date,category,notes\na,2024-03-03,shelling,the words of the publisher\n";
    place.file("events.csv", table);
    for (publisher, reprinted) in [("acled", false), ("Press review", true)] {
        place.file("watch.toml", ACLED.replace("acled", publisher));
        let board = place.well(&["brief", "watch.toml", "--out", "out"]);
        let shown = [
            board.out,
            place.read("out/assessment.json"),
            unpacked(&place.read("out/brief.html")),
        ];
        assert!(shown[1].contains("2024-03-03"));
        for text in &shown[1..] {
            assert_eq!(text.contains("the words of the publisher"), reprinted);
            assert_eq!(text.contains("https://acleddata.com/"), !reprinted);
        }
        assert!(reprinted || !shown[0].contains("the words of the publisher"));
    }
}

/// The page with the data that are packed in it.
fn unpacked(page: &str) -> String {
    let mut all = page.to_owned();
    for packed in page.split("<script type=\"application/gzip\"").skip(1) {
        let (_, packed) = packed.split_once('>').expect("the end of the tag");
        let (packed, _) = packed.split_once('<').expect("the end of the element");
        let bytes = STANDARD.decode(packed).expect("Base64");
        GzDecoder::new(&bytes[..])
            .read_to_string(&mut all)
            .expect("packed JSON");
    }
    all
}
