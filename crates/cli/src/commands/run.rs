//! `foreshock run`: round after round, and nothing kept between them but what the
//! ledger and the lake hold.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use foreshock_alert::{Pause, Report, Sender, record};
use foreshock_event::AsOf;
use foreshock_fetch::{Options, Span};
use foreshock_ledger::{Draft, Ledger, SqliteLedger};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::Serialize;
use serde_json::json;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{
    arguments::{Run, Theatre as TheatreArguments},
    commands::{
        alert::configuration,
        fetch::{Request, fetch},
    },
    failure::{Failure, eprintln},
    output,
    theatre::{Theatre, lake_directory},
    written_down,
};

/// Kind of an entry that says that a watch is looked at from an earlier time than
/// before, because the clock had been ahead.
const CLOCK_ACCEPTED: &str = "clock_accepted";

/// How long a round fetches at the most, for each watch.
const LONGEST_FETCH: Duration = Duration::from_secs(180);

pub(crate) fn run(arguments: &Run) -> Result<(), Failure> {
    let every = length("--every", &arguments.every)?;
    let pause = Pause {
        first: length("--retry", &arguments.retry)?,
        ..Pause::default()
    };
    let ledger = written_down::path(&arguments.place)?;
    let configuration = configuration(&arguments.config)?;
    let mut sender = Sender::new(&ledger, configuration, pause);
    let (stop, stopped) = signals()?;
    let mut accept_clock = arguments.accept_clock;
    loop {
        let begun = Instant::now();
        let mut well = true;
        for watch in &arguments.watches {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let line = round(arguments, watch, &ledger, accept_clock, &stop);
            well &= line.error.is_none() && line.not_fetched.is_empty();
            // A log that cannot be written keeps no message back.
            match log(arguments.json, &line, &line.words()) {
                Err(Failure::OutputClosed) => return Err(Failure::OutputClosed),
                Err(failure) => eprintln(&format!("error: {failure}")),
                Ok(()) => {}
            }
        }
        accept_clock = false;
        let next_round = begun + every;
        loop {
            let halt = || stop.load(Ordering::Relaxed);
            let pending = deliver(arguments, &mut sender, &halt)?;
            if arguments.once {
                return ended(well, pending);
            }
            let now = Instant::now();
            let wake = sender
                .next()
                .map_or(next_round, |next| next.min(next_round));
            match stopped.recv_timeout(wake.saturating_duration_since(now)) {
                Err(RecvTimeoutError::Timeout) if Instant::now() < next_round => {}
                Err(RecvTimeoutError::Timeout) => break,
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }
}

fn ended(well: bool, pending: Option<usize>) -> Result<(), Failure> {
    match (well, pending) {
        (true, Some(0)) => Ok(()),
        (true, Some(pending)) => Err(Failure::new(
            format!("{pending} messages are still to be sent"),
            "run again once the receiver answers; `foreshock alert outbox` says what stands in the way",
        )),
        _ => Err(Failure::new(
            "not every file could be fetched, or not every watch looked at",
            "the log says why; the same command makes up for it",
        )),
    }
}

/// A flag that is set, and a message that is sent, once the program is asked to
/// end. Asked a second time it ends at once.
fn signals() -> Result<(Arc<AtomicBool>, Receiver<()>), Failure> {
    let fail = |error: std::io::Error| {
        Failure::new(format!("cannot listen for signals: {error}"), "report this")
    };
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, stop.clone()).map_err(fail)?;
        signal_hook::flag::register(signal, stop.clone()).map_err(fail)?;
    }
    let (tell, told) = mpsc::channel();
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(fail)?;
    thread::spawn(move || {
        for _ in signals.forever() {
            // Nobody listens any more once the program is ending.
            let _ = tell.send(());
        }
    });
    Ok((stop, told))
}

/// What a round came to.
#[derive(Debug, Serialize)]
struct Line {
    event: &'static str,
    at: Timestamp,
    watch: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    /// Files that were fetched.
    fetched: u64,
    /// What could not be fetched, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_fetched: Vec<String>,
    changes: usize,
    signs: usize,
    messages: usize,
    /// By how much the clock is behind the time from which the watch was looked
    /// at before.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_behind_seconds: Option<i64>,
    milliseconds: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Line {
    fn words(&self) -> String {
        let mut words = format!("{}  {}", self.at, self.watch.display());
        if let Some(level) = &self.level {
            words.push_str(&format!("  level: {level}"));
        }
        words.push_str(&format!(
            "  changes: {}  signs: {}  messages: {}  {} ms",
            self.changes, self.signs, self.messages, self.milliseconds
        ));
        if self.fetched > 0 {
            words.push_str(&format!("  fetched: {}", self.fetched));
        }
        if let Some(first) = self.not_fetched.first() {
            let all = self.not_fetched.len();
            words.push_str(&format!("  not fetched: {all}, the first: {first}"));
        }
        if let Some(behind) = self.clock_behind_seconds {
            words.push_str(&format!("  the clock is {behind} s behind an earlier look"));
        }
        if let Some(error) = &self.error {
            words.push_str(&format!("  error: {error}"));
        }
        words
    }
}

fn round(
    arguments: &Run,
    watch: &Path,
    ledger: &Path,
    accept_clock: bool,
    stop: &Arc<AtomicBool>,
) -> Line {
    let begun = Instant::now();
    let mut line = Line {
        event: "round",
        at: Timestamp::now(),
        watch: watch.to_owned(),
        as_of: None,
        level: None,
        fetched: 0,
        not_fetched: Vec::new(),
        changes: 0,
        signs: 0,
        messages: 0,
        clock_behind_seconds: None,
        milliseconds: 0,
        error: None,
    };
    fetch_new(arguments, watch, stop, &mut line);
    if let Err(failure) = look(arguments, watch, ledger, accept_clock, &mut line) {
        line.error = Some(failure.to_string());
        // The place within the watch does not fit a line.
        if let Failure::Watch(faults) = failure {
            faults.show();
        }
    }
    line.milliseconds = begun.elapsed().as_millis();
    line
}

/// Brings what publishers have added into the lake. What stands in the way is noted and
/// keeps nobody from looking: a later round fetches what is missing.
fn fetch_new(arguments: &Run, watch: &Path, stop: &Arc<AtomicBool>, line: &mut Line) {
    // Messages and looks wait for it, so that it may not take long; the next round goes on.
    let options = Options {
        tries: 2,
        longest_wait: Duration::from_secs(30),
        until: Some(Instant::now() + LONGEST_FETCH),
        stop: Some(stop.clone()),
        ..Options::default()
    };
    let to = match arguments.as_of.as_deref().map(day) {
        Some(Some(day)) => day,
        _ => TimeZone::UTC.to_datetime(Timestamp::now()).date(),
    };
    let from = to.saturating_sub(i64::from(arguments.fetch_days - 1).days());
    for &catalogue in &arguments.fetch {
        let came = lake_directory(arguments.store.lake.as_deref()).and_then(|lake| {
            fetch(&Request {
                catalogue,
                span: Span { from, to },
                base: arguments.base_url.clone(),
                lake: Some(lake),
                theatre: Some(watch.to_owned()),
                mirror: None,
                options: options.clone(),
            })
        });
        match came {
            Ok(came) => {
                line.fetched += came.fetched;
                let failed = came.failed.into_iter().map(|failed| failed.reason);
                let refused = came.refused.into_iter().map(|refused| refused.reason);
                line.not_fetched.extend(failed.chain(refused));
            }
            Err(failure) => line.not_fetched.push(failure.to_string()),
        }
    }
}

/// The day of a date or of an instant on the command line.
fn day(as_of: &str) -> Option<Date> {
    as_of.get(..10)?.parse().ok()
}

fn look(
    arguments: &Run,
    watch: &Path,
    ledger: &Path,
    accept_clock: bool,
    line: &mut Line,
) -> Result<(), Failure> {
    let theatre = Theatre::open(&TheatreArguments {
        watch: watch.to_owned(),
        store: arguments.store.clone(),
    })?;
    let watch = &theatre.loaded.watch;
    let mut ledger = SqliteLedger::open(ledger)?;
    let now = Timestamp::now();
    if accept_clock {
        go_back(&mut ledger, &watch.title, now)?;
    }
    let as_of = match &arguments.as_of {
        Some(_) => theatre.loaded.as_of(arguments.as_of.as_deref())?,
        None => {
            let looked = ledger.looked(&watch.title)?;
            let behind = looked.map(|looked| looked.duration_since(now));
            line.clock_behind_seconds = behind
                .filter(|behind| *behind > SignedDuration::ZERO)
                .map(|behind| behind.as_secs());
            // Never from an earlier time than before: what was seen stays seen.
            let from = looked.map_or(now, |looked| looked.max(now));
            AsOf::at(from, watch.timezone.clone())
        }
    };
    line.as_of = Some(as_of.to_string());
    let known = theatre.known(&as_of)?.with_ledger(ledger.entries(0)?);
    let assessment = foreshock_assess::assess(watch, &known);
    line.level = assessment
        .readiness
        .as_ref()
        .map(|level| level.now.title.clone());
    let recorded = record(&mut ledger, watch, &known, &assessment, now)?;
    line.changes = recorded.changes;
    line.signs = recorded.signs;
    line.messages = recorded.messages;
    Ok(())
}

/// Lets a watch be looked at from `now`, though it was looked at from a later time
/// before, and writes that down.
fn go_back(ledger: &mut SqliteLedger, watch: &str, now: Timestamp) -> Result<(), Failure> {
    let done = ledger.turn(now, |turn| {
        let Some(looked) = turn.looked(watch)?.filter(|looked| *looked > now) else {
            return Ok(());
        };
        let body = json!({ "watch": watch, "looked_from": looked.to_string(), "goes_back_to": now.to_string() });
        let key = format!("{CLOCK_ACCEPTED}:{}", turn.entries().len());
        turn.append(&Draft::new(CLOCK_ACCEPTED, key, body))?;
        turn.look(watch, now)
    });
    Ok(done?)
}

/// Sends what is due; how much is left, or `None` where the outbox cannot be read.
fn deliver(
    arguments: &Run,
    sender: &mut Sender,
    halt: &(dyn Fn() -> bool + Sync),
) -> Result<Option<usize>, Failure> {
    let report = match sender.deliver(halt) {
        Ok(report) => report,
        Err(error) => {
            eprintln(&format!("error: {error}"));
            return Ok(None);
        }
    };
    let Report {
        delivered,
        failed,
        pending,
        problems,
    } = &report;
    if *delivered + *failed > 0 || !problems.is_empty() {
        let at = Timestamp::now();
        let line = json!({
            "event": "delivery",
            "at": at.to_string(),
            "delivered": delivered,
            "failed": failed,
            "pending": pending,
            "problems": problems,
        });
        let mut words =
            format!("{at}  delivered: {delivered}  failed: {failed}  pending: {pending}");
        for (channel, why) in problems {
            let why = why.lines().next().unwrap_or_default();
            words.push_str(&format!("  {channel}: {why}"));
        }
        log(arguments.json, &line, &words)?;
    }
    Ok(Some(*pending))
}

fn log(json: bool, line: &impl Serialize, words: &str) -> Result<(), Failure> {
    match json {
        true => output::print(&format!("{}\n", serde_json::to_string(line)?)),
        false => output::print(&format!("{words}\n")),
    }
}

/// A length of time on the command line.
pub(super) fn length(option: &str, text: &str) -> Result<Duration, Failure> {
    let read: Option<SignedDuration> = text.trim().parse().ok();
    read.filter(|length| *length > SignedDuration::ZERO)
        .and_then(|length| Duration::try_from(length).ok())
        .ok_or_else(|| {
            Failure::usage(
                format!("{option} `{text}` is not a length of time"),
                "write \"15m\", \"90s\", \"1h 30m\"",
            )
        })
}
