//! The data files that hold events, for engines that read them by themselves.

use std::{collections::BTreeSet, path::Path};

use arrow::datatypes::{Field, Schema, SchemaRef};
use foreshock_event::Text;

use crate::{
    Dataset, Error, Lake,
    columns::{self, Kind, PARTITION_COLUMNS},
};

/// A data file of events that the newest snapshot of the log names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    /// Its path below the directory of the lake: the names of directories, then its own.
    pub path: Vec<String>,
    /// The value of the column `publisher`, which does not stand in the file.
    pub publisher: Text,
    /// How many rows it holds.
    pub rows: u64,
}

impl Lake {
    /// The data files in which events of `datasets` may lie.
    ///
    /// # Errors
    ///
    /// Where the log cannot be read, or a data file whose rows it does not count.
    pub fn event_files(&self, datasets: &[Dataset]) -> Result<Vec<EventFile>, Error> {
        let publishers: BTreeSet<&Text> = self
            .files()
            .iter()
            .filter(|entry| {
                datasets
                    .iter()
                    .any(|dataset| *dataset.id() == entry.dataset)
            })
            .map(|entry| &entry.publisher)
            .collect();
        let mut files = Vec::new();
        for file in self.data_files()? {
            if file.kind != Kind::Event || !publishers.contains(&file.publisher) {
                continue;
            }
            let rows = match file.rows {
                Some(rows) => rows,
                None => {
                    let counted = file.reader()?.metadata().file_metadata().num_rows();
                    u64::try_from(counted).unwrap_or(0)
                }
            };
            let below = file.path.strip_prefix(&self.root).unwrap_or(&file.path);
            files.push(EventFile {
                path: below
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect(),
                publisher: file.publisher,
                rows,
            });
        }
        Ok(files)
    }

    /// The columns of such a data file. One from before a column came to be lacks it.
    ///
    /// # Errors
    ///
    /// Where the columns are no table.
    pub fn event_columns(&self) -> Result<SchemaRef, Error> {
        let whole = columns::to_batch(&[], "").map_err(|error| Error::Open {
            path: self.root.clone(),
            cause: error.to_string(),
        })?;
        let whole = whole.schema();
        let in_files = whole
            .fields()
            .iter()
            .filter(|field| !PARTITION_COLUMNS.contains(&field.name().as_str()));
        let fields: Vec<Field> = in_files.map(|field| field.as_ref().clone()).collect();
        Ok(Schema::new(fields).into())
    }

    /// The directory of the lake.
    pub fn directory(&self) -> &Path {
        &self.root
    }
}
