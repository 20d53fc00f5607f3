//! Why a command failed, shown with place, cause and remedy, and the exit code
//! that says so to a program.

use std::{fmt, io, path::Path, process::ExitCode, sync::Arc};

use foreshock_watch::{Diagnostic, Severity, Summary};
use miette::{LabeledSpan, NamedSource, SourceCode, SourceSpan};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The watch has errors.
    Watch(WatchFaults),
    /// The command line makes no sense: why, and what would.
    Usage { message: String, remedy: String },
    /// Something stands in the way: what, and what to do about it.
    Other {
        message: String,
        remedy: Option<String>,
    },
    /// The watch has errors, and they have been shown.
    Shown,
    /// Whoever read the output has closed it; nobody is left to tell.
    OutputClosed,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Other {
            message: message.into(),
            remedy: Some(remedy.into()),
        }
    }

    pub(crate) fn usage(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(action: &str, path: &Path, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "check who may read and write it",
            io::ErrorKind::StorageFull => "make room on the disk",
            _ => "check the path and the disk",
        };
        Self::new(
            format!("cannot {action} {}: {error}", path.display()),
            remedy,
        )
    }

    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::OutputClosed => ExitCode::SUCCESS,
            Self::Shown => ExitCode::from(3),
            Self::Watch(faults) => {
                faults.show();
                ExitCode::from(3)
            }
            Self::Usage { message, remedy } => {
                eprintln(&format!("error: {message}\n  help: {remedy}"));
                ExitCode::from(2)
            }
            Self::Other { message, remedy } => {
                eprintln(&format!("error: {message}"));
                if let Some(remedy) = remedy {
                    eprintln(&format!("  help: {remedy}"));
                }
                ExitCode::from(1)
            }
        }
    }
}

impl fmt::Display for Failure {
    /// What it is in one line, without the remedy.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watch(faults) => write!(out, "{} has errors", faults.name),
            Self::Usage { message, .. } | Self::Other { message, .. } => out.write_str(message),
            Self::Shown => out.write_str("the watch has errors"),
            Self::OutputClosed => out.write_str("the output was closed"),
        }
    }
}

/// Errors of the library crates already say place, cause and remedy.
macro_rules! from_error {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Other { message: error.to_string(), remedy: None }
            }
        })*
    };
}

from_error!(
    foreshock_assess::hypotheses::Error,
    foreshock_claims::Error,
    foreshock_alert::Error,
    foreshock_assess::readiness::TickError,
    foreshock_fetch::Error,
    foreshock_hawkes::Error,
    foreshock_forecast::Error,
    foreshock_lake::Error,
    foreshock_ledger::Error,
    foreshock_source::Error,
    foreshock_report::BriefError,
    foreshock_scoring::Error,
    serde_json::Error
);

/// Writes a line for the person at the terminal; where nobody can read it,
/// there is nothing to be done.
pub(crate) fn eprintln(line: &str) {
    use io::Write;
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// The faults of a watch, with the text that they point into.
#[derive(Debug)]
pub(crate) struct WatchFaults {
    pub name: String,
    pub text: Arc<str>,
    pub faults: Vec<Diagnostic>,
}

impl WatchFaults {
    /// Shows each fault with the lines that it is about, and how many there are.
    pub(crate) fn show(&self) {
        const SHOWN: usize = 50;
        for fault in self.faults.iter().take(SHOWN) {
            let fault = Fault {
                fault: fault.clone(),
                source: NamedSource::new(&self.name, self.text.clone()),
            };
            eprintln(format!("{:?}", miette::Report::new(fault)).trim_end());
        }
        let more = self.faults.len().saturating_sub(SHOWN);
        if more > 0 {
            eprintln(&format!("and {more} more"));
        }
        eprintln(&format!("{}: {}", self.name, Summary(&self.faults)));
    }
}

#[derive(Debug)]
struct Fault {
    fault: Diagnostic,
    source: NamedSource<Arc<str>>,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.fault.message)
    }
}

impl std::error::Error for Fault {}

impl miette::Diagnostic for Fault {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.fault.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault
            .help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = SourceSpan::from(self.fault.span.clone());
        let label = LabeledSpan::new_with_span(Some(self.fault.label.clone()), span);
        Some(Box::new(std::iter::once(label)))
    }
}
