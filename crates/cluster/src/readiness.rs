//! Whether a scheduler is there, and has executors.
//!
//! Every scheduler of Ballista answers `/readyz` on its port: 200 with an executor or more,
//! and else 503.

use std::time::{Duration, Instant};

use crate::{Error, SchedulerAddress, asking};

/// Whether the scheduler has an executor.
///
/// # Errors
///
/// Where nobody answers, or something else than a scheduler.
async fn has_executors(scheduler: &SchedulerAddress) -> Result<bool, Error> {
    match asking::get(scheduler, "/readyz").await?.status {
        200 => Ok(true),
        503 => Ok(false),
        other => Err(Error::NoScheduler {
            scheduler: scheduler.clone(),
            cause: format!(
                "what listens there answers with HTTP status {other}, as no scheduler does"
            ),
        }),
    }
}

/// Returns once the scheduler has an executor.
///
/// # Errors
///
/// Where there is no scheduler, or it has had no executor for as long as `patience`.
pub(crate) async fn executors(
    scheduler: &SchedulerAddress,
    patience: Duration,
) -> Result<(), Error> {
    let mut waited = Duration::ZERO;
    while !has_executors(scheduler).await? {
        if waited >= patience {
            return Err(Error::NoExecutors {
                scheduler: scheduler.clone(),
                waited,
            });
        }
        let pause = INTERVAL.min(patience - waited);
        tokio::time::sleep(pause).await;
        waited += pause;
    }
    Ok(())
}

/// Returns, with why, once the scheduler has been gone or without an executor for as long as
/// `patience`; before that, it does not return.
pub(crate) async fn lost(scheduler: &SchedulerAddress, patience: Duration) -> Error {
    let mut well = Instant::now();
    loop {
        tokio::time::sleep(INTERVAL).await;
        let error = match has_executors(scheduler).await {
            Ok(true) => {
                well = Instant::now();
                continue;
            }
            Ok(false) => Error::NoExecutors {
                scheduler: scheduler.clone(),
                waited: patience,
            },
            // A scheduler that is busy may once be late.
            Err(error) => error,
        };
        if well.elapsed() >= patience {
            return error;
        }
    }
}

/// Time between two questions.
const INTERVAL: Duration = Duration::from_millis(500);
