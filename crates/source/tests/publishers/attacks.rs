//! Bytes that no publisher would write: no input panics, and every row that is
//! handed over is counted.

use std::{fs, io::Write};

use flate2::{Compression, write::GzEncoder};
use foreshock_source::{Error, Publisher};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{read, read_bytes};

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

/// Rows as each publisher lays them out, to be mangled.
fn seed(publisher: Publisher) -> String {
    match publisher {
        Publisher::Gdelt => gdelt_row().repeat(4),
        Publisher::GdeltTotals => "day,country,total\n19790101,CH,62\n19790102,KN,1\n".to_owned(),
        Publisher::Icews => "A (Kenya)\tConsult\tB\t2011-10-08\nC\tConsult\tD\t2011-10-09\n".to_owned(),
        Publisher::Polecat => {
            "Event ID\tEvent Date\tEvent Type\n1\t2022-01-01\tPROTEST\n2\t2022-01-02\tAID\n".to_owned()
        }
        Publisher::Ged => {
            "id,type_of_violence,date_start,date_end,best\n1,1,2004-01-31,2004-01-31,3\n2,3,01/31/2004 00:00:00,2004-02-01,\"0\"\n".to_owned()
        }
        Publisher::GedTotals => "as_of,month,country,best\n2018-01,1989-01,Afghanistan,691\n".to_owned(),
        Publisher::Views => "month_id,country_id,ged_sb\n121,1,0\n122,1,4\n".to_owned(),
        Publisher::Acled => {
            "event_id_cnty,event_date,event_type\nSUD1,31 December 2023,Battles\nSUD2,2023-12-31,Riots\n".to_owned()
        }
        Publisher::Mid => {
            "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,hostlev,hiact\n2,UKG,200,-9,7,1902,24,1,1903,0,1,0\n2,USA,2,-9,7,1902,24,1,1903,1,3,7\n".to_owned()
        }
    }
}

fn publisher() -> impl Strategy<Value = Publisher> {
    prop::sample::select(Publisher::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// `read` insists that rows read = kept + rejected, and that as many were
    /// handed over.
    #[test]
    fn mangled_rows_are_all_accounted_for(
        publisher in publisher(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..12),
        repeat in 1_usize..4,
    ) {
        let mut bytes = seed(publisher).into_bytes();
        let header = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let rows = bytes.split_off(header);
        bytes.extend(rows.repeat(repeat));
        for (at, byte, kind) in &edits {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = *byte,
                1 => bytes.insert(at, *byte),
                _ => { bytes.remove(at); }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("rows");
        fs::write(&path, &bytes).expect("a file");
        if let Ok(read) = read(publisher, &path) {
            for record in &read.records {
                prop_assert!(record.began_on <= record.ended_on);
                prop_assert!(record.count.is_none_or(f64::is_finite));
                prop_assert!(!record.event_id.is_empty());
            }
            for rejected in &read.rejected {
                prop_assert!(!rejected.reason.is_empty());
            }
        }
    }

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
