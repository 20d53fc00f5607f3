//! Whether the data support excitation at all.
//!
//! Without excitation its weights lie on their bound and the decay has no
//! meaning, so that the likelihood ratio does not follow a chi-squared law (Self
//! and Liang 1987; Davies 1987). Its distribution is made by simulation: Poisson
//! catalogues are drawn with as many events of each kind as were observed, and
//! both models fitted to each. Given these numbers the times of a Poisson process
//! with a constant background are uniform whatever its rates, so that the test is
//! exact (Barnard 1963); with a background that varies its coefficients are those
//! that were fitted.

use super::background::Terms;
use super::fit::Fit;
use super::simulate::scatter;
use crate::Catalogue;
use crate::error::{self, Error};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

/// Which model the data support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Preferred {
    /// The background alone: the data do not support more.
    Poisson,
    /// Excitation.
    Excitation,
}

/// A comparison of a fit with the same background without excitation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preference {
    /// Twice the gain in log-likelihood.
    pub likelihood_ratio: f64,
    /// The share of Poisson catalogues, the observed one counted among them, with
    /// as large a likelihood ratio.
    pub p_value: f64,
    /// How many Poisson catalogues were drawn.
    pub replicates: usize,
    /// The answer: excitation where the p-value is below the level asked for.
    pub preferred: Preferred,
    /// Akaike's criterion of the Poisson model less that of the fit; above 0
    /// speaks for excitation.
    pub aic_gain: f64,
    /// Schwarz's criterion of the Poisson model less that of the fit.
    pub bic_gain: f64,
}

impl Fit {
    /// Tests the fit against its background alone, at a `level` such as 0.05,
    /// with `replicates` simulated catalogues (99 or more for a level of 0.05).
    ///
    /// # Errors
    ///
    /// If the level is not between 0 and 1, there is no replicate, or the Poisson
    /// model cannot be fitted.
    pub fn against_poisson(
        &self,
        catalogue: &Catalogue,
        level: f64,
        replicates: usize,
        seed: u64,
    ) -> Result<Preference, Error> {
        error::open_unit("the level of the test", level)?;
        if replicates == 0 {
            return Err(Error::OutOfRange {
                argument: "number of replicates",
                range: "1 or more",
                value: 0.0,
            });
        }
        let poisson_model = self.model.without_excitation();
        let poisson = poisson_model.fit(catalogue)?;
        let terms = Terms::new(&self.model.terms, catalogue.window())?;
        let marks = marks_by_kind(catalogue);
        let observed = 2.0 * (self.log_likelihood - poisson.log_likelihood).max(0.0);
        let larger = (0..replicates as u64)
            .into_par_iter()
            .map(|stream| {
                let mut random = ChaCha8Rng::seed_from_u64(seed);
                random.set_stream(stream);
                let times = scatter(&poisson.process, &terms, catalogue, &mut random);
                let mut drawn = Catalogue::by_kind(&times, catalogue.window())?;
                if catalogue.marks().is_some() {
                    let mut marks = marks.clone();
                    for list in &mut marks {
                        list.shuffle(&mut random);
                    }
                    let shuffled = drawn
                        .kinds()
                        .iter()
                        .map(|&kind| marks[usize::from(kind)].pop().unwrap_or(0.0))
                        .collect();
                    drawn = drawn.with_marks(shuffled)?;
                }
                let with = self.model.fit(&drawn);
                let without = poisson_model.fit(&drawn)?;
                // A fit that fails counts against excitation.
                Ok(usize::from(with.map_or(true, |with| {
                    2.0 * (with.log_likelihood - without.log_likelihood) >= observed
                })))
            })
            .collect::<Result<Vec<usize>, Error>>()?
            .into_iter()
            .sum::<usize>();
        let p_value = (larger + 1) as f64 / (replicates + 1) as f64;
        Ok(Preference {
            likelihood_ratio: observed,
            p_value,
            replicates,
            preferred: if p_value <= level {
                Preferred::Excitation
            } else {
                Preferred::Poisson
            },
            aic_gain: poisson.aic() - self.aic(),
            bic_gain: poisson.bic() - self.bic(),
        })
    }
}

/// The marks of a catalogue by kind; empty lists where there are none.
pub(super) fn marks_by_kind(catalogue: &Catalogue) -> Vec<Vec<f64>> {
    let mut marks = vec![Vec::new(); catalogue.kind_count()];
    if let Some(all) = catalogue.marks() {
        for (mark, &kind) in all.iter().zip(catalogue.kinds()) {
            marks[usize::from(kind)].push(*mark);
        }
    }
    marks
}
