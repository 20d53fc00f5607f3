//! One entry of the ledger.

use jiff::Timestamp;

use crate::Text;

/// What was written down at a moment: a forecast, how a question resolved, a
/// decision. Entries are never changed; each names the digest of the one before
/// it, so that a changed past shows.
///
/// What a body says is up to the kind; this crate only knows when it was
/// written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the ledger, from 1 and without gaps.
    pub sequence: u64,
    /// What kind of thing was written down, such as `forecast_issued`.
    pub kind: Text,
    /// What makes it the same entry: no two entries of a ledger share a key.
    pub key: Text,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// What was written down, as canonical JSON.
    pub body: Text,
    /// Digest of the entry before it; 64 zeros for the first.
    pub previous: Text,
    /// SHA-256 over all of the above, lower-case hexadecimal.
    pub digest: Text,
}
