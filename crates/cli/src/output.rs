//! Writing to standard output and to files.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use crate::failure::Failure;

/// Writes `text` to standard output, with colours only where they are wanted.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::OutputClosed,
        _ => Failure::new(
            format!("cannot write to standard output: {error}"),
            "check what reads it, or the disk it goes to",
        ),
    })
}

/// Writes a file as a whole or not at all, so that a reader never sees half of
/// it.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error: io::Error| Failure::file("write", path, &error);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(fail)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::write(&part, text).and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&part);
        fail(error)
    })
}

/// The width of the terminal; 80 where there is none.
pub(crate) fn columns() -> usize {
    match terminal_size::terminal_size() {
        Some((width, _)) if io::stdout().is_terminal() => usize::from(width.0),
        _ => 80,
    }
}
