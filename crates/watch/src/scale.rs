//! Words for likelihoods, as two services publish them.

use std::fmt;

/// A word of a scale with the probabilities that it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// The word that is shown.
    pub word: &'static str,
    /// Other words for the same.
    pub synonyms: &'static [&'static str],
    /// Lowest probability, above 0.
    pub low: f64,
    /// Highest probability, below 1.
    pub high: f64,
}

impl Grade {
    fn is_called(&self, word: &str) -> bool {
        let same = |name: &str| name.eq_ignore_ascii_case(word);
        same(self.word) || self.synonyms.iter().copied().any(same)
    }

    /// How far `probability` lies outside of the range; 0 within.
    fn distance(&self, probability: f64) -> f64 {
        (self.low - probability)
            .max(probability - self.high)
            .max(0.0)
    }
}

const fn grade(
    word: &'static str,
    synonyms: &'static [&'static str],
    low: f64,
    high: f64,
) -> Grade {
    Grade {
        word,
        synonyms,
        low,
        high,
    }
}

static ICD_203: [Grade; 7] = [
    grade("almost no chance", &["remote"], 0.01, 0.05),
    grade("very unlikely", &["highly improbable"], 0.05, 0.20),
    grade("unlikely", &["improbable"], 0.20, 0.45),
    grade("roughly even chance", &["roughly even odds"], 0.45, 0.55),
    grade("likely", &["probable"], 0.55, 0.80),
    grade("very likely", &["highly probable"], 0.80, 0.95),
    grade("almost certain", &["nearly certain"], 0.95, 0.99),
];

// The open ends of the yardstick are closed at 1% and 99%, as ICD 203 does: a
// likelihood of 0 or 1 would leave no room for any other evidence.
static PHIA: [Grade; 7] = [
    grade("remote chance", &[], 0.01, 0.05),
    grade("highly unlikely", &[], 0.10, 0.20),
    grade("unlikely", &[], 0.25, 0.35),
    grade("realistic possibility", &[], 0.40, 0.50),
    grade("likely", &["probable"], 0.55, 0.75),
    grade("highly likely", &[], 0.80, 0.90),
    grade("almost certain", &[], 0.95, 0.99),
];

/// A published scale of words for probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Intelligence Community Directive 203, Analytic Standards (Office of the
    /// Director of National Intelligence, 2 January 2015), D.6.e(2)(a).
    #[default]
    Icd203,
    /// The probability yardstick of the Professional Head of Intelligence
    /// Assessment (United Kingdom).
    Phia,
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 2] = [Self::Icd203, Self::Phia];

    /// The name by which a watch asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Icd203 => "icd203",
            Self::Phia => "phia",
        }
    }

    /// The scale of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// Its words, from the least to the most likely.
    pub fn grades(self) -> &'static [Grade] {
        match self {
            Self::Icd203 => &ICD_203,
            Self::Phia => &PHIA,
        }
    }

    /// The grade that a word stands for, whatever its case.
    pub fn grade(self, word: &str) -> Option<&'static Grade> {
        self.grades().iter().find(|grade| grade.is_called(word))
    }

    /// The number, from 0 up, of the grade in whose range `probability` lies, or
    /// else of the nearest; the lower of two that share a boundary.
    pub fn grade_of(self, probability: f64) -> usize {
        let grades = self.grades().iter().enumerate();
        let nearest = grades.min_by(|(_, a), (_, b)| {
            let (a, b) = (a.distance(probability), b.distance(probability));
            a.total_cmp(&b)
        });
        nearest.map_or(0, |(index, _)| index)
    }

    /// Every word of it.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.grades()
            .iter()
            .flat_map(|grade| std::iter::once(grade.word).chain(grade.synonyms.iter().copied()))
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Icd203 => "ICD 203 of the US Director of National Intelligence",
            Self::Phia => "the PHIA probability yardstick of the United Kingdom",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_rise_and_leave_room_at_both_ends() {
        for scale in Scale::ALL {
            let grades = scale.grades();
            assert!(grades[0].low > 0.0 && grades[grades.len() - 1].high < 1.0);
            for grade in grades {
                assert!(grade.low < grade.high, "{grade:?}");
            }
            for pair in grades.windows(2) {
                assert!(pair[0].high <= pair[1].low, "{pair:?}");
            }
            assert_eq!(Scale::named(scale.name()), Some(scale));
        }
    }

    #[test]
    fn a_word_of_any_case_has_its_range_and_a_number_its_word() {
        let grade = Scale::Icd203.grade("Highly Improbable").expect("a word");
        assert_eq!((grade.low, grade.high), (0.05, 0.20));
        assert!(Scale::Phia.grade("highly improbable").is_none());
        assert_eq!(Scale::Icd203.grade_of(0.5), 3);
        assert_eq!(Scale::Icd203.grade_of(0.999), 6);
        // 0.22 lies in the gap of the yardstick between 0.20 and 0.25.
        assert_eq!(Scale::Phia.grade_of(0.22), 1);
        assert_eq!(Scale::Phia.grade_of(0.24), 2);
    }
}
