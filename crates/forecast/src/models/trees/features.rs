//! What is known of a unit at the end of a period, as numbers for the trees.

use rayon::prelude::*;

use crate::Panel;

/// Periods over which counts are averaged.
const MEANS: [usize; 8] = [1, 2, 3, 6, 12, 24, 60, 120];
/// Periods over which logarithms of counts are averaged.
const LOG_MEANS: [usize; 2] = [12, 36];
/// Half-lives of recency-weighted means.
const HALF_LIVES: [f64; 4] = [2.0, 6.0, 18.0, 48.0];
/// Periods over which the largest count is taken.
const LARGEST: [usize; 3] = [6, 12, 60];
/// Periods over which the smallest count is taken.
const SMALLEST: usize = 6;
/// Periods over which the share with any event is taken.
const SHARES: [usize; 6] = [3, 6, 12, 24, 60, 120];
/// Periods over which the share of heavy fighting is taken, and from which count.
const HEAVY: ([usize; 2], f64) = ([12, 60], 25.0);
/// Counts above which the time since the last is taken.
const SINCE: [f64; 3] = [0.5, 10.5, 100.5];
/// The time since something that has not yet happened.
const NEVER: f64 = 400.0;

/// The first features are logarithms of levels, which can be taken relative to
/// another level.
pub(super) const LEVELS: usize =
    MEANS.len() + LOG_MEANS.len() + 1 + 2 * HALF_LIVES.len() + LARGEST.len() + 1;
/// Number of features.
pub(super) const WIDTH: usize = LEVELS + 1 + SHARES.len() + HEAVY.0.len() + 1 + SINCE.len() + 3 + 1;

/// Where the logarithm of the mean over 24 periods stands.
pub(super) const TWO_YEARS: usize = 5;
/// Where the recency-weighted mean logarithm with a half-life of two periods
/// stands.
pub(super) const RECENT: usize = MEANS.len() + LOG_MEANS.len() + 1 + HALF_LIVES.len();

/// Features of every unit at the end of every period. Each uses the periods up
/// to its own and no other.
pub(super) struct Features {
    periods: usize,
    /// Units x periods x `WIDTH`.
    values: Vec<f64>,
    /// Observations up to each period, units x periods.
    observed: Vec<u32>,
}

impl Features {
    pub(super) fn of(history: &Panel) -> Self {
        let periods = history.periods();
        let units = history.units().len();
        let active = active_units(history);
        let mut values = vec![0.0; units * periods * WIDTH];
        let mut observed = vec![0; units * periods];
        values
            .par_chunks_mut(periods * WIDTH)
            .zip(observed.par_chunks_mut(periods))
            .enumerate()
            .for_each(|(unit, (values, observed))| {
                let counts: Vec<Option<f64>> = history.series(unit).collect();
                let mut seen = 0;
                for (count, observed) in counts.iter().zip(observed) {
                    seen += u32::from(count.is_some());
                    *observed = seen;
                }
                fill(&counts, &active, values);
            });
        Self {
            periods,
            values,
            observed,
        }
    }

    /// The features of a unit at the end of a period.
    pub(super) fn at(&self, unit: usize, period: usize) -> &[f64] {
        let start = (unit * self.periods + period) * WIDTH;
        &self.values[start..start + WIDTH]
    }

    /// Observations of a unit up to the end of a period.
    pub(super) fn observed(&self, unit: usize, period: usize) -> u32 {
        self.observed[unit * self.periods + period]
    }
}

/// Mean number of units with any event over the twelve periods to each.
fn active_units(history: &Panel) -> Vec<f64> {
    let mut active = vec![0.0; history.periods()];
    for unit in 0..history.units().len() {
        for (sum, count) in active.iter_mut().zip(history.series(unit)) {
            *sum += f64::from(count.is_some_and(|count| count > SINCE[0]));
        }
    }
    let sums = Sums::of(active.iter().copied());
    (0..active.len())
        .map(|end| sums.last(end, 12) / 12.0)
        .collect()
}

/// Sums over the last periods, from sums over all.
struct Sums(Vec<f64>);

impl Sums {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut total = 0.0;
        let sums = values.map(|value| {
            total += value;
            total
        });
        Self(std::iter::once(0.0).chain(sums).collect())
    }

    /// The sum of up to `width` values, the last of them at `end`.
    fn last(&self, end: usize, width: usize) -> f64 {
        self.0[end + 1] - self.0[(end + 1).saturating_sub(width)]
    }
}

/// A mean in which each period counts half as much as the one a half-life later.
struct Fading {
    keep: f64,
    sum: f64,
    weight: f64,
}

impl Fading {
    fn new(half_life: f64) -> Self {
        Self {
            keep: 0.5_f64.powf(1.0 / half_life),
            sum: 0.0,
            weight: 0.0,
        }
    }

    fn add(&mut self, value: Option<f64>) -> f64 {
        self.sum = self.sum * self.keep + value.unwrap_or(0.0);
        self.weight = self.weight * self.keep + f64::from(value.is_some());
        if self.weight > 1e-9 {
            self.sum / self.weight
        } else {
            0.0
        }
    }
}

fn fill(counts: &[Option<f64>], active: &[f64], values: &mut [f64]) {
    let zero_filled: Vec<f64> = counts.iter().map(|count| count.unwrap_or(0.0)).collect();
    let sums = |what: fn(f64) -> f64| Sums::of(zero_filled.iter().map(|&count| what(count)));
    let observed = Sums::of(counts.iter().map(|count| f64::from(count.is_some())));
    let count = sums(|count| count);
    let log = sums(f64::ln_1p);
    let log_squared = sums(|count| count.ln_1p().powi(2));
    let any = sums(|count| f64::from(count > SINCE[0]));
    let heavy = sums(|count| f64::from(count >= HEAVY.1));
    let mut fading = HALF_LIVES.map(Fading::new);
    let mut log_fading = HALF_LIVES.map(Fading::new);
    let mut since = SINCE.map(|_| NEVER);
    for (end, row) in values.chunks_mut(WIDTH).enumerate() {
        let mean =
            |sums: &Sums, width: usize| sums.last(end, width) / observed.last(end, width).max(1.0);
        let recent = |width: usize| {
            zero_filled[(end + 1).saturating_sub(width)..=end]
                .iter()
                .copied()
        };
        let log_mean = |width: usize| mean(&count, width).ln_1p();
        for (since, threshold) in since.iter_mut().zip(SINCE) {
            *since = if zero_filled[end] > threshold {
                0.0
            } else {
                (*since + 1.0).min(NEVER)
            };
        }
        let variance = mean(&log_squared, 12) - mean(&log, 12).powi(2);
        let all = counts.len();
        let features = MEANS
            .map(log_mean)
            .into_iter()
            .chain(LOG_MEANS.map(|width| mean(&log, width)))
            .chain([mean(&log, all)])
            .chain(fading.each_mut().map(|mean| mean.add(counts[end]).ln_1p()))
            .chain(
                log_fading
                    .each_mut()
                    .map(|mean| mean.add(counts[end].map(f64::ln_1p))),
            )
            .chain(LARGEST.map(|width| recent(width).fold(0.0, f64::max).ln_1p()))
            .chain([recent(SMALLEST).fold(f64::INFINITY, f64::min).ln_1p()])
            .chain([mean(&any, all)])
            .chain(SHARES.map(|width| mean(&any, width)))
            .chain(HEAVY.0.map(|width| mean(&heavy, width)))
            .chain([variance.max(0.0).sqrt()])
            .chain(since.map(f64::ln_1p))
            .chain([
                log_mean(3) - log_mean(12),
                log_mean(12) - log_mean(60),
                log_mean(1) - log_mean(6),
                active[end],
            ]);
        for (slot, feature) in row.iter_mut().zip(features) {
            *slot = feature;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_what_their_names_say() {
        let counts = [Some(0.0), None, Some(20.0), Some(4.0)];
        let panel = Panel::new(["A"], 1, 4, counts).unwrap();
        let features = Features::of(&panel);
        let row = features.at(0, 3);
        assert_eq!(features.observed(0, 3), 3);
        assert!((row[0] - 5.0_f64.ln()).abs() < 1e-12);
        assert!((row[1] - 13.0_f64.ln()).abs() < 1e-12, "mean of two");
        assert!(
            (row[TWO_YEARS] - 9.0_f64.ln()).abs() < 1e-12,
            "mean of three observed"
        );
        let keep = 0.5_f64.sqrt();
        let expected = (5.0_f64.ln() + keep * 21.0_f64.ln()) / (1.0 + keep + keep.powi(3));
        assert!((row[RECENT] - expected).abs() < 1e-12);
        assert_eq!(
            row[WIDTH - 1],
            2.0 / 12.0,
            "units with an event, over a year"
        );
        assert_eq!(row.len(), WIDTH);
        let last_heavy = row[LEVELS + 1 + SHARES.len() + HEAVY.0.len() + 2];
        assert!(
            (last_heavy - 2.0_f64.ln()).abs() < 1e-12,
            "one period since 20"
        );
    }

    #[test]
    fn later_counts_change_no_earlier_feature() {
        let counts: Vec<Option<f64>> = (0..40).map(|t| Some(f64::from(t * 7 % 13))).collect();
        let mut later = counts.clone();
        later[30..].fill(Some(5000.0));
        let of =
            |counts: Vec<Option<f64>>| Features::of(&Panel::new(["A"], 1, 40, counts).unwrap());
        let (one, other) = (of(counts), of(later));
        for period in 0..30 {
            assert_eq!(one.at(0, period), other.at(0, period), "{period}");
        }
        assert_ne!(one.at(0, 30), other.at(0, 30));
    }
}
