//! Weights from past logarithmic scores.

use std::collections::VecDeque;

use super::series::{Past, Window};

/// Probabilities are kept this far from 0 and 1, so that one surprise does not
/// rule a model out for ever.
pub(super) const FLOOR: f64 = 1e-3;

/// The logarithmic score of a probability: the higher, the better.
pub(super) fn log_score(probability: f64, outcome: bool) -> f64 {
    let probability = probability.clamp(FLOOR, 1.0 - FLOOR);
    if outcome {
        probability.ln()
    } else {
        (1.0 - probability).ln()
    }
}

/// Weighs candidates by how they forecast windows that are over.
///
/// The weight of candidate `m` is proportional to
/// `prior_m exp(Σ_t d^(age of t) w s_mt)`, where `s_mt` is its logarithmic score
/// at origin `t`, `w` is 1 over the number of weekly origins that share a
/// window, and `d` forgets with the given half-life (exponentially weighted
/// averaging of experts; Vovk 1990).
#[derive(Debug, Clone)]
pub(super) struct Weighing {
    window: Window,
    log_prior: Vec<f64>,
    scores: Vec<f64>,
    discount: f64,
    open: VecDeque<(usize, Vec<f64>)>,
}

impl Weighing {
    /// Candidates with these prior weights, in weekly steps; `half_life` in
    /// weeks.
    pub(super) fn new(window: Window, prior: &[f64], half_life: f64) -> Self {
        Self {
            window,
            log_prior: prior.iter().map(|weight| weight.ln()).collect(),
            scores: vec![0.0; prior.len()],
            discount: 0.5_f64.powf(1.0 / half_life),
            open: VecDeque::new(),
        }
    }

    /// Scores what is over by now.
    pub(super) fn settle(&mut self, past: Past<'_>) {
        while let Some((origin, _)) = self.open.front() {
            if origin + self.window.reach() > past.origin() {
                break;
            }
            let Some((origin, candidates)) = self.open.pop_front() else {
                break;
            };
            for score in &mut self.scores {
                *score *= self.discount;
            }
            if let Some(outcome) = past.outcome(origin, self.window) {
                let worth = 1.0 * self.window.worth_of_a_week();
                for (score, probability) in self.scores.iter_mut().zip(candidates) {
                    *score += worth * log_score(probability, outcome);
                }
            }
        }
    }

    /// The weights now; they add up to one.
    pub(super) fn weights(&self) -> Vec<f64> {
        let logs: Vec<f64> = self
            .log_prior
            .iter()
            .zip(&self.scores)
            .map(|(prior, score)| prior + score)
            .collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / total).collect()
    }

    /// Keeps the candidates' probabilities at an origin until the window is
    /// over, and gives their weighted mean.
    pub(super) fn pose(&mut self, origin: usize, candidates: Vec<f64>) -> f64 {
        let mean = self
            .weights()
            .iter()
            .zip(&candidates)
            .map(|(weight, probability)| weight * probability)
            .sum();
        self.open.push_back((origin, candidates));
        mean
    }
}
