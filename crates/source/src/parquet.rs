//! Rows of a Parquet file.

use std::{fs::File, ops::ControlFlow, path::Path};

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    datatypes::{DataType, Float32Type, Float64Type, Int64Type, TimeUnit},
    util::display::{ArrayFormatter, FormatOptions},
};
use csv::StringRecord;
use jiff::{Timestamp, tz::TimeZone};
use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder, file::metadata::ParquetMetaData,
};

use crate::{
    Error,
    bounded::LONGEST_ROW,
    guard::guarded,
    rows::too_long,
    table::{Broken, Part, raw_text},
};

/// Rows that are decoded at a time.
const ROWS: usize = 128;

/// Bytes that one column of one row group may unpack to. Its pages are no larger, and one
/// of each column is held.
const LARGEST: u64 = 1 << 30;

/// Between the fields of a row that is set aside.
const DELIMITER: u8 = b'\t';

/// Hands over the names of the columns and then each row, with every value written as a
/// text table would: days and moments in ISO 8601, what is missing as nothing.
pub(crate) fn parts(
    path: &Path,
    each: &mut dyn FnMut(Part<'_>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let file = File::open(path).map_err(|error| Error::unreadable(path, &error))?;
    let damaged = |row, cause| Error::Damaged {
        path: path.to_owned(),
        row,
        cause,
    };
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))
        .map_err(|cause| damaged(0, cause))?;
    check_size(builder.metadata(), path)?;
    let schema = builder.schema().clone();
    let names: Vec<String> = schema
        .fields()
        .iter()
        .map(|field| field.name().trim().to_owned())
        .collect();
    if each(Part::Header(&names))?.is_break() {
        return Ok(());
    }
    let mut batches =
        guarded(|| builder.with_batch_size(ROWS).build()).map_err(|cause| damaged(0, cause))?;
    let mut row = 0;
    while let Some(batch) =
        guarded(|| batches.next().transpose()).map_err(|cause| damaged(row, cause))?
    {
        let texts = guarded(|| Texts::of(&batch)).map_err(|cause| damaged(row, cause))?;
        for index in 0..batch.num_rows() {
            let part = guarded(|| Ok::<_, String>(texts.row(index)))
                .map_err(|cause| damaged(row, cause))?;
            row += 1;
            let flow = match part {
                Ok(fields) if fields.as_slice().len() > LONGEST_ROW => {
                    return Err(too_long(path, row - 1));
                }
                Ok(fields) => each(Part::Whole {
                    row,
                    fields: &fields,
                    delimiter: DELIMITER,
                })?,
                Err((column, cause, raw)) => each(Part::Broken {
                    row,
                    why: Broken::Unwritable {
                        column: names[column].clone(),
                        cause,
                    },
                    raw,
                })?,
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Refuses what might not fit into memory before anything of it is unpacked.
fn check_size(metadata: &ParquetMetaData, path: &Path) -> Result<(), Error> {
    let columns = metadata
        .row_groups()
        .iter()
        .flat_map(|group| group.columns());
    for column in columns {
        let bytes = u64::try_from(column.uncompressed_size()).unwrap_or(u64::MAX);
        if bytes > LARGEST {
            return Err(Error::RowGroupTooLarge {
                path: path.to_owned(),
                bytes,
                limit: LARGEST,
            });
        }
    }
    Ok(())
}

/// How the values of a column are written.
enum Text<'a> {
    /// As the library writes them.
    Formatted(ArrayFormatter<'a>, &'a ArrayRef),
    /// As the shortest number that is read back as the same, and without `.0`: columns
    /// of whole numbers that miss some are often kept so. No number is no value.
    Double(&'a ArrayRef),
    Single(&'a ArrayRef),
    /// As moments in a timezone that has a name, which the library does not know.
    Zoned(ArrayRef, TimeUnit, TimeZone),
    /// As text, which older programs do not mark as such.
    Bytes(ArrayRef),
}

/// The values of some rows as text.
struct Texts<'a>(Vec<Text<'a>>);

/// What of a row cannot be written: its column, why, and what can be of the whole row.
type Unwritable = (usize, String, String);

impl<'a> Texts<'a> {
    fn of(batch: &'a RecordBatch) -> Result<Self, arrow::error::ArrowError> {
        const OPTIONS: FormatOptions<'_> = FormatOptions::new();
        let texts = batch.columns().iter().map(|column| {
            Ok(match column.data_type() {
                DataType::Float64 => Text::Double(column),
                DataType::Float32 => Text::Single(column),
                DataType::Binary
                | DataType::LargeBinary
                | DataType::BinaryView
                | DataType::FixedSizeBinary(_) => {
                    Text::Bytes(arrow::compute::cast(column, &DataType::LargeBinary)?)
                }
                DataType::Timestamp(unit, Some(name)) if let Ok(zone) = TimeZone::get(name) => {
                    let numbers = arrow::compute::cast(column, &DataType::Int64)?;
                    Text::Zoned(numbers, *unit, zone)
                }
                _ => Text::Formatted(ArrayFormatter::try_new(column.as_ref(), &OPTIONS)?, column),
            })
        });
        texts.collect::<Result<_, _>>().map(Self)
    }

    fn row(&self, index: usize) -> Result<StringRecord, Unwritable> {
        let mut fields = StringRecord::new();
        let mut failed = None;
        for (column, text) in self.0.iter().enumerate() {
            match text.value(index) {
                Ok(value) => fields.push_field(&value),
                Err(cause) => {
                    failed.get_or_insert((column, cause));
                    fields.push_field("");
                }
            }
        }
        match failed {
            None => Ok(fields),
            Some((column, cause)) => Err((column, cause, raw_text(fields.iter(), DELIMITER))),
        }
    }
}

impl Text<'_> {
    /// The value of a row; empty where there is none.
    fn value(&self, row: usize) -> Result<String, String> {
        let number = |number: f64, text: String| if number.is_nan() { String::new() } else { text };
        Ok(match self {
            Self::Formatted(_, column) | Self::Double(column) | Self::Single(column)
                if column.is_null(row) =>
            {
                String::new()
            }
            Self::Bytes(column) | Self::Zoned(column, ..) if column.is_null(row) => String::new(),
            Self::Zoned(column, unit, zone) => {
                let number = column.as_primitive::<Int64Type>().value(row);
                let moment = match unit {
                    TimeUnit::Second => Timestamp::from_second(number),
                    TimeUnit::Millisecond => Timestamp::from_millisecond(number),
                    TimeUnit::Microsecond => Timestamp::from_microsecond(number),
                    TimeUnit::Nanosecond => Timestamp::from_nanosecond(number.into()),
                };
                let moment = moment.map_err(|error| error.to_string())?;
                let written = moment.to_zoned_datetime(zone.clone());
                written.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
            }
            Self::Formatted(formatter, _) => formatter
                .value(row)
                .try_to_string()
                .map_err(|error| error.to_string())?,
            Self::Double(column) => {
                let value = column.as_primitive::<Float64Type>().value(row);
                number(value, value.to_string())
            }
            Self::Single(column) => {
                let value = column.as_primitive::<Float32Type>().value(row);
                number(value.into(), value.to_string())
            }
            Self::Bytes(column) => std::str::from_utf8(column.as_binary::<i64>().value(row))
                .map(str::to_owned)
                .map_err(|error| format!("bytes that are not UTF-8 ({error})"))?,
        })
    }
}
