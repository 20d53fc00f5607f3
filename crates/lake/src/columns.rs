//! Rows of the lake as Arrow columns, and back.

use std::{collections::HashSet, sync::Arc};

use arrow::{
    array::{
        Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array,
        RecordBatch, StringArray, TimestampMicrosecondArray, new_null_array,
    },
    datatypes::{
        DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType,
    },
    error::ArrowError,
};
use deltalake_core::kernel::{DataType as DeltaType, StructField};
use foldhash::fast::RandomState;
use foreshock_event::{DatePrecision, Record, Text};
use jiff::{Timestamp, civil::Date};

use crate::{DayAccount, DayRows, FileEntry, RejectedRow, Scope};

/// Columns that tell the parts of the table apart.
pub(crate) const PARTITION_COLUMNS: [&str; 3] = ["kind", "publisher", "month"];

/// One event version as the lake keeps it.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub dataset: Text,
    pub lineage: u32,
    /// Digest of the row as it stood in the file, by which the next edition
    /// tells whether it says anything else; empty where the publisher only adds.
    pub statement: Text,
    pub record: Record,
}

/// One row of the lake.
#[derive(Clone, Debug)]
pub(crate) enum Row {
    Event(Box<EventRow>),
    File(Box<FileEntry>),
    Day(DayAccount),
    Rejected {
        publisher: Text,
        lineage: u32,
        edition: u32,
        row: RejectedRow,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Event,
    File,
    Day,
    Rejected,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::File => "file",
            Self::Day => "day",
            Self::Rejected => "rejected",
        }
    }
}

impl Row {
    fn kind(&self) -> Kind {
        match self {
            Self::Event(_) => Kind::Event,
            Self::File(_) => Kind::File,
            Self::Day(_) => Kind::Day,
            Self::Rejected { .. } => Kind::Rejected,
        }
    }

    fn event(&self) -> Option<&EventRow> {
        match self {
            Self::Event(row) => Some(row),
            _ => None,
        }
    }

    fn file(&self) -> Option<&FileEntry> {
        match self {
            Self::File(entry) => Some(entry),
            _ => None,
        }
    }

    fn publisher(&self) -> &Text {
        match self {
            Self::Event(row) => &row.record.publisher,
            Self::File(entry) => &entry.publisher,
            Self::Day(account) => &account.publisher,
            Self::Rejected { publisher, .. } => publisher,
        }
    }

    fn text(&self, column: &str) -> Option<&str> {
        match self {
            Self::Event(row) => match column {
                "dataset" => Some(&row.dataset),
                "statement" => Some(&*row.statement).filter(|statement| !statement.is_empty()),
                "event_id" => Some(&row.record.event_id),
                "category" => Some(&row.record.category),
                "date_precision" => Some(row.record.date_precision.as_str()),
                "file" => Some(&row.record.file),
                "file_sha256" => Some(&row.record.file_sha256),
                _ => None,
            },
            Self::File(entry) => match column {
                "dataset" => Some(&entry.dataset),
                "file" => Some(&entry.file),
                "file_sha256" => Some(&entry.file_sha256),
                "unknown_codes" => Some(&entry.unknown_codes),
                "countries" => entry.scope.as_ref().map(|scope| &*scope.countries),
                _ => None,
            },
            Self::Day(account) => match column {
                "dataset" => Some(&account.dataset),
                _ => None,
            },
            Self::Rejected { row, .. } => match column {
                "dataset" => Some(&row.dataset),
                "file" => Some(&row.file),
                "reason" => Some(&row.reason),
                "raw" => Some(&row.raw),
                _ => None,
            },
        }
    }

    fn whole(&self, column: &str) -> Option<i64> {
        let small = |value: u32| Some(i64::from(value));
        let large = |value: u64| i64::try_from(value).ok();
        match (self, column) {
            (Self::Event(row), "lineage") => small(row.lineage),
            (Self::Event(row), "edition") => small(row.record.edition),
            (Self::Event(row), "version") => small(row.record.version),
            (Self::Event(row), "row") => large(row.record.row),
            (Self::File(entry), "lineage") => small(entry.lineage),
            (Self::File(entry), "edition") => small(entry.edition),
            (Self::File(entry), "rows_read") => large(entry.read),
            (Self::File(entry), "rows_kept") => large(entry.kept),
            (Self::File(entry), "rows_rejected") => large(entry.rejected),
            (Self::File(entry), "rows_added") => large(entry.added),
            (Self::File(entry), "rows_revised") => large(entry.revised),
            (Self::File(entry), "rows_unchanged") => large(entry.unchanged),
            (Self::File(entry), "rows_withdrawn") => large(entry.withdrawn),
            (Self::File(entry), "rows_outside") => large(entry.outside),
            (Self::File(entry), "rows_superseded") => large(entry.superseded),
            (Self::File(entry), "rows_unknown") => large(entry.unknown),
            (Self::File(entry), "release") => entry.release.map(i64::from),
            (Self::File(entry), "collection") => Some(i64::from(entry.collection)),
            (Self::Day(account), "lineage") => small(account.lineage),
            (Self::Day(account), "edition") => small(account.edition),
            (Self::Day(account), "rows_read") => large(account.rows.read),
            (Self::Day(account), "rows_kept") => large(account.rows.kept),
            (Self::Day(account), "rows_rejected") => large(account.rows.rejected),
            (Self::Day(account), "rows_outside") => large(account.rows.outside),
            (Self::Day(account), "rows_superseded") => large(account.rows.superseded),
            (Self::Rejected { lineage, .. }, "lineage") => small(*lineage),
            (Self::Rejected { edition, .. }, "edition") => small(*edition),
            (Self::Rejected { row, .. }, "row") => large(row.row),
            _ => None,
        }
    }

    /// The first and the last day of an event, or of what a file covers, or the
    /// day of an account.
    fn days(&self) -> (Option<Date>, Option<Date>) {
        match self {
            Self::Event(row) => (Some(row.record.began_on), Some(row.record.ended_on)),
            Self::File(entry) => {
                let scope = entry.scope.as_ref();
                (
                    scope.map(|scope| scope.first),
                    scope.map(|scope| scope.last),
                )
            }
            Self::Day(account) => (account.day, account.day),
            Self::Rejected { .. } => (None, None),
        }
    }
}

/// A text of a record that may be absent.
struct TextColumn {
    name: &'static str,
    get: fn(&Record) -> Option<&Text>,
    set: fn(&mut Record, Text),
}

macro_rules! text_columns {
    ($($name:ident),* $(,)?) => {
        [$(TextColumn {
            name: stringify!($name),
            get: |record| record.$name.as_ref(),
            set: |record, text| record.$name = Some(text),
        }),*]
    };
}

const TEXTS: [TextColumn; 13] = text_columns![
    source,
    target,
    source_name,
    target_name,
    cameo,
    plover,
    place,
    country,
    adm1,
    geo_precision,
    text,
    citation,
    url,
];

/// A number of a record that may be absent.
struct NumberColumn {
    name: &'static str,
    get: fn(&Record) -> Option<f64>,
    set: fn(&mut Record, f64),
}

macro_rules! number_columns {
    ($($name:ident),* $(,)?) => {
        [$(NumberColumn {
            name: stringify!($name),
            get: |record| record.$name,
            set: |record, number| record.$name = Some(number),
        }),*]
    };
}

const NUMBERS: [NumberColumn; 8] = number_columns![
    intensity,
    count,
    fatalities_best,
    fatalities_low,
    fatalities_high,
    lat,
    lon,
    tone,
];

/// A small whole number of a record that may be absent.
struct WholeColumn {
    name: &'static str,
    get: fn(&Record) -> Option<i32>,
    set: fn(&mut Record, i32),
}

const WHOLES: [WholeColumn; 4] = [
    WholeColumn {
        name: "quad",
        get: |record| record.quad.map(i32::from),
        set: |record, number| record.quad = u8::try_from(number).ok(),
    },
    WholeColumn {
        name: "mentions",
        get: |record| {
            record
                .mentions
                .and_then(|number| i32::try_from(number).ok())
        },
        set: |record, number| record.mentions = u32::try_from(number).ok(),
    },
    WholeColumn {
        name: "sources",
        get: |record| record.sources.and_then(|number| i32::try_from(number).ok()),
        set: |record, number| record.sources = u32::try_from(number).ok(),
    },
    WholeColumn {
        name: "articles",
        get: |record| {
            record
                .articles
                .and_then(|number| i32::try_from(number).ok())
        },
        set: |record, number| record.articles = u32::try_from(number).ok(),
    },
];

/// Columns that came later than the first lakes, which are given them when they
/// are opened. Data files from before lack them.
const LATER: [&str; 7] = [
    "unknown_codes",
    "countries",
    "rows_outside",
    "rows_superseded",
    "rows_unknown",
    "release",
    "collection",
];

const KEY_TEXTS: [&str; 11] = [
    "dataset",
    "statement",
    "event_id",
    "category",
    "date_precision",
    "file",
    "file_sha256",
    "reason",
    "raw",
    "unknown_codes",
    "countries",
];
const KEY_WHOLES: [&str; 16] = [
    "lineage",
    "edition",
    "version",
    "row",
    "rows_read",
    "rows_kept",
    "rows_rejected",
    "rows_added",
    "rows_revised",
    "rows_unchanged",
    "rows_withdrawn",
    "rows_outside",
    "rows_superseded",
    "rows_unknown",
    "release",
    "collection",
];

/// The columns of the table, as Delta Lake declares them.
pub(crate) fn delta_fields() -> Vec<StructField> {
    let field = |name: &str, kind: DeltaType| StructField::new(name, kind, true);
    let mut fields: Vec<StructField> = PARTITION_COLUMNS
        .iter()
        .map(|name| field(name, DeltaType::STRING))
        .collect();
    fields.extend(KEY_TEXTS.iter().map(|name| field(name, DeltaType::STRING)));
    fields.extend(KEY_WHOLES.iter().map(|name| field(name, DeltaType::LONG)));
    fields.push(field("retracted", DeltaType::BOOLEAN));
    fields.push(field("published_at", DeltaType::TIMESTAMP));
    fields.push(field("ingested_at", DeltaType::TIMESTAMP));
    fields.push(field("began_on", DeltaType::DATE));
    fields.push(field("ended_on", DeltaType::DATE));
    fields.extend(
        TEXTS
            .iter()
            .map(|column| field(column.name, DeltaType::STRING)),
    );
    fields.extend(
        NUMBERS
            .iter()
            .map(|column| field(column.name, DeltaType::DOUBLE)),
    );
    fields.extend(
        WHOLES
            .iter()
            .map(|column| field(column.name, DeltaType::INTEGER)),
    );
    fields
}

/// `rows` as one batch; `month` is the partition that they go to.
pub(crate) fn to_batch(rows: &[Row], month: &str) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
    let texts = |values: &mut dyn Iterator<Item = Option<String>>| -> ArrayRef {
        Arc::new(StringArray::from_iter(values))
    };
    columns.push((
        "kind",
        texts(&mut rows.iter().map(|row| Some(row.kind().as_str().to_owned()))),
    ));
    columns.push((
        "publisher",
        texts(&mut rows.iter().map(|row| Some(row.publisher().to_string()))),
    ));
    columns.push((
        "month",
        texts(&mut rows.iter().map(|_| Some(month.to_owned()))),
    ));
    for name in KEY_TEXTS {
        let array = StringArray::from_iter(rows.iter().map(|row| row.text(name)));
        columns.push((name, Arc::new(array)));
    }
    for name in KEY_WHOLES {
        let array = Int64Array::from_iter(rows.iter().map(|row| row.whole(name)));
        columns.push((name, Arc::new(array)));
    }
    let retracted = rows
        .iter()
        .map(|row| row.event().map(|row| row.record.retracted));
    columns.push(("retracted", Arc::new(BooleanArray::from_iter(retracted))));
    let published = rows.iter().map(|row| {
        row.event()?
            .record
            .published_at
            .map(Timestamp::as_microsecond)
    });
    columns.push(("published_at", instants(published)));
    let ingested = rows.iter().map(|row| {
        row.event()
            .map(|row| row.record.ingested_at)
            .or_else(|| row.file().map(|entry| entry.ingested_at))
            .map(Timestamp::as_microsecond)
    });
    columns.push(("ingested_at", instants(ingested)));
    let began = rows.iter().map(|row| row.days().0.map(days));
    columns.push(("began_on", Arc::new(Date32Array::from_iter(began))));
    let ended = rows.iter().map(|row| row.days().1.map(days));
    columns.push(("ended_on", Arc::new(Date32Array::from_iter(ended))));
    for column in &TEXTS {
        let values = rows
            .iter()
            .map(|row| (column.get)(&row.event()?.record).map(|text| &**text));
        columns.push((column.name, Arc::new(StringArray::from_iter(values))));
    }
    for column in &NUMBERS {
        let values = rows.iter().map(|row| (column.get)(&row.event()?.record));
        columns.push((column.name, Arc::new(Float64Array::from_iter(values))));
    }
    for column in &WHOLES {
        let values = rows.iter().map(|row| (column.get)(&row.event()?.record));
        columns.push((column.name, Arc::new(Int32Array::from_iter(values))));
    }
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
}

/// A batch of a data file of any age with every column that this version writes, and with
/// the partition columns, which do not stand in data files.
pub(crate) fn complete(
    batch: &RecordBatch,
    kind: Kind,
    publisher: &Text,
    month: &Text,
) -> Result<RecordBatch, ArrowError> {
    let whole = to_batch(&[], month)?.schema();
    let rows = batch.num_rows();
    let same = |text: &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(std::iter::repeat_n(
            text, rows,
        )))
    };
    let columns = whole.fields().iter().map(|field| match &**field.name() {
        "kind" => same(kind.as_str()),
        "publisher" => same(publisher),
        "month" => same(month),
        name => match batch.column_by_name(name) {
            Some(column) => column.clone(),
            None => new_null_array(field.data_type(), rows),
        },
    });
    RecordBatch::try_new(whole.clone(), columns.collect())
}

/// The rows of `kind` in a batch of a data file. Partition columns do not stand
/// in data files, so the publisher is given.
pub(crate) fn from_batch(
    batch: &RecordBatch,
    kind: Kind,
    publisher: &Text,
    interner: &mut Interner,
) -> Result<Vec<Row>, String> {
    let texts = |name: &str| {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| format!("no column `{name}`"))?;
        column
            .as_string_opt::<i32>()
            .cloned()
            .ok_or_else(|| format!("column `{name}` holds {}, not text", column.data_type()))
    };
    let wholes = |name: &str| {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| format!("no column `{name}`"))?;
        column
            .as_primitive_opt::<Int64Type>()
            .cloned()
            .ok_or_else(|| {
                format!(
                    "column `{name}` holds {}, not whole numbers",
                    column.data_type()
                )
            })
    };
    let absent = |name: &str| LATER.contains(&name) && batch.column_by_name(name).is_none();
    let mut text = |name: &str| -> Result<Vec<Text>, String> {
        if absent(name) {
            return Ok(vec![interner.get(""); batch.num_rows()]);
        }
        let array = texts(name)?;
        Ok((0..array.len())
            .map(|i| interner.get(if array.is_null(i) { "" } else { array.value(i) }))
            .collect())
    };
    let whole = |name: &str| -> Result<Vec<u64>, String> {
        if absent(name) {
            return Ok(vec![0; batch.num_rows()]);
        }
        let array = wholes(name)?;
        Ok((0..array.len())
            .map(|i| {
                if array.is_null(i) {
                    0
                } else {
                    u64::try_from(array.value(i)).unwrap_or(0)
                }
            })
            .collect())
    };
    let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let dataset = text("dataset")?;
    let (lineage, edition) = (whole("lineage")?, whole("edition")?);
    let rows = 0..batch.num_rows();
    match kind {
        Kind::File => {
            let (file, sha) = (text("file")?, text("file_sha256")?);
            let (codes, countries) = (text("unknown_codes")?, text("countries")?);
            let [outside, superseded, unknown, release, collection] = [
                whole("rows_outside")?,
                whole("rows_superseded")?,
                whole("rows_unknown")?,
                whole("release")?,
                whole("collection")?,
            ];
            let (first, last) = (dates(batch, "began_on")?, dates(batch, "ended_on")?);
            let ingested = timestamps(batch, "ingested_at")?;
            let [read, kept, rejected, added, revised, unchanged, withdrawn] = [
                whole("rows_read")?,
                whole("rows_kept")?,
                whole("rows_rejected")?,
                whole("rows_added")?,
                whole("rows_revised")?,
                whole("rows_unchanged")?,
                whole("rows_withdrawn")?,
            ];
            Ok(rows
                .map(|i| {
                    let scope = first[i].zip(last[i]).map(|(first, last)| Scope {
                        first,
                        last,
                        countries: countries[i].clone(),
                    });
                    Row::File(Box::new(FileEntry {
                        dataset: dataset[i].clone(),
                        publisher: publisher.clone(),
                        lineage: small(lineage[i]),
                        edition: small(edition[i]),
                        file: file[i].clone(),
                        file_sha256: sha[i].clone(),
                        ingested_at: ingested[i].unwrap_or_default(),
                        read: read[i],
                        kept: kept[i],
                        rejected: rejected[i],
                        added: added[i],
                        revised: revised[i],
                        unchanged: unchanged[i],
                        withdrawn: withdrawn[i],
                        outside: outside[i],
                        superseded: superseded[i],
                        unknown: unknown[i],
                        unknown_codes: codes[i].clone(),
                        release: Some(release[i]).filter(|release| *release > 0).map(small),
                        collection: collection[i] > 0,
                        scope,
                    }))
                })
                .collect())
        }
        Kind::Day => {
            let day = dates(batch, "began_on")?;
            let [read, kept, rejected, outside, superseded] = [
                whole("rows_read")?,
                whole("rows_kept")?,
                whole("rows_rejected")?,
                whole("rows_outside")?,
                whole("rows_superseded")?,
            ];
            Ok(rows
                .map(|i| {
                    Row::Day(DayAccount {
                        dataset: dataset[i].clone(),
                        publisher: publisher.clone(),
                        lineage: small(lineage[i]),
                        edition: small(edition[i]),
                        day: day[i],
                        rows: DayRows {
                            read: read[i],
                            kept: kept[i],
                            outside: outside[i],
                            superseded: superseded[i],
                            rejected: rejected[i],
                        },
                    })
                })
                .collect())
        }
        Kind::Rejected => {
            let file = text("file")?;
            let (reason, raw, row) = (text("reason")?, text("raw")?, whole("row")?);
            Ok(rows
                .map(|i| Row::Rejected {
                    publisher: publisher.clone(),
                    lineage: small(lineage[i]),
                    edition: small(edition[i]),
                    row: RejectedRow {
                        dataset: dataset[i].clone(),
                        file: file[i].clone(),
                        row: row[i],
                        reason: reason[i].clone(),
                        raw: raw[i].clone(),
                    },
                })
                .collect())
        }
        Kind::Event => {
            let file = text("file")?;
            let (statement, category) = (text("statement")?, text("category")?);
            let event_id = texts("event_id")?;
            let (precision, sha) = (text("date_precision")?, text("file_sha256")?);
            let (version, row) = (whole("version")?, whole("row")?);
            let (published, ingested) = (
                timestamps(batch, "published_at")?,
                timestamps(batch, "ingested_at")?,
            );
            let dated = |name: &str| -> Result<Vec<Date>, String> {
                let days = dates(batch, name)?
                    .into_iter()
                    .collect::<Option<Vec<Date>>>();
                days.ok_or_else(|| format!("an event has no day in column `{name}`"))
            };
            let (began, ended) = (dated("began_on")?, dated("ended_on")?);
            let retracted = batch
                .column_by_name("retracted")
                .and_then(|column| column.as_boolean_opt())
                .ok_or("no column `retracted`")?;
            let nothing = interner.get("");
            let mut events: Vec<Box<EventRow>> = rows
                .map(|i| {
                    let mut record = Record::new(
                        nothing.clone(),
                        publisher.clone(),
                        category[i].clone(),
                        began[i],
                    );
                    record.event_id = match event_id.is_null(i) {
                        true => nothing.clone(),
                        // No two events have the same.
                        false => event_id.value(i).into(),
                    };
                    record.version = small(version[i]);
                    record.edition = small(edition[i]);
                    record.retracted = !retracted.is_null(i) && retracted.value(i);
                    record.published_at = published[i];
                    record.ingested_at = ingested[i].unwrap_or_default();
                    record.ended_on = ended[i];
                    record.date_precision =
                        DatePrecision::from_word(&precision[i]).unwrap_or_default();
                    record.file = file[i].clone();
                    record.file_sha256 = sha[i].clone();
                    record.row = row[i];
                    Box::new(EventRow {
                        dataset: dataset[i].clone(),
                        lineage: small(lineage[i]),
                        statement: statement[i].clone(),
                        record,
                    })
                })
                .collect();
            for column in &TEXTS {
                let array = texts(column.name)?;
                for (i, row) in events
                    .iter_mut()
                    .enumerate()
                    .filter(|(i, _)| !array.is_null(*i))
                {
                    (column.set)(&mut row.record, interner.get(array.value(i)));
                }
            }
            for column in &NUMBERS {
                let array = batch
                    .column_by_name(column.name)
                    .and_then(|array| array.as_primitive_opt::<Float64Type>())
                    .ok_or_else(|| format!("no column `{}`", column.name))?;
                for (i, row) in events
                    .iter_mut()
                    .enumerate()
                    .filter(|(i, _)| !array.is_null(*i))
                {
                    (column.set)(&mut row.record, array.value(i));
                }
            }
            for column in &WHOLES {
                let array = batch
                    .column_by_name(column.name)
                    .and_then(|array| array.as_primitive_opt::<Int32Type>())
                    .ok_or_else(|| format!("no column `{}`", column.name))?;
                for (i, row) in events
                    .iter_mut()
                    .enumerate()
                    .filter(|(i, _)| !array.is_null(*i))
                {
                    (column.set)(&mut row.record, array.value(i));
                }
            }
            Ok(events.into_iter().map(Row::Event).collect())
        }
    }
}

fn instants(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter(values).with_timezone("UTC"))
}

fn timestamps(batch: &RecordBatch, name: &str) -> Result<Vec<Option<Timestamp>>, String> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| format!("no column `{name}`"))?;
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, _) => {}
        other => return Err(format!("column `{name}` holds {other}, not instants")),
    }
    let array = column.as_primitive::<TimestampMicrosecondType>();
    (0..array.len())
        .map(|i| match array.is_null(i) {
            true => Ok(None),
            false => Timestamp::from_microsecond(array.value(i))
                .map(Some)
                .map_err(|_| format!("column `{name}` holds an instant out of range")),
        })
        .collect()
}

fn dates(batch: &RecordBatch, name: &str) -> Result<Vec<Option<Date>>, String> {
    let array = batch
        .column_by_name(name)
        .and_then(|column| column.as_primitive_opt::<Date32Type>())
        .ok_or_else(|| format!("no column `{name}`"))?;
    let date = |days| date_of(days).ok_or(format!("column `{name}` holds a day out of range"));
    array
        .iter()
        .map(|days| days.map(date).transpose())
        .collect()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The days from 1970 to `date`.
pub(crate) fn days(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// The day so many days after the beginning of 1970; `None` outside the range of dates.
pub(crate) fn date_of(days: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().days(days)).ok()
}

/// Texts longer than this are rarely said twice.
const LONGEST_SHARED: usize = 64;

/// Gives equal texts one allocation, where they are short.
#[derive(Default)]
pub(crate) struct Interner {
    seen: HashSet<Text, RandomState>,
}

impl Interner {
    pub(crate) fn get(&mut self, text: &str) -> Text {
        if text.len() > LONGEST_SHARED {
            return text.into();
        }
        if let Some(seen) = self.seen.get(text) {
            return seen.clone();
        }
        let new = Text::from(text);
        self.seen.insert(new.clone());
        new
    }
}
