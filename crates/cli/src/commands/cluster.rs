//! `foreshock cluster`, and series that a cluster counts.

#[cfg(feature = "cluster")]
mod ballista;
#[cfg(not(feature = "cluster"))]
mod not_built;

#[cfg(feature = "cluster")]
pub(crate) use ballista::{run, series};
#[cfg(not(feature = "cluster"))]
pub(crate) use not_built::{run, series};
