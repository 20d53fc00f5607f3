//! The ledger as the workbench sees it: read whole, kept in memory, read again when it
//! has grown.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use foreshock_assess::{
    assessment::LedgerFinding,
    judgements::{self, Judged, Judgement, Subject},
};
use foreshock_event::Entry;
use foreshock_ledger::{Appended, Draft, Error, Ledger, SqliteLedger};
use jiff::Timestamp;

use crate::look::{Keys, Notes};

/// What is written down so far, with what follows for each watch that was asked for.
pub(crate) struct Book {
    /// Every entry, oldest first.
    pub entries: Arc<[Entry]>,
    of: Mutex<HashMap<String, OfWatch>>,
}

/// What is written down about a watch.
#[derive(Clone)]
pub(crate) struct OfWatch {
    /// What is held to be doubtful.
    pub doubtful: Arc<Keys>,
    /// What there are notes about.
    pub notes: Arc<Notes>,
    /// How many judgements there are.
    pub judgements: usize,
}

impl Book {
    fn new(entries: Arc<[Entry]>) -> Arc<Self> {
        Arc::new(Self {
            entries,
            of: Mutex::new(HashMap::new()),
        })
    }

    /// What is written down about the watch of that title.
    pub fn of(&self, watch: &str) -> OfWatch {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = of.get(watch) {
            return found.clone();
        }
        let all: Vec<Judged> = judgements::judgements(&*self.entries, watch).collect();
        let made = OfWatch {
            doubtful: Arc::new(judgements::doubtful(&*self.entries, watch)),
            notes: Arc::new(notes(&all)),
            judgements: all.len(),
        };
        of.insert(watch.to_owned(), made.clone());
        made
    }
}

fn notes(judged: &[Judged]) -> Notes {
    let mut notes = Notes::new();
    for one in judged {
        if let Judgement::Note {
            on: Subject::Event {
                source_id,
                event_id,
            },
            ..
        } = &one.judgement
        {
            let key = (source_id.clone(), event_id.clone());
            *notes.entry(key).or_default() += 1;
        }
    }
    notes
}

/// The ledger of all watches.
pub(crate) struct Notebook {
    path: PathBuf,
    book: RwLock<Arc<Book>>,
    /// Opened for writing at the first judgement.
    writer: Mutex<Option<SqliteLedger>>,
}

impl Notebook {
    pub fn open(path: PathBuf) -> Result<Self, Error> {
        let notebook = Self {
            path,
            book: RwLock::new(Book::new(Arc::new([]))),
            writer: Mutex::new(None),
        };
        notebook.look()?;
        Ok(notebook)
    }

    /// What is written down so far.
    pub fn book(&self) -> Arc<Book> {
        self.book
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> Arc<[Entry]> {
        self.book().entries.clone()
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
        // It is written down, whether or not it can be read again at once.
        let _ = self.take(&ledger);
        *writer = Some(ledger);
        Ok(appended)
    }

    fn take(&self, ledger: &SqliteLedger) -> Result<bool, Error> {
        let last = |entries: &[Entry]| entries.last().map_or(0, |entry| entry.sequence);
        let new = ledger.entries(last(&self.entries()))?;
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have read the same in the meantime.
        let after = last(&book.entries);
        let mut new = new
            .into_iter()
            .filter(|entry| entry.sequence > after)
            .peekable();
        if new.peek().is_none() {
            return Ok(false);
        }
        *book = Book::new(book.entries.iter().cloned().chain(new).collect());
        Ok(true)
    }
}
