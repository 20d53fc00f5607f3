//! `foreshock compact`: small data files joined.

use foreshock_lake::{Compacted, Lake};

use crate::{arguments::Compact, failure::Failure, output, theatre};

pub(crate) fn run(arguments: &Compact) -> Result<(), Failure> {
    let directory = theatre::lake_directory(arguments.lake.as_deref())?;
    if !directory.join("records").is_dir() {
        return Err(foreshock_lake::Error::NoLake { path: directory }.into());
    }
    let compacted = Lake::open(&directory)?.compact()?;
    output::print(&match arguments.json {
        true => foreshock_report::json(&compacted)?,
        false => summary(&compacted),
    })
}

fn summary(compacted: &Compacted) -> String {
    let Compacted {
        files_before,
        files_after,
        bytes_before,
        bytes_after,
        rows,
    } = compacted;
    match files_before {
        0 => "nothing to join\n".to_owned(),
        _ => format!(
            "{files_before} files of {bytes_before} bytes became {files_after} of {bytes_after} bytes, with the same {rows} rows\n"
        ),
    }
}
