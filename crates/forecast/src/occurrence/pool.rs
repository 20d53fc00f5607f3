//! The models together, and whether they are to be believed.

use std::collections::VecDeque;

use super::{
    Skill, Verdict,
    series::{Past, Window},
    weighing::{Weighing, log_score},
};

/// Prior weight of the base rate; the models share the rest.
const BASE_WEIGHT: f64 = 0.5;

/// Weeks after which a past score counts half.
const HALF_LIFE: f64 = 520.0;

/// Event days since the first scored origin below which nothing is said about
/// skill.
const FEWEST_CASES: u32 = 5;

/// How many of its standard errors the mean gain in logarithmic score must lie
/// above zero before the pool is believed.
const ERRORS_ABOVE: f64 = 1.0;

/// Base rate and models of one window, weighed by their past scores.
#[derive(Debug)]
pub(super) struct Pool {
    window: Window,
    weighing: Weighing,
    open: VecDeque<(usize, f64, f64)>,
    tally: Tally,
}

/// Past scores of pool and base rate.
#[derive(Debug, Default)]
struct Tally {
    first: Option<usize>,
    /// Gains in logarithmic score, origin by origin.
    gains: Vec<f64>,
    pool: Losses,
    base: Losses,
}

#[derive(Debug, Default)]
struct Losses {
    brier: f64,
    logarithmic: f64,
}

impl Losses {
    fn add(&mut self, probability: f64, outcome: bool) {
        let miss = probability - f64::from(u8::from(outcome));
        self.brier += miss * miss;
        self.logarithmic -= log_score(probability, outcome);
    }
}

/// The probability issued, and the weights it comes from.
#[derive(Debug)]
pub(super) struct Pooled {
    pub(super) probability: f64,
    /// Of the models, in their order; all zero where the base rate is issued.
    pub(super) weights: Vec<f64>,
    pub(super) skill: Skill,
}

impl Pool {
    pub(super) fn new(window: Window, models: usize) -> Self {
        let mut prior = vec![BASE_WEIGHT];
        prior.resize(models + 1, (1.0 - BASE_WEIGHT) / models as f64);
        Self {
            window,
            weighing: Weighing::new(window, &prior, HALF_LIFE),
            open: VecDeque::new(),
            tally: Tally::default(),
        }
    }

    /// The pool of these probabilities at an origin; to be asked origin after
    /// origin.
    pub(super) fn at(&mut self, past: Past<'_>, base: f64, models: &[f64]) -> Pooled {
        while let Some(&(origin, pool, base)) = self.open.front() {
            if origin + self.window.reach() > past.origin() {
                break;
            }
            self.open.pop_front();
            if let Some(outcome) = past.outcome(origin, self.window) {
                self.tally.first.get_or_insert(origin);
                self.tally
                    .gains
                    .push(log_score(pool, outcome) - log_score(base, outcome));
                self.tally.pool.add(pool, outcome);
                self.tally.base.add(base, outcome);
            }
        }
        self.weighing.settle(past);
        let mut weights = self.weighing.weights();
        let mut candidates = vec![base];
        candidates.extend(models);
        let pool = self.weighing.pose(past.origin(), candidates);
        self.open.push_back((past.origin(), pool, base));
        weights.remove(0);
        let skill = self.tally.skill(past, self.window);
        let believed = skill.verdict == Verdict::Skilled;
        if !believed {
            weights.fill(0.0);
        }
        Pooled {
            probability: if believed { pool } else { base },
            weights,
            skill,
        }
    }
}

impl Tally {
    fn skill(&self, past: Past<'_>, window: Window) -> Skill {
        let cases = self
            .first
            .map_or(0, |first| past.events_between(first + 1, past.origin() + 1));
        let against = |pool: f64, base: f64| (base > 0.0).then(|| 1.0 - pool / base);
        let verdict = if cases < FEWEST_CASES {
            Verdict::TooFewCases
        } else if self.gain_is_clear(window) {
            Verdict::Skilled
        } else {
            Verdict::NoSkill
        };
        Skill {
            verdict,
            origins: self.gains.len(),
            cases,
            brier: against(self.pool.brier, self.base.brier),
            logarithmic: against(self.pool.logarithmic, self.base.logarithmic),
        }
    }

    /// Whether the mean gain lies above zero by its standard error, taken from
    /// the means of blocks of two windows.
    fn gain_is_clear(&self, window: Window) -> bool {
        let block = (2 * window.reach()).div_ceil(7).max(4);
        let means: Vec<f64> = self
            .gains
            .rchunks(block)
            .filter(|chunk| chunk.len() == block)
            .map(|chunk| chunk.iter().sum::<f64>() / block as f64)
            .collect();
        let count = means.len() as f64;
        if count < 3.0 {
            return false;
        }
        let mean = means.iter().sum::<f64>() / count;
        let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (count - 1.0);
        mean > ERRORS_ABOVE * (variance / count).sqrt()
    }
}
