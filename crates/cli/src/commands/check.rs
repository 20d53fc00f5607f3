//! `foreshock check`: the watch itself, and whether its tables hold what it
//! looks for.

use std::collections::BTreeSet;

use foreshock_event::{AsOf, Field, Known, Record, known};
use foreshock_source::{RawFile, Row};
use foreshock_watch::{Diagnostic, Indicator, Severity, Watch};
use jiff::{Timestamp, civil::date};
use serde::Serialize;

use crate::{
    arguments::Check,
    failure::{Failure, WatchFaults, eprintln},
    output,
    theatre::{Files, Loaded},
};

/// A fault as JSON.
#[derive(Serialize)]
struct Shown {
    severity: String,
    line: usize,
    column: usize,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

pub(crate) fn run(arguments: &Check) -> Result<(), Failure> {
    let faults = match Loaded::read(&arguments.watch) {
        Err(Failure::Watch(faults)) => faults,
        Err(failure) => return Err(failure),
        Ok(loaded) => {
            let mut faults = loaded.watch.warnings.clone();
            match loaded.readings() {
                Err(Failure::Watch(unresolved)) => faults.extend(unresolved.faults),
                Err(failure) => return Err(failure),
                Ok(files) => {
                    let mut records = Vec::new();
                    let mut ingested = false;
                    for (source, files) in loaded.watch.sources.iter().zip(&files) {
                        let Files::Own(readings) = files else {
                            ingested = true;
                            continue;
                        };
                        if readings.is_empty() {
                            faults.push(
                                Diagnostic::error(
                                    source.path_span.clone(),
                                    "the path fits no file",
                                )
                                .with_help("`*` stands for any text within a name, `**` for any directories"),
                            );
                        }
                        for reading in readings {
                            let mut rejected: Option<(u64, String)> = None;
                            let read = RawFile::open(&reading.path).and_then(|file| {
                                reading
                                    .input
                                    .read(&file, Timestamp::UNIX_EPOCH, &mut |row| match row {
                                        Row::Record(record) => records.push(*record),
                                        Row::Rejected(row) => {
                                            rejected.get_or_insert((row.row, row.reason));
                                        }
                                    })
                            });
                            faults.extend(of_source(source, read.as_ref(), rejected));
                        }
                    }
                    // What lies in a lake is not looked at here.
                    if ingested {
                        records.clear();
                    } else {
                        faults.extend(of_data(&loaded.watch, records));
                    }
                }
            }
            faults.sort_by_key(|fault| (fault.span.start, fault.severity));
            loaded.faults(faults)
        }
    };
    let unusable = faults
        .faults
        .iter()
        .any(|fault| fault.severity == Severity::Error);
    if arguments.json {
        output::print(&foreshock_report::json(&shown(&faults))?)?;
    }
    match (unusable, arguments.json) {
        (true, false) => Err(Failure::Watch(faults)),
        (true, true) => Err(Failure::Shown),
        (false, true) => Ok(()),
        (false, false) if faults.faults.is_empty() => {
            eprintln(&format!("{}: no faults", faults.name));
            Ok(())
        }
        (false, false) => {
            faults.show();
            Ok(())
        }
    }
}

fn shown(faults: &WatchFaults) -> Vec<Shown> {
    let shown = |fault: &Diagnostic| {
        let (line, column) = fault.line_and_column(&faults.text);
        Shown {
            severity: fault.severity.to_string(),
            line,
            column,
            message: fault.message.clone(),
            help: fault.help.clone(),
        }
    };
    faults.faults.iter().map(shown).collect()
}

/// Faults of a source's file, shown at its path.
fn of_source(
    source: &foreshock_watch::Source,
    read: Result<&foreshock_source::ReadTotals, &foreshock_source::Error>,
    first_rejected: Option<(u64, String)>,
) -> Vec<Diagnostic> {
    let span = source.path_span.clone();
    match read {
        Err(error) => {
            let text = error.to_string();
            let (message, help) = text.split_once("\n  ").unwrap_or((&text, ""));
            let fault = Diagnostic::error(span, message);
            vec![if help.is_empty() {
                fault
            } else {
                fault.with_help(help)
            }]
        }
        Ok(totals) if totals.kept == 0 && totals.rejected == 0 => {
            vec![
                Diagnostic::warning(span, format!("the table of `{}` has no rows", source.id))
                    .with_help("check that it is the right file"),
            ]
        }
        Ok(totals) => first_rejected
            .map(|(row, reason)| {
                Diagnostic::warning(
                    span,
                    format!(
                        "{} of {} rows are set aside; the first is row {row}: {reason}",
                        totals.rejected, totals.read
                    ),
                )
                .with_help("`foreshock rejected` lists them all")
            })
            .into_iter()
            .collect(),
    }
}

/// Matches that find nothing in the tables as they are.
fn of_data(watch: &Watch, records: Vec<Record>) -> Vec<Diagnostic> {
    // A day after everything: the question is what the tables hold at all.
    let Ok(as_of) = AsOf::end_of(date(9000, 1, 1), watch.timezone.clone()) else {
        return Vec::new();
    };
    let known = known(records, &as_of, &watch.feeds());
    watch
        .indicators
        .iter()
        .flat_map(|indicator| of_indicator(watch, indicator, &known))
        .collect()
}

fn of_indicator(watch: &Watch, indicator: &Indicator, known: &Known) -> Vec<Diagnostic> {
    let span = indicator.selection_span.clone();
    let sources: Vec<&str> = watch
        .sources_of(indicator)
        .map(|source| &*source.id)
        .collect();
    let categories: BTreeSet<&str> = known
        .records()
        .filter(|record| sources.contains(&&*record.feed))
        .map(|record| &*record.category)
        .collect();
    let patterns = indicator
        .selection
        .texts
        .iter()
        .find(|(field, _)| *field == Field::Category);
    let mut faults: Vec<Diagnostic> = patterns
        .map(|(_, patterns)| patterns.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|pattern| !categories.iter().any(|category| pattern.fits(category)))
        .map(|pattern| {
            Diagnostic::warning(
                span.clone(),
                format!(
                    "no row of `{}` has the category `{}`",
                    sources.join("`, `"),
                    pattern.written()
                ),
            )
            .labelled("matches nothing so far")
            .suggesting(pattern.written(), categories.iter().copied())
        })
        .collect();
    if faults.is_empty() && foreshock_assess::occurrences(watch, indicator, known).is_empty() {
        faults.push(
            Diagnostic::warning(
                span,
                format!("indicator `{}` matches no row of its sources", indicator.id),
            )
            .labelled("matches nothing so far")
            .with_help("check each condition of the match against the table"),
        );
    }
    faults
}
