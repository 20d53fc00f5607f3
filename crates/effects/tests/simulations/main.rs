//! Simulations with known truth: coverage of intervals, size of tests, power.
//! Each has a reduced form that always runs, and a full one that prints the
//! tables of the methods pages:
//! `cargo test -p foreshock-effects --test simulations -- --ignored --nocapture`.

mod draw;
mod effects;
mod signs;
