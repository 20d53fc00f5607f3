//! Do the data support excitation at all, or are independent counts enough?
//!
//! The statistic is twice the difference of the highest log posterior densities
//! with and without excitation: a likelihood ratio, penalised by the weak priors
//! so that it exists for every record. Its distribution is not known: the weights
//! lie at the edge of their range, and the half-lives exist only under the
//! alternative (Davies 1987). It is therefore compared with the statistics of
//! records simulated from the fitted model without excitation, each fitted in the
//! same way (parametric bootstrap). The independent counts may be dispersed and
//! their rate may drift: both models have the same background and the same
//! distribution of counts.
//!
//! Davies RB (1987). Hypothesis testing when a nuisance parameter is present only
//! under the alternative. *Biometrika* 74, 33–43.

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::{
    density::{Mode, PosteriorDensity},
    fit::some_events,
    likelihood::Likelihood,
    model::Model,
    prior::Priors,
    series::Series,
    simulate::like,
};
use crate::{Error, posterior::Interval};

/// p-value up to which excitation is supported.
const LEVEL: f64 = 0.05;
/// Upper end of the branching ratio below which excitation is ruled out for
/// practical purposes.
const NEGLIGIBLE: f64 = 0.3;

/// The likelihood ratio against independent counts, with its p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LikelihoodRatio {
    /// Twice the difference of the penalised log-likelihoods.
    pub statistic: f64,
    /// Share of records without excitation with a ratio at least as large, the
    /// record itself counted among them.
    pub p_value: f64,
    /// Number of simulated records that could be fitted.
    pub replicates: usize,
}

/// Compares a model with the same model without excitation, by `replicates`
/// simulated records.
///
/// # Errors
///
/// Where nothing happened, the model has no excitation, `replicates` is below
/// 19, or the searches do not converge.
pub fn likelihood_ratio(
    model: &Model,
    series: &Series,
    replicates: usize,
    seed: u64,
) -> Result<LikelihoodRatio, Error> {
    model.check(series.days)?;
    some_events(series)?;
    let plain = model.without_excitation();
    if *model == plain {
        return Err(Error::OutOfRange {
            argument: "model",
            range: "one with excitation",
            value: 0.0,
        });
    }
    if replicates < 19 {
        return Err(Error::OutOfRange {
            argument: "replicates",
            range: "19 or more",
            value: replicates as f64,
        });
    }
    let with = Likelihood::new(model, series);
    let without = Likelihood::new(&plain, series);
    let priors = Priors::weak(series);
    let mode = |likelihood: &Likelihood<'_>| {
        PosteriorDensity {
            likelihood,
            priors: &priors,
        }
        .mode()
    };
    let (full, null) = (mode(&with)?, mode(&without)?);
    let statistic = 2.0 * (full.log_density - null.log_density);
    let statistic_of = |record: &Series| -> Result<f64, Error> {
        let priors = Priors::weak(record);
        let height = |model: &Model, near: &Mode| {
            PosteriorDensity {
                likelihood: &Likelihood::new(model, record),
                priors: &priors,
            }
            .mode_near(near)
            .map(|mode| mode.log_density)
        };
        Ok(2.0 * (height(model, &full)? - height(&plain, &null)?))
    };
    let simulated: Vec<f64> = (0..replicates)
        .into_par_iter()
        .filter_map(|replicate| {
            let mut random = ChaCha12Rng::seed_from_u64(seed);
            random.set_stream(replicate as u64);
            let record = like(&without, &null.vector, &mut random)?;
            // A record without any event has nothing to tell.
            if some_events(&record).is_err() {
                return Some(f64::NEG_INFINITY);
            }
            statistic_of(&record).ok()
        })
        .collect();
    if 10 * simulated.len() < 9 * replicates {
        return Err(Error::TooFewSimulations {
            have: simulated.len(),
            needed: replicates - replicates / 10,
        });
    }
    let as_large = simulated
        .iter()
        .filter(|other| **other >= statistic)
        .count();
    Ok(LikelihoodRatio {
        statistic,
        p_value: (1 + as_large) as f64 / (1 + simulated.len()) as f64,
        replicates: simulated.len(),
    })
}

/// What the data say about excitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Independent counts are enough, and more than little excitation is ruled
    /// out.
    Independent,
    /// Events make later events more likely.
    SelfExciting,
    /// Independent counts are enough, but considerable excitation cannot be
    /// ruled out either.
    CannotTell,
}

impl Verdict {
    /// Excitation is supported by a p-value of at most 5 %. Otherwise independent
    /// counts are preferred, and excitation counts as ruled out if the branching
    /// ratio's interval ends below 0.3.
    pub fn of(ratio: &LikelihoodRatio, branching_ratio: &Interval) -> Self {
        if ratio.p_value <= LEVEL {
            Self::SelfExciting
        } else if branching_ratio.high < NEGLIGIBLE {
            Self::Independent
        } else {
            Self::CannotTell
        }
    }
}
