//! `foreshock replay`: the alarms of the past.

use foreshock_event::AsOf;
use foreshock_watch::Period;

use crate::{arguments::Replay, failure::Failure, output, theatre::Theatre};

pub(crate) fn run(arguments: &Replay) -> Result<(), Failure> {
    let every = step(&arguments.past.every)?;
    let theatre = Theatre::open(&arguments.past.theatre)?;
    let watch = &theatre.loaded.watch;
    let as_of = AsOf::end_of(arguments.past.to, watch.timezone.clone())
        .map_err(|error| Failure::usage(error.to_string(), "give another --to"))?;
    let known = theatre.known(&as_of)?;
    let replay = foreshock_assess::replay(
        watch,
        &known,
        (arguments.past.from, arguments.past.to),
        every,
        arguments.past.level,
        arguments.past.margin,
    )
    .map_err(|error| Failure::usage(error.to_string(), "see `foreshock replay --help`"))?;
    if arguments.json {
        output::print(&foreshock_report::json(&replay)?)
    } else {
        output::print(&foreshock_report::replay_table(&replay))
    }
}

pub(crate) fn step(text: &str) -> Result<u16, Failure> {
    if let Ok(days) = text.trim().parse() {
        return Ok(days);
    }
    Period::parse(text)
        .map(|period| period.days().round() as u16)
        .ok_or_else(|| {
            Failure::usage(
                format!("--every `{text}` is not a length of time"),
                "write \"7 days\", \"2 weeks\" or a number of days",
            )
        })
}
