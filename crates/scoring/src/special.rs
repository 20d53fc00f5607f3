//! Special functions that the distributions and tests of this crate share.

use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2, TAU};

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{checked_gamma_ur, ln_gamma};

/// `1/√π`.
pub(crate) const FRAC_1_SQRT_PI: f64 = 0.5 * FRAC_2_SQRT_PI;

/// Standard normal distribution function.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// Standard normal density.
pub(crate) fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// Standard normal quantile, for `p` strictly between 0 and 1.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p)
}

/// Regularised incomplete beta function `I_x(a, b)` for positive `a`, `b`.
pub(crate) fn beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        checked_beta_reg(a, b, x).unwrap_or(0.0).clamp(0.0, 1.0)
    }
}

/// Regularised upper incomplete gamma function `Q(a, x)`, `a > 0`.
pub(crate) fn gamma_upper(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else {
        checked_gamma_ur(a, x).unwrap_or(0.0).clamp(0.0, 1.0)
    }
}

/// `x ln(x/m) + m − x` for positive `x`, `m`: half the Poisson deviance, without
/// cancellation where the two are near (Loader 2000).
pub(crate) fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() < 0.1 * (x + m) {
        // With v = (x − m)/(x + m): ln(x/m) = 2 artanh(v).
        let v = difference / (x + m);
        let square = v * v;
        let mut sum = difference * v;
        let mut term = 2.0 * x * v;
        let mut divisor = 3.0;
        loop {
            term *= square;
            let next = sum + term / divisor;
            if next == sum || divisor > 1000.0 {
                return next;
            }
            sum = next;
            divisor += 2.0;
        }
    }
    x * (x / m).ln() - difference
}

/// The error of Stirling's formula: `ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π`
/// for `x > 0`.
pub(crate) fn stirling_error(x: f64) -> f64 {
    if x < 15.0 {
        return ln_gamma(x + 1.0) - (x + 0.5) * x.ln() + x - 0.5 * TAU.ln();
    }
    let square = x * x;
    (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square)
            / square)
        / x
}

/// `scale · 4/π ∫₀^∞ (1 + u²)⁻² exp(−g(u²/(1 + u²))) du`, which is half the mean
/// absolute difference of two independent counts.
///
/// For the negative binomial Euler's integral of
/// `₂F₁(n + 1, ½; 2; −z)` becomes this with `t = u²/(1 + u²)` and
/// `g(w) = (n + 1) ln(1 + z w)`; for the Poisson distribution the integral of
/// `e^(−2λ)(I₀(2λ) + I₁(2λ))` becomes it with `g(w) = 4 λ w`. After `u = e^s`
/// the integrand is analytic in a strip whose half-width is at least π/4
/// whatever the parameters, so that the trapezoidal rule with step 0.12 is
/// exact to rounding (error factor `exp(−2π (π/4) / 0.12)`, below `1e-17`).
///
/// `slope` is the derivative of `g` at 0.
pub(crate) fn half_mean_difference(scale: f64, slope: f64, g: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 0.12;
    // Left of the bulk the integrand falls as e^s: 38 units make 3e-17.
    let mut s = (-0.5 * slope.max(1.0).ln()) - 38.0;
    let mut sum = 0.0;
    loop {
        let u = s.exp();
        let square = u * u;
        let term = u / ((1.0 + square) * (1.0 + square)) * (-g(square / (1.0 + square))).exp();
        sum += term;
        // Right of 1 it falls as e^(−3s), or sooner.
        if s > 0.0 && term <= 1e-18 * sum || s > 14.0 {
            return scale * (4.0 / PI) * STEP * sum;
        }
        s += STEP;
    }
}
