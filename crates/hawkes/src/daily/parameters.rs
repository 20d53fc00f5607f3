//! The parameters by name, and their order in one vector of numbers.

use std::ops::Range;

use serde::Serialize;

use super::model::{HalfLife, Kernel, Model};
use crate::error::{self, Error};

/// Parameters of the daily model on their own scales.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameters {
    /// `background[kind]`: coefficients of the log-rate; the first is its
    /// intercept, so that `exp` of it is the rate per day where the background
    /// is constant.
    pub background: Vec<Vec<f64>>,
    /// `weights[component][excited][exciting]`: expected events brought about,
    /// through each component of the kernel.
    pub weights: Vec<Vec<Vec<f64>>>,
    /// `half_lives[excited][exciting]` in days, where the kernel is geometric.
    pub half_lives: Option<Vec<Vec<f64>>>,
    /// Variance over mean of each kind, at least 1.
    pub dispersions: Vec<f64>,
}

impl Parameters {
    /// `matrix[excited][exciting]`: expected events of the excited kind that one
    /// event of the exciting kind brings about.
    pub fn matrix(&self) -> Vec<Vec<f64>> {
        let kinds = self.background.len();
        let mut matrix = vec![vec![0.0; kinds]; kinds];
        for component in &self.weights {
            for (sums, row) in matrix.iter_mut().zip(component) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += weight;
                }
            }
        }
        matrix
    }

    /// The branching ratio: spectral radius of [`Parameters::matrix`]. Below 1
    /// activity dies out without background, from 1 on it feeds itself.
    pub fn branching_ratio(&self) -> f64 {
        spectral_radius(&self.matrix())
    }
}

/// The spectral radius of a matrix without negative entries, by squaring: the
/// norm of a high power has it as its root, whatever the period of the matrix.
pub fn spectral_radius(matrix: &[Vec<f64>]) -> f64 {
    let n = matrix.len();
    let mut power: Vec<f64> = matrix.iter().flatten().copied().collect();
    // The power before, over its norm.
    let mut before = vec![0.0; n * n];
    let mut log_radius = 0.0;
    let mut exponent = 1.0;
    for _ in 0..24 {
        let norm = (0..n)
            .map(|row| power[row * n..(row + 1) * n].iter().sum::<f64>())
            .fold(0.0, f64::max);
        if norm == 0.0 || !norm.is_finite() {
            return if norm == 0.0 { 0.0 } else { f64::INFINITY };
        }
        let is_multiple = power
            .iter()
            .zip(&before)
            .all(|(now, before)| (now - norm * before).abs() <= 1e-14 * norm);
        if is_multiple {
            // All norms to come are this one, with exponents that double.
            return (log_radius + 2.0 * norm.ln() / exponent).exp();
        }
        log_radius += norm.ln() / exponent;
        for value in &mut power {
            *value /= norm;
        }
        std::mem::swap(&mut power, &mut before);
        power.fill(0.0);
        for row in 0..n {
            for inner in 0..n {
                let left = before[row * n + inner];
                for column in 0..n {
                    power[row * n + column] += left * before[inner * n + column];
                }
            }
        }
        exponent *= 2.0;
    }
    log_radius.exp()
}

/// The order of the parameters in a vector of unconstrained numbers:
/// coefficients of the background kind by kind, logarithms of the weights, of
/// the half-lives, and of the excess dispersions.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub kinds: usize,
    /// Coefficients of each background.
    pub width: usize,
    /// The weights that exist.
    pub terms: Vec<Term>,
    pub components: usize,
    pub half_lives: usize,
    pub dispersions: usize,
    given_half_life: Option<f64>,
    geometric: bool,
}

/// A weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub excited: usize,
    pub exciting: usize,
    pub component: usize,
}

impl Layout {
    pub fn new(model: &Model, kinds: usize, width: usize) -> Self {
        let components = model.kernel.components();
        let mut terms = Vec::new();
        for excited in 0..kinds {
            for exciting in 0..kinds {
                if model.excitation.allows(excited, exciting) {
                    terms.extend((0..components).map(|component| Term {
                        excited,
                        exciting,
                        component,
                    }));
                }
            }
        }
        let half_lives = match model.kernel {
            Kernel::Geometric(HalfLife::Shared) => usize::from(!terms.is_empty()),
            Kernel::Geometric(HalfLife::PerPair) => terms.len(),
            _ => 0,
        };
        let given_half_life = match model.kernel {
            Kernel::Geometric(HalfLife::Given(half_life)) => Some(half_life),
            _ => None,
        };
        Self {
            kinds,
            width,
            components,
            half_lives,
            dispersions: model.observation.dispersions(kinds),
            given_half_life,
            geometric: matches!(model.kernel, Kernel::Geometric(_)) && !terms.is_empty(),
            terms,
        }
    }

    pub fn dimension(&self) -> usize {
        self.first_dispersion() + self.dispersions
    }

    pub fn first_term(&self) -> usize {
        self.kinds * self.width
    }

    pub fn first_half_life(&self) -> usize {
        self.first_term() + self.terms.len()
    }

    pub fn first_dispersion(&self) -> usize {
        self.first_half_life() + self.half_lives
    }

    /// The terms that excite a kind; terms stand in the order of excited kinds.
    pub fn terms_of(&self, kind: usize) -> Range<usize> {
        let each = self.terms.len() / self.kinds;
        kind * each..(kind + 1) * each
    }

    /// Where the logarithm of a term's half-life stands, if it is estimated.
    pub fn half_life_of_term(&self, term: usize) -> Option<usize> {
        match self.half_lives {
            0 => None,
            1 => Some(self.first_half_life()),
            _ => Some(self.first_half_life() + term),
        }
    }

    /// Where the logarithm of a kind's excess dispersion stands.
    pub fn dispersion_of_kind(&self, kind: usize) -> Option<usize> {
        match self.dispersions {
            0 => None,
            1 => Some(self.first_dispersion()),
            _ => Some(self.first_dispersion() + kind),
        }
    }

    /// The parameters that a vector stands for.
    pub fn read(&self, vector: &[f64]) -> Parameters {
        let k = self.kinds;
        let background = (0..k)
            .map(|kind| vector[kind * self.width..(kind + 1) * self.width].to_vec())
            .collect();
        let mut weights = vec![vec![vec![0.0; k]; k]; self.components];
        let mut half_lives = vec![vec![self.given_half_life.unwrap_or(0.0); k]; k];
        for (index, term) in self.terms.iter().enumerate() {
            weights[term.component][term.excited][term.exciting] =
                vector[self.first_term() + index].exp();
            if let Some(place) = self.half_life_of_term(index) {
                half_lives[term.excited][term.exciting] = vector[place].exp();
            }
        }
        let dispersions = (0..k)
            .map(|kind| {
                self.dispersion_of_kind(kind)
                    .map_or(1.0, |place| 1.0 + vector[place].exp())
            })
            .collect();
        Parameters {
            background,
            weights,
            half_lives: self.geometric.then_some(half_lives),
            dispersions,
        }
    }

    /// Checks that parameters have this layout and lie in their ranges.
    pub fn check(&self, parameters: &Parameters) -> Result<(), Error> {
        let k = self.kinds;
        error::dimension("backgrounds", k, parameters.background.len())?;
        for coefficients in &parameters.background {
            error::dimension(
                "coefficients of a background",
                self.width,
                coefficients.len(),
            )?;
            if let Some(index) = coefficients.iter().position(|value| !value.is_finite()) {
                return Err(Error::NotFinite {
                    what: "coefficient",
                    index,
                });
            }
        }
        error::dimension(
            "components of the weights",
            self.components,
            parameters.weights.len(),
        )?;
        let matrices = parameters.weights.iter().chain(&parameters.half_lives);
        for matrix in matrices {
            error::dimension("rows of a matrix", k, matrix.len())?;
            for row in matrix {
                error::dimension("columns of a matrix", k, row.len())?;
            }
        }
        for term in &self.terms {
            let weight = parameters.weights[term.component][term.excited][term.exciting];
            error::not_negative("weight", weight)?;
            if self.half_lives > 0 {
                let half_life = parameters
                    .half_lives
                    .as_ref()
                    .map_or(f64::NAN, |matrix| matrix[term.excited][term.exciting]);
                error::positive("half-life", half_life)?;
            }
        }
        error::dimension("dispersions", k, parameters.dispersions.len())?;
        for dispersion in &parameters.dispersions {
            error::not_negative("dispersion less one", dispersion - 1.0)?;
        }
        Ok(())
    }

    /// The vector that stands for parameters of this layout. A weight or an
    /// excess dispersion of zero becomes the smallest that is told from it.
    pub fn write(&self, parameters: &Parameters) -> Vec<f64> {
        const SMALLEST: f64 = 1e-9;
        let mut vector = vec![0.0; self.dimension()];
        for (kind, coefficients) in parameters.background.iter().enumerate() {
            vector[kind * self.width..(kind + 1) * self.width].copy_from_slice(coefficients);
        }
        for (index, term) in self.terms.iter().enumerate() {
            let weight = parameters.weights[term.component][term.excited][term.exciting];
            vector[self.first_term() + index] = weight.max(SMALLEST).ln();
            if let (Some(place), Some(half_lives)) =
                (self.half_life_of_term(index), &parameters.half_lives)
            {
                vector[place] = half_lives[term.excited][term.exciting].ln();
            }
        }
        for kind in 0..self.kinds {
            if let Some(place) = self.dispersion_of_kind(kind) {
                vector[place] = (parameters.dispersions[kind] - 1.0).max(SMALLEST).ln();
            }
        }
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spectral_radius_of_known_matrices() {
        let near = |matrix: &[Vec<f64>], radius: f64| {
            let found = spectral_radius(matrix);
            assert!(
                (found - radius).abs() <= 1e-5 * radius.max(1.0),
                "{found} for {radius}"
            );
        };
        near(&[vec![0.7]], 0.7);
        near(&[vec![0.0, 4.0], vec![1.0, 0.0]], 2.0);
        near(&[vec![0.5, 0.2], vec![0.1, 0.4]], 0.6);
        near(&[vec![0.5, 9.0], vec![0.0, 0.5]], 0.5);
        near(&[vec![0.0, 1.0], vec![0.0, 0.0]], 0.0);
    }
}
