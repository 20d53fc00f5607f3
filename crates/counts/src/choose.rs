//! The rule by which the baseline of a count is chosen.

use crate::error::{Error, positive};
use crate::noufaily;
use crate::predictive::Predictive;
use crate::sparse;
use std::fmt;
use std::ops::Range;

/// Options of [`expected`].
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Full years of covered periods that the seasonal baseline needs.
    pub minimum_years: usize,
    /// Largest number of years that the seasonal baseline looks back.
    pub maximum_years: usize,
    /// Recent share of a year that the seasonal baseline leaves out.
    pub guard_years: f64,
    /// Mean count per covered period that the seasonal baseline needs.
    pub minimum_mean: f64,
    /// Share of covered periods with at least one event that the seasonal
    /// baseline needs.
    pub minimum_share_nonzero: f64,
    /// Number of periods between the reference of the sparse baseline and the
    /// period of interest.
    pub gap: usize,
    /// Prior over the dispersion of the sparse baseline.
    pub prior: sparse::DispersionPrior,
}

impl Default for Options {
    /// 3 to 5 years and a guard of half a year, a mean of at least 1 and at
    /// least half of the periods with an event; no gap.
    fn default() -> Self {
        Self {
            minimum_years: 3,
            maximum_years: 5,
            guard_years: 0.5,
            minimum_mean: 1.0,
            minimum_share_nonzero: 0.5,
            gap: 0,
            prior: sparse::DispersionPrior::default(),
        }
    }
}

/// The baseline that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Seasonal log-linear baseline ([`noufaily`]).
    Seasonal,
    /// Constant rate with exact predictive ([`sparse`]).
    Sparse,
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Seasonal => "seasonal baseline (Noufaily et al. 2013)",
            Self::Sparse => "constant rate, averaged over the dispersion",
        })
    }
}

/// Why a baseline was chosen. `Display` puts it in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// The history is long and dense enough for a seasonal baseline.
    LongAndDense {
        /// Years of reference.
        years: usize,
        /// Mean count per covered period.
        mean: f64,
    },
    /// There are too few covered periods for a seasonal baseline.
    HistoryTooShort {
        /// Covered periods before the period of interest.
        covered: usize,
        /// Covered periods needed.
        needed: usize,
    },
    /// The mean count is too small for a seasonal baseline.
    TooSparse {
        /// Mean count per covered period.
        mean: f64,
        /// Mean needed.
        needed: f64,
    },
    /// Too many periods without any event for a seasonal baseline.
    TooManyZeros {
        /// Share of covered periods with an event.
        share_nonzero: f64,
        /// Share needed.
        needed: f64,
    },
    /// The series has fewer than 4 periods in a year, so no season to fit.
    NoSeason {
        /// Periods in a year.
        periods_per_year: f64,
    },
    /// The seasonal baseline could not be fitted.
    SeasonalFitFailed,
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::LongAndDense { years, mean } => write!(
                formatter,
                "{years} years of history with {mean:.1} events a period allow for season and trend"
            ),
            Self::HistoryTooShort { covered, needed } => write!(
                formatter,
                "{covered} covered periods are too short a history for a seasonal baseline, which needs {needed}"
            ),
            Self::TooSparse { mean, needed } => write!(
                formatter,
                "{mean:.2} events a period are too few for a seasonal baseline, which needs {needed}"
            ),
            Self::TooManyZeros {
                share_nonzero,
                needed,
            } => write!(
                formatter,
                "only {:.0} % of the periods have an event, a seasonal baseline needs {:.0} %",
                100.0 * share_nonzero,
                100.0 * needed
            ),
            Self::NoSeason { periods_per_year } => write!(
                formatter,
                "with {periods_per_year} periods in a year there is no season to fit"
            ),
            Self::SeasonalFitFailed => {
                formatter.write_str("the seasonal baseline could not be fitted to this history")
            }
        }
    }
}

/// What is expected of one period, and on what ground.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Predictive distribution of the count.
    pub predictive: Predictive,
    /// The baseline used.
    pub method: Method,
    /// Why it was chosen.
    pub why: Why,
    /// The span of periods that the reference was taken from, by index. Not
    /// every period in it need be covered or used.
    pub reference: Range<usize>,
    /// Number of periods used.
    pub reference_periods: usize,
    rate: Rate,
}

/// What the rate is worked out from, where somebody asks: a posterior median costs as
/// much as all the rest together.
#[derive(Debug, Clone)]
enum Rate {
    Fitted(f64),
    Posterior(sparse::Rate),
}

impl Expected {
    /// Median of the rate (sparse) or fitted mean (seasonal), per period.
    pub fn rate(&self) -> f64 {
        match &self.rate {
            Rate::Fitted(mean) => *mean,
            Rate::Posterior(rate) => rate.median(),
        }
    }
}

/// Predictive distribution of the count of period `at`, by the baseline that
/// the history allows.
///
/// The seasonal baseline is used when the periods before `at` hold at least
/// `minimum_years` full years of covered periods plus the guard, their mean is
/// at least `minimum_mean`, at least `minimum_share_nonzero` of them have an
/// event, and the fit succeeds. Otherwise the last `reference_periods` covered
/// periods before `at` (and before the gap) give the constant-rate baseline.
///
/// `periods_per_year` may be fractional (52.18); the seasonal baseline takes
/// it to the nearest whole number. The count of `at` itself is never used for
/// the distribution.
///
/// # Errors
/// [`Error::NoSuchPeriod`] when `at` is beyond the series (it may be the
/// period after the last), [`Error::TooFewPoints`] without a covered period in
/// the reference, [`Error::OutOfRange`] for `periods_per_year` or
/// `reference_periods` that are not positive.
pub fn expected(
    counts: &[Option<u64>],
    periods_per_year: f64,
    at: usize,
    reference_periods: usize,
    options: &Options,
) -> Result<Expected, Error> {
    positive("periods per year", periods_per_year)?;
    positive("reference periods", reference_periods as f64)?;
    if at > counts.len() {
        return Err(Error::NoSuchPeriod {
            index: at,
            length: counts.len(),
        });
    }
    let why = match seasonal(counts, periods_per_year, at, options) {
        Ok(expected) => return Ok(expected),
        Err(why) => why,
    };
    let end = at.saturating_sub(options.gap);
    let mut start = end;
    let mut reference = Vec::with_capacity(reference_periods.min(end));
    for (index, count) in counts[..end].iter().enumerate().rev() {
        if reference.len() == reference_periods {
            break;
        }
        if let Some(count) = *count {
            reference.push(count);
            start = index;
        }
    }
    let sparse = sparse::predict_with(&reference, 1.0, &options.prior)?;
    Ok(Expected {
        rate: Rate::Posterior(sparse.rate),
        predictive: sparse.predictive,
        method: Method::Sparse,
        why,
        reference: start..end,
        reference_periods: reference.len(),
    })
}

/// The seasonal baseline, or why there is none.
fn seasonal(
    counts: &[Option<u64>],
    periods_per_year: f64,
    at: usize,
    options: &Options,
) -> Result<Expected, Why> {
    if !(4.0..=400.0).contains(&periods_per_year) {
        return Err(Why::NoSeason { periods_per_year });
    }
    let year = periods_per_year.round() as usize;
    let guard = (options.guard_years.clamp(0.0, 10.0) * periods_per_year).floor() as usize;
    let mut settings = noufaily::Options {
        excluded_recent_periods: guard,
        ..noufaily::Options::for_periods_per_year(year)
    };
    let needed = options
        .minimum_years
        .max(1)
        .saturating_mul(year)
        .saturating_add(guard);
    let maximum = options.maximum_years.max(options.minimum_years).max(1);
    let longest = maximum
        .saturating_mul(year)
        .saturating_add(settings.half_width);
    let start = at.saturating_sub(longest.max(needed));
    let covered_counts = counts[start..at].iter().flatten();
    let (mut covered, mut nonzero, mut total) = (0_usize, 0_usize, 0.0);
    for &count in covered_counts {
        covered += 1;
        nonzero += usize::from(count > 0);
        total += count as f64;
    }
    if covered < needed {
        return Err(Why::HistoryTooShort { covered, needed });
    }
    let mean = total / covered as f64;
    if mean < options.minimum_mean {
        return Err(Why::TooSparse {
            mean,
            needed: options.minimum_mean,
        });
    }
    let share_nonzero = nonzero as f64 / covered as f64;
    if share_nonzero < options.minimum_share_nonzero {
        return Err(Why::TooManyZeros {
            share_nonzero,
            needed: options.minimum_share_nonzero,
        });
    }
    let years = (at.saturating_sub(settings.half_width) / year).min(maximum);
    if years < options.minimum_years {
        return Err(Why::HistoryTooShort {
            covered: at,
            needed,
        });
    }
    settings.years_back = years;
    let history = &counts[..at];
    let baseline =
        noufaily::baseline_after(history, year, &settings).map_err(|_| Why::SeasonalFitFailed)?;
    let reference_end = at.saturating_sub(guard);
    Ok(Expected {
        rate: Rate::Fitted(baseline.mean),
        predictive: baseline.predictive,
        method: Method::Seasonal,
        why: Why::LongAndDense { years, mean },
        reference: at - years * year - settings.half_width..reference_end,
        reference_periods: baseline.reference_periods,
    })
}
