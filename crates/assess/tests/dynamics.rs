//! Which kinds set each other off, in worlds where that is known.

use foreshock_assess::{
    assess,
    assessment::{Dynamics, ExcitationVerdict},
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

fn watch(more: &str) -> Watch {
    let indicator = |id: &str| {
        format!(
            "[[indicator]]\nid = \"{id}\"\ntitle = \"{id}\"\nfrom = \"s\"\nmatch = {{ category = \"{id}\" }}\n"
        )
    };
    let text = format!(
        "title = \"T\"\ndynamics = {{ indicators = [\"leaflets\", \"balloons\"]{more} }}\n[[source]]\nid = \"s\"\npublisher = \"p\"\npath = \"s.csv\"\nlag = \"0 days\"\ncolumns = {{ date = \"d\", category = \"c\" }}\n[[source.covers]]\nfrom = {FIRST}\n{}{}",
        indicator("leaflets"),
        indicator("balloons"),
    );
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Leaflets come on their own; each is followed, after a day or more, by
/// `balloons` balloons on average. Without any, balloons come as often on their
/// own.
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

fn view(watch: &Watch, records: &[Record], day: Date) -> Known {
    let as_of = AsOf::end_of(day, TimeZone::UTC).expect("a day in range");
    known(records.to_vec(), &as_of, &watch.feeds())
}

fn dynamics(watch: &Watch, records: &[Record], day: Date) -> Dynamics {
    assess(watch, &view(watch, records, day))
        .dynamics
        .expect("the watch asks")
}

#[test]
fn what_sets_off_what_is_found_in_its_direction() {
    let found = dynamics(&watch(""), &world(1, 0.9), LAST);
    assert_eq!(found.verdict, ExcitationVerdict::Supported, "{found:?}");
    assert_eq!(found.span, Some((FIRST, LAST)));
    let by_leaflets = found.excitation[1][0];
    assert!(by_leaflets.supported, "{found:?}");
    // As many as were really set off in this world, not as on average in all.
    let own = 0.01 * f64::from(FIRST.until(LAST).expect("a span").get_days());
    let set_off = (found.kinds[1].events as f64 - own) / found.kinds[0].events as f64;
    assert!(
        by_leaflets.lower < set_off && set_off < by_leaflets.upper,
        "{set_off}: {found:?}"
    );
    assert!(!found.excitation[0][1].supported, "{found:?}");
    assert!(found.text.contains("“leaflets” sets off"), "{}", found.text);
}

#[test]
fn kinds_that_take_no_notice_of_each_other_are_seldom_said_to() {
    let watch = watch("");
    let said = (0..20)
        .filter(|seed| {
            dynamics(&watch, &world(100 + seed, 0.0), LAST).verdict == ExcitationVerdict::Supported
        })
        .count();
    // At a level of 5%, four or more of 20 have a probability below 2%.
    assert!(said <= 3, "{said} of 20");
}

#[test]
fn later_events_change_nothing_and_threads_neither() {
    let watch = watch("");
    let mut records = world(2, 0.9);
    let early = date(2023, 6, 30);
    let before = dynamics(&watch, &records, early);
    records.retain(|record| record.began_on <= early);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool")
        .install(|| dynamics(&watch, &records, early));
    assert_eq!(before, alone);
}

#[test]
fn what_cannot_be_told_is_said() {
    let watch = watch(", from = 2024-09-01");
    let found = dynamics(&watch, &[], LAST);
    assert_eq!(found.verdict, ExcitationVerdict::CannotTell);
    assert!(found.excitation.is_empty() && found.branching_ratio.is_none());
    assert!(found.text.contains("nothing can be told"), "{}", found.text);
    let before = dynamics(&watch, &[], date(2024, 8, 1));
    assert!(before.span.is_none(), "{before:?}");
    assert!(before.text.contains("never covered"), "{}", before.text);
}
