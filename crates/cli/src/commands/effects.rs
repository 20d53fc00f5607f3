//! `foreshock effects`: what followed interventions.

use crate::{arguments::Effects, failure::Failure, output, theatre::Theatre};

pub(crate) fn run(arguments: &Effects) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let Some(effects) = foreshock_assess::effects(watch, &known) else {
        return Err(Failure::new(
            format!("{} names no interventions", theatre.loaded.path.display()),
            "add one with [[intervention]]; docs/watch.md says how",
        ));
    };
    match arguments.json {
        true => output::print(&foreshock_report::json(&effects)?),
        false => output::print(&foreshock_report::effects_table(
            &effects,
            output::columns(),
        )),
    }
}
