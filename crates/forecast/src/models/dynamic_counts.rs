//! Counts whose mean follows the counts before.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::negative_binomial::{draw, ln_of_mean, ln_of_size};
use crate::{Error, Forecaster, Panel, Paths, Support, Task, randomness};

/// Steps of the chain that are thrown away, and those that are kept.
const BURN_IN: usize = 200;
const KEPT: usize = 300;

/// Counts above zero without which a unit says nothing about the others.
const TELLING_EVENTS: usize = 5;

/// Number of parameters.
const SIZE: usize = 4;

/// A dynamic negative binomial model: NB-INGARCH(1, 1) (Zhu 2011),
/// `y_t ~ NB(mean λ_t, size r)`, `λ_t = (1 - φ) m + φ (a y_(t-1) + (1 - a) λ_(t-1))`.
///
/// `m` is the mean in the long run, `φ` in (0, 1) the persistence and `a` in (0, 1)
/// how fast the mean follows the counts, so that `α = φ a` and `β = φ (1 - a)` of the
/// usual form. Parameters are unknown: each unit has a posterior by an adaptive
/// random-walk Metropolis chain (Haario et al. 2001, scale only) over
/// `(ln m, logit φ, logit a, ln r)`, and each path takes its own parameters from
/// it. Their normal prior has the mean and spread that the units with at least
/// five counts above zero show under a weak prior (empirical Bayes), so that units
/// with little history borrow from the others.
///
/// A missing count leaves the mean to itself. A unit without observations has
/// the prior.
#[derive(Debug, Clone, Copy, Default)]
pub struct DynamicCounts;

/// A normal prior with independent parts.
#[derive(Debug, Clone, Copy)]
struct Prior {
    means: [f64; SIZE],
    deviations: [f64; SIZE],
}

/// What holds where the units say nothing.
const WEAK: Prior = Prior {
    means: [-2.0, 1.5, -0.5, -1.0],
    deviations: [3.0, 1.2, 1.2, 1.2],
};

/// Parameters on their own scales.
struct Parameters {
    mean: f64,
    persistence: f64,
    speed: f64,
    size: f64,
}

impl Parameters {
    fn of(free: &[f64; SIZE]) -> Self {
        let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
        Self {
            mean: free[0].clamp(-30.0, 20.0).exp(),
            persistence: logistic(free[1]).min(0.999),
            speed: logistic(free[2]),
            size: free[3].clamp(-7.0, 7.0).exp(),
        }
    }

    /// The mean of the next period.
    fn next(&self, mean: f64, count: Option<f64>) -> f64 {
        let count = count.unwrap_or(mean);
        (1.0 - self.persistence) * self.mean
            + self.persistence * (self.speed * count + (1.0 - self.speed) * mean)
    }
}

impl Prior {
    fn ln_density(&self, free: &[f64; SIZE]) -> f64 {
        free.iter()
            .zip(self.means.iter().zip(&self.deviations))
            .map(|(value, (mean, deviation))| {
                let distance = (value - mean) / deviation;
                -0.5 * distance * distance
            })
            .sum()
    }

    fn draw(&self, generator: &mut ChaCha8Rng) -> [f64; SIZE] {
        let mut free = self.means;
        for (value, deviation) in free.iter_mut().zip(&self.deviations) {
            let step: f64 = StandardNormal.sample(generator);
            *value += deviation * step;
        }
        free
    }

    /// The prior that the posterior means of telling units show.
    fn shown_by(units: &[[f64; SIZE]]) -> Self {
        let mut prior = WEAK;
        let count = units.len() as f64;
        if count < 5.0 {
            return prior;
        }
        for part in 0..SIZE {
            let mean = units.iter().map(|unit| unit[part]).sum::<f64>() / count;
            let variance = units
                .iter()
                .map(|unit| (unit[part] - mean).powi(2))
                .sum::<f64>()
                / (count - 1.0);
            prior.means[part] = mean;
            // Means of posteriors vary less than the parameters themselves.
            prior.deviations[part] = (1.3 * variance.sqrt()).clamp(0.3, 3.0);
        }
        // Units without events are not among them: the level stays wide.
        prior.deviations[0] = WEAK.deviations[0];
        prior
    }
}

/// The counts of a unit, with those above zero also by themselves.
struct Counts {
    all: Vec<Option<f64>>,
    above_zero: Vec<f64>,
}

impl Counts {
    /// What lies before the first observation says nothing.
    fn of(history: &Panel, unit: usize) -> Self {
        let all: Vec<Option<f64>> = history.series(unit).skip_while(Option::is_none).collect();
        Self {
            above_zero: all
                .iter()
                .flatten()
                .copied()
                .filter(|&count| count > 0.0)
                .collect(),
            all,
        }
    }

    /// The part of the log-likelihood that only the size changes.
    fn ln_of_size(&self, parameters: &Parameters) -> f64 {
        self.above_zero
            .iter()
            .map(|&count| ln_of_size(count, parameters.size))
            .sum()
    }

    /// The rest of it.
    fn ln_of_means(&self, parameters: &Parameters) -> f64 {
        let mut mean = parameters.mean;
        let mut sum = 0.0;
        for &count in &self.all {
            if let Some(count) = count {
                sum += ln_of_mean(count, mean, parameters.size);
            }
            mean = parameters.next(mean, count);
        }
        sum
    }

    /// Draws from the posterior of the parameters.
    fn posterior(&self, prior: &Prior, generator: &mut ChaCha8Rng) -> Vec<[f64; SIZE]> {
        let mut now = prior.means;
        let level = self.above_zero.iter().sum::<f64>() / self.all.len().max(1) as f64;
        if level > 0.0 {
            now[0] = level.ln();
        }
        let first = Parameters::of(&now);
        let mut of_size = self.ln_of_size(&first);
        let mut height = prior.ln_density(&now) + of_size + self.ln_of_means(&first);
        let mut scales = [0.5; SIZE];
        let mut kept = Vec::with_capacity(KEPT);
        for step in 0..BURN_IN + KEPT {
            for part in 0..SIZE {
                let mut proposed = now;
                let jump: f64 = StandardNormal.sample(generator);
                proposed[part] += scales[part] * jump;
                let parameters = Parameters::of(&proposed);
                let size_there = if part == SIZE - 1 {
                    self.ln_of_size(&parameters)
                } else {
                    of_size
                };
                let there =
                    prior.ln_density(&proposed) + size_there + self.ln_of_means(&parameters);
                let accepted = generator.random::<f64>().ln() < there - height;
                if accepted {
                    (now, of_size, height) = (proposed, size_there, there);
                }
                if step < BURN_IN {
                    // Towards an acceptance of 0.44, the best in one dimension.
                    let direction = if accepted { 0.56 } else { -0.44 };
                    scales[part] *= (direction / (1.0 + step as f64).sqrt()).exp();
                }
            }
            if step >= BURN_IN {
                kept.push(now);
            }
        }
        kept
    }
}

impl Forecaster for DynamicCounts {
    fn name(&self) -> &str {
        "dynamic_counts"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        task.check(history)?;
        let telling: Vec<[f64; SIZE]> = (0..history.units().len())
            .into_par_iter()
            .filter_map(|unit| {
                let counts = Counts::of(history, unit);
                if counts.above_zero.len() < TELLING_EVENTS {
                    return None;
                }
                let mut generator =
                    randomness::of_unit(task.seed, "dynamic_counts/prior", &history.units()[unit]);
                let draws = counts.posterior(&WEAK, &mut generator);
                let mut mean = [0.0; SIZE];
                for draw in &draws {
                    for (sum, value) in mean.iter_mut().zip(draw) {
                        *sum += value / draws.len() as f64;
                    }
                }
                Some(mean)
            })
            .collect();
        let prior = Prior::shown_by(&telling);
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let counts = Counts::of(history, unit);
            let support = match (counts.all.is_empty(), telling.is_empty()) {
                (false, _) => Support::OwnHistory,
                (true, false) => Support::OtherUnits,
                (true, true) => Support::Nothing,
            };
            let known = if counts.all.is_empty() {
                Vec::new()
            } else {
                counts.posterior(&prior, generator)
            };
            let mut path = vec![0.0; paths.horizon()];
            for index in 0..paths.draws() {
                let free = match known.len() {
                    0 => prior.draw(generator),
                    // Spread over the chain, whatever the number of draws.
                    length => known[(index * length / paths.draws() + index) % length],
                };
                let parameters = Parameters::of(&free);
                let mut mean = counts
                    .all
                    .iter()
                    .fold(parameters.mean, |mean, &count| parameters.next(mean, count));
                for value in &mut path {
                    *value = draw(mean, parameters.size, generator);
                    mean = parameters.next(mean, Some(*value));
                }
                paths.set_path(index, &path);
            }
            Ok(support)
        })
    }
}
