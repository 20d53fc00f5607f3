//! Climbs to the maximum of a log-likelihood.
//!
//! Fisher scoring with a trust region after Levenberg and Marquardt. Each step
//! maximises the quadratic model within the bounds by pinning, one after the
//! other, the parameters that would cross theirs. Where all parameters enter
//! the intensity linearly the model is Newton's and the problem concave, so
//! that the maximum found is the only one. Elsewhere the expected information
//! stands in for the observed one, and is replaced by it if the climb is slow.

use super::likelihood::{Evaluation, Layout, Problem, Want};
use super::matrix;
use crate::Error;
use nalgebra::DMatrix;

/// Steps after which a climb is given up.
const STEPS: usize = 400;
/// A step that promises less than this in log-likelihood is the last.
const PROMISE: f64 = 1e-9;
/// Steps of scoring before the observed information takes over where it comes
/// with the gradient.
const APPROACH: usize = 3;
/// Steps of scoring before the observed information takes over where it has
/// to be differenced.
const PATIENCE: usize = 12;
/// Above this many evaluations for one matrix of observed information, scoring
/// goes on alone.
const MOST_DIFFERENCES: usize = 120;
/// A climb that gains less than this in log-likelihood over its second half is on
/// a ridge: no test could tell so little.
const RIDGE_GAIN: f64 = 0.25;
/// Parameters that move by more than this along a ridge are not told.
const DRIFT: f64 = 1e-2;
/// A step that promises less than this part of the log-likelihood is the last
/// where the quadratic model is Newton's: what it leaves out is far smaller.
const RELATIVE_PROMISE: f64 = 1e-10;
/// A parameter beyond this has run away: under a tilt there may be no summit.
const FARTHEST: f64 = 1e100;
/// Added to a unit diagonal where components can hardly be told apart.
const RIDGE: f64 = 1e-11;

/// What the parameters may be.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// Parameters that stay where they are.
    pub fixed: Vec<bool>,
}

/// A slope that is added to the log-likelihood: its scalar product with the
/// parameters.
pub(crate) type Tilt<'t> = &'t [f64];

/// Where a climb ended.
#[derive(Debug, Clone)]
pub(crate) struct Summit {
    pub parameters: Vec<f64>,
    /// The log-likelihood there, without any tilt.
    pub value: f64,
    pub iterations: usize,
    /// Parameters along which the climb went on without gaining anything: the
    /// log-likelihood does not tell them.
    pub adrift: Vec<usize>,
}

/// Climbs from `start`, which must lie within the bounds.
///
/// # Errors
///
/// If the climb does not end.
pub(crate) fn climb(
    problem: &Problem<'_>,
    bounds: &Bounds,
    start: Vec<f64>,
    tilt: Option<Tilt<'_>>,
) -> Result<Summit, Error> {
    let layout = problem.layout;
    let linear = (0..layout.len()).all(|p| layout.is_linear(p) || bounds.fixed[p]);
    let mut at = start;
    // Scoring leads safely to the neighbourhood of a maximum, where the observed
    // information is positive definite and its steps are the better ones.
    let exact = !linear && problem.has_exact_curvature();
    let mut here = evaluate(problem, &at, tilt, Want::Information);
    let mut damping: f64 = if linear { 0.0 } else { 1e-3 };
    let mut promise = f64::INFINITY;
    // Far from a maximum the observed information can be indefinite beyond what
    // damping mends; from there scoring leads on for a while.
    let mut approach = APPROACH;
    let mut halfway: Option<(f64, Vec<f64>)> = None;
    for iteration in 0..STEPS {
        if iteration == STEPS / 2 {
            halfway = Some((here.value, at.clone()));
        }
        if !linear && !exact && iteration >= PATIENCE && iteration.is_multiple_of(2) {
            let observed = observe(problem, bounds, &at, &mut here.information);
            if observed {
                // The damping was that of the estimate.
                damping = damping.min(1e-3);
            }
        }
        let want = if exact && iteration + 1 >= approach {
            Want::Observed
        } else {
            Want::Information
        };
        let mut moved = false;
        for _ in 0..60 {
            let Some(step) = step(layout, &here, bounds, &at, damping + RIDGE) else {
                damping = (10.0 * damping).max(1e-6);
                continue;
            };
            promise = step.promise;
            if !promise.is_finite() {
                damping = (8.0 * damping).max(1e-4);
                continue;
            }
            let next: Vec<f64> = at
                .iter()
                .zip(&step.change)
                .enumerate()
                .map(|(p, (x, d))| (x + d).clamp(bounds.lower[p], bounds.upper[p]))
                .collect();
            // With the observed information the model is Newton's.
            let newton = linear || (exact && iteration >= approach && damping <= 1e-3);
            if newton
                && tilt.is_none()
                && promise < PROMISE.max(RELATIVE_PROMISE * here.value.abs())
            {
                return Ok(Summit {
                    parameters: next,
                    value: here.value + promise,
                    iterations: iteration,
                    adrift: Vec::new(),
                });
            }
            if promise < PROMISE && damping < 1e-2 {
                return Ok(finish(problem, at, &here, next, tilt, iteration));
            }
            if !next.iter().all(|x| x.abs() < FARTHEST) {
                return Err(Error::DidNotConverge {
                    what: "the maximum likelihood fit",
                    iterations: iteration,
                });
            }
            let there = evaluate(problem, &next, tilt, want);
            let gain = there.value - here.value;
            // Below the rounding of the sum a gain cannot be told from a loss.
            let rounding = 4.0 * f64::EPSILON * here.value.abs();
            if gain >= 1e-4 * promise - rounding {
                damping = if gain > 0.5 * promise {
                    if damping < 1e-9 { 0.0 } else { 0.1 * damping }
                } else if gain < 0.1 * promise {
                    4.0 * damping
                } else {
                    damping
                };
                at = next;
                here = there;
                moved = true;
                break;
            }
            damping = (8.0 * damping).max(1e-4);
        }
        if !moved {
            if exact && iteration >= approach {
                approach = iteration + 1 + PATIENCE;
                here = evaluate(problem, &at, tilt, Want::Information);
                damping = 1e-3;
                continue;
            }
            break;
        }
    }
    // Where no step gains anything more the summit is reached as far as rounding
    // can tell. On a ridge hundreds of steps gain next to nothing: what still
    // moves along it cannot be told.
    let ridge = halfway.filter(|(earlier, _)| here.value - earlier < RIDGE_GAIN);
    if promise < 1e-6 || ridge.is_some() {
        let adrift = ridge.map_or(Vec::new(), |(_, then)| {
            (0..at.len())
                .filter(|&p| (at[p] - then[p]).abs() > DRIFT)
                .collect()
        });
        let same = at.clone();
        let mut summit = finish(problem, at, &here, same, tilt, STEPS);
        summit.adrift = adrift;
        return Ok(summit);
    }
    Err(Error::DidNotConverge {
        what: "the maximum likelihood fit",
        iterations: STEPS,
    })
}

/// Takes the last step if it does not lead down.
fn finish(
    problem: &Problem<'_>,
    at: Vec<f64>,
    here: &Evaluation,
    next: Vec<f64>,
    tilt: Option<Tilt<'_>>,
    iterations: usize,
) -> Summit {
    let lift = |parameters: &[f64]| tilt.map_or(0.0, |tilt| dot(tilt, parameters));
    let value = here.value - lift(&at);
    let other = if next == at {
        value
    } else {
        problem.evaluate(&next, Want::Value).value
    };
    let (parameters, value) = if other + lift(&next) >= here.value {
        (next, other)
    } else {
        (at, value)
    };
    Summit {
        parameters,
        value,
        iterations,
        adrift: Vec::new(),
    }
}

fn evaluate(problem: &Problem<'_>, at: &[f64], tilt: Option<Tilt<'_>>, want: Want) -> Evaluation {
    let mut evaluation = problem.evaluate(at, want);
    if let Some(tilt) = tilt {
        evaluation.value += dot(tilt, at);
        for (slope, extra) in evaluation.gradient.iter_mut().zip(tilt) {
            *slope += extra;
        }
    }
    evaluation
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

struct Step {
    change: Vec<f64>,
    /// What the quadratic model gains.
    promise: f64,
}

/// The step that maximises the damped quadratic model within the bounds.
fn step(
    layout: Layout,
    here: &Evaluation,
    bounds: &Bounds,
    at: &[f64],
    ridge: f64,
) -> Option<Step> {
    let size = at.len();
    let gradient = &here.gradient;
    let mut change = vec![0.0; size];
    let mut free: Vec<usize> = (0..size)
        .filter(|&p| {
            let outward = (at[p] <= bounds.lower[p] && gradient[p] <= 0.0)
                || (at[p] >= bounds.upper[p] && gradient[p] >= 0.0);
            // A parameter that nothing depends on here has no information.
            !bounds.fixed[p] && !outward && here.information[(p, p)] > 0.0
        })
        .collect();
    // A weight that adds to no intensity, but to its integral, can only fall.
    for p in 0..size {
        let falls = layout.is_linear(p)
            && !bounds.fixed[p]
            && here.information[(p, p)] <= 0.0
            && gradient[p] < 0.0;
        if falls && at[p] > bounds.lower[p] && bounds.lower[p].is_finite() {
            change[p] = bounds.lower[p] - at[p];
        }
    }
    let mut right = gradient.clone();
    while !free.is_empty() {
        let solution = matrix::solve(&here.information, &right, &free, ridge)?;
        let mut crossing = Vec::new();
        for (&p, &d) in free.iter().zip(&solution) {
            change[p] = d;
            if at[p] + d < bounds.lower[p] {
                change[p] = bounds.lower[p] - at[p];
                crossing.push(p);
            } else if at[p] + d > bounds.upper[p] {
                change[p] = bounds.upper[p] - at[p];
                crossing.push(p);
            }
        }
        if crossing.is_empty() {
            break;
        }
        free.retain(|p| !crossing.contains(p));
        for &pinned in &crossing {
            for &p in &free {
                right[p] -= here.information[(p, pinned)] * change[pinned];
            }
        }
    }
    let mut promise = 0.0;
    for p in 0..size {
        if change[p] == 0.0 {
            continue;
        }
        promise += gradient[p] * change[p];
        for q in 0..size {
            promise -= 0.5 * change[p] * here.information[(p, q)] * change[q];
        }
    }
    // Pinning one after the other can, rarely, end below where it began.
    (promise >= 0.0).then_some(Step { change, promise })
}

/// Puts the observed information in place of its estimate wherever a parameter
/// is not linear, if it is positive definite; tells whether it is.
fn observe(
    problem: &Problem<'_>,
    bounds: &Bounds,
    at: &[f64],
    information: &mut DMatrix<f64>,
) -> bool {
    let curved = curved(problem.layout, bounds, at, information);
    if 2 * curved.len() > MOST_DIFFERENCES {
        return false;
    }
    let Some(observed) = observed_information(problem, at, &curved, information) else {
        return false;
    };
    let free: Vec<usize> = (0..at.len())
        .filter(|&p| !bounds.fixed[p] && observed[(p, p)] != 0.0 && at[p] > bounds.lower[p])
        .collect();
    let definite = matrix::inverse(&observed, &free).is_some();
    if definite {
        *information = observed;
    }
    definite
}

/// Parameters that do not enter linearly and that something depends on.
pub(crate) fn curved(
    layout: Layout,
    bounds: &Bounds,
    at: &[f64],
    information: &DMatrix<f64>,
) -> Vec<usize> {
    (0..layout.len())
        .filter(|&p| {
            !layout.is_linear(p)
                && !bounds.fixed[p]
                && information[(p, p)] > 0.0
                && at[p] > bounds.lower[p]
                && at[p] < bounds.upper[p]
        })
        .collect()
}

/// The observed information: exact where parameters are linear, and from central
/// differences of the exact gradient for the others. `None` where a neighbour
/// is impossible.
pub(crate) fn observed_information(
    problem: &Problem<'_>,
    at: &[f64],
    curved: &[usize],
    information: &DMatrix<f64>,
) -> Option<DMatrix<f64>> {
    let mut observed = information.clone();
    let mut columns = Vec::with_capacity(curved.len());
    for &p in curved {
        let step = f64::EPSILON.cbrt() * at[p].abs().max(1.0);
        let gradient_at = |value: f64| {
            let mut moved = at.to_vec();
            moved[p] = value;
            let evaluation = problem.evaluate(&moved, Want::Gradient);
            evaluation.value.is_finite().then_some(evaluation.gradient)
        };
        let (above, below) = (gradient_at(at[p] + step)?, gradient_at(at[p] - step)?);
        columns.push(
            above
                .iter()
                .zip(&below)
                .map(|(a, b)| -(a - b) / (2.0 * step))
                .collect::<Vec<f64>>(),
        );
    }
    for (&p, column) in curved.iter().zip(&columns) {
        for (q, &entry) in column.iter().enumerate() {
            observed[(p, q)] = entry;
            observed[(q, p)] = entry;
        }
    }
    // Both differences of a pair are known: their mean is symmetric.
    for (i, &p) in curved.iter().enumerate() {
        for (j, &q) in curved.iter().enumerate() {
            observed[(p, q)] = 0.5 * (columns[i][q] + columns[j][p]);
        }
    }
    observed
        .iter()
        .all(|entry| entry.is_finite())
        .then_some(observed)
}
