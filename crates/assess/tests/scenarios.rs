//! What if, in worlds where what sets off what is known.

use foreshock_assess::{
    Thoroughness, assess,
    assessment::{ScenarioFinding, ScenarioVerdict},
    what_if,
};
use foreshock_event::{AsOf, Known, Record, known};
use foreshock_watch::Watch;
use jiff::{
    Span,
    civil::{Date, date},
    tz::TimeZone,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::Poisson;

const FIRST: Date = date(2021, 1, 1);
const LAST: Date = date(2024, 9, 16);

fn watch(lag: &str, set: &str) -> Watch {
    let indicator = |id: &str, match_: &str, more: &str| {
        format!(
            "[[indicator]]\nid = \"{id}\"\ntitle = \"{id}\"\nfrom = \"s\"\nmatch = {{ category = \"{match_}\" }}\n{more}"
        )
    };
    let text = format!(
        "title = \"T\"\ndynamics = {{ indicators = [\"leaflets\", \"balloons\"] }}\n[[source]]\nid = \"s\"\npublisher = \"p\"\npath = \"s.csv\"\nlag = \"{lag}\"\ncolumns = {{ date = \"d\", category = \"c\", count = \"n\" }}\n[[source.covers]]\nfrom = {FIRST}\n{}{}{}[[question]]\nid = \"many\"\ntext = \"Many balloons?\"\nindicator = \"balloons\"\nresolves = {{ at_least = 3 }}\nhorizon = [\"7 days\", \"30 days\"]\n[[scenario]]\nid = \"more\"\ntitle = \"More\"\nhorizon = \"30 days\"\n{set}",
        indicator("leaflets", "leaflets", ""),
        indicator("balloons", "balloons", ""),
        indicator("price", "rice", "measure = \"level(count)\"\n"),
    );
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

const LEAFLETS: &str =
    "[[scenario.set]]\nindicator = \"leaflets\"\nhappens = [\"2 days\", \"5 days\", \"8 days\"]\n";

/// Leaflets come on their own; each is followed, after a day or more, by
/// `balloons` balloons on average, half of them within three days or so.
fn world(seed: u64, balloons: f64) -> Vec<Record> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let days = FIRST.until(LAST).expect("a span").get_days();
    let mut records = Vec::new();
    let mut add = |category: &str, day: i32| {
        let on = FIRST + Span::new().days(day);
        if on <= LAST {
            let mut record = Record::new("s".into(), "p".into(), category.into(), on);
            record.event_id = format!("{}", records.len()).into();
            records.push(record);
        }
    };
    for day in 0..days {
        if random.random_bool(0.06) {
            add("leaflets", day);
            if balloons > 0.0 {
                let followers: f64 =
                    random.sample(Poisson::new(balloons).expect("a positive mean"));
                for _ in 0..followers as u32 {
                    let mut after = 1;
                    while random.random_bool(0.75) {
                        after += 1;
                    }
                    add("balloons", day + after);
                }
            }
        }
        if random.random_bool(if balloons > 0.0 { 0.01 } else { 0.06 }) {
            add("balloons", day);
        }
    }
    records
}

fn view(watch: &Watch, records: Vec<Record>, day: Date) -> Known {
    let as_of = AsOf::end_of(day, TimeZone::UTC).expect("a day in range");
    known(records, &as_of, &watch.feeds())
}

fn found(watch: &Watch, records: Vec<Record>, day: Date) -> ScenarioFinding {
    what_if(
        watch,
        &view(watch, records, day),
        "more",
        Thoroughness::Quick,
    )
    .expect("the scenario")
}

#[test]
fn what_sets_off_balloons_brings_as_many_more() {
    let watch = watch("0 days", LEAFLETS);
    let finding = found(&watch, world(1, 0.9), LAST);
    assert_eq!(finding.verdict, ScenarioVerdict::Supported, "{finding:?}");
    let outcome = &finding.outcomes[0];
    assert_eq!(
        (
            outcome.indicator.as_str(),
            outcome.at_least,
            outcome.horizon_days
        ),
        ("balloons", 1, 30)
    );
    // Three leaflets bring 2.7 balloons, nearly all within the 30 days.
    let expected = &outcome.expected;
    assert!(expected.lower < 2.7 && 2.7 < expected.upper, "{outcome:?}");
    assert!(expected.with - expected.without - expected.difference < 1e-4);
    assert!(outcome.probability.difference > 0.0 && outcome.support > 0.95);
    // The question of the same indicator is answered as well, with its threshold.
    let many = finding
        .outcomes
        .iter()
        .find(|outcome| outcome.question.is_some())
        .expect("the question");
    assert_eq!((many.question.as_deref(), many.at_least), (Some("many"), 3));
    assert!(many.probability.with < outcome.probability.with);
    assert!(
        finding.assumptions[0].starts_with("Association"),
        "{:?}",
        finding.assumptions
    );
    assert_eq!(finding.span, Some((FIRST, LAST)));
}

#[test]
fn where_nothing_sets_off_anything_that_stands_first() {
    let watch = watch("0 days", LEAFLETS);
    let wrong = (0..12)
        .filter(|seed| {
            found(&watch, world(200 + seed, 0.0), LAST).verdict == ScenarioVerdict::Supported
        })
        .count();
    // At a level of 5%, four or more of 12 have a probability of 0.2%.
    assert!(wrong <= 3, "{wrong} of 12");
    let finding = found(&watch, world(200, 0.0), LAST);
    if finding.verdict == ScenarioVerdict::NotSupported {
        assert!(
            finding
                .text
                .starts_with("The record does not support a difference"),
            "{}",
            finding.text
        );
    }
}

#[test]
fn nothing_set_is_no_difference() {
    let finding = found(&watch("0 days", ""), world(2, 0.9), LAST);
    for outcome in &finding.outcomes {
        for contrast in [&outcome.expected, &outcome.probability] {
            assert_eq!(
                (contrast.difference, contrast.lower, contrast.upper),
                (0.0, 0.0, 0.0)
            );
            assert_eq!(contrast.with, contrast.without);
        }
    }
    assert!(
        finding.text.starts_with("Nothing is set"),
        "{}",
        finding.text
    );
}

#[test]
fn a_lag_moves_the_days_that_are_set_and_asked_of_together() {
    // With a lag of ten days the record ends ten days before the view: what is set
    // still comes after the view, and brings as much.
    let watch = watch("10 days", LEAFLETS);
    let finding = found(&watch, world(1, 0.9), LAST);
    assert_eq!(finding.span.map(|(_, to)| to), Some(date(2024, 9, 6)));
    let expected = &finding.outcomes[0].expected;
    assert!(expected.lower < 2.7 && 2.7 < expected.upper, "{expected:?}");
}

#[test]
fn a_price_has_no_part_in_the_model_and_that_is_said() {
    let watch = watch(
        "0 days",
        "[[scenario.set]]\nindicator = \"price\"\nlevel = 9000\n",
    );
    let finding = found(&watch, world(3, 0.9), LAST);
    assert_eq!(finding.verdict, ScenarioVerdict::CannotBeAnswered);
    assert!(
        finding.outcomes.is_empty() && finding.text.contains("level series"),
        "{}",
        finding.text
    );
}

#[test]
fn an_empty_record_cannot_answer() {
    let watch = watch("0 days", LEAFLETS);
    let finding = found(&watch, Vec::new(), LAST);
    assert_eq!(finding.verdict, ScenarioVerdict::CannotBeAnswered);
    let before = found(&watch, Vec::new(), date(2020, 6, 1));
    assert!(before.text.contains("never covered"), "{}", before.text);
    let known = view(&watch, Vec::new(), LAST);
    assert!(what_if(&watch, &known, "less", Thoroughness::Quick).is_none());
}

#[test]
fn later_events_change_nothing_and_threads_neither() {
    let watch = watch("0 days", LEAFLETS);
    let mut records = world(4, 0.9);
    let early = date(2023, 6, 30);
    let before = assess(&watch, &view(&watch, records.clone(), early)).scenarios;
    records.retain(|record| record.began_on <= early);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool")
        .install(|| assess(&watch, &view(&watch, records, early)).scenarios);
    assert_eq!(before, alone);
    assert_eq!(before.len(), 1);
}
