//! Parquet.

use std::{fs::File, path::Path};

use arrow::{
    array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, StringArray},
    compute::{CastOptions, cast_with_options},
    datatypes::{DataType, Float64Type, Int64Type},
};
use foreshock_source::guarded;
use parquet::arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder};

use super::Field;
use crate::failure::Failure;

/// Rows that are held at a time.
const BATCH: usize = 1 << 14;

fn failure(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        format!("cannot read {} as Parquet: {error}", path.display()),
        "check that the file is whole; write it again if not",
    )
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, Failure> {
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))
        .map_err(|error| failure(path, &error))
}

pub(super) fn columns(path: &Path) -> Result<Vec<String>, Failure> {
    let builder = open(path)?;
    let fields = builder.schema().fields();
    Ok(fields.iter().map(|field| field.name().clone()).collect())
}

pub(super) fn read(
    path: &Path,
    names: &[&str],
    each: &mut impl FnMut(u64, &[Field<'_>]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let builder = open(path)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), names.iter().copied());
    let builder = builder.with_projection(mask).with_batch_size(BATCH);
    let mut reader = guarded(|| builder.build()).map_err(|error| failure(path, &error))?;
    let mut row = 0;
    while let Some(batch) =
        guarded(|| reader.next().transpose()).map_err(|error| failure(path, &error))?
    {
        let columns: Vec<Values> = names
            .iter()
            .filter_map(|name| batch.column_by_name(name))
            .map(|column| Values::of(column).map_err(|error| failure(path, &error)))
            .collect::<Result<_, _>>()?;
        let mut fields = Vec::with_capacity(columns.len());
        for index in 0..batch.num_rows() {
            row += 1;
            fields.clear();
            fields.extend(columns.iter().map(|column| column.at(index)));
            each(row, &fields)?;
        }
    }
    Ok(())
}

/// The values of one column of a batch.
enum Values {
    Whole(Int64Array),
    Number(Float64Array),
    Text(StringArray),
}

impl Values {
    fn of(column: &ArrayRef) -> Result<Self, arrow::error::ArrowError> {
        // A value that does not fit is an error and not a gap.
        let strict = CastOptions {
            safe: false,
            ..CastOptions::default()
        };
        let cast = |to| cast_with_options(column, &to, &strict);
        Ok(if column.data_type().is_integer() {
            Self::Whole(cast(DataType::Int64)?.as_primitive::<Int64Type>().clone())
        } else if column.data_type().is_floating() {
            Self::Number(
                cast(DataType::Float64)?
                    .as_primitive::<Float64Type>()
                    .clone(),
            )
        } else {
            Self::Text(cast(DataType::Utf8)?.as_string::<i32>().clone())
        })
    }

    fn at(&self, index: usize) -> Field<'_> {
        match self {
            Self::Whole(values) if values.is_valid(index) => Field::Whole(values.value(index)),
            Self::Number(values) if values.is_valid(index) => Field::Number(values.value(index)),
            Self::Text(values) if values.is_valid(index) && !values.value(index).is_empty() => {
                Field::Text(values.value(index))
            }
            _ => Field::Missing,
        }
    }
}
