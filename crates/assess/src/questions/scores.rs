//! Scores of forecasts that came out, beside those of the base rate.

use foreshock_scoring::{
    Error,
    binary::{brier, log_score, reliability_diagram},
    comparison::{BlockBootstrap, by_period, skill},
};
use jiff::civil::Date;

use crate::{
    assessment::{ReliabilityBin, Scores, Skill},
    calendar::days_between,
    words::significant,
};

/// Forecasts below which nothing is said about how good they are.
pub(crate) const FEWEST_FORECASTS: usize = 20;
/// Of yes and of no each, below which nothing is said.
pub(crate) const FEWEST_OF_EACH: usize = 5;

const BINS: usize = 10;
const RESAMPLES: usize = 1000;
const LEVEL: f64 = 0.9;

/// A forecast that came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    /// The day at whose end it was made.
    pub(crate) date: Date,
    pub(crate) probability: f64,
    pub(crate) base_rate: f64,
    pub(crate) yes: bool,
}

/// Why there are no scores, where there are too few forecasts.
pub(crate) fn enough(scored: &[Scored]) -> Result<(), String> {
    let yes = scored.iter().filter(|scored| scored.yes).count();
    let no = scored.len() - yes;
    if scored.len() < FEWEST_FORECASTS {
        return Err(format!(
            "{} resolved, and scores are withheld below {FEWEST_FORECASTS}",
            scored.len()
        ));
    }
    if yes.min(no) < FEWEST_OF_EACH {
        return Err(format!(
            "{yes} came out as yes and {no} as no, and scores are withheld below {FEWEST_OF_EACH} of each"
        ));
    }
    Ok(())
}

/// Scores of forecasts with horizons of so many days, by rising date; `None`
/// without forecasts.
///
/// Forecasts whose days overlap depend on each other: the intervals come from a
/// bootstrap of blocks of consecutive dates at least twice as long as the
/// horizon, and are absent where there are fewer than two such blocks.
pub(crate) fn scores(scored: &[Scored], horizon_days: u16, seed: u64) -> Option<Scores> {
    let number = scored.len() as f64;
    let first = scored.first()?;
    let last = scored.last()?;
    let periods: Vec<i64> = scored
        .iter()
        .map(|scored| days_between(first.date, scored.date).into())
        .collect();
    let mut dates = periods.clone();
    dates.dedup();
    let block_length = match dates.len() {
        1 => 1,
        // Consecutive dates stand for a day of the horizon and more.
        many => {
            let spacing = f64::from(days_between(first.date, last.date)) / (many - 1) as f64;
            (2.0 * f64::from(horizon_days) / spacing).ceil() as usize
        }
    };
    let bootstrap = BlockBootstrap {
        block_length: block_length.max(1),
        resamples: RESAMPLES,
        level: LEVEL,
        seed,
    };
    let compared = |score: fn(f64, bool) -> Result<f64, Error>| {
        let of = |probability: fn(&Scored) -> f64| {
            scored
                .iter()
                .map(|one| score(probability(one), one.yes))
                .collect::<Result<Vec<f64>, Error>>()
        };
        let forecast = of(|scored| scored.probability).ok()?;
        let baseline = of(|scored| scored.base_rate).ok()?;
        let means = (
            forecast.iter().sum::<f64>() / number,
            baseline.iter().sum::<f64>() / number,
        );
        let gathered = by_period(&periods, &forecast, &baseline).ok()?;
        let interval = skill(&gathered, &bootstrap)
            .ok()
            .and_then(|compared| compared.skill);
        let skill = (means.1 > 0.0).then(|| Skill {
            skill: significant(1.0 - means.0 / means.1),
            lower: interval.map(|interval| significant(interval.lower)),
            upper: interval.map(|interval| significant(interval.upper)),
        });
        Some((means, skill))
    };
    let (brier_means, brier_skill) = compared(brier)?;
    let (log_means, logarithmic_skill) = compared(log_score)?;
    let yes = scored.iter().filter(|scored| scored.yes).count() as f64;
    let yes_rate = yes / number;
    let distance: f64 = scored
        .iter()
        .map(|scored| (scored.probability - yes_rate).abs())
        .sum();
    Some(Scores {
        forecasts: scored.len() as u64,
        yes_rate: significant(yes_rate),
        brier: significant(brier_means.0),
        brier_of_base_rate: significant(brier_means.1),
        brier_skill,
        logarithmic: significant(log_means.0),
        logarithmic_of_base_rate: significant(log_means.1),
        logarithmic_skill,
        sharpness: significant(distance / number),
        reliability: reliability(scored, seed),
    })
}

fn reliability(scored: &[Scored], seed: u64) -> Vec<ReliabilityBin> {
    let probabilities: Vec<f64> = scored.iter().map(|scored| scored.probability).collect();
    let outcomes: Vec<bool> = scored.iter().map(|scored| scored.yes).collect();
    let diagram = reliability_diagram(&probabilities, &outcomes, BINS, LEVEL, RESAMPLES, seed);
    let Ok(diagram) = diagram else {
        return Vec::new();
    };
    diagram
        .bins
        .into_iter()
        .filter_map(|bin| {
            Some(ReliabilityBin {
                from: significant(bin.from),
                to: significant(bin.to),
                forecasts: bin.forecasts as u64,
                yes: bin.events as u64,
                mean: significant(bin.mean_forecast?),
                lower: bin.consistency.map(|(lower, _)| significant(lower)),
                upper: bin.consistency.map(|(_, upper)| significant(upper)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::days_after;

    fn scored(probability: impl Fn(u16) -> (f64, bool)) -> Vec<Scored> {
        (0..200u16)
            .map(|week| {
                let (probability, yes) = probability(week);
                Scored {
                    date: days_after(date(2020, 1, 6), week * 7),
                    probability,
                    base_rate: 0.25,
                    yes,
                }
            })
            .collect()
    }

    #[test]
    fn scores_are_those_done_by_hand() {
        let yes = |week: u16| week.is_multiple_of(4);
        let right = scored(|week| (if yes(week) { 0.9 } else { 0.1 }, yes(week)));
        let scores = scores(&right, 30, 1).expect("scores");
        assert_eq!(scores.brier, 0.01);
        assert_eq!(scores.brier_of_base_rate, 0.1875);
        assert_eq!(scores.logarithmic, 0.105361);
        let skill = scores.brier_skill.expect("a skill");
        assert_eq!(skill.skill, 0.946667);
        assert!(skill.lower.is_some_and(|lower| lower > 0.9));
        assert_eq!(scores.sharpness, 0.275);
        let bins: Vec<(u64, u64)> = scores
            .reliability
            .iter()
            .map(|bin| (bin.forecasts, bin.yes))
            .collect();
        assert_eq!(bins, [(150, 0), (50, 50)]);
    }

    #[test]
    fn the_base_rate_has_no_skill_against_itself() {
        let scores = scores(&scored(|week| (0.25, week.is_multiple_of(4))), 7, 1).expect("scores");
        let skill = scores.brier_skill.expect("a skill");
        assert_eq!(
            (skill.skill, skill.lower, skill.upper),
            (0.0, Some(0.0), Some(0.0))
        );
    }

    #[test]
    fn few_blocks_have_no_interval() {
        let scores = scores(&scored(|week| (0.3, week.is_multiple_of(4)))[..30], 365, 1);
        let skill = scores.expect("scores").brier_skill.expect("a skill");
        assert_eq!((skill.lower, skill.upper), (None, None));
    }

    #[test]
    fn too_few_are_withheld_with_the_reason() {
        let some = scored(|week| (0.3, week == 0));
        assert!(enough(&some[..19]).is_err_and(|why| why.contains("19 resolved")));
        assert!(enough(&some[..40]).is_err_and(|why| why.contains("1 came out as yes")));
        assert_eq!(enough(&scored(|week| (0.3, week < 5))), Ok(()));
    }
}
