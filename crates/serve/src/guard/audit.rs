//! Who did what: one line of JSON for each attempt to change something or to sign in,
//! and for each refusal.

use std::{
    collections::VecDeque,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Lines that are kept in memory to be shown.
const SHOWN: usize = 1000;

/// Something that was done or refused.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Deed {
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// By whom; absent where nobody was signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// From which address.
    pub address: String,
    /// Method of the request.
    pub method: String,
    /// Its path, cut where it is long.
    pub path: String,
    /// Status of the answer.
    pub status: u16,
}

/// The log.
pub(crate) struct Audit {
    file: Mutex<Option<File>>,
    newest: Mutex<VecDeque<Deed>>,
}

impl Audit {
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let file = match path {
            None => None,
            Some(path) => {
                if let Some(directory) = path.parent() {
                    std::fs::create_dir_all(directory)?;
                }
                Some(OpenOptions::new().create(true).append(true).open(path)?)
            }
        };
        Ok(Self {
            file: Mutex::new(file),
            newest: Mutex::new(VecDeque::new()),
        })
    }

    pub fn note(&self, deed: Deed) {
        if let Ok(mut line) = serde_json::to_vec(&deed) {
            line.push(b'\n');
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(file) = file.as_mut() {
                // A full disk keeps nobody from reading; writing judgements down fails by
                // itself then.
                let _ = file.write_all(&line);
            }
        }
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.len() >= SHOWN {
            newest.pop_front();
        }
        newest.push_back(deed);
    }

    /// The newest lines since the start, newest first.
    pub fn newest(&self) -> Vec<Deed> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.iter().rev().cloned().collect()
    }
}
