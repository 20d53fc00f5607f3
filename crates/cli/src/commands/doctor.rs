//! `foreshock doctor`: what is wrong with a lake, and mending it.

use std::fmt::Write;

use foreshock_lake::{Examination, Lake, Repaired};
use jiff::Timestamp;
use serde::Serialize;

use crate::{arguments::Doctor, failure::Failure, output, theatre};

/// What was found and done.
#[derive(Serialize)]
struct Shown<'a> {
    sound: bool,
    #[serde(flatten)]
    examination: &'a Examination,
    repaired: Option<&'a Repaired>,
}

pub(crate) fn run(arguments: &Doctor) -> Result<(), Failure> {
    let directory = theatre::lake_directory(arguments.lake.as_deref())?;
    let mut examination = Lake::examine(&directory)?;
    let mut text = report(&examination);
    let repaired = match arguments.repair && !examination.findings.is_empty() {
        false => None,
        true => {
            let repaired = Lake::repair(&directory, Timestamp::now())?;
            text.push_str(&done(&repaired));
            // What is said of the lake is said of it as it is now.
            examination = Lake::examine(&directory)?;
            Some(repaired)
        }
    };
    let sound = examination.is_sound();
    output::print(&match arguments.json {
        true => foreshock_report::json(&Shown {
            sound,
            examination: &examination,
            repaired: repaired.as_ref(),
        })?,
        false => text,
    })?;
    match sound {
        true => Ok(()),
        false => Err(Failure::new(
            format!(
                "something is wrong with the lake in {}",
                directory.display()
            ),
            match arguments.repair {
                true => {
                    "what is left cannot be mended here: restore the files from a copy, or read the sources into another directory with --lake"
                }
                false => "see above; --repair does what is said there",
            },
        )),
    }
}

fn report(examination: &Examination) -> String {
    let mut text = String::new();
    if let Some(version) = examination.version {
        let _ = writeln!(
            text,
            "version {version}: {} data files, {} bytes, {} rows, {} files read",
            examination.files, examination.bytes, examination.rows, examination.accounts
        );
    }
    for finding in &examination.findings {
        let _ = writeln!(text, "{}: {}", finding.place, finding.what);
        let repair = finding.repair.as_deref();
        let _ = writeln!(text, "  repair: {}", repair.unwrap_or("none"));
    }
    if examination.findings.is_empty() {
        text.push_str("nothing is wrong\n");
    }
    text
}

fn done(repaired: &Repaired) -> String {
    let mut text = String::from("repaired:\n");
    let mut line = |number: u64, words: &str| {
        if number > 0 {
            let _ = writeln!(text, "  {number} {words}");
        }
    };
    line(repaired.taken_out, "data files taken out of the table");
    line(repaired.saved_rows, "rows of them saved");
    line(repaired.doubled_rows, "rows that stood twice left out");
    line(repaired.quarantined, "files moved to quarantine");
    if let Some(quarantine) = &repaired.quarantine {
        let _ = writeln!(text, "  quarantine: {}", quarantine.display());
    }
    for lost in &repaired.to_ingest_again {
        let how = match lost.anew {
            false => "ingest again",
            true => "read anew, with --reread and all other files of its kind",
        };
        let _ = writeln!(
            text,
            "  {how}: {} of {} (SHA-256 {})",
            lost.file, lost.publisher, lost.file_sha256
        );
    }
    if !repaired.to_ingest_again.is_empty() {
        text.push_str(
            "  then run this again: rows that were there all along stand twice until it does\n",
        );
    }
    text
}
