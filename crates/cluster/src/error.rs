//! What can go wrong with a cluster.

use std::time::Duration;

use thiserror::Error;

use crate::SchedulerAddress;

/// Why a cluster gave no answer, or could not be started.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The address of a scheduler cannot be read.
    #[error(
        "`{text}` is no address of a scheduler: {cause}\n  write it as http://HOST:PORT, for instance http://127.0.0.1:50050"
    )]
    Address {
        /// What was written.
        text: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Nobody answers as a scheduler.
    #[error(
        "there is no scheduler at {scheduler}: {cause}\n  start one with `foreshock cluster scheduler`, or check host, port and firewall"
    )]
    NoScheduler {
        /// Where it was looked for.
        scheduler: SchedulerAddress,
        /// What came instead.
        cause: String,
    },
    /// The scheduler has nobody to do the work.
    #[error("no executor has been registered with the scheduler at {scheduler} for {} s\n  start one or more with `foreshock cluster executor --scheduler {scheduler}`", .waited.as_secs())]
    NoExecutors {
        /// The scheduler.
        scheduler: SchedulerAddress,
        /// How long it was waited for one.
        waited: Duration,
    },
    /// The cluster does not see the files that the log names.
    #[error(
        "the cluster does not see the whole lake at {root}: {cause}\n  scheduler and executors must all see it there: share the directory under the same path, or say with --files where they see it"
    )]
    Unseen {
        /// Where the files were looked for.
        root: String,
        /// What was missing.
        cause: String,
    },
    /// The cluster failed, and no executor was lost that would be why; or one was, again
    /// and again.
    #[error(
        "the cluster at {scheduler} gave no answer (attempts: {attempts}): {cause}\n  the logs of scheduler and executors say more; without --cluster it is worked out here"
    )]
    Failed {
        /// The scheduler.
        scheduler: SchedulerAddress,
        /// How often it was asked.
        attempts: u32,
        /// What it says.
        cause: String,
    },
    /// A statement cannot be run by this engine, or what it gives is not understood.
    #[error(
        "the cluster's engine refuses a statement: {cause}\n  scheduler, executors and this program must be of the same version; without --cluster it is worked out here"
    )]
    Statement {
        /// What it says.
        cause: String,
    },
    /// A process of the cluster could not be started, or ended.
    #[error(
        "the {process} has ended: {cause}\n  check that its ports are free and that it reaches the scheduler"
    )]
    Process {
        /// Which one.
        process: &'static str,
        /// Why.
        cause: String,
    },
}
