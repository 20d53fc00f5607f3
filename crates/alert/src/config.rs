//! The user's own configuration: channels, and the names of the variables that
//! hold their secrets.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::Error;

/// What alerts need to know of the user and of their channels.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Who sends, as CAP names it: often an address. By default `foreshock`.
    pub sender: Option<String>,
    /// Channels by their names.
    #[serde(default, rename = "channel")]
    pub channels: BTreeMap<String, Settings>,
}

/// A channel.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Settings {
    /// An HTTP address that takes a POST.
    Webhook(Webhook),
    /// Mail.
    Email(Email),
    /// A file, or a directory of files.
    File(File),
    /// A program that is started for each message.
    Command(Command),
}

/// In which form a message is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The message as JSON.
    #[default]
    Json,
    /// CAP 1.2.
    Cap,
}

/// An HTTP address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// The variable that holds the secret of the signature; unsigned where there
    /// is none.
    pub secret_env: Option<String>,
    /// The variable that holds the value of the header `Authorization`.
    pub authorization_env: Option<String>,
    /// JSON by default.
    #[serde(default)]
    pub format: Format,
    /// Seconds until an answer must have come; 20 by default.
    pub timeout_seconds: Option<u16>,
    /// A file of certificates (PEM) to trust in place of the public ones.
    pub certificate_authority: Option<PathBuf>,
}

/// Mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// The SMTP server.
    pub server: String,
    /// Its port; 587, 465 with `tls`, 25 with `none`.
    pub port: Option<u16>,
    /// How the connection is kept secret; `starttls` by default.
    #[serde(default)]
    pub security: Security,
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: Vec<String>,
    /// The name to log in with.
    pub user: Option<String>,
    /// The variable that holds the password.
    pub password_env: Option<String>,
    /// Seconds until an answer must have come; 20 by default.
    pub timeout_seconds: Option<u16>,
    /// A file of certificates (PEM) to trust besides the public ones.
    pub certificate_authority: Option<PathBuf>,
}

/// How a connection to a mail server is kept secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins in the clear and must go over to TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the beginning.
    Tls,
    /// In the clear; without a password, and to this machine alone.
    None,
}

/// A file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// With JSON: a file to which a line is added for each message. With CAP: a
    /// directory in which each message is a file, named by its identifier.
    pub path: PathBuf,
    /// JSON by default.
    #[serde(default)]
    pub format: Format,
}

/// A program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The program: a path, or a name that is looked for as usual. No shell.
    pub program: PathBuf,
    /// Its arguments, as they are.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// What it reads on its standard input; JSON by default.
    #[serde(default)]
    pub format: Format,
    /// Seconds after which it is ended; 60 by default.
    pub timeout_seconds: Option<u16>,
}

impl Configuration {
    /// Reads the configuration at `path`.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or makes no sense; the message names line and
    /// column.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let fail = |cause: String| Error::Configuration {
            path: path.to_owned(),
            cause,
        };
        let text = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        toml::from_str(&text).map_err(|error| fail(error.to_string()))
    }

    /// Who sends.
    pub fn sender(&self) -> &str {
        self.sender.as_deref().unwrap_or("foreshock")
    }

    /// The settings of a channel.
    ///
    /// # Errors
    ///
    /// Where there is none of that name.
    pub fn channel(&self, name: &str) -> Result<&Settings, Error> {
        self.channels.get(name).ok_or_else(|| Error::NoChannel {
            name: name.to_owned(),
            help: match self.channels.is_empty() {
                true => format!("add a table [channel.{name}] to it; see docs/alerts.md"),
                false => {
                    let names: Vec<&str> = self.channels.keys().map(String::as_str).collect();
                    format!("there is {}", names.join(", "))
                }
            },
        })
    }
}
