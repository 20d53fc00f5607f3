//! A small theatre that has nothing to do with any shipped watch: raids on a
//! harbour, which follow storms in a world where that is known.

use foreshock_assess::{
    assess,
    assessment::{EvidenceBasis, Hypotheses, HypothesesVerdict, Lacks},
    hypotheses::weigh,
};
use foreshock_event::{AsOf, Known, Record, known};
use foreshock_watch::{Matrix, Watch};
use jiff::{
    Span,
    civil::{Date, date},
    tz::TimeZone,
};

pub(crate) const FIRST: Date = date(2022, 1, 1);
pub(crate) const TODAY: Date = date(2024, 9, 16);

const START: &str = r#"title = "Harbour"
[[source]]
id = "log"
publisher = "Harbour master"
path = "log.csv"
lag = "0 days"
columns = { date = "day", category = "what" }
[[source.covers]]
from = 2022-01-01
[[indicator]]
id = "storms"
title = "Storms"
from = "log"
match = { category = "storm" }
[[indicator]]
id = "raids"
title = "Raids"
from = "log"
match = { category = "raid" }
[[indicator]]
id = "fires"
title = "Fires"
from = "log"
match = { category = "fire" }
[[tripwire]]
id = "storm_then_raid"
title = "Storm, then raid"
sign = "storms"
outcome = "raids"
horizon = "10 days"
[[hypothesis]]
id = "cover"
title = "They come under cover of storms"
[[hypothesis]]
id = "hunger"
title = "They come out of hunger"
[[hypothesis]]
id = "habit"
title = "They come as always"
"#;

pub(crate) const EVIDENCE: &str = r#"[[evidence]]
id = "after_storm"
title = "A raid after the storm"
tripwire = "storm_then_raid"
measured = { follows = ["cover"], no_difference = ["hunger", "habit"] }
[[evidence]]
id = "more_raids"
title = "More raids than usual"
indicator = "raids"
likelihood = { cover = "unlikely", hunger = "very likely", habit = "very unlikely" }
set_by = "A. Analyst"
[[evidence]]
id = "a_captain"
title = "A captain is taken"
judgement = "The captain says that they starve"
date = 2024-08-01
source = "Harbour master, log of 1 August 2024"
likelihood = { cover = 0.3, hunger = 0.9, habit = 0.3 }
cited = "Smith 2020, table 2"
[[evidence]]
id = "fires_seen"
title = "Fires on the other shore"
indicator = "fires"
"#;

pub(crate) fn watch(evidence: &str) -> Watch {
    Watch::read(&format!("{START}{evidence}")).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn record(category: &str, day: i32, number: usize) -> Record {
    let on = FIRST + Span::new().days(day);
    let mut record = Record::new("log".into(), "Harbour master".into(), category.into(), on);
    record.event_id = format!("{number}").into();
    record
}

/// A storm every 40 days, the last of them 5 days before [`TODAY`]; a raid 3 days
/// after each but for every third, and a raid every 97 days besides.
pub(crate) fn world() -> Vec<Record> {
    let days = FIRST.until(TODAY).expect("a span").get_days();
    let mut records = Vec::new();
    let mut add = |category: &str, day: i32| {
        if (0..=days).contains(&day) {
            records.push(record(category, day, records.len()));
        }
    };
    for (nth, back) in (5..days).step_by(40).enumerate() {
        let storm = days - back;
        add("storm", storm);
        if nth % 3 != 2 {
            add("raid", storm + 3);
        }
    }
    for day in (20..days).step_by(97) {
        add("raid", day);
    }
    records
}

pub(crate) fn view(watch: &Watch, records: &[Record], day: Date) -> Known {
    let as_of = AsOf::end_of(day, TimeZone::UTC).expect("a day in range");
    known(records.to_vec(), &as_of, &watch.feeds())
}

pub(crate) fn hypotheses(watch: &Watch, records: &[Record], day: Date) -> Hypotheses {
    assess(watch, &view(watch, records, day))
        .hypotheses
        .expect("the watch has hypotheses")
}

fn item<'a>(found: &'a Hypotheses, id: &str) -> &'a foreshock_assess::assessment::EvidenceFinding {
    found
        .evidence
        .iter()
        .find(|item| item.id == id)
        .unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn rates_are_measured_in_the_record_and_nothing_else_counts_unset() {
    let watch = watch(EVIDENCE);
    let found = hypotheses(&watch, &world(), TODAY);
    let after = item(&found, "after_storm");
    assert_eq!(after.state, "followed");
    assert_eq!(after.basis, EvidenceBasis::Measured);
    assert!(after.counts, "{after:?}");
    // 24 storms before the newest; of every three in a row, two were followed
    // within the five days that have passed since the newest.
    let text = after.basis_text.as_deref().expect("cases");
    assert!(text.contains("after 16 of 24 earlier signs"), "{text}");
    let cell = |index: usize| after.cells[index].seen.expect("a likelihood");
    assert!(
        (cell(0).value - 16.5 / 25.0).abs() < 1e-5,
        "{cell:?}",
        cell = cell(0)
    );
    assert!(cell(0).lower > 0.4 && cell(0).upper < 0.85);
    assert_eq!(cell(1), cell(2));
    assert!(cell(1).value < 0.2, "{:?}", cell(1));
    assert!(after.cells[1].inconsistent && !after.cells[0].inconsistent);
    let fires = item(&found, "fires_seen");
    assert!(!fires.counts && fires.why_not.is_some() && fires.basis == EvidenceBasis::Unset);
    assert!(
        found
            .missing
            .iter()
            .any(|one| one.evidence == "fires_seen" && one.lacks == Lacks::Likelihoods)
    );
    // Shares sum to 1, and the guaranteed range holds the drawn one.
    let sum: f64 = found.hypotheses.iter().map(|one| one.posterior.value).sum();
    assert!((sum - 1.0).abs() < 1e-4);
    for one in &found.hypotheses {
        assert!(one.posterior.lower <= one.lower_90 && one.upper_90 <= one.posterior.upper);
        assert!(one.lower_90 <= one.posterior.value && one.posterior.value <= one.upper_90);
    }
}

#[test]
fn a_judgement_is_not_seen_before_its_day() {
    let watch = watch(EVIDENCE);
    let ids = |day: Date| {
        let found = hypotheses(&watch, &world(), day);
        found
            .evidence
            .iter()
            .map(|item| item.id.clone())
            .collect::<Vec<_>>()
    };
    assert!(!ids(date(2024, 7, 31)).contains(&"a_captain".to_owned()));
    assert!(ids(date(2024, 8, 1)).contains(&"a_captain".to_owned()));
    // Nor does what it will say change anything before.
    let other = self::watch(&EVIDENCE.replace("hunger = 0.9", "hunger = 0.1"));
    let day = date(2024, 7, 31);
    assert_eq!(
        hypotheses(&watch, &world(), day),
        hypotheses(&other, &world(), day)
    );
}

#[test]
fn later_records_and_threads_change_nothing() {
    let watch = watch(EVIDENCE);
    let day = date(2024, 5, 20);
    let whole = hypotheses(&watch, &world(), day);
    let mut records = world();
    records.retain(|record| record.began_on <= day);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool")
        .install(|| hypotheses(&watch, &records, day));
    assert_eq!(whole, alone);
}

#[test]
fn too_few_cases_are_no_likelihood() {
    let mut records = world();
    records.retain(|record| record.began_on > date(2024, 4, 1));
    let watch = watch(
        "[[evidence]]\nid = \"after_storm\"\ntitle = \"A raid after the storm\"\ntripwire = \"storm_then_raid\"\nmeasured = { follows = [\"cover\"], no_difference = [\"hunger\", \"habit\"] }\n",
    );
    let found = hypotheses(&watch, &records, TODAY);
    let after = item(&found, "after_storm");
    assert!(!after.counts, "{after:?}");
    assert!(
        after
            .basis_text
            .as_deref()
            .is_some_and(|text| text.contains("Too few cases"))
    );
    assert_eq!(found.missing[0].lacks, Lacks::Cases);
    assert_eq!(found.verdict, HypothesesVerdict::NothingCounts);
    assert!(found.text.contains("Nothing counts yet"), "{}", found.text);
    for one in &found.hypotheses {
        assert!((one.posterior.value - 1.0 / 3.0).abs() < 1e-5);
    }
}

#[test]
fn a_sign_that_lies_back_too_far_is_no_data() {
    let watch = watch(EVIDENCE);
    let mut records = world();
    records.retain(|record| record.began_on < date(2024, 9, 1));
    let found = hypotheses(&watch, &records, TODAY);
    let after = item(&found, "after_storm");
    assert_eq!((after.state.as_str(), after.sign), ("no data", None));
    let missing = found
        .missing
        .iter()
        .find(|one| one.evidence == "after_storm")
        .expect("missing");
    assert_eq!(missing.lacks, Lacks::State);
    // What the next storm would tell is known from those before.
    assert!(
        missing.expected_bits.is_some_and(|bits| bits > 0.05),
        "{missing:?}"
    );
}

#[test]
fn what_is_not_seen_yet_is_ordered_by_what_it_would_tell() {
    let evidence = |id: &str, hunger: &str| {
        format!(
            "[[evidence]]\nid = \"{id}\"\ntitle = \"{id}\"\nindicator = \"silence\"\nlikelihood = {{ cover = 0.5, hunger = {hunger}, habit = 0.5 }}\nset_by = \"A\"\n"
        )
    };
    // An indicator of another source of which nothing is known.
    let silent = "[[source]]\nid = \"none\"\npublisher = \"None\"\npath = \"none.csv\"\ncolumns = { date = \"day\", category = \"what\" }\n[[indicator]]\nid = \"silence\"\ntitle = \"Silence\"\nfrom = \"none\"\n";
    let watch = watch(&format!(
        "{silent}{}{}{}",
        evidence("weak", "0.6"),
        evidence("strong", "0.99"),
        evidence("none_at_all", "0.5")
    ));
    let found = hypotheses(&watch, &world(), TODAY);
    let order: Vec<&str> = found
        .missing
        .iter()
        .map(|one| one.evidence.as_str())
        .collect();
    assert_eq!(order, ["strong", "weak", "none_at_all"]);
    let bits = |index: usize| found.missing[index].expected_bits.expect("bits");
    assert!(bits(0) > bits(1) && bits(1) > 0.0 && bits(2).abs() < 1e-12);
    assert!(found.missing.iter().all(|one| one.lacks == Lacks::State));
    assert_eq!(found.verdict, HypothesesVerdict::NothingCounts);
}

#[test]
fn what_the_ranking_hangs_on_is_said() {
    // One strong item alone: without it all are level, so no lead is claimed.
    let alone = watch(
        "[[evidence]]\nid = \"a\"\ntitle = \"A thing\"\njudgement = \"It is so\"\ndate = 2024-01-01\nsource = \"B\"\nlikelihood = { cover = 0.9, hunger = 0.01, habit = 0.01 }\nset_by = \"B\"\n",
    );
    let found = hypotheses(&alone, &world(), TODAY);
    assert_eq!(found.verdict, HypothesesVerdict::Open);
    assert!(found.text.contains("Without “A thing”"), "{}", found.text);
    let a = item(&found, "a");
    let flipped = a.flipped.as_ref().expect("the other state");
    assert!(flipped.changes && flipped.posterior[0] < 0.1);
    let even = a.break_even.as_ref().expect("a break-even");
    assert!((even.ratio - 90.0).abs() < 1e-3 && (even.level_at - 1.0).abs() < 1e-5);
    assert_eq!(
        a.diagnosticity.as_ref().map(|one| one.favours.as_str()),
        Some("cover")
    );
    // Two that say the same without being taken for one: it leads throughout.
    let item = |id: &str| {
        format!(
            "[[evidence]]\nid = \"{id}\"\ntitle = \"A thing\"\njudgement = \"It is so\"\ndate = 2024-01-01\nsource = \"B\"\nlikelihood = {{ cover = 0.9, hunger = 0.01, habit = 0.01 }}\nset_by = \"B\"\n"
        )
    };
    let two = format!("{}{}", item("a"), item("b"));
    let found = hypotheses(&watch(&two), &world(), TODAY);
    assert_eq!(found.verdict, HypothesesVerdict::LeadsThroughout);
    // Taken for one they still lead, but weigh less, between the two ends.
    let dependence = "[[dependence]]\nid = \"d\"\nevidence = [\"a\", \"b\"]\nshared = 0.5\nwhy = \"One report\"\n";
    let shared = hypotheses(&watch(&format!("{two}{dependence}")), &world(), TODAY);
    let cover = &shared.hypotheses[0];
    assert!(cover.if_one < cover.posterior.value && cover.posterior.value < cover.if_independent);
    assert_eq!(
        (shared.dependences[0].counted, shared.evidence[0].weight),
        (2, 0.666667)
    );
}

#[test]
fn ratios_count_only_in_the_state_they_are_for() {
    let ratio = |more: &str| {
        watch(&format!(
            "[[evidence]]\nid = \"calm\"\ntitle = \"Fires are raised\"\nindicator = \"fires\"\nratio = {{ cover = 4, hunger = 1, habit = [0.5, 1] }}\n{more}set_by = \"B\"\n"
        ))
    };
    let found = hypotheses(&ratio(""), &world(), TODAY);
    assert_eq!(item(&found, "calm").sign, Some(false));
    assert!(!item(&found, "calm").counts);
    let both = ratio("ratio_not_seen = { cover = 1, hunger = 3, habit = 1 }\n");
    let found = hypotheses(&both, &world(), TODAY);
    assert!(item(&found, "calm").counts);
    assert!((found.hypotheses[1].posterior.value - 0.6).abs() < 1e-5);
    assert!(
        item(&found, "calm").cells[0].word.is_none()
            && item(&found, "calm").expected_bits.is_none()
    );
}

#[test]
fn a_watch_without_hypotheses_has_no_finding() {
    let text = START.split("[[hypothesis]]").next().expect("a start");
    let watch = Watch::read(text).expect("a watch");
    let known = view(&watch, &world(), TODAY);
    assert!(assess(&watch, &known).hypotheses.is_none());
    assert!(weigh(&watch, &known, None).expect("no fault").is_none());
}

#[test]
fn a_matrix_of_another_watch_is_refused() {
    let ours = watch(EVIDENCE);
    let matrix = Matrix::read(
        "analyst = \"A\"\ndate = 2024-01-01\n[[prior]]\nhypothesis = \"cover\"\nvalue = 0.2\n[[prior]]\nhypothesis = \"hunger\"\nvalue = 0.2\n[[prior]]\nhypothesis = \"habit\"\nvalue = 0.6\n[[likelihood]]\nevidence = \"more_raids\"\nhypothesis = \"cover\"\nvalue = 0.5\n",
        &ours,
    )
    .expect("a matrix");
    let more = watch(&format!(
        "[[hypothesis]]\nid = \"other\"\ntitle = \"Other\"\n{EVIDENCE}"
    ));
    let known = view(&more, &world(), TODAY);
    assert!(weigh(&more, &known, Some(&matrix)).is_err());
}
