//! Ways by which a message reaches somebody.

mod command;
mod email;
mod file;
mod webhook;

use std::{env, fmt, time::Duration};

use crate::{
    Configuration, Error, Message, Settings, cap,
    config::{self, Format},
};

/// A way by which a message reaches somebody.
pub trait Channel: Send + Sync + fmt::Debug {
    /// Delivers a message; `Ok` once the receiver has acknowledged it.
    ///
    /// # Errors
    ///
    /// Where it was not acknowledged. It may have arrived all the same.
    fn deliver(&self, message: &Message) -> Result<(), Failed>;
}

/// Why a message was not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Why, in a few words.
    pub why: String,
    /// The receiver refuses this message; others may do better.
    pub this_message_alone: bool,
    /// When the receiver wants to be asked again.
    pub retry_after: Option<Duration>,
}

impl Failed {
    /// The receiver cannot be reached or takes nothing at present.
    pub(crate) fn channel(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            this_message_alone: false,
            retry_after: None,
        }
    }

    /// The receiver refuses this message.
    pub(crate) fn message(why: impl Into<String>) -> Self {
        Self {
            this_message_alone: true,
            ..Self::channel(why)
        }
    }
}

/// The channel of that name.
///
/// # Errors
///
/// Where it is not configured, makes no sense, or its secret is missing.
pub fn open(configuration: &Configuration, name: &str) -> Result<Box<dyn Channel>, Error> {
    let sender = configuration.sender().to_owned();
    Ok(match configuration.channel(name)? {
        Settings::Webhook(settings) => Box::new(webhook::Webhook::open(name, settings, sender)?),
        Settings::Email(settings) => Box::new(email::Email::open(name, settings, sender)?),
        Settings::File(settings) => Box::new(file::File::open(settings, sender)),
        Settings::Command(settings) => Box::new(command::Command::open(settings, sender)),
    })
}

/// The secret in the environment variable of that name.
fn secret(channel: &str, variable: &str) -> Result<String, Error> {
    match env::var(variable) {
        Ok(secret) if !secret.is_empty() => Ok(secret),
        _ => Err(Error::NoSecret {
            channel: channel.to_owned(),
            variable: variable.to_owned(),
        }),
    }
}

fn unusable(channel: &str, cause: impl fmt::Display) -> Error {
    Error::Channel {
        channel: channel.to_owned(),
        cause: cause.to_string(),
    }
}

fn seconds(given: Option<u16>, usual: u16) -> Duration {
    Duration::from_secs(given.unwrap_or(usual).max(1).into())
}

/// The message in the form that is wanted, and its media type.
fn written(message: &Message, format: config::Format, sender: &str) -> (String, &'static str) {
    match format {
        // Only a map with keys that are no text could fail; there is none.
        Format::Json => (
            serde_json::to_string(message).unwrap_or_default(),
            "application/json",
        ),
        Format::Cap => (cap(message, sender), "application/cap+xml"),
    }
}
