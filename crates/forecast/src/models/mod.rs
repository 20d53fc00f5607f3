//! Models of counts over time.

mod dynamic_counts;
mod negative_binomial;
mod recency;
mod states;

pub use dynamic_counts::DynamicCounts;
pub use recency::Recency;
pub use states::ConflictStates;
