//! Nothing lost and nothing said twice under another identifier: in a storm, with
//! a dead receiver, with two processes, with a full disk.

mod servers;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    time::Duration,
};

use foreshock_alert::{Configuration, Pause, Sender, compose};
use foreshock_assess::{assessment::LevelName, readiness::ChangeEntry};
use foreshock_ledger::{Draft, Ledger, Outgoing, SqliteLedger};
use foreshock_watch::{AlertSeverity, Watch};
use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;
use servers::{Answer, Http, configuration, post};

const WATCH: &str = r#"title = "Border"
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what" }
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
[[alert]]
id = "desk"
channel = "desk"
at_most = "4 per day"
[[alert]]
id = "log"
channel = "log"
[[readiness]]
id = "low"
title = "Low"
raise_when = { indicator = "shelling", level = 1 }
lower_after = "1 day"
tells = ["desk", "log"]
[[readiness]]
id = "high"
title = "High"
raise_when = { indicator = "shelling", level = 3 }
lower_after = "1 day"
tells = ["desk", "log"]
"#;

const NO_PAUSE: Pause = Pause {
    first: Duration::from_nanos(1),
    longest: Duration::from_nanos(1),
};

fn watch() -> Watch {
    Watch::read(WATCH).expect("a watch")
}

fn level(place: usize) -> LevelName {
    LevelName {
        place,
        id: (place > 0).then(|| place.to_string()),
        title: format!("Level {place}"),
    }
}

fn change(number: usize, from: usize, to: usize) -> Draft {
    let body = ChangeEntry {
        schema: "foreshock.readiness/1".to_owned(),
        watch: "Border".to_owned(),
        watch_digest: String::new(),
        rules_digest: String::new(),
        from: level(from),
        to: level(to),
        on: date(2024, 9, 16),
        at: Timestamp::UNIX_EPOCH,
        as_of: String::new(),
        timezone: "UTC".to_owned(),
        known_digest: String::new(),
        by_condition: true,
        reason: format!("Change {number}."),
        tells: vec!["desk".to_owned(), "log".to_owned()],
        checklist: Vec::new(),
        severity: AlertSeverity::Unknown,
    };
    let body = serde_json::to_value(body).expect("JSON");
    Draft::new("readiness_changed", format!("change:{number}"), body)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_726_000_000 + seconds).expect("an instant")
}

fn ledger() -> (tempfile::TempDir, SqliteLedger) {
    let directory = tempfile::tempdir().expect("a directory");
    let ledger = SqliteLedger::open(&directory.path().join("l.sqlite")).expect("a ledger");
    (directory, ledger)
}

/// Writes changes down and the messages that are due, as a round does.
fn round(ledger: &mut SqliteLedger, drafts: &[Draft], now: Timestamp) -> Vec<Outgoing> {
    let watch = watch();
    ledger
        .turn(now, |turn| {
            for draft in drafts {
                turn.append(draft)?;
            }
            let posted = turn.messages(&watch.title)?;
            let due = compose(&watch, turn.entries(), &posted, now);
            for message in &due {
                turn.post(message)?;
            }
            Ok(due)
        })
        .expect("written")
}

/// Every change is covered by exactly one message to each recipient.
fn covered(messages: &[Outgoing], recipient: &str) -> u64 {
    let mut up_to = 0;
    for message in messages
        .iter()
        .filter(|message| message.recipient == recipient)
    {
        assert!(message.covers > up_to);
        up_to = message.covers;
    }
    up_to
}

/// Ten thousand changes in a minute: whoever is told four times a day is told four
/// times, at once of each new height, and of the rest in sum.
#[test]
fn a_storm_floods_nobody_and_loses_nothing() {
    let (_directory, mut ledger) = ledger();
    let mut messages = Vec::new();
    for batch in 0..20 {
        let drafts: Vec<Draft> = (0..500)
            .map(|number| {
                let number = batch * 500 + number;
                change(number, number % 3, (number + 1) % 3)
            })
            .collect();
        messages.extend(round(&mut ledger, &drafts, at(batch as i64 * 3)));
    }
    assert_eq!(ledger.entries(0).expect("read").len(), 10_000);
    let to = |recipient: &str| {
        messages
            .iter()
            .filter(|one| one.recipient == recipient)
            .count()
    };
    assert_eq!((to("desk"), to("log")), (4, 20));
    assert_eq!(covered(&messages, "log"), 10_000);
    assert_eq!(covered(&messages, "desk"), 2_000);
    // A day later the rest is summed up without any further change.
    let rest = round(&mut ledger, &[], at(24 * 3600));
    assert_eq!(rest.len(), 1);
    messages.extend(rest);
    assert_eq!(covered(&messages, "desk"), 10_000);
    let last: foreshock_alert::Message =
        serde_json::from_str(&messages[messages.len() - 1].body).expect("a message");
    assert_eq!((last.told.len(), last.left_out), (20, 7_980));
    assert!(
        last.headline
            .contains("8000 changes since the last message"),
        "{}",
        last.headline
    );
    let identifiers: BTreeSet<&str> = messages.iter().map(|one| one.identifier.as_str()).collect();
    assert_eq!(identifiers.len(), messages.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens when: messages stay within the limit and one for each
    /// level, a rise above all that was told of lately is told at once, and in the
    /// end all is told.
    #[test]
    fn limits_hold_and_lose_nothing(
        course in prop::collection::vec((0usize..3, 0i64..40_000), 1..40),
    ) {
        let (_directory, mut ledger) = ledger();
        let (mut now, mut place) = (0, 0);
        let mut messages: Vec<Outgoing> = Vec::new();
        for (number, (to, pause)) in course.iter().enumerate() {
            now += pause;
            let drafts = match place == *to {
                true => Vec::new(),
                false => vec![change(number, place, *to)],
            };
            let lately: Vec<usize> = messages
                .iter()
                .filter(|one| one.recipient == "desk")
                .filter(|one| at(now).duration_since(one.created_at) < SignedDuration::from_hours(24))
                .map(|one| serde_json::from_str::<foreshock_alert::Message>(&one.body).expect("a message").highest)
                .collect();
            let due = round(&mut ledger, &drafts, at(now));
            let told = due.iter().any(|one| one.recipient == "desk");
            if *to > place && lately.iter().all(|highest| highest < to) {
                prop_assert!(told, "a new height waits");
            }
            place = *to;
            messages.extend(due);
        }
        let desk: Vec<&Outgoing> = messages.iter().filter(|one| one.recipient == "desk").collect();
        for (index, first) in desk.iter().enumerate() {
            let within = desk[index..]
                .iter()
                .filter(|one| one.created_at.duration_since(first.created_at) < SignedDuration::from_hours(24));
            prop_assert!(within.count() <= 4 + 2);
        }
        messages.extend(round(&mut ledger, &[], at(now + 24 * 3600)));
        let changes = ledger.entries(0).expect("read").len() as u64;
        prop_assert_eq!(covered(&messages, "desk"), changes);
        prop_assert_eq!(covered(&messages, "log"), changes);
    }
}

/// A message written twice by two processes is one message.
#[test]
fn two_processes_that_see_the_same_write_one_message() {
    let (directory, mut first) = ledger();
    let mut second = SqliteLedger::open(&directory.path().join("l.sqlite")).expect("a ledger");
    assert_eq!(round(&mut first, &[change(0, 0, 1)], at(0)).len(), 2);
    assert!(round(&mut second, &[change(0, 0, 1)], at(1)).is_empty());
    assert_eq!(first.outbox(None, true).expect("read").len(), 2);
}

fn sender(directory: &tempfile::TempDir, configuration: Configuration) -> Sender {
    Sender::new(&directory.path().join("l.sqlite"), configuration, NO_PAUSE)
}

fn hook(server: &Http) -> Configuration {
    configuration(&format!(
        "[channel.hook]\nkind = \"webhook\"\nurl = \"{}\"\ntimeout_seconds = 2\n",
        server.url
    ))
}

fn never() -> bool {
    false
}

/// How often each identifier arrived.
fn arrived(server: &Http) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for request in server.requests() {
        let identifier = request
            .header("idempotency-key")
            .expect("an identifier")
            .to_owned();
        let body: foreshock_alert::Message =
            serde_json::from_str(&request.body).expect("a message");
        assert_eq!(body.identifier, identifier);
        *seen.entry(identifier).or_insert(0) += 1;
    }
    seen
}

/// A receiver that is dead for a while, then answers wrongly, then loses answers,
/// gets every message in the end, and each under one identifier.
#[test]
fn a_dead_webhook_gets_everything_once_it_is_back() {
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "hook", 0..30);
    let server = Http::new(|number| match number {
        0..5 => Answer::Status(503, ""),
        5..10 => Answer::Drop,
        number if number % 5 == 0 => Answer::Drop,
        number if number % 7 == 0 => Answer::Status(429, "retry-after: 0\r\n"),
        _ => Answer::Status(200, ""),
    });
    // Nobody listens at first.
    let dead = configuration("[channel.hook]\nkind = \"webhook\"\nurl = \"http://127.0.0.1:9/\"\n");
    let report = sender(&directory, dead).deliver(&never).expect("a report");
    assert_eq!(
        (report.delivered, report.failed, report.pending),
        (0, 1, 30)
    );
    let mut sender = sender(&directory, hook(&server));
    let mut delivered = 0;
    for _ in 0..200 {
        let report = sender.deliver(&never).expect("a report");
        delivered += report.delivered;
        if report.pending == 0 {
            break;
        }
    }
    assert_eq!(delivered, 30);
    let arrived = arrived(&server);
    assert_eq!(arrived.len(), 30);
    assert!(
        arrived.values().any(|times| *times > 1),
        "lost answers make repeats"
    );
    let posted = ledger.outbox(None, true).expect("read");
    assert!(posted.iter().all(|one| one.delivered_at.is_some()));
    assert!(posted.iter().any(|one| one.attempts > 0));
}

/// One message that a receiver refuses holds up no other, and one dead channel no
/// other channel.
#[test]
fn what_is_refused_holds_up_nothing_else() {
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "hook", 0..5);
    post(&mut ledger, "dead", 5..8);
    post(&mut ledger, "unknown", 8..9);
    let server = Http::new(|number| match number {
        0 => Answer::Status(413, ""),
        _ => Answer::Status(200, ""),
    });
    let settings = format!(
        "[channel.hook]\nkind = \"webhook\"\nurl = \"{}\"\n[channel.dead]\nkind = \"command\"\nprogram = \"false\"\n",
        server.url
    );
    let report = sender(&directory, configuration(&settings))
        .deliver(&never)
        .expect("a report");
    assert_eq!((report.delivered, report.pending), (4, 5));
    assert!(
        report.problems["unknown"].contains("there is no channel `unknown`"),
        "{report:?}"
    );
    assert!(
        report.problems["dead"].contains("false ended with"),
        "{report:?}"
    );
}

/// Two processes on one ledger send each message once between them.
#[test]
fn two_senders_share_the_work() {
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "hook", 0..60);
    let server = Http::new(|_| Answer::Status(200, ""));
    let deliver = || {
        sender(&directory, hook(&server))
            .deliver(&never)
            .expect("a report")
            .delivered
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(deliver);
        (deliver(), other.join().expect("an end"))
    });
    assert_eq!(first + second, 60);
    let arrived = arrived(&server);
    assert_eq!((arrived.len(), server.requests().len()), (60, 60));
}

/// A sender that is lost between sending and marking is followed by one that
/// sends again under the same identifier.
#[test]
fn a_lost_acknowledgement_is_a_repeat_that_can_be_known() {
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "hook", 0..1);
    let server = Http::new(|_| Answer::Status(200, ""));
    // The process ended after sending: its claim stands, nothing is marked.
    let claimed = ledger
        .claim("hook", "lost", Timestamp::now(), 300, 1, &[])
        .expect("claimed");
    assert_eq!(claimed.len(), 1);
    let report = sender(&directory, hook(&server))
        .deliver(&never)
        .expect("a report");
    assert_eq!(
        (report.delivered, report.pending),
        (0, 1),
        "left to its claim"
    );
    ledger.release("lost").expect("run out");
    for _ in 0..2 {
        sender(&directory, hook(&server))
            .deliver(&never)
            .expect("a report");
    }
    assert_eq!(
        arrived(&server).into_iter().collect::<Vec<_>>(),
        [("foreshock-00000".to_owned(), 1)]
    );
}

/// While the disk of the file channel is full nothing is lost; what was half
/// written does no harm.
#[test]
fn a_full_disk_loses_nothing() {
    if !std::path::Path::new("/dev/full").exists() {
        eprintln!("SKIPPED a_full_disk_loses_nothing: there is no /dev/full");
        return;
    }
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "log", 0..5);
    let settings = |path: &str| {
        configuration(&format!(
            "[channel.log]\nkind = \"file\"\npath = {path:?}\n"
        ))
    };
    let report = sender(&directory, settings("/dev/full"))
        .deliver(&never)
        .expect("a report");
    assert_eq!((report.delivered, report.pending), (0, 5));
    let path = directory.path().join("alerts.jsonl");
    let report = sender(&directory, settings(&path.display().to_string()))
        .deliver(&never)
        .expect("a report");
    assert_eq!((report.delivered, report.pending), (5, 0));
    assert_eq!(
        fs::read_to_string(&path).expect("a file").lines().count(),
        5
    );
}

/// The storm as single messages: ten thousand, by two senders, to a receiver that
/// fails now and then.
#[test]
#[ignore = "takes minutes: cargo test -p foreshock-alert --test outbox -- --ignored"]
fn ten_thousand_messages_arrive() {
    let (directory, mut ledger) = ledger();
    post(&mut ledger, "hook", 0..10_000);
    let server = Http::new(|number| match number % 97 {
        0 => Answer::Drop,
        1 => Answer::Status(503, ""),
        _ => Answer::Status(200, ""),
    });
    let deliver = || {
        let mut sender = sender(&directory, hook(&server));
        for _ in 0..2_000 {
            if sender.deliver(&never).expect("a report").pending == 0 {
                break;
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(deliver);
        deliver();
    });
    assert!(ledger.outbox(None, false).expect("read").is_empty());
    assert_eq!(arrived(&server).len(), 10_000);
}
