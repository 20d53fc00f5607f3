//! `foreshock forecast`: distributions of what is to come.

mod questions;

use crate::{arguments::Forecast, failure::Failure};

pub(crate) fn run(arguments: &Forecast) -> Result<(), Failure> {
    questions::run(&arguments.issue)
}
