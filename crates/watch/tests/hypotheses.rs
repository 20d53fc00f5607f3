//! Hypotheses and evidence: what is stated must be a probability that rests on
//! something, and every fault has its place, its cause and its remedy.

use foreshock_watch::{
    LikelihoodBasis, Likelihoods, Matrix, Reading, Scale, Sees, Severity, State, Watch,
};
use jiff::civil::date;

const START: &str = r#"title = "Harbour"
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what", count = "size" }
[[indicator]]
id = "raids"
title = "Raids"
from = "press"
match = { category = "raid" }
[[indicator]]
id = "storms"
title = "Storms"
from = "press"
match = { category = "storm" }
[[indicator]]
id = "price"
title = "Price"
from = "press"
measure = "level(count)"
[[tripwire]]
id = "storm_then_raid"
title = "Storm, then raid"
sign = "storms"
outcome = "raids"
horizon = "10 days"
[[hypothesis]]
id = "hunger"
title = "Hunger"
[[hypothesis]]
id = "habit"
title = "Habit"
"#;

fn read(rest: &str) -> Watch {
    Watch::read(&format!("{START}{rest}")).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Message, line after the start, column and remedy of the only error.
fn fault(rest: &str) -> (String, usize, usize, String) {
    let text = format!("{START}{rest}");
    let faults = Watch::read(&text).expect_err("a fault");
    let errors: Vec<_> = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 1, "{faults:?}");
    let (line, column) = errors[0].line_and_column(&text);
    let help = errors[0].help.clone().unwrap_or_default();
    let line = line - START.lines().count();
    (errors[0].message.clone(), line, column, help)
}

const ITEM: &str = "[[evidence]]\nid = \"e\"\ntitle = \"E\"\n";

#[test]
fn what_is_written_is_what_is_meant() {
    let watch = read(
        r#"[[evidence]]
id = "raids_up"
title = "More raids than usual"
indicator = "raids"
likelihood = { hunger = "Very Likely", habit = [0.1, 0.2] }
set_by = "A. Analyst"
[[evidence]]
id = "price_falls"
title = "The price falls"
indicator = "price"
reading = "intensity"
sign = "lowered"
ratio = { hunger = 0.5, habit = [1, 2] }
cited = "Smith 2020, table 2"
[[evidence]]
id = "after_storms"
title = "Raids follow storms"
tripwire = "storm_then_raid"
measured = { follows = ["hunger"], no_difference = ["habit"] }
[[evidence]]
id = "said"
title = "A captain said so"
judgement = "The crews are hungry"
date = 2024-03-01
source = "Harbour master, log of 1 March 2024"
[[dependence]]
id = "same_raids"
evidence = ["raids_up", "after_storms"]
shared = 0.5
why = "They count the same raids."
"#,
    );
    let weighing = watch.weighing.expect("hypotheses");
    assert_eq!(weighing.scale, Scale::Icd203);
    let [raids, price, storms, said] = &weighing.evidence[..] else {
        panic!("four items");
    };
    let Likelihoods::Probabilities { cells, basis } = &raids.likelihoods else {
        panic!("{raids:?}");
    };
    assert_eq!(*basis, LikelihoodBasis::SetBy("A. Analyst".to_owned()));
    let cell = |index: usize| {
        cells[index]
            .as_ref()
            .map(|one| (one.low, one.high, one.word))
    };
    assert_eq!(cell(0), Some((0.80, 0.95, Some("very likely"))));
    assert_eq!(cell(1), Some((0.1, 0.2, None)));
    assert!(matches!(
        price.sees,
        Sees::Indicator {
            indicator: 2,
            reading: Reading::Intensity,
            sign: State::Lowered
        }
    ));
    assert!(
        matches!(&price.likelihoods, Likelihoods::Ratios { not_seen, .. } if not_seen.iter().all(Option::is_none))
    );
    assert!(
        matches!(&storms.likelihoods, Likelihoods::Measured { follows } if *follows == [Some(true), Some(false)])
    );
    assert!(matches!(&said.sees, Sees::Judgement { date: day, .. } if *day == date(2024, 3, 1)));
    assert!(matches!(said.likelihoods, Likelihoods::Unset));
    assert_eq!(weighing.dependences[0].evidence, [0, 2]);
    assert!(watch.warnings.is_empty(), "{:?}", watch.warnings);
}

#[test]
fn a_watch_without_hypotheses_has_nothing_to_weigh() {
    let text = START.split("[[hypothesis]]").next().expect("a start");
    assert!(Watch::read(text).expect("a watch").weighing.is_none());
}

#[test]
fn every_fault_has_its_place_and_remedy() {
    let with = |rest: &str| format!("{ITEM}{rest}");
    let cases = [
        (
            with("indicator = \"raid\"\n"),
            "there is no indicator `raid`",
            4,
            13,
            "did you mean `raids`?",
        ),
        (
            with("tripwire = \"storm_then_raids\"\n"),
            "there is no tripwire `storm_then_raids`",
            4,
            12,
            "did you mean `storm_then_raid`?",
        ),
        (
            with("indicator = \"raids\"\nsign = \"rising\"\n"),
            "there is no state `rising`",
            5,
            8,
            "there is `raised`, `usual`, `lowered`",
        ),
        (
            with("indicator = \"price\"\nreading = \"frequency\"\n"),
            "`price` is a level series and has no frequency",
            5,
            11,
            "read its \"intensity\"",
        ),
        (
            with(
                "indicator = \"raids\"\nlikelihood = { hunger = \"likly\", habit = 0.2 }\nset_by = \"A\"\n",
            ),
            "`likly` is no word of ICD 203",
            5,
            25,
            "did you mean `likely`?",
        ),
        (
            with(
                "indicator = \"raids\"\nlikelihood = { hungry = 0.5, habit = 0.2 }\nset_by = \"A\"\n",
            ),
            "there is no hypothesis `hungry`",
            5,
            16,
            "did you mean `hunger`?",
        ),
        (
            with(
                "indicator = \"raids\"\nlikelihood = { hunger = 1, habit = 0.2 }\nset_by = \"A\"\n",
            ),
            "1 is not a probability that can be weighed",
            5,
            25,
            "above 0 and below 1",
        ),
        (
            with(
                "indicator = \"raids\"\nlikelihood = { hunger = nan, habit = 0.2 }\nset_by = \"A\"\n",
            ),
            "NaN is not a probability that can be weighed",
            5,
            25,
            "above 0 and below 1",
        ),
        (
            with(
                "indicator = \"raids\"\nlikelihood = { hunger = [0.4, 0.2], habit = 0.2 }\nset_by = \"A\"\n",
            ),
            "the range ends (0.2) before it begins (0.4)",
            5,
            25,
            "the smaller number first",
        ),
        (
            with(
                "indicator = \"raids\"\nratio = { hunger = \"likely\", habit = 1 }\nset_by = \"A\"\n",
            ),
            "`likely` is not a ratio",
            5,
            20,
            "under `likelihood`",
        ),
        (
            with("indicator = \"raids\"\nratio = { hunger = 0, habit = 1 }\nset_by = \"A\"\n"),
            "0 is not a ratio",
            5,
            20,
            "write numbers from",
        ),
        (
            with("indicator = \"raids\"\nlikelihood = { hunger = 0.5, habit = 0.2 }\n"),
            "the likelihoods of evidence `e` rest on nothing",
            5,
            14,
            "under `cited`, or under `set_by`",
        ),
        (
            with("indicator = \"raids\"\nratio_not_seen = { hunger = 1, habit = 1 }\n"),
            "evidence `e` has ratios only for where it is not seen",
            5,
            18,
            "give `ratio`",
        ),
        (
            with("indicator = \"raids\"\ntripwire = \"storm_then_raid\"\n"),
            "evidence `e` must look at one thing, and only one",
            5,
            12,
            "name an `indicator`",
        ),
        (
            with(""),
            "evidence `e` must look at one thing, and only one",
            2,
            6,
            "name an `indicator`",
        ),
        (
            with("judgement = \"It is so\"\nsource = \"A\"\n"),
            "the judgement of evidence `e` has no day",
            4,
            13,
            "date = 2024-09-16",
        ),
        (
            with("judgement = \"It is so\"\ndate = 2024-01-01\n"),
            "the judgement of evidence `e` has no source",
            4,
            13,
            "say who judges so",
        ),
        (
            with("indicator = \"raids\"\ndate = 2024-01-01\n"),
            "`date` belongs to a judgement, and evidence `e` has none",
            5,
            8,
            "leave it out",
        ),
        (
            with(
                "tripwire = \"storm_then_raid\"\nmeasured = { follows = [\"hunger\"], no_difference = [] }\n",
            ),
            "evidence `e` could not tell any two hypotheses apart",
            5,
            12,
            "under `no_difference`",
        ),
        (
            with(
                "tripwire = \"storm_then_raid\"\nmeasured = { follows = [\"hunger\"], no_difference = [\"hunger\"] }\n",
            ),
            "the hypothesis `hunger` stands twice",
            5,
            53,
            "name each once",
        ),
        (
            with(
                "indicator = \"raids\"\n[[dependence]]\nid = \"d\"\nevidence = [\"e\"]\nshared = 0.5\nwhy = \"\"\n",
            ),
            "dependence `d` needs at least two items",
            7,
            12,
            "partly say the same",
        ),
        (
            with(
                "indicator = \"raids\"\n[[dependence]]\nid = \"d\"\nevidence = [\"e\", \"e\"]\nshared = 0.5\nwhy = \"\"\n",
            ),
            "evidence `e` is already in `d`",
            7,
            18,
            "once, in one dependence",
        ),
        (
            with(
                "indicator = \"raids\"\n[[dependence]]\nid = \"d\"\nevidence = [\"e\", \"f\"]\nshared = 1.5\nwhy = \"\"\n",
            ),
            "1.5 is not a share",
            8,
            10,
            "write 0 where",
        ),
        (
            format!(
                "likelihood_scale_ = \"phia\"\n{}",
                with("indicator = \"raids\"\n")
            ),
            "unknown field `likelihood_scale_`",
            1,
            1,
            "",
        ),
    ];
    for (rest, message, line, column, help) in &cases {
        let found = fault(rest);
        assert!(found.0.starts_with(message), "{found:?} for {rest}");
        assert_eq!((found.1, found.2), (*line, *column), "{found:?} for {rest}");
        assert!(found.3.contains(help), "{found:?} for {rest}");
    }
}

#[test]
fn priors_are_all_set_or_none_and_can_sum_to_1() {
    let priors = |hunger: &str, habit: &str| {
        let mut text = START.replace(
            "title = \"Hunger\"\n",
            &format!("title = \"Hunger\"\n{hunger}"),
        );
        text = text.replace(
            "title = \"Habit\"\n",
            &format!("title = \"Habit\"\n{habit}"),
        );
        Watch::read(&text).map_err(|faults| {
            let error = faults
                .into_iter()
                .find(|one| one.severity == Severity::Error);
            error.map_or(String::new(), |error| error.message)
        })
    };
    assert!(priors("prior = 0.3\n", "prior = 0.7\n").is_ok());
    assert!(priors("prior = [0.1, 0.4]\n", "prior = [0.5, 0.8]\n").is_ok());
    assert!(priors("prior = \"unlikely\"\n", "prior = \"likely\"\n").is_ok());
    let message = |found: Result<Watch, String>| found.err().unwrap_or_default();
    assert_eq!(
        message(priors("prior = 0.3\n", "prior = 0.6\n")),
        "the priors sum to 0.9"
    );
    assert_eq!(
        message(priors("prior = [0.1, 0.2]\n", "prior = [0.3, 0.5]\n")),
        "the priors sum to between 0.4 and 0.7, never to 1"
    );
    assert_eq!(
        message(priors("prior = 0.3\n", "")),
        "this hypothesis has no prior, and others have one"
    );
}

#[test]
fn an_item_that_is_set_in_part_is_said_to_count_for_nothing() {
    let watch = read(&format!(
        "{ITEM}indicator = \"raids\"\nlikelihood = {{ hunger = 0.5 }}\nset_by = \"A\"\n"
    ));
    assert_eq!(watch.warnings.len(), 1, "{:?}", watch.warnings);
    assert!(
        watch.warnings[0]
            .message
            .contains("under `habit` is not set")
    );
}

#[test]
fn the_number_of_hypotheses_has_its_limits() {
    let text = START.replace("[[hypothesis]]\nid = \"habit\"\ntitle = \"Habit\"\n", "");
    let faults = Watch::read(&text).expect_err("a fault");
    assert!(
        faults[0].message.contains("nothing to be weighed against"),
        "{faults:?}"
    );
    let many: String = (0..11)
        .map(|n| format!("[[hypothesis]]\nid = \"h{n}\"\ntitle = \"H\"\n"))
        .collect();
    let found = fault(&format!("{many}{ITEM}indicator = \"raids\"\n"));
    assert!(
        found.0.contains("13 hypotheses are more than 12"),
        "{found:?}"
    );
    let none = START.split("[[hypothesis]]").next().expect("a start");
    let faults = Watch::read(&format!("{none}{ITEM}indicator = \"raids\"\n")).expect_err("a fault");
    assert!(
        faults[0].message.contains("no hypothesis to weigh"),
        "{faults:?}"
    );
}

const TWO_ITEMS: &str = r#"[[evidence]]
id = "raids_up"
title = "More raids"
indicator = "raids"
[[evidence]]
id = "storms_up"
title = "More storms"
indicator = "storms"
"#;

#[test]
fn a_matrix_is_read_for_its_watch() {
    let watch = read(TWO_ITEMS);
    let matrix = Matrix::read(
        r#"analyst = "A. Analyst"
date = 2024-05-01
scale = "phia"
[[prior]]
hypothesis = "hunger"
value = 0.25
[[prior]]
hypothesis = "habit"
value = 0.75
[[likelihood]]
evidence = "storms_up"
hypothesis = "habit"
value = "realistic possibility"
reason = "Storms come as they like"
[[likelihood]]
evidence = "raids_up"
hypothesis = "hunger"
ratio = [2, 4]
"#,
        &watch,
    )
    .unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(matrix.date, date(2024, 5, 1));
    assert_eq!(matrix.priors.map(|priors| priors[1].low), Some(0.75));
    assert!(matrix.rows[&0].ratios && !matrix.rows[&1].ratios);
    let cell = matrix.rows[&1].cells[1].as_ref().expect("a cell");
    assert_eq!((cell.stated.low, cell.stated.high), (0.40, 0.50));
    assert_eq!(cell.reason.as_deref(), Some("Storms come as they like"));
    assert!(matrix.rows[&1].cells[0].is_none());
}

#[test]
fn a_matrix_that_does_not_fit_is_refused_with_place_and_remedy() {
    let watch = read(TWO_ITEMS);
    let head = "analyst = \"A\"\ndate = 2024-05-01\n";
    let cell = |evidence: &str, hypothesis: &str, rest: &str| {
        format!(
            "[[likelihood]]\nevidence = \"{evidence}\"\nhypothesis = \"{hypothesis}\"\n{rest}\n"
        )
    };
    let cases = [
        (
            cell("raids", "hunger", "value = 0.5"),
            "the watch has no evidence `raids`",
            4,
            "did you mean `raids_up`?",
        ),
        (
            cell("raids_up", "hungry", "value = 0.5"),
            "the watch has no hypothesis `hungry`",
            5,
            "did you mean `hunger`?",
        ),
        (
            cell("raids_up", "hunger", "value = 2"),
            "2 is not a probability",
            6,
            "below 1",
        ),
        (
            cell("raids_up", "hunger", ""),
            "a likelihood needs either a value or a ratio",
            4,
            "write value",
        ),
        (
            cell("raids_up", "hunger", "value = 0.5").repeat(2),
            "this is already set under `hunger`",
            9,
            "give it once",
        ),
        (
            cell("raids_up", "hunger", "value = 0.5") + &cell("raids_up", "habit", "ratio = 2"),
            "evidence `raids_up` has both probabilities and ratios",
            10,
            "keep to one",
        ),
        (
            "[[prior]]\nhypothesis = \"hunger\"\nvalue = 0.5\n".to_owned(),
            "this hypothesis has no prior, and others have one",
            4,
            "or none",
        ),
        ("colour = 3\n".to_owned(), "unknown field `colour`", 3, ""),
    ];
    for (rest, message, line, help) in &cases {
        let text = format!("{head}{rest}");
        let faults = Matrix::read(&text, &watch).expect_err("a fault");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].message.starts_with(message), "{faults:?}");
        assert_eq!(faults[0].line_and_column(&text).0, *line, "{faults:?}");
        assert!(
            faults[0].help.clone().unwrap_or_default().contains(help),
            "{faults:?}"
        );
    }
    for broken in [
        "",
        "analyst = ",
        "analyst = \"A\"\ndate = \"soon\"\n",
        "analyst = \" \"\ndate = 2024-01-01\n",
    ] {
        assert!(Matrix::read(broken, &watch).is_err(), "{broken}");
    }
    let without = START.split("[[hypothesis]]").next().expect("a start");
    let without = Watch::read(without).expect("a watch");
    let faults = Matrix::read(head, &without).expect_err("a fault");
    assert!(faults[0].message.contains("no hypotheses"), "{faults:?}");
}
