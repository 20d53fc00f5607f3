//! What could have been seen.

use statrs::function::erf::erfc;

use crate::contrast::Estimate;

/// Probability with which an effect is to be seen.
pub const POWER: f64 = 0.8;
/// Largest factor that is looked at.
const LARGEST: f64 = 1000.0;

/// The smallest effects that would have been seen with a probability of
/// [`POWER`]: those whose interval would have left out 1.
///
/// With `E₁` events to be expected on the days looked at, and the days that they
/// are compared with worth `E₀` (so that the information on the logarithm of the
/// ratio is `E₁ E₀ / (E₁ + E₀)`), a factor `k` brings the share
/// `π_k = k E₁ / (k E₁ + E₀)` of `n = k E₁ + E₀` events onto the days looked at.
/// It is seen where that share departs from `π₁` by more than chance, with the
/// dispersion of the record in the variance of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// Smallest increase, a factor above 1; absent where none up to 1,000 would.
    pub increase: Option<f64>,
    /// Smallest decrease, a factor below 1; absent where not even the end of all
    /// events would have been seen.
    pub decrease: Option<f64>,
}

pub(crate) fn detectable(estimate: &Estimate) -> Detectable {
    let expected = estimate.expected;
    let information = estimate.information;
    let other = information * expected / (expected - information);
    if !(expected > 0.0 && information > 0.0 && other > 0.0) {
        return Detectable {
            increase: None,
            decrease: None,
        };
    }
    let share = |factor: f64| factor * expected / (factor * expected + other);
    let power = |factor: f64| {
        let total = factor * expected + other;
        let spread = |share: f64| (estimate.dispersion * total * share * (1.0 - share)).sqrt();
        let apart = total * (share(factor) - share(1.0)).abs();
        let reach = apart - estimate.critical * spread(share(1.0));
        let scatter = spread(share(factor));
        match scatter > 0.0 {
            true => normal(reach / scatter),
            false => f64::from(u8::from(reach > 0.0)),
        }
    };
    Detectable {
        increase: smallest(LARGEST.ln(), |log| power(log.exp())).map(f64::exp),
        decrease: smallest(1.0, |less| power(1.0 - less)).map(|less| 1.0 - less),
    }
}

/// The smallest argument from 0 to `most` at which `power` is
/// enough.
fn smallest(most: f64, power: impl Fn(f64) -> f64) -> Option<f64> {
    if power(most) < POWER {
        return None;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        match power(middle) < POWER {
            true => low = middle,
            false => high = middle,
        }
    }
    Some(high)
}

fn normal(value: f64) -> f64 {
    0.5 * erfc(-value / std::f64::consts::SQRT_2)
}
