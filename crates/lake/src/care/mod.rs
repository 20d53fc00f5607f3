//! Care of a lake: joining small files, finding what is wrong, mending it.
//!
//! All of it changes how rows lie and never what they say. Whoever rewrites files does so
//! under one shared transaction, so that of two compactions or repairs at once only one
//! commits; ingests only add files and are not in the way.

mod accounts;
mod compact;
mod examine;
mod log;
mod repair;
mod rewrite;

pub use accounts::Lost;
pub use compact::Compacted;
pub use examine::{Ailment, Examination, Finding};
pub use repair::Repaired;
