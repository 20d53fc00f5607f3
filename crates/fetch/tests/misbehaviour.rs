//! Servers that break off, lie, stall, lead elsewhere and refuse.

mod server;

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use foreshock_fetch::{
    Catalogue, Client, Error, Fetched, Listed, Md5, Options, Url, download, download_all,
};
use server::{Answer, Server};
use tempfile::TempDir;

const NAME: &str = "20150218230000.export.CSV.zip";

fn body() -> Vec<u8> {
    (0..200_000_u32).flat_map(u32::to_le_bytes).collect()
}

fn quick() -> Options {
    Options {
        tries: 3,
        stall: Duration::from_millis(400),
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(1500),
        ..Options::default()
    }
}

fn listed(server: &Server, name: &str, body: &[u8]) -> Listed {
    Listed {
        name: name.to_owned(),
        url: Url::parse(&format!("{}{name}", server.base())).expect("an address"),
        size: Some(body.len() as u64),
        md5: Some(Md5::of(body).expect("memory")),
    }
}

fn fetch(server: &Server, directory: &Path) -> Result<Fetched, Error> {
    let client = Client::new(quick(), None);
    download(&client, &listed(server, NAME, &body()), directory, &|_| {})
}

/// Nothing but the file, with what it should hold.
fn stands(directory: &TempDir) {
    let file = fs::read(directory.path().join(NAME)).expect("the file");
    assert!(file == body());
    let others: Vec<_> = fs::read_dir(directory.path())
        .expect("a directory")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name != NAME)
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

fn stands_not(directory: &TempDir) {
    assert!(!directory.path().join(NAME).exists());
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

#[test]
fn a_file_that_lies_there_as_listed_is_not_asked_for_again() {
    let server = Server::new(|asked| Answer::file(asked, &body(), "a"));
    let place = place();
    let first = fetch(&server, place.path()).expect("fetched");
    assert_eq!((first.received, first.resumed), (800_000, false));
    let again = fetch(&server, place.path()).expect("there");
    assert_eq!((again.received, again.size), (0, 800_000));
    assert_eq!(server.asked().len(), 1);
    // Damage on the disk is seen.
    let mut damaged = body();
    damaged[77] ^= 1;
    fs::write(place.path().join(NAME), damaged).expect("written");
    fetch(&server, place.path()).expect("fetched");
    stands(&place);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn what_breaks_off_is_carried_on_where_it_broke_off() {
    let server = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").cut(300_000),
        1 => Answer::file(asked, &body(), "a").cut(200_000),
        _ => Answer::file(asked, &body(), "a"),
    });
    let place = place();
    let fetched = fetch(&server, place.path()).expect("fetched");
    assert!(fetched.resumed);
    assert_eq!(fetched.received, 800_000);
    let from: Vec<_> = server.asked().iter().map(|asked| asked.from()).collect();
    assert_eq!(from, [None, Some(300_000), Some(500_000)]);
    stands(&place);
}

#[test]
fn an_earlier_run_is_carried_on_too() {
    let server = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").cut(300_000),
        1..=3 => Answer::status(503),
        _ => Answer::file(asked, &body(), "a"),
    });
    let place = place();
    let error = fetch(&server, place.path()).expect_err("the server is down");
    assert!(matches!(error, Error::Failed { .. }), "{error}");
    assert!(error.to_string().contains("503"), "{error}");
    stands_not(&place);
    let fetched = fetch(&server, place.path()).expect("fetched");
    assert!(fetched.resumed);
    assert_eq!(fetched.received, 500_000);
    stands(&place);
}

/// The tag says that the file is another one now: nothing of the old part is kept.
#[test]
fn a_file_that_changes_in_between_starts_anew() {
    let server = Server::new(|asked| match asked.before {
        0 => {
            let other: Vec<u8> = body().iter().map(|byte| !byte).collect();
            Answer::file(asked, &other, "old").cut(300_000)
        }
        _ => Answer::file(asked, &body(), "new"),
    });
    let place = place();
    let fetched = fetch(&server, place.path()).expect("fetched");
    assert!(!fetched.resumed);
    assert_eq!(server.asked()[1].header("if-range"), Some("\"old\""));
    stands(&place);
}

/// A server that has no tags, or ignores ranges, or answers another one.
#[test]
fn a_server_that_cannot_resume_sends_the_whole_again() {
    let without_tag = Server::new(|asked| match asked.before {
        0 => Answer::body(body()).cut(300_000),
        _ => Answer::body(body()),
    });
    let ignoring = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").cut(300_000),
        _ => Answer::body(body()).with("ETag", "\"a\""),
    });
    let confused = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").cut(300_000),
        1 => Answer::body(&body()[100_000..]).with("Content-Range", "bytes 100000-799999/800000"),
        _ => Answer::file(asked, &body(), "a"),
    });
    let weak = Server::new(|asked| match asked.before {
        0 => Answer::body(body()).with("ETag", "W/\"a\"").cut(300_000),
        _ => Answer::body(body()).with("ETag", "W/\"a\""),
    });
    let shorter = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").cut(300_000),
        1 => Answer::status(416),
        _ => Answer::file(asked, &body(), "a"),
    });
    for (server, ranges) in [
        (without_tag, 0),
        (ignoring, 1),
        (confused, 1),
        (weak, 0),
        (shorter, 1),
    ] {
        let place = place();
        fetch(&server, place.path()).expect("fetched");
        stands(&place);
        let asked = server.asked();
        let ranged = asked.iter().filter(|asked| asked.from().is_some()).count();
        assert_eq!(ranged, ranges, "{asked:?}");
    }
}

#[test]
fn what_is_not_as_listed_is_tried_again_and_never_used() {
    let other: Vec<u8> = body().iter().map(|byte| !byte).collect();
    let lying = {
        let other = other.clone();
        Server::new(move |asked| Answer::file(asked, &other, "a"))
    };
    let place_of_lies = place();
    let error = fetch(&lying, place_of_lies.path()).expect_err("another file");
    assert!(
        matches!(
            error,
            Error::NotAsListed {
                what: "MD5",
                tries: 3,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(lying.asked().len(), 3);
    stands_not(&place_of_lies);

    let mending = Server::new(move |asked| match asked.before {
        0 => Answer::file(asked, &other, "a"),
        _ => Answer::file(asked, &body(), "b"),
    });
    let place = place();
    fetch(&mending, place.path()).expect("fetched");
    stands(&place);
}

#[test]
fn sizes_that_are_not_as_listed_are_refused_before_they_are_taken() {
    let long = Server::new(|asked| {
        let mut long = body();
        long.push(0);
        Answer::file(asked, &long, "a")
    });
    let place_of_long = place();
    let error = fetch(&long, place_of_long.path()).expect_err("too long");
    assert!(error.to_string().contains("800001"), "{error}");
    stands_not(&place_of_long);
    // Cut off cleanly: the server declares what it sends.
    let short = Server::new(|asked| Answer::file(asked, &body()[..1000], "a"));
    let place_of_short = place();
    let error = fetch(&short, place_of_short.path()).expect_err("too short");
    assert!(error.to_string().contains("1000"), "{error}");
    stands_not(&place_of_short);
}

#[test]
fn silence_is_given_up_and_carried_on() {
    let server = Server::new(|asked| match asked.before {
        0 => Answer::file(asked, &body(), "a").stalled(250_000),
        _ => Answer::file(asked, &body(), "a"),
    });
    let place = place();
    let fetched = fetch(&server, place.path()).expect("fetched");
    assert!(fetched.resumed);
    assert_eq!(server.asked()[1].from(), Some(250_000));
    stands(&place);
}

#[test]
fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
    let server = Server::new(|asked| match asked.before {
        0 => Answer::status(429).with("Retry-After", "1"),
        1 => Answer::status(500),
        _ => Answer::file(asked, &body(), "a"),
    });
    let place = place();
    fetch(&server, place.path()).expect("fetched");
    assert_eq!(server.asked().len(), 3);
    stands(&place);
    let patient = Server::new(|_| Answer::status(429).with("Retry-After", "3600"));
    let error = fetch(&patient, place_of(&place, "b")).expect_err("too long a wait");
    assert!(error.to_string().contains("3600 s"), "{error}");
    assert_eq!(patient.asked().len(), 1);
}

fn place_of<'a>(place: &'a TempDir, name: &str) -> &'a Path {
    let path = place.path().join(name);
    Box::leak(path.into_boxed_path())
}

#[test]
fn refusals_are_not_repeated() {
    for status in [400, 401, 403, 404, 410, 451] {
        let server = Server::new(move |_| Answer::status(status));
        let place = place();
        let error = fetch(&server, place.path()).expect_err("refused");
        assert!(
            matches!(error, Error::Refused { status: said, .. } if said == status),
            "{error}"
        );
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn redirects_are_followed_within_limits() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/elsewhere" => Answer::file(asked, &body(), "a"),
        _ => Answer::status(302).with("Location", "/elsewhere"),
    });
    let place_of_one = place();
    fetch(&server, place_of_one.path()).expect("fetched");
    stands(&place_of_one);
    let round = Server::new(|_| Answer::status(301).with("Location", "again"));
    let nowhere = Server::new(|_| Answer::status(307));
    let file = Server::new(|_| Answer::status(302).with("Location", "file:///etc/passwd"));
    for (server, most) in [(round, 6), (nowhere, 1), (file, 1)] {
        let place = place();
        let error = fetch(&server, place.path()).expect_err("a redirect");
        assert!(matches!(error, Error::Redirect { .. }), "{error}");
        assert_eq!(server.asked().len(), most);
        stands_not(&place);
    }
}

/// A token goes to the server that it is meant for and to no other it leads to, and over
/// no open line but to this machine.
#[test]
fn a_token_does_not_travel() {
    let other = Server::new(|asked| Answer::file(asked, &body(), "a"));
    let location = format!("{}{NAME}", other.base());
    let server = Server::new(move |_| Answer::status(302).with("Location", location.clone()));
    let token = Catalogue::Ucdp.token(" secret\n".to_owned());
    assert!(!format!("{token:?}").contains("secret"));
    let client = Client::new(quick(), token);
    let place = place();
    download(
        &client,
        &listed(&server, NAME, &body()),
        place.path(),
        &|_| {},
    )
    .expect("fetched");
    let header = "x-ucdp-access-token";
    assert_eq!(server.asked()[0].header(header), Some("secret"));
    assert_eq!(other.asked()[0].header(header), None);
    let open = Listed {
        url: Url::parse("http://example.invalid/a").expect("an address"),
        ..listed(&server, "b", &body())
    };
    let error = download(&client, &open, place.path(), &|_| {}).expect_err("in the open");
    assert!(matches!(error, Error::TokenInTheOpen { .. }), "{error}");
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn many_files_come_at_once_and_one_bad_one_keeps_none_back() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/7" => Answer::status(404),
        path => Answer::file(asked, path.as_bytes(), "a"),
    });
    let files: Vec<Listed> = (0..40)
        .map(|number| {
            listed(
                &server,
                &number.to_string(),
                format!("/{number}").as_bytes(),
            )
        })
        .collect();
    let bytes = AtomicU64::new(0);
    let client = Client::new(quick(), None);
    let place = place();
    let came_to = download_all(&client, &files, place.path(), &|more| {
        bytes.fetch_add(more, Ordering::Relaxed);
    });
    assert_eq!(came_to.len(), 40);
    for (number, came_to) in came_to.iter().enumerate() {
        assert_eq!(came_to.is_err(), number == 7, "{came_to:?}");
    }
    let sizes: u64 = files.iter().filter_map(|file| file.size).sum();
    assert_eq!(bytes.into_inner(), sizes - 2);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let server = Server::new(|asked| Answer::file(asked, &body(), "a"));
    let place = place();
    let taken = place.path().join("taken");
    fs::write(&taken, "a file").expect("written");
    let error = fetch(&server, &taken).expect_err("no directory");
    assert!(matches!(error, Error::Disk { .. }), "{error}");
    assert!(error.to_string().contains("taken"), "{error}");
}

/// A server that wants an hour is asked nothing more, whatever else is listed.
#[test]
fn a_server_that_asks_for_too_long_is_asked_nothing_more() {
    let server = Server::new(|_| Answer::status(429).with("Retry-After", "3600"));
    let place = place();
    let client = Client::new(quick(), None);
    for name in [NAME, "20150218231500.export.CSV.zip"] {
        let listed = listed(&server, name, &body());
        let failed = download(&client, &listed, place.path(), &|_| {}).expect_err("busy");
        assert!(matches!(failed, Error::Failed { .. }), "{failed}");
    }
    assert_eq!(server.asked().len(), 1);
}

/// Once it is stopped, or its time is over, nothing more is asked, and what has arrived
/// is kept and carried on later.
#[test]
fn once_it_is_over_nothing_is_asked_and_what_came_is_kept() {
    let server = Server::new(|asked| Answer::file(asked, &body(), "a"));
    let place = place();
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options {
        stop: Some(stop.clone()),
        ..quick()
    };
    let client = Client::new(options, None);
    let of = listed(&server, NAME, &body());
    // It is stopped as the first bytes arrive.
    let stopped = download(&client, &of, place.path(), &|_| {
        stop.store(true, Ordering::Relaxed);
    });
    assert!(matches!(stopped, Err(Error::Failed { .. })), "{stopped:?}");
    stands_not(&place);
    let asked = server.asked().len();
    let again = download(&client, &of, place.path(), &|_| {});
    assert!(again.is_err());
    assert_eq!(server.asked().len(), asked, "it was over");
    let late = Options {
        until: Some(Instant::now()),
        ..quick()
    };
    assert!(download(&Client::new(late, None), &of, place.path(), &|_| {}).is_err());
    assert_eq!(server.asked().len(), asked, "its time was up");
    let fetched = fetch(&server, place.path()).expect("carried on");
    assert!(fetched.resumed && fetched.received < 800_000, "{fetched:?}");
    stands(&place);
}
