//! Which rows of a publisher's files are kept.

use std::{fmt, sync::Arc};

use foreshock_event::Record;

/// Lets through the records that a watch can match.
#[derive(Clone)]
pub struct Theatre {
    /// Digest of everything that decides what is let through.
    pub digest: [u8; 32],
    /// Whether a record is let through; a pure function.
    pub fits: Arc<dyn Fn(&Record) -> bool + Send + Sync>,
}

impl fmt::Debug for Theatre {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Theatre")
            .field("digest", &crate::dataset::hex(&self.digest))
            .finish_non_exhaustive()
    }
}
