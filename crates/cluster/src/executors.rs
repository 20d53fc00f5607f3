//! Whether an executor was lost while a statement was run.
//!
//! Errors that come from a lost executor have many texts and, on their way through the
//! scheduler, no type. What tells them from all others is that an executor is gone.

use serde::Deserialize;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    Error, SchedulerAddress,
    asking::{self, PATIENCE},
};

/// An executor that the scheduler knows.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Executor {
    /// Drawn anew by every process.
    id: String,
    host: String,
    port: u16,
}

/// The executors that the scheduler takes for alive. None where it does not say, which is
/// only so of schedulers that were not started by this program.
///
/// # Errors
///
/// Where there is no scheduler.
pub(crate) async fn known(scheduler: &SchedulerAddress) -> Result<Vec<Executor>, Error> {
    let answer = asking::get(scheduler, "/api/executors").await?;
    Ok(serde_json::from_str(&answer.text).unwrap_or_default())
}

/// Whether one of `before` is no longer known to the scheduler, or nobody listens at its
/// address. A scheduler learns late of a loss; an address tells at once.
///
/// # Errors
///
/// Where there is no scheduler.
pub(crate) async fn is_one_lost(
    scheduler: &SchedulerAddress,
    before: &[Executor],
) -> Result<bool, Error> {
    let now = known(scheduler).await?;
    for executor in before {
        let is_known = now.iter().any(|known| known.id == executor.id);
        if !is_known || !listens(executor).await {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn listens(executor: &Executor) -> bool {
    let host = executor.host.trim_matches(['[', ']']);
    let connected = timeout(PATIENCE, TcpStream::connect((host, executor.port))).await;
    matches!(connected, Ok(Ok(_)))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::{Ipv4Addr, TcpListener},
        thread,
    };

    use super::*;

    /// A scheduler that says `executors` to whoever asks.
    fn scheduler(executors: String) -> SchedulerAddress {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let lines = BufReader::new(stream.try_clone().expect("the stream")).lines();
                for line in lines.map_while(Result::ok) {
                    if line.is_empty() {
                        break;
                    }
                }
                let length = executors.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{executors}"
                );
            }
        });
        SchedulerAddress {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port,
        }
    }

    fn written(id: &str, port: u16) -> String {
        format!(r#"{{"id": "{id}", "host": "127.0.0.1", "port": {port}, "last_seen": 12}}"#)
    }

    #[tokio::test]
    async fn an_executor_is_lost_once_it_is_unknown_or_does_not_listen() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let alone = scheduler(format!("[{}]", written("a", port)));
        let before = known(&alone).await.expect("executors");
        assert_eq!(before.len(), 1);
        assert!(!is_one_lost(&alone, &before).await.expect("an answer"));
        // Another one has come: none is lost.
        let more = scheduler(format!("[{}, {}]", written("b", port), written("a", port)));
        assert!(!is_one_lost(&more, &before).await.expect("an answer"));
        // Another process at the same address.
        let other = scheduler(format!("[{}]", written("b", port)));
        assert!(is_one_lost(&other, &before).await.expect("an answer"));
        // The scheduler has not noticed yet.
        drop(listener);
        assert!(is_one_lost(&alone, &before).await.expect("an answer"));
    }

    #[tokio::test]
    async fn who_does_not_say_knows_none() {
        let silent = scheduler("what?".to_owned());
        assert!(known(&silent).await.expect("an answer").is_empty());
        assert!(!is_one_lost(&silent, &[]).await.expect("an answer"));
    }
}
