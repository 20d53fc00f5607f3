//! A scenario sets inputs on days that are asked of, never what is asked for, or is
//! refused with its place and what would mend it.

use foreshock_watch::{Scenario, Set, Severity, Watch};

const START: &str = r#"title = "Border"
dynamics = { indicators = ["shelling", "leaflets", "drills"] }
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what", source = "who", count = "n" }
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
[[indicator]]
id = "drills"
title = "Drills"
from = "press"
match = { category = "drill" }
[[indicator]]
id = "incidents"
title = "Shelling and clashes"
from = "press"
match = { category = ["shelling", "clash"] }
[[indicator]]
id = "price"
title = "Price"
from = "press"
match = { category = "rice" }
measure = "level(count)"
"#;

fn scenario(text: &str) -> Scenario {
    let watch = Watch::read(&format!("{START}[[scenario]]\n{text}"))
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    watch.scenarios[0].clone()
}

/// Message, line within the scenario (its header is line 1), column and remedy of
/// the only error.
fn fault(scenario: &str) -> (String, usize, usize, String) {
    let text = format!("{START}[[scenario]]\n{scenario}");
    let faults = Watch::read(&text).expect_err("a fault");
    let faults: Vec<_> = faults
        .into_iter()
        .filter(|fault| fault.severity == Severity::Error)
        .collect();
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
fn what_is_not_set_of_the_dynamics_is_asked_of() {
    let drills = scenario(
        "id = \"s\"\ntitle = \"S\"\n[[scenario.set]]\nindicator = \"drills\"\nhappens = [\"14 days\", \"7 days\"]\ncount = 2\n",
    );
    assert_eq!(
        drills.inputs[0].set,
        Set::Happens {
            days: vec![7, 14],
            count: 2
        }
    );
    assert_eq!(drills.outcomes, [0, 1]);
    assert_eq!(drills.kinds(), [2, 0, 1]);
    assert_eq!(drills.horizons, [30, 90]);
    // Shelling is among the incidents that are set, and therefore not asked of.
    let incidents = scenario(
        "id = \"s\"\ntitle = \"S\"\nhorizon = \"60 days\"\n[[scenario.set]]\nindicator = \"incidents\"\nabsent = [\"1 day\", \"60 days\"]\n",
    );
    assert_eq!(incidents.inputs[0].set, Set::Absent { from: 1, to: 60 });
    assert_eq!(
        (incidents.outcomes, incidents.horizons),
        (vec![1, 2], vec![60])
    );
}

#[test]
fn repeated_events_end_with_the_horizon_or_their_number() {
    let set = |more: &str| {
        let text = format!(
            "id = \"s\"\ntitle = \"S\"\nhorizon = \"30 days\"\n[[scenario.set]]\nindicator = \"drills\"\nhappens = \"5 days\"\nevery = \"week\"\n{more}"
        );
        match &scenario(&text).inputs[0].set {
            Set::Happens { days, .. } => days.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(set(""), [5, 12, 19, 26]);
    assert_eq!(set("times = 2\n"), [5, 12]);
}

#[test]
fn a_level_is_taken_and_moves_no_model() {
    let price = scenario(
        "id = \"s\"\ntitle = \"S\"\n[[scenario.set]]\nindicator = \"price\"\nlevel = 9000\n",
    );
    assert!(price.moves_a_level());
    assert_eq!(price.inputs[0].set, Set::Level(9000.0));
}

#[test]
fn the_very_thing_that_is_asked_for_cannot_be_set() {
    let (message, line, column, help) = fault(
        "id = \"s\"\ntitle = \"S\"\non = [\"leaflets\", \"drills\"]\n[[scenario.set]]\nindicator = \"drills\"\nhappens = \"7 days\"\n",
    );
    assert_eq!(message, "`drills` cannot be asked for: it is set itself");
    assert_eq!((line, column), (4, 19));
    assert!(help.contains("never outputs"), "{help}");
    let (message, ..) = fault(
        "id = \"s\"\ntitle = \"S\"\non = \"incidents\"\n[[scenario.set]]\nindicator = \"shelling\"\nhappens = \"7 days\"\n",
    );
    assert_eq!(
        message,
        "`incidents` cannot be asked for: it may count the very events of `shelling`, which is set"
    );
}

#[test]
fn names_are_pointed_at_with_the_nearest() {
    let (message, line, column, help) = fault(
        "id = \"s\"\ntitle = \"S\"\n[[scenario.set]]\nindicator = \"dril\"\nhappens = \"7 days\"\n",
    );
    assert_eq!(
        (message.as_str(), line, column),
        ("there is no indicator `dril`", 5, 13)
    );
    assert_eq!(help, "did you mean `drills`?");
    let (message, _, _, help) = fault(
        "id = \"s\"\ntitle = \"S\"\n[[scenario.set]]\nindicator = \"drills\"\nhapens = \"7 days\"\n",
    );
    assert!(message.starts_with("unknown field `hapens`"), "{message}");
    assert_eq!(help, "did you mean `happens`?");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let of = |set: &str| {
        fault(&format!(
            "id = \"s\"\ntitle = \"S\"\n[[scenario.set]]\n{set}\n"
        ))
        .0
    };
    assert!(of("indicator = \"drills\"").contains("not clear what is set"));
    assert!(
        of("indicator = \"drills\"\nhappens = \"7 days\"\nabsent = [\"1 day\", \"2 days\"]")
            .contains("not clear what is set")
    );
    assert!(of("indicator = \"drills\"\nlevel = 3").contains("has no level"));
    assert!(of("indicator = \"price\"\nhappens = \"7 days\"").contains("has no events"));
    assert!(
        of("indicator = \"drills\"\nhappens = \"100 days\"").contains("beyond the longest horizon")
    );
    assert!(
        of("indicator = \"drills\"\nabsent = [\"9 days\", \"2 days\"]")
            .contains("before the first")
    );
    assert!(of("indicator = \"drills\"\nabsent = [\"9 days\"]").contains("a first and a last day"));
    assert!(
        of("indicator = \"drills\"\nhappens = [\"1 day\", \"2 days\"]\nevery = \"week\"")
            .contains("goes on from one day")
    );
    assert!(
        of("indicator = \"drills\"\nhappens = \"1 day\"\ntimes = 3").contains("without `every`")
    );
    assert!(of("indicator = \"drills\"\nhappens = \"1 day\"\ncount = 0").contains("no event"));
}

#[test]
fn a_scenario_that_sets_nothing_is_warned_of() {
    let watch =
        Watch::read(&format!("{START}[[scenario]]\nid = \"s\"\ntitle = \"S\"\n")).expect("usable");
    assert!(
        watch
            .warnings
            .iter()
            .any(|fault| fault.message.contains("sets nothing")),
        "{:?}",
        watch.warnings
    );
    assert!(watch.scenarios[0].inputs.is_empty());
}

#[test]
fn without_kinds_to_ask_of_it_is_refused() {
    let text = START.replace(
        "dynamics = { indicators = [\"shelling\", \"leaflets\", \"drills\"] }\n",
        "",
    );
    let text = format!(
        "{text}[[scenario]]\nid = \"s\"\ntitle = \"S\"\n[[scenario.set]]\nindicator = \"drills\"\nhappens = \"7 days\"\n"
    );
    let faults = Watch::read(&text).expect_err("a fault");
    assert!(
        faults
            .iter()
            .any(|fault| fault.message.contains("asks of nothing")),
        "{faults:?}"
    );
}
