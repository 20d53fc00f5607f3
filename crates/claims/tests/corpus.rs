//! How often the claims are right: twelve texts with the marks of two persons'
//! reading, which are no part of the development of the rules' first version.
//!
//! `cargo test -p foreshock-claims --test corpus -- --nocapture` prints the
//! tables of `docs/methods/claims.md`.

#[path = "corpus/marks.rs"]
mod marks;
#[path = "corpus/measures.rs"]
mod measures;
#[path = "corpus/tables.rs"]
mod tables;

use marks::{Text, texts};
use measures::{Counts, Matching};

/// What the documentation states of this version of the rules: F1 in percent,
/// with sentences matched exactly, against the marks of A and of B.
const STATED: [(&str, f64); 2] = [("A", 76.7), ("B", 77.2)];

/// By how many points the figures may leave what is stated.
const TOLERANCE: f64 = 1.0;

#[test]
fn the_figures_are_what_the_documentation_states() {
    let texts = texts();
    assert_eq!(texts.len(), 12);
    println!("{}", tables::all(&texts));
    for (marker, stated) in STATED {
        let counts = Counts::of(&texts, marker, Matching::Exact);
        let figure = 100.0 * counts.f1().expect("there are marks");
        assert!(
            (figure - stated).abs() <= TOLERANCE,
            "against the marks of {marker} F1 is {figure:.1}, and {stated} is stated"
        );
    }
}

#[test]
fn every_mark_stands_where_it_says() {
    for text in texts() {
        for marker in ["A", "B"] {
            for mark in text.marks(marker) {
                let quoted: String = text
                    .text
                    .chars()
                    .skip(mark.start)
                    .take(mark.end - mark.start)
                    .collect();
                assert_eq!(quoted, mark.sentence, "{} {marker}", text.name);
            }
        }
    }
}

/// The scorer itself: marks held against themselves agree fully, and against
/// nothing not at all.
#[test]
fn marks_agree_with_themselves() {
    let texts = texts();
    let itself = |text: &Text| (text.marks("A").to_vec(), text.marks("A").to_vec());
    let nothing = |text: &Text| (text.marks("A").to_vec(), Vec::new());
    for matching in [Matching::Exact, Matching::Overlap] {
        let counts = Counts::between(&texts, itself, matching);
        assert_eq!((counts.missed(), counts.extra()), (0, 0));
        assert_eq!(counts.f1(), Some(1.0));
        let counts = Counts::between(&texts, nothing, matching);
        assert_eq!((counts.found(), counts.recall()), (0, Some(0.0)));
        assert_eq!(counts.precision(), None);
    }
}
