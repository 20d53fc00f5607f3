//! The share of past windows with an event.

use super::{
    series::{Past, Window},
    weighing::Weighing,
};

/// Half-lives of the recency weights in days; the first never forgets.
const HALF_LIVES: [f64; 5] = [f64::INFINITY, 3650.0, 1825.0, 730.0, 365.0];

/// The share of past windows with an event, over all and with recent ones
/// counting more.
///
/// Windows begin on every day and overlap, so that `n` of them count as `n / h`
/// for a window of `h` days. The long-run share adds one window with half an
/// event, the recency-weighted ones add one window with the long-run share. Half-lives
/// are weighed by how each would have forecast before.
#[derive(Debug, Clone)]
pub(super) struct BaseRate {
    window: Window,
    /// The first origin whose window was not over at the last look.
    next: usize,
    /// Weighted windows with an event and weighted windows, per half-life.
    sums: [(f64, f64); HALF_LIVES.len()],
    weighing: Weighing,
}

/// What the base rate is at an origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BaseRates {
    pub(super) weighed: f64,
    pub(super) long_run: f64,
}

impl BaseRate {
    pub(super) fn new(window: Window) -> Self {
        Self {
            window,
            next: 0,
            sums: [(0.0, 0.0); HALF_LIVES.len()],
            weighing: Weighing::new(window, &[0.2; HALF_LIVES.len()], 520.0),
        }
    }

    /// The base rate from what is past; to be asked origin after origin.
    pub(super) fn at(&mut self, past: Past<'_>) -> BaseRates {
        while self.next + self.window.reach() <= past.origin() {
            for (half_life, (with, all)) in HALF_LIVES.iter().zip(&mut self.sums) {
                let keep = 0.5_f64.powf(1.0 / half_life);
                *with *= keep;
                *all *= keep;
            }
            if let Some(any) = past.outcome(self.next, self.window) {
                for (with, all) in &mut self.sums {
                    *with += f64::from(u8::from(any));
                    *all += 1.0;
                }
            }
            self.next += 1;
        }
        let days = f64::from(self.window.days);
        let (with, all) = self.sums[0];
        let long_run = (with / days + 0.5) / (all / days + 1.0);
        let mut candidates = vec![long_run];
        candidates.extend(
            self.sums[1..]
                .iter()
                .map(|(with, all)| (with / days + long_run) / (all / days + 1.0)),
        );
        self.weighing.settle(past);
        BaseRates {
            weighed: self.weighing.pose(past.origin(), candidates),
            long_run,
        }
    }
}
