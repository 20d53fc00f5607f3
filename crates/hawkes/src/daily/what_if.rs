//! The days after a series with events that are set, beside the same days without
//! them.

use std::ops::Range;

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
    series::Series,
};
use crate::{Error, posterior::Interval};

/// Pairs of paths for one on which the chance of no event is followed, which
/// scatters far less.
const PATHS_PER_SURVIVAL: usize = 4;

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

    fn holds(&self, day: usize) -> bool {
        (self.first..self.end()).contains(&day)
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

impl Effort {
    /// Random numbers of a path, and those of what only the run with inputs has more.
    fn streams(&self, purpose: u64, path: usize) -> [ChaCha12Rng; 2] {
        let mut random = ChaCha12Rng::seed_from_u64(self.seed ^ (purpose << 48));
        random.set_stream(path as u64);
        let mut more = random.clone();
        more.set_stream(!(path as u64));
        [random, more]
    }
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
/// kind, the same exponential number, by which the count is found from its distribution
/// (common random numbers): what nothing set can reach is the same on both, the run
/// without inputs is the same whatever is set, and without inputs every difference is
/// exactly zero. An input changes counts of its own kind alone; the rest follows from
/// the model.
///
/// A path counts with what is expected of it rather than with what came of it: its
/// expected number is the sum of the means of its days, and the probability of at
/// least one event is one less the product of the chances of none, along a path on
/// which none of that kind comes. More than one event are counted on the path.
///
/// With `x_d` the mean difference over the `M` paths of draw `d` and `s_d²` their
/// variance, the variance `B` of the `x_d` is that of the parameters, `τ²`, and that
/// of the paths, the mean of `s_d² / M`. The interval is that of
/// `mean + (x_d − mean) (τ² / B)^(1/2)`, which has the variance `τ²` (Louis 1984),
/// so that few paths do not widen it; `τ²` is at least what the paths can hide, the
/// standard error of their part of `B`.
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
    let horizon = asked.iter().map(Asked::end).max().unwrap_or(0);
    let sums: Vec<Vec<Sums>> = (0..used)
        .into_par_iter()
        .map(|draw| {
            let vector = &vectors[draw * vectors.len() / used];
            let course = Course::new(likelihood, vector)
                .after_series()
                .looking_ahead(horizon);
            of_draw(&course, kinds, inputs, asked, effort, draw)
        })
        .collect();
    let answer = |(place, asked): (usize, &Asked)| {
        let of = |value: fn(&Sums) -> &Pair| contrast(sums.iter().map(|draw| value(&draw[place])));
        Answer {
            asked: *asked,
            expected: of(|sums| &sums.expected),
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
    paths: f64,
    without: f64,
    with: f64,
    /// Of the squares of the differences.
    squares: f64,
}

impl Pair {
    fn add(&mut self, [without, with]: [f64; 2]) {
        self.paths += 1.0;
        self.without += without;
        self.with += with;
        self.squares += (with - without).powi(2);
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    expected: Pair,
    reached: Pair,
}

fn of_draw(
    course: &Course<'_, '_>,
    kinds: usize,
    inputs: &[Input],
    asked: &[Asked],
    effort: &Effort,
    draw: usize,
) -> Vec<Sums> {
    let horizon = asked.iter().map(Asked::end).max().unwrap_or(0);
    let start = Start {
        course,
        ahead: Ahead::of(course.clone()),
        kinds,
    };
    let mut sums = vec![Sums::default(); asked.len()];
    for path in 0..effort.paths {
        let random = effort.streams(0, draw * effort.paths + path);
        let mut paths = PairOfPaths::new(&start, random);
        let mut means = vec![[0.0; 2]; asked.len()];
        let mut totals = vec![[0u64; 2]; asked.len()];
        for day in 0..horizon {
            paths.draw();
            set(inputs, day, &mut paths.counts[1]);
            let of_day = asked.iter().enumerate();
            for (place, asked) in of_day.filter(|(_, asked)| asked.holds(day)) {
                for side in 0..2 {
                    means[place][side] += paths.mean(side, asked.kind);
                    totals[place][side] += u64::from(paths.counts[side][asked.kind]);
                }
            }
            paths.step();
        }
        for (place, (asked, sums)) in asked.iter().zip(&mut sums).enumerate() {
            sums.expected.add(means[place]);
            if asked.least > 1 {
                let reached = |total: u64| f64::from(u8::from(total >= asked.least));
                sums.reached.add(totals[place].map(reached));
            }
        }
    }
    for (number, together) in without_event(asked).iter().enumerate() {
        for path in 0..effort.paths.div_ceil(PATHS_PER_SURVIVAL).max(2) {
            let random = effort.streams(1 + number as u64, draw * effort.paths + path);
            let of_each = hazards(PairOfPaths::new(&start, random), inputs, asked, together);
            for (place, hazards) in together.iter().zip(of_each) {
                let reached = hazards.map(|hazard| match asked[*place].least {
                    0 => 1.0,
                    _ => -(-hazard).exp_m1(),
                });
                sums[*place].reached.add(reached);
            }
        }
    }
    sums
}

/// The questions after one event or none, by what they have in common: of one kind
/// from one day on, the longest first. A path without an event for the longest has
/// none for the shorter ones either.
fn without_event(asked: &[Asked]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places: Vec<usize> = (0..asked.len())
        .filter(|place| asked[*place].least <= 1)
        .collect();
    places.sort_by_key(|place| std::cmp::Reverse(asked[*place].days));
    for place in places {
        let alike = |group: &&mut Vec<usize>| {
            let first = asked[group[0]];
            (first.kind, first.first) == (asked[place].kind, asked[place].first)
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// For each of the questions `together`, the sums of minus the logarithms of the
/// probabilities that no event of the kind asked of comes on each day asked of, along
/// a pair of paths on which none does.
fn hazards(
    mut paths: PairOfPaths<'_, '_, '_>,
    inputs: &[Input],
    asked: &[Asked],
    together: &[usize],
) -> Vec<[f64; 2]> {
    let longest = asked[together[0]];
    let mut hazards = vec![[0.0; 2]; together.len()];
    for day in 0..longest.end() {
        paths.draw();
        set(inputs, day, &mut paths.counts[1]);
        if longest.holds(day) {
            let of_day: [f64; 2] = std::array::from_fn(|side| {
                let mean = paths.mean(side, longest.kind);
                paths.counts[side][longest.kind] = 0;
                paths.start.course.count_about(longest.kind, mean).hazard()
            });
            let asking = together.iter().zip(&mut hazards);
            for (_, sums) in asking.filter(|(place, _)| asked[**place].holds(day)) {
                for (sum, hazard) in sums.iter_mut().zip(of_day) {
                    *sum += hazard;
                }
            }
        }
        paths.step();
    }
    hazards
}

/// The day after the series, from which all paths of a draw set out.
struct Start<'c, 'l, 'a> {
    course: &'c Course<'l, 'a>,
    ahead: Ahead<'l, 'a>,
    kinds: usize,
}

/// A path without and one with what is set, on the same random numbers.
struct PairOfPaths<'c, 'l, 'a> {
    start: &'c Start<'c, 'l, 'a>,
    without: Ahead<'l, 'a>,
    /// The path with what is set, from where the two part on; they are one before.
    with: Option<Ahead<'l, 'a>>,
    means: [Vec<f64>; 2],
    counts: [Vec<u32>; 2],
    /// For the path without, and for what the path with has more.
    random: [ChaCha12Rng; 2],
    arrivals: [Arrivals; 2],
}

impl<'c, 'l, 'a> PairOfPaths<'c, 'l, 'a> {
    fn new(start: &'c Start<'c, 'l, 'a>, mut random: [ChaCha12Rng; 2]) -> Self {
        Self {
            arrivals: random.each_mut().map(Arrivals::new),
            random,
            without: start.ahead.clone(),
            with: None,
            means: [vec![0.0; start.kinds], vec![0.0; start.kinds]],
            counts: [vec![0; start.kinds], vec![0; start.kinds]],
            start,
        }
    }

    /// Mean of a kind today; the second side is that with what is set.
    fn mean(&self, side: usize, kind: usize) -> f64 {
        let side = if self.with.is_some() { side } else { 0 };
        self.means[side][kind]
    }

    /// Draws the counts of today. An event beyond the hazard of the path without can
    /// only come on the path with.
    fn draw(&mut self) {
        let [without, with] = &mut self.counts;
        let course = self.start.course;
        let [random, more_random] = &mut self.random;
        let [arrivals, more_arrivals] = &mut self.arrivals;
        self.without.means(&mut self.means[0]);
        let apart = self.with.as_ref();
        if let Some(apart) = apart {
            apart.means(&mut self.means[1]);
        }
        for kind in 0..without.len() {
            let count = course.count_about(kind, self.means[0][kind]);
            let mut passed = arrivals.within(count.hazard(), random);
            without[kind] = passed.map_or(0, |passed| count.at((-passed).exp()));
            with[kind] = without[kind];
            if apart.is_none() {
                continue;
            }
            let other = course.count_about(kind, self.means[1][kind]);
            if passed.is_none() && other.hazard() > count.hazard() {
                let more = other.hazard() - count.hazard();
                let beyond = more_arrivals.within(more, more_random);
                passed = beyond.map(|beyond| count.hazard() + beyond);
            }
            let passed = passed.filter(|passed| *passed < other.hazard());
            with[kind] = passed.map_or(0, |passed| other.at((-passed).exp()));
        }
    }

    /// Goes on to the next day.
    fn step(&mut self) {
        let [without, with] = &self.counts;
        if self.with.is_none() && without != with {
            self.with = Some(self.without.clone());
        }
        self.without.step(without);
        if let Some(apart) = &mut self.with {
            apart.step(with);
        }
    }
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

fn contrast<'a>(draws: impl Iterator<Item = &'a Pair>) -> Contrast {
    let (mut without, mut with, mut within) = (0.0, 0.0, 0.0);
    let mut differences = Vec::new();
    for pair in draws {
        let paths = pair.paths.max(1.0);
        let difference = (pair.with - pair.without) / paths;
        without += pair.without / paths;
        with += pair.with / paths;
        let scatter = (pair.squares / paths - difference * difference).max(0.0);
        within += scatter / (paths - 1.0).max(1.0);
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
    // What the scatter of the paths can hide is not taken for certainty.
    let hidden = within * (2.0 / (number - 1.0).max(1.0)).sqrt();
    let of_parameters = match spread > 0.0 {
        true => ((spread - within).max(hidden).min(spread) / spread).sqrt(),
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
