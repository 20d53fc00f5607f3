//! Whether a scheduler is there, and has executors.
//!
//! Every scheduler of Ballista answers `/readyz` on its port: 200 with an executor or more,
//! and else 503.

use std::time::Duration;

use crate::{Error, SchedulerAddress};

/// How long a scheduler may take to say whether it is ready.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the scheduler has an executor.
///
/// # Errors
///
/// Where nobody answers, or something else than a scheduler.
pub(crate) async fn has_executors(scheduler: &SchedulerAddress) -> Result<bool, Error> {
    let none = |cause: String| Error::NoScheduler {
        scheduler: scheduler.clone(),
        cause,
    };
    let address = format!("{scheduler}/readyz");
    let asked = tokio::task::spawn_blocking(move || {
        ureq::get(address)
            .config()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .call()
    });
    let answer = asked.await.map_err(|error| none(error.to_string()))?;
    match answer
        .map_err(|error| none(error.to_string()))?
        .status()
        .as_u16()
    {
        200 => Ok(true),
        503 => Ok(false),
        other => Err(none(format!(
            "what listens there answers with HTTP status {other}, as no scheduler does"
        ))),
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

/// Returns, with why, once the scheduler is gone or has had no executor for as long as
/// `patience`; while there are any, it does not return.
pub(crate) async fn lost(scheduler: &SchedulerAddress, patience: Duration) -> Error {
    loop {
        tokio::time::sleep(INTERVAL).await;
        if let Err(error) = executors(scheduler, patience).await {
            return error;
        }
    }
}

/// Time between two questions.
const INTERVAL: Duration = Duration::from_millis(500);
