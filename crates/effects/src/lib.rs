#![doc = include_str!("../README.md")]

pub mod baseline;
mod contrast;
pub mod error;
mod excitation;
mod long_run;
mod placebo;
mod power;
mod record;
mod regression;
mod segmented;
mod share;
pub mod signs;
mod study;
mod verdict;

pub use error::Error;
pub use excitation::Excitation;
pub use placebo::{FEWEST_DRAWS, Placebo};
pub use power::{Detectable, POWER};
pub use record::{Intervention, Record};
pub use segmented::{DAYS_FOR_SLOPE, EVENTS_FOR_SLOPE, Effect, Ratio};
pub use share::CaseShare;
pub use study::{Settings, Study, Undefined, study, verdict};
pub use verdict::{Agreement, Direction, FEWEST_EVENTS, LEVEL, VAGUE, Verdict};
