//! What many paths say of the time ahead.

use super::Simulator;
use crate::error::{self, Error};
use rayon::prelude::*;
use serde::Serialize;

/// Counts, exceedances and waiting times over simulated paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// One entry for each horizon, in the order asked for.
    pub horizons: Vec<Horizon>,
    /// By kind, the waiting time to its next event on each path that has one
    /// before the last horizon, ascending.
    pub waiting_times: Vec<Vec<f64>>,
    /// How many paths were drawn.
    pub path_count: usize,
    /// How many of them were cut short at the largest number of events. Counts
    /// are too low on these.
    pub bounded_count: usize,
    /// The branching ratio of the process.
    pub branching_ratio: f64,
}

/// Counts up to one horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Horizon {
    /// Length of time from the start of the paths.
    pub length: f64,
    /// By kind, the count on each path, ascending.
    pub counts: Vec<Vec<u32>>,
}

impl Outlook {
    /// A sentence of warning where the process explodes or paths were cut short.
    pub fn warning(&self) -> Option<String> {
        if self.bounded_count > 0 {
            Some(format!(
                "{} of {} paths were cut short at the largest number of events (branching ratio {:.2}); counts on these are too low",
                self.bounded_count, self.path_count, self.branching_ratio
            ))
        } else if self.branching_ratio >= 1.0 {
            Some(format!(
                "the branching ratio is {:.2}: the process feeds itself and grows without end, so that nothing can be said far ahead",
                self.branching_ratio
            ))
        } else {
            None
        }
    }

    /// The waiting time within which a kind occurs with probability
    /// `probability`; `None` where that lies beyond the last horizon, the kind is
    /// unknown or the probability lies outside 0 to 1.
    pub fn waiting_time(&self, kind: usize, probability: f64) -> Option<f64> {
        let times = self.waiting_times.get(kind)?;
        let rank = (probability * self.path_count as f64).ceil().max(1.0);
        if !(0.0..=1.0).contains(&probability) {
            return None;
        }
        times.get(rank as usize - 1).copied()
    }
}

impl Horizon {
    /// The mean count of a kind; 0 for an unknown kind.
    pub fn mean(&self, kind: usize) -> f64 {
        self.counts.get(kind).map_or(0.0, |counts| {
            counts.iter().map(|&count| f64::from(count)).sum::<f64>() / counts.len().max(1) as f64
        })
    }

    /// The smallest count that is not exceeded with probability `probability`;
    /// `None` for an unknown kind or a probability outside 0 to 1.
    pub fn quantile(&self, kind: usize, probability: f64) -> Option<u32> {
        let counts = self.counts.get(kind)?;
        if !(0.0..=1.0).contains(&probability) {
            return None;
        }
        let rank = (probability * counts.len() as f64).ceil().max(1.0) as usize;
        counts.get(rank - 1).copied()
    }

    /// The share of paths with `threshold` or more events of a kind; 0 for an
    /// unknown kind.
    pub fn exceedance(&self, kind: usize, threshold: u32) -> f64 {
        self.counts.get(kind).map_or(0.0, |counts| {
            let below = counts.partition_point(|&count| count < threshold);
            (counts.len() - below) as f64 / counts.len().max(1) as f64
        })
    }
}

pub(super) fn outlook(
    simulator: &Simulator<'_>,
    horizons: &[f64],
    count: usize,
    seed: u64,
) -> Result<Outlook, Error> {
    let mut previous = 0.0;
    for &horizon in horizons {
        error::positive("a horizon", horizon)?;
        if horizon <= previous {
            return Err(Error::OutOfRange {
                argument: "a horizon",
                range: "longer than the one before it",
                value: horizon,
            });
        }
        previous = horizon;
    }
    for (argument, number) in [
        ("number of horizons", horizons.len()),
        ("number of paths", count),
    ] {
        if number == 0 {
            return Err(Error::OutOfRange {
                argument,
                range: "1 or more",
                value: 0.0,
            });
        }
    }
    let kinds = simulator.process.kind_count();
    // Of each path only its counts and first times are kept.
    let paths: Vec<(Vec<u32>, Vec<f64>, bool)> = (0..count as u64)
        .into_par_iter()
        .map(|stream| {
            let path = simulator.path(previous, seed, stream)?;
            let mut counts = vec![0; kinds * horizons.len()];
            let mut first = vec![f64::INFINITY; kinds];
            let start = path.catalogue.window().start();
            for (time, &kind) in path.catalogue.times().iter().zip(path.catalogue.kinds()) {
                let (kind, delay) = (usize::from(kind), time - start);
                first[kind] = first[kind].min(delay);
                for (h, &horizon) in horizons.iter().enumerate() {
                    if delay <= horizon {
                        counts[h * kinds + kind] += 1;
                    }
                }
            }
            Ok((counts, first, path.bounded))
        })
        .collect::<Result<_, Error>>()?;
    let horizons = horizons
        .iter()
        .enumerate()
        .map(|(h, &length)| Horizon {
            length,
            counts: (0..kinds)
                .map(|kind| {
                    let mut counts: Vec<u32> =
                        paths.iter().map(|path| path.0[h * kinds + kind]).collect();
                    counts.sort_unstable();
                    counts
                })
                .collect(),
        })
        .collect();
    let waiting_times = (0..kinds)
        .map(|kind| {
            let mut times: Vec<f64> = paths
                .iter()
                .map(|path| path.1[kind])
                .filter(|time| time.is_finite())
                .collect();
            times.sort_unstable_by(f64::total_cmp);
            times
        })
        .collect();
    Ok(Outlook {
        horizons,
        waiting_times,
        path_count: count,
        bounded_count: paths.iter().filter(|path| path.2).count(),
        branching_ratio: simulator.process.branching_ratio(),
    })
}
