//! Futures of a record, and records like it.

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use rayon::prelude::*;

use super::{
    counts::{Arrivals, MOST},
    course::{Ahead, Course},
    likelihood::Likelihood,
    model::Model,
    parameters::Parameters,
    posterior::Posterior,
    series::{Active, Series},
};
use crate::Error;

/// Simulated counts of the days after a series.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Futures {
    /// Days ahead.
    pub horizon: usize,
    /// Number of paths.
    pub paths: usize,
    /// Paths on which a day's count reached a million and was held there: the
    /// parameters are explosive, and figures of these paths are lower bounds.
    pub bounded: usize,
    kinds: usize,
    /// Path after path, day after day, kind after kind.
    counts: Vec<u32>,
}

impl Futures {
    /// The number of events of a kind in the first `days` days, path by path.
    pub fn totals(&self, kind: usize, days: usize) -> Vec<u64> {
        self.of_paths(|path| {
            path.chunks_exact(self.kinds)
                .take(days)
                .map(|day| u64::from(day[kind]))
                .sum()
        })
    }

    /// Share of the paths with at least `least` events of a kind in the first
    /// `days` days.
    pub fn exceedance(&self, kind: usize, days: usize, least: u64) -> f64 {
        let totals = self.totals(kind, days);
        let reached = totals.iter().filter(|total| **total >= least).count();
        reached as f64 / self.paths as f64
    }

    /// Days until the first event of a kind, path by path, counted from 1; none
    /// where there is none within the horizon.
    pub fn waiting_days(&self, kind: usize) -> Vec<Option<usize>> {
        self.of_paths(|path| {
            path.chunks_exact(self.kinds)
                .position(|day| day[kind] > 0)
                .map(|day| day + 1)
        })
    }

    /// The counts of one path: `path(i)[day * kinds + kind]`.
    pub fn path(&self, path: usize) -> &[u32] {
        let length = self.horizon * self.kinds;
        self.counts
            .get(path * length..(path + 1) * length)
            .unwrap_or(&[])
    }

    /// The number of kinds.
    pub fn kinds(&self) -> usize {
        self.kinds
    }

    fn of_paths<T>(&self, of: impl Fn(&[u32]) -> T) -> Vec<T> {
        (0..self.paths).map(|path| of(self.path(path))).collect()
    }
}

/// Simulates the days after a series. Path `p` takes draw `p` of the posterior,
/// spread evenly and beginning anew where there are more paths than draws, and
/// random stream `p`; the result does not depend on the number of threads.
///
/// # Errors
///
/// Where the horizon or the number of paths is zero, or the posterior has no
/// draws.
pub fn simulate(
    posterior: &Posterior,
    series: &Series,
    horizon: usize,
    paths: usize,
    seed: u64,
) -> Result<Futures, Error> {
    for (argument, value) in [
        ("horizon", horizon),
        ("number of paths", paths),
        ("number of draws", posterior.vectors.len()),
    ] {
        if value == 0 {
            return Err(Error::OutOfRange {
                argument,
                range: "1 or more",
                value: 0.0,
            });
        }
    }
    let likelihood = Likelihood::new(&posterior.model, series);
    let draws = posterior.vectors.len();
    let used = draws.min(paths);
    let starts: Vec<(Course<'_, '_>, Ahead<'_, '_>)> = (0..used)
        .into_par_iter()
        .map(|index| {
            let vector = &posterior.vectors[index * draws / used];
            let course = Course::new(&likelihood, vector)
                .after_series()
                .looking_ahead(horizon);
            let ahead = Ahead::of(course.clone());
            (course, ahead)
        })
        .collect();
    let simulated: Vec<(Vec<u32>, bool)> = (0..paths)
        .into_par_iter()
        .map(|path| {
            let mut random = ChaCha12Rng::seed_from_u64(seed);
            random.set_stream(path as u64);
            let (course, start) = &starts[path % used];
            let mut ahead = start.clone();
            let mut counts = Vec::with_capacity(horizon * series.kinds);
            let mut bounded = false;
            let mut arrivals = Arrivals::new(&mut random);
            let mut means = vec![0.0; series.kinds];
            for _ in 0..horizon {
                let first = counts.len();
                ahead.means(&mut means);
                for (kind, mean) in means.iter().enumerate() {
                    let count = arrivals.draw(course.count_about(kind, *mean), &mut random);
                    bounded |= count == MOST;
                    counts.push(count);
                }
                ahead.step(&counts[first..]);
            }
            (counts, bounded)
        })
        .collect();
    let bounded = simulated.iter().filter(|(_, bounded)| *bounded).count();
    Ok(Futures {
        horizon,
        paths,
        bounded,
        kinds: series.kinds,
        counts: simulated
            .into_iter()
            .flat_map(|(counts, _)| counts)
            .collect(),
    })
}

/// A record with the same covered days as `series`, drawn from parameters. What
/// `series` has on other days is kept, and excites.
///
/// # Errors
///
/// Where the parameters are not those of the model, or are explosive enough to
/// bring a million events on one day.
pub fn simulate_series(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
    seed: u64,
) -> Result<Series, Error> {
    model.check(series.days)?;
    let likelihood = Likelihood::new(model, series);
    likelihood.layout.check(parameters)?;
    let vector = likelihood.layout.write(parameters);
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    // Numbers of their own: a test with the same seed must not randomise residuals
    // by those that made the record.
    random.set_stream(u64::MAX);
    like(&likelihood, &vector, &mut random).ok_or(Error::Explosive {
        branching_ratio: parameters.branching_ratio(),
    })
}

/// As [`simulate_series`], from unconstrained numbers; none where it explodes.
pub(super) fn like(
    likelihood: &Likelihood<'_>,
    vector: &[f64],
    random: &mut ChaCha12Rng,
) -> Option<Series> {
    let series = likelihood.series;
    let mut course = Course::new(likelihood, vector);
    let mut active = Vec::new();
    let mut spans = series.spans.iter().peekable();
    let mut seen = series.active.iter().peekable();
    let mut counts = vec![0; series.kinds];
    let mut means = vec![0.0; series.kinds];
    let mut arrivals = Arrivals::new(random);
    for day in 0..series.days {
        spans.next_if(|span| span.end <= day);
        let covered = spans.peek().is_some_and(|span| span.contains(&day));
        let recorded = seen.next_if(|active| active.day == day);
        if covered {
            course.means(&mut means);
            for (kind, (count, mean)) in counts.iter_mut().zip(&means).enumerate() {
                *count = arrivals.draw(course.count_about(kind, *mean), random);
            }
        } else {
            match recorded {
                Some(recorded) => counts.copy_from_slice(&recorded.counts),
                None => counts.fill(0),
            }
        }
        if counts.contains(&MOST) {
            return None;
        }
        if counts.iter().any(|count| *count > 0) {
            active.push(Active {
                day,
                counts: counts.clone(),
            });
        }
        course.step(&counts);
    }
    Some(series.with_active(active))
}
