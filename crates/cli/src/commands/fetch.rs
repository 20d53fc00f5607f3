//! `foreshock fetch`: a publisher's files by its own list, into the lake.

use std::{
    collections::HashSet,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use foreshock_event::Text;
use foreshock_fetch::{Catalogue, Client, Fetched, Listed, Listing, Options, Span, Url};
use foreshock_lake::{Ingested, Lake, coverage::MissingSlots};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::ingest::{self, Refused};
use crate::{
    arguments::Fetch,
    failure::{Failure, eprintln},
    output, theatre,
};

/// What to fetch, and where to.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Whose list.
    pub catalogue: Catalogue,
    /// Which days.
    pub span: Span,
    /// Where list and files lie, where it is not the publisher's own address.
    pub base: Option<String>,
    /// Directory of the lake that the files go into; `None` to mirror only.
    pub lake: Option<PathBuf>,
    /// The watch that says which rows are kept.
    pub theatre: Option<PathBuf>,
    /// Where the files stay.
    pub mirror: Option<PathBuf>,
    /// How patiently.
    pub options: Options,
}

/// What came of it.
#[derive(Serialize)]
pub(crate) struct Came {
    catalogue: &'static str,
    publisher: &'static str,
    from: String,
    to: String,
    /// Files that the list has for these days.
    pub listed: u64,
    /// First and last file that the list holds at all, where it is a sequence.
    list_reaches: Option<[String; 2]>,
    /// What the list itself lacks.
    gaps: Vec<MissingSlots>,
    /// What of the list could not be used: the first of it, and how much there is.
    list_faults: Vec<String>,
    list_faults_in_all: u64,
    /// Files that the lake held before, by their names.
    pub in_the_lake: u64,
    /// Files that came over the network, and of them those that were carried on.
    pub fetched: u64,
    resumed: u64,
    received_bytes: u64,
    /// Files that lay in the mirror before.
    mirrored_before: u64,
    /// What could not be fetched, and why.
    pub failed: Vec<Failed>,
    /// What the reader refused.
    pub refused: Vec<Refused>,
    /// What became of the rows of the new files.
    rows: Rows,
}

/// A file that could not be fetched.
#[derive(Serialize)]
pub(crate) struct Failed {
    pub name: String,
    pub reason: String,
}

/// Rows of new files: read = kept + outside + superseded + rejected.
#[derive(Default, Serialize)]
struct Rows {
    files: u64,
    read: u64,
    kept: u64,
    outside: u64,
    superseded: u64,
    rejected: u64,
}

impl Rows {
    fn add(&mut self, ingested: &[Ingested]) {
        for entry in ingested
            .iter()
            .filter(|ingested| ingested.new)
            .map(|ingested| &ingested.entry)
        {
            self.files += 1;
            self.read += entry.read;
            self.kept += entry.kept;
            self.outside += entry.outside;
            self.superseded += entry.superseded;
            self.rejected += entry.rejected;
        }
    }
}

pub(crate) fn run(arguments: &Fetch) -> Result<(), Failure> {
    if arguments.from > arguments.to {
        return Err(Failure::usage(
            format!("{} is after {}", arguments.from, arguments.to),
            "give the first day as --from and the last as --to",
        ));
    }
    let came = fetch(&Request {
        catalogue: arguments.catalogue,
        span: Span {
            from: arguments.from,
            to: arguments.to,
        },
        base: arguments.base_url.clone(),
        lake: match arguments.mirror_only {
            true => None,
            false => Some(theatre::lake_directory(arguments.lake.as_deref())?),
        },
        theatre: arguments.theatre.clone(),
        mirror: arguments.mirror.clone(),
        options: Options {
            parallel: usize::from(arguments.parallel),
            tries: arguments.tries,
            stall: Duration::from_secs(arguments.stall),
            ..Options::default()
        },
    })?;
    output::print(&match arguments.json {
        true => foreshock_report::json(&came)?,
        false => summary(&came),
    })?;
    for failed in &came.failed {
        eprintln(&format!("not fetched: {}", failed.reason));
    }
    for refused in &came.refused {
        eprintln(&format!("refused: {}", refused.reason));
    }
    match came.failed.len() + came.refused.len() {
        0 => Ok(()),
        some => Err(Failure::new(
            format!("{some} of {} files are missing", came.listed),
            "see above; the others are in place, and the same command fetches what is missing",
        )),
    }
}

/// Fetches what is listed and brings it into the lake, each file exactly once. What
/// cannot be fetched or read is told and keeps nothing else back.
///
/// # Errors
///
/// Where the list cannot be read, the watch has errors, or the lake or the disk stands in
/// the way.
pub(crate) fn fetch(request: &Request) -> Result<Came, Failure> {
    let catalogue = request.catalogue;
    let publisher = catalogue.publisher();
    let base = base(request)?;
    let filter = ingest::filter(request.theatre.as_deref(), publisher)?;
    let mut lake = match &request.lake {
        Some(directory) => Some(Lake::open(directory)?),
        None => None,
    };
    let directory = match (&request.mirror, &request.lake) {
        (Some(mirror), _) => mirror.clone(),
        (None, Some(lake)) => lake.join("fetched").join(catalogue.name()),
        (None, None) => {
            return Err(Failure::usage(
                "there is neither a lake nor a mirror to fetch to",
                "give --lake or --mirror",
            ));
        }
    };
    let token = catalogue
        .token_variable()
        .and_then(|variable| env::var(variable).ok())
        .and_then(|value| catalogue.token(value));
    let client = Client::new(request.options.clone(), token);
    let listing = catalogue.list(&client, &base, request.span, &directory)?;
    let mut came = Came::of(request, &listing);
    let held: HashSet<String> = match &lake {
        // A mirror is made whole, whatever the lake holds.
        Some(lake) if request.mirror.is_none() => {
            let dataset = ingest::readings(publisher, vec![PathBuf::new()], filter.as_ref())
                .first()
                .map(|reading| reading.dataset().id().clone());
            names(lake, dataset.as_ref())
        }
        _ => HashSet::new(),
    };
    let (there, wanted): (Vec<&Listed>, Vec<&Listed>) = listing
        .files
        .iter()
        .partition(|file| held.contains(&file.name));
    came.in_the_lake = there.len() as u64;
    let bar = bar(&wanted);
    for group in groups(&wanted) {
        let came_to =
            foreshock_fetch::download_all(&client, &group, &directory, &|bytes| bar.inc(bytes));
        let mut files = Vec::new();
        for (listed, came_to) in group.iter().zip(came_to) {
            match came_to {
                Ok(fetched) => {
                    came.count(&fetched);
                    files.push(fetched.path);
                }
                Err(error @ foreshock_fetch::Error::Disk { .. }) => {
                    bar.finish_and_clear();
                    return Err(error.into());
                }
                Err(error) => came.failed.push(Failed {
                    name: listed.name.clone(),
                    reason: error.to_string(),
                }),
            }
        }
        if let Some(lake) = &mut lake {
            let readings = ingest::readings(publisher, files.clone(), filter.as_ref());
            let brought = bar.suspend(|| ingest::bring(lake, &readings, false));
            let (ingested, refused) = brought?;
            came.rows.add(&ingested);
            let kept: HashSet<&str> = refused.iter().map(|refused| &*refused.path).collect();
            if request.mirror.is_none() {
                remove(&files, &kept);
            }
            came.refused.extend(refused);
        }
    }
    bar.finish_and_clear();
    if request.mirror.is_none() {
        // Stays where parts wait to be carried on.
        let _ = fs::remove_dir(&directory);
        let _ = directory.parent().map(fs::remove_dir);
    }
    Ok(came)
}

impl Came {
    fn of(request: &Request, listing: &Listing) -> Self {
        Self {
            catalogue: request.catalogue.name(),
            publisher: request.catalogue.publisher().title(),
            from: request.span.from.to_string(),
            to: request.span.to.to_string(),
            listed: listing.files.len() as u64,
            list_reaches: listing
                .reaches
                .map(|(first, last)| [first.to_string(), last.to_string()]),
            gaps: listing
                .gaps
                .iter()
                .cloned()
                .map(MissingSlots::from)
                .collect(),
            list_faults: listing.faults.clone(),
            list_faults_in_all: listing.faults_in_all,
            in_the_lake: 0,
            fetched: 0,
            resumed: 0,
            received_bytes: 0,
            mirrored_before: 0,
            failed: Vec::new(),
            refused: Vec::new(),
            rows: Rows::default(),
        }
    }

    fn count(&mut self, fetched: &Fetched) {
        match fetched.received {
            0 => self.mirrored_before += 1,
            bytes => {
                self.fetched += 1;
                self.received_bytes += bytes;
            }
        }
        self.resumed += u64::from(fetched.resumed);
    }
}

/// The address below which everything lies.
fn base(request: &Request) -> Result<Url, Failure> {
    let mut address = match &request.base {
        Some(address) => address.clone(),
        None => request.catalogue.home().to_owned(),
    };
    if !address.ends_with('/') {
        address.push('/');
    }
    let remedy = "write it as https://host/path/";
    let url = Url::parse(&address)
        .map_err(|error| Failure::usage(format!("`{address}` is no address: {error}"), remedy))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(Failure::usage(
            format!("`{other}` addresses cannot be fetched from"),
            remedy,
        )),
    }
}

/// Names of the files of a dataset that count in the lake.
fn names(lake: &Lake, dataset: Option<&Text>) -> HashSet<String> {
    lake.standing_files()
        .into_iter()
        .filter(|entry| Some(&entry.dataset) == dataset)
        .map(|entry| entry.file.to_string())
        .collect()
}

/// Files that are fetched before they go into the lake.
const MOST_FILES: usize = 500;
/// Bytes, as published, that are fetched before they go into the lake, unless a single file
/// is larger.
const MOST_BYTES: u64 = 512 << 20;

/// Files that are fetched and then go into the lake together, which bounds what has to lie
/// on the disk.
fn groups(files: &[&Listed]) -> Vec<Vec<Listed>> {
    let mut groups: Vec<Vec<Listed>> = Vec::new();
    let mut bytes = 0_u64;
    for file in files {
        let size = file.size.unwrap_or(0);
        match groups.last_mut() {
            Some(group) if group.len() < MOST_FILES && bytes.saturating_add(size) <= MOST_BYTES => {
                bytes += size;
                group.push((*file).clone());
            }
            _ => {
                bytes = size;
                groups.push(vec![(*file).clone()]);
            }
        }
    }
    groups
}

/// Removes files that are in the lake now, but for those that the reader refused, which
/// somebody may want to look at.
fn remove(files: &[PathBuf], kept: &HashSet<&str>) {
    let shown = |path: &Path| path.display().to_string();
    for path in files {
        if !kept.contains(shown(path).as_str()) {
            // What cannot be removed is checked and used the next time.
            let _ = fs::remove_file(path);
        }
    }
}

fn bar(wanted: &[&Listed]) -> ProgressBar {
    let sizes = wanted.iter().filter_map(|file| file.size);
    let bytes = sizes.fold(0, u64::saturating_add);
    let bar = ProgressBar::new(bytes).with_style(
        ProgressStyle::with_template(
            "{spinner} {bytes}/{total_bytes} {bytes_per_sec} {eta} {wide_bar}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn summary(came: &Came) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} files listed from {} to {}: {} in the lake already, {} fetched ({} bytes, {} resumed), {} in the mirror already",
        came.listed,
        came.from,
        came.to,
        came.in_the_lake,
        came.fetched,
        came.received_bytes,
        came.resumed,
        came.mirrored_before,
    );
    if let (Some([first, last]), 0) = (&came.list_reaches, came.listed) {
        let _ = writeln!(text, "the list reaches from {first} to {last}");
    }
    for gap in &came.gaps {
        let _ = writeln!(text, "missing in the list: {gap}");
    }
    for fault in &came.list_faults {
        let _ = writeln!(text, "in the list: {fault}");
    }
    let told = came.list_faults.len() as u64;
    if came.list_faults_in_all > told {
        let more = came.list_faults_in_all - told;
        let _ = writeln!(text, "in the list: {more} more of the kind");
    }
    let rows = &came.rows;
    if rows.files > 0 {
        let _ = writeln!(
            text,
            "{} new files: {} rows read, {} kept, {} outside the theatre, {} superseded, {} set aside",
            rows.files, rows.read, rows.kept, rows.outside, rows.superseded, rows.rejected
        );
    }
    text
}
