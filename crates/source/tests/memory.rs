//! Memory stays bounded whatever a file holds. One test, because the peak is
//! that of the whole process.

mod common;

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
};

use common::{on_disk, read_path, refused, table};
use flate2::{Compression, write::GzEncoder};
use foreshock_source::{Error, Published, Publisher, RawFile};

const MEBIBYTE: usize = 1 << 20;

/// Peak of the memory that this process has held, in kibibytes.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn endless_lines_are_refused_and_never_held() {
    a_line_of_a_gibibyte();
    a_compressed_line();
    many_rows_are_handed_over_one_by_one();
    participants_of_one_dispute_are_held_within_bounds();
    if let Some(peak) = peak_memory() {
        assert!(peak < 128 * 1024, "{peak} KiB were held");
    }
}

fn a_line_of_a_gibibyte() {
    let file = on_disk("line.csv", "date,category\n2024-01-01,");
    let handle = File::options()
        .append(true)
        .open(&file.path)
        .expect("the file");
    // Zero bytes that take no room on the disk and hold no line end.
    handle.set_len(1 << 30).expect("a long file");
    drop(handle);
    let Err(error) = read_path(&table(), &file.path) else {
        panic!("a row of a gibibyte was read")
    };
    assert!(matches!(error, Error::RowTooLong { row: 0, .. }), "{error}");
}

fn a_compressed_line() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(b"date,category\n2024-01-01,a\n2024-01-02,")
        .expect("compressed");
    let zeros = vec![b'0'; MEBIBYTE];
    for _ in 0..256 {
        encoder.write_all(&zeros).expect("compressed");
    }
    let bytes = encoder.finish().expect("compressed");
    assert!(bytes.len() < 4 * MEBIBYTE);
    let error = refused(&table(), "bomb.csv.gz", bytes);
    assert!(
        matches!(error, Error::RowTooLong { row: 1, limit, .. } if limit == 8 * MEBIBYTE),
        "{error}"
    );
    assert!(error.to_string().contains("bomb.csv.gz"), "{error}");
}

fn many_rows_are_handed_over_one_by_one() {
    let mut text = "date,category,id\n".to_owned();
    for row in 0..100_000 {
        text.push_str(&format!("2024-01-01,{row:0>1000},{row}\n"));
        if text.len() > 32 * MEBIBYTE {
            break;
        }
    }
    let file = on_disk("rows.csv", &text);
    drop(text);
    let raw = RawFile::open(&file.path).expect("a file");
    let totals = table()
        .read(&raw, common::ingested_at(), &mut |_| {})
        .expect("a table");
    assert!(totals.kept > 30_000 && totals.rejected == 0);
}

/// A participant is held until those on the other side are read, which are few and short.
fn participants_of_one_dispute_are_held_within_bounds() {
    let file = on_disk(
        "participants.csv",
        "dispnum,stabb,ccode,stday,stmon,styear,hostlev,sidea\n",
    );
    let mut handle = File::options()
        .append(true)
        .open(&file.path)
        .expect("the file");
    for _ in 0..30 {
        handle.write_all(b"2,").expect("written");
        // Zero bytes that take no room on the disk.
        let end = handle.seek(SeekFrom::End(0)).expect("its end");
        handle
            .set_len(end + 7 * MEBIBYTE as u64)
            .expect("a long row");
        handle.write_all(b",200,1,7,1902,1,0\n").expect("written");
    }
    drop(handle);
    let raw = RawFile::open(&file.path).expect("a file");
    let totals = Published::new("feed".into(), Publisher::Mid)
        .read(&raw, common::ingested_at(), &mut |_| {})
        .expect("participants");
    assert_eq!(totals.kept, 30);
}
