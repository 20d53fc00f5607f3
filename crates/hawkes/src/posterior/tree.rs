//! One transition of the no-U-turn sampler.

use std::rc::Rc;

use rand::Rng;
use rand_chacha::ChaCha12Rng;

use super::{LogDensity, metric::Metric};

/// Loss of energy from which a trajectory counts as failed.
const DIVERGENT: f64 = 1000.0;

/// A density in standardised coordinates, with room for its evaluation.
pub(super) struct Standardised<'a, D> {
    pub density: &'a D,
    pub metric: &'a Metric,
    point: Vec<f64>,
    gradient: Vec<f64>,
}

impl<'a, D: LogDensity> Standardised<'a, D> {
    pub fn new(density: &'a D, metric: &'a Metric) -> Self {
        let n = metric.dimension();
        Self {
            density,
            metric,
            point: vec![0.0; n],
            gradient: vec![0.0; n],
        }
    }

    pub fn place(&mut self, position: Vec<f64>) -> Place {
        self.metric.point(&position, &mut self.point);
        let value = self.density.evaluate(&self.point, &mut self.gradient);
        let mut gradient = vec![0.0; position.len()];
        let finite = value.is_finite() && self.gradient.iter().all(|slope| slope.is_finite());
        if finite {
            self.metric.pull_back(&self.gradient, &mut gradient);
        }
        Place {
            position,
            gradient,
            log_density: if finite { value } else { f64::NEG_INFINITY },
        }
    }
}

/// A point with its density and slope.
pub(super) struct Place {
    pub position: Vec<f64>,
    pub gradient: Vec<f64>,
    pub log_density: f64,
}

/// A point of a trajectory.
struct State {
    place: Rc<Place>,
    momentum: Vec<f64>,
}

impl State {
    fn energy(&self) -> f64 {
        0.5 * dot(&self.momentum, &self.momentum) - self.place.log_density
    }
}

/// A stretch of a trajectory, in the order of time.
struct Stretch {
    first: Rc<State>,
    last: Rc<State>,
    /// Sum of the momenta.
    drift: Vec<f64>,
    /// A point drawn from it by weight.
    drawn: Rc<Place>,
    log_weight: f64,
}

/// What a transition gives besides the new place.
pub(super) struct Transition {
    pub place: Rc<Place>,
    /// Mean probability of acceptance along the trajectory.
    pub acceptance: f64,
    pub diverged: bool,
}

struct Walk<'w, 'd, D> {
    density: &'w mut Standardised<'d, D>,
    random: &'w mut ChaCha12Rng,
    step: f64,
    start_energy: f64,
    acceptance: f64,
    steps: u32,
    diverged: bool,
}

/// Moves from `place` with the given momentum; the trajectory doubles at most
/// `deepest` times.
pub(super) fn transition<D: LogDensity>(
    density: &mut Standardised<'_, D>,
    random: &mut ChaCha12Rng,
    place: &Rc<Place>,
    momentum: Vec<f64>,
    step: f64,
    deepest: u32,
) -> Transition {
    let start = Rc::new(State {
        place: place.clone(),
        momentum,
    });
    let mut walk = Walk {
        density,
        random,
        step,
        start_energy: start.energy(),
        acceptance: 0.0,
        steps: 0,
        diverged: false,
    };
    let mut whole = Stretch {
        drift: start.momentum.clone(),
        first: start.clone(),
        last: start,
        drawn: place.clone(),
        log_weight: 0.0,
    };
    for depth in 0..deepest {
        let forward = walk.random.random::<bool>();
        let from = if forward { &whole.last } else { &whole.first };
        let Some(new) = walk.extend(from, forward, depth) else {
            break;
        };
        // The new half is preferred over the old one, which moves further.
        let moves = (new.log_weight - whole.log_weight).exp();
        if walk.random.random::<f64>() < moves {
            whole.drawn = new.drawn.clone();
        }
        let (joined, turns) = join(whole, new, forward);
        whole = joined;
        if turns {
            break;
        }
    }
    Transition {
        place: whole.drawn,
        acceptance: walk.acceptance / f64::from(walk.steps.max(1)),
        diverged: walk.diverged,
    }
}

impl<D: LogDensity> Walk<'_, '_, D> {
    /// A stretch of `2^depth` steps beyond `from`; none where it turns or fails
    /// on the way.
    fn extend(&mut self, from: &State, forward: bool, depth: u32) -> Option<Stretch> {
        if depth == 0 {
            return self.leap(from, forward);
        }
        let near = self.extend(from, forward, depth - 1)?;
        let outer = if forward { &near.last } else { &near.first };
        let far = self.extend(outer, forward, depth - 1)?;
        let far_share = (far.log_weight - add_logs(near.log_weight, far.log_weight)).exp();
        let drawn_far = self.random.random::<f64>() < far_share;
        let drawn = if drawn_far {
            far.drawn.clone()
        } else {
            near.drawn.clone()
        };
        let (mut joined, turns) = join(near, far, forward);
        joined.drawn = drawn;
        (!turns).then_some(joined)
    }

    fn leap(&mut self, from: &State, forward: bool) -> Option<Stretch> {
        let step = if forward { self.step } else { -self.step };
        let mut momentum = from.momentum.clone();
        add_scaled(&mut momentum, &from.place.gradient, 0.5 * step);
        let mut position = from.place.position.clone();
        add_scaled(&mut position, &momentum, step);
        let place = self.density.place(position);
        add_scaled(&mut momentum, &place.gradient, 0.5 * step);
        let state = Rc::new(State {
            place: Rc::new(place),
            momentum,
        });
        let log_weight = self.start_energy - state.energy();
        self.steps += 1;
        if log_weight.is_nan() || log_weight < -DIVERGENT {
            self.diverged = true;
            return None;
        }
        self.acceptance += log_weight.exp().min(1.0);
        Some(Stretch {
            drift: state.momentum.clone(),
            drawn: state.place.clone(),
            first: state.clone(),
            last: state,
            log_weight,
        })
    }
}

/// Joins two neighbouring stretches and says whether the whole turns back,
/// within it or across the seam. The point drawn is that of `old`.
fn join(old: Stretch, new: Stretch, forward: bool) -> (Stretch, bool) {
    let drawn = old.drawn.clone();
    let log_weight = add_logs(old.log_weight, new.log_weight);
    let (early, late) = if forward { (old, new) } else { (new, old) };
    let mut drift = early.drift.clone();
    add_scaled(&mut drift, &late.drift, 1.0);
    let mut to_seam = early.drift;
    add_scaled(&mut to_seam, &late.first.momentum, 1.0);
    let mut from_seam = late.drift;
    add_scaled(&mut from_seam, &early.last.momentum, 1.0);
    let turns = turns_back(&drift, &early.first.momentum, &late.last.momentum)
        || turns_back(&to_seam, &early.first.momentum, &late.first.momentum)
        || turns_back(&from_seam, &early.last.momentum, &late.last.momentum);
    let joined = Stretch {
        first: early.first,
        last: late.last,
        drift,
        drawn,
        log_weight,
    };
    (joined, turns)
}

fn turns_back(drift: &[f64], first: &[f64], last: &[f64]) -> bool {
    dot(drift, first) <= 0.0 || dot(drift, last) <= 0.0
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_scaled(to: &mut [f64], what: &[f64], factor: f64) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}

fn add_logs(a: f64, b: f64) -> f64 {
    let larger = a.max(b);
    if larger == f64::NEG_INFINITY {
        return larger;
    }
    larger + ((a - larger).exp() + (b - larger).exp()).ln()
}
