//! `foreshock series`: what indicators measure, period by period.

use std::fmt::Write;

use foreshock_assess::Measured;
use foreshock_watch::Indicator;
use jiff::civil::Date;
use serde::Serialize;

use super::{cluster, sql::asked};
use crate::{arguments::Series, failure::Failure, output, theatre::Theatre};

/// The series of an indicator.
#[derive(Serialize)]
struct Shown<'a> {
    indicator: &'a str,
    title: &'a str,
    measure: String,
    period: String,
    series: Vec<Period>,
}

#[derive(Serialize)]
struct Period {
    from: Date,
    to: Date,
    value: Option<f64>,
}

pub(crate) fn run(arguments: &Series) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    let indicators = asked(watch, arguments.indicator.as_deref())?;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let measured: Vec<Measured> = match &arguments.on.cluster {
        Some(scheduler) => {
            cluster::series(&theatre, &indicators, &as_of, scheduler, &arguments.on)?
        }
        None => theatre.series(&indicators, &as_of)?,
    };
    let shown: Vec<Shown<'_>> = indicators
        .iter()
        .zip(measured)
        .map(|(indicator, measured)| shown(indicator, measured))
        .collect();
    match arguments.json {
        true => output::print(&foreshock_report::json(&shown)?),
        false => output::print(&text(&shown)),
    }
}

fn shown(indicator: &Indicator, measured: Measured) -> Shown<'_> {
    let periods = measured.periods.into_iter().zip(measured.values);
    Shown {
        indicator: &indicator.id,
        title: &indicator.title,
        measure: indicator.measure.to_string(),
        period: indicator.period.to_string(),
        series: periods
            .map(|((from, to), value)| Period { from, to, value })
            .collect(),
    }
}

fn text(shown: &[Shown<'_>]) -> String {
    let mut text = String::new();
    for (number, shown) in shown.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{}: {}, {} per {}",
            shown.indicator, shown.title, shown.measure, shown.period
        );
        for period in &shown.series {
            let value = period
                .value
                .map_or("-".to_owned(), |value| value.to_string());
            let _ = writeln!(text, "  {} to {}  {value}", period.from, period.to);
        }
        if shown.series.is_empty() {
            text.push_str("  no whole period is covered\n");
        }
    }
    text
}
