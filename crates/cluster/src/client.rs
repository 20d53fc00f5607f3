//! Asking a cluster.

use std::{sync::Arc, time::Duration};

use arrow::{
    array::AsArray,
    datatypes::{Date32Type, Float64Type, Int64Type},
    record_batch::RecordBatch,
};
use ballista::prelude::SessionContextExt;
use ballista_core::object_store::{session_config_with_s3_support, session_state_with_s3_support};
use datafusion::{error::DataFusionError, prelude::SessionContext};
use jiff::{Span, civil::Date};
use tokio::runtime::Runtime;

use crate::{Error, SchedulerAddress, Table, answers::Answers, executors, readiness};

/// How often a statement is run while executors are lost, before it is given up. Ballista
/// itself does the tasks of a lost executor again; but where one is lost between the end of
/// a statement and the fetching of its rows, these are gone with it.
const ATTEMPTS: u32 = 3;
/// Parts into which the rows of a stage go at most. Of few files there are fewer: each part
/// is a task, which costs some ten milliseconds however little it holds.
const MOST_PARTITIONS: usize = 64;
/// Planning descends deeply where the code is not optimised.
const STACK: usize = 32 << 20;

/// A row of an answer: how often a value was met on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The day.
    pub day: Date,
    /// The value.
    pub value: f64,
    /// How often; 1 or more.
    pub times: u64,
}

/// A cluster that reads one lake.
pub struct Cluster {
    runtime: Runtime,
    asked: Arc<Asked>,
    answers: Answers<Result<Arc<[Row]>, Error>>,
}

/// What is needed to ask it.
struct Asked {
    scheduler: SchedulerAddress,
    context: SessionContext,
    root: String,
    /// Names of data files.
    files: Vec<String>,
    rows: u64,
    patience: Duration,
}

impl Cluster {
    /// Finds the scheduler, waits for executors as long as `patience`, and makes the files
    /// of `table` the table `records`.
    ///
    /// # Errors
    ///
    /// Where there is no scheduler or no executor, or `table` cannot be read by a cluster.
    pub fn open(
        scheduler: SchedulerAddress,
        table: &Table,
        patience: Duration,
    ) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_stack_size(STACK)
            .build()
            .map_err(|error| Error::Process {
                process: "client",
                cause: error.to_string(),
            })?;
        let context = runtime.block_on(async {
            readiness::executors(&scheduler, patience).await?;
            context(&scheduler, table).await.map_err(refused)
        })?;
        Ok(Self {
            runtime,
            asked: Arc::new(Asked {
                scheduler,
                context,
                root: table.root.to_string(),
                files: table.names(),
                rows: table.rows(),
                patience,
            }),
            answers: Answers::default(),
        })
    }

    /// The rows that `statement` gives, in no order. It must give the columns `day`, `value`
    /// and `n` without absent values. The same statement is run once, however often it is
    /// asked for; may be called from several threads. Where the lake holds no events there
    /// are no rows, and nobody is asked.
    ///
    /// # Errors
    ///
    /// Where the cluster is lost, does not see the lake as the log says, or gives up.
    pub fn run(&self, statement: &str) -> Result<Arc<[Row]>, Error> {
        if self.asked.rows == 0 {
            return Ok(Arc::default());
        }
        self.answers.to(statement, || {
            let (asked, statement) = (self.asked.clone(), statement.to_owned());
            let answer = self
                .runtime
                .spawn(async move { asked.answer(&statement).await });
            match self.runtime.block_on(answer) {
                Ok(rows) => rows.map(Arc::from),
                Err(error) => Err(Error::Statement {
                    cause: error.to_string(),
                }),
            }
        })
    }
}

async fn context(
    scheduler: &SchedulerAddress,
    table: &Table,
) -> Result<SessionContext, DataFusionError> {
    // Footers are read where the rows are, and not by the scheduler.
    let config = session_config_with_s3_support()
        .with_collect_statistics(false)
        .with_target_partitions(table.files.len().clamp(2, MOST_PARTITIONS))
        // The adaptive planner of Ballista 55.0 gives the rows of a `UNION ALL` over
        // aggregates as many times as it has branches.
        .set_bool("ballista.planner.adaptive.enabled", false);
    let state = session_state_with_s3_support(config)?;
    let context = SessionContext::remote_with_state(&scheduler.to_string(), state).await?;
    table.register(&context).await?;
    Ok(context)
}

fn refused(error: DataFusionError) -> Error {
    Error::Statement {
        cause: error.to_string(),
    }
}

impl Asked {
    async fn answer(&self, statement: &str) -> Result<Vec<Row>, Error> {
        // A file that is not there is passed over in silence by a listing, so every answer
        // also says how many rows were seen.
        let statement = format!(
            "SELECT \"day\", \"value\", \"n\" FROM (\n{statement}\n) AS answer\nUNION ALL\nSELECT CAST(NULL AS DATE), CAST(NULL AS DOUBLE), COUNT(*) FROM records"
        );
        let failed = |attempts, cause| Error::Failed {
            scheduler: self.scheduler.clone(),
            attempts,
            cause,
        };
        let mut attempts = 0;
        loop {
            attempts += 1;
            readiness::executors(&self.scheduler, self.patience).await?;
            let before = executors::known(&self.scheduler).await?;
            let asked = self.context.sql(&statement).await.map_err(refused)?;
            let collected = tokio::select! {
                collected = asked.collect() => collected,
                error = readiness::lost(&self.scheduler, self.patience) => return Err(error),
            };
            let cause = match collected {
                Ok(batches) => return self.rows(&batches),
                Err(error) => error.to_string(),
            };
            if is_missing(&cause, &self.files) {
                return Err(self.unseen(cause));
            }
            let lost = executors::is_one_lost(&self.scheduler, &before).await?;
            if !lost || attempts == ATTEMPTS {
                return Err(failed(attempts, cause));
            }
        }
    }

    fn unseen(&self, cause: String) -> Error {
        Error::Unseen {
            root: self.root.clone(),
            cause,
        }
    }

    /// The rows of an answer, where it says that all rows of the files were seen.
    fn rows(&self, batches: &[RecordBatch]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
        let mut seen = 0;
        for batch in batches {
            let columns = (
                batch.column(0).as_primitive_opt::<Date32Type>(),
                batch.column(1).as_primitive_opt::<Float64Type>(),
                batch.column(2).as_primitive_opt::<Int64Type>(),
            );
            let (Some(days), Some(values), Some(times)) = columns else {
                return Err(Error::Statement {
                    cause: format!("it gives {}", batch.schema()),
                });
            };
            for ((day, value), times) in days.iter().zip(values).zip(times) {
                let times = times.and_then(|times| u64::try_from(times).ok());
                match (day.map(date), value, times) {
                    (Some(Some(day)), Some(value), Some(times)) => {
                        rows.push(Row { day, value, times });
                    }
                    (None, None, Some(times)) => seen += times,
                    row => {
                        return Err(Error::Statement {
                            cause: format!("it gives the row {row:?}"),
                        });
                    }
                }
            }
        }
        match seen == self.rows {
            true => Ok(rows),
            false => Err(self.unseen(format!(
                "it sees {seen} rows of events, and the log counts {}",
                self.rows
            ))),
        }
    }
}

/// The day so many days after the first of 1970.
fn date(days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// Whether one of `files` was not where the log says. Rows between stages lie in files too,
/// which are gone with their executor.
fn is_missing(cause: &str, files: &[String]) -> bool {
    let signs = ["No such file or directory", "NotFound", "not found: "];
    signs.iter().any(|sign| cause.contains(sign))
        && files.iter().any(|file| cause.contains(file.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date(0), Some(Date::constant(1970, 1, 1)));
        assert_eq!(date(-1), Some(Date::constant(1969, 12, 31)));
        assert_eq!(date(19_723), Some(Date::constant(2024, 1, 1)));
        assert_eq!(date(i32::MAX), None);
    }

    #[test]
    fn a_file_of_the_lake_is_missing_and_no_other() {
        let files = ["part-7.parquet".to_owned()];
        for (cause, missing) in [
            (
                "Object at location srv/lake/part-7.parquet not found: No such file or directory",
                true,
            ),
            (
                "IoError: job/1/0/data.arrow: No such file or directory",
                false,
            ),
            ("part-7.parquet: permission denied", false),
        ] {
            assert_eq!(is_missing(cause, &files), missing, "{cause}");
        }
    }
}
