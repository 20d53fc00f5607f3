//! Hidden states of activity.

use super::{
    Model, Reason,
    dynamic_rate::long_run_rate,
    series::{Past, Window},
};

/// Number of states: quiet, usual, active.
const STATES: usize = 3;

/// Rates of the states before any event was seen, in long-run rates.
const PRIOR_RATES: [f64; STATES] = [0.1, 1.0, 6.0];

/// Weeks that the prior of each rate counts for, times the long-run rate an
/// event count.
const PRIOR_EVENTS: f64 = 1.0;

/// Weeks in which a state is kept, and left for each other state, that the
/// prior of the transitions counts for.
const PRIOR_STAYS: f64 = 25.0;
const PRIOR_MOVES: f64 = 0.5;

/// Weeks between two fits, and steps of each, starting from the fit before.
const REFIT: usize = 13;
const STEPS: usize = 8;

/// A hidden Markov chain in weeks with Poisson event days in each state, fitted
/// by expectation and maximisation (Baum et al. 1970) with gamma and Dirichlet
/// priors that keep the states apart and lasting.
///
/// The probability of no event in a window is `π Π_w (Γ D_w) 1` with the filtered
/// probabilities `π`, the transitions `Γ` and `D_w = diag(exp(-λ_i days_w / 7))`.
#[derive(Debug)]
pub(super) struct States {
    windows: Vec<Window>,
    /// Event days and covered days of each whole week before the last known
    /// day.
    weeks: Vec<(f64, f64)>,
    rates: [f64; STATES],
    transitions: [[f64; STATES]; STATES],
    filtered: [f64; STATES],
    since_fit: usize,
    seen: Option<usize>,
}

impl States {
    pub(super) fn new(windows: &[Window]) -> Self {
        let stay = PRIOR_STAYS / (PRIOR_STAYS + 2.0 * PRIOR_MOVES);
        let mut transitions = [[0.5 * (1.0 - stay); STATES]; STATES];
        for (state, row) in transitions.iter_mut().enumerate() {
            row[state] = stay;
        }
        Self {
            windows: windows.to_vec(),
            weeks: Vec::new(),
            rates: [0.0; STATES],
            transitions,
            filtered: [1.0 / STATES as f64; STATES],
            since_fit: REFIT,
            seen: None,
        }
    }

    /// With given parameters after the given weeks.
    #[cfg(test)]
    pub(super) fn known(
        windows: &[Window],
        rates: &[f64],
        transitions: &[Vec<f64>],
        weeks: &[(f64, f64)],
    ) -> Self {
        let mut this = Self::new(windows);
        for state in 0..STATES {
            this.rates[state] = rates[state];
            this.transitions[state].copy_from_slice(&transitions[state]);
        }
        if let Some(&last) = this.filter(weeks, this.filtered).last() {
            this.filtered = last;
        }
        this
    }

    /// Likelihood of a week in each state, up to a factor; rates are per day.
    fn likelihood(&self, (events, days): (f64, f64)) -> [f64; STATES] {
        let top = self.rates[STATES - 1];
        self.rates
            .map(|rate| (rate / top).powf(events) * (-rate * days).exp())
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

    /// Filtered probabilities of the states after each week.
    fn filter(&self, weeks: &[(f64, f64)], mut state: [f64; STATES]) -> Vec<[f64; STATES]> {
        weeks
            .iter()
            .map(|&week| {
                let mut now = self.step(&state);
                for (mass, likelihood) in now.iter_mut().zip(self.likelihood(week)) {
                    *mass *= likelihood;
                }
                state = normalised(now);
                state
            })
            .collect()
    }

    fn fit(&mut self, long_run: f64) {
        for _ in 0..STEPS {
            let filtered = self.filter(&self.weeks, [1.0 / STATES as f64; STATES]);
            let mut events = PRIOR_RATES.map(|_| PRIOR_EVENTS);
            let mut days = PRIOR_RATES.map(|rate| PRIOR_EVENTS / (rate * long_run));
            let mut moves = [[PRIOR_MOVES; STATES]; STATES];
            for (state, row) in moves.iter_mut().enumerate() {
                row[state] = PRIOR_STAYS;
            }
            // Backwards: probability of each state given all weeks.
            let Some(mut smoothed) = filtered.last().copied() else {
                return;
            };
            for week in (0..self.weeks.len()).rev() {
                for state in 0..STATES {
                    events[state] += smoothed[state] * self.weeks[week].0;
                    days[state] += smoothed[state] * self.weeks[week].1;
                }
                let Some(before) = week.checked_sub(1).map(|before| filtered[before]) else {
                    break;
                };
                let predicted = self.step(&before);
                let mut earlier = [0.0; STATES];
                for from in 0..STATES {
                    for to in 0..STATES {
                        let joint = before[from] * self.transitions[from][to] * smoothed[to]
                            / predicted[to].max(f64::MIN_POSITIVE);
                        moves[from][to] += joint;
                        earlier[from] += joint;
                    }
                }
                smoothed = normalised(earlier);
            }
            for state in 0..STATES {
                self.rates[state] = events[state] / days[state];
                self.transitions[state] = normalised(moves[state]);
            }
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

impl Model for States {
    fn name(&self) -> &'static str {
        "states"
    }

    fn observe(&mut self, past: Past<'_>) {
        // Weeks end with the origin; the first one may be short.
        let end = past.origin() + 1;
        let start = self.seen.map_or(end % 7, |seen| seen + 1);
        let new: Vec<(f64, f64)> = (start..end)
            .step_by(7)
            .map(|from| {
                let to = (from + 7).min(end);
                (
                    f64::from(past.events_between(from, to)),
                    f64::from(past.covered_between(from, to)),
                )
            })
            .collect();
        self.seen = Some(past.origin());
        self.since_fit += new.len();
        self.weeks.extend(&new);
        if self.since_fit >= REFIT {
            self.since_fit = 0;
            let long_run = long_run_rate(past);
            if self.rates[0] == 0.0 {
                self.rates = PRIOR_RATES.map(|rate| rate * long_run);
            }
            self.fit(long_run);
            self.filtered = [1.0 / STATES as f64; STATES];
            if let Some(&last) = self.filter(&self.weeks, self.filtered).last() {
                self.filtered = last;
            }
        } else if let Some(&last) = self.filter(&new, self.filtered).last() {
            self.filtered = last;
        }
    }

    fn probability(&self, _: Past<'_>, index: usize) -> f64 {
        let window = self.windows[index];
        let mut masses = self.filtered;
        // The days of the gap are not known, so that they only mix the states.
        for _ in 0..window.gap / 7 {
            masses = self.step(&masses);
        }
        let mut left = f64::from(window.days);
        while left > 0.0 {
            let days = left.min(7.0);
            masses = self.step(&masses);
            for (mass, rate) in masses.iter_mut().zip(&self.rates) {
                *mass *= (-rate * days).exp();
            }
            left -= days;
        }
        1.0 - masses.iter().sum::<f64>()
    }

    fn reason(&self, _: Past<'_>) -> Reason {
        let active = (0..STATES)
            .max_by(|&one, &other| self.rates[one].total_cmp(&self.rates[other]))
            .unwrap_or(STATES - 1);
        Reason::State {
            active: self.filtered[active],
            rate: 365.25 * self.rates[active],
        }
    }
}
