//! The ledger of this user.

use std::path::PathBuf;

use foreshock_assess::{assessment::LedgerFinding, questions::Draft};
use foreshock_ledger::{Entry, Ledger, SqliteLedger, Verification};

use crate::{
    arguments::LedgerPlace,
    failure::{Failure, eprintln},
    theatre::user_directory,
};

/// What stands in the ledger.
pub(crate) struct Written {
    pub entries: Vec<Entry>,
    /// How many entries there are and the digest of the newest.
    pub head: Option<LedgerFinding>,
}

impl Written {
    /// The head of the ledger in a line.
    pub(crate) fn head_line(&self) -> Option<String> {
        let head = self.head.as_ref()?;
        Some(format!(
            "ledger: {} entries, head {}",
            head.entries, head.head
        ))
    }
}

/// Where the ledger lies.
pub(crate) fn path(place: &LedgerPlace) -> Result<PathBuf, Failure> {
    match &place.ledger {
        Some(path) => Ok(path.clone()),
        None => user_directory()
            .map(|directory| directory.join("ledger.sqlite"))
            .ok_or_else(|| {
                Failure::new(
                    "there is no data directory for this user",
                    "say where the ledger lies: --ledger FILE, or FORESHOCK_LEDGER",
                )
            }),
    }
}

/// The entries of the ledger, and a warning where its chain is broken; nothing
/// where there is no ledger yet.
pub(crate) fn read(place: &LedgerPlace) -> Result<Written, Failure> {
    let path = path(place)?;
    if !path.exists() {
        // Asked for by name, it must be there.
        if place.ledger.is_some() && std::env::var_os("FORESHOCK_LEDGER").is_none() {
            return Err(foreshock_ledger::Error::Missing { path }.into());
        }
        return Ok(Written {
            entries: Vec::new(),
            head: None,
        });
    }
    let ledger = SqliteLedger::open_to_read(&path)?;
    let entries = ledger.entries(0)?;
    let verification = Verification::of(&entries);
    warn(&verification);
    Ok(Written {
        head: verification.head.as_ref().map(|head| LedgerFinding {
            entries: head.sequence,
            head: head.digest.clone(),
        }),
        entries,
    })
}

/// Says where the chain is broken.
pub(crate) fn warn(verification: &Verification) {
    if let Some(first) = verification.broken.first() {
        eprintln(&format!(
            "warning: the chain of the ledger is broken: {first}\n  help: see `foreshock ledger verify`"
        ));
    }
}

/// An entry to be written.
pub(crate) fn draft<T: serde::Serialize>(
    draft: Draft<T>,
) -> Result<foreshock_ledger::Draft, Failure> {
    Ok(foreshock_ledger::Draft::new(
        draft.kind,
        draft.key,
        serde_json::to_value(draft.body)?,
    ))
}
