//! Every level can be reached, is left again, and names only what there is; what
//! is otherwise is refused with its place and what would mend it.

use foreshock_watch::{Condition, Watch};

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
id = "leaflets"
title = "Leaflets"
from = "press"
match = { category = "leaflets" }
[[tripwire]]
id = "leaflets_then_shelling"
title = "Leaflets, then shelling"
sign = "leaflets"
outcome = "shelling"
horizon = "14 days"
[[question]]
id = "soon"
text = "Shelling?"
indicator = "shelling"
resolves = { at_least = 1 }
horizon = ["7 days", "30 days"]
[[question]]
id = "by_may"
text = "Shelling by May?"
indicator = "shelling"
resolves = { at_least = 1 }
opens = 2024-01-01
deadline = 2024-04-30
[[alert]]
id = "desk"
channel = "desk-mail"
at_most = "4 per day"
about = ["levels", "tripwires"]
"#;

const LEVELS: &str = r#"[[readiness]]
id = "watchful"
title = "Watchful"
raise_when = { any = [{ indicator = "shelling", level = 1 }, { tripwire = "leaflets_then_shelling" }] }
lower_after = "14 days"
tells = ["desk"]
checklist = ["Read the reports of the day"]
[[readiness]]
id = "alert"
title = "Alert"
raise_when = { at_least = 2, of = [{ indicator = "shelling", level = 3, lower = 2 }, { question = "soon", horizon = "30 days", probability = 0.8, lower = 0.5 }, { question = "by_may", probability = 0.9 }] }
lower_after = "7 days"
tells = ["desk"]
severity = "severe"
"#;

fn whole() -> String {
    format!("{START}{LEVELS}")
}

/// Message, what stands at the place, and remedy of the only fault.
fn fault(text: &str) -> (String, String, String) {
    let faults = Watch::read(text).expect_err("a fault");
    assert_eq!(faults.len(), 1, "{faults:?}");
    let fault = &faults[0];
    (
        fault.message.clone(),
        text[fault.span.clone()].to_owned(),
        fault.help.clone().unwrap_or_default(),
    )
}

#[test]
fn levels_are_read_in_their_order() {
    let watch = Watch::read(&whole()).expect("a watch");
    assert!(watch.warnings.is_empty(), "{:?}", watch.warnings);
    let [watchful, alert] = &watch.readiness[..] else {
        panic!("two levels");
    };
    assert_eq!(
        (watchful.lower_after_days, &watchful.tells[..]),
        (14, &[0][..])
    );
    let Condition::AtLeast { number: 2, of } = &alert.raise else {
        panic!("{:?}", alert.raise);
    };
    assert_eq!(
        of[1],
        Condition::Forecast {
            question: 0,
            horizon_days: Some(30),
            probability: 0.8,
            lower: 0.5
        }
    );
    let desk = &watch.alerts[0];
    assert!(desk.levels && desk.tripwires);
    assert_eq!(
        desk.at_most.map(|limit| (limit.messages, limit.hours)),
        Some((4, 24))
    );
}

#[test]
fn what_makes_no_sense_is_refused_at_its_place() {
    for (from, to, message, at, help) in [
        (
            "{ indicator = \"shelling\", level = 1 }",
            "{ indicator = \"sheling\", level = 1 }",
            "there is no indicator `sheling`",
            "\"sheling\"",
            "did you mean `shelling`?",
        ),
        (
            "{ tripwire = \"leaflets_then_shelling\" }",
            "{ tripwire = \"leaflet_then_shelling\" }",
            "there is no tripwire `leaflet_then_shelling`",
            "\"leaflet_then_shelling\"",
            "did you mean `leaflets_then_shelling`?",
        ),
        (
            "question = \"by_may\"",
            "question = \"by_mai\"",
            "there is no question `by_mai`",
            "\"by_mai\"",
            "did you mean `by_may`?",
        ),
        (
            "tells = [\"desk\"]\nchecklist",
            "tells = [\"dusk\"]\nchecklist",
            "there is no alert `dusk`",
            "\"dusk\"",
            "did you mean `desk`?",
        ),
        (
            "tells = [\"desk\"]\nchecklist",
            "tells = [\"desk\", \"desk\"]\nchecklist",
            "`desk` is told twice",
            "\"desk\"",
            "once",
        ),
        (
            "level = 3",
            "level = 6",
            "alarm level 6 is never reached",
            "6",
            "from 1 to 5",
        ),
        (
            "level = 3",
            "level = 0",
            "alarm level 0 is always reached",
            "0",
            "from 1 to 5",
        ),
        (
            "lower = 2",
            "lower = 4",
            "the lower threshold (4) lies above the one that raises the level (3), so that the level would be left while it is being reached",
            "4",
            "at most the raising one",
        ),
        (
            "lower = 2",
            "lower = 0",
            "at an alarm level of 0 the level would never be left",
            "0",
            "from 1 up",
        ),
        (
            "lower = 0.5",
            "lower = 0.9",
            "the lower threshold (0.9) lies above the one that raises the level (0.8), so that the level would be left while it is being reached",
            "0.9",
            "at most the raising one",
        ),
        (
            "probability = 0.8",
            "probability = 1.0",
            "a probability of 1 is never reached: no forecast is nearer to certainty than 0.001",
            "1.0",
            "up to 0.999",
        ),
        (
            "probability = 0.9",
            "probability = nan",
            "a probability of NaN is always reached, or is not a probability",
            "nan",
            "up to 0.999",
        ),
        (
            "lower = 0.5",
            "lower = 0.0",
            "at a probability of 0 the level would never be left: no forecast is nearer to certainty than 0.001",
            "0.0",
            "above 0.001",
        ),
        (
            "horizon = \"30 days\", ",
            "horizon = \"90 days\", ",
            "the question `soon` is not asked of 90 days",
            "\"90 days\"",
            "\"7 days\", \"30 days\"",
        ),
        (
            "horizon = \"30 days\", ",
            "",
            "the question `soon` has several horizons, and the condition names none",
            "\"soon\"",
            "add horizon",
        ),
        (
            "question = \"by_may\"",
            "question = \"by_may\", horizon = \"7 days\"",
            "the question `by_may` has a deadline and no horizons",
            "\"7 days\"",
            "leave out",
        ),
        (
            "at_least = 2",
            "at_least = 4",
            "at least 4 conditions can never hold: there are 3",
            "4",
            "from 1 to 3",
        ),
        (
            "at_least = 2",
            "at_least = 0",
            "at least 0 conditions always hold, so that the level is never left",
            "0",
            "from 1 to 3",
        ),
        (
            "{ tripwire = \"leaflets_then_shelling\" }",
            "{ any = [] }",
            "a list of no conditions says nothing",
            "[]",
            "at least one",
        ),
        (
            "{ tripwire = \"leaflets_then_shelling\" }",
            "{ tripwire = \"leaflets_then_shelling\", level = 2 }",
            "`level` says nothing in a condition of this kind",
            "2",
            "goes with an indicator",
        ),
        (
            "{ tripwire = \"leaflets_then_shelling\" }",
            "{ tripwire = \"leaflets_then_shelling\", question = \"soon\" }",
            "a condition is about one thing: an indicator, a tripwire, a question, or `any`, `all` or `at_least` of several",
            "{ tripwire = \"leaflets_then_shelling\", question = \"soon\" }",
            "{ any = [",
        ),
        (
            "level = 3, lower = 2",
            "lower = 2",
            "the condition does not say from which alarm level on",
            "\"shelling\"",
            "level = 2",
        ),
        (
            "lower_after = \"7 days\"\n",
            "",
            "the level `alert` does not say when it is left",
            "\"alert\"",
            "lower_after = ",
        ),
        (
            "lower_after = \"7 days\"",
            "lower_after = \"0 days\"",
            "`0 days` is too short or too long",
            "\"0 days\"",
            "1 to 65535",
        ),
        (
            "[\"Read the reports of the day\"]",
            "[\"Call\", \"Call \"]",
            "`Call` stands twice in the checklist",
            "\"Call \"",
            "once",
        ),
        (
            "\"desk-mail\"",
            "\"https://example.org/hook\"",
            "`https://example.org/hook` is not the name of a channel",
            "\"https://example.org/hook\"",
            "a watch can be shared",
        ),
        (
            "\"4 per day\"",
            "\"4 a day\"",
            "`4 a day` is not a limit",
            "\"4 a day\"",
            "4 per day",
        ),
        (
            "[\"levels\", \"tripwires\"]",
            "[]",
            "`desk` is told of nothing",
            "[]",
            "about = ",
        ),
    ] {
        let text = whole();
        assert!(text.contains(from), "{from}");
        let (found, place, remedy) = fault(&text.replacen(from, to, 1));
        assert_eq!((found.as_str(), place.as_str()), (message, at));
        assert!(remedy.contains(help), "{message}: {remedy}");
    }
}

#[test]
fn a_level_that_a_higher_one_hides_is_refused() {
    let same = "{ any = [{ indicator = \"shelling\", level = 1 }, { indicator = \"leaflets\", level = 1 }] }";
    let levels = |low: &str, days: u16| {
        format!(
            "{START}[[readiness]]\nid = \"low\"\ntitle = \"Low\"\nraise_when = {low}\nlower_after = \"{days} days\"\ntells = [\"desk\"]\n[[readiness]]\nid = \"high\"\ntitle = \"High\"\nraise_when = {same}\nlower_after = \"7 days\"\n"
        )
    };
    let (message, place, help) = fault(&levels("{ indicator = \"shelling\", level = 2 }", 7));
    assert_eq!(
        message,
        "`low` can never be the level: whenever its condition holds, that of the higher level `high` holds as well"
    );
    assert_eq!(place, "{ indicator = \"shelling\", level = 2 }");
    assert!(help.contains("exchange"), "{help}");
    // It comes to show where it is kept for longer than the higher one.
    Watch::read(&levels("{ indicator = \"shelling\", level = 2 }", 8)).expect("a watch");
    Watch::read(&levels("{ tripwire = \"leaflets_then_shelling\" }", 7)).expect("a watch");
}

#[test]
fn who_is_never_told_is_warned_of() {
    let text = whole()
        .replace("about = [\"levels\", \"tripwires\"]\n", "")
        .replace("tells = [\"desk\"]\n", "");
    let watch = Watch::read(&text).expect("a watch");
    assert_eq!(watch.warnings.len(), 1);
    assert_eq!(
        watch.warnings[0].message,
        "`desk` is never told of anything"
    );
}

#[test]
fn conditions_within_conditions_have_an_end() {
    let deep = format!(
        "{}{{ tripwire = \"leaflets_then_shelling\" }}{}",
        "{ any = [".repeat(5000),
        "] }".repeat(5000)
    );
    let text = whole().replacen("{ tripwire = \"leaflets_then_shelling\" }", &deep, 1);
    assert!(Watch::read(&text).is_err());
}
