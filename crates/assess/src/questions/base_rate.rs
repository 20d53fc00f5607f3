//! How often it has been so.

use foreshock_counts::proportion;

use crate::{
    assessment::BaseRate,
    questions::{History, Odds},
    words::significant,
};

const CONFIDENCE: f64 = 0.9;

/// The share of past windows of so many days with at least `needed`; windows
/// begin on every day and overlap, so that `n` of them count as `n / days`. One
/// window with half an event is added, so that what never happened is not
/// impossible. `None` where no day is covered.
///
/// With `k` of `n` windows, `(k / days + 1/2) / (n / days + 1)`.
pub(crate) fn long_run(history: &History, days: u16, needed: f64) -> Option<f64> {
    let length = usize::from(days);
    let outcomes: Vec<bool> = (0..history.values.len())
        .filter_map(|from| history.outcome(from, length, needed))
        .collect();
    history.values.iter().flatten().next()?;
    let with = outcomes.iter().filter(|yes| **yes).count() as f64;
    let days = f64::from(days);
    Some((with / days + 0.5) / (outcomes.len() as f64 / days + 1.0))
}

/// The base rate with its interval, from the past windows of the same length
/// that do not overlap (Clopper and Pearson 1934).
pub(crate) fn of(history: &History, odds: &Odds) -> Option<BaseRate> {
    let length = usize::from(odds.days);
    let outcomes: Vec<bool> = (1..)
        .map_while(|back| history.values.len().checked_sub(back * length))
        .filter_map(|from| history.outcome(from, length, odds.needed))
        .collect();
    let windows = outcomes.len() as u64;
    let with_event = outcomes.iter().filter(|yes| **yes).count() as u64;
    let (lower, upper) = match proportion::clopper_pearson(with_event, windows, CONFIDENCE) {
        Ok(interval) => (interval.lower, interval.upper),
        // Without a window anything is possible.
        Err(_) => (0.0, 1.0),
    };
    Some(BaseRate {
        rate: odds.base_rate,
        long_run: odds.long_run,
        lower: significant(lower),
        upper: significant(upper),
        windows,
        with_event,
        span: (history.first_covered(), history.last_covered()),
    })
}
