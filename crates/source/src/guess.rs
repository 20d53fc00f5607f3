//! A proposal of which column of an unknown table holds what.
//!
//! A column is taken for a field by its name where its values agree, then by
//! its values where its name says nothing. What fits no field is listed as
//! unused, never forced into one.

mod form;
mod sample;
mod words;

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use foreshock_event::Text;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use self::{form::Writing, sample::Sample};
use crate::{
    Column, Columns, Error, FixedColumn, Format, RawFile, Table, layout::Layout, record::RowReader,
};

/// Categories that are listed.
const CATEGORIES: usize = 40;
/// Texts shorter than this on average are hardly descriptions.
const SHORTEST_TEXT: usize = 30;
/// Categories longer than this on average are hardly categories.
const LONGEST_CATEGORY: usize = 60;

/// A column map proposed for a table, with the grounds for it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Guess {
    /// Layout of the file.
    pub format: Format,
    /// Character between fields, where the layout's own does not separate them.
    pub delimiter: Option<u8>,
    /// Encoding, where the rows looked at are not UTF-8. Western European by
    /// assumption: bytes alone do not tell.
    pub encoding: Option<String>,
    /// How dates are written, where not in ISO 8601.
    pub date_format: Option<String>,
    /// Another way of writing dates that fits every row as well and means other
    /// days: day and month cannot be told apart.
    pub ambiguous_dates: Option<String>,
    /// Words that stand for "missing" in the columns of numbers.
    pub missing: Vec<String>,
    /// Which column was taken for which field.
    pub columns: Vec<Guessed>,
    /// Columns that were taken for nothing.
    pub unused: Vec<String>,
    /// Categories among the rows looked at, the most frequent first; at most 40.
    pub categories: Vec<(String, u64)>,
    /// First and last day among the rows looked at.
    pub span: Option<(Date, Date)>,
    /// Rows looked at, at most 1,000.
    pub rows: u64,
    /// How many of them the proposed map sets aside.
    pub rejected: u64,
}

/// One guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guessed {
    /// Name of the field in a column map.
    pub field: &'static str,
    /// Name of the column.
    pub column: String,
    /// Why.
    pub why: String,
}

impl Guess {
    /// The column taken for a field.
    pub fn column(&self, field: &str) -> Option<&str> {
        let guessed = self.columns.iter().find(|guessed| guessed.field == field);
        guessed.map(|guessed| guessed.column.as_str())
    }

    /// A table that reads the file as proposed. Where no column was taken for
    /// the category, every row gets the category `event`.
    pub fn table(&self, feed: Text, publisher: Text, timezone: TimeZone) -> Table {
        let fixed = || {
            Column::Fixed(FixedColumn {
                value: "event".to_owned(),
            })
        };
        let named = |field: &str| {
            self.column(field)
                .map(|name| Column::Named(name.to_owned()))
        };
        let columns = Columns {
            date: named("date").unwrap_or_else(fixed),
            until: named("until"),
            published: named("published"),
            id: named("id"),
            category: named("category").unwrap_or_else(fixed),
            source: named("source"),
            target: named("target"),
            source_name: named("source_name"),
            target_name: named("target_name"),
            cameo: named("cameo"),
            plover: named("plover"),
            quad: named("quad"),
            intensity: named("intensity"),
            count: named("count"),
            fatalities: named("fatalities"),
            fatalities_low: named("fatalities_low"),
            fatalities_high: named("fatalities_high"),
            place: named("place"),
            lat: named("lat"),
            lon: named("lon"),
            country: named("country"),
            adm1: named("adm1"),
            text: named("text"),
            citation: named("citation"),
            url: named("url"),
        };
        Table {
            feed,
            publisher,
            format: Some(self.format),
            sheet: None,
            delimiter: self.delimiter,
            encoding: self.encoding.clone(),
            skip_rows: 0,
            names: Vec::new(),
            date_format: self.date_format.clone(),
            missing: self.missing.clone(),
            columns,
            timezone,
        }
    }
}

/// Looks at the header and up to 1,000 rows of a table and proposes what each
/// column holds.
///
/// # Errors
///
/// Where the file is no table, or no column looks like a date.
pub fn guess(path: &Path) -> Result<Guess, Error> {
    let sample = Sample::read(path)?;
    let mut finder = Finder::new(&sample);
    let Some(Writing {
        format: date_format,
        other: ambiguous_dates,
    }) = finder.date()
    else {
        return Err(Error::CannotGuess {
            path: path.to_owned(),
            what: "a date",
            available: sample.header.clone(),
        });
    };
    finder.all(date_format.as_deref());
    let missing = finder.missing();
    let Finder { columns, taken, .. } = finder;
    let (format, delimiter) = match sample.layout {
        Layout::Sheet | Layout::TextOfUnknownDelimiter => (Format::Xlsx, None),
        Layout::Parquet => (Format::Parquet, None),
        Layout::Text(b'\t') => (Format::Tsv, Some(b'\t')),
        Layout::Text(other) => (Format::Csv, Some(other)),
    };
    let as_named = Layout::named(path) == Some(sample.layout);
    let delimiter = delimiter.filter(|_| !as_named);
    let unused = sample
        .header
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index));
    let mut guess = Guess {
        format,
        delimiter,
        encoding: sample.encoding.map(str::to_owned),
        date_format,
        ambiguous_dates,
        missing,
        columns,
        unused: unused.map(|(_, name)| name.clone()).collect(),
        categories: Vec::new(),
        span: None,
        rows: sample.rows.len() as u64 + sample.broken,
        rejected: sample.broken,
    };
    guess.try_out(path, &sample)?;
    Ok(guess)
}

impl Guess {
    /// Reads the sample as proposed: categories, span, and rows set aside.
    fn try_out(&mut self, path: &Path, sample: &Sample) -> Result<(), Error> {
        let table = self.table("".into(), "".into(), TimeZone::UTC);
        let file = RawFile {
            name: String::new(),
            path: path.to_owned(),
            sha256: "".into(),
        };
        let mut reader = RowReader::new(&table, &file, Timestamp::UNIX_EPOCH, &sample.header)?;
        let mut counted: BTreeMap<Text, u64> = BTreeMap::new();
        for (row, fields) in (1..).zip(&sample.rows) {
            let Ok(record) = reader.record(fields, row) else {
                self.rejected += 1;
                continue;
            };
            let (first, last) = self.span.unwrap_or((record.began_on, record.ended_on));
            self.span = Some((first.min(record.began_on), last.max(record.ended_on)));
            *counted.entry(record.category).or_default() += 1;
        }
        if self.column("category").is_some() {
            let mut categories: Vec<(String, u64)> = counted
                .into_iter()
                .map(|(name, rows)| (name.to_string(), rows))
                .collect();
            categories.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            categories.truncate(CATEGORIES);
            self.categories = categories;
        }
        Ok(())
    }
}

/// Which columns were taken for what so far.
struct Finder<'a> {
    sample: &'a Sample,
    /// The names of the columns, made alike.
    names: Vec<String>,
    taken: HashSet<usize>,
    /// Columns that a map cannot name: two have one name, or there is none.
    nameless: HashSet<usize>,
    columns: Vec<Guessed>,
    missing: Vec<String>,
}

impl<'a> Finder<'a> {
    fn new(sample: &'a Sample) -> Self {
        let header = &sample.header;
        let twice = |name: &String| header.iter().filter(|other| *other == name).count() > 1;
        let nameless = (0..header.len())
            .filter(|&index| header[index].is_empty() || twice(&header[index]))
            .collect();
        Self {
            names: sample
                .header
                .iter()
                .map(|name| words::plain(name))
                .collect(),
            sample,
            taken: HashSet::new(),
            nameless,
            columns: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn take(&mut self, field: &'static str, column: usize, why: impl Into<String>) {
        self.taken.insert(column);
        let name = self.sample.header[column].clone();
        self.columns.push(Guessed {
            field,
            column: name,
            why: why.into(),
        });
    }

    fn has(&self, field: &str) -> bool {
        self.columns.iter().any(|guessed| guessed.field == field)
    }

    /// Columns that are free and not empty, with their values.
    fn free(&self) -> impl Iterator<Item = (usize, Vec<&'a str>)> + use<'a> {
        let sample = self.sample;
        let taken: HashSet<usize> = self.taken.union(&self.nameless).copied().collect();
        let free = (0..sample.header.len()).filter(move |index| !taken.contains(index));
        free.map(|index| (index, sample.values(index)))
            .filter(|(_, values)| !values.is_empty())
    }

    /// The first of `known` that is a free column whose values agree.
    fn named(&self, known: &[&str], agrees: impl Fn(&[&str]) -> bool) -> Option<usize> {
        let free: Vec<(usize, Vec<&str>)> = self.free().collect();
        known.iter().find_map(|known| {
            let fits = |(index, values): &&(usize, Vec<&str>)| {
                self.names[*index] == *known && agrees(values)
            };
            free.iter().find(fits).map(|(index, _)| *index)
        })
    }

    /// The first free column that has one of `words` in its name and whose
    /// values agree.
    fn worded(&self, words: &[&str], agrees: impl Fn(&[&str]) -> bool) -> Option<usize> {
        let fits = |(index, values): &(usize, Vec<&str>)| {
            words::holds(&self.names[*index], words) && agrees(values)
        };
        self.free().find(fits).map(|(index, _)| index)
    }

    fn take_named(
        &mut self,
        field: &'static str,
        known: &[&str],
        agrees: impl Fn(&[&str]) -> bool,
    ) {
        if let Some(column) = self.named(known, agrees) {
            self.take(field, column, "its name");
        }
    }

    /// A column of numbers by its name, or else by a word in it.
    fn take_numbers(
        &mut self,
        field: &'static str,
        known: &[&str],
        words: &[&str],
        (low, high): (f64, f64),
    ) {
        let agrees = |values: &[&str]| form::numbers(values, low, high).is_some();
        if let Some(column) = self
            .named(known, agrees)
            .or_else(|| self.worded(words, agrees))
        {
            self.note_missing(column, low, high);
            self.take(field, column, "its name, and its values are numbers");
        }
    }

    fn note_missing(&mut self, column: usize, low: f64, high: f64) {
        for word in form::numbers(&self.sample.values(column), low, high).unwrap_or_default() {
            if !self.missing.contains(&word) {
                self.missing.push(word);
            }
        }
    }

    /// The words for "missing" among numbers that are not also a category, whose
    /// rows would be set aside.
    fn missing(&self) -> Vec<String> {
        let category = self
            .columns
            .iter()
            .find(|guessed| guessed.field == "category");
        let column = category.and_then(|guessed| {
            self.sample
                .header
                .iter()
                .position(|name| *name == guessed.column)
        });
        let categories: HashSet<&str> = column
            .map(|column| self.sample.values(column))
            .into_iter()
            .flatten()
            .collect();
        let words = self
            .missing
            .iter()
            .filter(|word| !categories.contains(word.as_str()));
        words.cloned().collect()
    }

    /// The date column, and how it is written.
    fn date(&mut self) -> Option<Writing> {
        // A bare number is a date only under a name that says so.
        let numeric = |values: &[&str]| values.iter().all(|value| value.parse::<f64>().is_ok());
        let mut found: Option<((bool, usize, usize), Writing)> = None;
        for (index, values) in self.free() {
            let name = &self.names[index];
            let known = words::DATE.iter().position(|known| known == name);
            let dated = known.is_some() || words::holds(name, &["date", "day"]);
            if !dated && numeric(&values) {
                continue;
            }
            let Some(writing) = form::writing(&values) else {
                continue;
            };
            let other = words::holds(name, words::OTHER_DATES);
            let rank = known.unwrap_or(words::DATE.len() + usize::from(!dated));
            if found
                .as_ref()
                .is_none_or(|(best, _)| (other, rank, index) < *best)
            {
                found = Some(((other, rank, index), writing));
            }
        }
        let ((_, rank, column), writing) = found?;
        let why = if rank <= words::DATE.len() {
            "its name, and its values are dates"
        } else {
            "its values are dates"
        };
        self.take("date", column, why);
        Some(writing)
    }

    /// Every field but the date.
    fn all(&mut self, date_format: Option<&str>) {
        let any = |_: &[&str]| true;
        let finite = (f64::MIN, f64::MAX);
        let rows = self.sample.rows.len();
        self.take_named("until", words::UNTIL, |values| {
            form::dated(values, date_format)
        });
        self.take_named("published", words::PUBLISHED, |values| {
            form::instants(values, date_format)
        });
        self.id(rows);
        self.category(rows);
        self.sides();
        self.take_named("cameo", words::CAMEO, any);
        self.take_numbers("quad", words::QUAD, &[], (1.0, 4.0));
        self.take_numbers("intensity", words::INTENSITY, &[], finite);
        self.take_numbers("fatalities", words::FATALITIES, &[], finite);
        if self.has("fatalities") {
            self.take_numbers("fatalities_low", words::FATALITIES_LOW, &[], finite);
            self.take_numbers("fatalities_high", words::FATALITIES_HIGH, &[], finite);
        }
        self.take_numbers("lat", words::LAT, words::LAT_WORDS, (-90.0, 90.0));
        self.take_numbers("lon", words::LON, words::LON_WORDS, (-180.0, 180.0));
        self.count(rows);
        self.take_named("country", words::COUNTRY, any);
        self.take_named("adm1", words::ADM1, any);
        let name = |values: &[&str]| form::numbers(values, f64::MIN, f64::MAX).is_none();
        let place = self
            .named(words::PLACE, name)
            .or_else(|| self.worded(words::PLACE_WORDS, name));
        if let Some(place) = place {
            self.take("place", place, "its name");
        }
        self.take_named("url", words::URL, any);
        if !self.has("url")
            && let Some((column, _)) = self.free().find(|(_, values)| form::addresses(values))
        {
            self.take("url", column, "its values are addresses of pages");
        }
        self.text();
        self.take_named("citation", words::CITATION, any);
    }

    fn id(&mut self, rows: usize) {
        let unique = |values: &[&str]| form::unique(values, rows);
        if let Some(column) = self.named(words::ID, unique) {
            self.take("id", column, "its name, and no two rows have the same");
            return;
        }
        // Without a name that says so: a number of the row, in the first column.
        let short = |values: &[&str]| {
            values
                .iter()
                .all(|value| value.len() <= 32 && !value.contains(' '))
        };
        if let Some((0, values)) = self.free().next()
            && rows > 1
            && unique(&values)
            && short(&values)
        {
            self.take(
                "id",
                0,
                "it is the first column, and no two rows have the same",
            );
        }
    }

    fn category(&mut self, rows: usize) {
        let repeats = |values: &[&str]| {
            let few = form::distinct(values) * 2 <= values.len() || values.len() < 10;
            few && values.len() * 10 >= rows * 9 && form::mean_length(values) <= LONGEST_CATEGORY
        };
        let words = |values: &[&str]| {
            repeats(values) && form::numbers(values, f64::MIN, f64::MAX).is_none()
        };
        let by_name = self.named(words::CATEGORY, repeats);
        let by_name = by_name.or_else(|| self.worded(words::CATEGORY_WORDS, words));
        if let Some(column) = by_name {
            let why = match form::distinct(&self.sample.values(column)) {
                1 => "its name; always the same value".to_owned(),
                distinct => format!("its name; {distinct} different values"),
            };
            self.take("category", column, why);
            return;
        }
        let fields: [&[&str]; 8] = [
            words::SOURCE,
            words::TARGET,
            words::COUNTRY,
            words::ADM1,
            words::PLACE,
            words::TEXT,
            words::CITATION,
            words::URL,
        ];
        let other = |index: usize| {
            let name = self.names[index].as_str();
            fields.iter().any(|names| names.contains(&name))
                || words::holds(name, words::NO_CATEGORY_WORDS)
        };
        let by_values = self
            .free()
            .filter(|(index, values)| !other(*index) && words(values) && form::distinct(values) > 1)
            .map(|(index, values)| (form::distinct(&values), index))
            .min();
        if let Some((distinct, column)) = by_values {
            self.take(
                "category",
                column,
                format!("only {distinct} different values"),
            );
        }
    }

    /// The sides of the event: codes where the values are codes, else names.
    fn sides(&mut self) {
        let short = |values: &[&str]| form::mean_length(values) <= LONGEST_CATEGORY;
        let target = self.named(words::TARGET, short);
        let source = self.named(words::SOURCE, short).or_else(|| {
            // Beside a target, a column of short values "source" is the acting
            // side and not where the fact is from.
            target.and_then(|_| self.named(&["source"], short))
        });
        // Some names look like codes (FMLN); codes stand on both sides.
        let codes = |column: usize| form::codes(&self.sample.values(column));
        let coded = source.into_iter().chain(target).all(codes);
        for (column, code, name) in [
            (source, "source", "source_name"),
            (target, "target", "target_name"),
        ] {
            match column {
                Some(column) if coded => {
                    self.take(code, column, "its name, and its values are codes");
                }
                Some(column) => self.take(name, column, "its name"),
                None => {}
            }
        }
    }

    fn count(&mut self, rows: usize) {
        let finite = (f64::MIN, f64::MAX);
        self.take_numbers("count", words::COUNT, &[], finite);
        if self.has("count") || self.has("fatalities") || self.has("intensity") {
            return;
        }
        let numbers = self.free().find(|(index, values)| {
            let counts = !words::holds(&self.names[*index], words::NO_COUNT_WORDS);
            counts
                && values.len() * 2 >= rows
                && form::distinct(values) > 1
                && form::numbers(values, f64::MIN, f64::MAX).is_some()
        });
        if let Some((column, _)) = numbers {
            self.note_missing(column, f64::MIN, f64::MAX);
            self.take("count", column, "the first column of numbers");
        }
    }

    fn text(&mut self) {
        let words = |values: &[&str]| form::numbers(values, f64::MIN, f64::MAX).is_none();
        if let Some(column) = self.named(words::TEXT, words) {
            self.take("text", column, "its name");
            return;
        }
        let longest = self
            .free()
            .filter(|(index, _)| !words::CITATION.contains(&self.names[*index].as_str()))
            // Descriptions hardly repeat.
            .filter(|(_, values)| form::distinct(values) * 2 > values.len())
            .map(|(index, values)| (form::mean_length(&values), index))
            .max();
        if let Some((length, column)) = longest
            && length >= SHORTEST_TEXT
        {
            self.take("text", column, "its texts are the longest");
        }
    }
}
