//! The two processes of a cluster.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use ballista_core::object_store::{
    runtime_env_with_s3_support, session_config_with_s3_support, session_state_with_s3_support,
};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::{
    cluster::BallistaCluster, config::SchedulerConfig, scheduler_process::start_server,
};
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use crate::{Error, SchedulerAddress, engine::Engine};

/// Planning descends deeply where the code is not optimised.
const STACK: usize = 32 << 20;
/// What is logged unless the environment variable `RUST_LOG` says otherwise. That nobody
/// counts operators is meant to be so.
const LOGGED: &str = "warn,ballista_scheduler=info,ballista_executor=info,ballista_scheduler::display=off,ballista_scheduler::state::execution_stage=error";

/// What a scheduler is told. It keeps nothing on disk.
#[derive(Clone, Debug)]
pub struct Scheduler {
    /// Where it listens, for clients, executors and its page of jobs.
    pub bind: SocketAddr,
    /// The name under which executors reach it.
    pub external_host: String,
    /// After so long without a sign of life an executor is taken for lost, and what it was
    /// doing is given to others.
    pub lost_after: Duration,
}

/// What an executor is told.
#[derive(Clone, Debug)]
pub struct Executor {
    /// The scheduler that gives it work.
    pub scheduler: SchedulerAddress,
    /// Where it listens for those who fetch rows from it.
    pub bind: SocketAddr,
    /// Port on the same host on which the scheduler talks to it.
    pub control_port: u16,
    /// The name under which clients and executors reach it; the address from which it came
    /// to the scheduler where there is none.
    pub external_host: Option<String>,
    /// How many tasks it does at a time; as many as there are cores where there is none.
    pub cores: Option<usize>,
    /// Directory for rows between the stages of a statement; the system's own for
    /// temporary files where there is none.
    pub work: Option<PathBuf>,
    /// Time between two signs of life.
    pub heartbeat: Duration,
}

/// Runs a scheduler until it is ended from outside.
///
/// # Errors
///
/// Where it cannot listen.
pub fn run_scheduler(scheduler: &Scheduler) -> Result<(), Error> {
    let ended = |cause: String| Error::Process {
        process: "scheduler",
        cause,
    };
    log();
    let lost_after = scheduler.lost_after.as_secs().max(1);
    let config = SchedulerConfig {
        bind_host: scheduler.bind.ip().to_string(),
        bind_port: scheduler.bind.port(),
        external_host: scheduler.external_host.clone(),
        executor_timeout_seconds: lost_after,
        expire_dead_executor_interval_seconds: lost_after.div_ceil(4),
        no_executors_grace_period_seconds: lost_after,
        ..SchedulerConfig::default()
    };
    let config = config
        .with_override_config_producer(Arc::new(session_config_with_s3_support))
        .with_override_session_builder(Arc::new(session_state_with_s3_support));
    let run = async {
        let cluster = BallistaCluster::new_from_config(&config).await?;
        start_server(cluster, scheduler.bind, Arc::new(config)).await
    };
    let runtime = runtime().map_err(|error| ended(error.to_string()))?;
    runtime
        .block_on(run)
        .map_err(|error| ended(error.to_string()))
}

/// Runs an executor until it is ended from outside, or the scheduler is gone.
///
/// # Errors
///
/// Where it cannot listen or cannot reach the scheduler.
pub fn run_executor(executor: &Executor) -> Result<(), Error> {
    let ended = |cause: String| Error::Process {
        process: "executor",
        cause,
    };
    log();
    let config = ExecutorProcessConfig {
        bind_host: executor.bind.ip().to_string(),
        port: executor.bind.port(),
        grpc_port: executor.control_port,
        external_host: executor.external_host.clone(),
        scheduler_host: executor.scheduler.host.clone(),
        scheduler_port: executor.scheduler.port,
        scheduler_connect_timeout_seconds: 30,
        vcores: executor.cores.unwrap_or(0),
        work_dir: executor
            .work
            .as_ref()
            .map(|work| work.to_string_lossy().into_owned()),
        executor_heartbeat_interval_seconds: executor.heartbeat.as_secs().max(1),
        // Rows between stages are of no use once a statement is answered.
        job_data_ttl_seconds: 3600,
        job_data_clean_up_interval_seconds: 600,
        override_execution_engine: Some(Arc::new(Engine::default())),
        override_config_producer: Some(Arc::new(session_config_with_s3_support)),
        override_runtime_producer: Some(Arc::new(runtime_env_with_s3_support)),
        ..ExecutorProcessConfig::default()
    };
    let runtime = runtime().map_err(|error| ended(error.to_string()))?;
    runtime
        .block_on(start_executor_process(Arc::new(config)))
        .map_err(|error| ended(error.to_string()))
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
}

/// Logs to standard error.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
}
