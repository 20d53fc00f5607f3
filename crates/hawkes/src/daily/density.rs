//! Likelihood with priors, and likelihood with what holds knots together.

use super::{likelihood::Likelihood, prior::Priors};
use crate::posterior::LogDensity;

/// Likelihood times prior, in numbers that are standard normal under the prior.
pub(super) struct PosteriorDensity<'a> {
    pub likelihood: &'a Likelihood<'a>,
    pub priors: &'a Priors,
}

impl PosteriorDensity<'_> {
    /// The unconstrained parameters that a draw stands for.
    pub fn vector(&self, standard: &[f64]) -> Vec<f64> {
        let mut vector = vec![0.0; standard.len()];
        let mut slopes = vec![0.0; standard.len()];
        self.priors
            .place(&self.likelihood.layout, standard, &mut vector, &mut slopes);
        vector
    }
}

impl LogDensity for PosteriorDensity<'_> {
    fn dimension(&self) -> usize {
        self.likelihood.layout.dimension()
    }

    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let mut vector = vec![0.0; at.len()];
        let mut slopes = vec![0.0; at.len()];
        self.priors
            .place(&self.likelihood.layout, at, &mut vector, &mut slopes);
        let mut value = self.likelihood.evaluate(&vector, gradient);
        for ((gradient, slope), z) in gradient.iter_mut().zip(&slopes).zip(at) {
            *gradient = *gradient * slope - z;
            value -= 0.5 * z * z;
        }
        value
    }
}

/// The likelihood, with a normal density of standard deviation 1 on the changes
/// of the background from knot to knot.
pub(super) struct Penalised<'a>(pub &'a Likelihood<'a>);

impl LogDensity for Penalised<'_> {
    fn dimension(&self) -> usize {
        self.0.layout.dimension()
    }

    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let mut value = self.0.evaluate(at, gradient);
        let layout = &self.0.layout;
        for kind in 0..layout.kinds {
            for column in self.0.design.knots.clone() {
                let place = kind * layout.width + column;
                value -= 0.5 * at[place] * at[place];
                gradient[place] -= at[place];
            }
        }
        value
    }
}
