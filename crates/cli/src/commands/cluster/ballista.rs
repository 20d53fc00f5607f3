//! `foreshock cluster`, and series that a cluster of Ballista counts.

use std::{path::Path, time::Duration};

use foreshock_assess::{
    Measured,
    sql::{self, Dialect},
};
use foreshock_cluster::{
    Cluster, DataFile, Executor, Scheduler, Table, run_executor, run_scheduler,
};
use foreshock_event::AsOf;
use foreshock_watch::Indicator;
use rayon::prelude::*;
use url::Url;

use crate::{
    arguments::{ClusterCommand, ClusterExecutor, ClusterScheduler, OnCluster},
    commands::sql::origins,
    failure::{Failure, eprintln},
    theatre::Theatre,
};

/// Indicators that are asked for at a time. The cluster puts them in a queue; with a few
/// under way it never waits for the next one.
const AT_ONCE: usize = 4;

impl From<foreshock_cluster::Error> for Failure {
    fn from(error: foreshock_cluster::Error) -> Self {
        let text = error.to_string();
        // Its last line is what to do about it.
        let (message, remedy) = text.rsplit_once("\n  ").unwrap_or((&text, ""));
        match error {
            foreshock_cluster::Error::Address { .. } => Self::usage(message, remedy),
            _ => Self::new(message, remedy),
        }
    }
}

pub(crate) fn run(command: &ClusterCommand) -> Result<(), Failure> {
    match command {
        ClusterCommand::Scheduler(scheduler) => Ok(run_scheduler(&of_scheduler(scheduler))?),
        ClusterCommand::Executor(executor) => Ok(run_executor(&of_executor(executor)?)?),
    }
}

fn of_scheduler(arguments: &ClusterScheduler) -> Scheduler {
    let own = || arguments.bind.ip().to_string();
    Scheduler {
        bind: arguments.bind,
        external_host: arguments.external_host.clone().unwrap_or_else(own),
        lost_after: Duration::from_secs(arguments.lost_after),
    }
}

fn of_executor(arguments: &ClusterExecutor) -> Result<Executor, Failure> {
    let bind = arguments.bind;
    // An address that stands for all of the machine's own is none under which to reach it.
    let own = (!bind.ip().is_unspecified()).then(|| bind.ip().to_string());
    Ok(Executor {
        scheduler: arguments.scheduler.parse()?,
        bind,
        control_port: match arguments.control_port {
            Some(port) => port,
            None => bind.port().checked_add(1).ok_or_else(|| {
                Failure::usage(
                    "there is no port after 65535",
                    "say one with --control-port",
                )
            })?,
        },
        external_host: arguments.external_host.clone().or(own),
        cores: arguments.cores,
        work: arguments.work.clone(),
        heartbeat: Duration::from_secs(arguments.heartbeat),
    })
}

/// The series of `indicators`, counted by the cluster of `scheduler`. What SQL cannot say is
/// counted here, so that nothing is missing.
pub(crate) fn series(
    theatre: &Theatre,
    indicators: &[&Indicator],
    as_of: &AsOf,
    scheduler: &str,
    on: &OnCluster,
) -> Result<Vec<Measured>, Failure> {
    let watch = &theatre.loaded.watch;
    let lake = &theatre.lake;
    let files = lake.event_files(&theatre.datasets)?.into_iter();
    let table = Table {
        root: root(lake.directory(), on.files.as_deref())?,
        columns: lake.event_columns()?,
        files: files
            .map(|file| DataFile {
                path: file.path,
                publisher: file.publisher.to_string(),
                rows: file.rows,
            })
            .collect(),
    };
    let patience = Duration::from_secs(on.patience);
    let cluster = Cluster::open(scheduler.parse()?, &table, patience)?;
    let run = |statement: &str| -> Result<Vec<sql::Row>, foreshock_cluster::Error> {
        let rows = cluster.run(statement)?;
        let row = |row: &foreshock_cluster::Row| sql::Row {
            day: row.day,
            value: row.value,
            times: row.times,
        };
        Ok(rows.iter().map(row).collect())
    };
    let origins = origins(theatre);
    let counted = |indicator: &&Indicator| {
        sql::series_by(watch, indicator, as_of, &origins, Dialect::DataFusion, run)
    };
    let at_once = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
    let counted: Vec<_> = match at_once {
        Ok(threads) => threads.install(|| indicators.par_iter().map(counted).collect()),
        Err(_) => indicators.iter().map(counted).collect(),
    };
    let mut measured = Vec::with_capacity(indicators.len());
    let mut here: Vec<&Indicator> = Vec::new();
    for (indicator, counted) in indicators.iter().zip(counted) {
        measured.push(match counted? {
            Ok(measured) => Some(measured),
            Err(refused) => {
                eprintln(&format!("{}: counted here; {refused}", indicator.id));
                here.push(indicator);
                None
            }
        });
    }
    // Those that are missing, in their order.
    let mut here = theatre.series(&here, as_of)?.into_iter();
    let all = measured.into_iter();
    Ok(all.filter_map(|one| one.or_else(|| here.next())).collect())
}

/// The address of the lake's directory as the cluster sees it.
fn root(directory: &Path, elsewhere: Option<&str>) -> Result<Url, Failure> {
    let wrong = |place: &str| {
        Failure::usage(
            format!("`{place}` is no place where a cluster can see files"),
            "write --files with a path, or with s3://BUCKET/PATH",
        )
    };
    if let Some(address) = elsewhere.filter(|place| place.contains("://")) {
        return Url::parse(address)
            .ok()
            .filter(|url| matches!(url.scheme(), "file" | "s3") && !url.cannot_be_a_base())
            .ok_or_else(|| wrong(address));
    }
    let directory = elsewhere.map_or(directory, Path::new);
    std::path::absolute(directory)
        .ok()
        .and_then(|directory| Url::from_directory_path(directory).ok())
        .ok_or_else(|| wrong(&directory.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lake_is_where_it_is_unless_said_otherwise() {
        let root = |elsewhere| root(Path::new("/srv/lake"), elsewhere).map(|url| url.to_string());
        for (elsewhere, address) in [
            (None, "file:///srv/lake/"),
            (Some("/mnt/lake"), "file:///mnt/lake/"),
            (Some("s3://bucket/lake"), "s3://bucket/lake"),
        ] {
            assert_eq!(root(elsewhere).expect("a place"), address);
        }
        for elsewhere in ["ftp://host/lake", "s3:///", "://"] {
            assert!(root(Some(elsewhere)).is_err(), "{elsewhere}");
        }
    }
}
