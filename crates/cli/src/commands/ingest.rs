//! `foreshock ingest`: a publisher's files into the lake.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use foreshock_lake::{FileEntry, Ingested, Lake, Reading};
use foreshock_source::{Input, Published, Publisher};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    arguments::Ingest,
    failure::{Failure, eprintln},
    files, output,
    theatre::{self, Loaded},
};

/// Files that go into one commit at most.
const MOST_FILES: usize = 2000;
/// Bytes, as published, that go into one commit unless a single file is larger: a few
/// seconds of work.
const MOST_BYTES: u64 = 2 << 30;

/// What became of all files.
#[derive(Serialize)]
struct Shown<'a> {
    files: Vec<ShownFile<'a>>,
    refused: Vec<Refused>,
    /// Files of directories that are not named as tables are.
    skipped: Vec<String>,
}

/// The account of a file.
#[derive(Serialize)]
struct ShownFile<'a> {
    file: &'a str,
    file_sha256: &'a str,
    /// Whether this run brought it.
    new: bool,
    read: u64,
    kept: u64,
    outside: u64,
    superseded: u64,
    rejected: u64,
    added: u64,
    revised: u64,
    unchanged: u64,
    withdrawn: u64,
    unknown: u64,
    unknown_codes: &'a str,
}

/// A file that is none of the publisher's, or damaged.
#[derive(Clone, Serialize)]
pub(crate) struct Refused {
    pub path: String,
    pub reason: String,
}

impl<'a> ShownFile<'a> {
    fn of(ingested: &'a Ingested) -> Self {
        let entry = &ingested.entry;
        Self {
            file: &entry.file,
            file_sha256: &entry.file_sha256,
            new: ingested.new,
            read: entry.read,
            kept: entry.kept,
            outside: entry.outside,
            superseded: entry.superseded,
            rejected: entry.rejected,
            added: entry.added,
            revised: entry.revised,
            unchanged: entry.unchanged,
            withdrawn: entry.withdrawn,
            unknown: entry.unknown,
            unknown_codes: &entry.unknown_codes,
        }
    }
}

pub(crate) fn run(arguments: &Ingest) -> Result<(), Failure> {
    let publisher = arguments.publisher;
    let filter = filter(arguments.theatre.as_deref(), publisher)?;
    let (files, skipped) = files::of_publisher(publisher, &arguments.paths)?;
    let readings = readings(publisher, files, filter.as_ref());
    let directory = theatre::lake_directory(arguments.lake.as_deref())?;
    let first = groups(&readings, arguments.reread).into_iter().next();
    let mut lake = Lake::open_for(&directory, &first.unwrap_or_default())?;
    let (ingested, refused) = bring(&mut lake, &readings, arguments.reread)?;
    let skipped: Vec<String> = skipped
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let text = match arguments.json {
        true => foreshock_report::json(&Shown {
            files: ingested.iter().map(ShownFile::of).collect(),
            refused: refused.clone(),
            skipped,
        })?,
        false => summary(&ingested, &skipped),
    };
    output::print(&text)?;
    for refused in &refused {
        eprintln(&format!("refused: {}", refused.reason));
    }
    match refused.len() {
        0 => Ok(()),
        some => Err(Failure::new(
            format!("{some} of {} files were refused", readings.len()),
            "see above; the others are in the lake",
        )),
    }
}

/// What the watch at `theatre` can match of the publisher's rows; everything where there
/// is none.
pub(super) fn filter(
    theatre: Option<&Path>,
    publisher: Publisher,
) -> Result<Option<foreshock_lake::Theatre>, Failure> {
    let Some(path) = theatre else {
        return Ok(None);
    };
    let watch = Loaded::read(path)?.watch;
    let of_publisher = |source: &foreshock_watch::Source| source.publisher() == Some(publisher);
    if !watch.sources.iter().any(of_publisher) {
        let name = publisher.name();
        return Err(Failure::usage(
            format!(
                "the watch has no source of {}, so nothing would be kept",
                publisher.title()
            ),
            format!("give one of its sources format = \"{name}\", or leave --theatre out"),
        ));
    }
    Ok(Some(theatre::theatre_of(&watch, publisher)))
}

/// The files of a publisher as they are brought into the lake.
pub(super) fn readings(
    publisher: Publisher,
    files: Vec<PathBuf>,
    filter: Option<&foreshock_lake::Theatre>,
) -> Vec<Reading> {
    let input = Input::Published(Published::new("".into(), publisher));
    files
        .into_iter()
        .map(|path| Reading {
            input: input.clone(),
            path,
            snapshot: false,
            collection: Some(theatre::INGESTED.to_owned()),
            theatre: filter.cloned(),
        })
        .collect()
}

/// Brings the readings in, group by group. A file that cannot be read is left
/// out of its group, which is then brought without it.
pub(super) fn bring(
    lake: &mut Lake,
    readings: &[Reading],
    reread: bool,
) -> Result<(Vec<Ingested>, Vec<Refused>), Failure> {
    let bar = ProgressBar::new(readings.len() as u64).with_style(
        ProgressStyle::with_template("{spinner} {pos}/{len} files {elapsed} {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    let (mut ingested, mut refused) = (Vec::new(), Vec::new());
    let mut done = 0;
    for mut group in groups(readings, reread) {
        done += group.len() as u64;
        let brought = loop {
            let brought = lake.ingest(&group, Timestamp::now(), reread, |reading| {
                bar.set_message(reading.path.display().to_string());
            });
            let error = match brought {
                Ok(brought) => break brought,
                Err(foreshock_lake::Error::Source(error)) => error,
                Err(error) => {
                    bar.finish_and_clear();
                    return Err(error.into());
                }
            };
            let at = group
                .iter()
                .position(|reading| Some(reading.path.as_path()) == error.path());
            let Some(at) = at else {
                bar.finish_and_clear();
                return Err(error.into());
            };
            let path = group.remove(at).path;
            refused.push(Refused {
                path: path.display().to_string(),
                reason: error.to_string(),
            });
        };
        ingested.extend(brought);
        bar.set_position(done);
    }
    bar.finish_and_clear();
    Ok((ingested, refused))
}

/// Readings in the groups that are committed together.
fn groups(readings: &[Reading], reread: bool) -> Vec<Vec<Reading>> {
    // With --reread one group, so that all files go into one new lineage.
    if reread {
        return vec![readings.to_vec()];
    }
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |metadata| metadata.len());
    // Each release is compared with what is committed before it.
    let apart = readings.iter().any(|reading| match &reading.input {
        Input::Published(published) => published.publisher.has_versions(),
        Input::Table(_) => true,
    });
    if apart {
        return readings
            .iter()
            .map(|reading| vec![reading.clone()])
            .collect();
    }
    let mut groups: Vec<Vec<Reading>> = Vec::new();
    let mut bytes = 0;
    for reading in readings {
        let length = size(&reading.path);
        match groups.last_mut() {
            Some(group) if group.len() < MOST_FILES && bytes + length <= MOST_BYTES => {
                bytes += length;
                group.push(reading.clone());
            }
            _ => {
                bytes = length;
                groups.push(vec![reading.clone()]);
            }
        }
    }
    groups
}

fn summary(ingested: &[Ingested], skipped: &[String]) -> String {
    let mut text = String::new();
    for file in ingested {
        let entry = &file.entry;
        if !file.new {
            let _ = writeln!(text, "{}: in the lake already", entry.file);
            continue;
        }
        let _ = writeln!(text, "{}: {}", entry.file, account(entry));
        if entry.unknown > 0 {
            let _ = writeln!(
                text,
                "  {} unknown codes, kept as published: {}",
                entry.unknown, entry.unknown_codes
            );
        }
    }
    if !skipped.is_empty() {
        let _ = writeln!(
            text,
            "left alone, not named as tables are: {}",
            skipped.join(", ")
        );
    }
    let new: Vec<&FileEntry> = ingested
        .iter()
        .filter(|file| file.new)
        .map(|file| &file.entry)
        .collect();
    let sum = |of: fn(&FileEntry) -> u64| new.iter().map(|entry| of(entry)).sum::<u64>();
    let _ = writeln!(
        text,
        "{} new of {} files: {} rows read, {} kept, {} set aside",
        new.len(),
        ingested.len(),
        sum(|entry| entry.read),
        sum(|entry| entry.kept),
        sum(|entry| entry.rejected)
    );
    text
}

fn account(entry: &FileEntry) -> String {
    let mut parts = vec![
        format!("{} rows read", entry.read),
        format!("{} kept", entry.kept),
    ];
    let mut part = |number: u64, words: &str| {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    };
    part(entry.revised, "of them corrections");
    part(entry.unchanged, "of them as before");
    part(entry.outside, "outside the theatre");
    part(entry.superseded, "superseded by a newer release");
    part(entry.rejected, "set aside");
    part(entry.withdrawn, "earlier events withdrawn");
    parts.join(", ")
}
