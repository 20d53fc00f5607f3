//! `foreshock rejected`: the rows that were set aside.

use std::fmt::Write;

use serde::Serialize;

use crate::{arguments::Rejected, failure::Failure, output, theatre::Theatre};

/// One row that was set aside.
#[derive(Serialize)]
struct Shown {
    source: String,
    file: String,
    row: u64,
    reason: String,
    raw: String,
}

pub(crate) fn run(arguments: &Rejected) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let mut rows = Vec::new();
    for (source, dataset) in theatre.loaded.watch.sources.iter().zip(&theatre.datasets) {
        rows.extend(
            theatre
                .lake
                .rejected(dataset)?
                .into_iter()
                .map(|row| Shown {
                    source: source.id.to_string(),
                    file: row.file.to_string(),
                    row: row.row,
                    reason: row.reason.to_string(),
                    raw: row.raw.to_string(),
                }),
        );
    }
    if arguments.json {
        return output::print(&foreshock_report::json(&rows)?);
    }
    let mut text = String::new();
    for row in &rows {
        let _ = writeln!(
            text,
            "{} row {}: {}\n    {}",
            row.file,
            row.row,
            row.reason,
            row.raw.escape_debug()
        );
    }
    if rows.is_empty() {
        text.push_str("no rows were set aside\n");
    }
    output::print(&text)
}
