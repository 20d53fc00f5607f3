//! Baseline for seasonal, trending, overdispersed counts after Noufaily et al.
//! (2013), "An improved algorithm for outbreak detection in multiple
//! surveillance systems", Statistics in Medicine 32, 1206–1222.
//!
//! The algorithm is that of `farringtonFlexible` in the R package
//! surveillance 1.20.3 with periods counted by index.

use crate::error::{Error, open_unit};
use crate::glm::{Fit, Observation, fit};
use crate::predictive::Predictive;
use crate::special::{gauss_hermite, normal_cdf, normal_quantile};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// How the variance of the fitted coefficients is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CoefficientVariance {
    /// By the Pearson dispersion `Σ ω (y − μ)² / μ / df`, at least 1. This is
    /// the quasi-Poisson theory and the default.
    #[default]
    Pearson,
    /// As surveillance 1.20.3 does after reweighting: there the iteration
    /// weights of the model are overwritten by the prior weights `ω` before
    /// `summary.glm` and `predict.glm` read them, which scales the variance by
    /// `Σ ω ((y − μ) / μ)² / df`. For means above one this is too small by
    /// about the mean. Offered so that results can be compared.
    Surveillance,
}

/// Options of [`baseline`].
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How many years back reference periods are taken from (`b`).
    pub years_back: usize,
    /// Half-width of the reference window around the same time of each past
    /// year, in periods (`w`).
    pub half_width: usize,
    /// Number of levels of the seasonal factor (`noPeriods`): one for the
    /// reference windows, the rest share what lies between them. 1 uses the
    /// windows alone.
    pub seasonal_levels: usize,
    /// Number of most recent periods left out of the reference, in addition
    /// to the current one (`pastWeeksNotIncluded`).
    pub excluded_recent_periods: usize,
    /// Whether a log-linear time trend may enter.
    pub trend: bool,
    /// The trend enters only when its p-value is below this (and the number of
    /// years is at least 3 and the prediction does not exceed the largest
    /// count of the reference).
    pub trend_threshold: f64,
    /// Reference counts with an Anscombe residual `s` above this are weighted
    /// by `s^−2`. `None` switches reweighting off.
    pub reweighting_threshold: Option<f64>,
    /// No alarm when the last periods up to the current one (second figure)
    /// hold fewer events than the first figure (`limit54`).
    pub minimum_recent_events: (u64, usize),
    /// How the variance of the coefficients is scaled.
    pub coefficient_variance: CoefficientVariance,
}

impl Default for Options {
    /// Weekly counts: 5 years back, half-width 3, 10 seasonal levels, 26 weeks
    /// left out, trend below a p-value of 0.05, reweighting above 2.58, at
    /// least 5 events in 4 weeks.
    fn default() -> Self {
        Self {
            years_back: 5,
            half_width: 3,
            seasonal_levels: 10,
            excluded_recent_periods: 26,
            trend: true,
            trend_threshold: 0.05,
            reweighting_threshold: Some(2.58),
            minimum_recent_events: (5, 4),
            coefficient_variance: CoefficientVariance::Pearson,
        }
    }
}

impl Options {
    /// The default with the half-width and the recent periods left out scaled
    /// from weeks to the given number of periods in a year: `3/52` and a half
    /// of a year, the half-width at least 1.
    pub fn for_periods_per_year(periods_per_year: usize) -> Self {
        Self {
            half_width: ((3 * periods_per_year + 26) / 52).max(1),
            excluded_recent_periods: periods_per_year / 2,
            seasonal_levels: 10.min(periods_per_year.saturating_sub(2)).max(1),
            ..Self::default()
        }
    }
}

/// Baseline of one period.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Expected count `μ`.
    pub mean: f64,
    /// Dispersion `φ = variance / mean`, at least 1.
    pub dispersion: f64,
    /// Slope of the logarithm of the mean per period, when the trend entered.
    pub trend: Option<f64>,
    /// Number of reference periods used.
    pub reference_periods: usize,
    /// Standard error of the logarithm of the mean.
    pub standard_error: f64,
    /// Whether an alarm is suppressed because the last periods hold too few
    /// events.
    pub suppressed_by_limit54: bool,
    /// Predictive distribution of the count: negative binomial with mean
    /// `exp(η)` and dispersion `φ`, averaged over `η ~ N(ln μ, se²)` by
    /// Gauss–Hermite quadrature with 9 nodes. The uncertainty of the
    /// dispersion is not included.
    pub predictive: Predictive,
}

impl Baseline {
    /// Upper bound on the 2/3-power scale ("delta"):
    /// `(μ^(2/3) + z_(1−α) se)^(3/2)`, `se² = (4/9) μ^(1/3) (φ + Var(μ̂)/μ)`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < alpha < 1`.
    pub fn upper_bound_power(&self, alpha: f64) -> Result<f64, Error> {
        open_unit("alpha", alpha)?;
        let (centre, scale) = self.power_scale();
        Ok((centre - normal_quantile(alpha) * scale).max(0.0).powf(1.5))
    }

    /// Upper bound as the `1 − α` quantile of the negative binomial with mean
    /// `μ` and dispersion `φ` ("nbPlugin"), without the uncertainty of either.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < alpha < 1`.
    pub fn upper_bound_negative_binomial(&self, alpha: f64) -> Result<f64, Error> {
        open_unit("alpha", alpha)?;
        Predictive::negative_binomial(self.mean, self.dispersion)?.quantile(1.0 - alpha)
    }

    /// Tail probability on the 2/3-power scale: `1 − Φ((y^(2/3) − μ^(2/3)) / se)`.
    pub fn upper_tail_power(&self, count: u64) -> f64 {
        let (centre, scale) = self.power_scale();
        normal_cdf((centre - (count as f64).powf(2.0 / 3.0)) / scale)
    }

    /// `P(Y >= count)` under the plug-in negative binomial.
    ///
    /// # Errors
    /// None for a baseline that [`baseline`] returned.
    pub fn upper_tail_negative_binomial(&self, count: u64) -> Result<f64, Error> {
        Ok(Predictive::negative_binomial(self.mean, self.dispersion)?.upper_tail(count as f64))
    }

    fn power_scale(&self) -> (f64, f64) {
        let variance = self.standard_error * self.mean;
        let inflated = self.dispersion + variance * variance / self.mean;
        (
            self.mean.powf(2.0 / 3.0),
            (4.0 / 9.0 * self.mean.cbrt() * inflated).sqrt(),
        )
    }
}

/// Fits the baseline of period `at` to the periods before it.
///
/// `counts` holds one entry per period, `None` where nothing is known (no
/// coverage); such periods are left out, they are not zeros. Entries at and
/// after `at` are not used for the fit. `periods_per_year` is a whole number
/// (52, 12, 365): the same time of the past year is that many periods back.
///
/// # Errors
/// [`Error::NoSuchPeriod`] when `at` is not a period of the series,
/// [`Error::TooFewPoints`] when the series does not reach back far enough or
/// too few reference periods are covered, [`Error::OutOfRange`] for options
/// that leave a seasonal level without periods, [`Error::AllZero`] when the
/// counts that set the level are all zero, [`Error::DidNotConverge`] when
/// the fit does not converge with nor without trend.
pub fn baseline(
    counts: &[Option<u64>],
    periods_per_year: usize,
    at: usize,
    options: &Options,
) -> Result<Baseline, Error> {
    if at >= counts.len() {
        return Err(Error::NoSuchPeriod {
            index: at,
            length: counts.len(),
        });
    }
    let mut baseline = baseline_after(&counts[..at], periods_per_year, options)?;
    let (events, periods) = options.minimum_recent_events;
    let recent = &counts[(at + 1).saturating_sub(periods)..=at];
    let recent_events = recent
        .iter()
        .flatten()
        .fold(0_u64, |sum, &y| sum.saturating_add(y));
    baseline.suppressed_by_limit54 = recent_events < events;
    Ok(baseline)
}

/// Fits the baseline of the period that follows `history`; an alarm counts as
/// suppressed, since the count of that period is not known.
pub(crate) fn baseline_after(
    history: &[Option<u64>],
    periods_per_year: usize,
    options: &Options,
) -> Result<Baseline, Error> {
    let at = history.len();
    let levels = reference_levels(at, periods_per_year, options)?;
    let mut data: Vec<Observation> = Vec::with_capacity(levels.len());
    let mut largest = 0.0_f64;
    let mut level_total = 0;
    for (index, &level) in levels.iter().enumerate() {
        if let (Some(level), Some(count)) = (level, history[index]) {
            let count_value = count as f64;
            largest = largest.max(count_value);
            if level == 0 {
                level_total |= count;
            }
            data.push(Observation {
                count: count_value,
                time: index as f64 - at as f64,
                level,
                weight: 1.0,
            });
        }
    }
    let needed = options.seasonal_levels + 2;
    if data.len() < needed || !data.iter().any(|observation| observation.level == 0) {
        return Err(Error::TooFewPoints {
            needed,
            have: data.len(),
        });
    }
    if level_total == 0 {
        return Err(Error::AllZero);
    }
    let mut model = None;
    if options.trend {
        let with_trend = flexible_fit(&mut data, true, options)?;
        let accepted = match with_trend.slope {
            Some(slope) => {
                let error = with_trend.slope_standard_error;
                let p = StudentsT::new(0.0, 1.0, with_trend.degrees_of_freedom)
                    .map_or(1.0, |t| 2.0 * t.sf((slope / error).abs()));
                options.years_back >= 3
                    && p < options.trend_threshold
                    && with_trend.log_mean.exp() <= largest
            }
            None => true,
        };
        if accepted {
            model = Some(with_trend);
        }
    }
    let model = match model {
        Some(model) => model,
        None => flexible_fit(&mut data, false, options)?,
    };
    let mean = model.log_mean.exp();
    if !(mean > 1e-9 && mean.is_finite() && model.standard_error.is_finite()) {
        return Err(Error::AllZero);
    }
    let parts = gauss_hermite(model.log_mean, model.standard_error)
        .map(|(weight, log_mean)| {
            Ok((
                weight,
                Predictive::negative_binomial(log_mean.exp(), model.dispersion)?,
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Baseline {
        mean,
        dispersion: model.dispersion,
        trend: model.slope,
        reference_periods: data.len(),
        standard_error: model.standard_error,
        suppressed_by_limit54: true,
        predictive: Predictive::mixture(parts)?,
    })
}

/// Seasonal level of each period before `at` that belongs to the reference.
///
/// Level 0 is the window of the half-width around the same time of each past
/// year; the periods between two windows are cut into `seasonal_levels − 1`
/// runs, of which the first are one longer when they cannot be equal. (In the
/// R package the window has the last level instead of the first.)
fn reference_levels(
    at: usize,
    periods_per_year: usize,
    options: &Options,
) -> Result<Vec<Option<usize>>, Error> {
    let Options {
        years_back,
        half_width,
        seasonal_levels,
        excluded_recent_periods,
        ..
    } = *options;
    let out_of_range = |argument, range, value: usize| {
        Err(Error::OutOfRange {
            argument,
            range,
            value: value as f64,
        })
    };
    if years_back == 0 {
        return out_of_range("years back", "at least 1", years_back);
    }
    if seasonal_levels == 0 {
        return out_of_range("seasonal levels", "at least 1", seasonal_levels);
    }
    let window = half_width.saturating_mul(2).saturating_add(1);
    if periods_per_year < window {
        return out_of_range("half-width", "less than half a year", half_width);
    }
    let between = periods_per_year - window;
    if between < seasonal_levels - 1 {
        return out_of_range(
            "seasonal levels",
            "at most one more than the periods between two reference windows",
            seasonal_levels,
        );
    }
    let needed = years_back
        .saturating_mul(periods_per_year)
        .saturating_add(half_width);
    if at < needed {
        return Err(Error::TooFewPoints { needed, have: at });
    }
    let mut levels = vec![None; at];
    for year in 1..=years_back {
        let centre = at - year * periods_per_year;
        for level in &mut levels[centre - half_width..=centre + half_width] {
            *level = Some(0);
        }
        if seasonal_levels > 1 {
            let runs = seasonal_levels - 1;
            let mut start = centre + half_width + 1;
            for run in 0..runs {
                let length = between / runs + usize::from(run < between % runs);
                for level in &mut levels[start..start + length] {
                    *level = Some(run + 1);
                }
                start += length;
            }
        }
    }
    for level in &mut levels[at - half_width..] {
        *level = Some(0);
    }
    for level in &mut levels[at.saturating_sub(excluded_recent_periods)..] {
        *level = None;
    }
    Ok(levels)
}

/// A fitted model at the current period.
struct Model {
    log_mean: f64,
    standard_error: f64,
    slope: Option<f64>,
    slope_standard_error: f64,
    dispersion: f64,
    degrees_of_freedom: f64,
}

/// Fit, reweight by Anscombe residuals, fit again.
fn flexible_fit(
    data: &mut [Observation],
    mut trend: bool,
    options: &Options,
) -> Result<Model, Error> {
    for observation in data.iter_mut() {
        observation.weight = 1.0;
    }
    let mut model = fit(data, options.seasonal_levels, trend)?;
    if !model.converged && trend {
        trend = false;
        model = fit(data, options.seasonal_levels, trend)?;
    }
    if !model.converged {
        return Err(Error::DidNotConverge);
    }
    let mut overwritten = false;
    if let Some(threshold) = options.reweighting_threshold {
        reweight(data, &model, threshold);
        model = fit(data, options.seasonal_levels, trend)?;
        overwritten = options.coefficient_variance == CoefficientVariance::Surveillance;
    }
    let dispersion = model.pearson_dispersion.max(1.0);
    let scale = match options.coefficient_variance {
        CoefficientVariance::Pearson => dispersion,
        CoefficientVariance::Surveillance if overwritten => model.prior_weighted_dispersion,
        CoefficientVariance::Surveillance => model.pearson_dispersion,
    };
    Ok(Model {
        log_mean: model.log_mean,
        standard_error: (scale * model.log_mean_variance).sqrt(),
        slope: model.slope,
        slope_standard_error: (scale * model.slope_variance).sqrt(),
        dispersion,
        degrees_of_freedom: model.degrees_of_freedom,
    })
}

/// Weights `ω ∝ s^−2` where the standardised Anscombe residual
/// `s = (3/2) (y^(2/3) μ^(−1/6) − μ^(1/2)) / (φ (1 − h))^(1/2)` exceeds the
/// threshold and `ω ∝ 1` elsewhere, with mean 1.
fn reweight(data: &mut [Observation], model: &Fit, threshold: f64) {
    let dispersion = model.pearson_dispersion.max(1.0);
    let mut sum = 0.0;
    for ((observation, &mean), &leverage) in data.iter_mut().zip(&model.means).zip(&model.leverages)
    {
        let raw = 1.5 * (observation.count.powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt());
        let residual = raw / (dispersion * (1.0 - leverage)).sqrt();
        // A point that alone carries its level has leverage 1 and no residual.
        observation.weight = if residual.is_finite() && residual > threshold {
            residual.powi(-2)
        } else {
            1.0
        };
        sum += observation.weight;
    }
    let scale = data.len() as f64 / sum;
    for observation in data {
        observation.weight *= scale;
    }
}
