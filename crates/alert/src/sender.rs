//! Sending what the outbox holds until it is acknowledged.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hasher, RandomState},
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use foreshock_ledger::SqliteLedger;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{Channel, Configuration, Error, Failed, Message, open};

/// How long a message that is being sent is left to the process that sends it.
const CLAIM_SECONDS: u32 = 300;

/// How long to wait after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// After the first one; each further one doubles it.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
}

impl Default for Pause {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5),
            longest: Duration::from_secs(15 * 60),
        }
    }
}

impl Pause {
    /// The wait after so many failures, from half of it to the whole, so that not
    /// everybody comes again at the same moment. `of` decides where in between.
    fn after(&self, failures: u32, of: &str) -> Duration {
        let doubled = self
            .first
            .saturating_mul(1 << failures.saturating_sub(1).min(20));
        let digest = Sha256::digest(format!("{of} {failures}").as_bytes());
        let share = f64::from(digest[0]) / 255.0;
        doubled.min(self.longest).mul_f64(0.5 + share / 2.0)
    }
}

/// How sending went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages that were acknowledged.
    pub delivered: usize,
    /// Attempts that failed.
    pub failed: usize,
    /// Messages that are still to be sent.
    pub pending: usize,
    /// What stands in the way, by channel.
    pub problems: BTreeMap<String, String>,
}

/// Sends what an outbox holds. What it remembers, when to try again, is lost with
/// the process and does no harm: the next one tries at once.
#[derive(Debug)]
pub struct Sender {
    ledger: PathBuf,
    configuration: Configuration,
    pause: Pause,
    me: String,
    /// By channel, and by identifier for messages that were refused themselves.
    waits: HashMap<String, Wait>,
    /// Acknowledged, and not yet marked as such.
    unmarked: Vec<(String, Timestamp)>,
}

#[derive(Clone, Copy, Debug)]
struct Wait {
    failures: u32,
    until: Instant,
}

impl Sender {
    /// A sender for the outbox of the ledger at `ledger`.
    pub fn new(ledger: &Path, configuration: Configuration, pause: Pause) -> Self {
        // Processes on different machines may have the same number.
        let chance = RandomState::new().build_hasher().finish();
        Self {
            ledger: ledger.to_owned(),
            configuration,
            pause,
            me: format!("{}-{chance:016x}", std::process::id()),
            waits: HashMap::new(),
            unmarked: Vec::new(),
        }
    }

    /// Sends what is due, each channel on its own, so that a dead one holds up no
    /// other. Ends early once `stop` says so.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read. What one channel runs into is told in the
    /// report.
    pub fn deliver(&mut self, stop: &(dyn Fn() -> bool + Sync)) -> Result<Report, Error> {
        let mut ledger = SqliteLedger::open(&self.ledger)?;
        self.mark(&mut ledger);
        let now = Instant::now();
        let mut channels: Vec<String> = ledger
            .outbox(None, false)?
            .into_iter()
            .map(|posted| posted.message.channel)
            .collect();
        channels.sort();
        channels.dedup();
        let waiting: Vec<String> = self
            .waits
            .iter()
            .filter(|(_, wait)| wait.until > now)
            .map(|(name, _)| name.clone())
            .collect();
        let report = Mutex::new(Report::default());
        let outcomes = Mutex::new(Vec::new());
        let unmarked = Mutex::new(Vec::new());
        let (this, waiting) = (&*self, &waiting);
        thread::scope(|scope| {
            for name in channels.iter().filter(|name| !waiting.contains(name)) {
                let (report, outcomes, unmarked) = (&report, &outcomes, &unmarked);
                scope.spawn(move || {
                    let run = Run {
                        sender: this,
                        name,
                        waiting,
                        stop,
                        report,
                        outcomes,
                        unmarked,
                    };
                    if let Err(error) = run.all() {
                        let mut report = report.lock().unwrap_or_else(|held| held.into_inner());
                        report.problems.insert(name.clone(), error.to_string());
                    }
                });
            }
        });
        for (name, outcome) in outcomes.into_inner().unwrap_or_default() {
            self.learn(name, outcome);
        }
        self.unmarked
            .extend(unmarked.into_inner().unwrap_or_default());
        let mut report = report.into_inner().unwrap_or_default();
        // What could have been tried again and was not there has been seen to.
        self.waits.retain(|_, wait| wait.until > now);
        // Claims that cannot be given up run out.
        let _ = ledger.release(&self.me);
        report.pending = ledger.outbox(None, false)?.len();
        Ok(report)
    }

    /// When something is to be tried again; `None` where nothing failed.
    pub fn next(&self) -> Option<Instant> {
        self.waits.values().map(|wait| wait.until).min()
    }

    fn mark(&mut self, ledger: &mut SqliteLedger) {
        self.unmarked
            .retain(|(identifier, at)| ledger.delivered(identifier, *at).is_err());
    }

    fn learn(&mut self, name: String, outcome: Option<Failed>) {
        match outcome {
            None => {
                self.waits.remove(&name);
            }
            Some(failed) => {
                let failures = self.waits.get(&name).map_or(0, |wait| wait.failures) + 1;
                let pause = self.pause.after(failures, &format!("{name} {}", self.me));
                let wait = failed.retry_after.map_or(pause, |asked| asked.max(pause));
                let until = Instant::now() + wait;
                self.waits.insert(name, Wait { failures, until });
            }
        }
    }
}

/// Sending by one channel.
struct Run<'a> {
    sender: &'a Sender,
    name: &'a str,
    waiting: &'a [String],
    stop: &'a (dyn Fn() -> bool + Sync),
    report: &'a Mutex<Report>,
    outcomes: &'a Mutex<Vec<(String, Option<Failed>)>>,
    unmarked: &'a Mutex<Vec<(String, Timestamp)>>,
}

impl Run<'_> {
    fn all(&self) -> Result<(), Error> {
        let channel = match open(&self.sender.configuration, self.name) {
            Ok(channel) => channel,
            Err(error) => {
                self.learnt(self.name, Some(Failed::channel(error.to_string())));
                return Err(error);
            }
        };
        let mut ledger = SqliteLedger::open(&self.sender.ledger)?;
        let mut except = self.waiting.to_vec();
        while !(self.stop)() {
            let now = Timestamp::now();
            let me = &self.sender.me;
            let taken = ledger.claim(self.name, me, now, CLAIM_SECONDS, 1, &except)?;
            let Some(posted) = taken.into_iter().next() else {
                break;
            };
            let identifier = posted.message.identifier;
            let told = match serde_json::from_str(&posted.message.body) {
                Ok(message) => self.one(&*channel, &message),
                Err(error) => Err(Failed::message(format!(
                    "the message cannot be read: {error}"
                ))),
            };
            match told {
                Ok(()) => {
                    let at = Timestamp::now();
                    if ledger.delivered(&identifier, at).is_err() {
                        // It is not sent again while this process remembers.
                        self.unmarked
                            .lock()
                            .unwrap_or_else(|held| held.into_inner())
                            .push((identifier.clone(), at));
                        except.push(identifier.clone());
                    }
                    self.learnt(&identifier, None);
                    self.learnt(self.name, None);
                }
                Err(failed) => {
                    let alone = failed.this_message_alone;
                    let noted = ledger.failed(&identifier, me, &failed.why);
                    let mut report = self.report.lock().unwrap_or_else(|held| held.into_inner());
                    report.failed += 1;
                    report
                        .problems
                        .insert(self.name.to_owned(), failed.why.clone());
                    drop(report);
                    let of = if alone { &identifier } else { self.name };
                    self.learnt(of, Some(failed));
                    noted?;
                    if !alone {
                        break;
                    }
                    except.push(identifier);
                }
            }
        }
        Ok(())
    }

    fn one(&self, channel: &dyn Channel, message: &Message) -> Result<(), Failed> {
        channel.deliver(message)?;
        self.report
            .lock()
            .unwrap_or_else(|held| held.into_inner())
            .delivered += 1;
        Ok(())
    }

    fn learnt(&self, name: &str, outcome: Option<Failed>) {
        let mut outcomes = self
            .outcomes
            .lock()
            .unwrap_or_else(|held| held.into_inner());
        outcomes.push((name.to_owned(), outcome));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        let pause = Pause::default();
        for failures in 1..40 {
            let whole = pause
                .first
                .saturating_mul(1 << (failures - 1).min(20))
                .min(pause.longest);
            let wait = pause.after(failures, "mail");
            assert!(wait >= whole / 2 && wait <= whole, "{failures}: {wait:?}");
        }
        assert_ne!(pause.after(3, "a"), pause.after(3, "b"));
    }
}
