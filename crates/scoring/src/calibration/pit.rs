//! The probability integral transform.

use rand::Rng;
use statrs::function::gamma::checked_gamma_ur;

use crate::error::{Error, at_least, finite, probability, same_length};
use crate::random::stream;
use crate::sample::Sample;

/// The randomised probability integral transform
/// `F(y−) + u (F(y) − F(y−))`, uniform when the outcome comes from the forecast
/// distribution and `u` is uniform (Smith 1985; Czado, Gneiting and Held 2009).
/// For a continuous distribution both values are the same and `u` is not used.
///
/// # Errors
/// [`Error::OutOfRange`] unless all three are probabilities and
/// `F(y−) <= F(y)`.
///
/// ```
/// use foreshock_scoring::{calibration::randomised_pit, distribution::Poisson};
/// let forecast = Poisson::new(2.0)?;
/// let observed = 3.0;
/// let pit = randomised_pit(
///     forecast.distribution_function(observed - 1.0),
///     forecast.distribution_function(observed),
///     0.25,
/// )?;
/// assert!(pit > 0.67 && pit < 0.86);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
pub fn randomised_pit(before: f64, at: f64, u: f64) -> Result<f64, Error> {
    probability("F(y−)", before)?;
    probability("F(y)", at)?;
    probability("u", u)?;
    if at < before {
        return Err(Error::OutOfRange {
            argument: "F(y)",
            range: "at or above F(y−)",
            value: at,
        });
    }
    Ok(before + u * (at - before))
}

impl Sample {
    /// The randomised PIT by rank: `(b + u (e + 1)) / (S + 1)` where `b` draws
    /// lie below the outcome and `e` are equal to it.
    ///
    /// If the outcome and the draws come from one distribution and `u` is
    /// uniform, it is exactly uniform for any number of draws and any ties,
    /// which the transform through the empirical distribution function is not.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the outcome is finite and `0 <= u <= 1`.
    pub fn pit(&self, observed: f64, u: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        probability("u", u)?;
        let below = self.below(observed);
        let equal = self.up_to(observed) - below;
        Ok((below as f64 + u * (equal + 1) as f64) / (self.count() + 1) as f64)
    }
}

/// The PIT of each sample at its outcome, by [`Sample::pit`], with a uniform
/// number that depends on the seed and the place in the list alone.
///
/// # Errors
/// [`Error::LengthMismatch`] unless there is one outcome each,
/// [`Error::OutOfRange`] when an outcome is not a finite number.
pub fn sample_pit(samples: &[Sample], observed: &[f64], seed: u64) -> Result<Vec<f64>, Error> {
    same_length("samples", samples.len(), "outcomes", observed.len())?;
    samples
        .iter()
        .zip(observed)
        .enumerate()
        .map(|(place, (sample, observed))| {
            sample.pit(*observed, stream(seed, place as u64).random())
        })
        .collect()
}

/// Tests of uniformity of PIT values.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniformity {
    /// PIT values in each of the equal bins.
    pub histogram: Vec<usize>,
    /// Pearson's statistic `Σ (n_b − n/B)² / (n/B)`.
    pub chi_squared: f64,
    /// Its p-value, with `B − 1` degrees of freedom.
    pub chi_squared_p: f64,
    /// Kolmogorov–Smirnov distance to the uniform distribution.
    pub kolmogorov_smirnov: f64,
    /// Its p-value, by the asymptotic distribution with Stephens' correction;
    /// off by less than 0.01 from 10 values on.
    pub kolmogorov_smirnov_p: f64,
}

/// Tests whether PIT values are uniform.
///
/// Both tests take the values for independent. Forecasts whose horizons
/// overlap, or of neighbours, are not: their p-values come out too small.
///
/// # Errors
/// [`Error::TooFew`] with fewer than two bins or fewer than five values per
/// bin, [`Error::OutOfRange`] when a value does not lie between 0 and 1.
pub fn uniformity(pit: &[f64], bins: usize) -> Result<Uniformity, Error> {
    at_least("bins", 2, bins)?;
    at_least("PIT values", bins.saturating_mul(5), pit.len())?;
    let mut histogram = vec![0usize; bins];
    for &value in pit {
        probability("PIT value", value)?;
        histogram[((value * bins as f64) as usize).min(bins - 1)] += 1;
    }
    let n = pit.len() as f64;
    let expected = n / bins as f64;
    let chi_squared: f64 = histogram
        .iter()
        .map(|count| (*count as f64 - expected).powi(2) / expected)
        .sum();
    let mut sorted = pit.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let distance = sorted
        .iter()
        .enumerate()
        .map(|(i, value)| ((i + 1) as f64 / n - value).max(value - i as f64 / n))
        .fold(0.0, f64::max);
    let p = if chi_squared > 0.0 {
        let half_degrees = 0.5 * (bins - 1) as f64;
        checked_gamma_ur(half_degrees, 0.5 * chi_squared).unwrap_or(0.0)
    } else {
        1.0
    };
    Ok(Uniformity {
        histogram,
        chi_squared,
        chi_squared_p: p.clamp(0.0, 1.0),
        kolmogorov_smirnov: distance,
        kolmogorov_smirnov_p: kolmogorov_tail(distance * (n.sqrt() + 0.12 + 0.11 / n.sqrt())),
    })
}

/// The tail of Kolmogorov's distribution `2 Σ (−1)^(k−1) exp(−2 k² x²)`, below
/// 0.5 by the series that converges there.
fn kolmogorov_tail(x: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let tail = if x < 0.2 {
        1.0
    } else if x < 1.0 {
        let sum: f64 = (1..=9)
            .map(|k| (-((2 * k - 1) as f64 * PI).powi(2) / (8.0 * x * x)).exp())
            .sum();
        1.0 - TAU.sqrt() / x * sum
    } else {
        (1..=9)
            .map(|k| {
                let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
                sign * (-2.0 * (k as f64 * x).powi(2)).exp()
            })
            .sum()
    };
    tail.clamp(0.0, 1.0)
}
