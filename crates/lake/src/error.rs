//! What can go wrong with a lake.

use std::path::PathBuf;

use thiserror::Error;

/// Why a lake could not be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read as a table.
    #[error(transparent)]
    Source(#[from] foreshock_source::Error),
    /// The directory cannot be made or entered.
    #[error("cannot use {} as a lake: {cause}\n  give another directory with --lake, or make this one readable and writable", .path.display())]
    Directory {
        /// The directory of the lake.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The table is there but cannot be opened.
    #[error("the lake in {} cannot be opened: {cause}\n  if its files were moved or changed by hand, restore them; or give another directory with --lake, and the sources are read anew", .path.display())]
    Open {
        /// The directory of the lake.
        path: PathBuf,
        /// What the table's reader says.
        cause: String,
    },
    /// A data file is missing or damaged.
    #[error("{} is damaged: {cause}\n  restore the file from a copy; or give another directory with --lake, and the sources are read anew", .path.display())]
    Damaged {
        /// The data file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// There is no lake to examine.
    #[error("there is no lake in {}\n  check the path; a lake holds a directory `records`", .path.display())]
    NoLake {
        /// The directory.
        path: PathBuf,
    },
    /// A newer version of the program added columns that this one would drop.
    #[error("the lake in {} has columns that this version does not know: {columns}\n  use the version that wrote it, or a newer one", .path.display())]
    Newer {
        /// The directory of the lake.
        path: PathBuf,
        /// The columns.
        columns: String,
    },
    /// New rows could not be written or committed; nothing became visible.
    #[error("nothing was added to the lake in {}: {cause}\n  check that the disk is not full and the directory is writable, then run the same command again", .path.display())]
    Write {
        /// The directory of the lake.
        path: PathBuf,
        /// What went wrong.
        cause: String,
    },
    /// Other processes kept changing the same sources.
    #[error("other processes kept adding to the lake in {}; nothing was lost\n  run the same command again", .path.display())]
    Busy {
        /// The directory of the lake.
        path: PathBuf,
    },
}
