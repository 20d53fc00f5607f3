//! Simulations with known truth.
//!
//! The tables of `docs/methods` are made, in full size, by
//! `cargo test --release -p foreshock-counts --test simulations -- --ignored
//! --nocapture --test-threads 1`.

mod block_bootstrap;
mod change_points;
mod draw;
mod levels;
mod nowcast;
mod pit;
mod rate_ratio;
mod seasonal;
mod sparse;
mod trends;
