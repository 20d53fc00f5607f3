//! Posterior draws for any log density with a gradient.
//!
//! The models of this crate have ten to fifty parameters, a density that costs
//! microseconds, and no hierarchy. For such, the sampler here does one thing
//! that a general one cannot rely on: it finds the mode first and measures all
//! directions by the curvature there, so that what remains to be explored is
//! close to a standard normal distribution. Long warm-up is not needed.
//!
//! 1. The mode, by the minimiser of this crate ([`mode::Mode`]).
//! 2. The metric: the inverse of the negative Hessian at the mode, by central
//!    differences of the gradient ([`metric::Metric`]).
//! 3. Chains of the no-U-turn sampler with multinomial weights (Hoffman and
//!    Gelman 2014; Betancourt 2017), the step size by dual averaging
//!    ([`sample()`]). Each chain has its own random stream, so that the draws are
//!    the same whatever the number of threads.
//! 4. Rank-normalised split R-hat, bulk and tail effective sample size (Vehtari
//!    et al. 2021) for every coordinate ([`convergence::Convergence`]). A run
//!    that has not converged says so.
//!
//! # References
//!
//! - Hoffman MD, Gelman A (2014). The no-U-turn sampler. *Journal of Machine
//!   Learning Research* 15, 1593–1623.
//! - Betancourt M (2017). A conceptual introduction to Hamiltonian Monte Carlo.
//!   arXiv:1701.02434.
//! - Vehtari A, Gelman A, Simpson D, Carpenter B, Bürkner PC (2021).
//!   Rank-normalization, folding, and localization: an improved R-hat.
//!   *Bayesian Analysis* 16, 667–718.

pub mod convergence;
pub(crate) mod importance;
pub mod metric;
pub mod mode;
mod sample;
mod sampler;
pub(crate) mod standard;
mod summary;
mod tree;

pub use convergence::Convergence;
pub use sample::{Sample, Sampling, sample};
pub use summary::{Interval, quantile_of_sorted};

/// A log density on all of ℝⁿ, up to a constant, with its gradient.
///
/// Parameters that are bounded (rates, shares) are to be transformed, with the
/// logarithm of the Jacobian added.
pub trait LogDensity: Sync {
    /// The number of coordinates `n`.
    fn dimension(&self) -> usize;

    /// The log density at a point, with its gradient written to `gradient`
    /// (both of length `n`). `f64::NEG_INFINITY` where the density is zero; the
    /// gradient is not read then.
    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64;
}
