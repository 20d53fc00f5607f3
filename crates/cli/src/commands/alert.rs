//! `foreshock alert`: try a channel, look into the outbox.

use std::fmt::Write;

use foreshock_alert::{Configuration, Message};
use foreshock_ledger::{Posted, SqliteLedger};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    arguments::{AlertCommand, AlertOutbox, AlertTest, ConfigPlace},
    failure::{Failure, eprintln},
    output, written_down,
};

pub(crate) fn run(command: &AlertCommand) -> Result<(), Failure> {
    match command {
        AlertCommand::Test(arguments) => test(arguments),
        AlertCommand::Outbox(arguments) => outbox(arguments),
    }
}

/// The user's configuration; an empty one where there is none at the usual place.
pub(crate) fn configuration(place: &ConfigPlace) -> Result<Configuration, Failure> {
    let usual = || dirs::config_dir().map(|directory| directory.join("foreshock/config.toml"));
    match (&place.config, usual()) {
        (Some(path), _) => Ok(Configuration::read(path)?),
        (None, Some(path)) if path.exists() => Ok(Configuration::read(&path)?),
        _ => Ok(Configuration::default()),
    }
}

fn test(arguments: &AlertTest) -> Result<(), Failure> {
    let configuration = configuration(&arguments.config)?;
    let channel = foreshock_alert::open(&configuration, &arguments.channel)?;
    let message = Message::test(&arguments.channel, Timestamp::now());
    channel.deliver(&message).map_err(|failed| {
        Failure::new(
            format!(
                "the channel {} does not work: {}",
                arguments.channel, failed.why
            ),
            "check its settings in the configuration, and the receiver; see docs/alerts.md",
        )
    })?;
    eprintln(&format!(
        "acknowledged: {} took {}",
        arguments.channel, message.identifier
    ));
    Ok(())
}

/// A message as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    identifier: &'a str,
    watch: &'a str,
    recipient: &'a str,
    channel: &'a str,
    headline: String,
    created_at: Timestamp,
    attempts: u32,
    last_error: Option<&'a str>,
    delivered_at: Option<Timestamp>,
}

fn outbox(arguments: &AlertOutbox) -> Result<(), Failure> {
    let ledger = SqliteLedger::open_to_read(&written_down::path(&arguments.place)?)?;
    let posted = ledger.outbox(None, arguments.all)?;
    let listed: Vec<Listed<'_>> = posted.iter().map(listed).collect();
    match arguments.json {
        true => output::print(&foreshock_report::json(&listed)?),
        false => output::print(&table(&listed)),
    }
}

fn listed(posted: &Posted) -> Listed<'_> {
    let message = &posted.message;
    let read: Option<Message> = serde_json::from_str(&message.body).ok();
    Listed {
        identifier: &message.identifier,
        watch: &message.watch,
        recipient: &message.recipient,
        channel: &message.channel,
        headline: read.map_or_else(String::new, |read| read.headline),
        created_at: message.created_at,
        attempts: posted.attempts,
        last_error: posted.last_error.as_deref(),
        delivered_at: posted.delivered_at,
    }
}

fn table(listed: &[Listed<'_>]) -> String {
    if listed.is_empty() {
        return "nothing is to be sent\n".to_owned();
    }
    let mut out = String::new();
    for one in listed {
        let state = match one.delivered_at {
            Some(at) => format!("delivered {at}"),
            None => format!("to be sent, {} failed attempts", one.attempts),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}  {} by {}  {state}\n    {}",
            one.identifier, one.recipient, one.channel, one.headline
        );
        if let Some(why) = one.last_error.filter(|_| one.delivered_at.is_none()) {
            let _ = writeln!(out, "    last: {why}");
        }
    }
    out
}
