//! Simulations with known truth.
//!
//! The tables of `docs/methods/excitation.md` are made, in full size, by
//! `cargo test --release -p foreshock-hawkes --test simulations -- --ignored
//! --nocapture --test-threads 1`.

mod calibration;
mod coverage;
mod paths;
mod sizes;
mod truth;
