//! Looking back as far as it matters.

use foreshock_event::{AsOf, Known};
use foreshock_watch::Watch;
use jiff::{Timestamp, civil::Date};

use crate::{
    alarms::{Alarms, Moment},
    assessment::Met,
    calendar::{days_before, days_between},
    readiness::{
        course::{Conditions, Course, Step, course, settled},
        entries,
        met::{At, met},
        situation::Situation,
        words,
    },
};

/// Days that are looked at in one go.
const AT_ONCE: u16 = 28;
/// Days beyond which nobody looks back; a level that has been held for longer is
/// said to be held for at least so long.
const FURTHEST: i32 = 800;

/// Days of which the changes are told at least.
const RECENT: u16 = 28;
/// Days within which the changes since the last one in the ledger are told.
const SINCE_LAST: u16 = 180;

/// What was seen on the way.
pub(super) struct Look {
    pub(super) steps: Vec<Step>,
    pub(super) situations: Vec<Situation>,
    pub(super) course: Course,
    /// The first step from which on the course is what it would be, however far
    /// one looked back; `None` where nobody looked far enough.
    pub(super) settled: Option<usize>,
}

/// What the ledger says of a level that was reached within a day.
struct Reached {
    at: Timestamp,
    on: Date,
    level: usize,
}

/// Looks back from the instant of `known` until it no longer matters what was
/// before, a level that is held now is seen to begin, and the changes of late and
/// since the last one in the ledger are seen.
pub(super) fn look(watch: &Watch, known: &Known, rules: &str) -> Look {
    let reached = reached(watch, known, rules);
    let mut days: Vec<(Step, Situation)> = Vec::new();
    let today = known.as_of().last_whole_day();
    let mut alarms = Alarms::new(watch, known);
    let partial = (known.as_of().date() > today)
        .then(|| {
            let now = Moment::new(known, known.as_of().clone());
            steps_at(watch, &mut alarms, vec![now], false).pop()
        })
        .flatten();
    let longest = longest(watch);
    let last = entries::changes(known.ledger(), &watch.title).last();
    let recent = days_before(today, RECENT);
    let wanted = last.map_or(recent, |(_, last)| {
        last.on.min(recent).max(days_before(today, SINCE_LAST))
    });
    let mut next = today;
    loop {
        let at_once = match days.is_empty() {
            true => AT_ONCE.max(longest),
            false => AT_ONCE,
        };
        let dates: Vec<Date> = (0..at_once).map(|back| days_before(next, back)).collect();
        let ends = ends_of(watch, known, dates.iter().rev().copied());
        let mut earlier = steps_at(watch, &mut alarms, ends, true);
        earlier.append(&mut days);
        days = earlier;
        let look = gone_over(watch, &days, partial.as_ref(), &reached);
        let enough = |settled: usize| {
            let newest = look.course.shifts.last();
            let now = look.course.places.last().copied().unwrap_or(0);
            let begins = now == 0 || newest.is_some_and(|shift| shift.step > settled);
            begins && look.steps[settled].on <= wanted
        };
        let reach = days
            .first()
            .map_or(0, |(step, _)| days_between(step.on, today));
        if look.settled.is_some_and(enough) || reach >= FURTHEST || dates.is_empty() {
            return look;
        }
        next = days_before(next, at_once);
    }
}

/// Looks at each day from `from` to `to`, from so far before that it does not
/// matter what was held then, where there is such a day.
pub(super) fn look_at(watch: &Watch, known: &Known, (from, to): (Date, Date), rules: &str) -> Look {
    let dates = from
        .series(jiff::Span::new().days(1))
        .take_while(|date| *date <= to);
    let ends = ends_of(watch, known, dates);
    let days = steps_at(watch, &mut Alarms::new(watch, known), ends, true);
    gone_over(watch, &days, None, &reached(watch, known, rules))
}

/// The longest time that it takes to leave a level.
pub(super) fn longest(watch: &Watch) -> u16 {
    let after = watch.readiness.iter().map(|level| level.lower_after_days);
    after.max().unwrap_or(1)
}

fn lower_after(watch: &Watch) -> Vec<u16> {
    let after = watch.readiness.iter().map(|level| level.lower_after_days);
    after.collect()
}

/// The ends of `dates`, as far as there are such instants.
fn ends_of<'k>(
    watch: &Watch,
    known: &'k Known,
    dates: impl Iterator<Item = Date>,
) -> Vec<Moment<'k>> {
    let end_of = |date| AsOf::end_of(date, watch.timezone.clone()).ok();
    let ends = dates.filter_map(end_of);
    ends.map(|as_of| Moment::new(known, as_of)).collect()
}

/// What holds at each of `moments`.
fn steps_at(
    watch: &Watch,
    alarms: &mut Alarms<'_>,
    moments: Vec<Moment<'_>>,
    ends_day: bool,
) -> Vec<(Step, Situation)> {
    let situations = Situation::of_each(watch, alarms, &moments);
    let step = |(at, situation): (Moment<'_>, Situation)| {
        let levels = watch
            .readiness
            .iter()
            .map(|level| Conditions {
                raising: met(&level.raise, &situation, At::Raising),
                keeping: met(&level.raise, &situation, At::Keeping),
            })
            .collect();
        let step = Step {
            at: at.as_of.instant(),
            on: at.as_of.date(),
            ends_day,
            levels,
        };
        (step, situation)
    };
    moments.into_iter().zip(situations).map(step).collect()
}

/// Levels that the ledger says were reached. What was seen within a day may no
/// longer show at its end, and is to be remembered all the same.
fn reached(watch: &Watch, known: &Known, rules: &str) -> Vec<Reached> {
    entries::changes(known.ledger(), &watch.title)
        .map(|(_, change)| change)
        .filter(|change| change.by_condition && change.rules_digest == rules)
        .filter(|change| change.to.place > change.from.place)
        .filter(|change| change.at <= known.as_of().instant())
        .filter_map(|change| {
            let level = change.to.place.checked_sub(1)?;
            watch.readiness.get(level).map(|_| Reached {
                at: change.at,
                on: change.on,
                level,
            })
        })
        .collect()
}

fn gone_over(
    watch: &Watch,
    days: &[(Step, Situation)],
    partial: Option<&(Step, Situation)>,
    reached: &[Reached],
) -> Look {
    let mut all: Vec<(Step, Situation)> = days.iter().chain(partial).cloned().collect();
    let first = all.first().map(|(step, _)| step.on);
    for reached in reached.iter().filter(|one| Some(one.on) >= first) {
        match all.iter_mut().find(|(step, _)| step.at == reached.at) {
            Some((step, _)) => {
                step.levels[reached.level] = Conditions {
                    raising: Met::Yes,
                    keeping: Met::Yes,
                };
            }
            None => {
                let quiet = Conditions {
                    raising: Met::No,
                    keeping: Met::No,
                };
                let mut levels = vec![quiet; watch.readiness.len()];
                levels[reached.level] = Conditions {
                    raising: Met::Yes,
                    keeping: Met::Yes,
                };
                let step = Step {
                    at: reached.at,
                    on: reached.on,
                    ends_day: false,
                    levels,
                };
                all.push((step, Situation::default()));
            }
        }
    }
    all.sort_by_key(|(step, _)| step.at);
    let (steps, situations): (Vec<Step>, Vec<Situation>) = all.into_iter().unzip();
    let after = lower_after(watch);
    Look {
        course: course(&after, &steps),
        settled: settled(&after, &steps),
        steps,
        situations,
    }
}

impl Look {
    /// Why the level changed at a shift.
    pub(super) fn reason(&self, watch: &Watch, shift: usize) -> String {
        let shift = &self.course.shifts[shift];
        let level = |place: usize| &watch.readiness[place - 1];
        match shift.to > shift.from {
            true => words::reached(watch, level(shift.to), &self.situations[shift.step]),
            false => words::left(level(shift.from)),
        }
    }
}
