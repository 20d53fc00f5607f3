//! The catalogue: every metric by name, with its version and parameters.
//!
//! A name stands for one formula and one set of parameters, and never changes
//! its meaning. Another parameter, or another treatment of the draws, is
//! another name. There are no defaults: whoever asks for a score names it.
//!
//! A number at the end of a name is the version of a definition of this crate.
//! The names below `views-2023/` and `views-evaluation-base/` are definitions
//! of others, reproduced as they are.

mod entries;
mod fourier;
mod views_2023;

pub use entries::{MetricSet, all, sets};
pub use fourier::resample_by_fourier;

use crate::binary;
use crate::categorical::Categorical;
use crate::error::{Error, at_least};
use crate::quantile::Quantiles;
use crate::sample::Sample;

/// What a forecast must be for a metric to score it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ForecastKind {
    /// Draws of equal weight.
    Sample,
    /// Quantiles at levels.
    Quantiles,
    /// A probability for each of several classes; of an event that happens or
    /// not, the classes are "not" and "it happens".
    Categorical,
}

/// Unit of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The unit of the outcome.
    Outcome,
    /// The unit of the outcome, squared.
    OutcomeSquared,
    /// A pure number.
    None,
    /// Nats.
    Nats,
    /// Bits.
    Bits,
}

impl Unit {
    /// The unit in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Outcome => "unit of the outcome",
            Self::OutcomeSquared => "unit of the outcome, squared",
            Self::None => "pure number",
            Self::Nats => "nats",
            Self::Bits => "bits",
        }
    }
}

/// One metric of the catalogue. Every metric is negatively oriented: smaller is
/// better.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its name, such as `crps/empirical/1`.
    pub name: &'static str,
    /// What it scores.
    pub kind: ForecastKind,
    /// Unit of the score.
    pub unit: Unit,
    /// The formula.
    pub formula: &'static str,
    /// Every parameter with its value.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Where the definition comes from.
    pub source: &'static str,
    /// Whether the score allows for a forecast whose number of draws differs
    /// from that of another: `false` where such figures must not be compared.
    pub comparable_across_draws: bool,
    rule: Rule,
}

/// How a metric is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    CrpsEmpirical,
    CrpsFair,
    Interval { alpha: f64 },
    DawidSebastiani,
    AbsoluteError,
    SquaredError,
    EventBrier { at_least: f64 },
    EventLog { at_least: f64, pseudo_draws: f64 },
    Views2023Crps,
    Views2023Ignorance { resample: bool },
    Views2023Interval,
    WeightedInterval,
    CrpsQuantiles,
    RankedProbability,
    CategoricalLog,
    BinaryBrier,
}

/// Draws in the order in which they came, and sorted.
///
/// The order matters to `views-2023/ign` alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    ordered: Vec<f64>,
    sample: Sample,
}

impl Draws {
    /// Draws in the order in which they came.
    ///
    /// # Errors
    /// Those of [`Sample::new`].
    pub fn new(draws: &[f64]) -> Result<Self, Error> {
        Ok(Self {
            ordered: draws.to_vec(),
            sample: Sample::new(draws)?,
        })
    }

    /// The draws in the order in which they came.
    pub fn ordered(&self) -> &[f64] {
        &self.ordered
    }

    /// The draws as a sample.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }
}

impl Metric {
    /// The score of draws.
    ///
    /// # Errors
    /// [`Error::WrongForecast`] when the metric does not score draws, and those
    /// of the score.
    pub fn score_draws(&self, forecast: &Draws, observed: f64) -> Result<f64, Error> {
        let sample = &forecast.sample;
        match self.rule {
            Rule::CrpsEmpirical => sample.crps(observed),
            Rule::CrpsFair => sample.crps_fair(observed),
            Rule::Interval { alpha } => sample.interval_score(alpha, observed),
            Rule::DawidSebastiani => sample.dawid_sebastiani(observed),
            Rule::AbsoluteError => sample.absolute_error(observed),
            Rule::SquaredError => sample.squared_error(observed),
            Rule::EventBrier { at_least } => {
                crate::error::finite("observed", observed)?;
                binary::brier(sample.probability_at_least(at_least)?, observed >= at_least)
            }
            Rule::EventLog {
                at_least,
                pseudo_draws,
            } => {
                crate::error::finite("observed", observed)?;
                let with_event = sample.count() - sample.below(at_least);
                let share = binary::smoothed_share(with_event, sample.count(), pseudo_draws)?;
                binary::log_score(share, observed >= at_least)
            }
            Rule::Views2023Crps => views_2023::crps(forecast, observed),
            Rule::Views2023Ignorance { resample } => {
                views_2023::ignorance(forecast, observed, resample)
            }
            Rule::Views2023Interval => views_2023::interval_score(forecast, observed),
            _ => Err(self.wrong(ForecastKind::Sample)),
        }
    }

    /// The score of quantiles.
    ///
    /// # Errors
    /// [`Error::WrongForecast`] when the metric does not score quantiles, and
    /// those of the score.
    pub fn score_quantiles(&self, forecast: &Quantiles, observed: f64) -> Result<f64, Error> {
        match self.rule {
            Rule::WeightedInterval => Ok(forecast.weighted_interval_score(observed)?.total()),
            Rule::CrpsQuantiles => forecast.crps(observed),
            _ => Err(self.wrong(ForecastKind::Quantiles)),
        }
    }

    /// The score of the probabilities of classes; `observed` is the class that
    /// came, counted from 0.
    ///
    /// # Errors
    /// [`Error::WrongForecast`] when the metric does not score classes, and
    /// those of the score.
    pub fn score_categorical(&self, forecast: &Categorical, observed: usize) -> Result<f64, Error> {
        match self.rule {
            Rule::RankedProbability => forecast.ranked_probability_score(observed),
            Rule::CategoricalLog => forecast.log_score(observed),
            Rule::BinaryBrier => match forecast.probabilities() {
                // The two classes are as far off as each other.
                [_, _] => Ok(0.5 * forecast.brier(observed)?),
                classes => Err(Error::OutOfRange {
                    argument: "number of classes",
                    range: "2 for the score of an event",
                    value: classes.len() as f64,
                }),
            },
            _ => Err(self.wrong(ForecastKind::Categorical)),
        }
    }

    fn wrong(&self, given: ForecastKind) -> Error {
        Error::WrongForecast {
            metric: self.name,
            needs: self.kind.words(),
            given: given.words(),
        }
    }
}

impl ForecastKind {
    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Sample => "draws",
            Self::Quantiles => "quantiles",
            Self::Categorical => "probabilities of classes",
        }
    }
}

/// The metrics that a name stands for: one metric, or all of a set.
///
/// ```
/// use foreshock_scoring::catalogue;
/// let names: Vec<&str> = catalogue::find("views-2023")?.iter().map(|m| m.name).collect();
/// assert_eq!(names, ["views-2023/crps", "views-2023/ign", "views-2023/mis"]);
/// let draws = catalogue::Draws::new(&[0.0, 0.0, 3.0])?;
/// let crps = catalogue::find("crps/empirical/1")?[0].score_draws(&draws, 1.0)?;
/// assert!((crps - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), foreshock_scoring::Error>(())
/// ```
///
/// # Errors
/// [`Error::NoSuchMetric`], with the nearest name where one is near.
pub fn find(name: &str) -> Result<Vec<&'static Metric>, Error> {
    let members: &[&str] = match sets().iter().find(|set| set.name == name) {
        Some(set) => set.metrics,
        None => &[name],
    };
    let found: Vec<&'static Metric> = all()
        .iter()
        .filter(|metric| members.contains(&metric.name))
        .collect();
    at_least("metrics", members.len(), found.len()).map_err(|_| Error::NoSuchMetric {
        name: name.to_owned(),
        nearest: nearest(name),
    })?;
    Ok(found)
}

/// The name that differs in the fewest letters, unless it differs in too many.
fn nearest(name: &str) -> Option<&'static str> {
    all()
        .iter()
        .map(|metric| metric.name)
        .chain(sets().iter().map(|set| set.name))
        .map(|candidate| (edits(name, candidate), candidate))
        .min()
        .filter(|(edits, candidate)| *edits <= candidate.len() / 3)
        .map(|(_, candidate)| candidate)
}

/// The fewest letters to insert, delete or change to get from one to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
