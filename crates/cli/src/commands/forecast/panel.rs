//! `foreshock forecast panel`: sample paths of every unit of a table.

use std::ops::RangeInclusive;

use foreshock_forecast::{Support, Task, catalogue, forecast_at};

use super::{
    history::{self, History, Names},
    paths_file,
};
use crate::{
    arguments::ForecastPanel,
    failure::{Failure, eprintln},
    tables::Label,
};

/// Units that a note names.
const NAMED: usize = 10;

pub(crate) fn run(arguments: &ForecastPanel) -> Result<(), Failure> {
    let leads = leads(&arguments.leads)?;
    let origin = Label::typed(&arguments.origin).ok_or_else(|| {
        Failure::usage(
            format!("--origin `{}` is no time", arguments.origin),
            "give a time of the history, written as it writes them",
        )
    })?;
    let names = Names {
        unit: arguments.unit.as_deref(),
        time: arguments.time.as_deref(),
        target: arguments.target.as_deref(),
    };
    // An unknown name is said before a large table is read.
    let named = |season| {
        catalogue::find(&arguments.model, season).map_err(|error| {
            Failure::usage(error.to_string(), "`foreshock forecast models` lists them")
        })
    };
    named(12)?;
    let history = history::read(&arguments.history, &arguments.covariates, &names, &origin)?;
    let forecaster = named(history.periods.season())?;
    let task = Task::new(
        history.origin,
        leads,
        arguments.draws as usize,
        arguments.seed,
    )?;
    let paths = forecast_at(&*forecaster, &history.panel, &task)?;
    paths_file::write(&arguments.out, &history, &paths)?;
    for note in &history.notes {
        eprintln(&format!("note: {note}"));
    }
    for (support, words) in [
        (Support::OtherUnits, "resting on other units alone"),
        (Support::Nothing, "resting on no observation"),
    ] {
        let units: Vec<String> = (0..history.units.len())
            .filter(|&unit| paths.support(unit) == Some(support))
            .map(|unit| history.units[unit].to_string())
            .collect();
        if !units.is_empty() {
            let more = match units.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            eprintln(&format!(
                "note: {words}: {}{more}",
                units[..units.len().min(NAMED)].join(", ")
            ));
        }
    }
    eprintln(&summary(arguments, &history, &task, &*forecaster));
    Ok(())
}

fn summary(
    arguments: &ForecastPanel,
    history: &History,
    task: &Task,
    forecaster: &dyn foreshock_forecast::Forecaster,
) -> String {
    let time = |index| {
        let label = history.periods.label(index, &history.like);
        label.map_or_else(String::new, |label| label.to_string())
    };
    format!(
        "{}: {} units, {} to {}, {} draws each, by {} version {} from {} with seed {}",
        arguments.out.display(),
        history.units.len(),
        time(task.origin + i64::from(*task.leads.start())),
        time(task.origin + i64::from(*task.leads.end())),
        task.draws,
        forecaster.name(),
        forecaster.version(),
        time(task.origin),
        task.seed
    )
}

/// `3..14` as the leads 3 to 14; a single number as that lead.
fn leads(text: &str) -> Result<RangeInclusive<u32>, Failure> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let last = last.strip_prefix('=').unwrap_or(last);
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if first >= 1 && first <= last => Ok(first..=last),
        _ => Err(Failure::usage(
            format!("--leads `{text}` are no leads"),
            "write the first and the last, such as 3..14; the period after the origin is 1",
        )),
    }
}
