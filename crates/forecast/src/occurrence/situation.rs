//! What followed on similar situations before.

use super::{
    Model, Reason,
    dynamic_rate::long_run_rate,
    series::{Past, Window},
};

/// Half-lives in days of the recency-weighted rates.
const HALF_LIVES: [f64; 4] = [14.0, 60.0, 365.0, 1825.0];

/// The rates, the time since the last event, and the intercept.
const TERMS: usize = HALF_LIVES.len() + 2;

/// Precision of the coefficients' normal prior around zero; the intercept is
/// free but for a trace that keeps it finite.
const PRECISION: f64 = 4.0;
const INTERCEPT_PRECISION: f64 = 0.05;

/// Largest step of a coefficient in one round.
const LARGEST_STEP: f64 = 0.5;

/// Rounds through the coefficients at each origin, starting from the fit
/// before.
const ROUNDS: usize = 2;

/// Days before the first situation from which the model learns.
const WARM_UP: usize = 91;

/// A logistic regression of "at least one event in the window" on the
/// logarithms of recency-weighted rates and of the time since the last event,
/// in the way of a discrete-time hazard model (Allison 1982).
///
/// It learns from all weekly origins whose window is over, each with the weight
/// `7 / h` of a window of `h` days, and its coefficients are held towards zero by a
/// normal prior. Fitted by Newton steps along the coefficients.
#[derive(Debug)]
pub(super) struct Situation {
    next: usize,
    states: [(f64, f64); HALF_LIVES.len()],
    /// Origins so far with their terms.
    rows: Vec<(usize, [f64; TERMS])>,
    fits: Vec<Fit>,
}

#[derive(Debug)]
struct Fit {
    window: Window,
    /// Index into the rows of the first window that is not over.
    open: usize,
    lessons: Vec<([f64; TERMS], f64)>,
    /// The linear predictor of each lesson.
    predictors: Vec<f64>,
    coefficients: [f64; TERMS],
}

impl Situation {
    pub(super) fn new(windows: &[Window]) -> Self {
        Self {
            next: 0,
            states: [(0.0, 0.0); HALF_LIVES.len()],
            rows: Vec::new(),
            fits: windows
                .iter()
                .map(|&window| Fit {
                    window,
                    open: 0,
                    lessons: Vec::new(),
                    predictors: Vec::new(),
                    coefficients: [0.0; TERMS],
                })
                .collect(),
        }
    }

    /// The terms at the origin: zero stands for a rate as in the long run.
    fn terms(&self, past: Past<'_>) -> [f64; TERMS] {
        let long_run = long_run_rate(past);
        let mut terms = [1.0; TERMS];
        for (term, (events, days)) in terms[1..].iter_mut().zip(&self.states) {
            *term = ((events + 0.1) / (days + 0.1 / long_run) / long_run).ln();
        }
        let since = past.days_since_last().unwrap_or(past.origin()) as f64;
        terms[TERMS - 1] = ((since + 1.0) * long_run).ln();
        terms
    }
}

impl Fit {
    fn learn(&mut self, past: Past<'_>, rows: &[(usize, [f64; TERMS])]) {
        while let Some((origin, terms)) = rows.get(self.open) {
            if origin + self.window.reach() > past.origin() {
                break;
            }
            if let Some(outcome) = past.outcome(*origin, self.window) {
                self.lessons.push((*terms, f64::from(u8::from(outcome))));
                self.predictors.push(dot(terms, &self.coefficients));
            }
            self.open += 1;
        }
        let worth = self.window.worth_of_a_week();
        for _ in 0..ROUNDS {
            for term in 0..TERMS {
                let precision = if term == 0 {
                    INTERCEPT_PRECISION
                } else {
                    PRECISION
                };
                let mut slope = -precision * self.coefficients[term];
                let mut curvature = precision;
                for ((terms, outcome), predictor) in self.lessons.iter().zip(&self.predictors) {
                    let probability = logistic(*predictor);
                    slope += worth * terms[term] * (outcome - probability);
                    curvature +=
                        worth * terms[term] * terms[term] * probability * (1.0 - probability);
                }
                let step = (slope / curvature).clamp(-LARGEST_STEP, LARGEST_STEP);
                self.coefficients[term] += step;
                for ((terms, _), predictor) in self.lessons.iter().zip(&mut self.predictors) {
                    *predictor += step * terms[term];
                }
            }
        }
    }
}

fn dot(terms: &[f64; TERMS], coefficients: &[f64; TERMS]) -> f64 {
    terms
        .iter()
        .zip(coefficients)
        .map(|(term, by)| term * by)
        .sum()
}

fn logistic(predictor: f64) -> f64 {
    1.0 / (1.0 + (-predictor).exp())
}

impl Model for Situation {
    fn name(&self) -> &'static str {
        "situation"
    }

    fn observe(&mut self, past: Past<'_>) {
        for day in self.next..=past.origin() {
            for (&half_life, (events, days)) in HALF_LIVES.iter().zip(&mut self.states) {
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
        if past.origin() >= WARM_UP {
            self.rows.push((past.origin(), self.terms(past)));
        }
        for fit in &mut self.fits {
            fit.learn(past, &self.rows);
        }
    }

    fn probability(&self, past: Past<'_>, index: usize) -> f64 {
        logistic(dot(&self.terms(past), &self.fits[index].coefficients))
    }

    fn reason(&self, past: Past<'_>) -> Reason {
        let end = past.origin() + 1;
        Reason::Situation {
            last_month: past.events_between(end.saturating_sub(30), end),
            last_year: past.events_between(end.saturating_sub(365), end),
            days_since_last: past.days_since_last().map(|days| days as u32),
        }
    }
}
