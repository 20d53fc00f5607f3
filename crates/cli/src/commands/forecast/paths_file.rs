//! Sample paths as a Parquet table of time, unit, draw and value.

use std::{fs::File, path::Path, sync::Arc};

use arrow::{
    array::{ArrayRef, Float64Array, Int32Array, Int64Array, StringArray},
    datatypes::{DataType, Field, Schema},
    record_batch::RecordBatch,
};
use foreshock_forecast::Paths;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use super::history::History;
use crate::{failure::Failure, tables::Label};

/// The name of the column of values, as in the VIEWS challenge.
const VALUE: &str = "outcome";

/// Writes the file as a whole or not at all.
pub(super) fn write(path: &Path, history: &History, paths: &Paths) -> Result<(), Failure> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(|error| Failure::file("write", path, &error))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = write_part(&part, history, paths).and_then(|()| {
        std::fs::rename(&part, path).map_err(|error| Failure::file("write", path, &error))
    });
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(&part);
    })
}

fn write_part(path: &Path, history: &History, paths: &Paths) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::new(
            format!("cannot write {}: {error}", path.display()),
            "check the path and the disk",
        )
    };
    let times: Vec<Label> = paths
        .leads()
        .map(|lead| {
            history
                .periods
                .label(history.origin + i64::from(lead), &history.like)
                .ok_or_else(|| {
                    Failure::usage(
                        format!("lead {lead} lies beyond the calendar"),
                        "ask for nearer leads",
                    )
                })
        })
        .collect::<Result<_, _>>()?;
    let schema = Arc::new(Schema::new(vec![
        Field::new(&history.time_column, data_type(&times), false),
        Field::new(&history.unit_column, data_type(&history.units), false),
        Field::new("draw", DataType::Int32, false),
        Field::new(VALUE, DataType::Float64, false),
    ]));
    let file = File::create(path).map_err(|error| Failure::file("write", path, &error))?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
        .map_err(|error| failed(&error))?;
    let draws = paths.draws();
    for (lead, time) in paths.leads().zip(&times) {
        let rows = history.units.len() * draws;
        let units = history
            .units
            .iter()
            .flat_map(|unit| std::iter::repeat_n(unit, draws));
        let numbers = (0..history.units.len()).flat_map(|_| 0..draws as i32);
        let values = (0..history.units.len()).flat_map(|unit| paths.at(unit, lead));
        let columns: Vec<ArrayRef> = vec![
            labels(std::iter::repeat_n(time, rows), &times),
            labels(units, &history.units),
            Arc::new(Int32Array::from_iter_values(numbers)),
            Arc::new(Float64Array::from_iter_values(values.copied())),
        ];
        let batch =
            RecordBatch::try_new(Arc::clone(&schema), columns).map_err(|error| failed(&error))?;
        writer.write(&batch).map_err(|error| failed(&error))?;
    }
    writer.close().map_err(|error| failed(&error))?;
    Ok(())
}

fn all_numbers(labels: &[Label]) -> bool {
    labels.iter().all(|label| matches!(label, Label::Whole(_)))
}

fn data_type(labels: &[Label]) -> DataType {
    if all_numbers(labels) {
        DataType::Int64
    } else {
        DataType::Utf8
    }
}

/// A column of labels; of numbers where `all` are numbers.
fn labels<'a>(column: impl Iterator<Item = &'a Label>, all: &[Label]) -> ArrayRef {
    if all_numbers(all) {
        Arc::new(Int64Array::from_iter(column.map(|label| match label {
            Label::Whole(number) => Some(*number),
            Label::Text(_) => None,
        })))
    } else {
        Arc::new(StringArray::from_iter(
            column.map(|label| Some(label.to_string())),
        ))
    }
}
