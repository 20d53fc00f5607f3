//! The selected events as a file, written while it is sent.

use std::{io, sync::Arc};

use arrow::{
    array::{ArrayRef, Float64Builder, StringBuilder, UInt64Builder},
    datatypes::{DataType, Field, Schema},
    error::ArrowError,
    ipc::writer::StreamWriter,
    record_batch::RecordBatch,
};

use super::{EventRow, Rows, Selection};
use crate::look::Look;

/// Rows of a batch.
const BATCH: usize = 512;

/// A column of text.
type TextColumn = (&'static str, fn(&EventRow<'_>) -> Option<String>);
/// A column of numbers.
type NumberColumn = (&'static str, fn(&EventRow<'_>) -> Option<f64>);

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

const TEXTS: [TextColumn; 20] = [
    ("source_id", |row| owned(Some(row.source_id))),
    ("event_id", |row| owned(Some(row.event_id))),
    ("publisher", |row| owned(Some(row.publisher))),
    ("date", |row| Some(row.date.clone())),
    ("until", |row| row.until.clone()),
    ("date_precision", |row| owned(Some(row.date_precision))),
    ("category", |row| owned(Some(row.category))),
    ("actor", |row| owned(row.actor)),
    ("actor_name", |row| owned(row.actor_name)),
    ("target", |row| owned(row.target)),
    ("target_name", |row| owned(row.target_name)),
    ("place", |row| owned(row.place)),
    ("country", |row| owned(row.country)),
    ("text", |row| owned(row.text)),
    ("citation", |row| owned(row.citation)),
    ("url", |row| owned(row.url)),
    ("file", |row| owned(Some(row.file))),
    ("file_sha256", |row| owned(Some(row.file_sha256))),
    ("known_from", |row| Some(row.known_from.clone())),
    ("known_by", |row| owned(Some(row.known_by))),
];

const NUMBERS: [NumberColumn; 5] = [
    ("count", |row| row.count),
    ("intensity", |row| row.intensity),
    ("fatalities", |row| row.fatalities),
    ("lat", |row| row.lat),
    ("lon", |row| row.lon),
];

/// Rows of the selection, part by part.
fn parts<'a>(
    look: &'a Look,
    selection: &'a Selection,
    rows: &'a Rows,
) -> impl Iterator<Item = Vec<EventRow<'a>>> {
    selection.places.chunks(BATCH).map(|places| {
        let records = places
            .iter()
            .filter_map(|place| look.known.record(*place as usize));
        records
            .map(|(record, from)| rows.row(record, from))
            .collect()
    })
}

/// Writes the selection as CSV with a header.
pub(crate) fn csv(
    look: &Look,
    selection: &Selection,
    rows: &Rows,
    out: impl io::Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header = TEXTS.iter().map(|(name, _)| *name);
    let header = header.chain(NUMBERS.iter().map(|(name, _)| *name));
    writer.write_record(header.chain(["version", "row"]))?;
    for part in parts(look, selection, rows) {
        for row in &part {
            let texts = TEXTS
                .iter()
                .map(|(_, of)| disarmed(of(row).unwrap_or_default()));
            let numbers = NUMBERS
                .iter()
                .map(|(_, of)| of(row).map_or(String::new(), |value| value.to_string()));
            let whole = [row.version.to_string(), row.row.to_string()];
            writer.write_record(texts.chain(numbers).chain(whole))?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// A published text that no spreadsheet takes for a formula.
fn disarmed(text: String) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}

/// Writes the selection as an Arrow stream.
pub(crate) fn arrow(
    look: &Look,
    selection: &Selection,
    rows: &Rows,
    out: impl io::Write,
) -> Result<(), ArrowError> {
    let mut fields: Vec<Field> = TEXTS
        .iter()
        .map(|(name, _)| Field::new(*name, DataType::Utf8, true))
        .collect();
    fields.extend(
        NUMBERS
            .iter()
            .map(|(name, _)| Field::new(*name, DataType::Float64, true)),
    );
    fields.extend(["version", "row"].map(|name| Field::new(name, DataType::UInt64, false)));
    let schema = Arc::new(Schema::new(fields));
    let mut writer = StreamWriter::try_new(out, &schema)?;
    for part in parts(look, selection, rows) {
        let mut columns: Vec<ArrayRef> = Vec::new();
        for (_, of) in &TEXTS {
            let mut column = StringBuilder::new();
            part.iter().for_each(|row| column.append_option(of(row)));
            columns.push(Arc::new(column.finish()));
        }
        for (_, of) in &NUMBERS {
            let mut column = Float64Builder::new();
            part.iter().for_each(|row| column.append_option(of(row)));
            columns.push(Arc::new(column.finish()));
        }
        let whole: [fn(&EventRow<'_>) -> u64; 2] = [|row| row.version.into(), |row| row.row];
        for of in whole {
            let mut column = UInt64Builder::new();
            part.iter().for_each(|row| column.append_value(of(row)));
            columns.push(Arc::new(column.finish()));
        }
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.finish()
}
