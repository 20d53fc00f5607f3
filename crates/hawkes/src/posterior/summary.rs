//! Intervals from draws.

use serde::Serialize;

/// A median with an equal-tailed interval of 90 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The 5 % quantile.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// The 95 % quantile.
    pub high: f64,
}

impl Interval {
    /// The interval of draws, none where there are none or one is not a number.
    pub fn of(draws: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = draws.into_iter().collect();
        if sorted.is_empty() || sorted.iter().any(|draw| draw.is_nan()) {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            low: quantile_of_sorted(&sorted, 0.05),
            median: quantile_of_sorted(&sorted, 0.5),
            high: quantile_of_sorted(&sorted, 0.95),
        })
    }

    /// Whether a value lies in the interval, its ends included.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// The quantile of sorted draws, interpolated between neighbours (type 7 of
/// Hyndman and Fan 1996); 0 for no draws.
pub fn quantile_of_sorted(sorted: &[f64], probability: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let place = probability.clamp(0.0, 1.0) * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let share = place - below as f64;
    if share == 0.0 {
        sorted[below]
    } else {
        sorted[below] * (1.0 - share) + sorted[above] * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile_of_sorted(&sorted, 0.0), 1.0);
        assert_eq!(quantile_of_sorted(&sorted, 1.0), 8.0);
        assert_eq!(quantile_of_sorted(&sorted, 0.5), 3.0);
    }

    #[test]
    fn draws_that_are_no_numbers_have_no_interval() {
        assert_eq!(Interval::of([1.0, f64::NAN]), None);
        assert_eq!(Interval::of([]), None);
    }
}
