//! Forecasts given as a parametric distribution, with scores in closed form.
//!
//! Log scores are in nats (natural logarithm) and negatively oriented: smaller
//! is better. Divide by `ln 2` for ignorance in bits.

mod log_normal;
mod negative_binomial;
mod normal;
mod normal_mixture;
mod poisson;

pub use log_normal::LogNormal;
pub use negative_binomial::NegativeBinomial;
pub use normal::Normal;
pub use normal_mixture::NormalMixture;
pub use poisson::Poisson;

use crate::error::Error;

/// Checks that an outcome is a count: a whole number of zero or more.
fn count(observed: f64) -> Result<f64, Error> {
    if observed >= 0.0 && observed.is_finite() && observed.fract() == 0.0 {
        Ok(observed)
    } else {
        Err(Error::OutOfRange {
            argument: "observed",
            range: "a whole number of zero or more",
            value: observed,
        })
    }
}

/// Checks that a mean of counts is zero or more.
fn mean_of_counts(mean: f64) -> Result<f64, Error> {
    if mean >= 0.0 && mean.is_finite() {
        Ok(mean)
    } else {
        Err(Error::OutOfRange {
            argument: "mean",
            range: "zero or more and finite",
            value: mean,
        })
    }
}

/// The log score of an outcome to which the forecast gave no probability.
fn impossible<T>() -> Result<T, Error> {
    Err(Error::Undefined {
        score: "the log score",
        why: "the forecast gave the outcome a probability of zero; give a forecast that rules nothing out",
    })
}

/// The smallest count at which a distribution function reaches `level`,
/// searched from `guess` by doubling and halving.
fn count_quantile(level: f64, guess: f64, distribution_function: impl Fn(f64) -> f64) -> f64 {
    let reached = |count: f64| distribution_function(count) >= level;
    if reached(0.0) {
        return 0.0;
    }
    // `low` has not reached the level, `high` has.
    let (mut low, mut high) = (0.0, guess.ceil().max(1.0));
    while !reached(high) && high < 1e300 {
        low = high;
        high *= 2.0;
    }
    while high - low > 1.0 {
        let middle = (0.5 * (low + high)).floor();
        if middle <= low || middle >= high {
            break;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
