//! Conditions and levels in plain words.

use foreshock_watch::{Condition, ReadinessLevel, Watch};
use jiff::civil::Date;

use crate::{
    assessment::{ConditionFinding, LevelName, Met},
    questions::percent,
    readiness::{
        met::{At, met},
        situation::Situation,
    },
};

/// Title of what lies below the lowest level.
const ROUTINE: &str = "Routine";

/// The name of the level at a place.
pub(super) fn name(watch: &Watch, place: usize) -> LevelName {
    let level = place
        .checked_sub(1)
        .and_then(|index| watch.readiness.get(index));
    LevelName {
        place,
        id: level.map(|level| level.id.clone()),
        title: level.map_or(ROUTINE.to_owned(), |level| level.title.clone()),
    }
}

/// What one part of a condition is about: its id and its words.
fn leaf(watch: &Watch, condition: &Condition) -> (String, String) {
    match condition {
        Condition::Alarm {
            indicator,
            level,
            lower,
        } => {
            let found = watch.indicators.get(*indicator);
            let (id, title) = found.map_or(("", ""), |one| (&one.id, &one.title));
            let kept = match lower < level {
                true => format!(" (kept from {lower})"),
                false => String::new(),
            };
            (
                id.to_owned(),
                format!("alarm level of \"{title}\" at least {level}{kept}"),
            )
        }
        Condition::Sign { tripwire } => {
            let found = watch.tripwires.get(*tripwire);
            let (id, title, days) =
                found.map_or(("", "", 0), |one| (&one.id, &one.title, one.horizon_days));
            (
                id.to_owned(),
                format!("sign of \"{title}\" seen within {}", days_of(days)),
            )
        }
        Condition::Forecast {
            question,
            horizon_days,
            probability,
            lower,
        } => {
            let found = watch.questions.get(*question);
            let (id, text) = found.map_or(("", ""), |one| (&one.id, &one.text));
            let within =
                horizon_days.map_or(String::new(), |days| format!(" within {}", days_of(days)));
            let kept = match lower < probability {
                true => format!(" (kept from {})", percent(*lower)),
                false => String::new(),
            };
            (
                id.to_owned(),
                format!(
                    "\"{text}\"{within} at least {} likely{kept}",
                    percent(*probability)
                ),
            )
        }
        Condition::AtLeast { .. } => (String::new(), rule_of(watch, condition)),
    }
}

/// What is the case of one part of a condition.
fn now(condition: &Condition, situation: &Situation) -> String {
    let said = match condition {
        Condition::Alarm { indicator, .. } => situation
            .alarm(*indicator)
            .map(|level| format!("alarm level {level}")),
        Condition::Sign { tripwire } => situation.fired(*tripwire).map(|fired| match fired {
            true => "seen".to_owned(),
            false => "not seen".to_owned(),
        }),
        Condition::Forecast {
            question,
            horizon_days,
            ..
        } => situation.probability(*question, *horizon_days).map(percent),
        Condition::AtLeast { .. } => None,
    };
    said.unwrap_or_else(|| "no data to tell by".to_owned())
}

/// The parts of a level's condition.
pub(super) fn conditions(
    watch: &Watch,
    level: &ReadinessLevel,
    situation: &Situation,
) -> Vec<ConditionFinding> {
    let finding = |condition: &Condition| {
        let (of, text) = leaf(watch, condition);
        ConditionFinding {
            of,
            text,
            now: now(condition, situation),
            met: met(condition, situation, At::Raising),
            kept: met(condition, situation, At::Keeping),
        }
    };
    level.raise.leaves().into_iter().map(finding).collect()
}

fn rule_of(watch: &Watch, condition: &Condition) -> String {
    match condition {
        Condition::AtLeast { number, of } => {
            let parts: Vec<String> = of.iter().map(|part| rule_of(watch, part)).collect();
            let what = match (*number, of.len()) {
                (_, 1) => return parts.concat(),
                (1, _) => "any of".to_owned(),
                (number, all) if number == all => "all of".to_owned(),
                (number, _) => format!("at least {number} of"),
            };
            format!("{what} ({})", parts.join("; "))
        }
        one => leaf(watch, one).1,
    }
}

/// When a level is reached and left.
pub(super) fn rule(watch: &Watch, level: &ReadinessLevel) -> String {
    format!(
        "Reached on {}. Left once that has not held for {} in a row.",
        rule_of(watch, &level.raise),
        days_of(level.lower_after_days)
    )
}

/// "1 day", "14 days".
pub(super) fn days_of(days: u16) -> String {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

/// Why a level was reached: what of its condition holds.
pub(super) fn reached(watch: &Watch, level: &ReadinessLevel, situation: &Situation) -> String {
    let holding: Vec<String> = conditions(watch, level, situation)
        .into_iter()
        .filter(|condition| condition.met == Met::Yes)
        .map(|condition| format!("{} (now: {})", condition.text, condition.now))
        .collect();
    match holding.is_empty() {
        true => {
            "It was reached within a day; its condition did not hold at the day's end.".to_owned()
        }
        false => format!("It was reached on {}.", holding.join("; ")),
    }
}

/// Why a level was left.
pub(super) fn left(level: &ReadinessLevel) -> String {
    format!(
        "The condition of \"{}\" has not held for {} in a row.",
        level.title,
        days_of(level.lower_after_days)
    )
}

/// What holds of the level that is held now.
pub(super) fn kept(
    watch: &Watch,
    level: &ReadinessLevel,
    situation: &Situation,
    last_met: Date,
) -> String {
    let parts = conditions(watch, level, situation);
    let list = |which: &dyn Fn(&ConditionFinding) -> bool| {
        let texts: Vec<String> = parts
            .iter()
            .filter(|part| which(part))
            .map(|part| format!("{} (now: {})", part.text, part.now))
            .collect();
        texts.join("; ")
    };
    match met(&level.raise, situation, At::Keeping) {
        Met::Yes => format!("It holds on {}.", list(&|part| part.kept == Met::Yes)),
        Met::Unknown => format!(
            "It is kept, because what is missing cannot speak against it: {}.",
            list(&|part| part.kept == Met::Unknown)
        ),
        Met::No => format!("Its condition last held on {last_met}."),
    }
}
