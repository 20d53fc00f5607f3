//! CSV and TSV, plain or gzip-compressed.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;

use super::Field;
use crate::failure::Failure;

type Reader = csv::Reader<Box<dyn Read>>;

fn open(path: &Path) -> Result<Reader, Failure> {
    let fail = |error| Failure::file("read", path, &error);
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(fail)?);
    let zipped = file.fill_buf().map_err(fail)?.starts_with(&[0x1f, 0x8b]);
    let mut text: BufReader<Box<dyn Read>> = BufReader::with_capacity(
        1 << 16,
        if zipped {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        },
    );
    // The delimiter is told from the header: tabs do not stand in names.
    let start = text.fill_buf().map_err(fail)?;
    let header = start.split(|byte| *byte == b'\n').next().unwrap_or(start);
    let delimiter = if header.contains(&b'\t') { b'\t' } else { b',' };
    Ok(csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(Box::new(text)))
}

fn failure(path: &Path, error: &csv::Error) -> Failure {
    Failure::new(
        format!("cannot read {}: {error}", path.display()),
        "the table must be Parquet, CSV or TSV with a header and the same fields in every row",
    )
}

pub(super) fn columns(path: &Path) -> Result<Vec<String>, Failure> {
    let mut reader = open(path)?;
    let header = reader.headers().map_err(|error| failure(path, &error))?;
    if header.is_empty() {
        return Err(Failure::new(
            format!("{} is empty", path.display()),
            "it needs a header and rows",
        ));
    }
    let clean = |name: &str| name.trim_start_matches('\u{feff}').trim().to_owned();
    Ok(header.iter().map(clean).collect())
}

pub(super) fn read(
    path: &Path,
    names: &[&str],
    each: &mut impl FnMut(u64, &[Field<'_>]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let header = columns(path)?;
    let places: Vec<usize> = names
        .iter()
        .filter_map(|name| header.iter().position(|column| column == name))
        .collect();
    let mut reader = open(path)?;
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => row += 1,
            Ok(false) => return Ok(()),
            Err(error) => return Err(failure(path, &error)),
        }
        let fields: Vec<Field<'_>> = places
            .iter()
            .map(|place| Field::of_text(record.get(*place).unwrap_or_default()))
            .collect();
        each(row, &fields)?;
    }
}
