//! Several processes on one ledger, and processes that are killed while they
//! write.
//!
//! The processes are this test program itself: run with the variable below, the
//! test [`writer`] writes where it is told to and says what was acknowledged.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Barrier,
    thread,
    time::Duration,
};

use foreshock_ledger::{Draft, Ledger, SqliteLedger};
use jiff::Timestamp;
use serde_json::json;

const PATH: &str = "FORESHOCK_TEST_LEDGER";
const NAME: &str = "FORESHOCK_TEST_WRITER";

fn start(path: &Path, name: &str) -> Child {
    Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "writer", "--nocapture", "--test-threads", "1"])
        .env(PATH, path)
        .env(NAME, name)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// Writes sixty entries of its own and twenty that every writer writes, telling
/// of each once it is written. Does nothing unless started by another test.
#[test]
fn writer() {
    let (Some(path), Ok(name)) = (env::var_os(PATH), env::var(NAME)) else {
        return;
    };
    let mut ledger = SqliteLedger::open(Path::new(&path)).expect("a ledger");
    let mut out = std::io::stdout();
    for number in 0..60 {
        let mut drafts = vec![Draft::new(
            "own",
            format!("{name}:{number}"),
            json!({ "text": "x".repeat(200 + number) }),
        )];
        if number % 3 == 0 {
            drafts.push(Draft::new("shared", format!("shared:{number}"), json!({})));
        }
        for appended in ledger.append(&drafts, Timestamp::now()).expect("written") {
            writeln!(out, "acknowledged {}", appended.entry.key).expect("told");
        }
        out.flush().expect("told");
    }
}

fn acknowledged(line: &str) -> Option<String> {
    line.split("acknowledged ").nth(1).map(str::to_owned)
}

#[test]
fn several_processes_take_turns() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.sqlite");
    let writers: Vec<Child> = ["a", "b", "c"].map(|name| start(&path, name)).into();
    for writer in writers {
        let done = writer.wait_with_output().expect("an end");
        assert!(done.status.success());
    }
    let ledger = SqliteLedger::open_to_read(&path).expect("a ledger");
    assert!(ledger.verify().expect("read").is_sound());
    let entries = ledger.entries(0).expect("entries");
    let of = |kind: &str| entries.iter().filter(|entry| *entry.kind == *kind).count();
    assert_eq!((of("own"), of("shared")), (180, 20));
}

/// Whoever opens a ledger while another begins it sees it before or after, never half.
#[test]
fn a_ledger_may_be_begun_by_many_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    for round in 0..100 {
        let path = directory.path().join(format!("{round}.sqlite"));
        let together = Barrier::new(6);
        thread::scope(|scope| {
            for name in 0..6 {
                let (path, together) = (&path, &together);
                scope.spawn(move || {
                    together.wait();
                    let mut ledger = SqliteLedger::open(path).expect("a ledger");
                    let draft = Draft::new("own", format!("{name}"), json!({}));
                    ledger.append(&[draft], Timestamp::now()).expect("written");
                });
            }
        });
        let ledger = SqliteLedger::open_to_read(&path).expect("a ledger");
        assert_eq!(ledger.entries(0).expect("entries").len(), 6);
    }
}

/// A ledger whose first writer was killed at any moment while it began it can be read, and
/// written.
#[test]
fn a_ledger_may_be_left_half_begun() {
    let directory = tempfile::tempdir().expect("a directory");
    for round in 0..60u32 {
        let path = directory.path().join(format!("{round}.sqlite"));
        let mut child = start(&path, "first");
        // From the moment at which the file is there on.
        while !path.exists() {
            assert!(child.try_wait().expect("a process").is_none(), "it ended");
        }
        thread::sleep(Duration::from_micros(u64::from(round) * 173 % 6000));
        child.kill().expect("killed");
        child.wait().expect("an end");
        let ledger = SqliteLedger::open_to_read(&path).expect("a ledger after a kill");
        let read = ledger.entries(0).expect("entries").len();
        drop(ledger);
        let mut ledger = SqliteLedger::open(&path).expect("a ledger");
        assert_eq!(ledger.entries(0).expect("entries").len(), read);
        let draft = Draft::new("own", "after".to_owned(), json!({}));
        ledger.append(&[draft], Timestamp::now()).expect("written");
    }
}

/// What was acknowledged is there, and the chain holds, whenever the writer was
/// killed.
#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.sqlite");
    let mut promised: Vec<String> = Vec::new();
    for round in 0..24usize {
        let mut child = start(&path, &format!("round{round}"));
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut told = 0;
        for line in lines.map_while(Result::ok) {
            let Some(key) = acknowledged(&line) else {
                continue;
            };
            promised.push(key);
            told += 1;
            if told > round * 3 % 70 {
                // SIGKILL, while the writer goes on with the next entry.
                child.kill().expect("killed");
            }
        }
        child.wait().expect("an end");
        let mut ledger = SqliteLedger::open(&path).expect("a ledger after a kill");
        assert!(ledger.verify().expect("read").is_sound(), "round {round}");
        let entries = ledger.entries(0).expect("entries");
        for key in &promised {
            assert!(
                entries.iter().any(|entry| *entry.key == **key),
                "round {round}: {key} was acknowledged and is gone"
            );
        }
        let next = Draft::new("after", format!("after:{round}"), json!({}));
        ledger.append(&[next], Timestamp::now()).expect("goes on");
    }
    assert!(
        promised.len() > 500,
        "{} promises say little",
        promised.len()
    );
}
