//! `foreshock claims`: from an article to a draft that `foreshock check` accepts.

mod common;

use common::Place;
use serde_json::Value;

const ARTICLE: &str = include_str!("../../claims/tests/dev/korea.txt");

#[test]
fn an_article_is_listed_and_drafted() {
    let place = Place::new();
    place.file("article.txt", ARTICLE);
    let ran = place.well(&["claims", "article.txt", "--out", "draft.toml"]);
    assert!(ran.out.contains("not testable as written"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "NO_COLOR");
    let checked = place.run(&["check", "draft.toml"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    // A draft that someone may have edited is left alone.
    let again = place.run(&["claims", "article.txt", "--out", "draft.toml"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("exists already"), "{}", again.err);
}

#[test]
fn the_tables_of_a_watch_are_the_chronology() {
    let place = Place::new();
    place.file("article.txt", ARTICLE);
    place.korea();
    let ran = place.well(&["claims", "article.txt", "--watch", "korea", "--json"]);
    let shown: Value = serde_json::from_str(&ran.out).unwrap();
    let findings = shown["findings"].as_array().unwrap();
    let differs = |finding: &&Value| {
        finding["verdict"] == "differs"
            && finding["message"].as_str().unwrap().contains("30 May 2024")
    };
    let found = findings.iter().find(differs).unwrap();
    assert!(
        found["message"].as_str().unwrap().contains("2024-05-28"),
        "{found}"
    );
    assert!(!found["rows"].as_array().unwrap().is_empty());
    for claim in shown["claims"].as_array().unwrap() {
        let at = |field: &str| usize::try_from(claim["position"][field].as_u64().unwrap()).unwrap();
        assert_eq!(
            &ARTICLE[at("start")..at("end")],
            claim["quote"].as_str().unwrap()
        );
    }
}

#[test]
fn a_table_alone_is_a_chronology() {
    let place = Place::new();
    place.file(
        "events.csv",
        "date,category,count\n2024-03-10,shelling,12\n2024-03-21,shelling,5\n2024-04-02,raid,1\n",
    );
    place.file(
        "article.txt",
        "Border\n\nOn 12 March 2024 shelling killed a farmer. On 21 March 2024 there was shelling.\n",
    );
    let ran = place.well(&["claims", "article.txt", "--chronology", "events.csv"]);
    assert!(ran.out.contains("differs from the table"), "{}", ran.out);
    assert!(ran.out.contains("(events.csv:1"), "{}", ran.out);
    assert!(ran.out.contains("1 differ, 1 agree"), "{}", ran.out);
    assert!(ran.err.contains("guessed"), "{}", ran.err);
}

#[test]
fn what_is_no_article_is_refused_with_the_reason() {
    let place = Place::new();
    place.file("picture.txt", [0x89, b'P', b'N', b'G', 0, 1]);
    place.file("latin.txt", [b'K', 0xe4, b's', b'e']);
    place.file("long.txt", "word ".repeat(300_000));
    place.file("empty.txt", "\n");
    for (name, why) in [
        ("picture.txt", "control character"),
        ("latin.txt", "not UTF-8"),
        ("long.txt", "are not read"),
        ("empty.txt", "empty"),
        ("none.txt", "cannot read"),
    ] {
        let ran = place.run(&["claims", name]);
        assert_eq!(ran.code, 1, "{name}");
        assert!(ran.err.contains(why), "{name}: {}", ran.err);
        assert!(ran.err.contains("help:"), "{name}: {}", ran.err);
        assert!(ran.out.is_empty());
    }
}
