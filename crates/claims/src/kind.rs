//! Of which kind a sentence's claims are.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;
use serde::Serialize;

use crate::{
    clause::{clauses, states, stretches},
    rules::{CUES, Cues, STATEMENTS},
    sentence::Setting,
};

/// What a claim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It says that something was or is so.
    Fact,
    /// It says that something becomes more or less.
    Trend,
    /// It says that something is or was so because of something else.
    Cause,
    /// It says that something will or may come.
    Forecast,
    /// It says what follows if something else is so.
    Condition,
    /// It says what ought to be done.
    Advice,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Fact,
        Self::Trend,
        Self::Cause,
        Self::Forecast,
        Self::Condition,
        Self::Advice,
    ];

    /// The name in tables and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Trend => "trend",
            Self::Cause => "cause",
            Self::Forecast => "forecast",
            Self::Condition => "condition",
            Self::Advice => "advice",
        }
    }

    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fact => "assertion of fact",
            Self::Trend => "trend",
            Self::Cause => "cause",
            Self::Forecast => "forecast",
            Self::Condition => "condition",
            Self::Advice => "advice",
        }
    }
}

/// A claim within a flat sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) kind: Kind,
    /// The sentence, or the clause that says it.
    pub(crate) range: Range<usize>,
    /// The words by which the kind was told; for a fact there may be none.
    pub(crate) cue: Option<Range<usize>>,
}

/// The claims of a flat sentence that stands in `setting`. `anchored` tells
/// whether a stretch of it names an actor, an event, a number or a date.
pub(crate) fn told(
    sentence: &str,
    setting: Setting,
    anchored: &dyn Fn(&Range<usize>) -> bool,
) -> Vec<Told> {
    let whole = 0..sentence.len();
    if is_no_claim(sentence) {
        return Vec::new();
    }
    let together = of_part(sentence, &whole, setting, anchored);
    let parts = clauses(sentence);
    if parts.len() < 2 {
        return together;
    }
    // Clauses that differ in what they do are claims of their own.
    let apart: Vec<Vec<Told>> = parts
        .iter()
        .map(|part| of_part(sentence, part, setting, anchored))
        .collect();
    // What follows from a condition is no claim without it.
    let conditions = |told: &[Told]| told.iter().any(|told| told.kind == Kind::Condition);
    let whole_conditions = apart
        .iter()
        .zip(&parts)
        .filter(|(told, _)| conditions(told))
        .all(|(_, part)| sentence.get(part.clone()).is_some_and(holds_outcome));
    if conditions(&together) && !whole_conditions {
        return together;
    }
    let kinds = |part: &Vec<Told>| part.iter().map(|told| told.kind).collect::<Vec<_>>();
    let differ = apart
        .iter()
        .zip(apart.iter().skip(1))
        .any(|(one, other)| kinds(one) != kinds(other));
    match differ && apart.iter().all(|part| !part.is_empty()) {
        true => apart.into_iter().flatten().collect(),
        false => together,
    }
}

/// What the writer tells of himself, other than what he thinks of the matter.
fn of_oneself(sentence: &str) -> bool {
    const CLAIMING: [&str; 16] = [
        "think",
        "believe",
        "say",
        "expect",
        "predict",
        "argue",
        "fear",
        "suspect",
        "saw",
        "estimate",
        "warn",
        "urge",
        "recommend",
        "caution",
        "bet",
        "maintain",
    ];
    let mut words = sentence
        .trim_start_matches(['"', '(', ' '])
        .split([' ', '\'', ','])
        .map(str::to_lowercase);
    if words.next().as_deref() != Some("i") || sentence.contains("\" ") {
        return false;
    }
    !words.take(3).any(|word| CLAIMING.contains(&word.as_str()))
}

/// Whether a clause with a condition also says what follows from it.
fn holds_outcome(clause: &str) -> bool {
    const MODAL: [&str; 7] = ["will", "would", "may", "might", "could", "can", "cannot"];
    let mut words = clause.split([' ', ',']).map(str::to_lowercase);
    words.any(|word| MODAL.contains(&word.as_str()))
}

/// Questions, labels, greetings and what the writer says of the text itself.
fn is_no_claim(sentence: &str) -> bool {
    let ends = sentence.trim_end_matches(['"', '\'', ')', ' ']);
    let asks = ends.ends_with('?') && !sentence.contains("?\" ");
    asks || of_oneself(sentence)
        || sentence.split_whitespace().count() < 2
        || STATEMENTS.none.iter().any(|none| none.is_match(sentence))
}

/// The claims of a part of a sentence, taken as a whole.
fn of_part(
    sentence: &str,
    part: &Range<usize>,
    setting: Setting,
    anchored: &dyn Fn(&Range<usize>) -> bool,
) -> Vec<Told> {
    let Some(text) = sentence.get(part.clone()) else {
        return Vec::new();
    };
    let found: Vec<(Kind, Vec<Range<usize>>)> = CUES
        .iter()
        .map(|cues| (cues.kind, cues_of(text, cues)))
        .collect();
    let of = |kind: Kind| -> &[Range<usize>] {
        let found = found.iter().find(|(of, _)| *of == kind);
        found
            .map(|(_, ranges)| ranges.as_slice())
            .unwrap_or_default()
    };
    let stretches = stretches(text);
    let stretch = |cue: &Range<usize>| {
        let index = stretches
            .iter()
            .rposition(|stretch| stretch.start <= cue.start);
        index.unwrap_or(0)
    };
    // What is to come, or ought to be, is no cause and no trend that was seen.
    let free_of = |cue: &Range<usize>, masters: &[Kind]| {
        !masters.iter().any(|master| {
            of(*master)
                .iter()
                .any(|other| stretch(other) == stretch(cue))
        })
    };
    let ordered = (setting == Setting::Item).then(|| order(text)).flatten();
    let advice = of(Kind::Advice).first().or(ordered.as_ref());
    let condition = of(Kind::Condition).first().filter(|_| advice.is_none());
    let forecast = of(Kind::Forecast)
        .iter()
        .find(|cue| condition.is_none() && free_of(cue, &[Kind::Advice]));
    let cause = of(Kind::Cause)
        .iter()
        .find(|cue| free_of(cue, &[Kind::Advice]) && condition.is_none());
    let trend = of(Kind::Trend).iter().find(|cue| {
        free_of(cue, &[Kind::Advice, Kind::Forecast, Kind::Cause]) && condition.is_none()
    });
    let mut told: Vec<Told> = [
        (Kind::Trend, trend),
        (Kind::Cause, cause),
        (Kind::Forecast, forecast),
        (Kind::Condition, condition),
        (Kind::Advice, advice),
    ]
    .into_iter()
    .filter_map(|(kind, cue)| {
        let cue = cue?;
        Some(Told {
            kind,
            range: part.clone(),
            cue: Some(part.start + cue.start..part.start + cue.end),
        })
    })
    .collect();
    if is_fact(text, part, setting, &told, &stretches, anchored) {
        told.insert(
            0,
            Told {
                kind: Kind::Fact,
                range: part.clone(),
                cue: None,
            },
        );
    }
    told
}

/// The verb with which an item of a list gives an order: the items of a list of
/// recommendations have no other word that shows them to be advice.
fn order(item: &str) -> Option<Range<usize>> {
    static ORDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:Immediately|Urgently|Rapidly|Promptly|Actively|Publicly|Jointly) )?(?:Do not|Pre-position|Avoid|Keep|Increase|Strengthen|Ensure|Establish|Maintain|Stop|End|Begin|Consider|Press|Impose|Lift|Open|Release|Invest|Prepare|Send|Deploy|Protect|Provide|Publish|Suspend|Resume|Engage|Encourage|Make|Give|Take|Refrain|Reconsider|Exercise|Register|Carry|Follow|Monitor|Expand|Reduce|Restore|Convene|Pursue|Allow|Build|Create|Adopt|Commit|Halt|Cease|Withdraw|Withhold|Hold|Use|Seek|Set|Fund|Train|Prioriti[sz]e|Coordinate|Appoint|Invite|Review|Require|Refuse|Reject|Resist|Stay|Leave|Travel|Check|Report|Share|Limit|Store|Contact|Move|Secure|Improve|Conduct|Designate|Extend|Grant|Introduce|Launch|Negotiate|Raise|Remove|Replace|Respect|Return|Revise|Tighten|Develop|Demand|Insist|Apply|Clarify|Continue|Bring|Add|Talk|Listen|Abandon|Accept|Agree|Cut|Double|Drop|Evacuate|Facilitate|Guarantee|Identify|Implement|Investigate|Promote|Prosecute|Reopen|Resettle|Step up|Uphold|Vet|Work|Support|Urge|Call|Plan|Watch|Carry|Draw|Enforce|Equip|Finance|Form|Help|Hire|Include|Join|Lead|Let|Link|Map|Name|Offer|Open|Pay|Put|Reach|Repair|Say|Sign|Speak|Start|Tell|Test|Turn|Warn|Write)\b")
            .expect("the crate's own pattern")
    });
    ORDER.find(item).map(|found| found.range())
}

/// Cues that no mask covers.
fn cues_of(text: &str, of: &Cues) -> Vec<Range<usize>> {
    let all = |patterns: &[Regex]| -> Vec<Range<usize>> {
        let found = patterns
            .iter()
            .flat_map(|pattern| pattern.find_iter(text).map(|found| found.range()));
        found.collect()
    };
    let mut found = all(&of.cues);
    if found.is_empty() {
        return found;
    }
    let (masks, openings) = (all(&of.masks), all(&of.openings));
    found.retain(|cue| {
        let masked = masks
            .iter()
            .any(|mask| mask.start <= cue.start && cue.start < mask.end);
        !masked && !openings.iter().any(|opening| opening.start == cue.start)
    });
    found.sort_by_key(|cue| (cue.start, cue.end));
    found
}

/// A sentence that states something of the world and is nothing else is an
/// assertion of fact; beside another kind, only a stretch with a past event and
/// something to hold on to.
fn is_fact(
    text: &str,
    part: &Range<usize>,
    setting: Setting,
    others: &[Told],
    stretches: &[Range<usize>],
    anchored: &dyn Fn(&Range<usize>) -> bool,
) -> bool {
    if others.is_empty() {
        let events = STATEMENTS.event.iter().any(|event| event.is_match(text));
        // A sentence with a full stop has a verb, whether a table knows it or not.
        let whole = setting == Setting::Prose
            && text.ends_with('.')
            && text.split_whitespace().count() >= 6;
        let headline =
            setting != Setting::Prose && STATEMENTS.headline.iter().any(|verb| verb.is_match(text));
        return (states(text) && (events || anchored(part)))
            || ((whole || headline) && anchored(part));
    }
    // A cause of what was reported as having happened is reported with it; a
    // general law is not.
    if others.iter().all(|told| told.kind == Kind::Cause) {
        return STATEMENTS.event.iter().any(|event| event.is_match(text)) && anchored(part);
    }
    if others.iter().any(|told| told.kind == Kind::Condition) {
        return false;
    }
    stretches.iter().any(|stretch| {
        let within = part.start + stretch.start..part.start + stretch.end;
        let words = text.get(stretch.clone()).unwrap_or_default();
        let cued = others.iter().any(|told| {
            told.cue
                .as_ref()
                .is_some_and(|cue| within.start <= cue.start && cue.start < within.end)
        });
        !cued
            && words.split_whitespace().count() >= 6
            && STATEMENTS.event.iter().any(|event| event.is_match(words))
            && anchored(&within)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(sentence: &str) -> Vec<&'static str> {
        told(sentence, Setting::Prose, &|_| true)
            .into_iter()
            .map(|told| told.kind.name())
            .collect()
    }

    #[test]
    fn one_sentence_of_each_kind() {
        assert_eq!(kinds("The army fired two shells on 3 May."), ["fact"]);
        assert_eq!(kinds("Attacks have become more frequent."), ["trend"]);
        assert_eq!(
            kinds("The shortage was caused by floods."),
            ["fact", "cause"]
        );
        assert_eq!(kinds("Weakness invites aggression."), ["cause"]);
        assert_eq!(kinds("The regime will collapse in the end."), ["forecast"]);
        assert_eq!(kinds("If talks fail, fighting will resume."), ["condition"]);
        assert_eq!(kinds("The South must not yield."), ["advice"]);
    }

    #[test]
    fn what_looks_like_a_cue_and_is_none() {
        assert_eq!(kinds("He lost the political will to fight."), ["fact"]);
        assert_eq!(kinds("The minister declined to comment on it."), ["fact"]);
        assert_eq!(kinds("They asked if the road was open."), ["fact"]);
        assert_eq!(kinds("The crew may have been killed."), ["fact"]);
        assert_eq!(kinds("In May 2024 they crossed the line."), ["fact"]);
    }

    #[test]
    fn no_claims() {
        assert!(kinds("What will they do next?").is_empty());
        assert!(kinds("Photo: a border post was attacked").is_empty());
        assert!(kinds("By Anna Smith").is_empty());
        assert!(kinds("This report examines the crisis.").is_empty());
    }

    #[test]
    fn a_trend_to_come_is_a_forecast() {
        assert_eq!(kinds("Attacks will increase next year."), ["forecast"]);
        assert_eq!(kinds("Donors should increase aid."), ["advice"]);
        assert_eq!(
            kinds("Prices rose in May, and the government will close the border."),
            ["trend", "forecast"]
        );
    }
}
