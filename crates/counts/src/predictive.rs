//! Predictive distributions of one future count or level.

use crate::error::{Error, open_unit, positive};
use crate::special::ln_gamma_ratio;
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::ln_gamma;

/// Which departures from the baseline an alarm looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More than expected.
    Up,
    /// Less than expected.
    Down,
    /// Either.
    Both,
}

/// Predictive distribution of one future count or level: a weighted mixture of
/// Poisson, negative binomial, beta-negative-binomial and location-scale
/// Student t distributions.
///
/// Counts are passed as `f64` so that one type serves counts and levels; a
/// distribution of counts only knows whole numbers, so that `upper_tail(2.5)`
/// is `P(Y >= 3)` and `lower_tail(2.5)` is `P(Y <= 2)`.
///
/// ```
/// use foreshock_counts::Predictive;
/// // Four events in ten weeks, Jeffreys prior: shape 4 + 1/2, rate 10.
/// let next_week = Predictive::gamma_poisson(4.5, 10.0, 1.0)?;
/// assert!((next_week.mean().unwrap() - 0.45).abs() < 1e-12);
/// assert!(next_week.upper_tail(3.0) < 0.05);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    components: Vec<Weighted>,
}

#[derive(Debug, Clone, PartialEq)]
struct Weighted {
    weight: f64,
    component: Component,
}

/// One distribution of the mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Component {
    Poisson {
        mean: f64,
    },
    /// `C(y + size − 1, y) success^size failure^y`, `failure = 1 − success`.
    NegativeBinomial {
        size: f64,
        success: f64,
        failure: f64,
    },
    /// The above with `success ~ Beta(alpha, beta)`.
    BetaNegativeBinomial {
        size: f64,
        alpha: f64,
        beta: f64,
    },
    StudentT {
        location: f64,
        scale: f64,
        distribution: StudentsT,
    },
}

/// Longest sum over probabilities before the closed form of the remainder is
/// used as it stands.
const LONGEST_SUM: f64 = 200_000.0;

/// Count from which on differences of neighbours are lost in rounding; the tail is smooth
/// enough there for the closed form of the remainder alone.
const LARGEST_STEP: f64 = 1e9;

/// Relative width at which the search for a very large quantile ends.
const RELATIVE_QUANTILE: f64 = 1e-9;

/// Relative change of the sum at which it counts as converged.
const TOLERANCE: f64 = 1e-9;

impl Predictive {
    /// A count with mean `exposure · λ`, `λ ~ Gamma(shape, rate)`.
    ///
    /// With `shape = y + 1/2` and `rate = n` this is the posterior predictive
    /// after `y` events in `n` periods under the Jeffreys prior; `exposure` is
    /// the length of the future period in reference periods. It is the
    /// negative binomial with size `shape` and success probability
    /// `rate / (rate + exposure)`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless all three are positive and finite.
    pub fn gamma_poisson(shape: f64, rate: f64, exposure: f64) -> Result<Self, Error> {
        positive("shape", shape)?;
        positive("rate", rate)?;
        positive("exposure", exposure)?;
        Ok(Self::single(Component::NegativeBinomial {
            size: shape,
            success: rate / (rate + exposure),
            failure: exposure / (rate + exposure),
        }))
    }

    /// A count with the given mean and dispersion `φ = variance / mean`.
    ///
    /// `φ > 1` gives the negative binomial with size `mean / (φ − 1)` and
    /// success probability `1 / φ`; `φ <= 1` gives the Poisson distribution.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the mean is not positive and finite or the
    /// dispersion is negative or not finite.
    pub fn negative_binomial(mean: f64, dispersion: f64) -> Result<Self, Error> {
        positive("mean", mean)?;
        if !(dispersion >= 0.0 && dispersion.is_finite()) {
            return Err(Error::OutOfRange {
                argument: "dispersion",
                range: "zero or more and finite",
                value: dispersion,
            });
        }
        let size = mean / (dispersion - 1.0);
        if dispersion <= 1.0 || !size.is_finite() {
            return Ok(Self::single(Component::Poisson { mean }));
        }
        Ok(Self::single(Component::NegativeBinomial {
            size,
            success: 1.0 / dispersion,
            failure: (dispersion - 1.0) / dispersion,
        }))
    }

    /// A negative binomial count of known size whose success probability is
    /// `Beta(alpha, beta)`:
    /// `P(y) = C(y + size − 1, y) B(alpha + size, beta + y) / B(alpha, beta)`.
    ///
    /// Its mean `size · beta / (alpha − 1)` exists for `alpha > 1` only.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless all three are positive and finite.
    pub fn beta_negative_binomial(size: f64, alpha: f64, beta: f64) -> Result<Self, Error> {
        positive("size", size)?;
        positive("alpha", alpha)?;
        positive("beta", beta)?;
        Ok(Self::single(Component::BetaNegativeBinomial {
            size,
            alpha,
            beta,
        }))
    }

    /// A level `location + scale · T` with `T` Student t distributed.
    /// Infinite degrees of freedom give the normal distribution.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the location is not finite, or the scale or
    /// the degrees of freedom are not positive.
    pub fn student_t(location: f64, scale: f64, degrees_of_freedom: f64) -> Result<Self, Error> {
        if !location.is_finite() {
            return Err(Error::OutOfRange {
                argument: "location",
                range: "finite",
                value: location,
            });
        }
        positive("scale", scale)?;
        let distribution =
            StudentsT::new(0.0, 1.0, degrees_of_freedom).map_err(|_| Error::OutOfRange {
                argument: "degrees of freedom",
                range: "positive",
                value: degrees_of_freedom,
            })?;
        Ok(Self::single(Component::StudentT {
            location,
            scale,
            distribution,
        }))
    }

    /// The mixture of several predictive distributions. The weights need not
    /// sum to one; they are divided by their sum.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when a weight is negative or not finite or no
    /// weight is positive.
    pub fn mixture(parts: impl IntoIterator<Item = (f64, Predictive)>) -> Result<Self, Error> {
        let mut components = Vec::new();
        let mut sum = 0.0;
        for (weight, part) in parts {
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(Error::OutOfRange {
                    argument: "weight",
                    range: "zero or more and finite",
                    value: weight,
                });
            }
            if weight > 0.0 {
                sum += weight;
                components.extend(part.components.into_iter().map(|inner| Weighted {
                    weight: weight * inner.weight,
                    component: inner.component,
                }));
            }
        }
        positive("sum of the weights", sum)?;
        for part in &mut components {
            part.weight /= sum;
        }
        Ok(Self { components })
    }

    fn single(component: Component) -> Self {
        Self {
            components: vec![Weighted {
                weight: 1.0,
                component,
            }],
        }
    }

    /// The mean, or `None` when it does not exist (a beta-negative-binomial
    /// part with `alpha <= 1`, a Student t part with at most one degree of
    /// freedom).
    pub fn mean(&self) -> Option<f64> {
        let mut sum = 0.0;
        for part in &self.components {
            sum += part.weight * part.component.mean()?;
        }
        sum.is_finite().then_some(sum)
    }

    /// The median: the smallest value with `P(Y <= value) >= 1/2`.
    pub fn median(&self) -> f64 {
        self.quantile_inside(0.5)
    }

    /// The `p`-quantile: the smallest value `y` with `P(Y <= y) >= p`; of a
    /// count above `1e9`, to a relative width of `1e-9`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < p < 1`.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        open_unit("p", p)?;
        Ok(self.quantile_inside(p))
    }

    /// `P(Y >= y)`. One for `-inf`, zero for `inf` and for a `y` that is not
    /// a number.
    pub fn upper_tail(&self, y: f64) -> f64 {
        self.weigh(|component| component.upper_tail(y))
    }

    /// `P(Y <= y)`. Zero for `-inf` and for a `y` that is not a number, one
    /// for `inf`.
    pub fn lower_tail(&self, y: f64) -> f64 {
        self.weigh(|component| component.lower_tail(y))
    }

    /// Tail probability of an observation in the direction of interest:
    /// `P(Y >= y)`, `P(Y <= y)`, or twice the smaller of the two, at most 1.
    pub fn tail(&self, y: f64, direction: Direction) -> f64 {
        match direction {
            Direction::Up => self.upper_tail(y),
            Direction::Down => self.lower_tail(y),
            Direction::Both => (2.0 * self.upper_tail(y).min(self.lower_tail(y))).min(1.0),
        }
    }

    /// Randomised probability integral transform
    /// `P(Y < y) + u P(Y = y)`, `u` between 0 and 1.
    ///
    /// Uniform on (0, 1) when `y` comes from this distribution and `u` is
    /// uniform and independent of it (Czado, Gneiting and Held 2009). For a
    /// level it does not depend on `u`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 <= u <= 1`.
    pub fn randomised_pit(&self, y: f64, u: f64) -> Result<f64, Error> {
        if !(0.0..=1.0).contains(&u) {
            return Err(Error::OutOfRange {
                argument: "u",
                range: "between 0 and 1",
                value: u,
            });
        }
        Ok(self
            .weigh(|component| match component {
                Component::StudentT { .. } => component.lower_tail(y),
                _ => {
                    let below = component.lower_tail(y.ceil() - 1.0);
                    below + u * (component.lower_tail(y) - below).max(0.0)
                }
            })
            .clamp(0.0, 1.0))
    }

    fn weigh(&self, f: impl Fn(&Component) -> f64) -> f64 {
        self.components
            .iter()
            .map(|part| part.weight * f(&part.component))
            .sum::<f64>()
            .clamp(0.0, 1.0)
    }

    fn quantile_inside(&self, p: f64) -> f64 {
        if self
            .components
            .iter()
            .any(|part| matches!(part.component, Component::StudentT { .. }))
        {
            self.level_quantile(p)
        } else {
            self.count_quantile(p)
        }
    }

    /// Bracket and bisect the distribution function of a level.
    fn level_quantile(&self, p: f64) -> f64 {
        let (mut centre, mut width) = (0.0, 0.0_f64);
        for part in &self.components {
            match part.component {
                Component::StudentT {
                    location, scale, ..
                } => {
                    centre += part.weight * location;
                    width = width.max(scale);
                }
                _ => width = width.max(1.0),
            }
        }
        let (mut low, mut high) = (centre - width, centre + width);
        let mut step = width;
        while self.lower_tail(low) >= p && low.is_finite() {
            step *= 2.0;
            low -= step;
        }
        step = width;
        while self.lower_tail(high) < p && high.is_finite() {
            step *= 2.0;
            high += step;
        }
        let (low, high) = (low.max(f64::MIN / 4.0), high.min(f64::MAX / 4.0));
        crate::special::crossing(low, high, p, |y| self.lower_tail(y))
    }

    /// Walk up from zero while the walk is short, then double and bisect.
    fn count_quantile(&self, p: f64) -> f64 {
        const WALK: u32 = 64;
        let tail = |y: f64| {
            if p <= 0.5 {
                self.lower_tail(y)
            } else {
                self.upper_tail(y + 1.0)
            }
        };
        let reaches = |tail: f64| if p <= 0.5 { tail >= p } else { tail <= 1.0 - p };
        let reached = |y: f64| reaches(tail(y));
        let mut state: Vec<(f64, &Component)> = self
            .components
            .iter()
            .map(|part| {
                (
                    part.weight * part.component.ln_mass(0.0).exp(),
                    &part.component,
                )
            })
            .collect();
        let mut below = 0.0;
        // A walk is good to rounding error only, so the far tail, where the
        // complement matters, is left to the search.
        if p < 0.999_999 {
            for y in 0..WALK {
                let y = f64::from(y);
                below += state.iter().map(|(mass, _)| mass).sum::<f64>();
                if below >= p - 1e-12 {
                    // Settle a tie within rounding error exactly.
                    return if below >= p + 1e-12 || reached(y) {
                        y
                    } else {
                        y + 1.0
                    };
                }
                for (mass, component) in &mut state {
                    *mass *= component.ratio(y);
                }
            }
        } else if reached(0.0) {
            return 0.0;
        }
        let (mut low, mut high) = (
            if p < 0.999_999 {
                f64::from(WALK - 1)
            } else {
                0.0
            },
            f64::from(WALK),
        );
        let mut factor = 2.0;
        while !reached(high) && high < 1e300 {
            low = high;
            high *= factor;
            factor = (factor * factor).min(1e6);
        }
        // False position of the logarithm of the tail in the logarithm of the
        // count, halving every other time.
        let target = if p <= 0.5 { p } else { 1.0 - p }.ln();
        let (mut at_low, mut at_high) = (tail(low).ln(), tail(high).ln());
        let mut halve = false;
        while high - low > (RELATIVE_QUANTILE * high).max(1.0) {
            let share = (target - at_low) / (at_high - at_low);
            let middle = if halve || !share.is_finite() {
                low + 0.5 * (high - low)
            } else {
                (low + 1.0) * ((high + 1.0) / (low + 1.0)).powf(share) - 1.0
            };
            halve = !halve;
            let margin = (0.1 * RELATIVE_QUANTILE * high).max(1.0);
            let middle = middle.floor().clamp(low + margin, high - margin);
            let at_middle = tail(middle);
            if reaches(at_middle) {
                (high, at_high) = (middle, at_middle.ln());
            } else {
                (low, at_low) = (middle, at_middle.ln());
            }
        }
        high
    }
}

impl Component {
    fn mean(&self) -> Option<f64> {
        match *self {
            Self::Poisson { mean } => Some(mean),
            Self::NegativeBinomial {
                size,
                success,
                failure,
            } => Some(size * failure / success),
            Self::BetaNegativeBinomial { size, alpha, beta } => {
                (alpha > 1.0).then(|| size * beta / (alpha - 1.0))
            }
            Self::StudentT {
                location,
                ref distribution,
                ..
            } => (distribution.freedom() > 1.0).then_some(location),
        }
    }

    /// Logarithm of `P(Y = k)` of a count.
    fn ln_mass(&self, k: f64) -> f64 {
        match *self {
            Self::Poisson { mean } => k * mean.ln() - mean - ln_gamma_ratio(1.0, k),
            Self::NegativeBinomial {
                size,
                success,
                failure,
            } => {
                // ln success is exact through ln_1p when failure is small.
                let ln_success = if failure < 0.5 {
                    (-failure).ln_1p()
                } else {
                    success.ln()
                };
                ln_gamma_ratio(size, k) - ln_gamma_ratio(1.0, k)
                    + size * ln_success
                    + k * failure.ln()
            }
            Self::BetaNegativeBinomial { size, alpha, beta } if k > size => {
                // Gamma functions of nearby arguments are paired, so that no
                // digits are lost in a tail as far out as it may be.
                let near = if size >= 1.0 {
                    ln_gamma_ratio(k + 1.0, size - 1.0)
                } else {
                    -ln_gamma_ratio(k + size, 1.0 - size)
                };
                near - ln_gamma(size) + ln_gamma_ratio(alpha, size) + ln_gamma_ratio(beta, alpha)
                    - ln_gamma_ratio(beta + k, alpha + size)
            }
            Self::BetaNegativeBinomial { size, alpha, beta } => {
                ln_gamma_ratio(size, k) - ln_gamma_ratio(1.0, k)
                    + ln_gamma_ratio(alpha, size)
                    + ln_gamma_ratio(beta, k)
                    - ln_gamma_ratio(alpha + beta, size + k)
            }
            Self::StudentT { .. } => f64::NEG_INFINITY,
        }
    }

    /// `P(Y = k + 1) / P(Y = k)` of a count.
    fn ratio(&self, k: f64) -> f64 {
        match *self {
            Self::Poisson { mean } => mean / (k + 1.0),
            Self::NegativeBinomial { size, failure, .. } => failure * (k + size) / (k + 1.0),
            Self::BetaNegativeBinomial { size, alpha, beta } => {
                (k + size) / (k + 1.0) * ((k + beta) / (k + size + alpha + beta))
            }
            Self::StudentT { .. } => 0.0,
        }
    }

    /// Derivative of the ratio with respect to `k`, and one minus the ratio
    /// without cancellation.
    fn ratio_derivative_and_complement(&self, k: f64) -> (f64, f64) {
        let ratio = self.ratio(k);
        match *self {
            Self::Poisson { mean } => (-ratio / (k + 1.0), (k + 1.0 - mean) / (k + 1.0)),
            Self::NegativeBinomial {
                size,
                success,
                failure,
            } => (
                ratio * (1.0 - size) / ((k + size) * (k + 1.0)),
                (k * success + 1.0 - size * failure) / (k + 1.0),
            ),
            Self::BetaNegativeBinomial { size, alpha, beta } => {
                let last = k + size + alpha + beta;
                // Paired, because the terms are nearly equal far out.
                let first = (1.0 - size) / ((k + size) * (k + 1.0));
                let second = (size + alpha) / ((k + beta) * last);
                (
                    ratio * (first + second),
                    ((k + 1.0) * alpha + (k + size) + beta - size * beta) / ((k + 1.0) * last),
                )
            }
            Self::StudentT { .. } => (0.0, 1.0),
        }
    }

    /// Whether `P(Y = k + 1) >= P(Y = k)` of a count, also where the ratio
    /// rounds to one.
    fn rises_after(&self, k: f64) -> bool {
        self.ratio_derivative_and_complement(k).1 <= 0.0
    }

    fn upper_tail(&self, y: f64) -> f64 {
        if y.is_nan() {
            return 0.0;
        }
        match *self {
            Self::StudentT {
                location,
                scale,
                ref distribution,
            } => student_lower(distribution, (location - y) / scale),
            _ => {
                let k = y.ceil();
                if k <= 0.0 {
                    1.0
                } else if k.is_infinite() {
                    0.0
                } else if self.rises_after(k - 1.0) {
                    1.0 - self.sum_down(k - 1.0)
                } else {
                    self.sum_up(k)
                }
            }
        }
    }

    fn lower_tail(&self, y: f64) -> f64 {
        if y.is_nan() {
            return 0.0;
        }
        match *self {
            Self::StudentT {
                location,
                scale,
                ref distribution,
            } => student_lower(distribution, (y - location) / scale),
            _ => {
                let k = y.floor();
                if k < 0.0 {
                    0.0
                } else if k.is_infinite() {
                    1.0
                } else if self.rises_after(k) {
                    self.sum_down(k)
                } else {
                    1.0 - self.sum_up(k + 1.0)
                }
            }
        }
    }

    /// `P(Y <= k)` for `k` not above the mode: the masses fall on the way
    /// down.
    fn sum_down(&self, k: f64) -> f64 {
        let mut mass = self.ln_mass(k).exp();
        let mut sum = mass;
        let mut j = k;
        let mut terms = 0.0;
        while j > 0.0 && mass > sum * 1e-17 && terms < LONGEST_SUM {
            j -= 1.0;
            terms += 1.0;
            mass /= self.ratio(j);
            sum += mass;
        }
        sum.min(1.0)
    }

    /// The remainder `S(j)` of [`sum_up`](Self::sum_up) where it is taken as
    /// linear, and `q`.
    fn linear_remainder(&self, j: f64) -> (f64, f64) {
        let (derivative, complement) = self.ratio_derivative_and_complement(j);
        let q = (derivative / (complement * complement)).min(0.9999);
        let slope = q / (1.0 - q);
        ((1.0 + (1.0 - complement) * slope) / complement, q)
    }

    /// `P(Y >= k)` for `k` above the mode.
    ///
    /// With `t_j = P(Y = j)` and ratio `ρ(j) = t_{j+1} / t_j` the remainder is
    /// `t_j S(j)` with `S(j) = 1 + ρ(j) S(j + 1)`. Where `S` is locally linear
    /// with slope `s`, `S = (1 + ρ s) / (1 − ρ)` and `s = q / (1 − q)`,
    /// `q = ρ' / (1 − ρ)²`: exact for geometric and for power-law tails. The
    /// remainder is refined once by its own recursion, and the sum is taken
    /// term by term until the total with the remainder stands still.
    fn sum_up(&self, k: f64) -> f64 {
        let mut mass = self.ln_mass(k).exp();
        if mass == 0.0 {
            return 0.0;
        }
        if k > LARGEST_STEP {
            return (mass * self.linear_remainder(k).0).min(1.0);
        }
        let mut sum = 0.0;
        let mut j = k;
        let mut check = 8.0_f64;
        let mut previous = f64::INFINITY;
        loop {
            let (here, q) = self.linear_remainder(j);
            let (next, _) = self.linear_remainder(j + 1.0);
            let ratio = self.ratio(j);
            let (_, complement) = self.ratio_derivative_and_complement(j);
            // One step of the recursion on the difference of the linear
            // form; its error is −q times that of the linear form.
            let refined = (1.0 + ratio * (next - here)) / complement;
            let mix = q.max(0.0);
            let remainder = mass * ((refined + mix * here) / (1.0 + mix)).max(1.0);
            let total = sum + remainder;
            if (total - previous).abs() <= TOLERANCE * total || j - k > LONGEST_SUM {
                return total.min(1.0);
            }
            previous = total;
            let next = k + check;
            while j < next {
                sum += mass;
                mass *= self.ratio(j);
                j += 1.0;
                if mass <= sum * 1e-18 {
                    return sum.min(1.0);
                }
            }
            check *= 1.5;
        }
    }
}

/// `P(T <= z)` of a standard Student t variable, right in the far lower tail.
fn student_lower(distribution: &StudentsT, z: f64) -> f64 {
    if z == f64::NEG_INFINITY {
        0.0
    } else if z == f64::INFINITY {
        1.0
    } else if z > 0.0 {
        1.0 - distribution.cdf(-z)
    } else {
        distribution.cdf(z)
    }
}
