//! The law of every reader on rows of the shapes that publishers give them, damaged in
//! every way that shrinks to the smallest damage: no input panics, and every row is
//! accounted for.

mod law;

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use flate2::{Compression, write::GzEncoder};
use foreshock_source::{Error, Format, Input, Table, guess};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

use law::{
    Account, hold, hold_lines, hold_quoted, published, raw_file,
    shapes::{LINES, QUOTED, Shape, TABLE},
};

/// One damage to a file. Places are shares of its length.
#[derive(Clone, Debug)]
enum Damage {
    /// It ends here.
    Cut(prop::sample::Index),
    /// These bytes stand here as well.
    Insert(prop::sample::Index, Vec<u8>),
    /// These bytes stand here in place of as many.
    Replace(prop::sample::Index, Vec<u8>),
    /// So many bytes are missing.
    Remove(prop::sample::Index, usize),
    /// So many bytes stand here more than once.
    Repeat(prop::sample::Index, usize, usize),
    /// Two lines stand in each other's place.
    Swap(prop::sample::Index, prop::sample::Index),
    /// Every line ends like this.
    LineEnds(&'static [u8]),
}

/// What makes trouble in tables.
fn trouble() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&[u8]> = vec![
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\r",
        b"\t",
        b",",
        b";",
        b"|",
        b"\t\t\t",
        b",,,",
        b"\xc2\xa0",
        "\u{2028}".as_bytes(),
        "\u{ff12}\u{661}".as_bytes(),
        b"1e999",
        b"-1e308",
        b"1e-400",
        b"99999999999999999999999999",
        b"-0",
        b"NaN",
        b"inf",
        b".0",
        b"-9",
        b"NA",
        b"2024-02-30",
        b"0000-00-00",
        b"99999999",
        b"20160728",
        b"32767",
        b"2147483648",
        b"\xef\xb7\x90\xef\xb7\xaf\xef\xb7\x90",
        b"\x1a",
    ];
    prop_oneof![
        4 => prop::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 1..5),
    ]
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        1 => at().prop_map(Damage::Cut),
        4 => (at(), trouble()).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        4 => (at(), trouble()).prop_map(|(at, bytes)| Damage::Replace(at, bytes)),
        2 => (at(), 1..40_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        2 => (at(), 1..200_usize, 1..5_usize)
            .prop_map(|(at, length, times)| Damage::Repeat(at, length, times)),
        2 => (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        1 => prop::sample::select(vec![&b"\r\n"[..], b"\r", b"\n\n", b"\n\r"])
            .prop_map(Damage::LineEnds),
    ]
}

impl Damage {
    fn put_on(&self, bytes: &mut Vec<u8>) {
        let place = |at: &prop::sample::Index| at.index(bytes.len() + 1);
        match self {
            Self::Cut(at) => bytes.truncate(place(at)),
            Self::Insert(at, more) => {
                let at = place(at);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Replace(at, other) => {
                let at = place(at);
                let end = bytes.len().min(at + other.len());
                bytes.splice(at..end, other.iter().copied());
            }
            Self::Remove(at, length) => {
                let at = place(at);
                let end = bytes.len().min(at + length);
                bytes.drain(at..end);
            }
            Self::Repeat(at, length, times) => {
                let at = place(at);
                let end = bytes.len().min(at + length);
                let more = bytes[at..end].repeat(*times);
                bytes.splice(end..end, more);
            }
            Self::Swap(one, other) => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                if !lines.is_empty() {
                    let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                    lines.swap(one, other);
                    *bytes = lines.concat();
                }
            }
            Self::LineEnds(end) => {
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                *bytes = lines.join(*end);
            }
        }
    }
}

/// The rows with every damage put on them, one after the other.
fn damaged(rows: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = rows.to_vec();
    for damage in damages {
        damage.put_on(&mut bytes);
    }
    bytes
}

/// Some rows, and what happens to them.
fn damaged_rows(of: &'static [Shape]) -> impl Strategy<Value = (Shape, Vec<u8>)> {
    let shape = prop::sample::select(of);
    (shape, prop::collection::vec(damage(), 0..8))
        .prop_map(|(shape, damages)| (shape, damaged(shape.rows.as_bytes(), &damages)))
}

/// A file that is gone with this.
struct OnDisk {
    path: PathBuf,
    _directory: TempDir,
}

fn on_disk(name: &str, bytes: &[u8]) -> OnDisk {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join(name);
    fs::write(&path, bytes).expect("a file");
    OnDisk {
        path,
        _directory: directory,
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file("rows.csv", options).expect("a file");
    archive.write_all(bytes).expect("its bytes");
    archive.finish().expect("an archive").into_inner()
}

/// What came of a file, with the refusal in words.
fn told(read: Result<Account, Error>) -> Result<Account, String> {
    read.map_err(|error| error.to_string())
}

/// A file that is read again, packed in one way and the other, says the same.
fn same_when_packed(
    input: &Input,
    file: &OnDisk,
    bytes: &[u8],
    plain: Result<Account, Error>,
) -> Result<(), TestCaseError> {
    if law::rows::is_packed(bytes) {
        return Ok(());
    }
    let plain = told(plain);
    for pack in [gzip, zip] {
        fs::write(&file.path, pack(bytes)).expect("a file");
        let packed = told(hold(input, &raw_file(&file.path)));
        prop_assert_eq!(&packed, &plain);
    }
    Ok(())
}

/// A map of every column that [`TABLE`] has.
fn table(format: Format) -> Table {
    let file = on_disk("table.csv", TABLE.as_bytes());
    let guess = guess(&file.path).expect("a table with a date");
    let mut table = guess.table("feed".into(), "Publisher".into(), TimeZone::UTC);
    table.format = Some(format);
    table
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn lines_of_publishers((shape, bytes) in damaged_rows(LINES)) {
        let file = on_disk("rows", &bytes);
        let read = hold_lines(shape.publisher, &raw_file(&file.path), &bytes);
        same_when_packed(&published(shape.publisher), &file, &bytes, read)?;
    }

    #[test]
    fn tables_of_publishers((shape, bytes) in damaged_rows(QUOTED)) {
        let file = on_disk("rows", &bytes);
        let input = published(shape.publisher);
        let read = hold_quoted(&input, &raw_file(&file.path), &bytes);
        same_when_packed(&input, &file, &bytes, read)?;
    }

    #[test]
    fn plain_tables(
        damages in prop::collection::vec(damage(), 0..8),
        is_tsv in any::<bool>(),
        skip_rows in 0..2_usize,
        has_header in any::<bool>(),
    ) {
        let mut table = table(if is_tsv { Format::Tsv } else { Format::Csv });
        table.skip_rows = skip_rows;
        let (header, rows) = TABLE.split_once('\n').expect("a header");
        let rows = if has_header {
            TABLE
        } else {
            table.names = header.split(',').map(str::to_owned).collect();
            rows
        };
        let rows = if is_tsv { rows.replace(',', "\t") } else { rows.to_owned() };
        let bytes = damaged(&["a\n".repeat(skip_rows), rows].concat().into_bytes(), &damages);
        let file = on_disk("rows", &bytes);
        let input = Input::Table(Box::new(table));
        let read = hold_quoted(&input, &raw_file(&file.path), &bytes);
        same_when_packed(&input, &file, &bytes, read)?;
    }

    /// A guess has looked at the rows that its own map then reads.
    #[test]
    fn guesses(
        damages in prop::collection::vec(damage(), 0..6),
        name in prop::sample::select(vec!["a.csv", "a.tsv", "a.txt", "a.csv.gz"]),
    ) {
        let bytes = damaged(TABLE.as_bytes(), &damages);
        let file = on_disk(name, &bytes);
        if let Ok(guess) = guess(&file.path) {
            let table = guess.table("feed".into(), "Publisher".into(), TimeZone::UTC);
            let input = Input::Table(Box::new(table));
            let account = hold(&input, &raw_file(&file.path)).expect("what was guessed");
            prop_assert_eq!(guess.rows, account.totals.read);
            prop_assert_eq!(guess.rejected, account.totals.rejected);
        }
    }

    /// An archive that is damaged is refused, or no row of it is lost.
    #[test]
    fn damaged_archives(
        shape in prop::sample::select([LINES, QUOTED].concat()),
        is_gzip in any::<bool>(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let plain = shape.rows.as_bytes();
        let whole = if is_gzip { gzip(plain) } else { zip(plain) };
        let bytes = damaged(&whole, &damages);
        let input = published(shape.publisher);
        let file = on_disk("rows", plain);
        let expected = hold(&input, &raw_file(&file.path)).expect("a file of the publisher");
        let file = on_disk(if is_gzip { "rows.gz" } else { "rows.zip" }, &bytes);
        if let Ok(account) = hold(&input, &raw_file(&file.path)) {
            prop_assert!(account.totals.read >= expected.totals.read, "{:?}", account.totals);
        }
    }
}
