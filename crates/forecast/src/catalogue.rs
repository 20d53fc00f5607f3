//! All forecasters of panels by name.

use std::sync::Arc;

use crate::{
    Error, Forecaster,
    baselines::{Climatology, Conflictology, LastValue, Scope, Seasonal, Zero},
    models::{ConflictStates, DistributionalTrees, DynamicCounts, Hawkes, Pool, Recency},
};

/// The name of the forecaster that is used unless another is asked for.
pub const DEFAULT: &str = "trees";

/// A forecaster with what it does in a sentence.
pub struct Entry {
    /// The forecaster.
    pub forecaster: Arc<dyn Forecaster + Send>,
    /// What it does.
    pub about: &'static str,
    /// Whether it is a baseline that others must beat.
    pub baseline: bool,
}

/// All forecasters, baselines first. `season` is the number of periods in a
/// year.
///
/// # Errors
/// [`Error::OutOfRange`] when a year has less than two periods.
pub fn entries(season: usize) -> Result<Vec<Entry>, Error> {
    let baseline = |forecaster, about| Entry {
        forecaster,
        about,
        baseline: true,
    };
    let model = |forecaster, about| Entry {
        forecaster,
        about,
        baseline: false,
    };
    Ok(vec![
        baseline(Arc::new(Zero), "Nothing ever happens."),
        baseline(
            Arc::new(LastValue),
            "Poisson counts around the unit's last count.",
        ),
        baseline(
            Arc::new(Conflictology::default()),
            "The unit's last 12 counts, equally likely.",
        ),
        baseline(
            Arc::new(Seasonal::new(season)?),
            "The unit's counts in the same season of earlier years.",
        ),
        baseline(
            Arc::new(Climatology::new(Scope::Unit)),
            "All counts of the unit so far, equally likely.",
        ),
        baseline(
            Arc::new(Climatology::new(Scope::AllUnits)),
            "All counts of all units so far, equally likely.",
        ),
        model(
            Arc::new(Recency::default()),
            "The unit's history, recent periods counting more, with a share of what followed in similar situations elsewhere.",
        ),
        model(
            Arc::new(ConflictStates),
            "Hidden states from peace to war that all units share.",
        ),
        model(
            Arc::new(DynamicCounts),
            "Negative binomial counts whose mean follows the counts before.",
        ),
        model(
            Arc::new(Hawkes),
            "Daily counts that bring on others; each unit by itself.",
        ),
        model(
            Arc::new(DistributionalTrees),
            "Boosted trees that learn the whole distribution from the histories of all units.",
        ),
        model(
            Arc::new(pool()?),
            "The models together, weighed by how they would have done at past origins.",
        ),
    ])
}

/// The models, weighed by four past origins half a year apart.
fn pool() -> Result<Pool, Error> {
    Pool::new(
        "pool",
        vec![
            Arc::new(Recency::default()),
            Arc::new(Recency::new(3.0, 0.2, 0.8)?),
            Arc::new(ConflictStates),
            Arc::new(DynamicCounts),
        ],
        4,
        6,
        4.0,
    )
}

/// The forecaster of that name.
///
/// # Errors
/// [`Error::UnknownForecaster`], and those of [`entries`].
pub fn find(name: &str, season: usize) -> Result<Arc<dyn Forecaster + Send>, Error> {
    let entries = entries(season)?;
    match entries.iter().find(|entry| entry.forecaster.name() == name) {
        Some(entry) => Ok(Arc::clone(&entry.forecaster)),
        None => Err(Error::UnknownForecaster {
            name: name.to_owned(),
            known: entries
                .iter()
                .map(|entry| entry.forecaster.name())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}
