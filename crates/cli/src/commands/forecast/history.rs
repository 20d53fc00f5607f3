//! The history of a panel from tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use foreshock_forecast::Panel;

use super::periods::Periods;
use crate::{
    failure::Failure,
    panel::{Cell, OBSERVED, TIME, UNIT},
    tables::{Field, Label, Table, row_failure},
};

/// Periods up to the origin in at least one of which a unit must have a value
/// to be forecast.
const ALIVE: i64 = 12;

/// A history, and how its table calls things.
pub(super) struct History {
    pub panel: Panel,
    pub units: Vec<Label>,
    pub periods: Periods,
    pub origin: i64,
    /// A time of the table.
    pub like: Label,
    pub unit_column: String,
    pub time_column: String,
    pub notes: Vec<String>,
}

/// What the files held.
#[derive(Default)]
struct Rows {
    counts: BTreeMap<Cell, f64>,
    empty: u64,
    notes: Vec<String>,
    names: Option<(String, String)>,
}

pub(super) struct Names<'a> {
    pub unit: Option<&'a str>,
    pub time: Option<&'a str>,
    pub target: Option<&'a str>,
}

/// Reads the history up to the origin. Later files override earlier ones cell by
/// cell.
pub(super) fn read(
    files: &[PathBuf],
    covariates: &[PathBuf],
    names: &Names<'_>,
    origin: &Label,
) -> Result<History, Failure> {
    let mut rows = Rows::default();
    for file in files {
        rows.add(file, names)?;
    }
    if rows.empty > 0 {
        rows.notes.push(format!(
            "{} rows hold no value; these cells are taken for not covered",
            rows.empty
        ));
    }
    let times: BTreeSet<Label> = rows.counts.keys().map(|cell| cell.time.clone()).collect();
    let (Some(first), Some(last)) = (times.first().cloned(), times.last().cloned()) else {
        return Err(Failure::new(
            "the history holds no value",
            "check the files and the column of the target",
        ));
    };
    let periods = Periods::of(&times).map_err(|time| {
        Failure::new(
            format!("the time `{time}` does not fit the others, such as `{first}`"),
            "write all times as whole numbers, as months (2024-01) or as dates (2024-01-31)",
        )
    })?;
    let index = |time: &Label| periods.index(time).unwrap_or_default();
    let (start, end) = (index(&first), index(&last));
    let at = periods
        .index(origin)
        .filter(|at| (start..=end).contains(at))
        .ok_or_else(|| {
            Failure::usage(
                format!(
                    "--origin {origin} lies outside the history, which runs from {first} to {last}"
                ),
                "give a time of the history, written as it writes them",
            )
        })?;
    let later = rows
        .counts
        .keys()
        .filter(|cell| index(&cell.time) > at)
        .count();
    if later > 0 {
        rows.notes
            .push(format!("{later} values later than {origin} are not used"));
    }
    let mut alive: BTreeMap<Label, bool> = BTreeMap::new();
    for cell in rows.counts.keys() {
        let time = index(&cell.time);
        if time <= at {
            *alive.entry(cell.unit.clone()).or_default() |= time > at - ALIVE;
        }
    }
    let ended: Vec<String> = alive
        .iter()
        .filter(|(_, alive)| !**alive)
        .map(|(unit, _)| unit.to_string())
        .collect();
    if !ended.is_empty() {
        rows.notes.push(format!(
            "not forecast, without a value in the {ALIVE} periods to {origin}: {}",
            ended.join(", ")
        ));
    }
    let units: Vec<Label> = alive
        .into_iter()
        .filter_map(|(unit, alive)| alive.then_some(unit))
        .collect();
    if units.is_empty() {
        return Err(Failure::new(
            format!("no unit has a value in the {ALIVE} periods to {origin}"),
            "check --origin, and the times of the history for one that is far off",
        ));
    }
    let width = usize::try_from(at - start + 1).unwrap_or(usize::MAX);
    if width.saturating_mul(units.len()) > 1 << 28 {
        return Err(Failure::new(
            format!(
                "{} units over {width} periods from {first} are more than can be held",
                units.len()
            ),
            "check the times of the history for one that is far off",
        ));
    }
    let place: BTreeMap<&Label, usize> = units.iter().zip(0..).collect();
    let spread = |values: &BTreeMap<Cell, f64>| {
        let mut cells = vec![None; units.len() * width];
        for (cell, value) in values {
            let time = index(&cell.time);
            if let Some(unit) = place.get(&cell.unit)
                && (start..=at).contains(&time)
            {
                cells[unit * width + (time - start) as usize] = Some(*value);
            }
        }
        cells
    };
    let mut panel = Panel::new(
        units.iter().map(ToString::to_string),
        start,
        width,
        spread(&rows.counts),
    )?;
    let (unit_column, time_column) = rows.names.clone().unwrap_or_default();
    for file in covariates {
        for (name, values) in covariates_of(file, &unit_column, &time_column, &mut rows.notes)? {
            if let Some(cell) = values
                .keys()
                .find(|cell| periods.index(&cell.time).is_none())
            {
                return Err(Failure::new(
                    format!(
                        "{}: the time `{}` is not written as in the history",
                        file.display(),
                        cell.time
                    ),
                    format!("write times as `{first}`"),
                ));
            }
            panel = panel.with_covariate(name, spread(&values))?;
        }
    }
    Ok(History {
        panel,
        units,
        periods,
        origin: at,
        like: first,
        unit_column,
        time_column,
        notes: rows.notes,
    })
}

/// The unit and time of a row.
fn cell(path: &Path, row: u64, unit: Field<'_>, time: Field<'_>) -> Result<Cell, Failure> {
    let label = |what: &str, field: Field<'_>| {
        Label::of(field).ok_or_else(|| {
            row_failure(
                path,
                row,
                &format!("the {what} is {}", field.shown()),
                "give every row a unit and a time: a whole number or a text",
            )
        })
    };
    Ok(Cell {
        unit: label("unit", unit)?,
        time: label("time", time)?,
    })
}

impl Rows {
    fn add(&mut self, path: &Path, names: &Names<'_>) -> Result<(), Failure> {
        let table = Table::open(path)?;
        let unit = table.column("unit", "--unit", names.unit, UNIT)?;
        let time = table.column("time", "--time", names.time, TIME)?;
        let target = table.column("counts", "--target", names.target, OBSERVED)?;
        let mut seen: BTreeMap<Cell, u64> = BTreeMap::new();
        let (mut overridden, mut changed) = (0_u64, 0_u64);
        table.read(&[&unit, &time, &target], |row, fields| {
            let &[unit, time, value] = fields else {
                return Ok(());
            };
            let cell = cell(path, row, unit, time)?;
            if let Some(earlier) = seen.insert(cell.clone(), row) {
                return Err(row_failure(
                    path,
                    row,
                    &format!("{cell} stands in row {earlier} already"),
                    "keep one row for each unit and time",
                ));
            }
            let count = match value {
                Field::Missing => None,
                Field::Number(number) if number.is_nan() => None,
                field => Some(field.number().filter(|n| n.is_finite() && *n >= 0.0).ok_or_else(
                    || {
                        row_failure(
                            path,
                            row,
                            &format!("{cell} has the value {}", field.shown()),
                            "counts are finite numbers of zero or more; leave unknown ones empty",
                        )
                    },
                )?),
            };
            let Some(count) = count else {
                self.empty += 1;
                return Ok(());
            };
            if let Some(before) = self.counts.insert(cell, count) {
                overridden += 1;
                changed += u64::from(before != count);
            }
            Ok(())
        })?;
        if overridden > 0 {
            self.notes.push(format!(
                "{} overrides {overridden} values of earlier files, {changed} of them with another value",
                path.display()
            ));
        }
        self.names.get_or_insert((unit, time));
        Ok(())
    }
}

/// All columns of numbers of a file, by name.
fn covariates_of(
    path: &Path,
    unit: &str,
    time: &str,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, BTreeMap<Cell, f64>>, Failure> {
    let table = Table::open(path)?;
    for name in [unit, time] {
        table.column("unit and time", "--unit and --time", Some(name), &[])?;
    }
    let names: Vec<&str> = table
        .columns()
        .iter()
        .map(String::as_str)
        .filter(|name| *name != unit && *name != time)
        .collect();
    let mut columns: Vec<BTreeMap<Cell, f64>> = vec![BTreeMap::new(); names.len()];
    let mut texts = vec![false; names.len()];
    let mut seen = BTreeSet::new();
    let read: Vec<&str> = [unit, time]
        .into_iter()
        .chain(names.iter().copied())
        .collect();
    table.read(&read, |row, fields| {
        let &[unit, time, ref values @ ..] = fields else {
            return Ok(());
        };
        let cell = cell(path, row, unit, time)?;
        if !seen.insert(cell.clone()) {
            return Err(row_failure(
                path,
                row,
                &format!("{cell} stands twice"),
                "keep one row for each unit and time",
            ));
        }
        for ((field, column), text) in values.iter().zip(&mut columns).zip(&mut texts) {
            match field.number() {
                Some(number) if number.is_finite() => {
                    column.insert(cell.clone(), number);
                }
                Some(_) => {}
                None => *text |= matches!(field, Field::Text(_)),
            }
        }
        Ok(())
    })?;
    let mut numbers = BTreeMap::new();
    let mut left = Vec::new();
    for ((name, column), text) in names.iter().zip(columns).zip(texts) {
        if text || column.is_empty() {
            left.push(*name);
        } else {
            numbers.insert((*name).to_owned(), column);
        }
    }
    if !left.is_empty() {
        notes.push(format!(
            "{}: left out, since they hold no numbers: {}",
            path.display(),
            left.join(", ")
        ));
    }
    Ok(numbers)
}
