//! Several forecasters together, weighed by how they did before.

use std::sync::Arc;

use foreshock_scoring::BinnedIgnorance;
use rayon::prelude::*;

use crate::{
    Error, Forecaster, Panel, Paths, Support, Task, evaluation::IGNORANCE_EDGES, forecast_at,
};

/// Draws of each member at a past origin.
const PAST_DRAWS: usize = 200;

/// Steps of expectation and maximisation.
const STEPS: usize = 200;

/// A linear pool of forecasters: of each path it is drawn by lot which one it is
/// from.
///
/// Weights maximise the logarithmic score that the pool would have had at past
/// origins (optimal prediction pools; Geweke and Amisano 2011): with `p_mt` the
/// probability that member `m` gave to the bin of what came, one pseudo-draw in
/// each bin, the weights maximise `Σ_t d_t ln Σ_m w_m p_mt` plus a Dirichlet prior
/// that counts for one cell per member. Past origins lie `spacing` periods
/// apart, and the last is so far back that all leads of the task were over at the
/// origin of the task; `d_t` halves with every `half_life` of them. The members
/// see nothing later than each past origin, so that no weight rests on
/// hindsight.
///
/// Where the history is too short for a past origin, all weights are equal.
pub struct Pool {
    name: String,
    members: Vec<Arc<dyn Forecaster + Send>>,
    origins: usize,
    spacing: usize,
    half_life: f64,
}

impl Pool {
    /// A pool whose weights come from up to `origins` past origins.
    ///
    /// # Errors
    /// [`Error::TooFewData`] without members, [`Error::OutOfRange`] unless the
    /// spacing is at least one period and the half-life positive.
    pub fn new(
        name: impl Into<String>,
        members: Vec<Arc<dyn Forecaster + Send>>,
        origins: usize,
        spacing: usize,
        half_life: f64,
    ) -> Result<Self, Error> {
        if members.is_empty() {
            return Err(Error::TooFewData {
                model: "a pool",
                needed: "at least one member",
                have: 0,
            });
        }
        if spacing == 0 {
            return Err(Error::OutOfRange {
                argument: "the spacing of past origins",
                range: "at least 1 period",
                value: 0.0,
            });
        }
        if half_life.is_nan() || half_life <= 0.0 {
            return Err(Error::OutOfRange {
                argument: "the half-life of past scores",
                range: "above 0 origins",
                value: half_life,
            });
        }
        Ok(Self {
            name: name.into(),
            members,
            origins,
            spacing,
            half_life,
        })
    }

    /// The weight of each member for that task, from the history alone.
    ///
    /// # Errors
    /// Those of the members.
    pub fn weights(&self, history: &Panel, task: &Task) -> Result<Vec<f64>, Error> {
        let bins = BinnedIgnorance::new(&IGNORANCE_EDGES, 1.0)?;
        let past: Vec<i64> = (0..self.origins)
            .map(|age| task.origin - task.horizon() as i64 - (age * self.spacing) as i64)
            .take_while(|&origin| origin > history.first())
            .collect();
        let runs: Vec<(usize, usize)> = (0..past.len())
            .flat_map(|age| (0..self.members.len()).map(move |member| (age, member)))
            .collect();
        let given: Vec<Vec<f64>> = runs
            .par_iter()
            .map(|&(age, member)| {
                let task = Task {
                    draws: PAST_DRAWS,
                    ..task.at(past[age])
                };
                let paths = forecast_at(&*self.members[member], history, &task)?;
                Ok(given_to_outcomes(&paths, history, &bins))
            })
            .collect::<Result<_, Error>>()?;
        // One row per cell: its discount and what each member gave it.
        let mut cells: Vec<(f64, Vec<f64>)> = Vec::new();
        for (age, members) in given.chunks(self.members.len()).enumerate() {
            let discount = 0.5_f64.powf(age as f64 / self.half_life);
            for cell in 0..members[0].len() {
                cells.push((discount, members.iter().map(|given| given[cell]).collect()));
            }
        }
        Ok(best_weights(self.members.len(), &cells))
    }
}

/// The probability given to the bin of each outcome that is in the history.
fn given_to_outcomes(paths: &Paths, history: &Panel, bins: &BinnedIgnorance) -> Vec<f64> {
    let mut given = Vec::new();
    for unit in 0..paths.units().len() {
        for lead in paths.leads() {
            let observed = history.count(unit, paths.origin() + i64::from(lead));
            let Some(bin) = observed.and_then(|observed| bins.bin(observed)) else {
                continue;
            };
            let draws = paths.at(unit, lead);
            let inside = draws.iter().filter(|&&draw| bins.bin(draw) == Some(bin));
            let all = draws.len() + IGNORANCE_EDGES.len();
            given.push((inside.count() + 1) as f64 / all as f64);
        }
    }
    given
}

fn best_weights(members: usize, cells: &[(f64, Vec<f64>)]) -> Vec<f64> {
    let mut weights = vec![1.0 / members as f64; members];
    for _ in 0..STEPS {
        let mut shares = vec![1.0; members];
        for (discount, given) in cells {
            let pooled: f64 = weights.iter().zip(given).map(|(w, p)| w * p).sum();
            for ((share, weight), given) in shares.iter_mut().zip(&weights).zip(given) {
                *share += discount * weight * given / pooled;
            }
        }
        let total: f64 = shares.iter().sum();
        weights = shares.iter().map(|share| share / total).collect();
    }
    weights
}

/// How many of the draws each member gives: as its weight says, the remainders
/// to those that lose most by rounding down.
fn quotas(weights: &[f64], draws: usize) -> Vec<usize> {
    let exact: Vec<f64> = weights.iter().map(|weight| weight * draws as f64).collect();
    let mut quotas: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&one, &other| exact[other].fract().total_cmp(&exact[one].fract()));
    let left = draws.saturating_sub(quotas.iter().sum());
    for &member in order.iter().cycle().take(left) {
        quotas[member] += 1;
    }
    quotas
}

impl Forecaster for Pool {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        task.check(history)?;
        let quotas = quotas(&self.weights(history, task)?, task.draws);
        let parts: Vec<Paths> = self
            .members
            .iter()
            .zip(&quotas)
            .filter(|(_, draws)| **draws > 0)
            .map(|(member, &draws)| {
                let task = Task {
                    draws,
                    ..task.clone()
                };
                member.forecast(history, &task)
            })
            .collect::<Result<_, _>>()?;
        Paths::simulate(self.name(), history, task, |unit, _, paths| {
            for lead in task.leads.clone() {
                let draws = parts.iter().flat_map(|part| part.at(unit, lead));
                for (slot, draw) in paths.at(lead).iter_mut().zip(draws) {
                    *slot = *draw;
                }
            }
            let supports = parts.iter().filter_map(|part| part.support(unit));
            Ok(supports.min().unwrap_or(Support::Nothing))
        })
    }
}
