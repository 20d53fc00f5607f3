//! From a watch on disk to what was known.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use foreshock_assess::{Measured, Tally};
use foreshock_event::{AsOf, Feed, Known};
use foreshock_lake::{Dataset, Ingested, Lake, Reading, Rows};
use foreshock_source::Publisher;
use foreshock_watch::{Diagnostic, Indicator, Source, SourceKind, Watch};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    arguments,
    failure::{Failure, WatchFaults, eprintln},
    files,
};

#[cfg(test)]
mod tests;

const DATA_VARIABLE: &str = "FORESHOCK_DATA";

/// A watch with the file that it was read from.
pub(crate) struct Loaded {
    pub watch: Watch,
    pub path: PathBuf,
    pub text: Arc<str>,
}

impl Loaded {
    /// Reads the watch at `path`, a file or a directory with a `watch.toml`.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let path = match path.is_dir() {
            true => path.join("watch.toml"),
            false => path.to_owned(),
        };
        let bytes = std::fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Failure::new(
                format!("{} is not UTF-8 text (line {line})", path.display()),
                "save the watch as UTF-8",
            )
        })?;
        let text: Arc<str> = text.into();
        match Watch::read(&text) {
            Ok(watch) => Ok(Self { watch, path, text }),
            Err(faults) => Err(Failure::Watch(WatchFaults {
                name: path.display().to_string(),
                text,
                faults,
            })),
        }
    }

    /// The faults as they are shown.
    pub(crate) fn faults(&self, faults: Vec<Diagnostic>) -> WatchFaults {
        WatchFaults {
            name: self.path.display().to_string(),
            text: self.text.clone(),
            faults,
        }
    }

    /// The files of the sources, in the order of the watch.
    pub(crate) fn readings(&self) -> Result<Vec<Files>, Failure> {
        let mut faults = Vec::new();
        let mut files = Vec::new();
        for source in &self.watch.sources {
            match self.files_of(source) {
                Ok(of_source) => files.push(of_source),
                Err(fault) => faults.push(*fault),
            }
        }
        match faults.is_empty() {
            true => Ok(files),
            false => Err(Failure::Watch(self.faults(faults))),
        }
    }

    fn files_of(&self, source: &Source) -> Result<Files, Box<Diagnostic>> {
        let Some(written) = &source.path else {
            return Ok(Files::Ingested);
        };
        let Some(path) = self.resolve(written) else {
            let fault = Diagnostic::error(
                source.path_span.clone(),
                format!("the variable {DATA_VARIABLE} is not set"),
            );
            return Err(Box::new(fault.with_help(format!(
                "set it to the directory that holds the data: {DATA_VARIABLE}=/path/to/data"
            ))));
        };
        let reading = |path: PathBuf, collection: Option<String>| Reading {
            input: source.input.clone(),
            path,
            snapshot: source.kind == SourceKind::Snapshot,
            collection,
            theatre: None,
        };
        let Some(publisher) = source.publisher() else {
            return Ok(Files::Own(vec![reading(path, None)]));
        };
        let place = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
        let collection = place.to_string_lossy().into_owned();
        let (found, _) = files::of_publisher(publisher, &[path]).map_err(|failure| {
            Box::new(Diagnostic::error(
                source.path_span.clone(),
                failure.to_string(),
            ))
        })?;
        let readings = found
            .into_iter()
            .map(|path| reading(path, Some(collection.clone())));
        Ok(Files::Own(readings.collect()))
    }

    /// A path of the watch on this machine: relative to the watch, or below the
    /// data directory.
    fn resolve(&self, path: &str) -> Option<PathBuf> {
        match path.strip_prefix(&format!("${{{DATA_VARIABLE}}}/")) {
            Some(rest) => env::var_os(DATA_VARIABLE).map(|data| Path::new(&data).join(rest)),
            None => Some(self.path.parent().unwrap_or(Path::new("")).join(path)),
        }
    }

    /// The instant to look from.
    pub(crate) fn as_of(&self, asked: Option<&str>) -> Result<AsOf, Failure> {
        let now = Timestamp::now();
        match asked {
            None => Ok(self.watch.as_of(now)),
            Some("now") => Ok(AsOf::at(now, self.watch.timezone.clone())),
            Some(text) => AsOf::parse(text, self.watch.timezone.clone()).map_err(|error| {
                Failure::usage(
                    error.to_string(),
                    "write --as-of 2024-09-16, an instant, or now",
                )
            }),
        }
    }
}

/// Where the records of a source are from.
pub(crate) enum Files {
    /// From files that the watch names.
    Own(Vec<Reading>),
    /// From what `foreshock ingest` brought into the lake.
    Ingested,
}

/// A watch and the lake that holds what its sources gave.
pub(crate) struct Theatre {
    pub loaded: Loaded,
    pub lake: Lake,
    /// The datasets of the sources, in the order of the watch.
    pub datasets: Vec<Dataset>,
    /// The files that the watch names.
    files: Vec<PathBuf>,
}

impl Theatre {
    /// Reads the watch, warns of its faults, and brings its tables into the
    /// lake.
    pub(crate) fn open(arguments: &arguments::Theatre) -> Result<Self, Failure> {
        let loaded = Loaded::read(&arguments.watch)?;
        if !loaded.watch.warnings.is_empty() {
            loaded.faults(loaded.watch.warnings.clone()).show();
        }
        let files = loaded.readings()?;
        let mut lake = Lake::open(&lake_directory(arguments.store.lake.as_deref())?)?;
        let readings: Vec<Reading> = files
            .iter()
            .flat_map(|files| match files {
                Files::Own(readings) => readings.as_slice(),
                Files::Ingested => &[],
            })
            .cloned()
            .collect();
        let bar = ProgressBar::new(readings.len() as u64).with_style(style());
        bar.enable_steady_tick(Duration::from_millis(200));
        let ingested = lake.ingest(
            &readings,
            Timestamp::now(),
            arguments.store.reread,
            |reading| {
                bar.inc(1);
                bar.set_message(reading.path.display().to_string());
            },
        );
        bar.finish_and_clear();
        for ingested in ingested?.iter().filter(|ingested| ingested.new) {
            eprintln(&account(ingested));
        }
        let datasets = loaded
            .watch
            .sources
            .iter()
            .zip(&files)
            .map(|(source, files)| match files {
                Files::Own(readings) => match readings.first() {
                    Some(reading) => Ok(reading.dataset()),
                    None => Err(no_files(source)),
                },
                Files::Ingested => ingested_dataset(&lake, &loaded.watch, source),
            })
            .collect::<Result<Vec<Dataset>, Failure>>()?;
        Ok(Self {
            files: readings.into_iter().map(|reading| reading.path).collect(),
            loaded,
            lake,
            datasets,
        })
    }

    /// The files that the watch names, itself among them.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let own = std::iter::once(self.loaded.path.clone());
        own.chain(self.files.iter().cloned()).collect()
    }

    /// What was known at `as_of`.
    pub(crate) fn known(&self, as_of: &AsOf) -> Result<Known, Failure> {
        let feeds = self.loaded.watch.feeds();
        let feeds: Vec<(Dataset, Feed)> = self.datasets.iter().cloned().zip(feeds).collect();
        Ok(self.lake.known(as_of, &feeds)?)
    }

    /// What indicators measure as of an instant, from the columns of the lake: nothing is
    /// held of what they do not select.
    pub(crate) fn series(
        &self,
        indicators: &[&Indicator],
        as_of: &AsOf,
    ) -> Result<Vec<Measured>, Failure> {
        let watch = &self.loaded.watch;
        let nothing = || Tally::new(watch, indicators, as_of);
        let mut tally = nothing();
        let feeds = watch.feeds();
        for source in tally.sources() {
            let of_source = (self.datasets[source].clone(), feeds[source].clone());
            let add = |rows: &Rows<'_>, tally: &mut Tally<'_>| tally.add(source, rows);
            for gathered in self.lake.stretches(as_of, &of_source, nothing, add)? {
                tally.merge(gathered);
            }
        }
        Ok(tally.series())
    }
}

fn no_files(source: &Source) -> Failure {
    Failure::new(
        format!("the path of the source `{}` fits no file", source.id),
        "check it; `*` stands for any text within a name, `**` for any directories",
    )
}

/// The dataset of what `foreshock ingest` brought for a source: all of the
/// publisher's rows, or else those that were kept for this watch.
fn ingested_dataset(lake: &Lake, watch: &Watch, source: &Source) -> Result<Dataset, Failure> {
    let Some(publisher) = source.publisher() else {
        return Err(no_files(source));
    };
    let theatre = theatre_of(watch, publisher);
    [None, Some(&theatre)]
        .into_iter()
        .map(|theatre| Dataset::of_collection(&source.input, INGESTED, theatre))
        .find(|dataset| lake.holds(dataset))
        .ok_or_else(|| {
            let name = publisher.name();
            Failure::new(
                format!("nothing of {} was ingested for the source `{}`", publisher.title(), source.id),
                format!("bring its files in with `foreshock ingest {name} PATH…` (with --theatre, again after the matches have changed), or give the source a path"),
            )
        })
}

/// Name of the collection of what `foreshock ingest` brings.
pub(crate) const INGESTED: &str = "ingested";

/// Lets through what the watch can match of a publisher's records.
pub(crate) fn theatre_of(watch: &Watch, publisher: Publisher) -> foreshock_lake::Theatre {
    let selections: Vec<String> = watch
        .selecting()
        .filter(|indicator| {
            watch
                .sources_of(indicator)
                .any(|source| source.publisher() == Some(publisher))
        })
        .map(|indicator| format!("{:?}", indicator.selection))
        .collect();
    let watch = watch.clone();
    foreshock_lake::Theatre {
        digest: Sha256::digest(selections.join("|")).into(),
        fits: Arc::new(move |record| watch.may_match(publisher, record)),
    }
}

/// The directory of the lake: as given, or the user's own.
pub(crate) fn lake_directory(given: Option<&Path>) -> Result<PathBuf, Failure> {
    match given {
        Some(directory) => Ok(directory.to_owned()),
        None => default_lake(),
    }
}

/// What became of a file, in a line.
fn account(ingested: &Ingested) -> String {
    let entry = &ingested.entry;
    let mut parts = Vec::new();
    let mut part = |number: u64, words: &str| {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    };
    part(entry.added, "new");
    part(entry.revised, "corrected");
    part(entry.withdrawn, "withdrawn");
    part(entry.unchanged, "as before");
    part(entry.superseded, "superseded by a newer release");
    part(entry.rejected, "set aside (see `foreshock rejected`)");
    let mut line = format!("{}: {} rows read", entry.file, entry.read);
    if !parts.is_empty() {
        line.push_str(": ");
        line.push_str(&parts.join(", "));
    }
    if entry.edition > 1 && entry.revised + entry.withdrawn + entry.added > 0 {
        line.push_str(
            "\n  what changed is known from now on; views of the past keep the earlier edition (--reread to change that)",
        );
    }
    line
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} reading {pos}/{len} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn default_lake() -> Result<PathBuf, Failure> {
    user_directory()
        .map(|directory| directory.join("lake"))
        .ok_or_else(|| {
            Failure::new(
                "there is no data directory for this user",
                "say where to keep what is read: --lake DIR, or FORESHOCK_LAKE",
            )
        })
}

/// Where what is kept for this user lies, unless the command line says
/// otherwise.
pub(crate) fn user_directory() -> Option<PathBuf> {
    dirs::data_local_dir().map(|data| data.join("foreshock"))
}
