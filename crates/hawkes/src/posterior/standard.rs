//! Exponential priors in numbers that are standard normal under them.

use statrs::function::erf::erfc;

/// `ln(-ln(1 - Phi(z)))`, the logarithm of a standard exponential variable that
/// has the rank of `z` among standard normal ones, and its slope.
pub(crate) fn log_exponential(z: f64) -> (f64, f64) {
    /// Beyond this the normal tail leaves the range of numbers, and its
    /// expansion is exact.
    const FAR: f64 = 30.0;
    let density_log = -0.5 * z * z - 0.5 * std::f64::consts::TAU.ln();
    let log_tail = if z > FAR {
        density_log - z.ln() - (1.0 / (z * z)).ln_1p()
    } else if z > 0.0 {
        (0.5 * erfc(z / std::f64::consts::SQRT_2)).ln()
    } else {
        (-0.5 * erfc(-z / std::f64::consts::SQRT_2)).ln_1p()
    };
    if z < -FAR {
        // The exponential variable is then the normal tail itself.
        let log = density_log - (-z).ln();
        return (log, -z);
    }
    let exponential = -log_tail;
    let slope = (density_log - log_tail).exp() / exponential;
    (exponential.ln(), slope)
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
