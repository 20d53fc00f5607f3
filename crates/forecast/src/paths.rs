//! Joint sample paths: the one form in which every forecaster answers.

use std::{ops::RangeInclusive, sync::Arc};

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::{error::Error, panel::Panel, randomness, task::Task};

/// What the forecast of a unit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Support {
    /// The unit's own observations, alone or with those of others.
    OwnHistory,
    /// Only the other units: the unit has no observation up to the origin.
    OtherUnits,
    /// Nothing: there is no observation at all, or the forecaster says the same
    /// whatever happened.
    Nothing,
}

/// Sample paths of units over leads.
///
/// Draw `k` of a unit is one future of that unit over all leads, so that sums
/// and first times over leads can be taken per draw. Draws of different units
/// are independent unless the forecaster says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    units: Arc<[Arc<str>]>,
    origin: i64,
    leads: RangeInclusive<u32>,
    draws: usize,
    /// Units x leads x draws, so that the draws of a cell lie together.
    values: Vec<f64>,
    support: Vec<Support>,
}

/// The paths of one unit while they are drawn.
#[derive(Debug)]
pub struct UnitPaths<'paths> {
    leads: RangeInclusive<u32>,
    draws: usize,
    values: &'paths mut [f64],
}

impl UnitPaths<'_> {
    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The last lead: a path is simulated this many periods ahead.
    pub fn horizon(&self) -> usize {
        *self.leads.end() as usize
    }

    /// Sets one path from its values at leads 1, 2, … up to the horizon; those
    /// of the gap before the first lead of the task fall away.
    pub fn set_path(&mut self, draw: usize, from_lead_one: &[f64]) {
        let gap = *self.leads.start() as usize - 1;
        for (step, &value) in from_lead_one.iter().skip(gap).enumerate() {
            if let Some(cell) = self.values.get_mut(step * self.draws + draw) {
                *cell = value;
            }
        }
    }

    /// The draws of one lead, to be set; empty outside the leads of the task.
    pub fn at(&mut self, lead: u32) -> &mut [f64] {
        if !self.leads.contains(&lead) {
            return &mut [];
        }
        let step = (lead - self.leads.start()) as usize;
        &mut self.values[step * self.draws..(step + 1) * self.draws]
    }

    /// Sets the same draws at every lead.
    pub fn set_all(&mut self, mut draw: impl FnMut(usize) -> f64) {
        let (first, rest) = self.values.split_at_mut(self.draws);
        for (index, cell) in first.iter_mut().enumerate() {
            *cell = draw(index);
        }
        for chunk in rest.chunks_mut(self.draws) {
            chunk.copy_from_slice(first);
        }
    }
}

impl Paths {
    /// Draws the paths of every unit in parallel.
    ///
    /// `simulate` gets the index of the unit in the history, a generator that
    /// belongs to `model`, the seed and the unit's name, and the place for the
    /// unit's paths, which are zero at first. The result is the same whatever
    /// the number of threads or the order of the units.
    ///
    /// # Errors
    /// Those of [`Task::check`], what `simulate` returns, and
    /// [`Error::BadDraw`] when a draw is not a count.
    pub fn simulate(
        model: &str,
        history: &Panel,
        task: &Task,
        simulate: impl Fn(usize, &mut ChaCha8Rng, &mut UnitPaths) -> Result<Support, Error> + Sync,
    ) -> Result<Self, Error> {
        task.check(history)?;
        let size = task.steps() * task.draws;
        let units = history.units();
        let mut values = vec![0.0; units.len() * size];
        let support = values
            .par_chunks_mut(size)
            .enumerate()
            .map(|(unit, values)| {
                let mut generator = randomness::of_unit(task.seed, model, &units[unit]);
                let mut paths = UnitPaths {
                    leads: task.leads.clone(),
                    draws: task.draws,
                    values,
                };
                let support = simulate(unit, &mut generator, &mut paths)?;
                match values
                    .iter()
                    .find(|value| !(value.is_finite() && **value >= 0.0))
                {
                    None => Ok(support),
                    Some(&value) => Err(Error::BadDraw {
                        model: model.to_owned(),
                        unit: units[unit].to_string(),
                        value,
                    }),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            units: Arc::clone(units),
            origin: task.origin,
            leads: task.leads.clone(),
            draws: task.draws,
            values,
            support,
        })
    }

    /// Names of the units, in the order of the history.
    pub fn units(&self) -> &Arc<[Arc<str>]> {
        &self.units
    }

    /// The last known period.
    pub fn origin(&self) -> i64 {
        self.origin
    }

    /// The leads.
    pub fn leads(&self) -> RangeInclusive<u32> {
        self.leads.clone()
    }

    /// Draws per cell.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// What the forecast of a unit rests on; `None` for a unit that does not
    /// exist.
    pub fn support(&self, unit: usize) -> Option<Support> {
        self.support.get(unit).copied()
    }

    /// The draws of a cell, in order of the paths; empty for a unit or lead
    /// that the forecast does not have.
    pub fn at(&self, unit: usize, lead: u32) -> &[f64] {
        if unit >= self.units.len() || !self.leads.contains(&lead) {
            return &[];
        }
        let step = (lead - self.leads.start()) as usize;
        let start = (unit * self.steps() + step) * self.draws;
        &self.values[start..start + self.draws]
    }

    /// The sum of each path over leads; leads that the forecast does not have
    /// add nothing.
    pub fn sums(&self, unit: usize, leads: RangeInclusive<u32>) -> Vec<f64> {
        let mut sums = vec![0.0; self.draws];
        for lead in leads {
            for (sum, value) in sums.iter_mut().zip(self.at(unit, lead)) {
                *sum += value;
            }
        }
        sums
    }

    /// The share of paths with at least one event over the leads.
    pub fn any_event(&self, unit: usize, leads: RangeInclusive<u32>) -> f64 {
        let sums = self.sums(unit, leads);
        sums.iter().filter(|&&sum| sum > 0.0).count() as f64 / sums.len() as f64
    }

    /// Linearly interpolated (type 7) quantiles of a cell at `levels` from 0 to
    /// 1; `None` for a cell that the forecast does not have or a level outside
    /// its range.
    pub fn quantiles(&self, unit: usize, lead: u32, levels: &[f64]) -> Option<Vec<f64>> {
        quantiles(self.at(unit, lead).to_vec(), levels)
    }

    fn steps(&self) -> usize {
        (self.leads.end() - self.leads.start() + 1) as usize
    }
}

/// Linearly interpolated (type 7) quantiles of draws.
pub(crate) fn quantiles(mut draws: Vec<f64>, levels: &[f64]) -> Option<Vec<f64>> {
    let last = draws.len().checked_sub(1)?;
    draws.sort_by(f64::total_cmp);
    levels
        .iter()
        .map(|&level| {
            if !(0.0..=1.0).contains(&level) {
                return None;
            }
            let position = level * last as f64;
            let below = position.floor() as usize;
            let above = (below + 1).min(last);
            Some(draws[below] + (position - below as f64) * (draws[above] - draws[below]))
        })
        .collect()
}
