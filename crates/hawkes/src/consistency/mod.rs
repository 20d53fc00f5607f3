//! Tests of a model against what was observed, after those of CSEP, the
//! collaboratory that tests earthquake forecasts.
//!
//! A forecast is a process with its history. Catalogues drawn from it say what it
//! expects, so that no test assumes that counts are Poisson (Savran et al. 2020).

mod comparison;
mod forecast;
mod marks;

pub(crate) use comparison::paired;
pub use comparison::{Comparison, compare};
pub(crate) use forecast::{CONDITIONAL, consistency};
pub use forecast::{ConditionalTest, Consistency, Forecast, LikelihoodTest, NumberTest};
pub use marks::{MarkTest, mark_test};
