//! What a scheduler is asked over HTTP, on the port on which it listens for all else.

use std::time::Duration;

use crate::{Error, SchedulerAddress};

/// How long a scheduler or an executor may take to answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What came back.
pub(crate) struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The rest; empty where it was no text.
    pub text: String,
}

/// Gets `path` from the scheduler.
///
/// # Errors
///
/// Where nobody answers in time.
pub(crate) async fn get(scheduler: &SchedulerAddress, path: &str) -> Result<Answer, Error> {
    let none = |cause: String| Error::NoScheduler {
        scheduler: scheduler.clone(),
        cause,
    };
    let address = format!("{scheduler}{path}");
    let asked = tokio::task::spawn_blocking(move || {
        let mut answer = ureq::get(address)
            .config()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .call()?;
        Ok::<_, ureq::Error>(Answer {
            status: answer.status().as_u16(),
            text: answer.body_mut().read_to_string().unwrap_or_default(),
        })
    });
    match asked.await {
        Ok(answer) => answer.map_err(|error| none(error.to_string())),
        Err(error) => Err(none(error.to_string())),
    }
}
