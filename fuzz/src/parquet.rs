//! Parquet files.

use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, BinaryArray, Date32Array, Float64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use foreshock_source::{Column, Columns, Format, Input, Table};
use jiff::tz::TimeZone;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use crate::{law::hold, memory::bounded, place::File};

/// Files that are whole: plain, and packed in two ways.
static WHOLE: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    codecs.map(whole)
});

/// Damage to one byte: its place, and what stands there.
const DAMAGE: usize = 3;

/// Some rows of every kind of column that a map can name, in two row groups.
fn whole(codec: Compression) -> Vec<u8> {
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "date",
            Arc::new(Date32Array::from(vec![Some(19_000), Some(19_400), None])),
        ),
        (
            "category",
            Arc::new(StringArray::from(vec!["shelling", "balloons", "shelling"])),
        ),
        (
            "id",
            Arc::new(BinaryArray::from(vec![&b"a"[..], b"b", b"c"])),
        ),
        (
            "count",
            Arc::new(Float64Array::from(vec![Some(1.5), None, Some(f64::NAN)])),
        ),
        (
            "published",
            Arc::new(TimestampMicrosecondArray::from(vec![1 << 50; 3]).with_timezone("Asia/Seoul")),
        ),
    ];
    let columns = columns
        .into_iter()
        .map(|(name, values)| (name, values, true));
    let rows = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    let properties = WriterProperties::builder()
        .set_compression(codec)
        .set_max_row_group_row_count(Some(2))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, rows.schema(), Some(properties)).expect("a writer");
    writer.write(&rows).expect("written");
    writer.close().expect("closed");
    bytes
}

/// A Parquet file as it comes where the bytes are one; else one that is whole, told by the
/// first byte, with the damages that the others say.
pub fn parquet(bytes: &[u8]) {
    let damaged = || {
        let (of, damages) = bytes.split_first()?;
        let mut whole = WHOLE[usize::from(*of) % WHOLE.len()].clone();
        for damage in damages.chunks_exact(DAMAGE) {
            let place = usize::from(u16::from_le_bytes([damage[0], damage[1]]));
            let place = place % whole.len();
            whole[place] = damage[2];
        }
        Some(whole)
    };
    let file = match bytes.starts_with(b"PAR1") {
        true => bytes.to_vec(),
        false => damaged().unwrap_or_default(),
    };
    let on_disk = File::of("rows", &file);
    let _ = bounded(file.len(), || hold(&how_to_read(), on_disk.raw()));
}

fn how_to_read() -> Input {
    let named = |name: &str| Column::Named(name.to_owned());
    let mut columns = Columns::new(named("date"), named("category"));
    columns.id = Some(named("id"));
    columns.count = Some(named("count"));
    columns.published = Some(named("published"));
    Input::Table(Box::new(Table {
        feed: "feed".into(),
        publisher: "Publisher".into(),
        format: Some(Format::Parquet),
        sheet: None,
        delimiter: None,
        encoding: None,
        skip_rows: 0,
        names: Vec::new(),
        date_format: None,
        missing: Vec::new(),
        columns,
        timezone: TimeZone::UTC,
    }))
}
