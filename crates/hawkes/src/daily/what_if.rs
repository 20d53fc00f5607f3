//! The days after a series with events that are set, beside the same days without
//! them.

use std::ops::Range;

use rand::{RngCore, SeedableRng};
use rand_chacha::{ChaCha8Rng, ChaCha12Rng};
use rayon::prelude::*;

use super::{
    counts::MOST, course::Course, likelihood::Likelihood, model::Model, parameters::Parameters,
    posterior::Posterior, series::Series,
};
use crate::{Error, posterior::Interval};

/// What is set on days to come, counted from 0 for the day after the series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// So many events of a kind happen on a day, besides those that come by
    /// themselves.
    Happens {
        /// The kind.
        kind: usize,
        /// The day.
        day: usize,
        /// How many.
        count: u32,
    },
    /// No event of a kind comes by itself on these days.
    Absent {
        /// The kind.
        kind: usize,
        /// The days.
        days: Range<usize>,
    },
}

impl Input {
    /// The kind that is set.
    pub fn kind(&self) -> usize {
        match self {
            Self::Happens { kind, .. } | Self::Absent { kind, .. } => *kind,
        }
    }

    fn last_day(&self) -> usize {
        match self {
            Self::Happens { day, .. } => *day,
            Self::Absent { days, .. } => days.end.saturating_sub(1),
        }
    }
}

/// What is asked of the days to come, counted as those of an [`Input`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The kind; never one that is set.
    pub kind: usize,
    /// The first day that counts.
    pub first: usize,
    /// So many days from it on.
    pub days: usize,
    /// At least so many events.
    pub least: u64,
}

impl Asked {
    fn end(&self) -> usize {
        self.first + self.days
    }
}

/// How much is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Draws of the parameters that are used, spread evenly; all where there are
    /// fewer.
    pub draws: usize,
    /// Pairs of paths for each.
    pub paths: usize,
    /// Where all random streams start.
    pub seed: u64,
}

/// A number with and without what is set.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Contrast {
    /// Without.
    pub without: f64,
    /// With.
    pub with: f64,
    /// The second less the first.
    pub difference: f64,
    /// The 90 % interval of the difference over the draws of the parameters; its
    /// median is not the difference above where the draws are skewed.
    pub interval: Interval,
    /// Standard error of the difference from the number of paths.
    pub simulation_error: f64,
}

/// The answer to one [`Asked`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// What was asked.
    pub asked: Asked,
    /// Number of events that are expected.
    pub expected: Contrast,
    /// Probability of at least so many as asked.
    pub probability: Contrast,
}

/// Simulates the days after a series with and without `inputs`, from the draws of
/// a posterior.
///
/// Both runs of a path take the same draw of the parameters and, for each day and
/// kind, the same random number, by which the count is found from its distribution
/// (common random numbers): what nothing set can reach is the same on both, and
/// without inputs every difference is exactly zero. An input changes counts of its
/// own kind alone; the rest follows from the model.
///
/// With `x_d` the mean difference over the `M` paths of draw `d` and `s_d²` their
/// variance, the scatter of the `x_d` is that of the parameters, `τ²`, and that of
/// the paths, the mean of `s_d² / M`. The interval is that of
/// `mean + (x_d − mean) (τ² / (τ² + mean s_d² / M))^(1/2)`, which has the variance
/// `τ²` (Louis 1984), so that few paths do not widen it.
///
/// # Errors
///
/// [`Error::OutOfRange`] where a number is zero, a kind does not exist, an input
/// lies beyond the longest question, or a question asks of a kind that is set.
pub fn what_if(
    posterior: &Posterior,
    series: &Series,
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
) -> Result<Vec<Answer>, Error> {
    let likelihood = Likelihood::new(&posterior.model, series);
    answers(&likelihood, &posterior.vectors, inputs, asked, effort)
}

/// As [`what_if`], with parameters that are known.
///
/// # Errors
///
/// Those of [`what_if`], and where the parameters are not those of the model.
pub fn what_if_given(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
) -> Result<Vec<Answer>, Error> {
    model.check(series.days)?;
    let likelihood = Likelihood::new(model, series);
    likelihood.layout.check(parameters)?;
    let vectors = [likelihood.layout.write(parameters)];
    answers(&likelihood, &vectors, inputs, asked, effort)
}

fn answers(
    likelihood: &Likelihood<'_>,
    vectors: &[Vec<f64>],
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
) -> Result<Vec<Answer>, Error> {
    let kinds = likelihood.series.kinds;
    check(kinds, vectors, inputs, asked, effort)?;
    let used = vectors.len().min(effort.draws);
    let sums: Vec<Vec<Sums>> = (0..used)
        .into_par_iter()
        .map(|draw| {
            let vector = &vectors[draw * vectors.len() / used];
            let start = Course::new(likelihood, vector).after_series();
            of_draw(&start, kinds, inputs, asked, effort, draw)
        })
        .collect();
    let answer = |(place, asked): (usize, &Asked)| {
        let of = |value: fn(&Sums) -> &Pair| {
            contrast(sums.iter().map(|draw| value(&draw[place])), effort.paths)
        };
        Answer {
            asked: *asked,
            expected: of(|sums| &sums.count),
            probability: of(|sums| &sums.reached),
        }
    };
    Ok(asked.iter().enumerate().map(answer).collect())
}

fn check(
    kinds: usize,
    vectors: &[Vec<f64>],
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
) -> Result<(), Error> {
    let refuse = |argument, range, value: usize| {
        Err(Error::OutOfRange {
            argument,
            range,
            value: value as f64,
        })
    };
    for (argument, number) in [
        ("number of draws", vectors.len().min(effort.draws)),
        ("number of paths", effort.paths),
    ] {
        if number == 0 {
            return refuse(argument, "1 or more", number);
        }
    }
    let horizon = asked.iter().map(Asked::end).max().unwrap_or(0);
    for asked in asked {
        if asked.days == 0 {
            return refuse("days of a question", "1 or more", 0);
        }
        if asked.kind >= kinds {
            return refuse("kind of a question", "one of the model's", asked.kind);
        }
        if inputs.iter().any(|input| input.kind() == asked.kind) {
            return refuse("kind of a question", "one that is not set", asked.kind);
        }
    }
    for input in inputs {
        if input.kind() >= kinds {
            return refuse("kind that is set", "one of the model's", input.kind());
        }
        if input.last_day() >= horizon {
            return refuse("day that is set", "one of those asked of", input.last_day());
        }
    }
    Ok(())
}

/// Sums over the paths of a draw.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    without: f64,
    with: f64,
    /// Of the squares of the differences.
    squares: f64,
}

impl Pair {
    fn add(&mut self, without: f64, with: f64) {
        self.without += without;
        self.with += with;
        self.squares += (with - without).powi(2);
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: Pair,
    reached: Pair,
}

fn of_draw(
    start: &Course<'_, '_>,
    kinds: usize,
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
    draw: usize,
) -> Vec<Sums> {
    let horizon = asked.iter().map(Asked::end).max().unwrap_or(0);
    let mut sums = vec![Sums::default(); asked.len()];
    let mut counts = [vec![0; kinds], vec![0; kinds]];
    for path in 0..effort.paths {
        let mut random = ChaCha12Rng::seed_from_u64(effort.seed);
        random.set_stream((draw * effort.paths + path) as u64);
        let mut courses = [start.clone(), start.clone()];
        let mut totals = vec![[0u64; 2]; asked.len()];
        for day in 0..horizon {
            for kind in 0..kinds {
                let word = random.next_u64();
                for (course, counts) in courses.iter().zip(&mut counts) {
                    counts[kind] = course.count(kind).draw(&mut Word::of(word));
                }
            }
            set(inputs, day, &mut counts[1]);
            for (course, counts) in courses.iter_mut().zip(&counts) {
                course.step(counts);
            }
            for (asked, totals) in asked.iter().zip(&mut totals) {
                if (asked.first..asked.end()).contains(&day) {
                    for (total, counts) in totals.iter_mut().zip(&counts) {
                        *total += u64::from(counts[asked.kind]);
                    }
                }
            }
        }
        for ((asked, sums), [without, with]) in asked.iter().zip(&mut sums).zip(totals) {
            sums.count.add(without as f64, with as f64);
            let reached = |total: u64| f64::from(u8::from(total >= asked.least));
            sums.reached.add(reached(without), reached(with));
        }
    }
    sums
}

/// Sets the counts of a day.
fn set(inputs: &[Input], day: usize, counts: &mut [u32]) {
    for input in inputs {
        if let Input::Absent { kind, days } = input
            && days.contains(&day)
        {
            counts[*kind] = 0;
        }
    }
    for input in inputs {
        if let Input::Happens {
            kind,
            day: on,
            count,
        } = input
            && *on == day
        {
            counts[*kind] = counts[*kind].saturating_add(*count).min(MOST);
        }
    }
}

fn contrast<'a>(draws: impl Iterator<Item = &'a Pair>, paths: usize) -> Contrast {
    let paths = paths as f64;
    let (mut without, mut with, mut within) = (0.0, 0.0, 0.0);
    let mut differences = Vec::new();
    for pair in draws {
        let difference = (pair.with - pair.without) / paths;
        without += pair.without / paths;
        with += pair.with / paths;
        within += (pair.squares / paths - difference * difference).max(0.0) / paths.max(2.0);
        differences.push(difference);
    }
    let number = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / number;
    within /= number;
    let spread = differences
        .iter()
        .map(|one| (one - mean).powi(2))
        .sum::<f64>();
    let spread = spread / (number - 1.0).max(1.0);
    let of_parameters = match spread > 0.0 {
        true => ((spread - within).max(0.0) / spread).sqrt(),
        false => 0.0,
    };
    let shrunk = differences
        .iter()
        .map(|one| mean + (one - mean) * of_parameters);
    Contrast {
        without: without / number,
        with: with / number,
        difference: mean,
        interval: Interval::of(shrunk).unwrap_or(Interval {
            low: mean,
            median: mean,
            high: mean,
        }),
        simulation_error: (within / number).sqrt(),
    }
}

/// One random word, and what follows from it where a draw needs more.
struct Word {
    first: Option<u64>,
    word: u64,
    rest: Option<ChaCha8Rng>,
}

impl Word {
    fn of(word: u64) -> Self {
        Self {
            first: Some(word),
            word,
            rest: None,
        }
    }
}

impl RngCore for Word {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        if let Some(first) = self.first.take() {
            return first;
        }
        let word = self.word;
        let rest = self
            .rest
            .get_or_insert_with(|| ChaCha8Rng::seed_from_u64(word));
        rest.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next_u64().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}
