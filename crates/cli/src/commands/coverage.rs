//! `foreshock coverage`: what was read, day by day, and what is missing.

use std::{collections::BTreeSet, fmt::Write};

use foreshock_event::Text;
use foreshock_lake::{
    Lake,
    coverage::{Per, PublisherCoverage, Rows, coverage},
};

use crate::{
    arguments::{self, By, Coverage},
    failure::Failure,
    output,
    theatre::{self, Theatre},
};

pub(crate) fn run(arguments: &Coverage) -> Result<(), Failure> {
    let (lake, wanted) = match &arguments.watch {
        None => {
            let directory = theatre::lake_directory(arguments.lake.as_deref())?;
            (Lake::open(&directory)?, None)
        }
        Some(watch) => {
            let theatre = Theatre::open(&arguments::Theatre {
                watch: watch.clone(),
                store: arguments::Store {
                    lake: arguments.lake.clone(),
                    reread: false,
                },
            })?;
            let datasets: BTreeSet<Text> = theatre
                .datasets
                .iter()
                .map(|dataset| dataset.id().clone())
                .collect();
            (theatre.lake, Some(datasets))
        }
    };
    let per = match arguments.by {
        By::Day => Per::Day,
        By::Month => Per::Month,
        By::Year => Per::Year,
    };
    let shown = coverage(&lake, wanted.as_ref(), per)?;
    if arguments.json {
        return output::print(&foreshock_report::json(&shown)?);
    }
    output::print(&table(&shown))
}

fn table(all: &[PublisherCoverage]) -> String {
    let mut text = String::new();
    if all.is_empty() {
        return "nothing was read into the lake yet\n".to_owned();
    }
    for shown in all {
        let _ = writeln!(text, "{}", shown.publisher);
        let _ = writeln!(
            text,
            "  {:<10} {:>7} {:>10} {:>10} {:>10} {:>10} {:>9}",
            "", "files", "read", "kept", "outside", "superseded", "set aside"
        );
        let mut line = |name: &str, files: u64, rows: &Rows| {
            let _ = writeln!(
                text,
                "  {name:<10} {files:>7} {:>10} {:>10} {:>10} {:>10} {:>9}",
                rows.read, rows.kept, rows.outside, rows.superseded, rows.rejected
            );
        };
        for period in &shown.periods {
            let name = period.period.as_deref().unwrap_or("no day");
            line(name, period.files, &period.rows);
        }
        line("all", shown.files, &shown.rows);
        for reason in &shown.reasons {
            let _ = writeln!(text, "  set aside {}: {}", reason.rows, reason.reason);
        }
        if shown.unknown > 0 {
            let _ = writeln!(
                text,
                "  unknown codes, kept as published: {}",
                shown.unknown
            );
        }
        for gap in &shown.gaps {
            let why = match gap.never_published {
                true => "never published",
                false => "not in the lake",
            };
            let _ = writeln!(text, "  missing {gap}: {why}");
        }
        text.push('\n');
    }
    text
}
