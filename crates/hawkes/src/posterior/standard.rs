//! Exponential priors in numbers that are standard normal under them.

use std::sync::LazyLock;

use statrs::function::erf::erfc;

/// Distance between the entries of the table.
const STEP: f64 = 1.0 / 32.0;
/// The table reaches from minus this to this.
const REACH: f64 = 9.0;

/// `ln(-ln(1 - Phi(z)))`, the logarithm of a standard exponential variable that
/// has the rank of `z` among standard normal ones, and its slope.
///
/// Every evaluation of a density asks for dozens of them, so that they are looked
/// up: between the entries of a table runs the polynomial of degree five with
/// their values, slopes and curvatures (error below 1e-9, that of the error function).
pub(crate) fn log_exponential(z: f64) -> (f64, f64) {
    static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let steps = (REACH / STEP) as i32;
        (-steps..=steps)
            .map(|step| Entry::at(f64::from(step) * STEP))
            .collect()
    });
    let place = (z + REACH) / STEP;
    if !(0.0..(2.0 * REACH / STEP)).contains(&place) {
        let there = Entry::at(z);
        return (there.value, there.slope);
    }
    let before = place as usize;
    match TABLE.get(before..before + 2) {
        Some([left, right]) => left.towards(right, place - before as f64),
        _ => (f64::NAN, f64::NAN),
    }
}

/// The function at a point with its first two derivatives.
struct Entry {
    value: f64,
    slope: f64,
    curvature: f64,
}

impl Entry {
    /// With the tail `T = 1 - Phi(z)`, `E = -ln T` and the hazard `r = phi(z) / T`,
    /// the derivatives of `ln E` are `r / E` and `r (r - z) / E - (r / E)^2`.
    fn at(z: f64) -> Self {
        /// Beyond this the normal tail leaves the range of numbers, and its
        /// expansion is exact.
        const FAR: f64 = 30.0;
        let density_log = -0.5 * z * z - 0.5 * std::f64::consts::TAU.ln();
        if z < -FAR {
            // The exponential variable is then the normal tail itself.
            return Self {
                value: density_log - (-z).ln(),
                slope: -z,
                curvature: -1.0,
            };
        }
        let log_tail = if z > FAR {
            density_log - z.ln() - (1.0 / (z * z)).ln_1p()
        } else if z > 0.0 {
            (0.5 * erfc(z / std::f64::consts::SQRT_2)).ln()
        } else {
            (-0.5 * erfc(-z / std::f64::consts::SQRT_2)).ln_1p()
        };
        let exponential = -log_tail;
        let hazard = (density_log - log_tail).exp();
        let slope = hazard / exponential;
        Self {
            value: exponential.ln(),
            slope,
            curvature: slope * (hazard - z) - slope * slope,
        }
    }

    /// The value and slope at a share `t` of the step to the next entry.
    fn towards(&self, next: &Self, t: f64) -> (f64, f64) {
        let (d0, d1) = (self.slope * STEP, next.slope * STEP);
        let (c0, c1) = (self.curvature * STEP * STEP, next.curvature * STEP * STEP);
        let rise = next.value - self.value;
        // What the cubic part leaves open at the far end, for the value, slope and curvature.
        let of_value = rise - d0 - 0.5 * c0;
        let of_slope = d1 - d0 - c0;
        let of_curvature = c1 - c0;
        let third = 10.0 * of_value - 4.0 * of_slope + 0.5 * of_curvature;
        let fourth = -15.0 * of_value + 7.0 * of_slope - of_curvature;
        let fifth = 6.0 * of_value - 3.0 * of_slope + 0.5 * of_curvature;
        let value = self.value + t * (d0 + t * (0.5 * c0 + t * (third + t * (fourth + t * fifth))));
        let slope = d0 + t * (c0 + t * (3.0 * third + t * (4.0 * fourth + t * 5.0 * fifth)));
        (value, slope / STEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_has_the_rank_of_the_normal() {
        // Quantiles of the standard normal distribution and the exponential ones
        // of the same probability.
        for (z, probability) in [
            (-3.090_232_306_167_813, 0.001_f64),
            (-1.281_551_565_544_600_4, 0.1),
            (0.0, 0.5),
            (1.644_853_626_951_472_7, 0.95),
            (4.264_890_793_922_825, 1.0 - 1e-5),
        ] {
            let (log, _) = log_exponential(z);
            let expected = (-(-probability).ln_1p()).ln();
            assert!((log - expected).abs() < 1e-9, "{log} for {expected}");
        }
    }

    #[test]
    fn the_table_agrees_with_the_formula_between_its_entries() {
        let mut worst = (0.0, 0.0);
        let mut z = -REACH - 0.1;
        while z < REACH + 0.1 {
            let (value, slope) = log_exponential(z);
            let exact = Entry::at(z);
            worst.0 = f64::max(worst.0, (value - exact.value).abs());
            worst.1 = f64::max(worst.1, (slope - exact.slope).abs());
            z += 0.001_7;
        }
        assert!(worst.0 < 1e-9 && worst.1 < 1e-7, "{worst:?}");
        assert!(log_exponential(f64::NAN).0.is_nan());
    }

    #[test]
    fn slope_agrees_with_differences_in_the_tails_too() {
        for z in [
            -36.0, -31.0, -29.0, -5.0, -0.1, 0.1, 3.0, 12.0, 29.0, 31.0, 50.0,
        ] {
            let (_, slope) = log_exponential(z);
            let difference = (log_exponential(z + 1e-5).0 - log_exponential(z - 1e-5).0) / 2e-5;
            assert!(
                (slope - difference).abs() < 3e-3 * slope,
                "{slope} for {difference} at {z}"
            );
        }
    }
}
