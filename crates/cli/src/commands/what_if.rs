//! `foreshock what-if`: days to come with and without events that are set.

use foreshock_assess::Thoroughness;
use foreshock_watch::Diagnostic;
use serde::Serialize;

use crate::{
    arguments::WhatIf,
    failure::Failure,
    output,
    theatre::{Loaded, Theatre},
};

/// A scenario of the watch, as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
}

pub(crate) fn run(arguments: &WhatIf) -> Result<(), Failure> {
    let Some(wanted) = &arguments.scenario else {
        return list(arguments);
    };
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    if watch.scenario(wanted).is_none() {
        return Err(unknown(&theatre.loaded, wanted));
    }
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let Some(finding) = foreshock_assess::what_if(watch, &known, wanted, Thoroughness::Thorough)
    else {
        return Err(unknown(&theatre.loaded, wanted));
    };
    match arguments.json {
        true => output::print(&foreshock_report::json(&finding)?),
        false => output::print(&foreshock_report::scenario_table(
            &finding,
            &as_of.to_string(),
            output::columns(),
        )),
    }
}

fn list(arguments: &WhatIf) -> Result<(), Failure> {
    let loaded = Loaded::read(&arguments.theatre.watch)?;
    let listed: Vec<Listed<'_>> = loaded
        .watch
        .scenarios
        .iter()
        .map(|scenario| Listed {
            id: &scenario.id,
            title: &scenario.title,
            about: scenario.about.as_deref(),
        })
        .collect();
    if arguments.json {
        return output::print(&foreshock_report::json(&listed)?);
    }
    let lines: Vec<(&str, &str, Option<&str>)> = listed
        .iter()
        .map(|one| (one.id, one.title, one.about))
        .collect();
    output::print(&foreshock_report::scenario_list(&lines, output::columns()))
}

fn unknown(loaded: &Loaded, wanted: &str) -> Failure {
    let names = loaded
        .watch
        .scenarios
        .iter()
        .map(|scenario| scenario.id.as_str());
    let fault = Diagnostic::warning(0..0, "").suggesting(wanted, names);
    Failure::usage(
        format!("the watch has no scenario `{wanted}`"),
        fault
            .help
            .unwrap_or_else(|| "the watch has no scenarios: add one with [[scenario]]".to_owned()),
    )
}
