//! Forecasts brought together with outcomes, and scored.

use foreshock_scoring::{
    Categorical, Quantiles,
    catalogue::{Draws, ForecastKind, Metric},
};
use rayon::prelude::*;

use crate::{
    failure::Failure,
    panel::{Cell, Forecast, Forecasts, Outcomes},
};

/// The scores of the cells that have both a forecast and an outcome.
pub(super) struct Scored {
    /// The cells, in order.
    pub cells: Vec<Cell>,
    /// The outcome of each.
    pub observed: Vec<f64>,
    /// For each metric the score of each cell.
    pub scores: Vec<Vec<f64>>,
    /// Forecasts that no outcome belongs to.
    pub without_outcome: Vec<Cell>,
    /// Outcomes that no forecast belongs to.
    pub without_forecast: Vec<Cell>,
}

impl Scored {
    pub(super) fn of(
        metrics: &[&'static Metric],
        forecasts: &Forecasts,
        actuals: &Outcomes,
        excluded: &[Cell],
    ) -> Result<Self, Failure> {
        let mut scored = Self {
            cells: Vec::new(),
            observed: Vec::new(),
            scores: vec![Vec::new(); metrics.len()],
            without_outcome: Vec::new(),
            without_forecast: Vec::new(),
        };
        let mut matched = Vec::new();
        for (cell, forecast) in &forecasts.cells {
            if excluded.contains(cell) {
                continue;
            }
            match actuals.values.get(cell) {
                Some(outcome) => {
                    matched.push((cell, forecast, *outcome));
                    scored.cells.push(cell.clone());
                    scored.observed.push(*outcome);
                }
                None => scored.without_outcome.push(cell.clone()),
            }
        }
        scored.without_forecast = actuals
            .values
            .keys()
            .filter(|cell| !forecasts.cells.contains_key(*cell) && !excluded.contains(cell))
            .cloned()
            .collect();
        if matched.is_empty() {
            return Err(nothing_matches(forecasts, actuals));
        }
        // In order, so that the first fault is told whatever the threads did.
        let rows: Vec<Result<Vec<f64>, Failure>> = matched
            .par_iter()
            .map(|(cell, forecast, outcome)| score(metrics, cell, forecast, *outcome))
            .collect();
        for row in rows {
            for (scores, score) in scored.scores.iter_mut().zip(row?) {
                scores.push(score);
            }
        }
        Ok(scored)
    }
}

fn nothing_matches(forecasts: &Forecasts, actuals: &Outcomes) -> Failure {
    let first = |cell: Option<&Cell>| cell.map_or("nothing".to_owned(), Cell::to_string);
    Failure::new(
        format!(
            "no forecast has an outcome: the first forecast is of {}, the first outcome of {}",
            first(forecasts.cells.keys().next()),
            first(actuals.values.keys().next())
        ),
        "check that both tables name units and times alike; --unit and --time choose other columns",
    )
}

/// The score of one cell by each metric.
fn score(
    metrics: &[&'static Metric],
    cell: &Cell,
    forecast: &Forecast,
    observed: f64,
) -> Result<Vec<f64>, Failure> {
    let needed = |kind| metrics.iter().any(|metric| metric.kind == kind);
    let failed = |error: foreshock_scoring::Error| {
        Failure::new(
            format!("{cell} cannot be scored: {error}"),
            "mend the forecast, choose another metric, or leave the cell out with --exclude",
        )
    };
    let missing = |kind: ForecastKind| {
        Failure::new(
            format!("the forecast of {cell} has no {}", kind.words()),
            "choose metrics for what the forecasts are given as; `foreshock metrics` says which",
        )
    };
    let draws = needed(ForecastKind::Sample)
        .then(|| {
            if forecast.draws.is_empty() {
                return Err(missing(ForecastKind::Sample));
            }
            Draws::new(&forecast.draws).map_err(failed)
        })
        .transpose()?;
    let quantiles = needed(ForecastKind::Quantiles)
        .then(|| {
            if forecast.quantiles.is_empty() {
                return Err(missing(ForecastKind::Quantiles));
            }
            let (levels, values): (Vec<f64>, Vec<f64>) = forecast.quantiles.iter().copied().unzip();
            Quantiles::new(&levels, &values).map_err(failed)
        })
        .transpose()?;
    let classes = needed(ForecastKind::Categorical)
        .then(|| {
            if forecast.classes.is_empty() {
                return Err(missing(ForecastKind::Categorical));
            }
            let probabilities: Vec<f64> = forecast.classes.iter().map(|(_, p)| *p).collect();
            let came = forecast
                .classes
                .iter()
                .position(|(class, _)| class.holds(observed))
                .ok_or_else(|| {
                    Failure::new(
                        format!(
                            "the outcome {observed} of {cell} lies in no class of its forecast"
                        ),
                        "classes must hold every count; end with one such as \"1001+\"",
                    )
                })?;
            Ok((Categorical::new(&probabilities).map_err(failed)?, came))
        })
        .transpose()?;
    metrics
        .iter()
        .map(|metric| {
            match (metric.kind, &draws, &quantiles, &classes) {
                (ForecastKind::Sample, Some(draws), _, _) => metric.score_draws(draws, observed),
                (ForecastKind::Quantiles, _, Some(quantiles), _) => {
                    metric.score_quantiles(quantiles, observed)
                }
                (ForecastKind::Categorical, _, _, Some((classes, came))) => {
                    metric.score_categorical(classes, *came)
                }
                (kind, _, _, _) => return Err(missing(kind)),
            }
            .map_err(failed)
        })
        .collect()
}
