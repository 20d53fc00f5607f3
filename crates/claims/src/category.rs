//! What is spoken of: the kind of event, as a plain word and, where there is one,
//! as a root family of CAMEO (P. A. Schrodt, CAMEO Codebook 1.1b3).

use std::ops::Range;

use serde::Serialize;

use crate::rules::TOPICS;

/// A kind of event that a claim names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    /// In a plain word: "missile launch".
    pub word: String,
    /// Two digits of the CAMEO root family: "19" is "fight". Absent where CAMEO
    /// has none, as for floods.
    pub cameo_root: Option<String>,
    /// The words of the text by which it was told.
    pub by: String,
}

/// Kinds of event in a flat sentence, by place and each but once.
pub(crate) fn categories(sentence: &str) -> Vec<(Range<usize>, Category)> {
    let mut found: Vec<(Range<usize>, Category)> = TOPICS
        .iter()
        .filter_map(|topic| {
            let hit = topic.pattern.find(sentence)?;
            let category = Category {
                word: topic.word.to_owned(),
                cameo_root: topic.root.map(str::to_owned),
                by: hit.as_str().to_owned(),
            };
            Some((hit.range(), category))
        })
        .collect();
    // The longer of two that begin at one place says more.
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<(Range<usize>, Category)> = Vec::new();
    for (range, category) in found {
        let covered = kept.iter().any(|(other, _)| range.start < other.end);
        if !covered {
            kept.push((range, category));
        }
    }
    kept
}

/// The name of a root family of CAMEO.
pub fn cameo_root_name(root: &str) -> Option<&'static str> {
    const NAMES: [&str; 20] = [
        "make a public statement",
        "appeal",
        "express intent to cooperate",
        "consult",
        "engage in diplomatic cooperation",
        "engage in material cooperation",
        "provide aid",
        "yield",
        "investigate",
        "demand",
        "disapprove",
        "reject",
        "threaten",
        "protest",
        "exhibit force posture",
        "reduce relations",
        "coerce",
        "assault",
        "fight",
        "use unconventional mass violence",
    ];
    let index = root.parse::<usize>().ok()?.checked_sub(1)?;
    NAMES.get(index).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_event_and_their_roots() {
        let found = |text| -> Vec<(String, Option<String>)> {
            categories(text)
                .into_iter()
                .map(|(_, category)| (category.word, category.cameo_root))
                .collect()
        };
        assert_eq!(
            found("Ballistic missile tests followed the floods."),
            [
                ("missile launch".to_owned(), Some("19".to_owned())),
                ("natural disaster".to_owned(), None)
            ]
        );
        assert_eq!(cameo_root_name("19"), Some("fight"));
        assert_eq!(cameo_root_name("21"), None);
        assert_eq!(cameo_root_name("00"), None);
    }
}
