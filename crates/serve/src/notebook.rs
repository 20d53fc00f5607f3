//! The ledger as the workbench sees it: read whole, kept in memory, read again when it
//! has grown.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use foreshock_assess::assessment::LedgerFinding;
use foreshock_event::Entry;
use foreshock_ledger::{Appended, Draft, Error, Ledger, SqliteLedger};
use jiff::Timestamp;

/// The ledger of all watches.
pub(crate) struct Notebook {
    path: PathBuf,
    entries: RwLock<Arc<[Entry]>>,
    /// Opened for writing at the first judgement.
    writer: Mutex<Option<SqliteLedger>>,
}

impl Notebook {
    pub fn open(path: PathBuf) -> Result<Self, Error> {
        let notebook = Self {
            path,
            entries: RwLock::new(Arc::new([])),
            writer: Mutex::new(None),
        };
        notebook.look()?;
        Ok(notebook)
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> Arc<[Entry]> {
        self.entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The head of the ledger, where anything is written down.
    pub fn head(&self) -> Option<LedgerFinding> {
        let entries = self.entries();
        let last = entries.last()?;
        Some(LedgerFinding {
            entries: last.sequence,
            head: last.digest.to_string(),
        })
    }

    /// Reads what was added since, by whichever process; whether there was anything.
    pub fn look(&self) -> Result<bool, Error> {
        if !self.path.exists() {
            return Ok(false);
        }
        let ledger = SqliteLedger::open_to_read(&self.path)?;
        self.take(&ledger)
    }

    /// Writes drafts down; they survive the end of the process once this returns.
    pub fn append(&self, drafts: &[Draft]) -> Result<Vec<Appended>, Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = match writer.take() {
            Some(ledger) => ledger,
            None => SqliteLedger::open(&self.path)?,
        };
        let appended = ledger.append(drafts, Timestamp::now())?;
        self.take(&ledger)?;
        *writer = Some(ledger);
        Ok(appended)
    }

    fn take(&self, ledger: &SqliteLedger) -> Result<bool, Error> {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let after = entries.last().map_or(0, |entry| entry.sequence);
        let new = ledger.entries(after)?;
        if new.is_empty() {
            return Ok(false);
        }
        *entries = entries.iter().cloned().chain(new).collect();
        Ok(true)
    }
}
