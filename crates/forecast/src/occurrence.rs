//! Will there be at least one event within the next days?
//!
//! Forecasts of single, sparse daily series: a base rate, several models, and a
//! pool of them whose weights come from how they did before. Where the pool has
//! not done better than the base rate, the base rate is what is issued.

mod base_rate;
mod course;
mod dynamic_rate;
mod excitation;
mod pool;
mod renewal;
mod series;
mod situation;
mod states;
mod weighing;

pub use course::{outlook, outlooks};
pub use series::{DailySeries, Window};

use series::Past;

/// A model of occurrence, led through the origins in order.
trait Model: Send {
    /// The name under which it is shown.
    fn name(&self) -> &'static str;

    /// Takes in what has become known since the origin before.
    fn observe(&mut self, past: Past<'_>);

    /// The probability of at least one event in the window with that index.
    fn probability(&self, past: Past<'_>, index: usize) -> f64;

    /// What it looks at.
    fn reason(&self, past: Past<'_>) -> Reason;
}

/// The forecast for one window.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The days asked about.
    pub window: Window,
    /// The probability of at least one event: what is to be issued.
    pub probability: f64,
    /// The share of comparable past windows with an event, recent ones counting
    /// more as far as that has paid: the baseline that is to be beaten.
    pub base_rate: f64,
    /// The plain share of all past windows with an event.
    pub long_run_share: f64,
    /// What each model says, in fixed order.
    pub models: Vec<ModelView>,
    /// How the pool has done before, and what follows from it.
    pub skill: Skill,
}

impl Outlook {
    /// The lowest and the highest probability among the models and the base
    /// rate.
    pub fn spread(&self) -> (f64, f64) {
        self.models
            .iter()
            .map(|model| model.probability)
            .fold((self.base_rate, self.base_rate), |(low, high), p| {
                (low.min(p), high.max(p))
            })
    }
}

/// What one model says, and what it does to the pool.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelView {
    /// The name of the model.
    pub name: &'static str,
    /// Its probability of at least one event.
    pub probability: f64,
    /// Its weight in the probability issued; the base rate has what is missing
    /// to one.
    pub weight: f64,
    /// What it adds to the probability issued: weight times the distance of its
    /// probability from the base rate. The base rate and the contributions add
    /// up to the probability.
    pub contribution: f64,
    /// What it looks at.
    pub reason: Reason,
}

/// What a model looks at, in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// Events of late against the long run, both per year.
    RecentRate {
        /// Event days per year, recent ones counting more.
        recent: f64,
        /// Event days per year over all days covered.
        long_run: f64,
    },
    /// The time since the last event against the usual one.
    TimeSinceLast {
        /// Days since the last event; `None` before the first.
        days: Option<u32>,
        /// The median time between events so far; `None` with less than two.
        usual: Option<u32>,
    },
    /// Events that earlier ones bring on.
    Excitation {
        /// The share of the expected events that earlier events account for.
        share: f64,
    },
    /// A hidden state of activity.
    State {
        /// Probability of being in the most active state.
        active: f64,
        /// Event days per year in that state.
        rate: f64,
    },
    /// Recent events, the time since the last one, and what followed on such
    /// situations before.
    Situation {
        /// Event days in the last 30 days.
        last_month: u32,
        /// Event days in the last 365 days.
        last_year: u32,
        /// Days since the last event; `None` before the first.
        days_since_last: Option<u32>,
    },
}

/// What past forecasts say about the pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// What follows.
    pub verdict: Verdict,
    /// Past weekly origins whose window is over and which were scored.
    pub origins: usize,
    /// Event days since the first of them.
    pub cases: u32,
    /// Brier skill of the pool against the base rate over them; `None` without
    /// origins or when the base rate was never wrong.
    pub brier: Option<f64>,
    /// Logarithmic skill of the pool against the base rate; `None` likewise.
    pub logarithmic: Option<f64>,
}

/// Whether the pool is to be believed beyond the base rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It did better than the base rate; the pool is issued.
    Skilled,
    /// It did not do better beyond chance; the base rate is issued.
    NoSkill,
    /// There were too few events to say; the base rate is issued.
    TooFewCases,
}
