//! The mean of each day, day by day: what residuals and simulation walk along.

use std::sync::Arc;

use super::{
    counts::{Count, Scatter},
    excitation::{Memory, power_law},
    likelihood::Likelihood,
    model::Kernel,
};

/// The means of a model with given parameters along the days of a series and
/// beyond. What stays as it is along the way is shared by clones, of which a
/// simulation makes one for each path.
#[derive(Debug, Clone)]
pub(super) struct Course<'l, 'a> {
    likelihood: &'l Likelihood<'a>,
    coefficients: Arc<[f64]>,
    /// Background of each row of the design, kind by kind.
    rates: Arc<[f64]>,
    /// Background of days beyond the series, day by day, as far as somebody looked
    /// ahead.
    ahead: Arc<[f64]>,
    weights: Arc<[f64]>,
    /// What excites, where every kind is excited by the same.
    together: Option<Arc<Together>>,
    scatter: Arc<[Scatter]>,
    memory: Memory,
    day: usize,
}

/// The weights of states that excite every kind, so that the means of all kinds are
/// worked out side by side.
#[derive(Debug)]
struct Together {
    /// The states, in the order of the terms.
    states: Vec<usize>,
    /// Of four kinds after four kinds, state after state, the weight of each.
    weights: Vec<[f64; SIDE_BY_SIDE]>,
}

/// Kinds whose means are worked out side by side.
const SIDE_BY_SIDE: usize = 4;

impl Together {
    fn of(likelihood: &Likelihood<'_>, weights: &[f64]) -> Option<Self> {
        let layout = &likelihood.layout;
        let of_kind = |kind: usize| &likelihood.states.of_term[layout.terms_of(kind)];
        let states = of_kind(0);
        let same = (1..layout.kinds).all(|kind| of_kind(kind) == states);
        let weight = |kind: usize, place: usize| match kind < layout.kinds {
            true => weights[layout.terms_of(kind).start + place],
            false => 0.0,
        };
        same.then(|| Self {
            states: states.to_vec(),
            weights: (0..layout.kinds)
                .step_by(SIDE_BY_SIDE)
                .flat_map(|first| {
                    (0..states.len())
                        .map(move |place| std::array::from_fn(|next| weight(first + next, place)))
                })
                .collect(),
        })
    }

    /// What the states add to the mean of each kind.
    fn add(&self, levels: &[f64], means: &mut [f64]) {
        let weights = self.weights.chunks_exact(self.states.len().max(1));
        for (means, weights) in means.chunks_mut(SIDE_BY_SIDE).zip(weights) {
            let mut sums = [0.0; SIDE_BY_SIDE];
            for (state, weights) in self.states.iter().zip(weights) {
                let level = levels[*state];
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight * level;
                }
            }
            for (mean, sum) in means.iter_mut().zip(sums) {
                *mean += sum;
            }
        }
    }
}

/// The means of all kinds on the days ahead of a course. With one decay for all, what
/// earlier events add to each kind fades as a whole, so that nobody asks which kind
/// added it.
#[derive(Debug, Clone)]
pub(super) enum Ahead<'l, 'a> {
    Together {
        fading: Arc<FadingTogether>,
        /// What earlier events add to the mean of each kind today.
        excited: Vec<f64>,
        /// Days ahead.
        day: usize,
    },
    Apart(Course<'l, 'a>),
}

#[derive(Debug)]
pub(super) struct FadingTogether {
    /// What is left after a day.
    left: f64,
    /// Exciting kind after exciting kind, what an event of it adds to each kind the day
    /// after.
    added: Vec<f64>,
    /// Background of each kind, day after day.
    background: Arc<[f64]>,
}

impl<'l, 'a> Ahead<'l, 'a> {
    /// Ahead of a course that has [looked so far](Course::looking_ahead).
    pub fn of(course: Course<'l, 'a>) -> Self {
        let kinds = course.likelihood.layout.kinds;
        let (Some(decay), Some(together)) = (course.memory.decay(), &course.together) else {
            return Self::Apart(course);
        };
        if together.states != (0..kinds).collect::<Vec<usize>>() {
            return Self::Apart(course);
        }
        let mut excited = vec![0.0; kinds];
        together.add(course.memory.levels(), &mut excited);
        let mut added = vec![0.0; kinds * kinds];
        for (exciting, added) in added.chunks_exact_mut(kinds).enumerate() {
            let mut one = vec![0.0; kinds];
            one[exciting] = decay.lost;
            together.add(&one, added);
        }
        Self::Together {
            fading: Arc::new(FadingTogether {
                left: decay.left,
                added,
                background: course.ahead.clone(),
            }),
            excited,
            day: 0,
        }
    }

    /// Means of all kinds today.
    pub fn means(&self, means: &mut [f64]) {
        match self {
            Self::Together {
                fading,
                excited,
                day,
            } => {
                let background = &fading.background[day * means.len()..];
                for ((mean, background), excited) in means.iter_mut().zip(background).zip(excited) {
                    *mean = background + excited;
                }
            }
            Self::Apart(course) => course.means(means),
        }
    }

    /// Goes on to the next day, these counts having been seen today.
    pub fn step(&mut self, counts: &[u32]) {
        match self {
            Self::Together {
                fading,
                excited,
                day,
            } => {
                for excited in excited.iter_mut() {
                    *excited *= fading.left;
                }
                let added = fading.added.chunks_exact(counts.len());
                for (count, added) in counts.iter().zip(added).filter(|(count, _)| **count > 0) {
                    for (excited, added) in excited.iter_mut().zip(added) {
                        *excited += f64::from(*count) * added;
                    }
                }
                *day += 1;
            }
            Self::Apart(course) => course.step(counts),
        }
    }
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
            _ => Memory::fading(&likelihood.states, &likelihood.decays(vector)),
        };
        let coefficients: Arc<[f64]> = vector[..layout.first_term()].into();
        let rows = likelihood.design.len();
        let mut rates = vec![0.0; rows * layout.kinds];
        for kind in 0..layout.kinds {
            likelihood.design.rates(
                &coefficients[kind * layout.width..(kind + 1) * layout.width],
                &mut rates[kind * rows..(kind + 1) * rows],
            );
        }
        let weights: Arc<[f64]> = vector[layout.first_term()..layout.first_half_life()]
            .iter()
            .map(|log| log.exp())
            .collect();
        Self {
            coefficients,
            rates: rates.into(),
            ahead: Arc::default(),
            together: Together::of(likelihood, &weights).map(Arc::new),
            weights,
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

    /// Looks up the background of so many days beyond the series once, for all paths.
    pub fn looking_ahead(mut self, days: usize) -> Self {
        let (first, kinds) = (self.likelihood.series.days, self.likelihood.layout.kinds);
        // Only a season goes on beyond the last day.
        let apart = match self.likelihood.design.has_season() {
            true => days,
            false => days.min(1),
        };
        let rates: Vec<f64> = (0..apart * kinds)
            .map(|at| self.beyond(first + at / kinds, at % kinds))
            .collect();
        self.ahead = rates.iter().copied().cycle().take(days * kinds).collect();
        self
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
        match self.day.checked_sub(self.likelihood.series.days) {
            None => self.rates[kind * design.len() + design.row_of_day(self.day)],
            Some(beyond) => {
                let known = self.ahead.get(beyond * self.likelihood.layout.kinds + kind);
                known
                    .copied()
                    .unwrap_or_else(|| self.beyond(self.day, kind))
            }
        }
    }

    /// Background of a kind on a day beyond the series.
    fn beyond(&self, day: usize, kind: usize) -> f64 {
        let width = self.likelihood.layout.width;
        let own = &self.coefficients[kind * width..(kind + 1) * width];
        self.likelihood.design.rate_on(day, own)
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
        self.count_about(kind, self.mean(kind))
    }

    /// The distribution of a kind's count of this mean.
    pub fn count_about(&self, kind: usize, mean: f64) -> Count {
        self.scatter[kind].about(mean)
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

    /// Means of all kinds today, each as [`mean`](Self::mean) adds it up.
    pub fn means(&self, means: &mut [f64]) {
        let Some(together) = &self.together else {
            for (kind, mean) in means.iter_mut().enumerate() {
                *mean = self.mean(kind);
            }
            return;
        };
        let beyond = self.day.checked_sub(self.likelihood.series.days);
        let first = beyond.map(|beyond| beyond * means.len());
        let ahead = first.and_then(|first| self.ahead.get(first..first + means.len()));
        match ahead {
            Some(ahead) => means.copy_from_slice(ahead),
            None => {
                for (kind, mean) in means.iter_mut().enumerate() {
                    *mean = self.background(kind);
                }
            }
        }
        together.add(self.memory.levels(), means);
    }

    /// Goes on to the next day, these counts having been seen today.
    pub fn step(&mut self, counts: &[u32]) {
        self.memory.step(counts);
        self.day += 1;
    }
}
