//! The law of every reader: no bytes make it panic, and every row of a file that it
//! reads is handed over once, as a record that makes sense or with the reason why it is
//! none. The tests and the fuzzing hold the readers to it.

#![allow(dead_code, reason = "each that holds it uses its own part")]

pub mod rows;
pub mod shapes;

use std::{collections::HashSet, path::Path};

use foreshock_event::Record;
use foreshock_source::{Error, Input, Published, Publisher, RawFile, ReadTotals, Rejected, Row};
use jiff::Timestamp;

/// What was handed over of a file.
#[derive(Debug, Default, PartialEq)]
pub struct Account {
    /// What the reader itself says.
    pub totals: ReadTotals,
    /// The rows that became records, with their identifiers.
    pub kept: Vec<(u64, String)>,
    /// The rows that were set aside.
    pub rejected: Vec<Rejected>,
}

impl Account {
    /// The numbers of all rows, rising.
    pub fn rows(&self) -> Vec<u64> {
        let kept = self.kept.iter().map(|(row, _)| *row);
        let mut rows: Vec<u64> = kept
            .chain(self.rejected.iter().map(|rejected| rejected.row))
            .collect();
        rows.sort_unstable();
        rows
    }
}

/// The file at `path` as a reader is given it. Nothing of the law rests on its digest.
pub fn raw_file(path: &Path) -> RawFile {
    RawFile {
        name: "rows".to_owned(),
        path: path.to_owned(),
        sha256: "".into(),
    }
}

/// The files of `publisher`.
pub fn published(publisher: Publisher) -> Input {
    Input::Published(Published::new("feed".into(), publisher))
}

/// Reads the file and holds what is handed over to the law, as far as it can be told
/// without a look at the bytes.
///
/// # Errors
///
/// As [`Input::read`]; that the message says what to do belongs to the law.
///
/// # Panics
///
/// Where the law is broken.
pub fn hold(input: &Input, file: &RawFile) -> Result<Account, Error> {
    let mut account = Account::default();
    let read = input.read(file, Timestamp::UNIX_EPOCH, &mut |row| match row {
        Row::Record(record) => {
            makes_sense(&record);
            account.kept.push((record.row, record.event_id.to_string()));
        }
        Row::Rejected(rejected) => {
            assert!(!rejected.reason.is_empty(), "{rejected:?}");
            account.rejected.push(rejected);
        }
    });
    let rows = account.rows();
    assert!(
        rows.windows(2).all(|pair| pair[0] < pair[1]),
        "a row was handed over twice: {rows:?}"
    );
    match read {
        Ok(totals) => {
            assert_eq!(totals.read, totals.kept + totals.rejected);
            assert_eq!(totals.kept, account.kept.len() as u64);
            assert_eq!(totals.rejected, account.rejected.len() as u64);
            account.totals = totals;
            if let Input::Table(_) = input {
                let ids: HashSet<&str> = account.kept.iter().map(|(_, id)| id.as_str()).collect();
                assert_eq!(
                    ids.len(),
                    account.kept.len(),
                    "two records have one identifier"
                );
            }
            Ok(account)
        }
        Err(error) => {
            assert!(error.to_string().contains("\n  "), "no remedy in {error}");
            Err(error)
        }
    }
}

/// What holds of every record, whoever publishes it.
fn makes_sense(record: &Record) {
    let years = 1500..=2200;
    assert!(record.began_on <= record.ended_on, "{record:?}");
    assert!(years.contains(&record.began_on.year()), "{record:?}");
    assert!(!record.event_id.is_empty(), "{record:?}");
    assert!(!record.category.is_empty(), "{record:?}");
    assert!(record.row > 0, "{record:?}");
    let numbers = [
        record.intensity,
        record.count,
        record.fatalities_best,
        record.fatalities_low,
        record.fatalities_high,
        record.tone,
    ];
    assert!(
        numbers.into_iter().flatten().all(f64::is_finite),
        "{record:?}"
    );
    let within = |number: Option<f64>, limit: f64| {
        number.is_none_or(|number| (-limit..=limit).contains(&number))
    };
    assert!(
        within(record.lat, 90.0) && within(record.lon, 180.0),
        "{record:?}"
    );
    assert!(
        record.quad.is_none_or(|quad| (1..=4).contains(&quad)),
        "{record:?}"
    );
}

/// Reads a file of a publisher whose rows are lines without quotes; it holds `bytes`.
/// Each line below the header that is not blank must be handed over, and as it stood
/// where it is set aside.
///
/// # Errors
///
/// As [`hold`].
///
/// # Panics
///
/// As [`hold`].
pub fn hold_lines(publisher: Publisher, file: &RawFile, bytes: &[u8]) -> Result<Account, Error> {
    let account = hold(&published(publisher), file)?;
    if rows::is_packed(bytes) {
        return Ok(account);
    }
    let lines = rows::lines(rows::unmarked(bytes));
    let header = lines
        .first()
        .map_or(0, |(_, line)| shapes::header_lines(publisher, line));
    let expected: Vec<(u64, &[u8])> = lines
        .into_iter()
        .skip(header as usize)
        .map(|(number, line)| (number - header, line))
        .collect();
    let numbers: Vec<u64> = expected.iter().map(|(number, _)| *number).collect();
    assert_eq!(account.rows(), numbers);
    for rejected in &account.rejected {
        let at = numbers.binary_search(&rejected.row).expect("one of them");
        assert_eq!(rejected.raw, String::from_utf8_lossy(expected[at].1));
    }
    Ok(account)
}

/// Reads a table with a header and quotes in the file, which holds `bytes`. Each row that
/// is not blank must be handed over.
///
/// # Errors
///
/// As [`hold`].
///
/// # Panics
///
/// As [`hold`].
pub fn hold_quoted(input: &Input, file: &RawFile, bytes: &[u8]) -> Result<Account, Error> {
    let account = hold(input, file)?;
    let (delimiters, skip, header) = match input {
        Input::Published(_) => (rows::DELIMITERS.to_vec(), 0, true),
        Input::Table(table) => match rows::counted_as(table) {
            Some(counted) => counted,
            None => return Ok(account),
        },
    };
    if rows::is_packed(bytes) || rows::is_utf_16(bytes) {
        return Ok(account);
    }
    let rows = account.rows();
    let counts: Vec<Vec<u64>> = delimiters
        .iter()
        .map(|delimiter| rows::quoted(rows::unmarked(bytes), *delimiter, skip, header))
        .collect();
    assert!(counts.contains(&rows), "{rows:?} is none of {counts:?}");
    Ok(account)
}
