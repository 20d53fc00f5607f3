//! `foreshock score`: forecasts of a panel against what came.

mod matched;
mod report;
mod table;

use foreshock_scoring::catalogue::{self, Metric};

use crate::{
    arguments::{PanelColumns, Score, ScoreBy},
    failure::Failure,
    output,
    panel::{Cell, ColumnNames, Forecasts, Outcomes},
    tables::Label,
};
use matched::Scored;
pub(crate) use report::MetricEntry;
use report::{Report, Settings};

pub(crate) fn run(arguments: &Score) -> Result<(), Failure> {
    if !(arguments.level > 0.0 && arguments.level < 1.0) {
        return Err(Failure::usage(
            format!("--level is {}", arguments.level),
            "give a probability above 0 and below 1, such as 0.9",
        ));
    }
    let metrics = metrics(&arguments.metrics)?;
    let names = arguments.columns.names();
    let excluded = excluded(&arguments.exclude)?;
    let forecasts = Forecasts::read(&arguments.forecasts, names)?;
    let actuals = Outcomes::read(&arguments.actuals, names, arguments.as_of)?;
    let history = Outcomes::read_history(&arguments.history, names)?;
    let scored = Scored::of(&metrics, &forecasts, &actuals, &excluded)?;
    let baseline = if arguments.baseline.is_empty() {
        None
    } else {
        let forecasts = Forecasts::read(&arguments.baseline, names)?;
        let scored = Scored::of(&metrics, &forecasts, &actuals, &excluded)?;
        Some((forecasts, scored))
    };
    for cell in &excluded {
        if !forecasts.cells.contains_key(cell) && !actuals.values.contains_key(cell) {
            return Err(Failure::usage(
                format!("--exclude names {cell}, which neither forecasts nor outcomes have"),
                "write UNIT:TIME as the tables do",
            ));
        }
    }
    let report = Report::new(
        &metrics,
        (&forecasts, &scored),
        baseline
            .as_ref()
            .map(|(forecasts, scored)| (forecasts, scored)),
        &actuals,
        &Settings {
            history: matches!(arguments.by, Some(ScoreBy::Situation)).then_some(&history),
            excluded: &excluded,
            block: arguments.block as usize,
            resamples: arguments.resamples as usize,
            level: arguments.level,
            seed: arguments.seed,
        },
    )?;
    if arguments.json {
        output::print(&foreshock_report::json(&report)?)
    } else {
        output::print(&table::text(&report))
    }
}

impl PanelColumns {
    /// The names as typed.
    pub(crate) fn names(&self) -> ColumnNames<'_> {
        ColumnNames {
            unit: self.unit.as_deref(),
            time: self.time.as_deref(),
            draw: self.draw.as_deref(),
            value: self.value.as_deref(),
            observed: self.observed.as_deref(),
        }
    }
}

/// The metrics asked for, each once.
fn metrics(names: &[String]) -> Result<Vec<&'static Metric>, Failure> {
    let mut metrics: Vec<&'static Metric> = Vec::new();
    for name in names {
        let found = catalogue::find(name).map_err(|error| {
            Failure::usage(error.to_string(), "`foreshock metrics` lists all there are")
        })?;
        for metric in found {
            if !metrics.iter().any(|known| known.name == metric.name) {
                metrics.push(metric);
            }
        }
    }
    Ok(metrics)
}

/// The cells to leave out. A unit may hold a colon, a time may not.
fn excluded(names: &[String]) -> Result<Vec<Cell>, Failure> {
    names
        .iter()
        .map(|name| {
            name.rsplit_once(':')
                .and_then(|(unit, time)| {
                    Some(Cell {
                        time: Label::typed(time)?,
                        unit: Label::typed(unit)?,
                    })
                })
                .ok_or_else(|| {
                    Failure::usage(
                        format!("--exclude `{name}` is no cell"),
                        "write UNIT:TIME, such as 57:492",
                    )
                })
        })
        .collect()
}
