//! How strongly a number speaks.

use std::f64::consts::{E, SQRT_2};

use crate::{
    assessment::{Figure, Grade, Strength},
    words::significant,
};

/// Half the width of a 95% interval in standard errors.
const HALF_WIDTH: f64 = 1.959_963_984_540_054;
/// The odds at which the grades end.
const GRADES: [(f64, Grade); 3] = [
    (3.0, Grade::BareMention),
    (20.0, Grade::Positive),
    (150.0, Grade::Strong),
];

/// The p-value that the interval of `figure` implies, by a normal approximation: of
/// its logarithm where the number is a positive ratio, of itself otherwise.
/// Nothing where the interval has no width or a logarithm does not exist.
pub(crate) fn p_of_interval(figure: &Figure, logarithmic: bool) -> Option<f64> {
    let scale = |x: f64| if logarithmic { x.ln() } else { x };
    let upper = figure.upper.unwrap_or(f64::INFINITY);
    let [value, lower, upper, neutral] =
        [figure.value, figure.lower, upper, figure.neutral].map(scale);
    // The side that faces the neutral number: intervals of ratios and shares are
    // not symmetric, and a ratio of nothing has no lower end on this scale.
    let width = if value < neutral {
        upper - value
    } else {
        value - lower
    };
    let errors = (value - neutral).abs() / (width / HALF_WIDTH);
    (errors.is_finite() && width > 0.0).then(|| libm::erfc(errors / SQRT_2))
}

/// The strength of evidence with two-sided `p_value`, looked for in `among` places
/// (Bonferroni).
pub(crate) fn strength(p_value: f64, among: usize) -> Strength {
    let p = (p_value * among.max(1) as f64).clamp(f64::MIN_POSITIVE, 1.0);
    let odds = if p < 1.0 / E {
        1.0 / (-E * p * p.ln())
    } else {
        1.0
    };
    let grade = GRADES
        .iter()
        .find(|(most, _)| odds <= *most)
        .map_or(Grade::VeryStrong, |(_, grade)| *grade);
    Strength {
        p_value: significant(p),
        odds_at_most: significant(odds),
        grade,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, lower: f64, upper: f64, neutral: f64) -> Figure {
        Figure {
            what: String::new(),
            value,
            lower,
            upper: Some(upper),
            neutral,
        }
    }

    #[test]
    fn odds_of_the_published_table() {
        // Sellke, Bayarri and Berger (2001), table 1: the bound on the Bayes factor is
        // 0.4072 at p = 0.05, 0.1252 at
        // p = 0.01 and 0.0188 at p = 0.001.
        for (p, factor) in [(0.05, 0.4072), (0.01, 0.1252), (0.001, 0.01878)] {
            let odds = strength(p, 1).odds_at_most;
            assert!(
                (1.0 / odds - factor).abs() < 0.001 * factor.max(0.1),
                "{p}: {odds}"
            );
        }
        assert_eq!(strength(0.5, 1).odds_at_most, 1.0);
        assert_eq!(strength(0.04, 10).odds_at_most, 1.0);
    }

    #[test]
    fn an_interval_that_ends_at_the_neutral_number_has_p_of_five_percent() {
        for (figure, logarithmic) in [
            (figure(2.0, 1.0, 4.0, 1.0), true),
            (figure(0.5, 0.1, 1.0, 1.0), true),
            (figure(3.0, 0.0, 9.0, 0.0), false),
        ] {
            let p = p_of_interval(&figure, logarithmic).unwrap();
            assert!((p - 0.05).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn what_has_no_width_has_no_strength() {
        assert_eq!(p_of_interval(&figure(1.0, 1.0, 1.0, 1.0), true), None);
        assert_eq!(p_of_interval(&figure(0.0, 0.0, 2.0, 1.0), true), None);
        // An interval down to nothing says nothing against 1.
        assert_eq!(p_of_interval(&figure(2.0, 0.0, 5.0, 1.0), true), Some(1.0));
    }

    #[test]
    fn grades_rise_with_the_odds() {
        let grades: Vec<Grade> = [0.2, 0.01, 0.001, 1e-5]
            .map(|p| strength(p, 1).grade)
            .into();
        assert!(
            grades.windows(2).all(|pair| pair[0] < pair[1]),
            "{grades:?}"
        );
    }
}
