//! Forecasts of worlds whose law is known.

mod occurrence;
mod panels;
mod worlds;
