//! Looks for better decays where there are many of them.
//!
//! With a decay for each pair the log-likelihood has many local maxima. At a
//! summit each decay is put, alone, to a grid of other values, its weight and
//! the background rate chosen anew and everything else held; where that gains, the climb goes on from there.

use super::likelihood::Problem;
use super::scoring::{self, Bounds, Summit};
use super::{Kernel, ShapeName};
use rayon::prelude::*;

/// Values tried for each decay.
const GRID: usize = 20;
/// Rounds of search and climb at most.
const ROUNDS: usize = 12;
/// A smaller gain in log-likelihood is not worth a climb.
const GAIN: f64 = 0.01;

/// The summit reached by trying other decays, at least as high as `summit`.
pub(super) fn improve(problem: &Problem<'_>, bounds: &Bounds, mut summit: Summit) -> Summit {
    for _ in 0..ROUNDS {
        let Some(start) = better(problem, bounds, &summit.parameters) else {
            break;
        };
        // What gains alone, pair by pair, can leave an event impossible together.
        let Ok(next) = scoring::climb(problem, bounds, start, None) else {
            break;
        };
        if next.value < summit.value + GAIN {
            break;
        }
        summit = next;
    }
    summit
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
    // Events of each kind, the intensity at every event, and Σ ln λ of each kind.
    let mut events = vec![Vec::new(); kinds];
    for (event, kind) in problem.explained_kinds().enumerate() {
        events[kind].push(event);
    }
    let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
    let logarithms: Vec<f64> = events
        .iter()
        .map(|events| sum_of_logarithms(events.iter().map(|&event| totals[event])))
        .collect();
    let constant = layout.terms == 0;

    let mut best: Vec<Option<Candidate>> = (0..kinds).map(|_| None).collect();
    let (low, high) = (
        bounds.lower[layout.shape_start()],
        bounds.upper[layout.shape_start()],
    );
    let grid: Vec<f64> = (0..GRID)
        // From the middle of the first cell to that of the last.
        .map(|step| low + (high - low) * (step as f64 + 0.5) / GRID as f64)
        .collect();
    // By decay, exciting and excited kind: new background rate and weight, and
    // what they gain.
    let try_decay = |ln_decay: &f64| -> Vec<Vec<Change>> {
        let decay = ln_decay.exp();
        let (columns, trial) = problem.unit_columns(&Kernel::Exponential { decay });
        let try_pair = |excited: usize, exciting: usize| -> Change {
            let weight = layout.weights(excited).start + exciting;
            let pair = excited * kinds + exciting;
            let background = layout.of_kind(excited);
            let mu = parameters[background];
            let mut now = logarithms[excited] - parameters[weight] * integrals[pair];
            if constant {
                now -= mu * problem.length();
            }
            let parts: Vec<Part> = events[excited]
                .iter()
                .map(|&event| {
                    let replaced = rows[event][1 + exciting] + if constant { mu } else { 0.0 };
                    Part {
                        held: (totals[event] - replaced).max(0.0),
                        background: f64::from(u8::from(constant)),
                        excitation: columns[event * kinds + exciting],
                    }
                })
                .collect();
            let whole = [if constant { problem.length() } else { 0.0 }, trial[pair]];
            let start = [mu, parameters[weight].max(1e-3)];
            let (at, value) = best_pair(&parts, whole, start);
            if value.is_finite() {
                let changed = if constant { at[0] } else { mu };
                ([(background, changed), (weight, at[1])], value - now)
            } else {
                ([(background, mu), (weight, parameters[weight])], 0.0)
            }
        };
        (0..kinds)
            .map(|exciting| {
                (0..kinds)
                    .map(|excited| try_pair(excited, exciting))
                    .collect()
            })
            .collect()
    };
    let tried: Vec<Vec<Vec<Change>>> = grid.par_iter().map(try_decay).collect();
    for (ln_decay, by_exciting) in grid.into_iter().zip(tried) {
        for (exciting, changes) in by_exciting.into_iter().enumerate() {
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

/// Parameters with their new values, and the gain.
type Change = ([(usize, f64); 2], f64);

/// Σ ln x, with one logarithm for many numbers.
fn sum_of_logarithms(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut product) = (0.0, 1.0f64);
    for number in numbers {
        let next = product * number;
        if (1e-150..1e150).contains(&next) {
            product = next;
        } else {
            sum += product.ln() + number.ln();
            product = 1.0;
        }
    }
    sum + product.ln()
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
        let logs = sum_of_logarithms(
            parts
                .iter()
                .map(|p| p.held + at[0] * p.background + at[1] * p.excitation),
        );
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
