//! `foreshock relations`: what passes between named sides.

use crate::{arguments::Relations, failure::Failure, output, theatre::Theatre};

pub(crate) fn run(arguments: &Relations) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let relations = foreshock_assess::relations(&theatre.loaded.watch, &known);
    match arguments.json {
        true => output::print(&foreshock_report::json(&relations)?),
        false => output::print(&foreshock_report::relations_table(
            &relations,
            output::columns(),
        )),
    }
}
