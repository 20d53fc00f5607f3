//! Levels of readiness: which one is held, since when, why, and who is told.
//!
//! The level has memory: it is reached at once and left only after quiet days.
//! That memory is replayed from what was known at the end of each day, back to
//! where it no longer matters what was before; so the level is the same on every
//! machine that knows the same, whenever and however often somebody looked. What
//! was seen within a day and is gone by its end stands in the ledger, if anybody
//! looked then, and is taken from there.

mod course;
mod due;
mod entries;
mod look;
mod met;
mod situation;
mod tick;
mod words;

use foreshock_event::Known;
use foreshock_watch::Watch;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use due::{due, signs_seen};
pub use entries::{
    CHECKLIST_TICKED, ChangeEntry, READINESS_CHANGED, SignEntry, TRIPWIRE_SEEN, TickEntry, changes,
    signs, ticks,
};
pub use tick::{TickError, tick, ticked};

use crate::{
    assessment::{ChecklistItem, LevelChange, LevelFinding, LevelName, Readiness},
    calendar::{days_after, days_before, days_between},
    questions::digest_of,
    readiness::{
        look::Look,
        met::{At, met},
    },
};

/// The level of readiness; `None` where the watch has no levels.
pub(crate) fn finding(watch: &Watch, known: &Known) -> Option<Readiness> {
    if watch.readiness.is_empty() {
        return None;
    }
    let rules = rules_digest(watch);
    let look = look::look(watch, known, &rules);
    let place = look.course.places.last().copied().unwrap_or(0);
    let situation = look.situations.last()?;
    let told: Vec<_> = ticks(known.ledger(), &watch.title).collect();
    let levels: Vec<LevelFinding> = watch
        .readiness
        .iter()
        .zip(&look.course.held)
        .enumerate()
        .map(|(index, (level, held))| LevelFinding {
            name: words::name(watch, index + 1),
            held: held.is_some(),
            raised_on: held.map(|held| held.since),
            last_met: held.map(|held| held.last_met),
            left_on: held.map(|held| days_after(held.last_met, level.lower_after_days)),
            rule: words::rule(watch, level),
            met: met(&level.raise, situation, At::Raising),
            conditions: words::conditions(watch, level, situation),
            tells: names_of(watch, &level.tells),
            checklist: level
                .checklist
                .iter()
                .map(|item| ChecklistItem {
                    text: item.clone(),
                    ticks: held.map_or_else(Vec::new, |held| {
                        tick::of_item(&told, &level.id, item, held.since, known.as_of().date())
                    }),
                })
                .collect(),
            note: level.note.clone(),
        })
        .collect();
    let changes = changes_seen(watch, &look);
    let held = place
        .checked_sub(1)
        .and_then(|index| look.course.held[index]);
    let since = changes.last().map(|change| change.on);
    Some(Readiness {
        now: words::name(watch, place),
        since,
        looked_back_to: look.steps.get(look.settled.unwrap_or(0))?.on,
        reason: match held {
            Some(held) => words::kept(watch, &watch.readiness[place - 1], situation, held.last_met),
            None => "No level's condition has held for long enough to matter.".to_owned(),
        },
        lowered_when: held.map(|held| {
            let level = &watch.readiness[place - 1];
            format!(
                "Left at the end of {} if its condition does not hold until then; each day on which it holds, or cannot be told, moves that by a day.",
                days_after(held.last_met, level.lower_after_days)
            )
        }),
        rules_digest: rules,
        levels,
        changes,
    })
}

/// The changes from where it no longer matters what was before.
fn changes_seen(watch: &Watch, look: &Look) -> Vec<LevelChange> {
    let shifts = look.course.shifts.iter().enumerate();
    shifts
        .filter(|(_, shift)| look.settled.is_some_and(|settled| shift.step > settled))
        .map(|(number, shift)| LevelChange {
            at: look.steps[shift.step].at,
            on: look.steps[shift.step].on,
            from: words::name(watch, shift.from),
            to: words::name(watch, shift.to),
            reason: look.reason(watch, number),
        })
        .collect()
}

/// SHA-256 over the rules of all levels: what makes a level the same level.
fn rules_digest(watch: &Watch) -> String {
    let rules: Vec<(&str, &str, String)> = watch
        .readiness
        .iter()
        .map(|level| (&*level.id, &*level.title, words::rule(watch, level)))
        .collect();
    digest_of(&rules)
}

fn names_of(watch: &Watch, tells: &[usize]) -> Vec<String> {
    let alerts = tells.iter().filter_map(|&index| watch.alerts.get(index));
    alerts.map(|alert| alert.id.clone()).collect()
}

/// The level at the end of each day of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadinessReplay {
    /// Title of the watch.
    pub title: String,
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// Days at each level, the routine first.
    pub days: Vec<(LevelName, usize)>,
    /// Changes, oldest first.
    pub changes: Vec<LevelChange>,
}

/// The level of `watch` at the end of each day from `from` to `to`, each seen
/// from what of `known` was known then: how often each level would have been
/// held, and how often it would have changed.
pub fn replay(watch: &Watch, known: &Known, (from, to): (Date, Date)) -> ReadinessReplay {
    let to = to.min(known.as_of().last_whole_day());
    // Levels held at the beginning are those reached in the time that it takes
    // to leave them.
    let before = look::longest(watch).saturating_mul(2);
    let look = look::look_at(
        watch,
        known,
        (days_before(from, before), to),
        &rules_digest(watch),
    );
    let within = |step: usize| days_between(from, look.steps[step].on) >= 0;
    let days = (0..=watch.readiness.len())
        .map(|place| {
            let at = |(step, held): (usize, &usize)| {
                *held == place && look.steps[step].ends_day && within(step)
            };
            let days = look.course.places.iter().enumerate().filter(|day| at(*day));
            (words::name(watch, place), days.count())
        })
        .collect();
    let changes = look
        .course
        .shifts
        .iter()
        .enumerate()
        .filter(|(_, shift)| within(shift.step))
        .map(|(number, shift)| LevelChange {
            at: look.steps[shift.step].at,
            on: look.steps[shift.step].on,
            from: words::name(watch, shift.from),
            to: words::name(watch, shift.to),
            reason: look.reason(watch, number),
        })
        .collect();
    ReadinessReplay {
        title: watch.title.clone(),
        from,
        to,
        days,
        changes,
    }
}
