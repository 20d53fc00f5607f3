//! `foreshock brief`: assess, show the board, write the brief.

use std::path::Path;

use crate::{
    arguments::Brief,
    failure::{Failure, eprintln},
    output,
    theatre::Theatre,
    written_down,
};

pub(crate) fn run(arguments: &Brief) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let written = written_down::read(&arguments.place)?;
    let head_line = written.head_line();
    let known = theatre.known(&as_of)?.with_ledger(written.entries);
    let assessment = foreshock_assess::assess(&theatre.loaded.watch, &known);
    let provenance = foreshock_assess::provenance(&known, &assessment);
    let json = foreshock_report::json(&assessment)?;
    let page = foreshock_report::brief(&assessment, &provenance, written.head.as_ref())?;
    let file = |name: &str| Path::new(&arguments.out).join(name);
    output::write_file(&file("assessment.json"), &json)?;
    output::write_file(&file("brief.html"), &page)?;
    if arguments.json {
        output::print(&json)?;
    } else {
        output::print(&foreshock_report::board(&assessment, output::columns()))?;
    }
    if let Some(line) = head_line {
        eprintln(&line);
    }
    eprintln(&format!("brief: {}", file("brief.html").display()));
    Ok(())
}
