//! What came: one number for each unit and time.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::PathBuf,
};

use jiff::civil::Date;
use serde::Serialize;

use super::{Cell, ColumnNames, OBSERVED, TIME, UNIT};
use crate::{
    failure::Failure,
    tables::{Field, Label, Table, row_failure},
};

/// Outcomes by cell.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub values: BTreeMap<Cell, f64>,
    /// Rows that became known after the day of the view, and were left out.
    pub later: u64,
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
    /// Outcomes of the time before, from files of which later ones override
    /// earlier ones cell by cell, as a later release overrides an earlier one.
    pub(crate) fn read_history(paths: &[PathBuf], names: ColumnNames<'_>) -> Result<Self, Failure> {
        let mut history = Self::default();
        for path in paths {
            let release = Self::read(std::slice::from_ref(path), names, None)?;
            history.values.extend(release.values);
            history.columns.extend(release.columns);
        }
        Ok(history)
    }

    /// Reads outcomes from files. Each cell must hold one finite number of zero
    /// or more, and stand once.
    ///
    /// Where a table has a column `as_of` (ISO dates), as hubverse target data
    /// has, a cell may stand once for each; the latest counts, and nothing that
    /// became known after `as_of`.
    pub(crate) fn read(
        paths: &[PathBuf],
        names: ColumnNames<'_>,
        as_of: Option<Date>,
    ) -> Result<Self, Failure> {
        let mut outcomes = Self::default();
        let mut versions: BTreeMap<Cell, Date> = BTreeMap::new();
        for path in paths {
            let table = Table::open(path)?;
            let unit = table.column("unit", "--unit", names.unit, UNIT)?;
            let time = table.column("time", "--time", names.time, TIME)?;
            let observed = table.column("outcome", "--observed", names.observed, OBSERVED)?;
            let dated = table.has(AS_OF);
            if as_of.is_some() && !dated {
                return Err(Failure::new(
                    format!("{} has no column `{AS_OF}`", path.display()),
                    "leave out --as-of, or give outcomes that say when they were known",
                ));
            }
            let values = &mut outcomes.values;
            let later = &mut outcomes.later;
            let mut columns = vec![unit.as_str(), &time, &observed];
            if dated {
                columns.push(AS_OF);
            }
            table.read(&columns, |row, fields| {
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
                let version = match fields.get(3) {
                    None => Date::MIN,
                    Some(field) => date(*field).ok_or_else(|| {
                        fault(
                            &format!("`{AS_OF}` holds {}", field.shown()),
                            "write the day as 2024-09-16",
                        )
                    })?,
                };
                if as_of.is_some_and(|as_of| version > as_of) {
                    *later += 1;
                    return Ok(());
                }
                match values.entry(cell) {
                    Entry::Vacant(entry) => {
                        versions.insert(entry.key().clone(), version);
                        entry.insert(value);
                        Ok(())
                    }
                    Entry::Occupied(mut entry) if dated && versions[entry.key()] != version => {
                        if versions[entry.key()] < version {
                            versions.insert(entry.key().clone(), version);
                            entry.insert(value);
                        }
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

/// The column that says when an outcome was known.
const AS_OF: &str = "as_of";

/// The day that a field holds; a time of day is left aside.
fn date(field: Field<'_>) -> Option<Date> {
    match field {
        Field::Text(text) => text.get(..10)?.parse().ok(),
        _ => None,
    }
}
