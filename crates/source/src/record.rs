//! From the fields of a row to a record, by the column map.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use csv::StringRecord;
use foreshock_event::{Record, Text};
use jiff::Timestamp;

use crate::{Column, Error, RawFile, Table, dates::Dates, layout::Layout, numbers, rows::trimmed};

/// Where a field comes from, with the columns found in the header.
enum From<'a> {
    Column(usize, &'a str),
    Fixed(&'a str),
    Joined(Vec<usize>, &'a str, &'a [String]),
}

/// Puts a text into its field.
type SetText = fn(&mut Record, Text);
/// Puts a number into its field.
type SetNumber = fn(&mut Record, f64);
/// The lowest and the highest value of a number.
type Bounds = (f64, f64);

/// Columns of the map, found in the header.
struct Map<'a> {
    date: From<'a>,
    category: From<'a>,
    until: Option<From<'a>>,
    published: Option<From<'a>>,
    id: Option<From<'a>>,
    quad: Option<From<'a>>,
    texts: Vec<(From<'a>, SetText)>,
    numbers: Vec<(From<'a>, SetNumber, Option<Bounds>)>,
}

/// Makes records of the rows of one file.
pub(crate) struct RowReader<'a> {
    table: &'a Table,
    map: Map<'a>,
    dates: Dates<'a>,
    file: Text,
    file_sha256: Text,
    ingested_at: Timestamp,
    shared: HashSet<Text>,
    /// The row in which each identifier stands.
    rows: HashMap<Text, u64>,
    /// How often each statement without an identifier was made.
    statements: HashMap<[u8; 16], u32>,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(
        table: &'a Table,
        file: &RawFile,
        ingested_at: Timestamp,
        header: &[String],
    ) -> Result<Self, Error> {
        let format = table.date_format.as_deref();
        let marked = Layout::of(table, &file.path)?.marks_dates();
        let dates =
            Dates::new(format, marked, &table.timezone).map_err(|cause| Error::DateFormat {
                format: format.unwrap_or_default().to_owned(),
                cause,
            })?;
        Ok(Self {
            table,
            map: Map::find(table, file, header)?,
            dates,
            file: file.name.as_str().into(),
            file_sha256: file.sha256.clone(),
            ingested_at,
            shared: HashSet::new(),
            rows: HashMap::new(),
            statements: HashMap::new(),
        })
    }

    /// The record of a row, or why there is none.
    pub(crate) fn record(&mut self, fields: &StringRecord, row: u64) -> Result<Record, String> {
        let table = self.table;
        let map = &self.map;
        let dates = self.dates;
        let date = value(table, &map.date, fields)
            .ok_or_else(|| format!("no date in {}", map.date.name()))?;
        let period = dates
            .period(&date)
            .map_err(|reason| map.date.says(&reason))?;
        let category = value(table, &map.category, fields)
            .ok_or_else(|| format!("no category in {}", map.category.name()))?;
        if category.contains(['\n', '\r']) {
            return Err(map
                .category
                .says("the category runs over several lines; a quote was perhaps not closed"));
        }
        let category = intern(&mut self.shared, &category);
        let mut record = Record::new(
            table.feed.clone(),
            table.publisher.clone(),
            category,
            period.first,
        );
        record.ended_on = period.last;
        record.date_precision = period.precision;
        if let Some((from, until)) = optional(table, &map.until, fields) {
            let until = dates.period(&until).map_err(|reason| from.says(&reason))?;
            if until.last < period.first {
                return Err(from.says(&format!(
                    "the event ends on {}, before it begins on {}",
                    until.last, period.first
                )));
            }
            record.ended_on = until.last;
        }
        if let Some((from, text)) = optional(table, &map.published, fields) {
            let instant = dates.instant(&text).map_err(|reason| from.says(&reason))?;
            record.published_at = Some(instant);
        }
        if let Some((from, text)) = optional(table, &map.quad, fields) {
            record.quad = Some(numbers::quad(&text).map_err(|reason| from.says(&reason))?);
        }
        for (from, set, range) in &map.numbers {
            let Some(text) = value(table, from, fields) else {
                continue;
            };
            let number = numbers::number(&text).map_err(|reason| from.says(&reason))?;
            if let Some((low, high)) = range
                && !(*low..=*high).contains(&number)
            {
                return Err(from.says(&format!("{number} does not lie between {low} and {high}")));
            }
            set(&mut record, number);
        }
        for (from, set) in &map.texts {
            if let Some(text) = value(table, from, fields) {
                set(&mut record, intern(&mut self.shared, &text));
            }
        }
        record.event_id = match optional(table, &map.id, fields) {
            Some((_, id)) => id.as_ref().into(),
            None => statement_id(&record, &mut self.statements),
        };
        if let Some(first) = self.rows.get(&record.event_id) {
            return Err(format!(
                "the id `{}` stands already in row {first}",
                record.event_id
            ));
        }
        self.rows.insert(record.event_id.clone(), row);
        record.ingested_at = self.ingested_at;
        record.file = self.file.clone();
        record.file_sha256 = self.file_sha256.clone();
        record.row = row;
        Ok(record)
    }
}

/// For a record without a publisher's identifier one that is the same in every
/// edition: the digest of what it states, and an ordinal for identical rows.
pub(crate) fn statement_id(record: &Record, statements: &mut HashMap<[u8; 16], u32>) -> Text {
    let digest = record.statement_digest();
    let mut first_half = [0; 16];
    first_half.copy_from_slice(&digest[..16]);
    let ordinal = statements.entry(first_half).or_default();
    *ordinal += 1;
    let mut id: String = first_half
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if *ordinal > 1 {
        id.push_str(&format!("-{ordinal}"));
    }
    id.into()
}

/// Texts longer than this are rarely said twice.
const LONGEST_SHARED: usize = 64;

fn intern(seen: &mut HashSet<Text>, text: &str) -> Text {
    if text.len() > LONGEST_SHARED {
        return text.into();
    }
    if let Some(shared) = seen.get(text) {
        return shared.clone();
    }
    let shared = Text::from(text);
    seen.insert(shared.clone());
    shared
}

/// The value of a field in a row; `None` where it is missing.
fn value<'f>(table: &Table, from: &'f From<'_>, fields: &'f StringRecord) -> Option<Cow<'f, str>> {
    let present = |index: usize| {
        let text = trimmed(fields.get(index)?);
        let missing =
            text.is_empty() || table.missing.iter().any(|missing| trimmed(missing) == text);
        (!missing).then_some(text)
    };
    match from {
        From::Fixed(value) => Some(trimmed(value))
            .filter(|value| !value.is_empty())
            .map(Cow::Borrowed),
        From::Column(index, _) => present(*index).map(Cow::Borrowed),
        From::Joined(columns, join, _) => {
            let parts: Vec<&str> = columns.iter().filter_map(|&index| present(index)).collect();
            (!parts.is_empty()).then(|| Cow::Owned(parts.join(join)))
        }
    }
}

/// The value of a field that the map may leave out, with where it is from.
fn optional<'f>(
    table: &Table,
    from: &'f Option<From<'_>>,
    fields: &'f StringRecord,
) -> Option<(&'f From<'f>, Cow<'f, str>)> {
    let from = from.as_ref()?;
    Some((from, value(table, from, fields)?))
}

impl From<'_> {
    fn name(&self) -> String {
        match self {
            Self::Column(_, name) => format!("column `{name}`"),
            Self::Fixed(_) => "the fixed value".to_owned(),
            Self::Joined(_, _, names) => format!("columns `{}`", names.join("`, `")),
        }
    }

    /// A reason with its place before it.
    fn says(&self, reason: &str) -> String {
        format!("{}: {reason}", self.name())
    }
}

impl<'a> Map<'a> {
    fn find(table: &'a Table, file: &RawFile, header: &[String]) -> Result<Self, Error> {
        let columns = &table.columns;
        let place = |name: &str| place(name, file, header);
        let find = |column: &'a Column| {
            Ok(match column {
                Column::Named(name) => From::Column(place(name)?, name),
                Column::Fixed(fixed) => From::Fixed(&fixed.value),
                Column::Joined(joined) => {
                    let places = joined.columns.iter().map(|name| place(name));
                    From::Joined(
                        places.collect::<Result<_, _>>()?,
                        &joined.join,
                        &joined.columns,
                    )
                }
            })
        };
        let optional = |column: &'a Option<Column>| column.as_ref().map(find).transpose();
        macro_rules! texts {
            ($($column:ident => $field:ident),* $(,)?) => {{
                let mut texts: Vec<(From<'a>, SetText)> = Vec::new();
                $(if let Some(from) = optional(&columns.$column)? {
                    texts.push((from, |record, text| record.$field = Some(text)));
                })*
                texts
            }};
        }
        macro_rules! numbers {
            ($($column:ident => $field:ident $range:expr),* $(,)?) => {{
                let mut numbers: Vec<(From<'a>, SetNumber, Option<Bounds>)> = Vec::new();
                $(if let Some(from) = optional(&columns.$column)? {
                    numbers.push((from, |record, number| record.$field = Some(number), $range));
                })*
                numbers
            }};
        }
        Ok(Self {
            date: find(&columns.date)?,
            category: find(&columns.category)?,
            until: optional(&columns.until)?,
            published: optional(&columns.published)?,
            id: optional(&columns.id)?,
            quad: optional(&columns.quad)?,
            texts: texts![
                source => source, target => target, source_name => source_name,
                target_name => target_name, cameo => cameo, plover => plover, place => place,
                country => country, adm1 => adm1, text => text, citation => citation, url => url,
            ],
            numbers: numbers![
                intensity => intensity None,
                count => count None,
                fatalities => fatalities_best None,
                fatalities_low => fatalities_low None,
                fatalities_high => fatalities_high None,
                lat => lat Some((-90.0, 90.0)),
                lon => lon Some((-180.0, 180.0)),
            ],
        })
    }
}

/// Where the column of that name stands.
fn place(name: &str, file: &RawFile, header: &[String]) -> Result<usize, Error> {
    let name = trimmed(name);
    let mut places = header
        .iter()
        .enumerate()
        .filter(|(_, column)| *column == name);
    match (places.next(), places.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some(_), Some(_)) => Err(Error::TwoColumns {
            path: file.path.clone(),
            column: name.to_owned(),
        }),
        _ => {
            let similarity = |column: &&String| {
                strsim::jaro_winkler(&column.to_lowercase(), &name.to_lowercase())
            };
            let nearest = header
                .iter()
                .filter(|column| similarity(column) >= 0.8)
                .max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
            Err(Error::NoColumn {
                path: file.path.clone(),
                column: name.to_owned(),
                nearest: nearest.cloned(),
                available: header.to_vec(),
            })
        }
    }
}
