//! The level of readiness: what it is, since when, why, and what to do.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The level of readiness and how it came about.
///
/// It is replayed from what was known at the end of each day, and from what the
/// ledger says of changes between them; nothing is kept in a running process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Readiness {
    /// The highest level held.
    pub now: LevelName,
    /// The first day of it without a break; absent where it goes back to
    /// `looked_back_to` or further.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// The day from which on the level is certain, or else the first that was
    /// looked at.
    #[schemars(with = "String")]
    pub looked_back_to: Date,
    /// One or two sentences.
    pub reason: String,
    /// What would lead to a lower level; absent in the routine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowered_when: Option<String>,
    /// SHA-256 over the rules of all levels.
    pub rules_digest: String,
    /// Each level in the order of the watch, the lowest first.
    pub levels: Vec<LevelFinding>,
    /// Changes from level to level since `looked_back_to`, oldest first.
    pub changes: Vec<LevelChange>,
}

/// A level by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LevelName {
    /// 0 for the routine, 1 for the lowest level of the watch, and so on.
    pub place: usize,
    /// Id in the watch; absent for the routine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Title in the watch; "Routine" for the routine.
    pub title: String,
}

/// One level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelFinding {
    /// Which.
    pub name: LevelName,
    /// Whether it is held.
    pub held: bool,
    /// The day on which it was reached, while it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub raised_on: Option<Date>,
    /// The last day on which its condition kept it, while it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub last_met: Option<Date>,
    /// The day at whose end it is left if its condition does not hold until
    /// then, while it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub left_on: Option<Date>,
    /// When it is reached and left, in words.
    pub rule: String,
    /// Whether its condition holds now.
    pub met: Met,
    /// The parts of its condition.
    pub conditions: Vec<ConditionFinding>,
    /// Names of those who are told.
    pub tells: Vec<String>,
    /// What to do at this level.
    pub checklist: Vec<ChecklistItem>,
    /// Why these conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// There are no data to tell by. It raises nothing, and lowers nothing.
    Unknown,
}

/// One part of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConditionFinding {
    /// Id of the indicator, tripwire or question.
    pub of: String,
    /// What must hold, in words.
    pub text: String,
    /// What is the case, in words.
    pub now: String,
    /// Whether it holds, at the threshold that raises.
    pub met: Met,
    /// Whether it holds, at the threshold that keeps a level once reached.
    pub kept: Met,
}

/// Something to do at a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChecklistItem {
    /// What to do.
    pub text: String,
    /// Who ticked it since the level was reached, oldest first.
    pub ticks: Vec<Tick>,
}

/// A tick, as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tick {
    /// Who.
    pub by: String,
    /// When it was written down.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What was noted with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A change from one level to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelChange {
    /// When: the end of a day, or the instant at which it was first seen within
    /// one.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Its day.
    #[schemars(with = "String")]
    pub on: Date,
    /// The level before.
    pub from: LevelName,
    /// The level after.
    pub to: LevelName,
    /// Why.
    pub reason: String,
}
