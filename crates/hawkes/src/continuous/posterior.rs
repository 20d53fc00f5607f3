//! Posterior draws, for catalogues that are small.

use super::Kernel;
use super::fit::{Prepared, prepare, process_at};
use super::likelihood::{Problem, Want};
use super::model::Model;
use super::prior::{Law, Priors};
use super::process::Process;
use super::scoring::Bounds;
use crate::posterior::{Convergence, Interval, LogDensity, Sampling, sample};
use crate::{Catalogue, Error};
use serde::Serialize;

/// Draws from the posterior of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Posterior {
    /// The draws, chain after chain.
    pub draws: Vec<Process>,
    /// Whether the draws can be relied on.
    pub convergence: Convergence,
    /// Steps at which the sampler failed.
    pub divergences: usize,
    /// Kinds that were never seen, of whose excitation the draws only repeat the
    /// priors.
    pub never_seen: Vec<usize>,
}

impl Posterior {
    /// The branching ratio: median and 90 % interval.
    pub fn branching_ratio(&self) -> Option<Interval> {
        Interval::of(self.draws.iter().map(Process::branching_ratio))
    }

    /// The probability that the branching ratio is 1 or more: that activity feeds
    /// itself.
    pub fn explosive(&self) -> f64 {
        let explosive = self.draws.iter().filter(|d| d.branching_ratio() >= 1.0);
        explosive.count() as f64 / self.draws.len().max(1) as f64
    }

    /// The expected number of `excited` events that one `exciting` event triggers.
    /// `None` for a kind that there is not.
    pub fn excitation(&self, excited: usize, exciting: usize) -> Option<Interval> {
        let kinds = self.draws.first()?.kind_count();
        (excited < kinds && exciting < kinds).then_some(())?;
        Interval::of(
            self.draws
                .iter()
                .map(|draw| draw.excitation()[excited * kinds + exciting]),
        )
    }

    /// The time within which half of what an event triggers has come. `None` for
    /// a kind that there is not, or without excitation in the model.
    pub fn half_life(&self, excited: usize, exciting: usize) -> Option<Interval> {
        Interval::of(
            self.draws
                .iter()
                .filter_map(|draw| draw.half_life(excited, exciting)),
        )
    }
}

impl Model {
    /// Draws from the posterior by a no-U-turn sampler (see
    /// [`crate::posterior`]). No event at all is allowed: the draws then say how
    /// little can be excluded.
    ///
    /// # Errors
    ///
    /// If the form or the priors do not fit the catalogue, or the numbers of draws
    /// are out of their range.
    pub fn posterior(
        &self,
        catalogue: &Catalogue,
        priors: &Priors,
        sampling: &Sampling,
    ) -> Result<Posterior, Error> {
        let Prepared {
            form,
            problem,
            bounds,
            ..
        } = prepare(self, catalogue)?;
        let laws = priors.laws(&problem, &form.kernel, &bounds)?;
        let density = Density {
            problem: &problem,
            bounds: &bounds,
            laws: &laws,
            is_power_law: matches!(form.kernel, Kernel::PowerLaw { .. }),
        };
        let sample = sample(&density, &vec![0.0; laws.len()], sampling)?;
        let counts = catalogue.counts();
        Ok(Posterior {
            draws: sample
                .draws
                .iter()
                .map(|standard| {
                    let (parameters, _) = density.parameters(standard);
                    process_at(self, &form, &problem, &parameters, catalogue.window())
                })
                .collect(),
            convergence: sample.convergence,
            divergences: sample.divergences,
            never_seen: (0..counts.len())
                .filter(|&kind| counts[kind] == 0)
                .collect(),
        })
    }
}

/// Likelihood times prior, in numbers that are standard normal under the prior.
struct Density<'a> {
    problem: &'a Problem<'a>,
    bounds: &'a Bounds,
    laws: &'a [Law],
    is_power_law: bool,
}

impl Density<'_> {
    /// The parameters that standard normal numbers stand for, and their slopes.
    fn parameters(&self, standard: &[f64]) -> (Vec<f64>, Vec<f64>) {
        self.laws
            .iter()
            .zip(standard)
            .map(|(law, &z)| law.place(z))
            .unzip()
    }
}

impl LogDensity for Density<'_> {
    fn dimension(&self) -> usize {
        self.laws.len()
    }

    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let (parameters, slopes) = self.parameters(at);
        // The exponentials of a power law hold within the bounds of its numbers.
        let within =
            |p: usize| (self.bounds.lower[p]..=self.bounds.upper[p]).contains(&parameters[p]);
        if self.is_power_law && !self.problem.layout.shapes().all(within) {
            return f64::NEG_INFINITY;
        }
        let evaluation = self.problem.evaluate(&parameters, Want::Gradient);
        let mut value = evaluation.value;
        for (p, slope) in gradient.iter_mut().enumerate() {
            *slope = evaluation.gradient[p] * slopes[p] - at[p];
            value -= 0.5 * at[p] * at[p];
        }
        if value.is_nan() {
            return f64::NEG_INFINITY;
        }
        value
    }
}
