//! Minimises a smooth function from several starts: L-BFGS with the line search
//! of Moré and Thuente (library argmin).

use crate::Error;
use argmin::core::{CostFunction, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use nalgebra::DMatrix;
use std::cell::RefCell;

/// How many pairs of steps and gradients L-BFGS remembers.
const MEMORY: usize = 10;
/// Steps of one run of L-BFGS.
const ITERATIONS: u64 = 300;
/// How often L-BFGS is begun anew where its line search gave up.
const RESTARTS: usize = 3;
/// Two optima are the same if their values differ by less than this.
const SAME: f64 = 1e-4;

/// The best of the minima found.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    /// Where it lies.
    pub point: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Whether every start that converged arrived at this value.
    pub starts_agree: bool,
}

/// A function with its last evaluation, since the library asks for value and
/// gradient apart, and its best evaluation, since the library forgets it where
/// its line search gives up.
struct Remembered<'a, F> {
    function: &'a F,
    last: RefCell<Option<Evaluation>>,
    best: &'a RefCell<Option<Evaluation>>,
}

#[derive(Clone)]
struct Evaluation {
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl Evaluation {
    fn gradient_norm(&self) -> f64 {
        self.gradient.iter().fold(0.0, |norm, g| g.abs().max(norm))
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Remembered<'_, F> {
    fn evaluate(&self, point: &[f64]) -> Evaluation {
        if let Some(last) = self.last.borrow().as_ref()
            && last.point == point
        {
            return last.clone();
        }
        let mut gradient = vec![0.0; point.len()];
        let mut value = (self.function)(point, &mut gradient);
        if !value.is_finite() || gradient.iter().any(|g| !g.is_finite()) {
            // A wall that the line search turns back from.
            value = f64::MAX / 4.0;
            gradient.fill(0.0);
        }
        let evaluation = Evaluation {
            point: point.to_vec(),
            value,
            gradient,
        };
        let mut best = self.best.borrow_mut();
        if best.as_ref().is_none_or(|best| value < best.value) {
            *best = Some(evaluation.clone());
        }
        *self.last.borrow_mut() = Some(evaluation.clone());
        evaluation
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> CostFunction for Remembered<'_, F> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, point: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok(self.evaluate(point).value)
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Gradient for Remembered<'_, F> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, point: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.evaluate(point).gradient)
    }
}

/// Minimises `function`, which writes its gradient and returns its value, from
/// every start; a value that is not finite marks a point outside its domain.
///
/// A start has converged where no component of the gradient exceeds `tolerance`.
///
/// # Errors
///
/// If no start converged.
pub(crate) fn minimise<F: Fn(&[f64], &mut [f64]) -> f64>(
    function: F,
    starts: &[Vec<f64>],
    tolerance: f64,
) -> Result<Optimum, Error> {
    let optima: Vec<Evaluation> = starts
        .iter()
        .filter_map(|start| descend(&function, start, tolerance))
        .filter(|optimum| optimum.gradient_norm() <= tolerance)
        .collect();
    let best = optima
        .iter()
        .min_by(|a, b| a.value.total_cmp(&b.value))
        .ok_or(Error::DidNotConverge {
            what: "the maximum likelihood fit",
            iterations: ITERATIONS as usize * (RESTARTS + 1),
        })?;
    Ok(Optimum {
        point: best.point.clone(),
        value: best.value,
        starts_agree: optima.iter().all(|other| other.value - best.value < SAME),
    })
}

/// The best point on the way down from one start.
fn descend<F: Fn(&[f64], &mut [f64]) -> f64>(
    function: &F,
    start: &[f64],
    tolerance: f64,
) -> Option<Evaluation> {
    let best = RefCell::new(None);
    let mut from = start.to_vec();
    for _ in 0..=RESTARTS {
        let problem = Remembered {
            function,
            last: RefCell::new(None),
            best: &best,
        };
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
            .with_tolerance_grad(0.5 * tolerance)
            .ok()?
            .with_tolerance_cost(0.0)
            .ok()?;
        // A failed line search is no failure of the descent: the best point is
        // kept and the search begun anew from there, along the gradient.
        let _gave_up = Executor::new(problem, solver)
            .configure(|state| state.param(from.clone()).max_iters(ITERATIONS))
            .run()
            .is_err();
        let reached = best.borrow().clone()?;
        if reached.gradient_norm() <= tolerance || reached.point == from {
            return Some(reached);
        }
        from = reached.point;
    }
    best.into_inner()
}

/// The matrix of second derivatives, from central differences of the gradient,
/// made symmetric. `None` where a neighbouring point lies outside the domain.
pub(crate) fn hessian<F: Fn(&[f64], &mut [f64]) -> f64>(
    function: F,
    point: &[f64],
) -> Option<DMatrix<f64>> {
    let n = point.len();
    let mut hessian = DMatrix::<f64>::zeros(n, n);
    let (mut above, mut below) = (vec![0.0; n], vec![0.0; n]);
    for column in 0..n {
        // The cube root of the machine's precision balances truncation and
        // rounding of a central difference.
        let step = f64::EPSILON.cbrt() * point[column].abs().max(1.0);
        let mut moved = point.to_vec();
        moved[column] = point[column] + step;
        let value_above = function(&moved, &mut above);
        moved[column] = point[column] - step;
        let value_below = function(&moved, &mut below);
        if !(value_above.is_finite() && value_below.is_finite()) {
            return None;
        }
        for row in 0..n {
            let slope = (above[row] - below[row]) / (2.0 * step);
            hessian[(row, column)] += 0.5 * slope;
            hessian[(column, row)] += 0.5 * slope;
        }
    }
    hessian.iter().all(|h| h.is_finite()).then_some(hessian)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley, minimum 0 at (1, 1).
    fn valley(x: &[f64], gradient: &mut [f64]) -> f64 {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        gradient[0] = -2.0 * a - 400.0 * x[0] * b;
        gradient[1] = 200.0 * b;
        a * a + 100.0 * b * b
    }

    #[test]
    fn finds_the_minimum_of_a_curved_valley() {
        let optimum =
            minimise(valley, &[vec![-1.2, 1.0], vec![3.0, -2.0]], 1e-7).expect("converges");
        assert!((optimum.point[0] - 1.0).abs() < 1e-6 && (optimum.point[1] - 1.0).abs() < 1e-6);
        assert!(optimum.starts_agree);
        assert!(optimum.value < 1e-12);
    }

    #[test]
    fn tells_that_starts_disagree() {
        // Two wells, the deeper near -1.
        let wells = |x: &[f64], gradient: &mut [f64]| {
            let square = x[0] * x[0] - 1.0;
            gradient[0] = 4.0 * x[0] * square + 0.3;
            square * square + 0.3 * x[0]
        };
        let optimum = minimise(wells, &[vec![0.95], vec![-1.05]], 1e-7).expect("converges");
        assert!(!optimum.starts_agree);
        assert!(optimum.point[0] < 0.0);
    }

    #[test]
    fn refuses_a_slope_without_end() {
        let slope = |x: &[f64], gradient: &mut [f64]| {
            gradient[0] = 1.0;
            x[0]
        };
        assert!(matches!(
            minimise(slope, &[vec![0.0]], 1e-6),
            Err(Error::DidNotConverge { .. })
        ));
    }

    #[test]
    fn differences_the_gradient() {
        let hessian = hessian(valley, &[1.0, 1.0]).expect("finite");
        let expected = DMatrix::from_row_slice(2, 2, &[802.0, -400.0, -400.0, 200.0]);
        assert!((hessian - expected).amax() < 1e-5);
    }
}
