//! A raw file and the digest of its bytes.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use foreshock_event::Text;
use sha2::{Digest, Sha256};

use crate::Error;

/// A file as it lies on disk.
#[derive(Clone, Debug)]
pub struct RawFile {
    /// Its name without the directories.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: Text,
}

impl RawFile {
    /// Reads the file once for its digest.
    ///
    /// # Errors
    ///
    /// Where the file is missing, is none, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let fail = |error: io::Error| Error::unreadable(path, &error);
        // A pipe can be read only once, and opening one may wait for ever.
        let kind = fs::metadata(path).map_err(fail)?.file_type();
        if kind.is_dir() {
            return Err(Error::unreadable(path, &"it is a directory"));
        }
        if !kind.is_file() {
            return Err(Error::unreadable(path, &"it is not an ordinary file"));
        }
        let mut file = File::open(path).map_err(fail)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => hasher.update(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(fail(error)),
            }
        }
        let sha256: String = hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            path: path.to_owned(),
            sha256: sha256.into(),
        })
    }
}
