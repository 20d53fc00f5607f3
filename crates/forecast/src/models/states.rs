//! Hidden states of conflict that all units share.

use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::negative_binomial::{draw, ln_likelihood};
use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Number of states, from peace to war.
const STATES: usize = 6;

/// Steps of expectation and maximisation.
const STEPS: usize = 40;

/// Periods for which the prior of a state's mean and size counts.
const PRIOR_PERIODS: f64 = 2.0;

/// Periods for which the prior of each state's transitions counts: staying, and
/// each move.
const PRIOR_STAYS: f64 = 4.0;
const PRIOR_MOVES: f64 = 0.5;

/// Sizes among which each state's is chosen.
fn sizes() -> impl Iterator<Item = f64> {
    (0..=30).map(|step| (-3.5 + 0.25 * f64::from(step)).exp())
}

/// A hidden Markov model (Rabiner 1989) of six states with negative binomial
/// counts: `P(s_t = j | s_(t-1) = i) = Γ_ij`, `y_t | s_t = j ~ NB(mean m_j, size r_j)`.
///
/// A small size puts much mass on zero, so that a state need not be inflated
/// with zeros. `Γ`, `m` and `r` are the same for all units and are fitted by
/// expectation and maximisation (Baum et al. 1970) with weak priors; each unit has
/// its own filtered state. A missing count leaves the state to its transitions.
/// A unit without observations begins with the share of the states among all
/// periods.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConflictStates;

#[derive(Debug, Clone, PartialEq)]
struct Model {
    start: [f64; STATES],
    transitions: [[f64; STATES]; STATES],
    means: [f64; STATES],
    sizes: [f64; STATES],
}

/// Expected sufficient statistics of one or more units.
#[derive(Debug, Clone, Default)]
struct Expected {
    start: [f64; STATES],
    moves: [[f64; STATES]; STATES],
    /// Mass of each state on each count, by index of the count.
    counts: Vec<[f64; STATES]>,
}

/// A unit's periods, from its first observation on, as indices into the
/// different counts.
type Series = Vec<Option<usize>>;

impl Model {
    /// A first guess from the counts above zero.
    fn guess(values: &[f64], weights: &[f64]) -> Self {
        let above: Vec<(f64, f64)> = values
            .iter()
            .zip(weights)
            .filter(|(value, _)| **value > 0.0)
            .map(|(value, weight)| (*value, *weight))
            .collect();
        let total: f64 = above.iter().map(|(_, weight)| weight).sum();
        let quantile = |level: f64| {
            let mut sum = 0.0;
            above
                .iter()
                .find(|(_, weight)| {
                    sum += weight;
                    sum >= level * total
                })
                .map_or(1.0, |(value, _)| *value)
        };
        // Rising by equal factors from the rare event to the large war.
        let (low, high) = (0.3 * quantile(0.1), quantile(0.98));
        let factor = (high / low).max(4.0).powf(1.0 / (STATES - 2) as f64);
        let mut means = [0.02 * low; STATES];
        for (state, mean) in means.iter_mut().enumerate().skip(1) {
            *mean = low * factor.powi(state as i32 - 1);
        }
        let stay = 0.9;
        let mut transitions = [[(1.0 - stay) / (STATES - 1) as f64; STATES]; STATES];
        for (state, row) in transitions.iter_mut().enumerate() {
            row[state] = stay;
        }
        Self {
            start: [1.0 / STATES as f64; STATES],
            transitions,
            means,
            sizes: [0.5; STATES],
        }
    }

    /// Logarithm of each count's probability in each state.
    fn likelihoods(&self, values: &[f64]) -> Vec<[f64; STATES]> {
        values
            .iter()
            .map(|&value| {
                let mut row = [0.0; STATES];
                for (state, slot) in row.iter_mut().enumerate() {
                    *slot = ln_likelihood(value, self.means[state], self.sizes[state]);
                }
                // Only their ratios matter.
                let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                row.map(|log| (log - top).exp())
            })
            .collect()
    }

    fn step(&self, from: &[f64; STATES]) -> [f64; STATES] {
        let mut to = [0.0; STATES];
        for (mass, row) in from.iter().zip(&self.transitions) {
            for (slot, transition) in to.iter_mut().zip(row) {
                *slot += mass * transition;
            }
        }
        to
    }

    /// Probabilities of the states after each period, given the periods up to
    /// it.
    fn filter(&self, series: &Series, likelihoods: &[[f64; STATES]]) -> Vec<[f64; STATES]> {
        let mut state: Option<[f64; STATES]> = None;
        series
            .iter()
            .map(|period| {
                let mut now = state.map_or(self.start, |state| self.step(&state));
                if let Some(count) = period {
                    for (mass, likelihood) in now.iter_mut().zip(&likelihoods[*count]) {
                        *mass *= likelihood;
                    }
                }
                let now = normalised(now);
                state = Some(now);
                now
            })
            .collect()
    }

    fn expect(&self, series: &Series, likelihoods: &[[f64; STATES]]) -> Expected {
        let filtered = self.filter(series, likelihoods);
        let mut expected = Expected {
            counts: vec![[0.0; STATES]; likelihoods.len()],
            ..Expected::default()
        };
        let Some(mut smoothed) = filtered.last().copied() else {
            return expected;
        };
        for period in (0..series.len()).rev() {
            if let Some(count) = series[period] {
                for (sum, mass) in expected.counts[count].iter_mut().zip(smoothed) {
                    *sum += mass;
                }
            }
            let Some(before) = period.checked_sub(1).map(|before| filtered[before]) else {
                break;
            };
            let predicted = self.step(&before);
            let mut earlier = [0.0; STATES];
            for from in 0..STATES {
                for to in 0..STATES {
                    let joint = before[from] * self.transitions[from][to] * smoothed[to]
                        / predicted[to].max(f64::MIN_POSITIVE);
                    expected.moves[from][to] += joint;
                    earlier[from] += joint;
                }
            }
            smoothed = normalised(earlier);
        }
        expected.start = smoothed;
        expected
    }

    fn maximise(&mut self, expected: &Expected, values: &[f64]) {
        let mut start = expected.start;
        for mass in &mut start {
            *mass += PRIOR_MOVES;
        }
        self.start = normalised(start);
        for state in 0..STATES {
            let mut moves = expected.moves[state];
            for (to, mass) in moves.iter_mut().enumerate() {
                *mass += if to == state {
                    PRIOR_STAYS
                } else {
                    PRIOR_MOVES
                };
            }
            self.transitions[state] = normalised(moves);
            let (mut sum, mut periods) = (PRIOR_PERIODS * self.means[state], PRIOR_PERIODS);
            for (value, masses) in values.iter().zip(&expected.counts) {
                sum += value * masses[state];
                periods += masses[state];
            }
            self.means[state] = (sum / periods).max(1e-6);
            let mean = self.means[state];
            let height = |size: f64| -> f64 {
                values
                    .iter()
                    .zip(&expected.counts)
                    .filter(|(_, masses)| masses[state] > 1e-9)
                    .map(|(value, masses)| masses[state] * ln_likelihood(*value, mean, size))
                    .sum()
            };
            self.sizes[state] = sizes()
                .map(|size| (size, height(size)))
                .max_by(|one, other| one.1.total_cmp(&other.1))
                .map_or(self.sizes[state], |best| best.0);
        }
    }
}

fn normalised(mut masses: [f64; STATES]) -> [f64; STATES] {
    let total: f64 = masses.iter().sum();
    for mass in &mut masses {
        *mass = if total > 0.0 {
            *mass / total
        } else {
            1.0 / STATES as f64
        };
    }
    masses
}

fn one_of(masses: &[f64; STATES], generator: &mut ChaCha8Rng) -> usize {
    let mut point = generator.random::<f64>();
    for (state, mass) in masses.iter().enumerate() {
        point -= mass;
        if point < 0.0 {
            return state;
        }
    }
    STATES - 1
}

/// Distinct counts in order with how often each was observed, and each unit's
/// series in terms of them.
fn encode(history: &Panel) -> (Vec<f64>, Vec<f64>, Vec<Series>) {
    let units = history.units().len();
    let mut often: BTreeMap<u64, f64> = BTreeMap::new();
    for unit in 0..units {
        for (_, count) in history.observations(unit) {
            // The order of the bits of numbers that are not negative is theirs.
            *often.entry(count.to_bits()).or_default() += 1.0;
        }
    }
    let index: BTreeMap<u64, usize> = often.keys().copied().zip(0..).collect();
    let series = (0..units)
        .map(|unit| {
            history
                .series(unit)
                .skip_while(Option::is_none)
                .map(|count| count.and_then(|count| index.get(&count.to_bits()).copied()))
                .collect()
        })
        .collect();
    let values = often.keys().map(|&bits| f64::from_bits(bits)).collect();
    (values, often.into_values().collect(), series)
}

impl Forecaster for ConflictStates {
    fn name(&self) -> &str {
        "conflict_states"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        task.check(history)?;
        let (values, weights, series) = encode(history);
        let mut model = Model::guess(&values, &weights);
        let mut shares = model.start;
        for _ in 0..STEPS {
            let likelihoods = model.likelihoods(&values);
            let units: Vec<Expected> = series
                .par_iter()
                .map(|series| model.expect(series, &likelihoods))
                .collect();
            // Added up in the order of the units, whatever the threads did.
            let mut expected = Expected {
                counts: vec![[0.0; STATES]; values.len()],
                ..Expected::default()
            };
            for unit in &units {
                add(&mut expected.start, &unit.start);
                for (sum, row) in expected.moves.iter_mut().zip(&unit.moves) {
                    add(sum, row);
                }
                for (sum, row) in expected.counts.iter_mut().zip(&unit.counts) {
                    add(sum, row);
                }
            }
            model.maximise(&expected, &values);
            shares = [0.0; STATES];
            for row in &expected.counts {
                add(&mut shares, row);
            }
            shares = normalised(shares);
        }
        let likelihoods = model.likelihoods(&values);
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let now = model.filter(&series[unit], &likelihoods).last().copied();
            let mut path = vec![0.0; paths.horizon()];
            for index in 0..paths.draws() {
                let mut state = one_of(&now.unwrap_or(shares), generator);
                for value in &mut path {
                    state = one_of(&model.transitions[state], generator);
                    *value = draw(model.means[state], model.sizes[state], generator);
                }
                paths.set_path(index, &path);
            }
            Ok(match (now, values.is_empty()) {
                (Some(_), _) => Support::OwnHistory,
                (None, false) => Support::OtherUnits,
                (None, true) => Support::Nothing,
            })
        })
    }
}

fn add(sum: &mut [f64; STATES], row: &[f64; STATES]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value;
    }
}
