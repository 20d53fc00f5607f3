//! Events of a table, by kind and time.

use foreshock_event::{DatePrecision, Record, Text};
use foreshock_source::{Column, Columns, FixedColumn, RawFile, Row, Table};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{arguments::HawkesTable, failure::Failure};

/// Kinds that can be looked at together. Each pair has a number of its own, and
/// a record that could tell hundreds of them apart does not exist.
const MOST_KINDS: usize = 12;
/// Longest window in days.
const LONGEST: i32 = 200 * 366;

/// The events of a table that were asked for.
pub(super) struct Events {
    /// Names of the kinds.
    pub kinds: Vec<String>,
    /// First and last day of the window.
    pub window: (Date, Date),
    /// The events in the window, in the order of time.
    pub events: Vec<Event>,
    /// Whether the times have a time of day.
    pub instants: bool,
    /// Events before the window or after it.
    pub outside: usize,
    /// Rows without a day: a month or a year only.
    pub coarse: usize,
    /// Rows that could not be read, and why the first could not.
    pub rejected: usize,
    pub first_rejected: Option<String>,
    /// Column that was taken for the time, and whether it was guessed.
    pub time_column: String,
    pub guessed: bool,
    /// How dates may also be read, where day and month cannot be told apart.
    pub ambiguous: Option<String>,
}

/// An event.
pub(super) struct Event {
    pub kind: usize,
    pub on: Date,
    /// The instant, where the table has it.
    pub at: Option<Timestamp>,
}

impl Events {
    pub fn read(arguments: &HawkesTable) -> Result<Self, Failure> {
        let (from, to) = window(&arguments.window)?;
        let timezone = TimeZone::get(&arguments.timezone).map_err(|_| {
            Failure::usage(
                format!("there is no timezone `{}`", arguments.timezone),
                "write one such as Asia/Seoul or UTC",
            )
        })?;
        let guess = foreshock_source::guess(&arguments.table)?;
        let guessed = guess.column("date").map(str::to_owned);
        let time_column = arguments
            .time
            .clone()
            .or_else(|| guessed.clone())
            .unwrap_or_default();
        let conditions = Conditions::parse(&arguments.conditions)?;
        let mut table = guess.table("table".into(), "table".into(), timezone.clone());
        table.columns = columns(arguments, &time_column, &conditions);
        // How dates are written was told from the column that looked like one.
        if guessed.as_deref() != Some(time_column.as_str()) {
            table.date_format = None;
        }
        let mut read = Self {
            kinds: arguments.only.clone(),
            window: (from, to),
            events: Vec::new(),
            instants: false,
            outside: 0,
            coarse: 0,
            rejected: 0,
            first_rejected: None,
            guessed: arguments.time.is_none(),
            ambiguous: guess.ambiguous_dates.clone(),
            time_column,
        };
        read.rows(&table, arguments, &conditions, &timezone)?;
        if read.kinds.is_empty() {
            read.kinds.push("event".to_owned());
        }
        read.events.sort_by_key(|event| (event.on, event.at));
        Ok(read)
    }

    fn rows(
        &mut self,
        table: &Table,
        arguments: &HawkesTable,
        conditions: &Conditions,
        timezone: &TimeZone,
    ) -> Result<(), Failure> {
        let file = RawFile::open(&arguments.table)?;
        let mut kept = Vec::new();
        let mut with_time = 0;
        table.read(&file, Timestamp::UNIX_EPOCH, &mut |row| match row {
            Row::Rejected(rejected) => {
                self.rejected += 1;
                self.first_rejected
                    .get_or_insert_with(|| format!("row {}: {}", rejected.row, rejected.reason));
            }
            Row::Record(record) => {
                if !conditions.hold(&record) {
                    return;
                }
                if record.date_precision != DatePrecision::Day {
                    self.coarse += 1;
                    return;
                }
                with_time += usize::from(has_time(&record));
                kept.push((
                    record.category.clone(),
                    record.began_on,
                    record.published_at,
                ));
            }
        })?;
        self.instants = !kept.is_empty() && 2 * with_time > kept.len();
        let mut seen: Vec<(Text, usize)> = Vec::new();
        for (category, on, at) in kept {
            // The day of an instant is the day in the timezone.
            let on = match (self.instants, at) {
                (true, Some(at)) => at.to_zoned_datetime(timezone.clone()).date(),
                _ => on,
            };
            if on < self.window.0 || on > self.window.1 {
                self.outside += 1;
                continue;
            }
            match seen.iter_mut().find(|(name, _)| *name == category) {
                Some((_, count)) => *count += 1,
                None => seen.push((category.clone(), 1)),
            }
            let kind = match self.kinds.iter().position(|kind| **kind == *category) {
                Some(kind) => kind,
                None if arguments.only.is_empty() => {
                    self.kinds.push(category.to_string());
                    self.kinds.len() - 1
                }
                None => continue,
            };
            self.events.push(Event {
                kind,
                on,
                at: at.filter(|_| self.instants),
            });
        }
        self.order_kinds(arguments.only.is_empty());
        self.check(arguments, &seen)
    }

    /// The most frequent kind first, where no order was asked for.
    fn order_kinds(&mut self, wanted: bool) {
        if !wanted {
            return;
        }
        let mut counts = vec![0_usize; self.kinds.len()];
        for event in &self.events {
            counts[event.kind] += 1;
        }
        let mut order: Vec<usize> = (0..self.kinds.len()).collect();
        order.sort_by(|&a, &b| {
            let by_count = counts[b].cmp(&counts[a]);
            by_count.then_with(|| self.kinds[a].cmp(&self.kinds[b]))
        });
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        self.kinds = order.iter().map(|&old| self.kinds[old].clone()).collect();
        for event in &mut self.events {
            event.kind = place[event.kind];
        }
    }

    fn check(&self, arguments: &HawkesTable, seen: &[(Text, usize)]) -> Result<(), Failure> {
        if self.kinds.len() > MOST_KINDS {
            let mut most: Vec<&(Text, usize)> = seen.iter().collect();
            most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let names: Vec<&str> = most.iter().take(4).map(|(name, _)| &**name).collect();
            return Err(Failure::usage(
                format!(
                    "column `{}` has {} kinds in the window, and at most {MOST_KINDS} can be looked at together",
                    arguments.kinds.as_deref().unwrap_or_default(),
                    self.kinds.len()
                ),
                format!("choose some of them, such as --only {}", names.join(" ")),
            ));
        }
        if self.events.is_empty() {
            let remedy = if self.outside > 0 {
                format!(
                    "{} events lie outside the window; check --window",
                    self.outside
                )
            } else if self.rejected > 0 {
                format!(
                    "{} rows could not be read; the first: {}",
                    self.rejected,
                    self.first_rejected.as_deref().unwrap_or_default()
                )
            } else {
                "check --where, --only and the table".to_owned()
            };
            return Err(Failure::new("no event is left to look at", remedy));
        }
        Ok(())
    }

    /// Number of days of the window.
    pub fn days(&self) -> usize {
        day_number(self.window.0, self.window.1) + 1
    }

    /// Events of each kind.
    pub fn totals(&self) -> Vec<usize> {
        let mut totals = vec![0; self.kinds.len()];
        for event in &self.events {
            totals[event.kind] += 1;
        }
        totals
    }

    /// Counts by kind and day, kind after kind.
    pub fn counts(&self) -> Vec<u32> {
        let days = self.days();
        let mut counts = vec![0; days * self.kinds.len()];
        for event in &self.events {
            counts[event.kind * days + day_number(self.window.0, event.on)] += 1;
        }
        counts
    }

    /// The day so many days after the first of the window.
    pub fn day(&self, number: usize) -> Option<Date> {
        self.window.0.checked_add((number as i64).days()).ok()
    }
}

/// Days from `first` to `later`, which is not before it.
pub(super) fn day_number(first: Date, later: Date) -> usize {
    let days = first.until(later).map_or(0, |span| span.get_days());
    usize::try_from(days).unwrap_or(0)
}

fn window(days: &[Date]) -> Result<(Date, Date), Failure> {
    let &[from, to] = days else {
        return Err(Failure::usage(
            "--window needs two days",
            "write --window 2015-01-01 2024-12-31",
        ));
    };
    if to <= from {
        return Err(Failure::usage(
            format!("the window ends on {to}, not after it begins on {from}"),
            "write the earlier day first",
        ));
    }
    if from.until(to).map_or(i32::MAX, |span| span.get_days()) > LONGEST {
        return Err(Failure::usage(
            format!("the window from {from} to {to} is longer than 200 years"),
            "check its years",
        ));
    }
    Ok((from, to))
}

/// The map of columns: the time twice, since it may be a day or an instant, and
/// the columns of conditions in fields that hold any text.
fn columns(arguments: &HawkesTable, time: &str, conditions: &Conditions) -> Columns {
    let named = |name: &str| Column::Named(name.to_owned());
    let kind = match &arguments.kinds {
        Some(name) => named(name),
        None => Column::Fixed(FixedColumn {
            value: "event".to_owned(),
        }),
    };
    let mut columns = Columns::new(named(time), kind);
    columns.published = Some(named(time));
    columns.text = Some(named(time));
    let slots = [
        &mut columns.citation,
        &mut columns.place,
        &mut columns.adm1,
        &mut columns.source_name,
        &mut columns.target_name,
    ];
    for (slot, (column, _)) in slots.into_iter().zip(&conditions.0) {
        *slot = Some(named(column));
    }
    columns
}

/// Whether the text of a record's time holds a time of day.
fn has_time(record: &Record) -> bool {
    record.text.as_ref().is_some_and(|text| text.contains(':'))
}

/// Columns with the values that are allowed in them.
struct Conditions(Vec<(String, Vec<String>)>);

impl Conditions {
    /// Columns that conditions can be put on.
    const MOST: usize = 5;

    fn parse(written: &[String]) -> Result<Self, Failure> {
        let mut conditions: Vec<(String, Vec<String>)> = Vec::new();
        for text in written {
            let Some((column, value)) = text.split_once('=') else {
                return Err(Failure::usage(
                    format!("--where `{text}` has no `=`"),
                    "write --where COLUMN=VALUE",
                ));
            };
            let value = value.trim().to_owned();
            match conditions.iter_mut().find(|(name, _)| name == column) {
                Some((_, values)) => values.push(value),
                None => conditions.push((column.to_owned(), vec![value])),
            }
        }
        if conditions.len() > Self::MOST {
            return Err(Failure::usage(
                format!("--where names {} columns", conditions.len()),
                format!("name at most {}", Self::MOST),
            ));
        }
        Ok(Self(conditions))
    }

    fn hold(&self, record: &Record) -> bool {
        let fields = [
            &record.citation,
            &record.place,
            &record.adm1,
            &record.source_name,
            &record.target_name,
        ];
        self.0.iter().zip(fields).all(|((_, allowed), field)| {
            let value = field.as_deref().unwrap_or_default();
            allowed.iter().any(|allowed| allowed == value)
        })
    }
}
