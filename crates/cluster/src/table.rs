//! The data files of the lake as a table that every process of a cluster can read.

use std::{collections::BTreeMap, sync::Arc};

use arrow::datatypes::SchemaRef;
use datafusion::{
    catalog::TableProvider,
    datasource::{
        file_format::parquet::ParquetFormat,
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    error::{DataFusionError, Result},
    prelude::SessionContext,
};
use url::Url;

/// A data file of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its path below the directory of the lake: the names of directories, then its own.
    pub path: Vec<String>,
    /// The publisher of its events, which does not stand in it.
    pub publisher: String,
    /// How many rows it holds.
    pub rows: u64,
}

/// Which data files make up the events of the lake, and where the cluster sees them.
#[derive(Clone, Debug)]
pub struct Table {
    /// Address of the lake's directory as scheduler and executors see it: `file:` or `s3:`.
    pub root: Url,
    /// The columns of the files.
    pub columns: SchemaRef,
    /// The files.
    pub files: Vec<DataFile>,
}

impl Table {
    /// How many rows its files hold.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// The names of its files, without directories.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = self.files.iter().filter_map(|file| file.path.last());
        names.cloned().collect()
    }

    /// Makes it the table `records` of `context`, with the columns `kind` and `publisher`
    /// that stand in the names of directories. Nothing is read. Without files there is none.
    pub(crate) async fn register(&self, context: &SessionContext) -> Result<()> {
        let mut of_publishers: BTreeMap<&str, Vec<ListingTableUrl>> = BTreeMap::new();
        for file in &self.files {
            let address = self.address(file).ok_or_else(|| {
                DataFusionError::Configuration(format!("{} cannot hold files", self.root))
            })?;
            of_publishers
                .entry(&file.publisher)
                .or_default()
                .push(ListingTableUrl::parse(address)?);
        }
        let mut parts = Vec::new();
        for (number, (publisher, files)) in of_publishers.into_iter().enumerate() {
            let options =
                ListingOptions::new(Arc::new(ParquetFormat::new())).with_file_extension(".parquet");
            let config = ListingTableConfig::new_with_multi_paths(files)
                .with_listing_options(options)
                .with_schema(self.columns.clone());
            let table: Arc<dyn TableProvider> = Arc::new(ListingTable::try_new(config)?);
            let name = format!("part_{number}");
            context.register_table(&name, table)?;
            parts.push(format!(
                "SELECT *, 'event' AS \"kind\", '{}' AS \"publisher\" FROM {name}",
                publisher.replace('\'', "''")
            ));
        }
        if parts.is_empty() {
            return Ok(());
        }
        let view = context.sql(&parts.join(" UNION ALL ")).await?.into_view();
        context.register_table("records", view)?;
        Ok(())
    }

    /// The address of a file; `None` where `root` is no address of a directory.
    fn address(&self, file: &DataFile) -> Option<Url> {
        let mut address = self.root.clone();
        // Names are escaped: a `%` in the name of a directory is a `%` and no escape.
        address
            .path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(&file.path);
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::Schema;

    use super::*;

    #[test]
    fn names_of_directories_are_kept_as_they_are() {
        let file = DataFile {
            path: ["records", "publisher=Press%20review", "a b.parquet"]
                .map(str::to_owned)
                .to_vec(),
            publisher: "Press review".to_owned(),
            rows: 1,
        };
        for root in ["file:///srv/lake/", "s3://bucket/lake", "s3://bucket"] {
            let table = Table {
                root: Url::parse(root).expect("an address"),
                columns: Arc::new(Schema::empty()),
                files: vec![file.clone()],
            };
            let address = table.address(&file).expect("a directory");
            let end = "/records/publisher=Press%2520review/a%20b.parquet";
            assert!(address.as_str().ends_with(end), "{address}");
            let listed = ListingTableUrl::parse(&address).expect("a file");
            assert!(
                listed
                    .prefix()
                    .as_ref()
                    .ends_with("records/publisher=Press%20review/a b.parquet"),
                "{listed:?}"
            );
        }
    }
}
