//! The level of readiness is a function of what was known: whoever looked, and
//! however often.

use foreshock_assess::{
    Assessment, assess,
    readiness::{self, ChangeEntry},
};
use foreshock_event::{AsOf, Entry, Known, Record, known};
use foreshock_watch::Watch;
use jiff::{
    SignedDuration, Span, Timestamp,
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
columns = { date = "date", published = "published", category = "category" }
[[source.covers]]
from = 2023-01-01
to = 2024-06-30
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
period = "week"
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
horizon = "3 days"
[[readiness]]
id = "low"
title = "Low"
raise_when = { tripwire = "leaflets_then_shelling" }
lower_after = "5 days"
tells = ["desk"]
checklist = ["Read", "Call"]
[[readiness]]
id = "high"
title = "High"
raise_when = { all = [{ tripwire = "leaflets_then_shelling" }, { indicator = "shelling", level = 2, lower = 1 }] }
lower_after = "3 days"
tells = ["desk", "lead"]
checklist = ["Meet"]
[[alert]]
id = "desk"
channel = "desk"
about = ["levels", "tripwires"]
[[alert]]
id = "lead"
channel = "lead"
"#;

fn watch() -> Watch {
    Watch::read(WATCH).expect("a watch")
}

/// An event that became known at noon of its day.
fn event(category: &str, day: Date, number: usize) -> Record {
    let mut record = Record::new("press".into(), "Press".into(), category.into(), day);
    record.event_id = format!("{category}-{day}-{number}").into();
    record.published_at = Some(noon(day));
    record
}

fn noon(day: Date) -> Timestamp {
    end_of(day).instant() - SignedDuration::from_hours(12)
}

fn end_of(day: Date) -> AsOf {
    AsOf::end_of(day, TimeZone::UTC).expect("a day in range")
}

fn day(number: i64) -> Date {
    date(2024, 1, 1) + Span::new().days(number)
}

/// A shelling a month, and many at the beginning of March; leaflets on some days.
fn records(leaflets: &[i64]) -> Vec<Record> {
    let mut records: Vec<Record> = (1..=12)
        .map(|month| event("shelling", date(2023, month, 10), 0))
        .collect();
    for number in 0..12 {
        records.push(event("shelling", day(60 + number / 3), number as usize));
    }
    records.extend(
        leaflets
            .iter()
            .map(|number| event("leaflets", day(*number), 0)),
    );
    records
}

fn view(records: &[Record], as_of: &AsOf) -> Known {
    known(records.to_vec(), as_of, &watch().feeds())
}

fn level(assessment: &Assessment) -> usize {
    assessment.readiness.as_ref().expect("levels").now.place
}

fn entry(sequence: u64, key: String, body: &ChangeEntry, recorded_at: Timestamp) -> Entry {
    Entry {
        sequence,
        kind: readiness::READINESS_CHANGED.into(),
        key: key.into(),
        recorded_at,
        body: serde_json::to_string(body).expect("JSON").into(),
        previous: "".into(),
        digest: "".into(),
    }
}

/// Looks at each of the instants, writing down what is due; the changes that were
/// written, without the entry that says from when on the ledger tells.
fn rounds(records: &[Record], instants: &[AsOf]) -> Vec<(Entry, ChangeEntry)> {
    let watch = watch();
    let mut entries: Vec<Entry> = Vec::new();
    for as_of in instants {
        let known = view(records, as_of).with_ledger(entries.clone());
        let found = assess(&watch, &known).readiness.expect("levels");
        for due in readiness::due(&watch, &known, &found, &entries) {
            let sequence = entries.len() as u64 + 1;
            assert!(entries.iter().all(|entry| *entry.key != *due.key));
            entries.push(entry(sequence, due.key, &due.body, as_of.instant()));
        }
    }
    readiness::changes(&entries, &watch.title)
        .filter(|(_, change)| change.from != change.to)
        .map(|(entry, change)| (entry.clone(), change))
        .collect()
}

fn steps(changes: &[(Entry, ChangeEntry)]) -> Vec<(usize, usize, Date)> {
    changes
        .iter()
        .map(|(_, change)| (change.from.place, change.to.place, change.on))
        .collect()
}

#[test]
fn levels_rise_at_once_and_fall_after_quiet_days() {
    let records = records(&[62]);
    let end: Vec<AsOf> = (55..80).map(|number| end_of(day(number))).collect();
    let changes = rounds(&records, &end);
    // The sign shows for three days; `high` is left three days after that, `low` five.
    let at = |number: i64| day(number);
    assert_eq!(
        steps(&changes),
        [(0, 2, at(62)), (2, 1, at(67)), (1, 0, at(69))]
    );
    let first = &changes[0].1;
    assert_eq!(first.tells, ["desk", "lead"]);
    assert!(
        first.by_condition && first.reason.contains("alarm level of \"Shelling\""),
        "{first:?}"
    );
    // Whoever was told of `high` alone is told that it was left, and no more.
    assert_eq!(changes[1].1.tells, ["desk", "lead"]);
    assert_eq!(changes[2].1.tells, ["desk"]);
}

/// Looking daily, now and then, or again after a long pause writes down the same
/// changes under the same keys.
#[test]
fn it_does_not_matter_how_often_somebody_looks() {
    let records = records(&[20, 24, 62, 90]);
    let every = |step: usize| -> Vec<AsOf> {
        (10..120)
            .step_by(step)
            .chain([120])
            .map(|number| end_of(day(number)))
            .collect()
    };
    let daily = rounds(&records, &every(1));
    assert_eq!(daily.len(), 7, "{:?}", steps(&daily));
    for step in [2, 7, 40] {
        let other = rounds(&records, &every(step));
        assert_eq!(steps(&other), steps(&daily), "every {step} days");
        let keys = |changes: &[(Entry, ChangeEntry)]| -> Vec<String> {
            changes
                .iter()
                .map(|(entry, _)| entry.key.to_string())
                .collect()
        };
        assert_eq!(keys(&other), keys(&daily), "every {step} days");
    }
    // Looking twice at the same instant writes nothing more.
    let twice: Vec<AsOf> = every(1)
        .into_iter()
        .flat_map(|as_of| [as_of.clone(), as_of])
        .collect();
    assert_eq!(steps(&rounds(&records, &twice)), steps(&daily));
}

/// What was seen at three in the afternoon and withdrawn by the evening is
/// remembered where it was written down, and leaves no trace where nobody looked.
#[test]
fn what_is_seen_within_a_day_is_kept_by_the_ledger() {
    let mut records = records(&[]);
    let mut withdrawn = event("leaflets", day(30), 0);
    // The sign is of the day before, so that it lies in a whole day.
    withdrawn.began_on = day(29);
    withdrawn.ended_on = day(29);
    let mut second = withdrawn.clone();
    second.version = 2;
    second.retracted = true;
    second.published_at = Some(noon(day(30)) + SignedDuration::from_hours(8));
    records.extend([withdrawn, second]);
    let afternoon = AsOf::at(noon(day(30)) + SignedDuration::from_hours(3), TimeZone::UTC);
    let ends = |from: i64| (from..40).map(|number| end_of(day(number)));
    let unseen: Vec<AsOf> = ends(28).collect();
    assert!(rounds(&records, &unseen).is_empty());
    let seen: Vec<AsOf> = [end_of(day(28)), afternoon]
        .into_iter()
        .chain(ends(30))
        .collect();
    assert_eq!(
        steps(&rounds(&records, &seen)),
        [(0, 1, day(30)), (1, 0, day(35))]
    );
}

/// A level is not left because nothing is known any more, and says so.
#[test]
fn a_level_is_kept_where_nothing_can_be_told() {
    // The source covers up to the end of June.
    let records = records(&[180]);
    let found = assess(&watch(), &view(&records, &end_of(day(230))))
        .readiness
        .expect("levels");
    assert_eq!(found.now.place, 1);
    assert!(
        found.reason.contains("cannot speak against it"),
        "{}",
        found.reason
    );
}

#[test]
fn an_edited_rule_is_told_as_such() {
    let records = records(&[20]);
    let before = rounds(&records, &[end_of(day(21))]);
    assert_eq!(steps(&before), [(0, 1, day(20))]);
    let edited = Watch::read(&WATCH.replace(
        "raise_when = { tripwire = \"leaflets_then_shelling\" }",
        "raise_when = { indicator = \"leaflets\", level = 5 }",
    ))
    .expect("a watch");
    let entries: Vec<Entry> = before.iter().map(|(entry, _)| entry.clone()).collect();
    let known = view(&records, &end_of(day(22))).with_ledger(entries.clone());
    let found = assess(&edited, &known).readiness.expect("levels");
    let due = readiness::due(&edited, &known, &found, &entries);
    assert_eq!(due.len(), 1);
    assert!(!due[0].body.by_condition);
    assert!(
        due[0]
            .body
            .reason
            .contains("rules or the records were changed"),
        "{:?}",
        due[0].body
    );
}

#[test]
fn a_tick_stands_until_the_level_is_reached_anew() {
    let watch = watch();
    let records = records(&[20, 60]);
    let at = |number: i64, entries: &[Entry]| {
        let known = view(&records, &end_of(day(number))).with_ledger(entries.to_vec());
        let assessment = assess(&watch, &known);
        (assessment.date, assessment.readiness.expect("levels"))
    };
    let (on, held) = at(21, &[]);
    let tick =
        |item: &str, by: &str| readiness::tick(&watch, &held, on, None, item, by, Some("by phone"));
    let second = tick("2", " R. Lee ").expect("a tick");
    assert_eq!(
        (second.body.item.as_str(), second.body.by.as_str()),
        ("Call", "R. Lee")
    );
    assert_eq!(second.body, tick("Call", "R. Lee").expect("the same").body);
    for (item, by, why) in [
        ("3", "R. Lee", "there is no item `3`"),
        ("0", "R. Lee", "no item `0`"),
        ("2", " ", "needs a name"),
    ] {
        let error = tick(item, by).expect_err("refused").to_string();
        assert!(error.contains(why), "{error}");
    }
    let high = readiness::tick(&watch, &held, on, Some("high"), "1", "R. Lee", None)
        .expect_err("not held");
    assert!(high.to_string().contains("held are: low"), "{high}");
    let entry = Entry {
        sequence: 1,
        kind: second.kind.into(),
        key: second.key.into(),
        recorded_at: end_of(day(21)).instant(),
        body: serde_json::to_string(&second.body).expect("JSON").into(),
        previous: "".into(),
        digest: "".into(),
    };
    let ticks = |number: i64| {
        let (_, found) = at(number, std::slice::from_ref(&entry));
        found.levels[0]
            .checklist
            .iter()
            .map(|item| item.ticks.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(ticks(20), [0, 0], "written down later");
    assert_eq!(ticks(22), [0, 1]);
    assert_eq!(ticks(61), [0, 0], "reached anew");
}

#[test]
fn a_sign_is_told_once_while_it_lasts() {
    let watch = watch();
    let records = records(&[20, 22, 40]);
    let mut entries: Vec<Entry> = Vec::new();
    for number in 15..60 {
        let known = view(&records, &end_of(day(number)));
        let assessment = assess(&watch, &known);
        for seen in readiness::signs_seen(&watch, &assessment, &entries) {
            entries.push(Entry {
                sequence: entries.len() as u64 + 1,
                kind: seen.kind.into(),
                key: seen.key.into(),
                recorded_at: end_of(day(number)).instant(),
                body: serde_json::to_string(&seen.body).expect("JSON").into(),
                previous: "".into(),
                digest: "".into(),
            });
        }
    }
    let signs: Vec<(Date, Option<Date>)> = readiness::signs(&entries, &watch.title)
        .map(|(_, sign)| (sign.on, sign.still))
        .collect();
    assert_eq!(
        signs,
        [(day(20), None), (day(22), Some(day(20))), (day(40), None)]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// The first law and the second: what becomes known or is written down later
    /// changes no byte; and the level is that of a replay from far before.
    #[test]
    fn the_level_is_a_function_of_what_was_known(
        leaflets in prop::collection::btree_set(0i64..120, 0..12),
        on in 30i64..120,
    ) {
        let watch = watch();
        let leaflets: Vec<i64> = leaflets.into_iter().collect();
        let all = records(&leaflets);
        let as_of = end_of(day(on));
        let now = assess(&watch, &view(&all, &as_of));
        let earlier: Vec<Record> = all.iter().filter(|one| one.published_at.is_some_and(|at| at <= as_of.instant())).cloned().collect();
        let written = rounds(&all, &[end_of(day(on + 1)), end_of(day(on + 9))]);
        let ledger: Vec<Entry> = written.into_iter().map(|(entry, _)| entry).collect();
        let then = assess(&watch, &view(&earlier, &as_of).with_ledger(ledger));
        prop_assert_eq!(
            serde_json::to_string(&now).expect("JSON"),
            serde_json::to_string(&then).expect("JSON")
        );
        let replay = readiness::replay(&watch, &view(&all, &as_of), (date(2023, 11, 1), day(on)));
        let last = replay.changes.last().map_or(0, |change| change.to.place);
        prop_assert_eq!(level(&now), last);
        let since = now.readiness.expect("levels").since;
        if since.is_some() {
            prop_assert_eq!(since, replay.changes.last().map(|change| change.on));
        }
    }
}
