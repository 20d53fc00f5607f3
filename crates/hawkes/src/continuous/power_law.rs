//! The power law of Omori and Utsu as a sum of exponentials.
//!
//! (t + c)^(-p) = 1/Γ(p) ∫ s^p e^(-s(t+c)) du with s = e^u. The trapezoidal rule
//! with step h replaces the integral by a sum over nodes u = k h (Beylkin and
//! Monzón 2010). By Poisson's summation formula its relative error is at most
//! 2 Σ_k |Γ(p + 2πik/h)| / Γ(p), whatever t and c. Cutting the sum at a smallest
//! and a largest node adds at most the two tails of a gamma distribution.

use super::Kernel;
use crate::error::{self, Error};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};
use std::f64::consts::PI;

/// Step of the trapezoidal rule in the logarithm of the rate.
const STEP: f64 = 0.35;
/// Largest exponent up to which the step keeps the stated error.
pub(crate) const LARGEST_EXPONENT: f64 = 5.0;
/// Share of the power law that cutting the sum may cost at either end.
const CUT: f64 = 1e-9;

/// A power law written as a sum of exponentials: g(t) ≈ Σ_m w_m β_m e^(-β_m t).
#[derive(Debug, Clone, PartialEq)]
pub struct PowerLaw {
    offset: f64,
    exponent: f64,
    horizon: f64,
    rates: Vec<f64>,
    weights: Vec<f64>,
}

impl PowerLaw {
    /// The sum for (p - 1) c^(p-1) (t + c)^(-p) with offset c and exponent p, good
    /// from a delay of 0 to `horizon`.
    ///
    /// # Errors
    ///
    /// If the offset or the horizon is not positive, or the exponent not above 1
    /// and at most 5.
    pub fn new(offset: f64, exponent: f64, horizon: f64) -> Result<Self, Error> {
        Kernel::PowerLaw { offset, exponent }.check(1)?;
        error::positive("the horizon", horizon)?;
        let rates = rates(offset, offset, exponent, horizon);
        let weights = weights(&rates, offset, exponent).0;
        Ok(Self {
            offset,
            exponent,
            horizon,
            rates,
            weights,
        })
    }

    /// Decays of the sum, ascending.
    pub fn decays(&self) -> &[f64] {
        &self.rates
    }

    /// The weight of each decay.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The sum at a delay `t` of 0 or more.
    pub fn density(&self, t: f64) -> f64 {
        self.rates
            .iter()
            .zip(&self.weights)
            .map(|(rate, weight)| weight * rate * (-rate * t).exp())
            .sum()
    }

    /// A bound on |sum / law - 1| at every delay from 0 to the horizon.
    ///
    /// The aliasing term comes from Poisson's summation formula with
    /// |Γ(p + iy)| ≤ √(2π) |p + iy|^(p - 1/2) e^(-πy/2 + 1/(6|p + iy|)), the cuts from
    /// the incomplete gamma function one step beyond the outermost nodes.
    pub fn error_bound(&self) -> f64 {
        let p = self.exponent;
        let alias: f64 = (1..=4)
            .map(|k| {
                let y = 2.0 * PI * f64::from(k) / STEP;
                let modulus = p.hypot(y);
                let ln_size = 0.5 * (2.0 * PI).ln() + (p - 0.5) * modulus.ln() - y * y.atan2(p) - p
                    + 1.0 / (6.0 * modulus);
                2.0 * (ln_size - ln_gamma(p)).exp()
            })
            .sum();
        let (Some(slowest), Some(fastest)) = (self.rates.first(), self.rates.last()) else {
            return 1.0;
        };
        let slow = gamma_lr(p, slowest * (self.horizon + self.offset));
        let fast = gamma_ur(p, fastest * self.offset);
        // The law's own rounding: a sum of some hundred terms.
        alias + slow + fast + 1e-13
    }
}

/// Rates for every offset from `smallest` to `largest` and every exponent from
/// `exponent` to [`LARGEST_EXPONENT`] at delays up to `horizon`.
pub(crate) fn rates(smallest: f64, largest: f64, exponent: f64, horizon: f64) -> Vec<f64> {
    // P(p, x) ≤ x^p / Γ(p + 1) for the slow end; at the fast end Q(p, x) falls
    // below the cut where x exceeds p by a dozen standard deviations and more.
    let slow = ((CUT.ln() + ln_gamma(exponent + 1.0)) / exponent).exp() / (horizon + largest);
    let fast = (24.0 + 3.2 * LARGEST_EXPONENT) / smallest;
    let first = (slow.ln() / STEP).floor() as i64;
    let last = (fast.ln() / STEP).ceil() as i64;
    (first..=last).map(|k| (STEP * k as f64).exp()).collect()
}

/// Weights of the rates, and their derivatives by ln c and by ln (p - 1).
pub(crate) fn weights(rates: &[f64], offset: f64, exponent: f64) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let (c, p) = (offset, exponent);
    let ln_scale = STEP.ln() + (p - 1.0).ln() + (p - 1.0) * c.ln() - ln_gamma(p);
    let digamma = statrs::function::gamma::digamma(p);
    let mut weights = Vec::with_capacity(rates.len());
    let mut by_offset = Vec::with_capacity(rates.len());
    let mut by_exponent = Vec::with_capacity(rates.len());
    for &s in rates {
        // The density's coefficient is w β, so that one power of s is taken off.
        let weight = (ln_scale + (p - 1.0) * s.ln() - s * c).exp();
        weights.push(weight);
        by_offset.push(weight * (p - 1.0 - s * c));
        by_exponent.push(weight * (1.0 + (p - 1.0) * (c.ln() + s.ln() - digamma)));
    }
    (weights, by_offset, by_exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sum_keeps_its_bound(
            ln_offset in -9.0..3.0f64,
            exponent in 1.02..5.0f64,
            ln_horizon in 0.0..9.0f64,
            part in 0.0..1.0f64,
        ) {
            let (offset, horizon) = (ln_offset.exp(), ln_horizon.exp());
            let sum = PowerLaw::new(offset, exponent, horizon).expect("valid");
            let bound = sum.error_bound();
            prop_assert!(bound < 1e-7, "{bound}");
            let law = Kernel::PowerLaw { offset, exponent };
            for t in [0.0, (part * offset).min(horizon), part * horizon, horizon] {
                let exact = law.density(0, 0, 0, t);
                let error = (sum.density(t) / exact - 1.0).abs();
                prop_assert!(error <= bound, "{error} exceeds {bound} at {t}");
            }
        }

        #[test]
        fn derivatives_of_the_weights(ln_offset in -4.0..2.0f64, ln_excess in -3.0..1.5f64) {
            let rates = rates(0.001, 10.0, 1.01, 100.0);
            let at = |a: f64, b: f64| weights(&rates, a.exp(), 1.0 + b.exp());
            let (_, by_offset, by_exponent) = at(ln_offset, ln_excess);
            let step = 1e-5;
            let (up, down) = (at(ln_offset + step, ln_excess).0, at(ln_offset - step, ln_excess).0);
            let (right, left) = (at(ln_offset, ln_excess + step).0, at(ln_offset, ln_excess - step).0);
            let largest = by_offset.iter().chain(&by_exponent).fold(0.0f64, |a, b| a.max(b.abs()));
            for m in 0..rates.len() {
                prop_assert!(((up[m] - down[m]) / (2.0 * step) - by_offset[m]).abs() < 1e-6 * largest);
                prop_assert!(((right[m] - left[m]) / (2.0 * step) - by_exponent[m]).abs() < 1e-6 * largest);
            }
        }
    }
}
