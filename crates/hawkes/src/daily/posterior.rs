//! Posterior draws of the daily model.

use serde::Serialize;

use super::{
    density::PosteriorDensity,
    fit::NotIdentified,
    likelihood::Likelihood,
    model::Model,
    parameters::Parameters,
    prior::Priors,
    rows::{self, Weighing},
    series::Series,
};
use crate::{
    Error,
    posterior::{Convergence, LogDensity, Sampling, sample},
};

/// Draws from the posterior of a daily model.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Posterior {
    /// The model.
    pub model: Model,
    /// The draws; chain after chain where there are chains, else in random order.
    pub draws: Vec<Parameters>,
    /// How they were drawn, and whether they can be relied on.
    pub drawn: Drawn,
    /// Kinds of which the draws only repeat the priors.
    pub not_identified: Vec<NotIdentified>,
    /// The draws as unconstrained numbers.
    pub(super) vectors: Vec<Vec<f64>>,
}

/// How a posterior was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum Drawn {
    /// Kind by kind given the half-life, from weighted proposals.
    ByRows(Weighing),
    /// By trajectories of all parameters.
    ByTrajectories {
        /// Whether the chains agree.
        #[serde(flatten)]
        convergence: Convergence,
        /// Steps at which the sampler failed.
        divergences: usize,
    },
}

impl Drawn {
    /// Whether the draws can be relied on.
    pub fn is_reliable(&self) -> bool {
        match self {
            Self::ByRows(weighing) => weighing.is_reliable(),
            Self::ByTrajectories { convergence, .. } => convergence.converged,
        }
    }
}

/// Draws from the posterior.
///
/// Where only a half-life ties the kinds together, which they share or which is given,
/// and proposals for each can be relied on, the draws are made kind by kind, as many as
/// all chains of `sampling` have together; else by its chains.
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
    let (draws, drawn) = drawn(&density, sampling)?;
    let vectors: Vec<Vec<f64>> = draws.iter().map(|z| density.vector(z)).collect();
    Ok(Posterior {
        model: model.clone(),
        draws: vectors
            .iter()
            .map(|vector| likelihood.layout.read(vector))
            .collect(),
        drawn,
        not_identified: (0..series.kinds)
            .filter(|kind| series.totals[*kind] == 0)
            .map(|kind| NotIdentified::KindNeverSeen { kind })
            .collect(),
        vectors,
    })
}

fn drawn(
    density: &PosteriorDensity<'_>,
    sampling: &Sampling,
) -> Result<(Vec<Vec<f64>>, Drawn), Error> {
    sampling.check()?;
    if rows::are_apart(&density.likelihood.layout) {
        let number = sampling.chains * sampling.draws;
        let by_rows = rows::draw(density, number, sampling.seed)?;
        if let Some(by_rows) = by_rows.filter(|by_rows| by_rows.weighing.is_reliable()) {
            return Ok((by_rows.draws, Drawn::ByRows(by_rows.weighing)));
        }
    }
    let sample = sample(density, &vec![0.0; density.dimension()], sampling)?;
    let drawn = Drawn::ByTrajectories {
        convergence: sample.convergence,
        divergences: sample.divergences,
    };
    Ok((sample.draws, drawn))
}
