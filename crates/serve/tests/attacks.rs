//! What people with bad intent try.

mod common;

use std::{
    fs,
    io::{Read as _, Write as _},
    thread,
    time::Duration,
};

use common::{Bench, HOSTILE, tokens};
use foreshock_serve::Tokens;
use serde_json::{Value, json};

const BOARD: &str = "/api/v1/watches/border/assessment";

fn note(text: &str) -> Value {
    json!({ "kind": "note", "on": { "type": "watch" }, "text": text })
}

#[test]
fn no_path_leads_out_of_the_page() {
    let bench = Bench::new();
    for path in [
        "/../../../../etc/passwd",
        "/assets/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%00",
        "//etc/passwd",
        "/api/v1/watches/..%2f..%2fetc%2fpasswd/assessment",
        "/api/v1/watches/border/indicators/..%2f..%2fetc%2fpasswd/series",
        "/api/v1/../../../etc/passwd",
    ] {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = bench.raw(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
        assert!(!answer.contains("root:"), "{path}");
        assert!(!answer.starts_with("HTTP/1.1 5"), "{path}: {answer}");
    }
}

#[test]
fn no_text_gets_into_a_header() {
    let bench = Bench::new();
    for path in [
        "/api/v1/watches/border/brief.html?as_of=2024-01-01%0d%0aSet-Cookie:%20a=b",
        "/api/v1/watches/border%0d%0aSet-Cookie:%20a=b/brief.html",
        "/api/v1/watches/border/indicators/shelling%0d%0aX:%20y/series?format=csv",
        "/x%0d%0aSet-Cookie:%20a=b",
    ] {
        let answer = bench.get(path);
        assert!(answer.header("set-cookie").is_none(), "{path}");
        assert!(answer.header("x").is_none(), "{path}");
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    let split =
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert!(bench.raw(split.as_bytes()).starts_with("HTTP/1.1 421"));
    let smuggled = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/audit HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = bench.raw(smuggled.as_bytes());
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[test]
fn what_is_asked_is_a_value_and_nothing_else() {
    let bench = Bench::new();
    for query in [
        "q=%27%20OR%201%3D1--",
        "source=press%27%3B%20DROP%20TABLE%20entry%3B--",
        "category=shelling%22%5D%0A%5B%5Bsource%5D%5D",
        "sort=__proto__",
        "from=0000-00-00",
        "from=2024-01-02&to=2024-01-01",
        "west=NaN&south=0&east=1&north=1",
        "west=1e308&south=-90&east=-1e308&north=90",
        "west=1",
        "offset=18446744073709551615&limit=18446744073709551615",
        "offset=-1",
        "limit=0",
        "as_of=-9999-01-01",
        "as_of=9999-12-31",
        "as_of=1500-01-01",
        "as_of=2024-02-30",
        "as_of=%00",
        "doubtful=maybe",
        "indicator=nothing",
        "q=%F0%9F%92%A9%ff%fe",
    ] {
        for route in ["events", "events/facets", "events.csv", "events.arrow"] {
            let answer = bench.get(&format!("/api/v1/watches/border/{route}?{query}"));
            assert!(answer.status < 500, "{route}?{query}: {}", answer.text());
            if answer.status >= 400 {
                assert!(
                    answer.json()["error"].is_string(),
                    "{query}: {}",
                    answer.text()
                );
            }
        }
    }
    let by = bench.get("/api/v1/watches/border/hypotheses?by=a%22%0Adate%3D1%0A%5B%5Bprior%5D%5D");
    assert_eq!(by.status, 404, "{}", by.text());
}

#[test]
fn bodies_that_make_no_sense_are_refused_and_leave_nothing() {
    let bench = Bench::new();
    let csrf = bench.get("/api/v1/session").json()["csrf"].clone();
    let csrf = csrf.as_str().expect("a text").to_owned();
    let post = |kind: &str, body: &[u8]| {
        let headers = [("content-type", kind), ("x-foreshock-csrf", csrf.as_str())];
        let path = "/api/v1/watches/border/judgements";
        bench.ask("POST", path, &headers, Some(body)).status
    };
    let whole = |judgement: Value| {
        json!({ "key": "0123456789", "judgement": judgement })
            .to_string()
            .into_bytes()
    };
    // It may be hung up on before all of it is sent.
    let large = [
        format!("POST /api/v1/watches/border/judgements HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-Foreshock-CSRF: {csrf}\r\nContent-Length: 1048576\r\n\r\n").into_bytes(),
        vec![b' '; 1 << 20],
    ]
    .concat();
    let answer = bench.raw(&large);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
    assert_eq!(post("application/json", b"{"), 400);
    assert_eq!(post("application/json", b"\xff\xfe"), 400);
    let nested = "[".repeat(100_000);
    assert!((400..500).contains(&post("application/json", nested.as_bytes())));
    let nested = format!(r#"{{"key":"0123456789","judgement":{{"kind":"note","on":{nested}"#);
    assert!((400..500).contains(&post("application/json", nested.as_bytes())));
    assert_eq!(post("text/plain", &whole(note("a"))), 415);
    for judgement in [
        json!({}),
        json!(null),
        json!({ "kind": "note" }),
        json!({ "kind": "nothing" }),
        note(""),
        note(" \n "),
        note(&"a".repeat(10_001)),
        note("\u{1b}[31mred"),
        json!({ "kind": "note", "on": { "type": "event", "source_id": "press", "event_id": "none" }, "text": "a" }),
        json!({ "kind": "note", "on": { "type": "period", "indicator": "none", "from": "2024-01-01", "to": "2024-01-02" }, "text": "a" }),
        json!({ "kind": "note", "on": { "type": "period", "indicator": "shelling", "from": "2024-01-02", "to": "2024-01-01" }, "text": "a" }),
        json!({ "kind": "doubt", "source_id": "press", "event_id": "e1", "reason": "" }),
        json!({ "kind": "likelihoods", "evidence": "more-shelling", "cells": [] }),
        json!({ "kind": "likelihoods", "evidence": "none", "cells": [{ "hypothesis": "crisis", "value": 0.5 }] }),
        json!({ "kind": "likelihoods", "evidence": "more-shelling", "cells": [{ "hypothesis": "crisis", "value": 2.0 }] }),
        json!({ "kind": "likelihoods", "evidence": "more-shelling", "cells": [{ "hypothesis": "crisis", "value": "maybe\"\n[[prior]]" }] }),
        json!({ "kind": "tick", "level": "none", "item": "1" }),
    ] {
        let status = post("application/json", &whole(judgement.clone()));
        assert!((400..500).contains(&status), "{judgement}: {status}");
    }
    let key = json!({ "key": "../../x", "judgement": note("a") }).to_string();
    assert_eq!(post("application/json", key.as_bytes()), 422);
    assert_eq!(
        bench.get("/api/v1/watches/border/judgements").json(),
        json!([])
    );
}

#[test]
fn long_addresses_and_headers_are_refused() {
    let bench = Bench::new();
    let long = bench.get(&format!("{BOARD}?as_of={}", "1".repeat(10_000)));
    assert_eq!(long.status, 414);
    let head = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    let huge = format!("{head}X: {}\r\n\r\n", "a".repeat(200_000));
    assert!(!bench.raw(huge.as_bytes()).contains("200 OK"));
    let many: String = (0..500).map(|n| format!("X-{n}: a\r\n")).collect();
    assert!(
        !bench
            .raw(format!("{head}{many}\r\n").as_bytes())
            .contains("200 OK")
    );
    for bytes in [
        &b"\x00\x01\x02\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ] {
        let answer = bench.raw(&[bytes, b"\r\n\r\n"].concat());
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    assert_eq!(bench.get(BOARD).status, 200);
}

#[test]
fn scripts_in_published_texts_stay_text() {
    let bench = Bench::new();
    for path in [
        BOARD,
        "/api/v1/watches/border/events?limit=5",
        "/api/v1/watches/border/event?source=press&id=e7",
        "/api/v1/watches/border/events/facets",
    ] {
        let answer = bench.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{path}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'"), "{path}");
    }
    let event = bench
        .get("/api/v1/watches/border/event?source=press&id=e7")
        .json();
    assert_eq!(event["event"]["text"], json!(format!("{HOSTILE} 7")));
    // The page that is sent allows no script but its own files.
    let page = bench.get("/w/border/board");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    // A browser that has the page already keeps it with its policy.
    let tag = page.header("etag").expect("a tag").to_owned();
    let again = bench.ask("GET", "/w/border/board", &[("if-none-match", &tag)], None);
    assert_eq!(again.status, 304);
    assert!(
        again
            .header("content-security-policy")
            .is_none_or(|again| again == policy)
    );
    assert!(!policy.contains("unsafe-eval"), "{policy}");
    let page = page.text();
    for (at, _) in page.match_indices("<script") {
        let element = page[at..].split('>').next().unwrap_or_default();
        assert!(
            element.contains(" src="),
            "a script that is written into the page: {element}"
        );
    }
    // A brief has its own policy, and holds the texts where no element can end.
    let brief = bench.get("/api/v1/watches/border/brief.html").text();
    assert!(!brief.contains("<img src=x"));
    assert!(!brief.contains("alert(2)"));
    // In a spreadsheet a text is no formula.
    let csv = bench.get("/api/v1/watches/border/events.csv").text();
    assert!(csv.lines().count() > 300);
}

#[test]
fn pages_of_other_sites_can_do_nothing() {
    let bench = Bench::new();
    let csrf = bench.get("/api/v1/session").json()["csrf"].clone();
    let csrf = csrf.as_str().expect("a text").to_owned();
    let body = json!({ "key": "0123456789", "judgement": note("by another site") }).to_string();
    let path = "/api/v1/watches/border/judgements";
    let post = |extra: &[(&str, &str)]| {
        let headers = [&[("content-type", "application/json")], extra].concat();
        bench
            .ask("POST", path, &headers, Some(body.as_bytes()))
            .status
    };
    let shown = ("x-foreshock-csrf", csrf.as_str());
    assert_eq!(post(&[]), 403);
    assert_eq!(post(&[("x-foreshock-csrf", "guess")]), 403);
    assert_eq!(post(&[shown, ("origin", "https://evil.example")]), 403);
    assert_eq!(post(&[shown, ("origin", "null")]), 403);
    assert_eq!(post(&[shown, ("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(post(&[shown, ("sec-fetch-site", "same-site")]), 403);
    assert_eq!(bench.get(path).json(), json!([]));
    // A name of another site that was made to lead here.
    let rebound = bench.ask("GET", BOARD, &[("host", "evil.example")], None);
    assert_eq!(rebound.status, 421);
    assert!(!rebound.text().contains("Border"));
    // Nothing may be read across origins.
    let read = bench.ask("GET", BOARD, &[("origin", "https://evil.example")], None);
    assert!(read.header("access-control-allow-origin").is_none());
    assert_eq!(
        read.header("cross-origin-resource-policy"),
        Some("same-origin")
    );
    assert_eq!(post(&[shown, ("sec-fetch-site", "same-origin")]), 201);
}

#[test]
fn tokens_made_at_the_same_time_are_all_kept() {
    use foreshock_serve::Role;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("tokens.toml");
    std::thread::scope(|scope| {
        for number in 0..16 {
            let path = &path;
            scope.spawn(move || {
                let name = format!("desk {number}");
                Tokens::add(path, &name, Role::Reader, jiff::Timestamp::now()).expect("a token");
            });
        }
    });
    assert_eq!(Tokens::read(&path).expect("tokens").list().len(), 16);
}

#[test]
fn tokens_cannot_be_guessed_and_do_what_their_role_does() {
    let mut secrets = [const { String::new() }; 3];
    let bench = Bench::with(|directory, settings| {
        let path = directory.path().join("tokens.toml");
        secrets = tokens(&path);
        settings.tokens = Some(path);
    });
    let [reader, analyst, admin] = secrets;
    let file = fs::read_to_string(bench.directory.path().join("tokens.toml")).expect("a file");
    for secret in [&reader, &analyst, &admin] {
        assert!(
            !file.contains(secret.as_str()),
            "a token stands in the file"
        );
    }
    let bearer = |secret: &str| format!("Bearer {secret}");
    let asks = |secret: &str, path: &str| {
        bench
            .ask("GET", path, &[("authorization", &bearer(secret))], None)
            .status
    };
    for path in [BOARD, "/api/v1/watches", "/api/v1/updates", "/api/v1/audit"] {
        assert_eq!(bench.get(path).status, 401, "{path}");
        assert_eq!(asks("fsk_guess", path), 401, "{path}");
    }
    assert_eq!(asks(&reader, BOARD), 200);
    assert_eq!(asks(&analyst, "/api/v1/audit"), 403);
    assert_eq!(asks(&admin, "/api/v1/audit"), 200);
    let judge = |secret: &str, key: &str| {
        let body = json!({ "key": key, "judgement": note("a") }).to_string();
        let secret = bearer(secret);
        let headers = [
            ("content-type", "application/json"),
            ("authorization", &secret),
        ];
        let path = "/api/v1/watches/border/judgements";
        bench
            .ask("POST", path, &headers, Some(body.as_bytes()))
            .status
    };
    assert_eq!(judge(&reader, "key-of-reader"), 403);
    assert_eq!(judge(&analyst, "key-of-analyst"), 201);

    // Signing in, by the page.
    let sign_in = |secret: &str| {
        let body = json!({ "token": secret }).to_string();
        let headers = [("content-type", "application/json")];
        bench.ask("POST", "/api/v1/session", &headers, Some(body.as_bytes()))
    };
    let session = sign_in(&analyst);
    assert_eq!(session.status, 200, "{}", session.text());
    let cookie = session.header("set-cookie").expect("a cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(
        !cookie.contains(&analyst),
        "the token travels in the cookie"
    );
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    let with_cookie = |path: &str| bench.ask("GET", path, &[("cookie", &pair)], None).status;
    assert_eq!(with_cookie(BOARD), 200);
    // A cookie alone changes nothing.
    let body = json!({ "key": "key-by-cookie", "judgement": note("a") }).to_string();
    let headers = [("content-type", "application/json"), ("cookie", &*pair)];
    let path = "/api/v1/watches/border/judgements";
    assert_eq!(
        bench
            .ask("POST", path, &headers, Some(body.as_bytes()))
            .status,
        403
    );
    // Once the token is taken away, so is what it opened.
    let file = bench.directory.path().join("tokens.toml");
    thread::sleep(Duration::from_millis(20));
    Tokens::revoke(&file, "analyst").expect("revoked");
    assert_eq!(with_cookie(BOARD), 401);
    assert_eq!(asks(&analyst, BOARD), 401);
    assert_eq!(asks(&reader, BOARD), 200);

    // Guessing is slow.
    let guesses: Vec<u16> = (0..30)
        .map(|n| sign_in(&format!("fsk_{n}")).status)
        .collect();
    assert!(guesses.contains(&429), "{guesses:?}");
    assert!(!guesses.contains(&200), "{guesses:?}");
    // What was tried is written down, without the tokens.
    let log = fs::read_to_string(bench.directory.path().join("audit.jsonl")).expect("a log");
    assert!(
        log.contains("\"status\":401") && log.contains("\"by\":\"analyst\""),
        "{log}"
    );
    assert!(!log.contains("fsk_"), "{log}");
}

#[test]
fn slow_clients_harm_nobody_else() {
    let bench = Bench::new();
    // Headers that never end, bodies that never come, answers that nobody reads.
    let mut slow = Vec::new();
    for number in 0..300 {
        let mut stream = bench.connect();
        let begun: &[u8] = match number % 3 {
            0 => b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
            1 => b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
            _ => b"GET /api/v1/watches/border/assessment HTTP/1.1\r\nHost: localhost\r\n\r\n",
        };
        stream.write_all(begun).expect("sent");
        slow.push(stream);
    }
    for _ in 0..20 {
        assert_eq!(bench.get(BOARD).status, 200);
    }
    // One by one the server hangs up on those who never end their headers.
    for stream in slow.iter_mut().step_by(3).take(5) {
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok(), "{ended:?}");
    }
    assert_eq!(bench.get(BOARD).status, 200);
}

#[test]
fn downloads_that_nobody_reads_are_few() {
    // Far more than the buffers between the two take.
    let bench = Bench::of(60_000);
    let request =
        b"GET /api/v1/watches/border/events.csv?as_of=now HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let unread: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = bench.connect();
            stream.write_all(request).expect("sent");
            stream
        })
        .collect();
    let begun = unread.iter().filter(|stream| {
        let mut stream: &std::net::TcpStream = stream;
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("the first line");
        status == *b"HTTP/1.1 200"
    });
    assert_eq!(begun.count(), 4, "one address has four at most");
    assert_eq!(bench.get(BOARD).status, 200);
    drop(unread);
    let few = "/api/v1/watches/border/events.csv?as_of=now&from=2024-03-01";
    let again = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(100));
        bench.get(few).status == 200
    });
    assert!(again);
}

#[test]
fn what_a_proxy_passes_on_is_not_taken_for_local() {
    let bench = Bench::new();
    let passed_on = [("x-forwarded-for", "203.0.113.7")];
    assert_eq!(bench.ask("GET", BOARD, &passed_on, None).status, 421);
}

#[test]
fn one_address_cannot_take_every_connection() {
    let bench = Bench::new();
    let open: Vec<_> = (0..700).map(|_| bench.connect()).collect();
    // Those beyond what one address may have are hung up on; the others wait to be asked.
    thread::sleep(Duration::from_millis(500));
    let hung_up = open.iter().filter(|stream| {
        stream.set_nonblocking(true).expect("a setting");
        stream.peek(&mut [0]).is_ok()
    });
    assert_eq!(hung_up.count(), 700 - 512);
    drop(open);
    // Once they are closed there is room again.
    let answered = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(100));
        bench
            .raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200")
    });
    assert!(answered);
}

#[test]
fn nobody_serves_the_network_without_tokens_or_tls() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut settings = common::settings(&directory);
    settings.listen = "0.0.0.0:0".parse().expect("an address");
    let begin = |settings: &foreshock_serve::Settings| {
        foreshock_serve::serve(Vec::new(), settings, |_| panic!("it opened"))
            .expect_err("refused")
            .to_string()
    };
    assert!(begin(&settings).contains("no tokens"));
    let path = directory.path().join("tokens.toml");
    tokens(&path);
    settings.tokens = Some(path);
    assert!(begin(&settings).contains("no TLS"));
    settings.listen = "127.0.0.1:0".parse().expect("an address");
    let tokens = settings.tokens.take();
    settings.behind_proxy = true;
    assert!(begin(&settings).contains("no tokens"));
    settings.behind_proxy = false;
    settings.listen = "0.0.0.0:0".parse().expect("an address");
    settings.tokens = tokens;
    settings.tls = Some((
        directory.path().join("none.pem"),
        directory.path().join("none.pem"),
    ));
    assert!(begin(&settings).contains("none.pem"));
}
