//! A watch seen from one instant, with what was made of it so far.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use axum::body::Bytes;
use flate2::{Compression, write::GzEncoder};
use foreshock_assess::{Assessment, judgements};
use foreshock_event::{AsOf, Entry, Known, Record};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{events::Selection, problem::Problem, theatre::Reading};

/// Selections of events that are kept of a look.
const KEPT_SELECTIONS: usize = 8;

/// Source and identifier of events.
pub(crate) type Keys = BTreeSet<(String, String)>;

/// How many notes there are about an event, by its source and identifier.
pub(crate) type Notes = BTreeMap<(String, String), usize>;

/// The first half of a SHA-256, in hexadecimal.
pub(crate) fn short(digest: &[u8]) -> String {
    let half = digest.iter().take(16);
    half.map(|byte| format!("{byte:02x}")).collect()
}

/// JSON as it is sent, plain and packed.
pub(crate) struct Packed {
    pub plain: Bytes,
    pub gzip: Bytes,
}

impl Packed {
    pub fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, Problem> {
        let plain = serde_json::to_vec(value).map_err(|error| Problem::ours(&error))?;
        let mut packer = GzEncoder::new(Vec::new(), Compression::new(5));
        let gzip = packer
            .write_all(&plain)
            .and_then(|()| packer.finish())
            .map_err(|error| Problem::ours(&error))?;
        Ok(Self {
            plain: plain.into(),
            gzip: gzip.into(),
        })
    }
}

/// An assessment with the JSON that is sent.
pub(crate) struct Assessed {
    pub assessment: Assessment,
    pub json: Packed,
    pub provenance: Packed,
}

/// What of the ledger a look rests on.
#[derive(Clone)]
pub(crate) struct Written {
    /// Every entry that there is now.
    pub entries: Arc<[Entry]>,
    /// What is held to be doubtful now.
    pub doubtful: Arc<Keys>,
    /// What there are notes about now.
    pub notes: Arc<Notes>,
}

/// A watch seen from one instant.
pub(crate) struct Look {
    pub reading: Arc<Reading>,
    pub known: Known,
    /// Digest of everything that the look rests on.
    tag: [u8; 32],
    /// Digest of where the copies of its records lie, of which an assessment says nothing.
    copies: String,
    /// Whether it has records of its own, and not those of the reading.
    has_own_records: bool,
    assessed: OnceLock<Result<Assessed, Problem>>,
    selections: Mutex<Vec<(String, Arc<Selection>)>>,
}

impl Look {
    pub fn new(
        reading: Arc<Reading>,
        as_of: AsOf,
        without_doubtful: bool,
        written: &Written,
    ) -> Self {
        let known = reading
            .known
            .at(as_of)
            .with_ledger(written.entries.iter().cloned());
        let known = match without_doubtful {
            true => judgements::without(&known, &written.doubtful),
            false => known,
        };
        let mut hasher = Sha256::new();
        hasher.update(env!("CARGO_PKG_VERSION"));
        hasher.update(reading.watch.digest);
        hasher.update(known.digest());
        hasher.update([u8::from(without_doubtful)]);
        if let Some(newest) = known.ledger().next_back() {
            hasher.update(newest.digest.as_bytes());
        }
        let mut copies = Sha256::new();
        for (record, (from, _)) in known.records().zip(known.known_from()) {
            copies.update(record.file_sha256.as_bytes());
            copies.update(record.file.as_bytes());
            copies.update(record.row.to_le_bytes());
            copies.update(from.as_microsecond().to_le_bytes());
        }
        let copies = short(&copies.finalize());
        Self {
            reading,
            known,
            copies,
            has_own_records: without_doubtful,
            tag: hasher.finalize().into(),
            assessed: OnceLock::new(),
            selections: Mutex::new(Vec::new()),
        }
    }

    /// What stands for where the copies of its records lie.
    pub fn copies(&self) -> &str {
        &self.copies
    }

    /// The tag of an answer that rests on this look and on `parts`.
    pub fn tag(&self, parts: &[&str]) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.tag);
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        short(&hasher.finalize())
    }

    /// The assessment, where it was made already.
    pub fn if_assessed(&self) -> Option<Result<&Assessed, Problem>> {
        self.assessed
            .get()
            .map(|assessed| assessed.as_ref().map_err(Clone::clone))
    }

    /// The assessment; made at the first call, which takes its time.
    pub fn assessed(&self) -> Result<&Assessed, Problem> {
        let made = self.assessed.get_or_init(|| {
            let assessment = foreshock_assess::assess(&self.reading.watch, &self.known);
            let provenance = foreshock_assess::provenance(&self.known, &assessment);
            Ok(Assessed {
                json: Packed::of(&assessment)?,
                provenance: Packed::of(&provenance)?,
                assessment,
            })
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The selection of that name, made by `make` where it is not kept.
    pub fn selection(&self, name: &str, make: impl FnOnce() -> Selection) -> Arc<Selection> {
        let kept = || {
            self.selections
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((_, found)) = kept().iter().find(|(of, _)| of == name) {
            return found.clone();
        }
        let made = Arc::new(make());
        let mut kept = kept();
        if kept.len() >= KEPT_SELECTIONS {
            kept.remove(0);
        }
        kept.push((name.to_owned(), made.clone()));
        made
    }

    /// About how many bytes it takes.
    pub fn weight(&self) -> u64 {
        // The records themselves are shared; what is made of them weighs a megabyte or
        // two, and a place in lists and selections some bytes a record.
        let own = match self.has_own_records {
            true => size_of::<Record>(),
            false => 0,
        };
        4_000_000 + self.known.len() as u64 * (64 + own as u64)
    }
}
