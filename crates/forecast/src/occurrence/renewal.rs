//! The time since the last event.

use super::{
    Model, Reason,
    dynamic_rate::long_run_rate,
    series::{Past, Window},
};

/// Prior events of the rate given the shape.
const PRIOR_EVENTS: f64 = 0.5;

/// Standard deviation of the logarithm of the shape, prior.
const SHAPE_DEVIATION: f64 = 0.5;

/// A Weibull renewal process: the hazard of an event is `θ k t^(k-1)`, `t` covered
/// days after the last one.
///
/// `k` has a log-normal prior around 1, the process without memory, and `θ`
/// given `k` the prior `Gamma(1/2, r^(-k)/2)`, `r` the long-run rate. With `n` gaps
/// and the sum `T` of all `t^k`, the open gap included, the probability of no
/// event from age `a` to `c` is `(B / (B + c^k - a^k))^(n + 1/2)`,
/// `B = T + r^(-k)/2`, averaged over the posterior of `k` on a grid.
#[derive(Debug)]
pub(super) struct Renewal {
    windows: Vec<Window>,
    next: usize,
    /// Covered days since the last event; `None` before the first.
    age: Option<f64>,
    gaps: Vec<f64>,
    log_gaps: f64,
    /// Sum of `t^k` over closed gaps, per shape.
    powers: Vec<f64>,
}

/// The shapes of the grid.
fn shapes() -> impl Iterator<Item = f64> {
    (-8..=6).map(|step| (0.15 * f64::from(step)).exp())
}

impl Renewal {
    pub(super) fn new(windows: &[Window]) -> Self {
        Self {
            windows: windows.to_vec(),
            next: 0,
            age: None,
            gaps: Vec::new(),
            log_gaps: 0.0,
            powers: shapes().map(|_| 0.0).collect(),
        }
    }
}

impl Model for Renewal {
    fn name(&self) -> &'static str {
        "renewal"
    }

    fn observe(&mut self, past: Past<'_>) {
        for day in self.next..=past.origin() {
            let Some(event) = past.event(day) else {
                continue;
            };
            let age = self.age.map(|age| age + 1.0);
            if !event {
                self.age = age;
                continue;
            }
            if let Some(gap) = age {
                self.gaps.push(gap);
                self.log_gaps += gap.ln();
                for (power, shape) in self.powers.iter_mut().zip(shapes()) {
                    *power += gap.powf(shape);
                }
            }
            self.age = Some(0.0);
        }
        self.next = past.origin() + 1;
    }

    fn probability(&self, past: Past<'_>, index: usize) -> f64 {
        let window = self.windows[index];
        // Before the first event the age is at least the days covered.
        let age = self.age.unwrap_or(f64::from(past.covered()));
        let from = age + f64::from(window.gap);
        let to = from + f64::from(window.days);
        let gaps = self.gaps.len() as f64;
        let events = gaps + PRIOR_EVENTS;
        let mean_gap = 1.0 / long_run_rate(past);
        let mut terms = Vec::new();
        for (power, shape) in self.powers.iter().zip(shapes()) {
            let prior_time = PRIOR_EVENTS * mean_gap.powf(shape);
            let time = prior_time + power + age.powf(shape);
            let deviation = shape.ln() / SHAPE_DEVIATION;
            let log_weight = -0.5 * deviation * deviation
                + gaps * shape.ln()
                + (shape - 1.0) * self.log_gaps
                + PRIOR_EVENTS * prior_time.ln()
                - events * time.ln();
            let more = to.powf(shape) - from.powf(shape);
            terms.push((log_weight, (time / (time + more)).powf(events)));
        }
        let top = terms
            .iter()
            .map(|term| term.0)
            .fold(f64::NEG_INFINITY, f64::max);
        let (mut none, mut total) = (0.0, 0.0);
        for (log_weight, survival) in terms {
            let weight = (log_weight - top).exp();
            none += weight * survival;
            total += weight;
        }
        1.0 - none / total
    }

    fn reason(&self, past: Past<'_>) -> Reason {
        let mut gaps = self.gaps.clone();
        gaps.sort_by(f64::total_cmp);
        Reason::TimeSinceLast {
            days: past.days_since_last().map(|days| days as u32),
            usual: gaps.get(gaps.len() / 2).map(|&gap| gap as u32),
        }
    }
}
