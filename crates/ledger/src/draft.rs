//! What is to be written down.

use serde_json::Value;

use crate::{Entry, Error, canonical};

/// The longest kind or key, in bytes.
const LONGEST_NAME: usize = 200;

/// Something that is to be written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What kind of thing it is: lower-case letters, digits and `_`.
    pub kind: String,
    /// What makes it the same entry: a line of text.
    pub key: String,
    /// What it says.
    pub body: Value,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The entry that now stands in the ledger under the draft's key.
    pub entry: Entry,
    /// Whether it was written now, and not there before.
    pub new: bool,
}

impl Draft {
    /// A draft.
    pub fn new(kind: impl Into<String>, key: impl Into<String>, body: Value) -> Self {
        Self {
            kind: kind.into(),
            key: key.into(),
            body,
        }
    }

    /// The body as it is kept.
    pub(crate) fn text(&self) -> Result<String, Error> {
        let of_kind = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.kind.is_empty() || self.kind.len() > LONGEST_NAME || !self.kind.chars().all(of_kind)
        {
            return Err(Error::Malformed(format!("`{}` is not a kind", self.kind)));
        }
        if self.key.is_empty()
            || self.key.len() > LONGEST_NAME
            || self.key.chars().any(char::is_control)
        {
            return Err(Error::Malformed(format!("{:?} is not a key", self.key)));
        }
        Ok(canonical(&self.body))
    }
}
