//! Which records an indicator selects.

use foreshock_event::{Field, Record};
use serde::{Deserialize, Serialize};

use crate::NumericField;

/// A text with `*` standing for any text, compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Pattern {
    /// The lower-case parts between the stars.
    parts: Vec<String>,
    written: String,
}

impl Pattern {
    /// The pattern that `text` writes.
    pub fn new(text: &str) -> Self {
        Self {
            parts: text.to_lowercase().split('*').map(str::to_owned).collect(),
            written: text.to_owned(),
        }
    }

    /// As it stands in the watch.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether `text` fits.
    pub fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let [first, middle @ .., last] = &self.parts[..] else {
            return self.parts.first().is_some_and(|only| *only == text);
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            match rest.find(part.as_str()) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last.as_str())
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.written
    }
}

impl Pattern {
    /// Whether some text fits both.
    pub fn meets(&self, other: &Self) -> bool {
        match (&self.parts[..], &other.parts[..]) {
            ([text], _) => return other.fits(text),
            (_, [text]) => return self.fits(text),
            _ => {}
        }
        let characters = |pattern: &Self| pattern.parts.join("*").chars().collect::<Vec<char>>();
        let (left, right) = (characters(self), characters(other));
        // `row[j]` says whether what is left of `left` from here on and of
        // `right` from `j` on have a text in common.
        let stars_to_the_end = |rest: &[char]| rest.iter().all(|c| *c == '*');
        let mut row: Vec<bool> = (0..=right.len())
            .map(|j| stars_to_the_end(&right[j..]))
            .collect();
        for i in (0..left.len()).rev() {
            let below = row;
            row = vec![stars_to_the_end(&left[i..]); right.len() + 1];
            for j in (0..right.len()).rev() {
                row[j] = match (left[i], right[j]) {
                    ('*', _) | (_, '*') => below[j] || row[j + 1] || below[j + 1],
                    (a, b) => a == b && below[j + 1],
                };
            }
        }
        row[0]
    }
}

/// From `min` to `max`, both included; written down, an end that is not bounded
/// is left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Ends", into = "Ends")]
pub struct Range {
    /// At least.
    pub min: f64,
    /// At most.
    pub max: f64,
}

/// A range as it is written down, where numbers are finite.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
}

impl From<Ends> for Range {
    fn from(ends: Ends) -> Self {
        Self {
            min: ends.min.unwrap_or(f64::NEG_INFINITY),
            max: ends.max.unwrap_or(f64::INFINITY),
        }
    }
}

impl From<Range> for Ends {
    fn from(range: Range) -> Self {
        let finite = |end: f64| end.is_finite().then_some(end);
        Self {
            min: finite(range.min),
            max: finite(range.max),
        }
    }
}

/// What a place is measured from: degrees north and east.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A point.
    Point([f64; 2]),
    /// Straight pieces through two points or more.
    Line(Vec<[f64; 2]>),
}

/// At most so far from a point or a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// What the distance is measured from.
    pub shape: Shape,
    /// Kilometres.
    pub km: f64,
}

/// Which records count: every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// For each text field, patterns of which one must fit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<(Field, Vec<Pattern>)>,
    /// For each numeric field, the range that it must lie in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<(NumericField, Range)>,
    /// Patterns of which one must fit the description.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<Pattern>,
    /// Where it must have happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<Near>,
}

impl Selection {
    /// Whether everything but the distance holds of one record.
    pub fn may_fit(&self, record: &Record) -> bool {
        let text_fits = |(field, patterns): &(Field, Vec<Pattern>)| {
            field
                .of(record)
                .is_some_and(|text| patterns.iter().any(|pattern| pattern.fits(text)))
        };
        self.texts.iter().all(text_fits) && self.fits_numbers_and_description(record)
    }

    /// Whether the conditions on single records hold: ranges and description.
    /// Those on text fields are decided once per distinct value, and distance
    /// by the caller.
    pub fn fits_numbers_and_description(&self, record: &Record) -> bool {
        let in_range = |(field, range): &(NumericField, Range)| {
            field
                .of(record)
                .is_some_and(|value| range.min <= value && value <= range.max)
        };
        self.ranges.iter().all(in_range)
            && (self.description.is_empty()
                || record
                    .text
                    .as_deref()
                    .is_some_and(|text| self.description.iter().any(|pattern| pattern.fits(text))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        let fits = |pattern: &str, text: &str| Pattern::new(pattern).fits(text);
        assert!(fits("Missile*", "missile provocation"));
        assert!(fits("*missile*", "Short-range Missile Launch"));
        assert!(fits("a*b*a", "abba"));
        assert!(!fits("a*a", "a"));
        assert!(!fits("missile", "missiles"));
        assert!(fits("*", ""));
        assert!(fits("NORTH*korea", "north\u{a0}korea"));
    }

    #[test]
    fn two_patterns_meet_where_a_text_fits_both() {
        let meets = |a: &str, b: &str| {
            let (a, b) = (Pattern::new(a), Pattern::new(b));
            assert_eq!(a.meets(&b), b.meets(&a));
            a.meets(&b)
        };
        assert!(meets("Missile Provocation / *", "* / Ballistic*"));
        assert!(meets("a*", "*"));
        assert!(meets("", "*"));
        assert!(meets("shelling", "Shelling"));
        assert!(!meets("shelling", "shelling*x"));
        assert!(!meets("Nuclear*", "Missile*"));
        assert!(!meets("*a", "*b"));
        assert!(!meets("", "a"));
    }

    proptest::proptest! {
        #[test]
        fn what_fits_both_makes_them_meet(text in "[ab]{0,6}", a in "[ab*]{0,5}", b in "[ab*]{0,5}") {
            let (a, b) = (Pattern::new(&a), Pattern::new(&b));
            if a.fits(&text) && b.fits(&text) {
                proptest::prop_assert!(a.meets(&b));
            }
        }
    }

    #[test]
    fn codes_keep_their_zeros() {
        assert!(!Pattern::new("10").fits("010"));
        assert!(Pattern::new("19*").fits("1951"));
    }
}
