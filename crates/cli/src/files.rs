//! The files of a publisher below paths that a person gives.

use std::{
    fs,
    path::{Path, PathBuf},
};

use foreshock_source::Publisher;

use crate::failure::Failure;

/// Ends of names under which tables are published.
const ENDS: [&str; 6] = [".csv", ".tsv", ".tab", ".txt", ".zip", ".gz"];

/// The files that the paths stand for: a file itself, whatever its name; of a
/// directory everything below it that is named as tables are; the files that fit
/// a pattern with `*`. In the order in which the publisher released them, and
/// then by name. Also the files of directories that are not named as tables are.
///
/// # Errors
///
/// Where a path does not exist or a directory cannot be read.
pub(crate) fn of_publisher(
    publisher: Publisher,
    paths: &[PathBuf],
) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            below(path, &mut files, &mut others)?;
        } else if !path.exists() && path.to_string_lossy().contains('*') {
            let pattern = path.to_string_lossy();
            let found = glob::glob(&pattern).map_err(|error| {
                Failure::new(format!("`{pattern}`: {error}"), "check the pattern")
            })?;
            for path in found {
                let path =
                    path.map_err(|error| Failure::file("read", error.path(), error.error()))?;
                match path.is_dir() {
                    true => below(&path, &mut files, &mut others)?,
                    false => files.push(path),
                }
            }
        } else {
            files.push(path.clone());
        }
    }
    let order = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        publisher.release(&name).order
    };
    files.sort_by(|a, b| (order(a), a).cmp(&(order(b), b)));
    files.dedup();
    Ok((files, others))
}

fn below(
    directory: &Path,
    files: &mut Vec<PathBuf>,
    others: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let fail = |error| Failure::file("read", directory, &error);
    for entry in fs::read_dir(directory).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            below(&path, files, others)?;
        } else if ENDS.iter().any(|end| name.ends_with(end)) {
            files.push(path);
        } else {
            others.push(path);
        }
    }
    Ok(())
}
