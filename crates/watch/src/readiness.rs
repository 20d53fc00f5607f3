//! Levels of readiness, and who is told of them.

use serde::{Deserialize, Serialize};

/// A level of readiness.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadinessLevel {
    /// Name within the watch.
    pub id: String,
    /// Title: a word or two.
    pub title: String,
    /// When it is reached.
    pub raise: Condition,
    /// Days on each of which the condition, at its lower thresholds, must not
    /// have held before the level is left; at least 1.
    pub lower_after_days: u16,
    /// Indices of those who are told in [`crate::Watch::alerts`], each once.
    pub tells: Vec<usize>,
    /// What to do, in words.
    pub checklist: Vec<String>,
    /// How severe a change to it is.
    pub severity: AlertSeverity,
    /// Why these conditions.
    pub note: Option<String>,
}

/// When a level is reached, and by its lower thresholds when it is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The alarm of an indicator.
    Alarm {
        /// Index in [`crate::Watch::indicators`].
        indicator: usize,
        /// From which level on it holds; 1 to 5.
        level: u8,
        /// From which level on it keeps the level; 1 to `level`.
        lower: u8,
    },
    /// The sign of a tripwire was seen within its horizon.
    Sign {
        /// Index in [`crate::Watch::tripwires`].
        tripwire: usize,
    },
    /// The forecast of a question.
    Forecast {
        /// Index in [`crate::Watch::questions`].
        question: usize,
        /// Days of the horizon; `None` for a question with a deadline.
        horizon_days: Option<u16>,
        /// From which probability on it holds; within 0.001 to 0.999.
        probability: f64,
        /// From which probability on it keeps the level; above 0.001 and at most
        /// `probability`.
        lower: f64,
    },
    /// At least so many of some conditions hold; 1 for any, their number for
    /// all.
    AtLeast {
        /// How many; 1 to the number of conditions.
        number: usize,
        /// The conditions.
        of: Vec<Condition>,
    },
}

impl Condition {
    /// The conditions of indicators, tripwires and questions in it, in order.
    pub fn leaves(&self) -> Vec<&Condition> {
        match self {
            Self::AtLeast { of, .. } => of.iter().flat_map(Self::leaves).collect(),
            leaf => vec![leaf],
        }
    }

    /// Whether `other` holds whenever this does, as far as their form tells.
    pub fn implies(&self, other: &Self) -> bool {
        let of_self = match self {
            Self::AtLeast { number, of } if *number == of.len() => {
                of.iter().any(|part| part.implies(other))
            }
            Self::AtLeast { number: 1, of } => of.iter().all(|part| part.implies(other)),
            _ => false,
        };
        let of_other = match other {
            Self::AtLeast { number, of } => {
                of.iter().filter(|part| self.implies(part)).count() >= *number
            }
            _ => false,
        };
        let of_both = match (self, other) {
            (
                Self::Alarm {
                    indicator, level, ..
                },
                Self::Alarm {
                    indicator: same,
                    level: least,
                    ..
                },
            ) => indicator == same && level >= least,
            (Self::Sign { tripwire }, Self::Sign { tripwire: same }) => tripwire == same,
            (
                Self::Forecast {
                    question,
                    horizon_days,
                    probability,
                    ..
                },
                Self::Forecast {
                    question: same,
                    horizon_days: days,
                    probability: least,
                    ..
                },
            ) => question == same && horizon_days == days && probability >= least,
            _ => false,
        };
        of_self || of_other || of_both
    }
}

/// How severe something is, in the words of the Common Alerting Protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertSeverity {
    /// Extraordinary threat to life or property.
    Extreme,
    /// Significant threat.
    Severe,
    /// Possible threat.
    Moderate,
    /// Minimal threat.
    Minor,
    /// Not known.
    #[default]
    Unknown,
}

/// Somebody who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Name within the watch.
    pub id: String,
    /// Name of a channel in the user's own configuration.
    pub channel: String,
    /// How many messages at most.
    pub at_most: Option<Limit>,
    /// Told of levels that name it.
    pub levels: bool,
    /// Told of signs of tripwires.
    pub tripwires: bool,
    /// What the reader should know.
    pub note: Option<String>,
}

/// At most so many messages in a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many; at least 1.
    pub messages: u32,
    /// In so many hours; at least 1.
    pub hours: u32,
}

impl Limit {
    /// Reads "4 per day", "2 per hour", "10 per week"; `None` where it is
    /// something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(" per ")?;
        let messages = number.trim().parse().ok().filter(|number| *number > 0)?;
        let hours = match unit.trim() {
            "hour" => 1,
            "day" => 24,
            "week" => 7 * 24,
            _ => return None,
        };
        Some(Self { messages, hours })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(indicator: usize, level: u8) -> Condition {
        Condition::Alarm {
            indicator,
            level,
            lower: level,
        }
    }

    fn at_least(number: usize, of: &[Condition]) -> Condition {
        Condition::AtLeast {
            number,
            of: of.to_vec(),
        }
    }

    #[test]
    fn a_limit_reads_as_it_is_spoken() {
        let read = |text| Limit::parse(text).map(|limit| (limit.messages, limit.hours));
        assert_eq!(read("4 per day"), Some((4, 24)));
        assert_eq!(read("10 per week"), Some((10, 168)));
        for text in [
            "0 per day",
            "4 a day",
            "4 per month",
            "-1 per hour",
            "per day",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_stronger_condition_implies_a_weaker_one() {
        let any = at_least(1, &[alarm(0, 2), alarm(1, 1)]);
        let all = at_least(2, &[alarm(0, 2), alarm(1, 1)]);
        for (strong, weak) in [
            (&alarm(0, 3), &alarm(0, 2)),
            (&alarm(0, 3), &any),
            (&all, &any),
            (&all, &alarm(1, 1)),
            (&any, &any),
            (&all, &all),
        ] {
            assert!(strong.implies(weak), "{strong:?} {weak:?}");
        }
        for (weak, strong) in [
            (&alarm(0, 2), &alarm(0, 3)),
            (&any, &alarm(0, 2)),
            (&any, &all),
            (&alarm(0, 5), &alarm(1, 1)),
        ] {
            assert!(!weak.implies(strong), "{weak:?} {strong:?}");
        }
    }
}
