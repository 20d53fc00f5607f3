//! An indicator as SQL over the table of the lake, for other engines.
//!
//! The statement gives exactly what [`series`] measures: the newest version
//! of each event that was known, what the indicator selects of it, and its periods with
//! the days that its sources cover, which stand in the statement as they are. What SQL
//! cannot say is refused; nothing is approximated.

mod conditions;
mod events;
mod parts;

use std::fmt::Write;

use foreshock_event::{AsOf, Known};
use foreshock_watch::{Indicator, Measure, Watch};
use thiserror::Error;

pub use parts::{Row, series_by};

use crate::{
    indicator::{Measured, series},
    sql::events::{DAY, Events, VALUE},
};

/// An engine whose SQL is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// Polars.
    Polars,
    /// Apache DataFusion, and Ballista, which spreads it over machines.
    DataFusion,
}

/// Where the records of a source lie in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The watch's name of the source.
    pub source: String,
    /// Name of its dataset.
    pub dataset: String,
    /// Lineage of the dataset that counts.
    pub lineage: u32,
}

/// Why an indicator cannot be said in SQL.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotInSql {
    /// Events of several sources are joined, nearest first.
    #[error(
        "records of {sources} sources at most {days} days apart are joined nearest first, each at most once; which pairs are joined depends on the pairs before, which SQL cannot say"
    )]
    JoinsSources {
        /// How many sources.
        sources: usize,
        /// Days apart.
        days: u16,
    },
    /// Distance to a line on the globe.
    #[error(
        "the distance to a line on the globe is found by a search along it, which SQL cannot say"
    )]
    NearLine,
    /// A source of which nothing lies in the table.
    #[error("nothing of the source `{0}` lies in the lake")]
    NothingOf(String),
}

/// The statement that gives the series of `indicator` from a table `records`: columns
/// `from_day`, `to_day` (both included) and `value` (absent where the period is not
/// covered or nothing was measured), oldest first.
///
/// `origins` says for each source of the watch where its records lie.
///
/// # Errors
///
/// Where SQL cannot say what is measured.
pub fn sql(
    watch: &Watch,
    indicator: &Indicator,
    known: &Known,
    origins: &[Origin],
    dialect: Dialect,
) -> Result<String, NotInSql> {
    let measured = series(watch, indicator, known);
    sql_of(
        watch,
        indicator,
        (known.as_of(), &measured),
        origins,
        dialect,
    )
}

/// As [`sql`], where the series was measured already as of that instant.
///
/// # Errors
///
/// Where SQL cannot say what is measured.
pub fn sql_of(
    watch: &Watch,
    indicator: &Indicator,
    (as_of, measured): (&AsOf, &Measured),
    origins: &[Origin],
    dialect: Dialect,
) -> Result<String, NotInSql> {
    let events = Events::of(watch, indicator, as_of, origins, dialect)?;
    let mut statement = format!(
        "-- {}: {} per {}, as of {}\nWITH periods AS (\n  SELECT * FROM (VALUES\n",
        one_line(&indicator.title),
        indicator.measure,
        indicator.period,
        as_of
    );
    let rows: Vec<String> = measured
        .periods
        .iter()
        .zip(&measured.covered)
        .enumerate()
        .map(|(number, ((from, to), covered))| {
            format!("    ({number}, DATE '{from}', DATE '{to}', {covered})")
        })
        .collect();
    // An empty list of values is none; a period that holds no day gives no row.
    let rows = match rows.is_empty() {
        true => "    (0, DATE '0001-01-02', DATE '0001-01-01', false)".to_owned(),
        false => rows.join(",\n"),
    };
    let _ = writeln!(
        statement,
        "{rows}\n  ) AS p(\"period\", \"from_day\", \"to_day\", \"covered\")\n),\nevents AS ("
    );
    statement.push_str(&events.select(&[DAY, VALUE], true)?);
    statement.push_str("),\n");
    if let Measure::Share(total) = &indicator.measure {
        let _ = writeln!(
            statement,
            "totals_by_day AS (\n  SELECT \"began_on\" AS \"day\", COUNT(\"count\") AS \"n\", SUM(\"count\") AS \"total\" FROM (\n{}\n  ) AS e GROUP BY \"began_on\"\n),\n{},",
            events.current(total)?,
            by_period(
                "totals",
                "totals_by_day",
                "SUM(\"n\") AS \"n\", SUM(\"total\") AS \"total\""
            )
        );
    }
    statement.push_str(&tail(&indicator.measure));
    Ok(statement)
}

/// A table expression of what `aggregates` make of the days of each period.
fn by_period(name: &str, days: &str, aggregates: &str) -> String {
    format!(
        "{name} AS (\n  SELECT p.\"period\" AS \"of_period\", {aggregates}\n  FROM periods AS p CROSS JOIN {days} AS d\n  WHERE d.\"day\" >= p.\"from_day\" AND d.\"day\" <= p.\"to_day\"\n  GROUP BY p.\"period\"\n)"
    )
}

/// From events to the value of each period.
fn tail(measure: &Measure) -> String {
    let by_day = "by_day AS (\n  SELECT \"day\", COUNT(\"value\") AS \"n\", SUM(\"value\") AS \"total\" FROM events GROUP BY \"day\"\n),\n";
    let sums = by_period(
        "measured",
        "by_day",
        "SUM(\"n\") AS \"n\", SUM(\"total\") AS \"total\"",
    );
    let median = by_period("measured", "events", "MEDIAN(\"value\") AS \"middle\"");
    let whole = "CASE WHEN p.\"covered\" THEN COALESCE(m.\"total\", 0.0) END";
    let (tables, value, join) = match measure {
        Measure::Count | Measure::Sum(_) => (format!("{by_day}{sums}"), whole.to_owned(), ""),
        Measure::Mean(_) => (
            format!("{by_day}{sums}"),
            "CASE WHEN m.\"n\" > 0 THEN m.\"total\" / m.\"n\" END".to_owned(),
            "",
        ),
        Measure::Level(_) => (median, "m.\"middle\"".to_owned(), ""),
        Measure::Share(_) => (
            format!("{by_day}{sums}"),
            format!("CASE WHEN t.\"total\" > 0 THEN {whole} / t.\"total\" END"),
            "LEFT JOIN totals AS t ON p.\"period\" = t.\"of_period\"\n",
        ),
    };
    format!(
        "{tables}\nSELECT p.\"from_day\", p.\"to_day\", {value} AS \"value\"\nFROM periods AS p\nLEFT JOIN measured AS m ON p.\"period\" = m.\"of_period\"\n{join}WHERE p.\"from_day\" <= p.\"to_day\"\nORDER BY p.\"from_day\"\n"
    )
}

/// A title that cannot end the comment that it stands in.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
