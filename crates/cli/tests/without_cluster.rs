//! A program that was built without its feature `cluster`.

#![cfg(not(feature = "cluster"))]

mod common;

use common::{Place, WATCH, events};

#[test]
fn it_says_how_to_build_one_that_has_it() {
    let place = Place::new();
    place.file("watch.toml", WATCH);
    place.file("events.csv", events());
    for arguments in [
        &[
            "series",
            "watch.toml",
            "--cluster",
            "http://127.0.0.1:50050",
        ][..],
        &["cluster", "scheduler"],
        &["cluster", "executor"],
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{arguments:?}");
        for part in [
            "this foreshock was built without its feature `cluster`",
            "cargo build --release -p foreshock --features cluster",
        ] {
            assert!(ran.err.contains(part), "{arguments:?}: {}", ran.err);
        }
    }
    // Without --cluster it counts.
    let here = place.well(&["series", "watch.toml"]);
    assert!(here.out.contains("2024-03"), "{}", here.out);
}
