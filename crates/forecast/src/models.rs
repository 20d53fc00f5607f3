//! Models of counts over time.

mod dynamic_counts;
mod negative_binomial;
mod pool;
mod recency;
mod states;

pub use dynamic_counts::DynamicCounts;
pub use pool::Pool;
pub use recency::Recency;
pub use states::ConflictStates;
