//! How estimates scatter near the bounds of the weights.
//!
//! With many events the log-likelihood is quadratic about its maximum, and the
//! estimate is the point of the weights of 0 or more that is nearest, in the
//! metric of the information, to a normal vector about the truth (Chernoff 1954;
//! Self and Liang 1987). Here that law is drawn from, so that the law of any
//! function of the weights is known also where weights lie on their bound or the
//! function is not smooth.

use super::branching::{Ratio, Side};
use super::fit::Fit;
use super::likelihood::{Problem, Want};
use super::matrix;
use nalgebra::{Cholesky, DMatrix, DVector};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// Normal vectors drawn; each is used with both signs.
const DRAWS: usize = 2_000;
/// The same draws for every end, so that the answer has no noise of its own from
/// threshold to threshold.
const SEED: u64 = 20;
/// Rounds of the search for the nearest point within the bounds.
const ROUNDS: usize = 200;

/// The normal law in the place of the log-likelihood.
pub(super) struct Limit {
    ratio: Ratio,
    /// Weights that the catalogue tells of.
    weights: Vec<usize>,
    /// Their information, everything else maximised over.
    information: DMatrix<f64>,
    /// Vectors with the inverse of the information as covariance.
    draws: Vec<DVector<f64>>,
    gradient: Vec<f64>,
    /// The information of all parameters.
    whole: DMatrix<f64>,
}

impl Limit {
    /// `None` where the information does not exist or is not positive definite.
    pub fn of(fit: &Fit, problem: &Problem<'_>, ratio: &Ratio) -> Option<Self> {
        let whole = fit.information(problem)?;
        let gradient = problem.evaluate(&fit.parameters, Want::Gradient).gradient;
        let kinds = fit.layout.kinds;
        let weights: Vec<usize> = (0..kinds)
            .flat_map(|kind| fit.layout.weights(kind))
            .filter(|&p| whole[(p, p)] > 0.0)
            .collect();
        let others: Vec<usize> = (0..fit.parameters.len())
            .filter(|p| !weights.contains(p) && whole[(*p, *p)] > 0.0 && fit.is_inside(*p))
            .collect();
        if weights.is_empty() {
            return None;
        }
        let part = |rows: &[usize], columns: &[usize]| {
            DMatrix::from_fn(rows.len(), columns.len(), |row, column| {
                whole[(rows[row], columns[column])]
            })
        };
        let mut information = part(&weights, &weights);
        if !others.is_empty() {
            let cross = part(&others, &weights);
            information -= cross.transpose() * matrix::inverse(&whole, &others)? * cross;
        }
        let factor = Cholesky::new(information.clone())?;
        let upper = factor.l().transpose();
        let mut random = ChaCha12Rng::seed_from_u64(SEED);
        let draws = (0..DRAWS)
            .map(|_| {
                let normal = DVector::from_fn(weights.len(), |_, _| {
                    random.sample::<f64, _>(StandardNormal)
                });
                upper.solve_upper_triangular(&normal)
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            ratio: *ratio,
            weights,
            information,
            draws,
            gradient,
            whole,
        })
    }

    /// By how much the quadratic falls from `summit` to `other`.
    pub fn quadratic_fall(&self, summit: &[f64], other: &[f64]) -> f64 {
        let change: Vec<f64> = summit.iter().zip(other).map(|(a, b)| b - a).collect();
        let mut fall = 0.0;
        for (p, d) in change.iter().enumerate() {
            fall -= self.gradient[p] * d;
            for (q, e) in change.iter().enumerate() {
                fall += 0.5 * d * self.whole[(p, q)] * e;
            }
        }
        fall
    }

    /// The probability that the estimated branching ratio is off by `distance` or
    /// more, were `truth` true, whose branching ratio is `ratio`: above it for the
    /// lower end of an interval, below it for the upper end.
    pub fn probability(&self, truth: &[f64], ratio: f64, side: Side, distance: f64) -> f64 {
        let hits: usize = self
            .draws
            .par_iter()
            .map(|draw| {
                [1.0, -1.0]
                    .into_iter()
                    .filter(|sign| {
                        let estimate = self.estimate(truth, *sign, draw);
                        match side {
                            Side::Lower => estimate - ratio >= distance,
                            Side::Upper => estimate <= (ratio - distance).max(0.0),
                        }
                    })
                    .count()
            })
            .sum();
        (hits as f64 + 0.5) / (2.0 * DRAWS as f64 + 1.0)
    }

    /// The branching ratio of the estimate that a draw leads to.
    fn estimate(&self, truth: &[f64], sign: f64, draw: &DVector<f64>) -> f64 {
        let mut parameters = truth.to_vec();
        let centre: Vec<f64> = self
            .weights
            .iter()
            .zip(draw)
            .map(|(&p, d)| truth[p] + sign * d)
            .collect();
        let nearest = self.nearest(&centre);
        for (&p, value) in self.weights.iter().zip(nearest) {
            parameters[p] = value;
        }
        self.ratio.value(&parameters)
    }

    /// The point without negative entries that is nearest in the metric of the
    /// information, by descent along one entry after the other.
    fn nearest(&self, centre: &[f64]) -> Vec<f64> {
        let mut point: Vec<f64> = centre.iter().map(|c| c.max(0.0)).collect();
        if centre.iter().all(|c| *c >= 0.0) {
            return point;
        }
        let size = centre.len();
        for _ in 0..ROUNDS {
            let mut largest = 0.0f64;
            for p in 0..size {
                let own = self.information[(p, p)];
                let slope: f64 = (0..size)
                    .map(|q| self.information[(p, q)] * (point[q] - centre[q]))
                    .sum();
                let next = (point[p] - slope / own).max(0.0);
                // In standard deviations given the others.
                largest = largest.max((next - point[p]).abs() * own.sqrt());
                point[p] = next;
            }
            if largest < 1e-4 {
                break;
            }
        }
        point
    }
}
