//! Posterior draws of the daily model.

use super::{
    density::PosteriorDensity, fit::NotIdentified, likelihood::Likelihood, model::Model,
    parameters::Parameters, prior::Priors, series::Series,
};
use crate::{
    Error,
    posterior::{Convergence, Sampling, sample},
};

/// Draws from the posterior of a daily model.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Posterior {
    /// The model.
    pub model: Model,
    /// The draws, chain after chain.
    pub draws: Vec<Parameters>,
    /// Whether the draws can be relied on.
    pub convergence: Convergence,
    /// Steps at which the sampler failed.
    pub divergences: usize,
    /// Kinds of which the draws only repeat the priors.
    pub not_identified: Vec<NotIdentified>,
    /// The draws as unconstrained numbers.
    pub(super) vectors: Vec<Vec<f64>>,
}

/// Draws from the posterior.
///
/// No event at all is allowed: the draws then say how little can be excluded.
///
/// # Errors
///
/// Where the model, the priors or the numbers of draws are out of range, or no
/// day is covered.
pub fn posterior(
    model: &Model,
    series: &Series,
    priors: &Priors,
    sampling: &Sampling,
) -> Result<Posterior, Error> {
    model.check(series.days)?;
    priors.check(series.kinds)?;
    if series.covered_days == 0 {
        return Err(Error::NothingCovered);
    }
    let likelihood = Likelihood::new(model, series);
    let density = PosteriorDensity {
        likelihood: &likelihood,
        priors,
    };
    let start = vec![0.0; likelihood.layout.dimension()];
    let sample = sample(&density, &start, sampling)?;
    let vectors: Vec<Vec<f64>> = sample.draws.iter().map(|z| density.vector(z)).collect();
    Ok(Posterior {
        model: model.clone(),
        draws: vectors
            .iter()
            .map(|vector| likelihood.layout.read(vector))
            .collect(),
        convergence: sample.convergence,
        divergences: sample.divergences,
        not_identified: (0..series.kinds)
            .filter(|kind| series.totals[*kind] == 0)
            .map(|kind| NotIdentified::KindNeverSeen { kind })
            .collect(),
        vectors,
    })
}
