#![doc = include_str!("../README.md")]

pub mod binary;
pub mod calibration;
pub mod catalogue;
pub mod categorical;
pub mod comparison;
pub mod distribution;
pub mod error;
mod moments;
pub mod quantile;
mod random;
pub mod sample;
mod special;

pub use categorical::Categorical;
pub use error::Error;
pub use moments::dawid_sebastiani;
pub use quantile::{Interval, Quantiles};
pub use sample::{BinnedIgnorance, CrpsParts, PanelScore, Sample, WeightedSample, score_panel};
