//! Quasi-Poisson regression with logarithmic link on a seasonal factor and an
//! optional linear time trend, by iteratively reweighted least squares.
//!
//! The design has one intercept per level and one slope, so that the normal
//! equations are solved level by level (analysis of covariance) in time
//! proportional to the number of observations. Start, stopping rule and the
//! iteration at which weights and leverages are read are those of `glm.fit`
//! in R, so that the results agree to rounding error also when the stopping
//! rule ends the iterations early.

use crate::error::Error;

/// One reference count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observation {
    pub count: f64,
    /// Periods relative to the period of interest, so that the prediction is
    /// at time 0.
    pub time: f64,
    /// Seasonal level; the prediction is at level 0.
    pub level: usize,
    /// Prior weight `ω`.
    pub weight: f64,
}

/// A fitted regression. Variances are to be multiplied by a dispersion.
#[derive(Debug)]
pub(crate) struct Fit {
    pub converged: bool,
    /// Linear predictor at level 0 and time 0, and its unscaled variance.
    pub log_mean: f64,
    pub log_mean_variance: f64,
    /// Slope per period, when one was asked for and is identified.
    pub slope: Option<f64>,
    pub slope_variance: f64,
    /// `Σ ω (y − μ)² / μ / df`.
    pub pearson_dispersion: f64,
    /// `Σ ω ((y − μ) / μ)² / df`.
    pub prior_weighted_dispersion: f64,
    pub degrees_of_freedom: f64,
    pub means: Vec<f64>,
    pub leverages: Vec<f64>,
}

const MAXIMUM_ITERATIONS: usize = 25;
const STOPPING_TOLERANCE: f64 = 1e-8;

/// Weighted sums over one level.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    weight: f64,
    time: f64,
    response: f64,
    intercept: f64,
}

/// Fits the regression; `levels` is the number of levels.
///
/// # Errors
/// [`Error::TooFewPoints`] without residual degrees of freedom.
pub(crate) fn fit(data: &[Observation], levels: usize, trend: bool) -> Result<Fit, Error> {
    let n = data.len();
    let mut present = vec![false; levels];
    for observation in data {
        present[observation.level] = true;
    }
    let parameters = present.iter().filter(|&&p| p).count() + usize::from(trend);
    if n <= parameters {
        return Err(Error::TooFewPoints {
            needed: parameters + 1,
            have: n,
        });
    }
    let degrees_of_freedom = (n - parameters) as f64;

    let mut means: Vec<f64> = data
        .iter()
        .map(|observation| observation.count + 0.1)
        .collect();
    let mut predictors: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
    let mut weights = vec![0.0; n];
    let mut responses = vec![0.0; n];
    // The part of the deviance that does not depend on the fit.
    let constant: f64 = data
        .iter()
        .filter(|observation| observation.count > 0.0)
        .map(|observation| observation.weight * observation.count * (observation.count.ln() - 1.0))
        .sum();
    let deviance = |means: &[f64], predictors: &[f64]| {
        let mut sum = constant;
        for ((observation, mean), predictor) in data.iter().zip(means).zip(predictors) {
            sum += observation.weight * (mean - observation.count * predictor);
        }
        2.0 * sum
    };
    let mut previous = deviance(&means, &predictors);
    let mut converged = false;
    let mut table = vec![Level::default(); levels];
    let mut slope = 0.0;
    let mut spread = 0.0;
    for _ in 0..MAXIMUM_ITERATIONS {
        table.fill(Level::default());
        for (i, observation) in data.iter().enumerate() {
            let mean = means[i];
            let weight = observation.weight * mean;
            let response = predictors[i] + (observation.count - mean) / mean;
            weights[i] = weight;
            responses[i] = response;
            let level = &mut table[observation.level];
            level.weight += weight;
            level.time += weight * observation.time;
            level.response += weight * response;
        }
        for level in table.iter_mut().filter(|level| level.weight > 0.0) {
            level.time /= level.weight;
            level.response /= level.weight;
        }
        if trend {
            spread = 0.0;
            let mut product = 0.0;
            for (i, observation) in data.iter().enumerate() {
                let level = &table[observation.level];
                let deviation = observation.time - level.time;
                spread += weights[i] * deviation * deviation;
                product += weights[i] * deviation * (responses[i] - level.response);
            }
            if spread <= 0.0 {
                return fit(data, levels, false);
            }
            slope = product / spread;
        }
        for level in &mut table {
            level.intercept = level.response - slope * level.time;
        }
        for (i, observation) in data.iter().enumerate() {
            predictors[i] = table[observation.level].intercept + slope * observation.time;
            means[i] = predictors[i].exp();
        }
        let current = deviance(&means, &predictors);
        if !current.is_finite() {
            break;
        }
        if (current - previous).abs() / (current.abs() + 0.1) < STOPPING_TOLERANCE {
            converged = true;
            break;
        }
        previous = current;
    }

    let mut pearson = 0.0;
    let mut prior_weighted = 0.0;
    let mut leverages = Vec::with_capacity(n);
    for (i, observation) in data.iter().enumerate() {
        let residual = (observation.count - means[i]) / means[i];
        pearson += weights[i] * residual * residual;
        prior_weighted += observation.weight * residual * residual;
        let level = &table[observation.level];
        let mut leverage = weights[i] / level.weight;
        if trend {
            let deviation = observation.time - level.time;
            leverage += weights[i] * deviation * deviation / spread;
        }
        leverages.push(leverage);
    }
    let here = table[0];
    let mut log_mean_variance = 1.0 / here.weight;
    if trend {
        log_mean_variance += here.time * here.time / spread;
    }
    Ok(Fit {
        converged,
        log_mean: here.intercept,
        log_mean_variance,
        slope: trend.then_some(slope),
        slope_variance: if trend { 1.0 / spread } else { 0.0 },
        pearson_dispersion: pearson / degrees_of_freedom,
        prior_weighted_dispersion: prior_weighted / degrees_of_freedom,
        degrees_of_freedom,
        means,
        leverages,
    })
}
