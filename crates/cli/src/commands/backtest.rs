//! `foreshock backtest`: what would have been said in the past.

use foreshock_assess::BacktestOf;
use foreshock_event::AsOf;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::{
    arguments::Backtest, commands::replay::step, failure::Failure, output, theatre::Theatre,
};

pub(crate) fn run(arguments: &Backtest) -> Result<(), Failure> {
    let every_days = step(&arguments.past.every)?;
    let theatre = Theatre::open(&arguments.past.theatre)?;
    let watch = &theatre.loaded.watch;
    // How forecasts came out is told from all that is known today; each of them
    // is made from what was known at its date.
    let known = theatre.known(&AsOf::at(Timestamp::now(), watch.timezone.clone()))?;
    let bar = ProgressBar::no_length().with_style(style());
    let backtest = foreshock_assess::backtest(
        watch,
        &known,
        BacktestOf {
            from: arguments.past.from,
            to: arguments.past.to,
            every_days,
            level: arguments.past.level,
            margin_days: arguments.past.margin,
        },
        || bar.inc(1),
    );
    bar.finish_and_clear();
    let backtest = backtest
        .map_err(|error| Failure::usage(error.to_string(), "see `foreshock backtest --help`"))?;
    match arguments.json {
        true => output::print(&foreshock_report::json(&backtest)?),
        false => output::print(&foreshock_report::backtest_table(&backtest)),
    }
}

/// Shown on a terminal only.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {pos} dates and questions, {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
