//! `foreshock resolve`: settle what is due.

use std::fmt::Write;

use foreshock_assess::questions::{self, ResolutionEntry};
use foreshock_ledger::{Ledger, SqliteLedger};
use jiff::Timestamp;

use crate::{
    arguments::Resolve,
    failure::{Failure, eprintln},
    output,
    theatre::Theatre,
    written_down,
};

pub(crate) fn run(arguments: &Resolve) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let path = written_down::path(&arguments.place)?;
    // A ledger begins with a forecast; there is nothing to settle in a new one.
    drop(SqliteLedger::open_to_read(&path)?);
    let mut ledger = SqliteLedger::open(&path)?;
    let due = questions::due(watch, &known, &ledger.entries(0)?);
    let drafts: Vec<foreshock_ledger::Draft> = due
        .iter()
        .cloned()
        .map(written_down::draft)
        .collect::<Result<_, _>>()?;
    ledger.append(&drafts, Timestamp::now())?;
    let settled: Vec<&ResolutionEntry> = due.iter().map(|due| &due.body).collect();
    match arguments.json {
        true => output::print(&foreshock_report::json(&settled)?)?,
        false => output::print(&table(&settled))?,
    }
    let count = |outcome: &str| {
        settled
            .iter()
            .filter(|settled| settled.outcome == outcome)
            .count()
    };
    eprintln(&format!(
        "{} settled from what was known on {as_of}: {} yes, {} no, {} void",
        settled.len(),
        count("yes"),
        count("no"),
        count("void")
    ));
    Ok(())
}

fn table(settled: &[&ResolutionEntry]) -> String {
    let mut out = String::new();
    for one in settled {
        let edited = match one.edited_since {
            true => " (the question was edited since; the rule written down with it decided)",
            false => "",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:<4}  {:<24} {}{edited}",
            one.outcome, one.question, one.reason
        );
    }
    out
}
