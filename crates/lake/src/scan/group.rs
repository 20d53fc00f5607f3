//! Single columns of a row group.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};

use arrow::{
    array::{Array, ArrayRef, AsArray},
    compute::concat,
    datatypes::{
        DataType, Date32Type, Field, Int32Type, Int64Type, Schema, TimeUnit,
        TimestampMicrosecondType,
    },
};
use bytes::{Buf, Bytes};
use foreshock_event::{DatePrecision, Text};
use jiff::{Timestamp, civil::Date};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    errors::ParquetError,
    file::{
        metadata::RowGroupMetaData,
        reader::{ChunkReader, Length},
    },
};

use crate::{Error, columns, delta::DataFile};

/// Columns of texts that repeat, which are read as numbers of the distinct ones.
const REPEATED: [&str; 11] = [
    "dataset",
    "file_sha256",
    "date_precision",
    "category",
    "source",
    "target",
    "country",
    "adm1",
    "place",
    "cameo",
    "plover",
];

/// A data file whose footer was read.
pub(super) struct Opened {
    pub file: DataFile,
    metadata: ArrowReaderMetadata,
    /// Groups that may hold rows of what is looked for.
    pub groups: Vec<usize>,
}

/// Which rows of a group are of the lineage of a dataset.
#[derive(Clone, Copy)]
pub(super) struct Lineage<'d> {
    pub dataset: &'d str,
    pub number: u32,
}

/// Texts as numbers of the distinct ones.
pub(super) struct Coded {
    pub values: Vec<Text>,
    /// By row: the place of its value plus one; 0 where there is none.
    pub codes: Vec<u32>,
}

impl Opened {
    pub(super) fn new(file: &DataFile, lineage: Lineage<'_>) -> Result<Self, Error> {
        let damaged = |error: ParquetError| file.damaged(error.to_string());
        let opened = File::open(&file.path).map_err(|error| file.damaged(error.to_string()))?;
        let options = ArrowReaderOptions::new();
        let plain = ArrowReaderMetadata::load(&opened, options.clone()).map_err(damaged)?;
        let fields = plain.schema().fields().iter().map(|field| {
            let kind = match (field.data_type(), field.name().as_str()) {
                (DataType::Utf8, "event_id") => DataType::Utf8View,
                (DataType::Utf8, name) if REPEATED.contains(&name) => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                (other, _) => other.clone(),
            };
            Field::new(field.name(), kind, field.is_nullable())
        });
        let schema = Schema::new(fields.collect::<Vec<_>>());
        let options = options.with_schema(Arc::new(schema));
        let metadata = ArrowReaderMetadata::try_new(plain.metadata().clone(), options);
        let mut opened = Self {
            file: file.clone(),
            metadata: metadata.map_err(damaged)?,
            groups: Vec::new(),
        };
        let all = 0..opened.metadata.metadata().num_row_groups();
        opened.groups = all
            .filter(|&number| opened.of_dataset(number, lineage.dataset) != Some(false))
            .collect();
        Ok(opened)
    }

    fn leaf(&self, name: &str) -> Option<usize> {
        let columns = self.metadata.parquet_schema().columns().iter();
        columns
            .into_iter()
            .position(|column| column.path().parts() == [name])
    }

    fn group(&self, number: usize) -> &RowGroupMetaData {
        self.metadata.metadata().row_group(number)
    }

    /// Whether all rows of a group are of a dataset, or none; `None` where that must be
    /// looked up.
    fn of_dataset(&self, number: usize, dataset: &str) -> Option<bool> {
        let statistics = self.leaf("dataset").map_or(Some(None), |leaf| {
            self.group(number).column(leaf).statistics().map(Some)
        })?;
        // Without the column the rows are of no dataset.
        let Some(statistics) = statistics else {
            return Some(false);
        };
        let (least, greatest) = (statistics.min_bytes_opt()?, statistics.max_bytes_opt()?);
        let dataset = dataset.as_bytes();
        if dataset < least || greatest < dataset {
            return Some(false);
        }
        let exact = statistics.min_is_exact() && statistics.max_is_exact();
        let is_full = statistics.null_count_opt() == Some(0);
        (exact && is_full && least == dataset && greatest == dataset).then_some(true)
    }

    /// Its groups, with the number of the first row of each.
    pub(super) fn all_groups(&self) -> impl Iterator<Item = Group<'_>> {
        self.groups.iter().map(|&number| {
            let rows = |number| usize::try_from(self.group(number).num_rows()).unwrap_or(0);
            Group {
                opened: self,
                number,
                first: (0..number).map(rows).sum(),
                rows: rows(number),
            }
        })
    }
}

/// A row group of a data file.
pub(super) struct Group<'o> {
    pub opened: &'o Opened,
    number: usize,
    /// Number of its first row in the file.
    pub first: usize,
    pub rows: usize,
}

impl Group<'_> {
    pub(super) fn damaged(&self, cause: String) -> Error {
        self.opened.file.damaged(cause)
    }

    /// The column of that name, or of some of its rows; `None` where the file has none.
    fn column(&self, name: &str) -> Result<Option<ArrayRef>, Error> {
        let Some(leaf) = self.opened.leaf(name) else {
            return Ok(None);
        };
        let damaged = |error: String| self.damaged(error);
        let (start, length) = self.opened.group(self.number).column(leaf).byte_range();
        let chunk = Chunk::read(&self.opened.file, start, length)?;
        let metadata = self.opened.metadata.clone();
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), [leaf]);
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(chunk, metadata)
            .with_row_groups(vec![self.number])
            .with_projection(mask)
            .with_batch_size(self.rows)
            .build()
            .map_err(|error| damaged(error.to_string()))?;
        let arrays = batches
            .map(|batch| batch.map(|batch| batch.column(0).clone()))
            .collect::<Result<Vec<ArrayRef>, _>>()
            .map_err(|error| damaged(error.to_string()))?;
        let array = match &arrays[..] {
            [only] => only.clone(),
            several => {
                let several: Vec<&dyn Array> = several.iter().map(|array| &**array).collect();
                concat(&several).map_err(|error| damaged(error.to_string()))?
            }
        };
        match array.len() == self.rows {
            true => Ok(Some(array)),
            false => Err(damaged(format!(
                "column `{name}` holds {} rows of {}",
                array.len(),
                self.rows
            ))),
        }
    }

    fn wrong(&self, name: &str, array: &dyn Array, wanted: &str) -> Error {
        self.damaged(format!(
            "column `{name}` holds {}, not {wanted}",
            array.data_type()
        ))
    }

    /// A column of texts that repeat.
    pub(super) fn coded(&self, name: &str) -> Result<Coded, Error> {
        let Some(array) = self.column(name)? else {
            return Ok(Coded {
                values: Vec::new(),
                codes: vec![0; self.rows],
            });
        };
        let wrong = || self.wrong(name, &array, "text");
        let coded = array.as_dictionary_opt::<Int32Type>().ok_or_else(wrong)?;
        let values = coded.values().as_string_opt::<i32>().ok_or_else(wrong)?;
        let keys = coded.keys();
        // Numbers of values are not negative.
        let code = |key: i32| key.cast_unsigned() + 1;
        let codes = match keys.nulls() {
            None => keys.values().iter().map(|&key| code(key)).collect(),
            Some(_) => keys.iter().map(|key| key.map_or(0, code)).collect(),
        };
        Ok(Coded {
            values: values
                .iter()
                .map(|text| text.unwrap_or_default().into())
                .collect(),
            codes,
        })
    }

    /// A column of texts of which hardly any is said twice.
    pub(super) fn texts(&self, name: &str) -> Result<Option<ArrayRef>, Error> {
        match self.column(name)? {
            None => Ok(None),
            Some(array) if array.as_string_opt::<i32>().is_some() => Ok(Some(array)),
            Some(array) if array.as_string_view_opt().is_some() => Ok(Some(array)),
            Some(array) => Err(self.wrong(name, &array, "text")),
        }
    }

    /// A column of whole numbers; 0 where there is none.
    pub(super) fn wholes(&self, name: &str) -> Result<Vec<u64>, Error> {
        let Some(array) = self.column(name)? else {
            return Ok(vec![0; self.rows]);
        };
        let wholes = array
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| self.wrong(name, &array, "whole numbers"))?;
        let whole = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        Ok(wholes
            .iter()
            .map(|number| whole(number).unwrap_or(0))
            .collect())
    }

    /// A column of numbers; NaN where there is none.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>, Error> {
        use arrow::datatypes::Float64Type;
        let Some(array) = self.column(name)? else {
            return Ok(vec![f64::NAN; self.rows]);
        };
        if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
            return Ok(match numbers.nulls() {
                None => numbers.values().to_vec(),
                Some(_) => numbers
                    .iter()
                    .map(|number| number.unwrap_or(f64::NAN))
                    .collect(),
            });
        }
        let small = array
            .as_primitive_opt::<Int32Type>()
            .ok_or_else(|| self.wrong(name, &array, "numbers"))?;
        // What a record cannot hold is nothing there either.
        let number = |number: Option<i32>| number.and_then(|number| u8::try_from(number).ok());
        Ok(small
            .iter()
            .map(|one| number(one).map_or(f64::NAN, f64::from))
            .collect())
    }

    /// A column of days, counted from 1970, of which no event is without.
    pub(super) fn days(&self, name: &str) -> Result<Vec<i32>, Error> {
        let nothing = || self.damaged(format!("an event has no day in column `{name}`"));
        let array = self.column(name)?.ok_or_else(nothing)?;
        let days = array
            .as_primitive_opt::<Date32Type>()
            .ok_or_else(|| self.wrong(name, &array, "days"))?;
        if days.null_count() > 0 {
            return Err(nothing());
        }
        let range = columns::days(Date::MIN)..=columns::days(Date::MAX);
        match days.values().iter().all(|day| range.contains(day)) {
            true => Ok(days.values().to_vec()),
            false => Err(self.damaged(format!("column `{name}` holds a day out of range"))),
        }
    }

    /// A column of instants in microseconds.
    pub(super) fn instants(&self, name: &str) -> Result<Vec<Option<i64>>, Error> {
        let Some(array) = self.column(name)? else {
            return Ok(vec![None; self.rows]);
        };
        match array.data_type() {
            DataType::Timestamp(TimeUnit::Microsecond, _) => {}
            _ => return Err(self.wrong(name, &array, "instants")),
        }
        Ok(array
            .as_primitive::<TimestampMicrosecondType>()
            .iter()
            .collect())
    }

    /// Whether each row withdraws its event.
    pub(super) fn retracted(&self) -> Result<Vec<bool>, Error> {
        let Some(array) = self.column("retracted")? else {
            return Err(self.damaged("no column `retracted`".to_owned()));
        };
        let retracted = array
            .as_boolean_opt()
            .ok_or_else(|| self.wrong("retracted", &array, "truth values"))?;
        Ok(retracted.iter().map(|one| one == Some(true)).collect())
    }

    pub(super) fn precisions(&self) -> Result<Vec<DatePrecision>, Error> {
        let coded = self.coded("date_precision")?;
        let known = |text: &Text| DatePrecision::from_word(text).unwrap_or_default();
        let known: Vec<DatePrecision> = coded.values.iter().map(known).collect();
        let of = |code: &u32| match code.checked_sub(1) {
            Some(place) => known[place as usize],
            None => DatePrecision::default(),
        };
        Ok(coded.codes.iter().map(of).collect())
    }

    /// Which rows are of a lineage; `None` where all are.
    pub(super) fn members(&self, lineage: Lineage<'_>) -> Result<Option<Vec<bool>>, Error> {
        let mut members = match self.opened.of_dataset(self.number, lineage.dataset) {
            Some(all) => vec![all; self.rows],
            None => {
                let datasets = self.coded("dataset")?;
                let is_it = |code: &u32| {
                    let place = (*code as usize).checked_sub(1);
                    place.is_some_and(|place| *datasets.values[place] == *lineage.dataset)
                };
                datasets.codes.iter().map(is_it).collect()
            }
        };
        let lineages = self.wholes("lineage")?;
        for (member, of) in members.iter_mut().zip(lineages) {
            *member &= of == u64::from(lineage.number);
        }
        Ok(members.contains(&false).then_some(members))
    }
}

/// An instant of a column.
pub(super) fn instant(microseconds: i64) -> Result<Timestamp, String> {
    Timestamp::from_microsecond(microseconds).map_err(|_| "an instant out of range".to_owned())
}

/// The bytes of one column of a row group, at their place in the file.
struct Chunk {
    start: u64,
    bytes: Bytes,
}

impl Chunk {
    fn read(file: &DataFile, start: u64, length: u64) -> Result<Self, Error> {
        let read = || -> std::io::Result<Vec<u8>> {
            let mut opened = File::open(&file.path)?;
            opened.seek(SeekFrom::Start(start))?;
            let mut bytes = Vec::new();
            opened.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|error| file.damaged(error.to_string()))?;
        Ok(Self {
            start,
            bytes: bytes.into(),
        })
    }

    fn at(&self, start: u64) -> Result<Bytes, ParquetError> {
        let offset = start.checked_sub(self.start);
        let offset = offset.and_then(|offset| usize::try_from(offset).ok());
        match offset.filter(|offset| *offset <= self.bytes.len()) {
            Some(offset) => Ok(self.bytes.slice(offset..)),
            None => Err(ParquetError::EOF("outside of the column".to_owned())),
        }
    }
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Chunk {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(self.at(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let rest = self.at(start)?;
        match length <= rest.len() {
            true => Ok(rest.slice(..length)),
            false => Err(ParquetError::EOF("the column is cut off".to_owned())),
        }
    }
}
