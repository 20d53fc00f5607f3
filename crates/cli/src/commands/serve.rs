//! `foreshock serve`: the workbench.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use foreshock_event::{AsOf, Text};
use foreshock_lake::{
    Lake,
    coverage::{Per, PublisherCoverage, coverage},
};
use foreshock_serve::{Error, Reading, Settings, Theatre as Served, Tokens, Trouble, serve};
use jiff::Timestamp;

use super::{run::length, token};
use crate::{
    arguments::{self, Serve, Store},
    failure::{Failure, eprintln},
    theatre::{Theatre, lake_directory, user_directory},
    written_down,
};

pub(crate) fn run(arguments: &Serve) -> Result<(), Failure> {
    let every = length("--every", &arguments.every)?;
    let is_local = arguments.listen.ip().is_loopback();
    let tokens = match is_local && arguments.tokens.tokens.is_none() {
        true => None,
        false => Some(token::path(&arguments.tokens)?),
    };
    if let Some(path) = &tokens {
        has_tokens(path)?;
    }
    let audit = match &arguments.audit {
        Some(path) => Some(path.clone()),
        None => user_directory().map(|directory| directory.join("audit.jsonl")),
    };
    let settings = Settings {
        listen: arguments.listen,
        ledger: written_down::path(&arguments.place)?,
        tokens,
        tls: arguments.tls_cert.clone().zip(arguments.tls_key.clone()),
        behind_proxy: arguments.behind_proxy,
        hosts: arguments.host.clone(),
        audit,
        local_name: user_name(),
        every,
    };
    let mut names = BTreeSet::new();
    let mut theatres: Vec<Box<dyn Served>> = Vec::new();
    for watch in &arguments.watches {
        let id = name_of(watch);
        if !names.insert(id.clone()) {
            return Err(Failure::usage(
                format!("two watches would have the address `{id}`"),
                "rename the directory or the file of one of them",
            ));
        }
        theatres.push(Box::new(OnDisk {
            id,
            path: watch.clone(),
            store: arguments.store.clone(),
            stamp: Stamp::default(),
            datasets: BTreeSet::new(),
        }));
    }
    eprintln("reading the watches …");
    serve(theatres, &settings, |address| {
        eprintln(&format!(
            "the workbench is open: {address}\nend it with Ctrl-C"
        ));
    })
    .map_err(failure)
}

/// Somebody has to be able to sign in.
fn has_tokens(path: &Path) -> Result<(), Failure> {
    let tokens = Tokens::read(path)
        .map_err(|error| Failure::new(error.to_string(), "check the file, and who may read it"))?;
    match tokens.is_empty() {
        true => Err(Failure::new(
            format!(
                "there are no tokens in {}, so nobody could sign in",
                path.display()
            ),
            "make one: foreshock token add NAME --role admin",
        )),
        false => Ok(()),
    }
}

fn failure(error: Error) -> Failure {
    let remedy = match &error {
        Error::Listen { .. } => "choose another with --listen, such as 127.0.0.1:0",
        Error::NoTokens(_) => "make one: foreshock token add NAME --role admin",
        Error::NoTls(_) => {
            "give --tls-cert and --tls-key, or --behind-proxy where a proxy in front has TLS"
        }
        Error::Tls { .. } => "give a certificate chain and its key as PEM files",
        Error::Audit { .. } => "say where it may be written: --audit FILE",
        Error::Tokens(_) | Error::Ledger(_) | Error::Runtime(_) => "check files and limits",
    };
    Failure::new(error.to_string(), remedy)
}

/// The name of this machine's user.
fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| env::var(name).ok())
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "local user".to_owned())
}

/// The short name of a watch: that of its directory or of its file.
fn name_of(watch: &Path) -> String {
    let is_directory = watch.is_dir();
    let named = match watch.file_name() {
        Some(name) if !is_directory && name == "watch.toml" => watch.parent(),
        _ => Some(watch),
    };
    // `.` and the like have a name only once they are made absolute.
    let named = named.map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
    let name = named.as_deref().and_then(|path| match is_directory {
        true => path.file_name(),
        false => path.file_stem(),
    });
    let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let name: String = name
        .chars()
        .map(|c| match c.is_ascii_alphanumeric() || c == '_' {
            true => c,
            false => '-',
        })
        .collect();
    match name.trim_matches('-') {
        "" => "watch".to_owned(),
        name => name.to_owned(),
    }
}

/// When files were changed, and how long they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stamp(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Stamp {
    fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let look = |path: PathBuf| {
            let data = fs::metadata(&path).ok();
            let stamp = data.and_then(|data| Some((data.modified().ok()?, data.len())));
            (path, stamp)
        };
        Self(paths.into_iter().map(look).collect())
    }

    fn now(&self) -> Self {
        Self::of(self.0.iter().map(|(path, _)| path.clone()))
    }
}

/// A watch on disk.
struct OnDisk {
    id: String,
    path: PathBuf,
    store: Store,
    /// Of the watch, its files and the log of the lake, when they were read.
    stamp: Stamp,
    /// The datasets of its sources, as they were read.
    datasets: BTreeSet<Text>,
}

impl OnDisk {
    fn open(&self) -> Result<Theatre, Failure> {
        Theatre::open(&arguments::Theatre {
            watch: self.path.clone(),
            store: self.store.clone(),
        })
    }

    /// What is looked at to tell whether something changed.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![self.path.clone(), self.path.join("watch.toml")];
        if let Ok(lake) = lake_directory(self.store.lake.as_deref()) {
            files.push(lake.join("records").join("_delta_log"));
        }
        files
    }
}

impl Served for OnDisk {
    fn id(&self) -> &str {
        &self.id
    }

    fn read(&mut self) -> Result<Reading, Trouble> {
        // A file that is changed while it is read is read again, and so is one whose fault
        // was mended.
        let before: Vec<PathBuf> = self.stamp.0.iter().map(|(path, _)| path.clone()).collect();
        let before = Stamp::of(before.into_iter().chain(self.files()));
        self.stamp = before.clone();
        let read = |served: &Self| -> Result<(Reading, Vec<PathBuf>, BTreeSet<Text>), Failure> {
            let theatre = served.open()?;
            let now = AsOf::at(Timestamp::now(), theatre.loaded.watch.timezone.clone());
            let known = theatre.known(&now)?;
            let files = theatre.paths();
            let datasets = theatre.datasets.iter().map(|dataset| dataset.id().clone());
            let datasets = datasets.collect();
            let reading = Reading {
                watch: theatre.loaded.watch,
                text: theatre.loaded.text,
                known,
            };
            Ok((reading, files, datasets))
        };
        let (reading, own, datasets) = read(self).map_err(trouble)?;
        self.datasets = datasets;
        self.stamp = Stamp::of(self.files().into_iter().chain(own));
        for (path, stamp) in &mut self.stamp.0 {
            // The log of the lake grew by this very reading.
            let earlier = before.0.iter().find(|(of, _)| of == path);
            if let Some((_, earlier)) = earlier.filter(|_| !path.ends_with("_delta_log")) {
                *stamp = *earlier;
            }
        }
        Ok(reading)
    }

    fn has_changed(&self) -> bool {
        self.stamp.now() != self.stamp
    }

    fn coverage(&self) -> Result<Vec<PublisherCoverage>, Trouble> {
        let read = || -> Result<Vec<PublisherCoverage>, Failure> {
            let lake = Lake::open(&lake_directory(self.store.lake.as_deref())?)?;
            Ok(coverage(&lake, Some(&self.datasets), Per::Month)?)
        };
        read().map_err(trouble)
    }
}

fn trouble(failure: Failure) -> Trouble {
    let help = match &failure {
        Failure::Watch(faults) => faults.faults.first().map(|first| {
            let (line, _) = first.line_and_column(&faults.text);
            format!("line {line}: {}; see `foreshock check`", first.message)
        }),
        Failure::Usage { remedy, .. } => Some(remedy.clone()),
        Failure::Other { remedy, .. } => remedy.clone(),
        Failure::Shown | Failure::OutputClosed => None,
    };
    let text = failure.to_string();
    let (error, rest) = text.split_once("\n  help: ").unwrap_or((&text, ""));
    Trouble {
        error: error.to_owned(),
        help: help.or_else(|| (!rest.is_empty()).then(|| rest.to_owned())),
    }
}
