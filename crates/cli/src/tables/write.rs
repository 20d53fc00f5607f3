//! Writing tables: Parquet or CSV.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::{ArrayRef, Float64Builder, Int64Builder, RecordBatch, StringBuilder},
    datatypes::{DataType, Field as ArrowField, Schema},
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use super::Label;
use crate::failure::Failure;

/// What a column to be written holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Whole,
    Number,
    Text,
}

impl ColumnKind {
    /// Whole numbers where every label is one, else text.
    pub(crate) fn of_labels<'a>(labels: impl IntoIterator<Item = &'a Label>) -> Self {
        let whole = |label: &Label| matches!(label, Label::Whole(_));
        if labels.into_iter().all(whole) {
            Self::Whole
        } else {
            Self::Text
        }
    }
}

/// One value to be written. A label or a number is written as text into a
/// column of text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Label(&'a Label),
    Whole(i64),
    Number(f64),
    Text(&'a str),
}

impl Value<'_> {
    fn text(self) -> String {
        match self {
            Self::Label(label) => label.to_string(),
            Self::Whole(whole) => whole.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

/// A table being written: as a whole or not at all.
pub(crate) struct TableWriter {
    path: PathBuf,
    part: PathBuf,
    schema: Arc<Schema>,
    columns: Vec<Builder>,
    rows: usize,
    sink: Sink,
}

enum Builder {
    Whole(Int64Builder),
    Number(Float64Builder),
    Text(StringBuilder),
}

enum Sink {
    Parquet(Box<ArrowWriter<File>>),
    Csv(Box<csv::Writer<BufWriter<File>>>),
}

/// Rows that are held before they are written.
const BATCH: usize = 1 << 16;

impl TableWriter {
    /// Begins a table: CSV where the name ends so, else Parquet.
    pub(crate) fn create(path: &Path, columns: &[(&str, ColumnKind)]) -> Result<Self, Failure> {
        let fail = |error: std::io::Error| Failure::file("write", path, &error);
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).map_err(fail)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(fail)?;
        let fields: Vec<ArrowField> = columns
            .iter()
            .map(|(name, kind)| {
                let kind = match kind {
                    ColumnKind::Whole => DataType::Int64,
                    ColumnKind::Number => DataType::Float64,
                    ColumnKind::Text => DataType::Utf8,
                };
                ArrowField::new(*name, kind, false)
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let csv = path.extension().is_some_and(|extension| extension == "csv");
        let sink = if csv {
            let mut writer = csv::Writer::from_writer(BufWriter::new(file));
            writer
                .write_record(columns.iter().map(|(name, _)| name))
                .map_err(|error| failure(path, &error))?;
            Sink::Csv(Box::new(writer))
        } else {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .build();
            let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
                .map_err(|error| failure(path, &error))?;
            Sink::Parquet(Box::new(writer))
        };
        Ok(Self {
            path: path.to_owned(),
            part,
            schema,
            columns: columns
                .iter()
                .map(|(_, kind)| Builder::new(*kind))
                .collect(),
            rows: 0,
            sink,
        })
    }

    /// Adds a row with a value per column.
    pub(crate) fn row(&mut self, values: &[Value<'_>]) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Csv(writer) => writer
                .write_record(values.iter().map(|value| value.text()))
                .map_err(|error| failure(&self.path, &error)),
            Sink::Parquet(_) => {
                for (column, value) in self.columns.iter_mut().zip(values) {
                    column.push(*value);
                }
                self.rows += 1;
                if self.rows == BATCH {
                    self.flush()?;
                }
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let Sink::Parquet(writer) = &mut self.sink else {
            return Ok(());
        };
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .map_err(|error| failure(&self.path, &error))?;
        self.rows = 0;
        writer
            .write(&batch)
            .map_err(|error| failure(&self.path, &error))
    }

    /// Ends the table and puts it in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush()?;
        match self.sink {
            Sink::Csv(mut writer) => writer
                .flush()
                .map_err(|error| Failure::file("write", &self.path, &error))?,
            Sink::Parquet(writer) => {
                writer
                    .close()
                    .map_err(|error| failure(&self.path, &error))?;
            }
        }
        fs::rename(&self.part, &self.path)
            .map_err(|error| Failure::file("write", &self.path, &error))
    }
}

impl Builder {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Whole => Self::Whole(Int64Builder::new()),
            ColumnKind::Number => Self::Number(Float64Builder::new()),
            ColumnKind::Text => Self::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Whole(column), Value::Label(Label::Whole(whole))) => column.append_value(*whole),
            (Self::Whole(column), Value::Whole(whole)) => column.append_value(whole),
            (Self::Number(column), Value::Number(number)) => column.append_value(number),
            (Self::Number(column), Value::Whole(whole)) => column.append_value(whole as f64),
            (Self::Text(column), value) => column.append_value(value.text()),
            // A value that does not belong here leaves a gap, which a column
            // without gaps then refuses.
            (Self::Whole(column), _) => column.append_null(),
            (Self::Number(column), _) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Whole(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
        }
    }
}

fn failure(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::new(
        format!("cannot write {}: {error}", path.display()),
        "check the path and the disk",
    )
}
