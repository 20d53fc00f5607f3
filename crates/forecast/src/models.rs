//! Models of counts over time.

mod dynamic_counts;
mod hawkes;
mod negative_binomial;
mod pool;
mod recency;
mod states;
mod trees;

pub use dynamic_counts::DynamicCounts;
pub use hawkes::Hawkes;
pub use pool::Pool;
pub use recency::Recency;
pub use states::ConflictStates;
pub use trees::DistributionalTrees;
