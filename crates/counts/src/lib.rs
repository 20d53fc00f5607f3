#![doc = include_str!("../README.md")]

pub mod adjust;
pub mod block_bootstrap;
pub mod change_point;
pub mod choose;
pub mod error;
mod glm;
pub mod level;
pub mod mann_kendall;
pub mod noufaily;
pub mod nowcast;
pub mod predictive;
pub mod proportion;
pub mod rate_ratio;
pub mod robust;
pub mod sparse;
mod special;

pub use change_point::ChangePoint;
pub use choose::{Expected, Method, Why, expected};
pub use error::Error;
pub use level::Level;
pub use mann_kendall::Trend;
pub use noufaily::Baseline;
pub use nowcast::{DelayDistribution, Nowcast};
pub use predictive::{Direction, Predictive};
pub use proportion::Proportion;
pub use rate_ratio::RateRatio;
pub use robust::LevelBaseline;
pub use sparse::Sparse;
