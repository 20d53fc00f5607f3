//! Panels of forecasts: draws, quantiles or probabilities of classes for each
//! unit and time.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{Cell, ColumnNames, DRAW, TIME, UNIT, VALUE};
use crate::{
    failure::Failure,
    hubverse::{Class, OutputType},
    tables::{Field, Label, Table, row_failure},
};

/// The forecast of one cell, in each form that the files give it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Forecast {
    /// Draws in the order of their numbers; empty where there are none.
    pub draws: Vec<f64>,
    /// Levels and quantiles, by rising level.
    pub quantiles: Vec<(f64, f64)>,
    /// Classes and their probabilities, from low to high.
    pub classes: Vec<(Class, f64)>,
}

/// Forecasts by cell.
#[derive(Debug, Default)]
pub(crate) struct Forecasts {
    pub cells: BTreeMap<Cell, Forecast>,
    /// The columns read, one entry per file.
    pub columns: Vec<ForecastColumns>,
    /// Rows of output types that are not scored, by type.
    pub not_scored: BTreeMap<String, u64>,
}

/// The columns read of one file.
#[derive(Debug, Serialize)]
pub(crate) struct ForecastColumns {
    pub file: String,
    pub layout: &'static str,
    pub unit: String,
    pub time: String,
    pub draw: String,
    pub value: String,
}

impl Forecasts {
    /// Reads forecasts from files: one row per draw, or hubverse model output.
    ///
    /// A draw must be a finite number of zero or more, and no draw, level or
    /// class of a cell may stand twice.
    pub(crate) fn read(paths: &[PathBuf], names: ColumnNames<'_>) -> Result<Self, Failure> {
        let mut forecasts = Self::default();
        let mut gathered = Gathered::default();
        for path in paths {
            let table = Table::open(path)?;
            let columns = if table.has("output_type") && table.has("output_type_id") {
                forecasts.read_hubverse(&table, names, &mut gathered)?
            } else {
                read_draws(&table, names, &mut gathered)?
            };
            forecasts.columns.push(columns);
        }
        forecasts.cells = gathered.finish()?;
        Ok(forecasts)
    }

    fn read_hubverse(
        &mut self,
        table: &Table,
        names: ColumnNames<'_>,
        gathered: &mut Gathered,
    ) -> Result<ForecastColumns, Failure> {
        let unit = table.column("unit", "--unit", names.unit, UNIT)?;
        let time = table.column("time", "--time", names.time, TIME)?;
        let value = table.column("value", "--value", names.value, &["value"])?;
        let columns = [&unit, &time, "output_type", "output_type_id", &value];
        table.read(&columns, |row, fields| {
            let fault =
                |message: &str, remedy: &str| row_failure(table.path(), row, message, remedy);
            let kind = match fields[2] {
                Field::Text(name) => OutputType::named(name).ok_or(name),
                _ => Err("nothing"),
            }
            .map_err(|name| {
                fault(
                    &format!("`{name}` is no output type"),
                    "hubverse knows mean, median, quantile, cdf, pmf and sample",
                )
            })?;
            let id = fields[3];
            let cell = gathered.cell(table.path(), row, fields[0], fields[1])?;
            match kind {
                OutputType::Sample => {
                    let draw = amount(fields[4])
                        .map_err(|why| fault(&why, "leave out no draw and fill none with a gap"))?;
                    let id = Label::of(id).ok_or_else(|| {
                        fault("a sample has no output_type_id", "number the samples")
                    })?;
                    cell.push_draw(id, draw);
                }
                OutputType::Quantile => {
                    let level = id.number().or_else(|| match id {
                        Field::Text(text) => text.parse().ok(),
                        _ => None,
                    });
                    let level = level.ok_or_else(|| {
                        fault(
                            &format!("the level of a quantile is {}", id.shown()),
                            "give a number between 0 and 1",
                        )
                    })?;
                    let quantile = amount(fields[4])
                        .map_err(|why| fault(&why, "give a number for every quantile"))?;
                    cell.quantiles.push((level, quantile));
                }
                OutputType::Pmf => {
                    let class = Class::of(id).ok_or_else(|| {
                        fault(
                            &format!("the class {} is not understood", id.shown()),
                            "write classes of counts as \"0\", \"1-2\" or \"1001+\"",
                        )
                    })?;
                    let probability = fields[4]
                        .number()
                        .filter(|value| (0.0..=1.0).contains(value))
                        .ok_or_else(|| {
                            fault(
                                &format!("a probability is {}", fields[4].shown()),
                                "give a number between 0 and 1",
                            )
                        })?;
                    cell.classes.push((class, probability));
                }
                OutputType::Mean | OutputType::Median | OutputType::Cdf => {
                    *self.not_scored.entry(kind.name().to_owned()).or_default() += 1;
                }
            }
            Ok(())
        })?;
        Ok(ForecastColumns {
            file: table.path().display().to_string(),
            layout: "hubverse",
            unit,
            time,
            draw: "output_type_id".to_owned(),
            value,
        })
    }
}

fn read_draws(
    table: &Table,
    names: ColumnNames<'_>,
    gathered: &mut Gathered,
) -> Result<ForecastColumns, Failure> {
    let unit = table.column("unit", "--unit", names.unit, UNIT)?;
    let time = table.column("time", "--time", names.time, TIME)?;
    let draw = table.column("number of the draw", "--draw", names.draw, DRAW)?;
    let value = table.column("forecast", "--value", names.value, VALUE)?;
    table.read(&[&unit, &time, &draw, &value], |row, fields| {
        let fault = |message: &str, remedy: &str| row_failure(table.path(), row, message, remedy);
        let id = Label::of(fields[2]).ok_or_else(|| {
            fault(
                &format!("the number of the draw is {}", fields[2].shown()),
                "number the draws of each unit and time",
            )
        })?;
        let value = amount(fields[3])
            .map_err(|why| fault(&why, "leave out no draw and fill none with a gap"))?;
        gathered
            .cell(table.path(), row, fields[0], fields[1])?
            .push_draw(id, value);
        Ok(())
    })?;
    Ok(ForecastColumns {
        file: table.path().display().to_string(),
        layout: "draws",
        unit,
        time,
        draw,
        value,
    })
}

/// A count that may have a fraction: finite and not negative.
fn amount(field: Field<'_>) -> Result<f64, String> {
    match field.number() {
        Some(value) if value.is_finite() && value >= 0.0 => Ok(value),
        Some(value) if value < 0.0 => Err(format!("the forecast is {value}, below zero")),
        _ => Err(format!("the forecast is {}, no number", field.shown())),
    }
}

/// Forecasts while their rows come in.
#[derive(Default)]
struct Gathered {
    index: HashMap<Cell, usize>,
    cells: Vec<(Cell, GatheredCell)>,
    /// The cell of the last row: rows of a cell mostly stand together.
    last: Option<usize>,
}

/// One forecast while its rows come in.
#[derive(Default)]
struct GatheredCell {
    /// Number of the first draw.
    first: i64,
    /// Draws as long as their numbers rise by one.
    draws: Vec<f64>,
    /// Draws of other numbers.
    stray: Vec<(Label, f64)>,
    quantiles: Vec<(f64, f64)>,
    classes: Vec<(Class, f64)>,
}

impl Gathered {
    fn cell(
        &mut self,
        path: &Path,
        row: u64,
        unit: Field<'_>,
        time: Field<'_>,
    ) -> Result<&mut GatheredCell, Failure> {
        let known = self.last.filter(|last| {
            let cell = &self.cells[*last].0;
            cell.unit.is(unit) && cell.time.is(time)
        });
        let at = match known {
            Some(at) => at,
            None => {
                let (Some(unit), Some(time)) = (Label::of(unit), Label::of(time)) else {
                    return Err(row_failure(
                        path,
                        row,
                        &format!("the unit is {}, the time {}", unit.shown(), time.shown()),
                        "every row needs both: whole numbers or text",
                    ));
                };
                let cell = Cell { time, unit };
                let new = self.cells.len();
                let at = *self.index.entry(cell.clone()).or_insert(new);
                if at == new {
                    self.cells.push((cell, GatheredCell::default()));
                }
                at
            }
        };
        self.last = Some(at);
        Ok(&mut self.cells[at].1)
    }

    fn finish(self) -> Result<BTreeMap<Cell, Forecast>, Failure> {
        self.cells
            .into_iter()
            .map(|(cell, gathered)| {
                let forecast = gathered.finish(&cell)?;
                Ok((cell, forecast))
            })
            .collect()
    }
}

impl GatheredCell {
    fn push_draw(&mut self, id: Label, value: f64) {
        match id {
            Label::Whole(number) if self.draws.is_empty() => {
                self.first = number;
                self.draws.push(value);
            }
            Label::Whole(number)
                if number.checked_sub(self.first) == Some(self.draws.len() as i64) =>
            {
                self.draws.push(value);
            }
            other => self.stray.push((other, value)),
        }
    }

    fn finish(mut self, cell: &Cell) -> Result<Forecast, Failure> {
        let twice = |what: &str| {
            Failure::new(
                format!("{what} of {cell} stands twice"),
                "give each forecast once: files of several models, or of several origins that forecast the same cell, are scored one by one",
            )
        };
        let mut draws = std::mem::take(&mut self.draws);
        if !self.stray.is_empty() {
            let numbered = draws
                .into_iter()
                .enumerate()
                .map(|(at, value)| (Label::Whole(self.first.saturating_add(at as i64)), value));
            self.stray.extend(numbered);
            self.stray.sort_by(|a, b| a.0.cmp(&b.0));
            if let Some(pair) = self.stray.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(twice(&format!("draw {}", pair[0].0)));
            }
            draws = self.stray.into_iter().map(|(_, value)| value).collect();
        }
        self.quantiles.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let Some(pair) = self
            .quantiles
            .windows(2)
            .find(|pair| pair[0].0 == pair[1].0)
        {
            return Err(twice(&format!("the quantile at {}", pair[0].0)));
        }
        self.classes.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(pair) = self
            .classes
            .windows(2)
            .find(|pair| pair[0].0.overlaps(&pair[1].0))
        {
            return Err(twice(&format!("the class {}, or a part of it,", pair[1].0)));
        }
        draws.shrink_to_fit();
        Ok(Forecast {
            draws,
            quantiles: self.quantiles,
            classes: self.classes,
        })
    }
}
