//! Calibration and sharpness of distributions: PIT, coverage, width.

mod coverage;
mod pit;
mod sharpness;

pub use coverage::{Coverage, coverage};
pub use pit::{Uniformity, randomised_pit, sample_pit, uniformity};
pub use sharpness::{Sharpness, sharpness};
