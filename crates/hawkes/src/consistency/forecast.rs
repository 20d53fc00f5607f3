//! Number, kind and likelihood tests of a forecast (Zechar, Gerstenberger and
//! Rhoades 2010; Werner et al. 2011).

use crate::continuous::{Process, Simulator};
use crate::{Catalogue, Error};
use rayon::prelude::*;
use serde::Serialize;

/// Simulated catalogues that a conditional test rests on.
pub(crate) const CONDITIONAL: usize = 200;

/// What a process expects of a window, by simulation.
#[derive(Debug, Clone)]
pub struct Forecast<'a> {
    simulator: Simulator<'a>,
    length: f64,
    /// Of each simulated catalogue, its counts by kind and its log-likelihood.
    drawn: Vec<(Vec<usize>, f64)>,
    /// Of these, how many were cut short.
    bounded: usize,
}

/// Whether the number of events fits (N-test).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumberTest {
    /// The number observed.
    pub observed: usize,
    /// The mean number expected.
    pub expected: f64,
    /// The probability of as many events or more (δ1).
    pub as_many: f64,
    /// The probability of as few events or fewer (δ2).
    pub as_few: f64,
    /// Twice the smaller of the two, at most 1.
    pub p_value: f64,
}

/// Whether the log-likelihood of what was observed fits (L-test).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LikelihoodTest {
    /// The log-likelihood of what was observed.
    pub observed: f64,
    /// The share of simulated catalogues, the observed one counted among them,
    /// with a log-likelihood as low (the quantile γ). Small values speak against
    /// the forecast; large ones do not.
    pub p_value: f64,
}

/// A test given the number of events: it rests on those simulated catalogues
/// whose number is nearest to the observed one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ConditionalTest {
    /// The statistic of what was observed.
    pub observed: f64,
    /// The share of the catalogues compared with, the observed one counted among
    /// them, that fit as badly.
    pub p_value: f64,
    /// By how much their number of events differs at most from the observed one.
    pub within: usize,
}

/// All tests of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consistency {
    /// The N-test on all events.
    pub number: NumberTest,
    /// The N-test on the events of each kind.
    pub number_by_kind: Vec<NumberTest>,
    /// Whether the kinds occur in the expected proportions, given their number:
    /// the M-test with kinds in the place of magnitudes. The statistic is the
    /// multinomial deviance. `None` with one kind or without events.
    pub kinds: Option<ConditionalTest>,
    /// The L-test.
    pub likelihood: LikelihoodTest,
    /// The L-test given the number of events (CL-test).
    pub conditional_likelihood: ConditionalTest,
    /// How many simulated catalogues were cut short because the process explodes.
    pub bounded_count: usize,
}

impl<'a> Forecast<'a> {
    /// What `process` expects of the time `length` that follows `history`, from
    /// `paths` simulated catalogues, 1000 or more.
    ///
    /// # Errors
    ///
    /// If the history does not fit, the length is not positive, or there are
    /// fewer than 200 paths.
    pub fn new(
        process: &'a Process,
        history: &Catalogue,
        length: f64,
        paths: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        Self::from_simulator(Simulator::after(process, history)?, length, paths, seed)
    }

    /// The same from a simulator with a start, marks or method of its own.
    ///
    /// # Errors
    ///
    /// As [`Forecast::new`].
    pub fn from_simulator(
        simulator: Simulator<'a>,
        length: f64,
        paths: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        if paths < CONDITIONAL {
            return Err(Error::TooFewSimulations {
                have: paths,
                needed: CONDITIONAL,
            });
        }
        let drawn: Vec<(Vec<usize>, f64, bool)> = (0..paths as u64)
            .into_par_iter()
            .map(|stream| {
                let path = simulator.path(length, seed, stream)?;
                let score = simulator.score(&path.catalogue)?;
                Ok((path.catalogue.counts(), score, path.bounded))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            bounded: drawn.iter().filter(|path| path.2).count(),
            drawn: drawn.into_iter().map(|path| (path.0, path.1)).collect(),
            simulator,
            length,
        })
    }

    /// Tests the forecast on what was observed in its window.
    ///
    /// # Errors
    ///
    /// If the window or the kinds of `observed` are not those of the forecast, or
    /// marks are missing.
    pub fn test(&self, observed: &Catalogue) -> Result<Consistency, Error> {
        let difference = (observed.window().length() - self.length).abs();
        if difference > 1e-9 * self.length {
            return Err(Error::OutOfRange {
                argument: "the length of the window observed",
                range: "that of the forecast",
                value: observed.window().length(),
            });
        }
        let score = self.simulator.score(observed)?;
        let mut tests = consistency(&self.drawn, &observed.counts(), score);
        tests.bounded_count = self.bounded;
        Ok(tests)
    }
}

/// The tests of what was observed, its counts by kind and its log-likelihood,
/// against those of simulated paths.
pub(crate) fn consistency(
    drawn: &[(Vec<usize>, f64)],
    counts: &[usize],
    score: f64,
) -> Consistency {
    let total = counts.iter().sum::<usize>();
    let totals: Vec<usize> = drawn.iter().map(|d| d.0.iter().sum()).collect();
    let number_by_kind = (0..counts.len())
        .map(|kind| {
            let of_kind: Vec<usize> = drawn.iter().map(|d| d.0[kind]).collect();
            number_test(counts[kind], &of_kind)
        })
        .collect();
    let (near, within) = nearest(&totals, total);
    let low = |path: &usize| drawn[*path].1 <= score;
    let all: Vec<usize> = (0..drawn.len()).collect();
    Consistency {
        number: number_test(total, &totals),
        number_by_kind,
        kinds: kind_test(drawn, counts, &near, within),
        likelihood: LikelihoodTest {
            observed: score,
            p_value: share(&all, low),
        },
        conditional_likelihood: ConditionalTest {
            observed: score,
            p_value: share(&near, low),
            within,
        },
        bounded_count: 0,
    }
}

fn kind_test(
    drawn: &[(Vec<usize>, f64)],
    counts: &[usize],
    near: &[usize],
    within: usize,
) -> Option<ConditionalTest> {
    if counts.len() < 2 || counts.iter().sum::<usize>() == 0 {
        return None;
    }
    let mut sums = vec![0usize; counts.len()];
    for (of_path, _) in drawn {
        for (sum, count) in sums.iter_mut().zip(of_path) {
            *sum += count;
        }
    }
    // Half an event more of each kind, so that one that was never drawn is
    // improbable and not impossible.
    let all = sums.iter().sum::<usize>() as f64 + 0.5 * sums.len() as f64;
    let shares: Vec<f64> = sums.iter().map(|&sum| (sum as f64 + 0.5) / all).collect();
    let observed = deviance(counts, &shares);
    let bad = |path: &usize| deviance(&drawn[*path].0, &shares) >= observed;
    Some(ConditionalTest {
        observed,
        p_value: share(near, bad),
        within,
    })
}

/// Σ n_k ln(n_k / (n p_k)), 0 without events.
fn deviance(counts: &[usize], shares: &[f64]) -> f64 {
    let total = counts.iter().sum::<usize>() as f64;
    counts
        .iter()
        .zip(shares)
        .filter(|(count, _)| **count > 0)
        .map(|(&count, share)| count as f64 * (count as f64 / (total * share)).ln())
        .sum()
}

fn number_test(observed: usize, drawn: &[usize]) -> NumberTest {
    let all: Vec<usize> = (0..drawn.len()).collect();
    let as_many = share(&all, |path| drawn[*path] >= observed);
    let as_few = share(&all, |path| drawn[*path] <= observed);
    NumberTest {
        observed,
        expected: drawn.iter().sum::<usize>() as f64 / drawn.len() as f64,
        as_many,
        as_few,
        p_value: (2.0 * as_many.min(as_few)).min(1.0),
    }
}

/// The share of paths that hold a condition, the observed one counted among them.
fn share(paths: &[usize], condition: impl Fn(&usize) -> bool) -> f64 {
    let count = paths.iter().filter(|path| condition(path)).count();
    (count + 1) as f64 / (paths.len() + 1) as f64
}

/// The paths whose number of events is nearest to `target`, all that are as near
/// as the last one included, and how far that one is.
fn nearest(totals: &[usize], target: usize) -> (Vec<usize>, usize) {
    let mut distances: Vec<usize> = totals.iter().map(|n| n.abs_diff(target)).collect();
    let mut sorted = distances.clone();
    sorted.sort_unstable();
    let within = sorted[CONDITIONAL.min(sorted.len()) - 1];
    let near = distances
        .drain(..)
        .enumerate()
        .filter(|(_, distance)| *distance <= within)
        .map(|(path, _)| path)
        .collect();
    (near, within)
}
