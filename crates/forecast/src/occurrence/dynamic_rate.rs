//! A rate of events that drifts.

use super::{
    Model, Reason,
    series::{Past, Window},
    weighing::Weighing,
};

/// Half-lives in days.
const HALF_LIVES: [f64; 6] = [60.0, 180.0, 365.0, 730.0, 1825.0, 7300.0];

/// Prior events of each rate.
const PRIOR_EVENTS: f64 = 0.5;

/// Poisson events whose rate drifts: the power-discounted gamma filter (Harvey
/// and Fernandes 1989), averaged over half-lives by their past scores.
///
/// With event days `A` and covered days `B`, both discounted, the rate is
/// `Gamma(A + 1/2, B + 1/(2 r))`, `r` the long-run rate, and the events of the
/// next `h` days are negative binomial: the probability of none is
/// `(b / (b + h))^a`.
#[derive(Debug)]
pub(super) struct DynamicRate {
    windows: Vec<Window>,
    next: usize,
    sums: [(f64, f64); HALF_LIVES.len()],
    weighings: Vec<Weighing>,
    probabilities: Vec<f64>,
    /// Weights of the half-lives for the first window.
    weights: Vec<f64>,
}

impl DynamicRate {
    pub(super) fn new(windows: &[Window]) -> Self {
        let prior = [1.0 / HALF_LIVES.len() as f64; HALF_LIVES.len()];
        Self {
            windows: windows.to_vec(),
            next: 0,
            sums: [(0.0, 0.0); HALF_LIVES.len()],
            weighings: windows
                .iter()
                .map(|&window| Weighing::new(window, &prior, 520.0))
                .collect(),
            probabilities: vec![0.0; windows.len()],
            weights: prior.to_vec(),
        }
    }

    /// Shape and rate of the gamma distribution for each half-life.
    fn posteriors(&self, past: Past<'_>) -> impl Iterator<Item = (f64, f64)> {
        let long_run = long_run_rate(past);
        self.sums
            .iter()
            .map(move |(events, days)| (events + PRIOR_EVENTS, days + PRIOR_EVENTS / long_run))
    }
}

/// Event days per covered day, half an event and a day added.
pub(super) fn long_run_rate(past: Past<'_>) -> f64 {
    (f64::from(past.events()) + 0.5) / (f64::from(past.covered()) + 1.0)
}

impl Model for DynamicRate {
    fn name(&self) -> &'static str {
        "dynamic_rate"
    }

    fn observe(&mut self, past: Past<'_>) {
        for day in self.next..=past.origin() {
            for (half_life, (events, days)) in HALF_LIVES.iter().zip(&mut self.sums) {
                let keep = 0.5_f64.powf(1.0 / half_life);
                *events *= keep;
                *days *= keep;
                if let Some(event) = past.event(day) {
                    *events += f64::from(u8::from(event));
                    *days += 1.0;
                }
            }
        }
        self.next = past.origin() + 1;
        let posteriors: Vec<_> = self.posteriors(past).collect();
        for (index, window) in self.windows.iter().enumerate() {
            let candidates = posteriors
                .iter()
                .map(|(shape, rate)| 1.0 - (rate / (rate + f64::from(window.days))).powf(*shape))
                .collect();
            self.weighings[index].settle(past);
            self.probabilities[index] = self.weighings[index].pose(past.origin(), candidates);
        }
        if let Some(weighing) = self.weighings.first() {
            self.weights = weighing.weights();
        }
    }

    fn probability(&self, _: Past<'_>, index: usize) -> f64 {
        self.probabilities[index]
    }

    fn reason(&self, past: Past<'_>) -> Reason {
        let recent: f64 = self
            .posteriors(past)
            .zip(&self.weights)
            .map(|((shape, rate), weight)| weight * shape / rate)
            .sum();
        Reason::RecentRate {
            recent: 365.25 * recent,
            long_run: 365.25 * long_run_rate(past),
        }
    }
}
