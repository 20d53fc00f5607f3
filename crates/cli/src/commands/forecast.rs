//! `foreshock forecast`: distributions of what is to come.

mod history;
mod models;
mod panel;
mod paths_file;
mod periods;
mod questions;

use crate::{
    arguments::{Forecast, ForecastWhat},
    failure::Failure,
};

pub(crate) fn run(arguments: &Forecast) -> Result<(), Failure> {
    match &arguments.what {
        Some(ForecastWhat::Panel(panel)) => panel::run(panel),
        Some(ForecastWhat::Models(models)) => models::run(models),
        None => questions::run(&arguments.issue),
    }
}
