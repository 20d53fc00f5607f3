//! Bytes that no publisher would write: no input panics, and every row that is
//! handed over is counted.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use foreshock_source::{Error, Publisher};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::read_bytes;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .expect("a file in the archive");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

fn gdelt_row() -> String {
    let mut fields = vec![""; 61];
    for (place, value) in [
        (0, "1"),
        (1, "20180121"),
        (26, "010"),
        (59, "20190121220000"),
    ] {
        fields[place] = value;
    }
    fields.join("\t") + "\n"
}

#[test]
fn an_archive_must_hold_one_file() {
    let row = gdelt_row();
    let one = zip_of(&[("a.CSV", row.as_bytes())]);
    assert_eq!(
        read_bytes(Publisher::Gdelt, one)
            .expect("one file")
            .totals
            .kept,
        1
    );
    for files in [
        vec![],
        vec![("a.CSV", row.as_bytes()), ("b.CSV", row.as_bytes())],
    ] {
        let refused = read_bytes(Publisher::Gdelt, zip_of(&files));
        let Err(Error::NotOneFile { files: found, .. }) = refused else {
            panic!("{} files were taken", files.len());
        };
        assert_eq!(found, files.len());
    }
}

#[test]
fn a_damaged_archive_is_told_from_a_whole_one() {
    let row = gdelt_row();
    let whole = zip_of(&[("a.CSV", row.repeat(50).as_bytes())]);
    for at in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        // Names and times may be anything; rows are never lost without a word.
        if let Ok(read) = read_bytes(Publisher::Gdelt, damaged) {
            assert_eq!(read.totals.read, 50, "byte {at}");
        }
    }
    for length in 4..whole.len() {
        assert!(read_bytes(Publisher::Gdelt, &whole[..length]).is_err());
    }
}

#[test]
fn what_unpacks_without_end_is_refused() {
    // 100 MiB of blank lines, which never become a row that is too long.
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let blank = vec![b'\n'; 1 << 20];
    for _ in 0..100 {
        packed.write_all(&blank).expect("packed");
    }
    let packed = packed.finish().expect("packed");
    let refused = read_bytes(Publisher::Gdelt, &packed);
    assert!(matches!(refused, Err(Error::ExpandsTooFar { .. })));
    let bytes = vec![b'\n'; 100 << 20];
    let refused = read_bytes(Publisher::Icews, zip_of(&[("a", &bytes)]));
    assert!(matches!(refused, Err(Error::ExpandsTooFar { .. })));
}

#[test]
fn a_line_without_end_is_refused() {
    let line = vec![b'x'; 9 << 20];
    for publisher in Publisher::ALL {
        let refused = read_bytes(publisher, &line);
        assert!(
            matches!(refused, Err(Error::RowTooLong { .. })),
            "{}",
            publisher.name()
        );
    }
    let mut rows = gdelt_row().into_bytes();
    rows.extend(&line);
    let Err(Error::RowTooLong { row, .. }) = read_bytes(Publisher::Gdelt, &rows) else {
        panic!("taken for a row");
    };
    assert_eq!(row, 1);
}

/// The name of the column of a VIEWS table is what the record is about.
#[test]
fn a_value_without_a_name_is_no_series() {
    let rows = "month_id,country_id,\n180,133,1775\n";
    let refused = read_bytes(Publisher::Views, rows);
    assert!(matches!(refused, Err(Error::OtherLayout { .. })));
    let rows = "month_id,country_id,ged_sb,\n180,133,1775,\n";
    let read = read_bytes(Publisher::Views, rows).expect("one column with a value");
    assert_eq!(&*read.records[0].category, "ged_sb");
}

fn publisher() -> impl Strategy<Value = Publisher> {
    prop::sample::select(Publisher::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whole lines that are no rows at all are rows that are set aside.
    #[test]
    fn noise_between_rows_is_set_aside_and_costs_no_row(
        noise in prop::collection::vec("[a-z\u{e9}\t]{1,20}", 1..6),
    ) {
        let mut text = gdelt_row();
        let mut bad = 0;
        for line in &noise {
            if !line.trim().is_empty() {
                bad += 1;
            }
            text.push_str(line);
            text.push('\n');
            text.push_str(&gdelt_row());
        }
        let read = read_bytes(Publisher::Gdelt, text).expect("rows of GDELT");
        prop_assert_eq!(read.totals.kept as usize, noise.len() + 1);
        prop_assert_eq!(read.totals.rejected, bad);
    }

    #[test]
    fn any_bytes_at_all(publisher in publisher(), bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read_bytes(publisher, &bytes);
    }
}
