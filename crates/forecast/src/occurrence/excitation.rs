//! Events that bring on others.

use super::{
    Model, Reason,
    series::{Past, Window},
};

/// Half-lives of the excitation in days.
const HALF_LIVES: [f64; 4] = [5.0, 30.0, 180.0, 1000.0];

/// Prior of each branching ratio: so many events brought on by so many events.
const PRIOR_BROUGHT: f64 = 0.2;
const PRIOR_EVENTS: f64 = 2.0;

/// Steps of the fit at each origin, starting from the fit before.
const STEPS: usize = 20;

/// A self-exciting series (Hawkes 1971) in days, with several kernels:
/// `λ_d = μ + Σ_j α_j (1 - δ_j) Σ_{s<d} δ_j^(d-s-1) x_s`.
///
/// `μ` and `α` maximise the Poisson likelihood under gamma priors that take each
/// `α_j` for about a tenth until events say otherwise; the fit is by expectation
/// and maximisation (Veen and Schoenberg 2008). As long as no event comes none is brought on, so that the probability of none has a closed
/// form: with the expected number `C` on days without an event it is
/// `exp(-C)`, here `(1 + C/n)^(-n)`, `n` the events so far, since the level is not
/// known exactly.
#[derive(Debug)]
pub(super) struct Excitation {
    windows: Vec<Window>,
    next: usize,
    /// Discounted events at the last known day, per kernel.
    states: [f64; HALF_LIVES.len()],
    /// The kernels' values on each event day.
    at_events: Vec<[f64; HALF_LIVES.len()]>,
    /// Sum of the kernels' values over covered days.
    exposure: [f64; HALF_LIVES.len()],
    covered: f64,
    background: f64,
    branching: [f64; HALF_LIVES.len()],
}

fn keep(half_life: f64) -> f64 {
    0.5_f64.powf(1.0 / half_life)
}

impl Excitation {
    pub(super) fn new(windows: &[Window]) -> Self {
        Self {
            windows: windows.to_vec(),
            next: 0,
            states: [0.0; HALF_LIVES.len()],
            at_events: Vec::new(),
            exposure: [0.0; HALF_LIVES.len()],
            covered: 0.0,
            background: 0.01,
            branching: [0.1; HALF_LIVES.len()],
        }
    }

    fn fit(&mut self) {
        for _ in 0..STEPS {
            let mut own = 0.5;
            let mut brought = [0.0; HALF_LIVES.len()];
            for kernels in &self.at_events {
                let excited: f64 = kernels
                    .iter()
                    .zip(&self.branching)
                    .map(|(k, a)| k * a)
                    .sum();
                let intensity = self.background + excited;
                own += self.background / intensity;
                for ((brought, kernel), branching) in
                    brought.iter_mut().zip(kernels).zip(&self.branching)
                {
                    *brought += branching * kernel / intensity;
                }
            }
            self.background = own / (self.covered + 1.0);
            for ((branching, brought), exposure) in
                self.branching.iter_mut().zip(brought).zip(&self.exposure)
            {
                *branching = (brought + PRIOR_BROUGHT) / (exposure + PRIOR_EVENTS);
            }
        }
    }

    /// Expected events on the days of the window as long as none comes: of the
    /// background, and brought on by earlier ones.
    fn expected(&self, window: Window) -> (f64, f64) {
        let excited = HALF_LIVES
            .iter()
            .zip(&self.branching)
            .zip(&self.states)
            .map(|((&half_life, branching), state)| {
                let keep = keep(half_life);
                let from = keep.powf(f64::from(window.gap));
                branching * state * (from - from * keep.powf(f64::from(window.days)))
            })
            .sum();
        (self.background * f64::from(window.days), excited)
    }
}

impl Model for Excitation {
    fn name(&self) -> &'static str {
        "excitation"
    }

    fn observe(&mut self, past: Past<'_>) {
        for day in self.next..=past.origin() {
            let mut kernels = [0.0; HALF_LIVES.len()];
            for ((kernel, state), &half_life) in
                kernels.iter_mut().zip(&self.states).zip(&HALF_LIVES)
            {
                *kernel = (1.0 - keep(half_life)) * state;
            }
            let event = past.event(day);
            if event.is_some() {
                self.covered += 1.0;
                for (exposure, kernel) in self.exposure.iter_mut().zip(kernels) {
                    *exposure += kernel;
                }
            }
            for (state, &half_life) in self.states.iter_mut().zip(&HALF_LIVES) {
                *state *= keep(half_life);
                if event == Some(true) {
                    *state += 1.0;
                }
            }
            if event == Some(true) {
                self.at_events.push(kernels);
            }
        }
        self.next = past.origin() + 1;
        self.fit();
    }

    fn probability(&self, past: Past<'_>, index: usize) -> f64 {
        let (background, excited) = self.expected(self.windows[index]);
        let events = f64::from(past.events()) + 1.0;
        1.0 - (1.0 + (background + excited) / events).powf(-events)
    }

    fn reason(&self, _: Past<'_>) -> Reason {
        let (background, excited) = self.expected(Window::next(30));
        Reason::Excitation {
            share: excited / (background + excited),
        }
    }
}
