//! The rules as data: tables of the crate, read once.
//!
//! Every pattern is a regular expression without look-around or references
//! back, so that the time it takes grows with the length of the text and no
//! text can make it run away.

use std::sync::LazyLock;

use regex::Regex;

use crate::Kind;

/// Cues of one kind of claim, and what looks like one and is none.
pub(crate) struct Cues {
    pub(crate) kind: Kind,
    pub(crate) cues: Vec<Regex>,
    pub(crate) masks: Vec<Regex>,
    /// What is no cue where it begins with one.
    pub(crate) openings: Vec<Regex>,
}

/// What shows that a sentence states something.
pub(crate) struct Statements {
    pub(crate) finite: Vec<Regex>,
    pub(crate) event: Vec<Regex>,
    pub(crate) none: Vec<Regex>,
    /// Verbs that state something where a headline leaves the rest out.
    pub(crate) headline: Vec<Regex>,
    /// Verbs of saying, as alternatives of a pattern.
    pub(crate) speech: String,
}

/// A kind of event.
pub(crate) struct Topic {
    pub(crate) root: Option<&'static str>,
    pub(crate) word: &'static str,
    pub(crate) pattern: Regex,
}

/// Words that leave something open.
pub(crate) struct Vague {
    pub(crate) about: &'static str,
    pub(crate) pattern: Regex,
}

/// The fields of the lines of a table of the crate.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// A pattern of the crate's own tables; a test compiles them all.
fn pattern(written: &str) -> Regex {
    Regex::new(&format!("(?i){}", written.replace("['’]", "'"))).expect("the crate's own pattern")
}

pub(crate) static CUES: LazyLock<Vec<Cues>> = LazyLock::new(|| {
    let mut all: Vec<Cues> = Kind::ALL
        .into_iter()
        .map(|kind| Cues {
            kind,
            cues: Vec::new(),
            masks: Vec::new(),
            openings: Vec::new(),
        })
        .collect();
    for row in rows(include_str!("../data/cues.tsv")) {
        let [kind, what, written] = row[..] else {
            continue;
        };
        let of_kind = all.iter_mut().find(|cues| cues.kind.name() == kind);
        match (of_kind, what) {
            (Some(cues), "mask") => cues.masks.push(pattern(written)),
            (Some(cues), "opening") => cues.openings.push(pattern(written)),
            (Some(cues), _) => cues.cues.push(pattern(written)),
            (None, _) => {}
        }
    }
    all
});

pub(crate) static STATEMENTS: LazyLock<Statements> = LazyLock::new(|| {
    let mut all = Statements {
        finite: Vec::new(),
        event: Vec::new(),
        none: Vec::new(),
        headline: Vec::new(),
        speech: String::new(),
    };
    for row in rows(include_str!("../data/statements.tsv")) {
        match row[..] {
            ["finite", written] => all.finite.push(pattern(written)),
            ["event", written] => all.event.push(pattern(written)),
            ["none", written] => all.none.push(pattern(written)),
            ["headline", written] => all.headline.push(pattern(written)),
            ["speech", written] => written.clone_into(&mut all.speech),
            _ => {}
        }
    }
    all
});

pub(crate) static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    rows(include_str!("../data/categories.tsv"))
        .filter_map(|row| match row[..] {
            [root, word, written] => Some(Topic {
                root: (root != "-").then_some(root),
                word,
                pattern: pattern(&format!(r"\b(?:{written})\b")),
            }),
            _ => None,
        })
        .collect()
});

pub(crate) static VAGUE: LazyLock<Vec<Vague>> = LazyLock::new(|| {
    rows(include_str!("../data/vague.tsv"))
        .filter_map(|row| match row[..] {
            [about, written] => Some(Vague {
                about,
                pattern: pattern(written),
            }),
            _ => None,
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_used() {
        let lines = |table: &'static str| rows(table).count();
        let cues: usize = CUES
            .iter()
            .map(|of| of.cues.len() + of.masks.len() + of.openings.len())
            .sum();
        assert_eq!(cues, lines(include_str!("../data/cues.tsv")));
        assert_eq!(
            STATEMENTS.finite.len()
                + STATEMENTS.event.len()
                + STATEMENTS.none.len()
                + STATEMENTS.headline.len()
                + 1,
            lines(include_str!("../data/statements.tsv"))
        );
        assert_eq!(TOPICS.len(), lines(include_str!("../data/categories.tsv")));
        assert_eq!(VAGUE.len(), lines(include_str!("../data/vague.tsv")));
    }
}
