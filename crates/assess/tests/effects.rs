//! What followed interventions, in worlds where that is known.

use foreshock_assess::{
    assess,
    assessment::{
        Agreement, Comparison, EffectVerdict, Effects, OutcomeEffect, SignVerdict, WayOfDoing,
    },
    effects,
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

const FIRST: Date = date(2021, 1, 1);
const LAST: Date = date(2023, 12, 31);

fn watch(intervention: &str) -> Watch {
    let indicator = |id: &str| {
        format!(
            "[[indicator]]\nid = \"{id}\"\ntitle = \"{id}\"\nfrom = \"s\"\nmatch = {{ category = \"{id}\" }}\n"
        )
    };
    let text = format!(
        "title = \"T\"\n[[source]]\nid = \"s\"\npublisher = \"p\"\npath = \"s.csv\"\nlag = \"0 days\"\ncolumns = {{ date = \"d\", category = \"c\" }}\n[[source.covers]]\nfrom = {FIRST}\n{}{}{}[[tripwire]]\nid = \"w\"\ntitle = \"w\"\nsign = \"talks\"\noutcome = \"shelling\"\nhorizon = \"10 days\"\n{intervention}",
        indicator("shelling"),
        indicator("talks"),
        indicator("ends"),
    );
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

const TALKS: &str = "[[intervention]]\nid = \"t\"\ntitle = \"Talks\"\non = \"talks\"\nwindow = \"10 days\"\nindicators = [\"shelling\"]\nexpects = \"down\"\n";

/// Talks every 40 days or so; shelling with `rate` a day, and `factor` times as
/// often in the ten days after talks.
fn world(seed: u64, rate: f64, factor: f64) -> Vec<Record> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let days = FIRST.until(LAST).expect("a span").get_days();
    let mut records: Vec<Record> = Vec::new();
    let mut last_talks = -1000;
    for day in 0..=days {
        let mut add = |category: &str| {
            let on = FIRST + Span::new().days(day);
            let mut record = Record::new("s".into(), "p".into(), category.into(), on);
            record.event_id = format!("{}", records.len()).into();
            records.push(record);
        };
        let after = (1..=10).contains(&(day - last_talks));
        if random.random_bool((if after { factor } else { 1.0 } * rate).min(1.0)) {
            add("shelling");
        }
        if random.random_bool(0.025) {
            add("talks");
            last_talks = day;
        }
    }
    records
}

fn view(watch: &Watch, records: &[Record], day: Date) -> Known {
    let as_of = AsOf::end_of(day, TimeZone::UTC).expect("a day in range");
    known(records.to_vec(), &as_of, &watch.feeds())
}

fn found(watch: &Watch, records: &[Record], day: Date) -> Effects {
    effects(watch, &view(watch, records, day)).expect("the watch asks")
}

/// What was found in five worlds of the same kind.
fn outcomes(rate: f64, factor: f64) -> Vec<OutcomeEffect> {
    let watch = watch(TALKS);
    (3..8)
        .map(|seed| {
            let mut effects = found(&watch, &world(seed, rate, factor), LAST);
            effects.interventions.remove(0).outcomes.remove(0)
        })
        .collect()
}

fn count(outcomes: &[OutcomeEffect], holds: impl Fn(&OutcomeEffect) -> bool) -> usize {
    outcomes.iter().filter(|outcome| holds(outcome)).count()
}

#[test]
fn a_known_effect_is_found_by_both_designs() {
    let outcomes = outcomes(0.08, 4.0);
    let told = |one: &OutcomeEffect| {
        one.verdict == EffectVerdict::More
            && one.agreement == Agreement::BothMore
            && one.comparison == Comparison::Otherwise
    };
    assert!(count(&outcomes, told) >= 4, "{outcomes:?}");
    let covered = |one: &OutcomeEffect| {
        one.level.as_ref().is_some_and(|level| {
            level.level.lower <= 4.0 && level.level.upper.is_none_or(|upper| upper >= 4.0)
        })
    };
    assert!(count(&outcomes, covered) >= 4, "{outcomes:?}");
    assert!(outcomes.iter().all(|one| one.span == Some((FIRST, LAST))));
}

#[test]
fn a_known_fall_is_found_and_the_point_process_cannot_show_it() {
    let outcomes = outcomes(0.3, 0.1);
    let told = |one: &OutcomeEffect| {
        one.verdict == EffectVerdict::Fewer
            && one.agreement == Agreement::FewerByOne
            && one.comparison == Comparison::AsClaimed
    };
    assert!(count(&outcomes, told) >= 4, "{outcomes:?}");
}

#[test]
fn where_there_is_none_it_is_said_what_could_have_been_seen() {
    let watch = watch(TALKS);
    let mut told = 0;
    for seed in 10..30 {
        let effects = found(&watch, &world(seed, 0.08, 1.0), LAST);
        let outcome = &effects.interventions[0].outcomes[0];
        match outcome.verdict {
            EffectVerdict::NoDifference => {
                assert!(
                    outcome.text.contains("would hardly have been seen"),
                    "{}",
                    outcome.text
                );
            }
            EffectVerdict::More | EffectVerdict::Fewer => told += 1,
            _ => {}
        }
    }
    assert!(told <= 3, "{told} of 20");
}

#[test]
fn undefined_is_an_answer() {
    let never = watch(
        "[[intervention]]\nid = \"t\"\ntitle = \"T\"\non = \"ends\"\nindicators = [\"shelling\"]\n",
    );
    let effects = found(&never, &world(5, 0.1, 1.0), LAST);
    let outcome = &effects.interventions[0].outcomes[0];
    assert_eq!(outcome.verdict, EffectVerdict::TooFew);
    assert!(
        outcome.level.is_none() && outcome.text.contains("was not done"),
        "{}",
        outcome.text
    );

    let always = watch(
        "[[intervention]]\nid = \"t\"\ntitle = \"T\"\nspans = [{ from = 2020-12-01, source = \"x\" }]\nindicators = [\"shelling\"]\n",
    );
    let effects = found(&always, &world(5, 0.1, 1.0), LAST);
    let outcome = &effects.interventions[0].outcomes[0];
    assert!(
        outcome.level.is_none() && outcome.text.contains("all the time"),
        "{}",
        outcome.text
    );
}

#[test]
fn what_comes_later_is_not_seen() {
    let watch = watch(
        "[[intervention]]\nid = \"t\"\ntitle = \"T\"\nspans = [{ from = 2022-03-01, to = 2022-06-01, source = \"x\" }, { from = 2023-06-01, to = 2023-09-01, source = \"x\" }]\nindicators = [\"shelling\"]\n",
    );
    let records = world(6, 0.1, 2.0);
    let day = date(2022, 4, 15);
    let effects = found(&watch, &records, day);
    assert_eq!(effects.interventions[0].way, WayOfDoing::Spans);
    assert_eq!(effects.interventions[0].spans, [(date(2022, 3, 1), None)]);
    let earlier: Vec<Record> = records
        .iter()
        .filter(|one| one.began_on <= day)
        .cloned()
        .collect();
    assert_eq!(effects, found(&watch, &earlier, day));
}

#[test]
fn the_same_whatever_the_number_of_threads() {
    let watch = watch(TALKS);
    let known = view(&watch, &world(7, 0.1, 2.0), LAST);
    let alone = rayon_pool(1, || effects(&watch, &known));
    let many = rayon_pool(4, || effects(&watch, &known));
    assert_eq!(alone, many);
}

fn rayon_pool<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads").install(run)
}

#[test]
fn a_sign_is_weighed_without_it_as_well() {
    let watch = watch(TALKS);
    let told = assess(&watch, &view(&watch, &world(8, 0.01, 25.0), LAST));
    let strength = told.tripwires[0].strength.as_ref().expect("covered");
    assert_eq!(
        strength.verdict,
        SignVerdict::MoreOften,
        "{}",
        strength.text
    );
    let (with, without) = (
        strength.followed.expect("signs"),
        strength.without_sign.expect("none"),
    );
    assert!(with.lower > without.upper, "{}", strength.text);
    assert!(with.independent <= with.of);
    let few = assess(
        &watch,
        &view(&watch, &world(8, 0.01, 25.0), date(2021, 3, 1)),
    );
    let strength = few.tripwires[0].strength.as_ref().expect("covered");
    assert_eq!(strength.verdict, SignVerdict::TooFew);
    assert!(strength.text.contains("Too few cases"), "{}", strength.text);
}
