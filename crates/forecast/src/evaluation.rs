//! Forecasts at past origins, scored against what came.

use std::collections::BTreeSet;

use foreshock_scoring::{BinnedIgnorance, Sample};
use rayon::prelude::*;

use crate::{Error, Forecaster, Panel, Paths, Task, forecast_at};

/// Left edges of the bins of the ignorance score: those of the VIEWS challenge.
pub const IGNORANCE_EDGES: [f64; 11] = [
    0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5,
];

/// The interval score is of the central interval with this much outside.
pub const INTERVAL_ALPHA: f64 = 0.1;

/// The scores of one forecast of one cell. All are better when smaller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellScores {
    /// Index of the forecaster.
    pub forecaster: usize,
    /// Origin of the forecast.
    pub origin: i64,
    /// Periods after the origin.
    pub lead: u32,
    /// Index of the unit in the panel.
    pub unit: usize,
    /// What came.
    pub observed: f64,
    /// Continuous ranked probability score of the draws as they are.
    pub crps: f64,
    /// Interval score of the central 90% interval.
    pub interval: f64,
    /// Ignorance in bits over [`IGNORANCE_EDGES`], one pseudo-draw in each bin,
    /// from the draws as they are.
    pub ignorance: f64,
    /// Brier score of "at least one event in this period".
    pub brier: f64,
}

/// All scores of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Names of the forecasters.
    pub forecasters: Vec<String>,
    /// The scores, by forecaster, origin, unit and lead.
    pub cells: Vec<CellScores>,
    /// Cells without an outcome, for each forecaster.
    pub unresolved: usize,
}

impl Evaluation {
    /// The mean of a score of one forecaster over the cells for which `of` is
    /// true; `None` when there are none.
    pub fn mean(
        &self,
        forecaster: usize,
        score: impl Fn(&CellScores) -> f64,
        of: impl Fn(&CellScores) -> bool,
    ) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0.0);
        for cell in &self.cells {
            if cell.forecaster == forecaster && of(cell) {
                sum += score(cell);
                count += 1.0;
            }
        }
        (count > 0.0).then(|| sum / count)
    }
}

/// Evaluates forecasters at rolling origins: at each one every forecaster is
/// given the panel up to that origin, forecasts the leads of the task (the gap
/// before the first lead included), and is scored where the panel later has an
/// outcome.
///
/// Work is shared among the threads of the current rayon pool; the result does
/// not depend on their number.
///
/// # Errors
/// Those of [`Panel::up_to`] for an origin outside the panel, and those of the
/// forecasters.
pub fn rolling_origin(
    forecasters: &[&dyn Forecaster],
    panel: &Panel,
    task: &Task,
    origins: &[i64],
) -> Result<Evaluation, Error> {
    let origins: Vec<i64> = origins
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let runs: Vec<(usize, i64)> = (0..forecasters.len())
        .flat_map(|forecaster| origins.iter().map(move |&origin| (forecaster, origin)))
        .collect();
    let scored: Vec<Vec<CellScores>> = runs
        .par_iter()
        .map(|&(forecaster, origin)| {
            let paths = forecast_at(forecasters[forecaster], panel, &task.at(origin))?;
            score(forecaster, &paths, panel)
        })
        .collect::<Result<_, Error>>()?;
    let asked = origins.len() * panel.units().len() * task.steps();
    let first = scored.iter().zip(&runs).filter(|(_, run)| run.0 == 0);
    let resolved: usize = first.map(|(cells, _)| cells.len()).sum();
    Ok(Evaluation {
        forecasters: forecasters
            .iter()
            .map(|forecaster| forecaster.name().to_owned())
            .collect(),
        cells: scored.into_iter().flatten().collect(),
        unresolved: if forecasters.is_empty() {
            0
        } else {
            asked - resolved
        },
    })
}

/// Scores every cell of a forecast that has an outcome.
fn score(forecaster: usize, paths: &Paths, panel: &Panel) -> Result<Vec<CellScores>, Error> {
    let ignorance = BinnedIgnorance::new(&IGNORANCE_EDGES, 1.0)?;
    let mut cells = Vec::new();
    for unit in 0..panel.units().len() {
        for lead in paths.leads() {
            let Some(observed) = panel.count(unit, paths.origin() + i64::from(lead)) else {
                continue;
            };
            let draws = paths.at(unit, lead);
            let sample = Sample::new(draws)?;
            let any = paths.any_event(unit, lead..=lead);
            let happened = f64::from(u8::from(observed > 0.0));
            cells.push(CellScores {
                forecaster,
                origin: paths.origin(),
                lead,
                unit,
                observed,
                crps: sample.crps(observed)?,
                interval: sample.interval_score(INTERVAL_ALPHA, observed)?,
                ignorance: ignorance.score(&sample, observed)?,
                brier: (any - happened) * (any - happened),
            });
        }
    }
    Ok(cells)
}
