//! `foreshock record`: how forecasts have done.

use foreshock_assess::questions;

use crate::{arguments::TrackRecord, failure::Failure, output, theatre::Loaded, written_down};

pub(crate) fn run(arguments: &TrackRecord) -> Result<(), Failure> {
    let loaded = Loaded::read(&arguments.watch)?;
    let written = written_down::read(&arguments.place)?;
    let records = questions::record(&loaded.watch, &written.entries);
    match arguments.json {
        true => output::print(&foreshock_report::json(&records)?),
        false => output::print(&foreshock_report::record_table(
            &loaded.watch.title,
            &records,
            written.head_line().as_deref(),
        )),
    }
}
