//! `foreshock forecast WATCH`: the questions of a watch, written down in the
//! ledger, or made again.

use std::fmt::Write;

use foreshock_assess::questions::{self, FORECAST_ISSUED, ForecastEntry};
use foreshock_event::AsOf;
use foreshock_ledger::{Appended, Ledger, SqliteLedger, canonical};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    arguments::{Issue, Theatre as Arguments},
    failure::{Failure, eprintln},
    output,
    theatre::Theatre,
    written_down,
};

/// A forecast with its place in the ledger.
#[derive(Serialize)]
struct Shown<'a> {
    sequence: u64,
    digest: &'a str,
    recorded_at: String,
    /// Whether it was written down now, and not there before.
    new: bool,
    forecast: &'a ForecastEntry,
}

pub(crate) fn run(arguments: &Issue) -> Result<(), Failure> {
    let watch = arguments.watch.clone().unwrap_or_default();
    let theatre = Theatre::open(&Arguments {
        watch,
        store: arguments.store.clone(),
    })?;
    if theatre.loaded.watch.questions.is_empty() {
        return Err(Failure::new(
            format!("{} asks no question", theatre.loaded.path.display()),
            "add one with [[question]]; see docs/watch.md",
        ));
    }
    match arguments.verify {
        true => verify(arguments, &theatre),
        false => issue(arguments, &theatre),
    }
}

fn issue(arguments: &Issue, theatre: &Theatre) -> Result<(), Failure> {
    let watch = &theatre.loaded.watch;
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let drafts = questions::issue(watch, &theatre.known(&as_of)?);
    let path = written_down::path(&arguments.place)?;
    let mut ledger = SqliteLedger::open(&path)?;
    let entries: Vec<foreshock_ledger::Draft> = drafts
        .iter()
        .cloned()
        .map(written_down::draft)
        .collect::<Result<_, _>>()?;
    let appended = ledger.append(&entries, Timestamp::now())?;
    let shown: Vec<Shown<'_>> = appended
        .iter()
        .zip(&drafts)
        .map(|(Appended { entry, new }, draft)| Shown {
            sequence: entry.sequence,
            digest: &entry.digest,
            recorded_at: entry.recorded_at.to_string(),
            new: *new,
            forecast: &draft.body,
        })
        .collect();
    match arguments.json {
        true => output::print(&foreshock_report::json(&shown)?)?,
        false => output::print(&table(&watch.title, &as_of, &shown))?,
    }
    let new = shown.iter().filter(|shown| shown.new).count();
    let head = ledger.head()?;
    eprintln(&format!(
        "{new} written down, {} there before; {}",
        shown.len() - new,
        match head {
            Some(head) => format!("ledger head {}", head.digest),
            None => "the ledger is empty".to_owned(),
        }
    ));
    Ok(())
}

fn table(title: &str, as_of: &AsOf, shown: &[Shown<'_>]) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{title}\nas of {as_of}\n");
    let _ = writeln!(
        out,
        "{:>6}  {:<24} {:<10} {:<10} {:>6} {:>9}",
        "entry", "question", "from", "to", "yes", "base rate"
    );
    for one in shown {
        let forecast = one.forecast;
        let _ = writeln!(
            out,
            "{:>6}  {:<24} {} {} {:>5.1}% {:>8.1}%",
            one.sequence,
            forecast.question,
            forecast.from,
            forecast.to,
            forecast.probability * 100.0,
            forecast.base_rate.rate * 100.0
        );
    }
    if shown.is_empty() {
        let _ = writeln!(
            out,
            "No question is open of which anything can be said by then."
        );
    }
    out
}

/// How a forecast that was made again compares with what is written down.
#[derive(Serialize)]
struct Compared {
    sequence: u64,
    question: String,
    as_of: String,
    same: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

fn verify(arguments: &Issue, theatre: &Theatre) -> Result<(), Failure> {
    let watch = &theatre.loaded.watch;
    let ledger = SqliteLedger::open_to_read(&written_down::path(&arguments.place)?)?;
    let entries = ledger.entries(0)?;
    written_down::warn(&foreshock_ledger::Verification::of(&entries));
    let mut views: Vec<String> = entries
        .iter()
        .filter(|entry| &*entry.kind == FORECAST_ISSUED)
        .filter_map(|entry| serde_json::from_str::<ForecastEntry>(&entry.body).ok())
        .filter(|forecast| forecast.watch == watch.title)
        .map(|forecast| forecast.as_of)
        .collect();
    views.dedup();
    views.sort();
    views.dedup();
    if let Some(asked) = &arguments.as_of {
        let asked = theatre.loaded.as_of(Some(asked))?.to_string();
        views.retain(|view| *view == asked);
    }
    let mut compared = Vec::new();
    for view in views {
        let as_of = theatre.loaded.as_of(Some(&view))?;
        let known = theatre.known(&as_of)?;
        for remade in questions::remake(watch, &known, &entries) {
            let written = entries
                .iter()
                .find(|entry| entry.sequence == remade.sequence)
                .map(|entry| &*entry.body);
            let now = match &remade.now {
                Some(now) => Some(canonical(&serde_json::to_value(now)?)),
                None => None,
            };
            let same = now.is_some() && now.as_deref() == written;
            compared.push(Compared {
                sequence: remade.sequence,
                question: remade.question.clone(),
                as_of: view.clone(),
                same,
                why: (!same).then(|| why(&remade)),
            });
        }
    }
    match arguments.json {
        true => output::print(&foreshock_report::json(&compared)?)?,
        false => {
            for one in compared.iter().filter(|one| !one.same) {
                output::print(&format!(
                    "entry {}  {}  as of {}: {}\n",
                    one.sequence,
                    one.question,
                    one.as_of,
                    one.why.as_deref().unwrap_or_default()
                ))?;
            }
        }
    }
    let same = compared.iter().filter(|one| one.same).count();
    match compared.len() - same {
        0 => {
            eprintln(&format!("{same} forecasts made again, every byte the same"));
            Ok(())
        }
        others => Err(Failure::new(
            format!(
                "{others} of {} forecasts come out differently now",
                compared.len()
            ),
            "the reason stands beside each; the ledger keeps what was written down",
        )),
    }
}

/// Why a forecast comes out differently.
fn why(remade: &questions::Remade) -> String {
    let written = &remade.written;
    let Some(now) = &remade.now else {
        return "it cannot be made any more: a source is gone from the watch, or covers no day"
            .to_owned();
    };
    let versions = |entry: &ForecastEntry| {
        let models = entry.models.iter();
        models
            .map(|model| (model.name.clone(), model.version.clone()))
            .collect::<Vec<_>>()
    };
    if now.known_digest != written.known_digest {
        format!(
            "what was known then is not the same now (digest {} and not {})",
            &now.known_digest[..12],
            written.known_digest.get(..12).unwrap_or_default()
        )
    } else if versions(now) != versions(written) {
        "the models have other versions now".to_owned()
    } else if now.seed != written.seed || now.timezone != written.timezone {
        "the watch has another seed or timezone now".to_owned()
    } else if now.probability != written.probability {
        format!(
            "{} is written down and {} comes out",
            written.probability, now.probability
        )
    } else {
        "its sources are read otherwise now, such as with other days covered".to_owned()
    }
}
