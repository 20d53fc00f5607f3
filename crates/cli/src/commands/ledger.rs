//! `foreshock ledger`: the ledger itself.

use std::fmt::Write;

use foreshock_ledger::{Error, Ledger, SqliteLedger};
use jiff::Timestamp;

use crate::{
    arguments::{LedgerCommand, LedgerExport, LedgerHead, LedgerVerify},
    failure::{Failure, eprintln},
    output, written_down,
};

pub(crate) fn run(command: &LedgerCommand) -> Result<(), Failure> {
    match command {
        LedgerCommand::Verify(arguments) => verify(arguments),
        LedgerCommand::Head(arguments) => head(arguments),
        LedgerCommand::Export(arguments) => export(arguments),
    }
}

fn verify(arguments: &LedgerVerify) -> Result<(), Failure> {
    let path = written_down::path(&arguments.place)?;
    let ledger = SqliteLedger::open_to_read(&path)?;
    if let Some(reason) = &arguments.accept_broken {
        drop(ledger);
        let entry = SqliteLedger::open(&path)?.accept_broken(reason, Timestamp::now())?;
        return output::print(&format!(
            "the breaks are accepted by entry {}, and told of from now on\n",
            entry.sequence
        ));
    }
    let verification = ledger.verify()?;
    for (found, by) in &verification.accepted {
        eprintln(&format!("{found} (accepted by entry {by})"));
    }
    if !verification.is_sound() {
        for found in verification.broken.iter().skip(1) {
            eprintln(&format!("{found}"));
        }
        return Err(match verification.broken.into_iter().next() {
            Some(first) => Error::Broken { path, first }.into(),
            None => Failure::Shown,
        });
    }
    if let Some(wanted) = &arguments.head {
        let wanted = wanted.trim_end_matches('…').to_ascii_lowercase();
        let there = ledger.entries(0)?;
        let found = there
            .iter()
            .find(|entry| wanted.len() >= 8 && entry.digest.starts_with(&wanted));
        match found {
            Some(entry) => output::print(&format!(
                "the head is entry {} of {}, recorded at {}\n",
                entry.sequence, verification.entries, entry.recorded_at
            ))?,
            None => {
                return Err(Failure::new(
                    "no entry of the ledger has that digest: it is another ledger, or entries were taken away or made anew since",
                    "give at least 8 digits of a head as a brief prints it, and compare with a copy of the ledger",
                ));
            }
        }
    }
    output::print(&match &verification.head {
        Some(head) => format!(
            "{} entries, every one as it was written down\nhead {}\n",
            verification.entries, head.digest
        ),
        None => "the ledger is empty\n".to_owned(),
    })
}

fn head(arguments: &LedgerHead) -> Result<(), Failure> {
    let ledger = SqliteLedger::open_to_read(&written_down::path(&arguments.place)?)?;
    output::print(&match ledger.head()? {
        Some(head) => format!("{} {}\n", head.sequence, head.digest),
        None => "0\n".to_owned(),
    })
}

fn export(arguments: &LedgerExport) -> Result<(), Failure> {
    let ledger = SqliteLedger::open_to_read(&written_down::path(&arguments.place)?)?;
    let mut out = String::new();
    for entry in ledger.entries(0)? {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        // The body stands as it was written down, so that whoever reads the line
        // can check its digest. Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{{\"sequence\":{},\"kind\":{},\"key\":{},\"recorded_at\":{},\"previous\":{},\"digest\":{},\"body\":{}}}",
            entry.sequence,
            text(&entry.kind),
            text(&entry.key),
            text(&entry.recorded_at.to_string()),
            text(&entry.previous),
            text(&entry.digest),
            entry.body
        );
    }
    output::print(&out)
}
