//! Single columns of a row group.

use std::{
    cell::OnceCell,
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::{Arc, OnceLock},
};

use arrow::{
    array::{Array, ArrayRef, AsArray},
    compute::concat,
    datatypes::{
        DataType, Date32Type, Field, Float64Type, Int32Type, Int64Type, Schema, TimeUnit,
        TimestampMicrosecondType,
    },
};
use bytes::{Buf, Bytes};
use foreshock_event::{DatePrecision, Text};
use foreshock_source::guarded;
use jiff::{Timestamp, civil::Date};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::{LogicalType, TimeUnit as ParquetUnit, Type},
    errors::ParquetError,
    file::{
        metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData},
        reader::{ChunkReader, Length},
        statistics::Statistics,
    },
};

use super::pages::Codes;
use crate::{Error, columns, delta::DataFile, runs};

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

/// Rows of a group, for which room is made. Nobody writes more; a damaged footer may say so.
const MOST_ROWS: i64 = 1 << 26;

/// Bytes for which room is made before they are there.
const LARGEST: usize = 1 << 24;

/// Bytes at the end of a file that are read at once, which hold most footers.
const FOOTER: usize = 1 << 14;

/// A data file whose footer was read.
pub(super) struct Opened {
    pub file: DataFile,
    metadata: Arc<ParquetMetaData>,
    /// As the general reader of columns wants it, once it is asked.
    general: OnceLock<ArrowReaderMetadata>,
    /// Groups that may hold rows of what is looked for.
    pub groups: Vec<usize>,
    /// The numbers of its events, where its footer tells of them.
    pub runs: Option<Vec<(u64, u64)>>,
}

/// How a column lays its values out, and what they mean.
type Kind<'c> = (Type, Option<&'c LogicalType>);

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
        let opened = File::open(&file.path).map_err(|error| file.damaged(error.to_string()))?;
        let reader = ParquetMetaDataReader::new().with_prefetch_hint(Some(FOOTER));
        let metadata =
            guarded(|| reader.parse_and_finish(&opened)).map_err(|error| file.damaged(error))?;
        file.check_footer(&metadata)?;
        let mut opened = Self {
            file: file.clone(),
            runs: runs::of_footer(metadata.file_metadata()),
            metadata: Arc::new(metadata),
            general: OnceLock::new(),
            groups: Vec::new(),
        };
        let all = 0..opened.metadata.num_row_groups();
        opened.groups = all
            .filter(|&number| opened.of_dataset(number, lineage.dataset) != Some(false))
            .collect();
        let rows = |number: &usize| opened.group(*number).num_rows();
        match opened
            .groups
            .iter()
            .map(rows)
            .find(|rows| *rows > MOST_ROWS)
        {
            Some(rows) => Err(file.damaged(format!("a row group of {rows} rows"))),
            None => Ok(opened),
        }
    }

    /// Its metadata as the general reader of columns wants it: texts that repeat are to come
    /// as numbers of the distinct ones.
    fn general(&self) -> Result<ArrowReaderMetadata, Error> {
        if let Some(general) = self.general.get() {
            return Ok(general.clone());
        }
        let of = |options: ArrowReaderOptions| {
            guarded(|| ArrowReaderMetadata::try_new(self.metadata.clone(), options))
                .map_err(|error| self.file.damaged(error))
        };
        let options = ArrowReaderOptions::new();
        let plain = of(options.clone())?;
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
        let general = of(options.with_schema(Arc::new(schema)))?;
        Ok(self.general.get_or_init(|| general).clone())
    }

    fn leaf(&self, name: &str) -> Option<usize> {
        let schema = self.metadata.file_metadata().schema_descr();
        let mut columns = schema.columns().iter();
        columns.position(|column| column.path().parts() == [name])
    }

    fn group(&self, number: usize) -> &RowGroupMetaData {
        self.metadata.row_group(number)
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
                file: OnceCell::new(),
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
    /// The data file, once a column is read.
    file: OnceCell<File>,
}

impl Group<'_> {
    pub(super) fn damaged(&self, cause: String) -> Error {
        self.opened.file.damaged(cause)
    }

    /// What the footer knows of a column.
    fn statistics(&self, name: &str) -> Option<&Statistics> {
        let leaf = self.opened.leaf(name)?;
        self.opened.group(self.number).column(leaf).statistics()
    }

    /// The least and the greatest number of a column and how many rows have none, where the
    /// footer tells that.
    fn range(&self, name: &str) -> Option<(i64, i64, u64)> {
        let statistics = self.statistics(name)?;
        let exact = statistics.min_is_exact() && statistics.max_is_exact();
        let (least, greatest) = match statistics {
            Statistics::Int32(of) => (i64::from(*of.min_opt()?), i64::from(*of.max_opt()?)),
            Statistics::Int64(of) => (*of.min_opt()?, *of.max_opt()?),
            Statistics::Boolean(of) => (i64::from(*of.min_opt()?), i64::from(*of.max_opt()?)),
            _ => return None,
        };
        exact.then_some((least, greatest, statistics.null_count_opt()?))
    }

    /// Whether all rows are of a lineage, none withdraws its event, and all were published
    /// by an instant in microseconds, as far as the footer tells.
    pub(super) fn all_published_by(&self, lineage: Lineage<'_>, until: i64) -> bool {
        let of_dataset = self.opened.of_dataset(self.number, lineage.dataset);
        let number = i64::from(lineage.number);
        of_dataset == Some(true)
            && self.range("lineage") == Some((number, number, 0))
            && self.range("retracted") == Some((0, 0, 0))
            && self
                .range("published_at")
                .is_some_and(|(_, last, absent)| last <= until && absent == 0)
    }

    /// The first day of all rows and the last, where the footer tells them.
    pub(super) fn days_of_all(&self) -> Option<(i32, i32)> {
        let ((first, _, 0), (_, last, 0)) = (self.range("began_on")?, self.range("ended_on")?)
        else {
            return None;
        };
        let range = columns::days(Date::MIN)..=columns::days(Date::MAX);
        let day = |day: i64| i32::try_from(day).ok().filter(|day| range.contains(day));
        day(first).zip(day(last))
    }

    /// The bytes of a column, by its place among the columns.
    fn chunk(&self, leaf: usize) -> Result<Chunk, Error> {
        let failed = |error: std::io::Error| self.damaged(error.to_string());
        let file = match self.file.get() {
            Some(file) => file,
            None => {
                let opened = File::open(&self.opened.file.path).map_err(failed)?;
                self.file.get_or_init(|| opened)
            }
        };
        let (start, length) = self.opened.group(self.number).column(leaf).byte_range();
        Chunk::read(file, start, length).map_err(failed)
    }

    /// The numbers of the distinct values of a column of that type; `None` where the file
    /// has no such column, or lays it out otherwise.
    fn codes(&self, name: &str, is_so: impl Fn(&Kind<'_>) -> bool) -> Result<Option<Codes>, Error> {
        let Some(leaf) = self.opened.leaf(name) else {
            return Ok(None);
        };
        let column = self.opened.group(self.number).column(leaf);
        let description = column.column_descr();
        if !is_so(&(description.physical_type(), description.logical_type_ref())) {
            return Ok(None);
        }
        let chunk = self.chunk(leaf)?;
        guarded(|| Codes::read(chunk, column, self.rows))
            .map_err(|error| self.damaged(format!("column `{name}`: {error}")))
    }

    /// The column of that name; `None` where the file has none.
    fn column(&self, name: &str) -> Result<Option<ArrayRef>, Error> {
        let Some(leaf) = self.opened.leaf(name) else {
            return Ok(None);
        };
        let damaged = |error: String| self.damaged(error);
        let chunk = self.chunk(leaf)?;
        let metadata = self.opened.general()?;
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), [leaf]);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(chunk, metadata)
            .with_row_groups(vec![self.number])
            .with_projection(mask)
            .with_batch_size(self.rows);
        let arrays = guarded(|| {
            let batches = builder.build()?.map(|batch| Ok(batch?.column(0).clone()));
            batches.collect::<Result<Vec<ArrayRef>, ParquetError>>()
        });
        let arrays = arrays.map_err(|error| damaged(format!("column `{name}`: {error}")))?;
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

    /// The distinct values of a column, of so many bytes each.
    fn fixed<'c, const N: usize>(
        &self,
        name: &str,
        codes: &'c Codes,
    ) -> Result<&'c [[u8; N]], Error> {
        let values = codes.fixed();
        values.map_err(|error| self.damaged(format!("column `{name}`: {error}")))
    }

    fn wrong(&self, name: &str, array: &dyn Array, wanted: &str) -> Error {
        self.damaged(format!(
            "column `{name}` holds {}, not {wanted}",
            array.data_type()
        ))
    }

    /// A column of texts that repeat.
    pub(super) fn coded(&self, name: &str) -> Result<Coded, Error> {
        if let Some(codes) = self.codes(name, |(kind, _)| *kind == Type::BYTE_ARRAY)? {
            let texts = codes.texts();
            let texts = texts.map_err(|error| self.damaged(format!("column `{name}`: {error}")))?;
            return Ok(Coded {
                values: texts.into_iter().map(Text::from).collect(),
                codes: codes.codes,
            });
        }
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
        if let Some(codes) = self.codes(name, |(kind, _)| *kind == Type::INT64)? {
            let whole = |bytes: &[u8; 8]| u64::try_from(i64::from_le_bytes(*bytes)).unwrap_or(0);
            return Ok(codes.each(self.fixed(name, &codes)?.iter().map(whole), 0));
        }
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
        if let Some(codes) = self.codes(name, |(kind, _)| *kind == Type::DOUBLE)? {
            let number = |bytes: &[u8; 8]| f64::from_le_bytes(*bytes);
            return Ok(codes.each(self.fixed(name, &codes)?.iter().map(number), f64::NAN));
        }
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
        let range = columns::days(Date::MIN)..=columns::days(Date::MAX);
        let beyond = || self.damaged(format!("column `{name}` holds a day out of range"));
        let are_days = |kind: &Kind<'_>| matches!(kind, (Type::INT32, Some(LogicalType::Date)));
        if let Some(codes) = self.codes(name, are_days)? {
            let days = self.fixed(name, &codes)?.iter();
            let days: Vec<i32> = days.map(|bytes| i32::from_le_bytes(*bytes)).collect();
            if codes.codes.contains(&0) {
                return Err(nothing());
            }
            return match days.iter().all(|day| range.contains(day)) {
                true => Ok(codes.each(days.into_iter(), 0)),
                false => Err(beyond()),
            };
        }
        let array = self.column(name)?.ok_or_else(nothing)?;
        let days = array
            .as_primitive_opt::<Date32Type>()
            .ok_or_else(|| self.wrong(name, &array, "days"))?;
        if days.null_count() > 0 {
            return Err(nothing());
        }
        match days.values().iter().all(|day| range.contains(day)) {
            true => Ok(days.values().to_vec()),
            false => Err(beyond()),
        }
    }

    /// A column of instants in microseconds.
    pub(super) fn instants(&self, name: &str) -> Result<Vec<Option<i64>>, Error> {
        let are_instants = |kind: &Kind<'_>| match kind {
            (Type::INT64, Some(LogicalType::Timestamp(of))) => of.unit == ParquetUnit::MICROS,
            _ => false,
        };
        if let Some(codes) = self.codes(name, are_instants)? {
            let instant = |bytes: &[u8; 8]| Some(i64::from_le_bytes(*bytes));
            return Ok(codes.each(self.fixed(name, &codes)?.iter().map(instant), None));
        }
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
        if self.range("retracted") == Some((0, 0, 0)) {
            return Ok(vec![false; self.rows]);
        }
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
        let number = i64::from(lineage.number);
        let all = self.opened.of_dataset(self.number, lineage.dataset);
        if all == Some(true) && self.range("lineage") == Some((number, number, 0)) {
            return Ok(None);
        }
        let mut members = match all {
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
    fn read(mut file: &File, start: u64, length: u64) -> std::io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(LARGEST));
        file.take(length).read_to_end(&mut bytes)?;
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
