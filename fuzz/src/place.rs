//! Where the bytes lie: the readers take files.

use std::{env, fs, path::PathBuf, process, sync::LazyLock};

use foreshock_source::RawFile;

use crate::law;

/// A directory of this process alone. `scripts/fuzz` puts it into memory and takes it
/// away.
static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = env::temp_dir().join(format!("foreshock-fuzz-{}", process::id()));
    fs::create_dir_all(&directory).expect("a directory for the bytes");
    directory
});

/// A file that lives as long as this.
pub(crate) struct File(RawFile);

impl File {
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Self {
        let path = DIRECTORY.join(name);
        fs::write(&path, bytes).expect("a file of the bytes");
        Self(law::raw_file(&path))
    }

    pub(crate) fn raw(&self) -> &RawFile {
        &self.0
    }
}
