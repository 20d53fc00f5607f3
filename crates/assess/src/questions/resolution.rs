//! How a question is settled, from what is known and from nothing else.

use foreshock_event::Known;
use foreshock_watch::{Rule, Watch};
use jiff::civil::Date;

use crate::{
    calendar::{days_after, days_before},
    coverage::Covered,
    indicator::waiting_days,
    occurrences::occurrences,
    questions::history::{to_the_day, weight},
    trends,
    words::number,
};

/// Days after its last one at which a question is void whose sources have not
/// said that they cover it.
const VOID_AFTER: u16 = 365;

/// How a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can still resolve either way.
    Open,
    /// Enough events are known on its days.
    Yes,
    /// Its days are over and covered, everything about them is known, and there
    /// were too few.
    No,
    /// It cannot be told.
    Void,
}

/// How a question stands, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// How it stands.
    pub outcome: Outcome,
    /// Events, or their sum, known on its days.
    pub seen: f64,
    /// The day of the event that made it a yes.
    pub on: Option<Date>,
    /// One sentence.
    pub reason: String,
}

/// How the question whether `rule` is met from day `from` to day `to` stands,
/// from what was `known`.
///
/// - **Yes** as soon as enough events are known to have begun on those days. An
///   event that is dated to a month or more counts only where all of it lies
///   within them.
/// - **No** once the last day is over, the sources' events have had the time to
///   become known that they declare or are seen to need, every day is covered,
///   and there were too few.
/// - **Void** where that time is over and a source declares not to cover the
///   days, or a year later where it does not say what it covers.
/// - **Open** otherwise.
pub fn resolve(watch: &Watch, rule: &Rule, from: Date, to: Date, known: &Known) -> Resolution {
    let today = known.as_of().last_whole_day();
    let events = match rule.events(watch) {
        Ok(events) => events,
        Err(lost) => {
            return Resolution {
                outcome: Outcome::Void,
                seen: 0.0,
                on: None,
                reason: format!(
                    "The watch no longer has the source `{}`, so it cannot be told.",
                    lost.0
                ),
            };
        }
    };
    let found = occurrences(watch, &events, known);
    let mut seen = 0.0;
    let mut on = None;
    for occurrence in &found {
        let record = occurrence.record;
        let last = match to_the_day(occurrence) {
            true => record.began_on,
            false => record.ended_on,
        };
        if from <= record.began_on && last <= to {
            seen += weight(rule, occurrence);
            if on.is_none() && seen >= rule.at_least {
                on = Some(record.began_on);
            }
        }
    }
    let told = |outcome, reason| Resolution {
        outcome,
        seen,
        on,
        reason,
    };
    let amount = |seen: f64| match rule.sum {
        None => format!(
            "{} {}",
            number(seen),
            rule.unit[usize::from(seen != 1.0)]
        ),
        Some(field) => format!(
            "{} with a {} of {} together",
            rule.unit[1],
            field.name(),
            number(seen)
        ),
    };
    if let Some(day) = on {
        return told(
            Outcome::Yes,
            format!("{} from {from} on: enough on {day}.", capital(amount(seen))),
        );
    }
    let delay = trends::reporting_delay(&found, watch, &events, known);
    let waiting = waiting_days(watch, &events, delay.as_ref());
    let complete_to = days_before(today, waiting);
    if complete_to < to {
        let reason = match (today < from, today < to) {
            (true, _) => format!("Its days run from {from} to {to}."),
            (false, true) => format!("{} so far; its days run to {to}.", capital(amount(seen))),
            (false, false) => format!(
                "{} so far; events up to {to} may become known until {}.",
                capital(amount(seen)),
                days_after(to, waiting)
            ),
        };
        return told(Outcome::Open, reason);
    }
    let covered = Covered::of(watch, &events, known);
    if covered.holds(from, to) {
        return told(
            Outcome::No,
            format!(
                "{} from {from} to {to}, and everything about those days is known.",
                capital(amount(seen))
            ),
        );
    }
    let declared = watch
        .sources_of(&events)
        .all(|source| !source.covers.is_empty());
    let reach = match (covered.first(), covered.last()) {
        (Some(first), _) if first > from => format!("only from {first}"),
        (_, Some(last)) if last < to => format!("only to {last}"),
        (Some(_), _) => "with gaps".to_owned(),
        _ => "not at all".to_owned(),
    };
    if declared || days_after(to, VOID_AFTER) <= today {
        return told(
            Outcome::Void,
            format!("The sources cover the days from {from} to {to} {reach}, so it cannot be told."),
        );
    }
    told(
        Outcome::Open,
        format!(
            "The sources do not say whether they cover the days from {from} to {to}; their events do {reach}."
        ),
    )
}

fn capital(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}
