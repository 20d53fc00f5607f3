//! Tokens: who may sign in, and as what. The file holds digests alone; a token is shown
//! once, when it is made.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// What somebody may do; each may do what those before it may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// See everything.
    Reader,
    /// Write judgements down.
    Analyst,
    /// Have data read now, and see who did what.
    Admin,
}

/// Somebody's token, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Whose it is; stands beside what they write down.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// SHA-256 of the token, lower-case hexadecimal.
    pub sha256: String,
    /// When it was made.
    pub created: Timestamp,
}

/// Why tokens cannot be used.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// There is a token of that name already.
    #[error("there is a token named `{0}` already")]
    Taken(String),
    /// There is none.
    #[error("there is no token named `{0}`")]
    Missing(String),
    /// A name that cannot stand beside what somebody writes down.
    #[error("`{0}` is not a name: it needs 1 to 100 characters, none of them a control character")]
    Name(String),
}

/// Who may sign in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    #[serde(default, rename = "token")]
    tokens: Vec<Token>,
}

impl Tokens {
    /// Reads the file; none where there is no file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is no list of tokens.
    pub fn read(path: &Path) -> Result<Self, TokenError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(file(path, &error)),
        };
        toml::from_str(&text).map_err(|error| file(path, &error.message()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// All of them.
    pub fn list(&self) -> &[Token] {
        &self.tokens
    }

    /// Makes a token and writes the file; gives the token itself, which is kept nowhere.
    ///
    /// # Errors
    ///
    /// Where the name is taken or makes no sense, or the file cannot be written.
    pub fn add(path: &Path, name: &str, role: Role, now: Timestamp) -> Result<String, TokenError> {
        let name = name.trim();
        let length = name.chars().count();
        if !(1..=100).contains(&length) || name.chars().any(char::is_control) {
            return Err(TokenError::Name(name.to_owned()));
        }
        let _lock = lock(path)?;
        let mut tokens = Self::read(path)?;
        if tokens.tokens.iter().any(|token| token.name == name) {
            return Err(TokenError::Taken(name.to_owned()));
        }
        let secret = format!("fsk_{}", random()?);
        tokens.tokens.push(Token {
            name: name.to_owned(),
            role,
            sha256: digest(&secret),
            created: now,
        });
        tokens.write(path)?;
        Ok(secret)
    }

    /// Takes a token away; who is signed in by it is signed out.
    ///
    /// # Errors
    ///
    /// Where there is none of that name, or the file cannot be written.
    pub fn revoke(path: &Path, name: &str) -> Result<(), TokenError> {
        let _lock = lock(path)?;
        let mut tokens = Self::read(path)?;
        let before = tokens.tokens.len();
        tokens.tokens.retain(|token| token.name != name);
        if tokens.tokens.len() == before {
            return Err(TokenError::Missing(name.to_owned()));
        }
        tokens.write(path)
    }

    /// Whose token it is. Digests are compared, so that the time taken tells nothing of
    /// a token that is nearly right.
    pub(crate) fn whose(&self, secret: &str) -> Option<&Token> {
        self.of_digest(&digest(secret))
    }

    pub(crate) fn of_digest(&self, digest: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.sha256 == digest)
    }

    /// Written beside and put in place at once, for nobody else to read.
    fn write(&self, path: &Path) -> Result<(), TokenError> {
        let text = toml::to_string_pretty(self).map_err(|error| file(path, &error))?;
        let beside = path.with_extension("new");
        let written = || -> io::Result<()> {
            if let Some(directory) = path.parent() {
                fs::create_dir_all(directory)?;
            }
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            let mut out = options.open(&beside)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            fs::rename(&beside, path)
        };
        written().map_err(|error| file(path, &error))
    }
}

/// Keeps others from changing the tokens for as long as it lives. The lock is on a file
/// beside them, since they are replaced as a whole.
fn lock(path: &Path) -> Result<fs::File, TokenError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let opened = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&beside);
    let lock = opened.map_err(|error| file(path, &error))?;
    lock.lock().map_err(|error| file(path, &error))?;
    Ok(lock)
}

fn file(path: &Path, cause: &dyn std::fmt::Display) -> TokenError {
    TokenError::File {
        path: path.to_owned(),
        cause: cause.to_string(),
    }
}

/// 256 random bits as text.
pub(crate) fn random() -> Result<String, TokenError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| file(Path::new("random numbers"), &error))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 of a secret of 256 random bits, for which no slower digest is needed.
pub(crate) fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
