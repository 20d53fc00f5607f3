//! A file to which lines are added, or a directory of files.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::{Channel, Failed, written};
use crate::{
    Message,
    config::{self, Format},
};

#[derive(Debug)]
pub(super) struct File {
    settings: config::File,
    sender: String,
}

impl File {
    pub(super) fn open(settings: &config::File, sender: String) -> Self {
        Self {
            settings: settings.clone(),
            sender,
        }
    }
}

impl Channel for File {
    fn deliver(&self, message: &Message) -> Result<(), Failed> {
        let (text, _) = written(message, self.settings.format, &self.sender);
        let path = &self.settings.path;
        let done = match self.settings.format {
            Format::Json => add_line(path, &text),
            Format::Cap => put(path, &format!("{}.xml", message.identifier), &text),
        };
        done.map_err(|error| Failed::channel(format!("cannot write {}: {error}", path.display())))
    }
}

/// Adds a line in one write, and waits until it is on the disk. Half a line that
/// a full disk or a lost process left behind is ended first, so that it spoils no
/// other.
fn add_line(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .read(true)
        .open(path)?;
    let mut line = String::new();
    if file.metadata()?.len() > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            line.push('\n');
        }
    }
    line.push_str(text);
    line.push('\n');
    file.write_all(line.as_bytes())?;
    // What is no file, such as a pipe, has nothing to wait for.
    match file.sync_data() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Writes a file as a whole or not at all; a repeat writes the same file.
fn put(directory: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let part = directory.join(format!(".{name}.{}.part", std::process::id()));
    let write = || {
        let mut file = fs::File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, directory.join(name))?;
        fs::File::open(directory)?.sync_all()
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&part);
    })
}
