//! Which rows speak of the same thing as a claim.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::{Chronology, Row};
use crate::Claim;

/// Words of categories that say of no event what it is.
const EMPTY: [&str; 24] = [
    "event",
    "other",
    "and",
    "the",
    "with",
    "from",
    "source",
    "target",
    "type",
    "north",
    "south",
    "east",
    "west",
    "year",
    "month",
    "quarter",
    "for",
    "not",
    "off",
    "statement",
    "policy",
    "civilian",
    "border",
    "launch",
];

/// Words that mean the same in a category and in a text.
const SAME: [(&str, &str); 12] = [
    ("rubbish", "trash"),
    ("garbage", "trash"),
    ("rocket", "missile"),
    ("soldier", "troop"),
    ("drill", "exercise"),
    ("manoeuvre", "exercise"),
    ("shell", "artillery"),
    ("executed", "execution"),
    ("fled", "defection"),
    ("defected", "defection"),
    ("mobilised", "mobilization"),
    ("purged", "purge"),
];

/// The words of the categories of a chronology.
pub(super) struct Topics {
    words: BTreeSet<String>,
}

impl Topics {
    pub(super) fn of(chronology: &Chronology) -> Self {
        let words = chronology
            .rows
            .iter()
            .flat_map(|row| of_category(&row.category));
        Self {
            words: words.collect(),
        }
    }

    /// The rows that a claim could be about. `before` is the claim before it, of
    /// which "them" or "it" may speak.
    pub(super) fn rows<'a>(
        &self,
        claim: &Claim,
        before: Option<&Claim>,
        chronology: &'a Chronology,
    ) -> Vec<&'a Row> {
        let mut topics = self.among(&claim.quote);
        if topics.is_empty() && refers_back(&claim.quote) {
            topics = before
                .map(|before| self.among(&before.quote))
                .unwrap_or_default();
        }
        let countries: BTreeSet<&str> = claim
            .actors
            .iter()
            .filter_map(|actor| actor.code.as_deref())
            .filter_map(|code| code.get(..3))
            .collect();
        let acts = |code: &Option<String>| {
            code.as_deref()
                .and_then(|code| code.get(..3))
                .is_some_and(|country| countries.contains(country))
        };
        // More words in common say better which rows are meant.
        let shared = |row: &Row| {
            of_category(&row.category)
                .iter()
                .filter(|word| topics.contains(*word))
                .count()
        };
        let sided: Vec<(usize, &Row)> = chronology
            .rows
            .iter()
            .filter(|row| countries.is_empty() || acts(&row.source) || acts(&row.target))
            .map(|row| (shared(row), row))
            .filter(|(shared, _)| *shared > 0)
            .collect();
        let most = sided.iter().map(|(shared, _)| *shared).max().unwrap_or(0);
        sided
            .into_iter()
            .filter(|(shared, _)| *shared == most)
            .map(|(_, row)| row)
            .collect()
    }

    fn among(&self, text: &str) -> BTreeSet<String> {
        text.unicode_words()
            .map(stem)
            .filter(|word| self.words.contains(word))
            .collect()
    }
}

fn refers_back(quote: &str) -> bool {
    quote.unicode_words().any(|word| {
        matches!(
            word.to_lowercase().as_str(),
            "them" | "they" | "it" | "these" | "those" | "such"
        )
    })
}

fn of_category(category: &str) -> BTreeSet<String> {
    category
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| word.len() > 2)
        .map(stem)
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect()
}

/// A word without its plural, in lower case.
fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    let singular = match lower.strip_suffix('s') {
        Some(rest) if rest.len() > 2 && !rest.ends_with('s') => rest,
        _ => lower.as_str(),
    };
    let same = SAME.iter().find(|(other, _)| *other == singular);
    same.map_or(singular, |(_, word)| *word).to_owned()
}
