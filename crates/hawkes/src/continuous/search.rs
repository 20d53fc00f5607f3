//! Looks for better decays where there are many of them.
//!
//! With a decay for each pair the log-likelihood has many local maxima. At a
//! summit each decay is put, alone, to a grid of other values, its weight and
//! the background rate chosen anew and everything else held; where that gains, the climb goes on from there.

use super::likelihood::Problem;
use super::scoring::{self, Bounds, Summit};
use super::{Kernel, ShapeName};
use crate::Error;

/// Values tried for each decay.
const GRID: usize = 20;
/// Rounds of search and climb at most.
const ROUNDS: usize = 12;
/// A smaller gain in log-likelihood is not worth a climb.
const GAIN: f64 = 0.01;

/// The summit reached by trying other decays, at least as high as `summit`.
pub(super) fn improve(
    problem: &Problem<'_>,
    bounds: &Bounds,
    mut summit: Summit,
) -> Result<Summit, Error> {
    for _ in 0..ROUNDS {
        let Some(start) = better(problem, bounds, &summit.parameters) else {
            break;
        };
        let next = scoring::climb(problem, bounds, start, None)?;
        if next.value < summit.value + GAIN {
            break;
        }
        summit = next;
    }
    Ok(summit)
}

/// The best decay for one pair, or one exciting kind, found on the grid.
struct Candidate {
    gain: f64,
    decay: f64,
    /// Parameters with their new values.
    changed: Vec<(usize, f64)>,
    shape: usize,
}

/// Parameters with better decays: for each excited kind the best change of one
/// pair, or the best change of one exciting kind. `None` if nothing gains.
fn better(problem: &Problem<'_>, bounds: &Bounds, parameters: &[f64]) -> Option<Vec<f64>> {
    let layout = problem.layout;
    let kinds = layout.kinds;
    let rows = problem.at_events(parameters);
    let current = problem.kernel_at(parameters);
    let names = current.shape_names(kinds);
    let integrals = problem.unit_columns(&current).1;
    let by_pair = matches!(current, Kernel::ExponentialByPair { .. });
    let kind_of: Vec<usize> = problem.explained_kinds().collect();

    let mut best: Vec<Option<Candidate>> = (0..kinds).map(|_| None).collect();
    let (low, high) = (
        bounds.lower[layout.shape_start()],
        bounds.upper[layout.shape_start()],
    );
    for step in 0..GRID {
        // From the middle of the first cell to that of the last.
        let ln_decay = low + (high - low) * (step as f64 + 0.5) / GRID as f64;
        let decay = ln_decay.exp();
        let (columns, trial) = problem.unit_columns(&Kernel::Exponential { decay });
        for exciting in 0..kinds {
            let mut changes = Vec::with_capacity(kinds);
            for excited in 0..kinds {
                let weight = layout.weights(excited).start + exciting;
                let pair = excited * kinds + exciting;
                let background = layout.of_kind(excited);
                let mu = parameters[background];
                let constant = layout.terms == 0;
                let mut parts = Vec::with_capacity(problem.explained()[excited]);
                let mut now = -parameters[weight] * integrals[pair];
                if constant {
                    now -= mu * problem.length();
                }
                for (event, _) in kind_of.iter().enumerate().filter(|(_, k)| **k == excited) {
                    let total: f64 = rows[event].iter().sum();
                    now += total.ln();
                    let replaced = rows[event][1 + exciting] + if constant { mu } else { 0.0 };
                    parts.push(Part {
                        held: (total - replaced).max(0.0),
                        background: f64::from(u8::from(constant)),
                        excitation: columns[event * kinds + exciting],
                    });
                }
                let whole = [if constant { problem.length() } else { 0.0 }, trial[pair]];
                let start = [mu, parameters[weight].max(1e-3)];
                let (at, value) = best_pair(&parts, whole, start);
                if value.is_finite() {
                    let changed = if constant { at[0] } else { mu };
                    changes.push(([(background, changed), (weight, at[1])], value - now));
                } else {
                    changes.push(([(background, mu), (weight, parameters[weight])], 0.0));
                }
            }
            let mut offer = |slot: usize, candidate: Candidate| {
                let beaten = best[slot].as_ref().map_or(GAIN, |best| best.gain);
                if candidate.gain > beaten {
                    best[slot] = Some(candidate);
                }
            };
            if by_pair {
                for (excited, (changed, gain)) in changes.into_iter().enumerate() {
                    let shape = names
                        .iter()
                        .position(|name| *name == ShapeName::DecayOfPair(excited, exciting))?;
                    offer(
                        excited,
                        Candidate {
                            gain,
                            decay: ln_decay,
                            changed: changed.to_vec(),
                            shape,
                        },
                    );
                }
            } else {
                offer(
                    0,
                    Candidate {
                        gain: changes.iter().map(|change| change.1).sum(),
                        decay: ln_decay,
                        changed: changes.iter().flat_map(|change| change.0).collect(),
                        shape: exciting,
                    },
                );
            }
        }
    }
    let mut next = parameters.to_vec();
    let mut found = false;
    for candidate in best.into_iter().flatten() {
        found = true;
        next[layout.shape_start() + candidate.shape] = candidate.decay;
        for (parameter, value) in candidate.changed {
            next[parameter] = value;
        }
    }
    found.then_some(next)
}

/// What one event adds to the part of the log-likelihood that is looked at.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Intensity that is held.
    held: f64,
    /// The background's, for a rate of 1.
    background: f64,
    /// The excitation, for a weight of 1.
    excitation: f64,
}

/// The background rate μ and the weight α, both 0 or more, that maximise
/// Σ ln(held + μ background + α excitation) - μ m - α c, from `start` on, and
/// that maximum: Newton's method, halved where it overshoots.
fn best_pair(parts: &[Part], integrals: [f64; 2], start: [f64; 2]) -> ([f64; 2], f64) {
    let value = |at: [f64; 2]| -> f64 {
        let logs: f64 = parts
            .iter()
            .map(|p| (p.held + at[0] * p.background + at[1] * p.excitation).ln())
            .sum();
        logs - at[0] * integrals[0] - at[1] * integrals[1]
    };
    let mut at = start;
    let mut here = value(at);
    for _ in 0..30 {
        let mut slope = [-integrals[0], -integrals[1]];
        let mut bend = [1e-300, 0.0, 1e-300];
        for p in parts {
            let inverse = 1.0 / (p.held + at[0] * p.background + at[1] * p.excitation);
            let (a, b) = (p.background * inverse, p.excitation * inverse);
            slope[0] += a;
            slope[1] += b;
            bend[0] += a * a;
            bend[1] += a * b;
            bend[2] += b * b;
        }
        let free = [0, 1].map(|i| at[i] > 0.0 || slope[i] > 0.0);
        let determinant = bend[0] * bend[2] - bend[1] * bend[1];
        let step = if free[0] && free[1] && determinant > 1e-9 * bend[0] * bend[2] {
            [
                (bend[2] * slope[0] - bend[1] * slope[1]) / determinant,
                (bend[0] * slope[1] - bend[1] * slope[0]) / determinant,
            ]
        } else {
            [
                if free[0] { slope[0] / bend[0] } else { 0.0 },
                if free[1] { slope[1] / bend[2] } else { 0.0 },
            ]
        };
        let mut length = 1.0;
        let mut moved = None;
        while length > 1e-3 {
            let next = [0, 1].map(|i| (at[i] + length * step[i]).max(0.0));
            let there = value(next);
            if there > here {
                moved = Some((next, there));
                break;
            }
            length *= 0.5;
        }
        let Some((next, there)) = moved else { break };
        let gained = there - here;
        (at, here) = (next, there);
        if gained < 0.1 * GAIN {
            break;
        }
    }
    (at, here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_pair_has_no_slope() {
        let part = |held, excitation| Part {
            held,
            background: 1.0,
            excitation,
        };
        let parts = [
            part(0.1, 1.0),
            part(0.2, 0.2),
            part(0.1, 3.0),
            part(0.0, 0.0),
        ];
        let integrals = [4.0, 2.0];
        let (at, found) = best_pair(&parts, integrals, [0.1, 0.1]);
        let value = |mu: f64, alpha: f64| -> f64 {
            parts
                .iter()
                .map(|p| (p.held + mu + alpha * p.excitation).ln())
                .sum::<f64>()
                - mu * integrals[0]
                - alpha * integrals[1]
        };
        for mu in 0..100 {
            for alpha in 0..100 {
                assert!(value(0.02 * f64::from(mu), 0.02 * f64::from(alpha)) < found + 2e-3);
            }
        }
        assert!((value(at[0], at[1]) - found).abs() < 1e-12);
    }
}
