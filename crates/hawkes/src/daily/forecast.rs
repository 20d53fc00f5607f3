//! Tests of a daily forecast on the days that followed.

use rayon::prelude::*;
use statrs::function::gamma::ln_gamma;

use super::{
    course::Course,
    likelihood::{Likelihood, log_rising},
    posterior::Posterior,
    series::Series,
    simulate::simulate,
};
use crate::{
    DailyCounts, Error,
    consistency::{CONDITIONAL, Consistency, consistency},
    error,
};

/// Draws that the likelihood of a path is averaged over.
const DRAWS: usize = 40;

/// The N, kind, L and conditional L tests of what a posterior expected of the days
/// after its series, on what was observed there, from `paths` simulated futures.
///
/// The likelihood of a path is the mean over draws of the posterior, so that the
/// uncertainty of the parameters is part of the forecast. All days of `observed`
/// count as covered.
///
/// # Errors
///
/// Where the kinds differ, or there are fewer than 200 paths.
pub fn test_forecast(
    posterior: &Posterior,
    series: &Series,
    observed: &DailyCounts,
    paths: usize,
    seed: u64,
) -> Result<Consistency, Error> {
    error::dimension("the kinds observed", series.kinds, observed.kind_count())?;
    if paths < CONDITIONAL {
        return Err(Error::TooFewSimulations {
            have: paths,
            needed: CONDITIONAL,
        });
    }
    let horizon = observed.day_count();
    let futures = simulate(posterior, series, horizon, paths, seed)?;
    let likelihood = Likelihood::new(&posterior.model, series);
    let draws = posterior.vectors.len();
    let used = DRAWS.min(draws);
    let starts: Vec<Course<'_, '_>> = (0..used)
        .into_par_iter()
        .map(|index| Course::new(&likelihood, &posterior.vectors[index * draws / used]))
        .map(Course::after_series)
        .collect();
    let kinds = series.kinds;
    let drawn: Vec<(Vec<usize>, f64)> = (0..paths)
        .into_par_iter()
        .map(|path| {
            let counts = futures.path(path);
            (totals(counts, kinds), score(&starts, counts, kinds))
        })
        .collect();
    let counts: Vec<u32> = (0..horizon)
        .flat_map(|day| (0..kinds).map(move |kind| observed.of_kind(kind)[day]))
        .collect();
    let own_score = score(&starts, &counts, kinds);
    let mut tests = consistency(&drawn, &totals(&counts, kinds), own_score);
    tests.bounded_count = futures.bounded;
    Ok(tests)
}

fn totals(counts: &[u32], kinds: usize) -> Vec<usize> {
    let mut totals = vec![0; kinds];
    for day in counts.chunks_exact(kinds) {
        for (total, count) in totals.iter_mut().zip(day) {
            *total += *count as usize;
        }
    }
    totals
}

/// The logarithm of the mean likelihood of counts over the draws.
fn score(starts: &[Course<'_, '_>], counts: &[u32], kinds: usize) -> f64 {
    let logs: Vec<f64> = starts
        .iter()
        .map(|start| {
            let mut course = start.clone();
            let mut sum = 0.0;
            for day in counts.chunks_exact(kinds) {
                for (kind, &count) in day.iter().enumerate() {
                    sum -= course.count(kind).hazard();
                    if count > 0 {
                        let (mean, excess) = (course.mean(kind), course.excess(kind));
                        sum += log_rising(mean, excess, count);
                        sum -= f64::from(count) * excess.ln_1p();
                        sum -= ln_gamma(f64::from(count) + 1.0);
                    }
                }
                course.step(day);
            }
            sum
        })
        .collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mean = logs.iter().map(|log| (log - largest).exp()).sum::<f64>() / logs.len() as f64;
    largest + mean.ln()
}
