//! Posterior draws kind by kind, where only the half-life ties kinds together.
//!
//! Given the half-life of a kernel that all pairs share, the mean of a kind's counts
//! depends on that kind's own parameters alone: its background, the weights of what
//! excites it and its dispersion, the row of the kind. The likelihood is then a product
//! over the rows, and so is the posterior density:
//!
//! ```text
//! p(h, r_1, …, r_K | y) = p(h | y) prod_k p(r_k | h, y),
//! p(h | y) proportional to p(h) prod_k Z_k(h),   Z_k(h) = ∫ p(y_k | r_k, h) p(r_k) dr_k.
//! ```
//!
//! Rows have few numbers, so that they need no chain:
//!
//! 1. For each row, proposals from a multivariate t distribution about the mode of all
//!    parameters, with the covariance that the curvature there gives the row whatever
//!    the half-life.
//! 2. On a grid of half-lives, the weight of each proposal. Their means are the `Z_k`,
//!    which give the grid its own weights.
//! 3. The same again, with new proposals about the mean that the first ones have by
//!    weight, with their covariance, on a grid that is finer than the posterior is wide.
//! 4. A half-life is drawn from the grid, and for it each row from the new proposals by
//!    weight. Such draws are independent but for what they share in proposals. Half-lives
//!    are then spread evenly over their cells and all are drawn together to the mean, so
//!    that their variance stays that of the grid.
//!
//! Weights that vary too much to be relied on say so by their tails
//! ([`importance`]); there the trajectories of [`sample`](crate::posterior::sample)
//! are used instead.

use std::ops::Range;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha12Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    density::PosteriorDensity,
    excitation::Fixed,
    likelihood::{LOG_HALF_LIFE, Likelihood, MANY, STEEP, log_rising, log_zero},
    parameters::Layout,
};
use crate::{
    Error,
    posterior::{
        LogDensity,
        importance::{effective_size, normalised, pareto_shape, systematic},
        metric::Metric,
        mode::Mode,
    },
};

/// Proposals of each row by which the others are placed.
const FIRST_PROPOSALS: usize = 512;
/// Proposals of each row of which draws are made, at least.
const FEWEST_PROPOSALS: usize = 400;
/// Share of the proposals that they must be worth, and must given a half-life.
const LEAST_WORTH: f64 = 0.1;
const LEAST_WORTH_GIVEN: f64 = 0.03;
/// Weight from which a half-life is asked.
const ASKED: f64 = 0.01;
/// Degrees of freedom of the proposals.
const FREEDOM: f64 = 5.0;
/// Proposals that are worked on side by side.
const LANES: usize = 8;
/// Distance of the half-lives of the first grid and of the second, in standard
/// deviations.
const STEPS: [f64; 2] = [1.2, 0.4];
/// Half-lives by which a grid is widened on a side.
const WIDENED: i32 = 2;
/// As far as a grid goes on each side, at most.
const FARTHEST: i32 = 60;
/// Density, relative to the highest, below which the grid ends.
const NEGLIGIBLE: f64 = 1e-3;
/// Background rates of all proposals that are held at a time, at most (128 MB).
const MOST_RATES: usize = 1 << 24;
/// Factors of a product of which the logarithm is taken.
const FACTORS: u32 = 16;
/// Smallest and largest factor: so many of them stay in the range of numbers, and a
/// proposal that has one is as good as impossible.
const FACTOR: (f64, f64) = (1e-18, 1e18);

/// Whether weighted proposals can be relied on; the worst over the rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Weighing {
    /// Proposals of each row.
    pub proposals: usize,
    /// Half-lives of the grid.
    pub half_lives: usize,
    /// Shape of the tail of the weights; averages can be relied on up to about 0.7.
    pub pareto_shape: f64,
    /// How many independent draws the proposals are worth.
    pub effective_size: f64,
    /// The same given a half-life, of those that have a hundredth of the weight.
    pub effective_size_given: f64,
}

impl Weighing {
    /// The largest shape that so many proposals can bear (Vehtari et al. 2024).
    fn largest_shape(&self) -> f64 {
        (1.0 - 1.0 / (self.proposals as f64).log10()).min(0.7)
    }

    /// Whether averages over the proposals can be relied on.
    pub fn is_reliable(&self) -> bool {
        let proposals = self.proposals as f64;
        self.pareto_shape <= self.largest_shape()
            && self.effective_size >= LEAST_WORTH * proposals
            && self.effective_size_given >= LEAST_WORTH_GIVEN * proposals
    }
}

/// Whether given the half-life the kinds have nothing in common.
pub(super) fn are_apart(layout: &Layout) -> bool {
    layout.half_lives <= 1 && (layout.dispersions != 1 || layout.kinds == 1)
}

/// Draws made by rows.
#[derive(Debug, PartialEq)]
pub(super) struct ByRows {
    /// In numbers that are standard normal under the prior, in random order.
    pub draws: Vec<Vec<f64>>,
    pub weighing: Weighing,
}

/// Draws from the density of a model whose kinds [are apart](are_apart); none where the
/// grid or the proposals break down, or their background changes on so many days that
/// they would not fit into memory.
///
/// # Errors
///
/// Where the density is not a number at the centre of the priors.
pub(super) fn draw(
    density: &PosteriorDensity<'_>,
    number: usize,
    seed: u64,
) -> Result<Option<ByRows>, Error> {
    let mode = Mode::find(density, &vec![0.0; density.dimension()])?.point;
    let metric = Metric::at(density, &mode);
    let n = mode.len();
    let by_curvature = Spread {
        covariance: DMatrix::from_fn(n, n, |row, column| metric.covariance(row, column)),
        centre: mode,
    };
    Ok(draw_about(density, by_curvature, number, seed))
}

fn draw_about(
    density: &PosteriorDensity<'_>,
    about: Spread,
    number: usize,
    seed: u64,
) -> Option<ByRows> {
    let kinds = density.likelihood.layout.kinds;
    let proposals = number.max(FEWEST_PROPOSALS).next_multiple_of(LANES);
    let rates = kinds * density.likelihood.design.len();
    if proposals.max(FIRST_PROPOSALS).saturating_mul(rates) > MOST_RATES {
        return None;
    }
    let first = Rows::new(density, &about, FIRST_PROPOSALS, [seed, 0])?;
    let grid = first.grid(&about, STEPS[0])?;
    let about = first.spread(&grid, about);
    let second = Rows::new(density, &about, proposals, [seed, kinds as u64])?;
    let grid = second.grid(&about, STEPS[1])?;
    Some(ByRows {
        draws: second.drawn(&grid, number, seed),
        weighing: second.weighing(&grid),
    })
}

/// Where the numbers lie and how far they scatter.
struct Spread {
    centre: Vec<f64>,
    /// Of numbers of different rows it is not asked.
    covariance: DMatrix<f64>,
}

/// The proposals of all kinds.
struct Rows<'d, 'a> {
    density: &'d PosteriorDensity<'a>,
    rows: Vec<Row>,
    /// Eight proposals after eight, kind by kind.
    blocks: Vec<Vec<Block>>,
}

/// A kind.
struct Row {
    /// Where its numbers stand among those of all kinds.
    places: Vec<usize>,
    terms: Range<usize>,
    seen: Vec<Seen>,
    /// Events on covered days.
    total: f64,
    /// The proposals in numbers that are standard normal under the prior, one after
    /// another.
    standard: Vec<f64>,
    /// Logarithm of the prior over the proposal density.
    log_ratio: Vec<f64>,
}

/// A count above zero on a covered day.
struct Seen {
    count: u32,
    /// The row of its background.
    rate: usize,
    /// The day, among those with events.
    active: usize,
}

/// What eight proposals mean for a kind.
struct Block {
    weights: Vec<[f64; LANES]>,
    rates: Vec<[f64; LANES]>,
    /// Background summed over the covered days.
    background: [f64; LANES],
    excess: [f64; LANES],
    /// Minus the logarithm of the probability of no event, per unit of mean.
    per_mean: [f64; LANES],
    /// The part of the log-likelihood that the number of events has by the dispersion.
    of_total: [f64; LANES],
}

/// A half-life of the grid.
struct Node {
    /// In the number that is standard normal under the prior.
    standard: f64,
    /// Its log density, up to a constant.
    height: f64,
    /// Its weight among the half-lives of the grid.
    weight: f64,
    /// The weights of the proposals of each kind.
    of_proposals: Vec<Vec<f64>>,
}

/// The grid of half-lives.
struct Grid {
    nodes: Vec<Node>,
    /// The width of its cells.
    step: f64,
}

impl Grid {
    /// Mean and variance of the half-life, in the number that is standard normal.
    fn moments(&self) -> (f64, f64) {
        let nodes = || self.nodes.iter();
        let mean: f64 = nodes().map(|node| node.weight * node.standard).sum();
        let square = |node: &Node| node.weight * (node.standard - mean).powi(2);
        (mean, nodes().map(square).sum())
    }
}

impl Row {
    fn new(likelihood: &Likelihood<'_>, kind: usize) -> Self {
        let (layout, series) = (&likelihood.layout, likelihood.series);
        let terms = layout.terms_of(kind);
        let places = (kind * layout.width..(kind + 1) * layout.width)
            .chain(terms.clone().map(|term| layout.first_term() + term))
            .chain(layout.dispersion_of_kind(kind));
        let seen = series.covered_active().filter_map(|active| {
            let count = series.active[active].counts[kind];
            let rate = likelihood.design.row_of_active(active);
            (count > 0).then_some(Seen {
                count,
                rate,
                active,
            })
        });
        Self {
            places: places.collect(),
            terms,
            seen: seen.collect(),
            total: series.totals[kind] as f64,
            standard: Vec::new(),
            log_ratio: Vec::new(),
        }
    }

    /// Draws the proposals; none where the covariance is not one.
    fn propose(
        &mut self,
        about: &Spread,
        proposals: usize,
        random: &mut ChaCha12Rng,
    ) -> Option<()> {
        let n = self.places.len();
        let covariance = DMatrix::from_fn(n, n, |row, column| {
            about.covariance[(self.places[row], self.places[column])]
        });
        let factor = Cholesky::<f64, Dyn>::new(covariance)?.l();
        let scatter = ChiSquared::new(FREEDOM).ok()?;
        // Two by two on opposite sides of the centre, so that what one has too much of on
        // one side the other has on the other.
        for _ in 0..proposals / 2 {
            let straight = DVector::from_fn(n, |_, _| random.sample::<f64, _>(StandardNormal));
            let stretch = FREEDOM / scatter.sample(random);
            let distance = stretch * straight.norm_squared();
            let log_proposal = -0.5 * (FREEDOM + n as f64) * (distance / FREEDOM).ln_1p();
            let moved = &factor * straight * stretch.sqrt();
            for side in [1.0, -1.0] {
                let first = self.standard.len();
                let at = self.places.iter().zip(moved.iter());
                self.standard
                    .extend(at.map(|(place, by)| about.centre[*place] + side * by));
                let square: f64 = self.standard[first..].iter().map(|z| z * z).sum();
                self.log_ratio.push(-0.5 * square - log_proposal);
            }
        }
        Some(())
    }
}

impl<'d, 'a> Rows<'d, 'a> {
    fn new(
        density: &'d PosteriorDensity<'a>,
        about: &Spread,
        proposals: usize,
        [seed, first_stream]: [u64; 2],
    ) -> Option<Self> {
        let likelihood = density.likelihood;
        let rows: Option<Vec<Row>> = (0..likelihood.layout.kinds)
            .into_par_iter()
            .map(|kind| {
                let mut random = ChaCha12Rng::seed_from_u64(seed);
                random.set_stream(first_stream + kind as u64);
                let mut row = Row::new(likelihood, kind);
                row.propose(about, proposals, &mut random)?;
                Some(row)
            })
            .collect();
        let mut rows = Self {
            density,
            rows: rows?,
            blocks: Vec::new(),
        };
        rows.blocks = (0..proposals / LANES)
            .into_par_iter()
            .map(|block| rows.block(block))
            .collect();
        Some(rows)
    }

    /// What the proposals of a block mean, kind by kind.
    fn block(&self, block: usize) -> Vec<Block> {
        let likelihood = self.density.likelihood;
        let (layout, design) = (&likelihood.layout, &likelihood.design);
        let mut blocks: Vec<Block> = self
            .rows
            .iter()
            .map(|row| Block {
                weights: vec![[0.0; LANES]; row.terms.len()],
                rates: vec![[0.0; LANES]; design.len()],
                background: [0.0; LANES],
                excess: [0.0; LANES],
                per_mean: [0.0; LANES],
                of_total: [0.0; LANES],
            })
            .collect();
        let mut rates = vec![0.0; design.len()];
        for lane in 0..LANES {
            let mut standard = vec![0.0; layout.dimension()];
            for row in &self.rows {
                let first = (block * LANES + lane) * row.places.len();
                for (place, z) in row.places.iter().zip(&row.standard[first..]) {
                    standard[*place] = *z;
                }
            }
            let vector = self.density.vector(&standard);
            for (kind, (row, block)) in self.rows.iter().zip(&mut blocks).enumerate() {
                let coefficients = &vector[kind * layout.width..(kind + 1) * layout.width];
                block.background[lane] = design.rates(coefficients, &mut rates);
                for (lanes, rate) in block.rates.iter_mut().zip(&rates) {
                    lanes[lane] = *rate;
                }
                let logs = row
                    .terms
                    .clone()
                    .map(|term| vector[layout.first_term() + term]);
                for (lanes, log) in block.weights.iter_mut().zip(logs) {
                    lanes[lane] = log.exp();
                }
                let place = layout.dispersion_of_kind(kind);
                let excess = place.map_or(0.0, |place| vector[place].exp());
                block.excess[lane] = excess;
                block.per_mean[lane] = log_zero(excess).0;
                block.of_total[lane] = -row.total * excess.ln_1p();
            }
        }
        blocks
    }

    /// The half-lives that matter, `step` standard deviations from each other, with the
    /// weights of the proposals; none where no proposal is possible or the grid does not
    /// end.
    fn grid(&self, about: &Spread, step: f64) -> Option<Grid> {
        let layout = &self.density.likelihood.layout;
        let place = layout.first_half_life();
        let (centre, step) = match layout.half_lives {
            0 => (0.0, 0.0),
            _ => (
                about.centre[place],
                step * about.covariance[(place, place)].sqrt(),
            ),
        };
        let look = |numbers: Range<i32>| -> Vec<Node> {
            let at = |number: i32| self.node(centre + f64::from(number) * step);
            numbers.into_par_iter().map(at).collect()
        };
        let mut nodes = look(0..1);
        let (mut low, mut high) = (0, 1);
        // The highest ends the grid too where it is the last on its side.
        let goes_on = |nodes: &[Node], end: &Node| {
            let heights = nodes.iter().map(|node| node.height);
            let highest = heights.fold(f64::NEG_INFINITY, f64::max);
            end.height > highest + NEGLIGIBLE.ln()
        };
        while step > 0.0 && goes_on(&nodes, nodes.first()?) {
            low -= WIDENED;
            let mut below = look(low..low + WIDENED);
            below.append(&mut nodes);
            nodes = below;
            if low < -FARTHEST {
                return None;
            }
        }
        while step > 0.0 && goes_on(&nodes, nodes.last()?) {
            nodes.extend(look(high..high + WIDENED));
            high += WIDENED;
            if high > FARTHEST {
                return None;
            }
        }
        let heights: Vec<f64> = nodes.iter().map(|node| node.height).collect();
        let (weights, _) = normalised(&heights)?;
        for (node, weight) in nodes.iter_mut().zip(weights) {
            node.weight = weight;
        }
        nodes.retain(|node| node.weight > 0.0);
        Some(Grid { nodes, step })
    }

    /// Where the numbers lie and how far those of a row scatter, by weight; what is not
    /// told as `before`.
    fn spread(&self, grid: &Grid, before: Spread) -> Spread {
        let layout = &self.density.likelihood.layout;
        let mut spread = before;
        if layout.half_lives > 0 {
            let place = layout.first_half_life();
            let (mean, variance) = grid.moments();
            spread.centre[place] = mean;
            // No narrower than the cells that it is told from.
            spread.covariance[(place, place)] = variance.max(grid.step * grid.step / 4.0);
        }
        for (kind, row) in self.rows.iter().enumerate() {
            let weights = self.weights(grid, kind);
            let n = row.places.len();
            let proposals = || row.standard.chunks_exact(n).zip(&weights);
            let mut mean = DVector::<f64>::zeros(n);
            for (standard, weight) in proposals() {
                mean += *weight * DVector::from_column_slice(standard);
            }
            let mut covariance = DMatrix::zeros(n, n);
            for (standard, weight) in proposals() {
                let apart = DVector::from_column_slice(standard) - &mean;
                covariance.ger(*weight, &apart, &apart, 1.0);
            }
            for (one, place) in row.places.iter().enumerate() {
                spread.centre[*place] = mean[one];
                for (other, beside) in row.places.iter().enumerate() {
                    spread.covariance[(*place, *beside)] = covariance[(one, other)];
                }
            }
        }
        spread
    }

    /// The weights of the proposals of a kind, whatever the half-life.
    fn weights(&self, grid: &Grid, kind: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.rows[kind].log_ratio.len()];
        for node in &grid.nodes {
            for (sum, weight) in weights.iter_mut().zip(&node.of_proposals[kind]) {
                *sum += node.weight * weight;
            }
        }
        weights
    }

    /// A half-life with the weights of the proposals of each kind given it.
    fn node(&self, standard: f64) -> Node {
        let likelihood = self.density.likelihood;
        let (mut height, fixed) = match likelihood.layout.half_lives {
            0 => (0.0, likelihood.fixed.clone()),
            _ => {
                let log = self.density.priors.log_half_life(standard);
                let inside = log.clamp(*LOG_HALF_LIFE.start(), *LOG_HALF_LIFE.end());
                let half_life = inside.exp();
                let fixed = Fixed::geometric(likelihood.series, &likelihood.states, &[half_life]);
                let beyond = log - inside;
                let height = -0.5 * standard * standard - STEEP * beyond * beyond;
                (height, Some(fixed))
            }
        };
        let mut of_proposals = Vec::with_capacity(self.rows.len());
        for kind in 0..self.rows.len() {
            match normalised(&self.log_weights(kind, fixed.as_ref())) {
                Some((weights, log_sum)) => {
                    height += log_sum;
                    of_proposals.push(weights);
                }
                None => {
                    height = f64::NEG_INFINITY;
                    break;
                }
            }
        }
        Node {
            standard,
            height,
            weight: 0.0,
            of_proposals,
        }
    }

    /// Logarithms of the weights of the proposals of a kind, given what excites it.
    fn log_weights(&self, kind: usize, fixed: Option<&Fixed>) -> Vec<f64> {
        let row = &self.rows[kind];
        let states = &self.density.likelihood.states.of_term[row.terms.clone()];
        let levels: Vec<f64> = row
            .seen
            .iter()
            .flat_map(|seen| {
                let levels = fixed.map(|fixed| fixed.at(seen.active));
                let read =
                    move |levels: &[f64]| states.iter().map(|state| levels[*state]).collect();
                levels.map_or_else(Vec::new, read)
            })
            .collect();
        let sums: Vec<f64> = match fixed {
            Some(fixed) => states.iter().map(|state| fixed.sums[*state]).collect(),
            None => Vec::new(),
        };
        let blocks = self.blocks.iter().map(|kinds| &kinds[kind]);
        let heights = blocks.flat_map(|block| block.log_likelihoods(row, &levels, &sums));
        let both = heights.zip(&row.log_ratio);
        both.map(|(height, ratio)| {
            let sum = height + ratio;
            if sum.is_nan() { f64::NEG_INFINITY } else { sum }
        })
        .collect()
    }

    /// `number` draws in random order.
    fn drawn(&self, grid: &Grid, number: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        random.set_stream(u64::MAX - 1);
        let of_nodes: Vec<f64> = grid.nodes.iter().map(|node| node.weight).collect();
        let chosen = systematic(&of_nodes, number, &mut random);
        let layout = &self.density.likelihood.layout;
        let half_life = layout.first_half_life();
        let (mean, variance) = grid.moments();
        let shrunk = match variance > 0.0 {
            true => (1.0 + grid.step * grid.step / (12.0 * variance))
                .sqrt()
                .recip(),
            false => 1.0,
        };
        let mut draws = Vec::with_capacity(number);
        for alike in chosen.chunk_by(|a, b| a == b) {
            let node = &grid.nodes[alike[0]];
            let first = draws.len();
            for _ in alike {
                let mut draw = vec![0.0; layout.dimension()];
                if layout.half_lives > 0 {
                    let within = grid.step * (random.random::<f64>() - 0.5);
                    draw[half_life] = mean + shrunk * (node.standard + within - mean);
                }
                draws.push(draw);
            }
            for (row, weights) in self.rows.iter().zip(&node.of_proposals) {
                let mut places = systematic(weights, alike.len(), &mut random);
                places.shuffle(&mut random);
                for (draw, proposal) in draws[first..].iter_mut().zip(places) {
                    let from = proposal * row.places.len();
                    for (place, z) in row.places.iter().zip(&row.standard[from..]) {
                        draw[*place] = *z;
                    }
                }
            }
        }
        draws.shuffle(&mut random);
        draws
    }

    /// Whether the proposals can be relied on.
    fn weighing(&self, grid: &Grid) -> Weighing {
        let of_kind = |kind: usize| {
            let weights = self.weights(grid, kind);
            (pareto_shape(&weights), effective_size(&weights))
        };
        let kinds: Vec<(f64, f64)> = (0..self.rows.len()).map(of_kind).collect();
        let asked = grid.nodes.iter().filter(|node| node.weight >= ASKED);
        let given = asked.flat_map(|node| &node.of_proposals);
        Weighing {
            proposals: self.blocks.len() * LANES,
            half_lives: grid.nodes.len(),
            pareto_shape: kinds.iter().map(|kind| kind.0).fold(f64::MIN, f64::max),
            effective_size: kinds.iter().map(|kind| kind.1).fold(f64::MAX, f64::min),
            effective_size_given: given
                .map(|weights| effective_size(weights))
                .fold(f64::MAX, f64::min),
        }
    }
}

impl Block {
    /// The log-likelihood of the counts of a kind by each of the eight, up to what the
    /// counts add: `levels` are the states of its terms on each day that it is seen,
    /// `sums` those over the covered days.
    fn log_likelihoods(&self, row: &Row, levels: &[f64], sums: &[f64]) -> [f64; LANES] {
        let mut logs = [0.0; LANES];
        let mut product = [1.0; LANES];
        let mut factors = 0;
        let terms = self.weights.len();
        for (number, seen) in row.seen.iter().enumerate() {
            let mut mean = self.rates[seen.rate];
            let levels = &levels[number * terms..(number + 1) * terms];
            for (weights, level) in self.weights.iter().zip(levels) {
                for lane in 0..LANES {
                    mean[lane] += weights[lane] * level;
                }
            }
            if seen.count > MANY {
                for lane in 0..LANES {
                    logs[lane] += log_rising(mean[lane], self.excess[lane], seen.count);
                }
                continue;
            }
            for _ in 0..seen.count {
                for lane in 0..LANES {
                    product[lane] *= mean[lane].clamp(FACTOR.0, FACTOR.1);
                    mean[lane] += self.excess[lane];
                }
                factors += 1;
                if factors == FACTORS {
                    take(&mut product, &mut logs);
                    factors = 0;
                }
            }
        }
        take(&mut product, &mut logs);
        for lane in 0..LANES {
            let mut expected = self.background[lane];
            for (weights, sum) in self.weights.iter().zip(sums) {
                expected += weights[lane] * sum;
            }
            logs[lane] += self.of_total[lane] - self.per_mean[lane] * expected;
        }
        logs
    }
}

/// Takes the logarithms of products.
fn take(product: &mut [f64; LANES], logs: &mut [f64; LANES]) {
    for (product, log) in product.iter_mut().zip(logs) {
        *log += product.ln();
        *product = 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DailyCounts,
        daily::{Excitation, HalfLife, Kernel, Model, Observation, Priors, Series},
        posterior::{Sampling, quantile_of_sorted, sample},
    };

    /// Three kinds over 300 days, the second a few days after the first, the third seen
    /// twice, with a gap and a day of many.
    fn series() -> Series {
        let (kinds, days) = (3, 300);
        let mut counts = vec![0_u32; kinds * days];
        for start in (0..days - 12).step_by(23) {
            counts[start] += 1 + (start % 3 == 0) as u32;
            counts[start + 2] += 1;
            counts[days + start + 4] += 1;
        }
        counts[days + 150] = 45;
        counts[2 * days + 60] = 1;
        counts[2 * days + 61] = 3;
        let covered = (0..days).map(|day| !(200..220).contains(&day)).collect();
        let counts = DailyCounts::new(counts, kinds, days).expect("valid");
        Series::new(&counts.with_coverage(covered).expect("valid"))
    }

    fn models() -> Vec<Model> {
        let plain = Model::default();
        let mut drifting = plain.clone();
        drifting.background.knots_every = Some(150);
        let own = Model {
            excitation: Excitation::Own,
            observation: Observation::Poisson,
            ..plain.clone()
        };
        let given = Model {
            kernel: Kernel::Geometric(HalfLife::Given(5.0)),
            ..plain.clone()
        };
        let none = plain.without_excitation();
        vec![plain, drifting, own, given, none]
    }

    /// Quantiles of a coordinate.
    fn told(draws: &[Vec<f64>], place: usize) -> [f64; 5] {
        let mut values: Vec<f64> = draws.iter().map(|draw| draw[place]).collect();
        values.sort_by(f64::total_cmp);
        [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| quantile_of_sorted(&values, share))
    }

    #[test]
    fn draws_agree_with_those_of_trajectories() {
        let series = series();
        let priors = Priors::weak(&series);
        for model in models() {
            let likelihood = Likelihood::new(&model, &series);
            let density = PosteriorDensity {
                likelihood: &likelihood,
                priors: &priors,
            };
            assert!(are_apart(&likelihood.layout));
            let by_rows = draw(&density, 4000, 1).expect("a mode").expect("a grid");
            let weighing = by_rows.weighing;
            assert!(weighing.is_reliable(), "{weighing:?}, {model:?}");
            let sampling = Sampling {
                draws: 2000,
                ..Sampling::seeded(2)
            };
            let start = vec![0.0; density.dimension()];
            let walked = sample(&density, &start, &sampling).expect("draws").draws;
            for place in 0..density.dimension() {
                let (ours, theirs) = (told(&by_rows.draws, place), told(&walked, place));
                // The 90 % interval of a normal distribution is 3.3 deviations wide.
                let deviation = (theirs[4] - theirs[0]) / 3.3;
                // Three or four standard errors of both.
                let errors = [0.2, 0.1, 0.1, 0.1, 0.2].map(|error| error * deviation);
                let agree = (0..5).all(|at| (ours[at] - theirs[at]).abs() < errors[at]);
                assert!(agree, "{ours:?} for {theirs:?} at {place}, {model:?}");
            }
        }
    }

    #[test]
    fn draws_do_not_depend_on_threads() {
        let series = series();
        let priors = Priors::weak(&series);
        let likelihood = Likelihood::new(&Model::default(), &series);
        let density = PosteriorDensity {
            likelihood: &likelihood,
            priors: &priors,
        };
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| draw(&density, 100, 3).expect("a mode"))
        };
        assert_eq!(run(1), run(3));
    }

    #[test]
    fn what_ties_kinds_together_is_seen() {
        let series = series();
        let apart = |model: &Model| are_apart(&Likelihood::new(model, &series).layout);
        let shared = Model {
            observation: Observation::SharedDispersion,
            ..Model::default()
        };
        let by_pair = Model {
            kernel: Kernel::Geometric(HalfLife::PerPair),
            ..Model::default()
        };
        assert!(!apart(&shared) && !apart(&by_pair));
    }
}
