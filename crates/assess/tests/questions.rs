//! Questions are forecast and resolved from what was known and from nothing
//! else, and by the rule that was written down.

use foreshock_assess::{
    BacktestOf, SkillVerdict, assess,
    assessment::{Basis, QuestionState},
    backtest,
    questions::{self, Draft, ForecastEntry, Outcome, ResolutionEntry, resolve},
};
use foreshock_event::{AsOf, Entry, Known, Record, known};
use foreshock_watch::Watch;
use jiff::{
    Span, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use proptest::prelude::*;

const WATCH: &str = r#"
title = "Border"
[[source]]
id = "press"
publisher = "Press"
path = "events.csv"
lag = "2 days"
complete_after = "5 days"
columns = { date = "date", category = "category", count = "shells" }
[[source.covers]]
from = 2020-01-01
to = 2024-06-30
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
unit = ["shelling", "shellings"]
[[question]]
id = "any"
text = "Is there shelling?"
indicator = "shelling"
resolves = { at_least = 1 }
horizon = ["7 days", "30 days", "90 days"]
[[question]]
id = "three"
text = "Is there shelling three times?"
indicator = "shelling"
resolves = { at_least = 3 }
horizon = "30 days"
[[question]]
id = "spring"
text = "Is there shelling in April and May of 2024?"
indicator = "shelling"
resolves = { at_least = 2 }
opens = 2024-04-01
deadline = 2024-05-31
"#;

fn watch() -> Watch {
    Watch::read(WATCH).expect("a watch")
}

fn shelling(day: Date) -> Record {
    let mut record = Record::new("press".into(), "Press".into(), "shelling".into(), day);
    record.event_id = day.to_string().into();
    record
}

fn end_of(day: Date) -> AsOf {
    AsOf::end_of(day, TimeZone::UTC).expect("a day in range")
}

fn view(watch: &Watch, days: &[Date], on: Date) -> Known {
    let records = days.iter().map(|day| shelling(*day));
    known(records, &end_of(on), &watch.feeds())
}

/// Every ten days or so, with longer pauses in between.
fn some_days() -> Vec<Date> {
    (0..120i64)
        .filter(|n| n % 7 < 4)
        .map(|n| {
            date(2020, 1, 5)
                .checked_add(Span::new().days(n * 13 + n % 5))
                .expect("a day")
        })
        .collect()
}

#[test]
fn a_question_resolves_as_soon_as_it_can_and_no_sooner() {
    let watch = watch();
    let rule = &watch.questions[1].rule;
    let days = [date(2024, 4, 3), date(2024, 4, 10), date(2024, 4, 20)];
    let at = |on: Date, days: &[Date], to: Date| {
        resolve(&watch, rule, date(2024, 4, 1), to, &view(&watch, days, on)).outcome
    };
    let end = date(2024, 4, 30);
    // The third event is known two days after it.
    assert_eq!(at(date(2024, 4, 21), &days, end), Outcome::Open);
    assert_eq!(at(date(2024, 4, 22), &days, end), Outcome::Yes);
    // Two are not enough, and five days after the last one that is sure.
    assert_eq!(at(date(2024, 5, 4), &days[..2], end), Outcome::Open);
    assert_eq!(at(date(2024, 5, 5), &days[..2], end), Outcome::No);
    // From July on nothing is collected.
    let late = date(2024, 7, 10);
    assert_eq!(at(date(2024, 7, 14), &days[..2], late), Outcome::Open);
    assert_eq!(at(date(2024, 7, 15), &days[..2], late), Outcome::Void);
    assert_eq!(at(date(2024, 7, 15), &days, late), Outcome::Yes);
}

#[test]
fn an_event_dated_to_a_month_counts_only_where_all_of_it_lies_within() {
    let watch = watch();
    let mut rule = watch.questions[1].rule.clone();
    rule.at_least = 1.0;
    let mut record = shelling(date(2024, 4, 1));
    record.ended_on = date(2024, 4, 30);
    record.date_precision = foreshock_event::DatePrecision::Month;
    let known = known([record], &end_of(date(2024, 6, 1)), &watch.feeds());
    let over = |from, to| resolve(&watch, &rule, from, to, &known).outcome;
    assert_eq!(over(date(2024, 4, 1), date(2024, 4, 30)), Outcome::Yes);
    assert_eq!(over(date(2024, 4, 2), date(2024, 5, 2)), Outcome::No);
}

#[test]
fn a_source_that_does_not_say_what_it_covers_leaves_it_open_for_a_year() {
    let silent = WATCH.replace(
        "[[source.covers]]\nfrom = 2020-01-01\nto = 2024-06-30\n",
        "",
    );
    let watch = Watch::read(&silent).expect("a watch");
    let days = [date(2023, 1, 1), date(2023, 6, 1)];
    let at = |on| {
        let known = view(&watch, &days, on);
        let rule = &watch.questions[0].rule;
        resolve(&watch, rule, date(2023, 7, 1), date(2023, 7, 31), &known).outcome
    };
    assert_eq!(at(date(2023, 9, 1)), Outcome::Open);
    assert_eq!(at(date(2024, 7, 29)), Outcome::Open);
    assert_eq!(at(date(2024, 7, 30)), Outcome::Void);
}

#[test]
fn forecasts_stand_beside_their_base_rate_and_rise_with_the_horizon() {
    let watch = watch();
    let known = view(&watch, &some_days(), date(2024, 3, 31));
    let assessment = assess(&watch, &known);
    let [any, three, spring] = &assessment.forecasts[..] else {
        panic!("three questions");
    };
    assert!(
        any.forecasts
            .windows(2)
            .all(|pair| pair[0].probability <= pair[1].probability)
    );
    for forecast in any
        .forecasts
        .iter()
        .chain(&three.forecasts)
        .chain(&spring.forecasts)
    {
        assert_eq!(forecast.state, QuestionState::Open);
        let probability = forecast.probability.expect("a probability");
        assert!((0.0..=1.0).contains(&probability));
        let base = forecast.base_rate.expect("a base rate");
        assert!(base.windows > 0 && base.with_event <= base.windows);
        assert!(base.lower <= base.upper);
        assert!(
            forecast.reasons[0].contains("past window"),
            "{:?}",
            forecast.reasons
        );
        assert_eq!(forecast.record.issued, 0);
    }
    assert_eq!(three.forecasts[0].basis, Basis::BaseRateNoModel);
    assert_eq!((spring.fixed, spring.forecasts[0].horizon_days), (true, 61));
    assert!(!any.forecasts[1].fan.is_empty());
    assert_eq!(assessment.ledger, None);
}

/// The share of past windows with three events or more, counted one by one.
#[test]
fn the_base_rate_is_the_share_of_past_windows() {
    let watch = watch();
    let days = some_days();
    let on = date(2024, 3, 31);
    let assessment = assess(&watch, &view(&watch, &days, on));
    let last = on.checked_sub(Span::new().days(5)).expect("a day");
    let (mut windows, mut with) = (0u32, 0u32);
    let mut from = date(2020, 1, 1);
    while let Ok(to) = from.checked_add(Span::new().days(29))
        && to <= last
    {
        windows += 1;
        let events = days.iter().filter(|day| (from..=to).contains(*day)).count();
        with += u32::from(events >= 3);
        from = from.tomorrow().expect("a day");
    }
    let expected = (f64::from(with) / 30.0 + 0.5) / (f64::from(windows) / 30.0 + 1.0);
    let base = assessment.forecasts[1].forecasts[0]
        .base_rate
        .expect("a base rate");
    assert!(
        (base.rate - expected).abs() < 1e-6,
        "{} {expected}",
        base.rate
    );
}

#[test]
fn fixed_days_that_have_begun_count_what_has_happened() {
    let watch = watch();
    let mut days = some_days();
    days.retain(|day| *day < date(2024, 4, 1));
    days.push(date(2024, 4, 5));
    let spring = |days: &[Date], on| {
        let assessment = assess(&watch, &view(&watch, days, on));
        assessment.forecasts[2].forecasts[0].clone()
    };
    let waiting = spring(&days, date(2024, 4, 20));
    assert_eq!((waiting.state, waiting.seen), (QuestionState::Open, 1.0));
    assert!(waiting.probability.is_some());
    days.push(date(2024, 4, 22));
    let done = spring(&days, date(2024, 4, 30));
    assert_eq!((done.state, done.probability), (QuestionState::Yes, None));
    let lost = spring(&days[..days.len() - 1], date(2024, 6, 20));
    assert_eq!((lost.state, lost.probability), (QuestionState::No, None));
}

/// A ledger as a store would keep it, without the chain.
fn written<T: serde::Serialize>(drafts: &[Draft<T>], at: Timestamp, after: usize) -> Vec<Entry> {
    drafts
        .iter()
        .zip(after as u64 + 1..)
        .map(|(draft, sequence)| Entry {
            sequence,
            kind: draft.kind.into(),
            key: draft.key.as_str().into(),
            recorded_at: at,
            body: serde_json::to_string(&draft.body).expect("JSON").into(),
            previous: "".into(),
            digest: format!("digest of {}", draft.key).into(),
        })
        .collect()
}

#[test]
fn a_question_that_was_edited_resolves_by_the_rule_that_was_written_down() {
    let watch = watch();
    let mut days = some_days();
    days.retain(|day| *day < date(2024, 4, 1));
    days.push(date(2024, 4, 10));
    let then = end_of(date(2024, 3, 31));
    let issued = questions::issue(&watch, &view(&watch, &days, date(2024, 3, 31)));
    let ledger = written(&issued, then.instant(), 0);
    // Later somebody finds that one shelling is not enough for a yes.
    let edited =
        Watch::read(&WATCH.replacen("at_least = 1 ", "at_least = 2 ", 1)).expect("a watch");
    let later = view(&edited, &days, date(2024, 6, 30));
    let due = questions::due(&edited, &later, &ledger);
    let of = |question: &str| -> Vec<&ResolutionEntry> {
        let bodies = due.iter().map(|due| &due.body);
        bodies.filter(|body| body.question == question).collect()
    };
    let any = of("any");
    assert_eq!(any.len(), 3);
    assert_eq!((any[0].outcome.as_str(), any[0].edited_since), ("no", true));
    assert_eq!(
        (any[1].outcome.as_str(), any[1].edited_since),
        ("yes", true)
    );
    assert!(of("three").iter().all(|body| !body.edited_since));
    // The record says so, and nothing is settled twice.
    let mut whole = ledger.clone();
    whole.extend(written(&due, later.as_of().instant(), ledger.len()));
    assert!(questions::due(&edited, &later, &whole).is_empty());
    let record = &questions::record(&edited, &whole)[1].record;
    assert_eq!((record.issued, record.yes, record.edited_since), (1, 1, 1));
    assert!(record.text.contains("edited since"), "{}", record.text);
    assert!(record.withheld.is_some() && record.scores.is_none());
}

#[test]
fn forecasts_are_scored_apart_by_when_they_were_written_down() {
    let watch = watch();
    let days = some_days();
    let mut ledger = Vec::new();
    for week in 0..60i64 {
        let on = date(2022, 6, 1)
            .checked_add(Span::new().days(7 * week))
            .expect("a day");
        let issued = questions::issue(&watch, &view(&watch, &days, on));
        // The first thirty in time, the others a year later; all twice a day.
        let late = Span::new().hours(if week < 30 { 1 } else { 365 * 24 });
        let at = end_of(on).instant().checked_add(late).expect("a time");
        for _ in 0..2 {
            ledger.extend(written(&issued, at, ledger.len()));
        }
    }
    for (sequence, entry) in (1..).zip(&mut ledger) {
        entry.sequence = sequence;
        entry.digest = sequence.to_string().into();
    }
    let due = questions::due(&watch, &view(&watch, &days, date(2024, 6, 30)), &ledger);
    ledger.extend(written(
        &due,
        end_of(date(2024, 6, 30)).instant(),
        ledger.len(),
    ));
    let records = questions::record(&watch, &ledger);
    let record = &records[1].record;
    assert_eq!(
        (record.issued, record.yes + record.no, record.afterwards),
        (60, 60, 30)
    );
    let scores = record.scores.as_ref().expect("scores");
    let pseudo = record.pseudo_scores.as_ref().expect("scores");
    assert_eq!((scores.forecasts, pseudo.forecasts), (30, 30));
    // By hand, over those written down in time.
    let mut brier = 0.0;
    let mut seen = 0;
    for entry in &ledger {
        let Ok(forecast) = serde_json::from_str::<ForecastEntry>(&entry.body) else {
            continue;
        };
        if forecast.question != "any"
            || forecast.from.until(forecast.to).expect("days").get_days() != 29
            || seen == 60
        {
            continue;
        }
        seen += 1;
        if seen % 2 == 1 {
            let yes = days
                .iter()
                .any(|day| (forecast.from..=forecast.to).contains(day));
            brier += (forecast.probability - f64::from(u8::from(yes))).powi(2);
        }
    }
    assert!(
        (scores.brier - brier / 30.0).abs() < 1e-5,
        "{} {}",
        scores.brier,
        brier / 30.0
    );
    // A view before the first entry knows of none of it.
    let early = view(&watch, &days, date(2022, 5, 1)).with_ledger(ledger);
    let assessment = assess(&watch, &early);
    assert_eq!(assessment.ledger, None);
    assert_eq!(assessment.forecasts[0].forecasts[0].record.issued, 0);
}

#[test]
fn a_forecast_made_again_is_the_same_to_the_byte() {
    let watch = watch();
    let days = some_days();
    let known = view(&watch, &days, date(2023, 3, 31));
    let ledger = written(
        &questions::issue(&watch, &known),
        known.as_of().instant(),
        0,
    );
    let remade = questions::remake(&watch, &known, &ledger);
    assert_eq!(remade.len(), ledger.len());
    for (one, entry) in remade.iter().zip(&ledger) {
        let now = serde_json::to_string(one.now.as_ref().expect("made again")).expect("JSON");
        assert_eq!(*now, *entry.body);
    }
    // With another past it is another forecast, and its digest says why.
    let other = view(&watch, &days[1..], date(2023, 3, 31));
    for one in questions::remake(&watch, &other, &ledger) {
        assert_ne!(
            one.now.expect("made again").known_digest,
            one.written.known_digest
        );
    }
}

#[test]
fn a_backtest_makes_the_forecasts_that_would_have_been_issued() {
    let watch = watch();
    let days = some_days();
    let known = view(&watch, &days, date(2024, 6, 30));
    let of = BacktestOf {
        from: date(2022, 1, 3),
        to: date(2023, 12, 31),
        every_days: 35,
        level: 2,
        margin_days: 30,
    };
    let backtest = backtest(&watch, &known, of, || {}).expect("a backtest");
    assert!(backtest.vintage.contains("pseudo-vintages"));
    let mut compared = 0;
    for question in &backtest.questions {
        for point in &question.points {
            let then = view(&watch, &days, point.date);
            let issued = questions::issue(&watch, &then)
                .into_iter()
                .map(|draft| draft.body)
                .find(|body| {
                    let days = body.from.until(body.to).expect("days").get_days() + 1;
                    body.question == question.id && days == i32::from(question.horizon_days)
                })
                .expect("a forecast");
            assert_eq!(
                point.probability, issued.probability,
                "{} {}",
                question.id, point.date
            );
            assert_eq!(point.base_rate, issued.base_rate.rate);
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}

/// Events that come with a constant chance every day: nothing can be better
/// than the base rate, and the backtest must not say so.
#[test]
fn where_there_is_nothing_to_know_no_skill_is_found() {
    let text = WATCH.replace("2020-01-01", "2004-01-01");
    let watch = Watch::read(&text).expect("a watch");
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut chance = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let days: Vec<Date> = date(2004, 1, 1)
        .series(Span::new().days(1))
        .take_while(|day| *day < date(2024, 6, 30))
        .filter(|_| chance() < 0.02)
        .collect();
    let known = view(&watch, &days, date(2024, 6, 30));
    let of = BacktestOf {
        from: date(2010, 1, 1),
        to: date(2023, 12, 31),
        every_days: 14,
        level: 2,
        margin_days: 30,
    };
    let backtest = backtest(&watch, &known, of, || {}).expect("a backtest");
    for question in backtest
        .questions
        .iter()
        .filter(|question| question.id == "any")
    {
        assert_ne!(
            question.verdict,
            SkillVerdict::Skill,
            "{}",
            question.text_of_verdict
        );
        assert!(question.cases > 50 && question.scores.is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What becomes known later changes neither a forecast nor a resolution.
    #[test]
    fn nothing_later_is_seen(
        days in prop::collection::btree_set(0i64..1600, 5..60),
        on in 900i64..1500,
    ) {
        let watch = watch();
        let start = date(2020, 1, 1);
        let day = |n: i64| start.checked_add(Span::new().days(n)).expect("a day");
        let all: Vec<Date> = days.iter().map(|n| day(*n)).collect();
        let on = day(on);
        // An event is known two days after it.
        let known_by_then: Vec<Date> = all
            .iter()
            .copied()
            .filter(|day| day.checked_add(Span::new().days(2)).expect("a day") <= on)
            .collect();
        let whole = view(&watch, &all, date(2024, 6, 30)).at(end_of(on));
        let part = view(&watch, &known_by_then, on);
        prop_assert_eq!(questions::issue(&watch, &whole), questions::issue(&watch, &part));
        for question in &watch.questions {
            for back in [0i64, 20, 200] {
                let from = on.checked_sub(Span::new().days(back)).expect("a day");
                let to = from.checked_add(Span::new().days(29)).expect("a day");
                prop_assert_eq!(
                    resolve(&watch, &question.rule, from, to, &whole),
                    resolve(&watch, &question.rule, from, to, &part)
                );
            }
        }
    }
}
