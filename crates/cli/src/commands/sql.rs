//! `foreshock sql`: indicators for other engines.

use std::fmt::Write;

use foreshock_assess::{
    Measured,
    sql::{self, Origin},
};
use foreshock_watch::{Indicator, Watch};
use jiff::civil::Date;
use serde::Serialize;

use super::events::no_indicator;
use crate::{
    arguments::{Dialect, Sql},
    failure::{Failure, eprintln},
    output,
    theatre::Theatre,
};

/// An indicator in SQL, or why it is not.
#[derive(Serialize)]
struct Shown<'a> {
    indicator: &'a str,
    sql: Option<String>,
    refused: Option<String>,
    /// What Foreshock measures.
    series: Vec<Period>,
}

#[derive(Serialize)]
struct Period {
    from: Date,
    to: Date,
    value: Option<f64>,
}

pub(crate) fn run(arguments: &Sql) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    let indicators = asked(watch, arguments.indicator.as_deref())?;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let measured = theatre.series(&indicators, &as_of)?;
    let origins = origins(&theatre);
    let dialect = match arguments.dialect {
        Dialect::Duckdb => sql::Dialect::DuckDb,
        Dialect::Polars => sql::Dialect::Polars,
        Dialect::Datafusion => sql::Dialect::DataFusion,
    };
    let shown: Vec<Shown<'_>> = indicators
        .iter()
        .zip(measured)
        .map(|(indicator, measured)| {
            let said = sql::sql_of(watch, indicator, (&as_of, &measured), &origins, dialect);
            let (sql, refused) = match said {
                Ok(sql) => (Some(sql), None),
                Err(refused) => (None, Some(refused.to_string())),
            };
            Shown {
                indicator: &indicator.id,
                sql,
                refused,
                series: series(measured),
            }
        })
        .collect();
    if arguments.json {
        return output::print(&foreshock_report::json(&shown)?);
    }
    let mut text = String::new();
    for shown in &shown {
        if let Some(sql) = &shown.sql {
            let _ = writeln!(text, "{};\n", sql.trim_end());
        }
    }
    output::print(&text)?;
    for shown in &shown {
        if let Some(refused) = &shown.refused {
            eprintln(&format!("{}: {refused}", shown.indicator));
        }
    }
    match shown.iter().all(|shown| shown.sql.is_none()) && !shown.is_empty() {
        true => Err(Failure::new(
            "none of it can be said in SQL",
            "`foreshock sql WATCH --json` gives the series that Foreshock measures",
        )),
        false => Ok(()),
    }
}

/// The indicator of that id, or all.
pub(super) fn asked<'w>(watch: &'w Watch, id: Option<&str>) -> Result<Vec<&'w Indicator>, Failure> {
    let all = &watch.indicators;
    match id {
        None => Ok(all.iter().collect()),
        Some(id) => match watch.indicator(id) {
            Some(indicator) => Ok(vec![indicator]),
            None => {
                let names = all.iter().map(|indicator| indicator.id.as_str());
                Err(no_indicator(id, names))
            }
        },
    }
}

/// Where the records of each source lie in the table.
pub(super) fn origins(theatre: &Theatre) -> Vec<Origin> {
    let sources = theatre.loaded.watch.sources.iter();
    sources
        .zip(&theatre.datasets)
        .filter_map(|(source, dataset)| {
            Some(Origin {
                source: source.id.to_string(),
                dataset: dataset.id().to_string(),
                lineage: theatre.lake.newest_lineage(dataset)?,
            })
        })
        .collect()
}

fn series(measured: Measured) -> Vec<Period> {
    let periods = measured.periods.into_iter().zip(measured.values);
    periods
        .map(|((from, to), value)| Period { from, to, value })
        .collect()
}
