//! Self- and cross-exciting point processes.
//!
//! Does one event make the next more likely, how much, for how long, which kind
//! sets off which, and is the system near the point where it feeds itself?

pub mod catalogue;
pub mod consistency;
pub mod continuous;
pub mod daily;
pub mod error;
mod optimise;
pub mod posterior;

pub use catalogue::{Catalogue, DailyCounts, Window};
pub use error::Error;
