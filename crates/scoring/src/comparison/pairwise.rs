//! Relative skill among forecasters that did not all forecast the same.

use crate::error::{Error, at_least, same_length};

/// The relative skill of one forecaster.
#[derive(Debug, Clone, PartialEq)]
pub struct RelativeSkill {
    /// The geometric mean of its mean score ratios against every forecaster,
    /// itself included; below 1 it is better than the field.
    pub relative: f64,
    /// `relative` divided by that of the baseline; `None` without a baseline.
    pub scaled: Option<f64>,
    /// Its mean score ratio against each forecaster, in their order, over the
    /// cells that both forecast.
    pub ratios: Vec<f64>,
    /// Cells that it shares with each forecaster.
    pub shared: Vec<usize>,
}

/// Pairwise relative skill as in scoringutils (Cramer et al. 2022): for each
/// pair the ratio of mean scores over the cells that both forecast, for each
/// forecaster the geometric mean of its ratios.
///
/// `scores` holds one list per forecaster, a score per cell and `None` where
/// there is no forecast; `baseline` is the index of the forecaster to scale by.
///
/// ```
/// use foreshock_scoring::comparison::relative_skill;
/// let scores = vec![vec![Some(1.0), Some(1.0)], vec![Some(2.0), None]];
/// let skill = relative_skill(&scores, Some(1))?;
/// assert_eq!(skill[0].ratios, [1.0, 0.5]);
/// assert!(skill[0].scaled.is_some_and(|scaled| (scaled - 0.5).abs() < 1e-12));
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooFew`] without forecasters or when two share no cell,
/// [`Error::LengthMismatch`] unless all lists have the same length,
/// [`Error::OutOfRange`] when a score is negative or not finite or there is no
/// such baseline, [`Error::Undefined`] when a mean score is zero.
pub fn relative_skill(
    scores: &[Vec<Option<f64>>],
    baseline: Option<usize>,
) -> Result<Vec<RelativeSkill>, Error> {
    at_least("forecasters", 1, scores.len())?;
    for list in scores {
        same_length(
            "cells of the first forecaster",
            scores[0].len(),
            "cells of another",
            list.len(),
        )?;
        for &value in list.iter().flatten() {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::OutOfRange {
                    argument: "score",
                    range: "zero or more and finite, or ratios mean nothing",
                    value,
                });
            }
        }
    }
    if let Some(index) = baseline
        && index >= scores.len()
    {
        return Err(Error::OutOfRange {
            argument: "baseline",
            range: "the index of a forecaster",
            value: index as f64,
        });
    }
    let mut skills = Vec::with_capacity(scores.len());
    for own in scores {
        let mut ratios = Vec::with_capacity(scores.len());
        let mut shared = Vec::with_capacity(scores.len());
        for other in scores {
            let (ratio, cells) = mean_ratio(own, other)?;
            ratios.push(ratio);
            shared.push(cells);
        }
        let logs: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
        skills.push(RelativeSkill {
            relative: (logs / ratios.len() as f64).exp(),
            scaled: None,
            ratios,
            shared,
        });
    }
    if let Some(index) = baseline {
        let scale = skills[index].relative;
        for skill in &mut skills {
            skill.scaled = Some(skill.relative / scale);
        }
    }
    Ok(skills)
}

/// The ratio of mean scores over shared cells, and how many there are.
fn mean_ratio(own: &[Option<f64>], other: &[Option<f64>]) -> Result<(f64, usize), Error> {
    let (mut sum, mut other_sum, mut cells) = (0.0, 0.0, 0);
    for (own, other) in own.iter().zip(other) {
        if let (Some(own), Some(other)) = (own, other) {
            sum += own;
            other_sum += other;
            cells += 1;
        }
    }
    at_least("cells that two forecasters share", 1, cells)?;
    if sum == 0.0 || other_sum == 0.0 {
        return Err(Error::Undefined {
            score: "relative skill",
            why: "a mean score is zero, so that the ratio of mean scores does not exist",
        });
    }
    Ok((sum / other_sum, cells))
}
