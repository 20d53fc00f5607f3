//! What one recipient is told at one time.

use foreshock_assess::assessment::LevelName;
use foreshock_watch::AlertSeverity;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Layout of [`Message`].
const SCHEMA: &str = "foreshock.message/1";

/// Whether it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It is.
    Actual,
    /// It is a technical test: whoever receives it disregards it.
    Test,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Layout.
    pub schema: String,
    /// The same whenever it is sent: a receiver drops what it has seen.
    pub identifier: String,
    /// Title of the watch.
    pub watch: String,
    /// Who is told.
    pub recipient: String,
    /// Whether it is meant.
    pub status: Status,
    /// When it was written, in the timezone of the watch, as CAP writes times.
    pub sent: String,
    /// One line.
    pub headline: String,
    /// Some lines of plain text.
    pub text: String,
    /// The level now; absent where only signs are told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelName>,
    /// The level that the recipient was told of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<LevelName>,
    /// The highest place of a level that it tells of.
    pub highest: usize,
    /// What happened, oldest first; the newest where there is too much.
    pub told: Vec<Told>,
    /// How much more there was.
    pub left_out: usize,
    /// What to do.
    pub checklist: Vec<String>,
    /// How severe it is.
    pub severity: AlertSeverity,
    /// The message to the same recipient before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Reference>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Its day.
    pub on: Date,
    /// What happened.
    pub text: String,
}

/// An earlier message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its identifier.
    pub identifier: String,
    /// When it was written, as CAP writes times.
    pub sent: String,
}

impl Message {
    /// A message that says nothing but that a channel works.
    pub fn test(channel: &str, now: Timestamp) -> Self {
        let sent = time(now, &TimeZone::UTC);
        Self {
            schema: SCHEMA.to_owned(),
            identifier: identifier(&["test", channel, &now.to_string()]),
            watch: "Test of a channel".to_owned(),
            recipient: channel.to_owned(),
            status: Status::Test,
            headline: format!("TEST: the channel {channel} works"),
            text: "This is a test of the way by which alerts arrive. Nothing happened, and nothing is to be done.".to_owned(),
            sent,
            level: None,
            before: None,
            highest: 0,
            told: Vec::new(),
            left_out: 0,
            checklist: Vec::new(),
            severity: AlertSeverity::Unknown,
            follows: None,
        }
    }

    pub(crate) fn schema() -> String {
        SCHEMA.to_owned()
    }

    /// The whole as plain text.
    pub fn plain(&self) -> String {
        let mut out = format!("{}\n\n{}\n", self.headline, self.text);
        if !self.told.is_empty() {
            out.push_str("\nWhat happened:\n");
            if self.left_out > 0 {
                out.push_str(&format!(
                    "  ({} earlier changes are not listed; the ledger holds them all)\n",
                    self.left_out
                ));
            }
            for told in &self.told {
                out.push_str(&format!("  {}  {}\n", told.on, told.text));
            }
        }
        if !self.checklist.is_empty() {
            out.push_str("\nWhat to do:\n");
            for (number, item) in (1..).zip(&self.checklist) {
                out.push_str(&format!("  {number}. {item}\n"));
            }
        }
        out.push_str(&format!(
            "\nWatch: {}\nSent: {}\nIdentifier: {}\n",
            self.watch, self.sent, self.identifier
        ));
        out
    }
}

/// An identifier made from what makes a message the same message: letters,
/// digits and `-` alone, as CAP and mail want it.
pub(crate) fn identifier(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in ["foreshock message 1"].iter().chain(parts) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let hexadecimal: String = digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("foreshock-{hexadecimal}")
}

/// A time as CAP writes it: to the second, with its offset, and `-00:00` for UTC.
pub(crate) fn time(at: Timestamp, timezone: &TimeZone) -> String {
    let written = at
        .to_zoned_datetime(timezone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string();
    match written.strip_suffix("+00:00") {
        Some(local) => format!("{local}-00:00"),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_cap_wants_them() {
        let at: Timestamp = "2024-09-16T14:59:59.999Z".parse().expect("an instant");
        let seoul = TimeZone::get("Asia/Seoul").expect("a timezone");
        assert_eq!(time(at, &seoul), "2024-09-16T23:59:59+09:00");
        assert_eq!(time(at, &TimeZone::UTC), "2024-09-16T14:59:59-00:00");
    }

    #[test]
    fn parts_that_run_together_are_told_apart() {
        assert_ne!(identifier(&["ab", "c"]), identifier(&["a", "bc"]));
        assert_eq!(identifier(&["ab", "c"]), identifier(&["ab", "c"]));
    }
}
