//! Robust baseline of level series: prices, rates, indices.

use crate::error::{Error, positive};
use crate::mann_kendall::{kendall_tau, sorted_by_time, theil_sen};
use crate::predictive::Predictive;
use crate::special::median;

/// Number of observations before the time of interest that a baseline needs.
pub const MINIMUM_POINTS: usize = 12;

/// Full years of observations that a seasonal part needs.
pub const MINIMUM_YEARS: usize = 3;

/// Length of a year in days.
const YEAR: f64 = 365.25;

/// A yearly season of levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// Number of equal parts of the year that have a level of their own, such
    /// as 12 or 4; at least 2.
    pub parts: usize,
}

/// Baseline of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelBaseline {
    /// Trend and season at the time of interest: what would be expected
    /// without knowledge of the last observation.
    pub long_run: f64,
    /// Centre of the predictive distribution: the long-run level plus what is
    /// left of the last departure from it.
    pub expected: f64,
    /// Predictive distribution of the level.
    pub predictive: Predictive,
    /// Theil–Sen slope per day.
    pub slope: f64,
    /// Whether a seasonal part was fitted.
    pub seasonal: bool,
    /// Correlation of departures one median spacing apart, 0 to 1; 1 is a
    /// random walk.
    pub correlation: f64,
    /// Robust standard deviation of the change over one median spacing that
    /// the last departure does not explain.
    pub innovation_scale: f64,
    /// Degrees of freedom of the predictive distribution.
    pub degrees_of_freedom: f64,
    /// Number of observations used.
    pub observations: usize,
    /// Days from the last observation to the time of interest.
    pub gap: f64,
}

/// Baseline of the level at time `at` from the observations before it.
///
/// Points are `(time in days, value)`, in any order; those at or after `at`
/// are not used. The long-run level is a Theil–Sen line plus, when a season is
/// given and there are at least [`MINIMUM_YEARS`] full years with three
/// observations in each part of the year, the median departure by part of the
/// year. Departures `z` from it follow a first-order autoregression in
/// continuous time with correlation `ρ` at the median spacing `δ`:
///
/// - `ρ` from Kendall's tau of neighbouring departures, `sin(π τ / 2)`,
///   corrected for its bias by `(2 + 4 ρ) / n`, held between 0 and 1 and taken
///   as 1, a random walk, above `1 − 5/n`, where it cannot be told from one;
/// - the innovations `z_i − ρ^(Δ/δ) z_(i−1)`, each divided by
///   `((1 − ρ^(2Δ/δ)) / (1 − ρ²))^(1/2)`, have scale `s` by the estimator `Qn`
///   of Rousseeuw and Croux (1993), times `(n / (n − k))^(1/2)` for the
///   `k = 3 + parts of the year` fitted parameters;
/// - at a gap `g` after the last observation the predictive is Student t with
///   centre `long run + ρ^(g/δ) z_n`, scale
///   `s ((1 − ρ^(2g/δ)) / (1 − ρ²) + ((1 − ρ^(g/δ)) / (1 − ρ))² (k + 1) / n)^(1/2)`,
///   in the limit of a random walk `s (g/δ + (g/δ)² (k + 1) / n)^(1/2)`, and
///   `0.82 (n − k)` degrees of freedom, at least 3: 0.82 is the efficiency of
///   `Qn`. The second term is the uncertainty of the long-run level, for a
///   straight line `4/n` at its end.
///
/// # Errors
/// [`Error::TooFewPoints`] below [`MINIMUM_POINTS`] points before `at`,
/// [`Error::NotFinite`], [`Error::SameTime`], [`Error::OutOfRange`] for a
/// season with fewer than 2 parts.
pub fn baseline(
    points: &[(f64, f64)],
    at: f64,
    season: Option<Season>,
) -> Result<LevelBaseline, Error> {
    if at.is_nan() || at.abs() >= 1e150 {
        return Err(Error::OutOfRange {
            argument: "time",
            range: "finite",
            value: at,
        });
    }
    if let Some(Season { parts }) = season
        && !(2..=366).contains(&parts)
    {
        return Err(Error::OutOfRange {
            argument: "parts of the year",
            range: "between 2 and 366",
            value: parts as f64,
        });
    }
    let mut points = sorted_by_time(points)?;
    points.retain(|point| point.0 < at);
    let n = points.len();
    if n < MINIMUM_POINTS {
        return Err(Error::TooFewPoints {
            needed: MINIMUM_POINTS,
            have: n,
        });
    }
    let slope = theil_sen(&points).ok_or(Error::SameTime)?;
    let last = points[n - 1];
    let mut departures: Vec<f64> = points
        .iter()
        .map(|&(time, value)| value - slope * (time - last.0))
        .collect();
    let level = median(&mut departures.clone()).unwrap_or_default();
    departures
        .iter_mut()
        .for_each(|departure| *departure -= level);

    let mut long_run = level + slope * (at - last.0);
    let parts = seasonal_part(&points, &mut departures, season);
    if let Some(parts) = &parts {
        long_run += parts[part_of_year(at, parts.len())];
    }

    let mut spacings: Vec<f64> = points
        .windows(2)
        .map(|pair| pair[1].0 - pair[0].0)
        .collect();
    spacings.retain(|&spacing| spacing > 0.0);
    let spacing = median(&mut spacings).ok_or(Error::SameTime)?;
    let gap = at - last.0;
    let pairs: Vec<(f64, f64)> = departures
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .collect();
    let raw = (std::f64::consts::FRAC_PI_2 * kendall_tau(&pairs)).sin();
    let corrected = (raw + (2.0 + 4.0 * raw) / n as f64).clamp(0.0, 1.0);
    let correlation = if corrected > 1.0 - 5.0 / n as f64 {
        1.0
    } else {
        corrected
    };

    let mut innovations: Vec<f64> = Vec::with_capacity(n - 1);
    for (i, pair) in points.windows(2).enumerate() {
        let steps = (pair[1].0 - pair[0].0) / spacing;
        if steps > 0.0 {
            let left = correlation.powf(steps);
            let spread = accumulated_variance(correlation, steps).sqrt();
            innovations.push((departures[i + 1] - left * departures[i]) / spread);
        }
    }
    // A series that never moves has no scale; the smallest relative one keeps
    // the distribution defined.
    let floor = (1e-9 * (level.abs() + last.1.abs())).max(1e-12);
    let parameters = 3 + parts.as_ref().map_or(0, Vec::len);
    let left = (n.saturating_sub(parameters)).max(1) as f64;
    let innovation_scale = (qn_scale(&innovations) * (n as f64 / left).sqrt()).max(floor);
    let steps = gap / spacing;
    let kept = correlation.powf(steps);
    let expected = long_run + kept * departures[n - 1];
    // Uncertainty of the long-run level at the end of the series, as far as
    // the prediction rests on it.
    let rests = if correlation < 1.0 {
        (1.0 - kept) / (1.0 - correlation)
    } else {
        steps
    };
    let level_variance = rests * rests * (parameters + 1) as f64 / n as f64;
    let variance = accumulated_variance(correlation, steps) + level_variance;
    let scale = innovation_scale * variance.sqrt();
    positive("predictive scale", scale)?;
    let degrees_of_freedom = (0.82 * left).max(3.0);
    Ok(LevelBaseline {
        long_run,
        expected,
        predictive: Predictive::student_t(expected, scale, degrees_of_freedom)?,
        slope,
        seasonal: parts.is_some(),
        correlation,
        innovation_scale,
        degrees_of_freedom,
        observations: n,
        gap,
    })
}

/// Variance that innovations of unit variance accumulate over a number of
/// steps: `(1 − ρ^(2 steps)) / (1 − ρ²)`, for a random walk the steps.
fn accumulated_variance(correlation: f64, steps: f64) -> f64 {
    if correlation <= 0.0 {
        1.0
    } else if correlation > 1.0 - 1e-9 {
        steps
    } else {
        let log = correlation.ln();
        (2.0 * steps * log).exp_m1() / (2.0 * log).exp_m1()
    }
}

/// Median departure by part of the year, which is taken off the departures.
fn seasonal_part(
    points: &[(f64, f64)],
    departures: &mut [f64],
    season: Option<Season>,
) -> Option<Vec<f64>> {
    let parts = season?.parts;
    let years = (points[points.len() - 1].0 - points[0].0) / YEAR;
    // The span ends one spacing short of the last full year.
    let spacing = years / (points.len() - 1) as f64;
    if years + spacing < MINIMUM_YEARS as f64 {
        return None;
    }
    let mut groups = vec![Vec::new(); parts];
    for (point, &departure) in points.iter().zip(departures.iter()) {
        groups[part_of_year(point.0, parts)].push(departure);
    }
    if groups.iter().any(|group| group.len() < MINIMUM_YEARS) {
        return None;
    }
    let medians: Vec<f64> = groups
        .iter_mut()
        .map(|group| median(group).unwrap_or_default())
        .collect();
    for (point, departure) in points.iter().zip(departures.iter_mut()) {
        *departure -= medians[part_of_year(point.0, parts)];
    }
    Some(medians)
}

fn part_of_year(time: f64, parts: usize) -> usize {
    let share = (time / YEAR).rem_euclid(1.0);
    ((share * parts as f64) as usize).min(parts - 1)
}

/// The scale estimator `Qn` of Rousseeuw and Croux (1993): 2.2219 times the
/// `C(h, 2)`-th smallest distance of pairs, `h = n/2 + 1`, with their factor
/// for small samples.
fn qn_scale(values: &[f64]) -> f64 {
    let n = values.len();
    if n < 2 {
        return 0.0;
    }
    let mut distances = Vec::with_capacity(n * (n - 1) / 2);
    for (i, a) in values.iter().enumerate() {
        distances.extend(values[i + 1..].iter().map(|b| (a - b).abs()));
    }
    let h = n / 2 + 1;
    let rank = h * (h - 1) / 2 - 1;
    let (_, &mut distance, _) = distances.select_nth_unstable_by(rank, f64::total_cmp);
    let size = n as f64;
    let small_sample = if n % 2 == 1 {
        size / (size + 1.4)
    } else {
        size / (size + 3.8)
    };
    2.2219 * small_sample * distance
}

#[cfg(test)]
mod tests {
    use super::qn_scale;

    /// The distances that `qn_scale` of statsmodels 0.15.0 takes, 1.1 and 1.6
    /// (2.441058912583583 and 3.550631145576121 over its constant
    /// 2.2191444660); the factors for small samples are those of Rousseeuw and
    /// Croux (1993), which statsmodels leaves out.
    #[test]
    fn scale_takes_the_same_distance_as_statsmodels() {
        let values = [1.2, 3.4, 2.2, 5.9, 4.1, 0.3, 2.8, 3.3, 9.7, 1.1, 2.5];
        let odd = 2.2219 * 11.0 / 12.4 * 2.441058912583583 / 2.219_144_465_985_076;
        assert!((qn_scale(&values) / odd - 1.0).abs() < 1e-6);
        let even = 2.2219 * 10.0 / 13.8 * 3.550631145576121 / 2.219_144_465_985_076;
        assert!((qn_scale(&values[..10]) / even - 1.0).abs() < 1e-6);
    }
}
