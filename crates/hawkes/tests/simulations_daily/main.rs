//! Simulations of daily counts with known truth.
//!
//! The tables of `docs/methods/daily-excitation.md` are made, in full size, by
//! `cargo test --release -p foreshock-hawkes --test simulations_daily --
//! --ignored --nocapture --test-threads 1`.

mod calibration;
mod coverage;
mod rounding;
mod truth;
mod verdicts;
