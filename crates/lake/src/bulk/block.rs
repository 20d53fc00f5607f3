//! The events of one data file, column by column.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use arrow::datatypes::Schema;
use foreshock_event::{DatePrecision, Text};
use foreshock_source::Stated;
use jiff::{Timestamp, civil::Date};
use parquet::{
    arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata},
    basic::Type,
    data_type::ByteArray,
    errors::ParquetError,
    file::{properties::WriterProperties, statistics::Statistics, writer::SerializedFileWriter},
    schema::types::{ColumnDescriptor, TypePtr},
};

use super::{
    numbers::coded,
    pages::{Column, Numbers, Packer},
    texts::{Repeated, Single},
};
use crate::{
    FileEntry,
    columns::{self, PARTITION_COLUMNS},
    runs::Runs,
};

/// Texts up to this length tell the range of a column.
const LONGEST_BOUND: usize = 64;
/// Rows with a longer text are counted by their bytes, since a few of them take much room.
const LONG: usize = 1 << 12;
/// The bits that stand for no number. As a float they are none (no number is NaN), and as
/// an instant or a count they are beyond what there is.
const NONE: u64 = 0x7ff8_0000_0000_0001;

/// A file whose events lie in the block.
struct Origin {
    dataset: Text,
    file: Text,
    file_sha256: Text,
    lineage: u32,
}

/// Columns of repeated texts, by their names in the lake.
const TEXTS: [&str; 11] = [
    "category",
    "source",
    "target",
    "source_name",
    "target_name",
    "cameo",
    "plover",
    "place",
    "country",
    "adm1",
    "geo_precision",
];

/// Columns of numbers, by their names in the lake.
const NUMBERS: [&str; 10] = [
    "row",
    "published_at",
    "quad",
    "intensity",
    "lat",
    "lon",
    "tone",
    "mentions",
    "sources",
    "articles",
];

/// Events of any number of files, which become one data file, sorted by day.
pub(super) struct Block {
    schema: Arc<Schema>,
    parquet: TypePtr,
    packer: Packer,
    events: Events,
}

/// Events column by column, in the order in which they were read.
struct Events {
    ingested_at: Timestamp,
    origins: Vec<Origin>,
    /// By row: the file that it is of.
    origin: Vec<u32>,
    /// By row: its day, counted from 1970.
    day: Vec<i32>,
    /// The last day that was counted.
    counted: (Date, i32),
    texts: [Repeated; TEXTS.len()],
    numbers: [Vec<u64>; NUMBERS.len()],
    event_id: Single,
    /// The numbers of the events, in the order in which they were read.
    runs: Runs,
    url: Single,
    /// Bytes of the rows with the longest texts.
    long_texts: usize,
}

/// A data file as it was written.
pub(super) struct Written {
    pub file: File,
    pub bytes: u64,
    pub rows: usize,
    /// First and last day.
    pub days: (i32, i32),
}

impl Block {
    pub(super) fn new(ingested_at: Timestamp) -> Result<Self, ParquetError> {
        let whole = columns::to_batch(&[], "")?.schema();
        let fields = whole.fields().iter();
        let kept = fields.filter(|field| !PARTITION_COLUMNS.contains(&field.name().as_str()));
        let schema = Arc::new(Schema::new(kept.cloned().collect::<Vec<_>>()));
        let parquet = ArrowSchemaConverter::new().convert(&schema)?;
        Ok(Self {
            parquet: parquet.root_schema_ptr(),
            schema,
            packer: Packer::new()?,
            events: Events {
                ingested_at,
                origins: Vec::new(),
                origin: Vec::new(),
                day: Vec::new(),
                counted: (Date::ZERO, columns::days(Date::ZERO)),
                texts: Default::default(),
                numbers: Default::default(),
                event_id: Single::default(),
                runs: Runs::default(),
                url: Single::default(),
                long_texts: 0,
            },
        })
    }

    /// How many events it holds.
    pub(super) fn rows(&self) -> usize {
        self.events.day.len()
    }

    /// Bytes that it holds, roughly.
    pub(super) fn size(&self) -> usize {
        let events = &self.events;
        let texts: usize = events.texts.iter().map(Repeated::size).sum();
        let numbers = (size_of::<u64>() * NUMBERS.len() + 8) * self.rows();
        texts + numbers + events.event_id.size() + events.url.size()
    }

    /// Bytes of the rows in it whose texts are much longer than others.
    pub(super) fn long_texts(&self) -> usize {
        self.events.long_texts
    }

    /// Says that the events after this are of that file.
    pub(super) fn begin(&mut self, entry: &FileEntry) {
        self.events.runs.begin();
        self.events.origins.push(Origin {
            dataset: entry.dataset.clone(),
            file: entry.file.clone(),
            file_sha256: entry.file_sha256.clone(),
            lineage: entry.lineage,
        });
    }

    /// Takes an event of the file that was begun last.
    pub(super) fn push(&mut self, event: &Stated<'_>) {
        self.events.push(event);
    }

    /// Writes what it holds to `path`, sorted by day, and is empty then.
    pub(super) fn write(&mut self, path: &Path) -> Result<Written, ParquetError> {
        let order = self.events.order();
        let mut properties = WriterProperties::builder()
            .set_compression(Packer::compression()?)
            .build();
        add_encoded_arrow_schema_to_metadata(&self.schema, &mut properties);
        let mut writer =
            SerializedFileWriter::new(Vec::new(), self.parquet.clone(), Arc::new(properties))?;
        let descriptions = writer.schema_descr().columns().to_vec();
        let mut group = writer.next_row_group()?;
        for description in descriptions {
            let (column, statistics) = self.events.column(&description, &order);
            let (bytes, close) =
                self.packer
                    .chunk(description, order.len(), &column, statistics)?;
            group.append_column(&bytes, close)?;
        }
        group.close()?;
        if let Some(told) = self.events.runs.told() {
            writer.append_key_value_metadata(told);
        }
        let packed = writer.into_inner()?;
        let mut file = create(path)?;
        file.write_all(&packed)?;
        let day = |at: Option<&u32>| at.map_or(0, |&row| self.events.day[row as usize]);
        let written = Written {
            bytes: packed.len() as u64,
            file,
            rows: order.len(),
            days: (day(order.first()), day(order.last())),
        };
        self.events.clear();
        Ok(written)
    }
}

/// A file that is not there yet, in a directory that may not be.
fn create(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    File::create_new(path)
}

impl Events {
    fn push(&mut self, event: &Stated<'_>) {
        let origin = self.origins.len().saturating_sub(1);
        self.origin.push(u32::try_from(origin).unwrap_or(u32::MAX));
        if event.began_on != self.counted.0 {
            self.counted = (event.began_on, columns::days(event.began_on));
        }
        self.day.push(self.counted.1);
        self.event_id.push(Some(event.event_id));
        self.runs.push(event.event_id);
        self.url.push(event.url);
        let texts = [
            Some(event.category),
            event.source,
            event.target,
            event.source_name,
            event.target_name,
            event.cameo,
            event.plover,
            event.place,
            event.country,
            event.adm1,
            event.geo_precision,
        ];
        let length = |text: Option<&str>| text.map_or(0, str::len);
        let mut longest = event.event_id.len().max(length(event.url));
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text);
            longest = longest.max(length(text));
        }
        if longest > LONG {
            self.long_texts += texts.map(length).iter().sum::<usize>();
            self.long_texts += event.event_id.len() + length(event.url);
        }
        // The columns of the lake end where those of 32 bits with a sign do.
        let whole = |number: Option<u32>| match number {
            Some(number) if i32::try_from(number).is_ok() => u64::from(number),
            _ => NONE,
        };
        let float = |number: Option<f64>| number.map_or(NONE, f64::to_bits);
        let numbers = [
            event.row,
            event.published_at.map_or(NONE, instant),
            event.quad.map_or(NONE, u64::from),
            float(event.intensity),
            float(event.lat),
            float(event.lon),
            float(event.tone),
            whole(event.mentions),
            whole(event.sources),
            whole(event.articles),
        ];
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }

    /// The rows by day, those of one day in the order in which they were read.
    fn order(&self) -> Vec<u32> {
        let rows = 0..self.day.len();
        let mut order: Vec<u32> = rows
            .map(|row| u32::try_from(row).unwrap_or(u32::MAX))
            .collect();
        if !self.day.is_sorted() {
            order.sort_by_key(|&row| self.day[row as usize]);
        }
        order
    }

    /// The column of that name in that order, and what is known of all of it.
    fn column<'e>(
        &'e self,
        description: &ColumnDescriptor,
        order: &'e [u32],
    ) -> (Column<'e>, Option<Statistics>) {
        let rows = order.len();
        let kind = description.physical_type();
        let origin = |row: usize| &self.origins[self.origin[row] as usize];
        let text = |value: &dyn Fn(&'e Origin) -> &'e str| {
            let mut texts = Repeated::default();
            let of_origin: Vec<u32> = self
                .origins
                .iter()
                .map(|origin| texts.number(value(origin)))
                .collect();
            let codes = order
                .iter()
                .map(|&row| of_origin[self.origin[row as usize] as usize]);
            let codes: Vec<u32> = codes.collect();
            let count = texts.count();
            let statistics = of_texts(&texts, 0);
            let distinct = Cow::Owned(texts.distinct);
            let column = Column::Coded {
                codes,
                distinct,
                count,
            };
            (column, statistics)
        };
        let name = description.name();
        match name {
            "dataset" => text(&|origin| &origin.dataset),
            "file" => text(&|origin| &origin.file),
            "file_sha256" => text(&|origin| &origin.file_sha256),
            "date_precision" => text(&|_| DatePrecision::Day.as_str()),
            "lineage" => number(order, kind, |row| u64::from(origin(row).lineage)),
            // Of files that only add, all hold what was published first.
            "version" | "edition" => number(order, kind, |_| 1),
            "ingested_at" => number(order, kind, |_| instant(self.ingested_at)),
            "began_on" | "ended_on" => {
                let day = |row: usize| u64::from(self.day[row].cast_unsigned());
                let bound = |at: Option<&u32>| at.map(|&row| self.day[row as usize]);
                let (least, greatest) = (bound(order.first()), bound(order.last()));
                let known = Statistics::int32(least, greatest, None, Some(0), false);
                (number(order, kind, day).0, Some(known))
            }
            "retracted" => {
                let (least, greatest) = (Some(false), Some(false));
                let known = Statistics::boolean(least, greatest, None, Some(0), false);
                (Column::False, Some(known))
            }
            "event_id" => (self.event_id.ordered(order), None),
            "url" => (self.url.ordered(order), None),
            _ => {
                let at = |names: &[&str]| names.iter().position(|other| *other == name);
                if let Some(at) = at(&TEXTS) {
                    let texts = &self.texts[at];
                    let codes: Vec<u32> =
                        order.iter().map(|&row| texts.codes[row as usize]).collect();
                    let absent = codes.iter().filter(|&&code| code == 0).count();
                    let statistics = of_texts(texts, absent);
                    let column = Column::Coded {
                        codes,
                        distinct: Cow::Borrowed(&texts.distinct),
                        count: texts.count(),
                    };
                    (column, statistics)
                } else if let Some(at) = at(&NUMBERS) {
                    number(order, kind, |row| self.numbers[at][row])
                } else {
                    (Column::Absent, nothing(description, rows))
                }
            }
        }
    }

    fn clear(&mut self) {
        // Of the last file more may come.
        let last = self.origins.len().saturating_sub(1);
        self.origins.drain(..last);
        self.origin.clear();
        self.day.clear();
        self.texts.iter_mut().for_each(Repeated::clear);
        self.numbers.iter_mut().for_each(Vec::clear);
        self.event_id.clear();
        self.runs.clear();
        self.url.clear();
        self.long_texts = 0;
    }
}

fn instant(at: Timestamp) -> u64 {
    at.as_microsecond().cast_unsigned()
}

/// The column of a number of each row, in that order.
fn number<'v>(
    order: &[u32],
    kind: Type,
    value: impl Fn(usize) -> u64,
) -> (Column<'v>, Option<Statistics>) {
    let values: Vec<u64> = order.iter().map(|&row| value(row as usize)).collect();
    let statistics = of_wholes(&values, kind);
    (numbers(values, kind), statistics)
}

/// What is known of a column of whole numbers, by which engines leave out what cannot match.
fn of_wholes(values: &[u64], kind: Type) -> Option<Statistics> {
    let present = || values.iter().filter(|&&value| value != NONE);
    let numbers = || present().map(|value| value.cast_signed());
    let (least, greatest) = (numbers().min(), numbers().max());
    let absent = Some((values.len() - present().count()) as u64);
    match kind {
        // Days, of which some are negative, are known from the order of the rows.
        Type::INT32 => {
            let short = |bound: Option<i64>| bound.map(|bound| bound as i32);
            let (least, greatest) = (short(least), short(greatest));
            Some(Statistics::int32(least, greatest, None, absent, false))
        }
        Type::INT64 => Some(Statistics::int64(least, greatest, None, absent, false)),
        _ => None,
    }
}

/// Numbers of that kind by their bits, of which those of 32 have no upper half.
fn numbers<'v>(values: Vec<u64>, kind: Type) -> Column<'v> {
    if let Some((codes, distinct)) = coded(&values, NONE) {
        let bytes = if kind == Type::INT32 { 4 } else { 8 };
        let each = distinct.iter();
        return Column::Coded {
            codes,
            count: distinct.len(),
            distinct: Cow::Owned(
                each.flat_map(|value| value.to_le_bytes().into_iter().take(bytes))
                    .collect(),
            ),
        };
    }
    let numbers = Numbers {
        is_full: !values.contains(&NONE),
        values,
        none: NONE,
    };
    match kind {
        Type::INT32 => Column::Short(numbers),
        Type::DOUBLE => Column::Fractions(numbers),
        _ => Column::Wholes(numbers),
    }
}

/// What is known of a column of texts, by which engines leave out what cannot match.
fn of_texts(texts: &Repeated, absent: usize) -> Option<Statistics> {
    let bound = |text: &[u8]| ByteArray::from(text.to_vec());
    let range = texts.range();
    let (least, greatest) = range
        .filter(|(least, greatest)| least.len().max(greatest.len()) <= LONGEST_BOUND)
        .map(|(least, greatest)| (bound(least), bound(greatest)))
        .unzip();
    let absent = Some(absent as u64);
    Some(Statistics::byte_array(least, greatest, None, absent, false))
}

/// What is known of a column without values.
fn nothing(description: &ColumnDescriptor, rows: usize) -> Option<Statistics> {
    let absent = Some(rows as u64);
    match description.physical_type() {
        Type::INT32 => Some(Statistics::int32(None, None, None, absent, false)),
        Type::INT64 => Some(Statistics::int64(None, None, None, absent, false)),
        Type::DOUBLE => Some(Statistics::double(None, None, None, absent, false)),
        Type::BYTE_ARRAY => Some(Statistics::byte_array(None, None, None, absent, false)),
        _ => None,
    }
}
