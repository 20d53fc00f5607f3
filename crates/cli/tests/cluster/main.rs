//! Series that a cluster counts: a scheduler and executors, each a process of its own on
//! loopback. `make test-cluster` runs it; it needs the feature `cluster`.

#[path = "../common/mod.rs"]
mod common;

mod bucket;
mod faults;
mod figures;
mod losses;
mod processes;
mod tasks;
mod watches;
