//! Whether a claim can be tested as it is written, and what it would take.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::{
    Kind,
    claim::Claim,
    rules::VAGUE,
    time::{Relation, Time},
};

/// What a word leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vagueness {
    /// The word, as it stands in the text.
    pub word: String,
    /// What it leaves open: `date`, `size`, `number` or `outcome`.
    pub leaves_open: &'static str,
}

/// Whether something is said to be so, likely or merely possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// It is, was or will be.
    Flat,
    /// It is likely, or expected.
    Likely,
    /// It may be, or could be.
    Possible,
    /// It is said not to be likely.
    Unlikely,
}

/// Whether a claim can be tested as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Testability {
    /// It names all that a test needs.
    pub as_written: bool,
    /// Why it cannot be, a sentence for each thing; empty where it can.
    pub lacks: Vec<String>,
    /// What would have to be stated for it to be tested; where it can be, how.
    pub would_take: String,
}

/// Words of a flat sentence that leave something open, each but once.
pub(crate) fn vagueness(sentence: &str) -> Vec<Vagueness> {
    let mut found: Vec<(usize, Vagueness)> = Vec::new();
    for vague in VAGUE.iter() {
        for hit in vague.pattern.find_iter(sentence) {
            let word = hit.as_str().to_owned();
            let known = found
                .iter()
                .any(|(_, other)| other.word.eq_ignore_ascii_case(&word));
            if !known {
                found.push((
                    hit.start(),
                    Vagueness {
                        word,
                        leaves_open: vague.about,
                    },
                ));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, vague)| vague).collect()
}

/// How sure the words of a flat sentence are.
pub(crate) fn modality(sentence: &str) -> Modality {
    static WORDS: LazyLock<[(Modality, Regex); 3]> = LazyLock::new(|| {
        let pattern = |written| Regex::new(written).expect("the crate's own pattern");
        [
            (
                Modality::Unlikely,
                pattern(
                    r"(?i)\b(?:unlikely|improbable|hardly|scarcely|little chance|low probability)\b",
                ),
            ),
            (
                Modality::Possible,
                pattern(
                    r"\b(?:may|might|Might|could|can|perhaps|Perhaps|possibly|Possibly|possible|conceivabl[ey]|reportedly|Reportedly|allegedly|apparently|alleged|seems?|appears?)\b",
                ),
            ),
            (
                Modality::Likely,
                pattern(
                    r"(?i)\b(?:likely|probabl[ey]|expected to|set to|poised to|tends? to|usually|generally|on course to|almost certainly)\b",
                ),
            ),
        ]
    });
    WORDS
        .iter()
        .find(|(_, words)| words.is_match(sentence))
        .map_or(Modality::Flat, |(modality, _)| *modality)
}

/// Whether `claim` can be tested as written. Everything but its testability must
/// have been told already.
pub(crate) fn testability(claim: &Claim) -> Testability {
    let mut lacks = Vec::new();
    let needs = match claim.kind {
        Kind::Advice => {
            return Testability {
                as_written: false,
                lacks: vec!["It is advice: no event makes it true or false.".to_owned()],
                would_take: "It said what would happen if it were followed, what if it were not, and by when.".to_owned(),
            };
        }
        Kind::Forecast => forecast(claim, &mut lacks),
        Kind::Condition => condition(claim, &mut lacks),
        Kind::Cause => {
            lacks.push(
                "It says why something happened. Events can show what came before what, not that the one brought the other about.".to_owned(),
            );
            "It named which events should follow which others, within how many days, and which cases would speak against it; with both sides of it collected equally.".to_owned()
        }
        Kind::Trend => trend(claim, &mut lacks),
        Kind::Fact => fact(claim, &mut lacks),
    };
    Testability {
        as_written: lacks.is_empty(),
        lacks,
        would_take: needs,
    }
}

fn is_dated(time: &Time) -> bool {
    time.from.is_some() && time.to.is_some()
}

/// A countable event is named, and no word stands for a whole class of them.
fn nothing_to_count(claim: &Claim, lacks: &mut Vec<String>) -> bool {
    let vague: Vec<&str> = claim
        .vague
        .iter()
        .filter(|vague| vague.leaves_open == "outcome")
        .map(|vague| vague.word.as_str())
        .collect();
    if claim.categories.is_empty() {
        lacks.push("It names no kind of event that can be counted.".to_owned());
        return true;
    }
    if !vague.is_empty() {
        lacks.push(format!(
            "It does not say what counts as {}.",
            quoted(&vague)
        ));
        return true;
    }
    false
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    words.join(" or ")
}

/// Words that leave open when, as a sentence.
fn open_date(claim: &Claim) -> Option<String> {
    let vague: Vec<&str> = claim
        .vague
        .iter()
        .filter(|vague| vague.leaves_open == "date")
        .map(|vague| vague.word.as_str())
        .collect();
    (!vague.is_empty()).then(|| format!(" {} is no date.", quoted(&vague)))
}

fn open_size(claim: &Claim, lacks: &mut Vec<String>) -> bool {
    let vague: Vec<&str> = claim
        .vague
        .iter()
        .filter(|vague| matches!(vague.leaves_open, "size" | "number"))
        .map(|vague| vague.word.as_str())
        .collect();
    if vague.is_empty() || !claim.numbers.is_empty() {
        return false;
    }
    lacks.push(format!("It does not say how much is {}.", quoted(&vague)));
    true
}

fn listed(needs: &[&str]) -> String {
    match needs {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn forecast(claim: &Claim, lacks: &mut Vec<String>) -> String {
    let mut needs = Vec::new();
    let deadline = claim
        .times
        .iter()
        .any(|time| is_dated(time) && !matches!(time.relation, Relation::Since | Relation::After));
    if !deadline {
        lacks.push(format!(
            "There is no date by which it should have come: as long as it has not, it can still come true.{}",
            open_date(claim).unwrap_or_default()
        ));
        needs.push("a date by which it should have happened");
    }
    if nothing_to_count(claim, lacks) {
        needs.push("which events count as it");
    }
    if open_size(claim, lacks) {
        needs.push("a size or number from which on it counts");
    }
    if matches!(
        claim.modality,
        Modality::Possible | Modality::Likely | Modality::Unlikely
    ) {
        lacks.push(
            "It does not say how likely. What only \"may\" or is \"likely\" to happen is contradicted by no single outcome.".to_owned(),
        );
        needs.push("a probability");
    }
    match needs.is_empty() {
        true => "A question with this deadline, resolved by the events that it names.".to_owned(),
        false => format!("It gave {}.", listed(&needs)),
    }
}

fn condition(claim: &Claim, lacks: &mut Vec<String>) -> String {
    let mut needs = vec!["which events count as the condition being met"];
    let within = claim.times.iter().any(is_dated);
    if !within {
        lacks.push("It does not say within what time the one should follow the other.".to_owned());
        needs.push("a time within which the other should follow");
    }
    if nothing_to_count(claim, lacks) {
        needs.push("which events count as the outcome");
    }
    lacks.push("It can only be tested on cases in which the condition is met, and on how often the outcome comes without it.".to_owned());
    needs.push("enough cases of both");
    format!("It named {}.", listed(&needs))
}

fn trend(claim: &Claim, lacks: &mut Vec<String>) -> String {
    let mut needs = Vec::new();
    if nothing_to_count(claim, lacks) {
        needs.push("which events or which series it is about");
    }
    if !claim.times.iter().any(is_dated) {
        lacks.push(format!(
            "It does not say since when, or compared with when.{}",
            open_date(claim).unwrap_or_default()
        ));
        needs.push("the window and the reference that are compared");
    }
    match needs.is_empty() {
        true => "An indicator that counts these events, with the window and the reference that it names.".to_owned(),
        false => format!("It gave {}.", listed(&needs)),
    }
}

fn fact(claim: &Claim, lacks: &mut Vec<String>) -> String {
    let mut needs = Vec::new();
    if claim.categories.is_empty() {
        lacks.push("It names no kind of event that a table could hold.".to_owned());
        needs.push("an event that can be looked up");
    }
    if !claim.times.iter().any(is_dated) {
        lacks.push(format!(
            "It does not say when.{}",
            open_date(claim).unwrap_or_default()
        ));
        needs.push("a date");
    }
    if open_size(claim, lacks) {
        needs.push("a number");
    }
    match needs.is_empty() {
        true => "A chronology that covers this time and this kind of event: the row is there or it is not.".to_owned(),
        false => format!("It gave {}.", listed(&needs)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::read;

    fn testable(sentence: &str) -> bool {
        let reading = read(sentence, Some(date(2024, 9, 16)));
        assert_eq!(reading.claims.len(), 1, "{sentence}");
        reading.claims[0].testable.as_written
    }

    #[test]
    fn a_forecast_needs_a_deadline_an_event_and_no_open_word() {
        assert!(testable(
            "The North will launch a missile by 31 December 2024."
        ));
        assert!(!testable("The North will launch a missile."));
        assert!(!testable("Eventually the North will launch a missile."));
        assert!(!testable(
            "The North may launch a missile by 31 December 2024."
        ));
        assert!(!testable("The regime will collapse by 31 December 2024."));
    }

    #[test]
    fn a_fact_needs_an_event_and_a_date() {
        assert!(testable("The army shelled the port on 3 May 2024."));
        assert!(!testable("The army shelled the port recently."));
    }

    #[test]
    fn advice_and_causes_are_never_testable_as_written() {
        assert!(!testable("The South must not yield."));
        assert!(!testable("Weakness invites aggression."));
    }
}
