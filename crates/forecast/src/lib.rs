#![doc = include_str!("../README.md")]

pub mod baselines;
pub mod error;
pub mod evaluation;
pub mod forecaster;
pub mod models;
pub mod occurrence;
pub mod panel;
pub mod paths;
mod randomness;
pub mod task;

pub use error::Error;
pub use forecaster::{Forecaster, forecast_at};
pub use panel::Panel;
pub use paths::{Paths, Support, UnitPaths};
pub use task::Task;
