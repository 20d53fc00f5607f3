//! A series in parts: another engine counts, and what it counted is put into periods here.
//!
//! [`sql`](super::sql) says all of a series in one statement, for which what was known must
//! be at hand. Where the events are too many for one machine, the engine is asked only for
//! what takes long: how often each value was met on each day. Periods, covered days and
//! what is made of the values are worked out here, by the code that also works them out
//! from a `Known`, so that the figures are the same to the last bit.

use std::collections::HashMap;

use foreshock_counts::nowcast::DelayDistribution;
use foreshock_event::AsOf;
use foreshock_watch::{Indicator, Measure, Watch};
use jiff::{Timestamp, civil::Date};

use super::{
    Dialect, NotInSql, Origin,
    events::{DAY, ENDED, Events, PUBLISHED, VALUE},
};
use crate::{
    amount::Amount,
    calendar::days_before,
    coverage::Declared,
    exact::ExactSum,
    indicator::{Measured, calendar, looks_for_delays, of_amounts, waiting_days},
    trends,
};

/// A row of what a statement gives: how often a value was met on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The column `day`, a date.
    pub day: Date,
    /// The column `value`, a double.
    pub value: f64,
    /// The column `n`, a whole number from 1 on.
    pub times: u64,
}

/// What [`series`](crate::series) gives, where `run` runs statements on the table `records`
/// and hands back their rows, in any order. All of them give the columns `day`, `value` and
/// `n` without absent values.
///
/// # Errors
///
/// Where SQL cannot say what is measured, inside; outside, where `run` fails.
pub fn series_by<E>(
    watch: &Watch,
    indicator: &Indicator,
    as_of: &AsOf,
    origins: &[Origin],
    dialect: Dialect,
    run: impl FnMut(&str) -> Result<Vec<Row>, E>,
) -> Result<Result<Measured, NotInSql>, E> {
    let events = match Events::of(watch, indicator, as_of, origins, dialect) {
        Ok(events) => events,
        Err(refused) => return Ok(Err(refused)),
    };
    let statements = match Statements::of(&events, indicator) {
        Ok(statements) => statements,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut engine = Engine { watch, as_of, run };
    let today = as_of.last_whole_day();
    let delay = engine.delay(indicator, &statements)?;
    let complete_to = days_before(today, waiting_days(watch, indicator, delay.as_ref()));
    let declared = Declared::of(watch, indicator);
    let mut spans = HashMap::new();
    for (source, statement) in &statements.spans {
        if declared.asks(source) {
            spans.extend(engine.span(statement)?.map(|span| (*source, span)));
        }
    }
    let covered = declared.until(today, |source| spans.get(source).copied());
    let calendar = calendar(indicator, &covered, today, complete_to);
    let mut amounts = vec![Amount::of(&indicator.measure); calendar.len()];
    for row in (engine.run)(&statements.values)? {
        if let Some(period) = calendar.period_of(row.day) {
            amounts[period].add_times(row.value, row.times);
        }
    }
    let mut totals: Vec<Option<ExactSum>> = vec![None; calendar.len()];
    if let Some(statement) = &statements.totals {
        for row in (engine.run)(statement)? {
            if let Some(period) = calendar.period_of(row.day) {
                let total = totals[period].get_or_insert_default();
                total.add_times(row.value, row.times);
            }
        }
    }
    let series = of_amounts(indicator, &amounts, Some(&totals), &covered, calendar);
    Ok(Ok(Measured::of(series, &covered)))
}

/// What an engine may be asked for an indicator.
struct Statements<'a> {
    /// How often each value was met on each day.
    values: String,
    /// The same of all that a source reports, of which a share is measured.
    totals: Option<String>,
    /// Of each source, the first day with the value 0 and the last with 1.
    spans: Vec<(&'a str, String)>,
    /// How often events that ended on a day were published at an instant, in microseconds
    /// since 1970: of the events of the indicator, and of all of its sources.
    delays: [String; 2],
}

impl<'a> Statements<'a> {
    fn of(events: &Events<'a>, indicator: &Indicator) -> Result<Self, NotInSql> {
        let counted = |day: &str, value: &str, of: &str| {
            format!(
                "SELECT \"{day}\" AS \"day\", CAST({value} AS DOUBLE) AS \"value\", COUNT(*) AS \"n\"\nFROM (\n{of}\n) AS counted\nWHERE {value} IS NOT NULL\nGROUP BY \"{day}\", {value}"
            )
        };
        let totals = match &indicator.measure {
            Measure::Share(total) => {
                Some(counted("began_on", "\"count\"", &events.current(total)?))
            }
            _ => None,
        };
        let mut spans = Vec::new();
        let mut all = Vec::new();
        for source in events.sources() {
            let current = events.current(source)?;
            let edge = |value: u8, day: &str| {
                format!(
                    "SELECT {day} AS \"day\", CAST({value} AS DOUBLE) AS \"value\", COUNT(*) AS \"n\"\nFROM (\n{current}\n) AS source\nHAVING COUNT(*) > 0"
                )
            };
            spans.push((
                source,
                [edge(0, "MIN(\"began_on\")"), edge(1, "MAX(\"ended_on\")")].join("\nUNION ALL\n"),
            ));
            all.push(format!(
                "SELECT \"ended_on\" AS \"{}\", {} AS \"{}\" FROM (\n{current}\n) AS source",
                ENDED.name,
                events.microseconds_published(),
                PUBLISHED.name
            ));
        }
        let value = format!("\"{}\"", VALUE.name);
        let published = format!("\"{}\"", PUBLISHED.name);
        Ok(Self {
            values: counted(DAY.name, &value, &events.select(&[DAY, VALUE], true)?),
            totals,
            spans,
            delays: [
                counted(
                    ENDED.name,
                    &published,
                    &events.select(&[ENDED, PUBLISHED], false)?,
                ),
                counted(ENDED.name, &published, &all.join("\nUNION ALL\n")),
            ],
        })
    }
}

/// The engine, and what it is asked about.
struct Engine<'a, R> {
    watch: &'a Watch,
    as_of: &'a AsOf,
    run: R,
}

impl<E, R: FnMut(&str) -> Result<Vec<Row>, E>> Engine<'_, R> {
    fn span(&mut self, statement: &str) -> Result<Option<(Date, Date)>, E> {
        let rows = (self.run)(statement)?;
        let edge = |value: f64| {
            rows.iter()
                .find(|row| row.value == value)
                .map(|row| row.day)
        };
        Ok(edge(0.0).zip(edge(1.0)))
    }

    /// The delay of reporting, where days are waited for it.
    fn delay(
        &mut self,
        indicator: &Indicator,
        statements: &Statements<'_>,
    ) -> Result<Option<DelayDistribution>, E> {
        let (watch, today) = (self.watch, self.as_of.last_whole_day());
        if !looks_for_delays(watch, indicator) {
            return Ok(None);
        }
        for statement in &statements.delays {
            let delays: Vec<(u32, u32, u64)> = (self.run)(statement)?
                .into_iter()
                .filter_map(|row| {
                    let published = Timestamp::from_microsecond(row.value as i64).ok()?;
                    let (delay, observable) = trends::delay(watch, row.day, published, today)?;
                    Some((delay, observable, row.times))
                })
                .collect();
            if let Ok(estimated) = DelayDistribution::estimate_counted(&delays) {
                return Ok(Some(estimated));
            }
        }
        Ok(None)
    }
}
