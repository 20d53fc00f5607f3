//! The mean of each day, day by day: what residuals and simulation walk along.

use super::{
    counts::{Count, Scatter},
    excitation::{Memory, power_law},
    likelihood::Likelihood,
    model::Kernel,
};

/// The means of a model with given parameters along the days of a series and
/// beyond.
#[derive(Debug, Clone)]
pub(super) struct Course<'l, 'a> {
    likelihood: &'l Likelihood<'a>,
    coefficients: Vec<f64>,
    /// Background of each row of the design, kind by kind.
    rates: Vec<f64>,
    weights: Vec<f64>,
    scatter: Vec<Scatter>,
    memory: Memory,
    day: usize,
}

impl<'l, 'a> Course<'l, 'a> {
    /// Begins before the first day of the series.
    pub fn new(likelihood: &'l Likelihood<'a>, vector: &[f64]) -> Self {
        let layout = &likelihood.layout;
        let memory = match &likelihood.kernel {
            Kernel::PowerLaw {
                offset,
                exponent,
                longest,
            } => Memory::waiting(power_law(*offset, *exponent, *longest), layout.kinds),
            _ if layout.terms.is_empty() => Memory::waiting(Vec::new(), 0),
            _ => Memory::fading(&likelihood.states, likelihood.decays(vector)),
        };
        let coefficients = vector[..layout.first_term()].to_vec();
        let rows = likelihood.design.len();
        let mut rates = vec![0.0; rows * layout.kinds];
        for kind in 0..layout.kinds {
            likelihood.design.rates(
                &coefficients[kind * layout.width..(kind + 1) * layout.width],
                &mut rates[kind * rows..(kind + 1) * rows],
            );
        }
        Self {
            coefficients,
            rates,
            weights: vector[layout.first_term()..layout.first_half_life()]
                .iter()
                .map(|log| log.exp())
                .collect(),
            scatter: (0..layout.kinds)
                .map(|kind| {
                    let place = layout.dispersion_of_kind(kind);
                    Scatter::new(place.map_or(0.0, |place| vector[place].exp()))
                })
                .collect(),
            memory,
            day: 0,
            likelihood,
        }
    }

    /// Walks over the whole series with the counts that it has.
    pub fn after_series(mut self) -> Self {
        let series = self.likelihood.series;
        for active in &series.active {
            self.skip_to(active.day);
            self.step(&active.counts);
        }
        self.skip_to(series.days);
        self
    }

    /// Goes on to a day, nothing having been seen before it.
    pub fn skip_to(&mut self, day: usize) {
        self.memory.skip(day.saturating_sub(self.day));
        self.day = self.day.max(day);
    }

    /// Background of a kind today.
    pub fn background(&self, kind: usize) -> f64 {
        let design = &self.likelihood.design;
        let width = self.likelihood.layout.width;
        if self.day < self.likelihood.series.days {
            self.rates[kind * design.len() + design.row_of_day(self.day)]
        } else {
            let own = &self.coefficients[kind * width..(kind + 1) * width];
            design.rate_on(self.day, own)
        }
    }

    /// What each exciting kind adds to the mean of a kind today.
    pub fn contributions(&self, kind: usize, by: &mut [f64]) {
        let layout = &self.likelihood.layout;
        let levels = self.memory.levels();
        by.fill(0.0);
        for index in layout.terms_of(kind) {
            by[layout.terms[index].exciting] +=
                self.weights[index] * levels[self.likelihood.states.of_term[index]];
        }
    }

    /// The distribution of a kind's count today.
    pub fn count(&self, kind: usize) -> Count {
        self.scatter[kind].about(self.mean(kind))
    }

    /// Variance over mean less one, of a kind.
    pub fn excess(&self, kind: usize) -> f64 {
        self.scatter[kind].excess
    }

    /// Mean of a kind today.
    pub fn mean(&self, kind: usize) -> f64 {
        let layout = &self.likelihood.layout;
        let levels = self.memory.levels();
        let excited: f64 = layout
            .terms_of(kind)
            .map(|index| self.weights[index] * levels[self.likelihood.states.of_term[index]])
            .sum();
        self.background(kind) + excited
    }

    /// Goes on to the next day, these counts having been seen today.
    pub fn step(&mut self, counts: &[u32]) {
        self.memory.step(counts);
        self.day += 1;
    }
}
