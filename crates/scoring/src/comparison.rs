//! Comparing forecasts by their scores: skill against a baseline with its
//! uncertainty, equal predictive ability, and relative skill among many.

mod bootstrap;
mod diebold_mariano;
mod pairwise;
mod periods;

pub use bootstrap::{BlockBootstrap, Estimate, Skill, skill};
pub use diebold_mariano::{DieboldMariano, LongRunVariance, diebold_mariano};
pub use pairwise::{RelativeSkill, relative_skill};
pub use periods::{PeriodScores, by_period};
