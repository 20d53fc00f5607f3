//! What a reader asks, from the draws.

use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{
    course::Course, likelihood::Likelihood, posterior::Posterior, prior::WEIGHT_MEAN,
    series::Series,
};
use crate::posterior::Interval;

/// An interval wider than this part of that of the prior says little.
const WIDE: f64 = 0.4;

/// The answers of a posterior; intervals hold 90 %.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answers {
    /// `excitation[excited][exciting]`: events of the excited kind that one
    /// event of the exciting kind brings about.
    pub excitation: Vec<Vec<Interval>>,
    /// `supported[excited][exciting]`: probability that this number is above
    /// 0.05, one child for twenty parents.
    pub supported: Vec<Vec<f64>>,
    /// The branching ratio.
    pub branching_ratio: Interval,
    /// Probability that it is 1 or more: that activity feeds itself.
    pub explosive: f64,
    /// `half_lives[excited][exciting]` in days, where the kernel is geometric.
    pub half_lives: Option<Vec<Vec<Interval>>>,
    /// Share of the events of each kind that earlier events brought about; none
    /// for a kind without events.
    pub triggered: Vec<Option<Interval>>,
    /// Each kind on the day after the last.
    pub now: Vec<Now>,
    /// Variance over mean of each kind given the days before.
    pub dispersions: Vec<Interval>,
}

/// What is expected of a kind on the day after the last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Now {
    /// Events per day that come on their own.
    pub background: Interval,
    /// Events per day in all.
    pub intensity: Interval,
    /// The second over the first.
    pub ratio: Interval,
}

/// Where the events of a kind on one day came from, in probabilities that add
/// up to one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// Days after the first.
    pub day: usize,
    /// The kind.
    pub kind: usize,
    /// Its count.
    pub count: u32,
    /// Probability that an event of it came on its own.
    pub background: f64,
    /// Probability that it was brought about by earlier events of each kind.
    pub triggered_by: Vec<f64>,
}

/// What a draw says.
struct OfDraw {
    triggered: Vec<f64>,
    background: Vec<f64>,
    intensity: Vec<f64>,
}

impl Answers {
    /// Pairs (excited, exciting) of which the record says little more than the weak
    /// prior: their 90 % interval is more than two fifths as wide as before any
    /// data, both as it stands and in the normal numbers that have its ranks under
    /// the prior (in which a number near 0 is not narrow because it is small). In
    /// small records, and where nearly every day has events of several kinds, so
    /// that these can hardly be told apart, the prior decides much of such a number.
    pub fn little_told(&self) -> Vec<(usize, usize)> {
        let kinds = self.excitation.len();
        let mean = WEIGHT_MEAN / kinds.max(1) as f64;
        let normal = Normal::standard();
        let rank = |weight: f64| {
            let below = -(-weight / mean).exp_m1();
            normal.inverse_cdf(below.clamp(1e-12, 1.0 - 1e-12))
        };
        // The 90 % interval of the prior, an exponential law.
        let (low, high) = (mean * (1.0_f64 / 0.95).ln(), mean * 20.0_f64.ln());
        let is_wide = |interval: &Interval| {
            interval.high - interval.low > WIDE * (high - low)
                && rank(interval.high) - rank(interval.low) > WIDE * (rank(high) - rank(low))
        };
        (0..kinds)
            .flat_map(|excited| (0..kinds).map(move |exciting| (excited, exciting)))
            .filter(|&(excited, exciting)| is_wide(&self.excitation[excited][exciting]))
            .collect()
    }

    /// The answers of a posterior for the series that it was drawn from. None
    /// where there are no draws.
    pub fn of(posterior: &Posterior, series: &Series) -> Option<Self> {
        let k = series.kinds;
        let likelihood = Likelihood::new(&posterior.model, series);
        let of_draws: Vec<OfDraw> = posterior
            .vectors
            .par_iter()
            .map(|vector| of_draw(&likelihood, vector))
            .collect();
        let matrices: Vec<Vec<Vec<f64>>> =
            posterior.draws.iter().map(|draw| draw.matrix()).collect();
        let ratios: Vec<f64> = posterior
            .draws
            .iter()
            .map(|draw| draw.branching_ratio())
            .collect();
        let share = |count: usize| count as f64 / ratios.len().max(1) as f64;
        let table = |of: &dyn Fn(usize, usize) -> Option<Interval>| {
            (0..k)
                .map(|row| (0..k).map(|column| of(row, column)).collect())
                .collect::<Option<Vec<Vec<Interval>>>>()
        };
        let geometric = posterior
            .draws
            .first()
            .is_some_and(|draw| draw.half_lives.is_some());
        let half_lives = if geometric {
            Some(table(&|row, column| {
                let of = |half_lives: &Vec<Vec<f64>>| half_lives[row][column];
                Interval::of(
                    posterior
                        .draws
                        .iter()
                        .filter_map(|d| d.half_lives.as_ref().map(of)),
                )
            })?)
        } else {
            None
        };
        let now = (0..k).map(|kind| {
            Some(Now {
                background: Interval::of(of_draws.iter().map(|draw| draw.background[kind]))?,
                intensity: Interval::of(of_draws.iter().map(|draw| draw.intensity[kind]))?,
                ratio: Interval::of(
                    of_draws
                        .iter()
                        .map(|draw| draw.intensity[kind] / draw.background[kind]),
                )?,
            })
        });
        Some(Self {
            excitation: table(&|row, column| {
                Interval::of(matrices.iter().map(|matrix| matrix[row][column]))
            })?,
            supported: (0..k)
                .map(|row| {
                    (0..k)
                        .map(|column| {
                            share(matrices.iter().filter(|m| m[row][column] > 0.05).count())
                        })
                        .collect()
                })
                .collect(),
            branching_ratio: Interval::of(ratios.iter().copied())?,
            explosive: share(ratios.iter().filter(|ratio| **ratio >= 1.0).count()),
            half_lives,
            triggered: (0..k)
                .map(|kind| {
                    let shares = of_draws.iter().map(|draw| draw.triggered[kind]);
                    (series.totals[kind] > 0)
                        .then(|| Interval::of(shares))
                        .flatten()
                })
                .collect(),
            now: now.collect::<Option<_>>()?,
            dispersions: (0..k)
                .map(|kind| Interval::of(posterior.draws.iter().map(|d| d.dispersions[kind])))
                .collect::<Option<_>>()?,
        })
    }
}

fn of_draw(likelihood: &Likelihood<'_>, vector: &[f64]) -> OfDraw {
    let series = likelihood.series;
    let mut triggered = vec![0.0; series.kinds];
    let course = along(likelihood, vector, |course, _, counts| {
        for (kind, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let share = 1.0 - course.background(kind) / course.mean(kind);
            triggered[kind] += f64::from(*count) * share;
        }
    });
    for (triggered, total) in triggered.iter_mut().zip(&series.totals) {
        *triggered /= (*total).max(1) as f64;
    }
    OfDraw {
        triggered,
        background: (0..series.kinds)
            .map(|kind| course.background(kind))
            .collect(),
        intensity: (0..series.kinds).map(|kind| course.mean(kind)).collect(),
    }
}

/// Walks along the series and hands each covered day with events to `visit`;
/// returns the course on the day after the last.
fn along<'l, 'a>(
    likelihood: &'l Likelihood<'a>,
    vector: &[f64],
    mut visit: impl FnMut(&Course<'l, 'a>, usize, &[u32]),
) -> Course<'l, 'a> {
    let series = likelihood.series;
    let mut course = Course::new(likelihood, vector);
    let mut covered = series.covered_active().peekable();
    for (index, active) in series.active.iter().enumerate() {
        course.skip_to(active.day);
        if covered.next_if(|next| *next == index).is_some() {
            visit(&course, active.day, &active.counts);
        }
        course.step(&active.counts);
    }
    course.skip_to(series.days);
    course
}

/// Where each event of the series came from, averaged over the draws.
///
/// Given its mean, a count is the sum of independent counts of the background
/// and of each excitation, for the Poisson and for the negative binomial used
/// here; an event of it belongs to each with the share of that part in the mean.
pub fn origins(posterior: &Posterior, series: &Series) -> Vec<Origin> {
    let likelihood = Likelihood::new(&posterior.model, series);
    let width = series.kinds + 1;
    let entries: usize = series
        .covered_active()
        .map(|index| {
            series.active[index]
                .counts
                .iter()
                .filter(|c| **c > 0)
                .count()
        })
        .sum();
    let mut sums = vec![0.0; entries * width];
    let mut by = vec![0.0; series.kinds];
    for vector in &posterior.vectors {
        let mut entry = 0;
        along(&likelihood, vector, |course, _, counts| {
            for (kind, _) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let mean = course.mean(kind);
                course.contributions(kind, &mut by);
                let own = &mut sums[entry * width..(entry + 1) * width];
                own[0] += course.background(kind) / mean;
                for (sum, by) in own[1..].iter_mut().zip(&by) {
                    *sum += by / mean;
                }
                entry += 1;
            }
        });
    }
    let draws = posterior.vectors.len().max(1) as f64;
    let of_days = series.covered_active().flat_map(|index| {
        let active = &series.active[index];
        let counts = active.counts.iter().enumerate();
        counts
            .filter(|(_, count)| **count > 0)
            .map(|(kind, count)| (active.day, kind, *count))
    });
    of_days
        .zip(sums.chunks_exact(width))
        .map(|((day, kind, count), sums)| Origin {
            day,
            kind,
            count,
            background: sums[0] / draws,
            triggered_by: sums[1..].iter().map(|sum| sum / draws).collect(),
        })
        .collect()
}
