//! The log-likelihood of daily counts with its gradient.
//!
//! A Poisson count of mean `m` is zero with probability `exp(-m)`. The negative
//! binomial count used here has variance `(1 + delta) m`, that is, size `m /
//! delta`:
//!
//! ```text
//! ln P(y) = sum_{k < y} ln(m + k delta) - y ln(1 + delta) - ln y! - m c(delta),
//! c(delta) = ln(1 + delta) / delta.
//! ```
//!
//! Three reasons for this form (the linear variance function, "NB1") over a size
//! that is the same every day: sums of such counts with the same `delta` are such
//! counts, so background and each excitation have a share of their own; a count
//! is a Poisson number of clusters, each of a logarithmic number of events, which
//! is what excitation within the day looks like; and the log-probability of a day
//! without events is linear in `m`, so that all such days are summed in closed
//! form. `delta = 0` is the Poisson distribution.

use std::ops::Range;

use statrs::function::gamma::{digamma, ln_gamma};

use super::{
    background::Design,
    excitation::{Decay, Fixed, States, Values, power_law, walk},
    model::{HalfLife, Kernel, Model},
    parameters::{Layout, Parameters},
    series::Series,
};
use crate::Error;

/// Half-lives beyond these are not told apart by daily data, and are not
/// searched.
pub(super) const LOG_HALF_LIFE: std::ops::RangeInclusive<f64> = -3.0..=11.0;
/// Counts from which rising factorials are computed by the gamma function.
pub(super) const MANY: u32 = 40;
/// How steeply the log-likelihood falls beyond the range of half-lives.
pub(super) const STEEP: f64 = 10.0;

/// The log-likelihood of a model for a series.
#[derive(Debug, Clone)]
pub(super) struct Likelihood<'a> {
    pub series: &'a Series,
    pub kernel: Kernel,
    pub design: Design,
    pub layout: Layout,
    pub states: States,
    /// Every count above zero, day after day.
    seen: Vec<Seen>,
    /// Which of them each day with events has.
    seen_on: Vec<Range<usize>>,
    /// The counts of the days with events in the order of the states.
    arrivals: Vec<f64>,
    /// States that do not depend on parameters, where none is estimated.
    pub fixed: Option<Fixed>,
    /// Sum of `ln y!`.
    log_factorials: f64,
}

/// A count above zero, with where its parameters stand.
#[derive(Debug, Clone)]
struct Seen {
    kind: usize,
    count: u32,
    /// Its background among the rates.
    rate: usize,
    /// What excites it.
    terms: Range<usize>,
}

impl Seen {
    fn on(series: &Series, index: usize, design: &Design, layout: &Layout) -> Vec<Self> {
        let counts = series.active[index].counts.iter().enumerate();
        counts
            .filter(|(_, count)| **count > 0)
            .map(|(kind, &count)| Self {
                kind,
                count,
                rate: kind * design.len() + design.row_of_active(index),
                terms: layout.terms_of(kind),
            })
            .collect()
    }
}

impl<'a> Likelihood<'a> {
    pub fn new(model: &Model, series: &'a Series) -> Self {
        let design = Design::new(&model.background, series);
        let layout = Layout::new(model, series.kinds, design.width);
        let states = States::new(model, &layout);
        let fixed = match &model.kernel {
            Kernel::Geometric(HalfLife::Given(half_life)) => {
                Some(Fixed::geometric(series, &states, &[*half_life]))
            }
            Kernel::Sum(half_lives) => Some(Fixed::geometric(series, &states, half_lives)),
            Kernel::PowerLaw {
                offset,
                exponent,
                longest,
            } => {
                let shares = power_law(*offset, *exponent, *longest);
                Some(Fixed::from_shares(series, &shares))
            }
            Kernel::Geometric(_) => None,
        };
        let log_factorials = series
            .covered_active()
            .flat_map(|index| &series.active[index].counts)
            .map(|count| ln_gamma(f64::from(*count) + 1.0))
            .sum();
        let seen: Vec<Vec<Seen>> = (0..series.active.len())
            .map(|index| Seen::on(series, index, &design, &layout))
            .collect();
        let mut before = 0;
        let seen_on = seen.iter().map(|seen| {
            before += seen.len();
            before - seen.len()..before
        });
        Self {
            series,
            kernel: model.kernel.clone(),
            design,
            seen_on: seen_on.collect(),
            seen: seen.concat(),
            layout,
            arrivals: states.arrivals(series),
            states,
            fixed,
            log_factorials,
        }
    }

    /// The decays of the states; none for a power law.
    pub fn decays(&self, vector: &[f64]) -> Vec<Decay> {
        let given = |half_lives: &[f64]| {
            half_lives
                .iter()
                .map(|half_life| Decay::of_half_life(*half_life))
                .collect()
        };
        match &self.kernel {
            Kernel::Geometric(HalfLife::Given(half_life)) => return given(&[*half_life]),
            Kernel::Sum(half_lives) => return given(half_lives),
            Kernel::Geometric(_) | Kernel::PowerLaw { .. } => {}
        }
        let first = self.layout.first_half_life();
        vector[first..first + self.layout.half_lives]
            .iter()
            .map(|log_half_life| Decay::of_half_life(log_half_life.exp()))
            .collect()
    }

    /// The log-likelihood; `gradient` is overwritten.
    pub fn evaluate(&self, vector: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        let layout = &self.layout;
        let half_lives = layout.first_half_life()..layout.first_dispersion();
        let is_beyond = |log: &f64| !LOG_HALF_LIFE.contains(log);
        if vector[half_lives.clone()].iter().any(is_beyond) {
            return self.evaluate_beyond(vector, half_lives, gradient);
        }
        let mut pass = Pass::new(self, vector, gradient);
        let sums = if layout.terms.is_empty() {
            let none = Values::zero(self.states.len());
            for index in self.series.covered_active() {
                pass.day(index, &none.level, &none.slope);
            }
            none
        } else if let Some(fixed) = &self.fixed {
            let no_slope = vec![0.0; self.states.len()];
            for index in self.series.covered_active() {
                pass.day(index, fixed.at(index), &no_slope);
            }
            Values {
                level: fixed.sums.clone(),
                slope: no_slope,
            }
        } else {
            let decays = self.decays(vector);
            let arrivals = &self.arrivals;
            walk(
                self.series,
                &self.states,
                &decays,
                arrivals,
                |index, values| pass.day(index, &values.level, &values.slope),
            )
        };
        let value = pass.finish(&sums);
        if value.is_nan() {
            return f64::NEG_INFINITY;
        }
        value
    }

    /// Beyond the range of half-lives: the value at its edge less the square of
    /// the distance, so that a search is led back.
    fn evaluate_beyond(
        &self,
        vector: &[f64],
        half_lives: Range<usize>,
        gradient: &mut [f64],
    ) -> f64 {
        let mut inside = vector.to_vec();
        for place in half_lives.clone() {
            inside[place] = vector[place].clamp(*LOG_HALF_LIFE.start(), *LOG_HALF_LIFE.end());
        }
        let mut value = self.evaluate(&inside, gradient);
        for place in half_lives {
            let beyond = vector[place] - inside[place];
            if beyond != 0.0 {
                value -= STEEP * beyond * beyond;
                gradient[place] = -2.0 * STEEP * beyond;
            }
        }
        if value.is_nan() {
            return f64::NEG_INFINITY;
        }
        value
    }
}

/// One evaluation.
struct Pass<'p, 'a> {
    of: &'p Likelihood<'a>,
    gradient: &'p mut [f64],
    /// The weights, in the order of the terms.
    weights: Vec<f64>,
    /// `delta` of each kind.
    excess: Vec<f64>,
    /// Background rate of each row of the design, kind by kind.
    rates: Vec<f64>,
    /// Slope in each of them.
    at_rates: Vec<f64>,
    /// Background of each kind summed over the covered days.
    background: Vec<f64>,
    /// Slope in the rate of decay of each half-life.
    at_decay: Vec<f64>,
    /// The rate of decay of each half-life.
    decay_rates: Vec<f64>,
    at_excess: Vec<f64>,
    /// For states that lie apart.
    room: [Vec<f64>; 2],
    /// Those of what the days with events have as factors.
    logarithms: Logarithms,
    value: f64,
}

impl<'p, 'a> Pass<'p, 'a> {
    fn new(of: &'p Likelihood<'a>, vector: &[f64], gradient: &'p mut [f64]) -> Self {
        let layout = &of.layout;
        let rows = of.design.len();
        let mut rates = vec![0.0; rows * layout.kinds];
        let background = (0..layout.kinds)
            .map(|kind| {
                let coefficients = &vector[kind * layout.width..(kind + 1) * layout.width];
                of.design
                    .rates(coefficients, &mut rates[kind * rows..(kind + 1) * rows])
            })
            .collect();
        let terms = layout.first_term()..layout.first_half_life();
        Self {
            weights: vector[terms].iter().map(|log| log.exp()).collect(),
            excess: (0..layout.kinds)
                .map(|kind| {
                    layout
                        .dispersion_of_kind(kind)
                        .map_or(0.0, |place| vector[place].exp())
                })
                .collect(),
            at_rates: vec![0.0; rates.len()],
            rates,
            background,
            at_decay: vec![0.0; layout.half_lives],
            at_excess: vec![0.0; layout.kinds],
            decay_rates: match of.fixed {
                Some(_) => Vec::new(),
                None => of.decays(vector).iter().map(|decay| decay.rate).collect(),
            },
            room: Default::default(),
            logarithms: Logarithms::new(),
            value: -of.log_factorials,
            of,
            gradient,
        }
    }

    fn day(&mut self, index: usize, level: &[f64], slope: &[f64]) {
        let of = self.of;
        let first_term = of.layout.first_term();
        for seen in &of.seen[of.seen_on[index].clone()] {
            let (place, terms) = (seen.rate, seen.terms.clone());
            let [room, more_room] = &mut self.room;
            let level = of.states.read(terms.clone(), level, room);
            let slope = of.states.read(terms.clone(), slope, more_room);
            let weights = &self.weights[terms.clone()];
            let (mut mean, mut fading) = (self.rates[place], 0.0);
            for ((weight, level), slope) in weights.iter().zip(level).zip(slope) {
                mean += weight * level;
                fading += weight * slope;
            }
            let excess = self.excess[seen.kind];
            let (at_mean, at_excess) = self.logarithms.add_rising(mean, excess, seen.count);
            self.at_excess[seen.kind] += at_excess;
            self.at_rates[place] += at_mean;
            let gradient = &mut self.gradient[first_term + terms.start..first_term + terms.end];
            for (gradient, level) in gradient.iter_mut().zip(level) {
                *gradient += at_mean * level;
            }
            match self.at_decay.as_mut_slice() {
                [] => {}
                [of_all] => *of_all += at_mean * fading,
                of_terms => {
                    let of_terms = of_terms[terms].iter_mut().zip(weights).zip(slope);
                    for ((at_decay, weight), slope) in of_terms {
                        *at_decay += at_mean * weight * slope;
                    }
                }
            }
        }
    }

    fn finish(mut self, sums: &Values) -> f64 {
        self.value += self.logarithms.sum();
        let layout = &self.of.layout;
        let rows = self.of.design.len();
        let first_term = layout.first_term();
        for kind in 0..layout.kinds {
            let terms = self.of.layout.terms_of(kind);
            let (per_mean, slope_of_it) = log_zero(self.excess[kind]);
            let mut expected = self.background[kind];
            for term in terms {
                let state = self.of.states.of_term[term];
                expected += self.weights[term] * sums.level[state];
                let at_weight = self.gradient[first_term + term] - per_mean * sums.level[state];
                self.gradient[first_term + term] = at_weight * self.weights[term];
                if let Some(place) = layout.half_life_of_term(term) {
                    let at_decay = &mut self.at_decay[place - layout.first_half_life()];
                    *at_decay -= per_mean * self.weights[term] * sums.slope[state];
                }
            }
            self.value -= per_mean * expected;
            let total = self.of.series.totals[kind] as f64;
            self.value -= total * self.excess[kind].ln_1p();
            if let Some(place) = layout.dispersion_of_kind(kind) {
                let at_excess = self.at_excess[kind]
                    - total / (1.0 + self.excess[kind])
                    - slope_of_it * expected;
                self.gradient[place] += at_excess * self.excess[kind];
            }
            let own = kind * rows..(kind + 1) * rows;
            self.of.design.pull_back(
                &self.rates[own.clone()],
                &self.at_rates[own],
                -per_mean,
                &mut self.gradient[kind * layout.width..(kind + 1) * layout.width],
            );
        }
        // The rate of decay is ln 2 / half-life, so its slope in the logarithm
        // of the half-life is minus itself.
        for (number, at_decay) in self.at_decay.iter().enumerate() {
            let rate = self.decay_rates[number];
            self.gradient[layout.first_half_life() + number] -= rate * at_decay;
        }
        self.value
    }
}

/// A sum of logarithms, most of them taken as that of a product.
pub(super) struct Logarithms {
    sum: f64,
    product: f64,
}

impl Logarithms {
    pub fn new() -> Self {
        Self {
            sum: 0.0,
            product: 1.0,
        }
    }

    fn add(&mut self, factor: f64) {
        self.product *= factor;
        if !(1e-200..1e200).contains(&self.product) {
            self.sum += self.product.ln();
            self.product = 1.0;
        }
    }

    /// Adds `sum_{k < count} ln(mean + k excess)` and returns its slopes in both.
    pub fn add_rising(&mut self, mean: f64, excess: f64, count: u32) -> (f64, f64) {
        if count == 1 {
            self.add(mean);
            return (1.0 / mean, 0.0);
        }
        if excess == 0.0 {
            let n = f64::from(count);
            self.sum += n * mean.ln();
            return (n / mean, 0.0);
        }
        if count > MANY {
            let (value, at_mean, at_excess) = log_rising_of_many(mean, excess, f64::from(count));
            self.sum += value;
            return (at_mean, at_excess);
        }
        let (mut at_mean, mut at_excess) = (0.0, 0.0);
        for k in 0..count {
            let k = f64::from(k);
            let factor = mean + k * excess;
            self.add(factor);
            at_mean += 1.0 / factor;
            at_excess += k / factor;
        }
        (at_mean, at_excess)
    }

    pub fn sum(&self) -> f64 {
        self.sum + self.product.ln()
    }
}

/// `sum_{k < count} ln(mean + k excess)`.
pub(super) fn log_rising(mean: f64, excess: f64, count: u32) -> f64 {
    let mut logarithms = Logarithms::new();
    logarithms.add_rising(mean, excess, count);
    logarithms.sum()
}

/// `sum_{k < n} ln(mean + k excess)` and its slopes for a large `n`: by the gamma
/// function, or by the series in the excess where that would subtract large numbers
/// from each other.
fn log_rising_of_many(mean: f64, excess: f64, n: f64) -> (f64, f64, f64) {
    let size = mean / excess;
    if size < 1e3 * n {
        let slope = digamma(size + n) - digamma(size);
        let value = n * excess.ln() + ln_gamma(size + n) - ln_gamma(size);
        return (value, slope / excess, (n - size * slope) / excess);
    }
    let t = 1.0 / size;
    let first = n * (n - 1.0) / 2.0;
    let second = first * (2.0 * n - 1.0) / 3.0;
    let third = first * first;
    let value = n * mean.ln() + t * (first - t * (second / 2.0 - t * third / 3.0));
    let at_mean = (n - t * (first - t * (second - t * third))) / mean;
    let at_excess = (first - t * (second - t * third)) / mean;
    (value, at_mean, at_excess)
}

/// Minus the log-probability of no event per unit of mean, `ln(1 + x) / x`, and
/// its slope in the excess `x`.
pub(super) fn log_zero(excess: f64) -> (f64, f64) {
    if excess < 1e-4 {
        return (
            1.0 - excess / 2.0 + excess * excess / 3.0,
            -0.5 + 2.0 / 3.0 * excess,
        );
    }
    let log = excess.ln_1p();
    (log / excess, (1.0 / (1.0 + excess) - log / excess) / excess)
}

/// The log-likelihood of parameters, all constants included.
///
/// # Errors
///
/// Where the model is out of its range or the parameters are not those of the
/// model.
pub fn log_likelihood(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
) -> Result<f64, Error> {
    model.check(series.days)?;
    let likelihood = Likelihood::new(model, series);
    likelihood.layout.check(parameters)?;
    let vector = likelihood.layout.write(parameters);
    let mut gradient = vec![0.0; vector.len()];
    Ok(likelihood.evaluate(&vector, &mut gradient))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DailyCounts,
        daily::{Background, Excitation, Observation},
    };

    /// Three kinds over 60 days with a gap, a burst, and counts in the gap.
    fn series() -> Series {
        let (kinds, days) = (3, 60);
        let mut counts = vec![0_u32; kinds * days];
        for (place, count) in [
            (0, 2),
            (3, 1),
            (4, 1),
            (17, 5),
            (18, 1),
            (33, 2),
            (59, 1),
            (60 + 4, 1),
            (60 + 18, 3),
            (60 + 19, 1),
            (60 + 40, 60),
            (120 + 5, 1),
            (120 + 41, 2),
            (120 + 59, 4),
        ] {
            counts[place] = count;
        }
        let covered = (0..days).map(|day| !(30..36).contains(&day)).collect();
        let counts = DailyCounts::new(counts, kinds, days).expect("valid");
        Series::new(&counts.with_coverage(covered).expect("valid"))
    }

    fn models() -> Vec<Model> {
        let rich = Background {
            trend: true,
            harmonics: 1,
            season: Some(20.0),
            knots_every: Some(30),
            covariates: vec![(0..60).map(|day| f64::from(day % 7)).collect()],
        };
        let kernels = [
            Kernel::Geometric(HalfLife::Shared),
            Kernel::Geometric(HalfLife::PerPair),
            Kernel::Geometric(HalfLife::Given(3.0)),
            Kernel::Sum(vec![1.0, 12.0]),
            Kernel::PowerLaw {
                offset: 0.5,
                exponent: 0.8,
                longest: 20,
            },
        ];
        let observations = [
            Observation::Poisson,
            Observation::SharedDispersion,
            Observation::DispersionPerKind,
        ];
        let excitations = [Excitation::None, Excitation::Own, Excitation::All];
        let mut models = Vec::new();
        for kernel in kernels {
            for observation in observations {
                for excitation in excitations {
                    for background in [Background::default(), rich.clone()] {
                        models.push(Model {
                            background,
                            excitation,
                            kernel: kernel.clone(),
                            observation,
                        });
                    }
                }
            }
        }
        models
    }

    /// Unlike numbers for all parameters.
    fn vector(likelihood: &Likelihood<'_>) -> Vec<f64> {
        let layout = &likelihood.layout;
        let mut vector: Vec<f64> = (0..layout.dimension())
            .map(|place| -1.0 + 0.3 * (1.7 * place as f64).sin())
            .collect();
        let half_lives = layout.first_half_life()..layout.first_dispersion();
        for (index, log) in vector[half_lives].iter_mut().enumerate() {
            *log = 1.0 + 0.2 * (index as f64).cos();
        }
        vector
    }

    /// The likelihood from its definition, day by day and delay by delay.
    fn direct(model: &Model, series: &Series, likelihood: &Likelihood<'_>, vector: &[f64]) -> f64 {
        let parameters = likelihood.layout.read(vector);
        let mut counts = vec![vec![0_u32; series.kinds]; series.days];
        for active in &series.active {
            counts[active.day].copy_from_slice(&active.counts);
        }
        let geometric = |half_life: f64, delay: usize| {
            let left = 0.5_f64.powf(1.0 / half_life);
            (1.0 - left) * left.powi(delay as i32 - 1)
        };
        let mut sum = 0.0;
        for day in series.spans.iter().flat_map(Clone::clone) {
            for kind in 0..series.kinds {
                let mut mean = likelihood.design.rate_on(day, &parameters.background[kind]);
                for (before, on_day) in counts[..day].iter().enumerate() {
                    let delay = day - before;
                    for (source, count) in on_day.iter().enumerate() {
                        let count = f64::from(*count);
                        for (component, weights) in parameters.weights.iter().enumerate() {
                            let share = match &model.kernel {
                                Kernel::Geometric(_) => {
                                    parameters.half_lives.as_ref().map_or(0.0, |half_lives| {
                                        geometric(half_lives[kind][source], delay)
                                    })
                                }
                                Kernel::Sum(half_lives) => geometric(half_lives[component], delay),
                                Kernel::PowerLaw {
                                    offset,
                                    exponent,
                                    longest,
                                } => power_law(*offset, *exponent, *longest)
                                    .get(delay - 1)
                                    .copied()
                                    .unwrap_or(0.0),
                            };
                            if weights[kind][source] > 0.0 {
                                mean += weights[kind][source] * share * count;
                            }
                        }
                    }
                }
                let count = f64::from(counts[day][kind]);
                let excess = parameters.dispersions[kind] - 1.0;
                sum += if excess == 0.0 {
                    count * mean.ln() - mean - ln_gamma(count + 1.0)
                } else {
                    let size = mean / excess;
                    ln_gamma(count + size)
                        - ln_gamma(size)
                        - ln_gamma(count + 1.0)
                        - size * excess.ln_1p()
                        + count * (excess / (1.0 + excess)).ln()
                };
            }
        }
        sum
    }

    #[test]
    fn recursion_agrees_with_the_definition() {
        let series = series();
        for model in models() {
            let likelihood = Likelihood::new(&model, &series);
            let vector = vector(&likelihood);
            let mut gradient = vec![0.0; vector.len()];
            let value = likelihood.evaluate(&vector, &mut gradient);
            let expected = direct(&model, &series, &likelihood, &vector);
            assert!(
                (value - expected).abs() <= 1e-10 * expected.abs(),
                "{value} for {expected}, {model:?}"
            );
        }
    }

    #[test]
    fn gradient_agrees_with_differences() {
        let series = series();
        for model in models() {
            let likelihood = Likelihood::new(&model, &series);
            let mut at = vector(&likelihood);
            let mut gradient = vec![0.0; at.len()];
            likelihood.evaluate(&at, &mut gradient);
            let mut unused = gradient.clone();
            for place in 0..at.len() {
                let here = at[place];
                at[place] = here + 1e-5;
                let above = likelihood.evaluate(&at, &mut unused);
                at[place] = here - 1e-5;
                let below = likelihood.evaluate(&at, &mut unused);
                at[place] = here;
                let difference = (above - below) / 2e-5;
                assert!(
                    (difference - gradient[place]).abs() <= 1e-5 * (1.0 + difference.abs()),
                    "{difference} for {} of number {place}, {model:?}",
                    gradient[place]
                );
            }
        }
    }

    #[test]
    fn poisson_is_the_limit_without_excess() {
        for count in [1, 3, 39, 41, 200] {
            let of = |excess: f64| {
                let mut logarithms = Logarithms::new();
                let (slope, _) = logarithms.add_rising(0.3, excess, count);
                (logarithms.sum(), slope)
            };
            let ((poisson, slope), (near, near_slope)) = (of(0.0), of(1e-12));
            assert!((poisson - near).abs() < 1e-6 * poisson.abs());
            assert!((slope - near_slope).abs() < 1e-6 * slope);
        }
        let (below, above) = (log_zero(9.9e-5), log_zero(1.01e-4));
        assert!((below.0 - above.0).abs() < 2e-6 && (below.1 - above.1).abs() < 1e-5);
    }
}
