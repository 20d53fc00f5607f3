//! Codes that no table of ours holds.

use std::collections::BTreeMap;

use crate::crosswalk::Scheme;

/// Different codes that are counted one by one; a mangled file could hold any
/// number.
const MOST: usize = 1000;

/// How often each code was met that is in none of our tables. Such codes are
/// kept in the records as published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownCodes {
    counts: BTreeMap<(Scheme, String), u64>,
    further: u64,
}

impl UnknownCodes {
    /// Counts one more.
    pub(crate) fn add(&mut self, scheme: Scheme, code: &str) {
        let key = (scheme, code.to_owned());
        if let Some(count) = self.counts.get_mut(&key) {
            *count += 1;
        } else if self.counts.len() < MOST {
            self.counts.insert(key, 1);
        } else {
            self.further += 1;
        }
    }

    /// How often any was met.
    pub fn total(&self) -> u64 {
        self.counts.values().sum::<u64>() + self.further
    }

    /// Each code with its scheme and how often it was met; codes beyond the
    /// first thousand different ones are only in [`total`](Self::total).
    pub fn iter(&self) -> impl Iterator<Item = (Scheme, &str, u64)> {
        let counts = self.counts.iter();
        counts.map(|((scheme, code), count)| (*scheme, code.as_str(), *count))
    }
}
