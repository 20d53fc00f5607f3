//! How cooperative or hostile an event is, by its code: the Goldstein score of
//! a CAMEO code and the score of a PLOVER type.

use std::{collections::HashMap, sync::OnceLock};

const GOLDSTEIN: &str = include_str!("goldstein.tsv");

/// Scores of PLOVER types.
const PLOVER: [(&str, f64); 16] = [
    ("AGREE", 2.5),
    ("CONSULT", 2.5),
    ("SUPPORT", 5.0),
    ("CONCEDE", 4.5),
    ("COOPERATE", 9.5),
    ("AID", 10.0),
    ("RETREAT", 6.5),
    ("REQUEST", 0.0),
    ("ACCUSE", -3.0),
    ("REJECT", -2.0),
    ("THREATEN", -3.5),
    ("PROTEST", -5.0),
    ("SANCTION", -6.0),
    ("MOBILIZE", -5.5),
    ("COERCE", -7.0),
    ("ASSAULT", -9.0),
];

/// The Goldstein score of a CAMEO code, -10 (most hostile) to 10; of a form that
/// the table does not list, that of the code above it.
///
/// ```
/// use foreshock_source::crosswalk::goldstein_of_cameo;
///
/// assert_eq!(goldstein_of_cameo("057"), Some(8.0));
/// assert_eq!(goldstein_of_cameo("190"), Some(-10.0));
/// assert_eq!(goldstein_of_cameo("99"), None);
/// ```
pub fn goldstein_of_cameo(code: &str) -> Option<f64> {
    static TABLE: OnceLock<HashMap<&'static str, f64>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let line = |line: &'static str| {
            let (score, codes) = line.split_once('\t')?;
            let score: f64 = score.parse().ok()?;
            Some(codes.split(' ').map(move |code| (code, score)))
        };
        GOLDSTEIN.lines().filter_map(line).flatten().collect()
    });
    (2..=code.len())
        .rev()
        .find_map(|length| table.get(code.get(..length)?).copied())
}

/// The score of a PLOVER type, -9 to 10; none for a type that PLOVER does not
/// list.
pub fn score_of_plover(name: &str) -> Option<f64> {
    let listed = PLOVER.iter().find(|(listed, _)| *listed == name);
    listed.map(|(_, score)| *score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crosswalk::quad_of_cameo;

    /// The scores of the roots as published.
    #[test]
    fn the_roots_have_their_published_scores() {
        let scores = [
            0.0, 3.0, 4.0, 1.0, 3.5, 6.0, 7.0, 5.0, -2.0, -5.0, -2.0, -4.0, -6.0, -6.5, -7.2, -4.0,
            -7.0, -9.0, -10.0, -10.0,
        ];
        for (root, score) in (1..).zip(scores) {
            assert_eq!(goldstein_of_cameo(&format!("{root:02}")), Some(score));
        }
    }

    #[test]
    fn an_unlisted_form_has_the_score_of_the_code_above_it() {
        assert_eq!(goldstein_of_cameo("0579"), goldstein_of_cameo("057"));
        assert_eq!(goldstein_of_cameo("19z"), Some(-10.0));
        assert_eq!(goldstein_of_cameo("1"), None);
        assert_eq!(goldstein_of_cameo(""), None);
        assert_eq!(goldstein_of_cameo("é9"), None);
    }

    #[test]
    fn cooperation_is_not_below_zero_nor_conflict_above() {
        for code in GOLDSTEIN
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(_, codes)| codes.split(' '))
        {
            let (Some(score), Some(quad)) = (goldstein_of_cameo(code), quad_of_cameo(code)) else {
                continue;
            };
            // Statements (01) come with either sign, and some appeals (024, 025)
            // count as slightly hostile although they ask for cooperation.
            if !code.starts_with("01") {
                let kept = if quad <= 2 {
                    score >= -0.3
                } else {
                    score <= 0.0
                };
                assert!(kept, "{code} {score}");
            }
        }
    }

    #[test]
    fn a_type_that_plover_does_not_list_has_no_score() {
        assert_eq!(score_of_plover("ASSAULT"), Some(-9.0));
        assert_eq!(score_of_plover("CRIME"), None);
    }
}
