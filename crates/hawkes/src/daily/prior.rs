//! Weak priors, for catalogues that are small.
//!
//! | Parameter | Prior | Says |
//! |---|---|---|
//! | background rate, kind `i` (at the intercept) | exponential, mean `(n_i + 1) / days` | as much as one event |
//! | other coefficients of the log-rate | normal, 0, standard deviation 1 | a factor of 2.7 over half the range of a trend, for a standard deviation of a covariate, or from knot to knot is nothing special |
//! | weight `alpha_ij` | exponential, mean `0.5 / kinds` (over all components) | before any data the branching ratio is about 0.5; as much as `2 kinds` events of kind `j` without a child |
//! | half-life | log-normal, median 10 days, 90 % from 1 to 100 days | a day to a few months |
//! | excess dispersion | exponential, mean 0.5 | a cause brings about few events on one day |
//!
//! The first uses the data's own rate, since no absolute rate could suit all
//! records; it weighs as much as one event. All others are free of the data.
//!
//! Draws are made in numbers that are standard normal under the prior, `z` with
//! `parameter = -mean ln(1 - Phi(z))` for the exponential ones. What the data do
//! not tell is then as easy to draw as what they tell.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use rand_distr::StandardNormal;
use serde::Serialize;

use super::{
    likelihood::Likelihood,
    model::Model,
    parameters::{Layout, Parameters},
    series::Series,
};
use crate::{
    error::{self, Error},
    posterior::standard::log_exponential,
};

/// Mean of the weak prior of the weights that excite a kind, together.
pub(super) const WEIGHT_MEAN: f64 = 0.5;

/// The priors of the parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Priors {
    /// Mean of the exponential prior of each kind's background rate per day.
    pub background_means: Vec<f64>,
    /// Standard deviation of the other coefficients of the log-rate.
    pub coefficient_deviation: f64,
    /// Mean of the exponential prior of a weight.
    pub weight_mean: f64,
    /// Median of the log-normal prior of a half-life, in days.
    pub half_life_median: f64,
    /// Standard deviation of its logarithm.
    pub half_life_deviation: f64,
    /// Mean of the exponential prior of the variance over the mean less one.
    pub excess_mean: f64,
}

impl Priors {
    /// The weak priors above.
    pub fn weak(series: &Series) -> Self {
        let days = series.covered_days.max(1) as f64;
        Self {
            background_means: series
                .totals
                .iter()
                .map(|total| (*total as f64 + 1.0) / days)
                .collect(),
            coefficient_deviation: 1.0,
            weight_mean: WEIGHT_MEAN / series.kinds.max(1) as f64,
            half_life_median: 10.0,
            // The 95 % quantile is ten times the median.
            half_life_deviation: std::f64::consts::LN_10 / 1.644_853_626_951_472_7,
            excess_mean: 0.5,
        }
    }

    pub(super) fn check(&self, kinds: usize) -> Result<(), Error> {
        error::dimension(
            "priors of the background",
            kinds,
            self.background_means.len(),
        )?;
        for mean in &self.background_means {
            error::positive("prior mean of a background rate", *mean)?;
        }
        error::positive(
            "prior deviation of a coefficient",
            self.coefficient_deviation,
        )?;
        error::positive("prior mean of a weight", self.weight_mean)?;
        error::positive("prior median of a half-life", self.half_life_median)?;
        error::positive("prior deviation of a half-life", self.half_life_deviation)?;
        error::positive("prior mean of the excess dispersion", self.excess_mean)
    }

    /// The unconstrained parameters that standard normal numbers stand for, and
    /// the slope of each in its number.
    pub(super) fn place(
        &self,
        layout: &Layout,
        standard: &[f64],
        vector: &mut [f64],
        slopes: &mut [f64],
    ) {
        let mut exponential = |place: usize, log_mean: f64| {
            let (log, slope) = log_exponential(standard[place]);
            vector[place] = log_mean + log;
            slopes[place] = slope;
        };
        for kind in 0..layout.kinds {
            exponential(kind * layout.width, self.background_means[kind].ln());
        }
        let log_weight_mean = (self.weight_mean / layout.components.max(1) as f64).ln();
        for place in layout.first_term()..layout.first_half_life() {
            exponential(place, log_weight_mean);
        }
        let log_excess_mean = self.excess_mean.ln();
        for place in layout.first_dispersion()..layout.dimension() {
            exponential(place, log_excess_mean);
        }
        for place in layout.first_half_life()..layout.first_dispersion() {
            vector[place] = self.log_half_life(standard[place]);
            slopes[place] = self.half_life_deviation;
        }
        for kind in 0..layout.kinds {
            for place in kind * layout.width + 1..(kind + 1) * layout.width {
                vector[place] = self.coefficient_deviation * standard[place];
                slopes[place] = self.coefficient_deviation;
            }
        }
    }

    /// The logarithm of the half-life that a standard normal number stands for.
    pub(super) fn log_half_life(&self, standard: f64) -> f64 {
        self.half_life_median.ln() + self.half_life_deviation * standard
    }

    /// The unconstrained parameters at the centre of the priors.
    pub(super) fn centre(&self, layout: &Layout) -> Vec<f64> {
        let mut vector = vec![0.0; layout.dimension()];
        let mut slopes = vec![0.0; layout.dimension()];
        let standard = vec![0.0; layout.dimension()];
        self.place(layout, &standard, &mut vector, &mut slopes);
        vector
    }

    /// Draws parameters of a model for a series from the priors.
    ///
    /// # Errors
    ///
    /// Where the model or the priors are out of range.
    pub fn draw(&self, model: &Model, series: &Series, seed: u64) -> Result<Parameters, Error> {
        model.check(series.days)?;
        self.check(series.kinds)?;
        let likelihood = Likelihood::new(model, series);
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        let standard: Vec<f64> = (0..likelihood.layout.dimension())
            .map(|_| random.sample(StandardNormal))
            .collect();
        let mut vector = vec![0.0; standard.len()];
        let mut slopes = vec![0.0; standard.len()];
        self.place(&likelihood.layout, &standard, &mut vector, &mut slopes);
        Ok(likelihood.layout.read(&vector))
    }
}
