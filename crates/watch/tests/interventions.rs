//! Every intervention says when it was done and what it is said to change, or is
//! refused with its place and what would mend it.

use foreshock_watch::{Doing, Expects, Marks, Watch};
use jiff::civil::date;

const START: &str = r#"title = "Border"
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what", count = "shells" }
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
[[indicator]]
id = "talks"
title = "Talks"
from = "press"
match = { category = "talks" }
[[indicator]]
id = "price"
title = "Price"
from = "press"
measure = "level(count)"
"#;

fn watch(intervention: &str) -> Watch {
    let text = format!("{START}[[intervention]]\n{intervention}");
    Watch::read(&text).expect("a watch that makes sense")
}

/// Message, line within the intervention (its header is line 1), column and
/// remedy of the only fault.
fn fault(intervention: &str) -> (String, usize, usize, String) {
    let text = format!("{START}[[intervention]]\n{intervention}");
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

const NAMED: &str = "id = \"t\"\ntitle = \"Talks held\"\n";

fn with(more: &str) -> String {
    format!("{NAMED}{more}")
}

#[test]
fn dates_switches_and_spans_are_read() {
    let dates = watch(&with(
        "on = \"talks\"\nwindow = \"30 days\"\nindicators = [\"shelling\"]\nexpects = \"down\"\n",
    ));
    let one = &dates.interventions[0];
    assert!(matches!(one.when, Doing::Dates(Marks::Indicator(1))));
    assert_eq!(
        (one.window_days, one.expects),
        (Some(30), Some(Expects::Down))
    );
    assert_eq!(one.indicators, [0]);

    let own = watch(&with(
        "from = \"press\"\nmatch = { category = \"leaflet\" }\noff = \"talks\"\nindicators = [\"shelling\"]\n",
    ));
    assert!(matches!(
        &own.interventions[0].when,
        Doing::OnOff {
            on: Marks::Own(_),
            off: Marks::Indicator(1)
        }
    ));

    let spans = watch(&with(
        "spans = [{ from = 2015-08-10, to = 2015-08-25, source = \"Reuters\" }, { from = 2016-01-08, source = \"Yonhap\" }]\nindicators = [\"shelling\"]\n",
    ));
    let Doing::Spans(spans) = &spans.interventions[0].when else {
        panic!("spans");
    };
    assert_eq!(spans[0].to, Some(date(2015, 8, 25)));
    assert_eq!((spans[1].from, spans[1].to), (date(2016, 1, 8), None));
}

#[test]
fn nonsense_is_refused_with_its_place() {
    let cases = [
        (
            "on = \"talk\"\nindicators = [\"shelling\"]\n",
            (
                "there is no indicator `talk`",
                4,
                6,
                "did you mean `talks`?",
            ),
        ),
        (
            "on = \"talks\"\nindicators = [\"shellin\"]\n",
            (
                "there is no indicator `shellin`",
                5,
                15,
                "did you mean `shelling`?",
            ),
        ),
        (
            "on = \"talks\"\nindicators = [\"shelling\"]\nclaim = \"x\"\n",
            ("there is no claim `x`", 6, 9, "the watch declares no claim"),
        ),
        (
            "on = \"talks\"\nwindow = \"0 days\"\nindicators = [\"shelling\"]\n",
            (
                "`0 days` is too short or too long",
                5,
                10,
                "write 1 to 65535 days",
            ),
        ),
        (
            "on = \"talks\"\nindicators = []\n",
            (
                "an intervention needs 1 to 8 indicators, and here are 0",
                5,
                14,
                "name the indicators of what it is said to change",
            ),
        ),
        (
            "on = \"talks\"\nindicators = [\"talks\"]\n",
            (
                "an intervention cannot be its own outcome",
                5,
                15,
                "name the indicators of what it is said to change",
            ),
        ),
        (
            "on = \"talks\"\nindicators = [\"price\"]\n",
            (
                "`price` is a level series and has no events",
                5,
                15,
                "name an indicator that counts events",
            ),
        ),
        (
            "indicators = [\"shelling\"]\n",
            (
                "intervention `t` does not say when it was done",
                2,
                6,
                "name an indicator under `on`, or give `from` and `match`, or `spans`",
            ),
        ),
        (
            "on = \"talks\"\nspans = []\nindicators = [\"shelling\"]\n",
            (
                "intervention `t` says in several ways when it was done",
                2,
                6,
                "keep one of `on`, `from` with `match`, and `spans`",
            ),
        ),
        (
            "spans = [{ from = 2016-01-08, to = 2015-01-08, source = \"x\" }]\nindicators = [\"shelling\"]\n",
            (
                "the span ends on 2015-01-08, before it begins on 2016-01-08",
                4,
                36,
                "put the earlier day under `from`",
            ),
        ),
        (
            "spans = [{ from = 2016-01-08, source = \" \" }]\nindicators = [\"shelling\"]\n",
            (
                "the span does not say where it is from",
                4,
                40,
                "name the report under `source`",
            ),
        ),
        (
            "spans = [{ from = 2016-01-08, source = \"x\" }, { from = 2017-01-08, source = \"x\" }]\nindicators = [\"shelling\"]\n",
            (
                "the span begins before the one above it has ended",
                4,
                56,
                "order spans by day, and join those that overlap",
            ),
        ),
        (
            "on = \"talks\"\noff = \"talks\"\nindicators = [\"shelling\"]\n",
            (
                "what switches it on cannot switch it off",
                5,
                7,
                "name another indicator under `off`",
            ),
        ),
        (
            "on = \"talks\"\nindicators = [\"shelling\"]\nwindoww = \"3 days\"\n",
            (
                "unknown field `windoww`, expected one of `id`, `title`, `claim`, `on`, `off`, `from`, `merge_within`, `disjoint`, `match`, `spans`, `window`, `indicators`, `expects`, `note`",
                6,
                1,
                "did you mean `window`?",
            ),
        ),
    ];
    for (more, (message, line, column, help)) in cases {
        let expected = (message.to_owned(), line, column, help.to_owned());
        assert_eq!(fault(&with(more)), expected, "{more}");
    }
}
