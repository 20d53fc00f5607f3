//! A program of the user's own configuration, started for each message without a
//! shell in between.

use std::{
    io::{Read, Write},
    process::{self, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::{Channel, Failed, seconds, written};
use crate::{Message, config};

/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How much of what the program says is told, in bytes.
const TOLD: usize = 500;
/// How long a program that has ended is listened to.
const LAST_WORDS: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Command {
    settings: config::Command,
    sender: String,
}

impl Command {
    pub(super) fn open(settings: &config::Command, sender: String) -> Self {
        Self {
            settings: settings.clone(),
            sender,
        }
    }
}

impl Channel for Command {
    fn deliver(&self, message: &Message) -> Result<(), Failed> {
        let (text, _) = written(message, self.settings.format, &self.sender);
        let program = self.settings.program.display();
        let mut child = process::Command::new(&self.settings.program)
            .args(&self.settings.arguments)
            .env("FORESHOCK_ALERT_ID", &message.identifier)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Failed::channel(format!("cannot start {program}: {error}")))?;
        // A program that reads nothing, or says more than anybody reads, must not
        // hold us up.
        if let Some(mut stdin) = child.stdin.take() {
            thread::spawn(move || stdin.write_all(text.as_bytes()));
        }
        let stderr = child.stderr.take();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let Some(mut stderr) = stderr else { return };
            let mut piece = [0; 1024];
            let mut left = TOLD;
            while let Ok(read @ 1..) = stderr.read(&mut piece) {
                let keep = left.min(read);
                left -= keep;
                // Nobody listens once the program has ended and been judged.
                let _ = tell.send(piece[..keep].to_vec());
            }
        });
        let patience = seconds(self.settings.timeout_seconds, 60);
        let begun = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if begun.elapsed() < patience => thread::sleep(LOOK),
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(Failed::channel(format!(
                        "{program} did not end within {} seconds",
                        patience.as_secs()
                    )));
                }
                Err(error) => return Err(Failed::channel(format!("{program}: {error}"))),
            }
        };
        if status.success() {
            return Ok(());
        }
        // What the program left behind may hold its standard error open for ever.
        let mut said = Vec::new();
        while let Ok(piece) = told.recv_timeout(LAST_WORDS) {
            said.extend(piece);
        }
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        let said = match said.is_empty() {
            true => String::new(),
            false => format!(": {said}"),
        };
        Err(Failed::channel(format!(
            "{program} ended with {status}{said}"
        )))
    }
}
