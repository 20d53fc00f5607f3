//! Statements over the lake's events, run by a cluster of Apache DataFusion Ballista.
//!
//! A cluster is a scheduler and executors, each a process of its own on any machine. The
//! client reads the log of the lake and hands out which data files make up the table; the
//! files themselves are read by the executors alone, from a directory that all of them
//! share or from an object store.
//!
//! `Cluster::open` finds the scheduler, `Cluster::run` answers a statement;
//! `run_scheduler` and `run_executor` are the two processes. A statement only reads, so
//! that it may be run again: what an executor was doing when it was lost the scheduler gives
//! to others, and a statement whose rows were lost with an executor is run anew.
//!
//! Without its feature `ballista` the crate is empty, so that nothing here is a link.

#![cfg(feature = "ballista")]

mod address;
mod answers;
mod asking;
mod client;
mod engine;
mod error;
mod executors;
mod processes;
mod readiness;
mod table;

pub use address::SchedulerAddress;
pub use client::{Cluster, Row};
pub use error::Error;
pub use processes::{Executor, Scheduler, run_executor, run_scheduler};
pub use table::{DataFile, Table};
