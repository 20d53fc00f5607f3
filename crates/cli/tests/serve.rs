//! The workbench as its user starts it: killed while people write, restarted, changed
//! under its hands, with tokens.

mod common;

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use common::{Place, WATCH, events};
use serde_json::{Value, json};

fn place() -> Place {
    let place = Place::new();
    place.file("border/watch.toml", WATCH);
    place.file("border/events.csv", events());
    place
}

/// A workbench of its own process.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(place: &Place, more: &[&str]) -> Self {
        let arguments = [
            &[
                "serve",
                "border",
                "--listen",
                "127.0.0.1:0",
                "--audit",
                "audit.jsonl",
            ],
            more,
        ]
        .concat();
        let mut child = place
            .command(&arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let err = BufReader::new(child.stderr.take().expect("its messages"));
        let mut lines = err.lines().map(|line| line.expect("a line"));
        let mut said = Vec::new();
        let address = lines.find_map(|line| {
            let address = line.split_once("http://").map(|(_, rest)| rest.to_owned());
            said.push(line);
            Some(address?.trim_end_matches('/').to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("it did not open: {said:?}"));
        // Whatever it says further is taken from it, so that it never waits.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<(u16, Value)> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}/api/v1{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(body.to_owned()).ok()?).ok()?;
        let text = response.body_mut().read_to_string().ok()?;
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some((response.status().as_u16(), json))
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, &[], "").expect("an answer").1
    }

    fn csrf(&self) -> String {
        let session = self.get("/session");
        session["csrf"].as_str().expect("a text").to_owned()
    }

    /// Writes a note; whether that was acknowledged.
    fn note(&self, csrf: &str, key: &str) -> bool {
        let note = json!({ "kind": "note", "on": { "type": "watch" }, "text": key });
        let body = json!({ "key": key, "judgement": note }).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("x-foreshock-csrf", csrf),
        ];
        let answer = self.ask("POST", "/watches/border/judgements", &headers, &body);
        matches!(answer, Some((200 | 201, _)))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_moment() {
    let place = place();
    let acknowledged = Mutex::new(BTreeSet::new());
    for kill in 0..20u64 {
        let mut served = Served::start(&place, &[]);
        let csrf = served.csrf();
        let id = served.child.id().to_string();
        thread::scope(|scope| {
            for writer in 0..3 {
                let (served, csrf, acknowledged) = (&served, &csrf, &acknowledged);
                scope.spawn(move || {
                    for number in 0..12 {
                        let key = format!("kill-{kill}-{writer}-{number}");
                        if served.note(csrf, &key) {
                            acknowledged.lock().expect("the list").insert(key);
                        }
                    }
                });
            }
            thread::sleep(Duration::from_millis(kill * 7 % 97));
            let killed = Command::new("kill").args(["-KILL", &id]).status();
            assert!(killed.expect("kill").success());
        });
        served.child.wait().expect("an end");
    }
    place.well(&["ledger", "verify"]);
    let served = Served::start(&place, &[]);
    let judged = served.get("/watches/border/judgements");
    let there: Vec<&str> = judged
        .as_array()
        .expect("judgements")
        .iter()
        .map(|one| one["text"].as_str().expect("a text"))
        .collect();
    let acknowledged = acknowledged.into_inner().expect("the list");
    assert!(
        acknowledged.len() > 20,
        "{} were acknowledged",
        acknowledged.len()
    );
    for key in &acknowledged {
        assert_eq!(there.iter().filter(|one| *one == key).count(), 1, "{key}");
    }
    // Sent again after a kill, what was not acknowledged is written once.
    let csrf = served.csrf();
    assert!(served.note(&csrf, "kill-0-0-0") && served.note(&csrf, "kill-0-0-0"));
    let judged = served.get("/watches/border/judgements").to_string();
    assert_eq!(judged.matches("kill-0-0-0").count(), 1);
}

#[test]
fn it_ends_in_good_order_when_it_is_asked_to() {
    let place = place();
    for signal in ["-TERM", "-INT"] {
        let mut served = Served::start(&place, &[]);
        let id = served.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .expect("kill")
                .success()
        );
        assert!(served.child.wait().expect("an end").success(), "{signal}");
    }
}

#[test]
fn what_changes_on_disk_is_seen_without_a_restart() {
    let place = place();
    let served = Served::start(&place, &[]);
    let records = || served.get("/watches/border/assessment?as_of=now")["records"].as_u64();
    let eventually = |what: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !what() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it was not seen");
            thread::sleep(Duration::from_millis(100));
        }
    };
    let before = records().expect("a number");
    let more = format!("{}b1,2024-03-30,shelling,1,late\n", events());
    place.file("border/events.csv", more);
    eventually(&|| records() == Some(before + 1));
    // A watch that came to make no sense says so and is shown as it was.
    place.file("border/watch.toml", "title = ");
    let summary = || served.get("/watches")[0].clone();
    eventually(&|| summary()["error"].is_string());
    assert_eq!(records(), Some(before + 1));
    place.file("border/watch.toml", WATCH);
    eventually(&|| summary()["error"].is_null());
    // A tick or a forecast that another process writes down.
    let ledger = served.get("/watches/border/ledger");
    assert!(ledger.is_null(), "{ledger}");
}

#[test]
fn what_cannot_be_served_is_explained_before_anything_runs() {
    let place = place();
    let open = place.run(&[
        "serve",
        "border",
        "--listen",
        "0.0.0.0:0",
        "--tokens",
        "none.toml",
    ]);
    assert_eq!(open.code, 1);
    assert!(
        open.err.contains("no tokens") && open.err.contains("token add"),
        "{}",
        open.err
    );
    place.well(&[
        "token",
        "add",
        "R. Lee",
        "--role",
        "analyst",
        "--tokens",
        "team.toml",
    ]);
    let plain = place.run(&[
        "serve",
        "border",
        "--listen",
        "0.0.0.0:0",
        "--tokens",
        "team.toml",
    ]);
    assert_eq!(plain.code, 1);
    assert!(plain.err.contains("TLS"), "{}", plain.err);
    let twice = place.run(&["serve", "border", "border/watch.toml"]);
    assert_eq!(twice.code, 2);
    let taken = Served::start(&place, &[]);
    let again = place.run(&["serve", "border", "--listen", &taken.address]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("--listen"), "{}", again.err);
}

#[test]
fn tokens_are_shown_once_and_listed_without_them() {
    let place = place();
    let add = |name: &str| place.run(&["token", "add", name, "--tokens", "team.toml"]);
    let token = add("R. Lee");
    assert!(token.out.starts_with("fsk_"), "{}", token.out);
    assert_eq!(add("R. Lee").code, 1);
    assert_eq!(add("").code, 1);
    let listed = place
        .well(&["token", "list", "--tokens", "team.toml", "--json"])
        .out;
    assert!(
        listed.contains("R. Lee") && !listed.contains(token.out.trim()),
        "{listed}"
    );
    assert!(!place.read("team.toml").contains(token.out.trim()));
    let served = Served::start(&place, &["--tokens", "team.toml"]);
    let status = |headers: &[(&str, &str)]| {
        served
            .ask("GET", "/watches", headers, "")
            .expect("an answer")
            .0
    };
    let bearer = format!("Bearer {}", token.out.trim());
    assert_eq!(status(&[]), 401);
    assert_eq!(status(&[("authorization", &bearer)]), 200);
    place.well(&["token", "revoke", "R. Lee", "--tokens", "team.toml"]);
    assert_eq!(status(&[("authorization", &bearer)]), 401);
    assert!(fs::read_to_string(place.path().join("audit.jsonl")).is_ok());
}
