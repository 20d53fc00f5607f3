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
    counts: BTreeMap<Scheme, BTreeMap<String, u64>>,
    /// How many different ones are counted.
    different: usize,
    further: u64,
}

impl UnknownCodes {
    /// Counts one more.
    pub(crate) fn add(&mut self, scheme: Scheme, code: &str) {
        let counts = self.counts.entry(scheme).or_default();
        if let Some(count) = counts.get_mut(code) {
            *count += 1;
        } else if self.different < MOST {
            counts.insert(code.to_owned(), 1);
            self.different += 1;
        } else {
            self.further += 1;
        }
    }

    /// How often any was met.
    pub fn total(&self) -> u64 {
        self.iter().map(|(_, _, count)| count).sum::<u64>() + self.further
    }

    /// Each code with its scheme and how often it was met; codes beyond the
    /// first thousand different ones are only in [`total`](Self::total).
    pub fn iter(&self) -> impl Iterator<Item = (Scheme, &str, u64)> {
        let counts = self.counts.iter();
        counts.flat_map(|(scheme, codes)| {
            let codes = codes.iter();
            codes.map(|(code, count)| (*scheme, code.as_str(), *count))
        })
    }
}
