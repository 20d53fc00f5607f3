//! Competing explanations, weighed.
//!
//! The full simulation: `cargo test -p foreshock-assess --test
//! hypotheses -- --ignored --nocapture`.

mod calibration;
mod laws;
mod matrices;
mod theatre;
