//! `foreshock readiness`: the level, why, and what was done.

use foreshock_assess::readiness;
use foreshock_event::AsOf;
use foreshock_ledger::{Ledger, SqliteLedger};
use jiff::Timestamp;

use crate::{
    arguments::Readiness,
    failure::{Failure, eprintln},
    output,
    theatre::Theatre,
    written_down,
};

pub(crate) fn run(arguments: &Readiness) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    if watch.readiness.is_empty() {
        return Err(Failure::new(
            format!(
                "{} has no levels of readiness",
                theatre.loaded.path.display()
            ),
            "add them with [[readiness]]; see docs/methods/readiness.md",
        ));
    }
    if let (Some(from), Some(to)) = (arguments.from, arguments.to) {
        if to < from {
            return Err(Failure::usage("--to lies before --from", "exchange them"));
        }
        let as_of = AsOf::end_of(to, watch.timezone.clone())
            .map_err(|error| Failure::usage(error.to_string(), "give another --to"))?;
        let replay = readiness::replay(watch, &theatre.known(&as_of)?, (from, to));
        return match arguments.json {
            true => output::print(&foreshock_report::json(&replay)?),
            false => output::print(&foreshock_report::readiness_replay_table(&replay)),
        };
    }
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let written = written_down::read(&arguments.place)?;
    let mut entries = written.entries.clone();
    let known = theatre.known(&as_of)?.with_ledger(written.entries);
    let assessment = foreshock_assess::assess(watch, &known);
    let Some(level) = assessment.readiness else {
        return Err(Failure::new(
            "nothing can be said of the level at that day",
            "give another --as-of",
        ));
    };
    if let (Some(item), Some(by)) = (&arguments.tick, &arguments.by) {
        let tick = readiness::tick(
            watch,
            &level,
            assessment.date,
            arguments.level.as_deref(),
            item,
            by,
            arguments.note.as_deref(),
        )?;
        let mut ledger = SqliteLedger::open(&written_down::path(&arguments.place)?)?;
        let text = tick.body.item.clone();
        let appended = ledger.append(&[written_down::draft(tick)?], Timestamp::now())?;
        for done in &appended {
            eprintln(&match done.new {
                true => format!("ticked: {text} (entry {})", done.entry.sequence),
                false => format!("ticked before: {text} (entry {})", done.entry.sequence),
            });
        }
        entries = ledger.entries(0)?;
    }
    // What was done after the view belongs to the level all the same.
    let level = readiness::ticked(watch, level, known.as_of().date(), &entries);
    match arguments.json {
        true => output::print(&foreshock_report::json(&level)?),
        false => output::print(&foreshock_report::readiness_table(&level)),
    }
}
