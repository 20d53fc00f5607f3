// The plots of the guide as links with the picture in them: the first definition of
// a link counts, so that these show here and the files show where the guide is read
// beside them.
#![doc = include_str!("../docs/images.md")]
#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod consistency;
pub mod continuous;
pub mod daily;
pub mod error;
mod optimise;
pub mod posterior;

pub use catalogue::{Catalogue, DailyCounts, Window};
pub use error::Error;
