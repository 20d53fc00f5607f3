//! Chains of draws.

use rayon::prelude::*;

use super::{Convergence, LogDensity, metric::Metric, mode::Mode, sampler};
use crate::Error;

/// How many draws, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Sampling {
    /// Independent chains, at least 2.
    pub chains: usize,
    /// Draws of each chain by which the step size is found, at least 20.
    pub warmup: usize,
    /// Draws of each chain that are kept, at least 20.
    pub draws: usize,
    /// Where the random streams start; chain `c` has stream `c`.
    pub seed: u64,
    /// Mean probability of acceptance aimed at, between 0.5 and 0.99.
    pub target_acceptance: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            chains: 4,
            warmup: 150,
            draws: 250,
            seed: 1,
            target_acceptance: 0.8,
        }
    }
}

impl Sampling {
    /// The usual number of draws, from a seed.
    pub fn seeded(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let at_least = |argument, value: usize, least: usize, range| {
            if value >= least {
                Ok(())
            } else {
                Err(Error::OutOfRange {
                    argument,
                    range,
                    value: value as f64,
                })
            }
        };
        at_least("chains", self.chains, 2, "2 or more")?;
        at_least("warmup", self.warmup, 20, "20 or more")?;
        at_least("draws", self.draws, 20, "20 or more")?;
        if !(0.5..=0.99).contains(&self.target_acceptance) {
            return Err(Error::OutOfRange {
                argument: "target_acceptance",
                range: "between 0.5 and 0.99",
                value: self.target_acceptance,
            });
        }
        Ok(())
    }
}

/// Draws of a density, and whether they can be relied on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// The number of coordinates of a draw.
    pub dimension: usize,
    /// The draws, chain after chain.
    pub draws: Vec<Vec<f64>>,
    /// The number of chains.
    pub chains: usize,
    /// Steps at which the integration failed. More than a few say that the
    /// draws leave out a part of the density.
    pub divergences: usize,
    /// Whether the chains agree and how many independent draws they are worth.
    pub convergence: Convergence,
    /// The point of highest density.
    pub mode: Vec<f64>,
}

/// Draws from `density`, starting the search for its mode at `start`.
///
/// The result depends on the arguments only, not on the number of threads.
///
/// # Errors
///
/// Where an argument is out of its range, or the density is zero or not a
/// number at `start`.
pub fn sample(
    density: &impl LogDensity,
    start: &[f64],
    sampling: &Sampling,
) -> Result<Sample, Error> {
    sampling.check()?;
    let mode = Mode::find(density, start)?;
    let metric = Metric::at(density, &mode.point);
    let chains: Vec<sampler::Chain> = (0..sampling.chains)
        .into_par_iter()
        .map(|chain| sampler::run(density, &metric, sampling, chain as u64))
        .collect();
    let divergences = chains.iter().map(|chain| chain.divergences).sum();
    let points: Vec<Vec<Vec<f64>>> = chains.into_iter().map(|chain| chain.points).collect();
    let convergence = Convergence::of(&points);
    Ok(Sample {
        dimension: density.dimension(),
        draws: points.into_iter().flatten().collect(),
        chains: sampling.chains,
        divergences,
        convergence,
        mode: mode.point,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two normal coordinates of unlike scale with correlation 0.9, and the
    /// logarithm of an exponential variable.
    struct Mixed;

    impl LogDensity for Mixed {
        fn dimension(&self) -> usize {
            3
        }

        fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
            let (x, y, z) = (at[0] / 100.0, at[1], at[2]);
            let remainder = 1.0 - 0.81;
            gradient[0] = -(x - 0.9 * y) / remainder / 100.0;
            gradient[1] = -(y - 0.9 * x) / remainder;
            gradient[2] = 1.0 - z.exp();
            -0.5 * (x * x - 1.8 * x * y + y * y) / remainder + z - z.exp()
        }
    }

    #[test]
    fn moments_of_a_known_density() {
        let sampling = Sampling {
            draws: 2000,
            ..Sampling::seeded(3)
        };
        let sample = sample(&Mixed, &[30.0, 1.0, 1.0], &sampling).expect("a proper density");
        assert!(sample.convergence.converged, "{:?}", sample.convergence);
        let n = sample.draws.len() as f64;
        let mean =
            |f: &dyn Fn(&[f64]) -> f64| sample.draws.iter().map(|draw| f(draw)).sum::<f64>() / n;
        assert!(mean(&|d| d[0] / 100.0).abs() < 0.08);
        assert!((mean(&|d| d[0] * d[0] / 1e4) - 1.0).abs() < 0.12);
        assert!((mean(&|d| d[0] * d[1] / 100.0) - 0.9).abs() < 0.12);
        assert!((mean(&|d| d[2].exp()) - 1.0).abs() < 0.06);
        assert!((mean(&|d| (2.0 * d[2]).exp()) - 2.0).abs() < 0.3);
    }

    #[test]
    fn draws_do_not_depend_on_threads() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| sample(&Mixed, &[0.0; 3], &Sampling::seeded(8)).expect("draws"))
        };
        assert_eq!(run(1), run(3));
    }

    #[test]
    fn arguments_out_of_range_are_refused() {
        for sampling in [
            Sampling {
                chains: 1,
                ..Sampling::default()
            },
            Sampling {
                draws: 0,
                ..Sampling::default()
            },
            Sampling {
                target_acceptance: f64::NAN,
                ..Sampling::default()
            },
        ] {
            let refused = sample(&Mixed, &[0.0; 3], &sampling);
            assert!(matches!(refused, Err(Error::OutOfRange { .. })));
        }
    }
}
