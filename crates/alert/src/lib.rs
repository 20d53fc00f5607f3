//! Who is told of a change, and that it arrives.
//!
//! [`record`] writes changes of the level of readiness into the ledger together
//! with the [`Message`]s that tell of them, in one turn and before anything is
//! sent. [`Sender`] sends what the outbox holds, by channels of the user's own
//! [`Configuration`], until each is acknowledged: every message arrives at least
//! once. A repeat carries the same identifier (CAP `identifier`, `webhook-id`,
//! `Idempotency-Key`, `Message-ID`), by which a receiver drops it.
//!
//! A watch names channels and nothing else. Addresses, commands and the names of
//! the variables that hold secrets stand in the configuration.

mod cap;
mod channel;
mod compose;
mod config;
mod error;
mod message;
mod record;
mod sender;
mod signature;

pub use cap::cap;
pub use channel::{Channel, Failed, open};
pub use compose::compose;
pub use config::{Command, Configuration, Email, File, Format, Security, Settings, Webhook};
pub use error::Error;
pub use message::{Message, Reference, Status, Told};
pub use record::{Recorded, record};
pub use sender::{Pause, Report, Sender};
pub use signature::{sign, verify};
