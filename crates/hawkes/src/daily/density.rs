//! Likelihood with priors, and likelihood with what holds knots together.

use super::{likelihood::Likelihood, prior::Priors};
use crate::{
    Error,
    posterior::{LogDensity, metric::Metric, mode::climb},
};

/// Slope below which a point counts as the mode.
const FLAT: f64 = 1e-3;

/// The parameters of highest posterior density.
pub(super) struct Mode {
    /// As unconstrained numbers.
    pub vector: Vec<f64>,
    /// The directions and lengths there.
    metric: Metric,
    /// Log density, up to a constant of the priors.
    pub log_density: f64,
}

/// Likelihood times prior, in numbers that are standard normal under the prior.
pub(super) struct PosteriorDensity<'a> {
    pub likelihood: &'a Likelihood<'a>,
    pub priors: &'a Priors,
}

impl PosteriorDensity<'_> {
    /// The point of highest density, by a climb from the centre of the priors.
    ///
    /// # Errors
    ///
    /// Where the climb does not end.
    pub fn mode(&self) -> Result<Mode, Error> {
        let start = vec![0.0; self.dimension()];
        let optimum = climb(self, &[start], FLAT)?;
        Ok(Mode {
            vector: self.vector(&optimum.point),
            metric: Metric::at(self, &optimum.point),
            log_density: optimum.value,
        })
    }

    /// The point of highest density of a similar density: a climb from its mode,
    /// with its measure of all directions, ends after few steps.
    ///
    /// # Errors
    ///
    /// Where the climb does not end.
    pub fn mode_near(&self, other: &Mode) -> Result<Mode, Error> {
        let standardised = Standardised {
            density: self,
            metric: &other.metric,
        };
        let start = vec![0.0; self.dimension()];
        let optimum = climb(&standardised, &[start], FLAT)?;
        let mut point = vec![0.0; self.dimension()];
        other.metric.point(&optimum.point, &mut point);
        Ok(Mode {
            vector: self.vector(&point),
            metric: other.metric.clone(),
            log_density: optimum.value,
        })
    }

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
            for column in self.0.design.knots() {
                let place = kind * layout.width + column;
                value -= 0.5 * at[place] * at[place];
                gradient[place] -= at[place];
            }
        }
        value
    }
}

/// A density in the coordinates of a metric.
struct Standardised<'a, D> {
    density: &'a D,
    metric: &'a Metric,
}

impl<D: LogDensity> LogDensity for Standardised<'_, D> {
    fn dimension(&self) -> usize {
        self.metric.dimension()
    }

    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let mut point = vec![0.0; at.len()];
        let mut slopes = vec![0.0; at.len()];
        self.metric.point(at, &mut point);
        let value = self.density.evaluate(&point, &mut slopes);
        self.metric.pull_back(&slopes, gradient);
        value
    }
}
