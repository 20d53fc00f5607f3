//! Change-points of a count series, and the start of the present regime.
//!
//! The run-length recursion of Adams and MacKay (2007) and Fearnhead and Liu
//! (2007), with negative binomial counts whose dispersion is averaged out, so
//! that clusters of events are not taken for changes of the rate.

use crate::error::{Error, open_unit};
use crate::special::ln_gamma_ratio;

/// Number of periods that an analysis needs.
pub const MINIMUM_PERIODS: usize = 8;

/// Dispersions at the mean of the series that give the sizes of the negative
/// binomial, with prior weights: half on Poisson.
const DISPERSIONS: [(f64, f64); 6] = [
    (1.0, 0.5),
    (1.4, 0.1),
    (2.0, 0.1),
    (3.5, 0.1),
    (8.0, 0.1),
    (25.0, 0.1),
];

/// A size whose weight falls below this share of the largest is given up.
const HOPELESS: f64 = 1e-9;

/// Sizes of less weight than this are left out of what is told.
const LIGHT: f64 = 1e-4;

/// Run lengths with a probability below this are dropped.
const NEGLIGIBLE: f64 = 1e-6;

/// Options of [`regimes`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Mean length of a regime in periods, the reciprocal of the constant
    /// hazard of a change; above 1.
    pub mean_regime_length: f64,
    /// A change is given the posterior mass within this many periods to
    /// either side.
    pub tolerance: usize,
    /// Changes are reported from this probability on.
    pub minimum_probability: f64,
}

impl Default for Options {
    /// One change in 200 periods, a tolerance of 3 periods, probability 0.9.
    fn default() -> Self {
        Self {
            mean_regime_length: 200.0,
            tolerance: 3,
            minimum_probability: 0.9,
        }
    }
}

/// A change of the rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangePoint {
    /// First period of the new regime, by index; at least 1.
    pub index: usize,
    /// Posterior probability that the regime began within the tolerance of
    /// the index.
    pub probability: f64,
    /// Mean count per period of the regime before.
    pub rate_before: f64,
    /// Mean count per period of the regime from the index on.
    pub rate_after: f64,
}

/// The regimes of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimes {
    /// Start of the present regime, when it is probable enough.
    pub current: Option<ChangePoint>,
    /// All changes that are probable enough, in order of time.
    pub changes: Vec<ChangePoint>,
    /// Posterior probability that there was no change at all.
    pub probability_of_no_change: f64,
    /// Posterior probability that the counts are overdispersed within regimes.
    pub probability_of_overdispersion: f64,
}

/// Start of the present regime, `None` when no start has at least the
/// probability asked for.
///
/// # Errors
/// As [`regimes`].
///
/// ```
/// use foreshock_counts::change_point::{Options, current_regime};
/// let counts = [vec![1, 2, 0, 1, 3, 1, 2, 1].repeat(4), vec![9, 12, 8, 10, 11, 9]].concat();
/// let change = current_regime(&counts, &Options::default())?.unwrap();
/// assert_eq!(change.index, 32);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn current_regime(counts: &[u64], options: &Options) -> Result<Option<ChangePoint>, Error> {
    let forward = Forward::run(counts, options)?;
    // Where nothing seems to have begun, nobody asks what went before.
    Ok(match forward.current(options) {
        Some(_) => forward.regimes(options).current,
        None => None,
    })
}

/// Posterior over the change-points of a count series.
///
/// Changes come with a constant hazard `h`, the reciprocal of the mean regime
/// length. Within a regime the counts are negative binomial with size `r` and
/// `p ~ Beta(r / (2 ȳ), 1/2)`, in the limit of Poisson counts
/// `μ ~ Gamma(1/2, 1 / (2 ȳ))`, with the mean `ȳ` of the whole series. The size
/// is common to all regimes; half of its prior is on Poisson, the rest on
/// five sizes that give dispersions from 1.4 to 25 at the mean of the series,
/// and it is averaged out. With `Z(a..b)` the
/// evidence of a stretch, the probability of a change at `t` is
/// `Z(0..t) h Z(t..n) / Z(0..n)`; the present regime comes from the run
/// lengths at the last period.
///
/// Missing periods are to be left out by the caller. A trend is broken into
/// steps.
///
/// # Errors
/// [`Error::TooFewPoints`] below [`MINIMUM_PERIODS`] periods,
/// [`Error::OutOfRange`] for options out of range.
pub fn regimes(counts: &[u64], options: &Options) -> Result<Regimes, Error> {
    Ok(Forward::run(counts, options)?.regimes(options))
}

/// The recursion over a series, at all sizes that are left.
struct Forward {
    values: Vec<f64>,
    scale: f64,
    /// Each with its weight.
    filters: Vec<(f64, Filter)>,
    /// Probability that the present regime began at each period, the first apart.
    start: Vec<f64>,
    probability_of_no_change: f64,
}

impl Forward {
    fn run(counts: &[u64], options: &Options) -> Result<Self, Error> {
        open_unit("minimum probability", options.minimum_probability)?;
        if !(options.mean_regime_length > 1.0 && options.mean_regime_length.is_finite()) {
            return Err(Error::OutOfRange {
                argument: "mean regime length",
                range: "above 1 and finite",
                value: options.mean_regime_length,
            });
        }
        let n = counts.len();
        if n < MINIMUM_PERIODS {
            return Err(Error::TooFewPoints {
                needed: MINIMUM_PERIODS,
                have: n,
            });
        }
        let values: Vec<f64> = counts.iter().map(|&y| y as f64).collect();
        let scale = (values.iter().sum::<f64>() + 0.5) / n as f64;
        let hazard = options.mean_regime_length.recip();
        let mut filters = Filter::run_all(&values, scale, hazard);
        let logs = filters.iter().map(|(log_weight, _)| *log_weight);
        let largest = logs.fold(f64::NEG_INFINITY, f64::max);
        for (weight, _) in &mut filters {
            *weight = (*weight - largest).exp();
        }
        let sum: f64 = filters.iter().map(|(weight, _)| weight).sum();
        let mut start = vec![0.0; n];
        for (weight, filter) in &mut filters {
            *weight /= sum;
            if *weight >= LIGHT {
                for run in &filter.runs {
                    start[run.first] += *weight * run.probability;
                }
            }
        }
        let probability_of_no_change = start[0].clamp(0.0, 1.0);
        start[0] = 0.0;
        Ok(Self {
            values,
            scale,
            filters,
            start,
            probability_of_no_change,
        })
    }

    /// Where the present regime began, with its probability, where that is enough.
    fn current(&self, options: &Options) -> Option<(usize, f64)> {
        best_window(&self.start, options.tolerance)
            .filter(|&(_, probability)| probability >= options.minimum_probability)
    }

    /// Probability that a regime began at each period.
    fn change(&self, hazard: f64) -> Vec<f64> {
        let n = self.values.len();
        let mut change = vec![0.0; n];
        for (weight, filter) in self.filters.iter().filter(|(weight, _)| *weight >= LIGHT) {
            let mut backward = Filter::new(n, filter.size, self.scale, hazard);
            self.values.iter().rev().for_each(|&y| backward.step(y));
            for (t, slot) in change.iter_mut().enumerate().skip(1) {
                let log_probability =
                    filter.log_evidence[t] + hazard.ln() + backward.log_evidence[n - t]
                        - filter.log_evidence[n];
                *slot += weight * log_probability.exp().min(1.0);
            }
        }
        change
    }

    fn regimes(&self, options: &Options) -> Regimes {
        let n = self.values.len();
        let mut changes: Vec<(usize, f64)> = Vec::new();
        let mut left = self.change(options.mean_regime_length.recip());
        while let Some((index, probability)) = best_window(&left, options.tolerance) {
            if probability < options.minimum_probability {
                break;
            }
            changes.push((index, probability.min(1.0)));
            let end = index.saturating_add(options.tolerance).min(n - 1);
            left[index.saturating_sub(options.tolerance)..=end].fill(0.0);
        }
        changes.sort_unstable_by_key(|change| change.0);

        let mean = |range: std::ops::Range<usize>| {
            let length = range.len().max(1) as f64;
            self.values[range].iter().sum::<f64>() / length
        };
        let reported = |k: usize, (index, probability): (usize, f64)| {
            let before = if k == 0 { 0 } else { changes[k - 1].0 };
            let after = changes.get(k + 1).map_or(n, |next| next.0);
            ChangePoint {
                index,
                probability,
                rate_before: mean(before..index),
                rate_after: mean(index..after),
            }
        };
        let current = self.current(options).map(|(index, probability)| {
            let before = changes
                .iter()
                .map(|change| change.0)
                .rfind(|&earlier| earlier + options.tolerance < index)
                .unwrap_or(0);
            ChangePoint {
                index,
                probability: probability.min(1.0),
                rate_before: mean(before..index),
                rate_after: mean(index..n),
            }
        });
        let poisson = self
            .filters
            .iter()
            .find(|(_, filter)| filter.size.is_infinite());
        let poisson = poisson.map_or(0.0, |(weight, _)| *weight);
        Regimes {
            current,
            changes: changes
                .iter()
                .enumerate()
                .map(|(k, &change)| reported(k, change))
                .collect(),
            probability_of_no_change: self.probability_of_no_change,
            probability_of_overdispersion: (1.0 - poisson).clamp(0.0, 1.0),
        }
    }
}

/// The mass within the tolerance around the best index, and that index: of
/// the window with the largest mass, the period with the largest mass.
fn best_window(mass: &[f64], tolerance: usize) -> Option<(usize, f64)> {
    let window = |centre: usize| {
        let end = centre.saturating_add(tolerance).min(mass.len() - 1);
        centre.saturating_sub(tolerance)..=end
    };
    let (peak, _) = mass.iter().enumerate().max_by(|a, b| {
        let (first, second): (f64, f64) = (
            mass[window(a.0)].iter().sum(),
            mass[window(b.0)].iter().sum(),
        );
        first
            .total_cmp(&second)
            .then(a.1.total_cmp(b.1))
            .then(b.0.cmp(&a.0))
    })?;
    let index = window(peak).max_by(|&a, &b| mass[a].total_cmp(&mass[b]).then(b.cmp(&a)))?;
    Some((index, mass[window(index)].iter().sum()))
}

/// The run-length recursion at one size.
struct Filter {
    size: f64,
    hazard: f64,
    /// Logarithm of the evidence of the first `t` counts, `t = 0..=n`.
    log_evidence: Vec<f64>,
    /// Hypotheses on the start of the run that holds the last count.
    runs: Vec<Run>,
    /// Terms of the predictive that depend on the length of a run alone.
    by_length: Vec<Length>,
}

/// One hypothesis on the start of the present run.
struct Run {
    first: usize,
    probability: f64,
    /// Sum of the counts since the start.
    total: f64,
    /// Logarithm of the predictive probability of the latest count.
    log_mass: f64,
}

/// First parameter of the beta law (or rate of the gamma law) after a run of
/// some length, and what the predictive takes from it.
struct Length {
    alpha: f64,
    constant: f64,
    per_count: f64,
}

/// Shape of the prior of the mean.
const SHAPE: f64 = 0.5;

impl Filter {
    fn new(n: usize, size: f64, scale: f64, hazard: f64) -> Self {
        let rate = SHAPE / scale;
        let by_length = (0..n)
            .map(|length| {
                let exposure = rate + length as f64;
                if size.is_finite() {
                    let alpha = size * exposure;
                    Length {
                        alpha,
                        constant: ln_gamma_ratio(alpha, size),
                        per_count: 0.0,
                    }
                } else {
                    Length {
                        alpha: exposure,
                        constant: exposure.recip().ln_1p(),
                        per_count: (exposure + 1.0).ln(),
                    }
                }
            })
            .collect();
        let mut log_evidence = Vec::with_capacity(n + 1);
        log_evidence.push(0.0);
        Self {
            size,
            hazard,
            log_evidence,
            runs: Vec::new(),
            by_length,
        }
    }

    /// Runs the recursion at all sizes side by side and gives up the sizes
    /// that have become hopeless. Returns the logarithm of prior times
    /// evidence with each.
    fn run_all(values: &[f64], scale: f64, hazard: f64) -> Vec<(f64, Filter)> {
        let mut filters: Vec<(f64, Filter)> = DISPERSIONS
            .iter()
            .map(|&(dispersion, prior)| {
                let size = scale / (dispersion - 1.0);
                (prior.ln(), Filter::new(values.len(), size, scale, hazard))
            })
            .collect();
        for &y in values {
            let mut largest = f64::NEG_INFINITY;
            for (log_weight, filter) in &mut filters {
                let before = filter.last_evidence();
                filter.step(y);
                *log_weight += filter.last_evidence() - before;
                largest = largest.max(*log_weight);
            }
            filters.retain(|(log_weight, _)| *log_weight > largest + HOPELESS.ln());
        }
        filters
    }

    fn last_evidence(&self) -> f64 {
        self.log_evidence.last().copied().unwrap_or_default()
    }

    /// Takes in the next count.
    fn step(&mut self, y: f64) {
        let t = self.log_evidence.len() - 1;
        let born = if t == 0 { 1.0 } else { self.hazard };
        for run in &mut self.runs {
            run.probability *= 1.0 - self.hazard;
        }
        self.runs.push(Run {
            first: t,
            probability: born,
            total: 0.0,
            log_mass: 0.0,
        });
        let size = self.size;
        let common = -ln_gamma_ratio(1.0, y)
            + if size.is_finite() {
                ln_gamma_ratio(size, y)
            } else {
                0.0
            };
        let mut largest = f64::NEG_INFINITY;
        for run in &mut self.runs {
            let length = &self.by_length[t - run.first];
            let shape = SHAPE + run.total;
            run.log_mass = ln_gamma_ratio(shape, y)
                + if size.is_finite() {
                    length.constant - ln_gamma_ratio(length.alpha + shape, size + y)
                } else {
                    -shape * length.constant - y * length.per_count
                };
            largest = largest.max(run.log_mass);
        }
        let mut sum = 0.0;
        for run in &mut self.runs {
            run.probability *= (run.log_mass - largest).exp();
            sum += run.probability;
            run.total += y;
        }
        // The largest predictive belongs to a run of positive probability.
        for run in &mut self.runs {
            run.probability /= sum;
        }
        self.runs.retain(|run| run.probability > NEGLIGIBLE);
        self.log_evidence
            .push(self.last_evidence() + common + largest + sum.ln());
    }
}
