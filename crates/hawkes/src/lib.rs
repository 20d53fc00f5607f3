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
