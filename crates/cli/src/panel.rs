//! Panels of forecasts and outcomes: for each unit and time a distribution, or
//! what came.

mod forecasts;
mod outcomes;
mod situation;

pub(crate) use forecasts::{Forecast, ForecastColumns, Forecasts};
pub(crate) use outcomes::{OutcomeColumns, Outcomes};
pub(crate) use situation::{Situation, situation};

use std::fmt;

use serde::Serialize;

use crate::tables::Label;

/// One unit at one time. Cells are ordered by time first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub(crate) struct Cell {
    pub time: Label,
    pub unit: Label,
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "unit {} at time {}", self.unit, self.time)
    }
}

/// Names of columns as given on the command line; `None` is to be guessed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ColumnNames<'a> {
    pub unit: Option<&'a str>,
    pub time: Option<&'a str>,
    pub draw: Option<&'a str>,
    pub value: Option<&'a str>,
    pub observed: Option<&'a str>,
}

/// The usual names of the column of units.
const UNIT: &[&str] = &[
    "country_id",
    "unit",
    "location",
    "priogrid_gid",
    "priogrid_id",
    "pg_id",
    "gwcode",
    "isoab",
    "country",
];

/// The usual names of the column of times.
const TIME: &[&str] = &[
    "month_id",
    "time",
    "target_end_date",
    "target_date",
    "date",
    "period",
    "month",
];

/// The usual names of the column of draws.
const DRAW: &[&str] = &["draw", "sample_id", "sample", "output_type_id"];

/// The usual names of the column of forecast values.
const VALUE: &[&str] = &["outcome", "value", "prediction", "predicted", "forecast"];

/// The usual names of the column of outcomes.
const OBSERVED: &[&str] = &[
    "outcome",
    "observed",
    "observation",
    "oracle_value",
    "value",
    "ged_sb",
    "ged_sb_best",
    "fatalities",
    "count",
];
