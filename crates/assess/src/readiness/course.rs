//! How levels are reached and left over time.
//!
//! A level is reached at the very step at which its condition holds. It is left
//! at the end of a day once, at its lower thresholds, the condition has not held
//! on so many days in a row as the watch says. What cannot be told neither
//! raises nor lowers.

use jiff::{Timestamp, civil::Date};

use crate::{assessment::Met, calendar::days_between};

/// What holds of each level at one point in time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    /// The instant.
    pub(super) at: Timestamp,
    /// Its day.
    pub(super) on: Date,
    /// Whether the day ends with it.
    pub(super) ends_day: bool,
    /// Of each level: whether its condition holds.
    pub(super) levels: Vec<Conditions>,
}

/// A level's condition at its two thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Conditions {
    /// At the one that reaches the level.
    pub(super) raising: Met,
    /// At the one that keeps it.
    pub(super) keeping: Met,
}

/// A level that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// The day on which it was reached.
    pub(super) since: Date,
    /// The last day on which its condition kept it.
    pub(super) last_met: Date,
}

/// A change of the highest level held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// Which of the steps.
    pub(super) step: usize,
    /// Place of the level before; 0 for the routine.
    pub(super) from: usize,
    /// Place of the level after.
    pub(super) to: usize,
}

/// How it went.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Course {
    /// What is held at the end.
    pub(super) held: Vec<Option<Held>>,
    /// Changes, oldest first.
    pub(super) shifts: Vec<Shift>,
    /// The place of the highest level held after each step.
    pub(super) places: Vec<usize>,
}

/// Goes over `steps`, oldest first, from the routine. `lower_after` holds the
/// days of each level, the lowest first.
pub(super) fn course(lower_after: &[u16], steps: &[Step]) -> Course {
    let mut held: Vec<Option<Held>> = vec![None; lower_after.len()];
    let mut shifts = Vec::new();
    let mut places = Vec::with_capacity(steps.len());
    let mut place = 0;
    for (number, step) in steps.iter().enumerate() {
        for ((held, after), level) in held.iter_mut().zip(lower_after).zip(&step.levels) {
            *held = next(*held, *after, step, *level);
        }
        let now = held
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |at| at + 1);
        if now != place {
            shifts.push(Shift {
                step: number,
                from: place,
                to: now,
            });
            place = now;
        }
        places.push(place);
    }
    Course {
        held,
        shifts,
        places,
    }
}

fn next(held: Option<Held>, lower_after: u16, step: &Step, level: Conditions) -> Option<Held> {
    match held {
        None => (level.raising == Met::Yes).then_some(Held {
            since: step.on,
            last_met: step.on,
        }),
        Some(held) if level.keeping != Met::No || level.raising == Met::Yes => Some(Held {
            last_met: step.on,
            ..held
        }),
        Some(held) => {
            let quiet = days_between(held.last_met, step.on);
            (!step.ends_day || quiet < i32::from(lower_after)).then_some(held)
        }
    }
}

/// The first step after which it no longer matters what was held before the
/// first step: each level has gone through so many quiet days in a row that it
/// would have been left. `None` where there is no such step.
pub(super) fn settled(lower_after: &[u16], steps: &[Step]) -> Option<usize> {
    let mut settled = 0;
    for (level, after) in lower_after.iter().enumerate() {
        // What was held before the first step was last met on the day before at
        // the latest.
        let mut last_met = steps.first()?.on.yesterday().ok()?;
        let by = steps.iter().position(|step| {
            let conditions = step.levels[level];
            if conditions.keeping != Met::No || conditions.raising == Met::Yes {
                last_met = step.on;
            }
            step.ends_day && days_between(last_met, step.on) >= i32::from(*after)
        })?;
        settled = settled.max(by);
    }
    Some(settled)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, civil::date};
    use proptest::prelude::*;

    use super::*;

    const LOWER_AFTER: [u16; 2] = [7, 3];

    fn conditions(raising: Met, keeping: Met) -> Conditions {
        Conditions { raising, keeping }
    }

    /// Four steps a day, the last of which ends it.
    fn steps(levels: Vec<[Conditions; 2]>) -> Vec<Step> {
        let start: Timestamp = "2024-01-01T06:00:00Z".parse().expect("an instant");
        let step = |(number, levels): (usize, [Conditions; 2])| {
            let hours = 6 * number as i64;
            let day = i64::try_from(number / 4).expect("a small number");
            Step {
                at: start + SignedDuration::from_hours(hours),
                on: date(2024, 1, 1) + jiff::Span::new().days(day),
                ends_day: number % 4 == 3,
                levels: levels.into(),
            }
        };
        levels.into_iter().enumerate().map(step).collect()
    }

    fn any_conditions() -> impl Strategy<Value = Conditions> {
        // The lower threshold is met wherever the upper one is.
        prop_oneof![
            4 => Just(conditions(Met::No, Met::No)),
            1 => Just(conditions(Met::No, Met::Yes)),
            1 => Just(conditions(Met::Yes, Met::Yes)),
            1 => Just(conditions(Met::Unknown, Met::Unknown)),
        ]
    }

    fn any_steps() -> impl Strategy<Value = Vec<Step>> {
        prop::collection::vec([any_conditions(), any_conditions()], 0..240).prop_map(steps)
    }

    #[test]
    fn a_level_is_left_after_so_many_quiet_days_and_not_before() {
        let (quiet, met) = (conditions(Met::No, Met::No), conditions(Met::Yes, Met::Yes));
        let mut days = vec![[quiet; 2]; 4 * 12];
        days[1][0] = met;
        let course = course(&LOWER_AFTER, &steps(days.clone()));
        let shifts: Vec<(usize, usize)> = course
            .shifts
            .iter()
            .map(|shift| (shift.step, shift.to))
            .collect();
        // Reached on the 1st at noon; quiet from the 2nd to the 8th.
        assert_eq!(shifts, [(1, 1), (4 * 8 - 1, 0)]);
        days[4 * 7 + 2][0] = conditions(Met::Unknown, Met::Unknown);
        let course = super::course(&LOWER_AFTER, &steps(days));
        assert_eq!(course.shifts.len(), 1, "what cannot be told lowers nothing");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// However a condition flickers, a level is reached at most once in each
        /// stretch of as many days as it takes to leave it.
        #[test]
        fn flicker_is_bounded(steps in any_steps()) {
            let only = |steps: &[Step], level: usize| -> Vec<Step> {
                let one = |step: &Step| Step { levels: vec![step.levels[level]], ..step.clone() };
                steps.iter().map(one).collect()
            };
            for (level, after) in LOWER_AFTER.iter().enumerate() {
                let course = course(&[*after], &only(&steps, level));
                let raised: Vec<Date> = course
                    .shifts
                    .iter()
                    .filter(|shift| shift.to == 1)
                    .map(|shift| steps[shift.step].on)
                    .collect();
                for pair in raised.windows(2) {
                    prop_assert!(days_between(pair[0], pair[1]) >= i32::from(*after));
                }
            }
        }

        /// No escalation waits: after every step the level is at least that of
        /// the highest condition that holds.
        #[test]
        fn escalation_is_never_delayed(steps in any_steps()) {
            let course = course(&LOWER_AFTER, &steps);
            for (step, place) in steps.iter().zip(&course.places) {
                let highest = step.levels.iter().rposition(|level| level.raising == Met::Yes);
                prop_assert!(*place >= highest.map_or(0, |at| at + 1));
            }
        }

        /// Steps beyond a point change nothing before it.
        #[test]
        fn the_past_stays(steps in any_steps(), cut in 0..240usize) {
            let cut = cut.min(steps.len());
            let whole = course(&LOWER_AFTER, &steps);
            let part = course(&LOWER_AFTER, &steps[..cut]);
            prop_assert_eq!(&whole.places[..cut], &part.places[..]);
        }

        /// From where it is settled on, looking back further changes nothing.
        #[test]
        fn looking_back_further_changes_nothing(steps in any_steps(), from in 0..60usize) {
            let from = (from * 4).min(steps.len());
            if let Some(settled) = settled(&LOWER_AFTER, &steps[from..]) {
                let whole = course(&LOWER_AFTER, &steps);
                let part = course(&LOWER_AFTER, &steps[from..]);
                prop_assert_eq!(&whole.places[from + settled..], &part.places[settled..]);
                prop_assert_eq!(whole.held, part.held);
            }
        }
    }
}
