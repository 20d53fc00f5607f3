//! Residuals by time rescaling.
//!
//! If the model is true, the integrals of the intensity from one event of a kind
//! to its next are independent with an exponential law of mean 1 (Papangelou
//! 1972; Ogata 1988). Estimated parameters make them look more regular than they
//! are, so that the tests below draw the distribution of their statistics by
//! simulation from the fit, each time with a fit of its own (parametric
//! bootstrap; Stute, González Manteiga and Presedo Quindimil 1993).

use super::Process;
use super::background::Terms;
use super::fit::Fit;
use super::preference::marks_by_kind;
use super::simulate::Simulator;
use crate::{Catalogue, Error};
use rayon::prelude::*;
use serde::Serialize;

/// Rescaled waiting times of each kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Residuals {
    /// By kind, the integral of the intensity from event to event; exponential
    /// with mean 1 if the model is true.
    pub by_kind: Vec<Vec<f64>>,
    /// By kind, the integral from the last event (or the start) to the end of the
    /// window, which no event ended.
    pub unfinished: Vec<f64>,
}

/// Tests of the residuals of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoodnessOfFit {
    /// The kind.
    pub kind: usize,
    /// How many residuals there are.
    pub count: usize,
    /// The distance of Kolmogorov and Smirnov from the exponential law.
    pub kolmogorov_smirnov: f64,
    /// Its p-value, corrected for the estimation of parameters.
    pub kolmogorov_smirnov_p: f64,
    /// The statistic A² of Anderson and Darling.
    pub anderson_darling: f64,
    /// Its p-value, corrected for the estimation of parameters.
    pub anderson_darling_p: f64,
}

impl Process {
    /// The rescaled waiting times of a catalogue.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn residuals(&self, catalogue: &Catalogue) -> Result<Residuals, Error> {
        let terms = Terms::new(&self.terms, self.reference)?;
        let problem = self.problem(catalogue, catalogue.window().start())?;
        let mut by_kind = problem.increments(&self.parameters(), &terms);
        let unfinished = by_kind
            .iter_mut()
            .map(|increments| increments.pop().unwrap_or(0.0))
            .collect();
        Ok(Residuals {
            by_kind,
            unfinished,
        })
    }
}

impl Fit {
    /// Tests the residuals of each kind that has at least two, against
    /// `replicates` catalogues simulated from the fit and fitted anew (99 or more
    /// for a level of 0.05). A p-value is the share of them, the observed one
    /// counted among them, that lie as far off.
    ///
    /// # Errors
    ///
    /// If the catalogue does not fit, there is no replicate, or the fit explodes.
    pub fn goodness_of_fit(
        &self,
        catalogue: &Catalogue,
        replicates: usize,
        seed: u64,
    ) -> Result<Vec<GoodnessOfFit>, Error> {
        if replicates == 0 {
            return Err(Error::OutOfRange {
                argument: "number of replicates",
                range: "1 or more",
                value: 0.0,
            });
        }
        let branching_ratio = self.process.branching_ratio();
        if branching_ratio >= 1.0 {
            return Err(Error::Explosive { branching_ratio });
        }
        let window = catalogue.window();
        let observed = statistics(&self.process.residuals(catalogue)?);
        let simulator = Simulator::new(&self.process, window.start())?
            .with_marks(marks_by_kind(catalogue))?
            .with_at_most(catalogue.len().saturating_mul(20).max(10_000));
        let drawn: Vec<Vec<Option<[f64; 2]>>> = (0..replicates as u64)
            .into_par_iter()
            .map(|stream| {
                let path = simulator.path(window.length(), seed, stream)?.catalogue;
                match self.again(&path) {
                    Ok(fit) => Ok(statistics(&fit.process.residuals(&path)?)),
                    // Nothing was drawn, or nothing could be fitted to it.
                    Err(_) => Ok(vec![None; observed.len()]),
                }
            })
            .collect::<Result<_, Error>>()?;
        let mut tests = Vec::new();
        for (kind, statistic) in observed.iter().enumerate() {
            let Some(statistic) = statistic else { continue };
            let p_value = |which: usize| {
                let others = drawn.iter().filter_map(|path| path[kind]);
                let (mut larger, mut all) = (1usize, 1usize);
                for other in others {
                    all += 1;
                    larger += usize::from(other[which] >= statistic[which]);
                }
                larger as f64 / all as f64
            };
            tests.push(GoodnessOfFit {
                kind,
                count: catalogue.counts()[kind],
                kolmogorov_smirnov: statistic[0],
                kolmogorov_smirnov_p: p_value(0),
                anderson_darling: statistic[1],
                anderson_darling_p: p_value(1),
            });
        }
        Ok(tests)
    }
}

/// Both statistics for each kind with at least two residuals.
fn statistics(residuals: &Residuals) -> Vec<Option<[f64; 2]>> {
    residuals
        .by_kind
        .iter()
        .map(|waits| {
            if waits.len() < 2 {
                return None;
            }
            let mut uniform: Vec<f64> = waits.iter().map(|wait| -(-wait).exp_m1()).collect();
            uniform.sort_by(f64::total_cmp);
            Some([kolmogorov_smirnov(&uniform), anderson_darling(&uniform)])
        })
        .collect()
}

/// The largest distance of the empirical distribution of ascending numbers from
/// the uniform one.
fn kolmogorov_smirnov(ascending: &[f64]) -> f64 {
    let n = ascending.len() as f64;
    ascending
        .iter()
        .enumerate()
        .map(|(i, u)| (u - i as f64 / n).max((i as f64 + 1.0) / n - u))
        .fold(0.0, f64::max)
}

/// A² of ascending numbers from the uniform distribution (Anderson and Darling
/// 1954). A residual of 0, as of tied events, counts as the smallest number that
/// its logarithm can be taken of.
fn anderson_darling(ascending: &[f64]) -> f64 {
    let n = ascending.len();
    let ln = |x: f64| x.max(1e-300).ln();
    let sum: f64 = (0..n)
        .map(|i| {
            let weight = (2 * i + 1) as f64;
            weight * (ln(ascending[i]) + ln(1.0 - ascending[n - 1 - i]))
        })
        .sum();
    -(n as f64) - sum / n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_by_hand() {
        // Distances 0.1 and 0.4 below and above the two steps.
        assert!((kolmogorov_smirnov(&[0.1, 0.6]) - 0.4).abs() < 1e-12);
        let by_hand =
            -2.0 - ((0.1f64.ln() + 0.4f64.ln()) + 3.0 * (0.6f64.ln() + 0.9f64.ln())) / 2.0;
        assert!((anderson_darling(&[0.1, 0.6]) - by_hand).abs() < 1e-12);
    }
}
