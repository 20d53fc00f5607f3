//! What the counts would do by themselves: a level, and where the record
//! supports it a straight trend of the logarithm and a yearly season.

use std::f64::consts::TAU;

use crate::{
    error::Error,
    record::{Exposure, Record},
    regression::{Design, Fit},
};

/// Events outside the days touched from which on a trend is fitted.
pub const EVENTS_FOR_TREND: u64 = 10;
/// Days from which on a trend is fitted.
pub const DAYS_FOR_TREND: usize = 365;
/// Events outside the days touched from which on a season is fitted.
pub const EVENTS_FOR_SEASON: u64 = 20;
/// Days from which on a season is fitted: two years.
pub const DAYS_FOR_SEASON: usize = 730;

const YEAR: f64 = 365.25;

/// Terms of the baseline beside its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// A straight line of the logarithm.
    pub trend: bool,
    /// A sine and a cosine over a year.
    pub season: bool,
}

impl Terms {
    /// The terms that a record supports, by its length and its events on days
    /// that the intervention did not touch: never by what they would make of
    /// the effect.
    pub(crate) fn supported(record: &Record, exposure: &Exposure) -> Self {
        let free = |day: usize| !exposure.exposed[day] && !exposure.left_out[day];
        let (_, events) = record.sum(free);
        Self {
            trend: record.days() >= DAYS_FOR_TREND && events >= EVENTS_FOR_TREND,
            season: record.days() >= DAYS_FOR_SEASON && events >= EVENTS_FOR_SEASON,
        }
    }

    /// The rows of the watched days of which `counts` holds.
    pub(crate) fn design(self, record: &Record, counts: impl Fn(usize) -> bool) -> Design {
        let days: Vec<usize> = (0..record.days())
            .filter(|&day| record.covered[day] && counts(day))
            .collect();
        let width = 1 + usize::from(self.trend) + 2 * usize::from(self.season);
        let mut values = Vec::with_capacity(width * days.len());
        let length = record.days().max(2) as f64 - 1.0;
        for &day in &days {
            values.push(1.0);
            if self.trend {
                values.push(2.0 * day as f64 / length - 1.0);
            }
            if self.season {
                let (sine, cosine) = (TAU * day as f64 / YEAR).sin_cos();
                values.extend([sine, cosine]);
            }
        }
        Design {
            width,
            values,
            counts: days
                .iter()
                .map(|&day| f64::from(record.counts[day]))
                .collect(),
            days,
        }
    }

    /// The same without the term that bends most, for a record that will not
    /// bear it; `None` where only the level is left.
    pub(crate) fn simpler(self) -> Option<Self> {
        match self {
            Self { season: true, .. } => Some(Self {
                season: false,
                ..self
            }),
            Self { trend: true, .. } => Some(Self {
                trend: false,
                ..self
            }),
            _ => None,
        }
    }
}

/// The fit of a design without an offset.
pub(crate) fn plain(design: &Design) -> Result<Fit, Error> {
    design.fit(&vec![0.0; design.rows()], None)
}
