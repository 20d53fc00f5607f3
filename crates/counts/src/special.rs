//! Special functions that the distributions of this crate share.

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::{checked_gamma_lr, ln_gamma};

/// `ln Γ(x + d) − ln Γ(x)` for `x > 0` and `d >= 0`.
///
/// The plain difference of two log-gamma values loses digits when both are
/// large. For small whole `d` the ratio is a product of `d` factors; otherwise
/// Stirling's series is subtracted term by term, after `x` has been raised to
/// at least 15, from where on the first term left out is below `2e-14`.
pub(crate) fn ln_gamma_ratio(x: f64, d: f64) -> f64 {
    if d == 0.0 {
        return 0.0;
    }
    if d <= 12.0 && d.fract() == 0.0 && x < 1e20 {
        let mut product = 1.0;
        let mut factor = 0.0;
        while factor < d {
            product *= x + factor;
            factor += 1.0;
        }
        return product.ln();
    }
    if x >= 15.0 {
        return ln_gamma_ratio_by_series(x, d);
    }
    let mut raised = x;
    let (mut above, mut below) = (1.0, 1.0);
    while raised < 15.0 {
        above *= raised + d;
        below *= raised;
        raised += 1.0;
    }
    if above.is_finite() {
        ln_gamma_ratio_by_series(raised, d) - (above / below).ln()
    } else {
        ln_gamma(x + d) - ln_gamma(x)
    }
}

fn ln_gamma_ratio_by_series(x: f64, d: f64) -> f64 {
    let inverse = x.recip();
    d * x.ln() + (x + d - 0.5) * (d * inverse).ln_1p() - d + stirling((x + d).recip())
        - stirling(inverse)
}

/// The sum in Stirling's series of `ln Γ(x)`, by `1 / x`.
fn stirling(inverse: f64) -> f64 {
    let square = inverse * inverse;
    inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
}

/// `ln B(a, b)` for positive `a`, `b`.
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    ln_gamma(small) - ln_gamma_ratio(large, small)
}

/// Regularised incomplete beta function `I_x(a, b)`, with its limits where a
/// parameter is zero.
pub(crate) fn beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || b <= 0.0 && a > 0.0 && x < 1.0 {
        0.0
    } else if x >= 1.0 || a <= 0.0 {
        1.0
    } else {
        checked_beta_reg(a, b, x).unwrap_or(0.0).clamp(0.0, 1.0)
    }
}

/// Regularised lower incomplete gamma function `P(a, x)`, `a > 0`.
pub(crate) fn gamma_regularised(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x.is_infinite() {
        1.0
    } else {
        checked_gamma_lr(a, x).unwrap_or(0.0).clamp(0.0, 1.0)
    }
}

/// Standard normal distribution function.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-x / std::f64::consts::SQRT_2)
}

/// Standard normal quantile, for `p` strictly between 0 and 1.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p)
}

/// Trigamma function `ψ'(x)` for `x > 0`.
pub(crate) fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 8.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = x * x;
    sum + 1.0 / x
        + 0.5 / square
        + (1.0 / 6.0 - (1.0 / 30.0 - 1.0 / (42.0 * square)) / square) / (square * x)
}

/// The point where an increasing function crosses `target`, found by halving
/// the bracket until it is as narrow as the number format allows.
pub(crate) fn bisect(mut low: f64, mut high: f64, target: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// As [`bisect`], for a smooth function: false position in the form of
/// Anderson and Björck (1973), down to a relative width of `1e-12`.
pub(crate) fn crossing(low: f64, high: f64, target: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut at_a, mut at_b) = (f(a) - target, f(b) - target);
    if at_a >= 0.0 {
        return a;
    }
    if at_b <= 0.0 {
        return b;
    }
    for iteration in 0..200 {
        if (b - a).abs() <= 1e-12 * (1.0 + a.abs().max(b.abs())) {
            break;
        }
        // Every fourth step halves the bracket, which bounds their number.
        let inner = if iteration % 4 == 3 {
            0.5 * (a + b)
        } else {
            b - at_b * (b - a) / (at_b - at_a)
        };
        let at_inner = f(inner) - target;
        if at_inner == 0.0 {
            return inner;
        }
        if (at_inner < 0.0) == (at_b < 0.0) {
            let share = 1.0 - at_inner / at_b;
            at_a *= if share > 0.0 { share } else { 0.5 };
        } else {
            (a, at_a) = (b, at_b);
        }
        (b, at_b) = (inner, at_inner);
    }
    0.5 * (a + b)
}

/// Median of a slice, which is sorted on the way. `None` when it is empty.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let (_, &mut upper, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return Some(upper);
    }
    let lower = values[..n / 2]
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    Some(lower + 0.5 * (upper - lower))
}

/// Nodes and weights of 9-point Gauss–Hermite quadrature for the weight
/// `exp(−x²)`; nodes other than 0 stand for both signs.
const GAUSS_HERMITE: [(f64, f64); 5] = [
    (0.0, 7.20235215606051e-1),
    (0.723551018752838, 4.326515590025558e-1),
    (1.468553289216668, 8.847452739437657e-2),
    (2.266580584531843, 4.943624275536947e-3),
    (3.190993201781528, 3.960697726326438e-5),
];

/// Nodes of `N(mean, deviation²)` with their weights, by 9-point Gauss–Hermite
/// quadrature. The weights sum to `√π`.
pub(crate) fn gauss_hermite(mean: f64, deviation: f64) -> impl Iterator<Item = (f64, f64)> {
    let scale = std::f64::consts::SQRT_2 * deviation;
    GAUSS_HERMITE.into_iter().flat_map(move |(node, weight)| {
        let upper = Some((weight, mean + scale * node));
        let lower = (node > 0.0).then_some((weight, mean - scale * node));
        upper.into_iter().chain(lower)
    })
}
