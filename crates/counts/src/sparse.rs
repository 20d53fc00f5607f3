//! Baseline for sparse counts: the exact predictive distribution of
//! independent counts with a constant rate, averaged over the dispersion.

use crate::error::{Error, open_unit, positive};
use crate::predictive::Predictive;
use crate::special::{beta_regularised, gamma_regularised, ln_beta, ln_gamma_ratio};
use statrs::function::gamma::ln_gamma;

/// Prior over the size `r` of the negative binomial that the counts follow.
///
/// The size is infinite (Poisson) with probability
/// [`poisson_probability`](Self::poisson_probability); the rest is spread
/// evenly over [`points`](Self::points) sizes from
/// [`smallest`](Self::smallest) to [`largest`](Self::largest), equally spaced
/// on the logarithmic scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DispersionPrior {
    /// Prior probability of no overdispersion, above 0 and at most 1.
    pub poisson_probability: f64,
    /// Smallest size, positive; raised to one over the number of periods where
    /// that is larger.
    pub smallest: f64,
    /// Largest size, at least the smallest.
    pub largest: f64,
    /// Number of sizes, at least 1.
    pub points: usize,
}

impl Default for DispersionPrior {
    /// A tenth on Poisson, the rest on 14 sizes from 0.01 to 10.
    ///
    /// The range goes from a dispersion of 6 at a mean of 0.05 per period to
    /// counts that can hardly be told from Poisson counts. The weight on
    /// Poisson was chosen by simulation: with one half on it, alarms at a
    /// nominal 1 % came on up to 2.4 % of overdispersed periods after 12
    /// reference periods. `docs/methods/baselines.md` has the rates.
    fn default() -> Self {
        Self {
            poisson_probability: 0.1,
            smallest: 0.01,
            largest: 10.0,
            points: 14,
        }
    }
}

impl DispersionPrior {
    /// The sizes with their prior weights for data of so many periods; the
    /// infinite size comes first.
    ///
    /// No size is below one over the number of periods: clusters that come more
    /// rarely than once in the data cannot be told from them, and the predictive
    /// would have no mean.
    fn sizes(&self, periods: f64) -> Result<Vec<(f64, f64)>, Error> {
        if !(self.poisson_probability > 0.0 && self.poisson_probability <= 1.0) {
            return Err(Error::OutOfRange {
                argument: "prior probability of Poisson counts",
                range: "above 0 and at most 1",
                value: self.poisson_probability,
            });
        }
        positive("smallest size", self.smallest)?;
        positive("largest size", self.largest)?;
        if self.largest < self.smallest {
            return Err(Error::OutOfRange {
                argument: "largest size",
                range: "at least the smallest size",
                value: self.largest,
            });
        }
        if self.points == 0 || self.points > 1000 {
            return Err(Error::OutOfRange {
                argument: "number of sizes",
                range: "between 1 and 1000",
                value: self.points as f64,
            });
        }
        let mut sizes = vec![(f64::INFINITY, self.poisson_probability)];
        let weight = (1.0 - self.poisson_probability) / self.points as f64;
        if weight > 0.0 {
            let smallest = self.smallest.max(periods.recip()).min(self.largest);
            let step = (self.largest / smallest).ln() / (self.points.max(2) - 1) as f64;
            for point in 0..self.points {
                sizes.push((smallest * (step * point as f64).exp(), weight));
            }
        }
        Ok(sizes)
    }
}

/// Sufficient statistics of one window of counts.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    /// Number of periods.
    pub periods: f64,
    /// Sum of the counts.
    pub total: f64,
}

impl Window {
    pub(crate) fn of(counts: &[u64]) -> Self {
        Self {
            periods: counts.len() as f64,
            total: counts.iter().map(|&y| y as f64).sum(),
        }
    }
}

/// A size with its posterior weight.
pub(crate) type WeightedSize = (f64, f64);

/// Posterior weights of the sizes after windows that share the size but not
/// the mean. Sizes with a weight below `1e-13` of the largest are left out.
pub(crate) fn posterior_sizes(
    windows: &[&[u64]],
    prior: &DispersionPrior,
) -> Result<Vec<WeightedSize>, Error> {
    let totals: Vec<Window> = windows.iter().map(|counts| Window::of(counts)).collect();
    let mut values: Vec<u64> = windows
        .iter()
        .flat_map(|counts| counts.iter().copied())
        .collect();
    values.sort_unstable();
    let mut distinct: Vec<(f64, f64)> = Vec::new();
    for value in values {
        let value = value as f64;
        match distinct.last_mut() {
            Some((last, times)) if *last == value => *times += 1.0,
            _ => distinct.push((value, 1.0)),
        }
    }
    let periods: f64 = totals.iter().map(|window| window.periods).sum();
    let mut sizes = prior.sizes(periods)?;
    let mut largest = f64::NEG_INFINITY;
    for (size, weight) in &mut sizes {
        let mut evidence = weight.ln();
        // The factor 1 / y! is common to all sizes and cancels.
        if size.is_infinite() {
            for window in &totals {
                let shape = window.total + 0.5;
                evidence += ln_gamma(shape) - shape * window.periods.ln();
            }
        } else {
            for &(value, times) in &distinct {
                evidence += times * ln_gamma_ratio(*size, value);
            }
            for window in &totals {
                evidence += 0.5 * size.ln() + ln_beta(window.periods * *size, window.total + 0.5);
            }
        }
        largest = largest.max(evidence);
        *weight = evidence;
    }
    let mut sum = 0.0;
    for (_, weight) in &mut sizes {
        *weight = (*weight - largest).exp();
        sum += *weight;
    }
    sizes.retain_mut(|(_, weight)| {
        *weight /= sum;
        *weight > 1e-13
    });
    Ok(sizes)
}

/// Baseline of a sparse count series with a constant rate.
#[derive(Debug, Clone)]
pub struct Sparse {
    /// Predictive distribution of the future count.
    pub predictive: Predictive,
    /// Posterior probability that the counts are overdispersed, that is, not
    /// Poisson.
    pub probability_of_overdispersion: f64,
    /// Number of reference periods.
    pub reference_periods: usize,
    /// Sum of the reference counts.
    pub reference_total: u64,
    pub(crate) rate: Rate,
}

impl Sparse {
    /// Posterior mean of the rate per period, `None` where it is infinite:
    /// given the size `r` it is `r (y + 1/2) / (n r − 1)` and needs `n r > 1`
    /// at every size that carries weight.
    pub fn mean_rate(&self) -> Option<f64> {
        let Rate {
            periods: n, shape, ..
        } = self.rate;
        let mut sum = 0.0;
        for &(size, weight) in &self.rate.sizes {
            if size.is_infinite() {
                sum += weight * shape / n;
            } else if n * size > 1.0 {
                sum += weight * size * shape / (n * size - 1.0);
            } else {
                return None;
            }
        }
        Some(sum)
    }

    /// Posterior quantile of the rate per period.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < p < 1`.
    pub fn rate_quantile(&self, p: f64) -> Result<f64, Error> {
        self.rate.quantile(p)
    }

    /// Posterior median of the rate per period. Always exists.
    pub fn median_rate(&self) -> f64 {
        self.rate.median()
    }
}

/// Posterior of the rate per period.
#[derive(Debug, Clone)]
pub(crate) struct Rate {
    /// Number of reference periods.
    periods: f64,
    /// Sum of the reference counts and one half.
    shape: f64,
    sizes: Vec<WeightedSize>,
}

impl Rate {
    fn quantile(&self, p: f64) -> Result<f64, Error> {
        open_unit("p", p)?;
        let (n, shape) = (self.periods, self.shape);
        let cdf = |ln_rate: f64| {
            let rate = ln_rate.exp();
            self.sizes
                .iter()
                .map(|&(size, weight)| {
                    weight
                        * if size.is_infinite() {
                            gamma_regularised(shape, n * rate)
                        } else {
                            // P(rate <= x) = P(p >= r / (r + x)).
                            beta_regularised(shape, n * size, rate / (size + rate))
                        }
                })
                .sum::<f64>()
        };
        let (mut low, mut high) = ((shape / n).ln() - 1.0, (shape / n).ln() + 1.0);
        while cdf(low) > p && low > -700.0 {
            low -= 2.0 * (high - low);
        }
        while cdf(high) < p && high < 700.0 {
            high += 2.0 * (high - low);
        }
        Ok(crate::special::crossing(low, high, p, cdf).exp())
    }

    /// The median.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5).unwrap_or_default()
    }
}

/// Predictive distribution of the count in a future period after the counts
/// of the reference periods, under the default [`DispersionPrior`].
///
/// Given the size `r` the counts are negative binomial with success
/// probability `p = r / (r + μ)`. The prior of the mean is
/// `π(μ | r) ∝ μ^(−1/2) (1 + μ/r)^(−1/2)`, which at every `r` behaves alike as
/// `μ → 0` and for `r → ∞` is the Jeffreys prior of the Poisson distribution.
/// Then `p ~ Beta(n r, y + 1/2)` after a total of `y` in `n` periods, the
/// future count is beta-negative-binomial, and the evidence of the size is
/// `Π C(y_i + r − 1, y_i) · r^(1/2) B(n r, y + 1/2)`, for Poisson counts
/// `Π 1/y_i! · Γ(y + 1/2) n^−(y + 1/2)`.
///
/// `exposure` is the length of the future period in reference periods; a
/// future period of `m` lengths is the sum of `m` independent periods, so that
/// its size is `m r`.
///
/// # Errors
/// [`Error::TooFewPoints`] without reference counts, [`Error::OutOfRange`]
/// unless the exposure is positive and finite.
///
/// ```
/// let sparse = foreshock_counts::sparse::predict(&[0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0], 1.0)?;
/// assert!(sparse.predictive.upper_tail(6.0) < 0.01);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn predict(reference: &[u64], exposure: f64) -> Result<Sparse, Error> {
    predict_with(reference, exposure, &DispersionPrior::default())
}

/// As [`predict`], under the given prior over the dispersion.
///
/// # Errors
/// Those of [`predict`], and [`Error::OutOfRange`] for an impossible prior.
pub fn predict_with(
    reference: &[u64],
    exposure: f64,
    prior: &DispersionPrior,
) -> Result<Sparse, Error> {
    positive("exposure", exposure)?;
    if reference.is_empty() {
        return Err(Error::TooFewPoints { needed: 1, have: 0 });
    }
    let sizes = posterior_sizes(&[reference], prior)?;
    let window = Window::of(reference);
    let shape = window.total + 0.5;
    let mut parts = Vec::with_capacity(sizes.len());
    for &(size, weight) in &sizes {
        let part = if size.is_infinite() {
            Predictive::gamma_poisson(shape, window.periods, exposure)?
        } else {
            Predictive::beta_negative_binomial(exposure * size, window.periods * size, shape)?
        };
        parts.push((weight, part));
    }
    let overdispersed: f64 = sizes
        .iter()
        .filter(|(size, _)| size.is_finite())
        .map(|(_, weight)| weight)
        .sum();
    Ok(Sparse {
        predictive: Predictive::mixture(parts)?,
        probability_of_overdispersion: overdispersed.min(1.0),
        reference_periods: reference.len(),
        reference_total: reference
            .iter()
            .fold(0, |sum: u64, &y| sum.saturating_add(y)),
        rate: Rate {
            periods: window.periods,
            shape,
            sizes,
        },
    })
}
