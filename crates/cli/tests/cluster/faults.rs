//! What is wrong with a cluster, and what is said of it.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    thread,
};

use super::{
    common::Place,
    processes::{self, Cluster},
    watches,
};

fn place() -> Place {
    let place = Place::new();
    watches::gdelt_extract(&place, 500);
    place.file("watch.toml", watches::GDELT);
    place.well(&["ingest", "gdelt", "extract"]);
    place
}

/// Asks a cluster, insists that it fails, and gives what is said.
fn refused(place: &Place, cluster: &str, more: &[&str]) -> String {
    refused_with(1, place, cluster, more)
}

fn refused_with(code: i32, place: &Place, cluster: &str, more: &[&str]) -> String {
    let arguments = ["series", "watch.toml", "all", "--cluster", cluster];
    let ran = place.run(&[&arguments[..], more].concat());
    let answer = (ran.code, ran.out.as_str());
    assert_eq!(answer, (code, ""), "{cluster} {more:?}\n{}", ran.err);
    ran.err
}

#[track_caller]
fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no `{part}` in: {said}");
    }
}

#[test]
fn there_is_no_scheduler() {
    let place = place();
    let nobody = format!("http://127.0.0.1:{}", processes::free_port());
    assert_says(
        &refused(&place, &nobody, &[]),
        &[
            &format!("there is no scheduler at {nobody}: "),
            "foreshock cluster scheduler",
        ],
    );
}

#[test]
fn an_address_makes_no_sense() {
    let place = place();
    for address in ["s3://bucket", "https://scheduler:50050", "http://:1"] {
        assert_says(
            &refused_with(2, &place, address, &[]),
            &[
                &format!("`{address}` is no address of a scheduler"),
                "http://127.0.0.1:50050",
            ],
        );
    }
    let files = ["--files", "ftp://host/lake"];
    assert_says(
        &refused_with(2, &place, "http://127.0.0.1:50050", &files),
        &["`ftp://host/lake` is no place", "s3://BUCKET/PATH"],
    );
}

#[test]
fn what_listens_is_no_scheduler() {
    let place = place();
    // One that takes calls and says nothing, and one that serves something else.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = |listener: &TcpListener| {
        let address = listener.local_addr().expect("its address");
        format!("http://{address}")
    };
    let addresses = [address(&silent), address(&other)];
    thread::spawn(move || {
        for mut stream in other.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    });
    for (address, cause) in addresses.iter().zip(["timeout", "HTTP status 404"]) {
        assert_says(
            &refused(&place, address, &[]),
            &[&format!("there is no scheduler at {address}: "), cause],
        );
    }
}

#[test]
fn there_is_no_executor() {
    let place = place();
    let cluster = Cluster::start_with(0, &[]);
    let address = cluster.address();
    assert_says(
        &refused(&place, &address, &["--patience", "1"]),
        &[
            &format!("no executor has been registered with the scheduler at {address} for 1 s"),
            &format!("foreshock cluster executor --scheduler {address}"),
        ],
    );
}

#[test]
fn the_cluster_does_not_see_the_lake() {
    let place = place();
    let cluster = Cluster::start_with(1, &[]);
    let address = cluster.address();
    assert_says(
        &refused(&place, &address, &["--files", "/nowhere/lake"]),
        &[
            "the cluster does not see the whole lake at file:///nowhere/lake/: ",
            "--files",
        ],
    );
    // One file too few would be figures that are too low.
    let lake = place.path().join("lake/records/kind=event");
    let one = files_below(&lake).pop().expect("a data file");
    let aside = place.path().join("aside");
    fs::rename(&one, &aside).expect("put aside");
    assert_says(
        &refused(&place, &address, &[]),
        &["the cluster does not see the whole lake at file:///"],
    );
    // One that is damaged is no file too few, and is not read again and again.
    fs::write(&one, "no Parquet").expect("a damaged file");
    assert_says(
        &refused(&place, &address, &[]),
        &[&format!(
            "the cluster at {address} gave no answer (attempts: 1)"
        )],
    );
    fs::rename(&aside, &one).expect("put back");
    place.well(&["series", "watch.toml", "all", "--cluster", &address]);
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push(path),
        }
    }
    files
}
