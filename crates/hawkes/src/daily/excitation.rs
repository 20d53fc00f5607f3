//! What earlier days add, before the weights: the states of the recursion.
//!
//! With the geometric kernel, `x_j(d) = sum_l g(l) y_j(d - l)` follows
//! `x_j(d + 1) = q x_j(d) + (1 - q) y_j(d)`. Between days with events it only
//! fades, `x_j(d + n) = q^n x_j(d)`, and its sum over a span of days from `a` up
//! to but without `b` is `Y_j + (x_j(a) - x_j(b)) / (1 - q)` with the number
//! `Y_j` of events in the span. The likelihood therefore costs one step per day
//! with events, however many days lie between.

use std::{ops::Range, sync::Arc};

use super::{
    model::{HalfLife, Kernel, Model},
    parameters::Layout,
    series::{Active, Series},
};

/// The decay of a geometric kernel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decay {
    /// Loss per day on the log scale, `ln 2 / half-life`.
    pub rate: f64,
    /// What is left after a day, `q`.
    pub left: f64,
    /// `1 - q`.
    pub lost: f64,
}

impl Decay {
    pub fn of_half_life(half_life: f64) -> Self {
        let rate = std::f64::consts::LN_2 / half_life;
        Self {
            rate,
            left: (-rate).exp(),
            lost: -(-rate).exp_m1(),
        }
    }
}

/// Which kinds the states follow, decay by decay.
#[derive(Debug, Clone)]
pub(super) struct States {
    /// The exciting kinds whose states share each decay.
    pub sources: Vec<Vec<usize>>,
    /// The state that each term of the layout reads.
    pub of_term: Vec<usize>,
    /// Whether the terms of each kind read states that follow one another.
    pub neighbours: bool,
}

impl States {
    pub fn new(model: &Model, layout: &Layout) -> Self {
        let kinds: Vec<usize> = (0..layout.kinds).collect();
        let (sources, of_term) = match &model.kernel {
            Kernel::Geometric(HalfLife::PerPair) => (
                layout
                    .terms
                    .iter()
                    .map(|term| vec![term.exciting])
                    .collect(),
                (0..layout.terms.len()).collect(),
            ),
            kernel => (
                vec![kinds; kernel.components()],
                layout
                    .terms
                    .iter()
                    .map(|term| term.component * layout.kinds + term.exciting)
                    .collect::<Vec<usize>>(),
            ),
        };
        let follow = |kind: usize| {
            let states = &of_term[layout.terms_of(kind)];
            states.windows(2).all(|pair| pair[1] == pair[0] + 1)
        };
        Self {
            neighbours: (0..layout.kinds).all(follow),
            sources,
            of_term,
        }
    }

    /// The values of the states that some terms of one kind read; `room` is for
    /// those that lie apart.
    pub fn read<'v>(
        &self,
        terms: Range<usize>,
        values: &'v [f64],
        room: &'v mut Vec<f64>,
    ) -> &'v [f64] {
        let states = &self.of_term[terms];
        match states.first() {
            Some(first) if self.neighbours => &values[*first..first + states.len()],
            _ => {
                room.clear();
                room.extend(states.iter().map(|state| values[*state]));
                room
            }
        }
    }

    /// The counts of each day with events in the order of the states, day after
    /// day.
    pub fn arrivals(&self, series: &Series) -> Vec<f64> {
        let of_day = |active: &Active| -> Vec<f64> {
            let sources = self.sources.iter().flatten();
            sources
                .map(|source| f64::from(active.counts[*source]))
                .collect()
        };
        series.active.iter().flat_map(of_day).collect()
    }

    pub fn len(&self) -> usize {
        self.sources.iter().map(Vec::len).sum()
    }
}

/// Gaps in days whose fading is remembered: between most days with events lie few.
const SHORT: usize = 32;

/// What the decays leave after so many days, worked out once for each short gap.
struct Fades<'d> {
    decays: &'d [Decay],
    /// Decay after decay, by days; not a number where nobody has asked.
    left: Vec<f64>,
}

impl<'d> Fades<'d> {
    fn new(decays: &'d [Decay]) -> Self {
        Self {
            decays,
            left: vec![f64::NAN; decays.len() * SHORT],
        }
    }

    fn left(&mut self, place: usize, days: usize) -> f64 {
        let after = |days: usize| (-self.decays[place].rate * days as f64).exp();
        if days >= SHORT {
            return after(days);
        }
        let known = &mut self.left[place * SHORT + days];
        if known.is_nan() {
            *known = after(days);
        }
        *known
    }
}

/// Values of the states with their slopes in the rate of decay.
#[derive(Debug, Clone)]
pub(super) struct Values {
    pub level: Vec<f64>,
    pub slope: Vec<f64>,
}

impl Values {
    pub fn zero(states: usize) -> Self {
        Self {
            level: vec![0.0; states],
            slope: vec![0.0; states],
        }
    }

    fn fade(&mut self, states: &States, fades: &mut Fades<'_>, days: usize) {
        if days == 0 {
            return;
        }
        let mut first = 0;
        for (place, sources) in states.sources.iter().enumerate() {
            let left = fades.left(place, days);
            let days = days as f64;
            let own = first..first + sources.len();
            let values = self.level[own.clone()].iter_mut().zip(&mut self.slope[own]);
            for (level, slope) in values {
                *slope = left * (*slope - days * *level);
                *level *= left;
            }
            first += sources.len();
        }
    }

    /// Steps over a day with these counts, in the order of the states.
    fn step(&mut self, states: &States, decays: &[Decay], arrivals: &[f64]) {
        let mut first = 0;
        for (sources, decay) in states.sources.iter().zip(decays) {
            let own = first..first + sources.len();
            let values = self.level[own.clone()]
                .iter_mut()
                .zip(&mut self.slope[own.clone()])
                .zip(&arrivals[own]);
            for ((level, slope), count) in values {
                *slope = decay.left * (*slope - *level + count);
                *level = decay.left * *level + decay.lost * count;
            }
            first += sources.len();
        }
    }
}

/// Walks over the days with events, hands the states of each covered one to
/// `visit`, and returns their sums over the covered days and their values on the day after
/// the last. `arrivals` are those of [`States::arrivals`].
pub(super) fn walk(
    series: &Series,
    states: &States,
    decays: &[Decay],
    arrivals: &[f64],
    mut visit: impl FnMut(usize, &Values),
) -> Values {
    let number = states.len();
    let mut fades = Fades::new(decays);
    let mut sums = Values::zero(number);
    let mut now = Values::zero(number);
    let mut at_start = Values::zero(number);
    let mut day = 0;
    let mut passed = 0;
    let on = |index: usize| &arrivals[index * number..(index + 1) * number];
    for (span, actives) in series.spans.iter().zip(&series.active_in_span) {
        for index in passed..actives.start {
            let active = &series.active[index];
            now.fade(states, &mut fades, active.day - day);
            now.step(states, decays, on(index));
            day = active.day + 1;
        }
        passed = actives.end;
        now.fade(states, &mut fades, span.start - day);
        day = span.start;
        at_start.level.copy_from_slice(&now.level);
        at_start.slope.copy_from_slice(&now.slope);
        for index in actives.clone() {
            let active = &series.active[index];
            now.fade(states, &mut fades, active.day - day);
            visit(index, &now);
            now.step(states, decays, on(index));
            day = active.day + 1;
            for (sum, count) in sums.level.iter_mut().zip(on(index)) {
                *sum += count;
            }
        }
        now.fade(states, &mut fades, span.end - day);
        day = span.end;
        let mut first = 0;
        for (sources, decay) in states.sources.iter().zip(decays) {
            for state in first..first + sources.len() {
                let fallen = at_start.level[state] - now.level[state];
                let slope = at_start.slope[state] - now.slope[state];
                sums.level[state] += fallen / decay.lost;
                sums.slope[state] +=
                    slope / decay.lost - fallen * decay.left / (decay.lost * decay.lost);
            }
            first += sources.len();
        }
    }
    sums
}

/// States of a kernel that does not depend on parameters, computed once.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    states: usize,
    at_active: Vec<f64>,
    pub sums: Vec<f64>,
}

impl Fixed {
    pub fn geometric(series: &Series, states: &States, half_lives: &[f64]) -> Self {
        let decays: Vec<Decay> = half_lives
            .iter()
            .map(|half_life| Decay::of_half_life(*half_life))
            .collect();
        let width = states.len();
        let mut at_active = vec![0.0; series.active.len() * width];
        let arrivals = states.arrivals(series);
        let sums = walk(series, states, &decays, &arrivals, |index, values| {
            at_active[index * width..(index + 1) * width].copy_from_slice(&values.level);
        });
        Self {
            states: states.len(),
            at_active,
            sums: sums.level,
        }
    }

    /// For any shares `share[l - 1]` of delay `l`, at the cost of one step per
    /// pair of days with events within the longest delay.
    pub fn from_shares(series: &Series, shares: &[f64]) -> Self {
        let kinds = series.kinds;
        let mut at_active = vec![0.0; series.active.len() * kinds];
        let mut sums = vec![0.0; kinds];
        let mut up_to = vec![0.0; shares.len() + 1];
        for (delay, share) in shares.iter().enumerate() {
            up_to[delay + 1] = up_to[delay] + share;
        }
        let reached = |delays: usize| up_to[delays.min(shares.len())];
        for (index, cause) in series.active.iter().enumerate() {
            for (later, effect) in series.active.iter().enumerate().skip(index + 1) {
                let delay = effect.day - cause.day;
                let Some(share) = shares.get(delay - 1) else {
                    break;
                };
                for kind in 0..kinds {
                    at_active[later * kinds + kind] += share * f64::from(cause.counts[kind]);
                }
            }
            let mut seen = 0.0;
            for span in &series.spans {
                let first = span.start.max(cause.day + 1);
                if first < span.end {
                    seen += reached(span.end - 1 - cause.day) - reached(first - 1 - cause.day);
                }
            }
            for (sum, count) in sums.iter_mut().zip(&cause.counts) {
                *sum += seen * f64::from(*count);
            }
        }
        Self {
            states: kinds,
            at_active,
            sums,
        }
    }

    pub fn at(&self, active: usize) -> &[f64] {
        &self.at_active[active * self.states..(active + 1) * self.states]
    }
}

/// The shares of the delays 1, 2, … of a power law.
pub(super) fn power_law(offset: f64, exponent: f64, longest: usize) -> Vec<f64> {
    let mut shares: Vec<f64> = (1..=longest)
        .map(|delay| (delay as f64 + offset).powf(-1.0 - exponent))
        .collect();
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}

/// The states, stepped day by day.
#[derive(Debug, Clone)]
pub(super) enum Memory {
    /// Of geometric kernels.
    Fading {
        /// What stays as it is along the way.
        fading: Arc<Fading>,
        levels: Vec<f64>,
    },
    /// Of any shares by delay: what is still to come, from today on, kind by
    /// kind, in a ring as long as the longest delay.
    Waiting {
        shares: Vec<f64>,
        to_come: Vec<Vec<f64>>,
        today: usize,
        levels: Vec<f64>,
    },
}

/// The states of geometric kernels with their decays.
#[derive(Debug, Clone)]
pub(super) struct Fading {
    /// The exciting kind of each state and its decay.
    of_states: Vec<(usize, Decay)>,
}

impl Memory {
    pub fn fading(states: &States, decays: &[Decay]) -> Self {
        let of_states: Vec<(usize, Decay)> = states
            .sources
            .iter()
            .zip(decays)
            .flat_map(|(sources, decay)| sources.iter().map(|source| (*source, *decay)))
            .collect();
        Self::Fading {
            levels: vec![0.0; of_states.len()],
            fading: Arc::new(Fading { of_states }),
        }
    }

    pub fn waiting(shares: Vec<f64>, kinds: usize) -> Self {
        Self::Waiting {
            to_come: vec![vec![0.0; shares.len() + 1]; kinds],
            shares,
            today: 0,
            levels: vec![0.0; kinds],
        }
    }

    /// The states of today.
    pub fn levels(&self) -> &[f64] {
        match self {
            Self::Fading { levels, .. } | Self::Waiting { levels, .. } => levels,
        }
    }

    /// The decay of all states, where they have the same.
    pub fn decay(&self) -> Option<Decay> {
        let Self::Fading { fading, .. } = self else {
            return None;
        };
        let (_, first) = fading.of_states.first()?;
        let mut rates = fading.of_states.iter().map(|(_, decay)| decay.rate);
        rates.all(|rate| rate == first.rate).then_some(*first)
    }

    /// Steps over days without events.
    pub fn skip(&mut self, days: usize) {
        match self {
            Self::Fading { fading, levels } if days > 0 => {
                let days = days as f64;
                let (mut rate, mut left) = (0.0, 1.0);
                for (level, (_, decay)) in levels.iter_mut().zip(&fading.of_states) {
                    // Neighbours mostly share a decay.
                    if decay.rate != rate {
                        rate = decay.rate;
                        left = (-rate * days).exp();
                    }
                    *level *= left;
                }
            }
            Self::Fading { .. } => {}
            Self::Waiting { shares, levels, .. } => {
                let none = vec![0; levels.len()];
                // Beyond the longest delay nothing is left to come.
                for _ in 0..days.min(shares.len() + 1) {
                    self.step(&none);
                }
            }
        }
    }

    /// Steps over today with these counts.
    pub fn step(&mut self, counts: &[u32]) {
        match self {
            Self::Fading { fading, levels } => {
                for (level, (source, decay)) in levels.iter_mut().zip(&fading.of_states) {
                    *level = decay.left * *level + decay.lost * f64::from(counts[*source]);
                }
            }
            Self::Waiting {
                shares,
                to_come,
                today,
                levels,
            } => {
                let length = shares.len() + 1;
                let tomorrow = (*today + 1) % length;
                for ((ring, count), level) in to_come.iter_mut().zip(counts).zip(levels) {
                    ring[*today] = 0.0;
                    if *count > 0 {
                        for (delay, share) in shares.iter().enumerate() {
                            ring[(*today + 1 + delay) % length] += share * f64::from(*count);
                        }
                    }
                    *level = ring[tomorrow];
                }
                *today = tomorrow;
            }
        }
    }
}
