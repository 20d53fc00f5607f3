//! How many events are to be expected, day by day.

use crate::{
    assessment::FanPoint,
    calendar::days_after,
    questions::{Asked, History, Odds},
    words::significant,
};

/// Days of the window that are shown.
const SHOWN_DAYS: usize = 12;
/// Past windows below which quantiles say nothing.
const FEWEST_WINDOWS: usize = 20;

/// Quantiles of the total from the first day ahead to each of some days, on top
/// of what was `seen` already.
///
/// Past windows of the same length stand for what may come. Those with a yes are
/// given the probability that was forecast between them, those without the rest,
/// so that the fan says of a yes what the forecast says. Of all distributions
/// that do, this one lies nearest to what has been usual (Kullback-Leibler).
/// Empty where there are too few past windows, or where none of them was like
/// one of the two outcomes.
pub(crate) fn of(history: &History, odds: &Odds, asked: Asked, seen: f64) -> Vec<FanPoint> {
    let length = usize::from(odds.days);
    let windows: Vec<(&[Option<f64>], bool)> = history
        .values
        .windows(length)
        .filter(|window| window.iter().all(Option::is_some))
        .map(|window| {
            let total: f64 = window.iter().flatten().sum();
            (window, total >= odds.needed)
        })
        .collect();
    let yes = windows.iter().filter(|(_, yes)| *yes).count();
    let no = windows.len() - yes;
    if windows.len() < FEWEST_WINDOWS || yes == 0 || no == 0 {
        return Vec::new();
    }
    let weight = |yes_window: bool| match yes_window {
        true => odds.probability / yes as f64,
        false => (1.0 - odds.probability) / no as f64,
    };
    let first_ahead = u16::try_from(usize::from(asked.days()) - length).unwrap_or(0);
    shown(length)
        .into_iter()
        .map(|days| {
            let mut totals: Vec<(f64, f64)> = windows
                .iter()
                .map(|(window, yes)| {
                    let total: f64 = window[..days].iter().flatten().sum();
                    (total + seen, weight(*yes))
                })
                .collect();
            totals.sort_by(|a, b| a.0.total_cmp(&b.0));
            let quantile = |level: f64| {
                let mut sum = 0.0;
                let at = totals.iter().find(|(_, weight)| {
                    sum += weight;
                    sum >= level
                });
                significant(at.or(totals.last()).map_or(0.0, |(total, _)| *total))
            };
            let ahead = u16::try_from(days - 1).unwrap_or(u16::MAX);
            FanPoint {
                date: days_after(asked.from, first_ahead.saturating_add(ahead)),
                q05: quantile(0.05),
                q25: quantile(0.25),
                q50: quantile(0.5),
                q75: quantile(0.75),
                q95: quantile(0.95),
            }
        })
        .collect()
}

/// Lengths in days that are shown, evenly spaced, the last one the whole window.
fn shown(length: usize) -> Vec<usize> {
    let points = length.min(SHOWN_DAYS);
    (1..=points).map(|point| point * length / points).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::Basis;

    fn odds(days: u16, probability: f64) -> Odds {
        Odds {
            needed: 1.0,
            days,
            probability,
            spread: (probability, probability),
            base_rate: probability,
            long_run: probability,
            basis: Basis::Pool,
            models: Vec::new(),
            skill: None,
        }
    }

    proptest! {
        /// Totals never fall from day to day or from quantile to quantile, and
        /// the quantiles of the whole window agree with the probability of a
        /// yes.
        #[test]
        fn a_fan_says_what_the_forecast_says(
            counts in prop::collection::vec(prop::option::weighted(0.95, 0u8..3), 60..300),
            days in 1u16..30,
            probability in 0.01f64..0.99,
        ) {
            let history = History {
                first: date(2020, 1, 1),
                values: counts.iter().map(|count| count.map(f64::from)).collect(),
                gap: 0,
                partial: false,
            };
            let asked = Asked { from: date(2024, 1, 1), to: days_after(date(2024, 1, 1), days - 1), fixed: false };
            let fan = of(&history, &odds(days, probability), asked, 0.0);
            for point in &fan {
                let levels = [point.q05, point.q25, point.q50, point.q75, point.q95];
                prop_assert!(levels.windows(2).all(|pair| pair[0] <= pair[1]));
            }
            for pair in fan.windows(2) {
                prop_assert!(pair[0].date < pair[1].date);
                prop_assert!(pair[0].q50 <= pair[1].q50 && pair[0].q95 <= pair[1].q95);
            }
            if let Some(whole) = fan.last() {
                prop_assert_eq!(whole.date, asked.to);
                for (level, value) in [(0.05, whole.q05), (0.25, whole.q25), (0.5, whole.q50), (0.75, whole.q75), (0.95, whole.q95)] {
                    if (1.0 - probability - level).abs() > 1e-9 {
                        prop_assert_eq!(value >= 1.0, 1.0 - probability < level);
                    }
                }
            }
        }
    }
}
