//! How a question is settled, from what is known and from nothing else.

use foreshock_event::Known;
use foreshock_watch::{LostSource, Rule, Watch};
use jiff::civil::Date;

use crate::{
    calendar::{days_after, days_before},
    coverage::Covered,
    indicator::waiting,
    occurrences::{Occurrence, occurrences},
    questions::history::{to_the_day, weight},
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
    match Settling::of(watch, rule, known) {
        Ok(settling) => settling.over(from, to),
        Err(lost) => Resolution {
            outcome: Outcome::Void,
            seen: 0.0,
            on: None,
            reason: format!(
                "The watch no longer has the source `{}`, so it cannot be told.",
                lost.0
            ),
        },
    }
}

/// What settles the questions of one rule, looked up once for any days.
pub(crate) struct Settling<'a> {
    rule: &'a Rule,
    /// First and last day of each event and what it counts, by first day.
    events: Vec<(Date, Date, f64)>,
    covered: Covered,
    /// Every source says what it covers.
    declared: bool,
    today: Date,
    /// Days in which events may still become known.
    waiting: u16,
}

impl<'a> Settling<'a> {
    pub(crate) fn of(watch: &Watch, rule: &'a Rule, known: &Known) -> Result<Self, LostSource> {
        let indicator = rule.events(watch)?;
        let found = occurrences(watch, &indicator, known);
        let today = known.as_of().last_whole_day();
        let event = |occurrence: &Occurrence<'_>| {
            let record = occurrence.record;
            let last = match to_the_day(occurrence) {
                true => record.began_on,
                false => record.ended_on,
            };
            (record.began_on, last, weight(rule, occurrence))
        };
        Ok(Self {
            rule,
            events: found.iter().map(event).collect(),
            covered: Covered::of(watch, &indicator, known),
            declared: watch
                .sources_of(&indicator)
                .all(|source| !source.covers.is_empty()),
            today,
            waiting: waiting(watch, &indicator, &found, today, || known),
        })
    }

    /// Days with an event from day `from` to day `to`.
    pub(crate) fn event_days(&self, from: Date, to: Date) -> usize {
        let mut days: Vec<Date> = self
            .events
            .iter()
            .map(|(began, ..)| *began)
            .filter(|day| (from..=to).contains(day))
            .collect();
        days.dedup();
        days.len()
    }

    pub(crate) fn over(&self, from: Date, to: Date) -> Resolution {
        let rule = self.rule;
        let mut seen = 0.0;
        let mut on = None;
        for (began, last, weight) in &self.events {
            if from <= *began && *last <= to {
                seen += weight;
                if on.is_none() && seen >= rule.at_least {
                    on = Some(*began);
                }
            }
        }
        let (outcome, reason) = self.told(from, to, seen, on);
        Resolution {
            outcome,
            seen,
            on,
            reason,
        }
    }

    fn told(&self, from: Date, to: Date, seen: f64, on: Option<Date>) -> (Outcome, String) {
        let amount = capital(self.amount(seen));
        if let Some(day) = on {
            return (
                Outcome::Yes,
                format!("{amount} from {from} on: enough on {day}."),
            );
        }
        let today = self.today;
        if days_before(today, self.waiting) < to {
            let reason = match (today < from, today < to) {
                (true, _) => format!("Its days run from {from} to {to}."),
                (false, true) => format!("{amount} so far; its days run to {to}."),
                (false, false) => format!(
                    "{amount} so far; events up to {to} may become known until {}.",
                    days_after(to, self.waiting)
                ),
            };
            return (Outcome::Open, reason);
        }
        if self.covered.holds(from, to) {
            return (
                Outcome::No,
                format!("{amount} from {from} to {to}, and everything about those days is known."),
            );
        }
        let reach = match (self.covered.first(), self.covered.last()) {
            (Some(first), _) if first > from => format!("only from {first} on"),
            (_, Some(last)) if last < to => format!("only to {last}"),
            (Some(_), _) => "with gaps".to_owned(),
            _ => "not at all".to_owned(),
        };
        if self.declared || days_after(to, VOID_AFTER) <= today {
            return (
                Outcome::Void,
                format!(
                    "The sources cover the days from {from} to {to} {reach}, so it cannot be told."
                ),
            );
        }
        (
            Outcome::Open,
            format!(
                "The sources do not say what they cover, and hold events of the days from {from} to {to} {reach}."
            ),
        )
    }

    /// "2 launches".
    fn amount(&self, seen: f64) -> String {
        let unit = &self.rule.unit;
        match self.rule.sum {
            None => format!("{} {}", number(seen), unit[usize::from(seen != 1.0)]),
            Some(field) => format!(
                "{} with a {} of {} together",
                unit[1],
                field.name(),
                number(seen)
            ),
        }
    }
}

fn capital(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}
