//! The column map: which column of a plain table holds which field.

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::layout::Layout;

/// Layout of a table file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A spreadsheet.
    Xlsx,
    /// Apache Parquet.
    Parquet,
}

/// Where the value of a field comes from: a column's name, a fixed value, or
/// several columns joined.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a column name, { value = \"…\" } or { columns = [\"…\"], join = \" \" }"
)]
pub enum Column {
    /// The column of this name.
    Named(String),
    /// The same for every row.
    Fixed(FixedColumn),
    /// Several columns, joined by a text; empty ones are left out.
    Joined(JoinedColumns),
}

/// A value that is the same for every row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedColumn {
    /// The value.
    pub value: String,
}

/// Several columns, joined by a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinedColumns {
    /// Names of the columns, in order.
    pub columns: Vec<String>,
    /// The text between them.
    pub join: String,
}

/// Which column holds what. `date` and `category` must be given; the rest is
/// read where it is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// First day of the event.
    pub date: Column,
    /// Last day of the event, where it has a column of its own.
    pub until: Option<Column>,
    /// When it became public.
    pub published: Option<Column>,
    /// The publisher's identifier.
    pub id: Option<Column>,
    /// The publisher's category; for a series, its name.
    pub category: Column,
    /// Code of the acting side.
    pub source: Option<Column>,
    /// Code of the side acted upon.
    pub target: Option<Column>,
    /// Name of the acting side.
    pub source_name: Option<Column>,
    /// Name of the side acted upon.
    pub target_name: Option<Column>,
    /// CAMEO code.
    pub cameo: Option<Column>,
    /// PLOVER type.
    pub plover: Option<Column>,
    /// Quad class, 1 to 4.
    pub quad: Option<Column>,
    /// Goldstein score or the publisher's own scale.
    pub intensity: Option<Column>,
    /// What the row measures; for a series, the observed value.
    pub count: Option<Column>,
    /// Best estimate of deaths.
    pub fatalities: Option<Column>,
    /// Low estimate of deaths.
    pub fatalities_low: Option<Column>,
    /// High estimate of deaths.
    pub fatalities_high: Option<Column>,
    /// Name of the place.
    pub place: Option<Column>,
    /// Degrees north.
    pub lat: Option<Column>,
    /// Degrees east.
    pub lon: Option<Column>,
    /// Country of the place.
    pub country: Option<Column>,
    /// First-order administrative division.
    pub adm1: Option<Column>,
    /// Description.
    pub text: Option<Column>,
    /// Where the fact is from.
    pub citation: Option<Column>,
    /// Address of the report.
    pub url: Option<Column>,
}

impl Format {
    /// The format that the name of a file tells; `None` where it does not, as for `.txt`.
    pub fn named(path: &Path) -> Option<Self> {
        match Layout::named(path)? {
            Layout::Text(b'\t') => Some(Self::Tsv),
            Layout::Text(_) => Some(Self::Csv),
            Layout::TextOfUnknownDelimiter => None,
            Layout::Sheet => Some(Self::Xlsx),
            Layout::Parquet => Some(Self::Parquet),
        }
    }
}

impl Columns {
    /// The names of the columns that the map asks for.
    pub fn names(&self) -> Vec<&str> {
        let needed = [Some(&self.date), Some(&self.category)].into_iter();
        let optional = [
            &self.until,
            &self.published,
            &self.id,
            &self.source,
            &self.target,
            &self.source_name,
            &self.target_name,
            &self.cameo,
            &self.plover,
            &self.quad,
            &self.intensity,
            &self.count,
            &self.fatalities,
            &self.fatalities_low,
            &self.fatalities_high,
            &self.place,
            &self.lat,
            &self.lon,
            &self.country,
            &self.adm1,
            &self.text,
            &self.citation,
            &self.url,
        ];
        let columns = needed.chain(optional.into_iter().map(Option::as_ref));
        let names = columns.flatten().flat_map(|column| match column {
            Column::Named(name) => vec![name.as_str()],
            Column::Fixed(_) => Vec::new(),
            Column::Joined(joined) => joined.columns.iter().map(String::as_str).collect(),
        });
        names.collect()
    }

    /// A map of the two columns that every table must have.
    pub fn new(date: Column, category: Column) -> Self {
        Self {
            date,
            until: None,
            published: None,
            id: None,
            category,
            source: None,
            target: None,
            source_name: None,
            target_name: None,
            cameo: None,
            plover: None,
            quad: None,
            intensity: None,
            count: None,
            fatalities: None,
            fatalities_low: None,
            fatalities_high: None,
            place: None,
            lat: None,
            lon: None,
            country: None,
            adm1: None,
            text: None,
            citation: None,
            url: None,
        }
    }
}
