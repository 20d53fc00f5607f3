//! Parts of a sentence: the stretch that a word such as "will" speaks of, and
//! clauses that could stand alone.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::rules::STATEMENTS;

/// Where another stretch begins within a sentence.
static STRETCH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        [;:()] | \s[—–-]\s | —
        | ,?\s(?:but|while|whereas|which|because|although|though|if|unless|yet|as|when|after|before|until|once|where)\s
        | ,\s(?:and|or|so|who|with)\s
        | \s(?:and|or)\s(?:the|a|an|they|it|he|she|we|there|this|that|its|their|his|her)\s
        "#,
    )
    .expect("the crate's own pattern")
});

/// Where a clause of its own begins.
static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<mark>;)\s|(?P<word>,\s(?:but|and|while|whereas|yet)\s)")
        .expect("the crate's own pattern")
});

/// Words by which a clause of its own begins.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:the|a|an|they|it|he|she|we|there|this|that|these|those|its|their|his|her|some|many|most|all|both|no|only|in|on|by|as|if|unless|when|once|\d|[A-Z])\b|^[A-Z0-9]|^\w+(?:s|ing)? (?:is|are|was|were|will|has|have|should|must|may|could|would)\b",
    )
    .expect("the crate's own pattern")
});

/// The stretches of a flat sentence, one after the other.
pub(crate) fn stretches(sentence: &str) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut start = 0;
    for found in STRETCH.find_iter(sentence) {
        // A word that begins a stretch belongs to it.
        if found.start() > start {
            stretches.push(start..found.start());
        }
        start = found.start();
    }
    stretches.push(start..sentence.len());
    stretches
}

/// The clauses of a flat sentence that could stand alone; the sentence itself
/// where there are no two.
pub(crate) fn clauses(sentence: &str) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for found in CLAUSE.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        let before = sentence.get(start..whole.start()).unwrap_or_default();
        let after = sentence.get(whole.end()..).unwrap_or_default();
        let starts = found.name("mark").is_some() || SUBJECT.is_match(after);
        if starts && stands_alone(before) && stands_alone(after) {
            let mark = usize::from(found.name("mark").is_some());
            clauses.push(start..whole.start() + mark);
            start = whole.end();
        }
    }
    clauses.push(start..sentence.len());
    clauses
}

fn stands_alone(clause: &str) -> bool {
    let words = clause.split_whitespace().count();
    let quotes = clause.matches('"').count();
    let open = clause.matches('(').count() != clause.matches(')').count();
    words >= 4 && quotes.is_multiple_of(2) && !open && states(clause)
}

/// Whether there is a verb that states something, or a modal one.
pub(crate) fn states(clause: &str) -> bool {
    static MODAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:will|would|may|might|could|should|must|shall|ought)\b")
            .expect("the crate's own pattern")
    });
    MODAL.is_match(clause)
        || STATEMENTS
            .finite
            .iter()
            .any(|finite| finite.is_match(clause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_that_could_stand_alone_are_parted() {
        let parts = |text: &'static str| -> Vec<&'static str> {
            clauses(text)
                .into_iter()
                .map(|range| &text[range])
                .collect()
        };
        assert_eq!(
            parts("Prices rose in May, and the government will close the border."),
            [
                "Prices rose in May",
                "the government will close the border."
            ]
        );
        assert_eq!(
            parts("They sent rice, oil, and the old trucks."),
            ["They sent rice, oil, and the old trucks."]
        );
    }

    #[test]
    fn stretches_cover_the_sentence() {
        let text = "If talks fail, war will come because nobody yields.";
        let found = stretches(text);
        let joined: String = found.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(joined, text);
        assert_eq!(found.len(), 2);
    }
}
