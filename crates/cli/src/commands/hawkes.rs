//! `foreshock hawkes`: self- and cross-excitation in any table of times.

mod continuous;
mod daily;
mod posterior;
mod read;
mod show;

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    arguments::{Hawkes, HawkesCommand, HawkesModel, HawkesTable},
    failure::{Failure, eprintln},
};
use read::Events;

pub(crate) fn run(arguments: &Hawkes) -> Result<(), Failure> {
    let table = match &arguments.command {
        HawkesCommand::Fit(fit) => &fit.table,
        HawkesCommand::Simulate(simulate) => &simulate.table,
        HawkesCommand::Test(test) => &test.table,
    };
    let events = Events::read(table)?;
    account(&events);
    let model = choose(table, &events)?;
    // Shown on a terminal only.
    let spinner = ProgressBar::new_spinner().with_style(style());
    spinner.enable_steady_tick(Duration::from_millis(200));
    let shown = match (&arguments.command, model) {
        (HawkesCommand::Fit(fit), HawkesModel::Daily) => daily::fit(&fit.table, &events),
        (HawkesCommand::Simulate(simulate), HawkesModel::Daily) => {
            daily::simulate(simulate, &events)
        }
        (HawkesCommand::Test(test), HawkesModel::Daily) => daily::test(test, &events),
        (HawkesCommand::Fit(fit), HawkesModel::Continuous) if fit.posterior => {
            posterior::fit(&fit.table, &events)
        }
        (HawkesCommand::Fit(fit), HawkesModel::Continuous) => continuous::fit(&fit.table, &events),
        (HawkesCommand::Simulate(simulate), HawkesModel::Continuous) => {
            continuous::simulate(simulate, &events)
        }
        (HawkesCommand::Test(test), HawkesModel::Continuous) => continuous::test(test, &events),
    };
    spinner.finish_and_clear();
    crate::output::print(&shown?)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} fitting and simulating")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// The model asked for, or what the times allow.
fn choose(table: &HawkesTable, events: &Events) -> Result<HawkesModel, Failure> {
    match table.model {
        None if events.instants => Ok(HawkesModel::Continuous),
        None => Ok(HawkesModel::Daily),
        Some(HawkesModel::Continuous) if !events.instants => Err(Failure::usage(
            format!(
                "column `{}` holds days, and the continuous model needs instants: events of one day have no order",
                events.time_column
            ),
            "leave out --model, or name a column of instants with --time",
        )),
        Some(model) => Ok(model),
    }
}

/// Says what was taken for what, and what was left out.
fn account(events: &Events) {
    if events.guessed {
        eprintln(&format!(
            "guessed: the time is column `{}`; --time names another",
            events.time_column
        ));
    }
    if let Some(other) = events.ambiguous.as_ref().filter(|_| events.guessed) {
        eprintln(&format!(
            "uncertain: every date can also be read as {other}"
        ));
    }
    let mut left_out = Vec::new();
    let mut part = |number: usize, what: &str| {
        if number > 0 {
            left_out.push(format!("{number} {what}"));
        }
    };
    part(events.outside, "outside the window");
    part(events.coarse, "without a day (a month or a year only)");
    part(events.rejected, "that could not be read");
    if !left_out.is_empty() {
        eprintln(&format!("left out: {}", left_out.join(", ")));
    }
    if let Some(first) = &events.first_rejected {
        eprintln(&format!("  the first that could not be read: {first}"));
    }
}
