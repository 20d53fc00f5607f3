//! Ratio of the rate of a recent window to that of a reference window.

use crate::error::{Error, open_unit, positive};
use crate::proportion::beta_quantile;
use crate::sparse::{DispersionPrior, Window, posterior_sizes};
use crate::special::{bisect, trigamma};

/// Posterior of the ratio of two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// Posterior median of recent rate over reference rate.
    pub ratio: f64,
    /// Lower end of the equal-tailed credible interval.
    pub lower: f64,
    /// Upper end of the equal-tailed credible interval.
    pub upper: f64,
    /// Posterior probability that the recent rate is the larger.
    pub probability_above_one: f64,
    /// Events in the recent window.
    pub recent_total: u64,
    /// Periods in the recent window.
    pub recent_periods: usize,
    /// Events in the reference window.
    pub reference_total: u64,
    /// Periods in the reference window.
    pub reference_periods: usize,
}

/// Logarithm of the density below its maximum at which a tail is cut.
const TAIL: f64 = 23.0;

/// Largest number of lattice points of the density of one window.
const LATTICE: f64 = 3000.0;

/// Ratio of the rate in `recent` to that in `reference`, with an equal-tailed
/// credible interval, under the default [`DispersionPrior`].
///
/// Both windows have the same unknown size `r` of the negative binomial and
/// their own mean, each with the prior of [`sparse`](crate::sparse). Given `r`
/// the means are `r (1 − p) / p`, `p ~ Beta(n r, y + 1/2)`, for Poisson counts
/// `Gamma(y + 1/2, n)`, and `r` is averaged out with its posterior weights.
/// The distribution of the difference of the logarithms is computed by
/// convolution on a lattice with at least three points per standard deviation
/// of the narrower part; no random numbers are drawn.
///
/// With no event in either window the interval is wide but defined.
///
/// # Errors
/// [`Error::TooFewPoints`] when a window is empty, [`Error::OutOfRange`]
/// unless `0 < credible_level < 1`.
///
/// ```
/// use foreshock_counts::rate_ratio::rate_ratio;
/// let quiet = [1, 0, 2, 1, 0, 1, 1, 0, 1, 2, 0, 1];
/// let ratio = rate_ratio(&[4, 6, 3, 5], &quiet, 0.95)?;
/// assert!(ratio.lower > 1.0 && ratio.probability_above_one > 0.99);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn rate_ratio(
    recent: &[u64],
    reference: &[u64],
    credible_level: f64,
) -> Result<RateRatio, Error> {
    rate_ratio_with(
        recent,
        reference,
        credible_level,
        &DispersionPrior::default(),
    )
}

/// As [`rate_ratio`], under the given prior over the dispersion.
///
/// # Errors
/// Those of [`rate_ratio`], and [`Error::OutOfRange`] for an impossible prior.
pub fn rate_ratio_with(
    recent: &[u64],
    reference: &[u64],
    credible_level: f64,
    prior: &DispersionPrior,
) -> Result<RateRatio, Error> {
    open_unit("credible level", credible_level)?;
    if recent.is_empty() || reference.is_empty() {
        return Err(Error::TooFewPoints { needed: 1, have: 0 });
    }
    let mut sizes = posterior_sizes(&[recent, reference], prior)?;
    sizes.retain(|&(_, weight)| weight > 1e-9);
    let (above, below) = (Window::of(recent), Window::of(reference));
    let logarithms: Vec<(f64, LogRate, LogRate)> = sizes
        .iter()
        .map(|&(size, weight)| (weight, LogRate::of(&above, size), LogRate::of(&below, size)))
        .collect();
    let mut step = f64::INFINITY;
    let mut widest = 0.0_f64;
    for (_, first, second) in &logarithms {
        step = step.min(first.deviation).min(second.deviation);
        widest = widest
            .max(first.high - first.low)
            .max(second.high - second.low);
    }
    let step = (step / 3.0).max(widest / LATTICE);
    let difference = Difference::new(&logarithms, step);
    let tail = 0.5 * (1.0 - credible_level);
    Ok(RateRatio {
        ratio: difference.quantile(0.5).exp(),
        lower: difference.quantile(tail).exp(),
        upper: difference.quantile(1.0 - tail).exp(),
        probability_above_one: (1.0 - difference.cdf(0.0)).clamp(0.0, 1.0),
        recent_total: sum(recent),
        recent_periods: recent.len(),
        reference_total: sum(reference),
        reference_periods: reference.len(),
    })
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum: u64, &y| sum.saturating_add(y))
}

/// Posterior density of the logarithm of one rate, given the size.
struct LogRate {
    shape: f64,
    periods: f64,
    size: f64,
    mode: f64,
    /// Standard deviation.
    deviation: f64,
    /// Ends of the range that holds all but about `1e-10` of the mass.
    low: f64,
    high: f64,
}

impl LogRate {
    fn of(window: &Window, size: f64) -> Self {
        let shape = window.total + 0.5;
        let mode = (shape / window.periods).ln();
        let mut variance = trigamma(shape);
        if size.is_finite() {
            variance += trigamma(window.periods * size);
        }
        let deviation = variance.sqrt();
        let mut this = Self {
            shape,
            periods: window.periods,
            size,
            mode,
            deviation,
            low: mode,
            high: mode,
        };
        this.low = mode - this.reach(-1.0);
        this.high = mode + this.reach(1.0);
        this
    }

    /// Logarithm of the density, up to a constant.
    fn ln_density(&self, x: f64) -> f64 {
        if self.size.is_infinite() {
            self.shape * x - self.periods * x.exp()
        } else {
            let odds = x - self.size.ln();
            // ln(1 + e^odds) without overflow.
            let softplus = odds.max(0.0) + (-odds.abs()).exp().ln_1p();
            self.shape * odds - (self.shape + self.periods * self.size) * softplus
        }
    }

    /// Distance from the mode at which the tail is cut.
    fn reach(&self, sign: f64) -> f64 {
        let top = self.ln_density(self.mode);
        let drop = |distance: f64| top - self.ln_density(self.mode + sign * distance);
        let mut far = self.deviation;
        while drop(far) < TAIL && far < 1e6 {
            far *= 2.0;
        }
        bisect(0.0, far, TAIL, drop)
    }

    /// Masses at the multiples of `step`, with the index of the first.
    fn lattice(&self, step: f64) -> (i64, Vec<f64>) {
        if self.deviation < step / 1.5 {
            // Narrower than the lattice: a point mass shared by two nodes.
            let position = self.mode / step;
            let share = position - position.floor();
            return (position.floor() as i64, vec![1.0 - share, share]);
        }
        let first = (self.low / step).floor() as i64;
        let last = (self.high / step).ceil() as i64;
        let top = self.ln_density(self.mode);
        let mut masses: Vec<f64> = (first..=last)
            .map(|i| (self.ln_density(i as f64 * step) - top).exp())
            .collect();
        let total: f64 = masses.iter().sum();
        for mass in &mut masses {
            *mass /= total;
        }
        (first, masses)
    }
}

/// Distribution of the difference of two logarithms on a lattice.
struct Difference {
    step: f64,
    first: i64,
    /// Density times step at each node.
    masses: Vec<f64>,
    /// Distribution function at each node.
    cumulative: Vec<f64>,
}

impl Difference {
    fn new(parts: &[(f64, LogRate, LogRate)], step: f64) -> Self {
        let lattices: Vec<_> = parts
            .iter()
            .map(|(weight, above, below)| (*weight, above.lattice(step), below.lattice(step)))
            .collect();
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for (_, (start, masses), (start_below, masses_below)) in &lattices {
            first = first.min(start - start_below - masses_below.len() as i64);
            last = last.max(start + masses.len() as i64 - start_below);
        }
        let mut masses = vec![0.0; (last - first + 1) as usize];
        for (weight, (start, above), (start_below, below)) in &lattices {
            for (j, mass_below) in below.iter().enumerate() {
                let offset = (start - start_below - j as i64 - first) as usize;
                let factor = weight * mass_below;
                for (slot, mass) in masses[offset..].iter_mut().zip(above) {
                    *slot += factor * mass;
                }
            }
        }
        // Trapezoidal sum with the first Euler–Maclaurin correction.
        let total: f64 = masses.iter().sum();
        let mut cumulative = Vec::with_capacity(masses.len());
        let mut before = 0.0;
        for mass in &mut masses {
            *mass /= total;
        }
        for (i, &mass) in masses.iter().enumerate() {
            let left = if i > 0 { masses[i - 1] } else { 0.0 };
            let right = masses.get(i + 1).copied().unwrap_or(0.0);
            cumulative.push(before + 0.5 * mass - (right - left) / 24.0);
            before += mass;
        }
        Self {
            step,
            first,
            masses,
            cumulative,
        }
    }

    /// Cubic Hermite interpolation of the distribution function.
    fn cdf(&self, x: f64) -> f64 {
        let position = x / self.step - self.first as f64;
        if position <= 0.0 {
            return 0.0;
        }
        let i = position.floor() as usize;
        if i + 1 >= self.masses.len() {
            return 1.0;
        }
        let t = position - i as f64;
        let (a, b) = (self.cumulative[i], self.cumulative[i + 1]);
        let (slope_a, slope_b) = (self.masses[i], self.masses[i + 1]);
        let rise = b - a;
        let value = a + t
            * (slope_a
                + t * ((3.0 * rise - 2.0 * slope_a - slope_b)
                    + t * (slope_a + slope_b - 2.0 * rise)));
        value.clamp(0.0, 1.0)
    }

    fn quantile(&self, p: f64) -> f64 {
        let low = self.first as f64 * self.step;
        let high = (self.first + self.masses.len() as i64) as f64 * self.step;
        bisect(low, high, p, |x| self.cdf(x))
    }
}

/// Ratio of two Poisson rates with the exact conditional interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactPoisson {
    /// Ratio of the observed rates; `None` when the reference has no event.
    pub ratio: Option<f64>,
    /// Lower end of the confidence interval.
    pub lower: f64,
    /// Upper end of the confidence interval, `None` when it is infinite.
    pub upper: Option<f64>,
}

/// The exact confidence interval of the ratio of two Poisson rates, as R's
/// `poisson.test`: given the sum of both counts the recent one is binomial,
/// and the Clopper–Pearson interval of its probability is transformed.
///
/// Exposures are in any common unit, such as periods. It is right for Poisson
/// counts only; overdispersed counts need [`rate_ratio`].
///
/// # Errors
/// [`Error::OutOfRange`] unless the exposures are positive and
/// `0 < confidence < 1`.
pub fn exact_poisson(
    recent_total: u64,
    recent_exposure: f64,
    reference_total: u64,
    reference_exposure: f64,
    confidence: f64,
) -> Result<ExactPoisson, Error> {
    positive("recent exposure", recent_exposure)?;
    positive("reference exposure", reference_exposure)?;
    open_unit("confidence", confidence)?;
    let (recent, reference) = (recent_total as f64, reference_total as f64);
    let exposure = reference_exposure / recent_exposure;
    let tail = 0.5 * (1.0 - confidence);
    // The odds, from the side on which the probability is small.
    let odds = |a: f64, b: f64, p: f64| {
        let x = beta_quantile(a, b, p);
        if x < 0.5 {
            x / (1.0 - x)
        } else {
            let y = beta_quantile(b, a, 1.0 - p);
            (1.0 - y) / y
        }
    };
    Ok(ExactPoisson {
        ratio: (reference_total > 0).then(|| recent / reference * exposure),
        lower: if recent_total == 0 {
            0.0
        } else {
            odds(recent, reference + 1.0, tail) * exposure
        },
        upper: (reference_total > 0).then(|| odds(recent + 1.0, reference, 1.0 - tail) * exposure),
    })
}
