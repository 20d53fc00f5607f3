//! Every question has a rule by which it resolves, or is refused with its place
//! and what would mend it.

use foreshock_watch::{Merge, NumericField, Term, Watch};
use jiff::civil::date;

const START: &str = r#"title = "Border"
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what", count = "shells" }
[[source]]
id = "wire"
publisher = "Wire"
path = "wire.csv"
columns = { date = "day", category = "what" }
[[indicator]]
id = "shelling"
title = "Shelling"
from = ["press", "wire"]
merge_within = "1 day"
match = { category = "shelling" }
unit = ["shelling", "shellings"]
[[indicator]]
id = "price"
title = "Price"
from = "press"
measure = "level(count)"
"#;

fn watch(question: &str) -> Watch {
    Watch::read(&format!("{START}[[question]]\n{question}")).expect("a watch that makes sense")
}

/// Message, line within the question (its header is line 1), column and remedy
/// of the only fault.
fn fault(question: &str) -> (String, usize, usize, String) {
    let text = format!("{START}[[question]]\n{question}");
    let faults = Watch::read(&text).expect_err("a fault");
    assert_eq!(faults.len(), 1, "{faults:?}");
    let (line, column) = faults[0].line_and_column(&text);
    let help = faults[0].help.clone().unwrap_or_default();
    (
        faults[0].message.clone(),
        line - START.lines().count(),
        column,
        help,
    )
}

#[test]
fn a_question_takes_over_what_its_indicator_counts() {
    let watch = watch(
        "id = \"q\"\ntext = \"Shelling?\"\nindicator = \"shelling\"\nresolves = { at_least = 2 }\nhorizon = [\"30 days\", \"week\"]\n",
    );
    let question = watch.question("q").expect("the question");
    assert_eq!(question.term, Term::Horizons(vec![7, 30]));
    assert_eq!(question.rule.sources, ["press", "wire"]);
    assert_eq!(question.rule.merge, Merge::Within(1));
    assert_eq!(question.rule.threshold(), "at least 2 shellings");
    let events = question.rule.events(&watch).expect("its sources");
    assert_eq!(events.sources, [0, 1]);
}

#[test]
fn a_question_may_select_its_own_events_and_have_a_deadline() {
    let watch = watch(
        "id = \"q\"\ntext = \"Many shells?\"\nfrom = \"press\"\nmatch = { category = \"mortar\" }\nresolves = { at_least = 0.5, sum = \"count\" }\nopens = 2024-01-01\ndeadline = 2024-03-31\n",
    );
    let question = watch.question("q").expect("the question");
    assert_eq!(
        question.term,
        Term::Deadline {
            opens: date(2024, 1, 1),
            deadline: date(2024, 3, 31)
        }
    );
    assert_eq!(question.rule.sum, Some(NumericField::Count));
}

#[test]
fn a_rule_outlives_its_watch_and_says_what_it_misses() {
    let rule = watch(
        "id = \"q\"\ntext = \"Shelling?\"\nindicator = \"shelling\"\nresolves = { at_least = 1 }\nhorizon = \"week\"\n",
    )
    .questions[0]
        .rule
        .clone();
    let other = Watch::read(&START.replace("\"wire\"", "\"cable\"")).expect("a watch");
    assert_eq!(rule.events(&other).expect_err("a lost source").0, "wire");
}

#[test]
fn what_cannot_resolve_is_refused_at_its_place() {
    let whole = "id = \"q\"\ntext = \"Shelling?\"\nindicator = \"shelling\"\nresolves = { at_least = 1 }\nhorizon = \"week\"\n";
    let changed = |from: &str, to: &str| {
        assert!(whole.contains(from));
        fault(&whole.replace(from, to))
    };
    for (from, to, message, line, column, help) in [
        (
            "resolves = { at_least = 1 }\n",
            "",
            "question `q` has no rule by which it resolves",
            2,
            6,
            "resolves = { at_least = 1 }",
        ),
        (
            "indicator = \"shelling\"\n",
            "",
            "question `q` does not say which events resolve it",
            2,
            6,
            "`from` and `match`",
        ),
        (
            "horizon = \"week\"\n",
            "",
            "question `q` does not say of which days it asks, so it would never resolve as no",
            2,
            6,
            "horizon = \"30 days\"",
        ),
        (
            "horizon = \"week\"",
            "opens = 2024-01-01",
            "question `q` opens and has no deadline, so it would never resolve as no",
            6,
            9,
            "deadline = ",
        ),
        (
            "horizon = \"week\"",
            "deadline = 2024-01-01",
            "question `q` has a deadline and does not say when it opens",
            6,
            12,
            "opens = ",
        ),
        (
            "horizon = \"week\"",
            "horizon = \"week\"\ndeadline = 2024-01-01",
            "question `q` has both a horizon and a fixed day",
            7,
            12,
            "leave out",
        ),
        (
            "horizon = \"week\"",
            "opens = 2024-02-01\ndeadline = 2024-01-01",
            "the deadline (2024-01-01) lies before the opening (2024-02-01)",
            7,
            12,
            "exchange",
        ),
        (
            "\"week\"",
            "[\"7 days\", \"week\"]",
            "7 days stand twice",
            6,
            22,
            "once",
        ),
        (
            "\"week\"",
            "[]",
            "question `q` has 0 horizons",
            2,
            6,
            "1 to 12",
        ),
        (
            "\"week\"",
            "\"20 years\"",
            "a horizon of 7305 days is longer than 3660",
            6,
            11,
            "fewer days",
        ),
        (
            "at_least = 1",
            "at_least = 0",
            "no number of events is at least 0 and says something",
            5,
            25,
            "whole number",
        ),
        (
            "at_least = 1",
            "at_least = 1.5",
            "no number of events is at least 1.5 and says something",
            5,
            25,
            "whole number",
        ),
        (
            "at_least = 1",
            "at_least = nan, sum = \"count\"",
            "no number of events is at least NaN and says something",
            5,
            25,
            "above zero",
        ),
        (
            "at_least = 1",
            "at_least = 1, sum = \"fatalities\"",
            "no source of the indicator has a column for `fatalities`",
            5,
            34,
            "map it",
        ),
        (
            "\"shelling\"",
            "\"shellng\"",
            "there is no indicator `shellng`",
            4,
            13,
            "did you mean `shelling`?",
        ),
        (
            "\"shelling\"",
            "\"price\"",
            "`price` is a level series and has no events",
            4,
            13,
            "counts events",
        ),
        (
            "\"shelling\"",
            "\"shelling\"\nfrom = \"press\"",
            "question `q` names an indicator and events of its own",
            4,
            13,
            "leave out",
        ),
        (
            "\"Shelling?\"",
            "\"  \"",
            "the text of question `q` is empty",
            3,
            8,
            "",
        ),
        (
            "indicator",
            "claim = \"none\"\nindicator",
            "there is no claim `none`",
            4,
            9,
            "declares no claim",
        ),
    ] {
        let (found, at_line, at_column, remedy) = changed(from, to);
        assert_eq!(found, message);
        assert_eq!((at_line, at_column), (line, column), "{message}");
        assert!(remedy.contains(help), "{message}: {remedy}");
    }
}

#[test]
fn two_questions_cannot_share_a_name() {
    let one = "id = \"q\"\ntext = \"Shelling?\"\nindicator = \"shelling\"\nresolves = { at_least = 1 }\nhorizon = \"week\"\n";
    let (message, ..) = fault(&format!("{one}[[question]]\n{one}"));
    assert_eq!(message, "there is already a question of the name `q`");
}
