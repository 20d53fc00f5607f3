//! The command lines of `foreshock series` and `foreshock cluster`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand};

use super::Theatre;

/// Print the series from which indicators are assessed.
///
/// Of each indicator the value of every period, oldest first: what `foreshock sql` says in
/// SQL and `foreshock brief` takes its baselines from. With --cluster the events are counted
/// by a cluster of Ballista, and the figures are the same to the last digit.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock series watches/korea missile_tests
  foreshock series watches/korea --as-of 2024-06-30 --json
  foreshock series my-watch.toml --lake /srv/lake --cluster http://scheduler:50050
  foreshock series my-watch.toml --cluster http://scheduler:50050 --files s3://bucket/lake")]
pub(crate) struct Series {
    #[command(flatten)]
    pub theatre: Theatre,
    /// Id of the indicator; all where there is none.
    pub indicator: Option<String>,
    /// Look from this day (its end) or instant.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub on: OnCluster,
    /// Print the series as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which cluster counts, if any.
#[derive(Debug, Args)]
pub(crate) struct OnCluster {
    /// Let the cluster of this scheduler count the events: http://HOST:PORT. Needs a build
    /// with the feature `cluster`.
    #[arg(long, value_name = "URL", env = "FORESHOCK_CLUSTER")]
    pub cluster: Option<String>,
    /// Where scheduler and executors see the directory of the lake, if not under its path
    /// here: another path, or s3://BUCKET/PATH.
    #[arg(long, value_name = "PLACE")]
    pub files: Option<String>,
    /// How long the cluster may be without scheduler or executor before it is given up.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub patience: u64,
}

/// Start a process of a cluster that counts events for `foreshock series`.
///
/// A cluster is a scheduler and executors, on one machine or on many; all must see the files
/// of the lake under the same path, or in an object store. Nothing between them is encrypted
/// or asks for a password: keep them on a network of your own. Needs a build with the
/// feature `cluster`.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock cluster scheduler
  foreshock cluster executor --scheduler http://127.0.0.1:50050
  foreshock series watches/korea --cluster http://127.0.0.1:50050")]
pub(crate) enum ClusterCommand {
    Scheduler(ClusterScheduler),
    Executor(ClusterExecutor),
}

/// Start the scheduler, which plans and gives out the work.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock cluster scheduler
  foreshock cluster scheduler --bind 0.0.0.0:50050 --external-host scheduler.internal")]
pub(crate) struct ClusterScheduler {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50050")]
    pub bind: SocketAddr,
    /// Name under which executors reach it; the address of --bind where there is none.
    #[arg(long, value_name = "HOST")]
    pub external_host: Option<String>,
    /// After so long without a sign of life an executor is taken for lost.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub lost_after: u64,
}

/// Start an executor, which reads and counts.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock cluster executor
  foreshock cluster executor --scheduler http://scheduler.internal:50050 \\
    --bind 0.0.0.0:50051 --external-host worker-1.internal")]
pub(crate) struct ClusterExecutor {
    /// The scheduler.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50050")]
    pub scheduler: String,
    /// Address and port on which others fetch rows from it.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    pub bind: SocketAddr,
    /// Port on which the scheduler talks to it; the next one where there is none.
    #[arg(long, value_name = "PORT")]
    pub control_port: Option<u16>,
    /// Name under which others reach it; the address of --bind where there is none.
    #[arg(long, value_name = "HOST")]
    pub external_host: Option<String>,
    /// How many tasks it does at a time; as many as there are cores where there is none.
    #[arg(long, value_name = "N")]
    pub cores: Option<usize>,
    /// Directory for rows that wait for the next stage.
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
    /// Time between two signs of life.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub heartbeat: u64,
}
