//! The chronology that the claims are held against: one table, or those of a
//! watch.

use foreshock_claims::{Chronology, Row};
use foreshock_event::{DatePrecision, Record, Text};
use foreshock_source::{Input, RawFile};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    arguments::Claims,
    failure::{Failure, eprintln},
    theatre::{Files, Loaded},
};

/// The chronology that the command line names, if it names one.
pub(super) fn of(arguments: &Claims) -> Result<Option<Chronology>, Failure> {
    let mut rows = Vec::new();
    if let Some(path) = &arguments.chronology {
        let guess = foreshock_source::guess(path)?;
        for guessed in &guess.columns {
            eprintln(&format!(
                "guessed: {} is column `{}` ({})",
                guessed.field, guessed.column, guessed.why
            ));
        }
        let name = Text::from("chronology");
        let table = guess.table(name.clone(), name, TimeZone::UTC);
        read(
            &RawFile::open(path)?,
            &Input::Table(Box::new(table)),
            &mut rows,
        )?;
    } else if let Some(path) = &arguments.watch {
        let loaded = Loaded::read(path)?;
        let sources = loaded.readings()?;
        for (source, files) in loaded.watch.sources.iter().zip(sources) {
            match files {
                Files::Own(readings) => {
                    for reading in readings {
                        read(&RawFile::open(&reading.path)?, &reading.input, &mut rows)?;
                    }
                }
                Files::Ingested => eprintln(&format!(
                    "not looked at: source `{}`, which lies in the lake and has no path",
                    source.id
                )),
            }
        }
    } else {
        return Ok(None);
    }
    Ok(Some(Chronology::new(rows)))
}

fn read(file: &RawFile, input: &Input, rows: &mut Vec<Row>) -> Result<(), Failure> {
    let totals = input.read(file, Timestamp::UNIX_EPOCH, &mut |row| {
        if let foreshock_source::Row::Record(record) = row {
            rows.push(row_of(&record));
        }
    })?;
    if totals.rejected > 0 {
        eprintln(&format!(
            "set aside: {} of {} rows of the chronology cannot be read",
            totals.rejected, totals.read
        ));
    }
    Ok(())
}

fn row_of(record: &Record) -> Row {
    let text = |field: &Option<Text>| field.as_ref().map(ToString::to_string);
    Row {
        file: record.file.to_string(),
        row: record.row,
        from: record.began_on,
        to: record.ended_on,
        to_the_day: record.date_precision == DatePrecision::Day,
        category: record.category.to_string(),
        source: text(&record.source),
        target: text(&record.target),
        count: record.count,
        citation: text(&record.citation),
    }
}
