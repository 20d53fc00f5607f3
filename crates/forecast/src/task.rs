//! What is to be forecast.

use std::ops::RangeInclusive;

use crate::{error::Error, panel::Panel};

/// The last lead that can be asked for.
const FARTHEST: u32 = 10_000;

/// Values that one forecast may hold: two gigabytes.
const LIMIT: usize = 1 << 28;

/// What is to be forecast, from when, how finely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The last known period; lead `h` is the period `origin + h`.
    pub origin: i64,
    /// The leads, in periods after the origin, from 1.
    pub leads: RangeInclusive<u32>,
    /// Sample paths per unit.
    pub draws: usize,
    /// The seed of all random numbers.
    pub seed: u64,
}

impl Task {
    /// The task, checked.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the leads begin at 1 or later, do not end
    /// before they begin and end by 10,000, and there is at least one draw.
    pub fn new(
        origin: i64,
        leads: RangeInclusive<u32>,
        draws: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        if *leads.start() == 0 {
            return Err(Error::OutOfRange {
                argument: "the first lead",
                range: "at least 1",
                value: 0.0,
            });
        }
        if leads.is_empty() {
            return Err(Error::OutOfRange {
                argument: "the last lead",
                range: "not before the first",
                value: f64::from(*leads.end()),
            });
        }
        if *leads.end() > FARTHEST {
            return Err(Error::OutOfRange {
                argument: "the last lead",
                range: "at most 10000",
                value: f64::from(*leads.end()),
            });
        }
        if draws == 0 {
            return Err(Error::OutOfRange {
                argument: "the number of draws",
                range: "at least 1",
                value: 0.0,
            });
        }
        Ok(Self {
            origin,
            leads,
            draws,
            seed,
        })
    }

    /// Number of leads.
    pub fn steps(&self) -> usize {
        (self.leads.end() - self.leads.start()) as usize + 1
    }

    /// The last lead.
    pub fn horizon(&self) -> usize {
        *self.leads.end() as usize
    }

    /// The same task from another origin.
    pub fn at(&self, origin: i64) -> Self {
        Self {
            origin,
            ..self.clone()
        }
    }

    /// Checks that the history ends at the origin and that the forecast fits
    /// into memory. Every forecaster begins with it.
    ///
    /// # Errors
    /// [`Error::NotAtOrigin`], [`Error::TooLarge`], and those of [`Task::new`].
    pub fn check(&self, history: &Panel) -> Result<(), Error> {
        Self::new(self.origin, self.leads.clone(), self.draws, self.seed)?;
        if history.last() != self.origin {
            return Err(Error::NotAtOrigin {
                last: history.last(),
                origin: self.origin,
            });
        }
        let units = history.units().len();
        let cells = units.saturating_mul(self.steps());
        if cells.saturating_mul(self.draws) > LIMIT {
            return Err(Error::TooLarge {
                units,
                leads: self.steps(),
                draws: self.draws,
                limit: LIMIT,
            });
        }
        Ok(())
    }
}
