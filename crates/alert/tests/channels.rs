//! Each way by which a message reaches somebody, against a receiver of the tests.

mod servers;

use std::{fs, path::Path, time::Duration};

use foreshock_alert::{Channel, Error, Failed, Message, open, verify};
use jiff::Timestamp;
use servers::{Answer, Http, Smtp, configuration};

fn message() -> Message {
    let mut message = Message::test("desk", "2024-09-16T14:59:59Z".parse().expect("an instant"));
    message.identifier = "foreshock-1".to_owned();
    message.headline = "Straße & <b>\r\nBcc: all@example.org".to_owned();
    message
}

fn channel(settings: &str) -> Box<dyn Channel> {
    let configuration = configuration(&format!(
        "sender = \"watch@example.org\"\n[channel.it]\n{settings}\n"
    ));
    open(&configuration, "it").expect("a channel")
}

fn webhook(server: &Http) -> Box<dyn Channel> {
    channel(&format!(
        "kind = \"webhook\"\nurl = \"{}\"\nsecret_env = \"CARGO_PKG_NAME\"\nauthorization_env = \"CARGO_PKG_VERSION\"\ntimeout_seconds = 1",
        server.url
    ))
}

#[test]
fn a_webhook_is_signed_and_carries_its_identifier() {
    let server = Http::new(|_| Answer::Status(204, ""));
    webhook(&server).deliver(&message()).expect("acknowledged");
    let requests = server.requests();
    let [request] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert_eq!(request.header("idempotency-key"), Some("foreshock-1"));
    assert_eq!(request.header("webhook-id"), Some("foreshock-1"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.header("authorization"),
        Some(env!("CARGO_PKG_VERSION"))
    );
    let read: Message = serde_json::from_str(&request.body).expect("a message");
    assert_eq!(read, message());
    let timestamp: i64 = request
        .header("webhook-timestamp")
        .expect("a time")
        .parse()
        .expect("seconds");
    let signature = request.header("webhook-signature").expect("a signature");
    let now = Timestamp::from_second(timestamp).expect("an instant");
    let check = |id: &str, at: i64, body: &str, now: Timestamp| {
        verify("foreshock-alert", id, at, body.as_bytes(), signature, now)
    };
    assert!(check("foreshock-1", timestamp, &request.body, now));
    assert!(!check("foreshock-2", timestamp, &request.body, now));
    assert!(!check("foreshock-1", timestamp + 1, &request.body, now));
    assert!(!check(
        "foreshock-1",
        timestamp,
        &format!("{} ", request.body),
        now
    ));
    let late = Timestamp::from_second(timestamp + 301).expect("an instant");
    assert!(!check("foreshock-1", timestamp, &request.body, late));
    assert!(!verify(
        "other",
        "foreshock-1",
        timestamp,
        request.body.as_bytes(),
        signature,
        now
    ));
}

fn refused(answer: Answer) -> (Failed, usize) {
    let server = Http::new(move |_| answer.clone());
    let failed = webhook(&server)
        .deliver(&message())
        .expect_err("not acknowledged");
    (failed, server.requests().len())
}

#[test]
fn what_is_not_acknowledged_is_a_failure_of_its_kind() {
    for (answer, why, alone, wait) in [
        (Answer::Status(500, ""), "answers 500", false, None),
        (Answer::Status(404, ""), "answers 404", false, None),
        (Answer::Status(413, ""), "answers 413", true, None),
        (
            Answer::Status(429, "retry-after: 7\r\n"),
            "answers 429",
            false,
            Some(7),
        ),
        (
            Answer::Status(503, "retry-after: 90000\r\n"),
            "answers 503",
            false,
            Some(3600),
        ),
        (Answer::Drop, "", false, None),
        (Answer::Stall, "timeout", false, None),
    ] {
        let (failed, requests) = refused(answer);
        assert!(failed.why.contains(why), "{failed:?}");
        assert_eq!(failed.this_message_alone, alone, "{failed:?}");
        assert_eq!(
            failed.retry_after,
            wait.map(Duration::from_secs),
            "{failed:?}"
        );
        assert_eq!(requests, 1, "one attempt is one request");
    }
}

/// What is signed for one address is not carried to another.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Http::new(|_| Answer::Status(200, ""));
    let location: &'static str = format!("location: {}\r\n", elsewhere.url).leak();
    for status in [301, 302, 303, 307, 308] {
        let server = Http::new(move |_| Answer::Status(status, location));
        let failed = webhook(&server)
            .deliver(&message())
            .expect_err("not followed");
        assert!(failed.why.contains(&elsewhere.url), "{failed:?}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_mail_has_one_subject_and_its_identifier() {
    let server = Smtp::new(|_| "250 taken");
    let settings = format!(
        "kind = \"email\"\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"Foreshock <watch@example.org>\"\nto = [\"a@example.org\", \"b@example.org\"]",
        server.port
    );
    channel(&settings)
        .deliver(&message())
        .expect("acknowledged");
    let mails = server.mails();
    let [mail] = &mails[..] else {
        panic!("{mails:?}");
    };
    assert!(
        mail.contains("Message-ID: <foreshock-1@example.org>"),
        "{mail}"
    );
    assert!(mail.contains("application/cap+xml"), "{mail}");
    let (headers, _) = mail.split_once("\r\n\r\n").expect("headers");
    assert!(
        !headers.lines().any(|line| line.starts_with("Bcc")),
        "{headers}"
    );
    for (answer, alone) in [("554 no", true), ("452 full", false), ("999 what", false)] {
        let server = Smtp::new(move |_| answer);
        let settings = settings.replace(
            &format!(
                "port = {}",
                settings
                    .split("port = ")
                    .nth(1)
                    .and_then(|rest| rest.split('\n').next())
                    .expect("a port")
            ),
            &format!("port = {}", server.port),
        );
        let failed = channel(&settings).deliver(&message()).expect_err("refused");
        assert_eq!(failed.this_message_alone, alone, "{failed:?}");
    }
}

/// A server that offers no TLS gets no mail from a channel that wants it.
#[test]
fn nothing_is_said_in_the_clear_where_tls_is_wanted() {
    let server = Smtp::new(|_| "250 taken");
    let settings = format!(
        "kind = \"email\"\nserver = \"127.0.0.1\"\nport = {}\nfrom = \"watch@example.org\"\nto = [\"a@example.org\"]\ntimeout_seconds = 2",
        server.port
    );
    channel(&settings).deliver(&message()).expect_err("no TLS");
    assert!(server.mails().is_empty());
}

#[test]
fn a_file_gets_a_line_and_survives_half_a_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("deep/alerts.jsonl");
    let it = channel(&format!("kind = \"file\"\npath = {:?}", path));
    it.deliver(&message()).expect("written");
    let half = fs::read_to_string(&path).expect("a file")[..40].to_owned();
    fs::write(&path, &half).expect("half a line");
    it.deliver(&message()).expect("written");
    let text = fs::read_to_string(&path).expect("a file");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, half.as_str()));
    let read: Message = serde_json::from_str(lines[1]).expect("a message");
    assert_eq!(read, message());
}

#[test]
fn a_directory_gets_one_file_however_often() {
    let directory = tempfile::tempdir().expect("a directory");
    let it = channel(&format!(
        "kind = \"file\"\nformat = \"cap\"\npath = {:?}",
        directory.path()
    ));
    for _ in 0..2 {
        it.deliver(&message()).expect("written");
    }
    let names: Vec<_> = fs::read_dir(directory.path())
        .expect("a directory")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["foreshock-1.xml"]);
    let text = fs::read_to_string(directory.path().join("foreshock-1.xml")).expect("a file");
    assert!(text.contains("<status>Test</status>"), "{text}");
}

#[test]
fn a_full_disk_is_told() {
    if !Path::new("/dev/full").exists() {
        eprintln!("SKIPPED a_full_disk_is_told: there is no /dev/full");
        return;
    }
    let failed = channel("kind = \"file\"\npath = \"/dev/full\"")
        .deliver(&message())
        .expect_err("full");
    assert!(failed.why.contains("No space left"), "{failed:?}");
    assert!(!failed.this_message_alone);
}

#[test]
fn a_program_reads_the_message_without_a_shell() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().join("out");
    // The argument is one argument, whatever a shell would make of it.
    let settings = format!(
        "kind = \"command\"\nprogram = \"tee\"\narguments = [{:?}]",
        format!("{};true", out.display())
    );
    channel(&settings).deliver(&message()).expect("ended well");
    let text = fs::read_to_string(format!("{};true", out.display())).expect("a file");
    assert_eq!(
        serde_json::from_str::<Message>(&text).expect("a message"),
        message()
    );
    for (settings, why) in [
        ("program = \"false\"", "false ended with"),
        ("program = \"/nowhere/at/all\"", "cannot start"),
        (
            "program = \"sleep\"\narguments = [\"30\"]\ntimeout_seconds = 1",
            "did not end within 1 seconds",
        ),
        (
            "program = \"ls\"\narguments = [\"/nowhere/at/all\"]",
            "/nowhere/at/all",
        ),
    ] {
        let failed = channel(&format!("kind = \"command\"\n{settings}"))
            .deliver(&message())
            .expect_err("failed");
        assert!(failed.why.contains(why), "{failed:?}");
    }
    // A program that does not read ends well all the same.
    channel("kind = \"command\"\nprogram = \"true\"")
        .deliver(&message())
        .expect("ended well");
}

#[test]
fn a_channel_that_makes_no_sense_is_refused() {
    let whole = configuration(
        "[channel.mail]\nkind = \"email\"\nserver = \"mail.example.org\"\nsecurity = \"none\"\nfrom = \"a@example.org\"\nto = [\"b@example.org\"]\n[channel.hook]\nkind = \"webhook\"\nurl = \"ftp://example.org\"\n[channel.secret]\nkind = \"webhook\"\nurl = \"https://example.org\"\nsecret_env = \"FORESHOCK_TEST_NOT_SET\"\n",
    );
    let error = |name: &str| open(&whole, name).expect_err("refused").to_string();
    assert!(
        error("mail").contains("for a server on this machine"),
        "{}",
        error("mail")
    );
    assert!(
        error("hook").contains("is no HTTP address"),
        "{}",
        error("hook")
    );
    assert!(
        error("secret").contains("FORESHOCK_TEST_NOT_SET, which is not set"),
        "{}",
        error("secret")
    );
    assert!(
        error("maill").contains("there is hook, mail, secret"),
        "{}",
        error("maill")
    );
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("config.toml");
    for text in [
        "[channel.a]\nkind = \"pigeon\"\n",
        "[channel.a]\nkind = \"file\"\npath = \"x\"\nsecret = \"y\"\n",
        "[channel",
        "chanel = 1\n",
    ] {
        fs::write(&path, text).expect("a file");
        let refused = foreshock_alert::Configuration::read(&path);
        assert!(
            matches!(refused, Err(Error::Configuration { .. })),
            "{text}: {refused:?}"
        );
    }
}
