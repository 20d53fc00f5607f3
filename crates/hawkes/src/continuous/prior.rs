//! Weak priors, for catalogues that are small.
//!
//! | Parameter | Prior | Says |
//! |---|---|---|
//! | background rate of kind i (μ) | exponential, mean (n_i + 1) / length of the window | as much as one event |
//! | coefficients γ of background terms | normal about 0, so that half the range of a term changes the log-rate by 1 in standard deviation | a factor of 2.7 is nothing special |
//! | weight α_ij | exponential, mean 0.5 / K for K kinds, over all components | before any data the branching ratio is about 0.5; as much as 2 K events of kind j without a child |
//! | half-life ln 2 / β, offset c of a power law | log-normal, median length / √(n + 1), 95 % quantile the length of the window | about half of what is told apart at all, from the mean gap to the window, on the scale of logarithms |
//! | exponent of a power law less 1 | log-normal, median 0.5, standard deviation of the logarithm 0.7 | from 1.16 to 2.6 |
//! | exponent of the productivity of marks | normal about 0, so that half the range of the marks changes the productivity by a factor of 2.7 in standard deviation | as for the background |
//!
//! The background and the half-life use the number of events n, since no absolute
//! rate or time could suit every catalogue; every number can be set.

use super::Kernel;
use super::fit::{Prepared, prepare, process_at};
use super::likelihood::Problem;
use super::model::Model;
use super::process::Process;
use super::scoring::Bounds;
use crate::Catalogue;
use crate::error::{self, Error};
use crate::posterior::standard::log_exponential;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use rand_distr::StandardNormal;
use serde::Serialize;

/// The 95 % quantile of the standard normal distribution.
const UPPER: f64 = 1.644_853_626_951_472_7;
/// What the bounds of coefficients and of the mark exponent hold of half the
/// range of their term.
const BOUND: f64 = 10.0;

/// The priors of the parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Priors {
    /// Mean of the exponential prior of each kind's background rate.
    pub background_means: Vec<f64>,
    /// Standard deviation of what half the range of a background term adds to the
    /// log-rate.
    pub coefficient_deviation: f64,
    /// Mean of the exponential prior of a weight, over all components.
    pub weight_mean: f64,
    /// Median of the log-normal prior of half-lives, and of the offset of a power
    /// law, in the unit of time.
    pub half_life_median: f64,
    /// Standard deviation of their logarithm.
    pub half_life_deviation: f64,
    /// Median of the log-normal prior of the exponent of a power law less 1.
    pub excess_exponent_median: f64,
    /// Standard deviation of its logarithm.
    pub excess_exponent_deviation: f64,
    /// Standard deviation of what half the range of the marks adds to the
    /// logarithm of the productivity.
    pub mark_deviation: f64,
}

impl Priors {
    /// The weak priors above.
    pub fn weak(catalogue: &Catalogue) -> Self {
        let length = catalogue.window().length();
        let root = (catalogue.len() as f64 + 1.0).sqrt();
        Self {
            background_means: catalogue
                .counts()
                .iter()
                .map(|&count| (count as f64 + 1.0) / length)
                .collect(),
            coefficient_deviation: 1.0,
            weight_mean: 0.5 / catalogue.kind_count() as f64,
            half_life_median: length / root,
            // Of few events the half-life may still be anything.
            half_life_deviation: root.max(10.0).ln() / UPPER,
            excess_exponent_median: 0.5,
            excess_exponent_deviation: 0.7,
            mark_deviation: 1.0,
        }
    }

    fn check(&self, kinds: usize) -> Result<(), Error> {
        error::dimension(
            "priors of the background",
            kinds,
            self.background_means.len(),
        )?;
        for &mean in &self.background_means {
            error::positive("prior mean of a background rate", mean)?;
        }
        for (what, number) in [
            (
                "prior deviation of a coefficient",
                self.coefficient_deviation,
            ),
            ("prior mean of a weight", self.weight_mean),
            ("prior median of a half-life", self.half_life_median),
            ("prior deviation of a half-life", self.half_life_deviation),
            (
                "prior median of the exponent of a power law",
                self.excess_exponent_median,
            ),
            (
                "prior deviation of the exponent of a power law",
                self.excess_exponent_deviation,
            ),
            ("prior deviation of the mark exponent", self.mark_deviation),
        ] {
            error::positive(what, number)?;
        }
        Ok(())
    }

    /// The prior of every parameter of a problem, in their order.
    ///
    /// # Errors
    ///
    /// If the priors do not fit the kinds or a number is outside its range.
    pub(super) fn laws(
        &self,
        problem: &Problem<'_>,
        kernel: &Kernel,
        bounds: &Bounds,
    ) -> Result<Vec<Law>, Error> {
        let layout = problem.layout;
        self.check(layout.kinds)?;
        let components = kernel.components().max(1) as f64;
        let normal = |place: usize, deviation: f64| Law::Normal {
            centre: 0.0,
            deviation: deviation * bounds.upper[place] / BOUND,
        };
        let mut laws = Vec::with_capacity(layout.len());
        for (kind, &mean) in self.background_means.iter().enumerate() {
            laws.push(Law::Exponential { mean });
            let terms = layout.of_kind(kind) + 1..layout.weights(kind).start;
            laws.extend(terms.map(|place| normal(place, self.coefficient_deviation)));
            let weight = Law::Exponential {
                mean: self.weight_mean / components,
            };
            laws.extend(vec![weight; layout.columns]);
        }
        for index in 0..layout.shape {
            laws.push(match kernel {
                Kernel::PowerLaw { .. } if index == 1 => Law::Normal {
                    centre: self.excess_exponent_median.ln(),
                    deviation: self.excess_exponent_deviation,
                },
                Kernel::PowerLaw { .. } => Law::Normal {
                    centre: self.half_life_median.ln(),
                    deviation: self.half_life_deviation,
                },
                // The logarithm of a decay.
                _ => Law::Normal {
                    centre: (std::f64::consts::LN_2 / self.half_life_median).ln(),
                    deviation: self.half_life_deviation,
                },
            });
        }
        if layout.mark == 1 {
            laws.push(normal(layout.mark_index(), self.mark_deviation));
        }
        Ok(laws)
    }

    /// Draws the numbers of a model from the priors. The catalogue gives the
    /// kinds, the window and the marks; its events are not looked at otherwise,
    /// and there may be none.
    ///
    /// # Errors
    ///
    /// If the model or the priors do not fit the catalogue.
    pub fn draw(&self, model: &Model, catalogue: &Catalogue, seed: u64) -> Result<Process, Error> {
        let Prepared {
            form,
            problem,
            bounds,
            ..
        } = prepare(model, catalogue)?;
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        let parameters: Vec<f64> = self
            .laws(&problem, &form.kernel, &bounds)?
            .iter()
            .enumerate()
            .map(|(p, law)| {
                let (value, _) = law.place(random.sample(StandardNormal));
                match form.kernel {
                    Kernel::PowerLaw { .. } if problem.layout.shapes().contains(&p) => {
                        value.clamp(bounds.lower[p], bounds.upper[p])
                    }
                    _ => value,
                }
            })
            .collect();
        Ok(process_at(
            model,
            &form,
            &problem,
            &parameters,
            catalogue.window(),
        ))
    }
}

/// The prior of one parameter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Law {
    Exponential { mean: f64 },
    Normal { centre: f64, deviation: f64 },
}

impl Law {
    /// The parameter that has the rank of a standard normal number, and its slope.
    pub fn place(self, standard: f64) -> (f64, f64) {
        match self {
            Self::Exponential { mean } => {
                let (log, slope) = log_exponential(standard);
                let value = mean * log.exp();
                (value, value * slope)
            }
            Self::Normal { centre, deviation } => (centre + deviation * standard, deviation),
        }
    }
}
