//! What a publisher lists.

use std::collections::HashMap;

use foreshock_source::Gap;
use jiff::civil::{Date, DateTime};
use url::Url;

use crate::Md5;

/// Faults of a list that are told in full; of further ones only how many there are.
const TOLD_FAULTS: usize = 20;
/// The longest part of a faulty line that is shown.
const SHOWN: usize = 120;

/// Days, both ends included, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Span {
    /// Whether any day from `first` to `last` lies in it.
    pub fn meets(&self, first: Date, last: Date) -> bool {
        first <= self.to && self.from <= last
    }
}

/// A file as its publisher lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Name under which it is kept: one that is safe in any directory.
    pub name: String,
    /// Where it lies.
    pub url: Url,
    /// Its size in bytes, where the list says it.
    pub size: Option<u64>,
    /// Its MD5 sum, where the list says it.
    pub md5: Option<Md5>,
}

/// What a publisher lists for a span of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files, in the order in which they should be read.
    pub files: Vec<Listed>,
    /// What the sequence of the list lacks within the span, as far as the list reaches.
    pub gaps: Vec<Gap>,
    /// Beginning of the first and of the last file that the list holds at all, where the
    /// publisher has a sequence.
    pub reaches: Option<(DateTime, DateTime)>,
    /// What could not be used of the list: the first faults in words.
    pub faults: Vec<String>,
    /// How many faults there are.
    pub faults_in_all: u64,
}

impl Listing {
    /// Notes that part of the list cannot be used. Lines are counted from 1.
    pub(crate) fn fault(&mut self, line: u64, text: &str, why: &str) {
        self.faults_in_all += 1;
        if self.faults.len() < TOLD_FAULTS {
            let shown: String = text.chars().take(SHOWN).collect();
            self.faults
                .push(format!("line {line}, `{}`: {why}", shown.trim_end()));
        }
    }
}

/// Files by name, each once.
#[derive(Default)]
pub(crate) struct ByName {
    files: Vec<Listed>,
    places: HashMap<String, usize>,
}

impl ByName {
    /// Takes a file in; `false` where another one of the same name was listed before with
    /// another size or sum. The later one stands.
    pub(crate) fn insert(&mut self, file: Listed) -> bool {
        match self.places.get(&file.name) {
            None => {
                self.places.insert(file.name.clone(), self.files.len());
                self.files.push(file);
                true
            }
            Some(&at) => {
                let same = self.files[at] == file;
                self.files[at] = file;
                same
            }
        }
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Listed> {
        self.places.get(name).map(|&at| &mut self.files[at])
    }

    pub(crate) fn holds(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// The files, by name.
    pub(crate) fn sorted(self) -> Vec<Listed> {
        let mut files = self.files;
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files
    }
}

/// Whether a name from a list may be used as the name of a file: no path, nothing hidden,
/// only signs that every system takes.
pub(crate) fn is_safe_name(name: &str) -> bool {
    (1..=200).contains(&name.len())
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-+() ".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_none() {
        for name in ["20150218230000.export.CSV.zip", "GED 24.1 (csv).zip", "a"] {
            assert!(is_safe_name(name), "{name}");
        }
        for name in [
            "", ".", "..", "../a", "a/b", "a\\b", ".a", "-rf", "a:b", "a\0", "é", "a\n", "nul.",
        ] {
            assert!(!is_safe_name(name), "{name:?}");
        }
        assert!(!is_safe_name(&"a".repeat(201)));
    }

    #[test]
    fn many_faults_are_counted_and_few_are_told() {
        let mut listing = Listing::default();
        for line in 0..1000 {
            listing.fault(line, &"x".repeat(10_000), "no size");
        }
        assert_eq!(listing.faults_in_all, 1000);
        assert_eq!(listing.faults.len(), TOLD_FAULTS);
        assert!(listing.faults.iter().all(|fault| fault.len() < 200));
    }
}
