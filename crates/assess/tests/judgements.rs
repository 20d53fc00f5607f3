//! What people judge stands beside what was known, and changes a view only where that
//! is asked for.

use std::collections::BTreeSet;

use foreshock_assess::{
    assess,
    judgements::{
        Amount, Cell, JUDGEMENT, Judgement, JudgementError, Subject, doubtful, draft, judgements,
        matrix_of, without,
    },
};
use foreshock_event::{AsOf, Entry, Known, Record, known};
use foreshock_watch::Watch;
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use proptest::prelude::*;

const WATCH: &str = r#"
title = "Border"
[[source]]
id = "press"
publisher = "Press"
path = "events.csv"
lag = "0 days"
columns = { id = "id", date = "date", category = "category" }
[[source.covers]]
from = 2024-01-01
to = 2024-06-30
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
[[hypothesis]]
id = "crisis"
title = "Crisis"
[[hypothesis]]
id = "routine"
title = "Routine"
[[evidence]]
id = "more"
title = "More shelling"
indicator = "shelling"
[[evidence]]
id = "often"
title = "More often"
indicator = "shelling"
"#;

fn watch() -> Watch {
    Watch::read(WATCH).expect("a watch")
}

fn record(number: i8) -> Record {
    let day = date(2024, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(number)));
    let mut record = Record::new("press".into(), "Press".into(), "shelling".into(), day);
    record.event_id = format!("e{number}").into();
    record
}

fn seen() -> Known {
    let as_of = AsOf::end_of(date(2024, 3, 31), TimeZone::UTC).expect("a day");
    known((0..60).map(record), &as_of, &watch().feeds())
}

fn entries(said: &[(&str, Judgement)]) -> Vec<Entry> {
    let (watch, known) = (watch(), seen());
    said.iter()
        .zip(1u64..)
        .map(|((by, judgement), sequence)| {
            let draft = draft(
                &watch,
                &known,
                by,
                judgement.clone(),
                &format!("key-{sequence}"),
            )
            .expect("a judgement that makes sense");
            assert_eq!(draft.kind, JUDGEMENT);
            Entry {
                sequence,
                kind: draft.kind.into(),
                key: draft.key.into(),
                recorded_at: at(sequence),
                body: serde_json::to_string(&draft.body).expect("JSON").into(),
                previous: "".into(),
                digest: format!("digest {sequence}").into(),
            }
        })
        .collect()
}

/// Long after the day of the view.
fn at(sequence: u64) -> Timestamp {
    let first: Timestamp = "2025-01-01T00:00:00Z".parse().expect("an instant");
    first + SignedDuration::from_hours(i64::try_from(sequence).expect("a small number"))
}

fn doubt(event: &str) -> Judgement {
    Judgement::Doubt {
        source_id: "press".to_owned(),
        event_id: event.to_owned(),
        reason: "one source only".to_owned(),
    }
}

fn withdrawn(event: &str) -> Judgement {
    Judgement::DoubtWithdrawn {
        source_id: "press".to_owned(),
        event_id: event.to_owned(),
        reason: "confirmed".to_owned(),
    }
}

fn likelihoods(evidence: &str, crisis: Amount, routine: Amount) -> Judgement {
    let cell = |hypothesis: &str, value| Cell {
        hypothesis: hypothesis.to_owned(),
        value: Some(value),
        ratio: None,
        reason: None,
    };
    Judgement::Likelihoods {
        evidence: evidence.to_owned(),
        cells: vec![cell("crisis", crisis), cell("routine", routine)],
    }
}

#[test]
fn what_is_judged_later_leaves_an_earlier_view_as_it_was() {
    let watch = watch();
    let plain = assess(&watch, &seen());
    let later = entries(&[("A", doubt("e1")), ("B", doubt("e2"))]);
    let with = assess(&watch, &seen().with_ledger(later));
    assert_eq!(plain, with);
}

#[test]
fn the_newest_word_decides_whether_a_report_is_doubtful() {
    let said = entries(&[
        ("A", doubt("e1")),
        ("B", doubt("e2")),
        ("B", withdrawn("e1")),
        ("A", withdrawn("e3")),
        ("A", doubt("e1")),
        ("C", withdrawn("e2")),
    ]);
    let doubted = |until: usize| doubtful(&said[..until], "Border");
    let event = |id: &str| ("press".to_owned(), id.to_owned());
    assert_eq!(doubted(2), BTreeSet::from([event("e1"), event("e2")]));
    assert_eq!(doubted(3), BTreeSet::from([event("e2")]));
    assert_eq!(doubted(6), BTreeSet::from([event("e1")]));
    // Another watch is not concerned.
    assert!(doubtful(&said, "Strait").is_empty());
    assert_eq!(judgements(&said, "Border").count(), 6);
}

#[test]
fn a_view_without_doubtful_reports_says_so() {
    let watch = watch();
    let left_out = BTreeSet::from([("press".to_owned(), "e1".to_owned())]);
    let fewer = without(&seen(), &left_out);
    let view = assess(&watch, &fewer);
    assert_eq!(view.records, 59);
    assert!(
        view.caveats
            .iter()
            .any(|caveat| caveat.contains("left out"))
    );
    assert_ne!(view.known_digest, assess(&watch, &seen()).known_digest);
    // One that counts though it was doubted by then says so as well.
    let mut said = entries(&[("A", doubt("e1"))]);
    said[0].recorded_at = "2024-02-01T00:00:00Z".parse().expect("an instant");
    let view = assess(&watch, &seen().with_ledger(said));
    assert!(
        view.caveats
            .iter()
            .any(|caveat| caveat.contains("counts all the same"))
    );
}

#[test]
fn an_analysts_matrix_is_what_they_set_last_item_by_item() {
    let watch = watch();
    let said = entries(&[
        (
            "A",
            likelihoods("more", Amount::Number(0.9), Amount::Number(0.1)),
        ),
        (
            "B",
            likelihoods("more", Amount::Number(0.2), Amount::Number(0.2)),
        ),
        (
            "A",
            likelihoods(
                "often",
                Amount::Word("likely".to_owned()),
                Amount::Range([0.1, 0.3]),
            ),
        ),
        (
            "A",
            likelihoods("more", Amount::Number(0.6), Amount::Number(0.5)),
        ),
    ]);
    let matrix = matrix_of(&said, &watch, "A").expect("a matrix");
    assert_eq!((matrix.analyst.as_str(), matrix.rows.len()), ("A", 2));
    let stated = |row: usize, cell: usize| {
        let cell = matrix.rows[&row].cells[cell].as_ref().expect("a cell");
        (cell.stated.low, cell.stated.high)
    };
    assert_eq!([stated(0, 0), stated(0, 1)], [(0.6, 0.6), (0.5, 0.5)]);
    assert_eq!(stated(1, 1), (0.1, 0.3));
    assert!(matrix_of(&said, &watch, "C").is_none());
    // A watch that lost an item leaves out what was said of it, and keeps the rest.
    let fewer = WATCH.replace("id = \"often\"", "id = \"rarely\"");
    let fewer = Watch::read(&fewer).expect("a watch");
    let matrix = matrix_of(&said, &fewer, "A").expect("a matrix");
    assert_eq!(matrix.rows.len(), 1);
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let (watch, known) = (watch(), seen());
    let refused =
        |by: &str, judgement| draft(&watch, &known, by, judgement, "key-1").expect_err("refused");
    let note = |text: &str| Judgement::Note {
        on: Subject::Watch {},
        text: text.to_owned(),
    };
    assert_eq!(refused(" ", note("a")), JudgementError::Nobody);
    assert!(matches!(
        refused("A", note(" ")),
        JudgementError::Text { .. }
    ));
    assert!(matches!(
        refused("A", note("\u{7}")),
        JudgementError::Text { .. }
    ));
    assert!(matches!(
        refused("A\n\u{1b}", note("a")),
        JudgementError::Text { .. }
    ));
    assert!(matches!(
        refused("A", doubt("none")),
        JudgementError::Missing { .. }
    ));
    let odd = likelihoods(
        "more",
        Amount::Number(1.5),
        Amount::Word("perhaps".to_owned()),
    );
    let error = refused("A", odd);
    assert!(
        matches!(error, JudgementError::Likelihoods { .. }),
        "{error}"
    );
    let missing = likelihoods("none", Amount::Number(0.5), Amount::Number(0.5));
    assert!(refused("A", missing).to_string().contains("none"));
}

proptest! {
    /// Whatever is left out, the view is that of a record in which it never stood.
    #[test]
    fn leaving_out_is_as_if_it_was_never_reported(
        left_out in prop::collection::btree_set(0i8..60, 0..20)
    ) {
        let keys: BTreeSet<(String, String)> = left_out
            .iter()
            .map(|number| ("press".to_owned(), format!("e{number}")))
            .collect();
        let fewer = without(&seen(), &keys);
        let kept = (0..60).filter(|number| !left_out.contains(number)).map(record);
        let never = known(kept, seen().as_of(), &watch().feeds());
        prop_assert_eq!(fewer.digest(), never.digest());
        prop_assert_eq!(fewer.left_out(), left_out.len());
        prop_assert!(fewer.records().eq(never.records()));
    }
}
