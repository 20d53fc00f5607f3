//! One chain: start, step size, draws.

use std::rc::Rc;

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use rand_distr::StandardNormal;

use super::{
    LogDensity, Sampling,
    metric::Metric,
    tree::{Place, Standardised, transition},
};

/// Doublings of a trajectory at most.
const DEEPEST: u32 = 9;

pub(super) struct Chain {
    pub points: Vec<Vec<f64>>,
    pub divergences: usize,
}

pub(super) fn run(
    density: &impl LogDensity,
    metric: &Metric,
    sampling: &Sampling,
    stream: u64,
) -> Chain {
    let mut random = ChaCha12Rng::seed_from_u64(sampling.seed);
    random.set_stream(stream);
    let n = metric.dimension();
    let mut standardised = Standardised::new(density, metric);
    let mut place = Rc::new(start(&mut standardised, &mut random, n));
    let mut step = StepSize::new(sampling.target_acceptance, n);
    let mut divergences = 0;
    let mut points = Vec::with_capacity(sampling.draws);
    for iteration in 0..sampling.warmup + sampling.draws {
        let warm = iteration >= sampling.warmup;
        let size = if warm { step.settled() } else { step.trial() };
        let momentum = (0..n).map(|_| random.sample(StandardNormal)).collect();
        let moved = transition(
            &mut standardised,
            &mut random,
            &place,
            momentum,
            size,
            DEEPEST,
        );
        place = moved.place;
        if warm {
            divergences += usize::from(moved.diverged);
            let mut point = vec![0.0; n];
            metric.point(&place.position, &mut point);
            points.push(point);
        } else {
            step.learn(moved.acceptance);
        }
    }
    Chain {
        points,
        divergences,
    }
}

/// A place near the mode, further out than the density is wide, so that chains
/// that agree have found their way from different sides; the mode itself where
/// nothing else has positive density.
fn start<D: LogDensity>(
    standardised: &mut Standardised<'_, D>,
    random: &mut ChaCha12Rng,
    n: usize,
) -> Place {
    let mut spread = 1.5;
    for _ in 0..20 {
        let position = (0..n)
            .map(|_| spread * random.sample::<f64, _>(StandardNormal))
            .collect();
        let place = standardised.place(position);
        if place.log_density.is_finite() {
            return place;
        }
        spread *= 0.5;
    }
    standardised.place(vec![0.0; n])
}

/// The step size by dual averaging (Hoffman and Gelman 2014, section 3.2).
struct StepSize {
    target: f64,
    anchor: f64,
    shortfall: f64,
    log_trial: f64,
    log_mean: f64,
    learnt: f64,
}

impl StepSize {
    fn new(target: f64, dimension: usize) -> Self {
        // The step that suits a standard normal density of this dimension.
        let first = (dimension.max(1) as f64).powf(-0.25);
        Self {
            target,
            anchor: first.ln(),
            shortfall: 0.0,
            log_trial: first.ln(),
            log_mean: first.ln(),
            learnt: 0.0,
        }
    }

    fn learn(&mut self, acceptance: f64) {
        const STRENGTH: f64 = 0.05;
        const DELAY: f64 = 10.0;
        const FORGETTING: f64 = 0.75;
        self.learnt += 1.0;
        let share = 1.0 / (self.learnt + DELAY);
        self.shortfall = (1.0 - share) * self.shortfall + share * (self.target - acceptance);
        self.log_trial = self.anchor - self.learnt.sqrt() / STRENGTH * self.shortfall;
        let weight = self.learnt.powf(-FORGETTING);
        self.log_mean = weight * self.log_trial + (1.0 - weight) * self.log_mean;
    }

    fn trial(&self) -> f64 {
        self.log_trial.clamp(-15.0, 2.0).exp()
    }

    fn settled(&self) -> f64 {
        self.log_mean.clamp(-15.0, 2.0).exp()
    }
}
