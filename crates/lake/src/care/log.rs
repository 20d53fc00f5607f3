//! The log of the table, looked at as files.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// What the directory of the log shows.
#[derive(Default)]
pub(super) struct Log {
    /// Versions whose commit is missing though later ones are there and no checkpoint
    /// stands for it.
    pub missing: Vec<u64>,
    /// Commits that are empty or broken off, and why.
    pub broken: Vec<(PathBuf, String)>,
    /// Names of all data files that a commit ever named.
    pub named: HashSet<String>,
}

/// A data file that is not part of the table.
pub(super) struct Outside {
    pub path: PathBuf,
    pub size: u64,
    /// How long ago it was written.
    pub age: Duration,
}

impl Log {
    pub(super) fn read(log: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        let mut versions = BTreeSet::new();
        let mut checkpoint = None;
        for entry in fs::read_dir(log)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some((number, rest)) = name.split_once('.') else {
                continue;
            };
            let Ok(version) = number.parse::<u64>() else {
                continue;
            };
            if rest == "json" {
                versions.insert(version);
                if let Err(cause) = found.read_commit(&path)? {
                    found.broken.push((path.clone(), cause));
                }
            } else if rest.starts_with("checkpoint") {
                checkpoint = checkpoint.max(Some(version));
            }
        }
        let first = checkpoint.map_or(0, |checkpoint| checkpoint + 1);
        if let Some(&last) = versions.last() {
            found.missing = (first..last)
                .filter(|version| !versions.contains(version))
                .collect();
        }
        Ok(found)
    }

    /// Takes in the names in a commit; or says how it is broken.
    fn read_commit(&mut self, path: &Path) -> io::Result<Result<(), String>> {
        let mut lines = 0_u64;
        for line in BufReader::new(fs::File::open(path)?).lines() {
            let line = match line {
                Ok(line) => line,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Ok(Err("it is not text".to_owned()));
                }
                Err(error) => return Err(error),
            };
            lines += 1;
            if !(line.starts_with('{') && line.trim_end().ends_with('}')) {
                return Ok(Err(format!("line {lines} is broken off")));
            }
            let names = line.split(['"', '/', '\\']);
            let names = names.filter(|name| name.ends_with(".parquet"));
            self.named.extend(names.map(str::to_owned));
        }
        Ok(match lines {
            0 => Err("it is empty".to_owned()),
            _ => Ok(()),
        })
    }
}

/// The data files below `table` that are none of `part_of_it`.
pub(super) fn outside(table: &Path, part_of_it: &HashSet<PathBuf>) -> io::Result<Vec<Outside>> {
    let mut found = Vec::new();
    let mut directories = vec![table.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if name != "_delta_log" {
                    directories.push(path);
                }
            } else if !part_of_it.contains(&path) {
                // It may be gone by now: an ingest that gave up removes its own files.
                let Ok(metadata) = fs::metadata(&path) else {
                    continue;
                };
                let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                found.push(Outside {
                    size: metadata.len(),
                    age: written.elapsed().unwrap_or_default(),
                    path,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}
