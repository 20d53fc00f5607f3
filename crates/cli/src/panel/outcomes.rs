//! What came: one number for each unit and time.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::PathBuf,
};

use serde::Serialize;

use super::{Cell, ColumnNames, OBSERVED, TIME, UNIT};
use crate::{
    failure::Failure,
    tables::{Label, Table, row_failure},
};

/// Outcomes by cell.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub values: BTreeMap<Cell, f64>,
    /// The columns read, one entry per file.
    pub columns: Vec<OutcomeColumns>,
}

/// The columns read of one file.
#[derive(Debug, Serialize)]
pub(crate) struct OutcomeColumns {
    pub file: String,
    pub unit: String,
    pub time: String,
    pub observed: String,
}

impl Outcomes {
    /// Reads outcomes from files. Each cell must hold one finite number of zero
    /// or more, and stand once.
    pub(crate) fn read(paths: &[PathBuf], names: ColumnNames<'_>) -> Result<Self, Failure> {
        let mut outcomes = Self::default();
        for path in paths {
            let table = Table::open(path)?;
            let unit = table.column("unit", "--unit", names.unit, UNIT)?;
            let time = table.column("time", "--time", names.time, TIME)?;
            let observed = table.column("outcome", "--observed", names.observed, OBSERVED)?;
            let values = &mut outcomes.values;
            table.read(&[&unit, &time, &observed], |row, fields| {
                let fault = |message: &str, remedy: &str| row_failure(path, row, message, remedy);
                let label = |index: usize, name: &str| {
                    Label::of(fields[index]).ok_or_else(|| {
                        fault(
                            &format!("`{name}` holds {}", fields[index].shown()),
                            "every row needs a unit and a time: whole numbers or text",
                        )
                    })
                };
                let cell = Cell {
                    time: label(1, &time)?,
                    unit: label(0, &unit)?,
                };
                let value = fields[2]
                    .number()
                    .filter(|value| value.is_finite() && *value >= 0.0)
                    .ok_or_else(|| {
                        fault(
                            &format!("the outcome of {cell} is {}", fields[2].shown()),
                            "an outcome is a number of zero or more; leave out cells that are not known yet",
                        )
                    })?;
                match values.entry(cell) {
                    Entry::Vacant(entry) => {
                        entry.insert(value);
                        Ok(())
                    }
                    Entry::Occupied(entry) => Err(fault(
                        &format!("{} stands twice", entry.key()),
                        "keep one row for each unit and time",
                    )),
                }
            })?;
            outcomes.columns.push(OutcomeColumns {
                file: path.display().to_string(),
                unit,
                time,
                observed,
            });
        }
        Ok(outcomes)
    }
}
