//! What is assumed of daily counts.

use crate::Error;

/// A model of daily counts of one or more kinds of event.
///
/// Given all days before it, the count of kind `i` on day `d` has mean
///
/// ```text
/// m_i(d) = mu_i(d) + sum_j alpha_ij sum_{l >= 1} g_ij(l) y_j(d - l)
/// ```
///
/// with the background `mu_i`, the number `alpha_ij` of events of kind `i` that
/// one event of kind `j` brings about on later days, and the shares `g_ij(l)` of
/// them that come `l` days later, which add up to one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The rate at which events come on their own.
    pub background: Background,
    /// Which kinds excite which.
    pub excitation: Excitation,
    /// How the excitation fades.
    pub kernel: Kernel,
    /// How counts scatter about their mean.
    pub observation: Observation,
}

impl Model {
    /// The same model without any excitation: independent counts.
    pub fn without_excitation(&self) -> Self {
        Self {
            excitation: Excitation::None,
            ..self.clone()
        }
    }

    /// Checks every number of the model.
    pub(super) fn check(&self, days: usize) -> Result<(), Error> {
        self.kernel.check()?;
        self.background.check(days)
    }
}

/// Which kinds excite which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Excitation {
    /// None: counts are independent.
    None,
    /// Each kind excites itself only.
    Own,
    /// Each kind may excite every kind.
    #[default]
    All,
}

impl Excitation {
    /// Whether `exciting` may excite `excited`.
    pub fn allows(self, excited: usize, exciting: usize) -> bool {
        match self {
            Self::None => false,
            Self::Own => excited == exciting,
            Self::All => true,
        }
    }
}

/// How excitation fades from day to day.
#[derive(Debug, Clone, PartialEq)]
pub enum Kernel {
    /// `g(l) = (1 - q) q^(l - 1)` with `q = 2^(-1 / half-life)`: the share that
    /// is still to come halves every half-life.
    Geometric(HalfLife),
    /// A sum of geometric kernels with given half-lives in days and estimated
    /// weights, so that fast and slow excitation stand beside each other.
    Sum(Vec<f64>),
    /// `g(l)` proportional to `(l + offset)^(-1 - exponent)` up to `longest`
    /// days and zero beyond: the Omori–Utsu law, cut off so that it sums to one
    /// over days that can be seen.
    PowerLaw {
        /// Days by which the law is shifted, at least 0.
        offset: f64,
        /// Exponent of the tail, above 0.
        exponent: f64,
        /// Longest delay in days, at least 1.
        longest: usize,
    },
}

impl Default for Kernel {
    fn default() -> Self {
        Self::Geometric(HalfLife::Shared)
    }
}

/// Where the half-life of a geometric kernel comes from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum HalfLife {
    /// Given, in days.
    Given(f64),
    /// Estimated, one for all pairs of kinds.
    #[default]
    Shared,
    /// Estimated, one for each pair of kinds.
    PerPair,
}

impl Kernel {
    /// Number of components whose weights are estimated.
    pub(super) fn components(&self) -> usize {
        match self {
            Self::Sum(half_lives) => half_lives.len(),
            Self::Geometric(_) | Self::PowerLaw { .. } => 1,
        }
    }

    fn check(&self) -> Result<(), Error> {
        let positive = |argument, value: f64| {
            if value > 0.0 && value.is_finite() {
                Ok(())
            } else {
                Err(Error::OutOfRange {
                    argument,
                    range: "positive and finite",
                    value,
                })
            }
        };
        match self {
            Self::Geometric(HalfLife::Given(half_life)) => positive("half-life", *half_life),
            Self::Geometric(_) => Ok(()),
            Self::Sum(half_lives) => {
                if half_lives.is_empty() {
                    return Err(Error::OutOfRange {
                        argument: "number of half-lives",
                        range: "1 or more",
                        value: 0.0,
                    });
                }
                half_lives
                    .iter()
                    .try_for_each(|half_life| positive("half-life", *half_life))
            }
            Self::PowerLaw {
                offset,
                exponent,
                longest,
            } => {
                positive("exponent", *exponent)?;
                if !(*offset >= 0.0 && offset.is_finite()) {
                    return Err(Error::OutOfRange {
                        argument: "offset",
                        range: "0 or more and finite",
                        value: *offset,
                    });
                }
                if *longest == 0 {
                    return Err(Error::OutOfRange {
                        argument: "longest delay",
                        range: "1 day or more",
                        value: 0.0,
                    });
                }
                Ok(())
            }
        }
    }
}

/// How counts scatter about their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Observation {
    /// Poisson: events of one day are independent given the days before.
    Poisson,
    /// Negative binomial with variance `dispersion * mean`, one dispersion for
    /// all kinds.
    SharedDispersion,
    /// The same with a dispersion for each kind.
    #[default]
    DispersionPerKind,
}

impl Observation {
    /// Number of dispersions that are estimated for `kinds` kinds.
    pub(super) fn dispersions(self, kinds: usize) -> usize {
        match self {
            Self::Poisson => 0,
            Self::SharedDispersion => 1,
            Self::DispersionPerKind => kinds,
        }
    }
}

/// The rate of events that come on their own: `exp` of a linear function of the
/// day, so that it is positive.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Background {
    /// Whether the log-rate has a linear trend.
    pub trend: bool,
    /// Number of sine and cosine pairs over `season` days.
    pub harmonics: usize,
    /// Length of the season in days; a year where absent.
    pub season: Option<f64>,
    /// Days between the knots of a log-rate that is linear from knot to knot, at
    /// least 30; none for no such function. It changes in steps of a twelfth of
    /// that distance. Its changes from knot to knot are held small by a normal
    /// density with standard deviation 1, in maximum likelihood too, since a
    /// stretch without events would otherwise have no finite estimate.
    pub knots_every: Option<usize>,
    /// Other series that the log-rate depends on, one value per day.
    pub covariates: Vec<Vec<f64>>,
}

impl Background {
    /// Whether the rate is the same every day.
    pub fn is_constant(&self) -> bool {
        !self.trend
            && self.harmonics == 0
            && self.knots_every.is_none()
            && self.covariates.is_empty()
    }

    fn check(&self, days: usize) -> Result<(), Error> {
        if let Some(season) = self.season
            && !(season > 1.0 && season.is_finite())
        {
            return Err(Error::OutOfRange {
                argument: "season",
                range: "longer than a day and finite",
                value: season,
            });
        }
        if let Some(every) = self.knots_every
            && every < 30
        {
            return Err(Error::OutOfRange {
                argument: "days between knots",
                range: "30 or more",
                value: every as f64,
            });
        }
        for covariate in &self.covariates {
            if covariate.len() != days {
                return Err(Error::OutOfRange {
                    argument: "length of a covariate",
                    range: "the number of days of the counts",
                    value: covariate.len() as f64,
                });
            }
            if covariate.iter().any(|value| !value.is_finite()) {
                return Err(Error::OutOfRange {
                    argument: "a covariate",
                    range: "finite on every day",
                    value: f64::NAN,
                });
            }
        }
        Ok(())
    }
}
