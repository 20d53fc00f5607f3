//! What is served: a watch with what its sources gave.

use std::sync::Arc;

use foreshock_event::Known;
use foreshock_lake::coverage::PublisherCoverage;
use foreshock_watch::Watch;

/// A watch and all that is known of it now.
pub struct Reading {
    /// The watch.
    pub watch: Watch,
    /// The text of its file.
    pub text: Arc<str>,
    /// All that is known at the instant of the reading.
    pub known: Known,
}

/// Why something cannot be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub error: String,
    /// What could be done.
    pub help: Option<String>,
}

/// A watch on disk, as the program reads it.
pub trait Theatre: Send + 'static {
    /// Short name that stands in addresses: letters, digits, `-` and `_`.
    fn id(&self) -> &str;

    /// Reads the watch and brings its tables into the lake; all of it, whether or not
    /// something changed.
    ///
    /// # Errors
    ///
    /// Where the watch or a table cannot be read.
    fn read(&mut self) -> Result<Reading, Trouble>;

    /// Whether a file of the watch changed since it was last read.
    fn has_changed(&self) -> bool;

    /// What was read of each publisher, month by month.
    ///
    /// # Errors
    ///
    /// Where the lake cannot be read.
    fn coverage(&self) -> Result<Vec<PublisherCoverage>, Trouble>;
}
