//! Which numbers of events a data file holds, told in its footer.
//!
//! Publishers that only add number their events one after the other, so that the numbers of
//! a file are a few rising runs. Where the runs of all data files lie apart, no event stands
//! in two rows, and whoever counts need not look at the identifiers.

use std::fmt::Write;

use parquet::file::metadata::{FileMetaData, KeyValue};

use crate::delta::DataFile;

/// Name of the runs among the words of a footer.
const KEY: &str = "foreshock:event_id_runs";
/// Runs beyond which nothing is told.
const MOST: usize = 1 << 10;

/// The number that is written so and not otherwise.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    let usual = matches!(digits, [b'1'..=b'9', ..] | [b'0']) && digits.len() <= 18;
    usual.then_some(())?;
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// Rising runs of numbers, each once within its run: the first and the last of each.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    all: Vec<(u64, u64)>,
    /// Whether the next number begins a run.
    apart: bool,
    /// Whether there was an identifier that is no number, or too many runs.
    given_up: bool,
}

impl Runs {
    /// Says that what follows is of another file, whose numbers may lie elsewhere.
    pub(crate) fn begin(&mut self) {
        self.apart = true;
    }

    /// Takes the identifier of the next event.
    pub(crate) fn push(&mut self, id: &str) {
        if self.given_up {
            return;
        }
        let Some(number) = number(id.as_bytes()) else {
            self.given_up = true;
            return;
        };
        match self.all.last_mut() {
            Some((_, last)) if !self.apart && *last < number => *last = number,
            _ => {
                self.all.push((number, number));
                self.apart = false;
                self.given_up = self.all.len() > MOST;
            }
        }
    }

    /// As they stand in a footer; `None` where there is nothing to tell.
    pub(crate) fn told(&self) -> Option<KeyValue> {
        (!self.given_up).then(|| told(&self.all))
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn told(runs: &[(u64, u64)]) -> KeyValue {
    let mut told = String::new();
    for (first, last) in runs {
        let comma = if told.is_empty() { "" } else { "," };
        let _ = write!(told, "{comma}{first}-{last}");
    }
    KeyValue::new(KEY.to_owned(), told)
}

/// The runs that the footer of a file tells of, if any.
pub(crate) fn of_footer(footer: &FileMetaData) -> Option<Vec<(u64, u64)>> {
    let mut words = footer.key_value_metadata()?.iter();
    read(words.find(|word| word.key == KEY)?.value.as_deref()?)
}

/// The runs of several files together, as they stand in the footer of one that holds rows
/// of theirs; `None` where one of them tells of none, or they are too many.
pub(crate) fn of_all(files: &[&DataFile]) -> Option<KeyValue> {
    let mut all = Vec::new();
    for file in files {
        all.extend(of_footer(file.reader().ok()?.metadata().file_metadata())?);
    }
    (all.len() <= MOST).then(|| told(&all))
}

/// The runs that a text tells of; `None` where it says something else.
fn read(told: &str) -> Option<Vec<(u64, u64)>> {
    if told.is_empty() {
        return Some(Vec::new());
    }
    let run = |run: &str| {
        let (first, last) = run.split_once('-')?;
        let (first, last) = (number(first.as_bytes())?, number(last.as_bytes())?);
        (first <= last).then_some((first, last))
    };
    told.split(',').map(run).collect()
}

/// Which of several files may hold a number that stands elsewhere as well, by the runs of
/// each; where a file tells of none, it may hold any.
pub(crate) fn meeting<'r>(files: impl Iterator<Item = Option<&'r [(u64, u64)]>>) -> Vec<bool> {
    let files: Vec<_> = files.collect();
    if files.iter().any(Option::is_none) {
        return vec![true; files.len()];
    }
    let mut runs: Vec<(u64, u64, usize)> = Vec::new();
    for (file, of_file) in files.iter().enumerate() {
        let of_file = of_file.unwrap_or_default().iter();
        runs.extend(of_file.map(|(first, last)| (*first, *last, file)));
    }
    runs.sort_unstable();
    let mut meeting = vec![false; files.len()];
    let mut begun = 0;
    let mut reached = 0;
    for (at, &(first, last, file)) in runs.iter().enumerate() {
        if at > begun && first <= reached {
            meeting[file] = true;
            meeting[runs[begun].2] = true;
            reached = reached.max(last);
        } else {
            begun = at;
            reached = last;
        }
    }
    meeting
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_is_written_as_usual_is_a_number() {
        for (text, is) in [
            ("0", Some(0)),
            ("800000001", Some(800_000_001)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("01", None),
            ("", None),
            ("1000000000000000000", None),
            ("1/", None),
            ("1:", None),
            ("-1", None),
            ("1 ", None),
        ] {
            assert_eq!(number(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn a_footer_that_says_something_else_tells_of_no_runs() {
        for told in ["1", "2-1", "1-2,", "a-b", "1-2-3", "01-2", ",", "-"] {
            assert_eq!(read(told), None, "{told}");
        }
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("1-1,5-9"), Some(vec![(1, 1), (5, 9)]));
    }

    #[test]
    fn what_is_no_number_and_too_many_runs_tell_of_nothing() {
        let mut runs = Runs::default();
        runs.push("1");
        runs.push("a");
        runs.push("2");
        assert!(runs.told().is_none());
        runs.clear();
        for number in (0..2000).rev() {
            runs.push(&number.to_string());
        }
        assert!(runs.told().is_none());
    }

    proptest! {
        /// A number that stands twice does so in files that are told to meet others, and a
        /// file lies within its runs.
        #[test]
        fn what_stands_twice_is_in_files_that_meet(
            files in prop::collection::vec(
                prop::collection::vec(
                    (0u64..500, prop::collection::vec(1u64..4, 0..10)), 0..4),
                0..6),
        ) {
            let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
            let mut told = Vec::new();
            for (file, parts) in files.iter().enumerate() {
                let mut runs = Runs::default();
                let mut held = Vec::new();
                for (first, steps) in parts {
                    runs.begin();
                    let mut number = *first;
                    for step in std::iter::once(&0).chain(steps) {
                        number += step;
                        runs.push(&number.to_string());
                        held.push(number);
                        seen.entry(number).or_default().push(file);
                    }
                }
                let told_of = runs.told().expect("few runs").value.expect("a text");
                let runs = read(&told_of).expect("runs");
                for number in held {
                    prop_assert!(runs.iter().any(|&(a, b)| (a..=b).contains(&number)));
                }
                told.push(runs);
            }
            let meeting = meeting(told.iter().map(|runs| Some(runs.as_slice())));
            for files in seen.values().filter(|files| files.len() > 1) {
                prop_assert!(files.iter().all(|file| meeting[*file]));
            }
            for (file, runs) in told.iter().enumerate() {
                let mut others = told.iter().enumerate().filter(|(other, _)| *other != file);
                let alone = others.all(|(_, others)| {
                    others.iter().all(|other| runs.iter().all(|run| run.1 < other.0 || other.1 < run.0))
                });
                let itself = runs.iter().enumerate().any(|(at, run)| {
                    runs[..at].iter().any(|other| run.0 <= other.1 && other.0 <= run.1)
                });
                prop_assert_eq!(meeting[file], !alone || itself);
            }
        }
    }
}
